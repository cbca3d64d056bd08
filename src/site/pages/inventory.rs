//! The inventories: assets, threats and controls, each with the risks that
//! name it. What is kept back of a risk is kept back here too.

use crate::metrics;
use crate::metrics::controls::current_test;
use crate::model::asset::Asset;
use crate::model::control::{Control, ControlState, TestResult};
use crate::model::methodology::Methodology;
use crate::model::risk::{Publish, Risk};
use crate::model::word::Word;
use crate::site::scene::Scene;
use crate::site::text::{count, number};
use crate::site::view::listing::{Cell, Listing, Row, Section, Table};
use crate::site::view::{Run, Sentence};
use crate::source::At;

/// As many tests of a control are shown.
const TESTS: usize = 8;
/// As many risks are named in a cell.
const NAMED: usize = 12;

/// Where these pages lie.
const ROOT: &str = "../";

/// The open risks that are shown in full and name a thing, in register order.
fn naming<'s>(scene: &'s Scene<'_>, names: impl Fn(&Risk) -> bool + 's) -> Vec<usize> {
    scene.open().filter(|place| scene.shown[*place] == Publish::Full && names(scene.risk(*place).0)).collect()
}

/// Risks with their pages; of many the first, and how many more.
pub(super) fn risks(scene: &Scene<'_>, places: &[usize], none: &str) -> Cell {
    let link = |place: &usize| {
        let (risk, _) = scene.risk(*place);
        (format!("{} {}", risk.id(), risk.title()), Some(format!("{ROOT}{}", scene.risk_page(*place))))
    };
    let cell = Cell::links(places.iter().take(NAMED).map(link), none);
    match places.len().saturating_sub(NAMED) {
        0 => cell,
        more => cell.and(format!("and {} more", number(more)), false),
    }
}

fn worst(scene: &Scene<'_>, places: &[usize], none: &str) -> Cell {
    let rank = places.iter().filter_map(|place| scene.risk(*place).1.level()).max();
    Cell::level(scene.palette.badge(rank), if places.is_empty() { none } else { "unassessed" })
}

pub(super) fn words(text: &str) -> Vec<Run> {
    let mut words = Sentence::default();
    words.prose(text);
    words.runs()
}

/// The highest of what the loss of its properties would do.
fn criticality(methodology: Option<&Methodology>, asset: &Asset) -> Option<usize> {
    let scale = &methodology?.impact;
    asset.protection().filter_map(|need| scale.iter().position(|point| point.id.value == need.value)).max()
}

/// `assets/index.html`.
#[must_use]
pub fn assets(scene: &Scene<'_>) -> Listing {
    let register = scene.facts.register;
    let methodology = register.methodology.as_ref();
    let top = methodology.map_or(0, |methodology| methodology.impact.len().saturating_sub(1));
    let mut list: Vec<(&Asset, Option<usize>, Vec<usize>)> = register
        .assets
        .iter()
        .map(|asset| {
            let named = naming(scene, |risk| risk.assets.iter().any(|id| id.value == asset.id.value));
            (asset, criticality(methodology, asset), named)
        })
        .collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then(a.2.is_empty().cmp(&b.2.is_empty()).reverse()));
    let uncovered = list.iter().filter(|(_, rank, named)| *rank == Some(top) && named.is_empty()).count();
    let mut sentence = Sentence::default();
    sentence.stress(count(list.len(), "asset", "assets")).say(if list.len() == 1 {
        " is listed"
    } else {
        " are listed"
    });
    match (list.is_empty(), uncovered) {
        (true, _) => sentence.say("."),
        (_, 0) => sentence.say("; every one of the highest criticality is named by an open risk."),
        (_, n) => sentence.say("; ").stress(number(n)).say(format!(
            " of the highest criticality {} named by no open risk.",
            if n == 1 { "is" } else { "are" }
        )),
    };
    let name =
        |rank: Option<usize>| rank.and_then(|rank| Some(methodology?.impact.get(rank)?.name().to_owned()));
    let need = |id: &Option<At<String>>| {
        let point =
            id.as_ref().and_then(|id| methodology?.impact.iter().find(|point| point.id.value == id.value));
        Cell::or(point.map(|point| point.name().to_owned()), "not given")
    };
    let row = |(asset, rank, named): &(&Asset, Option<usize>, Vec<usize>)| Row {
        id: Some(asset.id.value.clone()),
        cells: vec![
            Cell::text(asset.name()),
            Cell::or(name(*rank), "not given"),
            need(&asset.confidentiality),
            need(&asset.integrity),
            need(&asset.availability),
            Cell::or(asset.owner.as_ref().map(|owner| scene.person(owner)), "not given"),
            worst(scene, named, "no risk names it"),
            risks(scene, named, "no risk names it"),
        ],
    };
    let table = Table {
        caption: "Assets by criticality, the greatest of confidentiality, integrity and availability"
            .to_owned(),
        heads: vec![
            "Asset",
            "Criticality",
            "Confidentiality",
            "Integrity",
            "Availability",
            "Owner",
            "Highest level",
            "Open risks",
        ],
        rows: list.iter().map(row).collect(),
    };
    page(
        "Assets",
        sentence,
        "inventory",
        "Inventory",
        table,
        &format!(
            "No assets are listed. Add `[[asset]]` to `{}` to say what is at stake, and whose it is.",
            register.config.paths.assets
        ),
    )
}

