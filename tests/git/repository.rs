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

    /// Runs eventlet-scan in the work tree.
    pub fn run(&self, line: &str) -> Ran {
        self.run_in(&self.root, line)
    }

    /// Runs eventlet-scan in a folder.
    pub fn run_in(&self, folder: &Path, line: &str) -> Ran {
        let mut command = self.command(env!("CARGO_BIN_EXE_eventlet-scan"), folder);
        finish(command.args(line.split_whitespace()))
    }

    /// Runs the gate, which must be able to judge.
    pub fn check(&self, line: &str) -> Ran {
        let ran = self.run(line);
        assert!(ran.code < 2, "{line}: {}", ran.err);
        ran
    }
}

/// What a run gave.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs a prepared command.
pub fn finish(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

impl Ran {
    /// `path:line CODE` of each finding, sorted.
    pub fn found(&self) -> Vec<String> {
        let short = |line: &str| {
            let mut parts = line.splitn(4, ':');
            let (path, number, _) = (parts.next()?, parts.next()?, parts.next()?);
            Some(format!("{path}:{number} {}", parts.next()?.split_whitespace().next()?))
        };
        self.out.lines().map(|line| short(line).unwrap_or_else(|| panic!("{line}"))).collect()
    }
}
