//! Code that would keep a replay of its processes busy for ever, or fill the memory: each
//! project comes to its end, with every service told of.

use eventlet_scan::analysis::services::{Level, Service};
use eventlet_scan::input::Memory;
use eventlet_scan::scan::{Settings, scan_tree};

/// The services of a project with one command, whose module is `code`.
fn services(code: &str, more: &[(&str, &str)], commands: usize) -> Vec<Service> {
    let entries: String = (0..commands).map(|at| format!("    demo-{at} = demo.main:main\n")).collect();
    let cfg = format!("[metadata]\nname = demo\n[entry_points]\nconsole_scripts =\n{entries}");
    let mut files = vec![("setup.cfg", cfg.as_str()), ("demo/__init__.py", ""), ("demo/main.py", code)];
    files.extend(more);
    let tree = Memory::new(files.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())));
    let settings = Settings { services: true, ..Settings::default() };
    let mut report = scan_tree(&tree, ".", &settings).unwrap();
    report.projects.remove(0).services
}

fn level(code: &str) -> Level {
    let found = services(code, &[], 1);
    assert_eq!(found.len(), 1);
    found[0].level
}

/// What comes after the trouble is seen all the same, or the service is unknown: it is
/// never called free of eventlet.
fn told(code: &str) {
    let with_patch = format!("{code}\nimport eventlet\neventlet.monkey_patch()\n\ndef main():\n    pass\n");
    let level = level(&with_patch);
    assert!(matches!(level, Level::E0 | Level::Unknown), "{level:?}");
}

#[test]
fn loops_within_loops_end() {
    let list = "L = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]\n";
    let inner = (0..40).fold("x".to_owned(), |inner, at| format!("[{inner} for v{at} in L]"));
    told(&format!("{list}y = {inner}\n"));
    let nested: String = (0..40).map(|at| format!("{}for v{at} in L:\n", "    ".repeat(at))).collect();
    told(&format!("{list}{nested}{}pass\n", "    ".repeat(40)));
}

#[test]
fn what_doubles_stops_growing() {
    told(
        "s = 'x' * 2 + 'y'\nt = 'ab'\nfor a in [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30]:\n    t = t + t\n    t += t\n    t = t.replace('a', t)\n",
    );
    told(
        "l = [1]\nd = {}\nfor a in [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30]:\n    l = l + l\n    l += l\n    l.extend(l)\n    d.update(d)\n    d[a] = d\n",
    );
    told(
        "import os\nx = os\nfor a in [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]:\n    for b in [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]:\n        x = x.path.path.path.path\n        x = x()\n",
    );
}

#[test]
fn calls_without_end_end() {
    told("def f(*a, **k):\n    return f(f, *a, **k)\nf(1)\n");
    let chain: String = (0..400).map(|at| format!("def f{at}(x):\n    return f{}(f{}(x))\n", at + 1, at + 1)).collect();
    told(&format!("{chain}def f400(x):\n    return x\nf0(1)\n"));
    told(
        "class A:\n    def __init__(self):\n        self.b = A()\n    @property\n    def p(self):\n        return self.p\nA().p.p\n",
    );
    told("def d(f):\n    def w(*a):\n        return d(w)(*a)\n    return w\n@d\n@d\n@d\ndef g():\n    g()\ng()\n");
}

#[test]
fn deep_expressions_in_deep_calls_fit_the_stack() {
    let deep = format!("x{}", ".a".repeat(2_000));
    let chain: String = (0..100).map(|at| format!("def f{at}(x):\n    return f{}({deep})\n", at + 1)).collect();
    told(&format!("{chain}def f100(x):\n    return {deep}\nf0(1)\n"));
    let calls = (0..150).fold("x".to_owned(), |inner, _| format!("(lambda y: {inner})(x)"));
    told(&format!("x = 1\nz = {calls}\n"));
}

#[test]
fn circles_end() {
    let other = [
        ("demo/a.py", "from demo.b import *\nfrom demo import main\nclass A(B):\n    pass\n"),
        ("demo/b.py", "from demo.a import *\nimport demo.main\nclass B(A):\n    pass\n"),
    ];
    let code = "from demo.a import *\nimport eventlet\neventlet.monkey_patch()\nclass A(A):\n    pass\ndef main():\n    A().x()\n";
    let found = services(code, &other, 1);
    assert_eq!(found[0].level, Level::E0);
    told("class A:\n    pass\nA.x = A\nA.__bases__ = (A,)\nA.x.x.x.x()\nl = []\nl.append(l)\nprint(l in l, l == l)\n");
}

