//! Approvals and acceptances: who may, what was sealed, what still holds.
//!
//! A decision is judged by the people, roles and levels that it was given
//! under; as long as no history is read these are today's, which findings say
//! by "as far as known".

use sha2::{Digest, Sha256};

use crate::finding::fingerprint::hex;
use crate::model::day::Day;
use crate::model::methodology::{Level, Methodology};
use crate::model::person::Person;
use crate::model::register::Register;
use crate::model::risk::{Impact, Rating, Risk, TreatmentOption};
use crate::model::word::{Word, words};
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
    /// A seal that matches shows what it was given for.
    pub sealed: bool,
}

impl Decision {
    fn of(unauthorised: bool, void: Option<VoidReason>, expired: bool, sealed: bool) -> Self {
        let state = if unauthorised {
            DecisionState::Unauthorised
        } else if void.is_some() {
            DecisionState::Void
        } else if expired {
            DecisionState::Expired
        } else if sealed {
            DecisionState::Valid
        } else {
            DecisionState::Unproven
        };
        Self { state, unauthorised, void, expired, sealed }
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
pub fn approval(register: &Register, risk: &Risk, stages: &Stages) -> Option<Decision> {
    let approval = risk.treatment.as_ref()?.approval.as_ref()?;
    let level = current_level(register, stages);
    let unauthorised = level
        .is_some_and(|level| !is_authorised(register, risk, level, Kind::Approval, approval.by.as_ref()));
    let sealed =
        approval.seal.as_ref().map(|written| written.value == seal(register, risk, stages, Kind::Approval));
    let void = void_by_seal(sealed, stages);
    Some(Decision::of(unauthorised, void, false, sealed == Some(true)))
}

/// Judges the acceptance of a risk, if it has one.
#[must_use]
pub fn acceptance(register: &Register, risk: &Risk, stages: &Stages, today: Day) -> Option<Decision> {
    let acceptance = risk.acceptance.as_ref()?;
    let methodology = register.methodology.as_ref();
    let accepted = methodology.zip(acceptance.level.as_ref()).and_then(|(m, id)| m.level_rank(id));
    let level = methodology.zip(accepted).map(|(m, rank)| &m.levels[rank]);
    let unauthorised = level
        .is_some_and(|level| !is_authorised(register, risk, level, Kind::Acceptance, acceptance.by.as_ref()));
    let sealed = acceptance
        .seal
        .as_ref()
        .map(|written| written.value == seal(register, risk, stages, Kind::Acceptance));
    let risen =
        stages.current.and_then(|stage| stage.level).zip(accepted).is_some_and(|(now, then)| now > then);
    let void = if risen { Some(VoidReason::Level) } else { void_by_seal(sealed, stages) };
    let expired = acceptance.until.as_ref().is_some_and(|until| until.value < today);
    Some(Decision::of(unauthorised, void, expired, sealed == Some(true)))
}

/// A seal that does not match voids, unless the levels it covers are unjudged:
/// then nothing can be said of it.
fn void_by_seal(sealed: Option<bool>, stages: &Stages) -> Option<VoidReason> {
    let unjudged = [stages.inherent, stages.current, stages.residual]
        .into_iter()
        .flatten()
        .any(|stage| stage.level.is_none());
    (sealed == Some(false) && !unjudged).then_some(VoidReason::Seal)
}

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
    line("risk", risk.id());
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
