//! `plimsoll check`

use std::io::{self, Write};
use std::path::Path;

use clap::ValueEnum;

use super::args::{Args, CheckFormat, CheckOptions};
use super::base::Search;
use super::context::{Context, note, within};
use super::failure::Failure;
use super::findings::Found;
use super::mend::{self, Wants, Written, hint};
use super::output::Target;
use super::progress::Progress;
use super::side::{Reader, Side};
use super::stdin::opened;
use super::{Exit, Interrupt, Outcome, terminal, waive};
use crate::change::authority::Recognition;
use crate::change::brought;
use crate::facts::Facts;
use crate::filter::{self, Report, Selection, Selector, Since};
use crate::finding::fingerprint::fingerprint;
use crate::model::config::Severity;
use crate::parse::CONFIG_FILE;
use crate::past::Past;
use crate::report::check_markdown::Room;
use crate::report::style::Style;
use crate::report::{by_rule, escape};
use crate::rules::Rules;
use crate::text::{counted, one_line};
use std::collections::HashSet;

pub(super) fn run(args: &Args, options: &CheckOptions) -> Outcome {
    countable(options)?;
    let (mut context, paths) = opened(args, options)?;
    let selection = selection(args, options, &Rules::of(&context.loaded.register.config))?;
    let mut past = context.look_back(args)?;
    let paths = paths.iter().map(|path| covered(&context, path)).collect::<Result<_, _>>()?;
    let selection = Selection { paths, ..selection };
    let targets = targets(&context, options)?;
    let mut done = None;
    if options.writes() {
        let written = mended(args, options, &context, past.as_ref(), &selection)?;
        if options.diff {
            return Ok(if written.is_nothing { Exit::Clean } else { Exit::Findings });
        }
        done = Some(written);
        context = Context::open(args, None)?;
        past = context.look_back(args)?;
    }
    let read = std::mem::take(&mut context.loaded.findings);
    let base = options.new_since.as_ref().map(|named| base(args, &context, named.as_deref())).transpose()?;
    let progress = Progress::start(args, "judging the register");
    let mut facts = Facts::with_past(&context.loaded.register, context.today, past.as_ref());
    let report = match base {
        None => filter::report(&facts, read, &selection),
        Some((base, recognition)) => {
            new_since(base, brought::Head { facts: &mut facts, read, recognition }, &selection)
        }
    };
    drop(progress);
    if let Some(since) = &report.since {
        told(args, since)?;
        warn_of_own_comparison(args, options)?;
    }
    let denied = options.deny.is_some();
    let waived = if options.show_waived { &report.waived[..] } else { &[] };
    let found = Found { args, context: &context, facts: &facts, report: &report, waived, denied };
    // Files first: whoever reads standard output may be gone.
    let mut failed = false;
    for (format, target) in &targets {
        match found.save(*format, target) {
            Ok(()) => {}
            Err(Interrupt::Failure(failure)) => {
                super::say(args, &failure);
                failed = true;
            }
            Err(other) => return Err(other),
        }
    }
    let written = write(&found, options, done.as_ref());
    if failed {
        return Err(Interrupt::Said(Exit::Failed));
    }
    written?;
    let wrong = report.count(Severity::Error) > 0 || (denied && report.count(Severity::Warning) > 0);
    Ok(if wrong && !options.exit_zero { Exit::Findings } else { Exit::Clean })
}

const DOING: &str = "cannot tell what is new";

/// The register that a change is held against.
fn base(
    args: &Args,
    context: &Context,
    named: Option<&str>,
) -> Result<(Side, Option<Recognition>), Interrupt> {
    let located = context.located(args)?;
    let Some(repo) = &located.repo else {
        return Err(Failure::new(DOING, "there is no Git repository here")
            .help("without --new-since the whole register is checked")
            .into());
    };
    let Some(head) = located.commit else {
        return Err(Failure::new(DOING, "there is no commit yet")
            .help("commit the register first: what is new is told against a commit")
            .into());
    };
    let register = &context.loaded.register;
    let default_branch = register.config.git.default_branch.as_ref().map(|branch| branch.as_str());
    let search = Search { args, repo, head: head.object, default_branch, doing: DOING };
    let commit = search.find(named)?;
    let reader = Reader { args, repo, today: context.today, doing: DOING };
    let base = reader.base(commit, &located.prefix, register)?;
    let recognition = reader.recognition(&base, (&located.prefix, &head), register)?;
    Ok((base, recognition))
}

/// What a change brings, held against its base.
fn new_since<'a>(mut base: Side, head: brought::Head<'_, 'a>, selection: &Selection) -> Report<'a> {
    let read = base.take_findings();
    let facts = base.facts(head.facts.today);
    let old = facts.as_ref().map(|facts| brought::Side { facts, read });
    let mut report = brought::brought(old, head, selection, base.commit.id.clone()).report;
    if let Some(since) = report.since.as_mut().filter(|_| base.is_lent) {
        since.unread.insert(0, CONFIG_FILE.to_owned());
    }
    report
}