#[test]
fn switches_upon_switches_end() {
    let tests: String =
        (0..200).map(|at| format!("if os.environ.get('V{at}') in ('a{at}', 'b{at}'):\n    eventlet.monkey_patch()\n")).collect();
    let level = level(&format!("import os\nimport eventlet\n{tests}\ndef main():\n    pass\n"));
    assert_ne!(level, Level::E4);
    let nested: String = (0..60).map(|at| format!("{}if os.environ.get('V{at}'):\n", "    ".repeat(at))).collect();
    told(&format!("import os\n{nested}{}import eventlet\n", "    ".repeat(60)));
}

#[test]
fn no_service_is_lost_among_many() {
    let found = services("import eventlet\neventlet.monkey_patch()\ndef main():\n    pass\n", &[], 2_000);
    assert_eq!(found.len(), 2_000);
    let unknown = found.iter().filter(|service| service.level == Level::Unknown).count();
    let bound = found.iter().filter(|service| service.level == Level::E0).count();
    assert_eq!((bound, unknown), (500, 1_500));
    assert!(
        found.iter().filter(|service| service.level == Level::Unknown).all(|service| service.reason.contains("more than the 500"))
    );
}

/// Lines that mean something to a replay; put together at random, most do not parse.
const LINES: [&str; 24] = [
    "import os, eventlet",
    "from demo import main as own",
    "def f(x=1, *a, **k):",
    "class C(object):",
    "if os.environ.get('A') in ('1', 'yes'):",
    "else:",
    "for i in [1, 2, x]:",
    "while f():",
    "try:",
    "except (KeyError, ImportError) as e:",
    "finally:",
    "with f() as (a, *b):",
    "return f(*[f], **{'x': f})",
    "raise ValueError(f)",
    "x = y = lambda: f(x)",
    "x.y[0] = [f(i) for i in x if i]",
    "global x",
    "eventlet.monkey_patch(os=x)",
    "f = functools.partial(f, f)",
    "self.x = super().f().g",
    "match x:",
    "case {'a': [b, *c]} | None:",
    "os.environ['A'] += 'b' % x or f'{x}'",
    "del x, own.f",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]

    #[test]
    fn any_lines_make_one_service(lines in proptest::collection::vec((0..LINES.len(), 0..4usize), 0..40)) {
        let code: String = lines.iter().map(|(line, depth)| format!("{}{}\n", "    ".repeat(*depth), LINES[*line])).collect();
        proptest::prop_assert_eq!(services(&format!("{code}\ndef main():\n    f()\n"), &[], 1).len(), 1);
    }
}

/// What is copied, compared or looked through counts as work, however few statements do it.
#[test]
fn work_that_grows_without_statements_ends() {
    let numbers: String = (0..60).map(|number| format!("{number}, ")).collect();
    let thrice = |inner: &str| format!("L = [{numbers}]\nfor i in L:\n    for j in L:\n        for k in L:\n            {inner}\n");
    let doubling =
        |body: &str| format!("L = [{numbers}]\ndef f(*a):\n    return a\na = [1, 2]\nb = {{1: 2}}\nfor i in L:\n    {body}\n");
    for body in ["a = [*a, *a]", "a = f(*a, *a)", "b = {**b, **b}"] {
        told(&doubling(body));
    }
    told(&format!("import os\na = []\nif os.environ.get('X'):\n    {}", thrice("a.append(1)").replace('\n', "\n    ")));
    let long = "a".repeat(300_000);
    told(&format!("S = '{long}b'\nT = '{}c'\n{}", &long[..500], thrice("x = T in S")));
    told(&format!("S = '{long}b'\nT = '{long}c'\n{}", thrice("x = S == T")));
    let items: String = (0..20_000).map(|number| format!("'k{number}': 0, ")).collect();
    told(&format!("import os\nD = {{{items}}}\nx = os.environ.get('X', 'k1')\nif D[x]:\n    pass\n"));
}
