//! Rules are data: TOML files, one a family, embedded in the binary, and a team's own.

mod index;
mod load;
mod model;
mod processes;
mod readiness;

pub use index::{Anchors, ArgumentHit, Index, NameQuery, Pair, Wanted};
pub use load::{Model, RuleSet};
pub use model::{Confidence, Event, Family, LazyGlobs, LazyRegex, Matcher, Rule, Severity, SymbolMatcher, TextualMatcher};
pub use processes::{Processes, Roles, ends_with};
pub use readiness::{Ban, Difficulty, ReadinessModel, Step};
