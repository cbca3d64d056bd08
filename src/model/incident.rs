//! An incident: what happened, and how long it took to be seen and ended.

use jiff::Timestamp;

use super::day::Day;
use crate::source::{At, FileId, Span};

/// A file of `incidents/`.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    /// The file.
    pub file: FileId,
    /// The place of the whole.
    pub span: Span,
    /// The id, as written or as the file is called.
    pub id: At<String>,
    /// The file itself says the id.
    pub id_is_written: bool,
    /// What happened.
    pub title: Option<At<String>>,
    /// How bad it was: an id of the impact scale.
    pub severity: Option<At<String>>,
    /// When it began.
    pub occurred: Option<At<Timestamp>>,
    /// When it was seen.
    pub detected: Option<At<Timestamp>>,
    /// When somebody began to act.
    pub responded: Option<At<Timestamp>>,
    /// When it spread no more.
    pub contained: Option<At<Timestamp>>,
    /// When all was as before.
    pub resolved: Option<At<Timestamp>>,
    /// The risks that came true in it.
    pub risks: Vec<At<String>>,
}

impl Incident {
    /// The title, else the id.
    #[must_use]
    pub fn title(&self) -> &str {
        self.title.as_ref().unwrap_or(&self.id)
    }

    /// The steps in their order, each with its key.
    #[must_use]
    pub fn steps(&self) -> [(&'static str, Option<&At<Timestamp>>); 5] {
        [
            ("occurred", self.occurred.as_ref()),
            ("detected", self.detected.as_ref()),
            ("responded", self.responded.as_ref()),
            ("contained", self.contained.as_ref()),
            ("resolved", self.resolved.as_ref()),
        ]
    }

    /// The day on which it was seen, else on which it began, in UTC.
    #[must_use]
    pub fn day(&self) -> Option<Day> {
        let time = self.detected.as_ref().or(self.occurred.as_ref())?;
        Some(day_of(time.value))
    }

    /// Whether it was not over at the end of a day.
    #[must_use]
    pub fn is_open(&self, today: Day) -> bool {
        self.resolved.as_ref().is_none_or(|resolved| day_of(resolved.value) > today)
    }
}

/// The day of a time, in UTC.
#[must_use]
pub fn day_of(time: Timestamp) -> Day {
    jiff::tz::Offset::UTC.to_datetime(time).date()
}
