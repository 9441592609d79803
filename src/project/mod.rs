//! A project: where it is, what it is called, which modules it has, and what a name in
//! one of them means.

mod by_name;
mod discover;
pub mod effects;
pub mod entry_points;
mod exports;
mod hits;
mod metadata;
mod modules;
mod names;
mod program;
mod testcode;

pub use by_name::Imported;
pub use discover::{Discovered, discover, nearest_marker};
pub use effects::ImportEffects;
pub use entry_points::{EntryPoint, Group, Place};
pub use exports::Exports;
pub use hits::{Hit, Node};
pub use metadata::{Metadata, ProjectKind};
pub use modules::{ModuleId, ModuleMap};
pub use names::{Known, Names};
pub use program::{Edge, PluginTarget, Program, ReadCode, words};
pub use testcode::TestCode;
