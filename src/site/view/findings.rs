//! Findings: what is wrong in the files, what became late, what is waived.

use serde::Serialize;

use super::register::PagerItem;
use super::{Link, Run};

/// A page of the findings.
#[derive(Debug, Clone, Serialize)]
pub struct FindingsPage {
    /// The answer in words.
    pub sentence: Vec<Run>,
    /// Wrong every day.
    pub wrong: Vec<RuleGroup>,
    /// What is said where there is none.
    pub wrong_none: &'static str,
    /// Overnight.
    pub late: Vec<RuleGroup>,
    /// What is said where there is none.
    pub late_none: &'static str,
    /// Waivers, on the first page.
    pub waivers: Option<Vec<WaiverRow>>,
    /// Other pages.
    pub pager: Vec<PagerItem>,
    /// "Findings 501–1,000 of 3,200".
    pub range: Option<String>,
}

/// The findings of one rule.
#[derive(Debug, Clone, Serialize)]
pub struct RuleGroup {
    /// The rule; also the id of the group.
    pub rule: String,
    /// What it looks for.
    pub summary: Vec<Run>,
    /// Why.
    pub why: Vec<Run>,
    /// "error", "warning", "info".
    pub severity: &'static str,
    /// How many, here.
    pub count: String,
    /// They.
    pub rows: Vec<FindingRow>,
}

/// A finding.
#[derive(Debug, Clone, Serialize)]
pub struct FindingRow {
    /// The rule, with what it is about, where findings of several stand together.
    pub rule: Link,
    /// "error", "warning", "info".
    pub severity: &'static str,
    /// What is wrong.
    pub message: Vec<Run>,
    /// What to do about it.
    pub help: Option<Vec<Run>>,
    /// The risk, with its page.
    pub risk: Option<Link>,
    /// `risks/access/R001.toml:17`.
    pub place: Link,
    /// Second places.
    pub related: Vec<Place>,
}

/// A second place of a finding.
#[derive(Debug, Clone, Serialize)]
pub struct Place {
    /// `people.toml:4`.
    pub place: Link,
    /// What is there.
    pub message: Vec<Run>,
}

/// A waiver.
#[derive(Debug, Clone, Serialize)]
pub struct WaiverRow {
    /// The rule that is silenced.
    pub rule: String,
    /// What it is for.
    pub thing: Link,
    /// Why.
    pub reason: String,
    /// Until when.
    pub until: String,
    /// Who granted it.
    pub by: Option<Link>,
    /// "in force, silences 1 finding", "expired", …
    pub state: String,
    /// It does not hold.
    pub void: bool,
}
