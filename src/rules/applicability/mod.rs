//! The statement of applicability.

use super::Rule;

pub(super) const RULES: &[&Rule] = &[];
