//! What decides on which kind of threads a process runs: `rules/model/processes.toml`.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeMap;

use super::load::built_in;
use crate::error::Error;

/// Facts about the libraries that processes run on; dotted names after resolution.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Processes {
    /// Calls that patch the standard library.
    pub patches: Vec<String>,
    /// Calls that say whether it is patched.
    pub asks_patched: Vec<String>,
    /// Environment variables that say that somebody patched before.
    pub says_patched: Vec<String>,
    /// Modules whose import selects oslo.service's default backend.
    pub binds_backend: Vec<String>,
    /// Packages whose use keeps a process on eventlet.
    pub packages: Vec<String>,
    /// Uses of them that do not.
    pub passive: Vec<String>,
    /// That default: `eventlet` or `threading`.
    pub default_backend: String,
    /// Calls that select a backend.
    pub selects_backend: Vec<String>,
    /// Calls that say who selects it if nobody does.
    pub hooks_backend: Vec<String>,
    /// The class whose members name the backends.
    pub backend_class: String,
    /// The exception where another backend was selected before.
    pub backend_taken: String,
    /// The library whose backends are meant.
    pub backend_package: String,
    /// Calls that start work on the backend.
    pub runs_on_backend: Vec<String>,
    /// Servers that only run on eventlet.
    pub green_servers: Vec<String>,
    /// Servers that refuse any backend but eventlet's.
    pub backend_servers: Vec<String>,
    /// Executors that only run on eventlet.
    pub green_executors: Vec<String>,
    /// Calls that start a process's services.
    pub launches: Vec<String>,
    /// Names of functions that do.
    pub launch_names: Vec<String>,
    /// Names that projects give to functions that run a server or daemon until it ends.
    pub runs_for_ever: Vec<String>,
    /// How many calls may lie between an entry point and them in a daemon.
    pub daemon_calls: u32,
    /// Methods that a library calls on a service object.
    pub service_methods: Vec<String>,
    /// Calls that take service objects: ends of dotted names.
    pub takes_services: Vec<String>,
    /// Calls that are given a function and do not call it.
    pub keeps_functions: Vec<String>,
    /// Calls that load the plugins of a group.
    pub plugin_loaders: Vec<String>,
    /// Those that load all plugins of the group.
    pub loads_every_plugin: Vec<String>,
    /// The keywords that name the group.
    pub plugin_group_keywords: Vec<String>,
    /// Calls that build what paste files name.
    pub paste_loaders: Vec<String>,
    /// The environment.
    pub environment: Vec<String>,
    /// Calls that read it.
    pub environment_readers: Vec<String>,
    /// Objects that hold the values of options.
    pub option_holders: Vec<String>,
    /// Methods of these that register options.
    pub option_registrations: Vec<String>,
    /// Methods of these that import the module which registers options.
    pub option_imports: Vec<String>,
    /// Classes that define one.
    pub option_classes: Vec<String>,
    /// Their module.
    pub option_module: String,
    /// The list of arguments.
    pub command_line: String,
    /// Calls that define an argument.
    pub argument_definitions: Vec<String>,
    /// What holds their values.
    pub argument_results: Vec<String>,
    /// Strings that are read as true.
    pub true_strings: Vec<String>,
    /// Calls that read a string as a boolean.
    pub boolean_readers: Vec<String>,
    /// Calls that end the process.
    pub exits: Vec<String>,
    /// Constants of the platform that services run on.
    pub platform: BTreeMap<String, String>,
    /// Modules that keep what they had before patching, and why.
    pub keeps_unpatched: BTreeMap<String, String>,
    /// The same by name.
    #[serde(skip)]
    by_name: ByName,
}

/// What the lists above say of one name, as bits: a call is asked about all of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Roles(u32);

