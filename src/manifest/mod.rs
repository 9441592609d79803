//! What is not Python: requirements, packaging metadata, configuration and job files,
//! documentation. Each becomes lines with places; what they mean is for the rules.

mod checks;
pub mod entries;
pub mod ini;
mod kind;
mod lines;
mod plugins;
mod requirements;

pub use checks::{Check, checks};
pub use kind::{FileKind, SHEBANG, classify, has_python_shebang, is_history, is_in_documentation};
pub use lines::{Line, setting_lines};
pub use plugins::{Plugin, plugins};
pub use requirements::{Purpose, Requirement, Requirements, requirements};

/// Whether a file states requirements or plugin maps.
pub fn is_metadata(path: &str) -> bool {
    requirements::is_read(path) || crate::input::base_name(path) == "entry_points.txt"
}
