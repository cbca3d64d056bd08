//! `incomplete-matrix`

use super::{METHODOLOGY, grid, scored};
use crate::facts::Facts;
use crate::finding::{Finding, Findings};
use crate::model::config::Severity;
use crate::model::methodology::{Combine, Methodology};
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "incomplete-matrix",
    family: Family::Method,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "the matrix does not give every assessment one level",
    why: "Every likelihood with every impact is some risk's assessment sooner or later. Where the matrix has no \
          level for it, that risk is neither above the line nor below. A grid has a row for each likelihood and \
          a cell for each impact; a formula needs a score at every step and a `from` at every level, and the \
          lowest level begins where the lowest score lies.",
    bad: &[
        "+++ schema/methodology.toml\n[matrix]  # incomplete-matrix\nhigh = [\"moderate\", \"high\", \"critical\"]\nmedium = [\"low\", \"moderate\", \"high\"]\n",
        "+++ schema/methodology.toml\n[matrix]\nhigh = [\"moderate\", \"high\"]  # incomplete-matrix\nmedium = [\"low\", \"moderate\", \"high\"]\nlow = [\"low\", \"low\", \"moderate\", \"critical\"]  # incomplete-matrix\n",
        "+++ schema/methodology.toml\n[[likelihood]]\nid = \"low\"\nname = \"Low\"\nscore = 1\n[[likelihood]]\nid = \"medium\"  # incomplete-matrix\nname = \"Medium\"\n[[likelihood]]\nid = \"high\"\nname = \"High\"\nscore = 3\n[[impact]]\nid = \"low\"\nname = \"Low\"\nscore = 1\n[[impact]]\nid = \"medium\"\nname = \"Medium\"\nscore = 2\n[[impact]]\nid = \"high\"\nname = \"High\"\nscore = 3\n[[level]]\nid = \"low\"\nname = \"Low\"\nacceptable = true\nfrom = 2  # incomplete-matrix\n[[level]]\nid = \"high\"\nname = \"High\"\nacceptable = false\nfrom = 6\naccept_by = \"ciso\"\ntreat_within = \"6 months\"\n[matrix]\nformula = \"product\"\n",
        "+++ schema/methodology.toml\n[matrix]\nformula = \"product\"  # incomplete-matrix, incomplete-matrix, incomplete-matrix\nhigh = [\"moderate\", \"high\", \"critical\"]  # incomplete-matrix\n",
    ],
    good: &[
        "+++ schema/methodology.toml\n[[likelihood]]\nid = \"medium\"\nname = \"Medium\"\nscore = 1\n[[likelihood]]\nid = \"high\"\nname = \"High\"\nscore = 2\n[[impact]]\nid = \"medium\"\nname = \"Medium\"\nscore = 1\n[[impact]]\nid = \"high\"\nname = \"High\"\nscore = 2\n[[level]]\nid = \"low\"\nname = \"Low\"\nacceptable = true\nfrom = 1\n[[level]]\nid = \"high\"\nname = \"High\"\nacceptable = false\nfrom = 4\naccept_by = \"ciso\"\ntreat_within = \"6 months\"\n[matrix]\nformula = \"product\"\n",
        "# Two kinds of impact, summed: the lowest score is 1 times 2.\nimpact = { money = \"medium\", harm = \"high\" }\n+++ schema/methodology.toml\n[[dimension]]\nid = \"money\"\nname = \"Money\"\n[[dimension]]\nid = \"harm\"\nname = \"Harm to people\"\n[[likelihood]]\nid = \"medium\"\nname = \"Medium\"\nscore = 1\n[[likelihood]]\nid = \"high\"\nname = \"High\"\nscore = 2\n[[impact]]\nid = \"medium\"\nname = \"Medium\"\nscore = 1\n[[impact]]\nid = \"high\"\nname = \"High\"\nscore = 2\n[[level]]\nid = \"low\"\nname = \"Low\"\nacceptable = true\nfrom = 2\n[[level]]\nid = \"high\"\nname = \"High\"\nacceptable = false\nfrom = 8\naccept_by = \"ciso\"\ntreat_within = \"6 months\"\n[matrix]\nformula = \"product\"\ncombine = \"sum\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let Some(methodology) = &facts.register.methodology else { return };
    let matrix = &methodology.matrix;
    // A matrix that is missing or no table is a finding of the files.
    let Some(header) = matrix.span else { return };
    match (&matrix.formula, matrix.rows.first()) {
        (Some(formula), rows) => {
            if let Some(row) = rows {
                let message = "the matrix has a formula and a grid; the grid is not read";
                let finding = RULE.at(row.likelihood.span, message).label("not read");
                let finding = finding.related(formula.span, "the formula is used");
                out.add(about(finding, "matrix.formula", "grid").help("take out the formula, or the rows"));
            }
            scored::check(methodology, formula, out);
        }
        (None, Some(_)) => {
            grid::check(methodology, header, out);
            no_sum(methodology, out);
        }
        (None, None) if !methodology.is_faulty("matrix") => {
            let finding = RULE.at(header, "the matrix has neither rows nor a formula").label("nothing in it");
            out.add(about(finding, "matrix", "").help("write a row for each likelihood, or a `formula`"));
        }
        (None, None) => {}
    }
}

/// A grid has no scores that could be summed.
fn no_sum(methodology: &Methodology, out: &mut Findings) {
    let Some(combine) = &methodology.matrix.combine else { return };
    if combine.value == Combine::Sum && !methodology.dimensions.is_empty() {
        let finding = RULE.at(combine.span, "`combine` adds up scores, and a grid has none");
        let finding = finding.label("only with a `formula`");
        let finding = about(finding, "matrix.combine", "sum");
        out.add(finding.help("write combine = \"highest\", or a `formula` in the place of the grid"));
    }
}

/// A finding about the matrix.
pub(super) fn about(finding: Finding, field: &str, other: &str) -> Finding {
    finding.thing(METHODOLOGY).field(field).other(other)
}
