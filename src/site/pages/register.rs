//! The register's builder: the eleven columns, in groups of one level.

use super::inventory::words;
use super::opening::{first_risk, nothing};
use crate::model::risk::Publish;
use crate::schedule::DayState;
use crate::site::new_risk;
use crate::site::scene::{Scene, register_page};
use crate::site::text::{count, number};
use crate::site::view::register::{Group, RegisterPage, Row};
use crate::site::view::{Run, Sentence};

/// Where a group of risks stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Level(usize),
    Unjudged,
    Unassessed,
    Unread,
    Closed,
}

/// The pages of the register, in order.
#[must_use]
pub fn pages(scene: &Scene<'_>) -> Vec<RegisterPage> {
    let total = scene.order.len();
    let sizes = sizes(scene);
    let chunks = scene.register_pages.chunks(&scene.order);
    let line = first_below(&sizes);
    let (new_risk, sentence, caption) = (new_risk::link(scene), sentence(scene), caption(scene));
    let mut pages = Vec::with_capacity(chunks.len());
    let mut before = None;
    for (number_of, chunk) in chunks.iter().enumerate() {
        let mut groups: Vec<Group> = Vec::new();
        for place in *chunk {
            let kind = kind(scene, *place);
            if groups.is_empty() || before != Some(kind) {
                let continued = before == Some(kind);
                groups.push(group(scene, kind, &sizes, !continued && line == Some(kind), continued));
            }
            before = Some(kind);
            if let Some(group) = groups.last_mut() {
                group.rows.push(row(scene, *place));
            }
        }
        pages.push(RegisterPage {
            sentence: sentence.clone(),
            new_risk: new_risk.clone(),
            caption: caption.clone(),
            empty: if total == 0 { words(&first_risk(scene)) } else { Vec::new() },
            groups,
            pager: scene.register_pages.pager(number_of, "Risks", page_name),
            range: scene.register_pages.range(number_of, "Risks"),
        });
    }
    pages
}

fn page_name(number: usize) -> String {
    register_page(number).trim_start_matches("register/").to_owned()
}

fn kind(scene: &Scene<'_>, place: usize) -> Kind {
    let (risk, facts) = scene.risk(place);
    match facts.level() {
        _ if !risk.is_open() => Kind::Closed,
        _ if risk.unread => Kind::Unread,
        Some(rank) => Kind::Level(rank),
        None if facts.stages.current.is_some() => Kind::Unjudged,
        None => Kind::Unassessed,
    }
}

/// Groups with their sizes, in register order.
fn sizes(scene: &Scene<'_>) -> Vec<(Kind, usize, bool)> {
    let mut sizes: Vec<(Kind, usize, bool)> = Vec::new();
    for place in &scene.order {
        let kind = kind(scene, *place);
        match sizes.last_mut() {
            Some((last, n, _)) if *last == kind => *n += 1,
            _ => {
                let above = matches!(kind, Kind::Level(rank) if scene.palette.badges[rank].above);
                sizes.push((kind, 1, above));
            }
        }
    }
    sizes
}

/// The first group under the acceptance line, where some are above it.
fn first_below(sizes: &[(Kind, usize, bool)]) -> Option<Kind> {
    let above = sizes.iter().any(|(_, _, above)| *above);
    let below = sizes.iter().find(|(kind, _, above)| !above && matches!(kind, Kind::Level(_)));
    below.filter(|_| above).map(|(kind, _, _)| *kind)
}

