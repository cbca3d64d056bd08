//! `plimsoll log`

use std::io::{self, Write};

use rayon::prelude::*;

use super::args::{Args, LogOptions, TextFormat};
use super::context::{Context, broken, note};
use super::failure::Failure;
use super::pager::Pager;
use super::{Exit, Interrupt, Outcome, terminal};
use crate::git::object::ObjectId;
use crate::history::History;
use crate::history::change::{Change, within};
use crate::history::consequences::{Aftermath, Consequences};
use crate::history::details::{Actor, Details};
use crate::history::graph::Node;
use crate::history::names::Names;
use crate::model::register::Register;
use crate::report::change_words::Words;
use crate::report::log::{self, Told};
use crate::report::log_json::{self, shapes};
use crate::report::streamed::Written;
use crate::source::stem;
use crate::text::one_line;

pub(super) fn run(args: &Args, options: &LogOptions) -> Outcome {
    let context = open(args, options)?;
    let Some((history, head)) = context.history(args)? else {
        return Err(Failure::new("cannot tell the history", "there is no Git repository with a commit here")
            .help("`git init`, then commit the register: the history is Git's")
            .into());
    };
    let register = &context.loaded.register;
    let list: Vec<(usize, Vec<Change>)> = match &options.id {
        Some(id) => of_risk(&history, register, id)?,
        None => history.all().collect(),
    };
    let teller = Teller { history: &history, options };
    match options.format {
        TextFormat::Json => teller.json(args, list, head)?,
        TextFormat::Human => teller.human(args, register, list)?,
    }
    incomplete(args, &history)?;
    Ok(Exit::Clean)
}

/// The register, for its names: of its risks only the one that is asked for,
/// unless that one has another id now.
fn open(args: &Args, options: &LogOptions) -> Result<Context, Interrupt> {
    let at = options.at.as_deref();
    let Some(id) = &options.id else { return Context::open_some(args, at, &|_| false) };
    let context = Context::open_some(args, at, &|path| stem(path).eq_ignore_ascii_case(id))?;
    if context.loaded.register.risks.iter().any(|risk| risk.id().eq_ignore_ascii_case(id)) {
        return Ok(context);
    }
    Context::open(args, at)
}

/// How many commits are told at a time.
const BATCH: usize = 2048;

/// Tells of commits as far as the filters let them pass.
struct Teller<'t> {
    history: &'t History,
    options: &'t LogOptions,
}

impl Teller<'_> {
    fn json(&self, args: &Args, list: Vec<(usize, Vec<Change>)>, head: ObjectId) -> Result<(), Interrupt> {
        let style = terminal::output(args);
        let mut out = Written::new(log_json::head(head.to_string(), self.history), style);
        let mut list = list.into_iter().filter_map(|(place, changes)| self.pass(place, changes)).peekable();
        let mut writer = io::BufWriter::new(io::stdout().lock());
        while list.peek().is_some() {
            let (places, changes): (Vec<usize>, Vec<Vec<Change>>) = list.by_ref().take(BATCH).unzip();
            let details = self.history.details(&places).map_err(broken)?;
            let of_commit = |((place, changes), details): ((&usize, &Vec<Change>), &Details)| {
                let is_told = is_by(details, self.options.author.as_deref());
                is_told.then(|| out.part(&shapes(self.history, *place, details, changes)))
            };
            let parts: Vec<String> =
                places.par_iter().zip(&changes).zip(&details).filter_map(of_commit).collect();
            for part in parts {
                out.write(&part, &mut writer)?;
            }
        }
        out.finish(&mut writer)?;
        writer.flush()?;
        Ok(())
    }

    fn human(
        &self,
        args: &Args,
        register: &Register,
        list: Vec<(usize, Vec<Change>)>,
    ) -> Result<(), Interrupt> {
        let mut out = Pager::start(args);
        let style = terminal::output(args);
        let mut words = Words::of_each_day(register, Names::of(self.history));
        let mut any = false;
        let pass = |mut told: Untold| {
            let (_, changes) = self.pass(told.place, std::mem::take(&mut told.changes))?;
            if self.options.field.is_some() {
                told.aftermaths.clear();
            }
            Some(Untold { changes, ..told })
        };
        let mut list = told(self.history, list).into_iter().filter_map(pass).peekable();
        // The first page is there at once.
        let mut size = 64;
        while list.peek().is_some() {
            let batch: Vec<Untold> = list.by_ref().take(size).collect();
            size = BATCH;
            let places: Vec<usize> = batch.iter().map(|told| told.place).collect();
            let details = self.history.details(&places).map_err(broken)?;
            for (told, details) in batch.into_iter().zip(details) {
                if is_by(&details, self.options.author.as_deref()) {
                    log::write(&mut words, &told.with(details), style, &mut out)?;
                    any = true;
                }
            }
        }
        out.finish()?;
        if !any {
            note(args, "nothing to tell: no commit passes the filters")?;
        }
        Ok(())
    }

    /// What of a commit passes the filters that need not know who made it.
    fn pass(&self, place: usize, mut changes: Vec<Change>) -> Option<(usize, Vec<Change>)> {
        if let Some(field) = self.options.field.as_deref() {
            changes.retain(|change| change.field.as_deref().is_some_and(|name| within(name, field)));
        }
        (!changes.is_empty() && is_in_time(self.history, place, self.options)).then_some((place, changes))
    }
}

