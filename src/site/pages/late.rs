//! What is late on open risks, and of what nobody knows whether it is.

use super::findings;
use super::overview::{ROWS, person};
use crate::decision::{DecisionState, Kind, reserved};
use crate::facts::RiskFacts;
use crate::model::risk::{Publish, Risk};
use crate::schedule::DayState;
use crate::site::scene::Scene;
use crate::site::text::{capital, count, number};
use crate::site::view::Link;
use crate::site::view::overview::LateRow;

/// Everything late on open risks: worst level first, then the longest.
pub(super) fn rows(scene: &Scene<'_>, open: &[usize]) -> Vec<((usize, String), LateRow)> {
    let mut rows = Vec::new();
    for place in open {
        let (risk, facts) = scene.risk(*place);
        let owner = risk.owner.as_ref();
        let treatment = risk.treatment.as_ref();
        let actor = treatment.and_then(|treatment| treatment.owner.as_ref()).or(owner);
        let full = scene.shown[*place] == Publish::Full;
        let mut add = |what: &str, detail: Option<&str>, who: Link, day| {
            rows.push((
                (usize::MAX - facts.level().map_or(0, |rank| rank + 1), String::new()),
                late_row(scene, risk, *place, what, detail.filter(|_| full), who, day),
            ));
        };
        if let Some(deadline) = facts.plan.deadline.filter(|_| facts.plan.state == DayState::Late) {
            add(
                "Treatment",
                treatment.and_then(|t| t.plan.as_ref()).map(|plan| plan.as_str()),
                person(scene, actor),
                deadline,
            );
        } else {
            for (action, state) in risk.actions().iter().zip(&facts.actions) {
                if let Some(due) = action.due.as_ref().filter(|_| *state == DayState::Late) {
                    add(
                        "Action",
                        Some(action.title()),
                        person(scene, action.owner.as_ref().or(actor)),
                        due.value,
                    );
                }
            }
        }
        if let Some(next) = facts.review.next.filter(|_| facts.review.state == DayState::Late) {
            add("Review", None, person(scene, owner), next);
        }
        let acceptance = risk.acceptance.as_ref().filter(|_| facts.is_above());
        let expired = facts.acceptance.is_some_and(|decision| decision.state == DecisionState::Expired);
        if let Some((acceptance, until)) =
            acceptance.and_then(|a| Some((a, a.until.as_ref()?))).filter(|_| expired)
        {
            let role = scene.facts.current_level(facts).and_then(|level| reserved(level, Kind::Acceptance));
            let who = role.map_or_else(
                || person(scene, acceptance.by.as_ref()),
                |role| Link { text: scene.role(role), href: None },
            );
            add("Acceptance", None, who, until.value);
        }
    }
    for (key, row) in &mut rows {
        key.1.clone_from(&row.due.date);
    }
    rows.sort_by(|(a, _), (b, _)| a.cmp(b));
    rows
}

fn late_row(
    scene: &Scene<'_>,
    risk: &Risk,
    place: usize,
    what: &str,
    detail: Option<&str>,
    who: Link,
    day: crate::model::day::Day,
) -> LateRow {
    LateRow {
        id: risk.id().to_owned(),
        href: scene.risk_page(place),
        title: risk.title().to_owned(),
        level: scene.palette.badge(scene.risk(place).1.level()),
        what: what.to_owned(),
        detail: detail.map(str::to_owned),
        who,
        due: scene.due_on(day, DayState::Late),
    }
}

/// What stands in place of the day of a risk's treatment where it has none.
pub(super) fn undated(risk: &Risk, facts: &RiskFacts) -> &'static str {
    match &risk.treatment {
        None => "no treatment",
        Some(_) if facts.plan.done => "done",
        Some(_) if risk.is_carried() => "not applicable",
        Some(_) => "no date",
    }
}

/// How much is late and how much of it is shown; of how much that is not known.
pub(super) fn caption(all: usize, unknown: usize) -> String {
    let known = match all {
        0 if unknown > 0 => return format!("Nothing is known to be late: {}.", unknown_reviews(unknown)),
        0 => "Nothing is late.".to_owned(),
        n if n <= ROWS => {
            format!("{}, worst level first, then the longest overdue", capital(&count(n, "thing", "things")))
        }
        n => format!("The first {ROWS} of {} things, worst level first, then the longest overdue", number(n)),
    };
    if unknown == 0 { known } else { format!("{known}; {}", unknown_reviews(unknown)) }
}

/// Where all of it is told, where there is more than is shown.
pub(super) fn more(scene: &Scene<'_>, all: usize) -> Option<Link> {
    (all > ROWS).then(|| Link {
        text: "All that became late, among the findings".to_owned(),
        href: findings::late(scene),
    })
}

/// "the next review of 9 risks is not known".
pub(super) fn unknown_reviews(unknown: usize) -> String {
    format!("the next review of {} is not known", count(unknown, "risk", "risks"))
}
