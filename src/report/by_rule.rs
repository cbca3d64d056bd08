//! `check --statistics`: how often each rule was broken, most often first.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::escape::markdown;
use super::style::Style;
use crate::filter::Report;
use crate::model::config::Severity;
use crate::model::word::Word;

/// How often a rule was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// Its name.
    pub rule: &'static str,
    /// What its findings weigh.
    #[serde(serialize_with = "word")]
    pub severity: Severity,
    /// How many there are.
    pub count: usize,
}

fn word<S: serde::Serializer>(severity: &Severity, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(severity.word())
}

/// The rules that were broken.
#[must_use]
pub fn counts(report: &Report<'_>) -> Vec<Broken> {
    let mut counts: BTreeMap<&'static str, Broken> = BTreeMap::new();
    for judged in &report.findings {
        let rule = judged.finding.rule;
        let broken = counts.entry(rule).or_insert(Broken { rule, severity: judged.severity, count: 0 });
        broken.count += 1;
    }
    let mut counts: Vec<Broken> = counts.into_values().collect();
    counts.sort_by(|a, b| b.count.cmp(&a.count).then(a.rule.cmp(b.rule)));
    counts
}

/// Writes a line a rule.
///
/// # Errors
/// What the writer says.
pub fn write(report: &Report<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let counts = counts(report);
    let width = counts.first().map_or(1, |most| most.count.to_string().len());
    for Broken { rule, severity, count } in counts {
        let padding = " ".repeat(7 - severity.word().len().min(7));
        writeln!(out, "{count:>width$}  {}{padding}  {rule}", style.severity(severity))?;
    }
    Ok(())
}

/// The same as a table of markdown; empty where nothing was found.
#[must_use]
pub fn table(report: &Report<'_>) -> String {
    let counts = counts(report);
    if counts.is_empty() {
        return String::new();
    }
    let row = |broken: &Broken| {
        format!("| {} | {} | {} |\n", broken.count, broken.severity.word(), markdown(broken.rule))
    };
    let rows: String = counts.iter().map(row).collect();
    format!("| findings | | rule |\n|---:|---|---|\n{rows}")
}

#[cfg(test)]
mod tests {
    use super::super::samples::{many, none};
    use super::*;

    #[test]
    fn each_rule_is_counted() {
        let broken = &counts(&many(4))[0];
        assert_eq!((broken.rule, broken.count), ("unknown-person", 4));
        assert_eq!(table(&many(4)).lines().count(), 3);
        assert_eq!(table(&none()), "");
    }
}
