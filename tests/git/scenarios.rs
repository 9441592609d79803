//! Changes, and what the gate must say about each: compared with the revision before, and
//! with a baseline that was written before.

use rayon::prelude::*;

use crate::repository::Repository;

const WORKER: &str = "import eventlet\n\n\ndef start(jobs):\n    for job in jobs:\n        eventlet.spawn(job)\n\n\ndef wait():\n    eventlet.sleep(1)\n";
const FACADE: &str = "from eventlet import sleep\n\n\ndef pause():\n    sleep(2)\n";
const USER: &str = "from demo import utils\n\n\ndef nap():\n    utils.sleep(3)\n";
const SETUP: (&str, &str) = ("setup.cfg", "[metadata]\nname = demo\n[options]\ninstall_requires =\n    eventlet>=0.30\n");

/// A change to one project. Files that are not named stay; without a text they go.
struct Scenario {
    name: &'static str,
    before: &'static [(&'static str, &'static str)],
    after: &'static [(&'static str, Option<&'static str>)],
    /// `path:line CODE` of what is new.
    new: &'static [&'static str],
}

const fn scenario(
    name: &'static str,
    before: &'static [(&'static str, &'static str)],
    after: &'static [(&'static str, Option<&'static str>)],
    new: &'static [&'static str],
) -> Scenario {
    Scenario { name, before, after, new }
}

