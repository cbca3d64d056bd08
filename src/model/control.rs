//! A control: what is in force or planned against risks, and its tests.

use super::day::{Day, Period};
use super::word::words;
use crate::source::{At, Span};

words! {
    /// Whether a control is in force.
    ControlState {
        /// Decided, not there yet.
        Planned = "planned",
        /// In force.
        Implemented = "implemented",
        /// In force, but not as it should be.
        Degraded = "degraded",
        /// No longer in force.
        Retired = "retired",
    }
}

words! {
    /// Why a control applies (ISO 27001, 6.1.3 d).
    Reason {
        /// A risk calls for it.
        Risk = "risk",
        /// A law calls for it.
        Law = "law",
        /// A contract calls for it.
        Contract = "contract",
        /// The business wants it.
        Business = "business",
    }
}

words! {
    /// What a test showed.
    TestResult {
        /// The control works.
        Passed = "passed",
        /// It does not.
        Failed = "failed",
    }
}

/// One test of a control.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlTest {
    /// The header.
    pub span: Span,
    /// The day.
    pub on: Option<At<Day>>,
    /// What it showed.
    pub result: Option<At<TestResult>>,
    /// Who tested.
    pub by: Option<At<String>>,
    /// What shows it.
    pub evidence: Option<At<String>>,
}

/// An entry of `controls.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// The header.
    pub span: Span,
    /// The id.
    pub id: At<String>,
    /// The name.
    pub name: Option<At<String>>,
    /// Who answers for it.
    pub owner: Option<At<String>>,
    /// Whether it is in force.
    pub state: Option<At<ControlState>>,
    /// Its references in ISO 27001:2022 Annex A.
    pub annex_a: Vec<At<String>>,
    /// Why it applies.
    pub reasons: Vec<At<Reason>>,
    /// Why, in words.
    pub justification: Option<At<String>>,
    /// How often it is to be tested.
    pub test_every: Option<At<Period>>,
    /// Its tests.
    pub tests: Vec<ControlTest>,
}

impl Control {
    /// The name, else the id.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_ref().unwrap_or(&self.id)
    }

    /// Whether it is no longer in force.
    #[must_use]
    pub fn is_retired(&self) -> bool {
        self.state.as_ref().is_some_and(|state| state.value == ControlState::Retired)
    }

    /// The latest test on or before a day; of two on one day the one written
    /// later.
    #[must_use]
    pub fn last_test(&self, today: Day) -> Option<&ControlTest> {
        let dated = self.tests.iter().filter_map(|test| Some((test.on.as_ref()?.value, test)));
        let past = dated.filter(|(on, test)| *on <= today && test.result.is_some());
        past.max_by_key(|(on, _)| *on).map(|(_, test)| test)
    }
}

/// An Annex A control that does not apply, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Excluded {
    /// The header.
    pub span: Span,
    /// The reference.
    pub annex_a: Option<At<String>>,
    /// Why it does not apply.
    pub justification: Option<At<String>>,
}