fn page(title: &str, sentence: Sentence, id: &str, heading: &str, table: Table, none: &str) -> Listing {
    let is_empty = table.rows.is_empty();
    let section = Section {
        id: id.to_owned(),
        title: heading.to_owned(),
        none: if is_empty { words(none) } else { Vec::new() },
        tables: if is_empty { Vec::new() } else { vec![table] },
        ..Section::default()
    };
    Listing { title: title.to_owned(), sentence: sentence.runs(), sections: vec![section] }
}

/// `threats/index.html`.
#[must_use]
pub fn threats(scene: &Scene<'_>) -> Listing {
    let register = scene.facts.register;
    let mut list: Vec<_> = register
        .threats
        .iter()
        .map(|threat| {
            (threat, naming(scene, |risk| risk.threats.iter().any(|id| id.value == threat.id.value)))
        })
        .collect();
    list.sort_by_key(|(_, named)| named.is_empty());
    let used = list.iter().filter(|(_, named)| !named.is_empty()).count();
    let mut sentence = Sentence::default();
    sentence.stress(number(used)).say(format!(" of {} named by an open risk.", {
        let all = count(list.len(), "threat", "threats");
        format!("{all} {}", if used == 1 { "is" } else { "are" })
    }));
    let rows = list.iter().map(|(threat, named)| Row {
        id: Some(threat.id.value.clone()),
        cells: vec![
            Cell::text(threat.name()),
            Cell::or(threat.origin.as_ref().map(|origin| origin.value.word().replace('-', " ")), "not given"),
            worst(scene, named, "no risk names it"),
            risks(scene, named, "no risk names it"),
        ],
    });
    let table = Table {
        caption: "Threats, those that no open risk names at the end".to_owned(),
        heads: vec!["Threat", "Origin", "Highest level", "Open risks"],
        rows: rows.collect(),
    };
    page(
        "Threats",
        sentence,
        "catalogue",
        "Catalogue",
        table,
        &format!(
            "No threats are listed. Add `[[threat]]` to `{}` to say what may act on the assets.",
            register.config.paths.threats
        ),
    )
}

