//! Approvals and acceptances: who may, what was sealed, what still holds.
//!
//! A decision is judged by the people, roles and levels that it was given
//! under. Without complete history these are today's, which findings say by
//! "as far as known".

mod authority;
mod seal;
mod signed;

use authority::is_authorised;
use seal::{differences, is_comparable, is_seal_of, sealed};

use crate::model::day::Day;
use crate::model::methodology::Level;
use crate::model::register::Register;
use crate::model::risk::Risk;
use crate::model::word::words;
use crate::past::{Given, Then, decision_key};
use crate::score::Stage;
use crate::signature::SignatureState;
use crate::source::At;

pub use authority::{is_authority_known, is_self_acceptance, may, reaches, reserved, who_may};
pub use seal::{seal, seal_of, sealed_text, unsealable};
pub use signed::Written;

words! {
    /// The state of a decision; of several that hold, the worst.
    DecisionState {
        /// It holds.
        Valid = "valid",
        /// Nothing shows that what it was given for is still the same.
        Unproven = "unproven",
        /// Its time is over.
        Expired = "expired",
        /// What it was given for has changed since.
        Void = "void",
        /// It was given by somebody who may not.
        Unauthorised = "unauthorised",
    }
}

/// Which kind of decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Of a treatment plan.
    Approval,
    /// Of a level.
    Acceptance,
}

/// Why a decision is void.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoidReason {
    /// The seal does not match what the register says now.
    Seal,
    /// The level is now higher than the accepted one.
    Level,
    /// There is no seal, and the commit that brought it says otherwise.
    History,
}

/// A decision, judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// The worst that holds.
    pub state: DecisionState,
    /// The person may not take it.
    pub unauthorised: bool,
    /// What it was given for has changed.
    pub void: Option<VoidReason>,
    /// Its time is over.
    pub expired: bool,
    /// What shows that it was given for what stands there now.
    pub proof: Option<Proof>,
    /// What its signature is worth.
    pub signature: SignatureState,
    /// Authority is that of the commit that brought it, or of now where it is
    /// not committed; without complete history it is today's, as far as known.
    pub is_known: bool,
}

words! {
    /// What shows what a decision was given for.
    Proof {
        /// A seal that matches.
        Seal = "seal",
        /// A seal that matches, and the decider's signature over it.
        Signature = "signature",
        /// The register as the commit had it that brought the decision.
        History = "history",
    }
}

/// What history says of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known<'p> {
    /// Nothing: there is none, or it is cut.
    Nothing,
    /// It is complete, and the decision is not committed yet.
    Uncommitted,
    /// What the time of the decision judged.
    Then(&'p Then),
}

/// What history says of a decision of a person on a day, by what it says of
/// the one that stands at the commit.
#[must_use]
pub fn known<'p>(
    is_complete: bool,
    given: Option<&'p Given>,
    by: Option<&At<String>>,
    on: Option<&At<Day>>,
) -> Known<'p> {
    let key = decision_key(by.map(|by| by.as_str()), on.map(|on| on.value));
    match given {
        _ if !is_complete => Known::Nothing,
        Some(given) if given.key == key => given.then.as_ref().map_or(Known::Nothing, Known::Then),
        _ => Known::Uncommitted,
    }
}

impl Decision {
    fn of(
        unauthorised: bool,
        void: Option<VoidReason>,
        expired: bool,
        proof: Option<Proof>,
        (signature, is_known): (SignatureState, bool),
    ) -> Self {
        let proof = match (signature, proof) {
            (SignatureState::Verified, Some(Proof::Seal)) => Some(Proof::Signature),
            // Whoever wrote it is not the one it names: nothing beside it proves a thing.
            (SignatureState::Unsigned | SignatureState::Verified, proof) => proof,
            _ => None,
        };
        let state = if unauthorised {
            DecisionState::Unauthorised
        } else if void.is_some() {
            DecisionState::Void
        } else if expired {
            DecisionState::Expired
        } else if proof.is_some() {
            DecisionState::Valid
        } else {
            DecisionState::Unproven
        };
        Self { state, unauthorised, void, expired, proof, signature, is_known }
    }

    /// Whether it can be counted on, as far as is known.
    #[must_use]
    pub fn holds(&self) -> bool {
        matches!(self.state, DecisionState::Valid | DecisionState::Unproven) && !self.is_forged()
    }

    /// Whether it has a signature that is not the decider's.
    #[must_use]
    pub fn is_forged(&self) -> bool {
        !matches!(self.signature, SignatureState::Unsigned | SignatureState::Verified)
    }
}

/// The three stages of a risk, as far as they are assessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stages {
    /// Before any control.
    pub inherent: Option<Stage>,
    /// With the controls in force.
    pub current: Option<Stage>,
    /// Once the treatment is done.
    pub residual: Option<Stage>,
}

