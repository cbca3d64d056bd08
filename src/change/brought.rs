//! Which findings a change brings and which it mends: both registers judged,
//! and one taken from the other by fingerprint.
//!
//! What moved, was renamed or merely touched is known again by its
//! fingerprint, and counted: of three like findings where the base had two, one
//! is new. One about a level or a decision is old where the base has it at that
//! level or a worse one. Both sides are weighed by the stricter of both, so that
//! switching a rule on brings nothing, and switching it off hides nothing.
//! What a change does by an authority of its own making does not hold.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::authority::{self, Loosening, Recognition};
use super::supposed::Case;
use crate::facts::Facts;
use crate::filter::{self, Judged, Report, Selection, Since, Weights};
use crate::finding::Finding;
use crate::finding::fingerprint::fingerprint;
use crate::rules;

/// A judged register with what was found while its files were read.
pub struct Side<'f, 'a> {
    /// The register, judged.
    pub facts: &'f Facts<'a>,
    /// What is wrong with its files.
    pub read: Vec<Finding>,
}

/// The same of what a change leads to. Decisions that rest on what the change
/// itself loosens are withheld from it.
pub struct Head<'f, 'a> {
    /// The register, judged.
    pub facts: &'f mut Facts<'a>,
    /// What is wrong with its files.
    pub read: Vec<Finding>,
    /// Its past by those whom the base knows, where that may differ.
    pub recognition: Option<Recognition>,
}

/// What a change does to the findings.
#[derive(Debug, Default)]
pub struct Brought<'a> {
    /// Those that it brings, and what waivers silence after it.
    pub report: Report<'a>,
    /// Those that it mends, in the order of the base.
    pub fixed: Vec<Judged>,
    /// What it loosens, and what of it rests on that.
    pub authority: Vec<Loosening>,
}

/// Holds a register against its base. Without a register there all is new.
/// `commit` is the base's.
#[must_use]
pub fn brought<'a>(
    base: Option<Side<'_, '_>>,
    head: Head<'_, 'a>,
    selection: &Selection,
    commit: String,
) -> Brought<'a> {
    let Some(base) = base else {
        let mut report = filter::report(head.facts, head.read, selection);
        report.since = Some(Since { commit, ..Since::default() });
        return Brought { report, ..Brought::default() };
    };
    let Head { facts, read, recognition } = head;
    let has_more_names = recognition.as_ref().is_some_and(|recognition| recognition.has_more_names);
    let mut authority = authority::loosened(base.facts, facts, has_more_names);
    facts.withhold(&authority::withheld(&authority));
    let facts = &*facts;
    let unread = unread(&base);
    let own = Weights::of(&facts.register.config);
    let weights = own.stricter(&Weights::of(&base.facts.register.config));
    let (old, mut now) = rayon::join(|| rules::run(base.facts), || rules::run(facts));
    now.extend(out_of_reach(base.facts, facts, &now, &commit));
    now.extend(read);
    let everywhere = Selection { paths: Vec::new(), ..selection.clone() };
    let then = [base.read, old].concat();
    let before = filter::apply_by(base.facts, then, &everywhere, &weights, None);
    let mut report = filter::apply_by(facts, now, &everywhere, &weights, Some(base.facts));
    let matched = Matched::of((base.facts, &before.findings), (facts, &report.findings));
    let case = Case {
        base: base.facts,
        head: facts,
        weights: &weights,
        selection: &everywhere,
        before: &before.findings,
        after: &report.findings,
    };
    case.of_lines(&mut authority);
    if let Some(recognition) = &recognition {
        case.of_names(recognition, &mut authority);
    }
    let sources = &facts.register.sources;
    let is_wanted = |finding: &Finding| selection.covers(sources.path(finding.span.file));
    let mut hidden = 0;
    let mut is_old = matched.is_old.into_iter();
    let mut new = Vec::new();
    for judged in report.findings {
        match is_old.next() {
            Some(true) => hidden += usize::from(is_wanted(&judged.finding)),
            _ => new.push(judged),
        }
    }
    let is_lower = |judged: &Judged| {
        rules::find(judged.finding.rule).is_some_and(|rule| own.weigh(rule) < judged.severity)
    };
    authority::of_severities(&new, &is_lower, &mut authority);
    new.extend(filter::weighed(authority::found(&authority), &everywhere, &weights));
    new.retain(|judged| is_wanted(&judged.finding));
    report.findings = filter::in_order(new, sources);
    report.waived.retain(|waived| is_wanted(&waived.finding));
    report.since = Some(Since { commit, had_register: true, hidden, unread });
    let gone = before.findings.into_iter().zip(matched.is_mended);
    let fixed = gone.filter(|(_, is_mended)| *is_mended).map(|(judged, _)| judged).collect();
    Brought { report, fixed, authority }
}

