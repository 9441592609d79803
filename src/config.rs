//! `[tool.eventlet-scan]` of `pyproject.toml`, or `eventlet-scan.toml`.

use globset::{Glob, GlobSet, GlobSetBuilder};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::value::{Date, Datetime};

use crate::error::{Error, suggestion};

/// The name of a configuration file of its own.
pub const FILE: &str = "eventlet-scan.toml";

/// Levels that an override may give a service, and a project.
const SERVICE_LEVELS: &str = "E0 E1 E2 E3 E4 EX";
const PROJECT_LEVELS: &str = "R0 R1 R2 R3 R4 R5 L0 L1 L2 L3 L4";

/// What a project's configuration says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Selectors of rules that are on, instead of the default.
    pub select: Option<Vec<String>>,
    /// Selectors of rules that are off.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// Globs of files that are not read.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// Glob of files to selectors of rules that are off in them.
    #[serde(default)]
    pub per_file_ignores: BTreeMap<String, Vec<String>>,
    /// Globs of files that are test code, besides those that are known to be.
    #[serde(default)]
    pub test_paths: Vec<String>,
    /// Globs of files in which eventlet may be used on purpose.
    #[serde(default)]
    pub sanctioned: Vec<String>,
    /// Folders of rule files, relative to the configuration file.
    #[serde(default)]
    pub rules: Vec<PathBuf>,
    /// Levels that were decided by review.
    #[serde(default, rename = "override")]
    pub overrides: Vec<Override>,
}

/// A level that a team decided by review, instead of the analysis.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Override {
    /// The service it is about; none: the project.
    pub service: Option<String>,
    /// The level that holds: E0 to E4 or EX of a service, R0 to R5 or L0 to L4 of a project.
    pub level: String,
    /// Why.
    pub reason: String,
    /// Who reviewed it.
    pub author: String,
    /// When.
    #[serde(deserialize_with = "day")]
    pub date: Date,
    /// The last day on which it holds.
    #[serde(deserialize_with = "day")]
    pub expires: Date,
}

fn day<'d, D: serde::Deserializer<'d>>(from: D) -> Result<Date, D::Error> {
    let stamp = Datetime::deserialize(from)?;
    stamp.date.ok_or_else(|| serde::de::Error::custom("a date as 2026-11-22 is wanted"))
}

#[derive(Deserialize)]
struct Pyproject {
    tool: Option<Tool>,
}

#[derive(Deserialize)]
struct Tool {
    #[serde(rename = "eventlet-scan")]
    own: Option<Config>,
}

impl Config {
    /// Reads a configuration file's text; the name decides how. None if a
    /// `pyproject.toml` has no table of ours.
    ///
    /// # Errors
    /// A file that is no TOML, an unknown key, a value of the wrong type, a glob that
    /// is none: with the place.
    pub fn parse(name: &str, text: &str) -> Result<Option<Self>, Error> {
        let own = name.ends_with("pyproject.toml");
        let parsed = if own {
            // Other tools' tables may be broken in ways that are not ours to judge.
            if !text.contains("eventlet-scan") {
                return Ok(None);
            }
            toml::from_str::<Pyproject>(text).map(|parsed| parsed.tool.and_then(|tool| tool.own))
        } else {
            toml::from_str::<Config>(text).map(Some)
        };
        let config = parsed.map_err(|error| {
            let message = error.message().lines().next().unwrap_or_default().to_owned();
            let help = suggestion(&message);
            Error::in_file(name, text, error.span().unwrap_or(0..0), message, "here", help)
        })?;
        if let Some(config) = &config {
            config.check_globs(name, text)?;
            config.check_overrides(name, text)?;
        }
        Ok(config)
    }

    /// Finds and reads the configuration of the project at `root`: `eventlet-scan.toml`
    /// there, else the table in `pyproject.toml`. With it, the file it came from.
    ///
    /// # Errors
    /// As [`Config::parse`], and a file that cannot be read.
    pub fn find(root: &Path) -> Result<Option<(Self, PathBuf)>, Error> {
        for name in [FILE, "pyproject.toml"] {
            let path = root.join(name);
            if path.symlink_metadata().is_err() {
                continue;
            }
            crate::error::refuse_special(&path)?;
            if let Some(config) = Self::read(&path)? {
                return Ok(Some((config, path)));
            }
        }
        Ok(None)
    }

