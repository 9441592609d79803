//! What decides the level: today, or when some steps of the plan are done.

use std::collections::BTreeMap;

use super::places::{Placed, Places, Where};
use super::{Milestones, ProjectLevel, Question, Undecided};
use crate::analysis::services::{Evidence, Level, Service};
use crate::manifest::Purpose;
use crate::project::{Group, ProjectKind};
use crate::rules::Severity;
use crate::vocabulary::{Guard, Kind, ScopeKind};

/// A service, as far as the level of its project depends on it.
pub(super) struct Standing<'q> {
    pub service: &'q Service,
    pub level: Level,
    /// It runs uses of eventlet in threaded mode too.
    pub hard: bool,
}

/// What decides the level.
pub(super) struct State<'q> {
    question: &'q Question<'q>,
    /// All services whose code is here.
    pub services: Vec<Standing<'q>>,
    /// Imports and uses of eventlet's own names in code that runs.
    own: usize,
    /// Other code that keeps eventlet in a process.
    selects: usize,
    /// Requirements of eventlet for whoever installs it.
    requires: usize,
    /// Requirements of eventlet in an extra.
    extras: usize,
    /// Findings in tests and tools, and settings that must follow.
    leftovers: usize,
    /// Whether some module cannot be imported without eventlet.
    unguarded: bool,
    /// Whether threads are the default, or the only choice, of what was switchable.
    flipped: bool,
    banned: bool,
}

/// What is done in a plan up to a step.
pub(super) struct Done<'d> {
    /// Names and groups of the services that are free.
    pub freed: &'d dyn Fn(&Service) -> bool,
    /// Whether defaults are turned and switches deprecated.
    pub flipped: bool,
    /// Whether a ban is enabled.
    pub banned: bool,
}

