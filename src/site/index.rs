//! Data for the site's script: the rows of the register with what they are
//! filtered by, and the words of the whole site. Each is a script that sets one
//! global, since a page of a folder may load nothing else; both are loaded when
//! they are first used.
//!
//! What `publish` keeps back is in neither.

use std::collections::HashMap;
use std::io::{self, Write};

use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

use super::assets::Asset;
use super::pages::risk::rating_names;
use super::scene::Scene;
use crate::model::methodology::Point;
use crate::model::risk::{Publish, Risk};
use crate::model::word::Word;
use crate::report::escape;
use crate::schedule::DayState;
use crate::source::At;

/// The two scripts: of the register, and of the words.
#[must_use]
pub fn scripts(scene: &Scene<'_>) -> [Asset; 2] {
    let both = rayon::join(
        || script("register", "plimsollRegister", &register(scene)),
        || script("words", "plimsollWords", &words(scene)),
    );
    both.into()
}

/// A text that is parsed is read in half the time of a script of the same length.
/// It is written as it comes: the words of a large register are some megabytes,
/// and each copy would be as many.
fn script(name: &str, variable: &str, data: &impl Serialize) -> Asset {
    let mut text = format!("var {variable}=JSON.parse('").into_bytes();
    let start = text.len();
    if serde_json::to_writer(escape::JsonWriter(InScript(&mut text)), data).is_err() {
        text.truncate(start);
        text.extend_from_slice(b"null");
    }
    text.extend_from_slice(b"');\n");
    Asset::hashed(name, "js", text)
}

/// A JSON document as a text of a script, in which nothing ends the one or the
/// other.
struct InScript<'a>(&'a mut Vec<u8>);

impl Write for InScript<'_> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let mut from = 0;
        for (at, byte) in piece.iter().enumerate() {
            let escaped: &[u8] = match byte {
                b'<' => b"\\\\u003c",
                b'\\' => b"\\\\",
                b'\'' => b"\\'",
                _ => continue,
            };
            self.0.extend_from_slice(&piece[from..at]);
            self.0.extend_from_slice(escaped);
            from = at + 1;
        }
        self.0.extend_from_slice(&piece[from..]);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Ids with their names, in the order in which they were met.
#[derive(Default)]
struct Names {
    places: HashMap<String, usize>,
    list: Vec<(String, String)>,
}

impl Names {
    fn place(&mut self, id: &str, name: impl FnOnce() -> String) -> usize {
        if let Some(place) = self.places.get(id) {
            return *place;
        }
        self.list.push((id.to_owned(), name()));
        self.places.insert(id.to_owned(), self.list.len() - 1);
        self.list.len() - 1
    }
}

/// The id of a point of a scale by its name; what is combined has none and
/// stands by its name.
#[must_use]
pub fn point_id<'n>(scale: &'n [Point], name: &'n str) -> &'n str {
    scale.iter().find(|point| point.name() == name).map_or(name, |point| point.id.as_str())
}

fn register(scene: &Scene<'_>) -> Value {
    let facts = scene.facts;
    let methodology = facts.register.methodology.as_ref();
    let mut people = Names::default();
    let (mut likelihoods, mut impacts) = (Names::default(), Names::default());
    let (mut controls, mut assets, mut units) = (Names::default(), Names::default(), Names::default());
    let (mut statuses, mut tags, mut categories) = (Names::default(), Names::default(), Names::default());
    let mut rows = Vec::with_capacity(scene.order.len());
    for place in &scene.order {
        let (risk, judged) = scene.risk(*place);
        let full = scene.shown[*place] == Publish::Full;
        let mut person = |id: Option<&At<String>>| id.map(|id| people.place(id, || scene.person(id)));
        let treatment = risk.treatment.as_ref().filter(|_| full);
        let (likelihood, impact) = rating_names(scene, judged.stages.current.filter(|_| full), &risk.current);
        let due = judged.plan.deadline.map(|day| scene.due_on(day, judged.plan.state));
        let all = |ids: &[At<String>], names: &mut Names, name: &dyn Fn(&str) -> String| {
            let ids = ids.iter().filter(|_| full);
            ids.map(|id| names.place(id, || name(id))).collect::<Vec<_>>()
        };
        let scale = |likely: bool| {
            methodology.map_or(&[][..], |known| if likely { &known.likelihood } else { &known.impact })
        };
        let flags = usize::from(scene.is_doubtful(*place))
            | usize::from(!full) << 1
            | usize::from(!risk.is_open()) << 2
            | usize::from(judged.stages.current.is_some()) << 3
            | usize::from(judged.plan.state == DayState::Late) << 4;
        rows.push(json!([
            risk.id(),
            risk.title(),
            scene.risk_page(*place),
            person(risk.owner.as_ref()),
            likelihood
                .filter(|_| full)
                .map(|name| likelihoods.place(point_id(scale(true), &name), || name.clone())),
            impact.filter(|_| full).map(|name| impacts.place(point_id(scale(false), &name), || name.clone())),
            judged.level(),
            all(&risk.controls, &mut controls, &|id| facts.register.control_name(id).to_owned()),
            treatment.and_then(|plan| plan.plan.as_ref()).map(|plan| plan.as_str()),
            person(treatment.and_then(|plan| plan.owner.as_ref())),
            due.as_ref().map(|due| due.date.as_str()),
            due.as_ref().and_then(|due| due.words.as_deref()),
            statuses.place(risk.status().word(), || risk.status().name().to_owned()),
            all(&risk.tags, &mut tags, &str::to_owned),
            all(&risk.assets, &mut assets, &|id| {
                facts.register.asset(id).map_or(id, |asset| asset.name()).to_owned()
            }),
            risk.category.as_ref().filter(|_| full).map(|id| categories.place(id, || id.value.clone())),
            risk.unit.as_ref().filter(|_| full).map(|id| {
                let unit = methodology.and_then(|methodology| methodology.unit(id));
                units.place(id, || unit.map_or(id.as_str(), |unit| unit.name()).to_owned())
            }),
            flags,
        ]));
    }
    let levels: Vec<(&str, &str, &str, bool)> = methodology
        .map_or(&[][..], |methodology| &methodology.levels)
        .iter()
        .zip(&scene.palette.badges)
        .map(|(level, badge)| (level.id.as_str(), badge.name.as_str(), badge.class.as_str(), badge.above))
        .collect();
    json!({
        "today": facts.today.to_string(),
        "level": levels,
        "owner": people.list,
        "status": statuses.list,
        "likelihood": likelihoods.list,
        "impact": impacts.list,
        "control": controls.list,
        "asset": assets.list,
        "tag": tags.list,
        "category": categories.list,
        "unit": units.list,
        "rows": rows,
    })
}

