//! Ids, and what bears them.

mod caseless;
mod circles;
mod circular_relation;
mod duplicate_id;
mod kinds;
mod malformed_id;
mod misnamed_file;

use super::Rule;

pub(super) const RULES: &[&Rule] =
    &[&duplicate_id::RULE, &malformed_id::RULE, &misnamed_file::RULE, &circular_relation::RULE];
