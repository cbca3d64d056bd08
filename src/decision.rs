//! Approvals and acceptances: who may, what was sealed, what still holds.
//!
//! A decision is judged by the people, roles and levels that it was given
//! under. Without complete history these are today's, which findings say by
//! "as far as known".

use sha2::{Digest, Sha256};

use crate::finding::fingerprint::hex;
use crate::model::day::Day;
use crate::model::methodology::{Level, Methodology};
use crate::model::person::Person;
use crate::model::register::Register;
use crate::model::risk::{Impact, Rating, Risk, TreatmentOption};
use crate::model::word::{Word, words};
use crate::past::{Given, Then, decision_key};
use crate::score::Stage;
use crate::source::At;

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
    /// Authority is that of the commit that brought it, or of now where it is
    /// not committed; without complete history it is today's, as far as known.
    pub is_known: bool,
}

words! {
    /// What shows what a decision was given for.
    Proof {
        /// A seal that matches.
        Seal = "seal",
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
        is_known: bool,
    ) -> Self {
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
        Self { state, unauthorised, void, expired, proof, is_known }
    }

    /// Whether it can be counted on, as far as is known.
    #[must_use]
    pub fn holds(&self) -> bool {
        matches!(self.state, DecisionState::Valid | DecisionState::Unproven)
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
    Some(Decision::of(unauthorised, changed, false, proof, known != Known::Nothing))
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
    Some(Decision::of(unauthorised, void, expired, proof, known != Known::Nothing))
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
            if is_seal_of(register, risk, stages, kind, &then.seal) {
                (Some(Proof::History), None)
            } else {
                (None, Some(VoidReason::History))
            }
        }
        (None, _) => (None, None),
    }
}

/// Whether a seal matches what the register says now; `None` where there is no
/// seal, or where not all that it covers could be read and judged: then it says
/// nothing either way, and another finding says why.
fn sealed(
    register: &Register,
    risk: &Risk,
    stages: &Stages,
    kind: Kind,
    written: Option<&At<String>>,
) -> Option<bool> {
    let written = written.filter(|_| is_comparable(register, risk, stages, kind))?;
    Some(is_seal_of(register, risk, stages, kind, written))
}

/// Whether a seal is that of what the register says now, under the risk's id or
/// one that it had before: a new id changes nothing of what was decided. An id
/// that another risk has is no former one.
fn is_seal_of(register: &Register, risk: &Risk, stages: &Stages, kind: Kind, seal: &str) -> bool {
    let former = risk.formerly.iter().map(|id| id.as_str()).filter(|id| register.risk(id).is_none());
    std::iter::once(risk.id())
        .chain(former)
        .any(|id| seal_of(&sealed_text_as(id, register, risk, stages, kind)) == seal)
}

/// Whether everything that a seal covers could be read and judged.
fn is_comparable(register: &Register, risk: &Risk, stages: &Stages, kind: Kind) -> bool {
    let Some(methodology) = &register.methodology else { return false };
    let judged = [stages.inherent, stages.current, stages.residual]
        .into_iter()
        .flatten()
        .all(|stage| stage.level.is_some());
    let own = match kind {
        Kind::Approval => "treatment.approval",
        Kind::Acceptance => "acceptance",
    };
    let accepted = risk.acceptance.as_ref().and_then(|acceptance| acceptance.level.as_ref());
    let is_level_known = kind == Kind::Approval || accepted.is_none_or(|id| methodology.level(id).is_some());
    judged
        && is_level_known
        && risk.id_is_written
        && !risk.is_faulty(own)
        && !SEALED.iter().any(|key| risk.is_faulty(key))
}

/// What every seal covers, as dotted keys.
const SEALED: [&str; 10] = [
    "likelihood",
    "impact",
    "inherent",
    "treatment.option",
    "treatment.plan",
    "treatment.action.title",
    "treatment.action.control",
    "treatment.residual",
    "controls",
    "assets",
];

fn current_level<'a>(register: &'a Register, stages: &Stages) -> Option<&'a Level> {
    register.methodology.as_ref()?.levels.get(stages.current?.level?)
}

