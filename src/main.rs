//! Runs eventlet-scan and chooses the exit code.

use std::process::ExitCode;

// A run makes many small syntax nodes on all threads; with the system's allocator whole
// runs took somewhat longer.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    eventlet_scan::cli::main()
}
