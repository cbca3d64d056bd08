//! Decisions in words: their state, why, and who may take them.

use crate::decision::{Decision, DecisionState, Kind, VoidReason, reserved};
use crate::facts::RiskFacts;
use crate::model::day::{Day, in_words};
use crate::model::methodology::Level;
use crate::model::risk::{Publish, Risk};
use crate::need::{self, Need};
use crate::site::scene::{Scene, overdue};
use crate::site::text::{count, list, number};
use crate::site::view::{Run, Sentence};

/// What a risk above the line waits for.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Why, each a sentence.
    pub why: Vec<Vec<Run>>,
    /// In which way, for the overview's sentence.
    pub lacks: Lack,
    /// How late it is.
    pub late: Option<String>,
    /// Which kind of decision is needed first.
    pub kind: Kind,
}

/// In which way a decision is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// An acceptance is over.
    Expired,
    /// What was decided on has changed.
    Void,
    /// Somebody decided who may not.
    Unauthorised,
    /// Nobody decided.
    Missing,
}

impl Lack {
    /// In the order in which they are told.
    const ALL: [Self; 4] = [Self::Expired, Self::Void, Self::Unauthorised, Self::Missing];

    /// What is said of one such decision, and of several.
    fn verbs(self) -> (&'static str, &'static str) {
        match self {
            Self::Expired => ("has", "have"),
            Self::Void | Self::Unauthorised | Self::Missing => ("is", "are"),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Void => "void",
            Self::Unauthorised => "unauthorised",
            Self::Missing => "missing",
        }
    }

    fn says(self, n: usize) -> String {
        let (one, many) = self.verbs();
        format!("{} {}", if n == 1 { one } else { many }, self.word())
    }
}

/// How many decisions lack in each way that there is.
fn by_lack(lacks: &[Lack]) -> Vec<(Lack, usize)> {
    let of = |lack: Lack| (lack, lacks.iter().filter(|one| **one == lack).count());
    Lack::ALL.into_iter().map(of).filter(|(_, n)| *n > 0).collect()
}

/// "2 decisions" with " have expired.", "3 decisions" with " are due: 1 is void
/// and 2 are missing.".
#[must_use]
pub fn due(lacks: &[Lack]) -> (String, String) {
    let rest = match by_lack(lacks)[..] {
        [(only, n)] => format!(" {}.", only.says(n)),
        ref several => {
            let parts = several.iter().map(|(lack, n)| format!("{} {}", number(*n), lack.says(*n)));
            format!(" are due: {}.", list(&parts.collect::<Vec<_>>()))
        }
    };
    (count(lacks.len(), "decision", "decisions"), rest)
}

/// Below their number: "void", "both missing", "1 void and 2 missing".
#[must_use]
pub fn due_in_short(lacks: &[Lack]) -> String {
    match by_lack(lacks)[..] {
        [(only, 1)] => only.word().to_owned(),
        [(only, 2)] => format!("both {}", only.word()),
        [(only, _)] => format!("all {}", only.word()),
        ref several => {
            let parts = several.iter().map(|(lack, n)| format!("{} {}", number(*n), lack.word()));
            list(&parts.collect::<Vec<_>>())
        }
    }
}

/// What an open risk above the line waits for, if it does.
#[must_use]
pub fn waiting(scene: &Scene<'_>, risk: &Risk, facts: &RiskFacts) -> Option<Waiting> {
    let needs = need::of(risk, facts);
    let first = needs.first()?;
    let until = risk.acceptance.as_ref().and_then(|given| given.until.as_ref()).map(|until| until.value);
    let why = |need: &Need| match need {
        Need::Reaccept(decision) => {
            not_holding("Acceptance", decision, void(scene, risk, facts, Kind::Acceptance), until)
        }
        Need::Accept => missing("Not accepted", "the risk is carried without an acceptance"),
        Need::Decide => missing("Neither treated nor accepted", ""),
        Need::Reapprove(decision) => {
            not_holding("Approval", decision, void(scene, risk, facts, Kind::Approval), None)
        }
        Need::Approve => missing("Plan has no approval", ""),
    };
    let is_late = matches!(first, Need::Reaccept(decision) if decision.expired);
    Some(Waiting {
        why: needs.iter().map(why).collect(),
        lacks: first.taken().map_or(Lack::Missing, lack),
        late: until.filter(|_| is_late).map(|until| overdue(until, scene.facts.today)),
        kind: first.kind(),
    })
}

