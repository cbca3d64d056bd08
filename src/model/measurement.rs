//! Measurements: the values of an indicator, a file each.

use super::day::Day;
use crate::source::{FileId, Span};

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub struct Measurement {
    /// The day.
    pub date: Day,
    /// The value.
    pub value: f64,
    /// Of how many things.
    pub n: Option<u64>,
    /// A remark.
    pub note: Option<Box<str>>,
    /// The place of the value.
    pub span: Span,
    /// The place of the day.
    pub date_span: Span,
}

/// The values of an indicator, in the order of their days.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The file.
    pub file: FileId,
    /// The indicator's id: the file's name without its ending.
    pub indicator: String,
    /// The values. Of a day that is there twice the first counts.
    pub values: Vec<Measurement>,
}

impl Series {
    /// The values up to the end of a day.
    #[must_use]
    pub fn until(&self, day: Day) -> &[Measurement] {
        let count = self.values.partition_point(|measured| measured.date <= day);
        &self.values[..count]
    }
}
