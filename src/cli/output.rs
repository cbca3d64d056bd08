//! `--output`: a file that is there in full or not at all, and never one of
//! the register's.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::Interrupt;
use super::context::{Context, normal};
use super::failure::Failure;
use crate::site::build::read_from;

/// Writes to a file where one is named, else to standard output.
pub(super) fn deliver(context: &Context, file: Option<&Path>, bytes: &[u8]) -> Result<(), Interrupt> {
    match file.filter(|file| *file != Path::new("-")) {
        Some(file) => Ok(save(context, file, bytes)?),
        None => {
            let mut out = io::stdout().lock();
            out.write_all(bytes)?;
            Ok(out.flush()?)
        }
    }
}

fn save(context: &Context, file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let doing = format!("cannot write {}", file.display());
    let full = normal(&context.start.join(file));
    let failed = |error: io::Error| Failure::new(doing.clone(), error.to_string());
    let folder = full.parent().unwrap_or(Path::new("/"));
    if !folder.is_dir() {
        return Err(Failure::new(doing, format!("there is no folder {}", folder.display()))
            .help("make the folder first"));
    }
    if is_of_the_register(context, &full) {
        return Err(Failure::new(doing, "it is a file of the register").help("name another file"));
    }
    match fs::metadata(&full) {
        Ok(there) if there.is_dir() => Err(Failure::new(doing, "it is a folder").help("name a file in it")),
        // A device or a pipe cannot be replaced.
        Ok(there) if !there.is_file() => fs::write(&full, bytes).map_err(failed),
        _ => replace(&full, folder, bytes).map_err(failed),
    }
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

/// Whether a file that exists is one that the register is read from.
fn is_of_the_register(context: &Context, full: &Path) -> bool {
    let (Ok(full), Ok(root)) = (full.canonicalize(), context.root.canonicalize()) else { return false };
    let register = &context.loaded.register;
    let is_read = |path: &Path| root.join(path).canonicalize().is_ok_and(|read| full.starts_with(read));
    read_from(register).iter().any(|path| is_read(path))
        || register.sources.iter().any(|(_, file)| is_read(Path::new(&*file.path)))
}
