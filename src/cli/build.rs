//! `plimsoll build`

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::mem::ManuallyDrop;

use super::args::{Args, BuildOptions};
use super::context::{Context, broken, note};
use super::failure::Failure;
use super::log;
use super::month_before;
use super::progress::Progress;
use super::{Exit, Interrupt, Outcome, terminal};
use crate::facts::Facts;
use crate::filter::{self, Selection};
use crate::history::change::Kind;
use crate::history::names::Names;
use crate::history::{Broken, History};
use crate::model::config::{Config, Severity};
use crate::model::day::{Day, in_words};
use crate::model::register::Register;
use crate::report::change_words::Words;
use crate::report::log::signature_words;
use crate::site::options::OwnFile;
use crate::site::templates::UserTemplate;
use crate::site::variables::Shapes;
use crate::site::{self, Options, SiteFailure, own, uses};
use crate::source::At;
use crate::source::tree::Tree;
use crate::text::{counted, one_line};
use crate::told::{Told, ToldThing};

/// Endings of pictures that a browser shows.
const PICTURES: [&str; 4] = ["svg", "png", "jpg", "webp"];

pub(super) fn run(args: &Args, options: &BuildOptions) -> Outcome {
    // The process ends with the command: a large register is not taken apart before.
    let mut context = ManuallyDrop::new(Context::open(args, options.at.as_deref())?);
    let past = context.look_back(args)?;
    let read = std::mem::take(&mut context.loaded.findings);
    let facts = Facts::with_past(&context.loaded.register, context.today, past.as_ref());
    let report = filter::report(&facts, read, &Selection::default());
    let mut site = site_options(args, options, &context)?;
    if let Some((history, _)) = context.history(args)? {
        site.former_ids = history.ids().into_iter().collect();
        (site.history, site.cut) = history_until(&history, &context.loaded.register, context.today)?;
        if let Some(asked) = month_before::asked(&history, context.today) {
            site.waited = month_before::waited(args, &context, asked)?;
        }
    }
    tell_missing(args, &site.templates)?;
    let progress = Progress::start(args, "building the site");
    let built = site::build(&facts, &report, &site);
    drop(progress);
    let built = built.map_err(failure)?;
    let wrong = report.lasting_errors();
    if !args.quiet {
        let style = terminal::errors(args);
        let pages = counted(built.pages, "page");
        let risks = counted(context.loaded.register.risks.len(), "risk");
        let mut text =
            format!("{}, {risks}: {}\n", style.bold(&pages), site.out.join("index.html").display());
        if wrong > 0 {
            text.push_str(&format!(
                "the register is not valid: {} that time alone did not bring; every page says so\n",
                counted(wrong, "error")
            ));
        }
        let late = report.count(Severity::Error) - wrong;
        if late > 0 {
            text.push_str(&format!("{} because a day passed\n", counted(late, "error")));
        }
        io::stderr().write_all(style.finish(text).as_bytes())?;
    }
    if context.loaded.register.risks.is_empty() {
        note(args, "the register is empty; `plimsoll new` writes the first risk")?;
    }
    Ok(if wrong > 0 { Exit::Findings } else { Exit::Clean })
}

/// Says what the register's templates ask for in vain: in a condition it counts
/// as "no", and nobody would know.
fn tell_missing(args: &Args, templates: &[UserTemplate]) -> Result<(), Interrupt> {
    let shapes = Shapes::read();
    for file in templates.iter().filter(|file| file.name.ends_with(".html")) {
        for missing in uses::missing(&shapes, &file.name, &file.text) {
            note(args, &super::templates::missing_words(file, &missing))?;
        }
    }
    Ok(())
}

/// The history in words as a day knows it, newest first, and why it is not
/// complete. Nobody knows of later commits; where none is left, it is as
/// without Git.
pub(super) fn history_until(
    history: &History,
    register: &Register,
    today: Day,
) -> Result<(Option<Vec<Told>>, Option<String>), Interrupt> {
    let mut told = tell(history, register).map_err(broken)?;
    told.retain(|told| told.day <= today);
    Ok(if told.is_empty() { (None, None) } else { (Some(told), cut(history)) })
}

