//! A risk as programs read it: the shape that `list`, `show` and the exports
//! share. Absent is `null`, never 0 and never a missing key.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use serde_json::Value;

use super::export::Export;
use super::log_json::ChangeShape;
use crate::decision::Decision;
use crate::facts::{Facts, RiskFacts};
use crate::filter::Report;
use crate::git::Commit;
use crate::model::config::Severity;
use crate::model::day::Day;
use crate::model::risk::{
    Acceptance, Action, Approval, CustomValue, Impact, Postponement, Publication, Rating, Review, Risk,
    Treatment,
};
use crate::model::word::Word;
use crate::publish::Seen;
use crate::schedule::DayState;
use crate::score::Stage;
use crate::source::At;

/// The version of every document's shape; shapes only ever gain keys.
const VERSION: u32 = 1;

/// What every document begins with.
#[derive(Debug, Clone, Serialize)]
pub struct Head<'a> {
    version: u32,
    tool: ToolHead,
    today: String,
    commit: Option<String>,
    dirty: Option<bool>,
    /// The register.
    pub register: RegisterHead<'a>,
}

#[derive(Debug, Clone, Serialize)]
struct ToolHead {
    name: &'static str,
    version: &'static str,
}

/// The register that a document is about.
#[derive(Debug, Clone, Serialize)]
pub struct RegisterHead<'a> {
    id: Option<&'a str>,
    title: &'a str,
}

/// The same where `register` means something else.
#[derive(Debug, Clone, Serialize)]
pub struct BareHead {
    version: u32,
    tool: ToolHead,
    today: String,
    commit: Option<String>,
    dirty: Option<bool>,
}

impl<'a> Head<'a> {
    /// Without the register.
    #[must_use]
    pub fn bare(self) -> BareHead {
        let Self { version, tool, today, commit, dirty, .. } = self;
        BareHead { version, tool, today, commit, dirty }
    }

    /// The head of a document about a judged register. The commit comes with
    /// whether the working tree differs from it.
    #[must_use]
    pub fn new(facts: &Facts<'a>, commit: Option<&(Commit, bool)>) -> Self {
        Self::of(facts, commit.map(|(commit, dirty)| (commit.id.as_str(), *dirty)))
    }

    /// The same where no more is known of the commit than its id.
    #[must_use]
    pub fn of(facts: &Facts<'a>, commit: Option<(&str, bool)>) -> Self {
        let config = &facts.register.config;
        Self {
            version: VERSION,
            tool: ToolHead { name: "plimsoll", version: env!("CARGO_PKG_VERSION") },
            today: facts.today.to_string(),
            commit: commit.map(|(id, _)| id.to_owned()),
            dirty: commit.map(|(_, dirty)| dirty),
            register: RegisterHead { id: config.id.as_ref().map(|id| id.as_str()), title: &config.title },
        }
    }
}

/// `list --format json`, `show --format json`.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    methodology: Option<MethodologyHead<'a>>,
    risks: Vec<RiskShape<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Vec<ChangeShape>>,
}

impl Document<'_> {
    /// The document of one risk, beside it what changed on it, as in `log`.
    #[must_use]
    pub fn with_changes(self, changes: Vec<ChangeShape>) -> Self {
        Self { changes: Some(changes), ..self }
    }
}

#[derive(Debug, Serialize)]
struct MethodologyHead<'a> {
    name: Option<&'a str>,
    version: Option<&'a str>,
}

/// The document of some risks, in their order.
#[must_use]
pub fn document<'a>(
    head: Head<'a>,
    facts: &Facts<'a>,
    risks: &[(&'a Risk, &RiskFacts)],
    report: &Report<'_>,
) -> Document<'a> {
    let methodology = facts.register.methodology.as_ref();
    let counts = FindingCounts::by_risk(report);
    Document {
        head,
        methodology: methodology.map(|m| MethodologyHead { name: text(&m.name), version: text(&m.version) }),
        risks: risks
            .iter()
            .map(|(risk, judged)| {
                let counts = counts.get(risk.id()).copied().unwrap_or_default();
                RiskShape::new(facts, risk, judged, counts)
            })
            .collect(),
        changes: None,
    }
}

/// The document of an export: the shape of `list`.
#[must_use]
pub fn exported<'a>(head: Head<'a>, export: &'a Export<'a>) -> Document<'a> {
    let shape = |seen: &'a Seen<'_>| RiskShape::seen(export.facts, seen, export.counts(seen));
    Document {
        risks: export.risks.iter().map(shape).collect(),
        ..document(head, export.facts, &[], &Report::default())
    }
}

