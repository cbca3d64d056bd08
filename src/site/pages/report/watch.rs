//! What was watched since the last review: indicators, incidents, and the
//! controls that were tested.

use super::super::inventory::words;
use super::super::{controls as controls_page, incidents as incidents_page, monitoring};
use super::{Review, part};
use crate::model::control::Control;
use crate::model::day::in_words;
use crate::model::incident::Incident;
use crate::site::catalogue::Standing;
use crate::site::chart::effectiveness;
use crate::site::scene::Scene;
use crate::site::text::{capital, count, number};
use crate::site::view::listing::{Cell, Row, Section, Table};

/// Incidents and controls that are told one by one.
const ROWS: usize = 20;

/// The indicators; of many the worst.
pub(super) fn indicators(scene: &Scene<'_>) -> Section {
    Section { note: monitoring::sentence(scene), ..monitoring::indicators_section(scene) }
}

/// The incidents that were detected since the last review, and earlier ones that
/// are open.
pub(super) fn incidents(review: &Review<'_>) -> Section {
    let (scene, since) = (review.scene, review.since);
    let today = scene.facts.today;
    let is_new = |incident: &&Incident| incident.day().is_some_and(|day| day > since && day <= today);
    let mut told: Vec<&Incident> = incidents_page::told(scene);
    told.retain(|incident| is_new(incident) || incident.is_open(today));
    let new = told.iter().filter(|incident| is_new(incident)).count();
    let open = told.iter().filter(|incident| incident.is_open(today)).count();
    let mut section = part("incidents", "Incidents");
    section.note = words(&format!(
        "{} detected after {}; {} open.{}",
        capital(&count(new, "incident was", "incidents were")),
        in_words(since),
        count(open, "is", "are").replace("no are", "none is"),
        incidents_page::kept_back(scene)
    ));
    if !told.is_empty() {
        let caption = match told.len() {
            n if n <= ROWS => "Incidents, the newest first; times are in UTC".to_owned(),
            n => format!("The newest {ROWS} of {} incidents; times are in UTC", number(n)),
        };
        told.truncate(ROWS);
        section.tables = vec![incidents_page::table(scene, &told, caption)];
    }
    section
}

/// What the tests of controls say, and the controls that were tested since the
/// last review or are in doubt.
pub(super) fn controls(review: &Review<'_>) -> Section {
    let scene = review.scene;
    let figures = &review.metrics.controls;
    let catalogue = &scene.catalogues.controls;
    let standing = |place: usize| {
        Standing::of(scene.facts, &scene.facts.register.controls[place], &catalogue.risks[place])
    };
    let was_tested = |control: &Control| {
        let on = control.last_test(scene.facts.today).and_then(|test| test.on.as_ref());
        on.is_some_and(|on| on.value > review.since)
    };
    let places: Vec<usize> = catalogue
        .order
        .iter()
        .copied()
        .filter(|place| {
            matches!(standing(*place), Standing::Doubtful | Standing::Untested)
                || was_tested(&scene.facts.register.controls[*place])
        })
        .collect();
    let rows: Vec<Row> = places
        .iter()
        .take(ROWS)
        .map(|place| {
            let control = &scene.facts.register.controls[*place];
            let (name, _) = controls_page::heading(standing(*place));
            let owner = control.owner.as_ref().map(|owner| scene.person_link(owner, "../"));
            Row {
                id: None,
                cells: vec![
                    Cell::link(Some(controls_page::link(scene, &control.id, "../")), ""),
                    Cell::link(owner, "not given"),
                    Cell::text(controls_page::tested(scene, control)),
                    if standing(*place) == Standing::Doubtful {
                        Cell::default().and(name, true)
                    } else {
                        Cell::text(name)
                    },
                    Cell::number(catalogue.risks[*place].len()),
                ],
            }
        })
        .collect();
    let mut section = part("controls", "Controls tested");
    section.note = controls_page::sentence(scene, figures);
    section.charts = effectiveness::chart(figures).into_iter().collect();
    if !rows.is_empty() {
        section.tables = vec![Table {
            caption: match places.len() {
                n if n <= ROWS => format!("Tested after {}, in doubt or not tested", in_words(review.since)),
                n => format!(
                    "The first {ROWS} of {} that were tested after {}, are in doubt or not tested",
                    number(n),
                    in_words(review.since)
                ),
            },
            heads: vec!["Control", "Owner", "Last test", "State", "Open risks"],
            rows,
        }];
    }
    section
}
