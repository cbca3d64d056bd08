//! `--where`: a condition in the language of own rules.

use std::collections::HashSet;
use std::ops::Range;

use rayon::prelude::*;

use super::Refusal;
use crate::expression::{Expression, Fault, TooMuch, Vocabulary};
use crate::facts::{Facts, RiskFacts};
use crate::filter::{self, Selection};
use crate::finding::Finding;
use crate::model::risk::Risk;
use crate::rules::own;
use crate::shape::FindingCounts;
use crate::source::FileId;
use crate::text::visible;

/// The files of the risks that meet a condition. What was found while the
/// files were read is counted where the condition speaks of findings.
pub(super) fn met(text: &str, facts: &Facts<'_>, read: &[Finding]) -> Result<HashSet<FileId>, Refusal> {
    let vocabulary = Vocabulary::of_filters(facts);
    let expression = Expression::compile(text, &vocabulary).map_err(|fault| refusal(text, fault))?;
    let speaks = ["findings", "risk"].into_iter().any(|name| expression.names(name));
    let report = speaks.then(|| filter::report(facts, read.to_vec(), &Selection::default()));
    let counts = report.as_ref().map(FindingCounts::by_risk).unwrap_or_default();
    let risks: Vec<(&Risk, &RiskFacts)> = facts.each().collect();
    let judge = |(risk, judged): &(&Risk, &RiskFacts)| {
        let counts = counts.get(risk.id()).copied().unwrap_or_default();
        let subject = own::subject(facts, &vocabulary, risk, judged, counts);
        (risk.file, risk.id().to_owned(), expression.matches(&subject))
    };
    let verdicts: Vec<(FileId, String, Result<bool, TooMuch>)> = risks.par_iter().map(judge).collect();
    let mut met = HashSet::new();
    for (file, id, verdict) in verdicts {
        match verdict {
            Ok(true) => {
                met.insert(file);
            }
            Ok(false) => {}
            Err(TooMuch) => {
                return Err(Refusal {
                    cause: format!("--where is too much work on {id}"),
                    help: "go through fewer lists within lists".to_owned(),
                });
            }
        }
    }
    Ok(met)
}

fn refusal(text: &str, fault: Fault) -> Refusal {
    let place = if text.trim().is_empty() { String::new() } else { marked(text, &fault.range) };
    Refusal {
        cause: format!("--where: {}{place}", fault.message),
        help: fault.help.unwrap_or_else(|| "docs/own-rules.md describes the language".to_owned()),
    }
}

/// The line of a fault with the place marked, on lines of their own.
fn marked(text: &str, range: &Range<usize>) -> String {
    /// Characters of the line that are shown on each side.
    const AROUND: usize = 60;
    let start = range.start.min(text.len());
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let before: Vec<char> = text[line_start..start].chars().collect();
    let place = &text[start..range.end.clamp(start, line_end)];
    let after: String = text[start + place.len()..line_end].chars().take(AROUND).collect();
    let is_cut = before.len() > AROUND;
    let before: String = before[before.len().saturating_sub(AROUND)..].iter().collect();
    let before = format!("{}{}", if is_cut { "…" } else { "" }, visible(&before.replace('\t', " ")));
    let place: String = visible(&place.replace('\t', " ")).chars().take(AROUND).collect();
    let width = |text: &str| unicode_width::UnicodeWidthStr::width(text);
    let carets = "^".repeat(width(&place).max(1));
    format!("\n  {before}{place}{after}\n  {}{carets}", " ".repeat(width(&before)))
}
