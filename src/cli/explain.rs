//! `eventlet-scan explain [RULE]` and `eventlet-scan rules`

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::args::{ExplainArguments, RuleFormat, RulesArguments};
use super::output;
use crate::config::Config;
use crate::error::{Error, nearest};
use crate::render;
use crate::rules::RuleSet;

/// Explains one rule, or all.
pub fn explain(arguments: &ExplainArguments) -> Result<ExitCode, Error> {
    let rules = known(&arguments.rules)?;
    let chosen = match &arguments.rule {
        None => rules.rules.clone(),
        Some(name) => vec![rules.find(name).cloned().ok_or_else(|| unknown(&rules, name))?],
    };
    let mut out = output::stdout();
    match arguments.format {
        RuleFormat::Text => render::explanations(&chosen, &mut out)?,
        RuleFormat::Json if arguments.rule.is_some() => render::rule_json(&chosen[0], &mut out)?,
        RuleFormat::Json => render::rules_json(&chosen, &mut out)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the table of rules.
pub fn rules(arguments: &RulesArguments) -> Result<ExitCode, Error> {
    let rules = known(&arguments.rules)?;
    let mut out = output::stdout();
    match arguments.format {
        RuleFormat::Text => render::rule_table(&rules.rules, &mut out)?,
        RuleFormat::Json => render::rules_json(&rules.rules, &mut out)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The embedded rules, those of `folders`, and those that the configuration of the current
/// folder names: what `check` tells of there.
fn known(folders: &[PathBuf]) -> Result<RuleSet, Error> {
    let here = Path::new(".");
    let config = Config::find(here)?.map(|(config, _)| config).unwrap_or_default();
    let own = config.rules.iter().map(|folder| here.join(folder));
    RuleSet::load(&folders.iter().cloned().chain(own).collect::<Vec<_>>())
}

fn unknown(rules: &RuleSet, name: &str) -> Error {
    let names = rules.rules.iter().flat_map(|rule| [rule.code.as_str(), rule.id.as_str()]);
    let help = match nearest(name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`eventlet-scan rules` lists them".to_owned(),
    };
    Error::Usage { message: format!("no rule is called `{name}`"), help: Some(help) }
}
