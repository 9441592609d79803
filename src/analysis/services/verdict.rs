//! From what a process does to its level, flags, reason and evidence.

use super::super::replay::{Event, EventKind, Outcome, Step, Switch, SwitchKind};
use super::hazards;
use super::{Backend, Closure, Evidence, Level, Mode, Question, Service, Turn, Use, mode};
use crate::project::{EntryPoint, Group, Place};

/// One process and everything that was found out about it.
pub struct Case<'c> {
    pub question: &'c Question<'c>,
    pub entry: &'c EntryPoint,
    pub base: &'c Outcome,
    pub turns: &'c [Turn],
    pub closure: &'c Closure,
    /// Whether the project uses no oslo.service, so that no backend need be selected.
    pub no_backend: bool,
}

fn blank(entry: &EntryPoint, level: Level, reason: String) -> Service {
    let declared = entry.declared.as_ref();
    let evidence = declared.map(|(path, line)| declaration(entry, path, *line)).into_iter().collect();
    Service {
        name: entry.name.clone(),
        group: entry.group,
        entry_point: entry.target.clone(),
        daemon: false,
        level,
        found: None,
        mode: level.mode(),
        default: None,
        switches: Vec::new(),
        patched: None,
        backend: None,
        flags: Vec::new(),
        reason,
        evidence,
        unguarded: Vec::new(),
        hazards: Vec::new(),
        reaches: Vec::new(),
        alone: Vec::new(),
    }
}

fn declaration(entry: &EntryPoint, path: &str, line: u32) -> Evidence {
    let what = format!("declares {} = {}", entry.name, entry.target);
    Evidence { path: path.to_owned(), line, what, assumed: false }
}

/// A process whose code is not in the tree.
pub fn elsewhere(entry: &EntryPoint) -> Service {
    match entry.place {
        Place::Missing => {
            let what = if entry.is_script() { "file" } else { "module" };
            let mut service = blank(entry, Level::EX, format!("its {what} {} does not exist", module_of(entry)));
            service.flags.push("dead-entry");
            service
        }
        Place::NotPython => blank(entry, Level::EX, "it is not written in Python".to_owned()),
        _ if module_of(entry).is_empty() || module_of(entry).starts_with('.') => {
            let mut service = blank(entry, Level::EX, format!("`{}` names no module", entry.target));
            service.flags.push("dead-entry");
            service
        }
        _ => blank(entry, Level::EX, format!("its module {} belongs to another project", module_of(entry))),
    }
}

fn module_of(entry: &EntryPoint) -> &str {
    entry.target.split(':').next().unwrap_or(&entry.target)
}

/// A process whose file cannot be read.
pub fn unreadable(entry: &EntryPoint) -> Service {
    blank(entry, Level::Unknown, format!("{} could not be parsed", module_of(entry)))
}

/// A process beyond the number that is looked at.
pub fn too_many(entry: &EntryPoint, most: usize) -> Service {
    blank(entry, Level::Unknown, format!("the project has more than the {most} processes that are looked at"))
}

/// What decides a level: the words, and the way to it.
struct Decision {
    level: Level,
    reason: String,
    path: Vec<Step>,
}

