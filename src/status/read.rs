//! Reads the JSON of results: one of a project, or a report over a thousand. What is not
//! needed is passed over, and what is wrong with one project costs that project alone.

use serde::Deserialize;
use serde_json::value::RawValue;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Body, Project, Summary};
use crate::error::Problem;
use crate::input::{MAX_FILE_BYTES, reason};

/// The schema that is read.
const SCHEMA: u64 = 1;

/// The program whose results are read.
const TOOL: &str = env!("CARGO_PKG_NAME");

/// Where a project's result is: a part of a file.
#[derive(Debug, Clone)]
pub struct Stored {
    file: Arc<Path>,
    start: u64,
    length: u64,
    /// Length of the whole file when it was read.
    whole: u64,
}

impl Stored {
    /// Writes the result out again, as it stands in its file.
    ///
    /// # Errors
    /// What the system says, or that the file has changed since it was read.
    pub fn copy(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut file = File::open(&self.file)?;
        if file.metadata()?.len() != self.whole {
            return Err(io::Error::other(format!("{} changed while the report was made", self.file.display())));
        }
        file.seek(SeekFrom::Start(self.start))?;
        io::copy(&mut file.take(self.length), out)?;
        Ok(())
    }
}

/// A result, as far as it is read at once.
#[derive(Deserialize)]
struct Document<'d> {
    #[serde(borrow)]
    schema: Option<&'d RawValue>,
    #[serde(borrow)]
    tool: Option<&'d RawValue>,
    #[serde(borrow)]
    projects: Option<&'d RawValue>,
    #[serde(borrow)]
    problems: Option<&'d RawValue>,
}

#[derive(Deserialize)]
struct Tool {
    name: String,
}

/// A problem of a result.
#[derive(Deserialize)]
struct Remark {
    path: String,
    #[serde(default)]
    line: Option<u32>,
    message: String,
}

/// The projects of a file, and what is wrong with it; `shown` is how it is called.
pub fn read(path: &Path, shown: &str) -> (Vec<Project>, Vec<Problem>) {
    let text = match text(path) {
        Ok(text) => text,
        Err(why) => return (Vec::new(), vec![Problem::new(shown, format!("not read: {why}"))]),
    };
    let mut reader = Reader { text: &text, file: path.into(), shown, problems: Vec::new() };
    let projects = reader.document();
    (projects, reader.problems)
}

fn text(path: &Path) -> Result<String, String> {
    let file = File::open(path).map_err(|error| reason(&error))?;
    let mut text = String::new();
    let limit = MAX_FILE_BYTES as u64;
    // A pipe has no length that could be asked for first.
    let count = file.take(limit + 1).read_to_string(&mut text).map_err(|error| reason(&error))?;
    if count > MAX_FILE_BYTES {
        return Err(format!("larger than {} MiB", MAX_FILE_BYTES >> 20));
    }
    Ok(text)
}

struct Reader<'r> {
    text: &'r str,
    file: PathBuf,
    shown: &'r str,
    problems: Vec<Problem>,
}

impl<'r> Reader<'r> {
    fn document(&mut self) -> Vec<Project> {
        let Some(document) = self.parse::<Document>(self.text, "not read") else { return Vec::new() };
        let Document { schema, tool, projects, problems } = document;
        if !tool.is_some_and(|tool| serde_json::from_str::<Tool>(tool.get()).is_ok_and(|tool| tool.name == TOOL)) {
            self.problem(1, format!("not read: no result of {TOOL}, which says so under \"tool\""));
            return Vec::new();
        }
        let schema = schema.map_or("none", |schema| schema.get());
        if schema.parse::<u64>() != Ok(SCHEMA) {
            let schema: String = schema.chars().take(20).collect();
            self.problem(1, format!("not read: its schema is {schema}, and {SCHEMA} is the one that is known here"));
            return Vec::new();
        }
        self.remarks(problems);
        let Some(projects) = projects else {
            self.problem(1, "not read: it has no \"projects\"".to_owned());
            return Vec::new();
        };
        let projects: Vec<&RawValue> = self.parse(projects.get(), "not read").unwrap_or_default();
        let file: Arc<Path> = self.file.as_path().into();
        projects.into_iter().filter_map(|raw| self.project(raw.get(), &file)).collect()
    }

    fn project(&mut self, raw: &'r str, file: &Arc<Path>) -> Option<Project> {
        let summary: Summary = self.parse(raw, "a project of it is left out")?;
        let stored =
            Stored { file: file.clone(), start: self.offset(raw) as u64, length: raw.len() as u64, whole: self.text.len() as u64 };
        Some(Project::new(summary, Body::Stored(stored)))
    }

    /// What went wrong when the result was made belongs into the report too.
    fn remarks(&mut self, raw: Option<&'r RawValue>) {
        let remarks = raw.and_then(|raw| self.parse::<Vec<Remark>>(raw.get(), "its problems are left out"));
        for Remark { path, line, message } in remarks.unwrap_or_default() {
            self.problems.push(Problem { path, line, message });
        }
    }

    /// Reads a part of the text; what is wrong is said with its line.
    fn parse<T: Deserialize<'r>>(&mut self, part: &'r str, outcome: &str) -> Option<T> {
        match serde_json::from_str(part) {
            Ok(value) => Some(value),
            Err(error) => {
                let before = self.text[..self.offset(part)].bytes().filter(|&byte| byte == b'\n').count();
                let words = error.to_string();
                let words = words.split(" at line ").next().unwrap_or(&words);
                self.problem(before + error.line().max(1), format!("{outcome}: {words}"));
                None
            }
        }
    }

    /// Where a part of the text begins.
    fn offset(&self, part: &str) -> usize {
        (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize).min(self.text.len())
    }

    fn problem(&mut self, line: usize, message: String) {
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        self.problems.push(Problem::at(self.shown, line, message));
    }
}
