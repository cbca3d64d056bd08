//! New files, written so that all of them are there or none.
//!
//! Each is written beside its place and put there at the end. A file that
//! exists is never replaced.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tempfile::NamedTempFile;

/// Why files could not be written.
#[derive(Debug)]
pub enum WriteTrouble {
    /// These exist already.
    Exist(Vec<PathBuf>),
    /// The system refused one.
    Io(PathBuf, io::Error),
}

/// Writes new files, by path below a folder.
///
/// # Errors
/// Files that exist, or that the system refuses; then nothing is left behind.
pub fn new_files(root: &Path, files: &[(String, String)]) -> Result<(), WriteTrouble> {
    let there = files.iter().map(|(path, _)| root.join(path)).filter(|full| full.symlink_metadata().is_ok());
    let there: Vec<PathBuf> = there.collect();
    if !there.is_empty() {
        return Err(WriteTrouble::Exist(there));
    }
    let mut made = Made::default();
    let mut beside = Vec::with_capacity(files.len());
    for (path, text) in files {
        let full = root.join(path);
        let refused = |error| WriteTrouble::Io(full.clone(), error);
        made.folder(full.parent().unwrap_or(root)).map_err(refused)?;
        let file = temporary(&full, text).map_err(refused)?;
        beside.push((file, full));
    }
    for (file, full) in beside {
        match file.persist_noclobber(&full) {
            Ok(_) => made.files.push(full),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(WriteTrouble::Exist(vec![full]));
            }
            Err(error) => return Err(WriteTrouble::Io(full, error.error)),
        }
    }
    made.keep();
    Ok(())
}

/// A file to be written: by its path below a folder, what it was when it was
/// read, and what it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The path.
    pub path: String,
    /// What it said; none where it is new.
    pub before: Option<String>,
    /// What it is to say.
    pub after: String,
}

/// A file that is no longer to be there: its path below a folder, and what it
/// was when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// The path.
    pub path: String,
    /// What it said.
    pub before: String,
}

/// Writes many files, new ones and others in the place of what they were:
/// each beside its place first, all put there at the end.
///
/// # Errors
/// A file that is another by now, or that the system refuses; then all are as
/// they were.
pub fn all_files(root: &Path, changes: &[Change]) -> Result<(), WriteTrouble> {
    all_files_without(root, changes, &[])
}

/// The same, and takes files away once all others are there: those that lie
/// under another name then.
///
/// # Errors
/// As [`all_files`].
pub fn all_files_without(root: &Path, changes: &[Change], gone: &[Gone]) -> Result<(), WriteTrouble> {
    for file in gone {
        let full = root.join(&file.path);
        same_as(&full, &file.before).map_err(|error| WriteTrouble::Io(full, error))?;
    }
    let mut made = Made::default();
    let mut there = Vec::new();
    let mut folders = std::collections::HashSet::new();
    for change in changes {
        let full = root.join(&change.path);
        if change.before.is_none() && full.symlink_metadata().is_ok() {
            there.push(full);
            continue;
        }
        let folder = full.parent().unwrap_or(root).to_path_buf();
        if !folders.contains(&folder) {
            made.folder(&folder).map_err(|error| WriteTrouble::Io(full.clone(), error))?;
            folders.insert(folder);
        }
    }
    if !there.is_empty() {
        return Err(WriteTrouble::Exist(there));
    }
    let beside = changes.par_iter().map(|change| {
        let full = root.join(&change.path);
        let refused = |error| WriteTrouble::Io(full.clone(), error);
        if let Some(before) = &change.before {
            same_as(&full, before).map_err(refused)?;
        }
        let file = unsynced(&full, &change.after).map_err(refused)?;
        if let Ok(metadata) = fs::metadata(&full) {
            fs::set_permissions(file.path(), metadata.permissions()).map_err(refused)?;
        }
        Ok((file, full.clone()))
    });
    let beside: Vec<(NamedTempFile, PathBuf)> = beside.collect::<Result<_, WriteTrouble>>()?;
    let mut replaced: Vec<&Change> = Vec::new();
    let mut removed: Vec<&Gone> = Vec::new();
    let put = |made: &mut Made| -> Result<(), WriteTrouble> {
        for ((file, full), change) in beside.into_iter().zip(changes) {
            let refused = |error| WriteTrouble::Io(full.clone(), error);
            if let Some(before) = &change.before {
                // Writing them all took time.
                same_as(&full, before).map_err(refused)?;
                file.persist(&full).map_err(|error| refused(error.error))?;
                replaced.push(change);
            } else {
                file.persist_noclobber(&full).map_err(|error| refused(error.error))?;
                made.files.push(full.clone());
            }
        }
        for file in gone {
            let full = root.join(&file.path);
            fs::remove_file(&full).map_err(|error| WriteTrouble::Io(full, error))?;
            removed.push(file);
        }
        Ok(())
    };
    let outcome = put(&mut made);
    match outcome {
        Ok(()) => made.keep(),
        Err(trouble) => {
            for file in removed {
                let _ = replace(&root.join(&file.path), None, &file.before);
            }
            for change in replaced {
                if let Some(before) = &change.before {
                    // What cannot be put back is said by the error all the same.
                    let _ = replace(&root.join(&change.path), Some(&change.after), before);
                }
            }
            return Err(trouble);
        }
    }
    Ok(())
}

