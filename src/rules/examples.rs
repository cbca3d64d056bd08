//! Every example of every rule, run; and what must hold for the whole table.
//!
//! An example is what differs from a small sound register. Without a heading
//! it is `risks/R001.toml`: its keys replace the base risk's. `--- PATH` adds
//! to another file of the base, `+++ PATH` puts its keys and tables in the
//! place of those of the same name (all tables of a list in the place of all),
//! `=== PATH` replaces the file or writes a new one. A heading that ends in
//! `(UTF-16)` makes the file that.
//! A line that ends in `# rule-name` (or several, with commas) must give
//! exactly those findings; all other lines must give none. Findings that are
//! only worth knowing count where they are the example's own rule. A seal
//! written as `p1:…` is replaced by the one that matches. Everything is judged
//! on 1 June 2025.
//! `>>> DAY` begins an earlier state, written in the same way and committed on
//! that day; the example itself is committed last, on 31 May 2025. A line
//! `GONE` in such a state takes the risk away; `>>> cut` cuts the history.
//! `>>> base` begins the base that the example is held against, without a
//! history.

use std::collections::BTreeMap;

use super::*;
use crate::change::brought;
use crate::decision::{self, Kind};
use crate::filter::{self, Selection};
use crate::model::day::Day;
use crate::model::id::is_kebab;
use crate::parse;
use crate::past::Past;
use crate::source::tree::MemoryTree;

const BASE: [(&str, &str); 5] = [
    ("plimsoll.toml", include_str!("../../tests/data/examples/plimsoll.toml")),
    ("schema/methodology.toml", include_str!("../../tests/data/examples/methodology.toml")),
    ("people.toml", include_str!("../../tests/data/examples/people.toml")),
    ("assets.toml", include_str!("../../tests/data/examples/assets.toml")),
    ("controls.toml", include_str!("../../tests/data/examples/controls.toml")),
];
const BASE_RISK: &str = include_str!("../../tests/data/examples/risk.toml");
const RISK_PATH: &str = "risks/R001.toml";
const UTF_16: &str = " (UTF-16)";

fn today() -> Day {
    jiff::civil::date(2025, 6, 1)
}

