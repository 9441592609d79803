//! A tree in memory, for tests and editors.

use std::collections::BTreeMap;
use std::io;

use super::{Buffer, Listing, Tree, TreeFile};

/// Files by path.
#[derive(Debug, Default, Clone)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// A tree of these files.
    pub fn new<P: Into<String>, T: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        Self { files: files.into_iter().map(|(path, text)| (path.into(), text.into())).collect() }
    }
}

impl Tree for Memory {
    fn list(&self, wanted: &(dyn Fn(&str) -> bool + Sync)) -> Listing {
        let paths = self.files.keys().filter(|path| wanted(path));
        let files = paths.map(|path| TreeFile { path: path.as_str().into(), raw: None }).collect();
        Listing { files, problems: Vec::new() }
    }

    fn read(&self, file: &TreeFile, buffer: &mut Buffer) -> io::Result<()> {
        let bytes = self.files.get(&*file.path).ok_or(io::ErrorKind::NotFound)?;
        buffer.extend(bytes);
        Ok(())
    }
}
