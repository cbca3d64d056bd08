//! What `check --fix` writes: the fixes of findings, held against the register
//! as it would be before anything is written.
//!
//! Fixes are applied in rounds, since one may bring another to light. A file
//! is left as it is where its fix does not read back as meant, or would bring
//! a finding about how the register is written, or void a decision. That a
//! value which can be read now is judged now is no such finding.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::document::Document;
use super::kept::differ_only_at;
use super::renumber::renumbering;
use super::splice::{Splice, spliced};
use super::write::{Change, Gone};
use crate::finding::fingerprint::fingerprint;
use crate::finding::{Finding, FixClass, Mend};
use crate::model::register::Register;
use crate::parse::{LARGE_FILE, Stop};
use crate::rules::{self, Family};
use crate::source::layered::Layered;
use crate::source::tree::Tree;

/// After so many rounds what is still to be mended is left.
const ROUNDS: usize = 64;

/// A register as it was judged.
#[derive(Debug)]
pub struct Judgement {
    /// The register.
    pub register: Register,
    /// The findings that are reported.
    pub reported: Vec<Finding>,
    /// All that there are.
    pub all: Vec<Finding>,
}

/// Reads and judges a register.
pub type Judging<'a> = dyn Fn(&dyn Tree) -> Result<Judgement, Box<Stop>> + 'a;

/// How a register is judged, and what the next free id is.
pub struct Judge<'a> {
    /// Reads and judges a register.
    pub judge: &'a Judging<'a>,
    /// The next id for a risk.
    pub next_id: &'a dyn Fn(&Register) -> Option<String>,
    /// Fixes that could change what is meant are wanted, too.
    pub is_unsafe: bool,
}

/// What is to be written.
#[derive(Debug, Default)]
pub struct Mended {
    /// The files with their new texts.
    pub changes: Vec<Change>,
    /// The files that lie under another name then.
    pub gone: Vec<Gone>,
    /// How many findings are mended by it.
    pub fixed: usize,
    /// Files that are left as they are, and why.
    pub left: BTreeMap<String, String>,
}

/// The files of a register as they would be.
#[derive(Debug, Default, Clone)]
struct Draft {
    texts: BTreeMap<String, String>,
    gone: BTreeSet<String>,
    /// Of a file with another name, what it was called.
    names: BTreeMap<String, String>,
    fixed: usize,
}

impl Draft {
    fn over<'t>(&self, tree: &'t dyn Tree) -> Layered<'t> {
        let texts = self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        Layered::new(tree, texts).without(self.gone.iter().map(String::as_str))
    }

    /// What a file was called before anything was done.
    fn origin<'p>(&'p self, path: &'p str) -> &'p str {
        self.names.get(path).map_or(path, String::as_str)
    }

    fn rename(&mut self, from: &str, to: String, text: String) {
        let origin = self.origin(from).to_owned();
        self.texts.remove(from);
        self.names.remove(from);
        self.gone.insert(from.to_owned());
        self.gone.remove(&to);
        if origin != to {
            self.names.insert(to.clone(), origin);
        }
        self.texts.insert(to, text);
    }
}

/// The files of a register with what can be mended in them.
///
/// # Errors
/// A configuration that cannot be worked with.
pub fn mended(tree: &dyn Tree, judge: &Judge<'_>) -> Result<Mended, Box<Stop>> {
    let before = (judge.judge)(tree)?;
    let mut left = BTreeMap::new();
    loop {
        let (draft, after) = drafted(tree, judge, &mut left)?;
        let worse = worse(&before, &after, &draft);
        if worse.is_empty() {
            return Ok(finished(tree, draft, left));
        }
        left.extend(worse);
    }
}

/// All rounds, but for the files that are left.
fn drafted(
    tree: &dyn Tree,
    judge: &Judge<'_>,
    left: &mut BTreeMap<String, String>,
) -> Result<(Draft, Judgement), Box<Stop>> {
    let mut draft = Draft::default();
    let mut now = (judge.judge)(tree)?;
    for _ in 0..ROUNDS {
        if !round(judge, &now, &mut draft, left) {
            break;
        }
        now = (judge.judge)(&draft.over(tree))?;
    }
    Ok((draft, now))
}