/// Where a level names nobody, a decision is nobody's to refuse; a person who
/// is not known is another finding's matter.
fn is_authorised(
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

/// The seal of a decision: `p1:` and the SHA-256 of [`sealed_text`].
#[must_use]
pub fn seal(register: &Register, risk: &Risk, stages: &Stages, kind: Kind) -> String {
    seal_of(&sealed_text(register, risk, stages, kind))
}

/// The seal of a canonical text.
#[must_use]
pub fn seal_of(text: &str) -> String {
    format!("p1:{}", hex(&Sha256::digest(text.as_bytes())))
}

/// The canonical text of what was decided on: a line each, all lines always,
/// absent values empty.
#[must_use]
pub fn sealed_text(register: &Register, risk: &Risk, stages: &Stages, kind: Kind) -> String {
    sealed_text_as(risk.id(), register, risk, stages, kind)
}

fn sealed_text_as(id: &str, register: &Register, risk: &Risk, stages: &Stages, kind: Kind) -> String {
    let mut text = String::from("plimsoll p1\n");
    let mut line = |key: &str, value: &str| {
        text.push_str(key);
        text.push('=');
        text.push_str(value);
        text.push('\n');
    };
    let level = |stage: Option<Stage>| {
        let levels = register.methodology.as_ref().map(|m| &m.levels);
        stage.and_then(|stage| stage.level).zip(levels).map_or("", |(rank, levels)| levels[rank].id.as_str())
    };
    let treatment = risk.treatment.as_ref();
    let approval = treatment.and_then(|treatment| treatment.approval.as_ref());
    let acceptance = risk.acceptance.as_ref();
    let (by, on) = match kind {
        Kind::Approval => (approval.and_then(|a| a.by.as_ref()), approval.and_then(|a| a.on.as_ref())),
        Kind::Acceptance => (acceptance.and_then(|a| a.by.as_ref()), acceptance.and_then(|a| a.on.as_ref())),
    };
    line("register", register.config.id.as_ref().map_or("", |id| id));
    line("risk", id);
    line("kind", if kind == Kind::Approval { "approval" } else { "acceptance" });
    line("by", by.map_or("", |by| by));
    line("on", &on.map_or(String::new(), |on| on.value.to_string()));
    if kind == Kind::Acceptance {
        let until = acceptance.and_then(|a| a.until.as_ref());
        line("until", &until.map_or(String::new(), |until| until.value.to_string()));
        line("level", acceptance.and_then(|a| a.level.as_ref()).map_or("", |level| level));
        line("rationale", &white_folded(acceptance.and_then(|a| a.rationale.as_ref())));
        line("conditions", &white_folded(acceptance.and_then(|a| a.conditions.as_ref())));
    }
    let (likelihood, impact) = rating_texts(&risk.current);
    line("likelihood", &likelihood);
    line("impact", &impact);
    line("inherent", level(stages.inherent));
    line("current", level(stages.current));
    line("residual_level", level(stages.residual));
    line("option", risk.option().map_or("", TreatmentOption::word));
    line("plan", &white_folded(treatment.and_then(|treatment| treatment.plan.as_ref())));
    let action = |action: &crate::model::risk::Action| {
        format!(
            "{}\t{}",
            white_folded(action.title.as_ref()),
            action.control.as_ref().map_or("", |control| control)
        )
    };
    let mut actions: Vec<String> = risk.actions().iter().map(action).collect();
    actions.sort_unstable();
    for action in &actions {
        line("action", action);
    }
    let residual = risk.residual().map(|table| rating_texts(&table.rating));
    line(
        "residual",
        &residual.map_or(String::new(), |(likelihood, impact)| format!("{likelihood},{impact}")),
    );
    line("controls", &sorted(&risk.controls));
    line("assets", &sorted(&risk.assets));
    text
}

fn rating_texts(rating: &Rating) -> (String, String) {
    let impact = match &rating.impact {
        None => String::new(),
        Some(Impact::Point(id)) => id.value.clone(),
        Some(Impact::ByDimension(points, _)) => {
            let mut points: Vec<String> =
                points.iter().map(|(dimension, id)| format!("{}:{}", dimension.value, id.value)).collect();
            points.sort_unstable();
            points.join(",")
        }
    };
    (rating.likelihood.as_ref().map_or(String::new(), |id| id.value.clone()), impact)
}

fn sorted(ids: &[At<String>]) -> String {
    let mut ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
    ids.sort_unstable();
    ids.join(",")
}

/// White space folded to single spaces and trimmed.
fn white_folded(text: Option<&At<String>>) -> String {
    text.map_or(String::new(), |text| text.split_whitespace().collect::<Vec<_>>().join(" "))
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

    #[test]
    fn dimensions_are_sealed_in_the_order_of_their_entries() {
        let at =
            |text: &str| At::new(text.to_owned(), crate::source::Span::start_of(crate::source::FileId(0)));
        let points = [("b", "low"), ("a", "high"), ("a-b", "low")].map(|(d, id)| (at(d), at(id)));
        let span = points[0].0.span;
        let rating = Rating { likelihood: None, impact: Some(Impact::ByDimension(points.into(), span)) };
        assert_eq!(rating_texts(&rating).1, "a-b:low,a:high,b:low");
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
