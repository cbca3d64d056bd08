//! `check --format markdown`: for the summary of a step and for comments.
//!
//! Forges refuse what is too long: it is shortened in steps, first by the
//! remedies, then by the lightest findings, and says what was left out.

use std::cmp::Reverse;

use super::escape::markdown;
use super::places::Places;
use super::waived::terms;
use crate::filter::{Judged, Report, Since, Waived};
use crate::model::config::Severity;
use crate::model::word::Word;
use crate::text::{counted, shortened};

/// Characters of a single text.
const TEXT: usize = 600;
/// Bytes kept for the sentence about what is left out.
const NOTE: usize = 160;

/// How long a page may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// A comment on GitHub, the shortest of all: 65,536 characters.
    Comment,
    /// So many bytes, such as a step's summary has left of 1 MiB.
    Bytes(usize),
}

impl Room {
    fn takes(self, parts: &[&str]) -> bool {
        match self {
            Self::Comment => parts.iter().map(|part| part.chars().count()).sum::<usize>() <= 65_536,
            Self::Bytes(most) => parts.iter().map(|part| part.len()).sum::<usize>() <= most,
        }
    }
}

/// What a page tells of.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The findings.
    pub report: &'a Report<'a>,
    /// What waivers silence, where it is to be shown.
    pub waived: &'a [Waived<'a>],
    /// Where they are.
    pub places: Places<'a>,
    /// How many risks the register has.
    pub risks: usize,
}

impl Page<'_> {
    /// The page; empty where not even its heading has room.
    #[must_use]
    pub fn text(&self, room: Room) -> String {
        let heading = heading(self.report, self.risks);
        let waived = self.waived_rows();
        if self.report.findings.is_empty() && waived.is_empty() {
            return if room.takes(&[&heading]) { heading } else { String::new() };
        }
        let mut ordered: Vec<&Judged> = self.report.findings.iter().collect();
        ordered.sort_by_key(|judged| Reverse(judged.severity));
        let head = if ordered.is_empty() { heading } else { format!("{heading}\n{TABLE}") };
        let full: String = ordered.iter().map(|judged| self.row(judged, Detail::Full)).collect();
        if room.takes(&[&head, &full, &waived]) {
            return head + &full + &waived;
        }
        self.cut(&ordered, head, room)
    }

    /// Without the remedies, and without the lightest findings if that is not
    /// enough.
    fn cut(&self, ordered: &[&Judged], head: String, room: Room) -> String {
        let note_room = " ".repeat(NOTE);
        let (mut text, mut shown) = (head, 0);
        for judged in ordered {
            let row = self.row(judged, Detail::Short);
            if !room.takes(&[&text, &row, &note_room]) {
                break;
            }
            text.push_str(&row);
            shown += 1;
        }
        let mut left_out = vec!["the remedies".to_owned()];
        for (severity, noun) in KINDS {
            let count = ordered[shown..].iter().filter(|judged| judged.severity == severity).count();
            if count > 0 {
                left_out.push(counted(count, noun));
            }
        }
        if !self.waived.is_empty() {
            left_out.push("what is waived".to_owned());
        }
        text.push_str(&format!(
            "\nLeft out, for it is too long: {}. `plimsoll check` tells all.\n",
            left_out.join(", ")
        ));
        if room.takes(&[&text]) { text } else { String::new() }
    }

    fn row(&self, judged: &Judged, detail: Detail) -> String {
        let finding = &judged.finding;
        let at = self.places.sources.position(finding.span);
        let help = finding.help.as_ref().filter(|_| detail == Detail::Full);
        let help = help.map_or(String::new(), |help| format!("<br>{}", safe(help)));
        format!(
            "| {} | {}:{} | {}{help} | {} |\n",
            judged.severity.word(),
            safe(&self.places.path(finding.span.file)),
            at.line,
            safe(&finding.message),
            safe(finding.rule),
        )
    }

    fn waived_rows(&self) -> String {
        if self.waived.is_empty() {
            return String::new();
        }
        let row = |waived: &Waived<'_>| {
            let finding = &waived.finding;
            let at = self.places.sources.position(finding.span);
            format!(
                "| {}:{} | {} | {} | {} |\n",
                safe(&self.places.path(finding.span.file)),
                at.line,
                safe(&finding.message),
                safe(finding.rule),
                safe(&terms(waived.waiver)),
            )
        };
        let rows: String = self.waived.iter().map(row).collect();
        format!("\n| waived | finding | rule | terms |\n|---|---|---|---|\n{rows}")
    }
}

