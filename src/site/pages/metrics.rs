//! The figures: a part for each question, each figure with its definition.

use std::collections::HashSet;

use super::controls::lowering;
use super::incidents::{first, kept_back, times_section, told};
use super::inventory::words;
use super::monitoring::indicators_section;
use super::opening::{above_the_line, first_risk, nothing, trend_none};
use crate::metrics::ages::Ages;
use crate::metrics::on_time::OnTime;
use crate::metrics::{Median, Metrics, Share};
use crate::model::day::{Day, age_in_words, stretch_in_words};
use crate::model::risk::Risk;
use crate::site::chart;
use crate::site::scene::Scene;
use crate::site::text::{capital, number};
use crate::site::view::listing::{Cell, Listing, Row, Section, Table};
use crate::site::view::{Run, Sentence};

/// Months of the chart of levels.
const MONTHS: usize = 24;
/// Below so many, a share is not put in per cent.
const FEW: usize = 10;

/// `metrics/index.html`.
#[must_use]
pub fn page(scene: &Scene<'_>) -> Listing {
    let shown: HashSet<&str> = scene.order.iter().map(|place| scene.risk(*place).0.id()).collect();
    let shows = |risk: &Risk| shown.contains(risk.id());
    let today = scene.facts.today;
    let since = today.checked_sub(jiff::ToSpan::months(12)).unwrap_or(Day::MIN);
    let metrics =
        Metrics::of(scene.facts, since, &shows, &|incident| scene.shown.may_tell_of_incident(incident));
    let figures = &metrics.register;
    let mut sentence = Sentence::default();
    above_the_line(&mut sentence, scene);
    match figures.treatments_done.on_time {
        Share { of: 0, .. } => {
            sentence.say("No treatment with a deadline was done in the last twelve months.")
        }
        done => sentence
            .say("Of the treatments that were done in the last twelve months, ")
            .stress(share(done))
            .say(if done.value == 1 { " was on time." } else { " were on time." }),
    };
    let period = format!("{}.", capital(&stretch_in_words(since, today)));
    let sections = vec![
        levels(scene, &shows),
        indicators_section(scene),
        standing(scene, &metrics, &shows),
        follow_up(scene, &metrics, &period, &shows),
        controls(&metrics),
        incidents(scene, &metrics),
    ];
    Listing { title: "Metrics".to_owned(), sentence: sentence.runs(), sections, ..Listing::default() }
}

fn levels(scene: &Scene<'_>, shows: &dyn Fn(&Risk) -> bool) -> Section {
    let chart = scene.trend(MONTHS, shows);
    Section {
        id: "levels".to_owned(),
        title: "Levels over time".to_owned(),
        note: words(
            "Open risks by their current level at the end of each month, by the methodology of then.",
        ),
        none: if chart.is_some() { Vec::new() } else { words(&trend_none(scene)) },
        charts: chart.into_iter().collect(),
        ..Section::default()
    }
}

/// "3 of 5", of ten or more with per cent; of nothing there is no share.
pub(super) fn share(share: Share) -> String {
    match share.of {
        0 => "not applicable".to_owned(),
        of if of < FEW => format!("{} of {}", number(share.value), number(of)),
        of => {
            format!("{} % ({} of {})", (share.value * 200 + of) / (of * 2), number(share.value), number(of))
        }
    }
}

fn days(value: Option<f64>) -> String {
    value.map_or_else(
        || "not known".to_owned(),
        |days| format!("{days} {}", if (days - 1.0).abs() < f64::EPSILON { "day" } else { "days" }),
    )
}

/// A median of ages or of stretches like them, rounded down once it is of months.
#[allow(clippy::cast_possible_truncation, reason = "days of a register are far below 2⁵³")]
fn median(median: Median, today: Day) -> String {
    let words = match median.median {
        Some(long) if long > 90.0 => age_in_words(long as i64, today),
        value => days(value),
    };
    match median.n {
        0 => words,
        n => format!("{words} (n = {})", number(n)),
    }
}

fn table(caption: &str, rows: Vec<(&str, String, &str)>) -> Table {
    let row = |(name, value, definition): (&str, String, &str)| Row {
        id: None,
        cells: vec![Cell::text(name), Cell::text(value), Cell::muted(definition)],
    };
    Table {
        caption: caption.to_owned(),
        heads: vec!["Figure", "Value", "Definition"],
        rows: rows.into_iter().map(row).collect(),
    }
}

/// A table, unless it would say of every figure that there is none.
fn unless(is_empty: bool, table: Table) -> Vec<Table> {
    if is_empty { Vec::new() } else { vec![table] }
}

/// What is said where no risk could be counted.
fn nothing_counted(scene: &Scene<'_>) -> Vec<Run> {
    if scene.order.is_empty() {
        words(&format!("{} {}", nothing(scene), first_risk(scene)))
    } else {
        Vec::new()
    }
}