fn lack(decision: &Decision) -> Lack {
    match decision.state {
        DecisionState::Unauthorised => Lack::Unauthorised,
        _ if decision.is_forged() => Lack::Unauthorised,
        DecisionState::Void => Lack::Void,
        DecisionState::Expired => Lack::Expired,
        DecisionState::Valid | DecisionState::Unproven => Lack::Missing,
    }
}

fn missing(what: &str, why: &str) -> Vec<Run> {
    let mut words = Sentence::default();
    words.stress(what);
    if !why.is_empty() {
        words.say(format!("; {why}"));
    }
    words.runs()
}

fn not_holding(what: &str, decision: &Decision, void: String, until: Option<Day>) -> Vec<Run> {
    let mut words = Sentence::default();
    words.say(format!("{what} "));
    match decision.state {
        DecisionState::Unauthorised => words.stress("unauthorised").say(": given by somebody who may not"),
        DecisionState::Void => words.stress("void").say(format!(": {void}")),
        DecisionState::Unproven => {
            words.stress("not proven").say(": the signature is not the decider\u{2019}s")
        }
        _ => words.stress("expired"),
    };
    if let Some(until) = until.filter(|_| decision.state == DecisionState::Expired) {
        words.say(" on ").day(until);
    }
    words.runs()
}

/// Why a decision is void, and what changed where history knows it and all of the
/// risk may be told.
#[must_use]
pub fn void(scene: &Scene<'_>, risk: &Risk, facts: &RiskFacts, kind: Kind) -> String {
    let decision = if kind == Kind::Approval { facts.approval } else { facts.acceptance };
    if decision.and_then(|decision| decision.void) == Some(VoidReason::Level) {
        return "the level is now higher than the one decided on".to_owned();
    }
    let is_full =
        scene.facts.register.risk_place(risk.id()).is_some_and(|at| scene.shown[at] == Publish::Full);
    let changed = if is_full { scene.facts.changed_since(risk, &facts.stages, kind) } else { Vec::new() };
    match changed.as_slice() {
        [] => "what was decided on has changed since".to_owned(),
        changed => format!("what was decided on has changed since: {}", list(changed)),
    }
}

/// Who may take a decision on a level.
#[must_use]
pub fn by(scene: &Scene<'_>, level: Option<&Level>, kind: Kind) -> String {
    level
        .and_then(|level| reserved(level, kind))
        .map_or_else(|| "nobody is named".to_owned(), |role| scene.role(role))
}

/// "Critical may be accepted by Top management, for 3 months at most."
#[must_use]
pub fn authority(scene: &Scene<'_>, level: &Level) -> Option<String> {
    let role = level.accept_by.as_ref()?;
    let most =
        level.accept_for.as_ref().map_or_else(String::new, |most| format!(", for {} at most", most.value));
    Some(format!("{} may be accepted by {}{most}.", level.name(), scene.role(role)))
}

/// "on 28 January 2025", or nothing.
#[must_use]
pub fn on(day: Option<Day>) -> String {
    day.map_or_else(String::new, |day| format!(" on {}", in_words(day)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_that_are_due_are_told_by_what_they_lack() {
        use Lack::{Expired, Missing, Unauthorised, Void};
        let said = |lacks: &[Lack]| {
            let (how_many, rest) = due(lacks);
            (format!("{how_many}{rest}"), due_in_short(lacks))
        };
        for (lacks, sentence, short) in [
            (&[Missing][..], "1 decision is missing.", "missing"),
            (&[Expired], "1 decision has expired.", "expired"),
            (&[Void; 2], "2 decisions are void.", "both void"),
            (&[Expired; 3], "3 decisions have expired.", "all expired"),
            (
                &[Missing, Unauthorised],
                "2 decisions are due: 1 is unauthorised and 1 is missing.",
                "1 unauthorised and 1 missing",
            ),
            (
                &[Missing, Void, Expired, Missing, Expired],
                "5 decisions are due: 2 have expired, 1 is void and 2 are missing.",
                "2 expired, 1 void and 2 missing",
            ),
        ] {
            assert_eq!(said(lacks), (sentence.to_owned(), short.to_owned()));
        }
    }
}