/// What is found: kind, title, page, further words.
type Thing = (&'static str, String, String, String);

/// What the search looks through.
#[derive(Serialize)]
struct Words<'a> {
    risks: Vec<(&'a str, &'a str, String)>,
    texts: Vec<String>,
    things: Vec<Thing>,
}

fn words<'a>(scene: &Scene<'a>) -> Words<'a> {
    let texts: Vec<String> = scene
        .order
        .par_iter()
        .map(|place| {
            if scene.shown[*place] == Publish::Full {
                text(scene, scene.risk(*place).0)
            } else {
                String::new()
            }
        })
        .collect();
    let risks = scene
        .order
        .iter()
        .map(|place| (scene.risk(*place).0.id(), scene.risk(*place).0.title(), scene.risk_page(*place)))
        .collect();
    Words { risks, texts, things: things(scene) }
}

/// All that the file of a risk says in words, on one line.
fn text(scene: &Scene<'_>, risk: &Risk) -> String {
    let register = scene.facts.register;
    let mut parts: Vec<&str> = Vec::new();
    let one = |text: &'_ Option<At<String>>| text.as_ref().map(|text| text.value.clone());
    let owned = [
        one(&risk.description),
        one(&risk.rationale),
        one(&risk.category),
        risk.owner.as_ref().map(|owner| scene.person(owner)),
        risk.treatment.as_ref().and_then(|plan| one(&plan.plan)),
        risk.treatment.as_ref().and_then(|plan| plan.owner.as_ref()).map(|owner| scene.person(owner)),
        risk.acceptance.as_ref().and_then(|given| one(&given.rationale)),
        risk.acceptance.as_ref().and_then(|given| one(&given.conditions)),
        risk.review.as_ref().and_then(|review| one(&review.note)),
    ];
    parts.extend(owned.iter().flatten().map(String::as_str));
    parts.extend(risk.tags.iter().chain(&risk.vulnerabilities).map(|word| word.as_str()));
    parts.extend(risk.actions().iter().map(|action| action.title()));
    parts.extend(risk.controls.iter().map(|id| register.control_name(id)));
    parts.extend(risk.assets.iter().map(|id| register.asset(id).map_or(id.as_str(), |asset| asset.name())));
    parts.extend(
        risk.threats.iter().map(|id| register.threat(id).map_or(id.as_str(), |threat| threat.name())),
    );
    let mut line = String::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
    for word in parts.iter().flat_map(|part| part.split_whitespace()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

fn things(scene: &Scene<'_>) -> Vec<Thing> {
    let register = scene.facts.register;
    let mut things: Vec<Thing> = super::pages::shell::NAV
        .iter()
        .map(|item| ("page", item.name.to_owned(), item.href.to_owned(), String::new()))
        .collect();
    things.extend(register.people.iter().zip(&scene.people_folders).map(|(person, folder)| {
        let page = format!("people/{folder}/index.html");
        ("person", person.name().to_owned(), page, person.id.value.clone())
    }));
    let mut add = |kind: &'static str, name: &str, id: &str, page: String| {
        if scene.shown.may_tell(name) && scene.shown.may_tell(id) {
            things.push((kind, name.to_owned(), page, id.to_owned()));
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
        add("control", control.name(), &control.id, scene.catalogues.controls.href(*place));
    }
    for indicator in register.indicators.iter().filter(|known| scene.shown.may_tell_of_indicator(known)) {
        add("indicator", indicator.name(), &indicator.id, "indicators/index.html".to_owned());
    }
    for incident in register.incidents.iter().filter(|known| scene.shown.may_tell_of_incident(known)) {
        add("incident", incident.title(), &incident.id, "incidents/index.html".to_owned());
    }
    things
}