impl Roles {
    /// In `patches`.
    pub const PATCHES: Roles = Roles(1);
    /// In `asks_patched`.
    pub const ASKS_PATCHED: Roles = Roles(1 << 1);
    /// In `selects_backend`.
    pub const SELECTS_BACKEND: Roles = Roles(1 << 2);
    /// In `hooks_backend`.
    pub const HOOKS_BACKEND: Roles = Roles(1 << 3);
    /// In `runs_on_backend`.
    pub const RUNS_ON_BACKEND: Roles = Roles(1 << 4);
    /// In `green_servers`.
    pub const GREEN_SERVER: Roles = Roles(1 << 5);
    /// In `backend_servers`.
    pub const BACKEND_SERVER: Roles = Roles(1 << 6);
    /// In `launches`, or its last name is in `launch_names`.
    pub const LAUNCHES: Roles = Roles(1 << 8);
    /// Ends with one of `takes_services`.
    pub const TAKES_SERVICES: Roles = Roles(1 << 9);
    /// In `keeps_functions`.
    pub const KEEPS_FUNCTIONS: Roles = Roles(1 << 10);
    /// In `plugin_loaders`.
    pub const LOADS_PLUGINS: Roles = Roles(1 << 11);
    /// In `paste_loaders`.
    pub const LOADS_PASTE: Roles = Roles(1 << 12);
    /// In `environment_readers`.
    pub const READS_ENVIRONMENT: Roles = Roles(1 << 13);
    /// In `argument_definitions`.
    pub const DEFINES_ARGUMENT: Roles = Roles(1 << 14);
    /// In `boolean_readers`.
    pub const READS_BOOLEAN: Roles = Roles(1 << 15);
    /// In `exits`.
    pub const EXITS: Roles = Roles(1 << 16);

    /// Whether this is among them.
    pub fn has(self, role: Roles) -> bool {
        self.0 & role.0 != 0
    }
}

/// The roles of names, so that no list need be gone through for each call.
#[derive(Debug, Clone, Default)]
struct ByName {
    /// By whole name.
    whole: FxHashMap<String, u32>,
    /// By last component: the roles that a name with it may have. Most have none.
    last: FxHashMap<String, u32>,
}

impl ByName {
    fn new(model: &Processes) -> Self {
        let lists = [
            (&model.patches, Roles::PATCHES),
            (&model.asks_patched, Roles::ASKS_PATCHED),
            (&model.selects_backend, Roles::SELECTS_BACKEND),
            (&model.hooks_backend, Roles::HOOKS_BACKEND),
            (&model.runs_on_backend, Roles::RUNS_ON_BACKEND),
            (&model.green_servers, Roles::GREEN_SERVER),
            (&model.backend_servers, Roles::BACKEND_SERVER),
            (&model.launches, Roles::LAUNCHES),
            (&model.keeps_functions, Roles::KEEPS_FUNCTIONS),
            (&model.plugin_loaders, Roles::LOADS_PLUGINS),
            (&model.paste_loaders, Roles::LOADS_PASTE),
            (&model.environment_readers, Roles::READS_ENVIRONMENT),
            (&model.argument_definitions, Roles::DEFINES_ARGUMENT),
            (&model.boolean_readers, Roles::READS_BOOLEAN),
            (&model.exits, Roles::EXITS),
        ];
        let mut made = Self::default();
        for (names, role) in lists {
            for name in names {
                *made.whole.entry(name.clone()).or_default() |= role.0;
                *made.last.entry(last(name).to_owned()).or_default() |= role.0;
            }
        }
        for name in &model.launch_names {
            *made.last.entry(name.clone()).or_default() |= Roles::LAUNCHES.0;
        }
        for end in &model.takes_services {
            *made.last.entry(last(end).to_owned()).or_default() |= Roles::TAKES_SERVICES.0;
        }
        made
    }
}

fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

impl Processes {
    /// The last components of calls that patch, select a backend or serve on eventlet.
    pub fn deciding_calls(&self) -> impl Iterator<Item = &str> {
        let names = self.patches.iter().chain(&self.selects_backend).chain(&self.hooks_backend).chain(&self.green_servers);
        names.map(|name| last(name))
    }

    /// The last components of calls that ask whether a process is patched.
    pub fn asking_calls(&self) -> impl Iterator<Item = &str> {
        self.asks_patched.iter().map(|name| last(name))
    }

    /// Reads the embedded file.
    ///
    /// # Errors
    /// What is wrong with it; a test reads it too.
    pub fn load() -> Result<Self, Error> {
        let mut model: Self = built_in("model/processes.toml")?;
        model.by_name = ByName::new(&model);
        Ok(model)
    }

    /// What the lists say of the name of a call, whose last component is `last`.
    pub fn roles(&self, name: &str, last: &str) -> Roles {
        let Some(possible) = self.by_name.last.get(last) else { return Roles::default() };
        let mut roles = self.by_name.whole.get(name).copied().unwrap_or_default();
        if possible & Roles::LAUNCHES.0 != 0 && self.launch_names.iter().any(|own| own == last) {
            roles |= Roles::LAUNCHES.0;
        }
        if possible & Roles::TAKES_SERVICES.0 != 0 && self.takes_services.iter().any(|end| ends_with(name, end)) {
            roles |= Roles::TAKES_SERVICES.0;
        }
        Roles(roles)
    }
}

/// Whether a dotted name ends with another, at a dot.
pub fn ends_with(name: &str, end: &str) -> bool {
    name.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}