/// Writes a file in the place of what it was when it was read, or a new one.
///
/// # Errors
/// A file that is another by now, or that the system refuses; then it is as it
/// was.
pub fn replace(full: &Path, before: Option<&str>, after: &str) -> io::Result<()> {
    if let Some(folder) = full.parent() {
        fs::create_dir_all(folder)?;
    }
    let file = temporary(full, after)?;
    let now = match fs::read(full) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    if now.as_deref() != before.map(str::as_bytes) {
        return Err(io::Error::other("somebody else changed it meanwhile; nothing was written"));
    }
    if let Ok(metadata) = fs::metadata(full) {
        fs::set_permissions(file.path(), metadata.permissions())?;
    }
    file.persist(full).map(|_| ()).map_err(|error| error.error)
}

/// Refuses a file that is another by now.
fn same_as(full: &Path, before: &str) -> io::Result<()> {
    if fs::read(full)? == before.as_bytes() {
        return Ok(());
    }
    Err(io::Error::other("somebody else changed it meanwhile; nothing was written"))
}

fn temporary(full: &Path, text: &str) -> io::Result<NamedTempFile> {
    let file = unsynced(full, text)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// The same, which the system writes to the disk when it likes: thousands of
/// files that wait for the disk one by one take minutes.
fn unsynced(full: &Path, text: &str) -> io::Result<NamedTempFile> {
    let folder = full.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".plimsoll-").suffix(".new");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What any new file gets; the umask takes away what it does.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

/// Folders and files made so far; taken away again unless they are kept.
#[derive(Debug, Default)]
struct Made {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
    kept: bool,
}

impl Made {
    fn folder(&mut self, folder: &Path) -> io::Result<()> {
        let missing: Vec<&Path> =
            folder.ancestors().take_while(|f| !f.as_os_str().is_empty() && !f.exists()).collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(folder)?;
            self.folders.push(folder.to_path_buf());
        }
        Ok(())
    }

    fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        // What cannot be taken away is not ours any more.
        for file in &self.files {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> (String, String) {
        (path.to_owned(), "text".to_owned())
    }

    #[test]
    fn all_files_are_written_with_their_folders() {
        let folder = tempfile::tempdir().expect("a folder");
        new_files(folder.path(), &[file("a.toml"), file("b/c/d.toml")]).expect("written");
        assert_eq!(fs::read_to_string(folder.path().join("b/c/d.toml")).expect("a file"), "text");
    }

    #[test]
    fn a_file_that_exists_keeps_all_others_from_being_written() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("b"), "mine").expect("a file");
        let trouble = new_files(folder.path(), &[file("a"), file("b")]).expect_err("refused");
        assert!(matches!(trouble, WriteTrouble::Exist(paths) if paths == [folder.path().join("b")]));
        assert!(!folder.path().join("a").exists());
    }

    #[test]
    fn new_files_and_changed_ones_are_written_together_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = |path: &str| fs::read_to_string(folder.path().join(path)).ok();
        fs::write(folder.path().join("old"), "was").expect("a file");
        let change = |path: &str, before: Option<&str>| Change {
            path: path.to_owned(),
            before: before.map(str::to_owned),
            after: "is".to_owned(),
        };
        all_files(folder.path(), &[change("new/a", None), change("old", Some("other"))])
            .expect_err("another by now");
        assert_eq!((text("new/a"), text("old").as_deref()), (None, Some("was")));
        assert!(!folder.path().join("new").exists(), "the folder is gone too");
        all_files(folder.path(), &[change("new/a", None), change("old", Some("was"))]).expect("written");
        assert_eq!((text("new/a").as_deref(), text("old").as_deref()), (Some("is"), Some("is")));
        let trouble = all_files(folder.path(), &[change("new/a", None)]).expect_err("it exists");
        assert!(matches!(trouble, WriteTrouble::Exist(_)));
    }

    #[test]
    fn a_file_lies_under_another_name_afterwards_or_all_is_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = |path: &str| fs::read_to_string(folder.path().join(path)).ok();
        fs::write(folder.path().join("old"), "was").expect("a file");
        let new = Change { path: "new".to_owned(), before: None, after: "is".to_owned() };
        let gone = |before: &str| [Gone { path: "old".to_owned(), before: before.to_owned() }];
        let changes = [new];
        all_files_without(folder.path(), &changes, &gone("other")).expect_err("another by now");
        assert_eq!((text("new"), text("old").as_deref()), (None, Some("was")));
        all_files_without(folder.path(), &changes, &gone("was")).expect("moved");
        assert_eq!((text("new").as_deref(), text("old")), (Some("is"), None));
    }

    #[test]
    fn what_fails_leaves_nothing_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("file"), "mine").expect("a file");
        new_files(folder.path(), &[file("new/a"), file("file/b")]).expect_err("a file is no folder");
        let left: Vec<_> = fs::read_dir(folder.path()).expect("a folder").collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }
}
