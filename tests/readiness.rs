//! Whole projects made in memory, one for each level, and made histories in which nothing
//! may ever get worse.

use eventlet_scan::analysis::readiness::{Answer, ProjectLevel, Readiness};
use eventlet_scan::analysis::services::Level;
use eventlet_scan::input::Memory;
use eventlet_scan::report::ProjectReport;
use eventlet_scan::scan::{Progress, Settings, scan, scan_tree};
use proptest::prelude::*;
use std::collections::BTreeMap;
use toml::value::Date;

type Files = BTreeMap<String, String>;

fn files(all: &[(&str, &str)]) -> Files {
    all.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

fn project(files: &Files) -> ProjectReport {
    let tree = Memory::new(files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())));
    let settings = Settings { services: true, ..Settings::default() };
    let mut report = scan_tree(&tree, "made", &settings).unwrap();
    assert_eq!(report.projects.len(), 1);
    report.projects.remove(0)
}

/// The project as a folder, configuration and all.
fn folder(files: &Files) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// The project as it is read from a folder, and the problems that are told of.
fn on_disk(files: &Files, today: Option<Date>) -> (ProjectReport, Vec<String>) {
    let folder = folder(files);
    let settings = Settings { paths: vec![folder.path().to_owned()], services: true, today, ..Settings::default() };
    let mut report = scan(&settings, &Progress::default()).unwrap();
    (report.projects.remove(0), report.problems.into_iter().map(|problem| problem.message).collect())
}

fn readiness(files: &Files) -> Readiness {
    project(files).readiness.unwrap()
}

const SETUP: &str = "[metadata]\nname = made\n[entry_points]\nconsole_scripts =\n    made-api = made.cmd.api:main\n    \
                     made-work = made.cmd.work:main\nwsgi_scripts =\n    made-wsgi = made.wsgi:start\n";
const THREADS: &str = "from oslo_service import backend\nbackend.init_backend(backend.BackendType.THREADING)\n";
const LAUNCH: &str = "from oslo_service import service\n\ndef main():\n    service.launch(None, service.Service()).wait()\n";
const BAN: &str = "[flake8]\nenable-extensions = H905\n[testenv]\ndeps =\n  hacking>=8\n";

/// A service project whose two daemons begin with `head`.
fn made(head: &str) -> Files {
    files(&[
        ("setup.cfg", SETUP),
        ("made/__init__.py", ""),
        ("made/cmd/__init__.py", ""),
        ("made/cmd/api.py", &format!("{head}{LAUNCH}")),
        ("made/cmd/work.py", &format!("{head}{LAUNCH}")),
        ("made/wsgi.py", "def start():\n    return object()\n"),
    ])
}

fn with(mut files: Files, path: &str, text: &str) -> Files {
    files.insert(path.to_owned(), text.to_owned());
    files
}

const PATCH: &str = "import eventlet\neventlet.monkey_patch()\n";
const SWITCH: &str = "import os\nif os.environ.get('MADE_THREADS') == '1':\n    from oslo_service import backend\n    \
                      backend.init_backend(backend.BackendType.THREADING)\nelse:\n    import eventlet\n    eventlet.monkey_patch()\n";
const SWITCH_BACK: &str = "import os\n# MADE_GREEN is deprecated and will be removed.\nif os.environ.get('MADE_GREEN') == '1':\n    \
                           import eventlet\n    eventlet.monkey_patch()\nelse:\n    from oslo_service import backend\n    \
                           backend.init_backend(backend.BackendType.THREADING)\n";

