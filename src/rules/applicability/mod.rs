//! The statement of applicability (ISO 27001, 6.1.3 d).

mod excluded_in_use;
mod unjustified_control;
mod unstated_control;

use super::Rule;

pub(super) const RULES: &[&Rule] =
    &[&unjustified_control::RULE, &excluded_in_use::RULE, &unstated_control::RULE];
