//! Any bytes and any text: nothing panics, and no text leaves its format.

use plimsoll::facts::Facts;
use plimsoll::filter::{self, Report, Selection};
use plimsoll::parse;
use plimsoll::report::check_markdown::{Page, Room};
use plimsoll::report::places::Places;
use plimsoll::report::risk_json::Head;
use plimsoll::report::style::Style;
use plimsoll::report::{check_json, escape, github, gitlab, human, junit, sarif, short};
use plimsoll::site::{self, Options};
use plimsoll::source::tree::MemoryTree;
use plimsoll::text::is_hidden;
use proptest::prelude::*;

const RISK: &str = include_str!("../../risks/identity/R001.toml");

/// The sample's files with one of them replaced.
fn tree(path: &str, bytes: &[u8]) -> MemoryTree {
    let mut tree = MemoryTree::default();
    tree.insert("plimsoll.toml", include_str!("../../plimsoll.toml"));
    tree.insert("schema/methodology.toml", include_str!("../../schema/methodology.toml"));
    tree.insert("people.toml", include_str!("../../people.toml"));
    tree.insert("assets.toml", include_str!("../../assets.toml"));
    tree.insert("threats.toml", include_str!("../../threats.toml"));
    tree.insert("controls.toml", include_str!("../../controls.toml"));
    tree.insert("risks/R001.toml", RISK);
    tree.insert(path, bytes);
    tree
}

/// Reads, judges and writes a register in every format; gives what was
/// written for people and for programs.
fn everything(tree: &MemoryTree) -> Option<(String, String)> {
    let style = Style { actions: true, ..Style::plain(80) };
    let loaded = match parse::load(tree) {
        Ok(loaded) => loaded,
        Err(stop) => {
            for finding in &stop.findings {
                let _ = human::one(finding, plimsoll::model::config::Severity::Error, &stop.sources, style);
            }
            return None;
        }
    };
    let facts = Facts::new(&loaded.register, jiff::civil::date(2025, 6, 1));
    let report = filter::report(&facts, loaded.findings.clone(), &Selection::default());
    let sources = &loaded.register.sources;
    let mut out = Vec::new();
    human::write(&report, sources, style, &mut out).expect("a vector takes every byte");
    short::write(&report, sources, style, &mut out).expect("a vector takes every byte");
    let places = Places { sources, prefix: "sec" };
    junit::write(&report, &report.waived, places, false, &mut out).expect("a vector takes every byte");
    let page = Page { report: &report, waived: &report.waived, places, risks: facts.risks.len() };
    out.extend(page.text(Room::Comment).into_bytes());
    annotations(&report, places);
    let severities = filter::severities(&loaded.register.config);
    let sarif = sarif::document(&report, &report.waived, places, &severities);
    // What it says of the rules is ours.
    let results = sarif["runs"][0]["results"].clone();
    for document in [results, serde_json::to_value(gitlab::entries(&report, places)).expect("JSON")] {
        assert!(!escape::json(&document.to_string(), true).contains(|c: char| is_hidden(c) || c == '\n'));
    }
    let counts = check_json::Counts { risks: facts.risks.len(), unreadable: loaded.register.unread.len() };
    let document = check_json::document(Head::new(&facts, None), &report, sources, counts);
    let text = serde_json::to_string(&document).expect("JSON");
    let json = escape::json(&text, true);
    Some((String::from_utf8(out).expect("UTF-8"), json.into_owned()))
}

/// Each line is one of ours, and nothing but that.
fn annotations(report: &Report<'_>, places: Places<'_>) {
    let mut out = Vec::new();
    github::write(report, places, &mut out).expect("a vector takes every byte");
    let text = String::from_utf8(out).expect("UTF-8");
    assert!(!text.contains("##[") && !text.contains(is_hidden), "{text}");
    let kinds = ["::error file=", "::warning file=", "::notice file=", "::notice title=Plimsoll::"];
    assert!(text.lines().all(|line| kinds.iter().any(|kind| line.starts_with(kind))), "{text}");
}

fn is_inert(text: &str) -> bool {
    !text.contains(|c: char| is_hidden(c))
        && !text.contains("##[")
        && text.lines().all(|line| !line.trim_start().starts_with("::"))
}

/// Text as a basic string of TOML.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a string").replace('\u{7f}', "\\u007f")
}

