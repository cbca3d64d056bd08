//! The builder of the assets: by criticality, critical ones that no risk names
//! first.

use super::inventory::{ROOT, by_level, kept_back, unnamed, words};
use crate::model::asset::Asset;
use crate::model::word::Word;
use crate::site::catalogue::criticality;
use crate::site::paging::page_name;
use crate::site::scene::Scene;
use crate::site::text::{capital, count, number};
use crate::site::view::assets::{AssetGroup, AssetRow, AssetsPage};
use crate::site::view::{Link, Run, Sentence};
use crate::source::At;

/// As many names as a sentence holds.
const NAMED: usize = 3;

/// The pages of the assets, in order.
#[must_use]
pub fn pages(scene: &Scene<'_>) -> Vec<AssetsPage> {
    let catalogue = &scene.catalogues.assets;
    let chunks = catalogue.chunks();
    let total = catalogue.order.len();
    let page = |(at, chunk): (usize, &&[usize])| {
        AssetsPage {
        sentence: sentence(scene),
        kept_back: kept_back(scene),
        empty: (total == 0).then(|| {
            words(
                "No assets yet. Add `assets.toml` with an `[[asset]]` that has `id`, `name` and `owner`, and \
                 `confidentiality`, `integrity` and `availability` as points of the impact scale; then name it \
                 in the `assets` of the risks that threaten it.",
            )
        }),
        caption: format!(
            "{}, by criticality: the most that the loss of confidentiality, integrity or availability could do",
            capital(&count(total, "asset", "assets"))
        ),
        groups: groups(scene, chunk),
        pager: catalogue.pages.pager(at, "Assets", page_name),
        range: catalogue.pages.range(at, "Assets"),
    }
    };
    chunks.iter().enumerate().map(page).collect()
}

fn sentence(scene: &Scene<'_>) -> Vec<Run> {
    let mut words = Sentence::default();
    let assets = &scene.facts.register.assets;
    if assets.is_empty() {
        words.say("The register names no assets.");
        return words.runs();
    }
    words.stress(count(assets.len(), "asset", "assets"));
    words.say(if assets.len() == 1 { " is in the inventory" } else { " are in the inventory" });
    let points = scene.facts.register.methodology.as_ref().map_or(&[][..], |method| &method.impact);
    let top = points.len().checked_sub(1);
    let rank = |place: &usize| criticality(scene.facts, &assets[*place]);
    let is_top = |place: &usize| rank(place).is_some() && rank(place) == top;
    let critical: Vec<usize> = scene.catalogues.assets.order.iter().copied().filter(is_top).collect();
    let Some(name) = points.last().map(|point| point.name()).filter(|_| !critical.is_empty()) else {
        let known = (0..assets.len()).filter(|place| rank(place).is_some()).count();
        words.say(none_critical(assets.len(), known));
        return words.runs();
    };
    words.say(", ").stress(number(critical.len())).say(" of the highest criticality, ").name(name);
    words.say(". ");
    named_by(scene, &critical, &mut words);
    words.runs()
}

/// What is said where none of so many is of the highest criticality, which is
/// known of some.
fn none_critical(all: usize, known: usize) -> String {
    match (all, known) {
        (1, 0) => ", and its criticality is not given.".to_owned(),
        (_, 0) => ", and the criticality of none of them is given.".to_owned(),
        (1, _) => ", and it is not of the highest criticality.".to_owned(),
        (all, known) if all == known => ", none of them of the highest criticality.".to_owned(),
        (_, 1) => ", and the only one whose criticality is given is not of the highest.".to_owned(),
        (_, known) => {
            format!(", none of the {} whose criticality is given of the highest.", number(known))
        }
    }
}

