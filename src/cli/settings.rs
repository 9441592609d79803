//! Command-line words become settings of a run.

use super::args::ScanArguments;
use crate::input::WalkOptions;
use crate::policy::Selectors;
use crate::scan::Settings;

impl ScanArguments {
    /// The settings these words mean. `notes`: whether notes are on by default;
    /// `services`: whether each process is looked at.
    pub fn settings(&self, notes: bool, frames: bool, services: bool) -> Settings {
        Settings {
            paths: self.paths.clone(),
            selectors: Selectors {
                select: self.select.clone(),
                extend: self.extend_select.clone(),
                ignore: self.ignore.clone(),
                notes,
            },
            rule_folders: self.rules.clone(),
            walk: WalkOptions {
                exclude: self.exclude.clone(),
                no_ignore: self.no_ignore,
                hidden: self.hidden,
                threads: self.threads,
            },
            config: self.config.clone(),
            isolated: self.isolated,
            frames,
            listing: self.show_files,
            services: services && !self.show_files && !self.statistics,
        }
    }
}
