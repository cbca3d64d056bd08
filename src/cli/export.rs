//! `plimsoll export`

use std::io::{self, IsTerminal};

use super::args::{Args, ExportFormat, ExportOptions};
use super::context::{Context, Repository, broken, note};
use super::failure::Failure;
use super::output::deliver;
use super::progress::Progress;
use super::{Exit, Interrupt, Outcome, build, list, terminal};
use crate::facts::Facts;
use crate::filter::{self, Report, Selection};
use crate::finding::Finding;
use crate::git::day_of;
use crate::history::History;
use crate::model::day::{Day, days_between};
use crate::model::risk::Publish;
use crate::order::register_order;
use crate::publish::Shown;
use crate::query::{self, Query, Refusal};
use crate::report::escape;
use crate::report::export::{Asked, Export, atom, csv, ics, ndjson, xlsx};
use crate::report::log_json::{ChangeShape, shapes};
use crate::report::risk_json::{Head, Lines};
use crate::report::style::Style;
use crate::site::scene::Scene;
use crate::site::{self, picture};
use crate::text::{counted, one_line};

const DOING: &str = "cannot export the register";

pub(super) fn run(args: &Args, options: &ExportOptions) -> Outcome {
    let to_stdout = options.output.as_deref().is_none_or(|file| file.as_os_str() == "-");
    if options.format == ExportFormat::Xlsx && to_stdout && io::stdout().is_terminal() {
        return Err(Failure::new(DOING, "a workbook is nothing that a terminal can show")
            .help("name a file: plimsoll export xlsx --output register.xlsx")
            .into());
    }
    chart_named(options)?;
    let mut context = Context::open(args, options.at.as_deref())?;
    build::known_audience(&context, options.audience.as_deref(), DOING)?;
    let past = context.look_back(args)?;
    let read = std::mem::take(&mut context.loaded.findings);
    let repository = context.repository(args)?;
    let facts = Facts::with_past(&context.loaded.register, context.today, past.as_ref());
    let shown = Shown::new(&facts, options.audience.as_deref());
    let (query, people) = asked(options, &facts, &read)?;
    let covered = |place: &usize| query.covers(&facts.register.risks[*place], &facts.risks[*place]);
    let places: Vec<usize> = register_order(&facts).into_iter().filter(covered).collect();
    let hidden = places.iter().filter(|place| shown[**place] == Publish::Hidden).count();
    let total = places.len();
    let report = filter::report(&facts, read, &Selection::default());
    let history = match options.format {
        ExportFormat::Xlsx | ExportFormat::Atom | ExportFormat::Ndjson => context.history(args)?,
        ExportFormat::Csv | ExportFormat::Json | ExportFormat::Ics | ExportFormat::Svg => None,
    };
    let history = history.map(|(history, _)| history);
    let progress = Progress::start(args, "exporting the register");
    let (told, cut) = match &history {
        Some(history) if options.format != ExportFormat::Ndjson => {
            build::history_until(history, facts.register, facts.today)?
        }
        _ => (None, None),
    };
    let wanted = Asked {
        is_filtered: !query.is_empty(),
        seconds: seconds(&repository, facts.today),
        places,
        history: told.as_deref(),
        cut,
    };
    let export = Export::new(&facts, &shown, &report, wanted);
    // In a file no workflow command does harm.
    let style = Style { actions: terminal::output(args).actions && to_stdout, ..terminal::output(args) };
    let subject =
        Subject { export: &export, shown: &shown, repository: &repository, history: history.as_ref() };
    let bytes = match &options.chart {
        Some(chart) => picture(&facts, &report, options, chart, &query)?,
        None => subject.bytes(options.format, &people, style)?,
    };
    drop(progress);
    deliver(&context, options.output.as_deref(), &bytes)?;
    for text in &query.notes {
        note(args, text)?;
    }
    if facts.register.risks.is_empty() {
        note(args, "the register is empty; `plimsoll new` writes the first risk")?;
    } else if total == 0 {
        note(args, "no risk passes the filters")?;
    }
    let unread = facts.register.unread.len() + facts.register.risks.iter().filter(|risk| risk.unread).count();
    if unread > 0 {
        let text =
            format!("{} could not be read in full; what is missing is left out", counted(unread, "file"));
        note(args, &format!("{text}; `plimsoll check` says why"))?;
    }
    if hidden > 0 {
        let are = if hidden == 1 { "is" } else { "are" };
        note(args, &format!("{} {are} not published and left out", counted(hidden, "risk")))?;
    }
    if options.format == ExportFormat::Atom
        && export.history.as_ref().is_none_or(|all| all.len() > atom::ENTRIES)
    {
        match &export.history {
            None => note(args, "there is no Git history up to the judged day, so there is nothing to tell")?,
            Some(all) => {
                let text = format!("the newest {} of {} commits are told", atom::ENTRIES, all.len());
                note(args, &format!("{text}; `plimsoll log` tells all"))?;
            }
        }
    }
    Ok(Exit::Clean)
}

/// Refuses a picture of nothing, and a chart of what has none.
fn chart_named(options: &ExportOptions) -> Result<(), Failure> {
    let wants = options.format == ExportFormat::Svg;
    match &options.chart {
        None if wants => {
            Err(Failure::new(DOING, "no chart is named")
                .help(format!("name one by --chart: {}", picture::NAMES)))
        }
        Some(_) if !wants => {
            Err(Failure::new(DOING, "--chart is for svg only").help("plimsoll export svg --chart heat-map"))
        }
        _ => Ok(()),
    }
}

