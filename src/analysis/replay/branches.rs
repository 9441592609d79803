//! Branches that cannot be decided, or that a switch decides: both are tried, and what they
//! change is undone or joined.

use rustc_hash::FxHashSet;
use std::cell::RefCell;
use std::rc::Rc;

use super::events::{Event, EventKind};
use super::machine::{Flow, Loaded, Machine, Process};
use super::value::{Names, Taints, Value};
use crate::project::ModuleId;

/// What takes a change back.
pub enum Undo<'p> {
    Name(Rc<Names<'p>>, &'p str, Option<Value<'p>>),
    List(Rc<RefCell<Vec<Value<'p>>>>, Vec<Value<'p>>),
    Dict(Rc<RefCell<Vec<(Value<'p>, Value<'p>)>>>, Vec<(Value<'p>, Value<'p>)>),
    Module(ModuleId, Option<Loaded>),
    Library(&'p str, Option<bool>),
    Override(&'p str, Option<Value<'p>>),
}

impl<'p> Machine<'p> {
    fn undo(&mut self, mark: usize) -> Vec<Change<'p>> {
        let mut changes = Vec::new();
        while self.journal.len() > mark {
            let Some(entry) = self.journal.pop() else { break };
            match entry {
                Undo::Name(names, name, old) => {
                    let new = match old {
                        Some(old) => names.vars.borrow_mut().insert(name, old),
                        None => names.vars.borrow_mut().remove(name),
                    };
                    changes.push(Change::Name(names, name, new));
                }
                Undo::List(list, old) => {
                    let new = list.replace(old);
                    changes.push(Change::List(list, new));
                }
                Undo::Dict(dict, old) => {
                    let new = dict.replace(old);
                    changes.push(Change::Dict(dict, new));
                }
                Undo::Module(module, old) => {
                    self.calm.iter_mut().for_each(FxHashSet::clear);
                    let new = match old {
                        Some(old) => self.modules.get_mut(&module).map(|entry| {
                            let state = std::mem::replace(&mut entry.1, old);
                            (entry.0.clone(), state)
                        }),
                        None => self.modules.remove(&module),
                    };
                    changes.extend(new.map(|(names, state)| Change::Module(module, names, state)));
                }
                Undo::Library(name, old) => {
                    match old {
                        Some(old) => self.libraries.insert(name, old),
                        None => self.libraries.remove(name),
                    };
                    changes.push(Change::Library(name));
                }
                Undo::Override(name, old) => {
                    let new = match old {
                        Some(old) => self.overrides.insert(name, old),
                        None => self.overrides.remove(name),
                    };
                    changes.extend(new.map(|new| Change::Override(name, new)));
                }
            }
        }
        // The first undone was the last done.
        changes.reverse();
        changes
    }

    /// Does again what [`Machine::undo`] undid; `join` keeps what is there as a choice.
    fn redo(&mut self, changes: Vec<Change<'p>>, join: bool) {
        for change in changes {
            match change {
                Change::Name(names, name, new) => {
                    let now = names.get(name);
                    match (now, new) {
                        (Some(now), Some(new)) if join => self.set(&names, name, new.or(now)),
                        (_, Some(new)) => self.set(&names, name, new),
                        (Some(_), None) if !join => self.remove(&names, name),
                        (_, None) => {}
                    }
                }
                Change::List(list, new) => self.change_list(&list, |now| {
                    if !join || new.len() > now.len() {
                        *now = new;
                    }
                }),
                Change::Dict(dict, new) => self.change_dict(&dict, |now| {
                    if !join || new.len() > now.len() {
                        *now = new;
                    }
                }),
                Change::Module(module, names, state) => {
                    if !join || !self.modules.contains_key(&module) {
                        self.set_loaded(module, names, state);
                    }
                }
                Change::Library(name) => {
                    self.note_library(name);
                }
                Change::Override(name, new) => match self.overrides.get(name).cloned() {
                    Some(now) if join => self.override_library(name, new.or(now)),
                    _ => self.override_library(name, new),
                },
            }
        }
    }

    /// Runs something and undoes what it changed; its events stay, as of a branch that is
    /// not taken. Gives how it ended.
    pub fn speculate(&mut self, run: impl FnOnce(&mut Self) -> Flow<'p>) -> Flow<'p> {
        let mark = self.journal.len();
        let process = self.process.clone();
        self.forks += 1;
        self.untaken += 1;
        let returns = self.frame().returns.len();
        let flow = run(self);
        self.untaken -= 1;
        self.forks -= 1;
        self.frame_mut().returns.truncate(returns);
        self.undo(mark);
        self.process = process;
        flow
    }

    /// Runs the branch that is taken and tries the other one; gives how each ended. A
    /// process that refuses to start for want of a setting is taken to have it.
    pub fn prefer(
        &mut self,
        taints: Taints,
        taken: impl FnOnce(&mut Self) -> Flow<'p>,
        other: Option<impl Fn(&mut Self) -> Flow<'p>>,
    ) -> (Flow<'p>, Flow<'p>) {
        let start = self.events.len();
        let untaken = other.as_ref().map_or(Flow::Normal, |other| self.speculate(other));
        let middle = self.events.len();
        let mark = self.journal.len();
        let before = self.process.clone();
        self.forks += 1;
        let flow = taken(self);
        let result = if flow.fails() && self.is_unset(taints) {
            self.undo(mark);
            self.process = before;
            for event in &mut self.events[middle..] {
                event.untaken = true;
            }
            (other.map_or(Flow::Normal, |other| other(self)), flow)
        } else {
            self.same_either_way(start, middle, taints);
            (flow, untaken)
        };
        self.forks -= 1;
        if self.forks == 0 {
            self.journal.clear();
        }
        result
    }

    /// What happens in both branches of a switch does not depend on it.
    fn same_either_way(&mut self, start: usize, middle: usize, taints: Taints) {
        let (before, taken) = self.events.split_at_mut(middle);
        for event in taken.iter_mut().filter(|event| !event.untaken) {
            let same = |other: &&mut Event| other.kind == event.kind && other.maybe == event.maybe;
            if let Some(other) = before[start..].iter_mut().find(same) {
                event.taints &= !taints;
                other.taints &= !taints;
            }
        }
    }

    /// Whether none of these switches is set.
    pub fn is_unset(&self, taints: Taints) -> bool {
        let switches = self.switches.iter().enumerate().filter(|(at, _)| taints & (1 << at.min(&63)) != 0);
        switches.into_iter().all(|(_, switch)| self.world.value(switch.kind, &switch.name).is_none())
    }

    /// Runs a branch that may be taken, and joins what it leaves with what was.
    pub fn maybe(&mut self, run: impl FnOnce(&mut Self) -> Flow<'p>) -> Flow<'p> {
        let mark = self.journal.len();
        let before = self.process.clone();
        self.forks += 1;
        self.maybe += 1;
        let flow = run(self);
        self.maybe -= 1;
        if let Flow::Normal = flow {
            self.join_since(mark);
            self.join_process(before);
        } else {
            // Whoever goes on did not take it.
            self.keep_return(flow);
            self.undo(mark);
            self.process = before;
        }
        self.forks -= 1;
        if self.forks == 0 {
            self.journal.clear();
        }
        Flow::Normal
    }

    /// What was changed since is what it is now, or what it was.
    fn join_since(&mut self, mark: usize) {
        for entry in &self.journal[mark..] {
            if let Undo::Name(names, name, Some(old)) = entry
                && let Some(now) = names.vars.borrow_mut().get_mut(name)
            {
                *now = std::mem::replace(now, Value::unknown()).or(old.clone());
            }
        }
    }

    /// Runs both of two branches of which one is taken, and joins what they leave.
    pub fn either(&mut self, first: impl FnOnce(&mut Self) -> Flow<'p>, second: impl FnOnce(&mut Self) -> Flow<'p>) -> Flow<'p> {
        let mark = self.journal.len();
        let before = self.process.clone();
        self.forks += 1;
        self.maybe += 1;
        let start = self.events.len();
        let one = first(self);
        let after_first = std::mem::replace(&mut self.process, before);
        let changes = self.undo(mark);
        let middle = self.events.len();
        let two = second(self);
        self.maybe -= 1;
        self.certain_in_both(start, middle);
        let flow = match (one, two) {
            (Flow::Normal, Flow::Normal) => {
                self.redo(changes, true);
                self.join_process(after_first);
                Flow::Normal
            }
            // The branch that goes on decides what the rest sees.
            (one @ (Flow::Normal | Flow::Return(_)), two) if two.fails() => {
                self.undo(mark);
                self.redo(changes, false);
                self.process = after_first;
                one
            }
            (one, two) if one.fails() => two,
            (Flow::Normal, two) => {
                self.keep_return(two);
                self.undo(mark);
                self.redo(changes, false);
                self.process = after_first;
                Flow::Normal
            }
            (one, Flow::Normal) => {
                self.keep_return(one);
                Flow::Normal
            }
            (Flow::Return(one), Flow::Return(two)) => {
                self.redo(changes, true);
                self.join_process(after_first);
                Flow::Return(one.or(two))
            }
            (one, two) => {
                self.keep_return(one);
                two
            }
        };
        self.forks -= 1;
        if self.forks == 0 {
            self.journal.clear();
        }
        flow
    }

    fn keep_return(&mut self, flow: Flow<'p>) {
        if let Flow::Return(value) = flow {
            self.frame_mut().returns.push(value);
        }
    }

    fn join_process(&mut self, other: Process) {
        if self.process.backend != other.backend {
            self.process.backend = self.process.backend.or(other.backend).map(|(eventlet, _)| (eventlet, false));
        }
        if self.process.patched != other.patched {
            self.process.patched = None;
        }
        self.process.patched_by |= other.patched_by;
    }

    /// What happens in both branches happens.
    fn certain_in_both(&mut self, start: usize, middle: usize) {
        let level = self.maybe + 1;
        let kinds: Vec<EventKind> =
            self.events[middle..].iter().filter(|event| event.maybe == level).map(|event| event.kind).collect();
        for event in &mut self.events[start..middle] {
            if event.maybe == level && kinds.contains(&event.kind) {
                event.maybe -= 1;
            }
        }
    }
}

enum Change<'p> {
    Name(Rc<Names<'p>>, &'p str, Option<Value<'p>>),
    List(Rc<RefCell<Vec<Value<'p>>>>, Vec<Value<'p>>),
    Dict(Rc<RefCell<Vec<(Value<'p>, Value<'p>)>>>, Vec<(Value<'p>, Value<'p>)>),
    Module(ModuleId, Rc<Names<'p>>, Loaded),
    Library(&'p str),
    Override(&'p str, Value<'p>),
}
