//! The first reading of a project's Python files: what is parsed, what is kept.

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};

use super::anchors::{AnchorSearch, Anchored};
use super::{Progress, join_path};
use crate::error::{Problem, guarded};
use crate::input::{Buffer, Tree, TreeFile, decode};
use crate::manifest::{FileKind, SHEBANG, classify, has_python_shebang};
use crate::project::TestCode;
use crate::python::{self, Facts, Interest, Partial};
use crate::rules::Index;

/// Bytes of files that are kept in memory: of parsed ones, for their findings; of others, until
/// it is known which of them a re-export reaches. Beyond that, files are read a second time.
const KEPT_BYTES: usize = 48 << 20;

/// Files are kept in blocks that are full from this size on.
const BLOCK_BYTES: usize = 3 << 18;

/// No Python file of the corpus is larger.
const LARGE_FILE_BYTES: usize = 2 << 20;

/// Where the bytes of a file are.
#[derive(Debug, Clone, Copy)]
pub enum Kept {
    /// Nowhere: the file has a text of its own, or is not Python, or unreadable.
    No,
    /// In a buffer: its index, first byte, byte after the last.
    Buffer(u32, u32, u32),
    /// On the tree, to be read again.
    Tree,
}

/// The text of a parsed file.
pub enum Text {
    /// Its bytes, which are kept.
    Kept,
    /// What its bytes were decoded to, or a copy of them.
    Own(Box<str>),
}

/// The Python files of a project, each by its index.
#[derive(Default)]
pub struct PythonFiles {
    /// Whether it is Python at all.
    pub is_python: Vec<bool>,
    /// Whether comments of it have words of the rules, and nothing else has.
    pub mentions: Vec<bool>,
    /// Its facts, if it was parsed.
    pub facts: Vec<Option<Box<Facts>>>,
    /// Its text, if it was parsed.
    pub texts: Vec<Option<Text>>,
    /// The 1-based line at which it stops being Python.
    pub broken: Vec<Option<u32>>,
    /// What is needed to parse more of a file of which only some statements were parsed.
    pub partial: Vec<Option<Box<Partial>>>,
    /// Its bytes, if it was not parsed or they are its text.
    pub kept: Vec<Kept>,
    /// The buffers that `kept` points into.
    pub buffers: Vec<Buffer>,
    /// What could not be read as it should; paths relative to the project's root.
    pub problems: Vec<Problem>,
}

impl PythonFiles {
    /// As many files, of which nothing is known yet.
    pub fn sized(count: usize) -> Self {
        let mut all = PythonFiles::default();
        all.is_python.resize(count, false);
        all.mentions.resize(count, false);
        all.facts.resize_with(count, || None);
        all.texts.resize_with(count, || None);
        all.broken.resize(count, None);
        all.partial.resize_with(count, || None);
        all.kept.resize(count, Kept::No);
        all
    }

    /// Files that were looked at more closely.
    pub fn matched(&self) -> usize {
        self.facts.iter().filter(|facts| facts.is_some()).count()
    }

    /// Files that have a syntax tree, whole or in part.
    pub fn parsed(&self) -> usize {
        self.facts.iter().flatten().filter(|facts| !facts.scopes.is_empty()).count()
    }

    /// The text of a file, if it was parsed.
    pub fn text(&self, index: usize) -> Option<&str> {
        match (self.texts[index].as_ref()?, self.kept[index]) {
            (Text::Own(text), _) => Some(text),
            (Text::Kept, Kept::Buffer(buffer, start, end)) => decode::strict(self.kept_bytes(buffer, start, end)),
            (Text::Kept, _) => None,
        }
    }

    fn kept_bytes(&self, buffer: u32, start: u32, end: u32) -> &[u8] {
        &self.buffers[buffer as usize].filled()[start as usize..end as usize]
    }

    /// Gives back what is needed only as long as more files may be parsed.
    pub fn settle_unparsed(&mut self, buffers: &Buffers) {
        let mut has_text = vec![false; self.buffers.len()];
        for (kept, text) in self.kept.iter_mut().zip(&self.texts) {
            match (*kept, text) {
                (Kept::Buffer(buffer, ..), Some(Text::Kept)) => has_text[buffer as usize] = true,
                _ => *kept = Kept::No,
            }
        }
        let unused = self.buffers.iter_mut().zip(has_text).filter(|(_, has_text)| !has_text);
        buffers.release(unused.map(|(buffer, _)| std::mem::take(buffer)).collect());
        self.partial = Vec::new();
    }