impl Case<'_> {
    fn event(&self, is: impl Fn(&Event) -> bool) -> Option<&Event> {
        self.base.events.iter().find(|event| event.happens() && is(event))
    }

    fn place(&self, step: &Step) -> String {
        format!("{}:{}", self.path_of(step.file), step.line)
    }

    fn path_of(&self, file: u32) -> &str {
        self.question.paths.get(file as usize).copied().unwrap_or("?")
    }

    fn last_place(&self, event: &Event) -> String {
        event.path.last().map(|step| self.place(step)).unwrap_or_default()
    }

    /// Uses that bind the process to eventlet, the first on the shortest way first.
    fn uses(&self) -> Vec<&Use> {
        let runs = |used: &&Use| self.binds(used) && (self.closure.at_import(used.file) || self.loaded(used.file));
        let mut found: Vec<&Use> = self.question.uses.iter().filter(runs).collect();
        // What is eventlet's own says more than an executor that rests on it.
        let packages = &self.question.model.packages;
        let foreign = |used: &Use| !packages.iter().any(|package| used.symbol.split('.').next() == Some(package));
        found.sort_by_key(|used| {
            (foreign(used), !self.closure.at_import(used.file), self.closure.distance(used.file), used.file, used.line)
        });
        found
    }

    fn binds(&self, used: &Use) -> bool {
        // A module that is imported is not `__main__`.
        let elsewhere = used.main_only && !(self.entry.is_script() && used.file == self.closure.start);
        !used.import && !used.passive && !used.guarded && !elsewhere && (self.closure.holds(used.file) || self.loaded(used.file))
    }

    /// Whether the line of an import runs: a condition may keep it from that.
    fn runs_import(&self, used: &Use) -> bool {
        if !self.base.ran.contains(&used.file) {
            return self.closure.at_import(used.file);
        }
        let here = |step: &Step| step.file == used.file && step.line == used.line;
        self.base
            .events
            .iter()
            .any(|event| event.kind == EventKind::ImportsEventlet && !event.untaken && event.path.last().is_some_and(here))
    }

    /// Whether the process imports a file while it starts.
    fn loaded(&self, file: u32) -> bool {
        self.base.modules.iter().any(|(_, own)| *own == file)
    }

    /// The imports that lead to a file: those that stand in the code, or those of the
    /// replay where plugins and strings lead to it.
    fn imports(&self, file: u32) -> Vec<Step> {
        if self.closure.holds(file) {
            return self.closure.path(self.question.program, file);
        }
        let mut path: Vec<Step> = Vec::new();
        let mut at = file;
        while let Some((module, _)) = self.base.modules.iter().find(|(_, own)| *own == at)
            && let Some(&(file, line)) = self.base.brought.get(module)
            && path.len() < self.base.modules.len()
        {
            let what = format!("imports {}", self.question.program.map.get(*module).name);
            path.push(Step { file, line, what: what.into(), assumed: false });
            at = file;
        }
        path.reverse();
        path
    }

    fn effective(&self) -> impl Iterator<Item = &Turn> {
        self.turns.iter().filter(|turn| match mode(&turn.outcome) {
            Mode::Green | Mode::Threads => true,
            Mode::Neither => self.no_backend,
        })
    }

    fn switched(&self, turn: &Turn) -> String {
        let kind = match turn.switch.kind {
            SwitchKind::Environment => "the environment variable",
            SwitchKind::Configuration => "the option",
            SwitchKind::Argument => "the argument",
        };
        match turn.switch.kind {
            SwitchKind::Argument => format!("{kind} {}", turn.switch.name),
            _ => format!("{kind} {}={}", turn.switch.name, turn.value),
        }
    }

    fn decide(&self) -> Decision {
        let normal = mode(self.base);
        if normal == Mode::Green
            && let Some(patch) = self.event(|event| event.kind == EventKind::Patch)
        {
            let place = self.last_place(patch);
            return match self.effective().next() {
                Some(turn) => Decision {
                    level: Level::E2,
                    reason: format!("patched at {place} unless {} is given", self.switched(turn)),
                    path: patch.path.clone(),
                },
                None => {
                    let half = self.turns.iter().find(|turn| mode(&turn.outcome) == Mode::Neither);
                    // Of several that patch, one that no switch keeps from it decides.
                    let always = self.event(|event| event.kind == EventKind::Patch && event.taints == 0);
                    let patch = always.filter(|_| half.is_none()).unwrap_or(patch);
                    let place = self.last_place(patch);
                    let reason = match half {
                        Some(turn) => format!(
                            "patched at {place}; {} skips that, but no threaded backend takes its place",
                            self.switched(turn)
                        ),
                        None => format!("patched at {place}, whatever is set"),
                    };
                    Decision { level: Level::E0, reason, path: patch.path.clone() }
                }
            };
        }
        let green = self.turns.iter().find(|turn| mode(&turn.outcome) == Mode::Green);
        if let Some(turn) = green {
            let patch = turn.outcome.events.iter().find(|event| event.kind == EventKind::Patch && event.happens());
            let path = patch.map(|patch| patch.path.clone()).unwrap_or_default();
            let place = path.last().map(|step| self.place(step)).unwrap_or_default();
            let reason = format!("on threads; patched at {place} if {} is given", self.switched(turn));
            return Decision { level: Level::E3, reason, path };
        }
        self.unpatched()
    }

    /// The import that brings what a file uses, if it stands in that file.
    fn brought(&self, used: &Use) -> Option<Step> {
        let own = self.question.uses.iter().filter(|import| import.import && !import.facade && import.file == used.file);
        let below = |import: &&Use| {
            used.symbol.strip_prefix(import.symbol.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let import = own.filter(below).max_by_key(|import| (import.symbol.len(), std::cmp::Reverse(import.line)))?;
        let what = format!("imports {}", import.symbol).into();
        Some(Step { file: import.file, line: import.line, what, assumed: false })
    }

    /// The level of a process that nothing patches.
    fn unpatched(&self) -> Decision {
        if let Some(server) = self.event(|event| event.kind == EventKind::GreenServer) {
            let reason = format!("not patched, but its server is eventlet's, at {}", self.last_place(server));
            return Decision { level: Level::E0, reason, path: server.path.clone() };
        }
        let bound = self.event(|event| matches!(event.kind, EventKind::Backend { eventlet: true, .. }));
        let server = self.event(|event| event.kind == EventKind::BackendServer);
        if let Some(server) = server.filter(|_| bound.is_some()) {
            let reason = format!("not patched, but its server runs on eventlet alone, at {}", self.last_place(server));
            return Decision { level: Level::E0, reason, path: server.path.clone() };
        }
        let runs = self.event(|event| event.kind == EventKind::RunsOnBackend);
        if let (Some(bound), Some(runs)) = (bound, runs) {
            let how = if bound.kind == (EventKind::Backend { eventlet: true, explicit: true }) {
                "selects"
            } else {
                "selects by default"
            };
            let reason = format!(
                "not patched, but {} starts work on the eventlet backend that {} {how}",
                self.last_place(runs),
                self.last_place(bound)
            );
            return Decision { level: Level::E1, reason, path: runs.path.clone() };
        }
        if let Some(used) = self.uses().first() {
            let mut path = self.imports(used.file);
            path.extend(self.brought(used));
            path.push(Step { file: used.file, line: used.line, what: format!("uses {}", used.symbol).into(), assumed: false });
            let reason = format!("not patched, but it may run {} at {}:{}", used.symbol, self.path_of(used.file), used.line);
            return Decision { level: Level::E1, reason, path };
        }
        self.unknown().unwrap_or_else(|| {
            let threads = self.event(|event| event.kind == EventKind::Backend { eventlet: false, explicit: true });
            let reason = match threads {
                Some(event) => format!("selects the threading backend at {} and uses no eventlet", self.last_place(event)),
                None => "neither patched nor using eventlet".to_owned(),
            };
            Decision { level: Level::E4, reason, path: threads.map(|event| event.path.clone()).unwrap_or_default() }
        })
    }

    /// What keeps a process without any sign of eventlet from being called free of it.
    fn unknown(&self) -> Option<Decision> {
        let made = |reason: String, path: Vec<Step>| Some(Decision { level: Level::Unknown, reason, path });
        let maybe =
            |kind: EventKind| self.base.events.iter().find(|event| event.kind == kind && (!event.untaken || event.taints == 0));
        if let Some(patch) = maybe(EventKind::Patch) {
            return made(
                format!("patched at {} under a condition that cannot be followed", self.last_place(patch)),
                patch.path.clone(),
            );
        }
        if let Some(missing) = self.event(|event| event.kind == EventKind::MissingModule) {
            let reason = format!("{} imports {}, which does not exist", self.last_place(missing), missing.name);
            return made(reason, missing.path.clone());
        }
        if let Some(unread) = self.event(|event| event.kind == EventKind::UnreadModule) {
            let reason = format!("{} imports {}, which was not read", self.last_place(unread), unread.name);
            return made(reason, unread.path.clone());
        }
        if let Some(computed) = self.event(|event| event.kind == EventKind::ComputedImport) {
            let reason = format!("{} imports a module whose name is computed", self.last_place(computed));
            return made(reason, computed.path.clone());
        }
        if !self.base.found {
            return made(format!("the function of {} could not be found", self.entry.target), Vec::new());
        }
        self.base.exhausted.then(|| Decision {
            level: Level::Unknown,
            reason: "it does more than can be followed".to_owned(),
            path: Vec::new(),
        })
    }

    fn flags(&self, level: Level, daemon: bool) -> Vec<&'static str> {
        let mut flags = Vec::new();
        let threaded = match level {
            Level::E3 | Level::E4 => Some(self.base),
            _ => self.effective().find(|turn| mode(&turn.outcome) == Mode::Threads).map(|turn| &turn.outcome),
        };
        let any = |outcome: &Outcome, kind: EventKind| outcome.events.iter().any(|event| event.kind == kind && !event.untaken);
        let outcomes = || [self.base].into_iter().chain(self.turns.iter().map(|turn| &turn.outcome));
        if outcomes().any(|outcome| any(outcome, EventKind::GreenServer))
            || level < Level::E2 && any(self.base, EventKind::BackendServer)
        {
            flags.push("eventlet-wsgi");
        }
        let switchable = matches!(level, Level::E2 | Level::E3);
        if threaded.is_some_and(|outcome| any(outcome, EventKind::BackendServer) && mode(outcome) == Mode::Threads) {
            flags.push("wsgi-raises");
        }
        if switchable && self.question.uses.iter().any(|used| self.binds(used)) {
            flags.push("hard-use");
        }
        let imports = |used: &&Use| used.import && used.at_import && !used.guarded && self.runs_import(used);
        if matches!(level, Level::E3 | Level::E4) && self.question.uses.iter().any(|used| imports(&used)) {
            flags.push("import-needed");
        }
        let backend = self.event(|event| matches!(event.kind, EventKind::Backend { .. }));
        if backend.is_some_and(|event| matches!(event.kind, EventKind::Backend { explicit: false, .. })) {
            flags.push("implicit-backend");
        }
        if level == Level::E0 && self.turns.iter().any(|turn| mode(&turn.outcome) == Mode::Neither) {
            flags.push("half-switch");
        }
        // Whoever starts services or work somewhere is no mere command, however far away.
        let works =
            |kind| matches!(kind, EventKind::Launch | EventKind::RunsOnBackend | EventKind::GreenServer | EventKind::BackendServer);
        let serves = daemon || self.base.events.iter().any(|event| event.in_main && works(event.kind));
        if matches!(level, Level::E0 | Level::E2) && !serves && self.entry.group == Group::ConsoleScripts {
            flags.push("patched-cli");
        }
        if self.question.uses.iter().any(|used| used.facade && self.binds(used)) {
            flags.push("facade");
        }
        if outcomes().any(|outcome| any(outcome, EventKind::LateBackend)) {
            flags.push("late-backend");
        }
        if self.event(|event| event.kind == EventKind::BrokenMode).is_some() {
            flags.push("broken-mode");
        }
        flags
    }

    /// The uses behind the flag `hard-use`.
    fn unguarded(&self) -> Vec<Evidence> {
        let path = |used: &Use| self.question.paths.get(used.file as usize).copied().unwrap_or("?").to_owned();
        let told = |used: &Use| Evidence { path: path(used), line: used.line, what: used.symbol.clone(), assumed: false };
        self.question.uses.iter().filter(|used| self.binds(used)).map(told).collect()
    }

    fn is_daemon(&self) -> bool {
        let most = self.question.model.daemon_calls;
        let outcomes = [self.base].into_iter().chain(self.turns.iter().map(|turn| &turn.outcome));
        matches!(self.entry.group, Group::ConsoleScripts | Group::Script)
            && outcomes.flat_map(|outcome| &outcome.events).any(|event| {
                // Whoever comes to a server serves, however far it is; other launches must be near.
                matches!(event.kind, EventKind::GreenServer | EventKind::BackendServer)
                    || event.kind == EventKind::Launch && event.depth <= most + 1
            })
    }

    fn backend(&self) -> Option<Backend> {
        let event = self.event(|event| matches!(event.kind, EventKind::Backend { .. }))?;
        let EventKind::Backend { eventlet, explicit } = event.kind else { return None };
        Some(Backend { kind: if eventlet { "eventlet" } else { "threading" }, explicit })
    }

    fn evidence(&self, path: &[Step]) -> Vec<Evidence> {
        let declared = self.entry.declared.as_ref().map(|(path, line)| declaration(self.entry, path, *line));
        let steps = path.iter().map(|step| hazards::evidence(self.question, step));
        declared.into_iter().chain(steps).collect()
    }
}

