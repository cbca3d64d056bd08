//! How the register and its follow-up perform: figures that are computed and
//! never stored, each with what it is counted of. Of nothing there is no figure,
//! and what is not known is not zero.

pub mod controls;
pub mod register;

use serde::Serialize;

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
