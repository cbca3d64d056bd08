//! The words that the story of the example is told in: who did what, when.

/// Somebody who commits.
#[derive(Debug)]
pub(super) struct Who {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
}

/// What is done to a file. It is named by its path, a risk's also by its id,
/// wherever the file lies by then.
#[derive(Debug, Clone, Copy)]
pub(super) enum Edit {
    /// A file that was not there.
    New(&'static str, &'static str),
    /// In a file, the one place that says this says that.
    Swap(&'static str, &'static str, &'static str),
    /// At the end of a file.
    Add(&'static str, &'static str),
    /// A file goes to another path.
    Move(&'static str, &'static str),
    /// The decision in a risk's table of that name is sealed anew.
    Seal(&'static str, &'static str),
}

/// What a commit does.
#[derive(Debug)]
pub(super) enum Deed {
    /// Changes on a branch; one that does not exist begins at `main`.
    Change(&'static [Edit]),
    /// A branch is merged into `main` by a commit of its own, which may change
    /// more than the branch did.
    Merge(&'static str, &'static [Edit]),
}

/// A commit of the story.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) branch: &'static str,
    /// The day and the hour in London, as `2024-06-03 09:12`.
    pub(super) at: &'static str,
    pub(super) by: &'static Who,
    /// The message; the first line is the subject.
    pub(super) says: &'static str,
    pub(super) deed: Deed,
    /// Done in the forge's pages, which then commits in its own name.
    pub(super) by_forge: bool,
}

/// The branch that everything ends on.
pub(super) const MAIN: &str = "main";

/// A commit on `main`.
pub(super) const fn main(
    at: &'static str,
    by: &'static Who,
    says: &'static str,
    edits: &'static [Edit],
) -> Step {
    Step { branch: MAIN, at, by, says, deed: Deed::Change(edits), by_forge: false }
}

impl Step {
    /// On a branch.
    pub(super) const fn on(mut self, branch: &'static str) -> Self {
        self.branch = branch;
        self
    }

    /// Done in the forge's pages.
    pub(super) const fn in_forge(mut self) -> Self {
        self.by_forge = true;
        self
    }

    /// A merge of this branch, with what the step itself changes on top.
    pub(super) const fn merging(mut self, branch: &'static str) -> Self {
        if let Deed::Change(edits) = self.deed {
            self.deed = Deed::Merge(branch, edits);
        }
        self
    }
}