/// Judges the approval of a risk's treatment plan, if it has one.
#[must_use]
pub fn approval(register: &Register, risk: &Risk, stages: &Stages, known: Known<'_>) -> Option<Decision> {
    let approval = risk.treatment.as_ref()?.approval.as_ref()?;
    let level = current_level(register, stages);
    let unauthorised = match known {
        Known::Then(then) => then.unauthorised,
        _ => level
            .is_some_and(|level| !is_authorised(register, risk, level, Kind::Approval, approval.by.as_ref())),
    };
    let (proof, changed) = proof(register, risk, stages, Kind::Approval, (approval.seal.as_ref(), known));
    let signature = signed::state(register, Written::approval(approval), known);
    Some(Decision::of(unauthorised, changed, false, proof, (signature, known != Known::Nothing)))
}

/// Judges the acceptance of a risk, if it has one.
#[must_use]
pub fn acceptance(
    register: &Register,
    risk: &Risk,
    stages: &Stages,
    today: Day,
    known: Known<'_>,
) -> Option<Decision> {
    let acceptance = risk.acceptance.as_ref()?;
    let methodology = register.methodology.as_ref();
    let accepted = methodology.zip(acceptance.level.as_ref()).and_then(|(m, id)| m.level_rank(id));
    let level = methodology.zip(accepted).map(|(m, rank)| &m.levels[rank]);
    let unauthorised = match known {
        Known::Then(then) => then.unauthorised,
        _ => level.is_some_and(|level| {
            !is_authorised(register, risk, level, Kind::Acceptance, acceptance.by.as_ref())
        }),
    };
    let (proof, changed) = proof(register, risk, stages, Kind::Acceptance, (acceptance.seal.as_ref(), known));
    let risen =
        stages.current.and_then(|stage| stage.level).zip(accepted).is_some_and(|(now, then)| now > then);
    let void = if risen { Some(VoidReason::Level) } else { changed };
    let expired = acceptance.until.as_ref().is_some_and(|until| until.value < today);
    let signature = signed::state(register, Written::acceptance(acceptance), known);
    Some(Decision::of(unauthorised, void, expired, proof, (signature, known != Known::Nothing)))
}

/// What shows that a decision was given for what stands there now, or that it
/// was not. A seal answers; where there is none, history does.
fn proof(
    register: &Register,
    risk: &Risk,
    stages: &Stages,
    kind: Kind,
    (seal, known): (Option<&At<String>>, Known<'_>),
) -> (Option<Proof>, Option<VoidReason>) {
    match (sealed(register, risk, stages, kind, seal), known) {
        (Some(true), _) => (Some(Proof::Seal), None),
        (Some(false), _) => (None, Some(VoidReason::Seal)),
        (None, Known::Then(then)) if seal.is_none() && is_comparable(register, risk, stages, kind) => {
            if is_seal_of(register, risk, stages, kind, &seal_of(&then.text)) {
                (Some(Proof::History), None)
            } else {
                (None, Some(VoidReason::History))
            }
        }
        (None, _) => (None, None),
    }
}

/// What has changed since a decision was taken, each by its name: "the plan".
/// Nothing where history does not know what it was taken on.
#[must_use]
pub fn changed(
    register: &Register,
    risk: &Risk,
    stages: &Stages,
    kind: Kind,
    known: Known<'_>,
) -> Vec<&'static str> {
    let Known::Then(then) = known else { return Vec::new() };
    let seal = Written::of(risk, kind).and_then(|written| written.seal);
    // Sealed before it was committed, it may have been taken on something else.
    let is_it = seal.is_none_or(|seal| seal.value == seal_of(&then.text));
    if !is_it || !is_comparable(register, risk, stages, kind) {
        return Vec::new();
    }
    differences(&then.text, &sealed_text(register, risk, stages, kind))
}

