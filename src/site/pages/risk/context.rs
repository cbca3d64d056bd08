//! What a risk has to do with: controls, assets, threats, other risks,
//! references, the organisation's own fields.

use super::ROOT;
use crate::facts::doubt;
use crate::indicator::Standing;
use crate::model::config::CustomType;
use crate::model::day::in_words;
use crate::model::incident::Incident;
use crate::model::indicator::Indicator;
use crate::model::risk::{CustomValue, Publication, Risk};
use crate::model::word::Word;
use crate::number::decimal;
use crate::site::chart::indicator::says;
use crate::site::markdown;
use crate::site::pages::inventory::words;
use crate::site::pages::{assets, controls as controls_page, threats};
use crate::site::scene::Scene;
use crate::site::view::risk::{ControlRow, Custom, NameList, Reference, RiskPage};
use crate::site::view::{Fact, Link};
use crate::source::At;

/// What stands for an empty list that is meant.
const NONE: &str = "none";

/// Fills in what the risk has to do with.
pub(super) fn fill(scene: &Scene<'_>, risk: &Risk, file: &str, page: &mut RiskPage) {
    page.lists = lists(scene, risk);
    page.references =
        risk.references.iter().map(|reference| self::reference(scene, reference, file)).collect();
    page.custom = risk.custom.iter().map(|(key, value)| custom(scene, key, &value.value, file)).collect();
    page.source = source(risk);
}

/// The indicators that watch a risk, and the incidents in which it came true.
fn watched(scene: &Scene<'_>, risk: &Risk) -> [NameList; 2] {
    let register = scene.facts.register;
    let is_it = |id: &At<String>| register.referred(id).is_some_and(|known| known.id() == risk.id());
    let indicators =
        register.indicators.iter().zip(&scene.facts.indicators).filter(|(indicator, _)| {
            indicator.risks.iter().any(is_it) && scene.shown.may_tell(indicator.name())
        });
    let indicator = |(indicator, standing): (&Indicator, &Standing<'_>)| {
        let value = standing.latest.map_or_else(
            || "unmeasured".to_owned(),
            |latest| {
                let day = in_words(latest.date);
                format!("{} on {day}, {}", latest.value, says(indicator, latest.value))
            },
        );
        Link {
            text: format!("{}: {value}", indicator.name()),
            href: Some(format!("{ROOT}{}", scene.indicator_page(&indicator.id))),
        }
    };
    let incidents =
        register.incidents_of(risk.id()).filter(|incident| scene.shown.may_tell(incident.title()));
    let incident = |incident: &Incident| Link {
        text: format!("{} {}", incident.id.value, incident.title()),
        href: Some(format!("{ROOT}{}", scene.incident_page(&incident.id))),
    };
    [
        NameList {
            label: "Indicators",
            names: indicators.map(indicator).collect(),
            absent: NONE,
            ids: false,
        },
        NameList { label: "Incidents", names: incidents.map(incident).collect(), absent: NONE, ids: false },
    ]
}

/// The controls that a risk counts on, then those that its treatment plans, each
/// with whether it is planned.
pub(super) fn controls(risk: &Risk) -> Vec<(&str, bool)> {
    let counted = risk.controls.iter().map(|id| (id, false));
    let mut planned: Vec<(&At<String>, bool)> = Vec::new();
    for id in risk.planned_controls() {
        let known = risk
            .controls
            .iter()
            .chain(planned.iter().map(|(id, _)| *id))
            .any(|other| other.value == id.value);
        if !known {
            planned.push((id, true));
        }
    }
    counted.chain(planned).map(|(id, planned)| (id.as_str(), planned)).collect()
}

/// A control of a risk, as it is the same on the pages of others.
#[must_use]
pub fn control(scene: &Scene<'_>, id: &str, planned: bool) -> ControlRow {
    let name = controls_page::link(scene, id, ROOT);
    let Some(control) = scene.facts.register.control(id) else {
        return ControlRow {
            name,
            state: "not known".to_owned(),
            planned,
            doubt: Vec::new(),
            marks: Vec::new(),
            tested: String::new(),
            annex_a: Vec::new(),
        };
    };
    ControlRow {
        name,
        state: control
            .state
            .as_ref()
            .map_or_else(|| "not given".to_owned(), |state| state.value.word().to_owned()),
        planned,
        doubt: doubt(control, scene.facts.today)
            .filter(|_| !planned)
            .map_or_else(Vec::new, |doubt| words(&doubt.words())),
        marks: controls_page::marks(scene, control),
        tested: controls_page::tested(scene, control),
        annex_a: controls_page::annex(scene, control, ROOT),
    }
}

