//! Who may do more than before, and what asks for less.
//!
//! It stands first in every form of `diff`: a loosening is to be approved by
//! those whom the base names, before anything rests on it.

use super::court::counterpart;
use super::{Grant, Loosening, Right};
use crate::decision::reaches;
use crate::filter::Weights;
use crate::model::methodology::{Level, Methodology};
use crate::model::person::Person;
use crate::model::register::Register;
use crate::model::word::Word;
use crate::score::Scale;
use crate::source::{At, FileId, Span};
use crate::text::one_line;

/// The loosenings of a register, as they are found.
struct List<'h> {
    head: &'h Register,
    out: Vec<Loosening>,
}

impl List<'_> {
    fn add(&mut self, span: Span, grant: Grant, text: String) {
        let path = self.head.sources.path(span.file).to_owned();
        self.out.push(Loosening { rule: super::grounds::RULE, path, span, grant, text, rests: Vec::new() });
    }
}

/// What leads from a register to a looser one.
pub(super) fn loosened(base: &Register, head: &Register, has_more_names: bool) -> Vec<Loosening> {
    let mut list = List { head, out: Vec::new() };
    people(base, head, &mut list);
    if has_more_names {
        let file = head.people.first().map_or(head.config.file, |person| person.id.span.file);
        let text = ".mailmap gives commits to other people".to_owned();
        list.add(Span::start_of(file), Grant::Mailmap, text);
        if let Some(last) = list.out.last_mut() {
            last.path = ".mailmap".to_owned();
        }
    }
    match (&base.methodology, &head.methodology) {
        (Some(before), Some(after)) => methodology(before, after, &mut list),
        (None, Some(after)) => mended(after.file, &mut list),
        _ => {}
    }
    config(base, head, &mut list);
    list.out
}

/// Whether commits are known by more addresses than before.
#[must_use]
pub fn recognises_more(base: &Register, head: &Register) -> bool {
    let mut list = List { head, out: Vec::new() };
    people(base, head, &mut list);
    list.out.iter().any(|loosening| matches!(loosening.grant, Grant::Address { .. }))
}

fn mended(file: FileId, list: &mut List<'_>) {
    let text = "the methodology can be read, which it could not before".to_owned();
    list.add(Span::start_of(file), Grant::Mended, text);
}

fn people(base: &Register, head: &Register, list: &mut List<'_>) {
    for person in &head.people {
        let id = || person.id.value.clone();
        let name = one_line(person.name());
        let before = base.person(&person.id);
        // Whoever had a role that stands above has no more by this one.
        let had = |role: &str| {
            let mut held = before.iter().flat_map(|before| &before.roles);
            held.any(|held| match &base.methodology {
                Some(methodology) => reaches(methodology, held, role),
                None => held.value == role,
            })
        };
        for role in person.roles.iter().filter(|role| !had(role)) {
            let known = head.methodology.as_ref().and_then(|m| m.role(role));
            let role_name = one_line(known.map_or(role, |role| role.name()));
            let text = if base.holes().people {
                format!("{name} has the role {role_name}, which could not be read before")
            } else {
                format!("{name} gains the role {role_name}")
            };
            list.add(role.span, Grant::Role { person: id(), role: role.value.clone() }, text);
        }
        let Some(before) = before else { continue };
        for key in new(&person.keys, &before.keys) {
            let text = format!("{name} gets another signing key");
            list.add(key.span, Grant::Key { person: id(), key: key.value.clone() }, text);
        }
        if let Some(email) = new(&person.emails, &before.emails).next() {
            let text = format!("{name} gets another address by which commits are recognised");
            list.add(email.span, Grant::Address { person: id() }, text);
        }
        if person.is_active() && !before.is_active() {
            list.add(active(person), Grant::Active { person: id() }, format!("{name} is active again"));
        }
    }
}

fn active(person: &Person) -> Span {
    person.active.as_ref().map_or(person.id.span, |active| active.span)
}

