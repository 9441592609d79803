//! SARIF 2.1.0 (OASIS): one log with one run, whatever the number of projects.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use serde_sarif::sarif;
use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{advice, explanation_parts};
use crate::error::Problem;
use crate::finding::{Disposition, Finding, Suppression, SuppressionKind};
use crate::report::{ProjectReport, Report};
use crate::rules::{Confidence, Rule, Severity};
use crate::source::printable;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What relative paths are relative to: the current folder of the run, in general the root
/// of the repository.
const BASE: &str = "%SRCROOT%";

/// Bytes of a path that stand for themselves in a URI (RFC 3986, "unreserved").
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// All findings, with their state; the rules that they are of; what could not be read, as
/// notifications.
///
/// # Errors
/// What the writer says.
pub fn sarif(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let rules: BTreeMap<&str, &Rule> = report.findings().map(|(_, finding)| (&*finding.rule.code, &*finding.rule)).collect();
    let indexes: BTreeMap<&str, i64> = rules.keys().copied().zip(0..).collect();
    let driver = sarif::ToolComponent::builder()
        .name(env!("CARGO_PKG_NAME"))
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .information_uri(env!("CARGO_PKG_REPOSITORY"))
        .rules(rules.values().map(|rule| descriptor(rule)).collect::<Vec<_>>())
        .build();
    let invocation = sarif::Invocation::builder()
        .execution_successful(true)
        .tool_execution_notifications(report.problems.iter().map(notification).collect::<Vec<_>>())
        .build();
    let run = sarif::Run::builder()
        .tool(sarif::Tool::builder().driver(driver).build())
        .invocations(vec![invocation])
        .column_kind("unicodeCodePoints")
        // As Python's lines end; without the last, the lines of some files count otherwise.
        .newline_sequences(["\r\n", "\n", "\r"].map(str::to_owned))
        .results(report.findings().map(|(project, finding)| result(project, finding, &indexes)).collect::<Vec<_>>())
        .build();
    let log = sarif::Sarif::builder().schema(SCHEMA).version("2.1.0").runs(vec![run]).build();
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn descriptor(rule: &Rule) -> sarif::ReportingDescriptor {
    let parts = explanation_parts(rule);
    let section = |(title, text): &(&str, &String)| format!("{title}\n{text}");
    let text = parts.iter().map(section).collect::<Vec<_>>().join("\n\n");
    let section = |(title, text): &(&str, &String)| format!("## {title}\n\n{text}");
    let markdown = parts.iter().map(section).collect::<Vec<_>>().join("\n\n");
    sarif::ReportingDescriptor::builder()
        .id(&rule.code)
        .name(&rule.id)
        .short_description(description(rule.title.clone()))
        .full_description(description(rule.why.clone()))
        .help(sarif::MultiformatMessageString::builder().text(text).markdown(markdown).build())
        .default_configuration(sarif::ReportingConfiguration::builder().level(level(rule.severity)).build())
        .properties(properties(rule))
        .build()
}

fn description(text: String) -> sarif::MultiformatMessageString {
    sarif::MultiformatMessageString::builder().text(text).build()
}

/// What code scanning shows and sorts by.
fn properties(rule: &Rule) -> sarif::PropertyBag {
    let precision = match rule.confidence {
        Confidence::High => "high",
        Confidence::Medium => "medium",
        Confidence::Low => "low",
    };
    let severity = match rule.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "recommendation",
    };
    let values = [("precision", json!(precision)), ("problem.severity", json!(severity)), ("effort", json!(rule.effort))];
    sarif::PropertyBag::builder()
        .tags(vec![rule.family.name().to_owned()])
        .additional_properties(values.map(|(name, value)| (name.to_owned(), value)))
        .build()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn result(project: &ProjectReport, finding: &Finding, indexes: &BTreeMap<&str, i64>) -> sarif::Result {
    let code = &*finding.rule.code;
    let fingerprint = ("eventletScan/v1".to_owned(), finding.fingerprint.as_str().to_owned());
    let mut result = sarif::Result::builder()
        .rule_id(code)
        .rule_index(indexes.get(code).copied().unwrap_or(-1))
        .level(match finding.severity() {
            Severity::Error => sarif::ResultLevel::Error,
            Severity::Warning => sarif::ResultLevel::Warning,
            Severity::Note => sarif::ResultLevel::Note,
        })
        .message(message(&advice(finding)))
        .locations(vec![location(project, finding)])
        .partial_fingerprints([fingerprint])
        // Either all results have a state or none: what is suppressed is no news.
        .baseline_state(match finding.disposition {
            Disposition::New => "new",
            Disposition::Known | Disposition::Suppressed => "unchanged",
        })
        .build();
    result.suppressions = finding.suppression.as_ref().map(|suppression| vec![silenced(suppression)]);
    result
}

fn silenced(suppression: &Suppression) -> sarif::Suppression {
    let kind = match suppression.kind {
        SuppressionKind::Line | SuppressionKind::File | SuppressionKind::Noqa => "inSource",
        SuppressionKind::Sanctioned => "external",
    };
    let mut silenced = sarif::Suppression::builder().kind(kind).build();
    silenced.justification = suppression.reason.as_deref().map(|reason| printable(reason).into_owned());
    silenced
}

fn location(project: &ProjectReport, finding: &Finding) -> sarif::Location {
    let at = finding.location;
    let region = sarif::Region::builder()
        .start_line(at.line)
        .start_column(at.column)
        .end_line(at.end_line)
        .end_column(at.end_column)
        .build();
    let place =
        sarif::PhysicalLocation::builder().artifact_location(artifact(&project.shown_path(&finding.path))).region(region).build();
    let mut location = sarif::Location::builder().physical_location(place).build();
    if let Some(definition) = &finding.definition {
        let name = printable(definition).into_owned();
        location.logical_locations = Some(vec![sarif::LogicalLocation::builder().fully_qualified_name(name).build()]);
    }
    location
}

fn notification(problem: &Problem) -> sarif::Notification {
    let mut place = sarif::PhysicalLocation::builder().artifact_location(artifact(&problem.path)).build();
    place.region = problem.line.map(|line| sarif::Region::builder().start_line(line).build());
    sarif::Notification::builder()
        .level("warning")
        .message(message(&printable(&problem.message)))
        .locations(vec![sarif::Location::builder().physical_location(place).build()])
        .build()
}

/// A file by its URI: relative to the base where it lies below, else as it is.
fn artifact(path: &str) -> sarif::ArtifactLocation {
    let encoded = utf8_percent_encode(path, PATH);
    if path.starts_with('/') {
        return sarif::ArtifactLocation::builder().uri(format!("file://{encoded}")).build();
    }
    let location = sarif::ArtifactLocation::builder().uri(encoded.to_string());
    match path.starts_with("../") {
        true => location.build(),
        false => location.uri_base_id(BASE).build(),
    }
}

/// Plain text as a message: braces would be placeholders, and brackets before parentheses a
/// link.
fn message(text: &str) -> sarif::Message {
    let text = text.replace('{', "{{").replace('}', "}}").replace("](", "] (");
    sarif::Message::builder().text(text).build()
}
