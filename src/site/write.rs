//! The output folder: the site is built beside the old one and takes its place
//! in one step. A failed or killed build leaves the old site as it was.
//!
//! A folder that no build of ours wrote is never replaced.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::failure::SiteFailure;
use super::former::{clear, have_same_bytes};
use super::output::{Output, Tell};
use super::target;

/// The file that marks a folder as a site of ours.
pub const MARKER: &str = ".plimsoll-site";
const MARKER_TEXT: &str =
    "This folder is written by `plimsoll build` and replaced as a whole by the next run.\n";
const BUILDING: &str = ".plimsoll-build-";
const FORMER: &str = ".plimsoll-former-";

/// A site that is being written and not yet seen.
#[derive(Debug)]
pub struct Staging {
    /// Removes what was written when the build fails.
    folder: tempfile::TempDir,
    target: PathBuf,
    /// There is a former site, whose files may be kept.
    is_again: bool,
    /// Folders that were made, relative to the site.
    made: Mutex<HashSet<String>>,
}

impl Staging {
    /// A new folder beside `target`, if `target` may be written at all.
    /// `root` is the register's folder, `read` are the files and folders that
    /// it is read from.
    ///
    /// # Errors
    /// A target that is not ours to replace or cannot be written.
    pub fn new(target: &Path, root: &Path, read: &[PathBuf]) -> Result<Self, SiteFailure> {
        let target = target::allowed(target, root, read)?;
        let parent = target.parent().ok_or_else(|| {
            SiteFailure::new(
                format!("cannot write the site to {}", target.display()),
                "it is the root of the file system",
            )
            .hint("name a folder with --out")
        })?;
        fs::create_dir_all(parent).map_err(|cause| SiteFailure::io("create", parent, &cause))?;
        sweep(parent, &target);
        let folder = tempfile::Builder::new()
            .prefix(&marked(BUILDING, &target))
            .tempdir_in(parent)
            .map_err(|cause| unwritable(&target, parent, &cause))?;
        let staging =
            Self { is_again: target.join(MARKER).is_file(), folder, target, made: Mutex::default() };
        staging.write(MARKER, MARKER_TEXT.as_bytes())?;
        Ok(staging)
    }