/// What a process runs on.
pub fn verdict(case: &Case) -> Service {
    if case.base.absent {
        let mut service = blank(case.entry, Level::EX, format!("{} does not exist", case.entry.target));
        service.flags.push("dead-entry");
        return service;
    }
    let decision = case.decide();
    let level = decision.level;
    let daemon = case.is_daemon();
    let mut service = blank(case.entry, level, decision.reason);
    service.daemon = daemon;
    service.default = level.default();
    if matches!(level, Level::E2 | Level::E3) {
        let mut switches: Vec<Switch> = Vec::new();
        for turn in case.effective() {
            if !switches.contains(&turn.switch) {
                switches.push(turn.switch.clone());
            }
        }
        service.switches = switches;
    }
    let patch = case.event(|event| event.kind == EventKind::Patch);
    // What cannot start runs on nothing.
    if level != Level::EX {
        service.patched = patch.map(|patch| if patch.in_main { "main" } else { "import" });
        service.backend = case.backend();
    }
    service.flags = case.flags(level, daemon);
    if service.flags.contains(&"hard-use") {
        service.unguarded = case.unguarded();
    }
    service.evidence = case.evidence(&decision.path);
    service.hazards = hazards::hazards(case.question, case.base);
    let reached = case.question.places.iter().filter(|(file, _)| case.closure.holds(*file));
    service.reaches = reached.map(|(_, fingerprint)| (*fingerprint).to_owned()).collect();
    service
}
