//! `metrics --format json`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::metrics::Metrics;
use crate::metrics::controls::ControlFigures;
use crate::metrics::incidents::IncidentFigures;
use crate::metrics::indicators::IndicatorFigures;
use crate::metrics::register::RegisterFigures;
use crate::report::risk_json::{BareHead, Head};
use crate::trend::Column;

/// The document.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    #[serde(flatten)]
    head: BareHead,
    since: String,
    indicators: &'a [IndicatorFigures],
    incidents: &'a IncidentFigures,
    controls: &'a ControlFigures,
    register: &'a RegisterFigures,
    levels: Vec<ColumnShape<'a>>,
}

#[derive(Debug, Serialize)]
struct ColumnShape<'a> {
    date: String,
    known: bool,
    counts: BTreeMap<&'a str, usize>,
    unassessed: Option<usize>,
}

/// The document of these figures.
#[must_use]
pub fn document<'a>(head: Head<'_>, metrics: &'a Metrics) -> Document<'a> {
    let column = |column: &'a Column| ColumnShape {
        date: column.date.to_string(),
        known: column.known,
        counts: column.counts.iter().map(|level| (level.id.as_str(), level.count)).collect(),
        unassessed: column.known.then_some(column.unassessed),
    };
    Document {
        head: head.bare(),
        since: metrics.since.to_string(),
        indicators: &metrics.indicators,
        incidents: &metrics.incidents,
        controls: &metrics.controls,
        register: &metrics.register,
        levels: metrics.levels.iter().map(column).collect(),
    }
}
