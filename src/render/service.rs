//! One service: its level, what is known about it, and the evidence, step by step.

use anstyle::Style;
use miette::{Diagnostic, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use std::fmt;
use std::io::{self, Write};

use super::frame::{FrameSource, handler};
use super::wrap::wrapped;
use super::{FAINT, STRONG, quoted};
use crate::analysis::services::{Backend, Evidence, Level, Service, flag_meaning};
use crate::project::Group;
use crate::report::{Frame, ProjectReport, Report};
use crate::source::printable;

/// Columns of the names of facts and flags.
const NAMES: usize = 18;

/// Draws the services of a report, each with all that is known about it.
///
/// # Errors
/// What the writer says.
pub fn service(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut first = true;
    for project in &report.projects {
        for (at, service) in project.services.iter().enumerate() {
            if !std::mem::take(&mut first) {
                writeln!(out)?;
            }
            head(project, service, out)?;
            facts(service, out)?;
            flags(service, out)?;
            let frames = project.evidence.get(at).map_or(&[][..], Vec::as_slice);
            evidence(project, service, frames, out)?;
            hazards(project, service, out)?;
            next(project, service, out)?;
        }
    }
    Ok(())
}

fn head(project: &ProjectReport, service: &Service, out: &mut dyn Write) -> io::Result<()> {
    let version = project.version.as_deref().map(|version| format!(" {version}")).unwrap_or_default();
    let group = match service.group {
        Group::ConsoleScripts => "command",
        Group::WsgiScripts => "WSGI script",
        Group::WsgiModule => "WSGI module",
        Group::Script => "script",
    };
    writeln!(
        out,
        "{STRONG}{}{STRONG:#}  {FAINT}{group} {} of {}{} in {}{FAINT:#}",
        printable(&service.name),
        printable(&service.entry_point),
        printable(&project.name),
        printable(&version),
        printable(&project.root),
    )?;
    let words = service.level.words();
    let level = format!("{}:", service.level.heading());
    wrapped(&[(STRONG, &level), (Style::new(), &service.reason)], 2, 4, out)?;
    let meaning = match service.found {
        // What is drawn below belongs to that.
        Some(found) => format!("What follows was found: {}. {}", found.heading(), found.words().meaning),
        None => words.meaning.to_owned(),
    };
    wrapped(&[(FAINT, &meaning)], 2, 2, out)
}

/// One named value.
fn fact(name: &str, value: &str, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "  {STRONG}{name:<NAMES$}{STRONG:#}")?;
    // The name stands there already.
    wrapped_after(value, out)
}

/// Running text in the column behind the names.
fn wrapped_after(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut drawn = Vec::new();
    wrapped(&[(Style::new(), text)], 2 + NAMES, 2 + NAMES, &mut drawn)?;
    out.write_all(drawn.get(2 + NAMES..).unwrap_or_default())
}

fn facts(service: &Service, out: &mut dyn Write) -> io::Result<()> {
    if service.level == Level::EX {
        return Ok(());
    }
    writeln!(out)?;
    fact("mode", service.level.words().title, out)?;
    fact("default", service.default.unwrap_or("none"), out)?;
    let switches: Vec<_> = service.switches.iter().map(|switch| format!("{} {}", switch.kind.word(), switch.name)).collect();
    let switches =
        if switches.is_empty() { "none that chooses between eventlet and threads".to_owned() } else { switches.join(", then ") };
    fact("switches", &switches, out)?;
    let patched = match service.patched {
        Some("import") => "yes, while modules are imported",
        Some(_) => "yes, while its function runs",
        None if service.level == Level::Unknown => "not for certain",
        None => "no, if nothing is set",
    };
    fact("patched", patched, out)?;
    let backend = match service.backend {
        Some(Backend { kind, explicit: true }) => format!("{kind}, selected by the project"),
        Some(Backend { kind, explicit: false }) => format!("{kind}, the default: the project selects none"),
        None => "none of oslo.service's is selected".to_owned(),
    };
    fact("backend", &backend, out)?;
    let daemon = match service.group {
        _ if service.daemon => "yes, it serves until it is stopped",
        Group::WsgiScripts | Group::WsgiModule => "no, a server of its own loads it",
        _ => "no sign of it",
    };
    fact("daemon", daemon, out)?;
    let findings = match (service.reaches.len(), service.alone.len()) {
        (0, _) => "none in code that it may load".to_owned(),
        (all, alone) => format!("{all} in code that it may load, {alone} of them in code that no other service may load"),
    };
    fact("findings", &findings, out)
}

