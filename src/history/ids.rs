//! The ids that risks have or had elsewhere than in the working tree, so that
//! no new risk takes one of them.

use std::collections::{BTreeSet, HashSet};

use crate::git::object::{EntryKind, ObjectId, Objects};
use crate::git::{Repo, Trouble};
use crate::parse;
use crate::source;
use crate::source::tree::is_toml;

/// A branch that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchTrouble {
    /// Which, if it is known.
    pub branch: Option<String>,
    /// Why.
    pub trouble: Trouble,
}

/// Every id and `formerly` that risks have on the tips of the branches that
/// can be seen, and the names of their files. A tip without a register, and
/// one whose register lies elsewhere, adds none.
///
/// # Errors
/// A branch, a commit or a file that is missing or damaged.
pub fn on_branches(repo: &Repo) -> Result<BTreeSet<String>, BranchTrouble> {
    let unnamed = |trouble| BranchTrouble { branch: None, trouble };
    let mut tips =
        Tips { objects: repo.objects().map_err(unnamed)?, seen: HashSet::new(), ids: BTreeSet::new() };
    for (branch, tip) in repo.branches().map_err(unnamed)? {
        tips.visit(repo.prefix(), tip).map_err(|trouble| BranchTrouble { branch: Some(branch), trouble })?;
    }
    Ok(tips.ids)
}

/// Reads tips one after the other; what several of them share is read once.
struct Tips {
    objects: Objects,
    seen: HashSet<ObjectId>,
    ids: BTreeSet<String>,
}

impl Tips {
    fn visit(&mut self, prefix: &str, tip: ObjectId) -> Result<(), Trouble> {
        let tree = self.objects.links(tip)?.tree;
        let within = |path: &str| format!("{prefix}/{path}");
        let config = self.objects.entry(tree, &within(parse::CONFIG_FILE))?;
        let Some(config) = config.filter(|entry| entry.kind == EntryKind::File) else { return Ok(()) };
        let config = self.text(config.id)?.unwrap_or_default();
        let folder = self.objects.entry(tree, &within(&parse::risk_folder(&config)))?;
        match folder.filter(|entry| entry.kind == EntryKind::Folder) {
            Some(folder) => self.folder(folder.id),
            None => Ok(()),
        }
    }

    fn folder(&mut self, id: ObjectId) -> Result<(), Trouble> {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if !self.seen.insert(id) {
                continue;
            }
            for entry in self.objects.tree(id)? {
                match entry.kind {
                    EntryKind::Folder => open.push(entry.id),
                    EntryKind::File if is_toml(std::path::Path::new(&entry.name)) => {
                        // Files that cannot be read count by their names.
                        self.ids.insert(source::stem(&entry.name).to_owned());
                        if self.seen.insert(entry.id) {
                            let text = self.text(entry.id)?.unwrap_or_default();
                            self.ids.extend(parse::ids(&text));
                        }
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// The text of a file; `None` for one that the register would not read.
    fn text(&self, id: ObjectId) -> Result<Option<String>, Trouble> {
        if self.objects.blob_size(id)? > parse::SMALL_FILE {
            return Ok(None);
        }
        Ok(String::from_utf8(self.objects.blob(id)?).ok())
    }
}
