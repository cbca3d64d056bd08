//! The commit that a change is held against: what is named, what the CI names,
//! or where the head left the default branch.

use std::env;

use super::Interrupt;
use super::args::Args;
use super::context::git_failure;
use super::failure::Failure;
use super::revision;
use crate::git::Repo;
use crate::git::object::ObjectId;
use crate::git::revision::RevisionTrouble;
use crate::text::one_line;

/// A search for the base of a head.
pub(super) struct Search<'s> {
    pub(super) args: &'s Args,
    pub(super) repo: &'s Repo,
    pub(super) head: ObjectId,
    /// `[git] default_branch`.
    pub(super) default_branch: Option<&'s str>,
    /// What cannot be done without it.
    pub(super) doing: &'s str,
}

impl Search<'_> {
    /// The base: the merge-base of the head and what is named, else of what
    /// the CI or the register says.
    pub(super) fn find(&self, named: Option<&str>) -> Result<ObjectId, Interrupt> {
        if let Some(name) = named {
            let commit = self.resolve(name)?;
            return self.merge_base(commit, name);
        }
        if self.is_merge_of_ci() {
            return self.first_parent();
        }
        if let Some(commit) = self.named_by_ci()? {
            return self.merge_base(commit, "the base that the CI names");
        }
        match self.default_tip()? {
            Some(tip) if env::var_os("CI").is_some() && self.is_merge_beyond(tip) => self.first_parent(),
            Some(tip) => self.merge_base(tip, "the default branch"),
            None => Ok(self.head),
        }
    }

    /// A revision; where it is not here, the remedy fits how the repository was
    /// cloned.
    fn resolve(&self, name: &str) -> Result<ObjectId, Interrupt> {
        match self.repo.resolve(name) {
            Err(RevisionTrouble::Unknown) if self.repo.is_shallow() => Err(self.missing(
                format!("`{}` is not in this shallow clone", one_line(name)),
                &format!("{} brings it", self.fetch(name)),
            )),
            Err(RevisionTrouble::Unknown) if looks_like_an_id(name) => Err(self.missing(
                format!("there is no commit `{}` here", one_line(name)),
                &format!("{} brings it, if the remote has it", self.fetch(name)),
            )),
            Err(RevisionTrouble::Unknown) if std::path::Path::new(name).exists() => Err(self.missing(
                format!("there is no revision `{}`, but there is a file of that name", one_line(name)),
                "write paths before --new-since, or REV as `--new-since=REV`",
            )),
            _ => revision::resolve(self.args, self.repo, name, self.doing),
        }
    }

    /// What to type to get a revision.
    fn fetch(&self, name: &str) -> String {
        let remote = name.strip_prefix("refs/remotes/").unwrap_or(name).strip_prefix("origin/");
        let deep = if self.repo.is_shallow() { "--unshallow " } else { "" };
        let name = one_line(name);
        match remote {
            Some(branch) => {
                let branch = one_line(branch);
                format!("`git fetch {deep}origin {branch}:refs/remotes/origin/{branch}`")
            }
            // What is counted from another commit comes with the history.
            None if name.contains(['~', '^', '@']) => format!("`git fetch {deep}origin`"),
            None => format!("`git fetch {deep}origin {name}`"),
        }
    }

    fn merge_base(&self, with: ObjectId, name: &str) -> Result<ObjectId, Interrupt> {
        let failed = |trouble| Interrupt::from(git_failure(self.doing, &trouble));
        if let Some(base) = self.repo.merge_base(with, self.head).map_err(failed)? {
            return Ok(base);
        }
        let name = if name.contains(' ') { name.to_owned() } else { format!("`{}`", one_line(name)) };
        if self.repo.is_shallow() {
            return Err(self.missing(
                format!("{name} ({}) and HEAD have no common commit in this shallow clone", with.short()),
                "`git fetch --unshallow origin` brings the history (in a workflow: `fetch-depth: 0`, on GitLab \
                 `GIT_DEPTH: 0`)",
            ));
        }
        Err(self.missing(
            format!(
                "{name} ({}) and HEAD have no common commit: their histories are unrelated",
                with.short()
            ),
            "name a revision that HEAD came from",
        ))
    }

    /// Whether the head is the merge that a CI made to try a change out, and not
    /// the change itself, which may end in a merge as well.
    fn is_merge_of_ci(&self) -> bool {
        let head = self.head.to_string();
        let is_other = set("GITHUB_SHA").is_some_and(|merge| merge != head)
            || set("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA").is_some_and(|own| own == head);
        let github = set("GITHUB_REF")
            .is_some_and(|name| name.strip_prefix("refs/pull/").is_some_and(|rest| rest.ends_with("/merge")));
        let gitlab = set("CI_MERGE_REQUEST_EVENT_TYPE")
            .is_some_and(|kind| matches!(kind.as_str(), "merged_result" | "merge_train"));
        (github || gitlab) && !is_other && self.parents().is_some_and(|parents| parents.len() > 1)
    }

    /// Whether the head is a merge into the default branch that this one does
    /// not have: its first parent is the branch's, and it is on no branch.
    fn is_merge_beyond(&self, tip: ObjectId) -> bool {
        let is_contained = |id: ObjectId| self.repo.merge_base(tip, id) == Ok(Some(id));
        let parents = self.parents().filter(|parents| parents.len() > 1);
        let is_into = parents.is_some_and(|parents| is_contained(parents[0]));
        is_into && !is_contained(self.head) && self.repo.branch().is_none()
    }

    fn parents(&self) -> Option<Vec<ObjectId>> {
        self.repo.parents(self.head).ok()
    }

    fn first_parent(&self) -> Result<ObjectId, Interrupt> {
        let failed = |trouble| Interrupt::from(git_failure(self.doing, &trouble));
        let parents = self.repo.parents(self.head).map_err(failed)?;
        let Some(parent) = parents.first() else { return Ok(self.head) };
        if self.repo.has(*parent) {
            return Ok(*parent);
        }
        let from = set("GITHUB_REF").map_or_else(|| self.head.to_string(), |name| one_line(&name));
        Err(self.missing(
            format!("HEAD is the merge that the CI made, and its first parent {} is not here", parent.short()),
            &format!(
                "`git fetch --deepen=1 origin {from}` brings it (in a workflow: `fetch-depth: 0` for the history \
                 too, or `fetch-depth: 2` for the base alone)"
            ),
        ))
    }

    /// The base that GitHub's or GitLab's CI names.
    fn named_by_ci(&self) -> Result<Option<ObjectId>, Interrupt> {
        let (tries, fetch) = match (set("GITHUB_BASE_REF"), set("CI_MERGE_REQUEST_DIFF_BASE_SHA")) {
            (Some(branch), _) => {
                let name = one_line(&branch);
                let deep = if self.repo.is_shallow() { "--unshallow " } else { "" };
                let fetch = format!("git fetch {deep}origin {name}:refs/remotes/origin/{name}");
                (vec![format!("refs/remotes/origin/{branch}"), branch], fetch)
            }
            (None, Some(commit)) => {
                let name = if self.repo.is_shallow() { "--unshallow origin" } else { "origin" };
                let fetch = format!("git fetch {name} {}", one_line(&commit));
                (vec![commit], fetch)
            }
            (None, None) => return Ok(None),
        };
        for name in &tries {
            if let Ok((commit, _)) = self.repo.resolve(name) {
                return Ok(Some(commit));
            }
        }
        let name = one_line(tries.last().map_or("", |name| name));
        Err(self.missing(
            format!("the base that the CI names, `{name}`, is not here"),
            &format!("fetch it: `{fetch}`, or check out with the whole history"),
        ))
    }

    /// The tip of the default branch, if it can be told.
    fn default_tip(&self) -> Result<Option<ObjectId>, Interrupt> {
        let mut tries = Vec::new();
        if let Some(named) = self.default_branch {
            tries.extend([format!("refs/heads/{named}"), format!("refs/remotes/origin/{named}")]);
        }
        tries.extend(
            [
                "refs/remotes/origin/HEAD",
                "refs/heads/main",
                "refs/heads/master",
                "refs/remotes/origin/main",
                "refs/remotes/origin/master",
            ]
            .map(str::to_owned),
        );
        for name in &tries {
            match self.repo.resolve(name) {
                Ok((commit, _)) => return Ok(Some(commit)),
                Err(RevisionTrouble::Git(trouble)) => return Err(git_failure(self.doing, &trouble).into()),
                Err(_) => {}
            }
        }
        Ok(None)
    }

    fn missing(&self, cause: String, help: &str) -> Interrupt {
        Failure::new(self.doing, cause).help(help).into()
    }
}

/// A variable of the environment that says something.
fn set(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn looks_like_an_id(name: &str) -> bool {
    (7..=64).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}