    /// Reads one configuration file.
    ///
    /// # Errors
    /// As [`Config::find`].
    pub fn read(path: &Path) -> Result<Option<Self>, Error> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::Path { path: path.display().to_string(), reason: error.to_string() })?;
        Self::parse(&path.display().to_string(), &text)
    }

    fn check_overrides(&self, name: &str, text: &str) -> Result<(), Error> {
        let fail = |word: &str, message: String, help: &str| {
            let at = text.find(word).unwrap_or(0);
            Err(Error::in_file(name, text, at..at + word.len(), message, "here", Some(help.to_owned())))
        };
        for one in &self.overrides {
            let levels = if one.service.is_some() { SERVICE_LEVELS } else { PROJECT_LEVELS };
            if !levels.split(' ').any(|level| level == one.level) {
                return fail(&one.level, format!("`{}` is not a level here", one.level), &format!("levels are {levels}"));
            }
            for (said, what) in [(&one.reason, "reason"), (&one.author, "author")] {
                if said.trim().is_empty() {
                    return fail(what, format!("an override needs its {what}"), "say it in a few words");
                }
            }
        }
        Ok(())
    }

    fn check_globs(&self, name: &str, text: &str) -> Result<(), Error> {
        let globs = self.exclude.iter().chain(self.per_file_ignores.keys()).chain(&self.test_paths).chain(&self.sanctioned);
        for glob in globs {
            if let Err(error) = Glob::new(glob) {
                let at = text.find(glob.as_str()).unwrap_or(0);
                let message = format!("`{glob}` is not a glob");
                return Err(Error::in_file(name, text, at..at + glob.len(), message, "here", Some(error.kind().to_string())));
            }
        }
        Ok(())
    }
}

/// A set of globs; those without a slash speak of names anywhere, those of a folder of
/// all that is in it.
pub fn globs(patterns: &[String]) -> Option<GlobSet> {
    if patterns.is_empty() {
        return None;
    }
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        let pattern = pattern.trim_end_matches('/');
        for full in [pattern.to_owned(), format!("{pattern}/**"), format!("**/{pattern}"), format!("**/{pattern}/**")] {
            let anywhere = full.starts_with("**/");
            if anywhere && pattern.contains('/') {
                continue;
            }
            builder.add(Glob::new(&full).ok()?);
        }
    }
    builder.build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_errors_with_a_suggestion() {
        let error = Config::parse("eventlet-scan.toml", "exclud = []\n").unwrap_err();
        let Error::File { help, span, .. } = error else { panic!("{error}") };
        assert_eq!(help.as_deref(), Some("did you mean `exclude`?"));
        assert_eq!(span.offset(), 0);
        assert!(Config::parse("x/pyproject.toml", "[tool.other]\nx = 1\n").unwrap().is_none());
        let text = "[tool.eventlet-scan]\nselect = ['EVT1']\n[tool.eventlet-scan.per-file-ignores]\n'a/*' = ['EVT2']\n";
        assert_eq!(Config::parse("pyproject.toml", text).unwrap().unwrap().per_file_ignores.len(), 1);
    }

    #[test]
    fn overrides_say_who_why_and_until_when() {
        let whole =
            "[[override]]\nservice = 'a'\nlevel = 'E4'\nreason = 'b'\nauthor = 'c'\ndate = 2026-01-02\nexpires = 2026-12-31\n";
        let config = Config::parse("eventlet-scan.toml", whole).unwrap().unwrap();
        assert_eq!(config.overrides[0].expires.to_string(), "2026-12-31");
        for (from, to) in
            [("'E4'", "'R4'"), ("'b'", "' '"), ("2026-12-31", "'soon'"), ("expires", "until"), ("2026-01-02", "12:00:00")]
        {
            let broken = whole.replace(from, to);
            assert!(Config::parse("eventlet-scan.toml", &broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn globs_name_files_and_folders() {
        let set = globs(&["contrib/".to_owned(), "*_legacy.py".to_owned(), "a/b".to_owned()]).unwrap();
        assert!(set.is_match("contrib/x.py") && set.is_match("x/contrib/y.py") && set.is_match("x/a_legacy.py"));
        assert!(set.is_match("a/b/c.py") && !set.is_match("x/a/b/c.py"));
    }
}