/// Text with more of what is dangerous in it than chance would give.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        Just("\u{1b}[31m".to_owned()),
        Just("\u{202e}".to_owned()),
        Just("<script>alert(1)</script>".to_owned()),
        Just("[x](javascript:alert(1))".to_owned()),
        Just("\"'>&<".to_owned()),
        Just("{{ page }}{% raw %}".to_owned()),
        Just("##[error]".to_owned()),
        Just("\n::error::".to_owned()),
        Just("=HYPERLINK(1)".to_owned()),
        "\\PC{0,12}",
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(pieces, 0..8).prop_map(|pieces| pieces.concat())
}

const FIELDS: [(&str, &str); 14] = [
    ("title = \"Unauthorized access due to weak passwords\"", "title = "),
    ("owner = \"it-manager\"", "owner = "),
    ("likelihood = \"high\"", "likelihood = "),
    ("status = \"in-progress\"", "status = "),
    ("option = \"mitigate\"", "option = "),
    ("plan = \"Implement multi-factor authentication\"", "plan = "),
    ("owner = \"security-lead\"", "owner = "),
    ("id = \"R001\"", "id = "),
    ("unit = ", "unit = "),
    ("category = ", "category = "),
    ("confidence = ", "confidence = "),
    ("rationale = ", "rationale = "),
    ("assessed_by = ", "assessed_by = "),
    ("description = ", "description = "),
];

/// The sample risk with one field's text replaced.
fn with_field(place: usize, text: &str) -> String {
    let (from, key) = FIELDS[place];
    let Some(start) = RISK.find(from) else { return format!("{key}{}\n", quoted(text)) };
    let rest = &RISK[start..];
    let value = &rest[key.len()..];
    let end = match value.strip_prefix("\"\"\"") {
        Some(text) => key.len() + 3 + text.find("\"\"\"").expect("a closed text") + 3,
        None => rest.find('\n').expect("a line"),
    };
    format!("{}{key}{}{}", &RISK[..start], quoted(text), &rest[end..])
}

const FILES: [&str; 6] = [
    "plimsoll.toml",
    "schema/methodology.toml",
    "people.toml",
    "controls.toml",
    "waivers.toml",
    "risks/R001.toml",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_in_any_file_never_panic(file in 0..FILES.len(), bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Some((people, json)) = everything(&tree(FILES[file], &bytes)) {
            prop_assert!(is_inert(&people), "{}", people);
            prop_assert!(is_inert(&json));
        }
    }

    #[test]
    fn a_sound_file_with_a_piece_changed_never_panics(
        file in 0..FILES.len(), at in 0usize..4000, cut in 0usize..60, put in "[\\[\\]{}=\"'#,. \na-z0-9:-]{0,8}",
    ) {
        let whole = tree("waivers.toml", include_bytes!("../../waivers.toml"));
        let mut bytes = whole.get(FILES[file]).expect("a file").to_vec();
        let at = at.min(bytes.len());
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, put.bytes());
        if let Some((people, json)) = everything(&tree(FILES[file], &bytes)) {
            prop_assert!(is_inert(&people), "{}", people);
            prop_assert!(is_inert(&json));
        }
    }

    #[test]
    fn any_text_in_any_field_stays_in_its_format(field in 0..FIELDS.len(), text in hostile()) {
        let risk = with_field(field, &text);
        let (people, json) = everything(&tree("risks/R001.toml", risk.as_bytes())).expect("a sound plimsoll.toml");
        prop_assert!(is_inert(&people), "{}", people);
        prop_assert!(is_inert(&json), "{}", json);
        let document: Result<serde_json::Value, _> = serde_json::from_str(&json);
        prop_assert!(document.is_ok());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_text_in_any_field_is_inert_in_every_page(field in 0..FIELDS.len(), text in hostile()) {
        let tree = tree("risks/R001.toml", with_field(field, &text).as_bytes());
        let loaded = parse::load(&tree).expect("a sound plimsoll.toml");
        let facts = Facts::new(&loaded.register, jiff::civil::date(2025, 6, 1));
        let report = filter::report(&facts, loaded.findings.clone(), &Selection::default());
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("site");
        let options = Options { root: folder.path().join("register"), out: out.clone(), ..Options::default() };
        site::build(&facts, &report, &options).expect("a site");
        for entry in walkdir::WalkDir::new(&out) {
            let entry = entry.expect("an entry");
            if entry.path().extension().is_none_or(|ending| ending != "html") {
                continue;
            }
            let page = std::fs::read_to_string(entry.path()).expect("a page");
            let page = crate::harness::without_own_script(&page);
            for bad in ["<script", "href=\"javascript", "href='javascript", " onerror=", "<img"] {
                prop_assert!(!page.contains(bad), "{}: {bad}", entry.path().display());
            }
            prop_assert!(!page.contains(|c: char| is_hidden(c)), "{} hides something", entry.path().display());
        }
    }
}
