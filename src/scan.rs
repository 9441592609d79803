//! The pipeline: settings in, [`Report`] out. What commands, tests and editors call, so
//! that none of them knows the layers below.

mod anchors;
mod before;
mod candidates;
mod files;
mod frames;
mod importers;
mod judge;
mod look;
mod paths;
mod place;
mod processes;
mod readiness;
mod reach;
mod reader;
mod reviews;
mod scanner;
mod silence;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, OnceLock};

use crate::config::{Config, globs};
use crate::error::{Error, Problem};
use crate::input::{Buffer, Tree, TreeFile, WalkOptions};
use crate::policy::baseline::{self, Baseline};
use crate::policy::{Selection, Selectors};
use crate::project::{Discovered, Metadata, ModuleMap, discover};
use crate::python::{Spoken, WORKER_STACK_BYTES};
use crate::report::{FileCounts, ProjectReport, Report};
use crate::rules::{Family, Index, Processes, ReadinessModel, RuleSet, Severity, Wanted};

use before::Before;
use paths::{covers, folder_name, join, join_path, moved};
use scanner::{Scanner, interest, spoken};

pub use files::FileSet;
pub use place::Place;

/// What a run is asked to do.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Projects, folders of projects, files; empty: the current folder.
    pub paths: Vec<PathBuf>,
    /// Which rules.
    pub selectors: Selectors,
    /// Folders of rule files besides the embedded ones.
    pub rule_folders: Vec<PathBuf>,
    /// Which files.
    pub walk: WalkOptions,
    /// A configuration file to use instead of each project's.
    pub config: Option<PathBuf>,
    /// No configuration at all.
    pub isolated: bool,
    /// Whether the lines around findings are kept for code frames.
    pub frames: bool,
    /// Whether the paths of the files are kept.
    pub listing: bool,
    /// Whether each process is looked at.
    pub services: bool,
    /// The day by which overrides of the configuration expire; none: they do not.
    pub today: Option<toml::value::Date>,
    /// Whether the lines that decide about a process are kept for code frames.
    pub evidence: bool,
    /// A revision: findings that were there at its merge base with `HEAD` are known.
    pub since: Option<String>,
    /// Where the list of known findings is.
    pub baseline: BaselineSource,
    /// Whether findings of rules that came after the baseline was written are new.
    pub strict_rules: bool,
    /// Whether findings say what stands around them, to be written down.
    pub shapes: bool,
    /// Whether a project with a broken configuration is passed over, with a problem, instead
    /// of ending the run for all.
    pub keep_going: bool,
}

/// Where the list of known findings is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum BaselineSource {
    /// Nowhere.
    #[default]
    None,
    /// In the root of each project, if it has one.
    Projects,
    /// In a file, for the one project that is scanned.
    File(PathBuf),
}

/// Tells somebody how far a run is.
#[derive(Debug, Default)]
pub struct Progress {
    /// Files that will be read, as far as is known.
    pub total: AtomicUsize,
    /// Files that were.
    pub done: AtomicUsize,
}

/// Runs over folders and files of the disk.
///
/// # Errors
/// A path that does not exist, a broken rule or configuration file, a selector that
/// selects nothing. What is wrong with a single scanned file is a problem in the report.
pub fn scan(settings: &Settings, progress: &Progress) -> Result<Report, Error> {
    run(settings, progress, |run| place::places(settings)?.iter().try_for_each(|place| run.place(place)))
}

/// Runs over one tree; `shown_root` is how its root is called in the report.
///
/// # Errors
/// As [`scan`].
pub fn scan_tree(tree: &dyn Tree, shown_root: &str, settings: &Settings) -> Result<Report, Error> {
    scan_tree_watched(tree, shown_root, settings, &Progress::default())
}

/// As [`scan_tree`], for somebody who wants to know how far it is.
///
/// # Errors
/// As [`scan`].
pub fn scan_tree_watched(tree: &dyn Tree, shown_root: &str, settings: &Settings, progress: &Progress) -> Result<Report, Error> {
    let source = Source { tree, shown: shown_root, name: shown_root, only: None, folder: None, before: None };
    run(settings, progress, |run| run.tree(source))
}

