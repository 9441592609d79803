//! Runs eventlet-scan and chooses the exit code.

use std::process::ExitCode;

// A run makes many small syntax nodes on all threads; with the system's allocator whole
// runs took somewhat longer.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // A run is short and fills few huge pages: clearing them takes longer than all the
    // small ones would, most of all in a virtual machine. Where it is refused, nothing is lost.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
    eventlet_scan::cli::main()
}
