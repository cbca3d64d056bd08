//! A register as a command finds it: its folder, its files, the day.

use std::env;
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use super::args::Args;
use super::failure::Failure;
use super::progress::Progress;
use super::{Exit, Interrupt, terminal};
use crate::forge::Forge;
use crate::git::object::ObjectId;
use crate::git::{Commit, Repo, Trouble};
use crate::history::cache::Cache;
use crate::history::{Broken, History};
use crate::model::config::{GitConfig, Severity};
use crate::model::day::Day;
use crate::parse::{self, CONFIG_FILE, Loaded};
use crate::past::{self, Past};
use crate::report::human;
use crate::source::layered::Layered;
use crate::source::tree::{Tree, WorkTree};

/// A register that was found and read.
pub(super) struct Context {
    /// Its folder.
    pub(super) root: PathBuf,
    /// The folder that paths on the command line are relative to.
    pub(super) start: PathBuf,
    /// What was read.
    pub(super) loaded: Loaded,
    /// The day that everything is judged on.
    pub(super) today: Day,
    /// The revision that it was read at, where it was not the working tree.
    pub(super) at: Option<At>,
}

/// The revision that a register was read at.
pub(super) struct At {
    /// The commit.
    pub(super) commit: Commit,
    /// The register's folder within the repository.
    pub(super) prefix: String,
}

impl Context {
    /// Finds and reads the register: what lies in the working tree, or what a
    /// revision had.
    pub(super) fn open(args: &Args, at: Option<&str>) -> Result<Self, Interrupt> {
        Self::open_some(args, at, &|_| true)
    }

    /// The same, of the risks only the files at these paths.
    pub(super) fn open_some(
        args: &Args,
        at: Option<&str>,
        wants: &dyn Fn(&str) -> bool,
    ) -> Result<Self, Interrupt> {
        match at {
            Some(revision) => super::revision::open(args, revision, wants),
            None => Self::open_working(args, wants),
        }
    }

    /// Reads what lies in the working tree of a register whose folder is
    /// known. A configuration that cannot be worked with is given, not said.
    #[cfg(feature = "serve")]
    pub(super) fn read_again(args: &Args, start: &Path, root: &Path) -> Result<Self, Reread> {
        let today = today(args).map_err(|failure| Reread::Interrupt(failure.into()))?;
        let loaded = parse::load(&WorkTree::new(root.to_path_buf())).map_err(Reread::Stop)?;
        Ok(Self { root: root.to_path_buf(), start: start.to_path_buf(), loaded, today, at: None })
    }

    fn open_working(args: &Args, wants: &dyn Fn(&str) -> bool) -> Result<Self, Interrupt> {
        let (start, root) = folders(args)?;
        let today = today(args)?;
        let progress = Progress::start(args, "reading the register");
        let tree = WorkTree::new(root.clone());
        let loaded = parse::load_some(&tree, wants).map_err(|stop| stopped(args, &stop))?;
        drop(progress);
        if args.verbose {
            note(args, &format!("reading the register in {}", root.display()))?;
        }
        Ok(Self { root, start, loaded, today, at: None })
    }

    /// Reads what lies in the working tree, but for one file, which says what
    /// is given.
    pub(super) fn open_with(args: &Args, file: &Path, text: &str) -> Result<(Self, String), Interrupt> {
        let (start, root) = folders(args)?;
        let path = within(&format!("cannot check `{}`", file.display()), &start, &root, file)?;
        let tree = WorkTree::new(root.clone());
        let layered = Layered::new(&tree, [(path.as_str(), text)]);
        let loaded = parse::load(&layered).map_err(|stop| stopped(args, &stop))?;
        Ok((Self { root, start, loaded, today: today(args)?, at: None }, path))
    }

    /// The repository that the register lies in, and its commit with whether
    /// files differ from it.
    pub(super) fn repository(&self, args: &Args) -> Result<Repository, Interrupt> {
        let Located { repo, prefix, commit } = self.located(args)?;
        let is_dirty = match (&repo, &commit, &self.at) {
            (Some(repo), Some(_), None) => repo
                .is_dirty()
                .map_err(|trouble| git_failure("cannot compare the register with its commit", &trouble))?,
            _ => false,
        };
        let remote = repo.as_ref().and_then(Repo::remote_address);
        Ok(Repository { prefix, remote, commit: commit.map(|commit| (commit, is_dirty)) })
    }

    /// Where the register lies, without a look at its files. History that
    /// cannot be read is said, not hidden.
    pub(super) fn located(&self, args: &Args) -> Result<Located, Interrupt> {
        let doing = "cannot read the Git repository of the register";
        if let Some(at) = &self.at {
            let repo = Repo::discover(&self.start).map_err(|trouble| git_failure(doing, &trouble))?;
            return Ok(Located { repo, prefix: at.prefix.clone(), commit: Some(at.commit.clone()) });
        }
        let none = Located { repo: None, prefix: String::new(), commit: None };
        match Repo::discover(&self.root) {
            Ok(None) => Ok(none),
            Ok(Some(repo)) => {
                let commit = repo.head().map_err(|trouble| git_failure(doing, &trouble))?;
                Ok(Located { prefix: repo.prefix().to_owned(), repo: Some(repo), commit })
            }
            Err(Trouble::Unsupported(why)) => {
                let remedy = "migrate it (`git refs migrate --ref-format=files`)";
                note(args, &format!("history features are off: {why}; {remedy}"))?;
                Ok(none)
            }
            Err(trouble) => Err(git_failure(doing, &trouble).into()),
        }
    }