fn lists(scene: &Scene<'_>, risk: &Risk) -> Vec<NameList> {
    let plain = |text: &str| Link { text: text.to_owned(), href: None };
    let absent = |label: &str| match risk.without.iter().any(|key| key.eq_ignore_ascii_case(label)) {
        true => NONE,
        false => "not given",
    };
    let list =
        |label: &'static str, names: Vec<Link>| NameList { label, names, absent: absent(label), ids: false };
    let texts = |values: &[At<String>]| values.iter().map(|value| plain(value)).collect::<Vec<_>>();
    let ids = |label: &'static str, ids: &[At<String>]| {
        // Some may be hidden: that there is none to be named is no lack.
        let absent = if ids.is_empty() { absent(label) } else { NONE };
        NameList { ids: true, absent, ..list(label, risks(scene, ids)) }
    };
    let mut lists = vec![
        list("Assets", risk.assets.iter().map(|id| assets::link(scene, id, ROOT)).collect()),
        list("Threats", risk.threats.iter().map(|id| threats::link(scene, id, ROOT)).collect()),
        list("Vulnerabilities", texts(&risk.vulnerabilities)),
        list("Tags", texts(&risk.tags)),
        ids("Related", &related(scene, risk)),
    ];
    lists.extend(watched(scene, risk).into_iter().filter(|list| !list.names.is_empty()));
    let superseded = scene.superseding(risk.id());
    for (label, values) in [("Supersedes", risk.supersedes.as_slice()), ("Superseded by", superseded)] {
        if !values.is_empty() {
            lists.push(ids(label, values));
        }
    }
    if !risk.formerly.is_empty() {
        lists.push(NameList { ids: true, ..list("Formerly", texts(&risk.formerly)) });
    }
    if let Some(publish) = &risk.publish {
        lists.push(list("Published", vec![plain(&published(publish))]));
    }
    lists
}

/// Related risks, from both ends.
fn related(scene: &Scene<'_>, risk: &Risk) -> Vec<At<String>> {
    let place = |id: &At<String>| scene.facts.register.place_of(id);
    let mut related: Vec<At<String>> = risk.related.clone();
    for id in scene.related_to(risk.id()) {
        if !related.iter().any(|known| known.value == id.value || place(known) == place(id)) {
            related.push(id.clone());
        }
    }
    related
}

fn risks(scene: &Scene<'_>, ids: &[At<String>]) -> Vec<Link> {
    ids.iter().filter(|id| scene.may_name(id)).map(|id| scene.risk_link(id, ROOT)).collect()
}

fn published(publish: &Publication) -> String {
    match publish {
        Publication::Plain(publish) => publish.value.word().to_owned(),
        Publication::ByAudience(entries, _) => entries
            .iter()
            .map(|(audience, publish)| format!("{} for {}", publish.value.word(), audience.value))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

fn reference(scene: &Scene<'_>, reference: &crate::model::risk::Reference, file: &str) -> Reference {
    let url = reference.url.as_ref();
    let text =
        reference.title.as_ref().or(url).map_or_else(|| "not given".to_owned(), |text| text.value.clone());
    let href = url.and_then(|url| markdown::target(url, &|link| scene.resolve(file, link, ROOT)));
    // What leads nowhere is still told.
    let text = match (&href, url, &reference.title) {
        (None, Some(url), Some(_)) => format!("{text} ({})", url.value),
        _ => text,
    };
    Reference {
        link: Link { text, href },
        sha256: reference.sha256.as_ref().map(|digest| digest.value.clone()),
    }
}

fn custom(scene: &Scene<'_>, key: &str, value: &CustomValue, file: &str) -> Custom {
    let field = scene.facts.register.config.custom.iter().find(|field| field.key.value == key);
    let name = field.map_or_else(|| key.to_owned(), |field| field.name().to_owned());
    let kind = field.and_then(|field| field.kind.as_ref()).map(|kind| kind.value);
    let text = match value {
        CustomValue::Text(text) => text.clone(),
        CustomValue::Date(day) => day.to_string(),
        CustomValue::Number(number) => decimal(*number),
    };
    let html = (kind == Some(CustomType::Markdown)).then(|| scene.markdown(&text, file, super::ROOT, 4));
    let href = if kind == Some(CustomType::Url) {
        markdown::target(&text, &|link| scene.resolve(file, link, ROOT))
    } else {
        None
    };
    Custom { name, text: html.is_none().then_some(text), html, href }
}

fn source(risk: &Risk) -> Vec<Fact> {
    let Some(source) = &risk.source else { return Vec::new() };
    let mut parts = Vec::new();
    parts.extend(source.file.as_ref().map(|file| file.value.clone()));
    parts.extend(source.row.as_ref().map(|row| format!("row {}", row.value)));
    parts.extend(source.key.as_ref().map(|key| format!("key {}", key.value)));
    vec![Fact::words("Imported from", parts.join(", "))]
}
