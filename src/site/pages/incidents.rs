//! The incidents that happened, with how long each step of the answer took.

use super::inventory::{risks, words};
use super::monitoring::named;
use crate::metrics::incidents::{self, Steps, Time, Times, span};
use crate::model::day::{Day, stretch_in_words};
use crate::model::incident::Incident;
use crate::site::catalogue;
use crate::site::chart;
use crate::site::scene::Scene;
use crate::site::text::number;
use crate::site::view::Sentence;
use crate::site::view::listing::{Cell, Listing, Row, Section, Table};

/// The incidents that are published, the newest first.
pub(in crate::site) fn told<'s>(scene: &'s Scene<'s>) -> Vec<&'s Incident> {
    let all = scene.facts.register.incidents.iter();
    let mut list: Vec<&Incident> =
        all.filter(|incident| scene.shown.may_tell_of_incident(incident)).collect();
    list.sort_by_key(|incident| std::cmp::Reverse(incident.detected.as_ref().map(|time| time.value)));
    list
}

/// `incidents/index.html` and the pages after it.
#[must_use]
pub fn incidents(scene: &Scene<'_>) -> Vec<Listing> {
    let register = scene.facts.register;
    let today = scene.facts.today;
    let tells = |incident: &Incident| scene.shown.may_tell_of_incident(incident);
    let list = told(scene);
    let open = list.iter().filter(|incident| incident.is_open(today)).count();
    let hidden = register.incidents.len() - list.len();
    let mut sentence = Sentence::default();
    match (list.len(), open) {
        (0, _) => sentence.say("No incident is told of."),
        (1, _) => {
            sentence.stress("1 incident").say(if open == 1 { ", which is open." } else { ", which is over." })
        }
        (all, 0) => sentence.stress(format!("{} incidents", number(all))).say(", none of them open."),
        (all, open) => sentence
            .stress(format!("{} incidents", number(all)))
            .say(format!(", {} of them open.", number(open))),
    };
    if hidden > 0 {
        sentence.say(format!(
            " {} not published.",
            if hidden == 1 { "1 more is".to_owned() } else { format!("{} more are", number(hidden)) }
        ));
    }
    let figures = incidents::figures(scene.facts, Day::MIN, &tells);
    let mut sections = Vec::new();
    if list.is_empty() {
        sections.push(Section {
            id: "list".to_owned(),
            title: "The first incident".to_owned(),
            none: words(&first(scene)),
            ..Section::default()
        });
        return vec![Listing {
            title: "Incidents".to_owned(),
            sentence: sentence.runs(),
            sections,
            ..Listing::default()
        }];
    }
    let times = times_section(scene, &figures, Day::MIN);
    sections.push(Section {
        id: "list".to_owned(),
        title: "All incidents".to_owned(),
        tables: vec![addressed(
            scene,
            &list,
            table(scene, &list, "Incidents, the newest first; times are in UTC".to_owned()),
        )],
        ..Section::default()
    });
    let whole =
        Listing { title: "Incidents".to_owned(), sentence: sentence.runs(), sections, ..Listing::default() };
    whole.paged_after(vec![times], "Incidents")
}

/// What to do where no incident is written down.
pub(super) fn first(scene: &Scene<'_>) -> String {
    format!(
        "No incidents are written down. A file `{}/I0001.toml` with `title`, `detected` and `risks` is the first.",
        scene.facts.register.config.paths.incidents
    )
}

/// The incidents, a row each.
pub(super) fn table(scene: &Scene<'_>, list: &[&Incident], caption: String) -> Table {
    Table {
        caption,
        heads: vec![
            "Incident",
            "Severity",
            "Detected",
            "Time to detect",
            "To respond",
            "To contain",
            "To resolve",
            "Risks",
        ],
        rows: list.iter().map(|incident| incident_row(scene, incident)).collect(),
    }
}

/// The same with an anchor for each, and the way to its file.
fn addressed(scene: &Scene<'_>, list: &[&Incident], mut table: Table) -> Table {
    let anchors = catalogue::anchors(list.iter().map(|incident| incident.id.as_str()));
    for ((row, incident), anchor) in table.rows.iter_mut().zip(list).zip(anchors) {
        let (id, path) = (&incident.id.value, scene.facts.register.sources.path(incident.file));
        row.id = Some(anchor);
        row.cells[0] = std::mem::take(&mut row.cells[0])
            .and_link(format!("Edit {id}"), scene.forge.edit(path))
            .and_link(format!("History of {id}"), scene.forge.history(path));
    }
    table
}

