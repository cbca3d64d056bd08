//! Reviews, and the order of dates.

use super::Rule;

pub(super) const RULES: &[&Rule] = &[];
