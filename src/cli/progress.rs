//! A progress bar on a terminal, for runs of more than a second.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::error::Error;
use crate::report::Report;
use crate::scan::{Progress, Settings, scan};

/// Runs a scan; shows how far it is to somebody who waits.
pub fn scan_with_progress(settings: &Settings, quiet: bool) -> Result<Report, Error> {
    watched(quiet, |progress| scan(settings, progress))
}

/// Runs scans; shows how far they are to somebody who waits.
pub fn watched<T>(quiet: bool, run: impl FnOnce(&Progress) -> T) -> T {
    if quiet || !std::io::stderr().is_terminal() {
        return run(&Progress::default());
    }
    let progress = Arc::new(Progress::default());
    let finished = Arc::new(AtomicBool::new(false));
    let watcher = std::thread::spawn({
        let (progress, finished) = (progress.clone(), finished.clone());
        move || watch(&progress, &finished)
    });
    let result = run(&progress);
    finished.store(true, Ordering::Relaxed);
    watcher.thread().unpark();
    // A bar that panicked has nothing to say about the result.
    let _ = watcher.join();
    result
}

fn watch(progress: &Progress, finished: &AtomicBool) {
    std::thread::park_timeout(Duration::from_secs(1));
    if finished.load(Ordering::Relaxed) {
        return;
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} files") {
        bar.set_style(style);
    }
    while !finished.load(Ordering::Relaxed) {
        bar.set_length(progress.total.load(Ordering::Relaxed) as u64);
        bar.set_position(progress.done.load(Ordering::Relaxed) as u64);
        std::thread::park_timeout(Duration::from_millis(100));
    }
    bar.finish_and_clear();
}
