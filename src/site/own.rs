//! What a register adds to its site: templates, a picture, a style sheet. They
//! are read from the register's folder and never from outside it.

use super::failure::SiteFailure;
use super::options::OwnFile;
use super::templates::UserTemplate;
use crate::source::tree::{Tree, Trouble, beside};
use crate::source::{file_name, stem};

/// Templates and pictures over this size are none.
const LARGEST: u64 = 4 << 20;

/// Endings of templates.
const TEMPLATES: [&str; 3] = ["html", "css", "svg"];

/// The register's templates, by name; none where the folder does not exist.
///
/// # Errors
/// A file that cannot be read, is too large or is no UTF-8.
pub fn templates(tree: &dyn Tree, folder: &str) -> Result<Vec<UserTemplate>, SiteFailure> {
    let mut templates = Vec::new();
    for entry in tree.files(folder, &TEMPLATES) {
        let path = entry.path;
        let bytes = match entry.trouble {
            Some(trouble) => Err(trouble),
            None => tree.read(&path, LARGEST),
        };
        let bytes = bytes.map_err(|trouble| unusable(&path, &trouble))?;
        let text = String::from_utf8(bytes)
            .map_err(|_| SiteFailure::new(format!("cannot use the template {path}"), "it is not UTF-8"))?;
        let name = path.strip_prefix(folder).unwrap_or(&path).trim_start_matches('/').to_owned();
        templates.push(UserTemplate { name, path, text });
    }
    Ok(templates)
}

/// A file that `[site]` names.
///
/// # Errors
/// A file that lies outside the register, cannot be read, or has an ending
/// that is not among `endings`.
pub fn file(tree: &dyn Tree, path: &str, endings: &[&str]) -> Result<OwnFile, SiteFailure> {
    // `beside` the configuration: relative to the register, and within it.
    let inside = beside("plimsoll.toml", path).filter(|_| !path.starts_with('/'));
    let inside = inside.ok_or_else(|| {
        SiteFailure::new(format!("will not read {path}"), "it lies outside the register")
            .hint("copy it into the register")
    })?;
    let name = file_name(&inside);
    let extension = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    if !endings.contains(&extension.as_str()) {
        return Err(SiteFailure::new(
            format!("cannot use {path} in the site"),
            format!("its name does not end in .{}", endings.join(", .")),
        ));
    }
    let bytes = tree.read(&inside, LARGEST).map_err(|trouble| unusable(path, &trouble))?;
    let stem: String = stem(&inside).chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    Ok(OwnFile { stem: if stem.is_empty() { "own".to_owned() } else { stem }, extension, bytes })
}

fn unusable(path: &str, trouble: &Trouble) -> SiteFailure {
    let failure = |cause: String| SiteFailure::new(format!("cannot read {path}"), cause);
    match trouble {
        Trouble::Missing => failure("there is no such file".to_owned())
            .hint("write it, or take its name out of plimsoll.toml"),
        Trouble::Folder => failure("it is a folder".to_owned()),
        Trouble::Link(to) => failure(format!("it is a symbolic link to {to}, and links are not followed"))
            .hint("put the file itself in its place"),
        Trouble::NotAFile => failure("it is no regular file".to_owned()),
        Trouble::TooLarge(..) => failure(format!("it has more than {} MiB", LARGEST >> 20)),
        Trouble::Io(why) => failure(why.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::source::tree::WorkTree;

    #[test]
    fn only_files_of_the_register_are_taken_over() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path().join("register");
        std::fs::create_dir_all(root.join("templates/parts")).expect("folders");
        let write = |path: &str, text: &str| std::fs::write(root.join(path), text).expect("written");
        write("templates/parts/a.html", "a");
        write("templates/notes.txt", "n");
        write("logo.svg", "<svg/>");
        write("../secret.svg", "s");
        let tree = WorkTree::new(root.clone());
        let names: Vec<String> =
            templates(&tree, "templates").expect("read").into_iter().map(|t| t.name).collect();
        assert_eq!(names, ["parts/a.html"]);
        assert!(templates(&tree, "none").expect("none is fine").is_empty());
        assert_eq!(file(&tree, "./logo.svg", &["svg"]).expect("a logo").stem, "logo");
        file(&tree, "logo.svg", &["png"]).expect_err("another ending");
        file(&tree, "../secret.svg", &["svg"]).expect_err("outside");
        file(&tree, &dir.path().join("secret.svg").display().to_string(), &["svg"]).expect_err("outside");
        file(&tree, "none.svg", &["svg"]).expect_err("not there");
    }
}
