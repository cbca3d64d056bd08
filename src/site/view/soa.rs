//! The statement of applicability.

use serde::Serialize;

use super::register::PagerItem;
use super::{Link, Run};

/// A page of the statement.
#[derive(Debug, Clone, Serialize)]
pub struct SoaPage {
    /// The answer in words.
    pub sentence: Vec<Run>,
    /// Said of risks that are kept back.
    pub kept_back: Option<String>,
    /// Said where the register states nothing: what would fill the page.
    pub empty: Option<Vec<Run>>,
    /// The controls of Annex A by theme.
    pub themes: Vec<ThemeRows>,
    /// What the register does not mention.
    pub unstated: Vec<Link>,
    /// Other pages of the statement.
    pub pager: Vec<PagerItem>,
    /// What of it this page has.
    pub range: Option<String>,
}

/// A theme of Annex A.
#[derive(Debug, Clone, Serialize)]
pub struct ThemeRows {
    /// The id of its part of the page.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// "A.5: 30 of 37 apply, 2 are excluded, 5 are not stated".
    pub caption: String,
    /// Its controls.
    pub rows: Vec<SoaRow>,
}

/// A control of Annex A.
#[derive(Debug, Clone, Serialize)]
pub struct SoaRow {
    /// "A.5.17".
    pub reference: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// "yes", "no", "contradictory", "not stated".
    pub applies: &'static str,
    /// It is both, which cannot be.
    pub is_bad: bool,
    /// Nothing is said of it.
    pub is_unstated: bool,
    /// "risk, contract".
    pub reasons: String,
    /// Why, in the register's words.
    pub justifications: Vec<Justification>,
    /// The weakest state of its controls.
    pub state: Option<&'static str>,
    /// "the weakest of 3", where there are several.
    pub state_note: Option<String>,
    /// What does not work as it should.
    pub doubts: Vec<Vec<Run>>,
    /// The controls that carry it out.
    pub controls: Vec<Link>,
    /// The open risks that count on one of them.
    pub counting: Vec<Link>,
    /// The open risks that plan one of them.
    pub planning: Vec<Link>,
}

/// A reason in words.
#[derive(Debug, Clone, Serialize)]
pub struct Justification {
    /// Whose it is, where there are several.
    pub of: Option<String>,
    /// The words.
    pub text: String,
}