const TABLE: &str = "| | place | finding | rule |\n|---|---|---|---|\n";

const KINDS: [(Severity, &str); 3] =
    [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "info")];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    Full,
    Short,
}

fn safe(text: &str) -> String {
    markdown(&shortened(text, TEXT))
}

/// The whole story in a line.
fn heading(report: &Report<'_>, risks: usize) -> String {
    let mut parts = vec![counted(risks, "risk")];
    for (severity, noun) in KINDS {
        if report.count(severity) > 0 {
            parts.push(counted(report.count(severity), noun));
        }
    }
    if report.findings.is_empty() {
        parts.push("nothing to object to".to_owned());
    }
    if !report.waived.is_empty() {
        parts.push(format!("{} waived", report.waived.len()));
    }
    parts.extend(report.since.as_ref().and_then(Since::hidden_words));
    format!("**Risk register: {}**\n", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::samples::{granted, hostile, many, none, one, places, silenced, sources};
    use super::*;

    fn page(report: &Report<'_>, room: Room) -> String {
        let sources = sources();
        Page { report, waived: &report.waived, places: places(&sources), risks: 24 }.text(room)
    }

    #[test]
    fn a_clean_register_is_a_line() {
        assert_eq!(page(&none(), Room::Comment), "**Risk register: 24 risks, nothing to object to**\n");
    }

    #[test]
    fn one_is_told_with_its_place_and_remedy() {
        let text = page(&one(), Room::Comment);
        assert!(text.contains("no such person<br>name one | unknown-person |"), "{text}");
    }

    #[test]
    fn nothing_of_the_register_comes_alive() {
        let text = page(&hostile(), Room::Comment);
        // What is escaped is dead.
        let bare = text.replace("\\[", "").replace("\\]", "");
        for raw in ["@ana", "#1", "<img", "![", "](", "https://", "-->"] {
            assert!(!bare.contains(raw), "{raw} in {text}");
        }
        assert_eq!(text.lines().count(), 5, "{text}");
    }

    #[test]
    fn what_is_waived_has_a_table_with_its_terms() {
        let waiver = granted();
        let text = page(&silenced(&waiver), Room::Comment);
        assert!(text.contains("nothing to object to, 1 waived"), "{text}");
        assert!(
            text.contains("| no such person | unknown-person | until 2025-07-01 by ciso: Strike |"),
            "{text}"
        );
    }

    #[test]
    fn it_is_shortened_in_steps_and_says_so() {
        let report = many(3000);
        let text = page(&report, Room::Comment);
        assert!(text.chars().count() <= 65_536);
        assert!(text.contains("Left out") && text.contains("infos. `plimsoll check`"), "{text}");
        assert!(text.contains("| error |") && !text.contains("<br>"));
        // A little too long: the remedies go first, and no finding.
        let report = many(30);
        let whole = page(&report, Room::Bytes(usize::MAX)).len();
        let text = page(&report, Room::Bytes(whole - 1));
        assert_eq!(text.matches("unknown-person |").count(), 30, "{text}");
        assert!(text.contains("too long: the remedies. "), "{text}");
    }

    #[test]
    fn it_is_never_longer_than_its_room() {
        let report = many(50);
        for most in (0..6000).step_by(97) {
            let text = page(&report, Room::Bytes(most));
            assert!(text.len() <= most, "{most}");
            assert!(text.is_empty() || text.ends_with('\n'));
            assert!(most < 600 || text.contains("**Risk register: "), "{most}");
        }
    }

    #[test]
    fn a_summary_holds_more_than_a_comment() {
        let report = many(3000);
        let comment = page(&report, Room::Comment);
        let summary = page(&report, Room::Bytes(1024 * 1024));
        assert!(summary.len() > 3 * comment.len() && summary.contains("<br>"), "{}", summary.len());
    }
}
