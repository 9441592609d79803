//! Repositories for a test's lifetime.

use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

use crate::folder;

/// Variables with which git, calling a hook, speaks of another repository than ours.
const HOOK_VARIABLES: [&str; 6] =
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"];

/// A repository with a work tree.
pub struct Repository {
    home: TempDir,
    root: PathBuf,
}

impl Repository {
    /// A repository whose first commit has these files.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let home = TempDir::new().unwrap();
        let root = home.path().join("work");
        std::fs::create_dir(&root).unwrap();
        let repository = Self { home, root };
        repository.git("init --quiet --initial-branch=main");
        for (path, text) in files {
            repository.write(path, text);
        }
        repository.commit("first");
        repository
    }

    /// The work tree.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A place beside the work tree.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Writes a file of the work tree.
    pub fn write(&self, path: &str, text: &str) {
        folder::write(&self.root, path, text.as_bytes());
    }

    /// Commits the whole work tree.
    pub fn commit(&self, message: &str) {
        self.git("add --all");
        self.git(&format!("commit --quiet --allow-empty --message {message}"));
    }

    /// Runs git in the work tree; what it prints.
    pub fn git(&self, line: &str) -> String {
        self.git_in(&self.root, line)
    }

    /// Runs git in a folder.
    pub fn git_in(&self, folder: &Path, line: &str) -> String {
        let output = self.command("git", folder).args(line.split_whitespace()).output().unwrap();
        assert!(output.status.success(), "git {line}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    /// A command that knows nothing of the settings of whoever runs the tests.
    pub fn command(&self, program: &str, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder).env("HOME", self.home.path()).env("GIT_CONFIG_NOSYSTEM", "1");
        command.env("GIT_CONFIG_GLOBAL", self.home.path().join("no-config"));
        for variable in HOOK_VARIABLES.into_iter().chain(["XDG_CONFIG_HOME"]) {
            command.env_remove(variable);
        }
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "somebody").env(format!("GIT_{who}_EMAIL"), "somebody@example.org");
        }
        command
    }
}