impl<'q> State<'q> {
    /// The state in which the findings for which `stays` holds are left.
    pub fn new(question: &'q Question<'q>, places: &Places, stays: &dyn Fn(&Placed) -> bool, done: Option<&Done>) -> Self {
        let of = |names: &[String], placed: &Placed| names.contains(&placed.finding.rule.id);
        let model = question.model;
        let left = || places.all.iter().filter(|placed| stays(placed));
        let own = || left().filter(|placed| placed.place == Where::Runtime && counts_as_own(placed));
        let requires = |purpose: Purpose| {
            left().filter(|placed| placed.place == Where::Metadata(purpose) && of(&model.requires, placed)).count()
        };
        let leftover = |placed: &&Placed| match placed.place {
            Where::Tests => placed.own && placed.finding.severity() != Severity::Note,
            Where::Metadata(Purpose::Development | Purpose::Extra) => of(&model.requires, placed),
            Where::Settings => of(&model.settings, placed),
            _ => false,
        };
        let is_left =
            |used: &Evidence| left().any(|placed| *placed.finding.path == *used.path && placed.finding.location.line == used.line);
        let standing = |service: &'q Service| match done.filter(|done| (done.freed)(service)) {
            Some(_) => Standing { service, level: Level::E4, hard: false },
            None => Standing { service, level: service.level, hard: service.unguarded.iter().any(&is_left) },
        };
        Self {
            question,
            services: question.services.iter().filter(|service| service.level != Level::EX).map(standing).collect(),
            own: own().count(),
            selects: left().filter(|placed| placed.place == Where::Runtime && of(&model.selects_eventlet, placed)).count(),
            requires: requires(Purpose::Runtime),
            extras: requires(Purpose::Extra),
            leftovers: left().filter(leftover).count(),
            unguarded: own().any(|placed| must_import(question, placed)),
            flipped: done.is_some_and(|done| done.flipped),
            banned: question.ban.is_some() || done.is_some_and(|done| done.banned),
        }
    }

    /// The processes that serve; commands only where there is nothing else.
    pub fn serving(&self) -> impl Iterator<Item = &Standing<'q>> {
        let serves = |standing: &Standing| standing.service.daemon || is_application(standing.service);
        let any = self.services.iter().any(serves);
        self.services.iter().filter(move |standing| !any || serves(standing))
    }

    /// The daemons; where there are none, whatever serves.
    fn daemons(&self) -> impl Iterator<Item = &Standing<'q>> {
        let any = self.services.iter().any(|standing| standing.service.daemon);
        self.serving().filter(move |standing| !any || standing.service.daemon)
    }

    /// Whether the levels for libraries apply: nothing is started, or only tools are.
    fn is_library(&self) -> bool {
        let starts = self.services.iter().any(|standing| standing.service.daemon || is_application(standing.service));
        match self.question.kind {
            ProjectKind::Service => false,
            ProjectKind::Library | ProjectKind::Client => true,
            ProjectKind::Plugin | ProjectKind::Unknown => !starts,
        }
    }

    /// The level.
    pub fn level(&self) -> ProjectLevel {
        if self.is_library() { self.library() } else { self.service() }
    }

    fn service(&self) -> ProjectLevel {
        use ProjectLevel::*;
        if self.is_removed() {
            return if self.leftovers == 0 && self.banned { R5 } else { R4 };
        }
        if self.serving().all(|standing| is_able(standing) && !is_unknown(standing))
            && self.lacks_server().is_none()
            && self.starts()
        {
            let default =
                self.flipped || self.serving().all(|standing| standing.level >= Level::E3 && self.is_deprecated(standing));
            return if default { R3 } else { R2 };
        }
        let moved = |standing: &Standing| !matches!(standing.level, Level::E0 | Level::Unknown);
        let selects_mode = |id: &String| self.question.model.selects_mode.contains(id);
        let chooses = self.question.findings.iter().any(|finding| !finding.test && selects_mode(&finding.rule.id));
        if self.daemons().any(moved) || chooses { R1 } else { R0 }
    }

    /// Whether there is any process to speak of.
    fn starts(&self) -> bool {
        !self.services.is_empty()
    }

    /// Whether nothing of its own uses eventlet any more. Processes that run on it through a
    /// library's default are told of as residual.
    fn is_removed(&self) -> bool {
        let patched = |standing: &Standing| matches!(standing.level, Level::E0 | Level::E2 | Level::E3);
        self.own == 0 && self.selects == 0 && self.requires == 0 && !self.services.iter().any(patched)
    }

    fn library(&self) -> ProjectLevel {
        use ProjectLevel::*;
        if self.own == 0 && self.selects == 0 && self.requires == 0 && self.extras == 0 {
            return L4;
        }
        if self.unguarded && !self.question.has_other_path {
            return L0;
        }
        if self.extras > 0 && self.requires == 0 && self.selects == 0 {
            return L3;
        }
        if (self.question.is_deprecated)("eventlet") { L2 } else { L1 }
    }

    /// A service that builds a server which refuses threads, where no WSGI application
    /// stands beside it.
    pub fn lacks_server(&self) -> Option<&Standing<'q>> {
        let application = self.services.iter().any(|standing| is_application(standing.service));
        self.serving().find(|standing| !application && standing.service.flags.contains(&"wsgi-raises"))
    }

    /// Whether what switches a service is deprecated, if anything does.
    pub fn is_deprecated(&self, standing: &Standing) -> bool {
        standing.level >= Level::E4 || standing.service.switches.iter().all(|switch| (self.question.is_deprecated)(&switch.name))
    }

    /// Whether the goal's dates are met by a project of this level.
    pub fn milestones(&self, level: ProjectLevel) -> Milestones {
        use ProjectLevel::*;
        let unknown = self.serving().any(is_unknown);
        // What is unknown could only help a project whose other services are far enough.
        let others =
            |least: Level| self.serving().filter(|standing| !is_unknown(standing)).all(|one| one.level >= least && !one.hard);
        let answer = |met: bool, least: Level| match met {
            true => Some(true),
            false if unknown && others(least) => None,
            false => Some(false),
        };
        match level {
            L0 | L1 | L2 | L3 | L4 => {
                Milestones { able: Some(level >= L1), deprecated: Some(level >= L2), removed: Some(level >= L4) }
            }
            _ => Milestones {
                able: answer(level >= R2, Level::E2),
                deprecated: answer(level >= R3, Level::E3),
                removed: Some(level >= R4),
            },
        }
    }

    /// What is left to look at where the level says that nothing is to be done.
    pub fn residual(&self, level: ProjectLevel) -> BTreeMap<String, usize> {
        let mut flags: BTreeMap<String, usize> = BTreeMap::new();
        if matches!(level, ProjectLevel::R4 | ProjectLevel::R5) {
            for flag in self.question.services.iter().flat_map(|service| &service.flags) {
                *flags.entry((*flag).to_owned()).or_default() += 1;
            }
        }
        flags
    }

    /// The services that could not be decided.
    pub fn unknown(&self) -> Vec<Undecided> {
        let unknown = self.services.iter().filter(|standing| is_unknown(standing));
        let told = |one: &Standing| Undecided { service: one.service.name.clone(), reason: one.service.reason.clone() };
        unknown.map(told).collect()
    }
}

/// Whether a process runs in somebody else's server.
pub(super) fn is_application(service: &Service) -> bool {
    matches!(service.group, Group::WsgiScripts | Group::WsgiModule)
}

/// Whether a service can run without eventlet.
pub(super) fn is_able(standing: &Standing) -> bool {
    standing.level >= Level::E2 && !standing.hard
}

fn is_unknown(standing: &Standing) -> bool {
    standing.level == Level::Unknown
}

/// Whether a finding is an import or a use of eventlet itself. A mere string is neither.
pub(super) fn counts_as_own(placed: &Placed) -> bool {
    let kind = matches!(placed.finding.kind, Kind::Import | Kind::Use | Kind::Patch | Kind::Dynamic | Kind::Getter);
    let typing = placed.finding.guard == Some(Guard::TypeChecking);
    placed.own && kind && !typing && placed.finding.severity() != Severity::Note
}

/// Whether importing the project needs eventlet for a finding: it is an import of module
/// level, under no condition, in a module that is not only imported where it is needed.
pub(super) fn must_import(question: &Question, placed: &Placed) -> bool {
    let finding = placed.finding;
    let at_import = finding.kind == Kind::Import && finding.scope == ScopeKind::Module && finding.guard.is_none();
    at_import && !question.lazy.contains(&*finding.path)
}
