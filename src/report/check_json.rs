//! `check --format json`: the findings as a document for programs.

use serde::Serialize;

use super::by_rule::{self, Broken};
use super::risk_json::Head;
use crate::filter::{Judged, Report};
use crate::finding::fingerprint::fingerprint;
use crate::finding::{Finding, FixClass};
use crate::model::config::Severity;
use crate::model::word::Word;
use crate::source::{SourceMap, Span};

/// The document.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    summary: Summary,
    new_since: Option<SinceShape<'a>>,
    findings: Vec<FindingShape<'a>>,
    waived: Vec<WaivedShape<'a>>,
    statistics: Vec<Broken>,
}

#[derive(Debug, Serialize)]
struct Summary {
    risks: usize,
    unreadable: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    dated: usize,
    waived: usize,
    hidden: usize,
}

/// The base that a change is held against.
#[derive(Debug, Serialize)]
struct SinceShape<'a> {
    base: &'a str,
    register: bool,
    unreadable: &'a [String],
}

/// A finding.
#[derive(Debug, Serialize)]
pub struct FindingShape<'a> {
    rule: &'a str,
    family: &'a str,
    severity: &'a str,
    dated: bool,
    message: &'a str,
    help: Option<&'a str>,
    risk: Option<&'a str>,
    path: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    related: Vec<RelatedShape<'a>>,
    fix: Option<&'static str>,
    level: Option<&'a str>,
    fingerprint: String,
}

#[derive(Debug, Serialize)]
struct RelatedShape<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    message: &'a str,
}

#[derive(Debug, Serialize)]
struct WaivedShape<'a> {
    rule: &'a str,
    risk: Option<&'a str>,
    path: &'a str,
    reason: Option<&'a str>,
    until: Option<String>,
    by: Option<&'a str>,
}

/// What the document says beside the findings.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    /// Risks read.
    pub risks: usize,
    /// Files that could not be read in full.
    pub unreadable: usize,
}

/// The document of a report.
#[must_use]
pub fn document<'a>(
    head: Head<'a>,
    report: &'a Report<'a>,
    sources: &'a SourceMap,
    counts: Counts,
) -> Document<'a> {
    Document {
        head,
        statistics: by_rule::counts(report),
        summary: Summary {
            risks: counts.risks,
            unreadable: counts.unreadable,
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            infos: report.count(Severity::Info),
            dated: report.dated(),
            waived: report.waived.len(),
            hidden: report.since.as_ref().map_or(0, |since| since.hidden),
        },
        new_since: report.since.as_ref().map(|since| SinceShape {
            base: &since.commit,
            register: since.had_register,
            unreadable: &since.unread,
        }),
        findings: report.findings.iter().map(|judged| finding(judged, sources)).collect(),
        waived: report
            .waived
            .iter()
            .map(|waived| WaivedShape {
                rule: waived.finding.rule,
                risk: waived.finding.risk.as_deref(),
                path: sources.path(waived.finding.span.file),
                reason: waived.waiver.reason.as_ref().map(|reason| reason.as_str()),
                until: waived.waiver.until.as_ref().map(|until| until.value.to_string()),
                by: waived.waiver.by.as_ref().map(|by| by.as_str()),
            })
            .collect(),
    }
}

/// The shape of a finding.
#[must_use]
pub fn finding<'a>(judged: &'a Judged, sources: &'a SourceMap) -> FindingShape<'a> {
    let Finding { rule, span, message, help, related, risk, level, fix, .. } = &judged.finding;
    let at = sources.position(*span);
    FindingShape {
        rule,
        family: judged.family.word(),
        severity: judged.severity.word(),
        dated: judged.dated,
        message,
        help: help.as_deref(),
        risk: risk.as_deref(),
        path: sources.path(span.file),
        line: at.line,
        column: at.column,
        end_line: at.end_line,
        end_column: at.end_column,
        related: related.iter().map(|label| place(label.span, &label.message, sources)).collect(),
        fix: fix.as_ref().map(|fix| match fix.class {
            FixClass::Safe => "safe",
            FixClass::Unsafe => "unsafe",
        }),
        level: level.as_deref(),
        fingerprint: fingerprint(&judged.finding),
    }
}

fn place<'a>(span: Span, message: &'a str, sources: &'a SourceMap) -> RelatedShape<'a> {
    let at = sources.position(span);
    RelatedShape {
        path: sources.path(span.file),
        line: at.line,
        column: at.column,
        end_line: at.end_line,
        end_column: at.end_column,
        message,
    }
}
