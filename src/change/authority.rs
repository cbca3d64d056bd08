//! What a change loosens: who may do more than before, and what asks for less.
//! It stands first in every form of `diff`: a loosening is to be approved by
//! those whom the base names, before anything rests on it.

use crate::decision::reaches;
use crate::model::config::Severity;
use crate::model::methodology::{Level, Methodology};
use crate::model::register::Register;
use crate::model::word::Word;
use crate::text::one_line;

/// Something that a change loosens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loosening {
    /// The rule that guards it.
    pub rule: &'static str,
    /// The file.
    pub path: String,
    /// In a sentence without its end.
    pub text: String,
}

const RULE: &str = "self-granted-authority";

/// What leads from a register to a looser one.
pub(super) fn loosened(base: &Register, head: &Register) -> Vec<Loosening> {
    let mut out = Vec::new();
    people(base, head, &mut out);
    if let (Some(before), Some(after)) = (&base.methodology, &head.methodology) {
        methodology(before, after, head, &mut out);
    }
    config(base, head, &mut out);
    out
}

fn people(base: &Register, head: &Register, out: &mut Vec<Loosening>) {
    for person in &head.people {
        let path = head.sources.path(person.id.span.file).to_owned();
        let mut add = |text: String| out.push(Loosening { rule: RULE, path: path.clone(), text });
        let name = one_line(person.name());
        let before = base.person(&person.id);
        let had = |role: &str| before.is_some_and(|before| before.holds(role));
        for role in person.roles.iter().filter(|role| !had(role)) {
            let role =
                head.methodology.as_ref().and_then(|m| m.role(role)).map_or(role.as_str(), |r| r.name());
            add(format!("{name} gains the role {}", one_line(role)));
        }
        let Some(before) = before else { continue };
        let new = |now: &[crate::source::At<String>], then: &[crate::source::At<String>]| {
            now.iter().filter(|text| then.iter().all(|known| known.value != text.value)).count()
        };
        if new(&person.keys, &before.keys) > 0 {
            add(format!("{name} gets another signing key"));
        }
        if new(&person.emails, &before.emails) > 0 {
            add(format!("{name} gets another address by which commits are recognised"));
        }
        if person.is_active() && !before.is_active() {
            add(format!("{name} is active again"));
        }
    }
}

fn methodology(before: &Methodology, after: &Methodology, head: &Register, out: &mut Vec<Loosening>) {
    let path = head.sources.path(after.file).to_owned();
    let mut add = |text: String| out.push(Loosening { rule: RULE, path: path.clone(), text });
    for level in &after.levels {
        let Some(then) = before.level(&level.id) else { continue };
        levels(before, after, (then, level), &mut add);
    }
    for role in &after.roles {
        let then = before.role(&role.id).and_then(|then| then.above.as_ref()).map(|above| &above.value);
        let now = role.above.as_ref().map(|above| &above.value);
        if now.is_some() && now != then {
            let below = now.map_or("", |id| id);
            add(format!("{} may do whatever {} may", one_line(role.name()), one_line(below)));
        }
    }
    match (&before.waivers_by, &after.waivers_by) {
        (Some(then), Some(now)) if then.value != now.value && !reaches(before, &now.value, &then.value) => {
            add(format!("waivers are granted by {} and no longer by {}", one_line(now), one_line(then)));
        }
        (Some(then), None) => add(format!("waivers are no longer reserved to {}", one_line(then))),
        _ => {}
    }
    let (then, now) = (crate::score::Scale::new(before), crate::score::Scale::new(after));
    for (l, likelihood) in after.likelihood.iter().enumerate() {
        for (i, impact) in after.impact.iter().enumerate() {
            let old = before.likelihood_rank(&likelihood.id).zip(before.impact_rank(&impact.id));
            let Some((old_l, old_i)) = old else { continue };
            let (Some(was), Some(is)) = (then.cell(old_l, old_i), now.cell(l, i)) else { continue };
            let same = after.level_rank(&before.levels[was].id);
            if same.is_some_and(|was| was > is) {
                add(format!(
                    "likelihood {}, impact {} is {} and no longer {}",
                    one_line(likelihood.name()),
                    one_line(impact.name()),
                    one_line(after.levels[is].name()),
                    one_line(before.levels[was].name())
                ));
            }
        }
    }
}

fn levels(
    before: &Methodology,
    after: &Methodology,
    (then, now): (&Level, &Level),
    add: &mut dyn FnMut(String),
) {
    let name = one_line(now.name());
    let is_acceptable = |level: &Level| level.acceptable.as_ref().is_some_and(|acceptable| acceptable.value);
    if is_acceptable(now) && !is_acceptable(then) {
        add(format!("{name} is below the line"));
    }
    let role = |id: &str| {
        let role = after.role(id).or_else(|| before.role(id));
        one_line(role.map_or(id, |role| role.name()))
    };
    for (what, then, now) in
        [("accepted", &then.accept_by, &now.accept_by), ("approved", &then.approve_by, &now.approve_by)]
    {
        match (then, now) {
            (Some(then), None) => add(format!("{name} is no longer {what} by {} only", role(then))),
            // A role that is or stands above the old one asks for no less.
            (Some(then), Some(now))
                if then.value != now.value && !reaches(before, &now.value, &then.value) =>
            {
                add(format!("{name} is {what} by {} and no longer by {}", role(now), role(then)));
            }
            _ => {}
        }
    }
    for (what, then, now) in [
        ("acceptances of", &then.accept_for, &now.accept_for),
        ("the time to treat", &then.treat_within, &now.treat_within),
        ("the review of", &then.review_every, &now.review_every),
    ] {
        match (then, now) {
            (Some(then), None) => add(format!("{what} {name} had a limit of {} and has none", then.value)),
            (Some(then), Some(now)) if then.value.is_shorter_than(now.value) => {
                add(format!("{what} {name}: {} instead of {}", now.value, then.value));
            }
            _ => {}
        }
    }
}

fn config(base: &Register, head: &Register, out: &mut Vec<Loosening>) {
    let path = head.sources.path(head.config.file).to_owned();
    let mut add = |text: String| out.push(Loosening { rule: RULE, path: path.clone(), text });
    let (then, now) = (crate::filter::severities(&base.config), crate::filter::severities(&head.config));
    for rule in crate::rules::Rules::of(&head.config).iter() {
        let of = |severities: &std::collections::HashMap<&str, Severity>| {
            severities.get(rule.name).copied().unwrap_or(rule.severity)
        };
        if of(&now) < of(&then) {
            add(format!("`{}` is {} and no longer {}", rule.name, of(&now).word(), of(&then).word()));
        }
    }
    for then in &base.config.rules {
        let name = one_line(&then.name);
        match head.config.rules.iter().find(|now| now.name.value == then.name.value) {
            None => add(format!("`{name}` is gone, a rule of the register's own")),
            Some(now) if now.condition.value != then.condition.value => {
                add(format!("`{name}` has another expression, a rule of the register's own"));
            }
            Some(_) => {}
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
            add(format!("{what} are read from {} and no longer from {}", one_line(now), one_line(then)));
        }
    }
}
