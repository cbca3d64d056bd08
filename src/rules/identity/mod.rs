//! Ids, and what bears them.

mod caseless;
mod circles;
mod circular_relation;
mod deleted_risk;
mod duplicate_id;
mod edited_closed_risk;
mod kinds;
mod malformed_id;
mod misnamed_file;
mod reused_id;

use super::Rule;

pub(super) const RULES: &[&Rule] = &[
    &duplicate_id::RULE,
    &malformed_id::RULE,
    &misnamed_file::RULE,
    &reused_id::RULE,
    &deleted_risk::RULE,
    &edited_closed_risk::RULE,
    &circular_relation::RULE,
];