fn group(scene: &Scene<'_>, kind: Kind, sizes: &[(Kind, usize, bool)], line: bool, continued: bool) -> Group {
    let n = sizes.iter().find(|(known, _, _)| *known == kind).map_or(0, |(_, n, _)| *n);
    let (id, name, remark) = match kind {
        Kind::Level(rank) => {
            let badge = &scene.palette.badges[rank];
            (badge.class.clone(), badge.name.clone(), if badge.above { "above the line · " } else { "· " })
        }
        Kind::Unjudged => (
            "unjudged".to_owned(),
            "Unjudged".to_owned(),
            "the methodology has no level for the assessment · ",
        ),
        Kind::Unassessed => {
            ("unassessed".to_owned(), "Unassessed".to_owned(), "no likelihood and impact yet · ")
        }
        Kind::Unread => ("unread".to_owned(), "Not read".to_owned(), "the file could not be read in full · "),
        Kind::Closed => ("closed".to_owned(), "Closed".to_owned(), "· "),
    };
    let level = match kind {
        Kind::Level(rank) => scene.palette.badge(Some(rank)),
        _ => None,
    };
    let note = format!("{remark}{}{}", number(n), if continued { ", continued" } else { "" });
    Group { id, line, level, name, note, rows: Vec::new() }
}

fn row(scene: &Scene<'_>, place: usize) -> Row {
    let (risk, facts) = scene.risk(place);
    let register = scene.facts.register;
    let full = scene.shown[place] == Publish::Full;
    let treatment = risk.treatment.as_ref().filter(|_| full);
    let current = facts.stages.current.filter(|_| full);
    let names = super::risk::rating_names(scene, current, &risk.current);
    let controls: Vec<&str> = risk.controls.iter().map(|id| register.control_name(id)).collect();
    Row {
        id: risk.id().to_owned(),
        href: format!("../{}", scene.risk_page(place)),
        title: risk.title().to_owned(),
        owner: risk.owner.as_ref().map(|owner| scene.person(owner)),
        likelihood: names.0.filter(|_| full),
        impact: names.1.filter(|_| full),
        level: scene.palette.badge(facts.level()),
        doubtful: scene.is_doubtful(place),
        no_level: match facts.stages.current {
            _ if risk.unread => "not known",
            Some(_) => "no level",
            None => "unassessed",
        },
        controls: (full && !controls.is_empty()).then(|| controls.join("; ")),
        treatment: treatment.and_then(|treatment| treatment.plan.as_ref()).map(|plan| plan.value.clone()),
        action_owner: treatment
            .and_then(|treatment| treatment.owner.as_ref())
            .map(|owner| scene.person(owner)),
        due: scene.due(facts),
        also_late: scene.also_late(risk, facts),
        status: scene.status(risk).to_owned(),
        absent: if full { "not given" } else { "not published" },
    }
}

fn sentence(scene: &Scene<'_>) -> Vec<Run> {
    let mut words = Sentence::default();
    let open: Vec<usize> = scene.open().collect();
    let above = open.iter().filter(|place| scene.risk(**place).1.is_above()).count();
    let unknown = open.iter().any(|place| scene.risk(*place).1.level().is_none());
    let late = open.iter().filter(|place| scene.risk(**place).1.plan.state == DayState::Late).count();
    if scene.order.is_empty() {
        words.stress(nothing(scene));
        return words.runs();
    }
    words.say(crate::site::text::capital(&count(open.len(), "open risk", "open risks")));
    if !open.is_empty() {
        words.say(", ").stress(match above {
            0 if unknown => "none known to be above the line".to_owned(),
            0 => "none above the line".to_owned(),
            above => format!("{} above the line", number(above)),
        });
        match late {
            0 => words.say("; no treatment is overdue"),
            1 => words.say("; ").stress("1 treatment").say(" is overdue"),
            late => words.say("; ").stress(format!("{} treatments", number(late))).say(" are overdue"),
        };
    }
    words.say(".");
    words.runs()
}

fn caption(scene: &Scene<'_>) -> String {
    let closed = scene.closed();
    let closed = match closed {
        0 => String::new(),
        n => format!(" ({} closed)", number(n)),
    };
    format!(
        "{}{closed}. Worst level first, then overdue, then by due date.",
        count(scene.order.len(), "risk", "risks")
    )
}
