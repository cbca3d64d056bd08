//! A risk in words: names where a person reads, never ids, never a zero where
//! nothing is known.

use crate::facts::{Facts, RiskFacts};
use crate::model::day::{Day, days_in_words};
use crate::model::methodology::Point;
use crate::model::risk::{Impact, Rating, Risk};
use crate::schedule::{self, DayState};
use crate::score::Stage;

/// Where a level lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Above the acceptance line.
    Above,
    /// Below it.
    Below,
    /// There is no level, or no line.
    Unknown,
}

impl Side {
    /// The side of a stage.
    #[must_use]
    pub fn of(stage: Option<Stage>) -> Self {
        match stage.and_then(|stage| stage.above) {
            Some(true) => Self::Above,
            Some(false) => Self::Below,
            None => Self::Unknown,
        }
    }

    /// The sign of the side; a shape, so that colour is never the only one.
    #[must_use]
    pub fn sign(self, unicode: bool) -> &'static str {
        match (self, unicode) {
            (Self::Above, true) => "▲",
            (Self::Below, true) => "▽",
            (Self::Unknown, true) => "·",
            (Self::Above, false) => "^",
            (Self::Below, false) => "v",
            (Self::Unknown, false) => "-",
        }
    }
}

/// The name of the current level, or the word for there being none.
#[must_use]
pub fn level(facts: &Facts<'_>, risk: &Risk, judged: &RiskFacts) -> String {
    match facts.current_level(judged) {
        Some(level) => level.name().to_owned(),
        None if risk.is_unassessed() => "not assessed".to_owned(),
        None => "not judged".to_owned(),
    }
}

/// Likelihood and impact by name, as far as they are given.
#[must_use]
pub fn rating(facts: &Facts<'_>, rating: &Rating, stage: Option<Stage>) -> (Option<String>, Option<String>) {
    let methodology = facts.register.methodology.as_ref();
    let likelihoods = methodology.map_or(&[][..], |methodology| &methodology.likelihood);
    let impacts = methodology.map_or(&[][..], |methodology| &methodology.impact);
    let likelihood = rating.likelihood.as_ref().map(|id| point(likelihoods, id));
    let impact = rating.impact.as_ref().map(|impact| match impact {
        Impact::Point(id) => point(impacts, id),
        Impact::ByDimension(points, _) => {
            let combined = stage.and_then(|stage| stage.impact).and_then(|rank| impacts.get(rank));
            combined.map_or_else(|| by_dimension(facts, points, impacts), |point| point.name().to_owned())
        }
    });
    (likelihood, impact)
}

/// "Confidentiality High, Availability Low", in the order written.
#[must_use]
pub fn dimensions(facts: &Facts<'_>, impact: &Impact) -> Option<String> {
    let impacts = facts.register.methodology.as_ref().map_or(&[][..], |methodology| &methodology.impact);
    match impact {
        Impact::Point(_) => None,
        Impact::ByDimension(points, _) => Some(by_dimension(facts, points, impacts)),
    }
}

fn by_dimension(
    facts: &Facts<'_>,
    points: &[(crate::source::At<String>, crate::source::At<String>)],
    impacts: &[Point],
) -> String {
    let known = facts.register.methodology.as_ref().map_or(&[][..], |methodology| &methodology.dimensions);
    let one = |(dimension, id): &(crate::source::At<String>, crate::source::At<String>)| {
        let name = known.iter().find(|known| known.id.value == dimension.value);
        let name = name.map_or(dimension.as_str(), |known| known.name());
        format!("{name} {}", point(impacts, id))
    };
    points.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn point(scale: &[Point], id: &str) -> String {
    scale.iter().find(|point| point.id.value == id).map_or(id, |point| point.name()).to_owned()
}

/// A role or a person by name, as `escalate_to` and `approved_by` name them.
#[must_use]
pub fn role_or_person<'a>(facts: &Facts<'a>, id: &'a str) -> &'a str {
    let role = facts.register.methodology.as_ref().and_then(|methodology| methodology.role(id));
    role.map_or_else(|| facts.register.person_name(id), |role| role.name())
}

/// What is late about a risk, each by how many days: the most late action
/// counts for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Late {
    /// The treatment plan.
    pub treatment: Option<i64>,
    /// An action of a plan that is itself in time.
    pub action: Option<i64>,
    /// The review.
    pub review: Option<i64>,
}

impl Late {
    /// What is late about a risk.
    #[must_use]
    pub fn of(risk: &Risk, judged: &RiskFacts, today: Day) -> Self {
        let by = |due: Option<Day>, state: DayState| {
            due.filter(|_| state == DayState::Late).map(|due| schedule::days_late(due, today))
        };
        let treatment = by(judged.plan.deadline, judged.plan.state);
        let actions = risk.actions().iter().zip(&judged.actions);
        let actions =
            actions.filter_map(|(action, state)| by(action.due.as_ref().map(|due| due.value), *state));
        Self {
            treatment,
            action: if treatment.is_some() { None } else { actions.max() },
            review: by(judged.review.next, judged.review.state),
        }
    }

    /// The weightiest in a few words: "32 days late", "review 3 days late".
    #[must_use]
    pub fn short(self) -> Option<String> {
        let late = |what: &str, days: i64| format!("{what}{} late", days_in_words(days));
        self.treatment
            .map(|days| late("", days))
            .or_else(|| self.action.map(|days| late("action ", days)))
            .or_else(|| self.review.map(|days| late("review ", days)))
    }
}