/// A commit that is to be told, before it is known who made it.
pub(super) struct Untold {
    pub(super) place: usize,
    merge: Option<Node>,
    pub(super) changes: Vec<Change>,
    aftermaths: Vec<(String, Aftermath)>,
}

impl Untold {
    /// With the commit and its people.
    pub(super) fn with(self, details: Details) -> Told {
        let Self { place, merge, changes, aftermaths } = self;
        Told { details, merge, changes, aftermaths, place }
    }
}

/// Commits with what followed from them, newest first. What a change did to a
/// decision shows only from the oldest on.
pub(super) fn told(history: &History, list: Vec<(usize, Vec<Change>)>) -> Vec<Untold> {
    let mut standing = Consequences::default();
    let one = |(place, changes): (usize, Vec<Change>)| {
        let mut aftermaths = standing.of(&changes);
        if !history.is_complete() {
            // Nobody knows how often it moved before.
            aftermaths.iter_mut().for_each(|(_, after)| after.moves = 0);
        }
        let merge = history.graph.nodes[place].merge.map(|merge| history.graph.nodes[merge].clone());
        Untold { place, merge, changes, aftermaths }
    };
    let mut told: Vec<Untold> = list.into_iter().rev().map(one).collect();
    told.reverse();
    told
}

/// A history that is cut says so.
pub(super) fn incomplete(args: &Args, history: &History) -> Result<(), Interrupt> {
    if let Some(begins) = history.begins() {
        let remedy = "`git fetch --unshallow` brings the rest";
        note(args, &format!("history begins on {begins}: this is a shallow clone; {remedy}"))?;
    } else if !history.is_complete() {
        let remedy = "`git fetch --refetch --no-filter` brings them";
        note(args, &format!("this is a partial clone, files of old commits are missing; {remedy}"))?;
    }
    Ok(())
}

/// The changes of the risk that an id means.
pub(super) fn of_risk(
    history: &History,
    register: &Register,
    id: &str,
) -> Result<Vec<(usize, Vec<Change>)>, Failure> {
    let present = register
        .referred(id)
        .or_else(|| register.risks.iter().find(|risk| risk.id().eq_ignore_ascii_case(id)));
    let (id, formerly) = match present {
        Some(risk) => (risk.id(), risk.formerly.iter().map(|id| id.as_str()).collect()),
        None => (id, Vec::new()),
    };
    let list = history.of_risk(id, &formerly);
    if list.is_empty() && present.is_none() {
        return Err(Failure::new(
            "cannot tell the history of the risk",
            format!("there is and was no risk `{}`", one_line(id)),
        )
        .help("`plimsoll list` lists the risks, `plimsoll log` tells of those that are gone"));
    }
    Ok(list)
}

fn is_in_time(history: &History, place: usize, options: &LogOptions) -> bool {
    let day = history.graph.nodes[place].day();
    options.since.is_none_or(|since| day >= since) && options.until.is_none_or(|until| day <= until)
}

/// Whether a name, an address or an id of the author has that in it.
fn is_by(details: &Details, wanted: Option<&str>) -> bool {
    let Some(wanted) = wanted.map(str::to_lowercase) else { return true };
    let Actor { ident, person, known_as } = &details.author;
    let texts = [Some(&ident.name), Some(&ident.email), person.as_ref(), known_as.as_ref()];
    texts.into_iter().flatten().any(|text| text.to_lowercase().contains(&wanted))
}
