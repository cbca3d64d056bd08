//! The builder of the threats: by the highest level that they lead to, unused
//! ones last.

use super::inventory::{by_level, kept_back, unnamed, words};
use crate::model::word::Word;
use crate::site::paging::page_name;
use crate::site::scene::Scene;
use crate::site::text::{capital, count, number};
use crate::site::view::threats::{ThreatRow, ThreatsPage};
use crate::site::view::{Link, Run, Sentence};

/// The pages of the threats, in order.
#[must_use]
pub fn pages(scene: &Scene<'_>) -> Vec<ThreatsPage> {
    let catalogue = &scene.catalogues.threats;
    let chunks = catalogue.chunks();
    let total = catalogue.order.len();
    let page = |(at, chunk): (usize, &&[usize])| ThreatsPage {
        sentence: sentence(scene),
        kept_back: kept_back(scene),
        empty: (total == 0).then(|| {
            words(
                "No threats yet. Add `threats.toml` with a `[[threat]]` that has `id`, `name` and `origin` \
                 (external, internal, human-error or natural), and name it in the `threats` of the risks in \
                 which it acts.",
            )
        }),
        caption: format!(
            "{}, by the highest level of the open risks in which they act",
            capital(&count(total, "threat", "threats"))
        ),
        rows: chunk.iter().map(|place| row(scene, *place)).collect(),
        pager: catalogue.pages.pager(at, "Threats", page_name),
        range: catalogue.pages.range(at, "Threats"),
    };
    chunks.iter().enumerate().map(page).collect()
}

fn sentence(scene: &Scene<'_>) -> Vec<Run> {
    let mut words = Sentence::default();
    let catalogue = &scene.catalogues.threats;
    let total = catalogue.order.len();
    if total == 0 {
        words.say("The register names no threats.");
        return words.runs();
    }
    let is_above = |places: &[usize]| places.iter().any(|place| scene.risk(*place).1.is_above());
    let used = catalogue.risks.iter().filter(|risks| !risks.is_empty()).count();
    let above = catalogue.risks.iter().filter(|risks| is_above(risks)).count();
    words.stress(number(used)).say(format!(" of {} ", count(total, "known threat", "known threats")));
    words.say(if used == 1 { "acts in an open risk" } else { "act in open risks" });
    match above {
        0 => words.say(", none in one above the line."),
        above => words.say(", ").stress(number(above)).say(" in one above the line."),
    };
    words.runs()
}

fn row(scene: &Scene<'_>, place: usize) -> ThreatRow {
    let threat = &scene.facts.register.threats[place];
    let risks = by_level(scene, &scene.catalogues.threats.risks[place], "threat", &threat.id);
    ThreatRow {
        anchor: scene.catalogues.threats.anchor(place).to_owned(),
        name: threat.name().to_owned(),
        id: threat.id.value.clone(),
        origin: threat.origin.as_ref().map(|origin| origin.value.word().replace('-', " ")),
        highest: risks.first().and_then(|group| group.level.clone()),
        risks,
        unnamed: unnamed(scene, "no risk names it", "no published risk names it"),
    }
}

/// The threat of an id with its origin, as a link from a page that is `root`
/// away from the site's root.
#[must_use]
pub fn link(scene: &Scene<'_>, id: &str, root: &str) -> Link {
    let register = scene.facts.register;
    let text = match register.threat(id) {
        Some(threat) => match &threat.origin {
            Some(origin) => format!("{} ({})", threat.name(), origin.value.word().replace('-', " ")),
            None => threat.name().to_owned(),
        },
        None => id.to_owned(),
    };
    let place = register.threat_place(id);
    Link { text, href: place.map(|place| format!("{root}{}", scene.catalogues.threats.href(place))) }
}