/// The files of an example.
fn files(example: &str) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> =
        BASE.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
    let mut sections: Vec<(&str, &str, String)> = vec![("---", RISK_PATH, String::new())];
    for line in example.lines() {
        match line.get(..4) {
            Some("--- ") => sections.push(("---", &line[4..], String::new())),
            Some("+++ ") => sections.push(("+++", &line[4..], String::new())),
            Some("=== ") => sections.push(("===", &line[4..], String::new())),
            _ => {
                let text = &mut sections.last_mut().expect("there is a first section").2;
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    files.insert(RISK_PATH.to_owned(), over(BASE_RISK, &sections[0].2));
    for (mode, path, text) in sections.into_iter().skip(1) {
        match files.get_mut(path).filter(|_| mode != "===") {
            Some(base) if mode == "+++" => *base = over(base, &text),
            Some(base) => *base = format!("{base}\n{text}"),
            None => {
                files.insert(path.to_owned(), text);
            }
        }
    }
    files
}

/// The base without the keys and tables that the example gives, with the
/// example's in their place.
fn over(base: &str, example: &str) -> String {
    let (head, tables) = split(example);
    let (base_head, base_tables) = split(base);
    let given: Vec<&str> = head.iter().filter_map(|line| key(line)).collect();
    let kept = base_head.into_iter().filter(|line| key(line).is_none_or(|key| !given.contains(&key)));
    let is_kept = |table: &&Vec<&str>| tables.iter().all(|own| heading(own[0]) != heading(table[0]));
    let others = base_tables.iter().filter(is_kept);
    let mut lines: Vec<&str> = kept.chain(head.iter().copied()).collect();
    lines.extend(others.chain(&tables).flatten());
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// The lines before the first table, and each table with its heading.
fn split(text: &str) -> (Vec<&str>, Vec<Vec<&str>>) {
    let (mut head, mut tables) = (Vec::new(), Vec::<Vec<&str>>::new());
    for line in text.lines() {
        match tables.last_mut() {
            _ if line.starts_with('[') => tables.push(vec![line]),
            Some(table) => table.push(line),
            None => head.push(line),
        }
    }
    (head, tables)
}

/// A heading without the mark behind it.
fn heading(line: &str) -> &str {
    line.split('#').next().unwrap_or(line).trim()
}

/// The key of a line that gives one.
fn key(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=').filter(|_| !line.starts_with([' ', '#']))?;
    Some(key.trim())
}

/// Measurements have no comments: what marks their lines is no part of them.
fn unmarked(path: &str, text: &str) -> String {
    if !path.ends_with(".csv") {
        return text.to_owned();
    }
    let line = |line: &str| format!("{}\n", line.split(" # ").next().unwrap_or(line));
    text.lines().map(line).collect()
}

fn load(files: &BTreeMap<String, String>) -> parse::Loaded {
    let mut tree = MemoryTree::default();
    for (path, text) in files {
        let text = &unmarked(path, text);
        match path.strip_suffix(UTF_16) {
            None => tree.insert(path, text.as_str()),
            Some(path) => {
                let units = std::iter::once(0xfeff).chain(text.encode_utf16());
                tree.insert(path, units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
            }
        }
    }
    parse::load(&tree).unwrap_or_else(|stop| panic!("{:#?}", stop.findings))
}

/// Puts the seals that match in place of `p1:…`.
fn seal(files: &mut BTreeMap<String, String>) {
    if !files.values().any(|text| text.contains("p1:…")) {
        return;
    }
    let loaded = load(files);
    let facts = Facts::new(&loaded.register, today());
    for (risk, judged) in facts.each() {
        let text = files.get_mut(loaded.register.sources.path(risk.file)).expect("the risk's file");
        for kind in [Kind::Approval, Kind::Acceptance] {
            let header = if kind == Kind::Approval { "[treatment.approval]" } else { "[acceptance]" };
            let Some(start) = text.find(header) else { continue };
            let Some(at) = text[start..].find("p1:…").map(|at| start + at) else { continue };
            let next_table = text[start + 1..].find("\n[").map_or(text.len(), |next| start + 1 + next);
            if at < next_table {
                let seal = decision::seal(&loaded.register, risk, &judged.stages, kind);
                text.replace_range(at..at + "p1:…".len(), &seal);
            }
        }
    }
}

type Place = (String, u32, String);

/// The findings that an example asks for.
fn marked(files: &BTreeMap<String, String>) -> Vec<Place> {
    let mut places = Vec::new();
    for (path, text) in files {
        for (number, line) in (1u32..).zip(text.lines()) {
            let Some((_, mark)) = line.rsplit_once("# ") else { continue };
            let names: Vec<&str> = mark.split(',').map(str::trim).collect();
            if names.iter().all(|name| find(name).is_some()) {
                let path = path.strip_suffix(UTF_16).unwrap_or(path);
                places.extend(names.iter().map(|name| (path.to_owned(), number, (*name).to_owned())));
            }
        }
    }
    places.sort();
    places
}

type Files = BTreeMap<String, String>;

/// The example itself, and its earlier states with their days.
fn states(rule: &Rule, example: &str) -> (Files, Vec<(String, Files)>) {
    let mut parts = example.split(">>> ");
    let prepare = |text: &str| {
        let mut files = switched_on(rule, files(&text.replace("GONE\n", "")));
        if text.contains("GONE\n") {
            files.remove(RISK_PATH);
        }
        seal(&mut files);
        files
    };
    let now = prepare(parts.next().unwrap_or_default());
    let earlier = parts.map(|part| {
        let (day, text) = part.split_once('\n').unwrap_or((part, ""));
        (day.to_owned(), prepare(text))
    });
    (now, earlier.collect())
}

/// What history says of an example.
fn past(now: &Files, earlier: &[(String, Files)]) -> Option<Past> {
    match earlier {
        [] => None,
        [(name, _)] if name == "base" => None,
        [(day, _)] if day == "cut" => Some(Past { begins: Some(today()), ..Past::default() }),
        _ => {
            let plain = |files: &Files| -> Files {
                files.iter().map(|(path, text)| (path.clone(), unmarked(path, text))).collect()
            };
            let dated = |(day, files): &(String, Files)| (day.parse().expect("a day"), plain(files));
            let mut all: Vec<(Day, Files)> = earlier.iter().map(dated).collect();
            all.push((jiff::civil::date(2025, 5, 31), plain(now)));
            Some(crate::history::past_of(&all))
        }
    }
}

fn found(rule: &Rule, files: &Files, earlier: &[(String, Files)]) -> Vec<Place> {
    let mut loaded = load(files);
    let past = past(files, earlier);
    if let Some(past) = &past {
        crate::past::fill(&mut loaded.register, past);
    }
    let mut facts = Facts::with_past(&loaded.register, today(), past.as_ref());
    let read = loaded.findings.clone();
    let report = match earlier {
        [(name, base)] if name == "base" => {
            let base = load(base);
            let before = Facts::new(&base.register, today());
            let base = brought::Side { facts: &before, read: base.findings.clone() };
            let head = brought::Head { facts: &mut facts, read, recognition: None };
            brought::brought(Some(base), head, &Selection::default(), String::new()).report
        }
        _ => filter::report(&facts, read, &Selection::default()),
    };
    let counts = |name: &str, severity: Severity| name == rule.name || severity > Severity::Info;
    let mut places: Vec<Place> = report
        .findings
        .iter()
        .filter(|judged| counts(judged.finding.rule, judged.severity))
        .map(|judged| {
            let sources = &loaded.register.sources;
            let line = sources.position(judged.finding.span).line;
            (sources.path(judged.finding.span.file).to_owned(), line, judged.finding.rule.to_owned())
        })
        .collect();
    places.sort();
    places
}

/// A rule that is off by default is switched on for its own examples.
fn switched_on(rule: &Rule, mut files: BTreeMap<String, String>) -> BTreeMap<String, String> {
    if rule.severity == Severity::Off {
        let config = files.get_mut("plimsoll.toml").expect("the configuration");
        config.push_str(&format!("\n[rules]\n{} = \"warning\"\n", rule.name));
    }
    files
}

#[test]
fn every_bad_example_gives_exactly_its_marked_findings() {
    let mut wrong = String::new();
    for rule in RULES.iter() {
        for (number, example) in rule.bad.iter().enumerate() {
            let (files, earlier) = states(rule, example);
            let (wanted, got) = (marked(&files), found(rule, &files, &earlier));
            if wanted != got || !wanted.iter().any(|(.., name)| name == rule.name) {
                wrong.push_str(&format!(
                    "\n{} bad {}: wanted {wanted:?}\n   got {got:?}\n",
                    rule.name,
                    number + 1
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_good_example_gives_nothing() {
    let mut wrong = String::new();
    for rule in RULES.iter() {
        for (number, example) in rule.good.iter().enumerate() {
            let (files, earlier) = states(rule, example);
            let got = found(rule, &files, &earlier);
            if !got.is_empty() {
                wrong.push_str(&format!("\n{} good {}: got {got:?}\n", rule.name, number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_rule_is_named_explained_and_shown() {
    let mut names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    for rule in RULES.iter() {
        assert!(rule.name.split('.').all(is_kebab) || rule.name == "toml-1.1-syntax", "{}", rule.name);
        assert!(!rule.bad.is_empty() && !rule.good.is_empty(), "{} lacks an example", rule.name);
        assert!(!rule.summary.ends_with('.') && rule.why.ends_with('.'), "{}: punctuation", rule.name);
        assert!(page::markdown(rule).contains(rule.why), "{}", rule.name);
        assert!(family(rule.name).is_none(), "{} is a family too", rule.name);
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), RULES.len(), "a name stands twice");
    assert!(RULES.is_sorted_by_key(|rule| rule.family), "families stand together");
}

#[test]
fn names_are_a_promise() {
    let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    insta::assert_snapshot!(names.join("\n"));
}
