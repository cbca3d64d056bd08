//! Exceptions to the rules, and whether they still hold.

mod expired_waiver;
mod unused_waiver;

use super::Rule;
use crate::finding::Finding;
use crate::model::methodology::Level;
use crate::model::person::Person;
use crate::model::register::Register;
use crate::model::risk::Risk;
use crate::model::waiver::Waiver;
use crate::source::At;

/// Somebody granted a waiver who may not.
#[derive(Debug, Clone, Copy)]
pub struct Refusal<'a> {
    /// The one who did.
    pub person: &'a Person,
    /// The role that may; `None` where any active person who holds one may.
    pub role: Option<&'a At<String>>,
    /// The current level of the risk that it is for.
    pub level: Option<&'a Level>,
}

/// What became of a waiver.
#[derive(Debug)]
pub struct WaiverVerdict<'a> {
    /// The waiver.
    pub waiver: &'a Waiver,
    /// The risk that it is for, where it is for one that exists.
    pub risk: Option<&'a Risk>,
    /// Its last day is over.
    pub expired: bool,
    /// Why the one who granted it may not, where that is so.
    pub refusal: Option<Refusal<'a>>,
    /// How many findings it silences, or would silence if it held.
    pub matches: usize,
    /// Its rule was judged in this run.
    pub judged: bool,
}

impl WaiverVerdict<'_> {
    /// Whether it is for an open risk, or for no risk at all.
    #[must_use]
    pub fn is_about_an_open_risk(&self) -> bool {
        self.risk.is_none_or(Risk::is_open)
    }

    /// Whether it is for a risk or a file that does not exist, which the
    /// references say already.
    #[must_use]
    pub fn is_astray(&self, register: &Register) -> bool {
        let no_risk = self.waiver.risk.is_some() && self.risk.is_none();
        no_risk || self.waiver.path.as_ref().is_some_and(|path| register.sources.find(path).is_none())
    }

    /// A finding about this waiver, told apart by its rule.
    #[must_use]
    pub fn about(&self, finding: Finding, field: &str) -> Finding {
        let finding = finding.field(field).other(self.waiver.rule.as_ref().map_or("", |rule| rule));
        match (self.risk, &self.waiver.path) {
            (Some(risk), _) => finding.risk(risk.id()),
            (None, Some(path)) => finding.thing(path),
            (None, None) => finding,
        }
    }
}

pub(super) const RULES: &[&Rule] = &[&expired_waiver::RULE, &unused_waiver::RULE];