#[test]
fn each_level_of_services() {
    use ProjectLevel::*;
    let bound = made(PATCH);
    let one_moved = with(bound.clone(), "made/cmd/work.py", &format!("{THREADS}{LAUNCH}"));
    let chooses = with(bound.clone(), "made/mode.py", "from made import pool\npool.set_threadpool_model('eventlet')\n");
    let switchable = made(SWITCH);
    let hard = with(switchable.clone(), "made/cmd/__init__.py", "import eventlet\n\ndef nap():\n    eventlet.sleep(1)\n");
    let turned = made(SWITCH_BACK);
    let silent = made(&SWITCH_BACK.replace("deprecated", "there"));
    let mode = |told: &str, elsewhere: &str| {
        let far = "        # Then more is done.\n".repeat(12);
        made(&format!(
            "import os\n\n\ndef patch():\n    if os.environ.get('MADE_GREEN') == '1':\n        import eventlet\n        \
             eventlet.monkey_patch()\n{far}{told}    else:\n        from oslo_service import backend\n        \
             backend.init_backend(backend.BackendType.THREADING)\n\n\n{elsewhere}patch()\n"
        ))
    };
    const TOLD: &str = "        print('The eventlet mode is deprecated')\n";
    let told = mode(TOLD, "");
    let told_elsewhere = mode("", &format!("def other():\n{TOLD}\n\n"));
    let threads = made(THREADS);
    let required = with(threads.clone(), "requirements.txt", "eventlet>=0.30\n");
    let clean = with(threads.clone(), "tox.ini", BAN);
    let tests = with(clean.clone(), "made/tests/test_a.py", "import eventlet\n");
    let covered = with(clean.clone(), ".coveragerc", "[run]\nconcurrency = eventlet\n");
    let unasked = with(threads.clone(), "tox.ini", &BAN.replace("hacking>=8", "flake8"));
    let ignored = with(threads.clone(), "tox.ini", &BAN.replace("[testenv]", "ignore = H9\n[testenv]"));
    let gated = with(threads.clone(), ".pre-commit-config.yaml", "- repo: local\n  hooks:\n  - id: eventlet-scan\n");
    let documented = with(clean.clone(), "doc/source/history.rst", "Made ran on eventlet until 2026.\n");
    let built = with(clean.clone(), "doc/source/conf.py", "import eventlet\neventlet.monkey_patch()\n");
    let cases = [
        ("every daemon is patched", bound, R0),
        ("one daemon is not", one_moved, R1),
        ("the project selects its mode", chooses, R1),
        ("a switch, but a use in both modes", hard, R1),
        ("a switch", switchable, R2),
        ("a switch the other way round, without a word", silent, R2),
        ("a switch the other way round, deprecated", turned, R3),
        ("the same, its mode deprecated where it is read", told, R3),
        ("the same, elsewhere", told_elsewhere, R2),
        ("threads, but it requires eventlet", required, R3),
        ("threads", threads, R4),
        ("tests use it", tests, R4),
        ("coverage is measured for it", covered, R4),
        ("the documentation is built with it", built, R4),
        ("the check is not there", unasked, R4),
        ("the check is ignored", ignored, R4),
        ("a check", clean, R5),
        ("a hook", gated, R5),
        ("prose mentions it", documented, R5),
    ];
    for (what, files, level) in cases {
        let found = readiness(&files);
        assert_eq!(found.level, level, "{what}: {:#?}", found.blockers);
        assert_eq!(found.blockers.is_empty(), level == R5, "{what}: {:#?}", found.blockers);
        let milestones = [found.milestones.able, found.milestones.deprecated, found.milestones.removed];
        assert_eq!(milestones, [Some(level >= R2), Some(level >= R3), Some(level >= R4)], "{what}");
    }
}

#[test]
fn each_level_of_libraries() {
    use ProjectLevel::*;
    let setup = "[metadata]\nname = made.lib\nclassifier =\n    Topic :: Software Development :: Libraries\n";
    let library = |more: &[(&str, &str)]| {
        let mut all = files(&[("setup.cfg", setup), ("made/__init__.py", "")]);
        all.extend(files(more));
        all
    };
    let optional = "try:\n    import eventlet\nexcept ImportError:\n    eventlet = None\n";
    let deprecated = format!("{optional}import warnings\nwarnings.warn('eventlet support is deprecated')\n");
    let backends = [
        ("made/backend/__init__.py", ""),
        ("made/backend/green/__init__.py", ""),
        ("made/backend/green/service.py", "import eventlet\n"),
        ("made/backend/green/timer.py", "import eventlet\n"),
        ("made/backend/native/__init__.py", ""),
        ("made/backend/native/service.py", "import threading\n"),
        ("made/backend/native/timer.py", "import threading\n"),
    ];
    let extra = format!("{setup}[options.extras_require]\neventlet =\n  eventlet>=0.30\n");
    let cases = [
        ("it must import it", library(&[("made/a.py", "import eventlet\n")]), L0),
        ("it requires it, and looks for it", library(&[("made/a.py", optional), ("requirements.txt", "eventlet\n")]), L1),
        ("it requires it for nothing", library(&[("requirements.txt", "eventlet\n")]), L1),
        ("one backend of two", library(&backends), L1),
        ("one backend alone", library(&backends[..4]), L0),
        (
            "a module for it is imported where it is needed",
            library(&[
                ("made/a.py", "import eventlet\n"),
                ("made/b.py", "def f():\n    from made import a\n    return a.eventlet.sleep\n"),
            ]),
            L1,
        ),
        ("it looks for it", library(&[("made/a.py", optional)]), L1),
        ("it looks for it, deprecated", library(&[("made/a.py", &deprecated)]), L2),
        ("an extra", library(&[("made/a.py", optional), ("setup.cfg", &extra)]), L3),
        ("only a tool uses it", library(&[("tools/a.py", "import eventlet\n")]), L4),
        ("nothing", library(&[]), L4),
    ];
    for (what, files, level) in cases {
        assert_eq!(readiness(&files).level, level, "{what}");
    }
}

