//! A register as a command finds it: its folder, its files, the day.

use std::env;
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use super::args::Args;
use super::failure::Failure;
use super::progress::Progress;
use super::{Exit, Interrupt, terminal};
use crate::git::{Commit, Repo, Trouble};
use crate::model::config::Severity;
use crate::model::day::Day;
use crate::parse::{self, CONFIG_FILE, Loaded};
use crate::report::human;
use crate::source::tree::WorkTree;

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
}

impl Context {
    /// Finds and reads the register.
    pub(super) fn open(args: &Args) -> Result<Self, Interrupt> {
        let start = start(args)?;
        let root = find_root(&start)?;
        let today = today(args)?;
        let progress = Progress::start(args, "reading the register");
        let loaded = parse::load(&WorkTree::new(root.clone())).map_err(|stop| stopped(args, &stop))?;
        drop(progress);
        if args.verbose {
            note(args, &format!("reading the register in {}", root.display()))?;
        }
        Ok(Self { root, start, loaded, today })
    }

    /// The repository that the register lies in, and its commit with whether
    /// files differ from it. History that cannot be read is said, not hidden.
    pub(super) fn repository(&self, args: &Args) -> Result<Repository, Interrupt> {
        let doing = "cannot read the Git repository of the register";
        match Repo::discover(&self.root) {
            Ok(None) => Ok(Repository { repo: None, commit: None }),
            Ok(Some(repo)) => {
                let failed = |trouble| Interrupt::from(git_failure(doing, &trouble));
                let commit = match repo.head().map_err(failed)? {
                    Some(head) => Some((head, repo.is_dirty().map_err(failed)?)),
                    None => None,
                };
                Ok(Repository { repo: Some(repo), commit })
            }
            Err(Trouble::Unsupported(why)) => {
                let remedy = "migrate it (`git refs migrate --ref-format=files`)";
                note(args, &format!("history features are off: {why}; {remedy}"))?;
                Ok(Repository { repo: None, commit: None })
            }
            Err(trouble) => Err(git_failure(doing, &trouble).into()),
        }
    }
}

/// The repository of a register, as far as there is one.
pub(super) struct Repository {
    /// The repository.
    pub(super) repo: Option<Repo>,
    /// What is checked out, and whether files differ from it.
    pub(super) commit: Option<(Commit, bool)>,
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

fn stopped(args: &Args, stop: &parse::Stop) -> Interrupt {
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
