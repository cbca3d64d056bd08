//! The methodology: scope, scales, matrix, levels with the line, roles.

use serde::Serialize;

use super::heat_map::HeatMap;
use super::overview::AppetiteRow;
use super::{Fact, LevelBadge, Link, Run};

/// `methodology/index.html`.
#[derive(Debug, Clone, Serialize)]
pub struct MethodologyPage {
    /// The method in a sentence.
    pub sentence: Vec<Run>,
    /// Said where the methodology could not be read.
    pub missing: Option<String>,
    /// Name, version, approval, next review.
    pub facts: Vec<Fact>,
    /// The matrix, where there is one.
    pub matrix: Option<HeatMap>,
    /// How scores are combined, where they are.
    pub formula: Option<String>,
    /// The scope's statement.
    pub statement: Option<String>,
    /// Included, not included, units.
    pub scope: Vec<Fact>,
    /// The likelihood scale, highest first.
    pub likelihood: Vec<Step>,
    /// The impact scale, highest first.
    pub impact: Vec<Step>,
    /// Kinds of impact.
    pub dimensions: Vec<String>,
    /// How they are combined.
    pub combined: String,
    /// Levels above the line, worst first.
    pub above: Vec<LevelRule>,
    /// Levels below it.
    pub below: Vec<LevelRule>,
    /// The commits that changed it, newest first.
    pub history: Vec<super::changes::Entry>,
    /// What is said of its history where that is not told.
    pub history_none: String,
    /// The roles.
    pub roles: Vec<RoleRow>,
    /// What was declared, and what is carried.
    pub appetite: Vec<AppetiteRow>,
    /// Who may grant waivers.
    pub waivers_by: Option<String>,
}

/// A step of a scale.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// What it claims in numbers.
    pub claim: Option<String>,
}

/// What a level asks for.
#[derive(Debug, Clone, Serialize)]
pub struct LevelRule {
    /// The level.
    pub level: LevelBadge,
    /// The scores of its band.
    pub band: Option<String>,
    /// Who may accept it, for how long.
    pub accepted_by: String,
    /// Who approves the plan.
    pub approved_by: String,
    /// How fast it is treated.
    pub treated_within: String,
    /// How often it is reviewed.
    pub reviewed_every: String,
    /// Whom it is escalated to.
    pub escalated_to: Link,
}

/// A role.
#[derive(Debug, Clone, Serialize)]
pub struct RoleRow {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub duty: String,
    /// Who holds it, where they are few.
    pub held_by: Vec<Link>,
    /// "nobody", "12 people", in their place.
    pub holders: String,
    /// The role that it stands above.
    pub above: Option<String>,
}
