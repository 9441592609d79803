//! What one Python file says, owned and free of paths: the syntax tree dies in the
//! worker that parsed it.

use rustc_hash::FxHashSet;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::scope::{Scope, ScopeId, lookup};
use crate::source::Span;
use crate::vocabulary::{Guard, Role, ScopeKind};
use crate::words::WordSearch;

/// Which names are worth following in a project, so that a file of a megabyte yields the
/// few facts that matter.
#[derive(Default)]
pub struct Interest {
    /// An import is followed when a component of its module is one of these: the
    /// project's own packages, modules that import by name.
    pub components: FxHashSet<String>,
    /// Whether rules speak of names that the project itself defines.
    pub own_names: bool,
    /// What is the same for all projects.
    pub spoken: Arc<Spoken>,
}

impl Deref for Interest {
    type Target = Spoken;

    fn deref(&self) -> &Spoken {
        &self.spoken
    }
}

/// What rules speak of, put together once for all projects that are asked the same rules.
#[derive(Default)]
pub struct Spoken {
    /// The dotted names that rules speak of.
    pub names: FxHashSet<String>,
    /// Every beginning of one of `names`, cut at a dot; they themselves too.
    pub prefixes: FxHashSet<String>,
    /// Words of which one stands in every statement that brings something that is looked
    /// for into a file: first components of `names`, and `values`.
    pub words: FxHashSet<String>,
    /// The last names of functions in libraries that import by name.
    pub importers: Vec<String>,
    /// The first components of the modules that these are in.
    pub importer_modules: Vec<String>,
    /// How functions are given the object of which another argument names an attribute, if not
    /// as the first argument.
    pub object_keywords: Vec<String>,
    /// String values that select something.
    pub values: FxHashSet<String>,
    /// First components of the modules by which test code is known.
    pub frameworks: FxHashSet<String>,
    /// Dotted names of which only imports are written down.
    pub(super) imports: FxHashSet<String>,
    /// Their first components.
    import_roots: FxHashSet<String>,
    /// A search for the words, made when the first file needs it.
    pub(super) first_words: OnceLock<WordSearch>,
    /// A search for what import statements bring that imports by name.
    pub(super) importing: OnceLock<WordSearch>,
}

impl Interest {
    /// Whether a module that is imported may be one of the project's own.
    pub fn is_own(&self, level: u32, module: &str) -> bool {
        level > 0 || self.components.contains(components(module).next().unwrap_or(module))
    }

    /// Whether an import statement, or an `import from`, in which `word` stands may bring
    /// something that is followed or written down.
    pub(super) fn may_follow(&self, word: &str) -> bool {
        [&self.components, &self.words, &self.frameworks, &self.import_roots].iter().any(|known| known.contains(word))
    }

    /// Whether a string given to a function of this name may name a module of the project.
    pub(super) fn may_import(&self, function: &str, string: &str) -> bool {
        let first = components(string).next().unwrap_or(string);
        let imports = function == "__import__" || self.importers.iter().any(|importer| importer == function);
        imports && (first.is_empty() || self.components.contains(first))
    }

    /// Whether an import is worth following: of what a rule may speak of, of the
    /// project's own modules, of functions that import by name.
    pub fn is_followed(&self, level: u32, module: &str, name: Option<&str>) -> bool {
        if level > 0 {
            return true;
        }
        let spoken_of = match name {
            None | Some("*") => self.may_mean(module),
            Some(name) => self.may_bring(module, name),
        };
        spoken_of || components(module).chain(name).any(|component| self.components.contains(component))
    }
}

impl Spoken {
    /// Finds the words of `words`, which are complete by now, `__import__`, which needs no
    /// import, and `__all__`, which says what a star import brings.
    pub(super) fn first_words(&self) -> &WordSearch {
        self.first_words.get_or_init(|| WordSearch::new(self.words.iter().map(String::as_str).chain(["__import__", "__all__"])))
    }

    /// Finds the functions that import by name, and their modules, in an import statement.
    pub(super) fn importing(&self) -> &WordSearch {
        self.importing.get_or_init(|| WordSearch::new(self.importers.iter().chain(&self.importer_modules).cloned()))
    }

    /// Adds a dotted name that a rule speaks of.
    pub fn add_name(&mut self, name: &str) {
        for (at, _) in name.match_indices('.') {
            self.prefixes.insert(name[..at].to_owned());
        }
        let root = name.split('.').next().unwrap_or(name);
        self.prefixes.insert(name.to_owned());
        self.names.insert(name.to_owned());
        self.words.insert(root.to_owned());
    }

    /// Adds a dotted name of which only imports are written down.
    pub fn add_import(&mut self, name: &str) {
        self.imports.insert(name.to_owned());
        self.import_roots.insert(components(name).next().unwrap_or(name).to_owned());
    }

