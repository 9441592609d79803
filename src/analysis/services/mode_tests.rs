//! Questions about the mode: names whose value says whether the process is patched, and
//! the lines that run in one mode alone.

use rustc_hash::FxHashSet;

use super::Use;
use crate::project::Program;
use crate::python::code::NEVER;
use crate::rules::Processes;

/// Functions that ask functions that ask: real chains have three.
const ROUNDS: usize = 5;

/// Names that say whether a process is patched: functions, flags, attributes.
pub struct ModeTests<'p> {
    names: FxHashSet<&'p str>,
}

impl<'p> ModeTests<'p> {
    /// The names among the code of a project. A flag is a name of module level that is set
    /// where something patches; what is returned or assigned from one is one too.
    pub fn new(program: &'p Program, model: &'p Processes, patching: &FxHashSet<u32>) -> Self {
        let mut names: FxHashSet<&str> = model.asks_patched.iter().filter_map(|name| name.rsplit('.').next()).collect();
        for (file, code) in program.files() {
            if patching.contains(&file) {
                names.extend(code.flags.iter().map(|flag| &**flag));
            }
        }
        for _ in 0..ROUNDS {
            let before = names.len();
            let mut found: Vec<&str> = Vec::new();
            for (_, code) in program.files() {
                let asks = |parts: &[Box<str>]| parts.iter().any(|part| names.contains(&**part));
                let answers = code.answers.iter().chain(&code.assigned);
                found.extend(answers.filter(|(_, parts)| asks(parts)).map(|(name, _)| &**name));
            }
            names.extend(found);
            if names.len() == before {
                break;
            }
        }
        Self { names }
    }

    /// Marks the uses that run in one mode alone.
    pub fn mark(&self, program: &Program, uses: &mut [Use]) {
        for used in uses.iter_mut().filter(|used| !used.guarded) {
            let Some(code) = program.code(used.file) else { continue };
            used.main_only = used.at_import
                && code.guarded.iter().any(|lines| {
                    (lines.first..=lines.last).contains(&used.line) && lines.names.iter().any(|name| **name == *"__name__")
                });
            used.guarded = code.guarded.iter().any(|lines| {
                (lines.first..=lines.last).contains(&used.line)
                    && lines.names.iter().any(|name| **name == *NEVER || self.names.contains(&**name))
            });
        }
        // What a function gives only in one mode is used only in that.
        let giving: FxHashSet<u32> =
            uses.iter().filter(|used| used.import && used.guarded && !used.at_import).map(|used| used.file).collect();
        for used in uses.iter_mut() {
            used.guarded |= used.given_by.is_some_and(|file| giving.contains(&file));
        }
    }
}
