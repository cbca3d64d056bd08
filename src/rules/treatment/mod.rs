//! What is done about risks.

use super::Rule;

pub(super) const RULES: &[&Rule] = &[];
