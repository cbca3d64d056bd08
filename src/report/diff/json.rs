//! `diff --format json`.

use serde::Serialize;

use super::Subject;
use crate::change::risks::RiskChange;
use crate::change::{Effect, Pair};
use crate::decision::Kind;
use crate::history::fields::FieldChange;
use crate::history::value::Value;
use crate::model::word::Word;
use crate::report::check_json::{FindingShape, finding};

/// The document.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    version: u32,
    tool: Tool,
    base: String,
    head: Option<String>,
    today: String,
    meaning: bool,
    risks: Vec<RiskShape>,
    methodology: Method,
    others: Vec<Other>,
    authority: Vec<Authority>,
    approvers: Vec<Approver>,
    findings: Findings<'a>,
}

#[derive(Debug, Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Debug, Serialize)]
struct Before<T> {
    before: T,
    after: T,
}

#[derive(Debug, Serialize)]
struct RiskShape {
    id: String,
    change: &'static str,
    level: Before<Option<String>>,
    inherent: Before<Option<String>>,
    residual: Before<Option<String>>,
    above_line: Before<Option<bool>>,
    doubtful: Before<bool>,
    changes: Vec<Field>,
    effects: Vec<EffectShape>,
}

#[derive(Debug, Serialize)]
struct Field {
    field: String,
    before: Option<Value>,
    after: Option<Value>,
}

#[derive(Debug, Serialize)]
struct EffectShape {
    kind: &'static str,
    text: String,
}

#[derive(Debug, Serialize)]
struct Method {
    changed: bool,
    version: Before<Option<String>>,
    rescored: Vec<Rescored>,
    rejudged: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Rescored {
    id: String,
    level: Before<Option<String>>,
}

#[derive(Debug, Serialize)]
struct Other {
    path: String,
    changes: Vec<Field>,
    affects: Vec<String>,
    effects: Vec<OtherEffect>,
}

#[derive(Debug, Serialize)]
struct OtherEffect {
    kind: &'static str,
    risk: Option<String>,
    text: String,
}

#[derive(Debug, Serialize)]
struct Authority {
    rule: &'static str,
    path: String,
    text: String,
    rests: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Approver {
    role: String,
    people: Vec<String>,
    what: &'static str,
    why: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Findings<'a> {
    new: Vec<FindingShape<'a>>,
    fixed: Vec<FindingShape<'a>>,
}

/// The document of a change.
#[must_use]
pub fn document<'a>(subject: &Subject<'a>) -> Document<'a> {
    let diff = subject.diff;
    let fixed_in = subject.base.map(|base| &base.sources);
    Document {
        version: 1,
        tool: Tool { name: "plimsoll", version: env!("CARGO_PKG_VERSION") },
        base: subject.base_commit.map_or(String::new(), |commit| commit.to_string()),
        head: subject.head_commit.map(|commit| commit.to_string()),
        today: subject.today.to_string(),
        meaning: diff.has_meaning(),
        risks: diff.risks.iter().map(risk).collect(),
        methodology: Method {
            changed: diff.methodology.changed,
            version: pair(&diff.methodology.version),
            rescored: diff
                .methodology
                .rescored
                .iter()
                .map(|(id, level)| Rescored { id: id.clone(), level: pair(level) })
                .collect(),
            rejudged: diff.methodology.rejudged.clone(),
        },
        others: diff
            .others
            .iter()
            .map(|other| Other {
                path: other.path.clone(),
                changes: other.changes.iter().map(field).collect(),
                affects: other.affects.clone(),
                effects: other
                    .effects
                    .iter()
                    .map(|(risk, effect)| OtherEffect {
                        kind: effect.kind.word(),
                        risk: risk.clone(),
                        text: effect.text.clone(),
                    })
                    .collect(),
            })
            .collect(),
        authority: diff
            .authority
            .iter()
            .map(|loose| Authority {
                rule: loose.rule,
                path: loose.path.clone(),
                text: loose.text.clone(),
                rests: loose.rests.iter().map(|rest| rest.what.clone()).collect(),
            })
            .collect(),
        approvers: diff
            .needs
            .iter()
            .map(|need| Approver {
                role: need.role.clone(),
                people: need.people.clone(),
                what: if need.what == Kind::Approval { "approve" } else { "accept" },
                why: need.why.clone(),
            })
            .collect(),
        findings: Findings {
            new: subject.new.iter().map(|judged| finding(judged, &subject.head.sources)).collect(),
            fixed: subject.fixed.iter().filter_map(|judged| Some(finding(judged, fixed_in?))).collect(),
        },
    }
}

fn risk(change: &RiskChange) -> RiskShape {
    RiskShape {
        id: change.id.clone(),
        change: change.kind.word(),
        level: pair(&change.level),
        inherent: pair(&change.inherent),
        residual: pair(&change.residual),
        above_line: pair(&change.above_line),
        doubtful: pair(&change.doubtful),
        changes: change.changes.iter().map(field).collect(),
        effects: change.effects.iter().map(effect).collect(),
    }
}

fn pair<T: Clone>(pair: &Pair<T>) -> Before<T> {
    Before { before: pair.before.clone(), after: pair.after.clone() }
}

fn field(change: &FieldChange) -> Field {
    Field { field: change.field.clone(), before: change.before.clone(), after: change.after.clone() }
}

fn effect(effect: &Effect) -> EffectShape {
    EffectShape { kind: effect.kind.word(), text: effect.text.clone() }
}
