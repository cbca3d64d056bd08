//! Where the example is written: beside its place, and put there at the end.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::story::MAIN;
use super::tell::tell;
use crate::git::Trouble;
use crate::git::write::Journal;

/// What was written.
#[derive(Debug, PartialEq, Eq)]
pub struct Example {
    /// The newest commit of the checked-out branch.
    pub head: String,
    /// How many commits there are.
    pub commits: usize,
}

/// Why the example could not be written.
#[derive(Debug)]
pub enum ExampleTrouble {
    /// The folder is a repository already.
    Repository,
    /// The folder holds something; with one of its names.
    NotEmpty(String),
    /// There is a file in the folder's place.
    NoFolder,
    /// The system refused a path.
    Io(PathBuf, io::Error),
    /// What Git said.
    Git(Trouble),
}

/// Writes the example into a folder that does not exist or is empty.
///
/// # Errors
/// A folder that is not empty, or what the system or Git refuses; then nothing
/// is left behind.
pub fn write(folder: &Path) -> Result<Example, ExampleTrouble> {
    let is_there = check_empty(folder)?;
    // Beside the folder that will be, or within the one that is: never on
    // another file system.
    let ground = if is_there { folder } else { nearest(folder) };
    let refused = |path: &Path| {
        let path = path.to_path_buf();
        |error| ExampleTrouble::Io(path, error)
    };
    let stage = tempfile::Builder::new()
        .prefix(".plimsoll-")
        .suffix(".new")
        .tempdir_in(ground)
        .map_err(refused(ground))?;
    let register = stage.path().join("register");
    fs::create_dir(&register).map_err(refused(&register))?;
    let example = tell_into(&register).map_err(ExampleTrouble::Git)?;
    if is_there {
        fill(folder, &register)?
    } else {
        place(folder, &register)?
    }
    Ok(example)
}

fn tell_into(folder: &Path) -> Result<Example, Trouble> {
    let journal = Journal::begin(folder, MAIN)?;
    let told = tell(&journal, super::story())?;
    let head = told.branches.first().map(|(_, id)| id.to_string()).unwrap_or_default();
    journal.finish(&told.branches)?;
    Ok(Example { head, commits: told.commits })
}

/// Whether the folder exists, if it is one that may be filled.
fn check_empty(folder: &Path) -> Result<bool, ExampleTrouble> {
    let mut names = match fs::read_dir(folder) {
        Ok(entries) => entries,
        // A link to nothing is something all the same.
        Err(error) if error.kind() == io::ErrorKind::NotFound && folder.symlink_metadata().is_err() => {
            return Ok(false);
        }
        Err(_) if folder.symlink_metadata().is_ok_and(|what| !what.is_dir()) => {
            return Err(ExampleTrouble::NoFolder);
        }
        Err(error) => return Err(ExampleTrouble::Io(folder.to_path_buf(), error)),
    };
    if folder.join(".git").symlink_metadata().is_ok() {
        return Err(ExampleTrouble::Repository);
    }
    match names.next() {
        None => Ok(true),
        Some(Ok(entry)) => Err(ExampleTrouble::NotEmpty(entry.file_name().to_string_lossy().into_owned())),
        Some(Err(error)) => Err(ExampleTrouble::Io(folder.to_path_buf(), error)),
    }
}

/// The nearest folder above that exists.
fn nearest(folder: &Path) -> &Path {
    folder.ancestors().skip(1).find(|above| above.exists()).unwrap_or(Path::new("."))
}

/// Puts a folder in a place where there is none, with the folders above it.
fn place(folder: &Path, register: &Path) -> Result<(), ExampleTrouble> {
    let above: Vec<&Path> = folder.ancestors().skip(1).take_while(|above| !above.exists()).collect();
    let placed = (|| {
        if let Some(parent) = above.first() {
            fs::create_dir_all(parent)?;
        }
        fs::rename(register, folder)
    })();
    placed.map_err(|error| {
        for made in above {
            // What holds something by now is somebody else's.
            let _ = fs::remove_dir(made);
        }
        ExampleTrouble::Io(folder.to_path_buf(), error)
    })
}

/// Puts what a folder holds into an empty one, which somebody may stand in.
/// The repository comes last: until then it is not a register with a history.
fn fill(folder: &Path, register: &Path) -> Result<(), ExampleTrouble> {
    let mut moved = Vec::new();
    let filled = (|| {
        let mut names =
            fs::read_dir(register)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?;
        names.sort_by_key(|name| (name == ".git", name.clone()));
        for name in names {
            let to = folder.join(&name);
            fs::rename(register.join(&name), &to)?;
            moved.push((register.join(name), to));
        }
        Ok(())
    })();
    filled.map_err(|error| {
        for (from, to) in moved {
            // Back to the stage, which is taken away as a whole.
            let _ = fs::rename(to, from);
        }
        ExampleTrouble::Io(folder.to_path_buf(), error)
    })
}