fn current_level<'a>(register: &'a Register, stages: &Stages) -> Option<&'a Level> {
    register.methodology.as_ref()?.levels.get(stages.current?.level?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::day::Day;
    use crate::testing::{facts_of, register_of};

    const ACCEPTED: &str = "likelihood = 'medium'\nimpact = 'high'\n[treatment]\noption = 'accept'\n\
        [acceptance]\nby = 'BY'\non = 2025-05-10\nuntil = UNTIL\nlevel = 'LEVEL'\n\
        rationale = 'The laptops are replaced in autumn.'\nseal = 'SEAL'\n";

    /// The acceptance of a risk at level high, sealed over what it says.
    fn sealed(by: &str, until: &str, level: &str) -> String {
        let text = ACCEPTED.replace("BY", by).replace("UNTIL", until).replace("LEVEL", level);
        let register = register_of(&[("R001", &text)]);
        let facts = facts_of(&register);
        let (risk, judged) = facts.each().next().expect("a risk");
        text.replace("SEAL", &seal(&register, risk, &judged.stages, Kind::Acceptance))
    }

    fn judge(text: &str) -> Decision {
        let register = register_of(&[("R001", text)]);
        facts_of(&register).risks[0].acceptance.expect("an acceptance")
    }

    #[test]
    fn the_worst_that_holds_is_the_state() {
        let valid = sealed("security-lead", "2025-06-01", "high");
        let expired = sealed("security-lead", "2025-05-31", "high");
        let unauthorised = sealed("it-manager", "2025-05-31", "high");
        let changed = |text: &str| text.replace("'accept'", "'transfer'");
        for (text, state) in [
            (valid.clone(), DecisionState::Valid),
            (valid.replace("seal =", "conditions = ' '\n#"), DecisionState::Unproven),
            (expired.clone(), DecisionState::Expired),
            (expired.replace("seal =", "#"), DecisionState::Expired),
            (changed(&expired), DecisionState::Void),
            (changed(&unauthorised), DecisionState::Unauthorised),
        ] {
            assert_eq!(judge(&text).state, state, "{text}");
        }
        let all = judge(&changed(&unauthorised));
        assert!(all.unauthorised && all.expired && all.void == Some(VoidReason::Seal), "each is known");
    }

    #[test]
    fn a_level_above_the_accepted_one_voids_and_one_below_does_not() {
        let text = sealed("managing-director", "2025-07-31", "critical");
        assert_eq!(judge(&text).state, DecisionState::Valid);
        let lower = sealed("managing-director", "2025-07-31", "moderate");
        assert_eq!(judge(&lower).void, Some(VoidReason::Level), "though the seal matches");
    }

    #[test]
    fn authority_is_that_of_the_accepted_level_and_of_roles_above() {
        assert_eq!(judge(&sealed("managing-director", "2025-07-31", "high")).state, DecisionState::Valid);
        assert!(judge(&sealed("security-lead", "2025-07-31", "critical")).unauthorised);
        // A level that names nobody refuses nobody.
        assert!(!judge(&sealed("office-manager", "2025-07-31", "low")).unauthorised);
        assert!(judge(&sealed("nobody-known", "2025-07-31", "high")).unauthorised);
    }

    #[test]
    fn what_could_not_be_read_is_no_change_of_what_was_decided() {
        let text = sealed("security-lead", "2025-10-31", "high");
        for (from, to) in [
            ("until = 2025-10-31", "until = '2025-10-31'"),
            ("option = 'accept'", "option = 'Accept'"),
            ("option = 'accept'", "optoin = 'accept'"),
            ("level = 'high'", "level = 'High'"),
            ("[treatment]", "controls = 'password-policy'\n[treatment]"),
            ("[treatment]", "inherent = { likelihood = 'often', impact = 'high' }\n[treatment]"),
        ] {
            assert!(text.contains(from), "{from}");
            let decision = judge(&text.replace(from, to));
            assert_eq!((decision.void, decision.proof), (None, None), "{to}");
        }
    }

    #[test]
    fn a_plan_that_changed_voids_its_approval() {
        let text = "likelihood = 'medium'\nimpact = 'high'\n[treatment]\noption = 'mitigate'\nplan = 'Encrypt'\n\
            [treatment.approval]\nby = 'security-lead'\non = 2025-05-10\nseal = 'SEAL'\n";
        let approved = |text: &str| {
            let register = register_of(&[("R001", text)]);
            let facts = facts_of(&register);
            let (risk, judged) = facts.each().next().expect("a risk");
            (judged.approval.expect("an approval"), seal(&register, risk, &judged.stages, Kind::Approval))
        };
        let text = text.replace("SEAL", &approved(text).1);
        assert_eq!(approved(&text).0.state, DecisionState::Valid);
        assert_eq!(approved(&text.replace("'Encrypt'", "'Wait'")).0.void, Some(VoidReason::Seal));
        assert!(approved(&text.replace("security-lead", "it-manager")).0.unauthorised);
    }

    #[test]
    fn a_decision_holds_to_the_end_of_its_last_day() {
        let text = sealed("security-lead", "2025-10-31", "high");
        let register = register_of(&[("R001", &text)]);
        let on = |day: Day| {
            let facts = crate::facts::Facts::new(&register, day);
            facts.risks[0].acceptance.expect("an acceptance").expired
        };
        assert!(!on(jiff::civil::date(2025, 10, 31)) && on(jiff::civil::date(2025, 11, 1)));
    }
}
