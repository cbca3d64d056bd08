//! `plimsoll log`

use std::io::{self, Write};

use super::args::{Args, LogOptions, TextFormat};
use super::check::write_json;
use super::context::{Context, broken, note};
use super::failure::Failure;
use super::pager::Pager;
use super::{Exit, Interrupt, Outcome, terminal};
use crate::git::object::ObjectId;
use crate::history::change::{Change, within};
use crate::history::consequences::{Consequence, Consequences};
use crate::history::details::{Actor, Detailer, Details};
use crate::history::{Broken, History};
use crate::model::register::Register;
use crate::report::log::{self, Told};
use crate::report::log_json::{self, shapes};
use crate::text::one_line;

pub(super) fn run(args: &Args, options: &LogOptions) -> Outcome {
    let context = Context::open(args, options.at.as_deref())?;
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
    let is_wanted = |change: &Change| {
        options
            .field
            .as_deref()
            .is_none_or(|field| change.field.as_deref().is_some_and(|name| within(name, field)))
    };
    let mut detailer = Detailer::new(&history);
    match options.format {
        TextFormat::Json => {
            let mut all = Vec::new();
            for (place, mut changes) in list {
                changes.retain(is_wanted);
                if changes.is_empty() || !is_in_time(&history, place, options) {
                    continue;
                }
                let details = detailer.of(place).map_err(broken)?;
                if is_by(&details, options.author.as_deref()) {
                    all.extend(shapes(&history, place, &details, &changes));
                }
            }
            let document = log_json::document(head.to_string(), &history, all);
            let mut out = io::BufWriter::new(io::stdout().lock());
            write_json(&document, terminal::output(args), &mut out)?;
            out.flush()?;
        }
        TextFormat::Human => {
            let mut out = Pager::start(args);
            let mut any = false;
            for mut told in told(&history, register, list) {
                told.changes.retain(is_wanted);
                if told.changes.is_empty() || !is_in_time(&history, told.place, options) {
                    continue;
                }
                if options.field.is_some() {
                    told.consequences.clear();
                }
                let details = detailer.of(told.place).map_err(broken)?;
                if is_by(&details, options.author.as_deref()) {
                    log::write(register, &told.with(details), terminal::output(args), &mut out)?;
                    any = true;
                }
            }
            out.finish()?;
            if !any {
                note(args, "nothing to tell: no commit passes the filters")?;
            }
        }
    }
    incomplete(args, &history)?;
    Ok(Exit::Clean)
}

/// A commit that is to be told, before it is known who made it.
pub(super) struct Untold {
    pub(super) place: usize,
    merge: Option<ObjectId>,
    pub(super) changes: Vec<Change>,
    pub(super) consequences: Vec<(String, String)>,
}

impl Untold {
    /// With the commit and its people.
    pub(super) fn with(self, details: Details) -> Told {
        Told { details, merge: self.merge, changes: self.changes, consequences: self.consequences }
    }

    /// With the commit and its people, which are read here.
    pub(super) fn with_details(self, history: &History) -> Result<Told, Broken> {
        let details = Detailer::new(history).of(self.place)?;
        Ok(self.with(details))
    }
}

/// Commits with what followed from them, newest first. What a change did to a
/// decision shows only from the oldest on.
pub(super) fn told(history: &History, register: &Register, list: Vec<(usize, Vec<Change>)>) -> Vec<Untold> {
    let mut standing = Consequences::default();
    let one = |(place, changes): (usize, Vec<Change>)| {
        let words = |(risk, what): (String, Consequence)| (risk, words(register, &what));
        let consequences = standing.of(&changes).into_iter().map(words).collect();
        let merge = history.graph.nodes[place].merge.map(|merge| history.graph.nodes[merge].id);
        Untold { place, merge, changes, consequences }
    };
    let mut told: Vec<Untold> = list.into_iter().rev().map(one).collect();
    told.reverse();
    told
}

/// A history that is cut says so.
fn incomplete(args: &Args, history: &History) -> Result<(), Interrupt> {
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
    let day = crate::git::day_of(history.graph.nodes[place].committed);
    options.since.is_none_or(|since| day >= since) && options.until.is_none_or(|until| day <= until)
}

/// Whether a name, an address or an id of the author has that in it.
fn is_by(details: &Details, wanted: Option<&str>) -> bool {
    let Some(wanted) = wanted.map(str::to_lowercase) else { return true };
    let Actor { ident, person, known_as } = &details.author;
    let texts = [Some(&ident.name), Some(&ident.email), person.as_ref(), known_as.as_ref()];
    texts.into_iter().flatten().any(|text| text.to_lowercase().contains(&wanted))
}

fn words(register: &Register, consequence: &Consequence) -> String {
    let name = |id: &str| one_line(register.person_name(id));
    match consequence {
        Consequence::AcceptanceVoided(by) => format!("acceptance by {} voided by this change", name(by)),
        Consequence::ApprovalVoided(by) => format!("approval by {} voided by this change", name(by)),
        Consequence::MovedAgain(count) => format!("moved later {count} times by now"),
    }
}
