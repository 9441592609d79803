//! What a name may mean.

use super::modules::ModuleId;
use crate::finding::Via;

/// What a name leads to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// A dotted name outside of the project.
    Outside(String),
    /// A module of the project.
    Module(ModuleId),
    /// A name that the project defines itself.
    Own(String),
}

/// One thing a name may mean.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// What it leads to.
    pub node: Node,
    /// Through what.
    pub via: Option<Via>,
    /// Whether a call of a function that returns it lies in between.
    pub getter: bool,
}

impl Hit {
    pub(super) fn new(node: Node) -> Self {
        Self { node, via: None, getter: false }
    }

    /// The dotted name outside of the project, or of the project's own.
    pub fn symbol(&self) -> Option<&str> {
        match &self.node {
            Node::Outside(name) | Node::Own(name) => Some(name),
            Node::Module(_) => None,
        }
    }

    /// The dotted name, if it is outside of the project.
    pub fn outside(&self) -> Option<&str> {
        match &self.node {
            Node::Outside(name) => Some(name),
            Node::Module(_) | Node::Own(_) => None,
        }
    }

    pub(super) fn through(mut self, via: Via) -> Self {
        self.via = Some(via);
        self
    }
}

/// Sorted, and each meaning once.
pub(super) fn unique(mut hits: Vec<Hit>) -> Vec<Hit> {
    if hits.len() > 1 {
        hits.sort();
        // One meaning, reached in two ways, is one meaning: the direct way is kept. From a module
        // or function on, that way may lead through others, so the first of the others is kept too.
        hits.dedup_by(|later, kept| {
            let leads_on = !matches!(kept.node, Node::Outside(_)) && kept.via.is_none() && later.via.is_some();
            later.node == kept.node && later.getter == kept.getter && !leads_on
        });
    }
    hits
}
