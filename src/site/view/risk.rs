//! A risk: every field that it has.

use serde::Serialize;

use super::findings::FindingRow;
use super::register::PagerItem;
use super::{Due, Fact, LevelBadge, Link, Run};
use crate::site::chart::Chart;

/// `risks/<ID>/index.html`.
#[derive(Debug, Clone, Serialize)]
pub struct RiskPage {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// The status, in words.
    pub status: String,
    /// The current level.
    pub level: Option<LevelBadge>,
    /// What comes after the level in the sentence.
    pub sentence: Vec<Run>,
    /// Owner, category, dates.
    pub facts: Vec<Fact>,
    /// Only an outline is published.
    pub outline: bool,
    /// When, by whom, why and into what it was closed.
    pub closed: Option<Closed>,
    /// Cause, event, consequence, as HTML.
    pub description: Option<String>,
    /// The assessment.
    pub assessment: Assessment,
    /// What is done about it.
    pub treatment: Option<Treatment>,
    /// What is said where there is no treatment.
    pub untreated: &'static str,
    /// Approval and acceptance.
    pub decisions: Vec<Decision>,
    /// What is said where there is none.
    pub undecided: String,
    /// "Critical may be accepted by Top management, for 3 months at most."
    pub authority: Option<String>,
    /// The last review.
    pub review: Vec<Fact>,
    /// Lists of names.
    pub lists: Vec<NameList>,
    /// Tickets and evidence.
    pub references: Vec<Reference>,
    /// The organisation's own fields.
    pub custom: Vec<Custom>,
    /// Rules silenced on this risk.
    pub waivers: Vec<super::findings::WaiverRow>,
    /// Findings about the files.
    pub wrong: Vec<FindingRow>,
    /// Which rules object more often, if they do.
    pub wrong_more: Vec<Run>,
    /// Findings that time brought about.
    pub late: Vec<FindingRow>,
    /// The same of these.
    pub late_more: Vec<Run>,
    /// Where an import read it.
    pub source: Vec<Fact>,
    /// Its level over time.
    pub course: Option<Chart>,
    /// What changed on it, newest first, as much as the page has room for.
    pub history: Vec<super::changes::Entry>,
    /// That older commits have pages of their own, if they have.
    pub older: Option<String>,
    /// The pages of the history.
    pub pager: Vec<PagerItem>,
    /// What of the history this page has.
    pub range: Option<String>,
    /// Since when each value stands.
    pub standing: Vec<super::changes::Standing>,
    /// What is said where nothing is told, or not all of it.
    pub history_note: Option<String>,
}

/// The history of a risk as far as its own page has no room for it: page-2.html
/// and those that follow in the risk's folder.
#[derive(Debug, Clone, Serialize)]
pub struct HistoryPage {
    /// The risk's id.
    pub id: String,
    /// The risk's title.
    pub title: String,
    /// How many commits there are, with a link to the risk's page.
    pub sentence: Vec<Run>,
    /// What changed on the risk, newest first.
    pub history: Vec<super::changes::Entry>,
    /// The pages of the history; the first is the risk's.
    pub pager: Vec<PagerItem>,
    /// "Commits 24–90 of 312".
    pub range: String,
}

/// When and why a risk was closed.
#[derive(Debug, Clone, Serialize)]
pub struct Closed {
    /// "Closed on 12 May 2025".
    pub words: String,
    /// Who closed it.
    pub by: Option<Link>,
    /// Why.
    pub reason: Option<String>,
    /// The risk that took it in.
    pub merged_into: Option<Link>,
}

/// Inherent, current, planned.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Assessment {
    /// "Inherent Critical, current Critical, planned Moderate".
    pub title: String,
    /// What that means.
    pub note: String,
    /// The stages in numbers.
    pub stages: Vec<Stage>,
    /// Impact by dimension.
    pub dimensions: Vec<Dimension>,
    /// How they were combined.
    pub combined: Option<String>,
    /// Why, as HTML.
    pub rationale: Option<String>,
    /// When, by whom, how sure.
    pub facts: Vec<Fact>,
}

/// The way of a risk over the matrix: inherent, current, planned.
#[derive(Debug, Clone, Serialize)]
pub struct Path {
    /// The wide drawing, as SVG.
    pub wide: String,
    /// The narrow drawing.
    pub narrow: String,
    /// The levels of the drawings.
    pub legend: Vec<LevelBadge>,
    /// Their names stand in the wide drawing too.
    pub named: bool,
}

/// A stage of the assessment.
#[derive(Debug, Clone, Serialize)]
pub struct Stage {
    /// 1, 2 or 3.
    pub number: u8,
    /// "Inherent, before controls".
    pub name: &'static str,
    /// The likelihood.
    pub likelihood: String,
    /// The impact.
    pub impact: String,
    /// The score, where the matrix is a formula.
    pub score: Option<String>,
    /// The level.
    pub level: Option<LevelBadge>,
    /// What stands in its place.
    pub no_level: &'static str,
}

