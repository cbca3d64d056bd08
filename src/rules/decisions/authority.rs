//! What the rules about authority share: who did something, who may.

use crate::decision;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::model::methodology::Methodology;
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
    rule: &Rule,
    facts: &Facts<'_>,
    by: &At<String>,
    (person, role): (&Person, &At<String>),
    risk: Option<&Risk>,
    what: &str,
) -> Finding {
    let message = format!("as far as known, {} may not {what}", person.name());
    let finding = rule.at(by.span, message).label(roles(facts.register.methodology.as_ref(), person));
    let who = decision::who_may(facts.register, role, risk);
    finding.help(format!("{who} may")).related(role.span, "reserved to this role")
}

/// "holds Head of department", in the names of the methodology.
pub(super) fn roles(methodology: Option<&Methodology>, person: &Person) -> String {
    let name = |role: &At<String>| {
        let known = methodology.and_then(|methodology| methodology.role(role));
        known.map_or_else(|| format!("`{}`", role.value), |role| role.name().to_owned())
    };
    match person.roles.iter().map(name).collect::<Vec<_>>() {
        none if none.is_empty() => "holds no role".to_owned(),
        names => format!("holds {}", names.join(", ")),
    }
}