    /// Writes a file of the site; its folder is made. Safe to call from many
    /// threads.
    ///
    /// # Errors
    /// What the file system answers.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(), SiteFailure> {
        if self.is_again && self.is_same(path, bytes) && self.keep(path).is_ok() {
            return Ok(());
        }
        self.create(path, |file| file.write_all(bytes))
    }

    /// Whether the former site has the file with these bytes.
    fn is_same(&self, path: &str, bytes: &[u8]) -> bool {
        let former = self.target.join(path);
        let is_file = fs::symlink_metadata(&former)
            .is_ok_and(|known| known.is_file() && known.len() == bytes.len() as u64);
        is_file && fs::read(&former).is_ok_and(|known| known == bytes)
    }

    /// Takes the former site's file over as it is, so that a deployment that
    /// goes by the time of files uploads what changed and nothing else.
    fn keep(&self, path: &str) -> io::Result<()> {
        self.make_folder(path)?;
        fs::hard_link(self.target.join(path), self.folder.path().join(path))
    }

    /// Makes the folder of a file. To try the file first would be one call of
    /// the system more for each of thousands of folders that hold one file.
    fn make_folder(&self, path: &str) -> io::Result<()> {
        let Some((folder, _)) = path.rsplit_once('/') else { return Ok(()) };
        let is_made = |made: &HashSet<String>| made.contains(folder);
        if is_made(&self.made.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(());
        }
        fs::create_dir_all(self.folder.path().join(folder))?;
        self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned());
        Ok(())
    }

    /// Takes over the former site's file where the one just written is the same.
    fn keep_if_same(&self, path: &str) -> io::Result<()> {
        let (new, former) = (self.folder.path().join(path), self.target.join(path));
        let known = fs::symlink_metadata(&former)?;
        if known.is_file() && known.len() == fs::metadata(&new)?.len() && have_same_bytes(&new, &former)? {
            fs::remove_file(&new)?;
            fs::hard_link(&former, &new)?;
        }
        Ok(())
    }

    fn create<T>(
        &self,
        path: &str,
        tell: impl FnOnce(&mut fs::File) -> io::Result<T>,
    ) -> Result<T, SiteFailure> {
        let full = self.folder.path().join(path);
        let put = || -> io::Result<T> {
            self.make_folder(path)?;
            tell(&mut fs::File::create(&full)?)
        };
        put().map_err(|cause| {
            let failure = SiteFailure::new(
                format!("cannot write {path} of the site {}", self.target.display()),
                &cause,
            );
            if cause.kind() == io::ErrorKind::StorageFull {
                failure.hint("free some space; the former site was left as it was")
            } else {
                failure.hint("the former site was left as it was")
            }
        })
    }

    /// Puts the site in its place.
    ///
    /// # Errors
    /// A file system that refuses; the former site is then still there.
    pub fn publish(self) -> Result<(), SiteFailure> {
        let Self { folder, target, .. } = self;
        open_to_readers(folder.path())
            .map_err(|cause| SiteFailure::io("set the permissions of", folder.path(), &cause))?;
        // The folder is removed again on every way out but success.
        if !target.exists() {
            fs::rename(folder.path(), &target).map_err(|cause| misplaced(&target, &cause))?;
            let _moved = folder.keep();
            return Ok(());
        }
        target::refuse_foreign(&target)?;
        if exchange(folder.path(), &target).is_ok() {
            // The former site now lies in the temporary folder and goes with it.
            clear(folder.path());
            return Ok(());
        }
        replace_in_two_steps(folder.path(), &target)?;
        let _moved = folder.keep();
        Ok(())
    }
}

impl Output for Staging {
    fn wants(&self, _path: &str) -> bool {
        true
    }

    fn wants_below(&self, _folder: &str) -> bool {
        true
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), SiteFailure> {
        self.write(path, bytes)
    }

    fn stream(&self, path: &str, tell: Tell<'_>) -> Result<u64, SiteFailure> {
        let size = self.create(path, |file| {
            let mut out = io::BufWriter::with_capacity(1 << 16, &mut *file);
            tell(&mut out)?;
            out.flush()?;
            drop(out);
            Ok(file.metadata()?.len())
        })?;
        if self.is_again && self.keep_if_same(path).is_err() && !self.folder.path().join(path).exists() {
            return Err(SiteFailure::new(
                format!("cannot write {path} of the site"),
                "the former file went away",
            )
            .hint("run it again; the former site was left as it was"));
        }
        Ok(size)
    }
}

/// Old away, new in, and back on failure: where there is no exchange.
fn replace_in_two_steps(new: &Path, target: &Path) -> Result<(), SiteFailure> {
    let parent = target.parent().unwrap_or(target);
    let away = tempfile::Builder::new()
        .prefix(&marked(FORMER, target))
        .tempdir_in(parent)
        .map_err(|cause| unwritable(target, parent, &cause))?;
    let former = away.path().join("site");
    fs::rename(target, &former).map_err(|cause| misplaced(target, &cause))?;
    if let Err(cause) = fs::rename(new, target) {
        if fs::rename(&former, target).is_err() {
            let kept = away.keep();
            return Err(misplaced(target, &cause).hint(format!("the former site is in {}", kept.display())));
        }
        return Err(misplaced(target, &cause));
    }
    Ok(())
}

