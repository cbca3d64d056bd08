//! What is named and is not there.

mod broken_link;
mod catalogue;
mod inactive_person;
mod unknown_asset;
mod unknown_control;
mod unknown_indicator;
mod unknown_person;
mod unknown_risk;
mod unknown_role;
mod unknown_threat;
mod unknown_unit;

use super::Rule;

pub(super) const RULES: &[&Rule] = &[
    &unknown_person::RULE,
    &inactive_person::RULE,
    &unknown_asset::RULE,
    &unknown_threat::RULE,
    &unknown_control::RULE,
    &unknown_role::RULE,
    &unknown_risk::RULE,
    &unknown_indicator::RULE,
    &unknown_unit::RULE,
    &broken_link::RULE,
];
