//! What the builders of inventories and other listings share.

use crate::forge::encoded;
use crate::model::risk::Publish;
use crate::site::catalogue::NAMED;
use crate::site::scene::Scene;
use crate::site::text::{count, number};
use crate::site::view::catalogue::RiskGroup;
use crate::site::view::listing::Cell;
use crate::site::view::{Link, Run, Sentence};

/// The way from an inventory to the site's root.
pub const ROOT: &str = "../";

/// Open risks by level; they come in register order, worst level first. Of many
/// the first are named, and the register shows all whose `facet` is `id`.
#[must_use]
pub fn by_level(scene: &Scene<'_>, places: &[usize], facet: &str, id: &str) -> Vec<RiskGroup> {
    let mut groups: Vec<(Option<usize>, RiskGroup)> = Vec::new();
    for place in places {
        let facts = scene.risk(*place).1;
        let level = facts.level();
        let no_level = if facts.stages.current.is_some() { "no level" } else { "unassessed" };
        if groups.last().is_none_or(|(last, group)| *last != level || group.no_level != no_level) {
            let group = RiskGroup {
                level: scene.palette.badge(level),
                no_level,
                n: 0,
                count: String::new(),
                more: None,
                risks: Vec::new(),
            };
            groups.push((level, group));
        }
        if let Some((_, group)) = groups.last_mut() {
            group.n += 1;
            group.count = number(group.n);
            if group.n <= NAMED {
                group.risks.push(link(scene, *place));
            } else {
                let text = format!("and {} more", number(group.n - NAMED));
                let named = group.more.take().and_then(|link| link.href);
                let href = named.or_else(|| {
                    let all = scene.filtered(level, &format!("{facet}={}&open=1", encoded(id)))?;
                    Some(format!("{ROOT}{all}"))
                });
                group.more = Some(Link { text, href });
            }
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// A risk by its id.
#[must_use]
pub fn link(scene: &Scene<'_>, place: usize) -> Link {
    Link {
        text: scene.risk(place).0.id().to_owned(),
        href: Some(format!("{ROOT}{}", scene.risk_page(place))),
    }
}

/// Risks by their ids; of many the first, and how many more.
#[must_use]
pub fn links(scene: &Scene<'_>, places: &[usize]) -> Vec<Link> {
    let mut links: Vec<Link> = places.iter().take(NAMED).map(|place| link(scene, *place)).collect();
    let more = places.len() - links.len();
    if more > 0 {
        links.push(Link { text: format!("{} more", number(more)), href: None });
    }
    links
}

/// What an inventory does not name: an outline does not say what it is about.
#[must_use]
pub fn kept_back(scene: &Scene<'_>) -> Option<String> {
    let outlines = scene.open().filter(|place| scene.shown[*place] == Publish::Outline).count();
    (outlines > 0).then(|| {
        format!(
            "{} published in outline only: {} named nowhere on this page.",
            count(outlines, "open risk is", "open risks are"),
            if outlines == 1 { "it is" } else { "they are" },
        )
    })
}

/// What is said of a thing that no risk names: of what is kept back nothing is
/// known.
#[must_use]
pub fn unnamed(scene: &Scene<'_>, words: &'static str, published: &'static str) -> &'static str {
    let register = scene.facts.register;
    let kept =
        scene.shown.iter().zip(&register.risks).any(|(shown, risk)| shown != Publish::Full && risk.is_open());
    if kept { published } else { words }
}

/// A text of the register in which a risk that is kept back may be named.
#[must_use]
pub fn told(scene: &Scene<'_>, text: &str) -> String {
    if scene.shown.may_tell(text) { text.to_owned() } else { "not published".to_owned() }
}

/// Words with keys and commands in backticks.
pub(super) fn words(text: &str) -> Vec<Run> {
    let mut words = Sentence::default();
    words.prose(text);
    words.runs()
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