/// The files of a register that could not be read in full, by path: those that
/// do not parse, and what could not be read at all.
fn unread(side: &Side<'_, '_>) -> Vec<String> {
    let register = side.facts.register;
    let is_torn = |finding: &&Finding| matches!(finding.rule, "toml-syntax" | "unreadable-file");
    let torn = side.read.iter().filter(is_torn).map(|finding| finding.span.file);
    let files: BTreeSet<&str> =
        register.unread.iter().copied().chain(torn).map(|file| register.sources.path(file)).collect();
    files.into_iter().map(str::to_owned).collect()
}

/// The risks of the base that the head has no more, as far as history has not
/// said so: they may lie where its paths no longer reach.
fn out_of_reach(base: &Facts<'_>, head: &Facts<'_>, found: &[Finding], commit: &str) -> Vec<Finding> {
    let register = head.register;
    let is_told =
        |id: &str| found.iter().any(|finding| finding.rule == rules::DELETED_RISK && finding.thing == id);
    let is_there = |id: &str| register.place_of(id).is_some() || register.holes().risks;
    let gone = base.register.risks.iter().filter(|risk| !is_there(risk.id()) && !is_told(risk.id()));
    gone.map(|risk| rules::out_of_reach(head, base.register, risk, commit)).collect()
}

/// Which findings of two sides are the same.
pub(super) struct Matched {
    /// Of each of the head, whether the base has it.
    pub(super) is_old: Vec<bool>,
    /// Of each of the base, whether the head has it no more.
    pub(super) is_mended: Vec<bool>,
}

/// The like findings of both sides, by their places in the two lists.
#[derive(Default)]
struct Alike {
    base: Vec<usize>,
    head: Vec<usize>,
}

impl Matched {
    /// Finds out.
    pub(super) fn of(
        (base, before): (&Facts<'_>, &[Judged]),
        (head, after): (&Facts<'_>, &[Judged]),
    ) -> Self {
        let mut groups: BTreeMap<String, Alike> = BTreeMap::new();
        for (place, judged) in before.iter().enumerate() {
            groups.entry(fingerprint(&judged.finding)).or_default().base.push(place);
        }
        for (place, judged) in after.iter().enumerate() {
            groups.entry(fingerprint(&judged.finding)).or_default().head.push(place);
        }
        let mut matched = Self { is_old: vec![false; after.len()], is_mended: vec![false; before.len()] };
        let rank = |judged: &Judged| rank(base, head, judged.finding.level.as_deref());
        let path = |facts: &Facts<'_>, judged: &Judged| {
            facts.register.sources.path(judged.finding.span.file).to_owned()
        };
        for Alike { base: mut old, head: mut now } in groups.into_values() {
            // The worst first: what is at least as bad is the same.
            old.sort_by_key(|place| std::cmp::Reverse(rank(&before[*place])));
            now.sort_by_key(|place| std::cmp::Reverse(rank(&after[*place])));
            let mut by_path: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
            for place in &old {
                by_path.entry(path(base, &before[*place])).or_default().push_back(*place);
            }
            let fits = |old: usize, now: usize| rank(&before[old]) >= rank(&after[now]);
            let mut take = |queue: &mut VecDeque<usize>, now: usize| {
                let old = queue.front().copied().filter(|old| fits(*old, now));
                old.inspect(|_| {
                    queue.pop_front();
                    matched.is_old[now] = true;
                })
            };
            // First in the same file, so that of several the one elsewhere is new.
            let (mut taken, mut open) = (BTreeSet::new(), Vec::new());
            for now in now {
                let old = by_path.get_mut(&path(head, &after[now])).and_then(|queue| take(queue, now));
                taken.extend(old);
                if old.is_none() {
                    open.push(now);
                }
            }
            old.retain(|place| !taken.contains(place));
            let mut rest = VecDeque::from(old);
            open.retain(|now| take(&mut rest, *now).is_none());
            // What has grown worse is new, and not mended.
            for place in rest.into_iter().skip(open.len()) {
                matched.is_mended[place] = true;
            }
        }
        matched
    }
}

/// A level's place in the order of the head; of one that only the base knows,
/// in its order.
fn rank(base: &Facts<'_>, head: &Facts<'_>, level: Option<&str>) -> Option<usize> {
    let id = level?;
    let find = |facts: &Facts<'_>| facts.register.methodology.as_ref()?.level_rank(id);
    find(head).or_else(|| find(base))
}
