//! Rules for people and for programs.

use serde::Serialize;
use std::io::{self, Write};
use std::sync::Arc;

use super::{FAINT, STRONG, count, severity_style};
use crate::rules::{Confidence, Rule, Severity};

/// The table of rules, one a line, under the title of each family.
///
/// # Errors
/// What the writer says.
pub fn rule_table(rules: &[Arc<Rule>], out: &mut dyn Write) -> io::Result<()> {
    let mut family = None;
    for rule in rules {
        if family != Some(rule.family) {
            let gap = if family.is_some() { "\n" } else { "" };
            writeln!(out, "{gap}{STRONG}{}{STRONG:#} {FAINT}({}){FAINT:#}", rule.family.title(), rule.family.name())?;
            family = Some(rule.family);
        }
        let style = severity_style(rule.severity);
        writeln!(
            out,
            "  {style}{}{style:#}  {:<28} {:<8} effort {}  {}",
            rule.code,
            rule.id,
            severity(rule.severity),
            rule.effort,
            rule.title
        )?;
    }
    writeln!(out, "\n{}; `eventlet-scan explain CODE` tells one", count(rules.len(), "rule"))
}

/// What a rule is for, rule by rule.
///
/// # Errors
/// What the writer says.
pub fn explanations(rules: &[Arc<Rule>], out: &mut dyn Write) -> io::Result<()> {
    for (index, rule) in rules.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        explanation(rule, out)?;
    }
    Ok(())
}

fn explanation(rule: &Rule, out: &mut dyn Write) -> io::Result<()> {
    let style = severity_style(rule.severity);
    writeln!(out, "{style}{}{style:#} {STRONG}{}{STRONG:#}: {}", rule.code, rule.id, rule.title)?;
    let confidence = match rule.confidence {
        Confidence::High => "high",
        Confidence::Medium => "medium",
        Confidence::Low => "low",
    };
    writeln!(
        out,
        "{FAINT}{}, family {}, confidence {confidence}, effort {} of 5, since {}{FAINT:#}",
        severity(rule.severity),
        rule.family.name(),
        rule.effort,
        rule.since
    )?;
    for (title, text) in explanation_parts(rule) {
        writeln!(out, "\n{STRONG}{title}{STRONG:#}")?;
        for line in text.lines() {
            writeln!(out, "  {line}")?;
        }
    }
    if let Some(replacement) = &rule.replacement {
        writeln!(out, "\n{STRONG}In short:{STRONG:#} {replacement}")?;
    }
    Ok(())
}

/// What there is to say about a rule, part by part, each under its title.
pub(super) fn explanation_parts(rule: &Rule) -> [(&'static str, &String); 4] {
    [
        ("Why it matters", &rule.why),
        ("Under native threads", &rule.threads),
        ("Under asyncio", &rule.asyncio),
        ("What to watch for", &rule.watch),
    ]
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// All rules as one JSON object.
///
/// # Errors
/// What the writer says.
pub fn rules_json(rules: &[Arc<Rule>], out: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<&Rule> = rules.iter().map(|rule| &**rule).collect();
    #[derive(Serialize)]
    struct Document<'d> {
        schema: u32,
        rules: Vec<&'d Rule>,
    }
    serde_json::to_writer_pretty(&mut *out, &Document { schema: 1, rules })?;
    writeln!(out)
}

/// One rule as a JSON object.
///
/// # Errors
/// What the writer says.
pub fn rule_json(rule: &Rule, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, rule)?;
    writeln!(out)
}