/// The same with the risk at a place of the export alone.
#[must_use]
pub fn exported_one<'a>(head: Head<'a>, export: &'a Export<'a>, at: usize) -> Document<'a> {
    let seen = &export.risks[at];
    Document {
        risks: vec![RiskShape::seen(export.facts, seen, export.counts(seen))],
        ..document(head, export.facts, &[], &Report::default())
    }
}

/// A risk.
#[derive(Debug, Serialize)]
pub struct RiskShape<'a> {
    id: &'a str,
    formerly: Vec<&'a str>,
    title: Option<&'a str>,
    description: Option<&'a str>,
    path: Option<&'a str>,
    status: &'static str,
    category: Option<&'a str>,
    tags: Vec<&'a str>,
    unit: Option<&'a str>,
    publish: Value,
    owner: Option<&'a str>,
    assets: Vec<&'a str>,
    threats: Vec<&'a str>,
    vulnerabilities: Vec<&'a str>,
    affects: Vec<&'static str>,
    controls: Vec<&'a str>,
    related: Vec<&'a str>,
    supersedes: Vec<&'a str>,
    merged_into: Option<&'a str>,
    identified: Option<String>,
    assessed: Option<String>,
    assessed_by: Option<&'a str>,
    confidence: Option<&'static str>,
    rationale: Option<&'a str>,
    #[serde(flatten)]
    current: StageShape<'a>,
    doubtful: Option<bool>,
    inherent: Option<StageShape<'a>>,
    residual: Option<StageShape<'a>>,
    treatment: Option<TreatmentShape<'a>>,
    acceptance: Option<AcceptanceShape<'a>>,
    review: Option<ReviewShape<'a>>,
    closed: Option<ClosedShape<'a>>,
    overdue: bool,
    escalate_to: Option<&'a str>,
    findings: Option<FindingCounts>,
    references: Vec<ReferenceShape<'a>>,
    source: Option<SourceShape<'a>>,
    custom: BTreeMap<&'a str, Value>,
}

#[derive(Debug, Serialize)]
struct StageShape<'a> {
    likelihood: Option<&'a str>,
    impact: Option<&'a str>,
    impact_by: Option<BTreeMap<&'a str, &'a str>>,
    score: Option<u64>,
    level: Option<&'a str>,
    above_line: Option<bool>,
}

#[derive(Debug, Serialize)]
struct TreatmentShape<'a> {
    option: Option<&'static str>,
    plan: Option<&'a str>,
    owner: Option<&'a str>,
    due: Option<String>,
    done: Option<String>,
    cost: Option<f64>,
    agreed: Option<String>,
    state: &'static str,
    actions: Vec<ActionShape<'a>>,
    postponed: Vec<PostponementShape<'a>>,
    approval: Option<ApprovalShape<'a>>,
}

#[derive(Debug, Serialize)]
struct ActionShape<'a> {
    title: Option<&'a str>,
    owner: Option<&'a str>,
    due: Option<String>,
    done: Option<String>,
    control: Option<&'a str>,
    ticket: Option<&'a str>,
    evidence: Option<&'a str>,
    state: &'static str,
}

#[derive(Debug, Serialize)]
struct PostponementShape<'a> {
    from: Option<String>,
    to: Option<String>,
    reason: Option<&'a str>,
    by: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct ApprovalShape<'a> {
    by: Option<&'a str>,
    on: Option<String>,
    #[serde(flatten)]
    judged: JudgedShape,
}

#[derive(Debug, Serialize)]
struct AcceptanceShape<'a> {
    by: Option<&'a str>,
    on: Option<String>,
    until: Option<String>,
    level: Option<&'a str>,
    rationale: Option<&'a str>,
    conditions: Option<&'a str>,
    #[serde(flatten)]
    judged: JudgedShape,
}

#[derive(Debug, Serialize)]
struct JudgedShape {
    state: Option<&'static str>,
    signature: Option<&'static str>,
    proof: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct ReviewShape<'a> {
    on: Option<String>,
    by: Option<&'a str>,
    outcome: Option<&'static str>,
    note: Option<&'a str>,
    next: Option<String>,
    state: &'static str,
}

#[derive(Debug, Serialize)]
struct ClosedShape<'a> {
    on: Option<String>,
    by: Option<&'a str>,
    reason: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct ReferenceShape<'a> {
    title: Option<&'a str>,
    url: Option<&'a str>,
    sha256: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct SourceShape<'a> {
    file: Option<&'a str>,
    row: Option<u64>,
    key: Option<&'a str>,
}

/// How many findings a risk has, by severity.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct FindingCounts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Infos.
    pub infos: usize,
}