/// The fixes of one kind; whether anything changed. A value that is mended may
/// give a waiver its use, so that values come first; a new id, which concerns
/// many files, is given last and by itself.
fn round(judge: &Judge<'_>, now: &Judgement, draft: &mut Draft, left: &mut BTreeMap<String, String>) -> bool {
    let sources = &now.register.sources;
    let mut by_file: BTreeMap<&str, Vec<&Mend>> = BTreeMap::new();
    for finding in &now.reported {
        let Some(fix) = finding.fix.as_ref().filter(|fix| is_clear(now, finding, &fix.mend)) else {
            continue;
        };
        let path = sources.path(finding.span.file);
        if (fix.class == FixClass::Safe || judge.is_unsafe) && !left.contains_key(draft.origin(path)) {
            by_file.entry(path).or_default().push(&fix.mend);
        }
    }
    let mut has_changed = false;
    for edit in [values, tables] {
        for (path, mends) in &by_file {
            let text = sources.find(path).map_or("", |file| &sources.file(file).text);
            match edit(text, mends) {
                Ok(Some((after, fixed))) => {
                    draft.texts.insert((*path).to_owned(), after);
                    draft.fixed += fixed;
                    has_changed = true;
                }
                Ok(None) => {}
                Err(why) => {
                    left.insert(draft.origin(path).to_owned(), why);
                }
            }
        }
        if has_changed {
            return true;
        }
    }
    let whole = by_file.iter().flat_map(|(path, mends)| mends.iter().map(move |mend| (*path, *mend)));
    let (names, ids): (Vec<_>, Vec<_>) = whole.partition(|(_, mend)| matches!(mend, Mend::Rename(_)));
    for (path, mend) in names {
        has_changed |=
            !left.contains_key(draft.origin(path)) && beyond(judge, now, (path, mend), draft, left);
    }
    has_changed || ids.into_iter().any(|(path, mend)| beyond(judge, now, (path, mend), draft, left))
}

/// Whether it is certain that a fix is one: that a waiver silences nothing
/// cannot be told where what it is for cannot be read.
fn is_clear(now: &Judgement, finding: &Finding, mend: &Mend) -> bool {
    let of = |other: &Finding| rules::find(&other.rule).is_some_and(|rule| rule.family == Family::Files);
    let hides = |other: &Finding| match &finding.risk {
        Some(id) => other.risk.as_ref() == Some(id),
        None => other.rule == "toml-syntax" || other.rule == "unreadable-file",
    };
    !matches!(mend, Mend::TakeOut(_)) || !now.all.iter().any(|other| of(other) && hides(other))
}

type Edited = Result<Option<(String, usize)>, String>;

/// A file's text with the values that can be mended in it, and how many those
/// are; none where there is none.
fn values(text: &str, mends: &[&Mend]) -> Edited {
    let written = mends.iter().filter_map(|mend| match mend {
        Mend::Write(span, text) => Some(Splice::new(span.range(), text.as_str())),
        _ => None,
    });
    let splices: Vec<Splice> = written.collect();
    if splices.is_empty() {
        return Ok(None);
    }
    Document::new(text).map_err(|_| "it does not parse".to_owned())?;
    let places: Vec<_> = splices.iter().map(|splice| splice.range.clone()).collect();
    let after = spliced(text, &splices).filter(|after| differ_only_at(text, after, &places));
    let after = after.ok_or("mended, it would say something else")?;
    Ok(Some((after, splices.len())))
}

/// The same without the tables that can be taken out of it.
fn tables(text: &str, mends: &[&Mend]) -> Edited {
    let mut headers: Vec<usize> = mends
        .iter()
        .filter_map(|mend| if let Mend::TakeOut(span) = mend { Some(span.range().start) } else { None })
        .collect();
    if headers.is_empty() {
        return Ok(None);
    }
    // From the last to the first, so that the places of the others stay.
    headers.sort_unstable_by(|a, b| b.cmp(a));
    headers.dedup();
    let mut document = Document::new(text).map_err(|_| "it does not parse".to_owned())?;
    for header in &headers {
        document.take_out("waiver", *header).map_err(|trouble| trouble.to_string())?;
    }
    Ok(Some((document.text().to_owned(), headers.len())))
}

