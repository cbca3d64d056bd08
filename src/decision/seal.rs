//! The seal of a decision: a digest of what was decided on, so that a later
//! change shows.

use sha2::{Digest, Sha256};

use super::{Kind, Stages};
use crate::finding::fingerprint::hex;
use crate::model::register::Register;
use crate::model::risk::{Risk, TreatmentOption};
use crate::model::word::Word;
use crate::score::Stage;
use crate::source::At;

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
    let (likelihood, impact) = risk.current.texts();
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
    let residual = risk.residual().map(|table| table.rating.texts());
    line(
        "residual",
        &residual.map_or(String::new(), |(likelihood, impact)| format!("{likelihood},{impact}")),
    );
    line("controls", &sorted(&risk.controls));
    line("assets", &sorted(&risk.assets));
    text
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

/// A key that every seal covers and that could not be read or judged, if there
/// is one: then a seal would say nothing.
#[must_use]
pub fn unsealable(risk: &Risk, stages: &Stages) -> Option<&'static str> {
    let unjudged = [
        ("inherent", stages.inherent),
        ("likelihood", stages.current),
        ("treatment.residual", stages.residual),
    ];
    let unjudged = unjudged.into_iter().find(|(_, stage)| stage.is_some_and(|stage| stage.level.is_none()));
    SEALED.into_iter().find(|key| risk.is_faulty(key)).or_else(|| unjudged.map(|(key, _)| key))
}

/// The keys of the canonical text that may change under a decision, with the
/// names that people have for them.
const NAMES: [(&str, &str); 15] = [
    ("until", "the end of the acceptance"),
    ("level", "the accepted level"),
    ("rationale", "the reason"),
    ("conditions", "the conditions"),
    ("likelihood", "the likelihood"),
    ("impact", "the impact"),
    ("inherent", "the inherent level"),
    ("current", "the current level"),
    ("residual_level", "the planned level"),
    ("option", "the treatment option"),
    ("plan", "the plan"),
    ("action", "the actions"),
    ("residual", "the planned likelihood and impact"),
    ("controls", "the controls"),
    ("assets", "the assets"),
];

/// What differs between two canonical texts, each by its name.
pub(super) fn differences(then: &str, now: &str) -> Vec<&'static str> {
    let of = |text: &str, key: &str| {
        let lines = text.lines().filter_map(|line| line.split_once('='));
        lines.filter(|(known, _)| *known == key).map(|(_, value)| value.to_owned()).collect::<Vec<_>>()
    };
    let differs = |(key, _): &&(&str, &str)| of(then, key) != of(now, key);
    NAMES.iter().filter(differs).map(|(_, name)| *name).collect()
}

/// Whether everything that a seal covers could be read and judged.
pub(super) fn is_comparable(register: &Register, risk: &Risk, stages: &Stages, kind: Kind) -> bool {
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

/// Whether a seal matches what the register says now; `None` where there is no
/// seal, or where not all that it covers could be read and judged: then it says
/// nothing either way, and another finding says why.
pub(super) fn sealed(
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
pub(super) fn is_seal_of(register: &Register, risk: &Risk, stages: &Stages, kind: Kind, seal: &str) -> bool {
    let former = risk.formerly.iter().map(|id| id.as_str()).filter(|id| register.risk(id).is_none());
    std::iter::once(risk.id())
        .chain(former)
        .any(|id| seal_of(&sealed_text_as(id, register, risk, stages, kind)) == seal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::risk::{Impact, Rating};

    #[test]
    fn what_differs_is_named_and_an_id_is_no_difference() {
        let text =
            |id: &str, plan: &str, actions: &str| format!("risk={id}\nplan={plan}\n{actions}controls=\n");
        let then = text("R001", "Encrypt", "action=A\t\naction=B\t\n");
        assert_eq!(differences(&then, &then), [""; 0]);
        assert_eq!(
            differences(&then, &text("R002", "Encrypt = all", "action=A\t\n")),
            ["the plan", "the actions"]
        );
    }

    #[test]
    fn dimensions_are_sealed_in_the_order_of_their_entries() {
        let at =
            |text: &str| At::new(text.to_owned(), crate::source::Span::start_of(crate::source::FileId(0)));
        let points = [("b", "low"), ("a", "high"), ("a-b", "low")].map(|(d, id)| (at(d), at(id)));
        let span = points[0].0.span;
        let rating = Rating { likelihood: None, impact: Some(Impact::ByDimension(points.into(), span)) };
        assert_eq!(rating.texts().1, "a-b:low,a:high,b:low");
    }
}
