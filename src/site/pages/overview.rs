//! The overview's builder: counts of what is open and shown, never an average.

use std::cmp::Ordering;
use std::collections::HashSet;

use super::decisions::{self, Lack, Waiting};
use super::inventory::words;
use super::methodology::appetite;
use super::opening::{above_the_line, first_risk, nothing, trend_none};
use super::{late, maps};
use crate::facts::RiskFacts;
use crate::model::day::in_words;
use crate::model::risk::{Publish, Risk};
use crate::schedule::DayState;
use crate::site::chart::Chart;
use crate::site::new_risk;
use crate::site::scene::Scene;
use crate::site::text::{capital, count, number};
use crate::site::view::overview::{DecisionRow, Figure, HighestRow, LevelList, LevelRow, Overview};
use crate::site::view::{LevelBadge, Link, Run, Sentence};
use crate::trend::{self, Column};

/// As many squares as are still seen as an amount.
const SQUARES: usize = 30;
/// Rows of each table.
pub(super) const ROWS: usize = 10;

/// `index.html`.
#[must_use]
pub fn overview(scene: &Scene<'_>) -> Overview {
    let open: Vec<usize> = scene.open().collect();
    let counted = Counted::new(scene, &open);
    let is_empty = scene.order.is_empty();
    let late = late::rows(scene, &open);
    let lately = super::lately::kinds(scene);
    Overview {
        lately_caption: super::lately::caption(scene, lately.is_empty()),
        lately,
        trend: trend(scene),
        trend_none: trend_none(scene),
        sentence: sentence(scene, &counted),
        new_risk: new_risk::link(scene),
        figures: if is_empty { Vec::new() } else { figures(scene, &counted) },
        empty: if is_empty { words(&first_risk(scene)) } else { Vec::new() },
        current: maps::current(scene, &open, &|rank, likelihood, impact| {
            maps::cell_link(scene, rank, likelihood, impact)
        }),
        beside: (counted.unassessed > 0).then(|| Run { text: number(counted.unassessed), ..Run::default() }),
        beside_href: scene.group_of(None),
        levels: levels(scene, &counted),
        multiples: if is_empty { Vec::new() } else { maps::multiples(scene, &open) },
        missing: maps::lacking(scene, &open),
        decisions_caption: decisions_caption(counted.waiting.len()),
        decisions_more: (counted.waiting.len() > ROWS).then(|| Link {
            text: format!("All {} decisions that are asked for", number(counted.waiting.len())),
            href: Some("report/index.html#decisions".to_owned()),
        }),
        decisions_none: "No open risk above the line waits for a decision.".to_owned(),
        decisions: counted
            .waiting
            .iter()
            .take(ROWS)
            .map(|(place, waiting)| decision_row(scene, *place, waiting))
            .collect(),
        late_caption: late::caption(late.len(), counted.unknown_reviews),
        late_more: late::more(scene, late.len()),
        late: late.into_iter().take(ROWS).map(|(_, row)| row).collect(),
        highest_caption: highest_caption(open.len()),
        highest: open.iter().take(ROWS).map(|place| highest(scene, *place)).collect(),
        breached: super::monitoring::breached(scene),
        appetite: appetite(scene),
    }
}

/// Months of the chart.
const MONTHS: usize = 12;

/// Open risks by level over the last months. What is kept back counts nowhere.
fn trend(scene: &Scene<'_>) -> Option<Chart> {
    let shown = counted_ids(scene);
    scene.trend(MONTHS, &|risk| shown.contains(risk.id()))
}

/// The ids of the risks that figures may count, of past days too.
fn counted_ids<'a>(scene: &Scene<'a>) -> HashSet<&'a str> {
    let shown = scene.order.iter().map(|place| scene.risk(*place).0);
    shown.filter(|risk| !risk.unread).map(Risk::id).collect()
}

