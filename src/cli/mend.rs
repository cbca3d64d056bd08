//! `plimsoll check --fix`

use std::collections::{BTreeSet, HashSet};
use std::io::{self, Write};

use super::args::{Args, CheckOptions};
use super::context::{Context, stopped};
use super::init::failure;
use super::{Interrupt, new, terminal};
use crate::edit::mend::{Judge, Judgement, mended};
use crate::edit::write::{Change, Gone, all_files_without};
use crate::facts::Facts;
use crate::filter::{self, Selection};
use crate::finding::fingerprint::fingerprint;
use crate::finding::{Finding, FixClass};
use crate::model::day::Day;
use crate::parse::{self, Stop};
use crate::past::{self, Past};
use crate::report::patch;
use crate::source::tree::{Tree, WorkTree};
use crate::text::{counted, visible};

const DOING: &str = "cannot mend the register";

/// Who asks, and for which findings.
#[derive(Clone, Copy)]
pub(super) struct Wants<'a> {
    pub(super) args: &'a Args,
    pub(super) selection: &'a Selection,
    /// Not those of these fingerprints: what a change found there already.
    pub(super) old: &'a HashSet<String>,
}

impl Wants<'_> {
    /// Whether a finding is one of those.
    pub(super) fn has(&self, finding: &Finding) -> bool {
        self.old.is_empty() || !self.old.contains(&fingerprint(finding))
    }
}

/// What was written, or would be.
pub(super) struct Written {
    /// Nothing.
    pub(super) is_nothing: bool,
    /// What the summary says of it.
    pub(super) words: String,
}

pub(super) fn run(
    wants: Wants<'_>,
    options: &CheckOptions,
    context: &Context,
    past: Option<&Past>,
) -> Result<Written, Interrupt> {
    let args = wants.args;
    let tree = WorkTree::new(context.root.clone());
    let elsewhere = if options.unsafe_fixes { new::elsewhere(args, context)? } else { BTreeSet::new() };
    let judge = Judge {
        judge: &|tree| judged(tree, context.today, past, wants),
        next_id: &|register| new::next_id(register, elsewhere.clone()).ok(),
        is_unsafe: options.unsafe_fixes,
    };
    let done = mended(&tree, &judge).map_err(|stop| stopped(args, &stop))?;
    complain(args, done.left.iter().map(|(path, why)| (path.as_str(), why.as_str())))?;
    if options.diff {
        show(args, &done.changes, &done.gone)?;
    } else {
        all_files_without(&context.root, &done.changes, &done.gone)
            .map_err(|trouble| failure(DOING, trouble))?;
    }
    let files = done.changes.len();
    let words = if done.fixed == 0 {
        String::new()
    } else {
        format!("{} fixed in {}\n", done.fixed, counted(files, "file"))
    };
    Ok(Written { is_nothing: files == 0 && done.gone.is_empty(), words })
}

/// Reads and judges a register on a day.
pub(super) fn judged(
    tree: &dyn Tree,
    today: Day,
    past: Option<&Past>,
    wants: Wants<'_>,
) -> Result<Judgement, Box<Stop>> {
    let mut loaded = parse::load(tree)?;
    if let Some(past) = past {
        past::fill(&mut loaded.register, past);
    }
    let facts = Facts::with_past(&loaded.register, today, past);
    let everything = Selection { no_waivers: true, ..Selection::default() };
    let findings = |report: filter::Report<'_>| -> Vec<Finding> {
        report.findings.into_iter().map(|judged| judged.finding).collect()
    };
    let all = findings(filter::report(&facts, loaded.findings.clone(), &everything));
    let mut reported = findings(filter::report(&facts, loaded.findings, wants.selection));
    reported.retain(|finding| wants.has(finding));
    Ok(Judgement { register: loaded.register, reported, all })
}

/// Names the files that are left as they are.
pub(super) fn complain<'f>(
    args: &Args,
    left: impl Iterator<Item = (&'f str, &'f str)>,
) -> Result<(), Interrupt> {
    let style = terminal::errors(args);
    for (path, why) in left {
        let text = visible(&format!("{path} is left alone: {why}\n")).into_owned();
        io::stderr().write_all(style.finish(text).as_bytes())?;
    }
    Ok(())
}

/// Shows what would be written.
pub(super) fn show(args: &Args, changes: &[Change], gone: &[Gone]) -> Result<(), Interrupt> {
    let style = terminal::output(args);
    let mut text = String::new();
    for file in gone {
        text.push_str(&patch::unified(&file.path, Some(&file.before), None, style));
    }
    for change in changes {
        text.push_str(&patch::unified(&change.path, change.before.as_deref(), Some(&change.after), style));
    }
    io::stdout().write_all(style.finish(text).as_bytes())?;
    Ok(io::stdout().flush()?)
}

/// What a machine could mend: "4 fixable with --fix, 2 more with
/// --unsafe-fixes".
pub(super) fn hint(report: &filter::Report<'_>) -> String {
    let of = |class: FixClass| {
        report
            .findings
            .iter()
            .filter(move |judged| judged.finding.fix.as_ref().is_some_and(|fix| fix.class == class))
    };
    match (of(FixClass::Safe).count(), of(FixClass::Unsafe).count()) {
        (0, 0) => String::new(),
        (safe, 0) => format!("{safe} fixable with --fix\n"),
        (0, more) => format!("{more} fixable with --unsafe-fixes\n"),
        (safe, more) => format!("{safe} fixable with --fix, {more} more with --unsafe-fixes\n"),
    }
}