/// Runs on threads of its own: what is read may nest deeper than a usual stack.
fn run<'r>(
    settings: &'r Settings,
    progress: &'r Progress,
    work: impl FnOnce(&mut Run<'r>) -> Result<(), Error> + Send,
) -> Result<Report, Error> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(settings.walk.threads)
        .stack_size(WORKER_STACK_BYTES)
        .build()
        .map_err(|error| Error::Usage { message: format!("cannot start worker threads: {error}"), help: None })?;
    pool.install(|| {
        let mut run = Run::new(settings, progress)?;
        work(&mut run)?;
        Ok(run.finish())
    })
}

/// A tree and what is to be said about it.
struct Source<'s> {
    tree: &'s dyn Tree,
    /// The root as shown: relative to the current folder.
    shown: &'s str,
    /// The name of a project without metadata.
    name: &'s str,
    /// Paths relative to the tree's root that are reported; all if none.
    only: Option<Vec<String>>,
    /// The folder on disk, where configurations are looked for.
    folder: Option<PathBuf>,
    /// The revision that it is compared with.
    before: Option<Before<'s>>,
}

struct Run<'r> {
    settings: &'r Settings,
    progress: &'r Progress,
    rules: Arc<RuleSet>,
    /// The configuration that takes the place of each project's own.
    config: Option<(Config, PathBuf)>,
    buffers: reader::Buffers,
    /// What is asked of projects whose configuration changes nothing about it.
    asked: OnceLock<Asked>,
    processes: Option<(Processes, ReadinessModel)>,
    projects: Vec<ProjectReport>,
    problems: Vec<Problem>,
}

impl<'r> Run<'r> {
    fn new(settings: &'r Settings, progress: &'r Progress) -> Result<Self, Error> {
        let rules = Arc::new(RuleSet::load(&settings.rule_folders)?);
        // A selector that selects nothing is an error even where nothing is scanned.
        Selection::new(&rules, &settings.selectors, &Config::default())?;
        let config = match &settings.config {
            _ if settings.isolated => Some((Config::default(), PathBuf::new())),
            Some(path) => {
                let folder = path.parent().map(Path::to_owned).unwrap_or_default();
                Some((Config::read(path)?.unwrap_or_default(), folder))
            }
            None => None,
        };
        Ok(Self {
            settings,
            progress,
            rules,
            config,
            buffers: reader::Buffers::default(),
            asked: OnceLock::new(),
            processes: settings.services.then(|| Ok::<_, Error>((Processes::load()?, ReadinessModel::load()?))).transpose()?,
            projects: Vec::new(),
            problems: Vec::new(),
        })
    }

    fn place(&mut self, place: &Place) -> Result<(), Error> {
        let folder = crate::input::Folder::new(&place.root, self.settings.walk.clone())?;
        let source = Source {
            tree: &folder,
            shown: &place.shown,
            name: &place.name,
            only: place.only.clone(),
            folder: Some(place.root.clone()),
            before: None,
        };
        self.tree(source)
    }

