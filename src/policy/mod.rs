//! Which findings count today.

mod gate;

pub use gate::{Selection, Selectors};
