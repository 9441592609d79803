//! Any text is a file of requirements or settings: `cargo +nightly fuzz run requirements`.
#![no_main]

#[path = "../guarded.rs"]
mod guarded;

use eventlet_scan::manifest::{ini::Ini, plugins, requirements, setting_lines};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: guarded::let_pass(), |text: &str| {
    for path in ["requirements.txt", "setup.cfg", "tox.ini", "pyproject.toml", "entry_points.txt"] {
        let all = requirements(path, text);
        for span in all.found.iter().map(|found| found.span).chain(all.broken) {
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{path}: {span:?}");
        }
        for plugin in plugins(path, text) {
            assert!(text.get(plugin.span.start as usize..plugin.span.end as usize).is_some(), "{path}: {:?}", plugin.span);
        }
        for line in setting_lines(path, text) {
            assert!(text.get(line.span.start as usize..line.span.end as usize).is_some(), "{path}: {:?}", line.span);
        }
    }
    for line in Ini::parse(text).lines {
        assert_eq!(text.get(line.span.start as usize..line.span.end as usize), Some(line.text));
    }
});