const SCENARIOS: &[Scenario] = &[
    scenario("nothing", &[("demo/a.py", WORKER)], &[], &[]),
    scenario(
        "new import",
        &[("demo/a.py", "import os\n")],
        &[("demo/a.py", Some("import os\nimport eventlet\n"))],
        &["demo/a.py:2 EVT101"],
    ),
    scenario(
        "new use behind an old import",
        &[("demo/a.py", "import eventlet\n")],
        &[("demo/a.py", Some("import eventlet\neventlet.sleep(1)\n"))],
        &["demo/a.py:2 EVT351"],
    ),
    scenario(
        "new use through a re-export",
        &[("demo/utils.py", FACADE), ("demo/b.py", "from demo import utils\n")],
        &[("demo/b.py", Some("from demo import utils\n\n\ndef nap():\n    utils.sleep(9)\n"))],
        &["demo/b.py:5 EVT351"],
    ),
    scenario(
        "a changed facade makes old code use it",
        &[("demo/utils.py", "from time import sleep\n"), ("demo/b.py", USER)],
        &[("demo/utils.py", Some("from eventlet import sleep\n"))],
        &["demo/b.py:5 EVT351", "demo/utils.py:1 EVT101"],
    ),
    scenario(
        "imports gathered in a facade",
        &[("demo/a.py", "from eventlet import sleep\nimport eventlet\n\n\ndef nap():\n    sleep(1)\n    eventlet.spawn(nap)\n")],
        &[
            ("demo/a.py", Some("from demo.green import sleep, spawn\n\n\ndef nap():\n    sleep(1)\n    spawn(nap)\n")),
            ("demo/green.py", Some("import eventlet\nfrom eventlet import sleep\n\nspawn = eventlet.spawn\n")),
        ],
        &[],
    ),
    scenario(
        "imports gathered in a facade, and one that nobody had",
        &[("demo/a.py", "from eventlet import sleep\n\n\ndef nap():\n    sleep(1)\n")],
        &[
            ("demo/a.py", Some("from demo.green import sleep\n\n\ndef nap():\n    sleep(1)\n")),
            ("demo/green.py", Some("from eventlet import sleep\nfrom eventlet import GreenPool\n")),
        ],
        &["demo/green.py:2 EVT101"],
    ),
    scenario(
        "a changed facade sets old code free",
        &[("demo/utils.py", FACADE), ("demo/b.py", USER)],
        &[("demo/utils.py", Some("from time import sleep\n"))],
        &[],
    ),
    scenario(
        "moved within a file",
        &[("demo/a.py", WORKER)],
        &[(
            "demo/a.py",
            Some(
                "import eventlet\n\n\ndef wait():\n    eventlet.sleep(1)\n\n\ndef start(jobs):\n    for job in jobs:\n        eventlet.spawn(job)\n",
            ),
        )],
        &[],
    ),
    scenario(
        "moved into another function",
        &[("demo/a.py", "import eventlet\n\n\ndef a(f):\n    eventlet.spawn(f)\n\n\ndef b(f):\n    print(f)\n")],
        &[("demo/a.py", Some("import eventlet\n\n\ndef a(f):\n    print(f)\n\n\ndef b(f):\n    eventlet.spawn(f)\n"))],
        &[],
    ),
    scenario(
        "made a function of its own",
        &[("demo/a.py", "import eventlet\n\n\ndef a():\n    print(1)\n    eventlet.sleep(1)\n")],
        &[(
            "demo/a.py",
            Some("import eventlet\n\n\ndef a():\n    print(1)\n    pause(1)\n\n\ndef pause():\n    eventlet.sleep(1)\n"),
        )],
        &[],
    ),
    scenario(
        "moved between files",
        &[("demo/a.py", WORKER), ("demo/b.py", "import os\n")],
        &[
            ("demo/a.py", Some("import eventlet\n\n\ndef start(jobs):\n    for job in jobs:\n        eventlet.spawn(job)\n")),
            ("demo/b.py", Some("import os\n\nimport eventlet\n\n\ndef wait():\n    eventlet.sleep(1)\n")),
        ],
        &[],
    ),
    scenario("renamed file", &[("demo/a.py", WORKER)], &[("demo/a.py", None), ("demo/deep/b.py", Some(WORKER))], &[]),
    scenario(
        "renamed file, and changed",
        &[("demo/a.py", WORKER)],
        &[
            ("demo/a.py", None),
            (
                "demo/b.py",
                Some(
                    "import eventlet\n\n\ndef start(jobs):\n    for job in jobs:\n        eventlet.spawn(job, 1)\n\n\ndef wait():\n    eventlet.sleep(2)\n",
                ),
            ),
        ],
        &[],
    ),
    scenario(
        "renamed file, and one more",
        &[("demo/a.py", WORKER)],
        &[
            ("demo/a.py", None),
            (
                "demo/b.py",
                Some(
                    "import eventlet\n\n\ndef start(jobs):\n    for job in jobs:\n        eventlet.spawn(job)\n\n\ndef wait():\n    eventlet.sleep(1)\n    eventlet.sleep(7)\n",
                ),
            ),
        ],
        &["demo/b.py:11 EVT351"],
    ),
    scenario(
        "function renamed",
        &[("demo/a.py", WORKER)],
        &[(
            "demo/a.py",
            Some(
                "import eventlet\n\n\ndef begin(jobs):\n    for job in jobs:\n        eventlet.spawn(job)\n\n\ndef pause():\n    eventlet.sleep(1)\n",
            ),
        )],
        &[],
    ),
    scenario(
        "class renamed",
        &[("demo/a.py", "import eventlet\n\n\nclass A:\n    def f(self):\n        eventlet.sleep(1)\n")],
        &[("demo/a.py", Some("import eventlet\n\n\nclass B:\n    def f(self):\n        eventlet.sleep(1)\n"))],
        &[],
    ),
    scenario(
        "duplicate of an old finding",
        &[("demo/a.py", WORKER)],
        &[(
            "demo/a.py",
            Some(
                "import eventlet\n\n\ndef start(jobs):\n    for job in jobs:\n        eventlet.spawn(job)\n\n\ndef wait():\n    eventlet.sleep(1)\n    eventlet.sleep(1)\n",
            ),
        )],
        &["demo/a.py:11 EVT351"],
    ),
    scenario(
        "one more above an old one: the line that is new is named",
        &[("demo/a.py", "import eventlet\neventlet.sleep(1)\n")],
        &[("demo/a.py", Some("import eventlet\neventlet.sleep(5)\neventlet.sleep(1)\n"))],
        &["demo/a.py:2 EVT351"],
    ),
    scenario(
        "one fixed and another added",
        &[("demo/a.py", WORKER)],
        &[(
            "demo/a.py",
            Some(
                "import time\n\nimport eventlet\n\n\ndef start(jobs):\n    for job in jobs:\n        eventlet.spawn(job)\n\n\ndef wait():\n    time.sleep(1)\n    eventlet.Timeout(1)\n",
            ),
        )],
        &["demo/a.py:13 EVT501"],
    ),
    scenario(
        "one fixed and the same added elsewhere in the file",
        &[("demo/a.py", "import eventlet\n\n\ndef a():\n    eventlet.sleep(1)\n\n\ndef b():\n    pass\n")],
        &[(
            "demo/a.py",
            Some("import eventlet\nimport time\n\n\ndef a():\n    time.sleep(1)\n\n\ndef b():\n    eventlet.sleep(2)\n"),
        )],
        &["demo/a.py:10 EVT351"],
    ),
    scenario(
        "one fixed and the very same line added elsewhere in the file",
        &[("demo/a.py", "import eventlet\n\n\ndef a():\n    eventlet.sleep(1)\n\n\ndef b():\n    eventlet.spawn(a)\n")],
        &[(
            "demo/a.py",
            Some(
                "import eventlet\nimport time\n\n\ndef a():\n    time.sleep(1)\n\n\ndef b():\n    eventlet.spawn(a)\n    eventlet.sleep(1)\n",
            ),
        )],
        &["demo/a.py:11 EVT351"],
    ),
    scenario(
        "one fixed in a file and another added in another",
        &[("demo/a.py", "import eventlet\neventlet.sleep(1)\n"), ("demo/b.py", "import eventlet\n")],
        &[("demo/a.py", Some("import time\ntime.sleep(1)\n")), ("demo/b.py", Some("import eventlet\neventlet.spawn(print)\n"))],
        &["demo/b.py:2 EVT301"],
    ),
    scenario(
        "one file does without, another begins",
        &[("demo/a.py", "import eventlet\neventlet.sleep(1)\n"), ("demo/b.py", "import os\n")],
        &[("demo/a.py", Some("import time\ntime.sleep(1)\n")), ("demo/b.py", Some("import eventlet\n"))],
        &["demo/b.py:1 EVT101"],
    ),
    scenario(
        "two files made one",
        &[("demo/a.py", "from eventlet import sleep\n"), ("demo/b.py", "import os\n")],
        &[("demo/a.py", None), ("demo/b.py", Some("import os\n\nfrom eventlet import sleep\n"))],
        &[],
    ),
    scenario(
        "a module split, both halves import it",
        &[("demo/a.py", WORKER)],
        &[
            ("demo/a.py", Some("import eventlet\n\n\ndef start(jobs):\n    for job in jobs:\n        eventlet.spawn(job)\n")),
            ("demo/b.py", Some("import eventlet\n\n\ndef wait():\n    eventlet.sleep(1)\n")),
        ],
        &[],
    ),
    scenario(
        "only whitespace and comments changed",
        &[("demo/a.py", WORKER)],
        &[(
            "demo/a.py",
            Some(
                "# About eventlet.\n\n\nimport eventlet   # why\n\n\n\ndef start( jobs ):\n  for job in jobs:\n    eventlet.spawn( job )  # go\n\n\ndef wait():\n\n    eventlet.sleep(1)\n",
            ),
        )],
        &[],
    ),
    scenario(
        "imported in another way",
        &[("demo/a.py", "import eventlet\neventlet.sleep(1)\n")],
        &[("demo/a.py", Some("from eventlet import sleep\nsleep(1)\n"))],
        &[],
    ),
    scenario(
        "a variable made an attribute",
        &[(
            "demo/a.py",
            "import eventlet\n\nsock_pool = eventlet.GreenPool(5)\n\n\nclass A:\n    def __init__(self):\n        pass\n",
        )],
        &[(
            "demo/a.py",
            Some("import eventlet\n\n\nclass A:\n    def __init__(self):\n        self._sock_pool = eventlet.GreenPool(5)\n"),
        )],
        &[],
    ),
    scenario("file deleted", &[("demo/a.py", WORKER), ("demo/b.py", "import os\n")], &[("demo/a.py", None)], &[]),
    scenario(
        "file copied",
        &[("demo/a.py", "import eventlet\neventlet.sleep(1)\n")],
        &[("demo/b.py", Some("import eventlet\neventlet.sleep(1)\n"))],
        &["demo/b.py:1 EVT101", "demo/b.py:2 EVT351"],
    ),
    scenario(
        "new file that nobody has added to git",
        &[("demo/a.py", WORKER)],
        &[("demo/new.py", Some("import eventlet\n"))],
        &["demo/new.py:1 EVT101"],
    ),
    scenario(
        "requirement raised",
        &[SETUP],
        &[("setup.cfg", Some("[metadata]\nname = demo\n[options]\ninstall_requires =\n    eventlet>=0.36.1\n"))],
        &[],
    ),
    scenario("requirement added", &[SETUP], &[("test-requirements.txt", Some("eventlet\n"))], &["test-requirements.txt:1 EVT801"]),
    scenario(
        "silenced with a reason",
        &[("demo/a.py", "import os\n")],
        &[("demo/a.py", Some("import eventlet  # eventlet-scan: ignore[EVT101] needed by the tests\n"))],
        &[],
    ),
    scenario(
        "a use beside one that is silenced",
        &[("demo/a.py", "import eventlet\neventlet.spawn(f)  # noqa: EVT301\n")],
        &[("demo/a.py", Some("import eventlet\neventlet.spawn(f)  # noqa: EVT301\neventlet.spawn(g)\n"))],
        &["demo/a.py:3 EVT301"],
    ),
    scenario(
        "silenced for other tools alone",
        &[("demo/a.py", "import os\n")],
        &[("demo/a.py", Some("import eventlet  # noqa\n"))],
        &["demo/a.py:1 EVT101"],
    ),
    scenario(
        "moved out of a branch that is gone",
        &[("demo/a.py", "import eventlet\nif eventlet:\n    eventlet.monkey_patch()\n")],
        &[("demo/a.py", Some("import eventlet\neventlet.monkey_patch()\n"))],
        &[],
    ),
    scenario(
        "a file that no longer parses",
        &[("demo/a.py", WORKER)],
        &[("demo/a.py", Some("import eventlet\ndef (:\n"))],
        &["demo/a.py:2 EVT951"],
    ),
];

