//! Likelihood, impact, and what they rest on.

use super::Rule;

pub(super) const RULES: &[&Rule] = &[];
