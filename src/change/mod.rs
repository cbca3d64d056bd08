//! What a change means: two registers, judged on the same day, each by its own
//! methodology and people.
//!
//! Texts are compared by meaning, field by field; levels, deadlines and
//! decisions by what is computed of them. [`risks`] tells of each risk,
//! [`others`] of the other files and what follows from them, [`authority`] of
//! what the change loosens, [`needs`] of who has to decide something now, and
//! [`brought`] of the findings that come and go.

pub mod authority;
pub mod brought;
pub mod needs;
pub mod others;
pub mod risks;
mod supposed;

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::history::fields::{FieldChange, Fields};
use crate::model::register::Register;
use crate::model::word::words;
use authority::Loosening;
use needs::Need;
use others::OtherChange;
use risks::RiskChange;

words! {
    /// What a change does.
    EffectKind {
        /// The level is higher.
        Raised = "raised",
        /// The level is lower.
        Lowered = "lowered",
        /// It is above the line now.
        CrossedUp = "crossed-up",
        /// It is below the line now.
        CrossedDown = "crossed-down",
        /// The risk was closed.
        Closed = "closed",
        /// The risk is open again.
        Reopened = "reopened",
        /// A deadline moved later.
        Postponed = "postponed",
        /// A deadline moved earlier.
        BroughtForward = "brought-forward",
        /// A decision was given.
        Decided = "decided",
        /// A decision no longer holds for what stands there.
        Voided = "voided",
        /// A decision's time is over.
        Expired = "expired",
        /// A decision is by somebody who may not.
        Unauthorised = "unauthorised",
        /// A control came in, or into force.
        ControlAdded = "control-added",
        /// A control went out, or out of force.
        ControlRemoved = "control-removed",
        /// Somebody else owns it.
        OwnerChanged = "owner-changed",
        /// Likelihood or impact is another.
        Assessed = "assessed",
        /// The risk has another id.
        Renumbered = "renumbered",
    }
}

/// Something that a change does, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// What.
    pub kind: EffectKind,
    /// In a sentence without its end.
    pub text: String,
}

/// A thing before and after.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pair<T> {
    /// Before.
    pub before: T,
    /// After.
    pub after: T,
}

impl<T: PartialEq> Pair<T> {
    /// Whether the two differ.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.before != self.after
    }
}

/// What became of the methodology.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MethodChange {
    /// It says something else.
    pub changed: bool,
    /// Its version.
    pub version: Pair<Option<String>>,
    /// Risks whose level is another though their own rating is not.
    pub rescored: Vec<(String, Pair<Option<String>>)>,
    /// Risks that are otherwise judged another way though they are the same.
    pub rejudged: Vec<String>,
}

/// What a change means.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Diff {
    /// The risks that it touches, by id.
    pub risks: Vec<RiskChange>,
    /// The methodology.
    pub methodology: MethodChange,
    /// The other files, by path.
    pub others: Vec<OtherChange>,
    /// What it loosens.
    pub authority: Vec<Loosening>,
    /// Who has to decide something.
    pub needs: Vec<Need>,
    /// Files whose text is another and whose meaning is not.
    pub reformatted: Vec<String>,
}

impl Diff {
    /// What leads from a register to another, with what that loosens. Without a
    /// base everything is new.
    #[must_use]
    pub fn between(base: Option<&Facts<'_>>, head: &Facts<'_>, authority: Vec<Loosening>) -> Self {
        let risks = risks::compare(base, head);
        let methodology = base.map_or_else(MethodChange::default, |base| method(base, head, &risks));
        let others = base.map_or_else(Vec::new, |base| others::compare(base, head));
        let reformatted = base.map_or_else(Vec::new, |base| reformatted(base.register, head.register));
        let needs = needs::of((base, head), &risks, &methodology);
        Self { risks, methodology, others, authority, needs, reformatted }
    }

    /// Whether anything changed in meaning.
    #[must_use]
    pub fn has_meaning(&self) -> bool {
        let is_touched = !self.risks.is_empty() || !self.others.is_empty();
        is_touched || self.methodology.changed || !self.authority.is_empty()
    }
}

fn method(base: &Facts<'_>, head: &Facts<'_>, risks: &[RiskChange]) -> MethodChange {
    let version = |facts: &Facts<'_>| {
        let version = facts.register.methodology.as_ref()?.version.as_ref()?;
        Some(version.value.clone())
    };
    let path = &head.register.config.paths.methodology;
    let fields = |facts: &Facts<'_>| {
        let file = facts.register.sources.find(&facts.register.config.paths.methodology)?;
        Fields::parse(&facts.register.sources.file(file).text)
    };
    let changed = match (fields(base), fields(head)) {
        (Some(a), Some(b)) => !a.changes_to(&b).is_empty(),
        (a, b) => a.is_some() != b.is_some() || *path != base.register.config.paths.methodology,
    };
    let (mut rescored, mut rejudged) = (Vec::new(), Vec::new());
    for (risk, now) in head.open() {
        let Some(place) = base.register.risk_place(risk.id()) else { continue };
        let (old, then) = (&base.register.risks[place], &base.risks[place]);
        let rated = risks.iter().any(|change| change.id == risk.id() && change.is_rated());
        let level = Pair {
            before: base.level_id(then).map(str::to_owned),
            after: head.level_id(now).map(str::to_owned),
        };
        if level.differs() && !rated {
            rescored.push((risk.id().to_owned(), level));
        } else if risks.iter().all(|change| change.id != risk.id()) && old.is_open() {
            let state = |facts: &crate::facts::RiskFacts| {
                let held = |decision: Option<crate::decision::Decision>| decision.map(|d| d.state);
                (held(facts.approval), held(facts.acceptance), facts.review.state, facts.escalated)
            };
            if state(then) != state(now) {
                rejudged.push(risk.id().to_owned());
            }
        }
    }
    MethodChange {
        changed,
        version: Pair { before: version(base), after: version(head) },
        rescored,
        rejudged,
    }
}

/// Files that read otherwise and mean the same.
fn reformatted(base: &Register, head: &Register) -> Vec<String> {
    let texts: BTreeMap<&str, &str> =
        base.sources.iter().map(|(_, file)| (file.path.as_str(), file.text.as_str())).collect();
    let is_reformatted = |path: &str, text: &str| {
        let Some(before) = texts.get(path).filter(|before| **before != text) else { return false };
        let fields = Fields::parse(before).zip(Fields::parse(text));
        fields.is_some_and(|(before, after)| before.changes_to(&after).is_empty())
    };
    head.sources
        .iter()
        .filter(|(_, file)| is_reformatted(&file.path, &file.text))
        .map(|(_, file)| file.path.clone())
        .collect()
}

/// What changed between two texts; `None` where one of them cannot be read.
fn field_changes(before: &str, after: &str) -> Option<Vec<FieldChange>> {
    Some(Fields::parse(before)?.changes_to(&Fields::parse(after)?))
}
