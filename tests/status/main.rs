//! The status report: what it takes projects from, what it says, and that whatever they
//! are called it says it as text.

#[path = "../common/folder.rs"]
mod folder;
mod formats;
mod hostile;
mod made;
mod merging;
mod page;
#[path = "../common/run.rs"]
mod run;
mod sources;
