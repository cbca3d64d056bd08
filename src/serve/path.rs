//! From the path of a request to a file of the site, and never to another.

use std::fs;
use std::path::{Path, PathBuf};

use crate::site::write::MARKER;

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// This file.
    File(PathBuf),
    /// A folder that was named without the stroke at its end.
    Folder,
    /// Nothing that is served.
    Nothing,
}

/// What the path of a request leads to in the site at `root`.
#[must_use]
pub fn target(root: &Path, path: &str) -> Target {
    let Some(names) = names(path) else { return Target::Nothing };
    let mut full = root.to_path_buf();
    full.extend(&names);
    // The site holds no links; where somebody put one, it must stay within.
    let (Ok(real), Ok(root)) = (full.canonicalize(), root.canonicalize()) else { return Target::Nothing };
    if !real.starts_with(&root) {
        return Target::Nothing;
    }
    let is_folder = fs::metadata(&real).is_ok_and(|metadata| metadata.is_dir());
    match (is_folder, path.ends_with('/')) {
        (true, true) => match target(&root, &format!("{path}index.html")) {
            Target::Folder => Target::Nothing,
            other => other,
        },
        (true, false) => Target::Folder,
        (false, true) => Target::Nothing,
        (false, false) => Target::File(real),
    }
}

/// The file of a site that a path names, by its path in the site.
#[must_use]
pub fn file_named(path: &str) -> Option<String> {
    let mut names = names(path)?;
    if path.ends_with('/') {
        names.push("index.html".to_owned());
    }
    Some(names.join("/"))
}

/// The names on the way, decoded; `None` where one of them is no plain name.
fn names(path: &str) -> Option<Vec<String>> {
    let path = path.strip_prefix('/')?;
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.is_empty() {
        return Some(Vec::new());
    }
    path.split('/').map(|part| decoded(part).filter(|name| is_plain(name))).collect()
}

/// Whether a name is one step down on every system.
fn is_plain(name: &str) -> bool {
    !matches!(name, "" | "." | ".." | MARKER)
        && !name.chars().any(|c| matches!(c, '/' | '\\' | ':') || c.is_control())
}

/// Percent-decoded, once; `None` for what is no encoding or no text.
fn decoded(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let value = digit()? * 16 + digit()?;
        bytes.push(u8::try_from(value).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_a_file_of_the_site() {
        assert_eq!(file_named("/").as_deref(), Some("index.html"));
        assert_eq!(file_named("/risks/R%201%C3%A4/").as_deref(), Some("risks/R 1ä/index.html"));
        assert_eq!(file_named("/data/register.csv").as_deref(), Some("data/register.csv"));
        for bad in ["", "x", "/..", "/a/../b", "/%2e%2e/x", "/.plimsoll-site", "/a//b", "/%ff"] {
            assert_eq!(file_named(bad), None, "{bad}");
        }
    }

    #[test]
    fn no_path_leaves_the_site() {
        let outer = tempfile::tempdir().expect("a folder");
        let root = outer.path().join("site");
        fs::create_dir_all(root.join("risks/R 1ä")).expect("folders");
        fs::create_dir_all(root.join("empty")).expect("a folder");
        for file in ["site/index.html", "site/risks/R 1ä/index.html", "site/.plimsoll-site", "secret.html"] {
            fs::write(outer.path().join(file), file).expect("written");
        }
        let file = |path: &str| match target(&root, path) {
            Target::File(file) => fs::read_to_string(file).expect("a file"),
            other => panic!("{path}: {other:?}"),
        };
        assert_eq!(file("/"), "site/index.html");
        assert_eq!(file("/index.html"), "site/index.html");
        assert_eq!(file("/risks/R%201%C3%A4/"), "site/risks/R 1ä/index.html");
        assert_eq!(target(&root, "/risks/R%201%c3%a4"), Target::Folder);
        for path in [
            "",
            "index.html",
            "//",
            "//index.html",
            "/risks//R%201%C3%A4/",
            "/empty/",
            "/none",
            "/index.html/",
            "/../secret.html",
            "/risks/../../secret.html",
            "/%2e%2e/secret.html",
            "/.%2E/secret.html",
            "/..%2fsecret.html",
            "/..%5csecret.html",
            "/..\\secret.html",
            "/%252e%252e/secret.html",
            "/./index.html",
            "/index.html%00",
            "/%00",
            "/%",
            "/%4",
            "/%zz",
            "/%+1",
            "/%ff",
            "/%c0%ae%c0%ae/secret.html",
            "/C:/secret.html",
            "/index.html::$DATA",
            "/.plimsoll-site",
        ] {
            assert_eq!(target(&root, path), Target::Nothing, "{path}");
        }
        let absolute = format!("/{}", outer.path().join("secret.html").display());
        assert_eq!(target(&root, &absolute), Target::Nothing);
        assert_eq!(target(&root, &absolute.replacen('/', "/%2f", 1)), Target::Nothing);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_site_is_not_followed() {
        let outer = tempfile::tempdir().expect("a folder");
        let root = outer.path().join("site");
        fs::create_dir(&root).expect("a folder");
        fs::write(outer.path().join("secret.html"), "s").expect("written");
        std::os::unix::fs::symlink("../secret.html", root.join("file.html")).expect("a link");
        std::os::unix::fs::symlink("..", root.join("folder")).expect("a link");
        for path in ["/file.html", "/folder", "/folder/", "/folder/secret.html", "/folder/site/file.html"] {
            assert_eq!(target(&root, path), Target::Nothing, "{path}");
        }
    }
}