    fn tree(&mut self, mut source: Source) -> Result<(), Error> {
        let default = Selection::new(&self.rules, &self.settings.selectors, &Config::default())?;
        let wanted = files::Wanted::new(&self.rules, &default);
        let is_wanted = |path: &str| wanted.is_wanted(path);
        // The rules' index takes a moment too, and nearly every project asks the same.
        let asked = || {
            self.asked.get_or_init(|| self.asked(&self.rules, &default));
        };
        let (mut listing, ()) = rayon::join(|| source.tree.list(&is_wanted), asked);
        let is_real = |path: &str| files::describes_package(source.tree, path);
        let found = discover(&listing.files, &is_real);
        if matches!(self.settings.baseline, BaselineSource::File(_)) && found.len() + self.projects.len() > 1 {
            let help = Some("without the option each project's own baseline holds".to_owned());
            return Err(Error::Usage { message: "`--baseline` is for one project, and several are scanned".to_owned(), help });
        }
        let chosen = self.choices(&source, &found)?;
        // A configuration may ask for more than the command line does.
        let more = chosen.iter().map(|(_, chosen)| chosen).filter(|chosen| chosen.asks_for_more(&default));
        let more: Vec<_> = more.map(|chosen| files::Wanted::new(&chosen.rules, &chosen.selection)).collect();
        let is_wanted = |path: &str| wanted.is_wanted(path) || more.iter().any(|wanted| wanted.is_wanted(path));
        if !more.is_empty() {
            listing = source.tree.list(&is_wanted);
        }
        if let (Some(name), Some(folder)) = (&self.settings.since, &source.folder) {
            let mut before = Before::open(name, folder, source.tree, &listing.files, &is_wanted, &self.settings.walk)?;
            before.divide(&found);
            source.before = Some(before);
        }
        self.problems.extend(listing.problems.into_iter().map(|problem| moved(problem, source.shown)));
        let mut owned: Vec<Vec<TreeFile>> = found.iter().map(|_| Vec::new()).collect();
        let mut owner = None;
        for file in listing.files {
            owner = Discovered::next_owner(&file.path, &found, owner);
            if let Some(at) = owner {
                owned[at].push(file);
            }
        }
        let work = chosen.into_iter().map(|(at, chosen)| (&found[at], chosen, std::mem::take(&mut owned[at]))).collect();
        let resolved = self.projects(&source, work);
        if let Some(error) = source.before.and_then(Before::missing) {
            return Err(error);
        }
        for (project, problems) in resolved {
            self.projects.extend(project);
            self.problems.extend(problems);
        }
        Ok(())
    }