    /// Whether an import that is not followed is written down all the same.
    pub(super) fn is_written_down(&self, level: u32, module: &str, name: Option<&str>) -> bool {
        if level > 0 || self.imports.is_empty() {
            return false;
        }
        let covers = |dotted: &str| {
            let ends = dotted.match_indices('.').map(|(at, _)| at).chain([dotted.len()]);
            ends.into_iter().any(|end| self.imports.contains(&dotted[..end]))
        };
        covers(module) || name.is_some_and(|name| covers(&[module, name].join(".")))
    }

    /// Whether a rule may speak of what an import of `name` from `module` brings.
    pub(super) fn may_bring(&self, module: &str, name: &str) -> bool {
        self.is_begun_by(module) && self.may_mean(&[module, name].join("."))
    }

    /// Whether any of the names begins as `dotted` does: what tells most others apart at once.
    fn is_begun_by(&self, dotted: &str) -> bool {
        self.words.contains(components(dotted).next().unwrap_or(dotted))
    }

    /// Whether a rule may speak of `dotted`, of something below it, or of something above.
    pub fn may_mean(&self, dotted: &str) -> bool {
        if !self.is_begun_by(dotted) {
            return false;
        }
        let mut name = dotted;
        loop {
            if self.names.contains(name) {
                return true;
            }
            match name.rfind('.') {
                Some(at) => name = &name[..at],
                None => return self.prefixes.contains(dotted),
            }
        }
    }
}

/// The parts of a dotted name. They are a few letters long: looking at one after the other
/// is faster than the general search for a character.
fn components(dotted: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(dotted);
    std::iter::from_fn(move || {
        let name = rest?;
        let dot = name.bytes().position(|byte| byte == b'.');
        rest = dot.map(|at| &name[at + 1..]);
        Some(dot.map_or(name, |at| &name[..at]))
    })
}

/// What a name is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BoundTo {
    /// An import: index into [`Facts::imports`].
    Import(u32),
    /// A chain, in module or function scope: index into [`Facts::references`].
    Alias(u32),
    /// The result of a call: index into [`Facts::calls`].
    Call(u32),
    /// One of the strings `Facts::texts[start..end]`.
    Text(u32, u32),
    /// A function or class of the module's own.
    Definition,
    /// Anything else.
    Other,
}

/// One binding of a name in a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    /// What the name is bound to.
    pub to: BoundTo,
    /// Byte offset from which it holds when statements run in order.
    pub offset: u32,
    /// Whether the statement may not run: it stands in a branch, loop or `try`.
    pub conditional: bool,
}

/// One alias of an import statement.
#[derive(Debug, Clone)]
pub struct ImportFact {
    /// Leading dots of a relative import.
    pub level: u32,
    /// The module: after `from`, or the dotted name after `import`.
    pub module: Box<str>,
    /// The name after `from m import`; `*` for all; none for `import m`.
    pub name: Option<Box<str>>,
    /// `import a.b.c` without `as` binds `a` alone.
    pub binds_root: bool,
    /// The alias itself.
    pub span: Span,
    /// Where it stands.
    pub place: Place,
}

/// The surroundings of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The scope.
    pub scope: ScopeId,
    /// The guard.
    pub guard: Option<Guard>,
}

/// A name with attributes, as written: `Facts::attributes[attributes]` holds the
/// attributes with dots between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// Index into `Facts::names`.
    pub name: u32,
    /// The scope it is read in.
    pub scope: ScopeId,
    /// Byte offset of the name.
    pub offset: u32,
    /// Range in `Facts::attributes`.
    pub attributes: (u32, u32),
}

/// How a chain is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// Read or deleted.
    Read,
    /// Assigned to.
    Store,
}

/// A chain that stands in the code.
#[derive(Debug, Clone, Copy)]
pub struct Chain {
    /// Index into [`Facts::references`].
    pub reference: u32,
    /// From the name to the last attribute.
    pub span: Span,
    /// Read or assigned.
    pub context: Context,
    /// As what.
    pub role: Role,
    /// Where it stands.
    pub place: Place,
}

/// Attributes of a call's result: `utils.get_eventlet().hubs.use_hub`.
#[derive(Debug, Clone, Copy)]
pub struct PendingGetter {
    /// The called chain: index into [`Facts::references`].
    pub callee: u32,
    /// Range in `Facts::attributes` of what follows the call.
    pub attributes: (u32, u32),
    /// From the callee's name to the last attribute.
    pub span: Span,
    /// Read or assigned.
    pub context: Context,
    /// As what.
    pub role: Role,
    /// Where it stands.
    pub place: Place,
}

/// A string that may select something.
#[derive(Debug, Clone)]
pub struct StringFact {
    /// Its value.
    pub value: Box<str>,
    /// The literal.
    pub span: Span,
}

