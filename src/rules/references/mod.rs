//! What is named and is not there.

use super::Rule;

pub(super) const RULES: &[&Rule] = &[];
