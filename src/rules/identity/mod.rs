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

pub use deleted_risk::out_of_reach;

use super::Rule;

/// The rule that a change breaks by a risk that it takes away.
pub const DELETED_RISK: &str = deleted_risk::RULE.name;

pub(super) const RULES: &[&Rule] = &[
    &duplicate_id::RULE,
    &malformed_id::RULE,
    &misnamed_file::RULE,
    &reused_id::RULE,
    &deleted_risk::RULE,
    &edited_closed_risk::RULE,
    &circular_relation::RULE,
];
