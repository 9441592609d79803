//! How far a project is from running without eventlet, what that takes, and in which order.
//! Decided from findings, services and metadata of one tree alone.

mod facts;

pub use facts::*;