/// What the sentence and the figures count.
struct Counted {
    open: usize,
    closed: usize,
    above: usize,
    unassessed: usize,
    /// Assessed, and the methodology has no level for it.
    unjudged: usize,
    treatments: usize,
    reviews: usize,
    /// Nobody knows whether their review is overdue.
    unknown_reviews: usize,
    by_level: Vec<usize>,
    waiting: Vec<(usize, Waiting)>,
}

impl Counted {
    fn new(scene: &Scene<'_>, open: &[usize]) -> Self {
        let facts = || open.iter().map(|place| scene.risk(*place).1);
        let mut by_level = vec![0; scene.palette.badges.len()];
        for rank in facts().filter_map(RiskFacts::level) {
            by_level[rank] += 1;
        }
        Self {
            open: open.len(),
            closed: scene.closed(),
            above: facts().filter(|facts| facts.is_above()).count(),
            unassessed: facts().filter(|facts| facts.stages.current.is_none()).count(),
            unjudged: facts()
                .filter(|facts| facts.stages.current.is_some() && facts.level().is_none())
                .count(),
            treatments: facts().filter(|facts| facts.plan.state == DayState::Late).count(),
            reviews: facts().filter(|facts| facts.review.state == DayState::Late).count(),
            unknown_reviews: facts().filter(|facts| facts.review.is_unknown()).count(),
            by_level,
            waiting: open
                .iter()
                .filter_map(|place| {
                    let (risk, facts) = scene.risk(*place);
                    decisions::waiting(scene, risk, facts).map(|waiting| (*place, waiting))
                })
                .collect(),
        }
    }

    fn lacks(&self) -> Vec<Lack> {
        self.waiting.iter().map(|(_, waiting)| waiting.lacks).collect()
    }
}

fn sentence(scene: &Scene<'_>, counted: &Counted) -> Vec<Run> {
    let mut words = Sentence::default();
    if scene.order.is_empty() {
        words.stress(nothing(scene));
        return words.runs();
    }
    if counted.open == 0 {
        let closed = count(counted.closed, "risk", "risks");
        words.say(format!(
            "No risk is open; {closed} {} closed.",
            if counted.closed == 1 { "is" } else { "are" }
        ));
        return words.runs();
    }
    let since = before(scene).filter(|_| counted.above > 0 && counted.open > 1).map(|column| {
        let (day, before) = (column.date, column.above());
        let more = match counted.above.cmp(&before) {
            Ordering::Equal => "as many as".to_owned(),
            Ordering::Greater => format!("{} more than", number(counted.above - before)),
            Ordering::Less => format!("{} fewer than", number(before - counted.above)),
        };
        (more, day)
    });
    match since {
        None => above_the_line(&mut words, scene),
        Some((more, day)) => {
            words
                .stress(format!("{} of {}", number(counted.above), number(counted.open)))
                .say(format!(
                    " open risks {} above the line, ",
                    if counted.above == 1 { "is" } else { "are" }
                ))
                .stress(more)
                .say(format!(" on {}. ", in_words(day)));
        }
    }
    let late: Vec<String> = [
        (counted.treatments > 0).then(|| count(counted.treatments, "treatment", "treatments")),
        (counted.reviews > 0).then(|| count(counted.reviews, "review", "reviews")),
    ]
    .into_iter()
    .flatten()
    .collect();
    for (at, part) in late.iter().enumerate() {
        words.say(if at > 0 { " and " } else { "" }).stress(part);
    }
    if !late.is_empty() {
        words.say(if counted.treatments + counted.reviews == 1 { " is overdue" } else { " are overdue" });
    }
    if counted.unknown_reviews > 0 {
        let unknown = late::unknown_reviews(counted.unknown_reviews);
        words.say(if late.is_empty() { capital(&unknown) } else { format!("; {unknown}") });
    }
    let is_silent = late.is_empty() && counted.unknown_reviews == 0;
    if counted.waiting.is_empty() {
        words.say(if is_silent {
            "Nothing is overdue and no decision is due."
        } else {
            "; no decision is due."
        });
        return words.runs();
    }
    let (how_many, rest) = decisions::due(&counted.lacks());
    words.say(if is_silent { "" } else { "; " }).stress(how_many).say(rest);
    words.runs()
}

