//! Which files change: those that the register is read from, and what in the
//! Git folder says that another commit is checked out.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

/// Quiet for so long, an editor or Git has written all that it had to write.
const QUIET: Duration = Duration::from_millis(40);
/// Where it is never quiet, so long is waited at most.
const LONGEST: Duration = Duration::from_millis(400);

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Nothing, but time passed.
    None,
    /// A file of the register.
    Files,
    /// What is checked out, or how much of the history is there.
    Commits,
}

/// Folders that are watched: the register's and Git's.
#[derive(Debug, Clone)]
pub struct Places {
    /// The register's folder.
    pub root: PathBuf,
    /// What the register is read from, relative to it.
    pub read: Vec<PathBuf>,
    /// The Git folders that hold `HEAD` and `refs`.
    pub git: Vec<PathBuf>,
}

impl Places {
    /// What a change of this path means; `None` where it means nothing.
    #[must_use]
    pub fn change(&self, path: &Path) -> Option<Change> {
        let name = path.file_name()?.to_str().unwrap_or_default();
        if let Some(inside) = self.git.iter().find_map(|git| path.strip_prefix(git).ok()) {
            let is_ref = inside.starts_with("refs") || matches!(name, "HEAD" | "packed-refs" | "shallow");
            let direct = inside.components().count() == 1 || inside.starts_with("refs");
            return (is_ref && direct && !name.ends_with(".lock")).then_some(Change::Commits);
        }
        let inside = path.strip_prefix(&self.root).ok()?;
        // Editors put their own files beside those that they edit.
        let is_aside = (name.starts_with('.') && name != ".mailmap") || name.ends_with('~') || name == "4913";
        let is_read = inside == Path::new(".mailmap")
            || self.read.iter().any(|read| inside.starts_with(read) || read.starts_with(inside));
        (is_read && !is_aside).then_some(Change::Files)
    }

    /// The folders to watch, and whether with all that is in them.
    fn folders(&self) -> Vec<(PathBuf, RecursiveMode)> {
        let mut folders = vec![(self.root.clone(), RecursiveMode::NonRecursive)];
        for read in &self.read {
            let full = self.root.join(read);
            if full.is_dir() {
                folders.push((full, RecursiveMode::Recursive));
                continue;
            }
            // A file in a folder: editors replace files, so the folder is watched.
            let above = full.ancestors().skip(1).take_while(|above| *above != self.root);
            folders.extend(
                above.filter(|above| above.is_dir()).map(|a| (a.to_path_buf(), RecursiveMode::NonRecursive)),
            );
        }
        for git in &self.git {
            folders.push((git.clone(), RecursiveMode::NonRecursive));
            folders.push((git.join("refs"), RecursiveMode::Recursive));
        }
        folders.retain(|(folder, _)| folder.is_dir());
        folders.sort_by(|a, b| a.0.cmp(&b.0));
        // Of a folder that is named twice, the wider watch is the one to keep.
        folders.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same && later.1 == RecursiveMode::Recursive {
                earlier.1 = RecursiveMode::Recursive;
            }
            same
        });
        folders
    }
}

/// A watch over the folders of a register.
#[derive(Debug)]
pub struct Watch {
    watcher: RecommendedWatcher,
    events: Receiver<Vec<PathBuf>>,
    places: Places,
}

impl Watch {
    /// Begins to watch.
    ///
    /// # Errors
    /// What the system says: it may allow too few watches.
    pub fn begin(places: Places) -> Result<Self, String> {
        let (sender, events) = mpsc::channel();
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let Ok(event) = event else { return };
            // Our own reading is an access, too.
            if !matches!(event.kind, EventKind::Access(_)) {
                // Nobody listens any more at the end of the program.
                let _ = sender.send(event.paths);
            }
        })
        .map_err(|error| error.to_string())?;
        let mut watch = Self { watcher, events, places };
        watch.again(watch.places.clone())?;
        Ok(watch)
    }

    /// What is watched.
    #[must_use]
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// Watches these places from now on; folders that are new are found.
    ///
    /// # Errors
    /// As [`Watch::begin`].
    pub fn again(&mut self, places: Places) -> Result<(), String> {
        self.places = places;
        for (folder, mode) in self.places.folders() {
            // A folder may go at any time; the one above it says so.
            match self.watcher.watch(&folder, mode) {
                Err(error) if folder.is_dir() => return Err(format!("{}: {error}", folder.display())),
                _ => {}
            }
        }
        Ok(())
    }

    /// Waits for a change until the patience ends, and then until it is quiet.
    #[must_use]
    pub fn wait(&self, patience: Duration) -> Change {
        let mut change = Change::None;
        let until = Instant::now() + patience;
        while change == Change::None {
            let left = until.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(left) {
                Ok(paths) => change = self.meaning(&paths),
                Err(RecvTimeoutError::Timeout) => return Change::None,
                Err(RecvTimeoutError::Disconnected) => {
                    std::thread::sleep(left);
                    return Change::None;
                }
            }
        }
        let end = Instant::now() + LONGEST;
        while let Ok(paths) = self.events.recv_timeout(QUIET) {
            change = change.max(self.meaning(&paths));
            if Instant::now() > end {
                break;
            }
        }
        change
    }

    fn meaning(&self, paths: &[PathBuf]) -> Change {
        // An event without a path says that some were lost.
        if paths.is_empty() {
            return Change::Commits;
        }
        paths.iter().filter_map(|path| self.places.change(path)).max().unwrap_or(Change::None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(root: &Path) -> Places {
        Places {
            root: root.to_path_buf(),
            read: ["plimsoll.toml", "risks", "schema/methodology.toml", "logo.svg"]
                .map(PathBuf::from)
                .to_vec(),
            git: vec![root.join(".git")],
        }
    }

    #[test]
    fn only_what_is_read_counts() {
        let places = places(Path::new("/r"));
        let change = |path: &str| places.change(Path::new(path));
        for path in [
            "/r/plimsoll.toml",
            "/r/risks/a/R001.toml",
            "/r/risks",
            "/r/schema",
            "/r/logo.svg",
            "/r/.mailmap",
        ] {
            assert_eq!(change(path), Some(Change::Files), "{path}");
        }
        for path in ["/r/.git/HEAD", "/r/.git/refs/heads/main", "/r/.git/packed-refs", "/r/.git/shallow"] {
            assert_eq!(change(path), Some(Change::Commits), "{path}");
        }
        for path in [
            "/r/site",
            "/r/site/index.html",
            "/r/.plimsoll-build-site-x",
            "/r/.git",
            "/r/.git/index",
            "/r/.git/HEAD.lock",
            "/r/.git/refs/heads/main.lock",
            "/r/.git/logs/HEAD",
            "/r/.git/plimsoll/cache",
            "/r/risks/.R001.toml.swp",
            "/r/risks/R001.toml~",
            "/r/risks/4913",
            "/r/README.md",
            "/elsewhere/plimsoll.toml",
        ] {
            assert_eq!(change(path), None, "{path}");
        }
    }

    #[test]
    fn a_change_in_a_folder_that_is_made_later_is_seen() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("a path");
        let mut watch = Watch::begin(places(&root)).expect("a watch");
        std::fs::create_dir(root.join("risks")).expect("made");
        assert_eq!(watch.wait(Duration::from_secs(60)), Change::Files);
        watch.again(places(&root)).expect("watched again");
        std::fs::write(root.join("risks/R001.toml"), "x").expect("written");
        assert_eq!(watch.wait(Duration::from_secs(60)), Change::Files);
        assert_eq!(watch.wait(Duration::from_millis(1)), Change::None);
    }
}