    /// Gives back all that is kept, texts too.
    pub fn settle(&mut self, buffers: &Buffers) {
        buffers.release(std::mem::take(&mut self.buffers));
        self.kept.fill(Kept::No);
        self.partial = Vec::new();
    }

    /// Takes over what was read of one file.
    pub fn put(&mut self, index: usize, read: Read) {
        self.is_python[index] = read.is_python;
        self.mentions[index] = read.mentions;
        self.problems.extend(read.problems);
        if let Some(parsed) = read.parsed {
            self.facts[index] = Some(Box::new(parsed.facts));
            match parsed.text {
                Some(Text::Own(text)) => (self.texts[index], self.kept[index]) = (Some(Text::Own(text)), Kept::No),
                Some(Text::Kept) => self.texts[index] = Some(Text::Kept),
                None => {}
            }
            self.broken[index] = parsed.broken;
            self.partial[index] = parsed.partial.map(Box::new);
        }
    }
}

/// One file after reading.
pub struct Read {
    is_python: bool,
    mentions: bool,
    problems: Vec<Problem>,
    /// Apart, for most files are not parsed.
    parsed: Option<Box<ParsedFile>>,
}

impl Read {
    fn unparsed(problems: Vec<Problem>) -> Self {
        Self { is_python: true, mentions: false, problems, parsed: None }
    }

    /// Whether its text is the bytes that it was read from.
    fn is_kept(&self) -> bool {
        self.parsed.as_ref().is_some_and(|parsed| matches!(parsed.text, Some(Text::Kept)))
    }

    /// The same with a text of its own, where that was `bytes`, which will not be kept.
    fn owning(mut self, bytes: &[u8]) -> Self {
        if let Some(text) = self.parsed.as_mut().and_then(|parsed| parsed.text.as_mut()).filter(|text| matches!(text, Text::Kept)) {
            *text = Text::Own(decode::python(bytes).text.into());
        }
        self
    }
}

struct ParsedFile {
    facts: Facts,
    /// None: the one that it has.
    text: Option<Text>,
    broken: Option<u32>,
    partial: Option<Partial>,
}

/// Buffers that are not in use. Each project takes them and gives them back: fresh memory
/// must be cleared by the system page by page.
#[derive(Default)]
pub struct Buffers {
    free: Mutex<Vec<Buffer>>,
    /// Bytes that are kept, of all projects that are being read or resolved.
    kept: AtomicUsize,
}

impl Buffers {
    /// An empty buffer.
    pub fn take(&self) -> Buffer {
        let mut buffer = self.lock().pop().unwrap_or_default();
        buffer.truncate(0);
        buffer
    }

    /// Takes buffers back.
    pub fn give(&self, buffers: Vec<Buffer>) {
        // One without memory would be taken instead of one that has some.
        self.lock().extend(buffers.into_iter().filter(|buffer| buffer.capacity() > 0));
    }

    /// Takes back buffers in which files were kept.
    pub fn release(&self, buffers: Vec<Buffer>) {
        self.kept.fetch_sub(buffers.iter().map(Buffer::len).sum(), Ordering::Relaxed);
        self.give(buffers);
    }

