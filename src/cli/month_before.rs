//! Which risks waited for a decision about a month before: the register of that
//! day is read and judged as it was, since whether a decision held rests on all
//! that it was taken on.

use super::Interrupt;
use super::args::Args;
use super::context::{Context, Located, git_failure, past_by};
use crate::facts::Facts;
use crate::git::object::ObjectId;
use crate::history::History;
use crate::history::cache::Cache;
use crate::model::day::Day;
use crate::need;
use crate::parse;
use crate::past;
use crate::trend;

/// What is asked again with each build: the commit of that day, and the day.
pub(super) type Asked = (ObjectId, Day);

/// The commit that stood about a month before a day, and that day; `None` where
/// that is before the history, or not all of the history is there.
pub(super) fn asked(history: &History, today: Day) -> Option<Asked> {
    let day = trend::month_before(today).filter(|_| history.is_complete())?;
    let nodes = &history.graph.nodes;
    history.graph.line().map(|place| &nodes[place]).find(|node| node.day() <= day).map(|node| (node.id, day))
}

/// The ids of the risks that waited then; `None` where the register of then
/// cannot be read.
pub(super) fn waited(
    args: &Args,
    context: &Context,
    (commit, day): Asked,
) -> Result<Option<Vec<String>>, Interrupt> {
    let Located { repo: Some(repo), prefix, .. } = context.located(args)? else { return Ok(None) };
    let failed = |trouble| {
        Interrupt::from(git_failure(&format!("cannot read the register at commit {commit}"), &trouble))
    };
    let tree = repo.revision(commit, &prefix).map_err(failed)?;
    let loaded = parse::load(&tree);
    if let Some(trouble) = tree.trouble() {
        return Err(failed(trouble));
    }
    let Ok(mut loaded) = loaded else { return Ok(None) };
    let cache = if args.no_cache { Cache::none() } else { Cache::of_month(repo.common_folder(), &prefix) };
    let commit = repo.commit(commit).map_err(failed)?;
    let past = past_by(args, &repo, &prefix, (&commit, day), &cache)?;
    if let Some(past) = &past {
        past::fill(&mut loaded.register, past);
    }
    let facts = Facts::with_past(&loaded.register, day, past.as_ref());
    let waits = facts.open().filter(|(risk, judged)| !risk.unread && !need::of(risk, judged).is_empty());
    Ok(Some(waits.map(|(risk, _)| risk.id().to_owned()).collect()))
}
