//! The treatment plan of the register, by what is due when.

use super::inventory::{ROOT, kept_back, words};
use crate::facts::RiskFacts;
use crate::metrics::register::done_on;
use crate::model::day::{DUE_SOON_DAYS, days_between};
use crate::model::risk::{Action, Publish, Risk};
use crate::model::word::Word;
use crate::number::money;
use crate::postponed::Moves;
use crate::schedule::DayState;
use crate::site::chart::strip::Strip;
use crate::site::scene::Scene;
use crate::site::text::{count, number, times};
use crate::site::view::listing::{Cell, Listing, Part, Row, Section, Table};
use crate::site::view::{Link, Sentence};

/// Plans stay on the page so many days after they were done.
const DONE_DAYS: i64 = 90;
/// The next stretch after those that are due soon.
const NEXT_DAYS: i64 = 90;

/// As many risks without a treatment are named.
const NAMED: usize = 10;

/// The parts of the page, each with its anchor.
const GROUPS: [(&str, &str); 6] = [
    ("overdue", "Overdue"),
    ("next-30", "Next 30 days"),
    ("next-90", "Next 90 days"),
    ("later", "Later"),
    ("no-date", "No date"),
    ("done", "Done in the last 90 days"),
];

/// What the plans can be filtered by.
const FACETS: [[&str; 2]; 3] = [["level", "Level"], ["action-owner", "Action owner"], ["moved", "Moved"]];

/// A plan with its place in the page.
struct Plan {
    group: usize,
    place: usize,
}

/// `treatment/index.html` and the pages after it.
#[must_use]
pub fn pages(scene: &Scene<'_>) -> Vec<Listing> {
    let mut plans: Vec<Plan> = scene
        .order
        .iter()
        .copied()
        .filter(|place| scene.shown[*place] == Publish::Full)
        .filter_map(|place| Some(Plan { group: group(scene, place)?, place }))
        .collect();
    let due = |plan: &Plan| scene.risk(plan.place).1.plan.deadline;
    // Register order stays among those of the same day.
    plans.sort_by_key(|plan| (plan.group, due(plan)));
    let whole = Listing {
        title: "Treatment plan".to_owned(),
        sentence: sentence(scene, &plans),
        filters: if plans.is_empty() { Vec::new() } else { FACETS.to_vec() },
        noun: if plans.is_empty() { "" } else { "plans" },
        sections: sections(scene, &plans),
        ..Listing::default()
    };
    whole.paged("Plans")
}

/// Where a plan stands; `None` without one that runs or has just ended.
fn group(scene: &Scene<'_>, place: usize) -> Option<usize> {
    let (risk, facts) = scene.risk(place);
    let today = scene.facts.today;
    risk.treatment.as_ref()?;
    if facts.plan.done {
        let done = done_on(risk, today)?;
        return (days_between(done, today) <= DONE_DAYS).then_some(5);
    }
    if !risk.is_open() || risk.is_carried() {
        return None;
    }
    let Some(due) = facts.plan.deadline else { return Some(4) };
    Some(match days_between(today, due) {
        days if days < 0 => 0,
        days if days <= DUE_SOON_DAYS => 1,
        days if days <= NEXT_DAYS => 2,
        _ => 3,
    })
}

fn sentence(scene: &Scene<'_>, plans: &[Plan]) -> Vec<crate::site::view::Run> {
    let of = |group: usize| plans.iter().filter(|plan| plan.group == group).count();
    let running = plans.len() - of(5);
    let mut words = Sentence::default();
    if running == 0 {
        words.say("No plan is under way. ");
    } else {
        words.stress(count(running, "plan", "plans")).say(if running == 1 {
            " is under way: "
        } else {
            " are under way: "
        });
        words.stress(format!("{} overdue", number(of(0)))).say(format!(
            ", {} due within 30 days, {} without a date. ",
            number(of(1)),
            number(of(4))
        ));
    }
    let untreated: Vec<usize> = scene
        .open()
        .filter(|place| scene.shown[*place] == Publish::Full)
        .filter(|place| scene.risk(*place).0.treatment.is_none() && scene.risk(*place).1.is_above())
        .collect();
    let verb = if untreated.len() == 1 { "has" } else { "have" };
    if !untreated.is_empty() {
        words
            .stress(count(untreated.len(), "risk", "risks"))
            .say(format!(" above the line {verb} no treatment: "));
    }
    for (number, place) in untreated.iter().take(NAMED).enumerate() {
        let href = Some(format!("{ROOT}{}", scene.risk_page(*place)));
        words.say(if number > 0 { ", " } else { "" });
        words.link(Link { text: scene.risk(*place).0.id().to_owned(), href });
    }
    match untreated.len() {
        0 => &mut words,
        1..=NAMED => words.say("."),
        all => words.say(", and ").link(Link {
            text: format!("{} more among those above the line", number(all - NAMED)),
            href: Some(format!("{ROOT}report/index.html#above")),
        }),
    };
    words.runs()
}

