//! The least that a scan could do, to hold the bounds of `benches/compare` against:
//! `cargo bench --bench floor -- find|parse FOLDER` walks over a folder and reads its Python
//! files as the analyser does; `find` looks for the word in them, `parse` also parses the
//! whole of those that have it. No name is resolved, nothing is kept or sorted.

use ignore::{WalkBuilder, WalkState};
use memchr::memmem::Finder;
use mimalloc::MiMalloc;
use rustpython_ast::PySourceType;
use rustpython_parser::parse_unchecked_source;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

// As the analyser: the parser's trees are many small pieces.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Files that were read, files with the word, statements in those.
#[derive(Default)]
struct Counts {
    files: AtomicUsize,
    found: AtomicUsize,
    statements: AtomicUsize,
}

fn read(path: &Path, bytes: &mut Vec<u8>) -> std::io::Result<()> {
    use std::io::Read as _;
    bytes.clear();
    std::fs::File::open(path)?.read_to_end(bytes).map(drop)
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [what, folder] = &arguments[..] else {
        // What `cargo test --benches` asks for.
        return;
    };
    let counts = Counts::default();
    let walk = WalkBuilder::new(folder).build_parallel();
    walk.run(|| {
        let finder = Finder::new("eventlet");
        let mut bytes = Vec::with_capacity(2 << 20);
        let counts = &counts;
        Box::new(move |entry| {
            let entry = entry.expect("a folder that can be read");
            let is_python = entry.path().extension().is_some_and(|ending| ending == "py");
            if is_python && entry.file_type().is_some_and(|kind| kind.is_file()) {
                read(entry.path(), &mut bytes).expect("a file that can be read");
                counts.files.fetch_add(1, Ordering::Relaxed);
                if finder.find(&bytes).is_some() {
                    counts.found.fetch_add(1, Ordering::Relaxed);
                    if what == "parse" {
                        let parsed = parse_unchecked_source(&String::from_utf8_lossy(&bytes), PySourceType::Python);
                        counts.statements.fetch_add(parsed.suite().len(), Ordering::Relaxed);
                    }
                }
            }
            WalkState::Continue
        })
    });
    let Counts { files, found, statements } = counts;
    println!("{files:?} files, {found:?} with the word, {statements:?} statements in them");
}
