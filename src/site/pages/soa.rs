//! The statement of applicability: every control of Annex A, as a page and as
//! a table for spreadsheets.

use super::inventory::{risks, words};
use crate::applicability::{self, Statement};
use crate::model::annex_a::THEMES;
use crate::model::control::ControlState;
use crate::model::risk::Publish;
use crate::model::word::Word;
use crate::report::csv;
use crate::site::scene::Scene;
use crate::site::text::{count, number};
use crate::site::view::Sentence;
use crate::site::view::listing::{Cell, Listing, Row, Section, Table};

/// `soa/index.html`.
#[must_use]
pub fn page(scene: &Scene<'_>) -> Listing {
    let statement = applicability::statement(scene.facts);
    let of = |applies: Option<bool>| statement.iter().filter(|one| one.applies() == applies).count();
    let mut sentence = Sentence::default();
    sentence
        .stress(format!("{} of {}", number(of(Some(true))), count(statement.len(), "control", "controls")))
        .say(format!(" of Annex A apply, {} are excluded, ", number(of(Some(false)))))
        .stress(number(of(None)))
        .say(if of(None) == 1 { " is not stated." } else { " are not stated." });
    let mut sections = Vec::new();
    if !applicability::states_something(scene.facts) {
        let none = format!(
            "Nothing is stated yet. Write `annex_a = [\"A.5.17\"]` and `reasons` on the controls in `{}`, and `[[excluded]]` with a justification for what does not apply.",
            scene.facts.register.config.paths.controls
        );
        sections.push(Section {
            id: "none".to_owned(),
            title: "Not stated".to_owned(),
            none: words(&none),
            ..Section::default()
        });
    }
    for (theme, name) in THEMES {
        let rows = statement
            .iter()
            .filter(|one| one.control.reference.starts_with(theme))
            .map(|one| row(scene, one));
        sections.push(Section {
            id: name.to_lowercase(),
            title: format!("{}: {name}", theme.trim_end_matches('.')),
            tables: vec![Table {
                caption: format!("{name}: what applies, why, and where it stands"),
                heads: vec!["Control", "Applies", "Why", "State", "Own controls", "Risks that call for it"],
                rows: rows.collect(),
            }],
            ..Section::default()
        });
    }
    let note = "By the reference numbers of ISO/IEC 27001:2022; the titles are short words of our own. As a table: `soa/soa.csv`.";
    sections[0].note = words(note);
    Listing { title: "Statement of applicability".to_owned(), sentence: sentence.runs(), sections }
}

fn shown(scene: &Scene<'_>, one: &Statement<'_>) -> Vec<usize> {
    one.risks.iter().copied().filter(|place| scene.shown[*place] == Publish::Full).collect()
}

fn applies(one: &Statement<'_>) -> &'static str {
    match one.applies() {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not stated",
    }
}

/// The reasons and their justifications, in words.
fn why(one: &Statement<'_>) -> Option<String> {
    if one.applies() == Some(false) {
        return one.excluded?.justification.as_ref().map(|text| text.value.clone());
    }
    let reasons: Vec<&str> = one.reasons.iter().map(|reason| reason.word()).collect();
    let said = one
        .applied
        .iter()
        .filter_map(|control| control.justification.as_ref())
        .map(|text| text.value.as_str());
    let parts: Vec<String> = Some(reasons.join(", "))
        .filter(|text| !text.is_empty())
        .into_iter()
        .chain(said.map(str::to_owned))
        .collect();
    (!parts.is_empty()).then(|| parts.join(": "))
}

fn row(scene: &Scene<'_>, one: &Statement<'_>) -> Row {
    let why = why(one).filter(|why| scene.shown.may_tell(why));
    let own = one.applied.iter().map(|control| {
        (control.name().to_owned(), Some(format!("../controls/index.html#{}", control.id.value)))
    });
    let state = match one.state {
        Some(state @ ControlState::Degraded) => Cell::default().and(state.word(), true),
        Some(state) => Cell::text(state.word()),
        None => Cell::muted("none"),
    };
    Row {
        id: Some(one.control.reference.replace('.', "-")),
        cells: vec![
            Cell::text(one.control.reference).and(one.control.title, false),
            if one.applies().is_some() { Cell::text(applies(one)) } else { Cell::muted(applies(one)) },
            Cell::or(why, "not given"),
            state,
            Cell::links(own, "none"),
            risks(scene, &shown(scene, one), "none"),
        ],
    }
}

/// `soa/soa.csv`.
#[must_use]
pub fn table(scene: &Scene<'_>) -> String {
    let mut text = csv::row(&["Reference", "Control", "Applies", "Why", "State", "Own controls", "Risks"]);
    for one in applicability::statement(scene.facts) {
        let own: Vec<&str> = one.applied.iter().map(|control| control.name()).collect();
        let risks: Vec<&str> = shown(scene, &one).into_iter().map(|place| scene.risk(place).0.id()).collect();
        text.push_str(&csv::row(&[
            one.control.reference,
            one.control.title,
            applies(&one),
            &why(&one).filter(|why| scene.shown.may_tell(why)).unwrap_or_default(),
            one.state.map_or("", |state| state.word()),
            &own.join(", "),
            &risks.join(", "),
        ]));
    }
    text
}
