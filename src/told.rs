//! Commits with what they changed, in words: what the site, the feed and the
//! workbook tell of a history.

use crate::history::value::Value;
use crate::model::day::Day;

/// A commit with what it changed, in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The whole id.
    pub commit: String,
    /// The committer's day, in UTC.
    pub day: Day,
    /// The committer's time, in UTC, as RFC 3339 writes it.
    pub time: String,
    /// Who wrote the change.
    pub author: String,
    /// Who put it into the history, if somebody else did.
    pub committer: Option<String>,
    /// The signature's state, in words.
    pub signature: String,
    /// The first line of its message; `None` where it may not be told.
    pub subject: Option<String>,
    /// The merge that brought it to the first-parent line.
    pub merge: Option<String>,
    /// What it changed.
    pub things: Vec<ToldThing>,
}

impl Told {
    /// The same commit, telling this much of it. What it told is not copied
    /// first: a commit may have changed every risk of the register.
    #[must_use]
    pub fn telling(&self, subject: Option<String>, things: Vec<ToldThing>) -> Self {
        Self {
            commit: self.commit.clone(),
            day: self.day,
            time: self.time.clone(),
            author: self.author.clone(),
            committer: self.committer.clone(),
            signature: self.signature.clone(),
            subject,
            merge: self.merge.clone(),
            things,
        }
    }
}

/// A thing that a commit changed.
#[derive(Debug, Clone, PartialEq)]
pub struct ToldThing {
    /// The risk's id; `None` for other files.
    pub risk: Option<String>,
    /// The file at that commit.
    pub file: String,
    /// What changed, a sentence each.
    pub lines: Vec<String>,
    /// The values that it brought, by their dotted names.
    pub values: Vec<(String, Value)>,
}
