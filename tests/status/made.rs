//! Results made by hand, as a job would leave them.

use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;

use crate::folder;
use crate::run::{self, Ran};

/// A result over these projects.
pub fn result(projects: &[Value]) -> Value {
    json!({
        "schema": 1,
        "tool": { "name": "eventlet-scan", "version": "0.1.0", "rules": "0123456789ab" },
        "projects": projects,
        "problems": [],
    })
}

/// A finding at run time.
pub fn finding(code: &str, rule: &str, family: &str, path: &str, line: u32) -> Value {
    json!({
        "code": code, "rule": rule, "family": family, "severity": "error", "confidence": "high", "kind": "use",
        "symbol": "eventlet.spawn", "path": path, "line": line, "column": 1, "end_line": line, "end_column": 9,
        "scope": "function", "definition": null, "test": false, "guard": null, "via": null,
        "message": "starts a green thread", "replacement": null, "effort": 3,
        "fingerprint": format!("v1:{line:020x}"), "disposition": "new",
    })
}

/// A service of a level.
pub fn service(name: &str, level: &str) -> Value {
    let (mode, default) = match level {
        "E0" => ("bound", Value::Null),
        "E2" => ("switchable", json!("eventlet")),
        "E3" => ("switchable", json!("threading")),
        "E4" => ("threads", Value::Null),
        _ => ("unknown", Value::Null),
    };
    let switches = if mode == "switchable" { json!([{ "kind": "environment", "name": "SHOP_GREEN" }]) } else { json!([]) };
    json!({
        "name": name, "group": "console_scripts", "entry_point": "shop.cmd:main", "daemon": true, "level": level,
        "mode": mode, "default": default, "switches": switches,
        "patched": if matches!(level, "E0" | "E2") { json!("import") } else { Value::Null }, "backend": null, "flags": [],
        "reason": "that is how it is", "hazards": [], "reaches": [], "alone": [],
        "evidence": [{ "path": "setup.cfg", "line": 4, "what": format!("declares {name}") }],
    })
}

/// What is said of a project of a level with these findings.
pub fn readiness(level: &str, score: f64, findings: &[Value]) -> Value {
    let fingerprints: Vec<&Value> = findings.iter().map(|finding| &finding["fingerprint"]).collect();
    let reached = |least: &str| json!(level >= least);
    json!({
        "level": level, "title": "so far",
        "milestones": { "2026.2": reached("R2"), "2027.1": reached("R3"), "2027.2": reached("R4") },
        "disablable": { "answer": "partly", "by": [], "still_loads": [
            { "kind": "library", "what": "oslo_service.service", "path": "shop/run.py", "line": 3, "places": 2 },
        ] },
        "effort": { "score": score, "class": "small", "complexity": 3, "difficulties": ["green threads"], "terms": [
            { "code": "EVT301", "what": "green threads", "count": fingerprints.len(), "weight": 2.0, "score": score,
              "of": fingerprints },
        ] },
        "counts": { "green-thread": { "runtime": fingerprints.len(), "test": 0 } },
        "blockers": [{ "path": "shop/run.py", "line": 7, "why": "shop-api is bound" }],
        "plan": [{ "step": 1, "title": "Replace green threads", "findings": fingerprints, "score": score,
                   "frees": ["shop-api"], "level": "R4", "check": "no finding of the family green-thread" }],
        "leaves": [{ "path": "shop/leaf.py", "findings": 1, "score": 2.0 }],
        "residual": { "half-switch": 1 },
        "unknown": [{ "service": "shop-plan", "reason": "what it imports is not known" }],
        "reviewed": [{ "service": "shop-till", "level": "E4", "found": "E0", "reason": "tried by hand",
                       "author": "A. Reviewer", "date": "2026-10-01", "expires": "2027-04-01" }],
        "related": { "rootwrap": fingerprints, "heartbeat_in_pthread": [] },
    })
}

/// A project.
pub fn project(name: &str, version: &str, services: &[Value], findings: &[Value], readiness: Value) -> Value {
    json!({
        "name": name, "root": format!("src/{name}"), "kind": "service", "version": version, "revision": null,
        "files": { "seen": 12, "matched": 3, "parsed": 3 },
        "findings": findings, "services": services, "wrappers": [], "readiness": readiness,
    })
}

/// A shop before the work, and a library.
pub fn before() -> Value {
    let findings = [
        finding("EVT301", "spawn", "green-thread", "shop/run.py", 7),
        finding("EVT301", "spawn", "green-thread", "shop/run.py", 9),
    ];
    let services = [service("shop-api", "E0"), service("shop-till", "E0")];
    result(&[
        project("shop", "1.0", &services, &findings, readiness("R0", 4.0, &findings)),
        project("gone", "1.0", &[], &[], Value::Null),
    ])
}

/// The same after some of it.
pub fn after() -> Value {
    let findings = [
        finding("EVT301", "spawn", "green-thread", "shop/run.py", 9),
        finding("EVT401", "server", "wsgi-server", "shop/wsgi.py", 20),
    ];
    let services = [service("shop-api", "E4"), service("shop-till", "E2"), service("shop-plan", "unknown")];
    let mut library = project("oslo.lamp", "2.0", &[], &[], Value::Null);
    library["kind"] = json!("library");
    result(&[project("shop", "2.0", &services, &findings, readiness("R1", 2.5, &findings)), library])
}

/// A folder with `before.json` and `after.json`.
pub fn folder() -> TempDir {
    let folder = folder::with(&[]);
    write(folder.path(), "before.json", &before());
    write(folder.path(), "after.json", &after());
    folder
}

/// Writes a result as people do who look into it.
pub fn write(folder: &Path, path: &str, result: &Value) {
    folder::write(folder, path, serde_json::to_string_pretty(result).unwrap().as_bytes());
}

/// Runs `report`, which must succeed.
pub fn report(folder: &Path, line: &str) -> Ran {
    let ran = run::run(folder, &format!("report {line}"));
    assert_eq!(ran.code, 0, "report {line}: {}", ran.err);
    ran
}
