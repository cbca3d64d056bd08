//! Two folders that take turns: one holds the site that is shown, the other is
//! brought up to date beside it and changes places with it. What did not change
//! in two builds is not written again, and no folder is made or removed for it:
//! file systems take long to make as many as were removed just before.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::failure::SiteFailure;
use super::former::have_same_bytes;
use super::output::{Output, Tell};
use super::write::exchange;

/// The folder that is not shown, while it is brought up to date.
#[derive(Debug)]
pub struct Standby<'a> {
    shown: &'a Path,
    folder: PathBuf,
    /// Paths of the new site's files, relative to it.
    told: Mutex<HashSet<String>>,
}

impl<'a> Standby<'a> {
    /// The folder beside the one that is shown, as the build before last left
    /// it. Both belong to this program alone.
    ///
    /// # Errors
    /// A folder that cannot be made.
    pub fn beside(shown: &'a Path) -> Result<Self, SiteFailure> {
        let folder = shown.with_extension("next");
        fs::create_dir_all(&folder).map_err(|cause| SiteFailure::io("create", &folder, &cause))?;
        Ok(Self { shown, folder, told: Mutex::default() })
    }

    /// Shows what was written in place of what is shown.
    ///
    /// # Errors
    /// A file system that refuses; the former site is then still shown.
    pub fn show(self) -> Result<(), SiteFailure> {
        let Self { shown, folder, told } = self;
        let told = told.into_inner().unwrap_or_else(PoisonError::into_inner);
        let put = || -> io::Result<()> {
            remove_others(&folder, "", &told)?;
            if !shown.exists() {
                return fs::rename(&folder, shown);
            }
            exchange(&folder, shown).or_else(|_| change_in_steps(&folder, shown))
        };
        put().map_err(|cause| SiteFailure::io("put the site in place at", shown, &cause))
    }

    fn tell<T>(
        &self,
        path: &str,
        tell: impl FnOnce(&Path, &Path) -> io::Result<T>,
    ) -> Result<T, SiteFailure> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        let (new, shown) = (self.folder.join(path), self.shown.join(path));
        tell(&new, &shown).map_err(|cause| {
            SiteFailure::new(format!("cannot write {path} of the site"), cause)
                .hint("TMPDIR names the folder that temporary files are made in")
        })
    }
}

impl Output for Standby<'_> {
    fn wants(&self, _path: &str) -> bool {
        true
    }

    fn wants_below(&self, _folder: &str) -> bool {
        true
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), SiteFailure> {
        self.tell(path, |new, shown| {
            if holds(new, bytes) {
                return Ok(());
            }
            make_way(new)?;
            // A file may have two names: it is never written to again.
            if holds(shown, bytes) && fs::hard_link(shown, new).is_ok() {
                return Ok(());
            }
            fs::File::create_new(new)?.write_all(bytes)
        })
    }

    fn stream(&self, path: &str, tell: Tell<'_>) -> Result<u64, SiteFailure> {
        self.tell(path, |new, shown| {
            let fresh = new.with_added_extension("new");
            make_way(&fresh)?;
            let mut out = io::BufWriter::with_capacity(1 << 16, fs::File::create_new(&fresh)?);
            tell(&mut out)?;
            let size = out.into_inner()?.metadata()?.len();
            let same = |known: &Path| have_same_bytes(&fresh, known).unwrap_or(false);
            if new.is_file() && same(new) {
                fs::remove_file(&fresh)?;
                return Ok(size);
            }
            make_way(new)?;
            if shown.is_file() && same(shown) && fs::hard_link(shown, new).is_ok() {
                fs::remove_file(&fresh)?;
            } else {
                fs::rename(&fresh, new)?;
            }
            Ok(size)
        })
    }
}

/// Whether a file holds these bytes.
fn holds(file: &Path, bytes: &[u8]) -> bool {
    fs::metadata(file).is_ok_and(|known| known.is_file() && known.len() == bytes.len() as u64)
        && fs::read(file).is_ok_and(|known| known == bytes)
}

/// Makes the folder of a file and removes what stands in its place.
fn make_way(file: &Path) -> io::Result<()> {
    match fs::symlink_metadata(file) {
        Ok(known) if known.is_dir() => return fs::remove_dir_all(file),
        Ok(_) => return fs::remove_file(file),
        Err(_) => {}
    }
    let folder = file.parent().unwrap_or(file);
    match fs::create_dir_all(folder) {
        // Where a file was is a folder now.
        Err(error) if matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory) => {
            let stale = folder.ancestors().find(|above| above.is_file()).unwrap_or(folder);
            fs::remove_file(stale)?;
            fs::create_dir_all(folder)
        }
        made => made,
    }
}

