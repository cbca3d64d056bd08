//! What is watched: indicators with their series.

use super::inventory::{ROOT, risks, words};
use crate::indicator::{Standing, Status};
use crate::model::day::{Day, in_words};
use crate::model::indicator::{Better, Indicator};
use crate::model::risk::Publish;
use crate::model::word::Word;
use crate::site::catalogue;
use crate::site::chart::indicator::{chart, measured, says};
use crate::site::scene::Scene;
use crate::site::text::{count, list, number};
use crate::site::view::listing::{Cell, Listing, Row, Section, Table};
use crate::site::view::{Link, Run, Sentence};
use crate::source::At;

/// The risks that a thing names, as far as they are shown in full.
pub(super) fn named(scene: &Scene<'_>, ids: &[At<String>]) -> Vec<usize> {
    let places = ids.iter().filter_map(|id| scene.facts.register.place_of(id));
    places.filter(|place| scene.shown[*place] == Publish::Full).collect()
}

/// The indicators that are published, with how they stand.
pub(in crate::site) fn told<'s>(
    scene: &'s Scene<'s>,
) -> impl Iterator<Item = (&'s Indicator, &'s Standing<'s>)> {
    let all = scene.facts.register.indicators.iter().zip(&scene.facts.indicators);
    all.filter(|(indicator, _)| scene.shown.may_tell_of_indicator(indicator))
}

/// The last value with its unit: "230 per month", and its day.
fn latest(indicator: &Indicator, standing: &Standing<'_>) -> Option<(String, Day)> {
    standing.latest.map(|latest| (measured(indicator, latest.value), latest.date))
}

/// What the last value says: "above warn level 5", "unmeasured".
pub(super) fn state(indicator: &Indicator, standing: &Standing<'_>) -> String {
    standing.latest.map_or_else(|| "unmeasured".to_owned(), |latest| says(indicator, latest.value))
}

/// A threshold, in a column of numbers.
fn limit(limit: &Option<At<f64>>) -> Cell {
    Cell { number: true, ..Cell::or(limit.as_ref().map(|limit| limit.value.to_string()), "not given") }
}

/// Breached indicators that are told one by one.
const BREACHED: usize = 10;

/// The breached indicators, a sentence each.
pub(super) fn breached(scene: &Scene<'_>) -> Vec<Vec<Run>> {
    let all: Vec<_> = told(scene).filter(|(_, standing)| standing.status == Status::Breached).collect();
    let more = all.len().saturating_sub(BREACHED);
    let sentence = |(indicator, standing): (&Indicator, &Standing<'_>)| {
        let mut words = Sentence::default();
        words.name(indicator.name());
        if let Some((value, day)) = latest(indicator, standing) {
            words.say(": ").stress(value);
            words.say(format!(" on {}, {}", in_words(day), state(indicator, standing)));
        }
        let risks = named(scene, &indicator.risks);
        if !risks.is_empty() {
            let ids: Vec<&str> = risks.iter().map(|place| scene.risk(*place).0.id()).collect();
            words.say(format!("; {} due for review", list(&ids)));
        }
        words.say(".");
        words.runs()
    };
    let mut told: Vec<Vec<Run>> = all.into_iter().take(BREACHED).map(sentence).collect();
    if more > 0 {
        let mut words = Sentence::default();
        words.say(format!("{} more {} breached.", number(more), if more == 1 { "is" } else { "are" }));
        told.push(words.runs());
    }
    told
}

/// Rows of a table that stands for a longer list.
const ROWS: usize = 20;

/// The indicators with their values and what the values say; of many the worst.
pub(super) fn indicators_section(scene: &Scene<'_>) -> Section {
    let mut all: Vec<_> = told(scene).collect();
    let total = all.len();
    if total > ROWS {
        all.sort_by_key(|(_, standing)| urgency(standing));
        all.truncate(ROWS);
    }
    let rows: Vec<Row> = all
        .into_iter()
        .map(|(indicator, standing)| {
            let link = format!("{}{}", ROOT, scene.indicator_page(&indicator.id));
            let state = state(indicator, standing);
            let says = if standing.stale { format!("{state}, stale") } else { state };
            let value = latest(indicator, standing).map_or_else(
                || Cell::muted("unmeasured"),
                |(value, day)| Cell::text(value).and_nb(format!("on {day}")),
            );
            let kind = indicator.kind.as_ref().map(|kind| kind.value.word().to_uppercase());
            Row {
                id: None,
                cells: vec![
                    Cell::links([(indicator.name().to_owned(), Some(link))], ""),
                    Cell::or(kind, "not given"),
                    value,
                    if standing.status == Status::Breached {
                        Cell::default().and(says, true)
                    } else {
                        Cell::text(says)
                    },
                    limit(&indicator.target),
                    limit(&indicator.warn),
                    limit(&indicator.breach),
                ],
            }
        })
        .collect();
    let mut section =
        Section { id: "indicators".to_owned(), title: "Indicators".to_owned(), ..Section::default() };
    if rows.is_empty() {
        section.none = words(&first(scene));
    } else {
        section.note = words(
            "Key risk indicators (KRI) say whether a risk grows, key performance indicators (KPI) whether the work against it goes well. A value at or worse than a threshold is a warning or a breach; stale is what nobody measured within cadence and grace.",
        );
        section.tables = vec![Table {
            caption: if total > ROWS {
                format!("The {ROWS} of {} indicators that are worst by their last value", number(total))
            } else {
                "Indicators by their last value".to_owned()
            },
            heads: vec!["Indicator", "Kind", "Last value", "State", "Target", "Warns at", "Breached at"],
            rows,
        }];
        section.more = Some(Link {
            text: if total == 1 {
                "The indicator".to_owned()
            } else {
                format!("All {} indicators", number(total))
            } + " with all measurements",
            href: Some(format!("{}indicators/index.html", super::inventory::ROOT)),
        });
    }
    section
}

