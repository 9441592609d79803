//! Which findings count today.

pub mod baseline;
mod evidence;
mod facade;
mod gate;
mod moves;
pub mod suppress;

pub use evidence::{Evidence, Texts};
pub use gate::{Notes, Selection, Selectors};
pub use moves::{Origin, Place, recognise};
