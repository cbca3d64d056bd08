//! What is done about risks.

mod insufficient_treatment;
mod late_deadline;
mod open_action;
mod overdue_treatment;
mod postponed_deadline;
mod unagreed_treatment;
mod unapproved_treatment;
mod unassigned_treatment;
mod undated_treatment;
mod unexplained_postponement;
mod untreated_risk;

use super::Rule;
use crate::facts::{Facts, RiskFacts};
use crate::finding::Finding;
use crate::model::methodology::Level;
use crate::model::risk::{Action, Risk, Treatment, TreatmentOption};
use crate::source::Span;

pub(super) const RULES: &[&Rule] = &[
    &untreated_risk::RULE,
    &unassigned_treatment::RULE,
    &undated_treatment::RULE,
    &unapproved_treatment::RULE,
    &unagreed_treatment::RULE,
    &late_deadline::RULE,
    &overdue_treatment::RULE,
    &unexplained_postponement::RULE,
    &postponed_deadline::RULE,
    &insufficient_treatment::RULE,
    &open_action::RULE,
];

/// The treatment of a risk that does something about it: mitigates, avoids or
/// transfers it. One whose option could not be read may be an acceptance.
fn active_treatment(risk: &Risk) -> Option<&Treatment> {
    risk.treatment.as_ref().filter(|_| risk.option().is_some_and(|option| option != TreatmentOption::Accept))
}

/// Open risks above the line, with their level.
fn above_the_line<'a, 'f>(
    facts: &'f Facts<'a>,
) -> impl Iterator<Item = (&'a Risk, &'f RiskFacts, &'a Level)> {
    let above = facts.open().filter(|(_, judged)| judged.is_above());
    above.filter_map(|(risk, judged)| Some((risk, judged, facts.current_level(judged)?)))
}

/// A finding about an action, which its title tells from the others.
fn about_action(rule: &Rule<'static>, risk: &Risk, action: &Action, span: Span, what: &str) -> Finding {
    let title = action.title();
    let finding = rule.at(span, format!("action \"{title}\" of {} {what}", risk.id()));
    finding.risk(risk.id()).other(title)
}
