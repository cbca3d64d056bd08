//! The methodology itself.

use super::Rule;

pub(super) const RULES: &[&Rule] = &[];
