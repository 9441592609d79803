//! The status report in its formats; each takes a report and a writer.

mod badge;
mod card;
mod chart;
mod csv;
mod fixed;
mod html;
mod json;
mod markdown;
mod page;
mod text;
mod words;

pub use badge::badge;
pub use csv::csv;
pub use html::html;
pub use json::json;
pub use markdown::markdown;