/// Changes in which nothing is new, as the texts of both sides tell. A baseline does not
/// tell it: what stood around the old places is not known any more.
const FOR_REVISIONS: &[Scenario] = &[
    scenario(
        "a function and its variable renamed",
        &[(
            "demo/a.py",
            "import eventlet\n\nPOOL = None\n\n\ndef get_pool(conf):\n    global POOL\n    if POOL is None:\n        POOL = eventlet.GreenPool(conf.workers)\n        LOG.info('pool %s', conf.name)\n    return POOL\n",
        )],
        &[(
            "demo/a.py",
            Some(
                "import eventlet\n\nEXECUTOR = None\n\n\ndef get_executor(conf):\n    global EXECUTOR\n    if EXECUTOR is None:\n        EXECUTOR = eventlet.GreenPool(conf.workers)\n        LOG.info('pool %s', conf.name)\n    return EXECUTOR\n",
            ),
        )],
        &[],
    ),
    scenario(
        "a use that several had made a function",
        &[
            ("demo/a.py", "from eventlet import tpool\n\n\ndef open_it(x):\n    return tpool.Proxy(make(x, 'a'))\n"),
            ("demo/b.py", "from eventlet import tpool\n\n\ndef load(x):\n    image = tpool.Proxy(Image(x))\n    return image\n"),
            ("demo/utils.py", "from eventlet import tpool\n\n\ndef count():\n    return tpool.killall()\n"),
        ],
        &[
            ("demo/a.py", Some("from demo import utils\n\n\ndef open_it(x):\n    return utils.wrap(make(x, 'a'))\n")),
            ("demo/b.py", Some("from demo import utils\n\n\ndef load(x):\n    image = utils.wrap(Image(x))\n    return image\n")),
            (
                "demo/utils.py",
                Some(
                    "from eventlet import tpool\n\n\ndef count():\n    return tpool.killall()\n\n\ndef wrap(target):\n    return tpool.Proxy(target)\n",
                ),
            ),
        ],
        &[],
    ),
];