/// Removes the files that a site does not have, and folders that held no other.
/// Says whether anything stays.
fn remove_others(folder: &Path, path: &str, told: &HashSet<String>) -> io::Result<bool> {
    let mut is_held = false;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_str().map(|name| format!("{path}{name}"));
        if entry.file_type()?.is_dir() {
            let below = format!("{}/", name.unwrap_or_default());
            if remove_others(&entry.path(), &below, told)? {
                is_held = true;
            } else {
                fs::remove_dir(entry.path())?;
            }
        } else if name.is_some_and(|name| told.contains(&name)) {
            is_held = true;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(is_held)
}

/// One away, the other in: where there is no exchange.
fn change_in_steps(folder: &Path, shown: &Path) -> io::Result<()> {
    let away = shown.with_extension("former");
    fs::rename(shown, &away)?;
    if let Err(error) = fs::rename(folder, shown) {
        fs::rename(&away, shown)?;
        return Err(error);
    }
    fs::rename(&away, folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A site of these files, built beside the one that is shown.
    fn build(shown: &Path, files: &[(&str, &str)]) {
        let standby = Standby::beside(shown).expect("a folder");
        for (path, text) in files {
            if path.ends_with("json") {
                let size = standby.stream(path, &mut |out| out.write_all(text.as_bytes())).expect("written");
                assert_eq!(size, text.len() as u64);
            } else {
                standby.put(path, text.as_bytes()).expect("written");
            }
        }
        standby.show().expect("shown");
    }

    /// Every file of a folder with what it holds.
    fn held(folder: &Path) -> Vec<(String, String)> {
        let files =
            walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(|e| e.expect("an entry"));
        let path =
            |e: &walkdir::DirEntry| e.path().strip_prefix(folder).expect("below").display().to_string();
        let entry = |e: walkdir::DirEntry| {
            let text = if e.file_type().is_dir() {
                "/".to_owned()
            } else {
                fs::read_to_string(e.path()).expect("a file")
            };
            (path(&e), text)
        };
        files.map(entry).filter(|(path, _)| !path.is_empty()).collect()
    }

    fn own(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn the_folder_shown_holds_the_last_site_and_nothing_else() {
        let dir = tempfile::tempdir().expect("a folder");
        let shown = dir.path().join("site");
        build(&shown, &[("a/1.html", "one"), ("b/2.html", "two"), ("d.json", "[1]")]);
        build(&shown, &[("a/1.html", "one"), ("b/2.html", "zwei"), ("d.json", "[1]")]);
        assert_eq!(
            held(&shown),
            own(&[("a", "/"), ("a/1.html", "one"), ("b", "/"), ("b/2.html", "zwei"), ("d.json", "[1]")])
        );
        // The folder of the first site is brought up to date, and what went is gone.
        build(&shown, &[("a/1.html", "one"), ("d.json", "[2]")]);
        assert_eq!(held(&shown), own(&[("a", "/"), ("a/1.html", "one"), ("d.json", "[2]")]));
        // A file where a folder was, and a folder where a file was.
        build(&shown, &[("a", "file"), ("d.json/x.html", "x")]);
        build(&shown, &[("a", "file"), ("d.json/x.html", "x")]);
        assert_eq!(held(&shown), own(&[("a", "file"), ("d.json", "/"), ("d.json/x.html", "x")]));
        build(&shown, &[("a/1.html", "one"), ("d.json", "[2]")]);
        assert_eq!(held(&shown), own(&[("a", "/"), ("a/1.html", "one"), ("d.json", "[2]")]));
    }

    #[test]
    fn what_is_written_never_changes_what_is_shown() {
        let dir = tempfile::tempdir().expect("a folder");
        let shown = dir.path().join("site");
        // Unchanged files are shared by both folders.
        for _ in 0..3 {
            build(&shown, &[("a.html", "one"), ("d.json", "[1]")]);
        }
        let before = held(&shown);
        let standby = Standby::beside(&shown).expect("a folder");
        standby.put("a.html", b"two").expect("written");
        standby.stream("d.json", &mut |out| out.write_all(b"[2]")).expect("written");
        assert_eq!(held(&shown), before, "not shown yet");
        // A build that stops half-way leaves nothing behind.
        drop(standby);
        build(&shown, &[("a.html", "three")]);
        assert_eq!(held(&shown), own(&[("a.html", "three")]));
    }

    #[cfg(unix)]
    #[test]
    fn what_did_not_change_is_not_written_again() {
        use std::os::unix::fs::MetadataExt as _;
        let dir = tempfile::tempdir().expect("a folder");
        let shown = dir.path().join("site");
        let file = |path: &str| fs::metadata(shown.join(path)).expect("a file").ino();
        let files = [("a.html", "one"), ("d.json", "[1]")];
        build(&shown, &files);
        let first = (file("a.html"), file("d.json"));
        for _ in 0..3 {
            build(&shown, &files);
            assert_eq!((file("a.html"), file("d.json")), first);
        }
    }

    #[test]
    fn the_steps_end_as_the_exchange_does() {
        let dir = tempfile::tempdir().expect("a folder");
        let (shown, next) = (dir.path().join("site"), dir.path().join("site.next"));
        for (folder, text) in [(&shown, "old"), (&next, "new")] {
            fs::create_dir(folder).expect("a folder");
            fs::write(folder.join("a"), text).expect("written");
        }
        change_in_steps(&next, &shown).expect("changed");
        assert_eq!(fs::read_to_string(shown.join("a")).expect("a file"), "new");
        assert_eq!(fs::read_to_string(next.join("a")).expect("a file"), "old");
        fs::remove_dir_all(&next).expect("removed");
        assert!(change_in_steps(&next, &shown).is_err());
        assert_eq!(fs::read_to_string(shown.join("a")).expect("a file"), "new", "back in its place");
    }
}
