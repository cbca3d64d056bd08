//! `plimsoll diff`

use std::env;
use std::io::{self, Write};

use super::args::{Args, DiffFormat, DiffOptions};
use super::check::write_json;
use super::context::{Context, git_failure, past_at, stopped, today};
use super::failure::Failure;
use super::pager::Pager;
use super::revision::resolve;
use super::{Exit, Interrupt, Outcome, terminal};
use crate::change::Diff;
use crate::facts::Facts;
use crate::filter::{self, Judged, Report, Selection};
use crate::finding::fingerprint::fingerprint;
use crate::git::object::ObjectId;
use crate::git::revision::RevisionTrouble;
use crate::git::{Commit, Repo};
use crate::model::day::Day;
use crate::model::register::Register;
use crate::parse::{self, CONFIG_FILE, Loaded};
use crate::past::{self, Past};
use crate::report::diff::{Subject, human, json, markdown};
use crate::source::tree::Tree;
use crate::text::one_line;

const DOING: &str = "cannot compare the registers";

/// One side of a comparison.
struct Side {
    commit: Commit,
    prefix: String,
    loaded: Option<Loaded>,
}

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
    let base = base(args, options, &repo, context.as_ref())?;
    let today = match (&context, args.today) {
        (Some(context), _) => context.today,
        (None, _) => today(args)?,
    };
    let prefix = repo.prefix().to_owned();
    let base_prefix = super::revision::find_register(&repo, base, DOING).unwrap_or_else(|_| prefix.clone());
    let mut base = side(args, &repo, base, base_prefix)?;
    // The commit that the head is, or rests on.
    let mut head = match &options.head {
        Some(head) => {
            let commit = resolve(args, &repo, head, DOING)?;
            let prefix = super::revision::find_register(&repo, commit, DOING)?;
            side(args, &repo, commit, prefix)?
        }
        None => {
            let commit = repo.head().map_err(|trouble| git_failure(DOING, &trouble))?;
            let commit = commit.ok_or_else(no_commit)?;
            Side { commit, prefix, loaded: context.map(|context| context.loaded) }
        }
    };
    let base_past = base.look_back(args, &repo, today)?;
    let head_past = head.look_back(args, &repo, today)?;
    let Some(head_loaded) = &mut head.loaded else {
        return Err(Failure::new(DOING, "there was no register at the second revision").into());
    };
    let read = std::mem::take(&mut head_loaded.findings);
    let base_read =
        base.loaded.as_mut().map(|loaded| std::mem::take(&mut loaded.findings)).unwrap_or_default();
    let head_facts = Facts::with_past(&head_loaded.register, today, head_past.as_ref());
    let base_facts =
        base.loaded.as_ref().map(|loaded| Facts::with_past(&loaded.register, today, base_past.as_ref()));
    let diff = Diff::between(base_facts.as_ref(), &head_facts);
    let selection = Selection::default();
    let head_report = filter::report_against(&head_facts, read, &selection, base_facts.as_ref());
    let base_report = base_facts.as_ref().map(|facts| filter::report(facts, base_read, &selection));
    let (new, fixed) = findings(
        base_report.as_ref(),
        &head_report,
        base.loaded.as_ref().map(|l| &l.register),
        &head_loaded.register,
    );
    let subject = Subject {
        diff: &diff,
        head: &head_loaded.register,
        base: base.loaded.as_ref().map(|loaded| &loaded.register),
        today,
        base_commit: Some(base.commit.object),
        head_commit: options.head.as_ref().map(|_| head.commit.object),
        new,
        fixed,
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

/// The register at a commit; without one there it grants nothing and asks
/// nothing.
fn side(args: &Args, repo: &Repo, commit: ObjectId, prefix: String) -> Result<Side, Interrupt> {
    let failed = |trouble| Interrupt::from(git_failure(&format!("{DOING}, commit {commit}"), &trouble));
    let tree = repo.revision(commit, &prefix).map_err(failed)?;
    let loaded = if tree.exists(CONFIG_FILE) { Some(parse::load(&tree)) } else { None };
    if let Some(trouble) = tree.trouble() {
        return Err(failed(trouble));
    }
    let loaded = loaded.transpose().map_err(|stop| stopped(args, &stop))?;
    Ok(Side { commit: repo.commit(commit).map_err(failed)?, prefix, loaded })
}

impl Side {
    /// What history says of the register here, and what its files leave to it.
    fn look_back(&mut self, args: &Args, repo: &Repo, today: Day) -> Result<Option<Past>, Interrupt> {
        let Some(loaded) = &mut self.loaded else { return Ok(None) };
        let past = past_at(args, repo, &self.prefix, &self.commit, today)?;
        if let Some(past) = &past {
            past::fill(&mut loaded.register, past);
        }
        Ok(past)
    }
}

fn no_commit() -> Failure {
    Failure::new(DOING, "there is no commit yet")
        .help("commit the register first: a change is told against a commit")
}

/// The commit that the change is told against: what is named, what the CI
/// names, or the default branch; where the head is the working tree, where it
/// left that.
fn base(
    args: &Args,
    options: &DiffOptions,
    repo: &Repo,
    context: Option<&Context>,
) -> Result<ObjectId, Interrupt> {
    if let (Some(base), Some(_)) = (&options.base, &options.head) {
        return resolve(args, repo, base, DOING);
    }
    let failed = |trouble| Interrupt::from(git_failure(DOING, &trouble));
    let head = repo.head().map_err(failed)?.ok_or_else(no_commit)?;
    let named = match &options.base {
        Some(base) => resolve(args, repo, base, DOING)?,
        None => match by_ci(repo)? {
            Some(base) => base,
            None => default_branch(repo, context)?.unwrap_or(head.object),
        },
    };
    match repo.merge_base(named, head.object).map_err(failed)? {
        Some(base) => Ok(base),
        None => Err(Failure::new(DOING, format!("{named} and HEAD have no common commit"))
            .help("fetch the whole history (`git fetch --unshallow`), or name a commit of it as BASE")
            .into()),
    }
}

/// The base that GitHub's or GitLab's CI names.
fn by_ci(repo: &Repo) -> Result<Option<ObjectId>, Interrupt> {
    let set = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let tries = match (set("GITHUB_BASE_REF"), set("CI_MERGE_REQUEST_DIFF_BASE_SHA")) {
        (Some(branch), _) => vec![format!("refs/remotes/origin/{branch}"), branch],
        (None, Some(commit)) => vec![commit],
        (None, None) => return Ok(None),
    };
    for name in &tries {
        if let Ok((commit, _)) = repo.resolve(name) {
            return Ok(Some(commit));
        }
    }
    let name = one_line(tries.last().map_or("", |name| name));
    Err(Failure::new(DOING, format!("the base that the CI names, `{name}`, is not here"))
        .help(format!("fetch it: `git fetch origin {name}`, or check out with the whole history"))
        .into())
}

/// The tip of the default branch, if it can be told.
fn default_branch(repo: &Repo, context: Option<&Context>) -> Result<Option<ObjectId>, Interrupt> {
    let named = context.and_then(|context| context.loaded.register.config.git.default_branch.as_ref());
    let mut tries = Vec::new();
    if let Some(named) = named {
        tries.extend([format!("refs/heads/{}", named.value), format!("refs/remotes/origin/{}", named.value)]);
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
        match repo.resolve(name) {
            Ok((commit, _)) => return Ok(Some(commit)),
            Err(RevisionTrouble::Git(trouble)) => return Err(git_failure(DOING, &trouble).into()),
            Err(_) => {}
        }
    }
    Ok(None)
}

/// The findings that a change brings and those that it mends. One about a
/// level or a decision is old where the base has it at that level or a worse
/// one.
fn findings<'r>(
    base: Option<&'r Report<'_>>,
    head: &'r Report<'_>,
    base_register: Option<&Register>,
    register: &Register,
) -> (Vec<&'r Judged>, Vec<&'r Judged>) {
    let Some(base) = base else { return (head.findings.iter().collect(), Vec::new()) };
    let rank = |level: &Option<String>| {
        let id = level.as_ref()?;
        let find = |register: &Register| register.methodology.as_ref()?.level_rank(id);
        find(register).or_else(|| base_register.and_then(find))
    };
    let prints = |report: &'r Report<'_>| -> Vec<(String, &'r Judged)> {
        report.findings.iter().map(|judged| (fingerprint(&judged.finding), judged)).collect()
    };
    let (old, now) = (prints(base), prints(head));
    let is_old = |print: &str, judged: &Judged| {
        old.iter().any(|(known, before)| {
            known == print && rank(&before.finding.level) >= rank(&judged.finding.level)
        })
    };
    let new =
        now.iter().filter(|(print, judged)| !is_old(print, judged)).map(|(_, judged)| *judged).collect();
    let is_there = |print: &str| now.iter().any(|(known, _)| known == print);
    let fixed = old.iter().filter(|(print, _)| !is_there(print)).map(|(_, judged)| *judged).collect();
    (new, fixed)
}