    /// Does something with the files of the register, where it was read.
    pub(super) fn with_tree<T>(
        &self,
        args: &Args,
        work: impl FnOnce(&dyn Tree) -> T,
    ) -> Result<T, Interrupt> {
        let located = self.located(args)?;
        let (Some(at), Some(repo)) = (&self.at, &located.repo) else {
            return Ok(work(&WorkTree::new(self.root.clone())));
        };
        let failed = |trouble| git_failure("cannot read the files of the register", &trouble);
        let tree = repo.revision(at.commit.object, &at.prefix).map_err(failed)?;
        let done = work(&tree);
        match tree.trouble() {
            Some(trouble) => Err(failed(trouble).into()),
            None => Ok(done),
        }
    }

    /// What history says of the register on the day that it is judged on, and
    /// what its files leave to history. `None` without history.
    pub(super) fn look_back(&mut self, args: &Args) -> Result<Option<Past>, Interrupt> {
        let located = self.located(args)?;
        let (Some(repo), Some(commit)) = (&located.repo, &located.commit) else { return Ok(None) };
        let past = past_at(args, repo, &located.prefix, commit, self.today)?;
        if let Some(past) = &past {
            past::fill(&mut self.loaded.register, past);
        }
        Ok(past)
    }

    /// The history of the register up to the commit that it was read at, or
    /// that is checked out; `None` where there is none.
    pub(super) fn history(&self, args: &Args) -> Result<Option<(History, ObjectId)>, Interrupt> {
        let located = self.located(args)?;
        let (Some(repo), Some(commit)) = (&located.repo, &located.commit) else { return Ok(None) };
        read_history(args, repo, &located.prefix, commit.object).map(Some)
    }
}

/// The folder that the search begins in, and that of the register.
pub(super) fn folders(args: &Args) -> Result<(PathBuf, PathBuf), Failure> {
    let start = start(args)?;
    let root = find_root(&start)?;
    Ok((start, root))
}

