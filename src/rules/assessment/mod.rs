//! Likelihood, impact, and what they rest on.

mod contradicted_likelihood;
mod copied_rationale;
mod raised;
mod raised_by_controls;
mod raised_by_treatment;
mod shared_runs;
mod stale_assessment;
mod unassessed_risk;
mod unexplained_residual;
mod unreasoned_assessment;

use super::Rule;

pub(super) const RULES: &[&Rule] = &[
    &unassessed_risk::RULE,
    &raised_by_controls::RULE,
    &raised_by_treatment::RULE,
    &unexplained_residual::RULE,
    &unreasoned_assessment::RULE,
    &stale_assessment::RULE,
    &copied_rationale::RULE,
    &contradicted_likelihood::RULE,
];
