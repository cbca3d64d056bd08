//! The level over time, as history and the present file tell it.

use super::RiskHistory;
use crate::decision::DecisionState;
use crate::facts::RiskFacts;
use crate::model::risk::Risk;
use crate::past::{Carried, RiskPast, Step};
use crate::site::chart::Chart;
use crate::site::chart::course::{self, Accepted, Band, Course};
use crate::site::scene::Scene;

/// The chart; `None` without history, or where nothing is told yet.
#[must_use]
pub(super) fn chart(scene: &Scene<'_>, risk: &Risk, history: &RiskHistory<'_, '_>) -> Option<Chart> {
    let facts = scene.facts;
    let past = facts.past_of(risk)?;
    let methodology = facts.register.methodology.as_ref()?;
    let levels = methodology.levels.iter().enumerate().map(|(rank, level)| Band {
        name: level.name(),
        above: facts.scale.as_ref().is_some_and(|scale| scale.above(rank) == Some(true)),
        class: scene.palette.badge(Some(rank)).map_or_else(String::new, |badge| badge.class),
    });
    let rank = |step: &Step| {
        step.level.as_ref().filter(|_| step.open).and_then(|level| methodology.level_rank(level))
    };
    let mut steps: Vec<_> = past
        .steps
        .iter()
        .map(|step| (step.day, (rank(step), absent(step.open, step.level.is_some()))))
        .collect();
    // What stands in the file and is not committed yet is of the judged day.
    let place = facts.register.place_of(risk.id())?;
    let (_, judged) = scene.risk(place);
    let now = (judged.level().filter(|_| risk.is_open()), absent(risk.is_open(), judged.level().is_some()));
    if steps.last().is_some_and(|(day, known)| *known != now && *day < facts.today) {
        steps.push((facts.today, now));
    }
    steps.dedup_by_key(|(_, known)| *known);
    let step = |(day, (level, absent))| course::Step { day, level, absent, href: history.of_level(day) };
    let mut reviews = past.reviews.clone();
    reviews.extend(risk.review.as_ref().and_then(|review| review.on.as_ref()).map(|on| on.value));
    reviews.sort_unstable();
    reviews.dedup();
    let (accepted, refused) = accepted(risk, judged, past);
    course::chart(Course {
        levels: levels.collect(),
        steps: steps.into_iter().map(step).collect(),
        accepted,
        refused,
        reviews,
        today: facts.today,
    })
}

/// What a risk was that had no level in the drawing. One that was away has no
/// level and is not told from one that was closed without.
fn absent(is_open: bool, has_level: bool) -> &'static str {
    match (is_open, has_level) {
        (true, _) => "no level",
        (false, true) => "closed",
        (false, false) => "not open",
    }
}

/// The acceptances as long as they stood, the present one as its file has it,
/// and how many there were by people who might not give them: these are none.
fn accepted(risk: &Risk, judged: &RiskFacts, past: &RiskPast) -> (Vec<Accepted>, usize) {
    let mut all: Vec<(Accepted, bool)> = past.acceptances.iter().map(former).collect();
    let on = risk.acceptance.as_ref().and_then(|written| written.on.as_ref()).map(|on| on.value);
    if let Some((on, decision)) = on.zip(judged.acceptance)
        // One that is void ended, as the history has it.
        && decision.state != DecisionState::Void
    {
        all.retain(|(accepted, _)| accepted.from != on);
        let until = risk.acceptance.as_ref().and_then(|written| written.until.as_ref());
        let present =
            Accepted { from: on, until: until.map(|until| until.value), is_known: decision.is_known };
        all.push((present, !decision.unauthorised));
    }
    let refused = all.iter().filter(|(_, may)| !may).count();
    (all.into_iter().filter(|(_, may)| *may).map(|(accepted, _)| accepted).collect(), refused)
}

/// An acceptance that a risk had, and whether it counts as one.
fn former(carried: &Carried) -> (Accepted, bool) {
    let &Carried { from, until, authorised, .. } = carried;
    (Accepted { from, until, is_known: authorised.is_some() }, authorised != Some(false))
}
