//! Approvals and acceptances: their state, why, and who may take them.

use super::Subject;
use super::parts::Page;
use crate::decision::{Decision, Kind, Proof, VoidReason, reserved, who_may};
use crate::model::day::Day;
use crate::model::methodology::Level;
use crate::model::risk::TreatmentOption;
use crate::schedule::days_late;
use crate::signature::SignatureState;
use crate::source::At;

/// The fields about both decisions.
pub(super) fn section(subject: Subject<'_>, page: &mut Page) {
    approval(subject, page);
    acceptance(subject, page);
}

fn approval(subject: Subject<'_>, page: &mut Page) {
    let Subject { risk, judged, facts, .. } = subject;
    let level = facts.current_level(judged);
    let written = risk.treatment.as_ref().and_then(|treatment| treatment.approval.as_ref());
    match written.zip(judged.approval) {
        Some((approval, decision)) => {
            let state = state(subject, decision, Kind::Approval, level, None);
            let signed = signature(decision);
            let given = given(subject, approval.by.as_ref(), approval.on.as_ref());
            page.field("Approved", format!("{given}: {state}{signed}"));
        }
        None => {
            let plans = risk.treatment.is_some() && risk.option() != Some(TreatmentOption::Accept);
            if plans && risk.is_open() && judged.is_above() && !judged.plan.done {
                page.field("Approved", format!("no{}", may(subject, Kind::Approval, level)));
            }
        }
    }
}

fn acceptance(subject: Subject<'_>, page: &mut Page) {
    let Subject { risk, judged, facts, .. } = subject;
    let current = facts.current_level(judged);
    let Some((acceptance, decision)) = risk.acceptance.as_ref().zip(judged.acceptance) else {
        if risk.is_open() && judged.is_above() {
            page.field("Accepted", format!("no{}", may(subject, Kind::Acceptance, current)));
        }
        return;
    };
    let methodology = facts.register.methodology.as_ref();
    let level = acceptance.level.as_ref().and_then(|id| methodology?.level(id));
    let name = level.map(Level::name).or(acceptance.level.as_ref().map(|id| id.as_str()));
    let name = name.map_or(String::new(), |name| format!("{name} "));
    let until = acceptance.until.as_ref().map(|until| until.value);
    let state = state(subject, decision, Kind::Acceptance, level, until);
    let signed = signature(decision);
    let given = given(subject, acceptance.by.as_ref(), acceptance.on.as_ref());
    let until = until.map_or(String::new(), |until| format!(" until {until}"));
    page.field("Accepted", format!("{name}by {given}{until}: {state}{signed}"));
    for (name, text) in [("  because", &acceptance.rationale), ("  if", &acceptance.conditions)] {
        if let Some(text) = text {
            page.markdown(name, text);
        }
    }
}

fn given(subject: Subject<'_>, by: Option<&At<String>>, on: Option<&At<Day>>) -> String {
    let by = by.map_or("(nobody)", |by| subject.facts.register.person_name(by));
    on.map_or_else(|| by.to_owned(), |on| format!("{by} on {}", on.value))
}

/// What the signature is worth, where there is one.
fn signature(decision: Decision) -> &'static str {
    match decision.signature {
        SignatureState::Unsigned => "",
        SignatureState::Verified => ", signature verified",
        SignatureState::UnknownKey => ", signed with a key that is not the decider's",
        SignatureState::Mismatch | SignatureState::Forge | SignatureState::Unchecked => {
            ", signature does not match"
        }
    }
}

/// All that holds of a decision, not only the worst.
fn state(
    subject: Subject<'_>,
    decision: Decision,
    kind: Kind,
    level: Option<&Level>,
    until: Option<Day>,
) -> String {
    let mut parts = Vec::new();
    if decision.unauthorised {
        parts.push(format!("unauthorised{}", may(subject, kind, level)));
    }
    match decision.void {
        Some(VoidReason::Seal | VoidReason::History) => {
            let changed = subject.facts.changed_since(subject.risk, &subject.judged.stages, kind);
            let changed =
                if changed.is_empty() { String::new() } else { format!(": {}", changed.join(", ")) };
            parts.push(format!("void, what was decided on has changed since{changed}"));
        }
        Some(VoidReason::Level) => parts.push("void, the level is now higher".to_owned()),
        None => {}
    }
    if let Some(until) = until.filter(|_| decision.expired) {
        let days = crate::model::day::days_in_words(days_late(until, subject.facts.today));
        parts.push(format!("over for {days}"));
    }
    if parts.is_empty() {
        let proof = match decision.proof {
            Some(Proof::Seal | Proof::Signature) => "valid, sealed",
            Some(Proof::History) => "valid, by the history of the register",
            None if decision.is_forged() => "unproven, the signature is not the decider's",
            None => "unproven, no seal shows what was decided on",
        };
        parts.push(proof.to_owned());
    }
    parts.join("; ")
}

/// "; Top management (Ana Ruiz) may, for 3 months at most".
fn may(subject: Subject<'_>, kind: Kind, level: Option<&Level>) -> String {
    let Some(role) = level.and_then(|level| reserved(level, kind)) else { return String::new() };
    let longest = level.and_then(|level| level.accept_for.as_ref()).filter(|_| kind == Kind::Acceptance);
    let longest = longest.map_or(String::new(), |period| format!(", for {} at most", period.value));
    format!("; {} may{longest}", who_may(subject.facts.register, role, Some(subject.risk)))
}