/// The lower, the sooner somebody should look.
fn urgency(standing: &Standing<'_>) -> (u8, bool) {
    let place = match standing.status {
        Status::Breached => 0,
        Status::Warning => 1,
        Status::OffTarget => 2,
        Status::Unmeasured => 3,
        _ => 4,
    };
    (place, !standing.stale)
}

/// What to do where no indicator is defined.
fn first(scene: &Scene<'_>) -> String {
    format!(
        "No indicators are defined. Add `[[indicator]]` to `{}`, then `plimsoll measure ID VALUE`.",
        scene.facts.register.config.paths.indicators
    )
}

/// How many there are, and how many of them are breached, in warning, unmeasured
/// and stale.
pub(super) fn sentence(scene: &Scene<'_>) -> Vec<Run> {
    let list: Vec<_> = told(scene).collect();
    let of = |status: Status| list.iter().filter(|(_, standing)| standing.status == status).count();
    let stale = list.iter().filter(|(_, standing)| standing.stale).count();
    let mut words = Sentence::default();
    if list.is_empty() {
        words.say("Nothing is watched yet.");
        return words.runs();
    }
    let breached = match of(Status::Breached) {
        0 => "none".to_owned(),
        breached => number(breached),
    };
    words
        .stress(count(list.len(), "indicator", "indicators"))
        .say(": ")
        .stress(format!("{breached} breached"))
        .say(format!(
            ", {} in warning, {} unmeasured, {} stale.",
            number(of(Status::Warning)),
            number(of(Status::Unmeasured)),
            number(stale)
        ));
    words.runs()
}

/// `indicators/index.html` and the pages after it.
#[must_use]
pub fn indicators(scene: &Scene<'_>) -> Vec<Listing> {
    let list: Vec<_> = told(scene).collect();
    let mut sections: Vec<Section> = list
        .iter()
        .zip(catalogue::anchors(told(scene).map(|(indicator, _)| indicator.id.as_str())))
        .enumerate()
        .map(|(number, ((indicator, standing), anchor))| Section {
            id: anchor,
            ..indicator_section(scene, indicator, standing, number + 1)
        })
        .collect();
    if sections.is_empty() {
        sections.push(Section {
            id: "none".to_owned(),
            title: "The first indicator".to_owned(),
            none: words(&first(scene)),
            ..Section::default()
        });
    }
    let whole =
        Listing { title: "Indicators".to_owned(), sentence: sentence(scene), sections, ..Listing::default() };
    whole.paged("Indicators")
}

fn indicator_section(
    scene: &Scene<'_>,
    indicator: &Indicator,
    standing: &Standing<'_>,
    number: usize,
) -> Section {
    let higher = indicator.better.as_ref().is_some_and(|better| better.value == Better::Higher);
    let mut note = Sentence::default();
    if let Some(question) = &indicator.question {
        note.name(question.value.clone()).say(" ");
    }
    // The chart's title says the value, its day and what it means.
    if standing.latest.is_none() {
        note.stress("Unmeasured").say(". ");
    }
    if standing.stale {
        note.stress("Stale").say(": nothing was measured within cadence and grace.");
    }
    let values =
        scene.facts.register.series(&indicator.id).map_or(&[][..], |series| series.until(scene.facts.today));
    let table = Table {
        caption: format!("Thresholds of {}", indicator.name()),
        heads: vec![
            "Direction",
            "Target",
            "Warns at",
            "Breached at",
            "Measured every",
            "Owner",
            "Watches risks",
            "Watches controls",
        ],
        rows: vec![Row {
            id: None,
            cells: vec![
                Cell::text(if higher { "Higher is better" } else { "Lower is better" }),
                limit(&indicator.target),
                limit(&indicator.warn),
                limit(&indicator.breach),
                Cell::or(indicator.every.as_ref().map(|every| every.value.cadence()), "not given"),
                Cell::link(indicator.owner.as_ref().map(|owner| scene.person_link(owner, ROOT)), "not given"),
                risks(scene, &named(scene, &indicator.risks), "none"),
                Cell::links(
                    indicator.controls.iter().map(|id| {
                        let link = super::controls::link(scene, id, ROOT);
                        (link.text, link.href)
                    }),
                    "none",
                ),
            ],
        }],
    };
    Section {
        title: indicator.name().to_owned(),
        note: note.runs(),
        charts: chart(indicator, values, number, &|note| scene.shown.may_tell(note)).into_iter().collect(),
        tables: vec![table],
        ..Section::default()
    }
}
