//! Documents about risks: what `list`, `show` and the exports write of them.

use std::collections::HashMap;

use serde::{Serialize, Serializer};

use super::export::Export;
use super::log_json::ChangeShape;
use crate::facts::{Facts, RiskFacts};
use crate::filter::Report;
use crate::git::Commit;
use crate::model::config::Severity;
use crate::model::risk::Risk;
use crate::publish::Seen;
use crate::shape::{FindingCounts, RiskShape};
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
pub struct Document<'a, R = Vec<RiskShape<'a>>> {
    #[serde(flatten)]
    head: Head<'a>,
    methodology: Option<MethodologyHead<'a>>,
    risks: R,
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
    let counts = FindingCounts::by_risk(report);
    let shapes = risks.iter().map(|(risk, judged)| {
        let counts = counts.get(risk.id()).copied().unwrap_or_default();
        RiskShape::new(facts, risk, judged, counts)
    });
    of(head, facts, shapes.collect())
}

fn of<'a, R>(head: Head<'a>, facts: &Facts<'a>, risks: R) -> Document<'a, R> {
    let methodology = facts.register.methodology.as_ref();
    let methodology = methodology.map(|m| MethodologyHead { name: text(&m.name), version: text(&m.version) });
    Document { head, methodology, risks, changes: None }
}

/// The document of an export: the shape of `list`.
#[must_use]
pub fn exported<'a>(head: Head<'a>, export: &'a Export<'a>) -> Document<'a, Shapes<'a>> {
    of(head, export.facts, Shapes { export, risks: &export.risks })
}

/// The same with the risk at a place of the export alone.
#[must_use]
pub fn exported_one<'a>(head: Head<'a>, export: &'a Export<'a>, at: usize) -> Document<'a, Shapes<'a>> {
    of(head, export.facts, Shapes { export, risks: &export.risks[at..=at] })
}

/// Risks of an export, each made when it is written: together they are as large
/// as the register.
#[derive(Debug)]
pub struct Shapes<'a> {
    export: &'a Export<'a>,
    risks: &'a [Seen<'a>],
}

impl Serialize for Shapes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shape = |seen| RiskShape::seen(self.export.facts, seen, self.export.counts(seen));
        serializer.collect_seq(self.risks.iter().map(shape))
    }
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
}

fn text(written: &Option<At<String>>) -> Option<&str> {
    written.as_ref().map(|written| written.as_str())
}
