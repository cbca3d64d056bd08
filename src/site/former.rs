//! What becomes of the files of the former site.

use std::fs;
use std::io::{self, BufRead as _};
use std::path::Path;

use rayon::prelude::*;

/// Whether two files hold the same.
pub(super) fn have_same_bytes(one: &Path, other: &Path) -> io::Result<bool> {
    let mut files = [one, other].map(|path| fs::File::open(path).map(io::BufReader::new));
    let [Ok(one), Ok(other)] = &mut files else { return Ok(false) };
    loop {
        let (a, b) = (one.fill_buf()?, other.fill_buf()?);
        let both = a.len().min(b.len());
        if a[..both] != b[..both] {
            return Ok(false);
        }
        if both == 0 {
            return Ok(a.len() == b.len());
        }
        one.consume(both);
        other.consume(both);
    }
}

/// Removes what a folder holds, from several threads: thousands of folders with
/// a page each take as long to remove as to write. What stays is left to whoever
/// owns the folder.
pub(super) fn clear(folder: &Path) {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().collect::<Vec<_>>();
    let is_folder = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let (folders, files): (Vec<_>, Vec<_>) = entries(folder).into_iter().partition(is_folder);
    let below: Vec<_> = folders.iter().flat_map(|folder| entries(&folder.path())).collect();
    below.par_iter().chain(&files).for_each(|entry| {
        let path = entry.path();
        let _ = if is_folder(entry) { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    });
}