    /// Whether there is room for a file that is to be kept.
    fn keep(&self, bytes: usize) -> bool {
        let fits = self.kept.fetch_add(bytes, Ordering::Relaxed) + bytes <= KEPT_BYTES;
        if !fits {
            self.kept.fetch_sub(bytes, Ordering::Relaxed);
        }
        fits
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Buffer>> {
        self.free.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// Reads and parses the Python files of a project.
pub struct Reader<'r> {
    /// Where they are.
    pub tree: &'r dyn Tree,
    /// The project's root relative to the tree's.
    pub root: &'r str,
    /// They.
    pub files: &'r [TreeFile],
    /// What is worth following in them.
    pub interest: &'r Interest,
    /// Which of them are tests.
    pub tests: TestCode<'r>,
    /// Who wants to know how far it is.
    pub progress: &'r Progress,
    /// Space to read into.
    pub buffers: &'r Buffers,
}

impl Reader<'_> {
    /// Reads all files once; parses those in which a word of the rules stands.
    pub fn read(&self, index: &Index) -> PythonFiles {
        // In tests, who imports a neutral library counts for nothing.
        let [anchors, in_tests] = [true, false].map(|imports| AnchorSearch::new(index.anchors(imports), self.interest.own_names));
        const CHUNK: usize = 64;
        let chunks: Vec<_> = self
            .files
            .par_chunks(CHUNK)
            .enumerate()
            .map(|(number, chunk)| self.read_chunk(number * CHUNK, chunk.len(), [&anchors, &in_tests]))
            .collect();
        let mut all = PythonFiles::sized(self.files.len());
        let mut at = 0;
        for (blocks, reads) in chunks {
            for (read, place) in reads {
                all.kept[at] = match place {
                    Kept::Buffer(block, start, end) => Kept::Buffer(all.buffers.len() as u32 + block, start, end),
                    other => other,
                };
                all.put(at, read);
                at += 1;
            }
            all.buffers.extend(blocks);
        }
        all
    }

    fn read_chunk(&self, first: usize, count: usize, anchors: [&AnchorSearch; 2]) -> (Vec<Buffer>, Vec<(Read, Kept)>) {
        let none = FxHashSet::default();
        let mut blocks = vec![self.block()];
        let mut reads = Vec::with_capacity(count);
        for index in first..first + count {
            self.progress.done.fetch_add(1, Ordering::Relaxed);
            if blocks.last().is_none_or(|block| block.len() >= BLOCK_BYTES) {
                blocks.push(self.block());
            }
            let at = blocks.len() - 1;
            let block = &mut blocks[at];
            let start = block.len();
            let file = &self.files[index];
            if self.is_other_script(file) {
                reads.push((Read { is_python: false, ..Read::unparsed(Vec::new()) }, Kept::No));
                continue;
            }
            if let Err(problem) = self.fill(file, block) {
                reads.push((Read::unparsed(vec![problem]), Kept::No));
                continue;
            }
            let bytes = &block.filled()[start..];
            let anchors = anchors[usize::from(self.tests.is_test(&file.path, None))];
            let read = self.look(file, bytes, anchors, &none);
            let keep = read.is_python && (read.parsed.is_none() || read.is_kept());
            let (read, kept) = match keep {
                true if self.buffers.keep(bytes.len()) => (read, Kept::Buffer(at as u32, start as u32, block.len() as u32)),
                true if read.parsed.is_none() => (read, Kept::Tree),
                _ => (read.owning(bytes), Kept::No),
            };
            if !matches!(kept, Kept::Buffer(..)) {
                block.truncate(start);
            }
            reads.push((read, kept));
        }
        (blocks, reads)
    }

    /// Space for files: so much more than a block that the last file rarely moves it. What is
    /// never touched takes no memory.
    fn block(&self) -> Buffer {
        let mut block = self.buffers.take();
        block.reserve(BLOCK_BYTES + LARGE_FILE_BYTES);
        block
    }

    /// What the bytes of a file come to.
    fn look(&self, file: &TreeFile, bytes: &[u8], anchors: &AnchorSearch, none: &FxHashSet<String>) -> Read {
        let script = classify(&file.path) == FileKind::Script;
        if script && !has_python_shebang(bytes) {
            return Read { is_python: false, ..Read::unparsed(Vec::new()) };
        }
        let anchored = anchors.look(bytes);
        if anchored == Anchored::InCode || decode::hides_ascii(bytes) {
            return self.parse(file, bytes, none);
        }
        let problems = self.unparsed_problem(file, bytes).into_iter().collect();
        Read { mentions: anchored == Anchored::InComments, ..Read::unparsed(problems) }
    }

    /// Whether a file without ending is no script at all, which its first bytes tell.
    fn is_other_script(&self, file: &TreeFile) -> bool {
        // One that cannot be read is told of when all of it is.
        let begins = || self.tree.begins_with(&self.whole(file), SHEBANG);
        classify(&file.path) == FileKind::Script && begins().is_ok_and(|begins| !begins)
    }

    /// A file by its path from the tree's root.
    fn whole(&self, file: &TreeFile) -> TreeFile {
        TreeFile { path: join_path(self.root, &file.path).into(), raw: file.raw.clone() }
    }

    fn fill(&self, file: &TreeFile, buffer: &mut Buffer) -> Result<(), Problem> {
        let read = self.tree.read(&self.whole(file), buffer);
        read.map_err(|error| Problem::new(&*file.path, format!("cannot be read: {}", crate::input::reason(&error))))
    }

    /// Parses a file that was not, with the names that the project exposes in mind.
    pub fn parse_kept(&self, files: &PythonFiles, index: usize, exposed: &FxHashSet<String>) -> Read {
        let bytes = self.bytes(files, index);
        match files.kept[index] {
            _ if bytes.is_empty() => self.reread(index, exposed),
            Kept::Buffer(..) => self.parse(&self.files[index], &bytes, exposed),
            Kept::No | Kept::Tree => self.parse(&self.files[index], &bytes, exposed).owning(&bytes),
        }
    }

    /// What a file that was not parsed says.
    pub fn facts(&self, index: usize, bytes: &[u8]) -> Option<Facts> {
        self.parse(&self.files[index], bytes, &FxHashSet::default()).parsed.map(|parsed| parsed.facts)
    }

    /// Reads a file again and parses it.
    fn reread(&self, index: usize, exposed: &FxHashSet<String>) -> Read {
        let mut bytes = Buffer::default();
        match self.fill(&self.files[index], &mut bytes) {
            Ok(()) => self.parse(&self.files[index], bytes.filled(), exposed).owning(bytes.filled()),
            Err(problem) => Read::unparsed(vec![problem]),
        }
    }

    /// The bytes of a file, or of its text.
    pub fn bytes<'b>(&self, files: &'b PythonFiles, index: usize) -> Cow<'b, [u8]> {
        match files.kept[index] {
            Kept::No => files.text(index).unwrap_or_default().as_bytes().into(),
            Kept::Buffer(buffer, start, end) => files.kept_bytes(buffer, start, end).into(),
            Kept::Tree => {
                let mut bytes = Buffer::default();
                // What cannot be read now could be a moment ago, and is told by `reread`.
                let _ = self.fill(&self.files[index], &mut bytes);
                bytes.filled().to_vec().into()
            }
        }
    }

    /// Parses one file; its text is the bytes if they need no decoding. A parser that panics is a problem of this file alone.
    pub fn parse(&self, file: &TreeFile, bytes: &[u8], exposed: &FxHashSet<String>) -> Read {
        let decoded = decode::python(bytes);
        let mut problems = Vec::new();
        if let Some((line, message)) = decoded.problem {
            problems.push(Problem::at(&*file.path, line, message));
        }
        let text = decoded.text.as_bytes();
        if let Some(at) = memchr::memchr(0, text) {
            let line = 1 + memchr::memchr_iter(b'\n', &text[..at]).count();
            problems.push(Problem::at(&*file.path, line as u32, "a NUL byte, which Python refuses; read all the same"));
        }
        let mut read = self.parse_text(file, &decoded.text, problems, exposed, None);
        if let Some(parsed) = &mut read.parsed {
            parsed.text = Some(match decoded.text {
                Cow::Borrowed(text) if text.len() == bytes.len() => Text::Kept,
                text => Text::Own(text.into()),
            });
        }
        read
    }

    /// Parses the text that a file has; adds to the problems it has.
    pub fn parse_text(
        &self,
        file: &TreeFile,
        text: &str,
        mut problems: Vec<Problem>,
        exposed: &FxHashSet<String>,
        before: Option<Partial>,
    ) -> Read {
        let parsed = guarded(|| python::facts(text, self.interest, exposed, before));
        let mut partial = None;
        let (facts, broken) = match parsed {
            Some(parsed) => {
                partial = parsed.partial;
                let line = parsed.problem.as_ref().map(|(line, _)| *line);
                problems.extend(parsed.problem.map(|(line, message)| Problem::at(&*file.path, line, message)));
                (parsed.facts, line)
            }
            None => {
                problems.push(Problem::new(&*file.path, "the parser failed on this file; nothing in it is reported"));
                (Facts::default(), Some(1))
            }
        };
        Read { parsed: Some(Box::new(ParsedFile { facts, text: None, broken, partial })), ..Read::unparsed(problems) }
    }

    /// What is wrong with a file that is not parsed. Python would refuse it, so somebody
    /// should know; but it costs little to say only what a quick look shows.
    fn unparsed_problem(&self, file: &TreeFile, bytes: &[u8]) -> Option<Problem> {
        if !decode::is_plain(bytes) {
            if decode::strict(bytes).is_none() {
                let (line, message) = decode::python(bytes).problem?;
                return Some(Problem::at(&*file.path, line, message));
            }
            if memchr::memchr(0, bytes).is_some() {
                return Some(Problem::new(&*file.path, "a NUL byte, which Python refuses; nothing that is looked for is in it"));
            }
        }
        let (line, message) = (bytes.len() > 4096).then(|| python::dense_problem(bytes)).flatten()?;
        Some(Problem::at(&*file.path, line, message))
    }
}
