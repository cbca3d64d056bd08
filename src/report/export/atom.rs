//! `export atom`: what changed, an entry a commit (RFC 4287). The ids are made
//! of the register's and the commit's, so that a reader tells old from new.

use atom_syndication::{Category, Content, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use sha2::{Digest, Sha256};

use super::Export;
use crate::finding::fingerprint::hex;
use crate::text::{number, one_line, visible};
use crate::told::Told;

/// As many commits as a reader of news wants, newest first; `log` has all.
pub const ENTRIES: usize = 500;

/// The feed. `commit` is where a commit is seen on the forge, as far as that
/// is known.
#[must_use]
pub fn feed(export: &Export<'_>, commit: &dyn Fn(&str) -> Option<String>) -> String {
    let config = &export.facts.register.config;
    let key = export.register_key();
    let history = export.history.as_deref().unwrap_or_default();
    let entries: Vec<Entry> =
        history.iter().take(ENTRIES).map(|told| entry(told, &key, commit(&told.commit))).collect();
    let owner = config.organisation.as_ref().unwrap_or(&config.title);
    let address = config.site.address.as_ref().filter(|address| is_web(address));
    let home = address.map(|address| link("alternate", &safe(address), Some("text/html")));
    let feed = Feed {
        title: Text::plain(line(&config.title)),
        id: urn(&key, ""),
        updated: entries.first().map_or_else(|| time(export.seconds), |entry| entry.updated),
        authors: vec![Person { name: line(owner), ..Person::default() }],
        generator: Some(Generator {
            value: "Plimsoll".to_owned(),
            uri: None,
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
        links: home.into_iter().collect(),
        subtitle: export.cut.as_ref().map(|cut| Text::plain(line(cut))),
        entries,
        ..Feed::default()
    };
    let mut text = feed.to_string();
    text.push('\n');
    text
}

fn entry(told: &Told, key: &str, address: Option<String>) -> Entry {
    let name = |thing: &crate::told::ToldThing| thing.risk.clone().unwrap_or_else(|| thing.file.clone());
    let names: Vec<String> = told.things.iter().map(name).collect();
    let title = match &told.subject {
        Some(subject) if !one_line(subject).is_empty() => line(subject),
        _ => line(&format!("{} changed", names.join(", "))),
    };
    let mut lines = Vec::new();
    for (thing, name) in told.things.iter().zip(&names) {
        lines.extend(thing.lines.iter().map(|told| format!("{}: {}", line(name), line(&told.text))));
    }
    let committed =
        told.committer.as_ref().map_or(String::new(), |by| format!(", committed by {}", line(by)));
    lines.push(format!("Commit {}, {}{committed}", &told.commit, line(&told.signature)));
    let risks = told.things.iter().filter_map(|thing| thing.risk.as_ref());
    let updated = told.time.parse().unwrap_or_default();
    Entry {
        title: Text::plain(title),
        id: urn(key, &told.commit),
        updated,
        published: Some(updated),
        authors: vec![Person { name: or_unknown(line(&told.author)), ..Person::default() }],
        categories: risks.map(|id| Category { term: line(id), ..Category::default() }).collect(),
        links: address
            .filter(|address| is_web(address))
            .map(|address| link("alternate", &safe(&address), None))
            .into_iter()
            .collect(),
        content: Some(Content {
            value: Some(lines.join("\n")),
            content_type: Some("text".to_owned()),
            ..Content::default()
        }),
        ..Entry::default()
    }
}

fn link(rel: &str, href: &str, kind: Option<&str>) -> Link {
    Link { rel: rel.to_owned(), href: href.to_owned(), mime_type: kind.map(str::to_owned), ..Link::default() }
}

fn is_web(address: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme))
}

/// An address with what may not stand in one written by number.
fn safe(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        if c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}') {
            out.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

fn or_unknown(name: String) -> String {
    if name.is_empty() { "unknown".to_owned() } else { name }
}

/// A text on a line without what hides in it or XML forbids.
fn line(text: &str) -> String {
    let forbidden = |c: char| matches!(c, '\u{fffe}' | '\u{ffff}');
    let text = one_line(&visible(text));
    if !text.contains(forbidden) {
        return text;
    }
    text.chars().map(|c| if forbidden(c) { number(c) } else { c.to_string() }).collect()
}

fn time(seconds: i64) -> FixedDateTime {
    let instant = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    instant.to_string().parse().unwrap_or_default()
}

/// A name of its own for a register, or for a commit of it: a UUID of our
/// making (RFC 9562, version 8).
fn urn(key: &str, commit: &str) -> String {
    let digits = hex(&Sha256::digest(format!("plimsoll atom v1\n{key}\n{commit}").as_bytes()));
    // The variant's two bits leave 8, 9, a or b.
    let variant = match &digits[16..17] {
        "0" | "4" | "8" | "c" => '8',
        "1" | "5" | "9" | "d" => '9',
        "2" | "6" | "a" | "e" => 'a',
        _ => 'b',
    };
    let (a, b, c, d, e) = (&digits[..8], &digits[8..12], &digits[13..16], &digits[17..20], &digits[20..32]);
    format!("urn:uuid:{a}-{b}-8{c}-{variant}{d}-{e}")
}

#[cfg(test)]
mod tests {
    use super::super::tests::with;
    use super::*;

    fn feed_of(places: &[usize]) -> String {
        let commit = |id: &str| Some(format!("https://forge.example/c/{id}?a=1&b=<2>"));
        with(places, |export| feed(export, &commit))
    }

    #[test]
    fn an_entry_a_commit_newest_first() {
        let text = feed_of(&[]);
        let read = Feed::read_from(text.as_bytes()).expect("a feed");
        assert_eq!(read.entries().len(), 2);
        assert_eq!(read.updated().to_rfc3339(), "2025-05-20T12:00:00+00:00");
        let (late, early) = (&read.entries()[0], &read.entries()[1]);
        assert_eq!(late.title().value, "late & <b>U+0007");
        assert_eq!(late.authors()[0].name(), "Ana <Ruiz>");
        assert_eq!(
            late.links()[0].href(),
            format!("https://forge.example/c/{}?a=1&b=%3C2%3E", "b".repeat(40))
        );
        assert_eq!(
            early.title().value,
            "R001, people.toml changed",
            "its own words may name what is kept back"
        );
        let content = early.content().and_then(Content::value).expect("content");
        assert!(content.starts_with("R001: risk added\npeople.toml: file added\nCommit aaaa"), "{content}");
        assert!(!text.contains("Takeover") && !text.contains("R003") && !text.contains("quiet"), "{text}");
    }

    #[test]
    fn ids_last_and_are_of_one_commit_of_one_register() {
        let ids = |text: &str| -> Vec<String> {
            let read = Feed::read_from(text.as_bytes()).expect("a feed");
            std::iter::once(read.id().to_owned())
                .chain(read.entries().iter().map(|e| e.id().to_owned()))
                .collect()
        };
        let all = ids(&feed_of(&[]));
        assert_eq!(all, ids(&feed_of(&[0])), "the same of fewer risks");
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 3);
        assert_ne!(urn("a", "c"), urn("b", "c"));
        for id in all {
            let uuid = id.strip_prefix("urn:uuid:").expect("a UUID");
            assert_eq!(uuid.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
            assert_eq!(&uuid[14..15], "8");
            assert!("89ab".contains(&uuid[19..20]), "{uuid}");
        }
    }

    #[test]
    fn without_a_history_the_feed_is_empty_and_valid() {
        let text = with(&[3], |export| feed(export, &|_| None));
        let read = Feed::read_from(text.as_bytes()).expect("a feed");
        assert!(read.entries().is_empty());
        assert_eq!(read.updated().to_rfc3339(), "2025-06-01T00:00:00+00:00");
        assert!(!read.authors().is_empty());
    }

    #[test]
    fn what_xml_forbids_is_not_in_it() {
        assert_eq!(line("a\u{0}b\u{fffe}c\u{202e}\r\nd"), "aU+0000bU+FFFEcU+202E d");
        assert_eq!(safe("https://x/\u{e9} a"), "https://x/%C3%A9%20a");
    }
}
