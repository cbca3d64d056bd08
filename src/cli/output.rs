//! `--output`: a file that is there in full or not at all, and never one of
//! the register's.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Interrupt;
use super::context::{Context, normal};
use super::failure::Failure;
use crate::site::build::read_from;

/// How much a step's summary may hold, in bytes.
const SUMMARY: usize = 1024 * 1024;

/// Writes to a file where one is named, else to standard output.
pub(super) fn deliver(context: &Context, file: Option<&Path>, bytes: &[u8]) -> Result<(), Interrupt> {
    match file.filter(|file| *file != Path::new("-")) {
        Some(file) => Ok(Target::new(context, file).save(context, bytes)?),
        None => {
            let mut out = io::stdout().lock();
            out.write_all(bytes)?;
            Ok(out.flush()?)
        }
    }
}

/// A file to write.
#[derive(Debug)]
pub(super) struct Target {
    /// As it was named.
    name: PathBuf,
    /// Where it is.
    full: PathBuf,
    /// Whether it is the summary of a GitHub step, which is added to: what
    /// others wrote there stays.
    is_summary: bool,
}

impl Target {
    /// The file of that name.
    pub(super) fn new(context: &Context, name: &Path) -> Self {
        let full = normal(&context.start.join(name));
        let summary = env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty());
        let is_summary = summary.is_some_and(|path| real(Path::new(&path)) == real(&full));
        Self { name: name.to_path_buf(), full, is_summary }
    }

    /// As it was named.
    pub(super) fn name(&self) -> &Path {
        &self.name
    }

    /// Whether both are one file. What cannot be replaced, such as a device,
    /// takes any number of texts.
    pub(super) fn is_same_file(&self, other: &Self) -> bool {
        let is_replaced = fs::metadata(&self.full).map_or(true, |there| there.is_file());
        is_replaced && real(&self.full) == real(&other.full)
    }

    /// How many bytes it still takes, if there is a limit.
    pub(super) fn room(&self) -> Option<usize> {
        let used = fs::metadata(&self.full).map_or(0, |there| there.len());
        self.is_summary.then(|| SUMMARY.saturating_sub(usize::try_from(used).unwrap_or(SUMMARY)))
    }

    /// Writes it: in full or not at all.
    pub(super) fn save(&self, context: &Context, bytes: &[u8]) -> Result<(), Failure> {
        let doing = format!("cannot write {}", self.name.display());
        let full = &self.full;
        let failed = |error: io::Error| Failure::new(doing.clone(), error.to_string());
        let folder = full.parent().unwrap_or(Path::new("/"));
        if !folder.is_dir() {
            return Err(Failure::new(doing, format!("there is no folder {}", folder.display()))
                .help("make the folder first"));
        }
        if is_of_the_register(context, full) {
            return Err(Failure::new(doing, "it is a file of the register").help("name another file"));
        }
        match fs::metadata(full) {
            Ok(there) if there.is_dir() => {
                Err(Failure::new(doing, "it is a folder").help("name a file in it"))
            }
            // A device or a pipe cannot be replaced.
            Ok(there) if !there.is_file() => fs::write(full, bytes).map_err(failed),
            _ if self.is_summary => append(full, bytes).map_err(failed),
            _ => replace(full, folder, bytes).map_err(failed),
        }
    }
}

/// A path with what links in it lead to, also of a file that does not exist
/// yet.
fn real(full: &Path) -> PathBuf {
    let beside = || Some(full.parent()?.canonicalize().ok()?.join(full.file_name()?));
    full.canonicalize().ok().or_else(beside).unwrap_or_else(|| full.to_path_buf())
}

/// Adds to a file; what cannot be added in full is taken away again.
fn append(full: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().append(true).create(true).open(full)?;
    let before = file.metadata()?.len();
    file.write_all(bytes).inspect_err(|_| {
        // The first error is the one to tell.
        let _ = file.set_len(before);
    })
}

/// The new file is written beside the old one and takes its place: a disk that
/// fills up leaves the old one.
fn replace(full: &Path, folder: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".plimsoll-").suffix(".new");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What any new file gets; the umask takes away what it does.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(full).map_err(|error| error.error)?;
    Ok(())
}

/// Whether a file is one that the register is read from, or would become one.
fn is_of_the_register(context: &Context, full: &Path) -> bool {
    let (full, root) = (real(full), real(&context.root));
    let register = &context.loaded.register;
    if full.exists() && register.sources.iter().any(|(_, file)| real(&root.join(&*file.path)) == full) {
        return true;
    }
    let could_be_read = full.extension().is_some_and(|ending| ending == "toml" || ending == "csv");
    let templates = real(&root.join(&register.config.paths.templates));
    let is_within = |path: &PathBuf| full.starts_with(real(&root.join(path)));
    full.starts_with(templates) || (could_be_read && read_from(register).iter().any(is_within))
}