impl FindingCounts {
    /// The counts of every risk that has a finding, by id.
    #[must_use]
    pub fn by_risk<'r>(report: &'r Report<'_>) -> HashMap<&'r str, Self> {
        let mut all: HashMap<&str, Self> = HashMap::new();
        for judged in &report.findings {
            let Some(risk) = judged.finding.risk.as_deref() else { continue };
            let counts = all.entry(risk).or_default();
            match judged.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Info | Severity::Off => counts.infos += 1,
            }
        }
        all
    }

    /// All of them.
    #[must_use]
    pub fn total(&self) -> usize {
        self.errors + self.warnings + self.infos
    }
}

fn text(written: &Option<At<String>>) -> Option<&str> {
    written.as_ref().map(|written| written.as_str())
}

fn texts(written: &[At<String>]) -> Vec<&str> {
    written.iter().map(|written| written.as_str()).collect()
}

fn day(written: Option<&At<Day>>) -> Option<String> {
    written.map(|written| written.value.to_string())
}

fn word<W: Word>(written: &Option<At<W>>) -> Option<&'static str> {
    written.as_ref().map(|written| written.value.word())
}

impl<'a> RiskShape<'a> {
    /// The shape of a judged risk.
    #[must_use]
    pub fn new(facts: &Facts<'a>, risk: &'a Risk, judged: &RiskFacts, findings: FindingCounts) -> Self {
        let stage = |rating: &'a Rating, stage: Option<Stage>| StageShape::new(facts, rating, stage);
        let escalate_to = facts.current_level(judged).and_then(|level| text(&level.escalate_to));
        Self {
            id: risk.id(),
            formerly: texts(&risk.formerly),
            title: text(&risk.title),
            description: text(&risk.description),
            path: Some(facts.register.sources.path(risk.file)),
            status: risk.status().word(),
            category: text(&risk.category),
            tags: texts(&risk.tags),
            unit: text(&risk.unit),
            publish: publish(risk.publish.as_ref()),
            owner: text(&risk.owner),
            assets: texts(&risk.assets),
            threats: texts(&risk.threats),
            vulnerabilities: texts(&risk.vulnerabilities),
            affects: risk.affects.iter().map(|property| property.value.word()).collect(),
            controls: texts(&risk.controls),
            related: texts(&risk.related),
            supersedes: texts(&risk.supersedes),
            merged_into: risk.closed.as_ref().and_then(|closed| text(&closed.merged_into)),
            identified: day(risk.identified.as_ref()),
            assessed: day(risk.assessed.as_ref()),
            assessed_by: text(&risk.assessed_by),
            confidence: word(&risk.confidence),
            rationale: text(&risk.rationale),
            current: stage(&risk.current, judged.stages.current),
            doubtful: Some(judged.doubtful),
            inherent: risk.inherent.as_ref().map(|table| stage(&table.rating, judged.stages.inherent)),
            residual: risk.residual().map(|table| stage(&table.rating, judged.stages.residual)),
            treatment: risk.treatment.as_ref().map(|treatment| TreatmentShape::new(treatment, judged)),
            acceptance: risk.acceptance.as_ref().map(|acceptance| accepted(acceptance, judged.acceptance)),
            review: risk.review.as_ref().map(|review| reviewed(review, judged)),
            closed: risk.closed.as_ref().map(|closed| ClosedShape {
                on: day(closed.on.as_ref()),
                by: text(&closed.by),
                reason: text(&closed.reason),
            }),
            overdue: judged.is_overdue(),
            escalate_to: escalate_to.filter(|_| judged.escalated),
            findings: Some(findings),
            references: risk
                .references
                .iter()
                .map(|r| ReferenceShape { title: text(&r.title), url: text(&r.url), sha256: text(&r.sha256) })
                .collect(),
            source: risk.source.as_ref().map(|source| SourceShape {
                file: text(&source.file),
                row: source.row.as_ref().map(|row| row.value),
                key: text(&source.key),
            }),
            custom: risk.custom.iter().map(|(key, value)| (key.as_str(), custom(&value.value))).collect(),
        }
    }
}

impl<'a> RiskShape<'a> {
    /// The shape of a risk as it may be seen. Of an outline, what is kept back
    /// is `null`.
    #[must_use]
    pub fn seen(facts: &Facts<'a>, seen: &'a Seen<'_>, findings: Option<FindingCounts>) -> Self {
        let mut shape = Self::new(facts, &seen.risk, &seen.judged, findings.unwrap_or_default());
        shape.findings = findings;
        if seen.is_outline {
            // The folders of a file may say what an outline does not.
            shape.path = None;
            shape.doubtful = None;
            if let Some(acceptance) = &mut shape.acceptance {
                acceptance.judged.signature = None;
            }
        }
        shape
    }
}

