//! Calls that import what a string names: `importlib.import_module('eventlet')`.

use super::hits::Hit;
use super::names::{Names, Query};
use crate::python::CallFact;

/// What a call that imports by name imports.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The dotted name.
    pub module: String,
    /// The dotted name of what the call returns, if that is what it imports.
    pub result: Option<String>,
    /// The string that names it.
    pub span: crate::source::Span,
}

impl Names<'_> {
    /// The dotted name that a call imports, if it is a call that imports by name.
    pub fn imports_by_name(&self, file: u32, call: &CallFact) -> Option<Imported> {
        self.importer(file, call, &mut Query::default())
    }

    pub(super) fn importer(&self, file: u32, call: &CallFact, query: &mut Query) -> Option<Imported> {
        let string = call
            .arguments
            .iter()
            .find(|argument| {
                argument.position == Some(1) || matches!(argument.keyword.as_deref(), Some("name" | "modname" | "import_str"))
            })
            .and_then(|argument| argument.string.as_ref())?;
        let importer = self.importer_name(file, call, query)?;
        let package = call
            .arguments
            .iter()
            .find(|argument| argument.position == Some(2) || argument.keyword.as_deref() == Some("package"))
            .and_then(|argument| argument.string.as_ref());
        let module = match string.value.starts_with('.') {
            true => relative(&string.value, &package?.value)?,
            false => string.value.to_string(),
        };
        // `__import__('a.b')` gives `a`, unless it is asked for names in it.
        let result = match importer.as_str() {
            name if name.ends_with("__import__") && !call.takes_names => {
                Some(module.split('.').next().unwrap_or(&module).to_owned())
            }
            name if ends_with_any(name, &self.model.finders) => None,
            _ => Some(module.clone()),
        };
        Some(Imported { module, result, span: string.span })
    }

    /// The name of the importing function that `call` calls.
    fn importer_name(&self, file: u32, call: &CallFact, query: &mut Query) -> Option<String> {
        let facts = self.facts(file)?;
        let fits = |name: &str| ends_with_any(name, &self.model.importers) || ends_with_any(name, &self.model.finders);
        let callee = call.callee?;
        let reference = facts.reference(callee);
        if &*call.written == "__import__" && facts.bindings(reference).is_empty() {
            return Some("__import__".to_owned());
        }
        let hits = self.resolve(file, reference, query);
        hits.iter().filter_map(Hit::symbol).find(|name| fits(name)).map(str::to_owned)
    }
}

/// The absolute name of a module that leading dots make relative to `package`: one stands for
/// the package itself, each further one leads up. None above the topmost package.
fn relative(name: &str, package: &str) -> Option<String> {
    let below = name.trim_start_matches('.');
    let base = (1..name.len() - below.len()).try_fold(package, |base, _| base.rsplit_once('.').map(|(above, _)| above))?;
    Some(if below.is_empty() { base.to_owned() } else { [base, below].join(".") })
}

/// Whether a dotted name is one of `ends`, or ends with one after a dot.
fn ends_with_any(name: &str, ends: &[String]) -> bool {
    ends.iter().any(|end| name.strip_suffix(end.as_str()).is_some_and(|before| before.is_empty() || before.ends_with('.')))
}
