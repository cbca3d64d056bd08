//! `untested-control`

use super::{each_reliance, is_inactive, knows_its_tests, path_of};
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::control::Control;
use crate::model::day::{Day, days_between, days_in_words};
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "untested-control",
    family: Family::Controls,
    severity: Severity::Warning,
    dated: true,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "an open risk counts on a control whose test is overdue",
    why: "Controls wear out: rules are forgotten, filters are switched off, keys are copied. `test_every` says \
          how long a test is good for. Past that day the current level of every risk that counts on the \
          control rests on hope.",
    bad: &[
        "controls = [\"gate\"]  # untested-control\n\
         --- controls.toml\n[[control]]\nid = \"gate\"\nname = \"Gate\"\nowner = \"security-lead\"\nstate = \"implemented\"\n\
         test_every = \"6 months\"\n[[control.test]]\non = 2024-11-30\nresult = \"passed\"\n",
        "controls = [\"gate\"]  # untested-control\n\
         --- controls.toml\n[[control]]\nid = \"gate\"\nname = \"Gate\"\nowner = \"security-lead\"\nstate = \"implemented\"\n\
         test_every = \"6 months\"\n",
    ],
    good: &[
        "controls = [\"gate\"]\n\
         --- controls.toml\n[[control]]\nid = \"gate\"\nname = \"Gate\"\nowner = \"security-lead\"\nstate = \"implemented\"\n\
         test_every = \"6 months\"\n[[control.test]]\non = 2024-12-01\nresult = \"passed\"\n",
        "controls = [\"password-policy\"]\n\
         --- controls.toml\n[[control]]\nid = \"gate\"\nname = \"Gate\"\nowner = \"security-lead\"\nstate = \"implemented\"\n\
         test_every = \"6 months\"\n",
    ],
    check: Check::Register(check),
};

/// How a control has missed its test.
enum Missed {
    Never,
    /// Last tested, and to be tested again by.
    Since(Day, Day),
}

fn missed(control: &Control, today: Day) -> Option<Missed> {
    let every = control.test_every.as_ref()?.value;
    if is_inactive(control) || !knows_its_tests(control) {
        return None;
    }
    let Some(last) = control.last_test(today).and_then(|test| test.on.as_ref()) else {
        return Some(Missed::Never);
    };
    let by = every.after(last.value);
    (by < today).then_some(Missed::Since(last.value, by))
}

fn check(facts: &Facts<'_>, out: &mut Findings) {
    // A test may stand in what could not be read.
    if facts.register.holes().controls {
        return;
    }
    let today = facts.today;
    each_reliance(
        facts,
        |control| missed(control, today),
        |reliance| {
            let Some(every) = &reliance.control.test_every else { return };
            let (what, label) = match reliance.fault {
                Missed::Never => (
                    format!("is to be tested every {} and never was", every.value.cadence()),
                    "never tested".to_owned(),
                ),
                Missed::Since(last, by) => {
                    let days = days_in_words(days_between(*by, today));
                    let label = format!("test was due on {by}, {days} before today, {today}");
                    (format!("was last tested on {last} and was to be again by {by}"), label)
                }
            };
            let finding = reliance.finding(&RULE, &what).label(label);
            let path = path_of(facts, reliance.control);
            out.add(
                finding
                    .related(every.span, format!("to be tested every {}", every.value.cadence()))
                    .help(format!("test it, and write a [[control.test]] with `on` and `result` in {path}")),
            );
        },
    );
}