/// The whole history in words, newest first.
fn tell(history: &History, register: &Register) -> Result<Vec<Told>, Broken> {
    let untold = log::told(history, history.all().collect());
    let places: Vec<usize> = untold.iter().map(|untold| untold.place).collect();
    let mut words = Words::of_each_day(register, Names::of(history));
    let mut all = Vec::with_capacity(untold.len());
    for (untold, details) in untold.into_iter().zip(history.details(&places)?) {
        let told = untold.with(details);
        let things = told.by_thing(&mut words).into_iter().map(|(changes, lines)| {
            let brought = changes
                .iter()
                .filter(|change| matches!(change.kind, Kind::Added | Kind::Known | Kind::Changed));
            let values = brought.filter_map(|change| {
                let name = change.field.as_deref().unwrap_or_default();
                Some(change.after.as_ref()?.leaves(name))
            });
            let values = values.flatten().collect();
            ToldThing { risk: changes[0].risk.clone(), file: changes[0].file.clone(), lines, values }
        });
        let things = things.collect();
        let details = &told.details;
        let day = details.committer.ident.day();
        all.push(Told {
            commit: details.commit.id.to_string(),
            day,
            time: details.committer.ident.time().to_string(),
            author: one_line(details.author.name()),
            person: details.author.person.clone(),
            committer: details.has_another_committer().then(|| one_line(details.committer.name())),
            authored: Some(details.author.ident.day()).filter(|authored| *authored != day),
            approvers: told.approvers().into_iter().map(str::to_owned).collect(),
            reviewers: told.reviewers().into_iter().map(str::to_owned).collect(),
            signature: signature_words(details, |id| words.person(id)),
            subject: Some(one_line(details.commit.subject())),
            merge: told.merge.as_ref().map(|merge| merge.id.to_string()),
            merged: told.merge.as_ref().map(|merge| merge.day()).filter(|merged| *merged != day),
            is_cut: history.graph.nodes[told.place].is_cut,
            things,
        });
    }
    Ok(all)
}

/// Why a history is not complete.
fn cut(history: &History) -> Option<String> {
    match history.begins() {
        Some(begins) => Some(format!(
            "History begins on {} (shallow clone): earlier changes are missing.",
            in_words(begins)
        )),
        None if !history.is_complete() => {
            Some("Files of old commits are missing (partial clone): not all changes are told.".to_owned())
        }
        None => None,
    }
}

/// Refuses an audience that `[[site.audience]]` does not declare.
pub(super) fn known_audience(context: &Context, wanted: Option<&str>, doing: &str) -> Result<(), Failure> {
    let known = &context.loaded.register.config.site.audiences;
    let Some(wanted) = wanted else { return Ok(()) };
    if known.iter().any(|audience| audience.id.value == *wanted) {
        return Ok(());
    }
    let ids = crate::suggest::one_of(known.iter().map(|audience| audience.id.as_str()));
    let help = if ids.is_empty() {
        "declare it by [[site.audience]] in plimsoll.toml".to_owned()
    } else {
        format!("name {ids}")
    };
    Err(Failure::new(doing, format!("there is no audience `{wanted}`")).help(help))
}

/// What the site is told beside the register: templates, pictures, commit.
pub(super) fn site_options(
    args: &Args,
    options: &BuildOptions,
    context: &Context,
) -> Result<Options, Interrupt> {
    let register = &context.loaded.register;
    let config = &register.config;
    known_audience(context, options.audience.as_deref(), "cannot build the site")?;
    let repository = context.repository(args)?;
    let (prefix, remote) = (repository.prefix.clone(), repository.remote.clone());
    let (templates, logo, extra_css) =
        context.with_tree(args, |tree| own_files(tree, config))?.map_err(failure)?;
    Ok(Options {
        root: context.root.clone(),
        // Without --out the site lies in the register, wherever one stands.
        out: match &options.out {
            Some(out) => context.start.join(out),
            None => context.root.join("site"),
        },
        audience: options.audience.clone(),
        commit: repository.commit.map(|(commit, dirty)| site::Commit {
            id: commit.id,
            day: commit.committed,
            seconds: commit.seconds,
            dirty,
        }),
        prefix: if prefix.is_empty() { prefix } else { format!("{prefix}/") },
        remote,
        former_ids: BTreeSet::new(),
        templates,
        logo,
        extra_css,
        history: None,
        cut: None,
        waited: None,
        review_since: options.review_since,
    })
}

type OwnFiles = (Vec<UserTemplate>, Option<OwnFile>, Option<OwnFile>);

/// The register's templates, logo and style sheet.
fn own_files(tree: &dyn Tree, config: &Config) -> Result<OwnFiles, SiteFailure> {
    let file = |path: &Option<At<String>>, endings: &[&str]| {
        // What is not there is a finding, and no reason to have no site.
        config.site.own_file(path).map(|path| own::file(tree, path, endings)).transpose()
    };
    let templates = own::templates(tree, &config.paths.templates)?;
    Ok((templates, file(&config.site.logo, &PICTURES)?, file(&config.site.extra_css, &["css"])?))
}

/// A site that could not be built, as the command's own failure.
pub(super) fn failure(failure: SiteFailure) -> Failure {
    let SiteFailure { what, cause, hint } = failure;
    Failure { doing: what, cause, help: hint }
}
