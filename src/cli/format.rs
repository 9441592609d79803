//! `--format FORMAT[=FILE]`: which formats there are, and where each goes.

use clap::builder::{EnumValueParser, PossibleValue, StringValueParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Command, ValueEnum};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::PathBuf;

use crate::error::Error;
use crate::render;
use crate::report::Report;

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// What is there and what to do next
    Overview,
    /// Each finding with its code frame and help
    Full,
    /// One line for each finding
    Concise,
    /// One JSON object
    Json,
    /// One JSON object a line for each finding
    JsonLines,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML, for test reports
    Junit,
    /// Annotations of GitHub Actions
    Github,
    /// GitLab's code quality report
    Gitlab,
    /// JSON for reviewdog
    Rdjson,
    /// File comments for zuul_return
    Zuul,
}

impl Format {
    /// Writes a report.
    ///
    /// # Errors
    /// What the writer says.
    pub fn draw(self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Format::Overview => render::overview(report, out),
            Format::Full => render::full(report, out),
            Format::Concise => render::concise(report, out),
            Format::Json => render::json(report, out),
            Format::JsonLines => render::json_lines(report, out),
            Format::Sarif => render::sarif(report, out),
            Format::Junit => render::junit(report, out),
            Format::Github => render::github(report, out),
            Format::Gitlab => render::gitlab(report, out),
            Format::Rdjson => render::rdjson(report, out),
            Format::Zuul => render::zuul(report, out),
        }
    }

    /// Its name on the command line.
    pub fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Whether it shows the code around findings, or counts columns in other units.
    fn reads_code(self) -> bool {
        matches!(self, Format::Full | Format::Rdjson | Format::Zuul)
    }
}

/// A format and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// How it is printed.
    pub format: Format,
    /// Where to; none: standard output.
    pub file: Option<PathBuf>,
}

/// All that a run prints: at least one, at most one of them to standard output.
#[derive(Debug, Clone)]
pub struct Outputs(Vec<Output>);

impl Outputs {
    /// What was asked for, or else `default`.
    ///
    /// # Errors
    /// Two that would go to the same place.
    pub fn new(given: &[Output], default: Format) -> Result<Self, Error> {
        let mut seen = BTreeSet::new();
        if let Some(twice) = given.iter().find(|output| !seen.insert(&output.file)) {
            let message = match &twice.file {
                Some(path) => format!("two formats would be written to {}", path.display()),
                None => "two formats would be written to standard output".to_owned(),
            };
            let help = "give all but one a file of its own: `--format sarif=findings.sarif --format concise`";
            return Err(Error::Usage { message, help: Some(help.to_owned()) });
        }
        match given.is_empty() {
            true => Ok(Self(vec![Output { format: default, file: None }])),
            false => Ok(Self(given.to_vec())),
        }
    }

    /// Whether one of them is `format`.
    pub fn has(&self, format: Format) -> bool {
        self.0.iter().any(|output| output.format == format)
    }

    /// Whether one of them needs the code around findings.
    pub fn read_code(&self) -> bool {
        self.0.iter().any(|output| output.format.reads_code())
    }

    /// What goes to standard output, if anything does.
    pub fn printed(&self) -> Option<Format> {
        self.0.iter().find(|output| output.file.is_none()).map(|output| output.format)
    }

    /// Them, those to files first: what reads standard output may go away at any time.
    pub fn iter(&self) -> impl Iterator<Item = &Output> {
        let (files, printed): (Vec<_>, Vec<_>) = self.0.iter().partition(|output| output.file.is_some());
        files.into_iter().chain(printed)
    }
}

/// Reads `FORMAT` and `FORMAT=FILE`.
#[derive(Debug, Clone)]
pub struct OutputParser;

impl TypedValueParser for OutputParser {
    type Value = Output;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<Output, clap::Error> {
        let text = StringValueParser::new().parse_ref(command, argument, value)?;
        let (name, file) = match text.split_once('=') {
            Some((_, "")) => {
                return Err(
                    clap::Error::raw(ErrorKind::InvalidValue, format!("no file is named after `{text}`\n")).with_cmd(command)
                );
            }
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (&*text, None),
        };
        let format = EnumValueParser::<Format>::new().parse_ref(command, argument, OsStr::new(name))?;
        Ok(Output { format, file })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Format::value_variants().iter().filter_map(Format::to_possible_value)))
    }
}
