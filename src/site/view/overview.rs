//! The overview: what is above the line, what is late, who must decide.

use serde::Serialize;

use super::heat_map::HeatMap;
use super::{Due, LevelBadge, Link, Run};
use crate::site::chart::Chart;

/// `index.html`.
#[derive(Debug, Clone, Serialize)]
pub struct Overview {
    /// The answer in words.
    pub sentence: Vec<Run>,
    /// Where a new risk is written on the forge.
    pub new_risk: Option<String>,
    /// Four numbers.
    pub figures: Vec<Figure>,
    /// Said in place of everything below where there is nothing to show.
    pub empty: Vec<Run>,
    /// Current levels.
    pub current: Option<HeatMap>,
    /// What has no place in the matrix, under it.
    pub beside: Option<Run>,
    /// Where those are listed.
    pub beside_href: Option<String>,
    /// Levels with their risks, worst first.
    pub levels: LevelList,
    /// Inherent and planned.
    pub multiples: Vec<Multiple>,
    /// "No inherent value: 3. No planned value: 8, one of them above the line."
    pub missing: String,
    /// Risks above the line that wait for somebody who may decide.
    pub decisions: Vec<DecisionRow>,
    /// What they are.
    pub decisions_caption: String,
    /// Where all of them are, where there are more than are shown.
    pub decisions_more: Option<Link>,
    /// What is said where there is none.
    pub decisions_none: String,
    /// What is late.
    pub late: Vec<LateRow>,
    /// How much is late and how much of it is shown.
    pub late_caption: String,
    /// Where the rest of it is told, where there is more than is shown.
    pub late_more: Option<Link>,
    /// Worst first.
    pub highest: Vec<HighestRow>,
    /// Of how many.
    pub highest_caption: String,
    /// The breached indicators, a sentence each.
    pub breached: Vec<Vec<Run>>,
    /// What was declared, and what is carried.
    pub appetite: Vec<AppetiteRow>,
    /// Open risks by level over time.
    pub trend: Option<Chart>,
    /// What is said where it is not known.
    pub trend_none: String,
    /// What became of risks in the last thirty days, by kind.
    pub lately: Vec<Lately>,
    /// "12 commits changed the register."
    pub lately_caption: String,
}

/// Risks that became the same in the last thirty days.
#[derive(Debug, Clone, Serialize)]
pub struct Lately {
    /// "Raised".
    pub name: &'static str,
    /// How many.
    pub count: String,
    /// The first of them.
    pub rows: Vec<LatelyRow>,
    /// "and 3 more".
    pub more: Option<String>,
}

/// What became of a risk.
#[derive(Debug, Clone, Serialize)]
pub struct LatelyRow {
    /// The risk.
    pub risk: Link,
    /// Its title.
    pub title: String,
    /// "↑ raised: Moderate → High, 2025-05-19".
    pub words: Vec<Run>,
}

/// One of the four numbers.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// What it counts.
    pub label: &'static str,
    /// The number.
    pub value: String,
    /// A remark under it.
    pub note: Option<String>,
    /// What it was a month before, where that is known.
    pub before: Option<String>,
    /// Where the things are listed.
    pub href: Option<String>,
}

/// The levels, with the line between them.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LevelList {
    /// "By level, one square a risk".
    pub caption: String,
    /// Above the line, worst first.
    pub above: Vec<LevelRow>,
    /// Below it.
    pub below: Vec<LevelRow>,
    /// Unassessed risks.
    pub unassessed: Option<LevelRow>,
}

/// A level and its risks.
#[derive(Debug, Clone, Serialize)]
pub struct LevelRow {
    /// The level.
    pub level: LevelBadge,
    /// How many.
    pub count: String,
    /// One for each risk, where they are few.
    pub squares: Vec<u8>,
    /// The length of the bar in per cent, where they are many.
    pub bar: Option<String>,
    /// Where they are listed.
    pub href: Option<String>,
}

/// A small heat map.
#[derive(Debug, Clone, Serialize)]
pub struct Multiple {
    /// "Before controls".
    pub name: &'static str,
    /// "Inherent, 19 risks".
    pub note: String,
    /// The map.
    pub map: HeatMap,
}

/// A risk that waits for a decision.
#[derive(Debug, Clone, Serialize)]
pub struct DecisionRow {
    /// The id.
    pub id: String,
    /// Its page.
    pub href: String,
    /// The title.
    pub title: String,
    /// The level.
    pub level: LevelBadge,
    /// Why a decision is needed: each a sentence.
    pub why: Vec<Vec<Run>>,
    /// How late it is.
    pub late: Option<String>,
    /// Who may decide.
    pub by: String,
    /// Whom it is escalated to.
    pub escalated_to: Option<Link>,
}

/// Something that is late, and whose it is.
#[derive(Debug, Clone, Serialize)]
pub struct LateRow {
    /// The risk's id.
    pub id: String,
    /// Its page.
    pub href: String,
    /// The risk's title.
    pub title: String,
    /// The level.
    pub level: Option<LevelBadge>,
    /// "Treatment", "Action: …", "Review", "Acceptance".
    pub what: String,
    /// What it is about, where a person wrote that.
    pub detail: Option<String>,
    /// Who is to do it.
    pub who: Link,
    /// By when.
    pub due: Due,
}

/// One of the highest risks.
#[derive(Debug, Clone, Serialize)]
pub struct HighestRow {
    /// The id.
    pub id: String,
    /// Its page.
    pub href: String,
    /// The title.
    pub title: String,
    /// The level.
    pub level: Option<LevelBadge>,
    /// The level rests on a control that does not work as it should.
    pub doubtful: bool,
    /// The risk owner.
    pub owner: Link,
    /// The plan's deadline.
    pub due: Option<Due>,
    /// What is said where there is none.
    pub undated: Option<&'static str>,
}

/// A declared appetite.
#[derive(Debug, Clone, Serialize)]
pub struct AppetiteRow {
    /// In words.
    pub statement: String,
    /// At most.
    pub limit: String,
    /// Today.
    pub today: String,
    /// More than at most.
    pub exceeded: bool,
}
