//! What a change loosens, and what of it rests on that.
//!
//! Whoever changes roles, keys or severities and uses them in the same change
//! grants authority to themselves. `listing` finds what is looser than before,
//! `deeds` what was decided, `court` whether the base would allow it, and
//! `grounds` on which loosening it rests. A loosening on which nothing rests
//! is shown and is no fault: what rests on it may follow in the next change.

mod court;
mod deeds;
mod grounds;
mod listing;

pub use grounds::found;
pub(super) use grounds::{of_finding, of_severities};
pub use listing::recognises_more;

use crate::decision::Kind;
use crate::facts::Facts;
use crate::model::methodology::Level;
use crate::model::person::Person;
use crate::model::risk::Risk;
use crate::source::Span;

/// What a loosening gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grant {
    /// A role to a person.
    Role {
        /// The person.
        person: String,
        /// The role.
        role: String,
    },
    /// A signing key to a person.
    Key {
        /// The person.
        person: String,
        /// The key.
        key: String,
    },
    /// A person's commits are known by another address.
    Address {
        /// The person.
        person: String,
    },
    /// A person counts as active again.
    Active {
        /// The person.
        person: String,
    },
    /// Commits are somebody else's by the `.mailmap`.
    Mailmap,
    /// A role stands above another.
    Above {
        /// The role.
        role: String,
    },
    /// A level asks for less.
    Level {
        /// The level.
        level: String,
        /// In what.
        right: Right,
    },
    /// Others may waive.
    Waivers,
    /// A rule weighs less.
    Severity {
        /// The rule.
        rule: String,
    },
    /// What could not be read before.
    Mended,
    /// Something that decisions do not rest on by themselves: a cell of the
    /// matrix, a time limit, a path.
    Other,
}

/// What a level asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Who accepts it.
    Accept,
    /// Who approves its plans.
    Approve,
    /// For how long it is accepted at most.
    AcceptFor,
    /// That somebody accepts it at all.
    Line,
}

/// Something that a change loosens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loosening {
    /// The rule that guards it.
    pub rule: &'static str,
    /// The file.
    pub path: String,
    /// Where, in the register after the change.
    pub span: Span,
    /// What it gives.
    pub grant: Grant,
    /// In a sentence without its end.
    pub text: String,
    /// What of the change rests on it.
    pub rests: Vec<Rest>,
}

/// Something of a change that the base would have judged otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rest {
    /// "the acceptance of R001 by IT Manager".
    pub what: String,
    /// Where.
    pub span: Span,
    /// The risk that it is about.
    pub risk: Option<String>,
    /// The decision that does not hold for it.
    pub decision: Option<Kind>,
}

/// What history says of a head by those whom the base knows.
pub struct Recognition {
    /// The `.mailmap` says more than before.
    pub has_more_names: bool,
    /// The past of the head, its commits made by whom the base says.
    pub past: crate::past::Past,
}

/// What leads from a register to a looser one, with the decisions and waivers
/// of the change that rest on it.
#[must_use]
pub fn loosened(base: &Facts<'_>, head: &Facts<'_>, has_more_names: bool) -> Vec<Loosening> {
    let mut list = listing::loosened(base.register, head.register, has_more_names);
    grounds::of_deeds(base, head, &mut list);
    list
}

/// Whether somebody may take a decision on a risk at a level by the base's
/// word, too.
#[must_use]
pub fn may(
    (base, head): (&Facts<'_>, &Facts<'_>),
    (person, kind): (&Person, Kind),
    (risk, level): (&Risk, &Level),
) -> bool {
    let what = if kind == Kind::Approval { deeds::What::Approval } else { deeds::What::Acceptance };
    let deed = deeds::Deed {
        what,
        risk: Some(risk),
        by: &person.id,
        level: Some(level),
        current: Some(level),
        until: None,
        signed: None,
        rule: None,
    };
    court::Court::new(base, head).is_none_or(|court| court.allows(&deed, &|_| true))
}

/// The decisions that do not hold for what they rest on: the risk, and which.
#[must_use]
pub fn withheld(list: &[Loosening]) -> Vec<(String, Kind)> {
    let rests = list.iter().flat_map(|loosening| &loosening.rests);
    rests.filter_map(|rest| Some((rest.risk.clone()?, rest.decision?))).collect()
}
