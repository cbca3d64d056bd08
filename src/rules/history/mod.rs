//! What history itself lacks.

mod truncated_history;

use super::Rule;

pub(super) const RULES: &[&Rule] = &[&truncated_history::RULE];
