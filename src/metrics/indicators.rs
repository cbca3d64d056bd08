//! The indicators with their values.

use serde::Serialize;

use crate::facts::Facts;
use crate::indicator::{Standing, Status};
use crate::model::day::Day;
use crate::model::indicator::{Better, Indicator, IndicatorKind};
use crate::model::measurement::Measurement;
use crate::model::risk::Risk;
use crate::model::word::Word;
use crate::source::At;

/// An indicator.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndicatorFigures {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `kri` or `kpi`.
    pub kind: Option<&'static str>,
    /// What one of it is.
    pub unit: Option<String>,
    /// `lower` or `higher`.
    pub better: Option<&'static str>,
    /// The value that is aimed at.
    pub target: Option<f64>,
    /// From here on it is a warning.
    pub warn: Option<f64>,
    /// From here on it is a breach.
    pub breach: Option<f64>,
    /// What the last value says.
    pub status: &'static str,
    /// Nothing was measured within cadence and grace.
    pub stale: bool,
    /// The last value.
    pub latest: Option<Value>,
    /// The values of the period.
    pub values: Vec<PastValue>,
    /// The risks that it watches.
    pub risks: Vec<String>,
    /// The controls that it watches.
    pub controls: Vec<String>,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Value {
    /// The day.
    pub date: String,
    /// The value.
    pub value: f64,
    /// Of how many things.
    pub n: Option<u64>,
    /// A remark.
    pub note: Option<String>,
}

/// A value of a series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PastValue {
    /// The value.
    #[serde(flatten)]
    pub value: Value,
    /// It was another one before.
    pub restated: bool,
}

/// Every indicator, with its values after a day; of the risks that it watches
/// those that are shown.
#[must_use]
pub fn figures(facts: &Facts<'_>, since: Day, shows: &dyn Fn(&Risk) -> bool) -> Vec<IndicatorFigures> {
    let indicators = facts.register.indicators.iter().zip(&facts.indicators);
    indicators.map(|(indicator, standing)| one(facts, indicator, standing, since, shows)).collect()
}

fn one(
    facts: &Facts<'_>,
    indicator: &Indicator,
    standing: &Standing<'_>,
    since: Day,
    shows: &dyn Fn(&Risk) -> bool,
) -> IndicatorFigures {
    let series = facts.register.series(&indicator.id);
    let values = series.map_or(&[][..], |series| series.until(facts.today));
    let restated = |measured: &Measurement| {
        facts.past.is_some_and(|past| past.was_restated(&indicator.id, measured.date))
    };
    let past = |measured: &Measurement| PastValue { value: value(measured), restated: restated(measured) };
    let number = |limit: &Option<At<f64>>| limit.as_ref().map(|limit| limit.value);
    let risks =
        indicator.risks.iter().filter_map(|id| facts.register.referred(id)).filter(|risk| shows(risk));
    IndicatorFigures {
        id: indicator.id.value.clone(),
        name: indicator.name().to_owned(),
        kind: indicator.kind.as_ref().map(|kind: &At<IndicatorKind>| kind.value.word()),
        unit: indicator.unit.as_ref().map(|unit| unit.value.clone()),
        better: indicator.better.as_ref().map(|better: &At<Better>| better.value.word()),
        target: number(&indicator.target),
        warn: number(&indicator.warn),
        breach: number(&indicator.breach),
        status: Status::word(standing.status),
        stale: standing.stale,
        latest: standing.latest.map(value),
        values: values.iter().filter(|measured| measured.date > since).map(past).collect(),
        risks: risks.map(|risk| risk.id().to_owned()).collect(),
        controls: indicator.controls.iter().map(|id| id.value.clone()).collect(),
    }
}

fn value(measured: &Measurement) -> Value {
    Value {
        date: measured.date.to_string(),
        value: measured.value,
        n: measured.n,
        note: measured.note.as_deref().map(str::to_owned),
    }
}
