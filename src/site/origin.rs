//! Where a register's own template comes from: a mark in its first line says
//! which built-in text it was made of, so that it can be told when that text
//! has changed since.

use sha2::{Digest, Sha256};

use super::templates::{BUILTIN, UserTemplate};

/// What every mark says.
const MARK: &str = "plimsoll template ";

/// What a mark says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The version that wrote it.
    pub version: String,
    /// The digest of the built-in text.
    pub digest: String,
}

/// How a template of the register stands to the built-in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is the built-in one.
    Same,
    /// It was made of today's built-in one.
    Current,
    /// It was made of a built-in one that has changed since.
    Behind(Origin),
    /// It has no mark: nobody knows what it was made of.
    Unknown,
    /// There is no built-in one of that name: other templates may include it.
    Own,
}

/// A built-in template with the mark in its first line.
#[must_use]
pub fn marked(name: &str, text: &str) -> String {
    let mark = format!("{MARK}{name} {} {}", env!("CARGO_PKG_VERSION"), digest(text));
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        // Without the space that follows: a page begins with its document type.
        Some("html") => format!("{{#- {mark} -#}}\n{text}"),
        Some("svg") => format!("<!-- {mark} -->\n{text}"),
        _ => format!("/* {mark} */\n{text}"),
    }
}

/// The text without the mark.
#[must_use]
pub fn unmarked(text: &str) -> &str {
    match (origin(text), text.split_once('\n')) {
        (Some(_), Some((_, rest))) => rest,
        _ => text,
    }
}

/// How a template of the register stands to the built-in one of its name.
#[must_use]
pub fn standing(own: &UserTemplate) -> Standing {
    let Some((_, builtin)) = BUILTIN.iter().find(|(name, _)| *name == own.name) else { return Standing::Own };
    // Git may have written other ends of lines.
    if plain(unmarked(&own.text)) == plain(builtin) {
        return Standing::Same;
    }
    match origin(&own.text) {
        None => Standing::Unknown,
        Some(origin) if origin.digest == digest(builtin) => Standing::Current,
        Some(origin) => Standing::Behind(origin),
    }
}

/// What the mark in the first line says.
fn origin(text: &str) -> Option<Origin> {
    let first = text.lines().next()?;
    let (_, said) = first.split_once(MARK)?;
    let mut words = said.split_whitespace();
    let (_name, version, digest) = (words.next()?, words.next()?, words.next()?);
    let is_digest = digest.len() == DIGITS && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_digest.then(|| Origin { version: version.to_owned(), digest: digest.to_owned() })
}

/// So many digits tell the versions of a template apart.
const DIGITS: usize = 16;

fn digest(text: &str) -> String {
    let hash = Sha256::digest(plain(text).as_bytes());
    hash.iter().take(DIGITS / 2).map(|byte| format!("{byte:02x}")).collect()
}

fn plain(text: &str) -> String {
    text.replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stands(name: &str, text: String) -> Standing {
        standing(&UserTemplate { name: name.to_owned(), path: name.to_owned(), text })
    }

    #[test]
    fn a_mark_tells_what_a_template_was_made_of() {
        for (name, text) in BUILTIN {
            let written = marked(name, text);
            assert_eq!(unmarked(&written), *text);
            assert_eq!(stands(name, written.clone()), Standing::Same);
            assert_eq!(
                stands(name, written.replace('\n', "\r\n")),
                Standing::Same,
                "{name} with other line ends"
            );
            assert_eq!(stands(name, format!("{written}\n<!-- ours -->")), Standing::Current);
            let older = marked(name, &format!("{text} as it was"));
            let Standing::Behind(origin) = stands(name, older) else { panic!("{name} fell behind") };
            assert_eq!(origin.version, env!("CARGO_PKG_VERSION"));
            assert_eq!(stands(name, format!("{text} ours")), Standing::Unknown);
            assert_eq!(unmarked(text), *text);
        }
        assert_eq!(stands("parts/a.html", "x".to_owned()), Standing::Own);
    }

    #[test]
    fn what_only_looks_like_a_mark_is_none() {
        for first in [
            "{#- plimsoll template -#}",
            "/* plimsoll template site.css 1.0 zz */",
            "plimsoll template a b",
            "",
        ] {
            assert_eq!(origin(first), None, "{first}");
        }
    }
}