#[test]
fn the_score_counts_places_to_change() {
    let score = |files: &Files| readiness(files).effort.score;
    let threads = made(THREADS);
    assert_eq!(score(&threads), 0.0);
    // One patch call each, and an entry point each that runs patched.
    assert_eq!(score(&made(PATCH)), 12.0);
    let server = "from eventlet import wsgi\n\ndef one():\n    wsgi.server(1, 2)\n\ndef two():\n    wsgi.server(3, 4)\n";
    let serving = with(made(THREADS), "made/cmd/__init__.py", &format!("import made.serve\n{server}"));
    assert_eq!(score(&serving), 15.0, "a module that serves counts once");
    assert_eq!(score(&with(threads.clone(), "made/serve.py", server)), 1.0, "what nobody reaches is only deleted");
    let tested = "import eventlet\n\ndef test_a():\n    eventlet.sleep(0)\n    eventlet.spawn(print)\n";
    assert_eq!(score(&with(threads.clone(), "made/tests/test_a.py", tested)), 0.3);
    assert_eq!(score(&with(threads, "requirements.txt", "eventlet\ngreenlet\n")), 1.0);
}

#[test]
fn a_facade_counts_what_it_hides() {
    let direct = "import eventlet\n\ndef nap():\n    eventlet.sleep(1)\n    return eventlet.Queue()\n";
    let through = "from made import green\n\ndef nap():\n    green.sleep(1)\n    return green.Queue()\n";
    let plain = with(with(made(PATCH), "made/a.py", direct), "made/b.py", direct);
    for facade in ["from eventlet import Queue, sleep\n", "import eventlet\nQueue = eventlet.Queue\nsleep = eventlet.sleep\n"] {
        let hidden = with(with(with(made(PATCH), "made/green.py", facade), "made/a.py", through), "made/b.py", through);
        assert_eq!(readiness(&hidden).effort.score, readiness(&plain).effort.score, "{facade}");
    }
}

#[test]
fn the_plan_adds_up_and_ends_clean() {
    let use_it = "import eventlet\n\ndef work():\n    pool = eventlet.GreenPool()\n    eventlet.sleep(0)\n    return pool\n";
    let mut files = with(made(PATCH), "made/cmd/__init__.py", use_it);
    files.insert("made/tests/test_a.py".to_owned(), "import eventlet\neventlet.sleep(0)\n".to_owned());
    files.insert("requirements.txt".to_owned(), "eventlet\n".to_owned());
    let found = readiness(&files);
    let sum: f64 = found.plan.iter().map(|step| step.score).sum();
    assert!((sum - found.effort.score).abs() < 1e-9, "{:#?}", found.plan);
    assert_eq!(found.plan.iter().map(|step| step.step).collect::<Vec<_>>(), (1..=found.plan.len()).collect::<Vec<_>>());
    assert!(found.plan.is_sorted_by_key(|step| step.level));
    assert_eq!(found.plan.last().unwrap().level, ProjectLevel::R5);
    let frees: Vec<_> = found.plan.iter().flat_map(|step| &step.frees).collect();
    assert_eq!(frees, ["made-api", "made-work"], "each service is freed once: {:#?}", found.plan);
}

#[test]
fn leaves_are_what_nothing_else_depends_on() {
    let files = with(
        with(
            with(made(PATCH), "made/a.py", "import eventlet\nfrom made import b\n"),
            "made/b.py",
            "import eventlet\neventlet.sleep(0)\n",
        ),
        "made/c.py",
        "from made import b\n",
    );
    let leaves: Vec<_> = readiness(&files).leaves.into_iter().map(|leaf| leaf.path).collect();
    assert_eq!(leaves, ["made/cmd/api.py", "made/cmd/work.py", "made/a.py"]);
}

