//! What a replay tells: the calls and imports that decide on which threads a process runs.

use std::sync::Arc;

use super::value::Taints;

/// One step on the way from the entry point: in which file, on which line, what happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Index of the file.
    pub file: u32,
    /// 1-based line.
    pub line: u32,
    /// What it does: `imports a.b`, `calls a.b.c`.
    pub what: Arc<str>,
    /// Whether Python leaves open that it happens: a library calls back, a plugin is loaded.
    pub assumed: bool,
}

/// Something that decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// `eventlet.monkey_patch` is called.
    Patch,
    /// oslo.service's backend is selected.
    Backend {
        /// Eventlet's, or that of threads.
        eventlet: bool,
        /// By a call; otherwise because nobody had selected one.
        explicit: bool,
    },
    /// A backend is selected after another one was.
    LateBackend,
    /// Work is started on the backend.
    RunsOnBackend,
    /// eventlet's server is started.
    GreenServer,
    /// oslo.service's server is made.
    BackendServer,
    /// Services are started.
    Launch,
    /// A function is told to use eventlet and refuses.
    BrokenMode,
    /// A project's own import of eventlet runs.
    ImportsEventlet,
    /// What runs next depends on a name that is computed.
    ComputedImport,
    /// A module of the project that is imported is not there.
    MissingModule,
    /// One that is there was not read: its name is put together in a way that was not
    /// foreseen, or it cannot be parsed.
    UnreadModule,
}

/// One event, as it was met.
#[derive(Debug, Clone)]
pub struct Event {
    pub kind: EventKind,
    /// What exactly: the called or imported name.
    pub name: Arc<str>,
    /// From the entry point to it.
    pub path: Vec<Step>,
    /// The switches it depends on.
    pub taints: Taints,
    /// How many conditions that cannot be decided stand before it.
    pub maybe: u32,
    /// Whether it lies in a branch that is not taken while nothing is set.
    pub untaken: bool,
    /// Whether the entry point's function was running.
    pub in_main: bool,
    /// Calls between the entry point's function and it.
    pub depth: u32,
    /// The arguments, as far as they are constants: `os=False`.
    pub arguments: Arc<str>,
    /// Whether the process was patched at that time.
    pub patched: bool,
    /// How many modules had been imported.
    pub imported: usize,
}

impl Event {
    /// Whether it happens if nothing is set.
    pub fn happens(&self) -> bool {
        !self.untaken && self.maybe == 0
    }
}

/// What a switch is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SwitchKind {
    /// An environment variable.
    Environment,
    /// A configuration option.
    Configuration,
    /// The command line.
    Argument,
}

/// Something outside of the code that decides what it does.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
pub struct Switch {
    /// What it is read from.
    pub kind: SwitchKind,
    /// The variable, the option with its group, the argument with its dashes.
    pub name: Arc<str>,
}
