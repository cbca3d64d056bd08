//! The controls: whether they work, and what they hold.

use serde::Serialize;

use super::catalogue::RiskGroup;
use super::register::PagerItem;
use super::risk::TestMark;
use super::{Due, Link, Run};
use crate::site::chart::Chart;

/// A page of the controls.
#[derive(Debug, Clone, Serialize)]
pub struct ControlsPage {
    /// How well controls lower risks, and whether they pass their tests.
    pub sentence: Vec<Run>,
    /// Said of risks that are kept back.
    pub kept_back: Option<String>,
    /// Said where there is no control: what would fill the page.
    pub empty: Option<Vec<Run>>,
    /// The latest tests of the controls that risks count on.
    pub chart: Option<Chart>,
    /// What is said where there is no chart.
    pub chart_none: &'static str,
    /// What each figure means.
    pub definitions: Vec<Definition>,
    /// How many, and in which order.
    pub caption: String,
    /// Controls by how they stand, failing ones first.
    pub groups: Vec<ControlGroup>,
    /// Other pages.
    pub pager: Vec<PagerItem>,
    /// "Controls 501–1,000 of 10,000".
    pub range: Option<String>,
}

/// What a figure means.
#[derive(Debug, Clone, Serialize)]
pub struct Definition {
    /// What it is called.
    pub term: &'static str,
    /// What it says here.
    pub value: String,
    /// How it is counted.
    pub meaning: &'static str,
}

/// Controls that stand alike.
#[derive(Debug, Clone, Serialize)]
pub struct ControlGroup {
    /// "In doubt".
    pub name: &'static str,
    /// "failed the last test, degraded or retired · 2".
    pub note: String,
    /// The controls.
    pub rows: Vec<ControlEntry>,
}

/// A control.
#[derive(Debug, Clone, Serialize)]
pub struct ControlEntry {
    /// Its place in the page.
    pub anchor: String,
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: String,
    /// Its references in Annex A, as links to the statement of applicability.
    pub annex_a: Vec<Link>,
    /// Implemented, planned, …
    pub state: Option<&'static str>,
    /// Who answers for it.
    pub owner: Option<Link>,
    /// Why it does not work as it should: "failed its last test, on 2025-05-01".
    pub doubt: Vec<Run>,
    /// The last eight tests as marks, oldest first.
    pub marks: Vec<TestMark>,
    /// "passed 2025-02-10", "never tested"; nothing of what is not in force.
    pub tested: Option<String>,
    /// When it is to be tested again.
    pub next: Option<Due>,
    /// The open risks that count on it, by level.
    pub risks: Vec<RiskGroup>,
    /// The open risks that plan it.
    pub planned: Vec<Link>,
    /// What is said where there are neither.
    pub unnamed: &'static str,
}
