//! What decides on which kind of threads a process runs: `rules/model/processes.toml`.

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
}

impl Processes {
    /// Reads the embedded file.
    ///
    /// # Errors
    /// What is wrong with it; a test reads it too.
    pub fn load() -> Result<Self, Error> {
        built_in("model/processes.toml")
    }
}