impl Scenario {
    fn repository(&self) -> Repository {
        Repository::with(&[&[("setup.py", "import setuptools\n"), ("demo/__init__.py", "")], self.before].concat())
    }

    fn apply(&self, repository: &Repository) {
        for (path, text) in self.after {
            match text {
                Some(text) => repository.write(path, text),
                None => std::fs::remove_file(repository.root().join(path)).unwrap(),
            }
        }
    }

    /// What a run says against what it must say; none if they are the same.
    fn verdict(&self, repository: &Repository, line: &str) -> Option<String> {
        let ran = repository.check(line);
        let wanted = i32::from(!self.new.is_empty());
        let fits = ran.found() == self.new && ran.code == wanted;
        (!fits).then(|| format!("{}: `{line}` exits with {} and finds {:?}\n{}", self.name, ran.code, ran.found(), ran.err))
    }
}

/// Runs all scenarios with `judge`, and lists those that differ.
fn all<'s>(scenarios: impl IntoIterator<Item = &'s Scenario>, judge: impl Fn(&Scenario) -> Vec<String> + Sync) {
    let scenarios: Vec<_> = scenarios.into_iter().collect();
    let wrong: Vec<String> = scenarios.into_par_iter().flat_map_iter(&judge).collect();
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn compared_with_a_revision() {
    all(SCENARIOS.iter().chain(FOR_REVISIONS), |scenario| {
        let repository = scenario.repository();
        scenario.apply(&repository);
        let mut wrong: Vec<_> = scenario.verdict(&repository, "check --since HEAD").into_iter().collect();
        repository.git("add --all");
        wrong.extend(scenario.verdict(&repository, "check --since HEAD"));
        repository.commit("change");
        wrong.extend(scenario.verdict(&repository, "check --since HEAD^"));
        wrong
    });
}

#[test]
fn compared_with_a_baseline() {
    all(SCENARIOS, |scenario| {
        let repository = scenario.repository();
        assert_eq!(repository.run("baseline write").code, 0);
        scenario.apply(&repository);
        scenario.verdict(&repository, "check").into_iter().collect()
    });
}

#[test]
fn what_a_baseline_cannot_tell_is_new() {
    all(FOR_REVISIONS, |scenario| {
        let repository = scenario.repository();
        assert_eq!(repository.run("baseline write").code, 0);
        scenario.apply(&repository);
        let ran = repository.check("check");
        if ran.code == 1 { Vec::new() } else { vec![scenario.name.to_owned()] }
    });
}

/// What is known by one of the two is known.
#[test]
fn compared_with_both() {
    all(SCENARIOS.iter().chain(FOR_REVISIONS), |scenario| {
        let repository = scenario.repository();
        assert_eq!(repository.run("baseline write").code, 0);
        scenario.apply(&repository);
        repository.commit("change");
        scenario.verdict(&repository, "check --since HEAD^").into_iter().collect()
    });
}

#[test]
fn what_is_committed_or_added_to_the_baseline_is_new_no_more() {
    all(SCENARIOS, |scenario| {
        let repository = scenario.repository();
        assert_eq!(repository.run("baseline write").code, 0);
        scenario.apply(&repository);
        assert_eq!(repository.run("baseline add").code, 0);
        let added = repository.check("check");
        repository.commit("change");
        let since = repository.check("check --since HEAD --no-baseline");
        let wrong = [added, since].into_iter().filter(|ran| ran.code != 0);
        wrong.map(|ran| format!("{}: {:?}", scenario.name, ran.found())).collect()
    });
}
