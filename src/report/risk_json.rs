//! Documents about risks: what `list`, `show` and the exports write of them.

use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;

use super::escape::whole_json;
use super::export::Export;
use super::log_json::ChangeShape;
use crate::facts::{Facts, RiskFacts};
use crate::filter::Report;
use crate::git::Commit;
use crate::model::config::Severity;
use crate::model::risk::Risk;
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

/// The document of an export: the shape of `list`, with a risk a line, so that
/// it can be written risk by risk.
#[derive(Debug)]
pub struct Lines<'a> {
    export: &'a Export<'a>,
    /// All that stands before the risks.
    opening: String,
}

impl<'a> Lines<'a> {
    /// The document of an export's risks.
    #[must_use]
    pub fn new(head: Head<'a>, export: &'a Export<'a>) -> Self {
        let none: [RiskShape<'_>; 0] = [];
        let opening = json(&of(head, export.facts, none));
        let opening = opening.strip_suffix("]}").expect("the risks are the last key").to_owned();
        Self { export, opening }
    }

    /// The risk at a place of the export.
    #[must_use]
    pub fn risk(&self, at: usize) -> String {
        let seen = &self.export.risks[at];
        json(&RiskShape::seen(self.export.facts, seen, self.export.counts(seen)))
    }

    /// A document with one risk.
    #[must_use]
    pub fn with_one(&self, risk: &str) -> String {
        [&self.opening, risk, "]}\n"].concat()
    }

    /// What stands before the risk at a place.
    #[must_use]
    pub fn before(&self, at: usize) -> [&str; 2] {
        if at == 0 { [&self.opening, "\n"] } else { [",", "\n"] }
    }

    /// What stands after the last risk.
    #[must_use]
    pub fn end(&self) -> [&str; 2] {
        if self.export.risks.is_empty() { [&self.opening, "]}\n"] } else { ["\n", "]}\n"] }
    }

    /// Writes the document with all risks.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        for at in 0..self.export.risks.len() {
            for piece in self.before(at).into_iter().chain([&*self.risk(at)]) {
                out.write_all(piece.as_bytes())?;
            }
        }
        self.end().into_iter().try_for_each(|piece| out.write_all(piece.as_bytes()))
    }
}

/// A shape as JSON on one line, in which nothing hides.
fn json(shape: &impl Serialize) -> String {
    let mut text = Vec::with_capacity(4096);
    serde_json::to_writer(&mut text, shape).expect("a shape of texts and numbers");
    whole_json(String::from_utf8(text).expect("JSON is text"), false)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::export::tests::with;
    use serde_json::Value;

    fn written(places: &[usize]) -> (String, Vec<String>) {
        with(places, |export| {
            let document = Lines::new(Head::of(export.facts, None), export);
            let mut out = Vec::new();
            document.write(&mut out).expect("memory");
            let each = (0..export.risks.len()).map(|at| document.with_one(&document.risk(at)));
            (String::from_utf8(out).expect("UTF-8"), each.collect())
        })
    }

    #[test]
    fn a_document_has_a_risk_a_line_and_that_of_one_risk_says_the_same_of_it() {
        let (all, each) = written(&[]);
        assert_eq!(all.lines().count(), 2 + each.len(), "{all}");
        let all: Value = serde_json::from_str(&all).expect("JSON");
        assert_eq!(all["risks"].as_array().map(Vec::len), Some(each.len()));
        for (risk, one) in all["risks"].as_array().expect("a list").iter().zip(&each) {
            let one: Value = serde_json::from_str(one).expect("JSON");
            let mut expected = all.clone();
            expected["risks"] = Value::from(vec![risk.clone()]);
            assert_eq!(one, expected);
        }
    }

    #[test]
    fn a_document_without_risks_is_one_too() {
        // A hidden one.
        let (none, each) = written(&[2]);
        assert!(each.is_empty(), "{each:?}");
        let none: Value = serde_json::from_str(&none).expect("JSON");
        assert_eq!(none["risks"], serde_json::json!([]));
    }
}
