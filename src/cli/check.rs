//! `plimsoll check`

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::args::{Args, CheckFormat, CheckOptions};
use super::context::{Context, note, within};
use super::failure::Failure;
use super::findings::Found;
use super::mend::{self, Wants, Written};
use super::progress::Progress;
use super::{Exit, Interrupt, Outcome, terminal, waive};
use crate::facts::Facts;
use crate::filter::{self, Report, Selection, Selector};
use crate::finding::FixClass;
use crate::model::config::Severity;
use crate::parse::LARGE_FILE;
use crate::report::escape;
use crate::report::style::Style;
use crate::rules::{Family, RULES};
use crate::suggest::{self, Known};
use crate::text::counted;

pub(super) fn run(args: &Args, options: &CheckOptions) -> Outcome {
    let selection = selection(args, options)?;
    let (mut context, paths) = opened(args, options)?;
    let mut past = context.look_back(args)?;
    let paths = paths.iter().map(|path| covered(&context, path)).collect::<Result<_, _>>()?;
    let selection = Selection { paths, ..selection };
    let wants = Wants { args, selection: &selection };
    let mut done = None;
    if options.add_waivers || options.fix || options.unsafe_fixes || options.diff {
        let written = if options.add_waivers {
            waive::run(wants, options, &context, past.as_ref())?
        } else {
            mend::run(wants, options, &context, past.as_ref())?
        };
        if options.diff {
            return Ok(if written.is_nothing { Exit::Clean } else { Exit::Findings });
        }
        done = Some(written);
        context = Context::open(args, None)?;
        past = context.look_back(args)?;
    }
    let read = std::mem::take(&mut context.loaded.findings);
    let progress = Progress::start(args, "judging the register");
    let facts = Facts::with_past(&context.loaded.register, context.today, past.as_ref());
    let report = filter::report(&facts, read, &selection);
    drop(progress);
    let denied = options.deny.is_some();
    let found = Found { args, context: &context, facts: &facts, report: &report, denied };
    // Files first: whoever reads standard output may be gone.
    let mut failed = false;
    for output in &options.output {
        match found.save(output.format.unwrap_or(options.format), &output.file) {
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

/// The register, and the paths that are reported: all of it, or one file as
/// standard input has it.
fn opened(args: &Args, options: &CheckOptions) -> Result<(Context, Vec<PathBuf>), Interrupt> {
    const DOING: &str = "cannot check standard input";
    let is_stdin = |path: &PathBuf| path == Path::new("-");
    let Some(file) = &options.stdin_filename else {
        if options.paths.iter().any(is_stdin) {
            let failure = Failure::new(DOING, "it is not said which file of the register that is");
            return Err(failure.help("plimsoll check --stdin-filename FILE -").into());
        }
        return Ok((Context::open(args, options.at.as_deref())?, options.paths.clone()));
    };
    if !options.paths.iter().all(is_stdin) {
        return Err(Failure::new(DOING, "--stdin-filename names the one file that is checked")
            .help("leave the other paths out")
            .into());
    }
    let text = standard_input(DOING)?;
    let (context, _) = Context::open_with(args, file, &text)?;
    Ok((context, vec![file.clone()]))
}

fn write(found: &Found<'_>, options: &CheckOptions, done: Option<&Written>) -> Result<(), Interrupt> {
    let Found { args, facts, report, .. } = found;
    let style = terminal::output(args);
    // What a file without a format of its own took is not shown twice.
    let taken = options.output.iter().any(|output| output.format.is_none());
    let format = if taken { CheckFormat::Human } else { options.format };
    let mut out = io::BufWriter::new(io::stdout().lock());
    if options.statistics && format != CheckFormat::Json {
        statistics(report, style, &mut out)?;
    } else {
        found.write(format, style, &mut out)?;
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

/// Writes a document, indented, with nothing hidden in it.
pub(super) fn write_json(
    document: &impl serde::Serialize,
    style: Style,
    out: &mut dyn Write,
) -> Result<(), Interrupt> {
    let text = serde_json::to_string_pretty(document)
        .map_err(|error| Failure::new("cannot write the document", error.to_string()))?;
    out.write_all(escape::whole_json(text, style.actions).as_bytes())?;
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
            parts.push(format!("{}{because}", counted(all, noun)));
        }
    }
    if report.findings.is_empty() {
        parts.push("nothing to object to".to_owned());
    }
    if !report.waived.is_empty() {
        parts.push(format!("{} waived", report.waived.len()));
    }
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

/// What a machine could mend: "4 fixable with --fix, 2 more with
/// --unsafe-fixes".
fn hint(report: &Report<'_>) -> String {
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

/// How often each rule was broken, most often first.
fn statistics(report: &Report<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut counts: BTreeMap<&str, (usize, Severity)> = BTreeMap::new();
    for judged in &report.findings {
        counts.entry(judged.finding.rule).or_insert((0, judged.severity)).0 += 1;
    }
    let mut rows: Vec<(usize, &str, Severity)> =
        counts.into_iter().map(|(name, (count, severity))| (count, name, severity)).collect();
    rows.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let width = rows.first().map_or(1, |(most, ..)| most.to_string().len());
    for (count, name, severity) in rows {
        use crate::model::word::Word;
        let padding = " ".repeat(7 - severity.word().len().min(7));
        writeln!(out, "{count:>width$}  {}{padding}  {name}", style.severity(severity))?;
    }
    Ok(())
}

fn selection(args: &Args, options: &CheckOptions) -> Result<Selection, Interrupt> {
    let mut selection = Selection { no_waivers: options.no_waivers, ..Selection::default() };
    for name in &options.select {
        let selector = Selector::parse(name).ok_or_else(|| {
            let failure =
                Failure::new("cannot select the findings", format!("there is no rule or family `{name}`"));
            failure.help(did_you_mean(name).unwrap_or_else(|| "`plimsoll rules` lists them".to_owned()))
        })?;
        selection.select.push(selector);
    }
    for name in &options.ignore {
        match Selector::parse(name) {
            Some(selector) => selection.ignore.push(selector),
            None => {
                let guess = did_you_mean(name).map_or(String::new(), |guess| format!("; {guess}"));
                note(args, &format!("there is no rule or family `{name}` to ignore{guess}"))?;
            }
        }
    }
    Ok(selection)
}

pub(super) fn did_you_mean(name: &str) -> Option<String> {
    use crate::model::word::Word;
    let rules = RULES.iter().map(|rule| Known::word(rule.name));
    let families = Family::WORDS.iter().map(|(word, _)| Known::word(word));
    suggest::guess(name, rules.chain(families)).map(|guess| guess.question())
}

/// The text on standard input.
pub(super) fn standard_input(doing: &str) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let limit = LARGE_FILE + 1;
    io::stdin()
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::new(doing, format!("standard input cannot be read: {error}")))?;
    if bytes.len() as u64 == limit {
        return Err(
            Failure::new(doing, "standard input has more than 32 MiB").help("a file of a register has less")
        );
    }
    String::from_utf8(bytes)
        .map_err(|_| Failure::new(doing, "standard input is not UTF-8").help("write the text as UTF-8"))
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
