//! Questions about the mode: names whose value says whether the process is patched, and
//! the lines that run in one mode alone.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::Use;
use crate::project::Program;
use crate::python::code::{Code, From, Later, NEVER, Text};
use crate::rules::Processes;

/// Functions that ask functions that ask: real chains have three.
const ROUNDS: usize = 3;

/// So many bytes are parsed before a search of all functions would be through.
const LITTLE: usize = 100_000;

/// The name whose value says whether a module is run or imported.
const RUN: &str = "__name__";

/// Names that say whether a process is patched: functions, flags, attributes.
pub struct ModeTests<'p> {
    names: FxHashSet<&'p str>,
}

impl<'p> ModeTests<'p> {
    /// The names among the code of a project that conditions around `uses` read. A flag is
    /// a name of module level that is set where something patches; what is returned or
    /// assigned from one is one too.
    pub fn new(program: &'p Program, model: &'p Processes, uses: &[Use]) -> Self {
        let mut names: FxHashSet<&str> = model.asking_calls().collect();
        let patching: FxHashSet<u32> = uses.iter().filter(|used| used.patching).map(|used| used.file).collect();
        for code in patching.iter().filter_map(|file| program.code(*file)) {
            code.look_for_flags();
            names.extend(code.notes().flat_map(|notes| &notes.flags).map(|flag| &**flag));
        }
        look_between(program, model, &names, asked(program, uses));
        for _ in 0..ROUNDS {
            let found: Vec<&str> = answers(program).filter(|(_, parts)| has_any(parts, &names)).map(|(name, _)| &**name).collect();
            let before = names.len();
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
            used.main_only = used.at_import && around(code, used.line).any(|name| name == RUN);
            used.guarded = around(code, used.line).any(|name| name == NEVER || self.names.contains(name));
        }
        // What a function gives only in one mode is used only in that.
        let giving: FxHashSet<u32> =
            uses.iter().filter(|used| used.import && used.guarded && !used.at_import).map(|used| used.file).collect();
        for used in uses.iter_mut() {
            used.guarded |= used.given_by.is_some_and(|file| giving.contains(&file));
        }
    }
}

/// Parses what may lead from `asked` to `names` in so many rounds: each from the end from
/// which less is to be parsed.
fn look_between<'p>(program: &'p Program, model: &'p Processes, names: &FxHashSet<&'p str>, asked: FxHashSet<&'p str>) {
    let (mut known, mut wanted) = (names.clone(), asked.clone());
    let (mut saying, mut asking) = (names.clone(), asked);
    for _ in 0..ROUNDS {
        if saying.is_empty() || asking.is_empty() {
            break;
        }
        // For those that ask, functions are parsed from the start.
        let new = saying.iter().copied().filter(|name| !model.asking_calls().any(|own| own == *name));
        let taking = program.unparsed_with(&new.collect());
        let much = size(&taking) > LITTLE;
        let giving = much.then(|| program.unparsed_giving(&asking)).filter(|giving| size(giving) < size(&taking));
        let Some(giving) = giving else {
            taking.into_par_iter().for_each(Later::parse);
            let found = answers(program).filter(|(_, parts)| has_any(parts, &saying)).map(|(name, _)| &**name);
            saying = found.filter(|name| known.insert(name)).collect();
            continue;
        };
        giving.into_par_iter().for_each(Later::parse);
        let given = answers(program).filter(|(name, _)| asking.contains(&**name)).flat_map(|(_, parts)| parts);
        asking = given.map(|part| &**part).filter(|part| wanted.insert(part)).collect();
    }
}

fn size(functions: &[&Later]) -> usize {
    functions.iter().map(|function| function.size()).sum()
}

/// The names in the conditions around uses that nothing else keeps from running.
fn asked<'p>(program: &'p Program, uses: &[Use]) -> FxHashSet<&'p str> {
    let open = uses.iter().filter(|used| !used.guarded).filter_map(|used| Some((program.code(used.file)?, used.line)));
    open.flat_map(|(code, line)| around(code, line)).filter(|name| *name != NEVER && *name != RUN).collect()
}

/// The names in the conditions around a 1-based line.
fn around(code: &Code, line: u32) -> impl Iterator<Item = &str> {
    code.look_at(line);
    let guarded = code.notes().flat_map(|notes| &notes.guarded);
    let holding = guarded.filter(move |lines| (lines.first..=lines.last).contains(&line));
    holding.flat_map(|lines| &lines.names).map(|name| &**name)
}

/// What functions return and names are assigned, as far as it was parsed.
fn answers<'p>(program: &'p Program) -> impl Iterator<Item = &'p From> {
    let notes = program.files().flat_map(|(_, code)| code.notes());
    notes.flat_map(|notes| notes.answers.iter().chain(&notes.assigned))
}

fn has_any(parts: &[Text], names: &FxHashSet<&str>) -> bool {
    parts.iter().any(|part| names.contains(&**part))
}
