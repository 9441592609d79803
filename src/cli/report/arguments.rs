//! The words of `eventlet-scan report`.

use clap::{ArgAction, Args, ValueEnum};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::input::WalkOptions;
use crate::policy::{Notes, Selectors};
use crate::scan::Settings;
use crate::source::printable;

#[derive(Debug, Args)]
pub struct ReportArguments {
    /// Projects and folders of projects, source distributions (.tar.gz), repositories at a revision (nova@stable/2025.2), JSON results or folders of them [default: the current folder]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Write the report to a file, in the format that its name ends with: .html, .md, .json, .csv, .svg; may be given several times
    #[arg(short, long, value_name = "FILE")]
    pub output: Vec<PathBuf>,

    /// The format, whatever the names of files say [default: markdown]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<ReportFormat>,

    /// Group projects by team: reference/projects.yaml of openstack/governance
    #[arg(long, value_name = "FILE")]
    pub governance: Option<PathBuf>,

    /// Say what has changed since an earlier state: the JSON of a report, or any PATH
    #[arg(long, value_name = "PATH")]
    pub compare: Option<PathBuf>,

    /// The day that the report says it is of
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<String>,

    /// Globs of files and folders to leave out
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,

    /// Read what .gitignore hides, and virtual environments, too
    #[arg(long)]
    pub no_ignore: bool,

    /// Read hidden files and folders too
    #[arg(long)]
    pub hidden: bool,

    /// A folder with rule files of your own
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,

    /// A configuration file, instead of each project's
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// No configuration file at all
    #[arg(long, conflicts_with = "config")]
    pub isolated: bool,

    /// Worker threads [default: one for each core]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub threads: usize,

    /// Print less: no problems
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Print more: what was read, and how long it took
    #[arg(short, long, action = ArgAction::Count)]
    pub verbose: u8,
}

/// How a status report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// One page for a browser
    Html,
    /// For an etherpad, a wiki, a comment
    Markdown,
    /// One JSON object with everything
    Json,
    /// The table of projects
    Csv,
    /// An SVG for a README
    Badge,
}

impl ReportFormat {
    /// The format that a file's name asks for.
    ///
    /// # Errors
    /// A name that asks for none.
    pub fn of(path: &Path) -> Result<Self, Error> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        Ok(match ending.as_deref() {
            Some("html" | "htm") => ReportFormat::Html,
            Some("md" | "markdown" | "txt") => ReportFormat::Markdown,
            Some("json") => ReportFormat::Json,
            Some("csv") => ReportFormat::Csv,
            Some("svg") => ReportFormat::Badge,
            _ => {
                let shown = path.display().to_string();
                return Err(Error::Usage {
                    message: format!("the name of {} says no format", printable(&shown)),
                    help: Some("end it with .html, .md, .json, .csv or .svg, or give --format".to_owned()),
                });
            }
        })
    }
}

impl ReportArguments {
    /// The settings of a scan of `paths`.
    pub fn settings(&self, paths: Vec<PathBuf>) -> Settings {
        Settings {
            paths,
            selectors: Selectors { notes: Notes::All, ..Selectors::default() },
            rule_folders: self.rules.clone(),
            walk: WalkOptions {
                exclude: self.exclude.clone(),
                no_ignore: self.no_ignore,
                hidden: self.hidden,
                threads: self.threads,
            },
            config: self.config.clone(),
            isolated: self.isolated,
            services: true,
            today: super::super::settings::day(self.date.as_deref()),
            keep_going: true,
            ..Settings::default()
        }
    }
}

/// A day of the calendar, as 2026-11-22.
fn day(text: &str) -> Result<String, String> {
    let day: jiff::civil::Date = text.parse().map_err(|_| "not a day as 2026-11-22".to_owned())?;
    Ok(day.to_string())
}