    /// The rules for each project, by its place among `found`: what is wrong with a
    /// configuration ends the run before anything is read.
    fn choices(&mut self, source: &Source, found: &[Discovered]) -> Result<Vec<(usize, Chosen)>, Error> {
        let mut all = Vec::with_capacity(found.len());
        for (at, project) in found.iter().enumerate() {
            match self.choose(source, project) {
                Ok(mut chosen) => {
                    let is_own = |path: &String| Discovered::owner(path, found) == Some(project);
                    chosen.is_named = source.only.as_ref().is_none_or(|only| only.iter().any(is_own));
                    all.push((at, chosen));
                }
                Err(error) if self.settings.keep_going => {
                    let root = join(source.shown, &project.root);
                    self.problems.push(Problem::new(root, format!("this project is not scanned: {error}")));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(all)
    }

    /// Reads and resolves projects, two at a time: each alone has moments in which it does
    /// not keep all threads busy. One line takes the largest that is left, the other the
    /// smallest, for the memory that two large ones would take.
    fn projects<'t>(&'t self, source: &'t Source, mut work: Vec<Work<'t>>) -> Vec<Resolved> {
        work.sort_by_cached_key(|(.., files)| files.iter().filter(|file| file.path.ends_with(".py")).count());
        let waiting = Mutex::new(VecDeque::from(work));
        let line = |large: bool| {
            let next = || {
                let mut waiting = waiting.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                if large { waiting.pop_back() } else { waiting.pop_front() }
            };
            let done = std::iter::from_fn(|| next().map(|work| self.resolve(source, self.read(source, work))));
            done.collect::<Vec<_>>()
        };
        let (mut done, others) = rayon::join(|| line(true), || line(false));
        done.extend(others);
        done
    }

    fn config(&self, source: &Source, project: &Discovered) -> Result<(Config, Vec<PathBuf>), Error> {
        let home = source.folder.as_ref().map(|folder| folder.join(&project.root));
        let (config, base) = match (&self.config, home) {
            (Some((config, base)), _) => (config.clone(), base.clone()),
            (None, Some(home)) => (Config::find(&home)?.map(|(config, _)| config).unwrap_or_default(), home),
            (None, None) => (Config::default(), PathBuf::new()),
        };
        let folders = config.rules.iter().map(|folder| base.join(folder)).collect();
        Ok((config, folders))
    }

    /// The rules for a project, by its configuration.
    fn choose(&self, source: &Source, project: &Discovered) -> Result<Chosen, Error> {
        let (config, own_rules) = self.config(source, project)?;
        let rules = match own_rules.is_empty() {
            true => self.rules.clone(),
            false => Arc::new(RuleSet::load(&[self.settings.rule_folders.clone(), own_rules].concat())?),
        };
        let selection = Selection::new(&rules, &self.settings.selectors, &config)?;
        let baseline = self.baseline(source, project, &rules)?;
        Ok(Chosen { rules, selection, config, baseline, is_named: true })
    }

    fn baseline(&self, source: &Source, project: &Discovered, rules: &RuleSet) -> Result<Option<Arc<Baseline>>, Error> {
        match &self.settings.baseline {
            BaselineSource::None => Ok(None),
            BaselineSource::File(path) => Baseline::read(path, rules).map(Arc::new).map(Some),
            BaselineSource::Projects => {
                let mut bytes = Buffer::default();
                let path = join_path(&project.root, baseline::FILE);
                match source.tree.read(&TreeFile { path: path.as_str().into(), raw: None }, &mut bytes) {
                    Ok(()) => {}
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
                    // Without its list all that it knows would be new.
                    Err(error) => {
                        return Err(Error::Path { path: join(source.shown, &path), reason: crate::input::reason(&error) });
                    }
                }
                let text = crate::input::decode::plain(bytes.filled());
                Baseline::parse(&join(source.shown, &path), &text, rules).map(Arc::new).map(Some)
            }
        }
    }

    /// Reads the files of a project.
    fn read<'t>(&'t self, source: &'t Source, (project, chosen, files): Work<'t>) -> Read<'t> {
        let Chosen { rules, selection, config, baseline, is_named } = chosen;
        let excluded = globs(&config.exclude);
        let is_excluded = |path: &str| excluded.as_ref().is_some_and(|globs| globs.is_match(path));
        let set = FileSet::new(project, files, &is_excluded, &rules);
        let metadata = set.metadata(source.tree, project);
        let Asked { index, spoken } = match config.select.is_none() && config.ignore.is_empty() && config.rules.is_empty() {
            true => self.asked.get_or_init(|| self.asked(&rules, &selection)).clone(),
            false => self.asked(&rules, &selection),
        };
        let map = ModuleMap::new(set.python.iter().map(|file| &*file.path), &set.source_roots(&metadata));
        let scanner = Scanner {
            tree: source.tree,
            root: &project.root,
            project,
            before: source.before.as_ref(),
            shapes: self.settings.shapes || self.settings.since.is_some() || baseline.is_some(),
            baseline,
            strict_rules: self.settings.strict_rules,
            asides: Some(silence::Asides::default()),
            interest: interest(&rules, spoken, &map),
            map,
            selection: Arc::new(selection),
            index,
            rules,
            config,
            set,
            frames: self.settings.frames,
            evidence: self.settings.evidence,
            progress: self.progress,
            buffers: &self.buffers,
            processes: self.processes.as_ref(),
            today: self.settings.today,
        };
        let files = scanner.read();
        Read { project, metadata, is_named, scanner, files }
    }

    /// The rules that are asked of a project: the selected ones, and with services all that
    /// count for them: what a process runs on does not depend on what somebody wants to read
    /// about. Of notes, only who imports a library matters then.
    fn asked(&self, rules: &RuleSet, selection: &Selection) -> Asked {
        let index = Index::of(rules.rules.iter().cloned(), |rule| match (selection.wants(rule), rule.severity) {
            (Wanted::Nothing, _) if self.processes.is_none() || rule.family == Family::Documentation => Wanted::Nothing,
            (Wanted::Nothing, Severity::Note) => Wanted::Imports,
            (Wanted::Nothing, _) => Wanted::All,
            (wanted, _) => wanted,
        });
        Asked { spoken: Arc::new(spoken(&index, rules)), index: Arc::new(index) }
    }

