//! `eventlet-scan [PATH]... --service NAME`

use std::collections::BTreeSet;
use std::process::ExitCode;

use super::args::OverviewArguments;
use super::format::{Format, Outputs};
use super::output;
use super::overview::report;
use super::settings::Wanted;
use crate::error::{Error, nearest};
use crate::policy::Notes;
use crate::render;
use crate::report::Report;
use crate::source::printable;

/// Names that are listed for somebody who typed another.
const LISTED: usize = 12;

/// Shows one service.
pub fn run(arguments: &OverviewArguments, asked: &str) -> Result<ExitCode, Error> {
    let outputs = Outputs::new(&arguments.format, Format::Overview)?;
    let unfit = |format: &Format| !matches!(format, Format::Overview | Format::Full | Format::Json);
    if let Some(format) = outputs.iter().map(|output| output.format).find(unfit) {
        let help = Some("`overview` and `full` show it with its code, `json` as an object".to_owned());
        return Err(Error::Usage { message: format!("`--service` has no format `{}`", format.name()), help });
    }
    let evidence = outputs.has(Format::Overview) || outputs.has(Format::Full);
    let notes = if outputs.has(Format::Json) { Notes::All } else { Notes::Imports };
    let mut report = report(&arguments.scan, Wanted { notes, services: true, evidence, frames: false })?;
    if report.scanned_nothing() {
        return Ok(ExitCode::from(3));
    }
    let name = choose(&report, asked)?;
    report.keep_service(&name);
    output::write(&outputs, |format, _, out| match format {
        Format::Json => render::json(&report, out),
        _ => render::service(&report, out),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The service of that name, or the only one whose name begins so.
fn choose(report: &Report, asked: &str) -> Result<String, Error> {
    let names: BTreeSet<&str> = report.services().map(|(_, service)| service.name.as_str()).collect();
    if names.contains(asked) {
        return Ok(asked.to_owned());
    }
    let begun: Vec<&str> = names.iter().copied().filter(|name| !asked.is_empty() && name.starts_with(asked)).collect();
    if let [only] = begun[..] {
        return Ok(only.to_owned());
    }
    let help = match (begun.is_empty(), nearest(asked, names.iter().copied())) {
        _ if names.is_empty() => "no service was found in what was scanned".to_owned(),
        (false, _) => format!("these begin so: {}", list(&begun)),
        (_, Some(near)) => format!("did you mean `{}`?", printable(near)),
        _ => format!("known here: {}", list(&likest(asked, &names))),
    };
    Err(Error::Usage { message: format!("no service is called `{}`", printable(asked)), help: Some(help) })
}

/// The names, those that are most like another first.
fn likest<'n>(asked: &str, names: &BTreeSet<&'n str>) -> Vec<&'n str> {
    let mut likely: Vec<(f64, &str)> = names.iter().map(|name| (strsim::jaro_winkler(asked, name), *name)).collect();
    likely.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    likely.into_iter().map(|(_, name)| name).collect()
}

fn list(names: &[&str]) -> String {
    let mut shown = names.iter().take(LISTED).map(|name| printable(name)).collect::<Vec<_>>().join(", ");
    if names.len() > LISTED {
        shown.push_str(&format!(" and {} more", names.len() - LISTED));
    }
    shown
}
