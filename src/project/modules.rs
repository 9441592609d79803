//! Which dotted names are modules of the project, and which file holds each.

use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::Arc;

/// Index of a module in its [`ModuleMap`].
pub type ModuleId = u32;

/// One module or package.
#[derive(Debug)]
pub struct Module {
    /// Dotted name.
    pub name: Arc<str>,
    /// Index of the file that holds it; none for a folder without `__init__.py`.
    pub file: Option<u32>,
    /// Whether it can have submodules.
    pub package: bool,
}

/// All modules of a project.
#[derive(Debug, Default)]
pub struct ModuleMap {
    modules: Vec<Module>,
    by_name: FxHashMap<Arc<str>, ModuleId>,
    /// For each file its module, if its name can be imported.
    of_file: Vec<Option<ModuleId>>,
    /// For each file without such a name, the module that it is when it is run.
    scripts: FxHashMap<u32, ModuleId>,
}

impl ModuleMap {
    /// The modules that `paths` hold: POSIX paths relative to the project's root, in the
    /// order of the file indexes. `source_roots` are folders (like `src`) below which
    /// names begin anew, as packaging metadata declares them.
    pub fn new<'p>(paths: impl IntoIterator<Item = &'p str>, source_roots: &[String]) -> Self {
        let mut map = ModuleMap::default();
        let paths: Vec<_> = paths.into_iter().collect();
        let mut names = Vec::with_capacity(paths.len());
        for path in &paths {
            let below = source_roots.iter().find_map(|root| path.strip_prefix(root.as_str())?.strip_prefix('/'));
            names.push(dotted(below.unwrap_or(path)));
        }
        map.by_name.reserve(paths.len());
        for (file, name) in names.iter().enumerate() {
            let id = name.as_ref().map(|(name, package)| map.add(name, Some(file as u32), *package));
            map.of_file.push(id);
            if id.is_none() {
                map.scripts.insert(file as u32, map.modules.len() as ModuleId);
                map.modules.push(Module { name: paths[file].into(), file: Some(file as u32), package: false });
            }
        }
        map
    }

    /// The module that a file without an importable name is when it is run; its name is
    /// its path.
    pub fn script(&self, file: u32) -> Option<ModuleId> {
        self.scripts.get(&file).copied()
    }

    fn add(&mut self, name: &str, file: Option<u32>, package: bool) -> ModuleId {
        if let Some((parent, _)) = name.rsplit_once('.')
            && !self.by_name.contains_key(parent)
        {
            self.add(parent, None, true);
        }
        let known = self.by_name.get(name).copied();
        if let Some(id) = known {
            let module = &mut self.modules[id as usize];
            // A package hides a module of the same name; a file fills in a bare folder.
            if module.file.is_none() || package && !module.package {
                module.file = file.or(module.file);
            }
            module.package |= package;
            return id;
        }
        let id = self.modules.len() as ModuleId;
        let name: Arc<str> = name.into();
        self.modules.push(Module { name: name.clone(), file, package });
        self.by_name.insert(name, id);
        id
    }

    /// The module of a dotted name.
    pub fn find(&self, name: &str) -> Option<ModuleId> {
        self.by_name.get(name).copied()
    }

    /// A module.
    pub fn get(&self, id: ModuleId) -> &Module {
        &self.modules[id as usize]
    }

    /// How many there are; their ids are below that.
    pub fn len(&self) -> usize {
        self.modules.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.modules.is_empty()
    }

    /// The submodule `name` of a package.
    pub fn child(&self, id: ModuleId, name: &str) -> Option<ModuleId> {
        let parent = self.get(id);
        if !parent.package {
            return None;
        }
        self.find(&[&*parent.name, name].join("."))
    }

    /// The modules directly in a package, in the order of their files.
    pub fn children(&self, package: ModuleId) -> Vec<ModuleId> {
        let start = format!("{}.", self.get(package).name);
        let own = |module: &Module| module.name.strip_prefix(start.as_str()).is_some_and(|rest| !rest.contains('.'));
        (0..self.modules.len() as ModuleId).filter(|id| own(self.get(*id))).collect()
    }

    /// The module that a file holds.
    pub fn of_file(&self, file: u32) -> Option<ModuleId> {
        self.of_file.get(file as usize).copied().flatten()
    }

    /// The longest beginning of a dotted name that is a module, and what follows it.
    pub fn longest<'n>(&self, name: &'n str) -> Option<(ModuleId, &'n str)> {
        let mut end = name.len();
        loop {
            if let Some(id) = self.find(&name[..end]) {
                return Some((id, name[end..].trim_start_matches('.')));
            }
            end = name[..end].rfind('.')?;
        }
    }

    /// The absolute name of a module imported with `level` leading dots from `file`.
    /// None above the topmost package.
    pub fn absolute<'n>(&'n self, file: u32, level: u32, module: &'n str) -> Option<Cow<'n, str>> {
        if level == 0 {
            return Some(module.into());
        }
        let own = self.get(self.of_file(file)?);
        let mut package: &str = &own.name;
        let up = if own.package { level - 1 } else { level };
        for _ in 0..up {
            package = package.rsplit_once('.').map_or("", |(parent, _)| parent);
        }
        match (package, module) {
            ("", _) => None,
            (package, "") => Some(package.into()),
            (package, module) => Some([package, module].join(".").into()),
        }
    }

    /// First components of all names.
    pub fn roots(&self) -> impl Iterator<Item = &str> {
        self.modules.iter().map(|module| &*module.name).filter(|name| self.by_name.contains_key(*name) && !name.contains('.'))
    }
}

/// Dotted name of a path, and whether it is a package. None for scripts without ending.
fn dotted(path: &str) -> Option<(String, bool)> {
    let stem = path.strip_suffix(".py").or_else(|| path.strip_suffix(".pyi"))?;
    match stem.strip_suffix("/__init__") {
        Some(package) => Some((package.replace('/', "."), true)),
        None if stem == "__init__" => None,
        None => Some((stem.replace('/', "."), false)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_folders_and_relative_imports_follow_packages() {
        let paths = ["pkg/__init__.py", "pkg/a.py", "pkg/sub/__init__.py", "pkg/sub/b.py", "src/other/c.py", "bin/tool"];
        let map = ModuleMap::new(paths, &["src".to_owned()]);
        assert_eq!(map.get(map.of_file(4).unwrap()).name.as_ref(), "other.c");
        assert_eq!(map.of_file(5), None);
        assert_eq!(map.absolute(1, 1, "x").as_deref(), Some("pkg.x"));
        assert_eq!(map.absolute(2, 1, "x").as_deref(), Some("pkg.sub.x"));
        assert_eq!(map.absolute(3, 2, "").as_deref(), Some("pkg"));
        assert_eq!(map.absolute(1, 2, "x"), None);
        let (module, rest) = map.longest("pkg.sub.b.eventlet.sleep").unwrap();
        assert_eq!((map.get(module).name.as_ref(), rest), ("pkg.sub.b", "eventlet.sleep"));
    }
}
