//! A source distribution as a tree: the `.tar.gz` that is on PyPI, read into memory.

use flate2::read::MultiGzDecoder;
use ignore::overrides::Override;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

use super::walk::{exclusion, is_hidden_or_foreign};
use super::{Buffer, Listing, MAX_ENTRIES, MAX_FILE_BYTES, Tree, TreeFile, WalkOptions, base_name, reason};
use crate::error::{Error, Problem};

/// What is read of an archive at most, unpacked. The largest source distribution of the
/// corpus has a tenth of it.
const MAX_BYTES: u64 = 1 << 30;
/// Bytes of a path in it at most: no system opens a longer one.
const MAX_PATH_BYTES: usize = 4096;

/// A source distribution.
pub struct Archive {
    path: PathBuf,
    options: WalkOptions,
    exclude: Override,
    files: OnceLock<BTreeMap<String, Vec<u8>>>,
}

impl Archive {
    /// The archive at `path`; it is read when its files are listed.
    ///
    /// # Errors
    /// A glob in `options.exclude` that is none.
    pub fn new(path: &Path, options: &WalkOptions) -> Result<Self, Error> {
        let exclude = exclusion(Path::new("."), options)?;
        Ok(Self { path: path.to_owned(), options: options.clone(), exclude, files: OnceLock::new() })
    }

    /// Whether a file is called as archives are.
    pub fn is_one(name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        name.ends_with(".tar.gz") || name.ends_with(".tgz")
    }

    fn unpack(&self, wanted: &dyn Fn(&str) -> bool, problems: &mut Vec<Problem>) -> io::Result<BTreeMap<String, Vec<u8>>> {
        let file = BufReader::with_capacity(1 << 16, File::open(&self.path)?);
        let mut archive = tar::Archive::new(MultiGzDecoder::new(file).take(MAX_BYTES));
        let mut files = BTreeMap::new();
        let (mut entries, mut bytes) = (0, 0);
        for entry in archive.entries()? {
            let mut entry = entry?;
            entries += 1;
            bytes += entry.size();
            if entries > MAX_ENTRIES || bytes >= MAX_BYTES {
                return Err(io::Error::other("more in it than a source distribution has: the rest is not read"));
            }
            if entry.path_bytes().len() > MAX_PATH_BYTES {
                problems.push(Problem::new(".", format!("not read: a file whose path has more than {MAX_PATH_BYTES} bytes")));
                continue;
            }
            let Some(path) = below_top(&entry.path()?) else { continue };
            if !entry.header().entry_type().is_file() || !self.is_kept(&path, wanted) {
                continue;
            }
            if entry.size() > MAX_FILE_BYTES as u64 {
                problems.push(Problem::new(path, format!("not read: larger than {} MiB", MAX_FILE_BYTES >> 20)));
                continue;
            }
            let mut content = Vec::new();
            entry.read_to_end(&mut content)?;
            files.insert(path, content);
        }
        Ok(files)
    }

    /// Whether a file is among those that may be asked for: packaging metadata is read
    /// without being listed.
    fn is_kept(&self, path: &str, wanted: &dyn Fn(&str) -> bool) -> bool {
        let (no_ignore, hidden) = (self.options.no_ignore, self.options.hidden);
        let passed_by = |part: &str, folder| {
            is_hidden_or_foreign(base_name(part), folder, no_ignore, hidden) || self.exclude.matched(part, folder).is_ignore()
        };
        let mut folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        !folders.any(|folder| passed_by(folder, true)) && !passed_by(path, false) && (wanted(path) || !path.contains('/'))
    }
}

/// A path without the folder that holds everything (`nova-31.0.0`). None for that folder
/// itself, and for a path that leads elsewhere.
fn below_top(path: &Path) -> Option<String> {
    let mut parts = Vec::new();
    for component in path.components() {
        match component {
            Component::Normal(part) => parts.push(part.to_string_lossy()),
            Component::CurDir => {}
            _ => return None,
        }
    }
    (parts.len() > 1).then(|| parts[1..].join("/"))
}

impl Tree for Archive {
    fn list(&self, wanted: &(dyn Fn(&str) -> bool + Sync)) -> Listing {
        let mut listing = Listing::default();
        let files = self.files.get_or_init(|| match self.unpack(wanted, &mut listing.problems) {
            Ok(files) => files,
            Err(error) => {
                // A part of a project would look as if the rest were free of eventlet.
                listing.problems.push(Problem::new(".", format!("cannot be unpacked: {}", reason(&error))));
                BTreeMap::new()
            }
        });
        let paths = files.keys().filter(|path| wanted(path));
        listing.files = paths.map(|path| TreeFile { path: path.as_str().into(), raw: None }).collect();
        listing
    }

    fn read(&self, file: &TreeFile, buffer: &mut Buffer) -> io::Result<()> {
        let files = self.files.get().ok_or(io::ErrorKind::NotFound)?;
        buffer.extend(files.get(&*file.path).ok_or(io::ErrorKind::NotFound)?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn packed(files: &[(&str, &[u8])]) -> tempfile::NamedTempFile {
        let mut builder = tar::Builder::new(Vec::new());
        for (path, content) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            // What a hostile archive holds, no builder would set.
            header.as_gnu_mut().unwrap().name[..path.len()].copy_from_slice(path.as_bytes());
            header.set_cksum();
            builder.append(&header, *content).unwrap();
        }
        let mut gzip = flate2::write::GzEncoder::new(tempfile::NamedTempFile::new().unwrap(), flate2::Compression::fast());
        gzip.write_all(&builder.into_inner().unwrap()).unwrap();
        gzip.finish().unwrap()
    }

    fn listed(file: &tempfile::NamedTempFile) -> (Archive, Vec<String>, Vec<Problem>) {
        let archive = Archive::new(file.path(), &WalkOptions::default()).unwrap();
        let listing = archive.list(&|path| path.ends_with(".py"));
        let paths = listing.files.iter().map(|file| file.path.to_string()).collect();
        (archive, paths, listing.problems)
    }

    #[test]
    fn files_are_those_below_the_top_folder() {
        let file = packed(&[
            ("demo-1.0/PKG-INFO", b"Name: demo\n"),
            ("demo-1.0/demo/a.py", b"x = 1\n"),
            ("demo-1.0/demo.egg-info/b.py", b""),
            ("demo-1.0/.tox/c.py", b""),
            ("../../escape/d.py", b""),
            ("demo-1.0/demo/e.txt", b""),
        ]);
        let (archive, paths, problems) = listed(&file);
        assert_eq!(paths, ["demo/a.py"]);
        assert_eq!(problems, []);
        let mut buffer = Buffer::default();
        archive.read(&TreeFile { path: "PKG-INFO".into(), raw: None }, &mut buffer).unwrap();
        assert_eq!(buffer.filled(), b"Name: demo\n");
        assert!(archive.read(&TreeFile { path: "demo/e.txt".into(), raw: None }, &mut buffer).is_err());
    }

    #[test]
    fn a_broken_archive_is_a_problem_and_nothing_of_it_is_read() {
        let mut whole = packed(&[("demo-1.0/a.py", b"x = 1\n"), ("demo-1.0/b.py", &[b'#'; 5000])]);
        whole.as_file_mut().set_len(60).unwrap();
        let (_, paths, problems) = listed(&whole);
        assert!(paths.is_empty());
        assert!(problems[0].message.starts_with("cannot be unpacked"), "{problems:?}");
    }
}
