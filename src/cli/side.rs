//! One side of a comparison: the register at a commit.

use super::Interrupt;
use super::args::Args;
use super::context::{broken, git_failure, past_by, read_history, stopped};
use crate::change::authority::{self, Recognition};
use crate::facts::Facts;
use crate::git::object::ObjectId;
use crate::git::{Commit, Repo};
use crate::history::cache::Cache;
use crate::model::day::Day;
use crate::model::register::Register;
use crate::parse::{self, CONFIG_FILE, Loaded};
use crate::past::{self, Past};
use crate::source::layered::Layered;
use crate::source::tree::Tree;

/// The register at a commit, with its history.
pub(super) struct Side {
    pub(super) commit: Commit,
    pub(super) prefix: String,
    /// Nothing where there was no register.
    pub(super) loaded: Option<Loaded>,
    pub(super) past: Option<Past>,
    /// Its `plimsoll.toml` cannot be used, and that of the head stands in.
    pub(super) is_lent: bool,
}

/// Reads sides for a command.
pub(super) struct Reader<'r> {
    pub(super) args: &'r Args,
    pub(super) repo: &'r Repo,
    pub(super) today: Day,
    /// What cannot be done without them.
    pub(super) doing: &'r str,
}

impl Reader<'_> {
    /// The register as a commit had it. Without one there it grants nothing
    /// and asks nothing.
    pub(super) fn at(&self, commit: ObjectId, prefix: String) -> Result<Side, Interrupt> {
        self.read(commit, prefix, None)
    }

    /// The register that a head in a folder came from. A `plimsoll.toml` that cannot be
    /// used does not keep the head from being mended: the head's stands in.
    pub(super) fn base(&self, commit: ObjectId, own: &str, head: &Register) -> Result<Side, Interrupt> {
        let prefix = self.folder(commit, own)?;
        self.read(commit, prefix, Some(head))
    }

    fn read(&self, commit: ObjectId, prefix: String, head: Option<&Register>) -> Result<Side, Interrupt> {
        let doing = format!("{}, commit {commit}", self.doing);
        let failed = |trouble| Interrupt::from(git_failure(&doing, &trouble));
        let tree = self.repo.revision(commit, &prefix).map_err(failed)?;
        let mut is_lent = false;
        let loaded = if tree.exists(CONFIG_FILE) {
            let loaded = parse::load(&tree).or_else(|stop| match head {
                Some(head) => {
                    is_lent = true;
                    let text = head.sources.file(head.config.file).text.as_str();
                    parse::load(&Layered::new(&tree, [(CONFIG_FILE, text)]))
                }
                None => Err(stop),
            });
            Some(loaded)
        } else {
            None
        };
        // What Git could not read must not pass for a file that is not there.
        if let Some(trouble) = tree.trouble() {
            return Err(failed(trouble));
        }
        let mut loaded = loaded.transpose().map_err(|stop| stopped(self.args, &stop))?;
        let commit = self.repo.commit(commit).map_err(failed)?;
        let mut past = None;
        if let Some(loaded) = &mut loaded {
            let cache = match head {
                _ if self.args.no_cache => Cache::none(),
                Some(_) => Cache::of_base(self.repo.common_folder(), &prefix),
                None => Cache::of(self.repo.common_folder(), &prefix),
            };
            past = past_by(self.args, self.repo, &prefix, (&commit, self.today), &cache)?;
            if let Some(past) = &past {
                past::fill(&mut loaded.register, past);
            }
        }
        Ok(Side { commit, prefix, loaded, past, is_lent })
    }

    /// What history says of a head by those whom its base knows, where they may
    /// say otherwise.
    pub(super) fn recognition(
        &self,
        base: &Side,
        (prefix, head): (&str, &Commit),
        register: &Register,
    ) -> Result<Option<Recognition>, Interrupt> {
        let Some(loaded) = &base.loaded else { return Ok(None) };
        let (then, now) = (self.mailmap(base.commit.object)?, self.mailmap(head.object)?);
        let is_new = |line: &str| !line.is_empty() && !then.lines().any(|known| known.trim() == line);
        let has_more_names = now.lines().any(|line| is_new(line.trim()));
        if !has_more_names && !authority::recognises_more(&loaded.register, register) {
            return Ok(None);
        }
        let (history, _) = read_history(self.args, self.repo, prefix, head.object)?;
        let past = history.seen_from(base.commit.object).past(self.repo, self.today).map_err(broken)?;
        Ok(past.map(|past| Recognition { has_more_names, past }))
    }

    /// The `.mailmap` of a commit; nothing where there is none.
    fn mailmap(&self, commit: ObjectId) -> Result<String, Interrupt> {
        let failed = |trouble| Interrupt::from(git_failure(self.doing, &trouble));
        let tree = self.repo.revision(commit, "").map_err(failed)?;
        let bytes = tree.read(".mailmap", parse::SMALL_FILE).unwrap_or_default();
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Where a register lay at a commit: in its folder; else in the one nearest
    /// above, or the only one, unless a register is there still, which is
    /// another one.
    fn folder(&self, commit: ObjectId, own: &str) -> Result<String, Interrupt> {
        let failed = |trouble| Interrupt::from(git_failure(self.doing, &trouble));
        let known = self.repo.registers(commit).map_err(failed)?;
        let is_gone = |folder: &&String| {
            let here = self.repo.folder(folder).map(|folder| folder.join(CONFIG_FILE));
            here.is_none_or(|file| !file.exists())
        };
        let found = super::revision::nearest(&known, own).or(match &known[..] {
            [only] => Some(only),
            _ => None,
        });
        Ok(found
            .filter(|folder| folder.as_str() == own || is_gone(folder))
            .cloned()
            .unwrap_or_else(|| own.to_owned()))
    }
}

impl Side {
    /// The register, judged on a day.
    pub(super) fn facts(&self, today: Day) -> Option<Facts<'_>> {
        let loaded = self.loaded.as_ref()?;
        Some(Facts::with_past(&loaded.register, today, self.past.as_ref()))
    }

    /// What was found while its files were read.
    pub(super) fn take_findings(&mut self) -> Vec<crate::finding::Finding> {
        self.loaded.as_mut().map(|loaded| std::mem::take(&mut loaded.findings)).unwrap_or_default()
    }
}
