//! Exceptions to the rules, and whether they still hold.

use super::Rule;
use crate::model::risk::Risk;
use crate::model::waiver::Waiver;

/// What became of a waiver.
#[derive(Debug)]
pub struct WaiverVerdict<'a> {
    /// The waiver.
    pub waiver: &'a Waiver,
    /// The risk that it is for, where it is for one that exists.
    pub risk: Option<&'a Risk>,
    /// Its last day is over.
    pub expired: bool,
    /// The one who granted it may not; with the role that may.
    pub unauthorised: Option<String>,
    /// How many findings it silences, or would silence if it held.
    pub matches: usize,
    /// Its rule was judged in this run.
    pub judged: bool,
}

pub(super) const RULES: &[&Rule] = &[];