/// What reads these formats takes what is missing for mended.
fn warn_of_own_comparison(args: &Args, options: &CheckOptions) -> Result<(), Interrupt> {
    let formats = options.output.iter().filter_map(|output| output.format).chain([options.format]);
    for (format, reader) in [(CheckFormat::Gitlab, "GitLab"), (CheckFormat::Sarif, "code scanning")] {
        if formats.clone().any(|used| used == format) {
            note(
                args,
                &format!(
                    "{reader} tells old from new itself, and takes what is missing for mended: give it a report without --new-since"
                ),
            )?;
        }
    }
    Ok(())
}

/// Says what the findings do not: why so many of them are new.
fn told(args: &Args, since: &Since) -> Result<(), Interrupt> {
    let short = since.commit.get(..7).unwrap_or(&since.commit);
    if !since.had_register {
        return note(args, &format!("there was no register at the base, {short}: everything counts as new"));
    }
    if !since.unread.is_empty() {
        let shown: Vec<String> = since.unread.iter().take(5).map(|path| one_line(path)).collect();
        let more = match since.unread.len() - shown.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let files = shown.join(", ");
        note(
            args,
            &format!(
                "not to be read in full at the base, {short}: {files}{more}; what is found there counts as new"
            ),
        )?;
    }
    Ok(())
}

/// Writes what mends the findings, or shows it: with a base, only what is new.
fn mended(
    args: &Args,
    options: &CheckOptions,
    context: &Context,
    past: Option<&Past>,
    selection: &Selection,
) -> Result<Written, Interrupt> {
    let mut old = HashSet::new();
    if let Some(named) = &options.new_since {
        let (base, recognition) = base(args, context, named.as_deref())?;
        let read = context.loaded.findings.clone();
        let mut facts = Facts::with_past(&context.loaded.register, context.today, past);
        let prints = |report: Report<'_>| -> HashSet<String> {
            report.findings.iter().map(|judged| fingerprint(&judged.finding)).collect()
        };
        let all = prints(filter::report(&facts, read.clone(), selection));
        let head = brought::Head { facts: &mut facts, read, recognition };
        let new = prints(new_since(base, head, selection));
        old = all.difference(&new).cloned().collect();
    }
    let wants = Wants { args, selection, old: &old };
    if options.add_waivers {
        waive::run(wants, options, context, past)
    } else {
        mend::run(wants, options, context, past)
    }
}

fn write(found: &Found<'_>, options: &CheckOptions, done: Option<&Written>) -> Result<(), Interrupt> {
    let Found { args, facts, report, .. } = found;
    let style = terminal::output(args);
    let format = shown(options);
    let mut out = io::BufWriter::new(io::stdout().lock());
    match format {
        CheckFormat::Human | CheckFormat::Short if options.statistics => {
            by_rule::write(report, style, &mut out)?;
        }
        CheckFormat::Markdown if options.statistics => out.write_all(by_rule::table(report).as_bytes())?,
        _ => found.write(format, style, Room::Comment, &mut out)?,
    }
    out.flush()?;
    if let Some(done) = done.filter(|_| !args.quiet) {
        io::stderr().write_all(terminal::errors(args).finish(done.words.clone()).as_bytes())?;
    }
    if format == CheckFormat::Human && !args.quiet {
        let text = summary(facts, report, terminal::errors(args));
        io::stderr().write_all(terminal::errors(args).finish(text).as_bytes())?;
    }
    if facts.register.risks.is_empty() && format != CheckFormat::Human {
        note(args, "the register is empty; `plimsoll new` writes the first risk")?;
    }
    Ok(())
}

/// The format of standard output. What a file without a format of its own took
/// is not shown twice.
fn shown(options: &CheckOptions) -> CheckFormat {
    let taken = options.output.iter().any(|output| output.format.is_none());
    if taken { CheckFormat::Human } else { options.format }
}

/// Refuses counts where the format has no place for them.
fn countable(options: &CheckOptions) -> Result<(), Failure> {
    let format = shown(options);
    let fits =
        matches!(format, CheckFormat::Human | CheckFormat::Short | CheckFormat::Json | CheckFormat::Markdown);
    if fits || !options.statistics {
        return Ok(());
    }
    let name = format.to_possible_value().map_or(String::new(), |value| value.get_name().to_owned());
    Err(Failure::new(
        "cannot count the findings by rule",
        format!("`--format {name}` has no place for counts"),
    )
    .help(format!("write the report to a file: `check --statistics --output {name}=FILE`")))
}

