//! How the register and its follow-up perform: figures that are computed and
//! never stored, each with what it is counted of. Of nothing there is no figure,
//! and what is not known is not zero.

pub mod ages;
pub mod controls;
pub mod incidents;
pub mod indicators;
pub mod on_time;
pub mod register;

use serde::Serialize;

use crate::facts::Facts;
use crate::model::day::Day;
use crate::model::incident::Incident;
use crate::model::risk::Risk;
use crate::trend::{self, Column};

/// Every figure of a register on its day, over a period.
#[derive(Debug, Clone)]
pub struct Metrics {
    /// The period begins after this day.
    pub since: Day,
    /// The indicators.
    pub indicators: Vec<indicators::IndicatorFigures>,
    /// Incident response.
    pub incidents: incidents::IncidentFigures,
    /// The effectiveness of controls.
    pub controls: controls::ControlFigures,
    /// How the register is kept.
    pub register: register::RegisterFigures,
    /// Open risks by level at the ends of the months, and on the judged day.
    pub levels: Vec<Column>,
}

impl Metrics {
    /// The figures over the risks and the incidents that are shown.
    #[must_use]
    pub fn of(
        facts: &Facts<'_>,
        since: Day,
        shows: &dyn Fn(&Risk) -> bool,
        tells: &dyn Fn(&Incident) -> bool,
    ) -> Self {
        Self {
            since,
            indicators: indicators::figures(facts, since, shows),
            incidents: incidents::figures(facts, since, tells),
            controls: controls::figures(facts, shows),
            register: register::figures(facts, since, shows),
            levels: trend::columns_since(facts, since, shows),
        }
    }
}

/// A number of a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Share {
    /// How many.
    pub value: usize,
    /// Of how many.
    pub of: usize,
}

/// A median with the number of values that it is of.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Median {
    /// The median; `None` of nothing.
    pub median: Option<f64>,
    /// Of how many.
    pub n: usize,
}

impl Median {
    /// The median of these.
    #[must_use]
    pub fn of(values: &[i64]) -> Self {
        Self { median: crate::statistics::median(values), n: values.len() }
    }
}
