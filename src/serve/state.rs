//! What the corner of a page says: what is wrong with the register, and why
//! the site is older than the files, if it is.

use serde::Serialize;

use crate::filter::Report;
use crate::finding::Finding;
use crate::model::config::Severity;
use crate::model::word::Word;
use crate::source::SourceMap;
use crate::text::{one_line, visible};

/// As many findings are shown.
const SHOWN: usize = 50;

/// What the last build came to.
#[derive(Debug, Clone, Default, Serialize)]
pub struct State {
    /// The site is that of an earlier state: this is why.
    pub kept: Option<Trouble>,
    /// How many errors there are.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
    /// How many findings of less weight.
    pub infos: usize,
    /// Errors that time alone did not bring.
    pub lasting: usize,
    /// The findings, errors first.
    pub findings: Vec<Line>,
    /// How many more there are.
    pub more: usize,
}

/// What keeps a new site from being shown.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Trouble {
    /// What could not be done.
    pub what: String,
    /// Why.
    pub cause: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// A finding.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// error, warning or info.
    pub severity: &'static str,
    /// The rule.
    pub rule: std::borrow::Cow<'static, str>,
    /// `path:line:column`.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Trouble {
    /// A trouble in words that can be shown anywhere.
    #[must_use]
    pub fn new(what: &str, cause: &str, help: Option<&str>) -> Self {
        let shown = |text: &str| visible(text).into_owned();
        Self { what: shown(what), cause: shown(cause), help: help.map(shown) }
    }
}

impl State {
    /// The state of a register that was judged.
    #[must_use]
    pub fn judged(report: &Report<'_>, sources: &SourceMap) -> Self {
        let all = report.findings.iter().map(|judged| (&judged.finding, judged.severity));
        Self { lasting: report.lasting_errors(), ..Self::of(all.collect(), sources) }
    }

    /// The state of a register whose configuration cannot be worked with.
    #[must_use]
    pub fn stopped(findings: &[Finding], sources: &SourceMap) -> Self {
        let all: Vec<_> = findings.iter().map(|finding| (finding, Severity::Error)).collect();
        Self { lasting: all.len(), ..Self::of(all, sources) }
    }

    /// The same with the reason why the site is that of an earlier state.
    #[must_use]
    pub fn kept(self, trouble: Trouble) -> Self {
        Self { kept: Some(trouble), ..self }
    }

    fn of(mut findings: Vec<(&Finding, Severity)>, sources: &SourceMap) -> Self {
        let count = |wanted| findings.iter().filter(|(_, severity)| *severity == wanted).count();
        let (errors, warnings, infos) =
            (count(Severity::Error), count(Severity::Warning), count(Severity::Info));
        // What keeps the site from being built stands first.
        findings
            .sort_by_key(|(finding, severity)| (!finding.is_of_unread_file(), std::cmp::Reverse(*severity)));
        let more = findings.len().saturating_sub(SHOWN);
        let lines = findings.iter().take(SHOWN).map(|(finding, severity)| Line {
            severity: severity.word(),
            rule: finding.rule.clone(),
            place: place(finding, sources),
            message: one_line(&finding.message),
            help: finding.help.as_deref().map(one_line),
        });
        Self { kept: None, errors, warnings, infos, lasting: 0, findings: lines.collect(), more }
    }

    /// As the script reads it.
    #[must_use]
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "{}".to_owned())
    }
}

/// `path:line:column`.
#[must_use]
pub fn place(finding: &Finding, sources: &SourceMap) -> String {
    let at = sources.position(finding.span);
    format!("{}:{}:{}", one_line(sources.path(finding.span.file)), at.line, at.column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, SourceFile, Span};

    #[test]
    fn findings_are_told_at_their_places_and_harmlessly() {
        let sources = SourceMap::new(vec![SourceFile::new("a\u{202e}.toml".to_owned(), "x\ny\n".to_owned())]);
        let finding = Finding::new("toml-syntax", Span::new(FileId(0), 2..3), "no\u{1b} <b>\u{202e}");
        let all = vec![finding; SHOWN + 2];
        let torn = Finding::new("toml-syntax", Span::new(FileId(0), 0..1), "torn");
        let warned = Finding::new("missing-key", Span::new(FileId(0), 2..3), "x");
        let first = State::stopped(&[warned, torn], &sources);
        assert_eq!((first.findings[0].message.as_str(), first.findings.len()), ("torn", 2));
        let state = State::stopped(&all, &sources).kept(Trouble::new("a\u{7}", "b", None));
        assert_eq!((state.errors, state.lasting, state.findings.len(), state.more), (52, 52, SHOWN, 2));
        assert!(state.findings[0].place.ends_with(".toml:2:1"), "{}", state.findings[0].place);
        let json = state.json();
        assert!(json.contains("<b>") && !json.contains(['\u{202e}', '\u{1b}', '\u{7}']), "{json}");
    }
}
