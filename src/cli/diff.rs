//! `plimsoll diff`

use std::io::{self, Write};

use super::args::{Args, DiffFormat, DiffOptions};
use super::base::Search;
use super::check::write_json;
use super::context::{Context, git_failure, today};
use super::failure::Failure;
use super::pager::Pager;
use super::revision::resolve;
use super::side::{Reader, Side};
use super::{Exit, Interrupt, Outcome, terminal};
use crate::change::{Diff, brought};
use crate::filter::Selection;
use crate::git::Repo;
use crate::report::diff::{Subject, human, json, markdown};

const DOING: &str = "cannot compare the registers";

pub(super) fn run(args: &Args, options: &DiffOptions) -> Outcome {
    let context = Context::open(args, None);
    let context = match (&options.head, context) {
        // Both sides are revisions: no working tree is asked for.
        (Some(_), Err(Interrupt::Failure(_))) => None,
        (_, context) => Some(context?),
    };
    let folder =
        context.as_ref().map_or_else(|| super::context::start(args), |context| Ok(context.root.clone()))?;
    let repo = Repo::discover(&folder).map_err(|trouble| git_failure(DOING, &trouble))?;
    let Some(repo) = repo else {
        return Err(Failure::new(DOING, "there is no Git repository here")
            .help("commit the register first: a change is told against a commit")
            .into());
    };
    let today = match (&context, args.today) {
        (Some(context), _) => context.today,
        (None, _) => today(args)?,
    };
    let reader = Reader { args, repo: &repo, today, doing: DOING };
    let mut head = head(args, options, &reader, context)?;
    let Some(loaded) = &head.loaded else {
        return Err(Failure::new(DOING, "there was no register at the second revision").into());
    };
    let default_branch = loaded.register.config.git.default_branch.as_ref().map(|branch| branch.as_str());
    let search = Search { args, repo: &repo, head: head.commit.object, default_branch, doing: DOING };
    let base = match (&options.base, &options.head) {
        (Some(base), Some(_)) => resolve(args, &repo, base, DOING)?,
        (named, _) => search.find(named.as_deref())?,
    };
    let mut base = reader.base(base, &head.prefix, &loaded.register)?;
    let recognition = reader.recognition(&base, (&head.prefix, &head.commit), &loaded.register)?;
    let (base_read, head_read) = (base.take_findings(), head.take_findings());
    let base_facts = base.facts(today);
    let mut head_facts = head.facts(today).ok_or_else(no_commit)?;
    let old = base_facts.as_ref().map(|facts| brought::Side { facts, read: base_read });
    let new = brought::Head { facts: &mut head_facts, read: head_read, recognition };
    let brought = brought::brought(old, new, &Selection::default(), base.commit.id.clone());
    let diff = Diff::between(base_facts.as_ref(), &head_facts, brought.authority);
    let subject = Subject {
        diff: &diff,
        head: head_facts.register,
        base: base.loaded.as_ref().map(|loaded| &loaded.register),
        today,
        base_commit: Some(base.commit.object),
        head_commit: options.head.as_ref().map(|_| head.commit.object),
        new: brought.report.findings.iter().collect(),
        fixed: brought.fixed.iter().collect(),
    };
    match options.format {
        DiffFormat::Human => {
            let mut out = Pager::start(args);
            human::write(&subject, terminal::output(args), &mut out)?;
            out.finish()?;
        }
        DiffFormat::Markdown => {
            let text = markdown::comment(&subject, repo.prefix());
            io::stdout().lock().write_all(terminal::output(args).finish(text).as_bytes())?;
        }
        DiffFormat::Json => {
            let mut out = io::BufWriter::new(io::stdout().lock());
            write_json(&json::document(&subject), terminal::output(args), &mut out)?;
            out.flush()?;
        }
    }
    Ok(if options.exit_code && diff.has_meaning() { Exit::Findings } else { Exit::Clean })
}

/// What the change leads to: a revision, or what lies in the working tree, upon
/// the commit that it rests on.
fn head(
    args: &Args,
    options: &DiffOptions,
    reader: &Reader<'_>,
    context: Option<Context>,
) -> Result<Side, Interrupt> {
    let repo = reader.repo;
    if let Some(head) = &options.head {
        let commit = resolve(args, repo, head, DOING)?;
        return reader.at(commit, super::revision::find_register(repo, commit, DOING)?);
    }
    let commit = repo.head().map_err(|trouble| git_failure(DOING, &trouble))?.ok_or_else(no_commit)?;
    let mut context = context.ok_or_else(no_commit)?;
    let past = context.look_back(args)?;
    let prefix = repo.prefix().to_owned();
    Ok(Side { commit, prefix, loaded: Some(context.loaded), past, is_lent: false })
}

fn no_commit() -> Failure {
    Failure::new(DOING, "there is no commit yet")
        .help("commit the register first: a change is told against a commit")
}