/// " 2 incidents are not published; the figures leave them out."
pub(super) fn kept_back(scene: &Scene<'_>) -> String {
    let all = &scene.facts.register.incidents;
    match all.iter().filter(|incident| !scene.shown.may_tell_of_incident(incident)).count() {
        0 => String::new(),
        1 => " 1 incident is not published; the figures leave it out.".to_owned(),
        many => format!(" {} incidents are not published; the figures leave them out.", number(many)),
    }
}

/// Quarters that are told one by one.
const QUARTERS: usize = 12;

/// The times of all incidents: by step, by quarter and by severity.
pub(super) fn times_section(scene: &Scene<'_>, figures: &incidents::IncidentFigures, since: Day) -> Section {
    let row = |name: String, times: &Times| Row {
        id: None,
        cells: std::iter::once(Cell::text(name))
            .chain([times.detect, times.respond, times.contain, times.resolve].map(time))
            .collect(),
    };
    let heads = |first: &'static str| vec![first, "To detect", "To respond", "To contain", "To resolve"];
    let mut rows = vec![row("All".to_owned(), &figures.times)];
    let quarters = &figures.by_quarter[figures.by_quarter.len().saturating_sub(QUARTERS)..];
    rows.extend(quarters.iter().map(|quarter| row(quarter.quarter.replace('-', " "), &quarter.times)));
    let severity = |id: &Option<String>| {
        let scale =
            scene.facts.register.methodology.as_ref().map_or(&[][..], |methodology| &methodology.impact);
        let point = scale.iter().find(|point| Some(&point.id.value) == id.as_ref());
        point.map_or_else(
            || id.clone().unwrap_or_else(|| "not given".to_owned()),
            |point| point.name().to_owned(),
        )
    };
    let by_severity =
        figures.by_severity.iter().map(|one| row(severity(&one.severity), &one.times)).collect();
    let steps = Steps::of(scene.facts, since, &|incident| scene.shown.may_tell_of_incident(incident));
    Section {
        id: "response".to_owned(),
        title: "Incident response".to_owned(),
        note: words(
            "Time to detect counts from the beginning, the others from the detection. Median and 90th percentile (nearest rank), always with the number of incidents that have both times; open incidents are not counted as zero.",
        ),
        charts: chart::response::chart(&steps, &stretch_in_words(since, scene.facts.today))
            .into_iter()
            .collect(),
        tables: vec![
            Table {
                caption: if quarters.len() < figures.by_quarter.len() {
                    format!("By the quarter of detection, the last {QUARTERS}")
                } else {
                    "By the quarter of detection".to_owned()
                },
                heads: heads("Quarter"),
                rows,
            },
            Table { caption: "By severity".to_owned(), heads: heads("Severity"), rows: by_severity },
        ],
        ..Section::default()
    }
}

fn time(time: Time) -> Cell {
    #[allow(clippy::cast_precision_loss, reason = "minutes of some years")]
    match (time.median_minutes, time.p90_minutes) {
        (Some(median), Some(p90)) => Cell::text(span(median))
            .and(format!("90 %: {} (n = {})", span(p90 as f64), number(time.n)), false),
        _ => Cell::muted("not known"),
    }
}

fn incident_row(scene: &Scene<'_>, incident: &Incident) -> Row {
    let scale = scene.facts.register.methodology.as_ref().map_or(&[][..], |methodology| &methodology.impact);
    let severity = incident.severity.as_ref().map(|id| {
        scale
            .iter()
            .find(|point| point.id.value == id.value)
            .map_or(id.value.clone(), |point| point.name().to_owned())
    });
    #[allow(clippy::cast_precision_loss, reason = "minutes of some years")]
    let steps = incidents::steps(incident, scene.facts.today).map(|(step, minutes)| match minutes {
        Some(minutes) => Cell::text(span(minutes as f64)),
        None if step == "resolve" && incident.is_open(scene.facts.today) => Cell::default().and("open", true),
        None => Cell::muted("not known"),
    });
    let detected = incident.detected.as_ref().map(|time| time.value.strftime("%Y-%m-%d %H:%M").to_string());
    let mut cells = vec![
        Cell::text(format!("{} {}", incident.id.value, incident.title())),
        Cell::or(severity, "not given"),
        detected.map_or_else(|| Cell::muted("not given"), Cell::nb),
    ];
    cells.extend(steps);
    cells.push(risks(scene, &named(scene, &incident.risks), "none"));
    Row { id: None, cells }
}