fn new<'n>(now: &'n [At<String>], then: &'n [At<String>]) -> impl Iterator<Item = &'n At<String>> {
    now.iter().filter(|text| then.iter().all(|known| known.value != text.value))
}

fn methodology(before: &Methodology, after: &Methodology, list: &mut List<'_>) {
    let was_torn = ["level", "role", "waivers"].iter().any(|part| before.is_faulty(part));
    if was_torn && ["level", "role", "waivers"].iter().all(|part| !after.is_faulty(part)) {
        mended(after.file, list);
    }
    for level in &after.levels {
        match before.level(&level.id) {
            Some(then) => self::level(before, after, (then, level), list),
            None => new_level(before, after, level, list),
        }
    }
    for role in &after.roles {
        let then = before.role(&role.id).and_then(|then| then.above.as_ref()).map(|above| &above.value);
        let Some(now) = role.above.as_ref().filter(|now| Some(&now.value) != then) else { continue };
        let text = format!("{} may do whatever {} may", one_line(role.name()), one_line(now));
        list.add(now.span, Grant::Above { role: role.id.value.clone() }, text);
    }
    match (&before.waivers_by, &after.waivers_by) {
        (Some(then), Some(now)) if then.value != now.value && !reaches(before, &now.value, &then.value) => {
            let text =
                format!("waivers are granted by {} and no longer by {}", one_line(now), one_line(then));
            list.add(now.span, Grant::Waivers, text);
        }
        (Some(then), None) => {
            let text = format!("waivers are no longer reserved to {}", one_line(then));
            list.add(Span::start_of(after.file), Grant::Waivers, text);
        }
        // Until now it was whoever may accept the level.
        (None, Some(now)) if accepters(before).any(|then| !reaches(before, now, then)) => {
            let text = format!("waivers are granted by {}", one_line(now));
            list.add(now.span, Grant::Waivers, text);
        }
        _ => {}
    }
    cells(before, after, list);
}

/// The roles that accept levels.
fn accepters(methodology: &Methodology) -> impl Iterator<Item = &str> {
    methodology.levels.iter().filter_map(|level| level.accept_by.as_ref()).map(|role| role.as_str())
}

/// Cells of the matrix that give a lower level.
fn cells(before: &Methodology, after: &Methodology, list: &mut List<'_>) {
    let span = after.matrix.span.unwrap_or(Span::start_of(after.file));
    let (then, now) = (Scale::new(before), Scale::new(after));
    for (l, likelihood) in after.likelihood.iter().enumerate() {
        for (i, impact) in after.impact.iter().enumerate() {
            let old = before.likelihood_rank(&likelihood.id).zip(before.impact_rank(&impact.id));
            let Some((old_l, old_i)) = old else { continue };
            let (Some(was), Some(is)) = (then.cell(old_l, old_i), now.cell(l, i)) else { continue };
            let same = after.level_rank(&before.levels[was].id);
            if same.is_some_and(|was| was > is) {
                let text = format!(
                    "likelihood {}, impact {} is {} and no longer {}",
                    one_line(likelihood.name()),
                    one_line(impact.name()),
                    one_line(after.levels[is].name()),
                    one_line(before.levels[was].name())
                );
                list.add(span, Grant::Other, text);
            }
        }
    }
}

fn is_acceptable(level: &Level) -> bool {
    level.acceptable.as_ref().is_some_and(|acceptable| acceptable.value)
}

/// Where a key of a level stands, else the level.
fn place<T>(written: &Option<At<T>>, level: &Level) -> Span {
    written.as_ref().map_or(level.id.span, |written| written.span)
}

