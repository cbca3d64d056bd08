//! The history: commits with what they changed, in words.

use serde::Serialize;

use super::register::PagerItem;
use super::{Link, Run};

/// A page of the changes.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ChangesPage {
    /// What the page holds.
    pub sentence: String,
    /// Why something is missing, if it is.
    pub cut: Option<String>,
    /// The commits, newest first.
    pub entries: Vec<Entry>,
    /// The years, each a page.
    pub years: Vec<Link>,
    /// The year of this page, if it is a year's.
    pub here: Option<String>,
    /// The other pages of the year.
    pub pager: Vec<PagerItem>,
    /// What of the year this page has.
    pub range: Option<String>,
}

/// A commit.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Its own place in a page: "c-5ac7712d0f3e".
    pub anchor: String,
    /// The committer's day.
    pub day: String,
    /// The author's day, where it is another.
    pub authored: Option<String>,
    /// Who wrote the change, with the page of a known person.
    pub author: Link,
    /// Who put it into the history, if somebody else did.
    pub committer: Option<String>,
    /// Whom its message names as approving of it, with their pages.
    pub approvers: Vec<Link>,
    /// Whom its message names as having reviewed it, with their pages.
    pub reviewers: Vec<Link>,
    /// The commit, with its page on the forge.
    pub commit: Link,
    /// The merge that brought it in.
    pub merge: Option<Link>,
    /// The day of that merge, where it is another.
    pub merged: Option<String>,
    /// The signature's state, in words.
    pub signature: String,
    /// The first line of its message.
    pub subject: Option<String>,
    /// What its changes are about, each once.
    pub kinds: Vec<&'static str>,
    /// What it changed.
    pub things: Vec<Thing>,
}

/// A thing that a commit changed.
#[derive(Debug, Clone, Serialize)]
pub struct Thing {
    /// The risk with its page, or the file's path.
    pub name: Link,
    /// What changed.
    pub lines: Vec<Line>,
}

/// A sentence of what changed.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// The sentence.
    pub words: Vec<Run>,
    /// Of a long text the difference; what did not change is left out.
    pub difference: Vec<Piece>,
}

/// A piece of a text that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// They were taken out.
    pub out: bool,
    /// They were put in.
    pub new: bool,
}

/// Since when a value stands.
#[derive(Debug, Clone, Serialize)]
pub struct Standing {
    /// The dotted key.
    pub field: String,
    /// The value, on one line.
    pub value: String,
    /// The day of the commit that brought it; absent before it is committed.
    pub since: Option<String>,
    /// It may be older: history is cut at that day.
    pub is_cut: bool,
    /// Its author.
    pub by: String,
    /// The commit.
    pub commit: Option<Link>,
}
