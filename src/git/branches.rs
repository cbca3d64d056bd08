//! The branches that can be seen: the repository's own and those of its
//! remotes, as far as they were fetched.

use std::collections::BTreeSet;

use git2::{BranchType, Reference, ReferenceType};
use walkdir::WalkDir;

use super::object::ObjectId;
use super::{Repo, Trouble, failed};

/// Where Git keeps branches.
const KINDS: [(&str, BranchType); 2] =
    [("refs/heads", BranchType::Local), ("refs/remotes", BranchType::Remote)];

impl Repo {
    /// Every local and remote-tracking branch, `main` and `origin/main`, with
    /// the commit that it names, sorted by name. What only names another
    /// branch, as `origin/HEAD` does, is left out.
    ///
    /// # Errors
    /// A branch that cannot be read; it is named.
    pub fn branches(&self) -> Result<Vec<(String, ObjectId)>, Trouble> {
        let mut found = Vec::new();
        for (folder, kind) in KINDS {
            let mut seen = BTreeSet::new();
            let branches = self.repository.branches(Some(kind)).map_err(|error| failed(&error))?;
            for branch in branches {
                let (branch, _) = branch.map_err(|error| failed(&error))?;
                let reference = branch.into_reference();
                let full = String::from_utf8_lossy(reference.name_bytes()).into_owned();
                if reference.kind() == Some(ReferenceType::Direct) {
                    found.push(named(&full, &reference)?);
                }
                seen.insert(full);
            }
            // libgit2 passes over a branch whose file it cannot read.
            if let Some(broken) = self.loose(folder).into_iter().find(|name| !seen.contains(name)) {
                return Err(Trouble::Failed(format!("the branch {} cannot be read", short(&broken))));
            }
        }
        found.sort();
        Ok(found)
    }

    /// The names below a folder of references that are files of their own.
    fn loose(&self, folder: &str) -> Vec<String> {
        let root = self.common_folder();
        let files = WalkDir::new(root.join(folder)).follow_links(false).into_iter().flatten();
        let names = files.filter(|entry| entry.file_type().is_file()).filter_map(|entry| {
            let name = entry.path().strip_prefix(root).ok()?.to_str()?.to_owned();
            Some(name.replace(std::path::MAIN_SEPARATOR, "/"))
        });
        // A lock is a branch that is just being written; what has no valid
        // name was not written by Git.
        names.filter(|name| !name.ends_with(".lock") && Reference::is_valid_name(name)).collect()
    }
}

fn named(full: &str, reference: &Reference<'_>) -> Result<(String, ObjectId), Trouble> {
    let name = short(full);
    let target =
        reference.target().ok_or_else(|| Trouble::Failed(format!("the branch {name} names nothing")))?;
    Ok((name.to_owned(), ObjectId(target)))
}

fn short(full: &str) -> &str {
    full.strip_prefix("refs/heads/").or_else(|| full.strip_prefix("refs/remotes/")).unwrap_or(full)
}
