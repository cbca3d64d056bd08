//! What was watched since the last review: indicators, incidents, and the
//! controls that were tested.

use super::super::inventory::{ROOT, words};
use super::super::{controls as controls_page, incidents as incidents_page, monitoring};
use super::{Review, part};
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
    let open = match told.iter().filter(|incident| incident.is_open(today)).count() {
        0 => "none is open".to_owned(),
        open => format!("{} open", count(open, "is", "are")),
    };
    let mut section = part("incidents", "Incidents");
    section.note = words(&format!(
        "{} detected after {}; {open}.{}",
        capital(&count(new, "incident was", "incidents were")),
        in_words(since),
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
    let places = notable(review);
    let since = in_words(review.since);
    let mut section = part("controls", "Controls tested");
    section.note = controls_page::sentence(scene, figures);
    section.charts = effectiveness::chart(figures).into_iter().collect();
    if !places.is_empty() {
        section.tables = vec![Table {
            caption: match places.len() {
                n if n <= ROWS => format!("Tested after {since}, in doubt or not tested"),
                n => format!(
                    "The first {ROWS} of {} that were tested after {since}, are in doubt or not tested",
                    number(n)
                ),
            },
            heads: vec!["Control", "Owner", "Last test", "State", "Open risks"],
            rows: places.into_iter().take(ROWS).map(|place| control_row(scene, place)).collect(),
        }];
    }
    section
}

fn standing(scene: &Scene<'_>, place: usize) -> Standing {
    Standing::of(scene.facts, &scene.facts.register.controls[place], &scene.catalogues.controls.risks[place])
}

/// The controls that a review is told of, those in doubt first.
fn notable(review: &Review<'_>) -> Vec<usize> {
    let scene = review.scene;
    let was_tested = |place: usize| {
        let test = scene.facts.register.controls[place].last_test(scene.facts.today);
        test.and_then(|test| test.on.as_ref()).is_some_and(|on| on.value > review.since)
    };
    let is_notable = |place: &usize| {
        matches!(standing(scene, *place), Standing::Doubtful | Standing::Untested) || was_tested(*place)
    };
    scene.catalogues.controls.order.iter().copied().filter(is_notable).collect()
}

fn control_row(scene: &Scene<'_>, place: usize) -> Row {
    let control = &scene.facts.register.controls[place];
    let standing = standing(scene, place);
    let (name, _) = controls_page::heading(standing);
    let owner = control.owner.as_ref().map(|owner| scene.person_link(owner, ROOT));
    Row {
        id: None,
        cells: vec![
            Cell::link(Some(controls_page::link(scene, &control.id, ROOT)), ""),
            Cell::link(owner, "not given"),
            Cell::nb(controls_page::tested(scene, control)),
            if standing == Standing::Doubtful { Cell::default().and(name, true) } else { Cell::text(name) },
            Cell::number(scene.catalogues.controls.risks[place].len()),
        ],
    }
}
