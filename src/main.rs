//! Runs eventlet-scan and chooses the exit code.

use std::process::ExitCode;

// A run makes millions of small syntax nodes on all threads; the system's allocator
// takes a third of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    eventlet_scan::cli::main()
}