/// A level that was not there asks for no less than the one that stands nearest
/// above it.
fn new_level(before: &Methodology, after: &Methodology, level: &Level, list: &mut List<'_>) {
    let Some(then) = counterpart(before, after, &level.id) else { return };
    let name = one_line(level.name());
    let grant = |right| Grant::Level { level: level.id.value.clone(), right };
    if is_acceptable(level) && !is_acceptable(then) && after.level_rank(&level.id) > Some(0) {
        let text = format!("{name} is new, and below the line");
        list.add(place(&level.acceptable, level), grant(Right::Line), text);
    }
    let asks_less = |then: &Option<At<String>>, now: &Option<At<String>>| match (then, now) {
        (Some(_), None) => true,
        (Some(then), Some(now)) => then.value != now.value && !reaches(before, now, then),
        _ => false,
    };
    for (right, what, then, now) in [
        (Right::Accept, "accepted", &then.accept_by, &level.accept_by),
        (Right::Approve, "approved", &then.approve_by, &level.approve_by),
    ] {
        if asks_less(then, now) && !is_acceptable(level) {
            let by = now.as_ref().map_or("anybody".to_owned(), |now| one_line(now));
            list.add(place(now, level), grant(right), format!("{name} is new, and {what} by {by}"));
        }
    }
}

fn level(before: &Methodology, after: &Methodology, (then, now): (&Level, &Level), list: &mut List<'_>) {
    let name = one_line(now.name());
    let grant = |right| Grant::Level { level: now.id.value.clone(), right };
    if is_acceptable(now) && !is_acceptable(then) {
        list.add(place(&now.acceptable, now), grant(Right::Line), format!("{name} is below the line"));
    }
    let role = |id: &str| {
        let role = after.role(id).or_else(|| before.role(id));
        one_line(role.map_or(id, |role| role.name()))
    };
    for (right, what, then, by) in [
        (Right::Accept, "accepted", &then.accept_by, &now.accept_by),
        (Right::Approve, "approved", &then.approve_by, &now.approve_by),
    ] {
        let text = match (then, by) {
            (Some(then), None) => format!("{name} is no longer {what} by {} only", role(then)),
            // A role that is or stands above the old one asks for no less.
            (Some(then), Some(by)) if then.value != by.value && !reaches(before, &by.value, &then.value) => {
                format!("{name} is {what} by {} and no longer by {}", role(by), role(then))
            }
            _ => continue,
        };
        list.add(place(by, now), grant(right), text);
    }
    for (kind, what, then, period) in [
        (grant(Right::AcceptFor), "acceptances of", &then.accept_for, &now.accept_for),
        (Grant::Other, "the time to treat", &then.treat_within, &now.treat_within),
        (Grant::Other, "the review of", &then.review_every, &now.review_every),
    ] {
        let text = match (then, period) {
            (Some(then), None) => format!("{what} {name} had a limit of {} and has none", then.value),
            (Some(then), Some(period)) if then.value.is_shorter_than(period.value) => {
                format!("{what} {name}: {} instead of {}", period.value, then.value)
            }
            _ => continue,
        };
        list.add(place(period, now), kind, text);
    }
}

fn config(base: &Register, head: &Register, list: &mut List<'_>) {
    let start = Span::start_of(head.config.file);
    let (then, now) = (Weights::of(&base.config), Weights::of(&head.config));
    for rule in crate::rules::RULES.iter() {
        let (then, now) = (then.weigh(rule), now.weigh(rule));
        if now < then {
            let written = |name: &str| head.config.severities.iter().find(|(known, _)| known.value == name);
            let entry = written(rule.name).or_else(|| written(rule.family.word()));
            let span = entry.map_or(start, |(name, _)| name.span);
            let text = format!("`{}` is {} and no longer {}", rule.name, now.word(), then.word());
            list.add(span, Grant::Severity { rule: rule.name }, text);
        }
    }
    let (then, now) = (&base.config.paths, &head.config.paths);
    for (what, then, now) in [
        ("risks", &then.risks, &now.risks),
        ("the methodology", &then.methodology, &now.methodology),
        ("people", &then.people, &now.people),
        ("waivers", &then.waivers, &now.waivers),
    ] {
        if then != now {
            let text =
                format!("{what} are read from {} and no longer from {}", one_line(now), one_line(then));
            list.add(start, Grant::Other, text);
        }
    }
}
