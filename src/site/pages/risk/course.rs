//! The level over time, as history and the present file tell it.

use crate::decision::DecisionState;
use crate::model::risk::Risk;
use crate::past::Step;
use crate::site::chart::Chart;
use crate::site::chart::course::{self, Band, Course};
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
    let mut steps: Vec<_> = past.steps.iter().map(|step| (step.day, rank(step))).collect();
    // What stands in the file and is not committed yet is of the judged day.
    let place = facts.register.place_of(risk.id())?;
    let now = scene.risk(place).1.level().filter(|_| risk.is_open());
    if steps.last().is_some_and(|(day, level)| *level != now && *day < facts.today) {
        steps.push((facts.today, now));
    }
    steps.dedup_by_key(|(_, level)| *level);
    let mut reviews = past.reviews.clone();
    reviews.extend(risk.review.as_ref().and_then(|review| review.on.as_ref()).map(|on| on.value));
    reviews.sort_unstable();
    reviews.dedup();
    let judged = scene.risk(place).1;
    let in_force = judged
        .acceptance
        .is_none_or(|decision| !matches!(decision.state, DecisionState::Void | DecisionState::Unauthorised));
    let accepted = risk
        .acceptance
        .as_ref()
        .filter(|_| in_force)
        .and_then(|given| Some((given.on.as_ref()?.value, given.until.as_ref()?.value)))
        .filter(|(on, until)| on <= until);
    course::chart(&Course {
        levels: levels.collect(),
        steps,
        accepted: accepted.into_iter().collect(),
        reviews,
        today: facts.today,
    })
}
