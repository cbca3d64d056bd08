//! Reports for the tests of the formats: nothing, one finding, many, hostile
//! ones, one without a place.

use super::places::Places;
use crate::filter::{Judged, Report, Waived};
use crate::finding::Finding;
use crate::model::config::Severity;
use crate::model::waiver::Waiver;
use crate::rules::Family;
use crate::source::{At, FileId, SourceFile, SourceMap, Span};

/// What a register could say to do harm where it is shown.
pub(super) const HOSTILE: &str = "@ana #1 <img src=x> ![a](https://x.example) --> ]]> 100%0A, \
    [b](1) \"'&\u{1b}[31m\u{202e}\u{ffff}\r\n::error::x ##[stop-commands]y | `c`";

/// A file of an odd name, an empty one, and one of a hostile name.
pub(super) fn sources() -> SourceMap {
    SourceMap::new(vec![
        SourceFile::new("risks/50% #1:, é.toml".to_owned(), "id = 'R001'\nowner = 'it-manger'\n".to_owned()),
        SourceFile::new("people.toml".to_owned(), String::new()),
        SourceFile::new("risks/\u{202e}\u{1b}[31m ##[error]x.toml".to_owned(), "id = 'R002'\n".to_owned()),
    ])
}

/// The places of a register that lies in `sec/`.
pub(super) fn places(sources: &SourceMap) -> Places<'_> {
    Places { sources, prefix: "sec" }
}

fn finding() -> Finding {
    Finding::new("unknown-person", Span::new(FileId(0), 20..31), "no such person")
        .help("name one")
        .risk("R001")
        .field("owner")
}

fn report(findings: Vec<(Finding, Severity)>) -> Report<'static> {
    let judged = |(finding, severity)| Judged { finding, family: Family::References, severity, dated: false };
    Report { findings: findings.into_iter().map(judged).collect(), ..Report::default() }
}

/// Nothing found.
pub(super) fn none() -> Report<'static> {
    report(Vec::new())
}

/// One error.
pub(super) fn one() -> Report<'static> {
    report(vec![(finding(), Severity::Error)])
}

/// As many as wanted, of the three severities by turns, lightest first, all of
/// one fingerprint.
pub(super) fn many(count: usize) -> Report<'static> {
    let turns = [Severity::Info, Severity::Warning, Severity::Error];
    report((0..count).map(|number| (finding(), turns[number % 3])).collect())
}

/// One whose texts are hostile.
pub(super) fn hostile() -> Report<'static> {
    let mut hostile = finding().risk(HOSTILE).field(HOSTILE).help(HOSTILE);
    hostile.message = HOSTILE.to_owned();
    hostile.span = Span::new(FileId(2), 5..11);
    report(vec![(hostile.related(Span::start_of(FileId(1)), HOSTILE), Severity::Error)])
}

/// One over two lines.
pub(super) fn spanning() -> Report<'static> {
    let mut spanning = finding();
    spanning.span = Span::new(FileId(0), 0..20);
    report(vec![(spanning, Severity::Warning)])
}

/// One without a place, in a file without text.
pub(super) fn placeless() -> Report<'static> {
    report(vec![(Finding::new("unknown-person", Span::start_of(FileId(1)), "nobody"), Severity::Info)])
}

/// A waiver in a file of its own.
pub(super) fn granted() -> Waiver {
    let at = |text: &str| Some(At::new(text.to_owned(), Span::start_of(FileId(1))));
    Waiver {
        span: Span::start_of(FileId(1)),
        rule: at("unknown-person"),
        reason: at("Strike"),
        until: Some(At::new("2025-07-01".parse().expect("a day"), Span::start_of(FileId(1)))),
        by: at("ciso"),
        risk: at("R001"),
        path: None,
    }
}

/// One that this waiver silences.
pub(super) fn silenced(waiver: &Waiver) -> Report<'_> {
    let waived = Waived { finding: finding(), severity: Severity::Error, waiver };
    Report { findings: Vec::new(), waived: vec![waived], since: None }
}

/// All of them but the silenced one.
pub(super) fn every() -> Vec<Report<'static>> {
    vec![none(), one(), many(100), hostile(), spanning(), placeless()]
}