fn figures(scene: &Scene<'_>, counted: &Counted) -> Vec<Figure> {
    let worst = (0..counted.by_level.len()).rev().find(|rank| counted.by_level[*rank] > 0);
    let worst = worst.filter(|rank| scene.palette.badges[*rank].above);
    let reviews = match (counted.reviews, counted.unknown_reviews) {
        (0, 0) => None,
        (0, unknown) => Some(late::unknown_reviews(unknown)),
        (late, 0) => Some(format!("{} as well", count(late, "review", "reviews"))),
        (late, unknown) => {
            Some(format!("{} as well; {}", count(late, "review", "reviews"), late::unknown_reviews(unknown)))
        }
    };
    let unjudged = (counted.unjudged > 0).then(|| format!("{} without a level", number(counted.unjudged)));
    let open = match counted.open {
        0 => "no risk is open".to_owned(),
        open => format!("of {}", count(open, "open risk", "open risks")),
    };
    let then = before(scene);
    let was = |count: &dyn Fn(&Column) -> usize| {
        then.as_ref().map(|column| format!("{} on {}", number(count(column)), in_words(column.date)))
    };
    vec![
        Figure {
            label: "Above the line",
            value: number(counted.above),
            note: Some(open),
            before: was(&Column::above),
            href: worst.and_then(|rank| scene.asked(Some(rank), "above=1&open=1")),
        },
        Figure {
            label: "Treatments overdue",
            value: number(counted.treatments),
            note: reviews,
            before: was(&|column| column.overdue),
            href: (counted.treatments > 0).then(|| overdue(scene)),
        },
        Figure {
            label: "Decisions due",
            value: number(counted.waiting.len()),
            note: (!counted.waiting.is_empty()).then(|| decisions::due_in_short(&counted.lacks())),
            before: then.as_ref().and_then(|column| waited(scene, column)),
            href: (!counted.waiting.is_empty()).then(|| "index.html#needs-a-decision".to_owned()),
        },
        Figure {
            label: "Unassessed",
            value: number(counted.unassessed),
            note: unjudged,
            // History does not tell them from those that are assessed without a level.
            before: was(&|column| column.unassessed).filter(|_| counted.unjudged == 0),
            href: scene.group_of(None),
        },
    ]
}

/// Where each overdue treatment stands: the treatment plan has none that is
/// published in outline only.
fn overdue(scene: &Scene<'_>) -> String {
    let mut late = scene.open().filter(|place| scene.risk(*place).1.plan.state == DayState::Late);
    let is_planned = late.all(|place| scene.shown[place] == Publish::Full);
    (if is_planned { "treatment/index.html#overdue" } else { "index.html#late" }).to_owned()
}

/// What was about a month before: at the end of the last month, or of the one
/// before that, where it is known.
fn before(scene: &Scene<'_>) -> Option<Column> {
    let shown = counted_ids(scene);
    let end = trend::month_before(scene.facts.today)?;
    let columns = trend::columns(scene.facts, 3, &|risk| shown.contains(risk.id()));
    columns.into_iter().find(|column| column.date == end && column.known)
}

/// How many risks waited for a decision then, as far as they may be counted.
fn waited(scene: &Scene<'_>, then: &Column) -> Option<String> {
    let shown = counted_ids(scene);
    let register = scene.facts.register;
    let gone = scene.facts.past.map(|past| &past.gone);
    let counts = |id: &&String| match register.place_of(id) {
        Some(place) => shown.contains(register.risks[place].id()),
        None => gone.and_then(|gone| gone.get(*id)).is_some_and(|gone| !gone.kept_back),
    };
    let waited = scene.options.waited.as_ref()?.iter().filter(counts).count();
    Some(format!("{} on {}", number(waited), in_words(then.date)))
}