#[test]
fn what_loads_eventlet_all_the_same_is_named() {
    let mut files = with(made(SWITCH), "made/driver.py", "import eventlet\n");
    files.insert("made/tests/test_a.py".to_owned(), "import eventlet\n".to_owned());
    files.insert("requirements.txt".to_owned(), "eventlet\n".to_owned());
    let found = readiness(&files).disablable;
    assert_eq!(found.answer, Answer::Yes);
    assert_eq!(found.by.iter().map(|switch| &*switch.name).collect::<Vec<_>>(), ["MADE_THREADS"]);
    let named: Vec<_> = found.still_loads.iter().map(|loader| format!("{} {}", loader.kind, loader.what)).collect();
    assert_eq!(named, ["library oslo_service.service", "optional made/driver.py", "requirement eventlet", "tests tests and tools"]);
}

/// Who imports anything of a package imports the package.
#[test]
fn a_package_is_imported_with_what_is_in_it() {
    let start = with(made(""), "made/late/__init__.py", "import eventlet\n\ndef nap():\n    eventlet.sleep(1)\n");
    let start = with(start, "made/late/part.py", "");
    let loads =
        |files: &Files| readiness(files).disablable.still_loads.iter().any(|loader| &*loader.what == "made/late/__init__.py");
    let needed = with(start, "made/asks.py", "def ask():\n    from made.late import nap\n    nap()\n");
    assert!(!loads(&needed));
    let inside = with(needed.clone(), "made/late/other.py", "from made.late import nap, part\n");
    assert!(!loads(&inside), "what is in it is imported only once it is");
    assert!(loads(&with(needed, "made/always.py", "from made.late import part\n")));
}

/// Who imports a module counts even where nothing that is looked for stands in his file.
#[test]
fn what_is_imported_where_it_is_needed_loads_nothing() {
    let start = with(made(""), "made/late.py", "import eventlet\n\ndef nap():\n    eventlet.sleep(1)\n");
    let loads = |files: &Files| readiness(files).disablable.still_loads.iter().any(|loader| &*loader.what == "made/late.py");
    assert!(loads(&start), "nobody imports it");
    let needed = with(start.clone(), "made/asks.py", "def ask():\n    from made import late\n    late.nap()\n");
    assert!(!loads(&needed), "a function imports it");
    for always in
        ["from . import late\n", "import made.late\n", "from made.late import nap\n", "from made import (a,  # ()\n  late)\n"]
    {
        assert!(loads(&with(needed.clone(), "made/always.py", always)), "{always}");
        assert!(!loads(&with(needed.clone(), "made/tests/test_always.py", always)), "{always}");
    }
}

#[test]
fn an_override_holds_until_it_expires() {
    let config = "[[override]]\nservice = 'made-work'\nlevel = 'E4'\nreason = 'runs under <b>cron</b>'\nauthor = 'ann'\n\
                  date = 2026-01-02\nexpires = 2026-06-30\n[[override]]\nservice = 'nobody'\nlevel = 'E4'\nreason = 'x'\n\
                  author = 'ann'\ndate = 2026-01-02\nexpires = 2026-06-30\n";
    let files = with(made(PATCH), "eventlet-scan.toml", config);
    let day = |month| Some(Date { year: 2026, month, day: 30 });
    let (project, problems) = on_disk(&files, day(6));
    let found = project.readiness.unwrap();
    assert_eq!((found.level, found.reviewed.len()), (ProjectLevel::R1, 1));
    assert_eq!((&*found.reviewed[0].found, &*found.reviewed[0].level, &*found.reviewed[0].author), ("E0", "E4", "ann"));
    let service = project.services.iter().find(|service| service.name == "made-work").unwrap();
    assert!(service.reason.contains("by review of ann on 2026-01-02, instead of E0"), "{}", service.reason);
    assert!(problems.iter().any(|problem| problem.contains("nobody")), "{problems:?}");
    assert_eq!((service.found, service.level), (Some(Level::E0), Level::E4));
    // Where services are not looked at, none is missing.
    let folder = folder(&files);
    let plain = Settings { paths: vec![folder.path().to_owned()], ..Settings::default() };
    assert_eq!(scan(&plain, &Progress::default()).unwrap().problems, []);
    let (project, problems) = on_disk(&files, day(7));
    assert_eq!(project.readiness.unwrap().level, ProjectLevel::R0);
    assert!(problems.iter().any(|problem| problem.contains("expired on 2026-06-30")), "{problems:?}");
}

