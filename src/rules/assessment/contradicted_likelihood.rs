//! `contradicted-likelihood`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::day::{Day, days_between};
use crate::model::incident::Incident;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "contradicted-likelihood",
    family: Family::Assessment,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "more incidents are linked to a risk than its likelihood claims",
    why: "A likelihood that is worded as a rate (`per_year`) can be held against what happened. Two incidents or \
          more in the last five years, and more than the word's upper bound times the years, say that it is too \
          low.",
    bad: &[
        "likelihood = \"low\"  # contradicted-likelihood\n+++ schema/methodology.toml\n[[likelihood]]\nid = \"low\"\nname = \"Low\"\nper_year = [0.0, 0.2]\n[[likelihood]]\nid = \"medium\"\nname = \"Medium\"\nper_year = [0.2, 1.0]\n[[likelihood]]\nid = \"high\"\nname = \"High\"\nper_year = [1.0, 50.0]\n\
         === incidents/I0001.toml\nid = \"I0001\"\ntitle = \"Theft\"\ndetected = 2024-09-03T09:00:00Z\nrisks = [\"R001\"]\n\
         === incidents/I0002.toml\nid = \"I0002\"\ntitle = \"Theft\"\ndetected = 2025-02-03T09:00:00Z\nrisks = [\"R001\"]\n",
    ],
    good: &[
        "likelihood = \"low\"\n+++ schema/methodology.toml\n[[likelihood]]\nid = \"low\"\nname = \"Low\"\nper_year = [0.0, 0.2]\n[[likelihood]]\nid = \"medium\"\nname = \"Medium\"\nper_year = [0.2, 1.0]\n[[likelihood]]\nid = \"high\"\nname = \"High\"\nper_year = [1.0, 50.0]\n\
         === incidents/I0001.toml\nid = \"I0001\"\ntitle = \"Theft\"\ndetected = 2019-09-03T09:00:00Z\nrisks = [\"R001\"]\n\
         === incidents/I0002.toml\nid = \"I0002\"\ntitle = \"Theft\"\ndetected = 2025-02-03T09:00:00Z\nrisks = [\"R001\"]\n",
    ],
    check: Check::Register(check),
};

/// So far back incidents count, in years.
const YEARS: f64 = 5.0;
/// One incident alone contradicts nothing.
const FEWEST: usize = 2;
const DAYS_A_YEAR: f64 = 365.25;

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let Some(methodology) = &facts.register.methodology else { return };
    if facts.register.incidents.is_empty() {
        return;
    }
    for (risk, judged) in facts.open() {
        let Some(written) = &risk.current.likelihood else { continue };
        let Some(point) = methodology.likelihood.iter().find(|point| point.id.value == written.value) else {
            continue;
        };
        let Some(claimed) = &point.per_year else { continue };
        let linked: Vec<&Incident> =
            facts.register.incidents_of(risk.id()).filter(|i| is_recent(i, facts.today)).collect();
        // The register need not be five years old: without an older incident
        // nobody knows how long there was none.
        #[allow(clippy::cast_precision_loss, reason = "a register has few incidents")]
        let most = claimed.value.1 * YEARS;
        #[allow(clippy::cast_precision_loss, reason = "a register has few incidents")]
        let count = linked.len() as f64;
        if linked.len() < FEWEST || count <= most {
            continue;
        }
        let ids: Vec<&str> = linked.iter().take(8).map(|incident| incident.id.as_str()).collect();
        let message = format!(
            "{}: {} incidents in five years, and `{}` claims at most {} a year, {} in five",
            risk.id(),
            linked.len(),
            point.name(),
            claimed.value.1,
            most
        );
        let finding = RULE.at(written.span, message).label(ids.join(", "));
        let finding =
            finding.related(claimed.span, "what the word claims").risk(risk.id()).field("likelihood");
        let finding = finding.level(facts.level_id(judged));
        out.add(finding.help("assess the likelihood again, or say in the rationale why they will not come again and waive this"));
    }
}

#[allow(clippy::cast_precision_loss, reason = "days of a few years")]
fn is_recent(incident: &Incident, today: Day) -> bool {
    incident.day().is_some_and(|day| {
        let days = days_between(day, today);
        days >= 0 && days as f64 <= YEARS * DAYS_A_YEAR
    })
}
