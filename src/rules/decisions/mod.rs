//! Approvals, acceptances and closings.

use super::Rule;

pub(super) const RULES: &[&Rule] = &[];
