//! The story, step by step, into commits. A step that does not fit the files
//! as they are by then is a fault of the story, which tests find.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

use super::people::FORGE;
use super::story::{Deed, Edit, MAIN, Step, Who};
use crate::decision::{Kind, seal};
use crate::facts::Facts;
use crate::git::Trouble;
use crate::git::object::{Ident, ObjectId};
use crate::git::write::{Files, Journal, NewCommit};
use crate::parse;
use crate::source::stem;
use crate::source::tree::MemoryTree;

/// What stands in the story's texts for a seal, with what it seals.
const UNSEALED: [(&str, Kind); 2] =
    [("SEAL-APPROVAL", Kind::Approval), ("SEAL-ACCEPTANCE", Kind::Acceptance)];

/// A branch: its tip, the files there, and what was done since it left `main`.
#[derive(Clone, Default)]
struct Branch {
    tip: Option<ObjectId>,
    files: Files,
    edits: Vec<Edit>,
}

/// A history as it was told.
pub(super) struct Told {
    /// Every branch that was not merged, `main` first, with its tip.
    pub(super) branches: Vec<(&'static str, ObjectId)>,
    /// How many commits there are.
    pub(super) commits: usize,
}

/// Tells the story into a journal.
pub(super) fn tell(journal: &Journal, story: impl Iterator<Item = &'static Step>) -> Result<Told, Trouble> {
    let mut branches = BTreeMap::from([(MAIN, Branch::default())]);
    let mut commits = 0;
    for step in story {
        let mut branch = branches
            .get(step.branch)
            .cloned()
            .unwrap_or_else(|| Branch { edits: Vec::new(), ..branches[MAIN].clone() });
        let mut parents: Vec<ObjectId> = branch.tip.into_iter().collect();
        let mut edits = Vec::new();
        match step.deed {
            Deed::Change(own) => edits.extend_from_slice(own),
            Deed::Merge(name, own) => {
                let merged = branches.remove(name).unwrap_or_else(|| panic!("{}: no branch {name}", step.at));
                parents.extend(merged.tip);
                // What the branch did is done again on top of `main`, so that
                // the merge has what both sides did.
                edits.extend(merged.edits);
                edits.extend_from_slice(own);
            }
        }
        for edit in &edits {
            apply(&mut branch.files, edit, step.at);
        }
        seal_all(&mut branch.files, step.at);
        branch.edits.extend(edits);
        branch.tip = Some(journal.commit(&commit(step, &branch.files, &parents))?);
        branches.insert(step.branch, branch);
        commits += 1;
    }
    let main = branches.remove(MAIN);
    let all = main.map(|main| (MAIN, main)).into_iter().chain(branches);
    let tips = all.filter_map(|(name, branch)| Some((name, branch.tip?)));
    Ok(Told { branches: tips.collect(), commits })
}

fn commit<'a>(step: &Step, files: &'a Files, parents: &'a [ObjectId]) -> NewCommit<'a> {
    let (seconds, offset) = time(step.at);
    let ident = |who: &Who| Ident { name: who.name.to_owned(), email: who.email.to_owned(), seconds };
    NewCommit {
        files,
        parents,
        author: ident(step.by),
        committer: ident(if step.by_forge { &FORGE } else { step.by }),
        offset,
        message: format!("{}\n", step.says),
    }
}

/// Seconds since 1970 of an hour in London, and the minutes it is ahead of UTC.
fn time(at: &str) -> (i64, i32) {
    let (day, hour) = at.split_once(' ').expect("the story writes days and hours");
    let day: Date = day.parse().expect("the story writes days that exist");
    let (hours, minutes) = hour.split_once(':').expect("the story writes hours and minutes");
    let minutes_of = |text: &str| text.parse::<i64>().expect("the story writes hours in digits");
    let offset = if is_summer(day) { 60 } else { 0 };
    let midnight = jiff::tz::Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).expect("a day of our time");
    let local = minutes_of(hours) * 60 + minutes_of(minutes);
    (midnight.as_second() + (local - i64::from(offset)) * 60, offset)
}

