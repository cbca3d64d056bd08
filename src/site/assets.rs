//! Files beside the pages: style sheets and icons, named by their content, so
//! that a browser's cache never shows an old one.

use sha2::{Digest, Sha256};

/// A file of the site that is no page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its path in the site.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Asset {
    /// `assets/<stem>.<hash>.<extension>`.
    #[must_use]
    pub fn hashed(stem: &str, extension: &str, bytes: Vec<u8>) -> Self {
        let hash = Sha256::digest(&bytes);
        let short: String = hash.iter().take(5).map(|byte| format!("{byte:02x}")).collect();
        Self { path: format!("assets/{stem}.{short}.{extension}"), bytes }
    }
}

/// A style sheet without comments and needless space. Strings keep theirs.
#[must_use]
pub fn minified(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(c) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else if c == '"' {
            let end = rest[1..].find('"').map_or(rest.len(), |at| at + 2);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if c.is_whitespace() {
            rest = rest.trim_start();
            let glued = |c: char| matches!(c, '{' | '}' | ';' | ',' | '>');
            // A colon may begin a pseudo-class and a plus an operand: both keep the space before them.
            let needless = out.is_empty()
                || out.ends_with(glued)
                || out.ends_with(':')
                || rest.starts_with(glued)
                || rest.is_empty();
            if !needless {
                out.push(' ');
            }
        } else {
            if c == '}' && out.ends_with(';') {
                out.pop();
            }
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// A script without comment lines and indentation. No text of ours runs over a
/// line's end.
#[must_use]
pub fn tightened(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.fold(String::with_capacity(script.len()), |out, line| out + line + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_keeps_its_lines_and_loses_its_remarks() {
        let script = "(() => {\n  // why\n  const a = \"// no remark\"; // stays\n\n})();\n";
        assert_eq!(tightened(script), "(() => {\nconst a = \"// no remark\"; // stays\n})();\n");
        let own = tightened(include_str!("../../templates/site.js"));
        assert!(own.len() <= 16 << 10, "the budget of the site's scripts: {} bytes", own.len());
    }

    #[test]
    fn names_follow_the_content() {
        let one = Asset::hashed("site", "css", b"a{}".to_vec());
        assert_eq!(one, Asset::hashed("site", "css", b"a{}".to_vec()));
        assert_ne!(one.path, Asset::hashed("site", "css", b"b{}".to_vec()).path);
        assert!(one.path.starts_with("assets/site.") && one.path.ends_with(".css"));
    }

    #[test]
    fn minifying_keeps_what_means_something() {
        let css = "/* a */\n.a > .b :hover {\n  width: calc(1px + 2px);\n  content: \" x; \";\n}\n@media (min-width: 2px) and (max-width: 3px) { a { b: c } }";
        assert_eq!(
            minified(css),
            ".a>.b :hover{width:calc(1px + 2px);content:\" x; \"}@media (min-width:2px) and (max-width:3px){a{b:c}}"
        );
    }
}
