//! Approvals, acceptances and closings.

mod authority;
mod expired_acceptance;
mod overlong_acceptance;
mod perpetual_acceptance;
mod self_acceptance;
mod self_granted_authority;
mod unaccepted_risk;
mod unauthorised_acceptance;
mod unauthorised_approval;
mod unauthorised_closure;
mod unauthorised_waiver;
mod unproven_acceptance;
mod void_acceptance;
mod void_approval;

use super::Rule;

pub(super) const RULES: &[&Rule] = &[
    &unaccepted_risk::RULE,
    &unauthorised_acceptance::RULE,
    &unauthorised_approval::RULE,
    &unauthorised_waiver::RULE,
    &unauthorised_closure::RULE,
    &self_acceptance::RULE,
    &expired_acceptance::RULE,
    &overlong_acceptance::RULE,
    &void_acceptance::RULE,
    &void_approval::RULE,
    &unproven_acceptance::RULE,
    &self_granted_authority::RULE,
    &perpetual_acceptance::RULE,
];
