//! Who may take a decision: people by the roles that they hold, levels by the
//! roles that they reserve decisions to.

use super::Kind;
use crate::model::methodology::{Level, Methodology};
use crate::model::person::Person;
use crate::model::register::Register;
use crate::model::risk::Risk;
use crate::source::At;

/// Whether a role may do what another may: it is that role, or stands above it.
#[must_use]
pub fn reaches(methodology: &Methodology, role: &str, wanted: &str) -> bool {
    let mut at = role;
    // A chain of roles is no longer than the list of them; a circle ends there.
    for _ in 0..=methodology.roles.len() {
        if at == wanted {
            return true;
        }
        match methodology.role(at).and_then(|role| role.above.as_ref()) {
            Some(below) => at = below,
            None => return false,
        }
    }
    false
}

/// Whether a person may do what a level reserves to a role. `owner` is the
/// risk's own owner, and whoever holds a role of that id.
#[must_use]
pub fn may(methodology: &Methodology, person: &Person, role: &str, risk: Option<&Risk>) -> bool {
    let owns = role == "owner"
        && risk.and_then(|risk| risk.owner.as_ref()).is_some_and(|owner| owner.value == person.id.value);
    owns || person.roles.iter().any(|held| reaches(methodology, held, role))
}

/// The role that a level reserves a kind of decision to.
#[must_use]
pub fn reserved(level: &Level, kind: Kind) -> Option<&At<String>> {
    match kind {
        Kind::Approval => level.approve_by.as_ref(),
        Kind::Acceptance => level.accept_by.as_ref(),
    }
}

/// Whether an acceptance by a person would be by the one who assessed the risk,
/// at a level that asks for somebody above the owner.
#[must_use]
pub fn is_self_acceptance(register: &Register, risk: &Risk, level: &Level, by: &str) -> bool {
    let (Some(methodology), Some(assessor)) = (&register.methodology, &risk.assessed_by) else {
        return false;
    };
    let Some(role) = reserved(level, Kind::Acceptance) else { return false };
    let owner = risk.owner.as_ref().and_then(|owner| register.person(owner));
    assessor.value == by && !owner.is_some_and(|owner| may(methodology, owner, role, Some(risk)))
}

/// Who may take a decision, in words: "Top management (Ana Ruiz)".
#[must_use]
pub fn who_may(register: &Register, role: &str, risk: Option<&Risk>) -> String {
    let Some(methodology) = &register.methodology else { return format!("`{role}`") };
    let name = match methodology.role(role) {
        Some(role) => role.name().to_owned(),
        None if role == "owner" => "the risk's owner".to_owned(),
        None => format!("`{role}`"),
    };
    let may =
        register.people.iter().filter(|person| person.is_active() && may(methodology, person, role, risk));
    let names: Vec<&str> = may.map(Person::name).collect();
    match names.len() {
        0 => format!("{name} (nobody active holds that role)"),
        1..=4 => format!("{name} ({})", names.join(", ")),
        more => format!("{name} ({}, and {} more)", names[..3].join(", "), more - 3),
    }
}

/// Where a level names nobody, a decision is nobody's to refuse; a person who
/// is not known is another finding's matter.
pub(super) fn is_authorised(
    register: &Register,
    risk: &Risk,
    level: &Level,
    kind: Kind,
    by: Option<&At<String>>,
) -> bool {
    let (Some(methodology), Some(role), Some(by)) = (&register.methodology, reserved(level, kind), by) else {
        return true;
    };
    register.person(by).is_some_and(|person| may(methodology, person, role, Some(risk)))
}

/// Whether all that a person may do could be read. Where not, that somebody
/// may not follows from another finding.
#[must_use]
pub fn is_authority_known(methodology: &Methodology, person: &Person) -> bool {
    let is_chain_broken = |fault: &String| matches!(fault.as_str(), "role" | "role.id" | "role.above");
    !person.roles_are_faulty && !methodology.unread && !methodology.faulty.iter().any(is_chain_broken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::register_of;

    #[test]
    fn roles_above_reach_down_and_a_circle_ends() {
        let register = register_of(&[]);
        let mut methodology = register.methodology.clone().expect("a methodology");
        assert!(reaches(&methodology, "board", "department-head"));
        assert!(!reaches(&methodology, "department-head", "ciso"));
        let board = methodology.roles[0].id.clone();
        methodology.roles[2].above = Some(board);
        assert!(reaches(&methodology, "department-head", "ciso"));
        assert!(!reaches(&methodology, "department-head", "owner"));
    }

    #[test]
    fn an_owner_is_the_risks_own_and_whoever_holds_that_role() {
        let register = register_of(&[("R001", "")]);
        let methodology = register.methodology.as_ref().expect("a methodology");
        let risk = register.risk("R001");
        let person = |id: &str| register.person(id).expect("a person");
        assert!(may(methodology, person("it-manager"), "owner", risk));
        assert!(!may(methodology, person("it-manager"), "owner", None));
        assert!(!may(methodology, person("managing-director"), "owner", risk));
        let mut keeper = person("office-manager").clone();
        keeper.roles = vec![At::new("owner".to_owned(), keeper.span)];
        assert!(may(methodology, &keeper, "owner", risk));
    }
}
