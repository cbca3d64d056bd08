//! The level over time, as history and the present file tell it.

use crate::decision::DecisionState;
use crate::facts::RiskFacts;
use crate::model::risk::Risk;
use crate::past::{Carried, RiskPast, Step};
use crate::site::chart::Chart;
use crate::site::chart::course::{self, Band, Course};
use crate::site::pages::changes;
use crate::site::scene::Scene;

/// The chart; `None` without history, or where nothing is told yet.
#[must_use]
pub(super) fn chart(scene: &Scene<'_>, risk: &Risk) -> Option<Chart> {
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
    let step = |(day, (level, absent))| course::Step {
        day,
        level,
        absent,
        href: changes::of_level(scene, place, day),
    };
    let mut reviews = past.reviews.clone();
    reviews.extend(risk.review.as_ref().and_then(|review| review.on.as_ref()).map(|on| on.value));
    reviews.sort_unstable();
    reviews.dedup();
    course::chart(&Course {
        levels: levels.collect(),
        steps: steps.into_iter().map(step).collect(),
        accepted: accepted(risk, judged, past),
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

/// The acceptances as long as they stood, the present one as its file has it;
/// one that somebody gave who may not is none.
fn accepted(risk: &Risk, judged: &RiskFacts, past: &RiskPast) -> Vec<Carried> {
    let mut all = past.acceptances.clone();
    let Some((written, decision)) = risk.acceptance.as_ref().zip(judged.acceptance) else { return all };
    let Some(on) = written.on.as_ref().map(|on| on.value) else { return all };
    let present = Carried { from: on, until: written.until.as_ref().map(|until| until.value) };
    match decision.state {
        DecisionState::Void => return all,
        DecisionState::Unauthorised => all.retain(|carried| carried.from != on),
        _ => {
            all.retain(|carried| carried.from != on);
            all.push(present);
        }
    }
    all
}
