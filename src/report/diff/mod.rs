//! What a change means, for people, for a pull request, for programs.

pub mod human;
pub mod json;
pub mod markdown;

use crate::change::authority::Loosening;
use crate::change::risks::RiskChangeKind;
use crate::change::{Diff, EffectKind};
use crate::decision::Kind;
use crate::filter::Judged;
use crate::git::object::ObjectId;
use crate::model::day::Day;
use crate::model::register::Register;
use crate::text::{counted, one_line};

/// A change with what is said around it.
pub struct Subject<'d> {
    /// What it means.
    pub diff: &'d Diff,
    /// The register after it, for names.
    pub head: &'d Register,
    /// The register before it; `None` where there was none.
    pub base: Option<&'d Register>,
    /// The day that both are judged on.
    pub today: Day,
    /// The commit before it; `None` for files as they lay.
    pub base_commit: Option<ObjectId>,
    /// The commit after it; `None` for the working tree.
    pub head_commit: Option<ObjectId>,
    /// Findings that it brings, with the register that they are about.
    pub new: Vec<&'d Judged>,
    /// Findings that it mends.
    pub fixed: Vec<&'d Judged>,
}

/// The whole story in a line: "1 risk crossed the line, 2 due dates moved later".
#[must_use]
pub fn headline(subject: &Subject<'_>) -> String {
    let diff = subject.diff;
    if !diff.has_meaning() {
        return match diff.reformatted.len() {
            0 => "No change.".to_owned(),
            count => format!("No change in meaning: {} reformatted.", counted(count, "file")),
        };
    }
    let risks = |kind: RiskChangeKind| diff.risks.iter().filter(|risk| risk.kind == kind).count();
    let crossed = |kind: EffectKind| diff.risks.iter().filter(|risk| risk.has(kind)).count();
    // Of those that stay on their side of the line.
    let moved = |kind: EffectKind, across: EffectKind| {
        diff.risks.iter().filter(|risk| risk.has(kind) && !risk.has(across)).count()
    };
    let effects = |kind: EffectKind| {
        diff.risks.iter().flat_map(|risk| &risk.effects).filter(|effect| effect.kind == kind).count()
    };
    let parts: Vec<String> = [
        (crossed(EffectKind::CrossedUp), "risk", "above the line"),
        (effects(EffectKind::Voided), "decision", "voided"),
        (effects(EffectKind::Unauthorised), "decision", "by somebody who may not"),
        (risks(RiskChangeKind::Removed), "risk", "removed"),
        (moved(EffectKind::Raised, EffectKind::CrossedUp), "risk", "at a higher level"),
        (diff.risks.iter().filter(|risk| is_newly_doubtful(risk)).count(), "level", "doubtful now"),
        (diff.authority.len(), "loosening", ""),
        (effects(EffectKind::Postponed), "due date", "moved later"),
        (crossed(EffectKind::CrossedDown), "risk", "below the line now"),
        (moved(EffectKind::Lowered, EffectKind::CrossedDown), "risk", "at a lower level"),
        (risks(RiskChangeKind::Added), "risk", "added"),
        (effects(EffectKind::Closed), "risk", "closed"),
        (effects(EffectKind::Reopened), "risk", "reopened"),
        (effects(EffectKind::Decided), "decision", "given"),
        (diff.methodology.rescored.len(), "risk", "rescored by the methodology"),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, noun, what)| format!("{} {what}", counted(count, noun)).trim_end().to_owned())
    .collect();
    if !parts.is_empty() {
        return parts.join(", ");
    }
    match (diff.risks.len(), diff.others.len()) {
        (0, files) => format!("{} changed, no risk is judged otherwise", counted(files, "file")),
        (risks, _) => format!("{} changed, none of them in level, date or decision", counted(risks, "risk")),
    }
}

/// A decision that is asked for: "approval by Head of security (Ana Ruiz): R001, R002".
#[must_use]
pub fn need(head: &Register, need: &crate::change::needs::Need) -> String {
    let what = match need.what {
        Kind::Approval => "approval of the plan",
        Kind::Acceptance => "acceptance",
    };
    let role = head.methodology.as_ref().and_then(|methodology| methodology.role(&need.role));
    let role = one_line(role.map_or(need.role.as_str(), |role| role.name()));
    let people: Vec<String> = need.people.iter().map(|id| one_line(head.person_name(id))).collect();
    let people = match people.len() {
        0 => "nobody active holds that role".to_owned(),
        1..=3 => people.join(", "),
        more => format!("{} and {} more", people[..3].join(", "), more - 3),
    };
    format!("{what} by {role} ({people}): {}", need.why.join(", "))
}

/// What is loosened, first that on which something of the change rests.
#[must_use]
pub fn loosenings(diff: &Diff) -> Vec<&Loosening> {
    let mut list: Vec<&Loosening> = diff.authority.iter().collect();
    list.sort_by_key(|loosening| loosening.rests.is_empty());
    list
}

/// "not granted yet: the acceptance of R001 by IT Manager rests on it".
#[must_use]
pub fn rests(loosening: &Loosening) -> Option<String> {
    let told: Vec<&str> = loosening.rests.iter().take(3).map(|rest| rest.what.as_str()).collect();
    let verb = if loosening.rests.len() == 1 { "rests" } else { "rest" };
    let more = match loosening.rests.len() {
        0 => return None,
        count if count > told.len() => format!(" and {} more", count - told.len()),
        _ => String::new(),
    };
    Some(format!("not granted yet: {}{more} {verb} on it", told.join(", ")))
}

/// The order in which risks are told: what needs a decision first.
#[must_use]
pub fn weight(risk: &crate::change::risks::RiskChange) -> usize {
    const ORDER: [EffectKind; 8] = [
        EffectKind::CrossedUp,
        EffectKind::Unauthorised,
        EffectKind::Voided,
        EffectKind::Raised,
        EffectKind::Expired,
        EffectKind::Postponed,
        EffectKind::Reopened,
        EffectKind::CrossedDown,
    ];
    if risk.kind == RiskChangeKind::Removed {
        return 0;
    }
    match ORDER.iter().position(|kind| risk.has(*kind)) {
        Some(place) => place + 1,
        // As weighty as a level that is higher.
        None if is_newly_doubtful(risk) => 4,
        None => ORDER.len() + 1,
    }
}

/// Whether the level rests, since this change, on a control that does not work
/// as it should.
fn is_newly_doubtful(risk: &crate::change::risks::RiskChange) -> bool {
    risk.doubtful.after && !risk.doubtful.before
}
