//! The methodology: whether every assessment has a level, and the level a
//! meaning.
//!
//! Of a faulty one as much is used as can be; what is left unjudged is said
//! here once, and not again at every risk.

mod exceeded_appetite;
mod grid;
mod incomplete_matrix;
mod no_acceptable_level;
mod out_of_scope;
mod outdated_methodology;
mod scored;
mod uncovered_unit;
mod unordered_matrix;
mod unordered_scale;
mod unreachable_level;
mod unruled_level;

use super::Rule;

pub(super) const RULES: &[&Rule] = &[
    &incomplete_matrix::RULE,
    &unordered_matrix::RULE,
    &unordered_scale::RULE,
    &no_acceptable_level::RULE,
    &unreachable_level::RULE,
    &unruled_level::RULE,
    &outdated_methodology::RULE,
    &out_of_scope::RULE,
    &uncovered_unit::RULE,
    &exceeded_appetite::RULE,
];

/// What findings about the methodology as a whole are about.
const METHODOLOGY: &str = "methodology";
