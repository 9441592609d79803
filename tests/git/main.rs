//! Git repositories, made with the git program: what is read from them, and what the
//! gate says about a change.

mod baselines;
#[path = "../common/folder.rs"]
mod folder;
mod report;
mod repository;
mod revision;
#[path = "../common/run.rs"]
mod run;
mod scenarios;
mod situations;