/// Whether risks name the critical ones.
fn named_by(scene: &Scene<'_>, critical: &[usize], words: &mut Sentence) {
    let risks = &scene.catalogues.assets.risks;
    let forgotten: Vec<usize> = critical.iter().copied().filter(|place| risks[*place].is_empty()).collect();
    let risk = unnamed(scene, "open risk", "published risk");
    let a = if risk == "open risk" { "an" } else { "a" };
    if forgotten.is_empty() {
        let each = if critical.len() == 1 { "It" } else { "Each of these" };
        words.say(format!("{each} is named by {a} {risk}."));
        return;
    }
    if critical.len() == 1 {
        words.say(format!("It is named by no {risk}"));
    } else {
        let is = if forgotten.len() == 1 { "is" } else { "are" };
        words.stress(number(forgotten.len())).say(format!(" of these {is} named by no {risk}"));
    }
    if forgotten.len() <= NAMED {
        for (at, place) in forgotten.iter().enumerate() {
            let name = scene.facts.register.assets[*place].name();
            words.say(if at == 0 { ": " } else { ", " }).name(name);
        }
    }
    words.say(".");
}

fn groups(scene: &Scene<'_>, chunk: &[usize]) -> Vec<AssetGroup> {
    let assets = &scene.facts.register.assets;
    let rank = |place: usize| criticality(scene.facts, &assets[place]);
    let mut groups: Vec<(Option<usize>, AssetGroup)> = Vec::new();
    for place in chunk {
        let rank_of = rank(*place);
        if groups.last().is_none_or(|(last, _)| *last != rank_of) {
            let all = (0..assets.len()).filter(|other| rank(*other) == rank_of).count();
            let name = match (rank_of, &scene.facts.register.methodology) {
                (Some(rank), Some(methodology)) => methodology.impact[rank].name().to_owned(),
                _ => "Criticality not given".to_owned(),
            };
            let note = format!("· {}", number(all));
            groups.push((rank_of, AssetGroup { name, note, rows: Vec::new() }));
        }
        if let Some((_, group)) = groups.last_mut() {
            group.rows.push(row(scene, *place));
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn row(scene: &Scene<'_>, place: usize) -> AssetRow {
    let register = scene.facts.register;
    let asset: &Asset = &register.assets[place];
    let methodology = register.methodology.as_ref();
    let need = |id: &Option<At<String>>| {
        let id = id.as_ref()?;
        let point = methodology.and_then(|m| Some(m.impact[m.impact_rank(id)?].name()));
        Some(point.unwrap_or(id.as_str()).to_owned())
    };
    let risks = by_level(scene, &scene.catalogues.assets.risks[place], "asset", &asset.id);
    let top = methodology.and_then(|methodology| methodology.impact.len().checked_sub(1));
    let rank = criticality(scene.facts, asset);
    AssetRow {
        anchor: scene.catalogues.assets.anchor(place).to_owned(),
        name: asset.name().to_owned(),
        id: asset.id.value.clone(),
        kind: asset.kind.as_ref().map(|kind| kind.value.word()),
        owner: asset.owner.as_ref().map(|owner| scene.person_link(owner, ROOT)),
        unit: asset.unit.as_ref().map(|unit| {
            methodology
                .and_then(|methodology| methodology.unit(unit))
                .map_or(unit.as_str(), |unit| unit.name())
                .to_owned()
        }),
        needs: [need(&asset.confidentiality), need(&asset.integrity), need(&asset.availability)],
        highest: risks.first().and_then(|group| group.level.clone()),
        is_forgotten: rank.is_some() && rank == top && risks.is_empty(),
        risks,
        unnamed: unnamed(scene, "no risk names it", "no published risk names it"),
    }
}

/// The asset of an id as a link from a page that is `root` away from the site's
/// root.
#[must_use]
pub fn link(scene: &Scene<'_>, id: &str, root: &str) -> Link {
    let place = scene.facts.register.asset_place(id);
    Link {
        text: scene.facts.register.asset(id).map_or(id, |asset| asset.name()).to_owned(),
        href: place.map(|place| format!("{root}{}", scene.catalogues.assets.href(place))),
    }
}

#[cfg(test)]
mod tests {
    use super::none_critical;

    #[test]
    fn a_criticality_that_is_not_given_is_none_that_is_low() {
        assert_eq!(none_critical(1, 0), ", and its criticality is not given.");
        assert_eq!(none_critical(1, 1), ", and it is not of the highest criticality.");
        assert_eq!(none_critical(3, 0), ", and the criticality of none of them is given.");
        assert_eq!(none_critical(3, 2), ", none of the 2 whose criticality is given of the highest.");
        assert_eq!(none_critical(3, 3), ", none of them of the highest criticality.");
    }
}
