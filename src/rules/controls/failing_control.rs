//! `failing-control`

use super::{each_reliance, is_inactive, knows_its_tests, path_of};
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::control::{Control, TestResult};
use crate::model::day::Day;
use crate::rules::{Check, Family, Rule, Stability};
use crate::source::Span;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "failing-control",
    family: Family::Controls,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "an open risk counts on a control that failed its last test",
    why: "The current level says how high the risk is because the control holds. The last test says that it \
          does not. Until it is repaired and tested again, the level is too low.",
    bad: &["controls = [\"gate\"]  # failing-control\n\
            --- controls.toml\n[[control]]\nid = \"gate\"\nname = \"Gate\"\nowner = \"security-lead\"\nstate = \"implemented\"\n\
            [[control.test]]\non = 2025-02-01\nresult = \"passed\"\n[[control.test]]\non = 2025-05-01\nresult = \"failed\"\n"],
    good: &["controls = [\"gate\"]\n\
             --- controls.toml\n[[control]]\nid = \"gate\"\nname = \"Gate\"\nowner = \"security-lead\"\nstate = \"implemented\"\n\
             [[control.test]]\non = 2025-05-20\nresult = \"passed\"\n[[control.test]]\non = 2025-05-01\nresult = \"failed\"\n"],
    check: Check::Register(check),
};

/// The last test's day and result, where it failed.
fn failed(control: &Control, today: Day) -> Option<(Day, Span)> {
    if is_inactive(control) || !knows_its_tests(control) {
        return None;
    }
    let test = control.last_test(today)?;
    let result = test.result.as_ref().filter(|result| result.value == TestResult::Failed)?;
    Some((test.on.as_ref()?.value, result.span))
}

fn check(facts: &Facts<'_>, out: &mut Findings) {
    each_reliance(
        facts,
        |control| failed(control, facts.today),
        |reliance| {
            let (on, result) = reliance.fault;
            let finding = reliance.finding(&RULE, &format!("failed its last test, on {on}"));
            let path = path_of(facts, reliance.control);
            out.add(finding.label(format!("failed on {on}")).related(*result, "the last test").help(
                format!(
                    "repair it and write the next [[control.test]] in {path}, or take it \
             out of `controls` and assess the risk without it"
                ),
            ));
        },
    );
}