/// The files to write, each once, with the format of each.
fn targets(context: &Context, options: &CheckOptions) -> Result<Vec<(CheckFormat, Target)>, Failure> {
    let mut targets: Vec<(CheckFormat, Target)> = Vec::new();
    for output in &options.output {
        let target = Target::new(context, &output.file);
        if let Some((_, first)) = targets.iter().find(|(_, other)| other.is_same_file(&target)) {
            let cause = format!("`--output` names it twice, also as {}", first.name().display());
            return Err(Failure::new(format!("cannot write {}", output.file.display()), cause)
                .help("give each format a file of its own"));
        }
        targets.push((output.format.unwrap_or(options.format), target));
    }
    Ok(targets)
}

/// Writes a document, indented, with nothing hidden in it.
pub(super) fn write_json(
    document: &impl serde::Serialize,
    style: Style,
    out: &mut dyn Write,
) -> Result<(), Interrupt> {
    if style.actions {
        let text = serde_json::to_string_pretty(document).map_err(io::Error::from)?;
        out.write_all(escape::whole_json(text, true).as_bytes())?;
    } else {
        // Piece by piece: the document of a large register is as large as that.
        let mut pieces = escape::JsonWriter::new(&mut *out);
        serde_json::to_writer_pretty(&mut pieces, document).map_err(io::Error::from)?;
        pieces.flush()?;
    }
    out.write_all(b"\n")?;
    Ok(())
}

/// Where one stands: "24 risks, 3 errors (1 because a day passed), 2 warnings".
fn summary(facts: &Facts<'_>, report: &Report<'_>, style: Style) -> String {
    let risks = facts.register.risks.len();
    let mut parts = vec![counted(risks, "risk")];
    for (severity, noun) in
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "info")]
    {
        let of = |wanted: bool| {
            report.findings.iter().filter(|j| j.severity == severity && (!wanted || j.dated)).count()
        };
        let (all, dated) = (of(false), of(true));
        if all > 0 {
            let because = if dated > 0 { format!(" ({dated} because a day passed)") } else { String::new() };
            let noun = if report.since.is_some() { format!("new {noun}") } else { noun.to_owned() };
            parts.push(format!("{}{because}", counted(all, &noun)));
        }
    }
    if report.findings.is_empty() {
        let new = if report.since.is_some() { "nothing new to object to" } else { "nothing to object to" };
        parts.push(new.to_owned());
    }
    if !report.waived.is_empty() {
        parts.push(format!("{} waived", report.waived.len()));
    }
    parts.extend(report.since.as_ref().and_then(Since::hidden_words));
    let unread = facts.register.unread.len();
    if unread > 0 {
        parts.push(format!("{} not read in full", counted(unread, "file")));
    }
    let mut text = format!("{}\n", style.bold(&parts.join(", ")));
    if risks == 0 {
        text.push_str("the register is empty; `plimsoll new` writes the first risk\n");
    }
    text.push_str(&hint(report));
    let weightiest = report.findings.iter().max_by_key(|judged| judged.severity);
    if let Some(judged) = weightiest {
        text.push_str(&format!("more about a rule: plimsoll explain {}\n", judged.finding.rule));
    }
    text
}

fn selection(args: &Args, options: &CheckOptions, rules: &Rules<'_>) -> Result<Selection, Interrupt> {
    let mut selection = Selection { no_waivers: options.no_waivers, ..Selection::default() };
    for name in &options.select {
        let selector = Selector::parse(name, rules).ok_or_else(|| {
            let failure =
                Failure::new("cannot select the findings", format!("there is no rule or family `{name}`"));
            failure.help(rules.did_you_mean(name).unwrap_or_else(|| "`plimsoll rules` lists them".to_owned()))
        })?;
        selection.select.push(selector);
    }
    for name in &options.ignore {
        match Selector::parse(name, rules) {
            Some(selector) => selection.ignore.push(selector),
            None => {
                let guess = rules.did_you_mean(name).map_or(String::new(), |guess| format!("; {guess}"));
                note(args, &format!("there is no rule or family `{name}` to ignore{guess}"))?;
            }
        }
    }
    Ok(selection)
}

/// A path of the command line, relative to the register, if something of the
/// register lies there.
fn covered(context: &Context, path: &Path) -> Result<String, Failure> {
    let doing = format!("cannot check `{}`", path.display());
    let relative = within(&doing, &context.start, &context.root, path)?;
    let prefix = format!("{relative}/");
    let sources = &context.loaded.register.sources;
    let found = sources
        .iter()
        .any(|(_, file)| relative.is_empty() || file.path == relative || file.path.starts_with(&prefix));
    if found {
        return Ok(relative);
    }
    Err(Failure::new(doing, "no file of the register lies there")
        .help("name a file or folder of the register"))
}