#[test]
fn related_work_stands_apart() {
    let text = "from oslo_rootwrap import client\n\nclient.Client([])\n";
    let with_related = with(made(THREADS), "made/root.py", text);
    let found = readiness(&with_related);
    assert_eq!(found.related.keys().collect::<Vec<_>>(), ["rootwrap"]);
    assert_eq!((found.level, found.effort.score), (ProjectLevel::R4, 0.0));
}

/// What a module of a made project does with eventlet.
const USES: [&str; 8] = [
    "    eventlet.sleep(1)\n",
    "    eventlet.spawn(print)\n",
    "    pool = eventlet.GreenPool(2)\n",
    "    with eventlet.Timeout(3):\n        pass\n",
    "    queue = eventlet.Queue()\n",
    "    lock = eventlet.semaphore.Semaphore()\n",
    "    eventlet.tpool.execute(print)\n",
    "    eventlet.wsgi.server(None, None)\n",
];

/// A made project: which uses each module has, and what else there is.
#[derive(Debug, Clone)]
struct Made {
    patched: bool,
    modules: Vec<Vec<usize>>,
    requires: bool,
    tests: usize,
    /// How many modules take eventlet from the project's own façade.
    through: usize,
}

impl Made {
    fn files(&self) -> Files {
        let mut files = made(if self.patched { PATCH } else { THREADS });
        let names: Vec<String> = (0..self.modules.len()).map(|at| format!("m{at}")).collect();
        let loads: String = names.iter().map(|name| format!("import made.{name}\n")).collect();
        files.insert("made/cmd/__init__.py".to_owned(), loads);
        let needed = self.modules.iter().take(self.through).any(|uses| !uses.is_empty());
        files.insert("made/green.py".to_owned(), if needed { "import eventlet\n".to_owned() } else { String::new() });
        for (at, (name, uses)) in names.iter().zip(&self.modules).enumerate() {
            let import = if at < self.through { "from made.green import eventlet\n" } else { "import eventlet\n" };
            let body: String = uses.iter().map(|used| USES[*used]).collect();
            let text = if uses.is_empty() { String::new() } else { format!("{import}\n\ndef work():\n{body}") };
            files.insert(format!("made/{name}.py"), text);
        }
        if self.requires {
            files.insert("requirements.txt".to_owned(), "eventlet>=0.30\n".to_owned());
        }
        let tests: String = (0..self.tests).map(|_| "    eventlet.sleep(0)\n").collect();
        if self.tests > 0 {
            files.insert("made/tests/test_a.py".to_owned(), format!("import eventlet\n\ndef test_it():\n{tests}"));
        }
        files
    }

    /// A commit that removes something, or moves it behind the façade; none if there is
    /// nothing of that kind left.
    fn step(&mut self, choice: usize) -> Option<()> {
        match choice % 5 {
            0 => {
                let module = self.modules.iter_mut().find(|uses| !uses.is_empty())?;
                module.pop();
            }
            1 => self.modules.iter_mut().rev().find(|uses| !uses.is_empty())?.clear(),
            2 => self.through = Some(self.through + 1).filter(|through| *through <= self.modules.len())?,
            3 => self.tests = self.tests.checked_sub(1)?,
            // Only whoever uses nothing can do without the requirement and the patching.
            _ if self.modules.iter().all(Vec::is_empty) => {
                self.requires = false;
                self.patched = false;
            }
            _ => return None,
        }
        Some(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Commits that only remove usage, or move it behind a façade, make nothing worse.
    #[test]
    fn removing_and_centralising_never_looks_worse(
        patched: bool,
        modules in proptest::collection::vec(proptest::collection::vec(0..USES.len(), 0..4), 1..4),
        requires: bool,
        tests in 0..3usize,
        choices in proptest::collection::vec(0..5usize, 1..12),
    ) {
        let mut made = Made { patched, modules, requires, tests, through: 0 };
        let mut before = readiness(&made.files());
        for choice in choices {
            let Some(()) = made.step(choice) else { continue };
            let after = readiness(&made.files());
            prop_assert!(after.level >= before.level, "{made:?}: {:?} after {:?}", after.level, before.level);
            prop_assert!(after.effort.score <= before.effort.score + 1e-9, "{made:?}: {:#?}", after.effort);
            prop_assert!(after.effort.complexity <= before.effort.complexity, "{made:?}: {:#?}", after.effort);
            before = after;
        }
    }
}
