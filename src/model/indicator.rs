//! An indicator: a figure that is watched, with its thresholds.

use super::day::Period;
use super::word::words;
use crate::source::{At, Span};

words! {
    /// What an indicator tells of.
    IndicatorKind {
        /// A key risk indicator: whether a risk is rising.
        Kri = "kri",
        /// A key performance indicator: whether the work is done.
        Kpi = "kpi",
    }
}

words! {
    /// Which values are better.
    Better {
        /// Low ones.
        Lower = "lower",
        /// High ones.
        Higher = "higher",
    }
}

/// An entry of `indicators.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// The header.
    pub span: Span,
    /// The id, which is also the name of its measurements' file.
    pub id: At<String>,
    /// The name.
    pub name: Option<At<String>>,
    /// What it tells of.
    pub kind: Option<At<IndicatorKind>>,
    /// The question that it answers.
    pub question: Option<At<String>>,
    /// What one of it is.
    pub unit: Option<At<String>>,
    /// Which values are better.
    pub better: Option<At<Better>>,
    /// The value that is aimed at.
    pub target: Option<At<f64>>,
    /// From this value on it is a warning.
    pub warn: Option<At<f64>>,
    /// From this value on it is a breach.
    pub breach: Option<At<f64>>,
    /// How often it is measured.
    pub every: Option<At<Period>>,
    /// How much later a measurement may come.
    pub grace: Option<At<Period>>,
    /// Who answers for it.
    pub owner: Option<At<String>>,
    /// The risks that it watches.
    pub risks: Vec<At<String>>,
    /// The controls that it watches.
    pub controls: Vec<At<String>>,
}

impl Indicator {
    /// The name, else the id.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_ref().unwrap_or(&self.id)
    }
}