/// One argument of a call, as far as it is a string or a name for one.
#[derive(Debug, Clone)]
pub struct Argument {
    /// The keyword it is given by.
    pub keyword: Option<Box<str>>,
    /// The 1-based position it is given by.
    pub position: Option<usize>,
    /// The argument, its keyword included.
    pub span: Span,
    /// A plain string literal.
    pub string: Option<StringFact>,
    /// Strings that it may be, when it is a choice between literals.
    pub choices: Vec<Box<str>>,
    /// A plain name, whose strings count: index into [`Facts::references`].
    pub name: Option<u32>,
}

/// A call with arguments that are worth a look.
#[derive(Debug, Clone)]
pub struct CallFact {
    /// The called chain, when its name is followed: index into [`Facts::references`].
    pub callee: Option<u32>,
    /// The called name as written, `patch.object`; its last name alone when what stands
    /// before it is no chain.
    pub written: Box<str>,
    /// How many arguments it is given by position.
    pub positional: usize,
    /// The arguments.
    pub arguments: Vec<Argument>,
    /// Whether it is given a `fromlist`, as `__import__` takes it.
    pub takes_names: bool,
    /// The first argument or the one that is given as object, when it is a chain: index into [`Facts::references`].
    pub object: Option<u32>,
    /// Where it stands.
    pub place: Place,
}

/// A `return` of a chain in a function of module level.
#[derive(Debug, Clone)]
pub struct ReturnFact {
    /// The function.
    pub function: Box<str>,
    /// What it returns: index into [`Facts::references`].
    pub reference: u32,
}

/// What one Python file says.
#[derive(Debug, Default)]
pub struct Facts {
    /// All scopes; the module first.
    pub scopes: Vec<Scope>,
    /// Followed imports.
    pub imports: Vec<ImportFact>,
    /// Star imports of module level: indexes into `imports`.
    pub stars: Vec<u32>,
    /// The strings of `__all__`, if it is a plain list of strings.
    pub all: Option<Vec<Box<str>>>,
    /// Whether a test framework is imported at module level.
    pub imports_framework: bool,
    /// Names of references.
    pub names: Vec<Box<str>>,
    /// Attributes of references, one string for all.
    pub attributes: String,
    /// Names with attributes.
    pub references: Vec<Reference>,
    /// Chains in the code.
    pub chains: Vec<Chain>,
    /// Attributes of results of calls.
    pub getters: Vec<PendingGetter>,
    /// Calls with strings.
    pub calls: Vec<CallFact>,
    /// What functions of module level return.
    pub returns: Vec<ReturnFact>,
    /// Strings that names are bound to.
    pub texts: Vec<StringFact>,
}

impl Facts {
    /// The attributes in a range, joined with dots.
    pub fn attributes_in(&self, range: (u32, u32)) -> &str {
        &self.attributes[range.0 as usize..range.1 as usize]
    }

    /// A reference by index.
    pub fn reference(&self, index: u32) -> &Reference {
        &self.references[index as usize]
    }

    /// The name of a reference.
    pub fn name(&self, reference: &Reference) -> &str {
        &self.names[reference.name as usize]
    }

    /// Everything the name of a reference may be bound to.
    pub fn bindings(&self, reference: &Reference) -> Vec<&Binding> {
        lookup(&self.scopes, reference.scope, self.name(reference), reference.offset)
    }

    /// What a name is bound to at module level.
    pub fn module_bindings(&self, name: &str) -> &[Binding] {
        self.scopes.first().and_then(|scope| scope.bindings.get(name)).map_or(&[], Vec::as_slice)
    }

    /// What a name is bound to in any scope.
    pub fn bindings_anywhere(&self, name: &str) -> impl Iterator<Item = &Binding> {
        self.scopes.iter().filter_map(move |scope| scope.bindings.get(name)).flatten()
    }

    /// The followed names of module level.
    pub fn module_names(&self) -> impl Iterator<Item = &str> {
        self.scopes.first().into_iter().flat_map(|scope| scope.bindings.keys()).map(|name| &**name)
    }

    /// The scope of a place as findings name it.
    pub fn scope_kind(&self, mut scope: ScopeId) -> ScopeKind {
        use super::scope::ScopeType::*;
        loop {
            match self.scopes[scope as usize].kind {
                Module => return ScopeKind::Module,
                Class => return ScopeKind::Class,
                Function => return ScopeKind::Function,
                Comprehension | TypeParameters => scope = self.scopes[scope as usize].parent,
            }
        }
    }

    /// The dotted path of classes and functions around a place.
    pub fn definition(&self, scope: ScopeId) -> Option<Arc<str>> {
        self.scopes[scope as usize].definition.clone()
    }
}