impl<'a> StageShape<'a> {
    fn new(facts: &Facts<'a>, rating: &'a Rating, stage: Option<Stage>) -> Self {
        let (impact, impact_by) = match &rating.impact {
            None => (None, None),
            Some(Impact::Point(id)) => (Some(id.as_str()), None),
            Some(Impact::ByDimension(points, _)) => {
                let methodology = facts.register.methodology.as_ref();
                let combined =
                    stage.and_then(|stage| stage.impact).and_then(|rank| methodology?.impact.get(rank));
                let by = points.iter().map(|(dimension, id)| (dimension.as_str(), id.as_str())).collect();
                (combined.map(|point| point.id.as_str()), Some(by))
            }
        };
        Self {
            likelihood: text(&rating.likelihood),
            impact,
            impact_by,
            score: stage.and_then(|stage| stage.score),
            level: facts.level_of(stage).map(|level| level.id.as_str()),
            above_line: stage.and_then(|stage| stage.above),
        }
    }
}

impl<'a> TreatmentShape<'a> {
    fn new(treatment: &'a Treatment, judged: &RiskFacts) -> Self {
        let action = |(action, state): (&'a Action, &DayState)| ActionShape {
            title: text(&action.title),
            owner: text(&action.owner),
            due: day(action.due.as_ref()),
            done: day(action.done.as_ref()),
            control: text(&action.control),
            ticket: text(&action.ticket),
            evidence: text(&action.evidence),
            state: state.word(),
        };
        let postponement = |entry: &'a Postponement| PostponementShape {
            from: day(entry.from.as_ref()),
            to: day(entry.to.as_ref()),
            reason: text(&entry.reason),
            by: text(&entry.by),
        };
        let approved = |approval: &'a Approval| ApprovalShape {
            by: text(&approval.by),
            on: day(approval.on.as_ref()),
            judged: judgement(judged.approval, approval.signature.is_some()),
        };
        Self {
            option: word(&treatment.option),
            plan: text(&treatment.plan),
            owner: text(&treatment.owner),
            due: judged.plan.deadline.map(|due| due.to_string()),
            done: day(treatment.done.as_ref()),
            cost: treatment.cost.as_ref().map(|cost| cost.value),
            agreed: day(treatment.agreed.as_ref()),
            state: judged.plan.state.word(),
            actions: treatment.actions.iter().zip(&judged.actions).map(action).collect(),
            postponed: treatment.postponed.iter().map(postponement).collect(),
            approval: treatment.approval.as_ref().map(approved),
        }
    }
}

fn accepted(acceptance: &Acceptance, judged: Option<Decision>) -> AcceptanceShape<'_> {
    AcceptanceShape {
        by: text(&acceptance.by),
        on: day(acceptance.on.as_ref()),
        until: day(acceptance.until.as_ref()),
        level: text(&acceptance.level),
        rationale: text(&acceptance.rationale),
        conditions: text(&acceptance.conditions),
        judged: judgement(judged, acceptance.signature.is_some()),
    }
}

/// Signatures are not verified yet: what is signed is shown as not checked.
fn judgement(decision: Option<Decision>, is_signed: bool) -> JudgedShape {
    JudgedShape {
        state: decision.map(|decision| decision.state.word()),
        signature: Some(if is_signed { "unchecked" } else { "unsigned" }),
        proof: decision.and_then(|decision| decision.proof).map(Word::word),
    }
}

fn reviewed<'a>(review: &'a Review, judged: &RiskFacts) -> ReviewShape<'a> {
    ReviewShape {
        on: day(review.on.as_ref()),
        by: text(&review.by),
        outcome: word(&review.outcome),
        note: text(&review.note),
        next: judged.review.next.map(|next| next.to_string()),
        state: judged.review.state.word(),
    }
}

fn publish(publication: Option<&Publication>) -> Value {
    match publication {
        None => Value::from("full"),
        Some(Publication::Plain(publish)) => Value::from(publish.value.word()),
        Some(Publication::ByAudience(entries, _)) => entries
            .iter()
            .map(|(audience, publish)| (audience.value.clone(), Value::from(publish.value.word())))
            .collect(),
    }
}

fn custom(value: &CustomValue) -> Value {
    match value {
        CustomValue::Text(text) => Value::from(text.as_str()),
        CustomValue::Date(day) => Value::from(day.to_string()),
        // A whole number is shown as one.
        CustomValue::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            Value::from(*number as i64)
        }
        CustomValue::Number(number) => Value::from(*number),
    }
}
