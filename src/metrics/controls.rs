//! The effectiveness of controls in both meanings of the word: whether they
//! pass their tests, and whether risks are lower with them than without.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::facts::{Facts, RiskFacts};
use crate::model::control::{Control, TestResult};
use crate::model::day::Day;
use crate::model::risk::Risk;
use crate::statistics::rate;

/// The effectiveness of controls.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ControlFigures {
    /// Controls that open risks count on.
    pub counted_on: usize,
    /// Those of them whose latest test lies within its cadence.
    pub tested: usize,
    /// Those whose latest test lies within its cadence and passed.
    pub passed: usize,
    /// Passed of counted on: what is untested is not passed.
    pub pass_rate: Option<f64>,
    /// Open risks that are assessed both without and with controls.
    pub comparable: usize,
    /// Those whose level is lower with controls.
    pub lowered: usize,
    /// By how many levels, all together.
    pub levels_lowered: usize,
    /// Lowered of comparable.
    pub reduction_rate: Option<f64>,
}

/// The figures over the risks that are shown.
#[must_use]
pub fn figures(facts: &Facts<'_>, shows: &dyn Fn(&Risk) -> bool) -> ControlFigures {
    let open: Vec<(&Risk, &RiskFacts)> = facts.open().filter(|(risk, _)| shows(risk)).collect();
    let ids: BTreeSet<&str> =
        open.iter().flat_map(|(risk, _)| &risk.controls).map(|id| id.as_str()).collect();
    let controls: Vec<&Control> = ids.iter().filter_map(|id| facts.register.control(id)).collect();
    let result = |control: &&Control| current_test(control, facts.today);
    let tested = controls.iter().filter(|control| result(control).is_some()).count();
    let passed = controls.iter().filter(|control| result(control) == Some(TestResult::Passed)).count();
    let pairs = open.iter().filter_map(|(_, judged)| {
        let inherent = judged.stages.inherent?.level?;
        Some((inherent, judged.level()?))
    });
    let drops: Vec<usize> = pairs.map(|(inherent, current)| inherent.saturating_sub(current)).collect();
    let lowered = drops.iter().filter(|drop| **drop > 0).count();
    ControlFigures {
        counted_on: controls.len(),
        tested,
        passed,
        pass_rate: rate(passed, controls.len()),
        comparable: drops.len(),
        lowered,
        levels_lowered: drops.iter().sum(),
        reduction_rate: rate(lowered, drops.len()),
    }
}

/// What the latest test showed, if it still counts: one without a cadence does.
#[must_use]
pub fn current_test(control: &Control, today: Day) -> Option<TestResult> {
    let test = control.last_test(today)?;
    let on = test.on.as_ref()?.value;
    let until = control.test_every.as_ref().map(|every| every.value.after(on));
    if until.is_some_and(|until| until < today) {
        return None;
    }
    test.result.as_ref().map(|result| result.value)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::parse::load_texts;

    const METHODOLOGY: &str = include_str!("../../tests/data/examples/methodology.toml");

    #[test]
    fn both_meanings_are_reckoned_by_hand() {
        let control = |id: &str, rest: &str| format!("[[control]]\nid = \"{id}\"\nname = \"{id}\"\n{rest}\n");
        let test = |on: &str, result: &str| format!("[[control.test]]\non = {on}\nresult = \"{result}\"\n");
        let controls = [
            control("kept", &format!("test_every = \"12 months\"\n{}", test("2024-06-01", "passed"))),
            control("old", &format!("test_every = \"12 months\"\n{}", test("2024-05-31", "passed"))),
            control("failed", &(test("2025-01-01", "passed") + &test("2025-02-01", "failed"))),
            control("never", ""),
            control("unused", &test("2025-01-01", "passed")),
        ]
        .concat();
        let risk = |id: &str, inherent: &str, current: &str, rest: &str| {
            let rated = |(likelihood, impact): (&str, &str)| {
                format!("likelihood = \"{likelihood}\"\nimpact = \"{impact}\"\n")
            };
            let pair = |text: &str| match text.split_once(' ') {
                Some((likelihood, impact)) => rated((likelihood, impact)),
                None => String::new(),
            };
            let head = format!("id = \"{id}\"\nstatus = \"open\"\n{}{rest}\n", pair(current));
            if inherent.is_empty() { head } else { format!("{head}[inherent]\n{}", pair(inherent)) }
        };
        let all = "controls = [\"kept\", \"old\", \"failed\", \"never\", \"unknown\"]";
        let files = [
            // Critical to low: three levels. High to high: none. Raised: none.
            risk("R001", "high high", "low low", all),
            risk("R002", "high medium", "high medium", "controls = [\"kept\"]"),
            risk("R003", "low low", "high high", ""),
            risk("R004", "", "high high", ""),
            risk("R005", "high high", "", ""),
            risk("R006", "high high", "low low", "").replace("\"open\"", "\"closed\""),
        ];
        let mut list = vec![
            ("plimsoll.toml".to_owned(), "[register]\ntitle = \"T\"\n".to_owned()),
            ("schema/methodology.toml".to_owned(), METHODOLOGY.to_owned()),
            ("controls.toml".to_owned(), controls),
        ];
        list.extend(
            files.into_iter().enumerate().map(|(n, text)| (format!("risks/R00{}.toml", n + 1), text)),
        );
        let texts: Vec<(&str, &str)> =
            list.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let loaded = load_texts(&texts);
        let facts = Facts::new(&loaded.register, date(2025, 6, 1));
        assert_eq!(
            figures(&facts, &|_| true),
            ControlFigures {
                counted_on: 4,
                tested: 2,
                passed: 1,
                pass_rate: Some(0.25),
                comparable: 3,
                lowered: 1,
                levels_lowered: 3,
                reduction_rate: Some(1.0 / 3.0),
            }
        );
        let none = figures(&facts, &|_| false);
        assert_eq!((none.pass_rate, none.reduction_rate), (None, None), "of nothing there is no rate");
    }
}
