//! What the search looks through: names of all that has a page, and the words of
//! the risks' texts.

use std::borrow::Cow;

use rayon::prelude::*;
use serde::Serialize;

use super::concordance::Concordance;
use crate::model::risk::{CustomValue, Publish, Risk};
use crate::site::pages::shell::NAV;
use crate::site::pages::soa;
use crate::site::scene::Scene;
use crate::site::view::page::NavItem;

/// What is found: kind, title, page, further words.
type Thing = (&'static str, String, String, String);

/// What the search looks through.
#[derive(Serialize)]
pub(super) struct Words<'a> {
    /// Id, title and, where it is another than the id, the folder.
    risks: Vec<(&'a str, &'a str, Option<&'a str>)>,
    /// Each word of the risks' texts once.
    words: String,
    /// For each word which of the risks above have it.
    places: String,
    things: Vec<Thing>,
}

pub(super) fn words<'a>(scene: &'a Scene<'_>) -> Words<'a> {
    let risks = scene.order.iter().map(|place| {
        let (risk, _) = scene.risk(*place);
        (risk.id(), risk.title(), scene.odd_folder(*place))
    });
    let (words, places) = concordance(scene).written();
    Words { risks: risks.collect(), words, places, things: things(scene) }
}

fn concordance(scene: &Scene<'_>) -> Concordance {
    let add = |mut all: Concordance, (at, place): (usize, &usize)| {
        if scene.shown[*place] == Publish::Full {
            for text in texts(scene, scene.risk(*place).0) {
                all.add(at, &text);
            }
        }
        all
    };
    // Only neighbours are joined, the former first.
    let parts = scene.order.par_iter().enumerate().fold(Concordance::default, add);
    parts.reduce(Concordance::default, Concordance::followed_by)
}

/// All that the file of a risk says in words.
fn texts<'a>(scene: &'a Scene<'_>, risk: &'a Risk) -> impl Iterator<Item = Cow<'a, str>> {
    let register = scene.facts.register;
    let (plan, given) = (risk.treatment.as_ref(), risk.acceptance.as_ref());
    let told = [
        &risk.description,
        &risk.rationale,
        &risk.category,
        plan.map_or(&None, |plan| &plan.plan),
        given.map_or(&None, |given| &given.rationale),
        given.map_or(&None, |given| &given.conditions),
        risk.review.as_ref().map_or(&None, |review| &review.note),
    ];
    let moved = plan.into_iter().flat_map(|plan| &plan.postponed).filter_map(|moved| moved.reason.as_ref());
    let closed = risk.closed.as_ref().and_then(|closed| closed.reason.as_ref());
    let told = told.into_iter().flatten().chain(moved).chain(closed).map(|text| text.as_str());
    let words = risk.tags.iter().chain(&risk.vulnerabilities).chain(&risk.formerly).map(|word| word.as_str());
    let titles =
        risk.references.iter().filter_map(|reference| reference.title.as_ref()).map(|text| text.as_str());
    let own = risk.custom.iter().filter_map(|(_, value)| match &value.value {
        CustomValue::Text(text) => Some(text.as_str()),
        CustomValue::Date(_) | CustomValue::Number(_) => None,
    });
    let words = words.chain(titles).chain(own);
    let actions = risk.actions().iter().map(|action| action.title());
    let controls = risk.controls.iter().map(|id| register.control_name(id));
    let assets = risk.assets.iter().map(|id| register.asset(id).map_or(id.as_str(), |asset| asset.name()));
    let threats =
        risk.threats.iter().map(|id| register.threat(id).map_or(id.as_str(), |threat| threat.name()));
    let people = [risk.owner.as_ref(), plan.and_then(|plan| plan.owner.as_ref())].into_iter().flatten();
    let borrowed = told.chain(words).chain(actions).chain(controls).chain(assets).chain(threats);
    borrowed.map(Cow::Borrowed).chain(people.map(|person| Cow::Owned(scene.person(person))))
}

fn things(scene: &Scene<'_>) -> Vec<Thing> {
    let register = scene.facts.register;
    let told = |item: &NavItem| if item.key == "methodology" { methodology(scene) } else { String::new() };
    let pages = NAV.iter().map(|item| ("page", item.name.to_owned(), item.href.to_owned(), told(item)));
    let mut things: Vec<Thing> = pages.collect();
    things.extend(register.people.iter().zip(&scene.people_folders).map(|(person, folder)| {
        let page = format!("people/{folder}/index.html");
        ("person", person.name().to_owned(), page, person.id.value.clone())
    }));
    let mut add = |kind: &'static str, name: &str, words: &str, page: String| {
        if scene.shown.may_tell(name) && scene.shown.may_tell(words) {
            things.push((kind, name.to_owned(), page, words.to_owned()));
        }
    };
    for place in &scene.catalogues.assets.order {
        let asset = &register.assets[*place];
        add("asset", asset.name(), &asset.id, scene.catalogues.assets.href(*place));
    }
    for place in &scene.catalogues.threats.order {
        let threat = &register.threats[*place];
        add("threat", threat.name(), &threat.id, scene.catalogues.threats.href(*place));
    }
    for place in &scene.catalogues.controls.order {
        let control = &register.controls[*place];
        let words = [&control.id].into_iter().chain(&control.annex_a).map(|id| id.as_str());
        let words = words.chain(control.justification.as_ref().map(|text| text.as_str()));
        add("control", control.name(), &joined(words), scene.catalogues.controls.href(*place));
    }
    let statement = soa::statement(scene);
    for (place, entry) in statement.entries.iter().enumerate().filter(|_| statement.is_begun()) {
        let name = format!("{} {}", entry.annex.reference, entry.annex.title);
        let why = entry.excluded.iter().filter_map(|excluded| excluded.justification.as_ref());
        add("Annex A", &name, &joined(why.map(|text| text.as_str())), soa::href(scene, place));
    }
    for indicator in register.indicators.iter().filter(|known| scene.shown.may_tell_of_indicator(known)) {
        let words = [&indicator.id].into_iter().chain(&indicator.question).map(|text| text.as_str());
        add("indicator", indicator.name(), &joined(words), scene.indicator_page(&indicator.id).to_owned());
    }
    for incident in register.incidents.iter().filter(|known| scene.shown.may_tell_of_incident(known)) {
        add("incident", incident.title(), &incident.id, scene.incident_page(&incident.id).to_owned());
    }
    things
}

/// Scope, units, scales and roles, which have a page together.
fn methodology(scene: &Scene<'_>) -> String {
    let Some(methodology) = &scene.facts.register.methodology else { return String::new() };
    let scope = &methodology.scope;
    let points = methodology.likelihood.iter().chain(&methodology.impact);
    let points =
        points.flat_map(|point| [Some(point.name()), point.meaning.as_ref().map(|text| text.as_str())]);
    let names = methodology.levels.iter().map(|level| level.name());
    let names = names.chain(scope.units.iter().map(|unit| unit.name()));
    let texts =
        scope.statement.iter().chain(&scope.included).chain(&scope.excluded).map(|text| text.as_str());
    let words = joined(texts.chain(points.flatten()).chain(names));
    if scene.shown.may_tell(&words) { words } else { String::new() }
}

fn joined<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    texts.collect::<Vec<_>>().join(" ")
}
