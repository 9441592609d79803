//! Completions and manual pages.

#[path = "common/run.rs"]
mod run;

use std::path::Path;

fn out(line: &str) -> String {
    let ran = run::run(Path::new("."), line);
    assert_eq!((ran.code, &*ran.err), (0, ""), "{line}");
    ran.out
}

#[test]
fn every_shell_completes_commands_options_and_formats() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = out(&format!("completions {shell}"));
        for word in ["eventlet-scan", "check", "extend-select", "completions"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
        // Elvish and PowerShell complete no values.
        if ["bash", "fish", "zsh"].contains(&shell) {
            assert!(script.contains("sarif") && script.contains("json-lines"), "{shell}");
        }
    }
}

#[test]
fn the_manual_page_has_commands_and_options() {
    let page = out("man");
    for part in [".TH eventlet-scan 1", ".SH SYNOPSIS", "eventlet\\-scan\\-check(1)", "\\-\\-service", "Exit codes"] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    let page = out("man check");
    for part in [".TH eventlet-scan-check 1", "\\-\\-exit\\-zero", "SARIF 2.1.0", "\\-\\-statistics"] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(!page.contains('\u{1b}'));
}

#[test]
fn pages_of_unknown_commands() {
    for (name, hint) in [("chek", "did you mean `check`?"), ("zzzzzzzzzz", "there are check, baseline, report, explain")] {
        let ran = run::run(Path::new("."), &format!("man {name}"));
        assert_eq!((ran.code, &*ran.out), (2, ""), "{name}");
        assert!(ran.err.contains(hint), "{}", ran.err);
    }
    assert_eq!(run::run(Path::new("."), "completions tcsh").code, 2);
}
