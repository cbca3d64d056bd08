//! What is wrong with the files themselves.
//!
//! Most of it is found while they are read; here are the pages and examples.

mod broken_rule;
mod malformed_measurement;
mod missing_key;
mod toml_1_1_syntax;
mod toml_syntax;
mod unknown_key;
mod unknown_rule;
mod unknown_value;
mod unreadable_file;
mod wrong_type;

pub(super) use broken_rule::RULE as BROKEN_RULE;

use super::Rule;

pub(super) const RULES: &[&Rule] = &[
    &toml_syntax::RULE,
    &unknown_key::RULE,
    &missing_key::RULE,
    &wrong_type::RULE,
    &unknown_value::RULE,
    &unreadable_file::RULE,
    &malformed_measurement::RULE,
    &unknown_rule::RULE,
    &toml_1_1_syntax::RULE,
    &broken_rule::RULE,
];