/// A chart of the site as a file of its own.
fn picture(
    facts: &Facts<'_>,
    report: &Report<'_>,
    options: &ExportOptions,
    chart: &str,
    query: &Query,
) -> Result<Vec<u8>, Failure> {
    if !query.is_empty() && !picture::counts_risks(chart) {
        return Err(Failure::new(DOING, format!("no filter applies to the chart `{}`", one_line(chart)))
            .help("filters choose the risks that heat maps, levels, ages, treatments and controls count"));
    }
    let site = site::Options { audience: options.audience.clone(), ..site::Options::default() };
    let scene = Scene::new(facts, report, &site);
    let covers = |place: usize| query.covers(&facts.register.risks[place], &facts.risks[place]);
    picture::draw(&scene, chart, &covers).map(String::into_bytes).map_err(refused)
}

/// The filters, and whose calendar it is. A person's calendar has what they
/// have to do about risks of others, too, so that `--owner` leaves no risk out
/// of it.
fn asked(
    options: &ExportOptions,
    facts: &Facts<'_>,
    read: &[Finding],
) -> Result<(Query, Vec<String>), Interrupt> {
    let mut wanted = list::wanted(&options.filters);
    let mut people = Vec::new();
    if options.format == ExportFormat::Ics {
        let known = query::people(facts.register);
        for word in std::mem::take(&mut wanted.owner) {
            people.push(query::resolve(&word, "person", &known).map_err(refused)?);
        }
    }
    Ok((Query::read(&wanted, facts, read).map_err(refused)?, people))
}

fn refused(refusal: Refusal) -> Failure {
    Failure::new(DOING, refusal.cause).help(refusal.help)
}

/// When the register was read: the commit's time, else the beginning of the
/// day that it is judged on, which knows of no later commit.
fn seconds(repository: &Repository, today: Day) -> i64 {
    match &repository.commit {
        Some((commit, _)) if commit.committed <= today => commit.seconds,
        _ => days_between(day_of(0), today) * 86_400,
    }
}

/// What is written, and beside it what only some formats ask for.
struct Subject<'s> {
    export: &'s Export<'s>,
    shown: &'s Shown<'s>,
    repository: &'s Repository,
    history: Option<&'s History>,
}

impl Subject<'_> {
    fn bytes(&self, format: ExportFormat, people: &[String], style: Style) -> Result<Vec<u8>, Interrupt> {
        let export = self.export;
        let guarded =
            |text: String| if style.actions { escape::without_commands(&text) } else { text }.into_bytes();
        let mut out = Vec::new();
        match format {
            ExportFormat::Csv => {
                csv::write(export, &mut out)?;
                out = guarded(String::from_utf8_lossy(&out).into_owned());
            }
            ExportFormat::Json => {
                let head = Head::new(export.facts, self.repository.commit.as_ref());
                Lines::new(head, export).write(&mut out)?;
                if style.actions {
                    let text = String::from_utf8(out).expect("JSON is text");
                    out = escape::whole_json(text, true).into_bytes();
                }
            }
            ExportFormat::Ndjson => {
                let commit = self.repository.commit.as_ref().map(|(commit, _)| commit.id.as_str());
                ndjson::write(export, commit, &self.changes()?, style.actions, &mut out)?;
            }
            ExportFormat::Xlsx => {
                xlsx::write(export, &mut out).map_err(|error| {
                    Failure::new(DOING, error).help("export fewer risks: the filters of `list` apply")
                })?;
            }
            ExportFormat::Svg => unreachable!("a picture has its chart"),
            ExportFormat::Ics => ics::write(export, people, style.actions, &mut out)?,
            ExportFormat::Atom => {
                let forge = self.repository.forge(&export.facts.register.config.git);
                out = guarded(atom::feed(export, &|id| forge.commit(id)));
            }
        }
        Ok(out)
    }

    /// Every change that may be told, newest first; of some risks only theirs.
    fn changes(&self) -> Result<Vec<ChangeShape>, Interrupt> {
        let Some(history) = self.history else { return Ok(Vec::new()) };
        let mut list = Vec::new();
        for (place, mut changes) in history.all() {
            if history.graph.nodes[place].day() > self.export.facts.today {
                continue;
            }
            changes.retain(|change| self.export.is_asked_for(change.risk.as_deref()));
            let total = changes.len();
            changes.retain(|change| self.shown.may_tell_change(change));
            if !changes.is_empty() {
                let is_whole = changes.len() == total;
                list.push((place, changes, is_whole));
            }
        }
        let places: Vec<usize> = list.iter().map(|(place, ..)| *place).collect();
        let details = history.details(&places).map_err(broken)?;
        let mut all = Vec::new();
        for ((place, changes, is_whole), details) in list.iter().zip(&details) {
            let commit = &details.commit;
            let said = commit.trailers().into_iter().map(|(_, value)| value);
            let speaks = *is_whole
                && self.shown.may_tell(commit.subject())
                && said.into_iter().all(|value: String| self.shown.may_tell(&value));
            let shapes = shapes(history, *place, details, changes).into_iter();
            all.extend(shapes.map(|shape| if speaks { shape } else { shape.without_words() }));
        }
        Ok(all)
    }
}