/// `controls/index.html`.
#[must_use]
pub fn controls(scene: &Scene<'_>) -> Listing {
    let register = scene.facts.register;
    let shown: std::collections::HashSet<&str> =
        scene.order.iter().map(|place| scene.risk(*place).0.id()).collect();
    let figures = metrics::controls::figures(scene.facts, &|risk| shown.contains(risk.id()));
    let mut sentence = Sentence::default();
    if figures.comparable > 0 {
        sentence
            .say("Controls lower the level of ")
            .stress(format!(
                "{} of {}",
                number(figures.lowered),
                count(figures.comparable, "comparable risk", "comparable risks")
            ))
            .say(format!(", by {} in all. ", count(figures.levels_lowered, "level", "levels")));
    } else {
        sentence.say("No open risk is assessed both without and with controls. ");
    }
    sentence
        .stress(format!("{} of {}", number(figures.passed), count(figures.counted_on, "control", "controls")))
        .say(" that open risks count on passed the latest test within its cadence; ")
        .stress(number(figures.counted_on - figures.tested))
        .say(" have none.");
    let mut list: Vec<(&Control, Vec<usize>)> = register
        .controls
        .iter()
        .map(|control| {
            (control, naming(scene, |risk| risk.controls.iter().any(|id| id.value == control.id.value)))
        })
        .collect();
    list.sort_by_key(|(control, named)| (named.is_empty(), weight(scene, control)));
    let table = Table {
        caption: "Controls that open risks count on first, failing and untested ones before the others"
            .to_owned(),
        heads: vec![
            "Control",
            "Annex A",
            "State",
            "Owner",
            "Last test",
            "Tests",
            "Open risks that count on it",
        ],
        rows: list.iter().map(|(control, named)| control_row(scene, control, named)).collect(),
    };
    let mut page = page(
        "Controls",
        sentence,
        "catalogue",
        "Catalogue",
        table,
        &format!(
            "No controls are listed. Add `[[control]]` to `{}` to say what is in force or planned.",
            register.config.paths.controls
        ),
    );
    let note = "Comparable are open risks that are assessed both without (`[inherent]`) and with controls. A test counts until its cadence (`test_every`) is over; a control that is not tested is not passed.";
    page.sections[0].note = words(note);
    page
}

/// Failing first, then untested, then the rest.
fn weight(scene: &Scene<'_>, control: &Control) -> u8 {
    match current_test(control, scene.facts.today) {
        Some(TestResult::Failed) => 0,
        None => 1,
        Some(TestResult::Passed) => 2,
    }
}

fn control_row(scene: &Scene<'_>, control: &Control, named: &[usize]) -> Row {
    let today = scene.facts.today;
    let state = control.state.as_ref().map(|state| state.value);
    let sound = matches!(state, Some(ControlState::Implemented | ControlState::Planned) | None);
    let state = state.map_or_else(
        || Cell::muted("not given"),
        |state| {
            if sound { Cell::text(state.word()) } else { Cell::default().and(state.word(), true) }
        },
    );
    let last = match control.last_test(today) {
        None => Cell::muted("never tested"),
        Some(test) => {
            let on = test.on.as_ref().map_or_else(|| Cell::muted("not given"), |on| Cell::day(on.value));
            let result = test.result.as_ref().map_or("", |result| result.value.word());
            let cell = on.and(result, result == "failed");
            if current_test(control, today).is_none() { cell.and("its cadence is over", true) } else { cell }
        }
    };
    let mut tests: Vec<_> = control
        .tests
        .iter()
        .filter_map(|test| Some((test.on.as_ref()?.value, test.result.as_ref()?.value)))
        .collect();
    tests.sort_by_key(|(on, _)| *on);
    let latest = tests.iter().rev().take(TESTS).rev();
    let marks: String =
        latest.map(|(_, result)| if *result == TestResult::Passed { '✓' } else { '✗' }).collect();
    let passed = tests.iter().rev().take(TESTS).filter(|(_, result)| *result == TestResult::Passed).count();
    let shown = tests.len().min(TESTS);
    let series = if shown == 0 {
        Cell::muted("none")
    } else {
        Cell::text(marks).and(format!("{} of {} passed", number(passed), number(shown)), false)
    };
    let references: Vec<String> = control.annex_a.iter().map(|reference| reference.value.clone()).collect();
    Row {
        id: Some(control.id.value.clone()),
        cells: vec![
            Cell::text(control.name()),
            if references.is_empty() { Cell::muted("none") } else { Cell::text(references.join(", ")) },
            state,
            Cell::or(control.owner.as_ref().map(|owner| scene.person(owner)), "not given"),
            last,
            series,
            risks(scene, named, "none"),
        ],
    }
}
