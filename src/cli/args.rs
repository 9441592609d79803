//! The command line's words.

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

use super::format::{Output, OutputParser};

pub use super::report::ReportArguments;

/// Finds every use of eventlet in OpenStack repositories and says what to do next.
#[derive(Debug, Parser)]
#[command(
    version,
    subcommand_precedence_over_arg = true,
    after_help = "Exit codes: 0 done, 1 `check` found something new, 2 the job could not be done, 3 nothing to scan."
)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,

    #[command(flatten)]
    pub overview: OverviewArguments,

    /// When to use colour
    #[arg(long, value_enum, default_value_t, global = true, value_name = "WHEN")]
    pub color: Color,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// The gate: one line for each new finding, exit code 1 if there is one
    Check(CheckArguments),
    /// The list of known findings: write, prune, add
    Baseline(BaselineArguments),
    /// The status report over many projects: how far each is, and what is left to do
    Report(ReportArguments),
    /// Why a rule exists, what replaces the usage, what to watch for
    Explain(ExplainArguments),
    /// The table of rules
    Rules(RulesArguments),
    /// Begin: write a configuration and a baseline, print recipes for CI; overwrites nothing
    Init(InitArguments),
    /// Completions for a shell: a script to be read by it
    Completions(CompletionsArguments),
    /// The manual page, of the program or of one command
    Man(ManArguments),
}

/// What is scanned, and against which rules.
#[derive(Debug, Args, Default)]
pub struct ScanArguments {
    /// Projects, folders of projects, or files [default: the current folder]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Rules that are on, instead of the default: codes, beginnings of codes, names, families, severities, ALL
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,

    /// Rules that are on besides
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub extend_select: Vec<String>,

    /// Rules that are off
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,

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

    /// A configuration file, instead of the project's
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// No configuration file at all
    #[arg(long, conflicts_with = "config")]
    pub isolated: bool,

    /// Print the files that are read, instead of what is in them
    #[arg(long)]
    pub show_files: bool,

    /// Print a count for each rule
    #[arg(long, conflicts_with = "show_files")]
    pub statistics: bool,

    /// Worker threads [default: one for each core]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub threads: usize,

    /// Print less: no summary, no problems
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Print more: what was read, and how long it took
    #[arg(short, long, action = ArgAction::Count)]
    pub verbose: u8,
}

#[derive(Debug, Args)]
pub struct OverviewArguments {
    #[command(flatten)]
    pub scan: ScanArguments,

    /// How to print the result, and to which file; several if given several times [default: overview]
    #[arg(long, value_parser = OutputParser, value_name = "FORMAT[=FILE]")]
    pub format: Vec<Output>,

    /// Show one service: what it runs on, and the evidence with its code
    #[arg(long, value_name = "NAME", conflicts_with_all = ["show_files", "statistics"])]
    pub service: Option<String>,
}

#[derive(Debug, Args)]
pub struct CheckArguments {
    #[command(flatten)]
    pub scan: ScanArguments,

    /// How to print the result, and to which file; several if given several times [default: concise]
    #[arg(long, value_parser = OutputParser, value_name = "FORMAT[=FILE]")]
    pub format: Vec<Output>,

    #[command(flatten)]
    pub gate: GateArguments,

    /// Exit with 0 even if there are new findings
    #[arg(long)]
    pub exit_zero: bool,
}

/// What findings are compared with.
#[derive(Debug, Args, Default)]
pub struct GateArguments {
    /// Compare with the commit at which HEAD and this revision parted: what was there is known
    #[arg(long, value_name = "REV")]
    pub since: Option<String>,

    /// The list of known findings [default: .eventlet-baseline in the project's root]
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,

    /// No list of known findings
    #[arg(long, conflicts_with = "baseline")]
    pub no_baseline: bool,

    /// Findings of rules that came after the baseline was written are new
    #[arg(long)]
    pub strict_rules: bool,

    /// Fail if the baseline lists what is gone
    #[arg(long)]
    pub locked: bool,
}

#[derive(Debug, Args)]
pub struct BaselineArguments {
    #[command(subcommand)]
    pub command: BaselineCommand,
}

/// What is done with the list of known findings.
#[derive(Debug, Subcommand)]
pub enum BaselineCommand {
    /// Write down what is found, and nothing else
    Write(BaselineScan),
    /// Take out what is gone
    Prune(BaselineScan),
    /// Add what is new
    Add(BaselineScan),
}

/// What a baseline is compared with.
#[derive(Debug, Args)]
pub struct BaselineScan {
    #[command(flatten)]
    pub scan: ScanArguments,

    /// The list of known findings [default: .eventlet-baseline in the project's root]
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// A code (EVT301) or a name (green-thread); all rules if none is given
    #[arg(value_name = "RULE")]
    pub rule: Option<String>,

    /// A folder with rule files of your own
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,

    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: RuleFormat,
}

#[derive(Debug, Args)]
pub struct RulesArguments {
    /// A folder with rule files of your own
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,

    /// How to print them
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: RuleFormat,
}

#[derive(Debug, Args)]
pub struct InitArguments {
    /// The root of a project [default: the current folder]
    #[arg(value_name = "PATH")]
    pub path: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct CompletionsArguments {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub struct ManArguments {
    /// A command of the program [default: the program itself]
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
}

/// How rules are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum RuleFormat {
    /// For people
    #[default]
    Text,
    /// One JSON object
    Json,
}

/// When colour is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal; NO_COLOR and CLICOLOR_FORCE are honoured
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// Makes the choice hold for everything that is printed.
    pub fn apply(self) {
        match self {
            Color::Auto => {}
            Color::Always => anstream::ColorChoice::Always.write_global(),
            Color::Never => anstream::ColorChoice::Never.write_global(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn accepted_and_refused_command_lines() {
        let accepted = [
            "",
            ".",
            "a b",
            "check",
            "check a.py b.py --exit-zero",
            "--select EVT1,wsgi-server x",
            "--format json .",
            "check --format full -v .",
            "init",
            "init x",
            "completions fish",
            "man check",
            "explain",
            "explain EVT301",
            "rules --format json",
            "--color never check .",
            "check --color=always",
            "check --since HEAD~1 --locked --strict-rules",
            "check --baseline x.txt a.py",
            "baseline write",
            "baseline add --select EVT1 a.py --baseline x",
            "check --format sarif=out.sarif --format concise",
            "check --format github --format junit=a=b.xml",
            "--service x",
            ". --service x --format json",
            "report",
            "report a b.json c@stable/2025.2 -o x.html -o x.md",
            "report --format csv --compare old.json --governance projects.yaml --date 2026-11-22 .",
        ];
        let refused = [
            "--nope",
            "check --format nope",
            "check --format nope=out",
            "check --format sarif=",
            "check --format =out",
            "-q -v .",
            "explain a b",
            "completions",
            "completions cmd",
            "--threads x",
            "--isolated --config x",
            "check --service x",
            "check --baseline x --no-baseline",
            "check --since",
            "baseline",
            "baseline prune --since x",
            "--service x --statistics",
            "report --format overview",
            "report --compare a --compare b .",
            "report --date yesterday .",
            "report --select EVT1 .",
        ];
        let parse = |line: &str| Arguments::try_parse_from(std::iter::once("eventlet-scan").chain(line.split_whitespace()));
        for line in accepted {
            assert!(parse(line).is_ok(), "{line}: {}", parse(line).unwrap_err());
        }
        for line in refused {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
