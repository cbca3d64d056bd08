//! `unstated-control`

use crate::applicability::{Applicability, Statement};
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::register::Register;
use crate::rules::{Check, Family, Rule, Stability};
use crate::source::Span;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unstated-control",
    family: Family::Applicability,
    severity: Severity::Off,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a control of Annex A is neither applied nor excluded",
    why: "The statement of applicability compares what is done with all of Annex A, so that nothing is \
          forgotten (ISO 27001, 6.1.3 c and d). A control that is not mentioned was either overlooked or left \
          out without a reason. The rule is off until it is switched on: not every register has to state this.",
    bad: &[
        "=== controls.toml\n# What is in force.  # unstated-control, unstated-control\n[[control]]\nid = \"password-policy\"\nname = \"Password policy\"\nowner = \"it-manager\"\nstate = \"retired\"\nannex_a = [\"A.8.33\"]\n[[control]]\nid = \"handbook\"\nname = \"Security handbook\"\nowner = \"it-manager\"\nstate = \"implemented\"\nannex_a = [\"A.5.1\", \"A.5.2\", \"A.5.3\", \"A.5.4\", \"A.5.5\", \"A.5.6\", \"A.5.7\", \"A.5.8\", \"A.5.9\", \"A.5.10\", \"A.5.11\", \"A.5.12\", \"A.5.13\", \"A.5.14\", \"A.5.15\", \"A.5.16\", \"A.5.17\", \"A.5.18\", \"A.5.19\", \"A.5.20\", \"A.5.21\", \"A.5.22\", \"A.5.23\", \"A.5.24\", \"A.5.25\", \"A.5.26\", \"A.5.27\", \"A.5.28\", \"A.5.29\", \"A.5.30\", \"A.5.31\", \"A.5.32\", \"A.5.33\", \"A.5.34\", \"A.5.35\", \"A.5.36\", \"A.5.37\", \"A.6.1\", \"A.6.2\", \"A.6.3\", \"A.6.4\", \"A.6.5\", \"A.6.6\", \"A.6.7\", \"A.6.8\", \"A.7.1\", \"A.7.2\", \"A.7.3\", \"A.7.4\", \"A.7.5\", \"A.7.6\", \"A.7.7\", \"A.7.8\", \"A.7.9\", \"A.7.10\", \"A.7.11\", \"A.7.12\", \"A.7.13\", \"A.7.14\", \"A.8.1\", \"A.8.2\", \"A.8.3\", \"A.8.4\", \"A.8.5\", \"A.8.6\", \"A.8.7\", \"A.8.8\", \"A.8.9\", \"A.8.10\", \"A.8.11\", \"A.8.12\", \"A.8.13\", \"A.8.14\", \"A.8.15\", \"A.8.16\", \"A.8.17\", \"A.8.18\", \"A.8.19\", \"A.8.20\", \"A.8.21\", \"A.8.22\", \"A.8.23\", \"A.8.24\", \"A.8.25\", \"A.8.26\", \"A.8.27\", \"A.8.28\", \"A.8.29\", \"A.8.30\", \"A.8.31\", \"A.8.32\"]\n",
    ],
    good: &[
        "--- controls.toml\n[[control]]\nid = \"handbook\"\nname = \"Security handbook\"\nowner = \"it-manager\"\nstate = \"implemented\"\nannex_a = [\"A.5.1\", \"A.5.2\", \"A.5.3\", \"A.5.4\", \"A.5.5\", \"A.5.6\", \"A.5.7\", \"A.5.8\", \"A.5.9\", \"A.5.10\", \"A.5.11\", \"A.5.12\", \"A.5.13\", \"A.5.14\", \"A.5.15\", \"A.5.16\", \"A.5.17\", \"A.5.18\", \"A.5.19\", \"A.5.20\", \"A.5.21\", \"A.5.22\", \"A.5.23\", \"A.5.24\", \"A.5.25\", \"A.5.26\", \"A.5.27\", \"A.5.28\", \"A.5.29\", \"A.5.30\", \"A.5.31\", \"A.5.32\", \"A.5.33\", \"A.5.34\", \"A.5.35\", \"A.5.36\", \"A.5.37\", \"A.6.1\", \"A.6.2\", \"A.6.3\", \"A.6.4\", \"A.6.5\", \"A.6.6\", \"A.6.7\", \"A.6.8\", \"A.7.1\", \"A.7.2\", \"A.7.3\", \"A.7.4\", \"A.7.5\", \"A.7.6\", \"A.7.7\", \"A.7.8\", \"A.7.9\", \"A.7.10\", \"A.7.11\", \"A.7.12\", \"A.7.13\", \"A.7.14\", \"A.8.1\", \"A.8.2\", \"A.8.3\", \"A.8.4\", \"A.8.5\", \"A.8.6\", \"A.8.7\", \"A.8.8\", \"A.8.9\", \"A.8.10\", \"A.8.11\", \"A.8.12\", \"A.8.13\", \"A.8.14\", \"A.8.15\", \"A.8.16\", \"A.8.17\", \"A.8.18\", \"A.8.19\", \"A.8.20\", \"A.8.21\", \"A.8.22\", \"A.8.23\", \"A.8.24\", \"A.8.25\", \"A.8.26\", \"A.8.27\", \"A.8.28\", \"A.8.29\", \"A.8.30\", \"A.8.31\", \"A.8.32\", \"A.8.33\"]\n[[excluded]]\nannex_a = \"A.8.34\"\njustification = \"No audits on systems in use.\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    // What could not be read may state it.
    if register.holes().controls {
        return;
    }
    let statement = Statement::new(facts, |_, _| false);
    let place = place(register);
    for entry in statement.of(Applicability::Unstated) {
        let annex = entry.annex;
        let message = format!("{} ({}) is neither applied nor excluded", annex.reference, annex.title);
        let finding = RULE.at(place, message).thing(annex.reference).field("annex_a");
        out.add(finding.help(format!(
            "name `{0}` in the `annex_a` of the control that carries it out, or write an [[excluded]] with \
             `annex_a = \"{0}\"` and a `justification`",
            annex.reference
        )));
    }
}

/// Where the statement is made: the first file of controls, else the
/// configuration.
fn place(register: &Register) -> Span {
    let entries = register.controls.iter().map(|control| control.span.file);
    let file = entries.chain(register.excluded.iter().map(|excluded| excluded.span.file)).next();
    let file = file.or_else(|| register.sources.find(&register.config.paths.controls));
    Span::start_of(file.unwrap_or(register.config.file))
}
