//! Controls that risks count on.

mod doubled_control;
mod failing_control;
mod inactive_control;
mod undercovered_asset;
mod untested_control;

use std::collections::HashMap;

use super::Rule;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::model::control::{Control, ControlState};
use crate::model::risk::Risk;
use crate::source::At;

pub(super) const RULES: &[&Rule] = &[
    &inactive_control::RULE,
    &doubled_control::RULE,
    &untested_control::RULE,
    &failing_control::RULE,
    &undercovered_asset::RULE,
];

/// An open risk that counts on a control of which something is to be said.
struct Reliance<'a, 'f, T> {
    risk: &'a Risk,
    /// Where the risk names the control.
    named: &'a At<String>,
    control: &'a Control,
    fault: &'f T,
}

impl<T> Reliance<'_, '_, T> {
    /// A finding at the place that names the control.
    fn finding(&self, rule: &Rule<'static>, what: &str) -> Finding {
        let message = format!("{} counts on {}, which {what}", self.risk.id(), self.control.name());
        rule.at(self.named.span, message).risk(self.risk.id()).field("controls").other(&self.named.value)
    }
}

/// Tells of every place where an open risk counts on a control at fault. Each
/// control is looked at once, however many risks count on it.
fn each_reliance<'a, T>(
    facts: &Facts<'a>,
    fault: impl Fn(&'a Control) -> Option<T>,
    mut tell: impl FnMut(&Reliance<'a, '_, T>),
) {
    let register = facts.register;
    // Of two controls with one id the first counts, and `duplicate-id` says so.
    let counts =
        |control: &Control| register.control(&control.id).is_some_and(|first| std::ptr::eq(first, control));
    let at_fault: HashMap<&str, (&Control, T)> = register
        .controls
        .iter()
        .filter(|control| counts(control))
        .filter_map(|control| Some((control.id.as_str(), (control, fault(control)?))))
        .collect();
    if at_fault.is_empty() {
        return;
    }
    for risk in register.open() {
        for named in &risk.controls {
            if let Some((control, fault)) = at_fault.get(named.as_str()) {
                tell(&Reliance { risk, named, control, fault });
            }
        }
    }
}

/// Whether a control is not, or no longer, in force.
fn is_inactive(control: &Control) -> bool {
    let state = control.state.as_ref().map(|state| state.value);
    matches!(state, Some(ControlState::Planned | ControlState::Retired))
}

/// Whether all tests of a control could be read: else the one that counts may
/// be among the others.
fn knows_its_tests(control: &Control) -> bool {
    control.tests.iter().all(|test| test.on.is_some() && test.result.is_some())
}

/// The path of the file that a control stands in.
fn path_of<'a>(facts: &Facts<'a>, control: &Control) -> &'a str {
    facts.register.sources.path(control.span.file)
}
