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
    /// The author's id, where the people of that day have the address.
    pub person: Option<String>,
    /// Who put it into the history, if somebody else did.
    pub committer: Option<String>,
    /// The author's day, where it is another than the committer's.
    pub authored: Option<Day>,
    /// The ids of whom its message names as approving of it.
    pub approvers: Vec<String>,
    /// The ids of whom its message names as having reviewed it.
    pub reviewers: Vec<String>,
    /// The signature's state, in words.
    pub signature: String,
    /// The first line of its message; `None` where it may not be told.
    pub subject: Option<String>,
    /// The merge that brought it to the first-parent line.
    pub merge: Option<String>,
    /// The day of that merge, where it is another.
    pub merged: Option<Day>,
    /// A shallow clone is cut here: what it has may be older.
    pub is_cut: bool,
    /// What it changed.
    pub things: Vec<ToldThing>,
}

impl Told {
    /// The id's first seven digits.
    #[must_use]
    pub fn short(&self) -> &str {
        self.commit.get(..7).unwrap_or(&self.commit)
    }

    /// The same commit, telling this much of it. What it told is not copied
    /// first: a commit may have changed every risk of the register.
    #[must_use]
    pub fn telling(&self, subject: Option<String>, things: Vec<ToldThing>) -> Self {
        Self {
            commit: self.commit.clone(),
            day: self.day,
            time: self.time.clone(),
            author: self.author.clone(),
            person: self.person.clone(),
            committer: self.committer.clone(),
            authored: self.authored,
            approvers: self.approvers.clone(),
            reviewers: self.reviewers.clone(),
            signature: self.signature.clone(),
            subject,
            merge: self.merge.clone(),
            merged: self.merged,
            is_cut: self.is_cut,
            things,
        }
    }
}

/// A sentence of what changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The sentence, which ends without a full stop.
    pub text: String,
    /// What it is about.
    pub topic: Topic,
    /// Of a long text what it was and what it is: the sentence says no more
    /// than that it changed.
    pub prose: Option<Box<(String, String)>>,
}

impl Line {
    /// Whether nothing that the line tells is kept back.
    pub fn is_told(&self, may_tell: impl Fn(&str) -> bool) -> bool {
        may_tell(&self.text)
            && self.prose.as_ref().is_none_or(|prose| may_tell(&prose.0) && may_tell(&prose.1))
    }
}

/// What a change is about, as one would look for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// A risk came or went; a file moved.
    Created,
    /// It was there where a shallow clone is cut.
    Cut,
    /// It could not be read, or could be again.
    Unread,
    /// Likelihood, impact, level.
    Level,
    /// Open, closed and between.
    Status,
    /// Whose it is.
    Owner,
    /// A deadline.
    DueDate,
    /// What is done about it.
    Treatment,
    /// An approval, an acceptance, a waiver.
    Decision,
    /// A review.
    Review,
    /// Controls and their tests.
    Controls,
    /// Title, description, rationale, notes.
    Text,
    /// The methodology.
    Methodology,
    /// People, their roles and keys.
    People,
    /// Indicators, measurements, incidents.
    Monitoring,
    /// Assets, threats, other risks, tags, settings.
    Context,
}

impl Topic {
    /// As a reader chooses it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Created => "Created or removed",
            Self::Cut => "Where history is cut",
            Self::Unread => "Could not be read",
            Self::Level => "Level",
            Self::Status => "Status",
            Self::Owner => "Owner",
            Self::DueDate => "Due date",
            Self::Treatment => "Treatment",
            Self::Decision => "Decision",
            Self::Review => "Review",
            Self::Controls => "Controls",
            Self::Text => "Text",
            Self::Methodology => "Methodology",
            Self::People => "People",
            Self::Monitoring => "Indicators and incidents",
            Self::Context => "Context",
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
    /// What changed.
    pub lines: Vec<Line>,
    /// The values that it brought, by their dotted names.
    pub values: Vec<(String, Value)>,
}
