//! What became of risks in the last thirty days: raised, lowered, new, accepted,
//! closed. Of a risk that is not published in full, its past is not told.

use super::opening::no_history;
use crate::model::day::{Day, days_between};
use crate::model::risk::{Publish, Risk};
use crate::model::word::Word;
use crate::past::{RiskPast, Step};
use crate::site::scene::Scene;
use crate::site::text::{capital, count, number};
use crate::site::view::overview::{Lately, LatelyRow};
use crate::site::view::{Link, Run, Sentence};

/// What counts as lately, in days.
const DAYS: i64 = 30;
/// Risks of each kind.
const ROWS: usize = 5;

/// What became of a risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Raised,
    Lowered,
    New,
    Accepted,
    Closed,
}

const KINDS: [(Kind, &str); 5] = [
    (Kind::Raised, "Raised"),
    (Kind::Lowered, "Lowered"),
    (Kind::New, "New"),
    (Kind::Accepted, "Accepted"),
    (Kind::Closed, "Closed"),
];

/// The kinds of which there are some, worst first where they were raised.
#[must_use]
pub fn kinds(scene: &Scene<'_>) -> Vec<Lately> {
    let mut found: Vec<(Kind, usize, Vec<Run>)> = Vec::new();
    for place in scene.order.iter().copied().filter(|place| scene.shown[*place] == Publish::Full) {
        let changes = of_risk(scene, scene.risk(place).0, place);
        found.extend(changes.into_iter().map(|(kind, words)| (kind, place, words)));
    }
    let of = |(kind, name): &(Kind, &'static str)| {
        // Register order is worst first.
        let own: Vec<_> = found.iter().filter(|(known, _, _)| known == kind).collect();
        let rows = own.iter().take(ROWS).map(|(_, place, words)| LatelyRow {
            risk: Link { text: scene.risk(*place).0.id().to_owned(), href: Some(scene.risk_page(*place)) },
            title: scene.risk(*place).0.title().to_owned(),
            words: words.clone(),
        });
        (!own.is_empty()).then(|| Lately {
            name,
            count: number(own.len()),
            rows: rows.collect(),
            more: own.len().checked_sub(ROWS + 1).map(|more| format!("and {} more", number(more + 1))),
        })
    };
    KINDS.iter().filter_map(of).collect()
}

/// How many commits there were, or why that is not known.
#[must_use]
pub fn caption(scene: &Scene<'_>, is_empty: bool) -> String {
    let Some(history) = &scene.options.history else {
        return format!("{}: what was raised, lowered or is new is not known.", no_history(scene));
    };
    let today = scene.facts.today;
    let changed = history
        .iter()
        .filter(|told| is_lately(told.day, today) && !told.is_cut)
        .filter(|told| scene.shown.told(told, &told.things).is_some())
        .count();
    let changed = match changed {
        0 => "No commit changed the register.".to_owned(),
        changed => format!("{} changed the register.", capital(&count(changed, "commit", "commits"))),
    };
    // What is missing lies in these days, or nobody knows where.
    let begins = scene.facts.past.and_then(|past| past.begins);
    let cut = scene.options.cut.as_ref().filter(|_| begins.is_none_or(|begins| is_lately(begins, today)));
    let none = match (is_empty, cut) {
        (true, None) => "No risk was raised or lowered, none is new, and none was accepted or closed. ",
        (true, Some(_)) => {
            "As far as is known, no risk was raised or lowered, none is new, and none was accepted or closed. "
        }
        (false, _) => "",
    };
    format!("{none}{changed}{}", cut.map_or_else(String::new, |cut| format!(" {cut}")))
}

fn is_lately(day: Day, today: Day) -> bool {
    (0..DAYS).contains(&days_between(day, today))
}

fn of_risk(scene: &Scene<'_>, risk: &Risk, place: usize) -> Vec<(Kind, Vec<Run>)> {
    let today = scene.facts.today;
    let mut changes = Vec::new();
    if let Some(closed) = risk.closed.as_ref().filter(|_| !risk.is_open()) {
        if let Some(on) = closed.on.as_ref().filter(|on| is_lately(on.value, today)) {
            let why = closed.reason.as_ref().map(|reason| reason.as_str().trim_end().trim_end_matches('.'));
            changes.push((Kind::Closed, on_day(why, on.value)));
        }
        return changes;
    }
    if !risk.is_open() {
        return changes;
    }
    let decision = scene.risk(place).1.acceptance;
    // What was given by somebody who may not, or by nobody knows whom, is none.
    let is_given = decision.is_some_and(|decision| !decision.unauthorised && !decision.is_forged());
    let given = risk.acceptance.as_ref().and_then(|given| Some((given, given.on.as_ref()?.value)));
    if let Some((given, on)) = given.filter(|(_, on)| is_given && is_lately(*on, today)) {
        let mut told = Sentence::default();
        if let Some(by) = &given.by {
            told.say("by ").link(scene.person_link(by, "")).say(", ");
        }
        told.day(on);
        if let Some(until) = &given.until {
            told.say(", until ").day(until.value);
        }
        if let Some(decision) = decision.filter(|decision| !decision.holds()) {
            told.say(format!("; {} since", decision.state.word()));
        }
        changes.push((Kind::Accepted, told.runs()));
    }
    let past = scene.facts.past.and_then(|past| past.risks.get(risk.id()));
    if let Some(past) = past.filter(|past| !past.kept_back) {
        changes.extend(moved(scene, place, past));
    }
    changes
}

/// What happened, in words with names in them that somebody wrote, and when.
fn on_day(what: Option<&str>, day: Day) -> Vec<Run> {
    let mut words = Sentence::default();
    if let Some(what) = what {
        words.name(what).say(", ");
    }
    words.day(day);
    words.runs()
}

/// Whether a risk is new, or has another level than thirty days ago. What was
/// before the known history is not known.
fn moved(scene: &Scene<'_>, place: usize, past: &RiskPast) -> Option<(Kind, Vec<Run>)> {
    let today = scene.facts.today;
    let judged = scene.risk(place).1;
    if let Some(first) = past.first.as_ref().filter(|first| is_lately(first.day, today)) {
        let level = match scene.palette.badge(judged.level()) {
            Some(level) => level.name,
            None => "unassessed".to_owned(),
        };
        return Some((Kind::New, on_day(Some(&level), first.day)));
    }
    let then: &Step =
        past.steps.iter().rev().find(|step| !is_lately(step.day, today) && step.day <= today)?;
    let methodology = scene.facts.register.methodology.as_ref()?;
    let before = methodology.level_rank(then.level.as_deref()?).filter(|_| then.open)?;
    let now = judged.level().filter(|now| *now != before)?;
    let day = past.steps.last().filter(|step| step.day > then.day).map_or(today, |step| step.day);
    let name = |rank: usize| methodology.levels[rank].name();
    let (kind, what) =
        if now > before { (Kind::Raised, "↑ raised") } else { (Kind::Lowered, "↓ lowered") };
    Some((kind, on_day(Some(&format!("{what}: {} → {}", name(before), name(now))), day)))
}
