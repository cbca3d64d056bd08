//! `check --format markdown`: for the summary of a step and for comments.
//!
//! Forges refuse what is too long: it is shortened in steps, first by the
//! remedies, then by the lightest findings, and says what was left out.

use std::cmp::Reverse;

use super::escape::markdown;
use super::places::Places;
use crate::filter::{Judged, Report};
use crate::model::config::Severity;
use crate::model::word::Word;
use crate::text::{counted, shortened};

/// Characters of a comment on GitHub, less some room; the summary of a step
/// may be longer (1 MiB).
const MOST: usize = 65_000;
/// Characters of a single text.
const TEXT: usize = 600;

/// The findings of a register with so many risks.
#[must_use]
pub fn page(report: &Report<'_>, places: Places<'_>, risks: usize) -> String {
    shortened_page(report, places, risks, MOST)
}

fn shortened_page(report: &Report<'_>, places: Places<'_>, risks: usize, most: usize) -> String {
    let heading = heading(report, risks);
    if report.findings.is_empty() {
        return heading;
    }
    let mut ordered: Vec<&Judged> = report.findings.iter().collect();
    ordered.sort_by_key(|judged| Reverse(judged.severity));
    let head = format!("{heading}\n| | place | finding | rule |\n|---|---|---|---|\n");
    let full: String = ordered.iter().map(|judged| row(judged, places, true)).collect();
    if head.chars().count() + full.chars().count() <= most {
        return head + &full;
    }
    // Room for the sentence about what is left out.
    let room = most.saturating_sub(head.chars().count() + 300);
    let (mut rows, mut used, mut shown) = (String::new(), 0, 0);
    for judged in &ordered {
        let row = row(judged, places, false);
        used += row.chars().count();
        if used > room {
            break;
        }
        rows.push_str(&row);
        shown += 1;
    }
    let mut note = "the remedies".to_owned();
    if shown < ordered.len() {
        let left = |severity| ordered[shown..].iter().filter(|judged| judged.severity == severity).count();
        let kinds = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "info")];
        let counts = kinds.iter().filter(|(severity, _)| left(*severity) > 0);
        let counts: Vec<String> = counts.map(|(severity, noun)| counted(left(*severity), noun)).collect();
        note = format!("{note} and {}", counts.join(", "));
    }
    format!("{head}{rows}\nLeft out, for there are too many to show: {note}. `plimsoll check` tells all.\n")
}

/// The whole story in a line.
fn heading(report: &Report<'_>, risks: usize) -> String {
    let mut parts = vec![counted(risks, "risk")];
    for (severity, noun) in
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "info")]
    {
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
    format!("**Risk register: {}**\n", parts.join(", "))
}

fn row(judged: &Judged, places: Places<'_>, with_help: bool) -> String {
    let finding = &judged.finding;
    let at = places.sources.position(finding.span);
    let safe = |text: &str| markdown(&shortened(text, TEXT));
    let help = finding.help.as_ref().filter(|_| with_help);
    let help = help.map_or(String::new(), |help| format!("<br>{}", safe(help)));
    format!(
        "| {} | {}:{} | {}{help} | {} |\n",
        judged.severity.word(),
        safe(&places.path(finding.span.file)),
        at.line,
        safe(&finding.message),
        safe(&finding.rule),
    )
}

#[cfg(test)]
mod tests {
    use super::super::samples::{hostile, many, none, one, places, sources};
    use super::*;

    #[test]
    fn a_clean_register_is_a_line() {
        let sources = sources();
        let text = page(&none(), places(&sources), 24);
        assert_eq!(text, "**Risk register: 24 risks, nothing to object to**\n");
    }

    #[test]
    fn one_is_told_with_its_place_and_remedy() {
        let sources = sources();
        let text = page(&one(), places(&sources), 1);
        assert!(text.contains("no such person<br>name one | unknown-person |"), "{text}");
    }

    #[test]
    fn nothing_of_the_register_comes_alive() {
        let sources = sources();
        let text = page(&hostile(), places(&sources), 1);
        // What is escaped is dead.
        let bare = text.replace("\\[", "").replace("\\]", "");
        for raw in ["@ana", "#1", "<img", "![", "](", "https://", "-->"] {
            assert!(!bare.contains(raw), "{raw} in {text}");
        }
        assert_eq!(text.lines().count(), 5, "{text}");
    }

    #[test]
    fn it_is_shortened_in_steps_and_says_so() {
        let sources = sources();
        let report = many(3000);
        let text = page(&report, places(&sources), 1);
        assert!(text.chars().count() <= 65_536);
        assert!(text.contains("Left out") && text.contains("infos. `plimsoll check`"), "{text}");
        assert!(text.contains("| error |") && !text.contains("<br>"));
        // A little too long: the remedies go first, and no finding.
        let report = many(30);
        let whole = shortened_page(&report, places(&sources), 1, usize::MAX).chars().count();
        let text = shortened_page(&report, places(&sources), 1, whole - 1);
        assert_eq!(text.matches("unknown-person |").count(), 30, "{text}");
        assert!(text.contains("too many to show: the remedies. "), "{text}");
    }
}
