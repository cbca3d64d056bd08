//! The register: the eleven columns, grouped by level.

use serde::Serialize;

use super::{Due, LevelBadge, Link, Run};

/// A page of the register.
#[derive(Debug, Clone, Serialize)]
pub struct RegisterPage {
    /// The answer in words.
    pub sentence: Vec<Run>,
    /// Where a new risk is written on the forge.
    pub new_risk: Option<String>,
    /// How many, and in which order.
    pub caption: String,
    /// Said where there is no risk.
    pub empty: Vec<Run>,
    /// Risks by level, worst first.
    pub groups: Vec<Group>,
    /// Other pages of the register.
    pub pager: Vec<PagerItem>,
    /// "Risks 501–1,000 of 10,000".
    pub range: Option<String>,
}

/// A page in the list of pages.
#[derive(Debug, Clone, Serialize)]
pub struct PagerItem {
    /// "Risks 501–1,000".
    pub link: Link,
    /// It is this page.
    pub here: bool,
}

/// The risks of one level.
#[derive(Debug, Clone, Serialize)]
pub struct Group {
    /// The id of the group; links lead to it.
    pub id: String,
    /// The acceptance line runs above it.
    pub line: bool,
    /// The level; none for unassessed and closed risks.
    pub level: Option<LevelBadge>,
    /// Its name.
    pub name: String,
    /// "above the line · 5".
    pub note: String,
    /// The risks.
    pub rows: Vec<Row>,
}

/// A risk, as the eleven columns show it.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Risk ID.
    pub id: String,
    /// Its page.
    pub href: String,
    /// Risk Description.
    pub title: String,
    /// Asset Owner.
    pub owner: Option<String>,
    /// Likelihood.
    pub likelihood: Option<String>,
    /// Impact.
    pub impact: Option<String>,
    /// Risk Level.
    pub level: Option<LevelBadge>,
    /// The level rests on a control that does not work as it should.
    pub doubtful: bool,
    /// What stands in place of a level.
    pub no_level: &'static str,
    /// Existing Controls.
    pub controls: Option<String>,
    /// Recommended Treatment.
    pub treatment: Option<String>,
    /// Action Owner.
    pub action_owner: Option<String>,
    /// Due Date.
    pub due: Option<Due>,
    /// What is late besides the plan: "review overdue by 18 days".
    pub also_late: Option<String>,
    /// Status.
    pub status: String,
    /// What an empty cell means: "not given", "not published".
    pub absent: &'static str,
}
