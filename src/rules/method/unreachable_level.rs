//! `unreachable-level`

use super::METHODOLOGY;
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::methodology::Methodology;
use crate::rules::{Check, Family, Rule, Stability};
use crate::score::Scale;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unreachable-level",
    family: Family::Method,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "no likelihood and impact give a level",
    why: "A level that no risk can reach promises a rigour that never comes: who accepts it, how fast it is \
          treated and to whom it escalates is written for nothing. Mostly a cell or a `from` is wrong.",
    bad: &[
        "--- schema/methodology.toml\n[[level]]\nid = \"extreme\"  # unreachable-level\nname = \"Extreme\"\nacceptable = false\naccept_by = \"board\"\ntreat_within = \"7 days\"\n",
        "+++ schema/methodology.toml\n[[likelihood]]\nid = \"medium\"\nname = \"Medium\"\nscore = 1\n[[likelihood]]\nid = \"high\"\nname = \"High\"\nscore = 2\n[[impact]]\nid = \"medium\"\nname = \"Medium\"\nscore = 1\n[[impact]]\nid = \"high\"\nname = \"High\"\nscore = 2\n[[level]]\nid = \"low\"\nname = \"Low\"\nacceptable = true\nfrom = 1\n[[level]]\nid = \"high\"  # unreachable-level\nname = \"High\"\nacceptable = false\nfrom = 5\naccept_by = \"ciso\"\ntreat_within = \"6 months\"\n[matrix]\nformula = \"product\"\n",
    ],
    good: &[
        "+++ schema/methodology.toml\n[matrix]\nhigh = [\"moderate\", \"high\", \"critical\"]\nmedium = [\"low\", \"moderate\", \"high\"]\nlow = [\"low\", \"low\", \"moderate\"]\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let (Some(methodology), Some(scale)) = (&facts.register.methodology, &facts.scale) else { return };
    let lists = ["likelihood", "impact", "level", "dimension"];
    if lists.iter().any(|list| methodology.has_lost(list)) {
        return;
    }
    // Where a cell has no level, it may be the one that gives the level missed.
    let Some(is_reached) = reached(methodology, scale) else { return };
    for (level, _) in methodology.levels.iter().zip(is_reached).filter(|(_, reached)| !reached) {
        let name = level.name();
        let finding = RULE.at(level.id.span, format!("no likelihood and impact give the level {name}"));
        let finding = finding.label("never reached").thing(METHODOLOGY).field("level.id");
        let remedy = if methodology.matrix.formula.is_some() {
            "lower its `from`, or take the level out"
        } else {
            "name it in a cell of the matrix, or take the level out"
        };
        out.add(finding.other(&level.id.value).help(remedy));
    }
}

/// For each level whether a cell gives it; `None` where a cell gives none.
fn reached(methodology: &Methodology, scale: &Scale<'_>) -> Option<Vec<bool>> {
    let mut reached = vec![false; methodology.levels.len()];
    let mut any = false;
    for likelihood in 0..methodology.likelihood.len() {
        if methodology.matrix.formula.is_some() {
            for score in scale.impact_scores()? {
                reached[scale.summed_cell(likelihood, score)?] = true;
                any = true;
            }
        } else {
            for impact in 0..methodology.impact.len() {
                reached[scale.cell(likelihood, impact)?] = true;
                any = true;
            }
        }
    }
    any.then_some(reached)
}
