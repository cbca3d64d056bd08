//! What stopped a command: what was being done, why not, what to do.

use std::fmt;

/// An error that ends a command with 2.
#[derive(Debug)]
pub(super) struct Failure {
    /// What was being done, to what: "cannot write the site to site/".
    pub(super) doing: String,
    /// Why not.
    pub(super) cause: String,
    /// What to do.
    pub(super) help: Option<String>,
}

impl Failure {
    /// A failure.
    pub(super) fn new(doing: impl Into<String>, cause: impl Into<String>) -> Self {
        Self { doing: doing.into(), cause: cause.into(), help: None }
    }

    /// With what to do.
    #[must_use]
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "plimsoll: {}", self.doing)?;
        if !self.cause.is_empty() {
            writeln!(f, "  {}", self.cause.replace('\n', "\n  "))?;
        }
        if let Some(help) = &self.help {
            writeln!(f, "  help: {}", help.replace('\n', "\n        "))?;
        }
        Ok(())
    }
}