fn standing(scene: &Scene<'_>, metrics: &Metrics, shows: &dyn Fn(&Risk) -> bool) -> Section {
    let figures = &metrics.register;
    let ending = figures.acceptances_ending;
    let rows = vec![
        ("Open risks", number(figures.open), "risks whose status is not closed"),
        (
            "Above the line",
            share(Share { value: figures.above_line, of: figures.open }),
            "open risks whose current level is not acceptable, of all open ones",
        ),
        (
            "Above the line with a treatment",
            share(figures.above_line_treated),
            "those that have a treatment, of those above the line",
        ),
        (
            "Unassessed",
            share(figures.unassessed),
            "open risks without likelihood and impact, of all open ones",
        ),
        (
            "Treatments overdue",
            number(figures.overdue_treatments),
            "open risks whose plan's deadline is over and whose plan is not done",
        ),
        ("Reviews overdue", number(figures.overdue_reviews), "open risks whose next review is over"),
        (
            "Reviews without a known day",
            number(figures.unknown_reviews),
            "open risks with a cadence, of which no day is known from which it counts",
        ),
        (
            "Acceptances ending within 30, 60, 90 days",
            format!("{}, {}, {}", ending.in_30, ending.in_60, ending.in_90),
            "valid acceptances by their end, each number with the one before",
        ),
        (
            "Age of risks above the line",
            match figures.above_line {
                0 => "not applicable".to_owned(),
                _ => median(
                    Median { median: figures.age_days_median, n: figures.ages_known },
                    scene.facts.today,
                ),
            },
            "median of the time since they were identified; those of unknown age are left out",
        ),
    ];
    Section {
        id: "register".to_owned(),
        title: "Where the register stands".to_owned(),
        charts: chart::ages::chart(&Ages::of(scene.facts, shows)).into_iter().collect(),
        tables: unless(scene.order.is_empty(), table("Figures of the judged day", rows)),
        none: nothing_counted(scene),
        ..Section::default()
    }
}

fn follow_up(scene: &Scene<'_>, metrics: &Metrics, period: &str, shows: &dyn Fn(&Risk) -> bool) -> Section {
    let figures = &metrics.register;
    let on_time = OnTime::of(scene.facts, metrics.since, shows);
    let unknown = || "not known".to_owned();
    let today = scene.facts.today;
    let rows = vec![
        (
            "Treatments done on time",
            share(figures.treatments_done.on_time),
            "plans done by their deadline, of all plans with a deadline that were done",
        ),
        ("Treatments done late", number(figures.treatments_done.late), "plans done after their deadline"),
        (
            "Treatments open",
            number(on_time.open),
            "plans of open risks that are not done on the judged day, overdue or not",
        ),
        (
            "Late by",
            match figures.treatments_done.late {
                0 => "not applicable".to_owned(),
                _ => days(figures.days_late_median),
            },
            "median of the days after the deadline, of the plans done late",
        ),
        (
            "Deadlines moved later",
            figures.postponements.map_or_else(unknown, number),
            "moves of a plan's deadline on the first-parent line; not known without the whole history",
        ),
        (
            "Reviews on time",
            figures.reviews_on_time.map_or_else(unknown, share),
            "reviews by their day, of those that fell due by the cadence of the present level; not known without the whole history",
        ),
        (
            "Identified to assessed",
            median(figures.days_to.assessed, today),
            "median of the time to the first assessment",
        ),
        (
            "Identified to treated",
            median(figures.days_to.treated, today),
            "median of the time to the end of the treatment",
        ),
        ("Identified to closed", median(figures.days_to.closed, today), "median of the time to the closing"),
    ];
    Section {
        id: "follow-up".to_owned(),
        title: "How it is followed up".to_owned(),
        note: words(period),
        charts: chart::on_time::chart(&on_time).into_iter().collect(),
        tables: unless(scene.order.is_empty(), table("Figures of the last twelve months", rows)),
        none: nothing_counted(scene),
        ..Section::default()
    }
}

fn controls(metrics: &Metrics) -> Section {
    let figures = &metrics.controls;
    let of = |value: usize| share(Share { value, of: figures.counted_on });
    let rows = vec![
        (
            "Risks whose level controls lower",
            share(Share { value: figures.lowered, of: figures.comparable }),
            "open risks whose current level is lower than the inherent one, of those that are assessed both without and with controls",
        ),
        ("Levels lowered", number(figures.levels_lowered), "by how many levels, all together"),
        (
            "Controls that passed",
            of(figures.passed),
            "controls whose latest test lies within its cadence and passed, of those that open risks count on; untested is not passed",
        ),
        (
            "Controls tested",
            of(figures.tested),
            "controls whose latest test lies within its cadence, of those that open risks count on",
        ),
    ];
    let mut effect = Sentence::default();
    lowering(&mut effect, figures);
    let is_empty = figures.comparable + figures.counted_on == 0;
    Section {
        id: "controls".to_owned(),
        title: "Control effectiveness".to_owned(),
        note: effect.runs(),
        charts: chart::effectiveness::chart(figures).into_iter().collect(),
        tables: unless(
            is_empty,
            table("Whether risks are lower with controls, and whether controls pass their tests", rows),
        ),
        none: if is_empty { words("No open risk counts on a control.") } else { Vec::new() },
        ..Section::default()
    }
}

fn incidents(scene: &Scene<'_>, metrics: &Metrics) -> Section {
    let kept_back = kept_back(scene);
    if !told(scene).is_empty() {
        let mut section = times_section(scene, &metrics.incidents, metrics.since);
        section.note.extend(words(&kept_back));
        return section;
    }
    let none = if kept_back.is_empty() { first(scene) } else { kept_back.trim_start().to_owned() };
    Section {
        id: "response".to_owned(),
        title: "Incident response".to_owned(),
        none: words(&none),
        ..Section::default()
    }
}
