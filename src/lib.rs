//! eventlet-scan finds every use of eventlet in OpenStack repositories.
//!
//! The modules, from top to bottom; each imports only from those below it, and
//! `tests/layering.rs` keeps it so. A run is one straight line: input, python, project,
//! analysis, policy, report, render.

pub mod cli;
pub mod render;
pub mod status;
pub mod scan;
pub mod report;
pub mod policy;
pub mod analysis;
pub mod project;
pub mod python;
pub mod manifest;
pub mod input;
pub mod config;
pub mod finding;
pub mod rules;
pub mod error;
pub mod source;
pub mod words;
pub mod vocabulary;