/// Two folders change places in one step.
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub(super) fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE).map_err(io::Error::from)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(super) fn exchange(_new: &Path, _old: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// A temporary folder is its maker's alone; a site is for everybody whom the
/// umask lets in.
#[cfg(unix)]
fn open_to_readers(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let probe = folder.join("assets");
    fs::create_dir_all(&probe)?;
    let mode = fs::metadata(&probe)?.permissions().mode();
    fs::set_permissions(folder, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn open_to_readers(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Folders that a killed build left behind, of this target only. One that may
/// hold the only copy of a former site is put back or kept.
fn sweep(parent: &Path, target: &Path) {
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    let (building, former) = (marked(BUILDING, target), marked(FORMER, target));
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let path = entry.path();
        if name.starts_with(&former) && !target.exists() {
            let _ = fs::rename(path.join("site"), target);
        }
        if name.starts_with(&building) || name.starts_with(&former) {
            let _ = fs::remove_dir_all(path);
        }
    }
}

/// The beginning of the names of temporary folders for this target.
fn marked(prefix: &str, target: &Path) -> String {
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    format!("{prefix}{name}-")
}

fn unwritable(target: &Path, parent: &Path, cause: &io::Error) -> SiteFailure {
    SiteFailure::new(
        format!("cannot write the site to {}", target.display()),
        format!("{}: {cause}", parent.display()),
    )
    .hint("name a folder that you may write to with --out")
}

fn misplaced(target: &Path, cause: &io::Error) -> SiteFailure {
    let failure = SiteFailure::new(format!("cannot put the site in place at {}", target.display()), cause);
    match cause.kind() {
        io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices => failure.hint(format!(
            "a mount point cannot be replaced: use a folder in it, --out {}",
            target.join("site").display()
        )),
        _ => failure.hint("the former site was left as it was"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene() -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(dir.path().join("risks")).expect("risks");
        let target = dir.path().join("site");
        (dir, target)
    }

    fn read() -> Vec<PathBuf> {
        vec![PathBuf::from("risks"), PathBuf::from("people.toml")]
    }

    fn build(root: &Path, target: &Path, text: &str) -> Result<(), SiteFailure> {
        let staging = Staging::new(target, root, &read())?;
        staging.write("index.html", text.as_bytes())?;
        staging.write("risks/R001/index.html", b"r")?;
        staging.publish()
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(dir)
            .expect("a folder")
            .map(|e| e.expect("an entry").file_name().into_string().expect("a name"))
            .collect();
        names.sort();
        names
    }

    #[cfg(unix)]
    #[test]
    fn what_did_not_change_stays_the_file_that_it_was() {
        use std::os::unix::fs::MetadataExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("site");
        let build = |one: &str, other: &str| {
            let staging = Staging::new(&target, &folder.path().join("register"), &[]).expect("a target");
            staging.write("a/one.html", one.as_bytes()).expect("written");
            staging.write("a/other.html", other.as_bytes()).expect("written");
            staging.publish().expect("published");
            ["a/one.html", "a/other.html"].map(|path| fs::metadata(target.join(path)).expect("a file").ino())
        };
        let first = build("same", "before");
        let second = build("same", "after!");
        assert_eq!(first[0], second[0], "kept with its time");
        assert_eq!(fs::read_to_string(target.join("a/other.html")).expect("a file"), "after!");
        assert_eq!(fs::read_to_string(target.join("a/one.html")).expect("a file"), "same");
        // A link in the former site is never taken over.
        fs::remove_file(target.join("a/one.html")).expect("removed");
        std::os::unix::fs::symlink("other.html", target.join("a/one.html")).expect("linked");
        build("after!", "after!");
        assert!(fs::symlink_metadata(target.join("a/one.html")).expect("a file").is_file());
    }

    #[cfg(unix)]
    #[test]
    fn a_large_file_that_did_not_change_stays_the_file_that_it_was() {
        use std::os::unix::fs::MetadataExt as _;
        let (dir, target) = scene();
        let build = |bytes: &[u8]| {
            let staging = Staging::new(&target, dir.path(), &read()).expect("staged");
            let size = staging.stream("data/x.json", &mut |out| out.write_all(bytes)).expect("written");
            assert_eq!(size, bytes.len() as u64);
            staging.publish().expect("published");
            let path = target.join("data/x.json");
            assert!(fs::read(&path).expect("a file") == bytes);
            fs::metadata(path).expect("a file").ino()
        };
        let large: Vec<u8> = (0..200_000u32).flat_map(u32::to_le_bytes).collect();
        let mut other = large.clone();
        other[700_000] ^= 1;
        let first = build(&large);
        assert_eq!(build(&large), first);
        let second = build(&other);
        assert_ne!(second, first, "another file of the same size");
        assert_ne!(build(b"short"), second);
        build(b"");
        build(b"");
    }

    #[test]
    fn a_new_site_appears_and_a_second_takes_its_place() {
        let (dir, target) = scene();
        build(dir.path(), &target, "one").expect("built");
        fs::write(target.join("stale.html"), "x").expect("written");
        build(dir.path(), &target, "two").expect("built again");
        assert_eq!(fs::read_to_string(target.join("index.html")).expect("a page"), "two");
        assert!(!target.join("stale.html").exists(), "nothing of the former site stays");
        assert_eq!(names(dir.path()), ["risks", "site"], "no litter");
    }

    #[test]
    fn an_unfinished_build_leaves_the_old_site_and_no_litter() {
        let (dir, target) = scene();
        build(dir.path(), &target, "one").expect("built");
        let staging = Staging::new(&target, dir.path(), &read()).expect("staged");
        staging.write("index.html", b"half").expect("written");
        drop(staging);
        assert_eq!(fs::read_to_string(target.join("index.html")).expect("a page"), "one");
        assert_eq!(names(dir.path()), ["risks", "site"]);
    }

    #[test]
    fn a_killed_build_is_swept_by_the_next() {
        let (dir, target) = scene();
        fs::create_dir_all(dir.path().join(".plimsoll-build-site-Xy12/risks")).expect("left over");
        fs::create_dir_all(dir.path().join(".plimsoll-build-other-Xy12")).expect("of another target");
        build(dir.path(), &target, "one").expect("built");
        assert_eq!(names(dir.path()), [".plimsoll-build-other-Xy12", "risks", "site"]);
    }

    #[test]
    fn a_site_caught_between_two_steps_is_put_back() {
        let (dir, target) = scene();
        let away = dir.path().join(".plimsoll-former-site-Xy12/site");
        fs::create_dir_all(&away).expect("moved away");
        fs::write(away.join(MARKER), "").expect("marked");
        fs::write(away.join("index.html"), "old").expect("a page");
        drop(Staging::new(&target, dir.path(), &read()).expect("staged"));
        assert_eq!(fs::read_to_string(target.join("index.html")).expect("a page"), "old");
    }

    #[test]
    fn two_steps_do_where_there_is_no_exchange() {
        let (dir, target) = scene();
        build(dir.path(), &target, "one").expect("built");
        let new = dir.path().join("new");
        fs::create_dir(&new).expect("new");
        fs::write(new.join("index.html"), "two").expect("a page");
        replace_in_two_steps(&new, &target).expect("replaced");
        assert_eq!(fs::read_to_string(target.join("index.html")).expect("a page"), "two");
        assert_eq!(names(dir.path()), ["risks", "site"]);
    }

    #[test]
    fn what_no_build_wrote_is_never_replaced() {
        let (dir, target) = scene();
        fs::create_dir(&target).expect("a folder");
        build(dir.path(), &target, "one").expect("an empty folder is free");
        fs::remove_file(target.join(MARKER)).expect("unmarked");
        let error = build(dir.path(), &target, "two").expect_err("not ours");
        assert!(error.hint.as_deref().unwrap_or_default().contains("--out"), "{error}");
        assert_eq!(fs::read_to_string(target.join("index.html")).expect("a page"), "one");
        fs::write(dir.path().join("file"), "x").expect("a file");
        build(dir.path(), &dir.path().join("file"), "x").expect_err("a file is no folder");
    }
}
