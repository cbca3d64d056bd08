//! Controls that risks count on.

use super::Rule;

pub(super) const RULES: &[&Rule] = &[];
