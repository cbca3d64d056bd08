//! Decisions about a risk, written into its file: who may take them
//! ([`refuse`]), what each writes ([`mod@write`]), and how a commit tells it
//! ([`message`]).
//!
//! A decision edits exactly its own table. What it does not settle, the rules
//! say afterwards, as they say it of any other edit.

pub mod message;
pub mod refuse;
pub mod write;

use crate::facts::{Facts, RiskFacts};
use crate::model::day::Day;
use crate::model::methodology::Level;
use crate::model::risk::{Outcome, Risk};

/// Which decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The current level is carried until a day.
    Accept,
    /// The plan is the one to follow.
    Approve,
    /// Somebody looked at the risk again.
    Review,
    /// The plan's deadline moves later.
    Postpone,
    /// The risk no longer exists.
    Close,
}

impl Kind {
    /// After "to": "accept R001".
    #[must_use]
    pub fn verb(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Approve => "approve",
            Self::Review => "review",
            Self::Postpone => "postpone",
            Self::Close => "close",
        }
    }
}

/// What is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// To carry the current level.
    Accept {
        /// The last day on which it holds.
        until: Day,
        /// Why.
        rationale: String,
        /// On which conditions.
        conditions: Option<String>,
    },
    /// To follow the plan.
    Approve,
    /// What a review found.
    Review {
        /// Whether the assessment stands.
        outcome: Outcome,
        /// A remark.
        note: Option<String>,
    },
    /// To move the deadline.
    Postpone {
        /// The new one.
        to: Day,
        /// Why.
        reason: String,
    },
    /// That the risk is no more.
    Close {
        /// Why.
        reason: String,
        /// The risk that took it in.
        merged_into: Option<String>,
    },
}

impl What {
    /// Which decision it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Accept { .. } => Kind::Accept,
            Self::Approve => Kind::Approve,
            Self::Review { .. } => Kind::Review,
            Self::Postpone { .. } => Kind::Postpone,
            Self::Close { .. } => Kind::Close,
        }
    }
}

/// A decision of a person on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The person's id.
    pub by: String,
    /// The day.
    pub on: Day,
    /// What was decided.
    pub what: What,
}

/// The risk that is decided on, judged.
#[derive(Debug, Clone, Copy)]
pub struct Case<'f> {
    /// The register.
    pub facts: &'f Facts<'f>,
    /// The risk.
    pub risk: &'f Risk,
    /// What is computed about it.
    pub judged: &'f RiskFacts,
}

impl<'f> Case<'f> {
    /// The risk at a place of the register.
    #[must_use]
    pub fn new(facts: &'f Facts<'f>, place: usize) -> Self {
        Self { facts, risk: &facts.register.risks[place], judged: &facts.risks[place] }
    }

    /// Its file, by its path in the register.
    #[must_use]
    pub fn path(&self) -> &'f str {
        self.facts.register.sources.path(self.risk.file)
    }

    /// Its current level.
    #[must_use]
    pub fn level(&self) -> Option<&'f Level> {
        self.facts.current_level(self.judged)
    }

    /// The last day until which it may be accepted on a day, where the level
    /// says how long.
    #[must_use]
    pub fn longest(&self, on: Day) -> Option<Day> {
        Some(self.level()?.accept_for.as_ref()?.value.after(on))
    }
}