    /// What there is to say about a project, if it is asked for, and problems.
    fn resolve(&self, source: &Source, read: Read) -> Resolved {
        let Read { project, metadata, is_named, scanner, files } = read;
        let outcome = scanner.resolve(files, metadata.kind());
        let set = &scanner.set;
        let shown_root = join(source.shown, &project.root);
        let only = source.only.as_ref();
        let is_asked_for =
            |path: &str| only.is_none_or(|only| only.iter().any(|wanted| covers(wanted, &join_path(&project.root, path))));
        let seen = outcome.python.iter().filter(|path| is_asked_for(path)).count();
        // Whoever names a file that is not read, as a hook does, named a project all the same.
        if seen == 0 && !(project.marked && is_named) {
            return (None, Vec::new());
        }
        let problems = outcome.problems.into_iter().filter(|problem| is_asked_for(&problem.path));
        let problems = problems.map(|problem| moved(problem, &shown_root)).collect();
        let listing = match self.settings.listing {
            true => set.paths().filter(|path| is_asked_for(path)).map(str::to_owned).collect(),
            false => Vec::new(),
        };
        let bare_noqa = outcome.bare_noqa.into_iter().filter(|(path, _)| is_asked_for(path)).collect();
        let mut comparison = outcome.comparison;
        if let Some(baseline) = &mut comparison.baseline {
            baseline.narrow(is_asked_for);
        }
        let mut found = judge::stale_entries(&scanner, self.settings.frames, comparison.baseline.as_ref());
        found.extend(outcome.findings.into_iter().filter(|(finding, _)| is_asked_for(&finding.path)));
        found.sort_by(|(one, _), (other, _)| one.order().cmp(&other.order()));
        let (findings, frames) = found.into_iter().unzip();
        let name = metadata.name.clone().unwrap_or_else(|| folder_name(&project.root, source.name).to_owned());
        let files = FileCounts { seen, ..outcome.files };
        let report = ProjectReport {
            name,
            root: shown_root,
            kind: metadata.kind(),
            version: metadata.version.clone(),
            revision: None,
            files,
            findings,
            frames,
            services: outcome.processes.services,
            wrappers: outcome.processes.wrappers,
            readiness: outcome.readiness,
            evidence: outcome.evidence,
            listing,
            comparison,
            bare_noqa,
        };
        (Some(report), problems)
    }

    fn finish(mut self) -> Report {
        self.projects.sort_by(|one, other| one.root.cmp(&other.root));
        self.problems.sort();
        self.problems.dedup();
        Report { projects: self.projects, problems: self.problems, rules: self.rules }
    }
}

/// What a project's configuration chooses.
struct Chosen {
    rules: Arc<RuleSet>,
    selection: Selection,
    config: Config,
    baseline: Option<Arc<Baseline>>,
    /// Whether it is asked for: as a whole, or by a path of its own.
    is_named: bool,
}

impl Chosen {
    /// Whether files matter to it that do not matter to the embedded rules and those of the
    /// command line, as far as `default` selects them.
    fn asks_for_more(&self, default: &Selection) -> bool {
        !self.config.rules.is_empty() || self.selection.reads_documentation() && !default.reads_documentation()
    }
}

/// The rules that are asked of a project, and what they speak of.
#[derive(Clone)]
struct Asked {
    index: Arc<Index>,
    spoken: Arc<Spoken>,
}

/// A project, the rules for it, its files.
type Work<'t> = (&'t Discovered, Chosen, Vec<TreeFile>);

/// What there is to say about a project, if it is asked for, and problems.
type Resolved = (Option<ProjectReport>, Vec<Problem>);

/// A project whose files were read.
struct Read<'t> {
    project: &'t Discovered,
    metadata: Metadata,
    is_named: bool,
    scanner: Scanner<'t>,
    files: reader::PythonFiles,
}