fn flags(service: &Service, out: &mut dyn Write) -> io::Result<()> {
    if service.flags.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n  {STRONG}What changes what is to be done{STRONG:#}")?;
    for flag in &service.flags {
        fact(flag, flag_meaning(flag), out)?;
    }
    Ok(())
}

/// What may go wrong while it runs patched, one place a line.
fn hazards(project: &ProjectReport, service: &Service, out: &mut dyn Write) -> io::Result<()> {
    if service.hazards.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n  {STRONG}What may go wrong while it is patched{STRONG:#}")?;
    for hazard in &service.hazards {
        let place = format!("{}:{}", project.shown_path(&hazard.path), hazard.line);
        wrapped(&[(FAINT, &place), (Style::new(), hazard.kind), (FAINT, &hazard.what)], 2, 6, out)?;
    }
    Ok(())
}

fn evidence(project: &ProjectReport, service: &Service, frames: &[Option<Frame>], out: &mut dyn Write) -> io::Result<()> {
    if service.evidence.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n  {STRONG}Evidence{STRONG:#}, from the entry point to what decides")?;
    for (at, step) in service.evidence.iter().enumerate() {
        let frame = frames.get(at).and_then(Option::as_ref);
        draw(project, at + 1, step, frame, out)?;
    }
    if service.evidence.iter().any(|step| step.assumed) {
        let note = "assumed: Python leaves open whether it happens; a library calls back, a plugin is loaded, a function \
                    that imports is called.";
        wrapped(&[(FAINT, note)], 2, 2, out)?;
    }
    Ok(())
}

fn draw(project: &ProjectReport, number: usize, step: &Evidence, frame: Option<&Frame>, out: &mut dyn Write) -> io::Result<()> {
    let path = printable(&project.shown_path(&step.path)).into_owned();
    let assumed = if step.assumed { " (assumed)" } else { "" };
    let what = printable(&step.what).into_owned();
    let Some(frame) = frame else {
        return writeln!(out, "  {number}. {path}:{} {what}{assumed}", step.line);
    };
    let mut theme = GraphicalTheme::unicode();
    // The sign before the message: here the step's number.
    theme.characters.advice = format!("{number}.");
    let column = 1 + column(frame, step.line);
    let source = FrameSource { frame: frame.clone(), line: step.line, column };
    let drawn = Drawn {
        // The frame's header has the place.
        message: format!("{what}{assumed}"),
        source: NamedSource::new(path, source),
        label: LabeledSpan::new_primary_with_span(None, (frame.start, frame.length)),
    };
    let mut text = String::new();
    handler(theme).render_report(&mut text, &drawn).map_err(io::Error::other)?;
    writeln!(out, "{}", text.trim_matches('\n'))
}

/// Characters before the marked part of a frame in its line.
fn column(frame: &Frame, line: u32) -> u32 {
    let before: usize = frame.text.split('\n').take((line - frame.first_line) as usize).map(|line| line.len() + 1).sum();
    frame.text.get(before..frame.start).map_or(0, |text| text.chars().count()) as u32
}

/// A step as miette draws it.
struct Drawn {
    message: String,
    source: NamedSource<FrameSource>,
    label: LabeledSpan,
}

impl fmt::Debug for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawn {}

impl Diagnostic for Drawn {
    fn severity(&self) -> Option<miette::Severity> {
        Some(miette::Severity::Advice)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(self.label.clone())))
    }
}

fn next(project: &ProjectReport, service: &Service, out: &mut dyn Write) -> io::Result<()> {
    let command = format!("eventlet-scan {} --service {} --format json", quoted(&project.root), quoted(&service.name));
    writeln!(out, "\n  {STRONG}Next{STRONG:#}")?;
    writeln!(out, "    {command}  {FAINT}the same for programs{FAINT:#}")
}
