//! What can keep a site from being built: said with the file or folder, the
//! cause and a remedy. What is wrong with the register itself is a finding.

use std::fmt;
use std::path::Path;

/// A site that could not be built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFailure {
    /// What could not be done, with the file or folder.
    pub what: String,
    /// Why.
    pub cause: String,
    /// What to do about it, where something is known.
    pub hint: Option<String>,
}

impl SiteFailure {
    /// A failure without a remedy.
    #[must_use]
    pub fn new(what: impl Into<String>, cause: impl fmt::Display) -> Self {
        Self { what: what.into(), cause: cause.to_string(), hint: None }
    }

    /// With a remedy.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A file or folder that the system refuses.
    #[must_use]
    pub fn io(doing: &str, path: &Path, cause: &std::io::Error) -> Self {
        Self::new(format!("cannot {doing} {}", path.display()), cause)
    }
}

impl fmt::Display for SiteFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.cause)?;
        match &self.hint {
            Some(hint) => write!(f, "\nhelp: {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for SiteFailure {}