/// A path of the command line, relative to the register.
pub(super) fn within(doing: &str, start: &Path, root: &Path, path: &Path) -> Result<String, Failure> {
    let full = normal(&start.join(path));
    let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let inside = full.strip_prefix(root).map(Path::to_path_buf);
    let inside = inside.or_else(|_| canonical(&full).strip_prefix(canonical(root)).map(Path::to_path_buf));
    let inside = inside.map_err(|_| {
        Failure::new(doing, format!("it does not lie in the register at {}", root.display()))
            .help("name a file or folder of the register")
    })?;
    Ok(inside.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
}

/// What keeps a register from being read again.
#[cfg(feature = "serve")]
pub(super) enum Reread {
    /// Its configuration.
    Stop(Box<parse::Stop>),
    /// Anything else.
    Interrupt(Interrupt),
}

/// The history of a register up to a commit.
pub(super) fn read_history(
    args: &Args,
    repo: &Repo,
    prefix: &str,
    head: ObjectId,
) -> Result<(History, ObjectId), Interrupt> {
    let cache = if args.no_cache { Cache::none() } else { Cache::of(repo.common_folder(), prefix) };
    let progress = Progress::start(args, "reading the history");
    let history = History::read(repo, prefix, head, &cache).map_err(broken)?;
    drop(progress);
    if args.verbose {
        for text in cache.notes() {
            note(args, &text)?;
        }
    }
    Ok((history, head))
}

/// What history says of a register at a commit, on a day. `None` where all of
/// it is later.
pub(super) fn past_at(
    args: &Args,
    repo: &Repo,
    prefix: &str,
    commit: &Commit,
    today: Day,
) -> Result<Option<Past>, Interrupt> {
    let cache = if args.no_cache { Cache::none() } else { Cache::of(repo.common_folder(), prefix) };
    past_by(args, repo, prefix, (commit, today), &cache)
}

/// The same by a cache of one's own.
pub(super) fn past_by(
    args: &Args,
    repo: &Repo,
    prefix: &str,
    (commit, today): (&Commit, Day),
    cache: &Cache,
) -> Result<Option<Past>, Interrupt> {
    // Of an earlier day than the commit's, another commit is the head.
    let is_head = commit.committed <= today && !repo.is_shallow();
    if let Some(stored) = cache.read_past(commit.object).filter(|_| is_head) {
        return Ok(Some(stored));
    }
    let (history, _) = read_history(args, repo, prefix, commit.object)?;
    let past = history.past(repo, today).map_err(broken)?;
    if let Some(past) = past.as_ref().filter(|_| is_head) {
        cache.write_past(commit.object, past);
    }
    Ok(past)
}

/// A history that cannot be read, with the commit at which reading ended.
pub(super) fn broken(broken: Broken) -> Interrupt {
    let doing = match broken.commit {
        Some(commit) => format!("cannot read the history at commit {commit}"),
        None => "cannot read the history".to_owned(),
    };
    git_failure(&doing, &broken.trouble).into()
}

/// Where a register lies.
pub(super) struct Located {
    /// The repository, if it lies in one.
    pub(super) repo: Option<Repo>,
    /// The register's folder within it.
    pub(super) prefix: String,
    /// What is checked out.
    pub(super) commit: Option<Commit>,
}

/// The repository of a register, as far as there is one.
pub(super) struct Repository {
    /// The register's folder within it.
    pub(super) prefix: String,
    /// The address that it is fetched from.
    pub(super) remote: Option<String>,
    /// What is checked out, and whether files differ from it.
    pub(super) commit: Option<(Commit, bool)>,
}

impl Repository {
    /// Where the repository is hosted, as far as that is known.
    pub(super) fn forge(&self, config: &GitConfig) -> Forge {
        let prefix = if self.prefix.is_empty() { String::new() } else { format!("{}/", self.prefix) };
        Forge::new(config, self.remote.as_deref(), &prefix)
    }
}

/// What keeps a repository from being read, and the remedy.
pub(super) fn git_failure(doing: &str, trouble: &Trouble) -> Failure {
    match trouble {
        Trouble::Owner(folder) => Failure::new(doing, "the repository belongs to another user")
            .help(format!("if you trust it: git config --global --add safe.directory {}", folder.display())),
        Trouble::Missing(object) => Failure::new(doing, format!("the object {object} is missing"))
            .help("`git fsck` says what else is; fetch it again from a sound clone"),
        Trouble::Absent(object) => {
            Failure::new(doing, format!("the object {object} was left out of this partial clone"))
                .help("`git fetch --refetch --no-filter` brings what was left out")
        }
        Trouble::Damaged { object, why } => {
            Failure::new(doing, format!("the object {object} is damaged: {why}"))
                .help("`git fsck` says what else is; fetch it again from a sound clone")
        }
        Trouble::Unsupported(why) | Trouble::Failed(why) => {
            Failure::new(doing, why.clone()).help("`git status` in that folder may say more")
        }
    }
}

/// Writes a note to standard error, unless results only are wanted.
pub(super) fn note(args: &Args, text: &str) -> Result<(), Interrupt> {
    if !args.quiet {
        let style = terminal::errors(args);
        let line = format!("{}: {text}\n", style.paint("36", "note"));
        std::io::stderr().write_all(style.finish(line).as_bytes())?;
    }
    Ok(())
}

/// The folder that the search begins in.
pub(super) fn start(args: &Args) -> Result<PathBuf, Failure> {
    let here = env::current_dir()
        .map_err(|error| Failure::new("cannot find the working directory", error.to_string()))?;
    let Some(directory) = &args.start else { return Ok(here) };
    let start = normal(&here.join(directory));
    if !start.is_dir() {
        let doing = format!("cannot start in `{}` (-C)", directory.display());
        return Err(Failure::new(doing, "there is no such folder").help("name an existing folder"));
    }
    Ok(start)
}

fn find_root(start: &Path) -> Result<PathBuf, Failure> {
    let found = start.ancestors().find(|folder| folder.join(CONFIG_FILE).symlink_metadata().is_ok());
    found.map(Path::to_path_buf).ok_or_else(|| {
        let last = start.ancestors().last().unwrap_or(start);
        let looked = if start == last {
            format!("looked in {}", start.display())
        } else {
            format!("looked in {} and every folder above it, up to {}", start.display(), last.display())
        };
        Failure::new(format!("cannot find a register: no {CONFIG_FILE}"), looked)
            .help("`plimsoll init` starts a register here; -C names the folder of another")
    })
}

pub(super) fn stopped(args: &Args, stop: &parse::Stop) -> Interrupt {
    let style = terminal::errors(args);
    let mut text = format!("plimsoll: cannot work with {CONFIG_FILE}\n\n");
    for finding in &stop.findings {
        text.push_str(&human::one(finding, Severity::Error, &stop.sources, style));
    }
    match std::io::stderr().write_all(style.finish(text).as_bytes()) {
        Ok(()) => Interrupt::Said(Exit::Failed),
        Err(error) => error.into(),
    }
}

/// `--today`, else SOURCE_DATE_EPOCH, else the date in UTC.
pub(super) fn today(args: &Args) -> Result<Day, Failure> {
    if let Some(today) = args.today {
        return Ok(today);
    }
    let now = match env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) if !seconds.trim().is_empty() => {
            let instant =
                seconds.trim().parse().ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
            instant.ok_or_else(|| {
                Failure::new("cannot tell the day", format!("SOURCE_DATE_EPOCH is `{seconds}`"))
                    .help("set it to seconds since 1970, or name a day by --today")
            })?
        }
        _ => jiff::Timestamp::now(),
    };
    Ok(jiff::tz::Offset::UTC.to_datetime(now).date())
}

/// A path without `.` and `..`, as far as that can be told from its text.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}
