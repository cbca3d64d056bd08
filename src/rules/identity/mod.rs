//! Ids, and what bears them.

use super::Rule;

pub(super) const RULES: &[&Rule] = &[];
