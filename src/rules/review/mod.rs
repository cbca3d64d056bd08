//! Reviews, and the order of dates.

mod disordered_dates;
mod future_date;
mod overdue_review;

use super::Rule;

pub(super) const RULES: &[&Rule] = &[&overdue_review::RULE, &future_date::RULE, &disordered_dates::RULE];
