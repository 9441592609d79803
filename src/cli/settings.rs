//! Command-line words become settings of a run.

use super::args::ScanArguments;
use crate::input::WalkOptions;
use crate::policy::{Notes, Selectors};
use crate::scan::{BaselineSource, Settings};

/// What a command wants to know besides the findings.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// What is told of notes by default.
    pub notes: Notes,
    /// Whether findings are shown with their code.
    pub frames: bool,
    /// Whether each process is looked at.
    pub services: bool,
    /// Whether the evidence about processes is shown with its code.
    pub evidence: bool,
}

impl ScanArguments {
    /// The settings these words mean.
    pub fn settings(&self, wanted: Wanted) -> Settings {
        Settings {
            paths: self.paths.clone(),
            selectors: Selectors {
                select: self.select.clone(),
                extend: self.extend_select.clone(),
                ignore: self.ignore.clone(),
                notes: wanted.notes,
            },
            rule_folders: self.rules.clone(),
            walk: WalkOptions {
                exclude: self.exclude.clone(),
                no_ignore: self.no_ignore,
                hidden: self.hidden,
                threads: self.threads,
            },
            config: self.config.clone(),
            isolated: self.isolated,
            frames: wanted.frames,
            listing: self.show_files,
            services: wanted.services && !self.show_files && !self.statistics,
            evidence: wanted.evidence,
            since: None,
            baseline: BaselineSource::None,
            strict_rules: false,
            shapes: false,
            today: today(),
            keep_going: false,
        }
    }
}

/// The day of the run, in UTC.
fn today() -> Option<toml::value::Date> {
    by_number(jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date())
}

/// A day by which overrides expire: one that was named, or that of the run.
pub fn day(named: Option<&str>) -> Option<toml::value::Date> {
    named.map_or_else(today, |named| by_number(named.parse().ok()?))
}

fn by_number(day: jiff::civil::Date) -> Option<toml::value::Date> {
    Some(toml::value::Date {
        year: day.year().try_into().ok()?,
        month: day.month().try_into().ok()?,
        day: day.day().try_into().ok()?,
    })
}
