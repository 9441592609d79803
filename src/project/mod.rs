//! A project: where it is, what it is called, which modules it has, and what a name in
//! one of them means.

mod discover;
mod metadata;
mod modules;
mod names;
mod testcode;

pub use discover::{Discovered, discover, outermost_marker};
pub use metadata::{Metadata, ProjectKind};
pub use modules::{ModuleId, ModuleMap};
pub use names::{Exports, Hit, Known, Names, Node};
pub use testcode::TestCode;
