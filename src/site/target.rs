//! Which folder a site may be written to: never where the register is read
//! from, never through a link, never in the place of what no build wrote.

use std::fs;
use std::path::{Path, PathBuf};

use super::failure::SiteFailure;
use super::write::MARKER;

/// The folder, from the root of the file system, if a site may go there.
/// `root` is the register's folder, `read` are the files and folders that it is
/// read from.
///
/// # Errors
/// Why it may not, with the remedy.
pub(super) fn allowed(target: &Path, root: &Path, read: &[PathBuf]) -> Result<PathBuf, SiteFailure> {
    refuse_link(target)?;
    let target = absolute(target)?;
    refuse_own(&target, &absolute(root)?, read)?;
    refuse_foreign(&target)?;
    Ok(target)
}

/// A link may be part of the repository, and lead wherever its writer likes.
fn refuse_link(target: &Path) -> Result<(), SiteFailure> {
    // A stroke at the end would follow it.
    let plain: PathBuf = target.components().collect();
    match fs::read_link(&plain) {
        Ok(to) => {
            let what = format!("will not write the site to {}", target.display());
            Err(SiteFailure::new(what, format!("it is a symbolic link to {}", to.display()))
                .hint("name the folder itself with --out, or put a folder in the link's place"))
        }
        Err(_) => Ok(()),
    }
}

/// The path from the root, links resolved as far as it exists.
fn absolute(path: &Path) -> Result<PathBuf, SiteFailure> {
    let full = std::path::absolute(path).map_err(|cause| SiteFailure::io("find", path, &cause))?;
    let mut tidy = PathBuf::new();
    for part in full.components() {
        match part {
            std::path::Component::ParentDir => {
                tidy.pop();
            }
            other => {
                tidy.push(other);
                // A link on the way leads elsewhere.
                if let Ok(real) = tidy.canonicalize() {
                    tidy = real;
                }
            }
        }
    }
    Ok(tidy)
}

/// The register must never be replaced by its own site.
fn refuse_own(target: &Path, root: &Path, read: &[PathBuf]) -> Result<(), SiteFailure> {
    let refuse = |why: String| {
        let what = format!("will not write the site to {}", target.display());
        Err(SiteFailure::new(what, why)
            .hint("name another folder with --out; the default is `site` in the register"))
    };
    if root.starts_with(target) {
        return refuse("the register itself lies there".to_owned());
    }
    for path in read {
        let path = absolute(&root.join(path))?;
        if target.starts_with(&path) || path.starts_with(target) {
            return refuse(format!("the register is read from {}", path.display()));
        }
    }
    if target.starts_with(root.join(".git")) {
        return refuse("that is Git's own folder".to_owned());
    }
    Ok(())
}

/// What exists and is not a site of ours stays.
pub(super) fn refuse_foreign(target: &Path) -> Result<(), SiteFailure> {
    let what = || format!("will not replace {}", target.display());
    let entries = match fs::symlink_metadata(target) {
        Err(_) => return Ok(()),
        Ok(metadata) if !metadata.is_dir() => {
            return Err(SiteFailure::new(what(), "it is no folder").hint("name another folder with --out"));
        }
        Ok(_) => fs::read_dir(target).map_err(|cause| SiteFailure::io("read", target, &cause))?,
    };
    if target.join(MARKER).is_file() || entries.count() == 0 {
        return Ok(());
    }
    Err(SiteFailure::new(what(), format!("it holds files that no build wrote (there is no {MARKER} in it)"))
        .hint("name another folder with --out, or empty this one"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_register_is_never_the_target() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path().join("register");
        fs::create_dir_all(root.join("risks/a")).expect("a register");
        let read = [PathBuf::from("risks"), PathBuf::from("people.toml")];
        let ask = |path: &Path| allowed(path, &root, &read);
        for bad in ["", ".", "risks", "risks/a/site", "..", "risks/../risks", ".git/site", "people.toml"] {
            let error = ask(&root.join(bad)).expect_err(bad);
            assert!(error.hint.as_deref().unwrap_or_default().contains("--out"), "{error}");
        }
        ask(&root.join("site")).expect("inside, but nothing is read there");
        ask(&dir.path().join("elsewhere/deep")).expect("a folder that is still to be made");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_never_the_target_and_may_be_on_the_way() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path().canonicalize().expect("a path");
        fs::create_dir_all(root.join("real")).expect("a folder");
        fs::create_dir_all(root.join("register/risks")).expect("a register");
        let link = |to: &str, name: &str| {
            std::os::unix::fs::symlink(root.join(to), root.join(name)).expect("a link")
        };
        link("real", "linked");
        link("nowhere", "broken");
        link("register/risks", "into");
        let ask = |path: &str| allowed(&root.join(path), &root.join("register"), &[PathBuf::from("risks")]);
        for bad in ["linked", "linked/", "broken", "into", "into/site"] {
            let error = ask(bad).expect_err(bad);
            assert!(error.hint.as_deref().unwrap_or_default().contains("--out"), "{error}");
        }
        assert_eq!(ask("linked/site").expect("a folder"), root.join("real/site"));
        assert_eq!(ask("real").expect("an empty folder"), root.join("real"));
    }
}
