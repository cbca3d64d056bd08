//! What a register adds to its site: templates, a picture, a style sheet. They
//! are read from the register's folder and never from outside it.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::failure::SiteFailure;
use super::options::OwnFile;
use super::templates::UserTemplate;

/// Templates over this size are no templates.
const LARGEST: u64 = 4 << 20;

/// The register's templates, by name; none where the folder does not exist.
///
/// # Errors
/// A file that cannot be read, is too large or is no UTF-8.
pub fn templates(root: &Path, folder: &str) -> Result<Vec<UserTemplate>, SiteFailure> {
    let base = root.join(folder);
    if !base.is_dir() {
        return Ok(Vec::new());
    }
    let base = inside(root, &base)?;
    let mut templates = Vec::new();
    for entry in WalkDir::new(&base).follow_links(false).sort_by_file_name() {
        let entry = entry
            .map_err(|cause| SiteFailure::new(format!("cannot read the templates in {folder}"), cause))?;
        let known = entry.path().extension().and_then(|ending| ending.to_str());
        if !entry.file_type().is_file() || !matches!(known, Some("html" | "css" | "svg")) {
            continue;
        }
        let name = entry.path().strip_prefix(&base).unwrap_or(entry.path());
        let name = name.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        let bytes = read(entry.path())?;
        let text = String::from_utf8(bytes).map_err(|_| {
            SiteFailure::new(format!("cannot use the template {folder}/{name}"), "it is not UTF-8")
        })?;
        templates.push(UserTemplate { name, text });
    }
    Ok(templates)
}

/// A file that `[site]` names.
///
/// # Errors
/// A file that lies outside the register, cannot be read, or has an ending
/// that is not among `endings`.
pub fn file(root: &Path, path: &str, endings: &[&str]) -> Result<OwnFile, SiteFailure> {
    let full = inside(root, &root.join(path))?;
    let extension = full.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    if !endings.contains(&extension.as_str()) {
        return Err(SiteFailure::new(
            format!("cannot use {path} in the site"),
            format!("its name does not end in .{}", endings.join(", .")),
        ));
    }
    let stem = full.file_stem().and_then(|stem| stem.to_str()).unwrap_or("own");
    let stem: String = stem.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    Ok(OwnFile {
        stem: if stem.is_empty() { "own".to_owned() } else { stem },
        extension,
        bytes: read(&full)?,
    })
}

fn read(path: &Path) -> Result<Vec<u8>, SiteFailure> {
    let size = fs::metadata(path).map_err(|cause| SiteFailure::io("read", path, &cause))?.len();
    if size > LARGEST {
        return Err(SiteFailure::new(
            format!("cannot use {}", path.display()),
            format!("it has more than {} MiB", LARGEST >> 20),
        ));
    }
    fs::read(path).map_err(|cause| SiteFailure::io("read", path, &cause))
}

/// The real place of a path, if that lies in the register.
fn inside(root: &Path, path: &Path) -> Result<PathBuf, SiteFailure> {
    let real = path.canonicalize().map_err(|cause| SiteFailure::io("read", path, &cause))?;
    let root = root.canonicalize().map_err(|cause| SiteFailure::io("read", root, &cause))?;
    if real.starts_with(&root) {
        Ok(real)
    } else {
        Err(SiteFailure::new(format!("will not read {}", path.display()), "it lies outside the register")
            .hint("copy it into the register"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_register_are_taken_over() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path().join("register");
        fs::create_dir_all(root.join("templates/parts")).expect("folders");
        fs::write(root.join("templates/parts/a.html"), "a").expect("written");
        fs::write(root.join("templates/notes.txt"), "n").expect("written");
        fs::write(root.join("logo.svg"), "<svg/>").expect("written");
        fs::write(dir.path().join("secret.svg"), "s").expect("written");
        let names: Vec<String> =
            templates(&root, "templates").expect("read").into_iter().map(|t| t.name).collect();
        assert_eq!(names, ["parts/a.html"]);
        assert!(templates(&root, "none").expect("none is fine").is_empty());
        assert_eq!(file(&root, "logo.svg", &["svg"]).expect("a logo").stem, "logo");
        file(&root, "logo.svg", &["png"]).expect_err("another ending");
        file(&root, "../secret.svg", &["svg"]).expect_err("outside");
    }
}
