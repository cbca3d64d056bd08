//! What is watched: indicators and incidents.

mod breached_indicator;
mod restated_measurement;
mod stale_indicator;
mod unlinked_incident;

use super::Rule;

pub(super) const RULES: &[&Rule] = &[
    &breached_indicator::RULE,
    &stale_indicator::RULE,
    &restated_measurement::RULE,
    &unlinked_incident::RULE,
];
