//! Reviews, and the order of dates.

mod disordered_dates;
mod future_date;
mod mass_review;
mod outdated_review;
mod overdue_review;

use super::Rule;

pub(super) const RULES: &[&Rule] = &[
    &overdue_review::RULE,
    &outdated_review::RULE,
    &mass_review::RULE,
    &future_date::RULE,
    &disordered_dates::RULE,
];