/// An impact dimension.
#[derive(Debug, Clone, Serialize)]
pub struct Dimension {
    /// Its name.
    pub name: String,
    /// Its impact at each stage shown.
    pub impacts: Vec<StageImpact>,
}

/// An impact in one dimension at one stage.
#[derive(Debug, Clone, Serialize)]
pub struct StageImpact {
    /// "Inherent".
    pub stage: String,
    /// Its impact by name.
    pub impact: String,
}

/// The treatment.
#[derive(Debug, Clone, Serialize)]
pub struct Treatment {
    /// "mitigate".
    pub option: String,
    /// What is recommended.
    pub plan: Option<String>,
    /// The action owner.
    pub owner: Option<Link>,
    /// The deadline.
    pub due: Option<Due>,
    /// What is said where there is no owner or no day.
    pub absent: &'static str,
    /// The plan in time, as a drawing of each width.
    pub strip: Option<String>,
    /// Moved, cost, done, agreed.
    pub facts: Vec<Fact>,
    /// "2 of 3 actions done".
    pub progress: String,
    /// The steps.
    pub actions: Vec<Action>,
    /// Why the deadline moved.
    pub postponed: Vec<Postponement>,
    /// How many earlier moves the history alone tells.
    pub moved_before: Option<String>,
}

/// A step of the treatment.
#[derive(Debug, Clone, Serialize)]
pub struct Action {
    /// What.
    pub title: String,
    /// It is done.
    pub is_done: bool,
    /// Who.
    pub owner: Link,
    /// By when.
    pub due: Option<String>,
    /// When it was done.
    pub done: Option<String>,
    /// "overdue by 32 days", "50 days late".
    pub late: Option<String>,
    /// It is late now.
    pub is_late: bool,
    /// Control, ticket, evidence.
    pub notes: Vec<Fact>,
    /// The ticket or evidence, where it is an address.
    pub links: Vec<Link>,
}

/// A deadline that moved.
#[derive(Debug, Clone, Serialize)]
pub struct Postponement {
    /// From.
    pub from: String,
    /// To.
    pub to: String,
    /// "+30 days".
    pub by_days: String,
    /// Why.
    pub reason: String,
    /// Who agreed.
    pub by: Option<Link>,
}

/// An approval or an acceptance.
#[derive(Debug, Clone, Serialize)]
pub struct Decision {
    /// "Plan approved by … on …, at level High".
    pub what: Vec<Run>,
    /// "valid", "void", "expired", "unauthorised", "unproven".
    pub state: String,
    /// What changed since, who may.
    pub why: Option<String>,
    /// It does not hold.
    pub bad: bool,
    /// What shows it.
    pub proof: String,
    /// The commit that brought it, or why that is not known.
    pub commit: Vec<Run>,
    /// Rationale, conditions.
    pub notes: Vec<Fact>,
}

/// A control that the risk counts on or will.
#[derive(Debug, Clone, Serialize)]
pub struct ControlRow {
    /// Its name, and where it is told of.
    pub name: Link,
    /// Implemented, planned, …
    pub state: String,
    /// It is to be put in force by the treatment.
    pub planned: bool,
    /// Why it does not work as it should.
    pub doubt: Vec<Run>,
    /// The last eight tests as marks, oldest first.
    pub marks: Vec<TestMark>,
    /// "passed 2025-02-10", "never tested".
    pub tested: String,
    /// References in Annex A.
    pub annex_a: Vec<Link>,
}

/// A test of a control, as a mark.
#[derive(Debug, Clone, Serialize)]
pub struct TestMark {
    /// ✓, ✗ or –.
    pub mark: &'static str,
    /// "passed 2025-02-10".
    pub words: String,
}

/// A list of names.
#[derive(Debug, Clone, Serialize)]
pub struct NameList {
    /// What they are.
    pub label: &'static str,
    /// They.
    pub names: Vec<Link>,
    /// What stands where there are none: "none" where the file says so, else
    /// "not given".
    pub absent: &'static str,
    /// Ids are set in the monospaced face.
    pub ids: bool,
}

/// A ticket, a document, evidence.
#[derive(Debug, Clone, Serialize)]
pub struct Reference {
    /// It.
    pub link: Link,
    /// Its digest.
    pub sha256: Option<String>,
}

/// One of the organisation's own fields.
#[derive(Debug, Clone, Serialize)]
pub struct Custom {
    /// What it is called.
    pub name: String,
    /// Its value as text.
    pub text: Option<String>,
    /// Its value as HTML.
    pub html: Option<String>,
    /// Its value as a link.
    pub href: Option<String>,
}
