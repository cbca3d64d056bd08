//! What would be found if a loosening did not count: the head judged once more,
//! with its levels above the line where the base has them, or with its commits
//! made by whom the base takes for their authors.

use super::authority::{Grant, Loosening, Recognition, Right, of_finding};
use super::brought::Matched;
use crate::facts::Facts;
use crate::filter::{self, Judged, Selection, Weights};
use crate::finding::Finding;
use crate::model::register::Register;
use crate::past::{self, Past};
use crate::rules;

/// A change that is judged by the stricter weights of both sides.
pub(super) struct Case<'c, 'b, 'h> {
    pub(super) base: &'c Facts<'b>,
    pub(super) head: &'c Facts<'h>,
    pub(super) weights: &'c Weights,
    pub(super) selection: &'c Selection,
    /// What is found in each.
    pub(super) before: &'c [Judged],
    pub(super) after: &'c [Judged],
}

impl Case<'_, '_, '_> {
    /// Lays down at each level that is below the line now what would be found
    /// if it were still above.
    pub(super) fn of_lines(&self, list: &mut [Loosening]) {
        let lowered = |loosening: &Loosening| match &loosening.grant {
            Grant::Level { level, right: Right::Line } => Some(level.clone()),
            _ => None,
        };
        let levels: Vec<String> = list.iter().filter_map(lowered).collect();
        if levels.is_empty() {
            return;
        }
        let mut supposed = self.head.register.clone();
        let methodology = supposed.methodology.iter_mut().flat_map(|methodology| &mut methodology.levels);
        for level in methodology.filter(|level| levels.contains(&level.id.value)) {
            if let Some(acceptable) = &mut level.acceptable {
                acceptable.value = false;
            }
        }
        for finding in self.found(&supposed, self.head.past) {
            // Who decided it is told already.
            let is_deed = finding.rule.starts_with("unauthorised-");
            let at = |loosening: &Loosening| {
                let level = self.level(&finding);
                !is_deed && level.is_some() && lowered(loosening).as_deref() == level
            };
            if let Some(loosening) = list.iter_mut().find(|loosening| at(loosening)) {
                loosening.rests.push(of_finding(&finding));
            }
        }
    }

    /// Lays down at the names and addresses that are new what would be found
    /// without them.
    pub(super) fn of_names(&self, recognition: &Recognition, list: &mut [Loosening]) {
        let is_name = |grant: &Grant| matches!(grant, Grant::Mailmap | Grant::Address { .. });
        if !list.iter().any(|loosening| is_name(&loosening.grant)) {
            return;
        }
        let mut supposed = self.head.register.clone();
        past::fill_anew(&mut supposed, &recognition.past);
        let found = self.found(&supposed, Some(&recognition.past));
        for loosening in list.iter_mut().filter(|loosening| is_name(&loosening.grant)) {
            loosening.rests.extend(found.iter().map(of_finding));
        }
    }

    /// The current level of the risk that a finding is about.
    fn level(&self, finding: &Finding) -> Option<&str> {
        let place = self.head.register.risk_place(finding.risk.as_deref()?)?;
        self.head.level_id(&self.head.risks[place])
    }

    /// What is found in a register that is supposed, and neither in the base
    /// nor in the head.
    fn found(&self, supposed: &Register, past: Option<&Past>) -> Vec<Finding> {
        let facts = Facts::with_past(supposed, self.head.today, past);
        let found = rules::run(&facts);
        let found = filter::apply_by(&facts, found, self.selection, self.weights, Some(self.base)).findings;
        let is_old = Matched::of((self.base, self.before), (&facts, &found)).is_old;
        let is_told = Matched::of((self.head, self.after), (&facts, &found)).is_old;
        let is_known = is_old.into_iter().zip(is_told).map(|(old, told)| old || told);
        found
            .into_iter()
            .zip(is_known)
            .filter(|(_, known)| !known)
            .map(|(judged, _)| judged.finding)
            .collect()
    }
}