/// What concerns a file as a whole, or several; whether it was done.
fn beyond(
    judge: &Judge<'_>,
    now: &Judgement,
    (path, mend): (&str, &Mend),
    draft: &mut Draft,
    left: &mut BTreeMap<String, String>,
) -> bool {
    let register = &now.register;
    let sources = &register.sources;
    let Some(file) = sources.find(path) else { return false };
    let text = sources.file(file).text.to_string();
    let origin = draft.origin(path).to_owned();
    let mut refuse = |why: String| {
        left.insert(origin.clone(), why);
        false
    };
    match mend {
        Mend::Rename(to) if sources.find(to).is_none() && !draft.texts.contains_key(to) => {
            draft.rename(path, to.clone(), text)
        }
        Mend::Renumber => {
            let risk = register.risks.iter().find(|risk| risk.file == file);
            let Some((risk, id)) = risk.zip((judge.next_id)(register)) else {
                return refuse("there is no free id for it".to_owned());
            };
            let done = match renumbering(register, risk, &id) {
                Ok(done) => done,
                Err((path, why)) => return refuse(format!("{path}: {why}")),
            };
            for change in done.changes {
                match &done.gone {
                    Some(gone) if change.before.is_none() => {
                        draft.rename(&gone.path, change.path, change.after)
                    }
                    _ => {
                        draft.texts.insert(change.path, change.after);
                    }
                }
            }
        }
        Mend::Rename(_) => return refuse("another file has that name".to_owned()),
        Mend::Write(..) | Mend::TakeOut(_) => return false,
    }
    draft.fixed += 1;
    true
}

/// Files whose fix would bring something that it must not, and what.
fn worse(before: &Judgement, after: &Judgement, draft: &Draft) -> BTreeMap<String, String> {
    let mut known: HashMap<String, usize> = HashMap::new();
    for finding in before.all.iter().filter(|finding| is_guarded(finding)) {
        *known.entry(fingerprint(finding)).or_default() += 1;
    }
    let mut worse = BTreeMap::new();
    for finding in after.all.iter().filter(|finding| is_guarded(finding)) {
        match known.get_mut(&fingerprint(finding)) {
            Some(count) if *count > 0 => *count -= 1,
            _ => {
                let path = after.register.sources.path(finding.span.file);
                let why = format!("mended, it would bring `{}`: {}", finding.rule, finding.message);
                let own = draft.texts.contains_key(path).then(|| draft.origin(path));
                match own {
                    Some(path) => {
                        worse.insert(path.to_owned(), why);
                    }
                    None => worse.extend(suspects(draft).map(|path| (path, why.clone()))),
                }
            }
        }
    }
    worse
}

/// Who may have brought something about in a file that is not written: those
/// with another name, if there are any.
fn suspects(draft: &Draft) -> impl Iterator<Item = String> {
    let renamed = !draft.names.is_empty();
    let all = draft.texts.keys().filter(move |path| !renamed || draft.names.contains_key(*path));
    all.map(|path| draft.origin(path).to_owned())
}

/// Whether a finding is about how the register is written, or a decision that
/// is void: what no fix may bring.
fn is_guarded(finding: &Finding) -> bool {
    let decisions = ["void-acceptance", "void-approval", "forged-signature"];
    rules::find(&finding.rule).is_some_and(|rule| {
        matches!(rule.family, Family::Files | Family::Identity | Family::References | Family::Waivers)
            && !rule.dated
    }) || decisions.contains(&&*finding.rule)
}

fn finished(tree: &dyn Tree, draft: Draft, left: BTreeMap<String, String>) -> Mended {
    let before =
        |path: &str| tree.read(path, LARGE_FILE).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let mut done = Mended { fixed: draft.fixed, left, ..Mended::default() };
    for (path, after) in draft.texts {
        let old = if draft.names.contains_key(&path) { None } else { before(&path) };
        if old.as_deref() != Some(&after) {
            done.changes.push(Change { path, before: old, after });
        }
    }
    for path in draft.gone {
        done.gone.extend(before(&path).map(|before| Gone { path, before }));
    }
    done
}