fn levels(scene: &Scene<'_>, counted: &Counted) -> LevelList {
    let most = counted.by_level.iter().copied().max().unwrap_or(0).max(1);
    let squares = most <= SQUARES;
    let row = |level: LevelBadge, n: usize, href: Option<String>| LevelRow {
        level,
        count: number(n),
        squares: if squares { vec![0; n] } else { Vec::new() },
        bar: (!squares && n > 0).then(|| format!("{}.{}", n * 100 / most, n * 1000 / most % 10)),
        href,
    };
    let ranks = (0..counted.by_level.len()).rev();
    let rows = |above: bool| {
        ranks
            .clone()
            .filter(|rank| scene.palette.badges[*rank].above == above)
            .map(|rank| {
                row(scene.palette.badges[rank].clone(), counted.by_level[rank], scene.group_of(Some(rank)))
            })
            .collect()
    };
    let unassessed =
        LevelBadge { name: "Unassessed".to_owned(), class: "empty".to_owned(), above: false, rank: 0 };
    LevelList {
        caption: if squares { "By level, one square a risk".to_owned() } else { "By level".to_owned() },
        above: rows(true),
        below: rows(false),
        unassessed: (counted.unassessed > 0).then(|| LevelRow {
            squares: vec![0; if counted.unassessed <= SQUARES { counted.unassessed } else { 0 }],
            ..row(unassessed, counted.unassessed, scene.group_of(None))
        }),
    }
}

fn decision_row(scene: &Scene<'_>, place: usize, waiting: &Waiting) -> DecisionRow {
    let (risk, facts) = scene.risk(place);
    let level = scene.facts.current_level(facts);
    let escalated = level.and_then(|level| level.escalate_to.as_ref());
    DecisionRow {
        id: risk.id().to_owned(),
        href: scene.risk_page(place),
        title: risk.title().to_owned(),
        level: scene.palette.badge(facts.level()).unwrap_or(LevelBadge {
            name: "unassessed".to_owned(),
            class: "empty".to_owned(),
            above: false,
            rank: 0,
        }),
        why: waiting.why.clone(),
        late: waiting.late.clone(),
        by: decisions::by(scene, level, waiting.kind),
        escalated_to: escalated.map(|role| scene.role_link(role, "")),
    }
}

fn highest(scene: &Scene<'_>, place: usize) -> HighestRow {
    let (risk, facts) = scene.risk(place);
    HighestRow {
        id: risk.id().to_owned(),
        href: scene.risk_page(place),
        title: risk.title().to_owned(),
        level: scene.palette.badge(facts.level()),
        doubtful: scene.is_doubtful(place),
        owner: person(scene, risk.owner.as_ref()),
        due: scene.due(facts),
        undated: risk.treatment.as_ref().map(|_| late::undated(risk, facts)),
    }
}

pub(super) fn person(scene: &Scene<'_>, id: Option<&crate::source::At<String>>) -> Link {
    id.map_or_else(|| Link::absent("not given"), |id| scene.person_link(id, ""))
}

fn highest_caption(open: usize) -> String {
    match open {
        0 => "No risk is open.".to_owned(),
        1 => "The only open risk".to_owned(),
        n if n <= ROWS => format!("All {} open risks, in register order", number(n)),
        n => format!("The first {ROWS} of {} open risks, in register order", number(n)),
    }
}

fn decisions_caption(all: usize) -> String {
    match all {
        1 => "1 risk above the line waits for somebody who may decide".to_owned(),
        n if n <= ROWS => format!("{} risks above the line wait for somebody who may decide", number(n)),
        n => format!(
            "The first {ROWS} of {} risks above the line that wait for somebody who may decide",
            number(n)
        ),
    }
}
