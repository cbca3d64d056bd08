//! The figures: a part for each question, each figure with its definition.

use std::collections::HashSet;

use super::incidents::times_section;
use super::inventory::words;
use super::monitoring::indicators_section;
use super::opening::{above_the_line, trend_none};
use crate::metrics::ages::Ages;
use crate::metrics::on_time::OnTime;
use crate::metrics::{Median, Metrics, Share};
use crate::model::day::{Day, in_words};
use crate::model::risk::Risk;
use crate::site::chart;
use crate::site::scene::Scene;
use crate::site::text::{count, number};
use crate::site::view::Sentence;
use crate::site::view::listing::{Cell, Listing, Row, Section, Table};

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
    let period = format!("After {}, up to {}.", in_words(since), in_words(today));
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

/// "3 of 5", of ten or more with per cent.
fn share(share: Share) -> String {
    match share.of {
        0 => "no data: 0 of 0".to_owned(),
        of if of < FEW => format!("{} of {}", number(share.value), number(of)),
        of => {
            format!("{} % ({} of {})", (share.value * 200 + of) / (of * 2), number(share.value), number(of))
        }
    }
}

fn days(value: Option<f64>) -> String {
    value.map_or_else(
        || "no data".to_owned(),
        |days| format!("{days} {}", if (days - 1.0).abs() < f64::EPSILON { "day" } else { "days" }),
    )
}

fn median(median: Median) -> String {
    if median.n == 0 {
        "no data".to_owned()
    } else {
        format!("{} (n = {})", days(median.median), number(median.n))
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
            days(figures.age_days_median),
            "median of the days since they were identified; those of unknown age are left out",
        ),
    ];
    Section {
        id: "register".to_owned(),
        title: "Where the register stands".to_owned(),
        charts: chart::ages::chart(&Ages::of(scene.facts, shows)).into_iter().collect(),
        tables: vec![table("Figures of the judged day", rows)],
        ..Section::default()
    }
}

fn follow_up(scene: &Scene<'_>, metrics: &Metrics, period: &str, shows: &dyn Fn(&Risk) -> bool) -> Section {
    let figures = &metrics.register;
    let on_time = OnTime::of(scene.facts, metrics.since, shows);
    let unknown = || "not known".to_owned();
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
            days(figures.days_late_median),
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
            median(figures.days_to.assessed),
            "median of the days to the first assessment",
        ),
        (
            "Identified to treated",
            median(figures.days_to.treated),
            "median of the days to the end of the treatment",
        ),
        ("Identified to closed", median(figures.days_to.closed), "median of the days to the closing"),
    ];
    Section {
        id: "follow-up".to_owned(),
        title: "How it is followed up".to_owned(),
        note: words(period),
        charts: chart::on_time::chart(&on_time).into_iter().collect(),
        tables: vec![table("Figures of the last twelve months", rows)],
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
    match figures.comparable {
        0 => effect.say(
            "No open risk is assessed both without and with controls: how far they lower risks is not known.",
        ),
        comparable => effect
            .say("Controls lower ")
            .stress(format!("{} of {}", number(figures.lowered), number(comparable)))
            .say(format!(
                " comparable {}, by {} in all.",
                if comparable == 1 { "risk" } else { "risks" },
                count(figures.levels_lowered, "level", "levels")
            )),
    };
    Section {
        id: "controls".to_owned(),
        title: "Control effectiveness".to_owned(),
        note: effect.runs(),
        charts: chart::effectiveness::chart(figures).into_iter().collect(),
        tables: vec![table(
            "Whether risks are lower with controls, and whether controls pass their tests",
            rows,
        )],
        ..Section::default()
    }
}

fn incidents(scene: &Scene<'_>, metrics: &Metrics) -> Section {
    let register = scene.facts.register;
    let untold =
        register.incidents.iter().filter(|incident| !scene.shown.may_tell_of_incident(incident)).count();
    let mut section = if register.incidents.len() == untold {
        Section {
            id: "response".to_owned(),
            title: "Incident response".to_owned(),
            none: words(&format!(
                "No incidents are written down. A file `{}/I0001.toml` with `title`, `detected` and `risks` is the first.",
                register.config.paths.incidents
            )),
            ..Section::default()
        }
    } else {
        times_section(scene, &metrics.incidents, metrics.since)
    };
    if untold > 0 {
        let left_out = format!(
            "{} not published; the figures leave {} out.",
            count(untold, "incident is", "incidents are"),
            if untold == 1 { "it" } else { "them" }
        );
        if register.incidents.len() == untold {
            section.none = words(&left_out);
        } else {
            section.note.extend(words(&format!(" {left_out}")));
        }
    }
    section
}