/// From the last Sunday of March to the last of October.
fn is_summer(day: Date) -> bool {
    let last_sunday = |month| {
        let last = Date::constant(day.year(), month, 1).last_of_month();
        if last.weekday() == Weekday::Sunday { Ok(last) } else { last.nth_weekday(-1, Weekday::Sunday) }
    };
    let (Ok(from), Ok(to)) = (last_sunday(3), last_sunday(10)) else { return false };
    (from..to).contains(&day)
}

/// The path that the story means: a path, or a risk's id.
fn path(files: &Files, target: &str, at: &str) -> String {
    let is_it = |path: &&String| *path == target || path.starts_with("risks/") && stem(path) == target;
    files.keys().find(is_it).unwrap_or_else(|| panic!("{at}: there is no {target}")).clone()
}

fn apply(files: &mut Files, edit: &Edit, at: &str) {
    match *edit {
        Edit::New(path, text) => {
            // A checkout on Windows may have given the text other line ends.
            let before = files.insert(path.to_owned(), text.replace("\r\n", "\n"));
            assert!(before.is_none(), "{at}: {path} is there already");
        }
        Edit::Swap(target, from, to) => {
            let path = path(files, target, at);
            let text = &files[&path];
            assert!(text.matches(from).count() == 1, "{at}: {path} does not say {from:?} once:\n{text}");
            let text = text.replacen(from, to, 1);
            files.insert(path, text);
        }
        Edit::Add(target, text) => {
            let path = path(files, target, at);
            files.entry(path).or_default().push_str(text);
        }
        Edit::Move(target, to) => {
            let text = files.remove(&path(files, target, at)).unwrap_or_default();
            files.insert(to.to_owned(), text);
        }
        Edit::Seal(target, table) => {
            let path = path(files, target, at);
            let text = unsealed(&files[&path], table).unwrap_or_else(|| panic!("{at}: {path} has no seal"));
            files.insert(path, text);
        }
    }
}

/// The text with a mark in the place of a table's seal.
fn unsealed(text: &str, table: &str) -> Option<String> {
    let after = |from: usize, what: &str| text[from..].find(what).map(|at| from + at + what.len());
    let start = after(after(0, &format!("\n[{table}]\n"))?, "\nseal = \"")?;
    let end = start + text[start..].find('"')?;
    let (mark, _) = UNSEALED.iter().find(|(_, kind)| (*kind == Kind::Approval) == (table != "acceptance"))?;
    Some(format!("{}{mark}{}", &text[..start], &text[end..]))
}

/// Puts the right seals in their places.
fn seal_all(files: &mut Files, at: &str) {
    for (mark, kind) in UNSEALED {
        while let Some(path) =
            files.iter().find(|(_, text)| text.contains(mark)).map(|(path, _)| path.clone())
        {
            let seal = seal_of(files, &path, kind).unwrap_or_else(|| panic!("{at}: {path} cannot be sealed"));
            let text = files[&path].replace(mark, &seal);
            files.insert(path, text);
        }
    }
}

fn seal_of(files: &Files, path: &str, kind: Kind) -> Option<String> {
    let mut tree = MemoryTree::default();
    for (path, text) in files {
        tree.insert(path, text.as_str());
    }
    let loaded = parse::load(&tree).ok()?;
    let register = &loaded.register;
    // A seal does not depend on the day.
    let facts = Facts::new(register, Date::constant(2026, 6, 1));
    let (risk, judged) = facts.each().find(|(risk, _)| register.sources.path(risk.file) == path)?;
    Some(seal(register, risk, &judged.stages, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_in_london_is_an_hour_earlier_in_summer() {
        assert_eq!(time("2025-01-15 12:00"), (1_736_942_400, 0));
        assert_eq!(time("2025-03-29 12:00").1, 0);
        assert_eq!(time("2025-03-30 12:00").1, 60);
        assert_eq!(time("2025-10-25 12:00").1, 60);
        assert_eq!(time("2025-10-26 12:00").1, 0);
        assert_eq!(time("2025-06-01 13:00"), (1_748_779_200, 60));
    }

    #[test]
    fn the_story_goes_forward_in_time() {
        let mut last = i64::MIN;
        for step in super::super::story() {
            let (seconds, _) = time(step.at);
            assert!(seconds > last, "{}", step.at);
            last = seconds;
        }
    }
}
