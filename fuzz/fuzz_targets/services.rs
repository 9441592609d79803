//! Any text is the module that an entry point starts: `cargo +nightly fuzz run services`.
#![no_main]

#[path = "../guarded.rs"]
mod guarded;

use eventlet_scan::input::Memory;
use eventlet_scan::scan::{Settings, scan_tree};
use libfuzzer_sys::fuzz_target;

const METADATA: &str = "[metadata]\nname = demo\n[entry_points]\nconsole_scripts =\n    demo = demo.main:main\n";

fuzz_target!(init: guarded::let_pass(), |bytes: &[u8]| {
    // The code is told apart from what it may import by a line of its own.
    let text = String::from_utf8_lossy(bytes);
    let (main, other) = text.split_once("\n---\n").unwrap_or((&text, ""));
    let files = [("setup.cfg", METADATA), ("demo/__init__.py", ""), ("demo/main.py", main), ("demo/other.py", other)];
    let settings = Settings { services: true, ..Settings::default() };
    let report = scan_tree(&Memory::new(files), ".", &settings).expect("nothing is wrong with the settings");
    assert_eq!(report.projects[0].services.len(), 1, "no service is lost");
});
