//! What the rules about authority share: who did something, who may.

use crate::decision::{self, Kind};
use crate::facts::Facts;
use crate::finding::Finding;
use crate::model::methodology::{Level, Methodology};
use crate::model::person::Person;
use crate::model::risk::Risk;
use crate::rules::Rule;
use crate::source::At;

/// The person that an entry names, as far as it can be said what that person
/// may. Somebody who is not known, and roles that could not be read, are
/// another finding's matter.
pub(super) fn judged_person<'a>(facts: &Facts<'a>, by: Option<&At<String>>) -> Option<&'a Person> {
    let person = facts.register.person(by?)?;
    let methodology = facts.register.methodology.as_ref()?;
    decision::is_authority_known(methodology, person).then_some(person)
}

/// A finding about somebody who did what is reserved to a role. Without
/// history people and roles are today's, and the finding says so.
pub(super) fn refused(
    rule: &Rule<'static>,
    facts: &Facts<'_>,
    by: &At<String>,
    (person, role): (&Person, &At<String>),
    risk: Option<&Risk>,
    (is_known, what): (bool, &str),
) -> Finding {
    let known = if is_known { "" } else { "as far as known, " };
    let message = format!("{known}{} may not {what}", person.name());
    let finding = rule.at(by.span, message).label(roles(facts.register.methodology.as_ref(), person));
    let who = decision::who_may(facts.register, role, risk);
    finding.help(format!("{who} may")).related(role.span, "reserved to this role")
}

/// " (commit 4f2c1aa of 2025-02-01)": the commit that brought a decision.
pub(super) fn brought(facts: &Facts<'_>, risk: &Risk, kind: Kind) -> String {
    let past = facts.past_of(risk);
    let given = match kind {
        Kind::Approval => past.and_then(|past| past.approved.as_ref()),
        Kind::Acceptance => past.and_then(|past| past.accepted.as_ref()),
    };
    given.map_or(String::new(), |given| format!(" (commit {} of {})", given.when.short(), given.when.day))
}

/// "holds Head of department", in the names of the methodology.
fn roles(methodology: Option<&Methodology>, person: &Person) -> String {
    let name = |role: &At<String>| {
        let known = methodology.and_then(|methodology| methodology.role(role));
        known.map_or_else(|| format!("`{}`", role.value), |role| role.name().to_owned())
    };
    match person.roles.iter().map(name).collect::<Vec<_>>() {
        none if none.is_empty() => "holds no role".to_owned(),
        names => format!("holds {}", names.join(", ")),
    }
}

/// "; Top management (Ana Ruiz) may accept it", or nothing where the level
/// names nobody.
pub(super) fn who(facts: &Facts<'_>, risk: &Risk, level: &Level, kind: Kind) -> String {
    let what = match kind {
        Kind::Approval => "approve it",
        Kind::Acceptance => "accept it",
    };
    decision::reserved(level, kind).map_or_else(String::new, |role| {
        format!("; {} may {what}", decision::who_may(facts.register, role, Some(risk)))
    })
}

/// What a person can do about a decision on something that has changed.
pub(super) fn decide_anew(facts: &Facts<'_>, risk: &Risk, level: &Level, kind: Kind) -> String {
    let (what, command) = match kind {
        Kind::Approval => ("have the plan approved anew", "approve"),
        Kind::Acceptance => ("have the risk accepted anew", "accept"),
    };
    let id = risk.id();
    format!(
        "undo what changed, or {what} as it is now: plimsoll {command} {id}{}",
        who(facts, risk, level, kind)
    )
}