fn sections(scene: &Scene<'_>, plans: &[Plan]) -> Vec<Section> {
    let mut sections: Vec<Section> = GROUPS
        .iter()
        .enumerate()
        .filter_map(|(at, (id, title))| {
            let rows: Vec<Row> =
                plans.iter().filter(|plan| plan.group == at).map(|plan| row(scene, plan.place)).collect();
            (!rows.is_empty()).then(|| Section {
                id: (*id).to_owned(),
                title: (*title).to_owned(),
                tables: vec![Table {
                    caption: format!("{title}: {}; → the planned level", count(rows.len(), "plan", "plans")),
                    heads: vec![
                        "Risk",
                        "Level",
                        "Treatment",
                        "Action owner",
                        "Due",
                        "Moved",
                        "Progress",
                        "Cost",
                    ],
                    rows,
                }],
                ..Section::default()
            })
        })
        .collect();
    if plans.is_empty() {
        sections.push(Section {
            id: "none".to_owned(),
            title: "The first plan".to_owned(),
            none: words(
                "Write a `[treatment]` with `option`, `plan`, `owner` and `due` into the file of a risk.",
            ),
            ..Section::default()
        });
    }
    if let (Some(said), Some(last)) = (kept_back(scene), sections.last_mut()) {
        last.none.extend(words(&format!(" {said}")));
    }
    sections
}

fn row(scene: &Scene<'_>, place: usize) -> Row {
    let (risk, facts) = scene.risk(place);
    let link = Some(format!("{ROOT}{}#treatment", scene.risk_page(place)));
    let treatment = risk.treatment.as_ref();
    let option = treatment.and_then(|plan| plan.option.as_ref()).map(|option| option.value.word());
    let plan = treatment.and_then(|plan| plan.plan.as_ref()).map(|plan| plan.value.clone());
    let owner = treatment.and_then(|plan| plan.owner.as_ref()).map(|owner| scene.person_link(owner, ROOT));
    let moves = Moves::of(scene.facts, risk);
    let what = match (plan, option) {
        (Some(plan), Some(option)) => Cell::text(plan).and(option, false),
        (Some(plan), None) => Cell::text(plan),
        (None, Some(option)) => Cell::text(option),
        (None, None) => Cell::muted("not given"),
    };
    Row {
        id: None,
        cells: vec![
            Cell::links([(format!("{} {}", risk.id(), risk.title()), link)], ""),
            levels(scene, facts),
            what,
            Cell::link(owner, "not given"),
            due(scene, risk, facts, &moves),
            match (moves.count(), moves.is_complete) {
                (0, true) => Cell::muted("never"),
                (0, false) => Cell::muted("not known"),
                (count, _) => Cell::text(times(count)),
            },
            progress(risk, facts),
            cost(scene, risk),
        ],
    }
}

/// The level now, and the planned one where it is another.
fn levels(scene: &Scene<'_>, facts: &RiskFacts) -> Cell {
    let mut cell = Cell::level(scene.palette.badge(facts.level()), "unassessed");
    let planned = super::maps::planned(facts).and_then(|stage| stage.level);
    if let Some(level) = planned.filter(|planned| Some(*planned) != facts.level()) {
        let level = scene.palette.badge(Some(level));
        cell.parts.push(Part { text: "→".to_owned(), level, ..Part::default() });
    }
    cell
}

fn due(scene: &Scene<'_>, risk: &Risk, facts: &RiskFacts, moves: &Moves<'_>) -> Cell {
    let done = done_on(risk, scene.facts.today).filter(|_| facts.plan.done);
    let Some(deadline) = facts.plan.deadline else {
        return match done {
            Some(day) => Cell::muted("no date").and_nb(format!("done on {day}")),
            None => Cell::muted("no date"),
        };
    };
    let strip = Strip::of(risk, moves, deadline, done, scene.facts.today).map(|strip| strip.small());
    let cell = match (done, facts.plan.state) {
        (Some(day), _) => {
            let cell = Cell::day(deadline).and_nb(format!("done on {day}"));
            if day > deadline { cell.and("late", true) } else { cell }
        }
        (None, state) => Cell::due(scene.due_on(deadline, state)),
    };
    cell.and_drawing(strip)
}

fn progress(risk: &Risk, facts: &RiskFacts) -> Cell {
    match facts.actions.len() {
        0 => Cell::muted(if facts.plan.done { "done" } else { "no actions" }),
        all => {
            let done = facts.actions.iter().filter(|state| **state == DayState::Done).count();
            let late = facts.actions.iter().filter(|state| **state == DayState::Late).count();
            let cell = Cell::text(format!("{} of {}", number(done), number(all.max(risk.actions().len()))));
            if facts.plan.done {
                return cell;
            }
            let cell = if late > 0 { cell.and_late(format!("{} late", number(late))) } else { cell };
            match next_action(risk, facts) {
                Some(next) => with_action(cell, next),
                None => cell,
            }
        }
    }
}

/// The open step with the earliest day, else the first one.
fn next_action<'r>(risk: &'r Risk, facts: &RiskFacts) -> Option<&'r Action> {
    let open = risk.actions().iter().zip(&facts.actions).filter(|(_, state)| **state != DayState::Done);
    let due = |action: &Action| action.due.as_ref().map(|due| due.value);
    open.min_by_key(|(action, _)| (due(action).is_none(), due(action))).map(|(action, _)| action)
}

/// "next: Move the mail", and its day below.
fn with_action(cell: Cell, next: &Action) -> Cell {
    let mut cell = cell.and(format!("next: {}", next.title()), false);
    let due = next.due.as_ref().map(|due| due.value.to_string());
    cell.parts.extend(due.map(|text| Part { text, day: true, class: "line muted", ..Part::default() }));
    cell
}

fn cost(scene: &Scene<'_>, risk: &Risk) -> Cell {
    let cost = risk.treatment.as_ref().and_then(|plan| plan.cost.as_ref());
    Cell::or(cost.map(|cost| money(&scene.facts.register.config, cost.value)), "not given")
}
