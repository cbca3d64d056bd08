//! One thing that one commit changed.

use super::value::Value;
use crate::model::word::words;

words! {
    /// What happened to a file of the register.
    Kind {
        /// It was not there before.
        Added = "added",
        /// It is there where a shallow clone is cut: nobody knows who brought it.
        Known = "known",
        /// It is gone.
        Removed = "removed",
        /// It lies elsewhere.
        Moved = "moved",
        /// TOML reads again what it refused before.
        Readable = "readable",
        /// A field has another value.
        Changed = "changed",
        /// The risk's level is another because the methodology is.
        Rescored = "rescored",
        /// TOML refuses what the commit wrote.
        Unreadable = "unreadable",
    }
}

/// One thing that one commit changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The risk; `None` for other files.
    pub risk: Option<String>,
    /// The file at that commit, relative to the register; of what was removed
    /// the file that it was.
    pub file: String,
    /// What happened.
    pub kind: Kind,
    /// The field of a [`Kind::Changed`], by the names of
    /// [`fields`](super::fields).
    pub field: Option<String>,
    /// What it was: a value, a path of what moved, a level of what was
    /// rescored. Of a removed risk, what it said.
    pub before: Option<Value>,
    /// What it is. Of an added risk, what it says, and of another file where that
    /// is told.
    pub after: Option<Value>,
    /// The file that brought a rescoring.
    pub cause: Option<String>,
    /// The risk's current level before and after the commit.
    pub level: Levels,
}

/// A level before and after; `None` where there was none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Levels {
    /// Before.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
}

impl Change {
    /// A change of a file as a whole.
    pub(super) fn of(risk: Option<&str>, file: &str, kind: Kind) -> Self {
        Self {
            risk: risk.map(str::to_owned),
            file: file.to_owned(),
            kind,
            field: None,
            before: None,
            after: None,
            cause: None,
            level: Levels::default(),
        }
    }

    /// Whether this is a change of that field or of a part of it.
    #[must_use]
    pub fn is_of(&self, field: &str) -> bool {
        self.field.as_deref().is_some_and(|name| within(name, field))
    }
}

/// Whether a dotted name is a field or lies within it: `treatment.due` lies
/// within `treatment`, `treatment.action[A].due` within `treatment.action`.
#[must_use]
pub fn within(name: &str, field: &str) -> bool {
    name.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
