//! `plimsoll import`

mod choose;
mod write;

use std::collections::HashSet;
use std::fs;
use std::io::{self, BufRead, Write};
use std::path::Path;

use crate::cli::args::{Args, ImportOptions};
use crate::cli::context::{Context, note};
use crate::cli::failure::Failure;
use crate::cli::init::failure;
use crate::cli::new::elsewhere;
use crate::cli::pager::Pager;
use crate::cli::{Exit, Interrupt, Outcome, random, terminal};
use crate::edit::quoted;
use crate::edit::write::new_files;
use crate::import::header::Header;
use crate::import::ids::Ids;
use crate::import::mapping::{self, Mapping, Trouble};
use crate::import::method;
use crate::import::plan::{self, Plan};
use crate::import::reader::{Reader, is_usable};
use crate::import::sheet::{Book, Sheet};
use crate::import::{date, delimited, workbook};
use crate::model::methodology::Methodology;
use crate::parse::{self, SMALL_FILE};
use crate::report::import as report;
use crate::text::{counted, one_line};
use choose::choose;
use write::write;

/// The most that a spreadsheet may weigh, in bytes.
const LARGEST: u64 = 64 << 20;

pub(super) fn run(args: &Args, options: &ImportOptions) -> Outcome {
    let mut context = Context::open(args, None)?;
    let shown = one_line(&options.file.display().to_string());
    let doing = format!("cannot import {shown}");
    let path = context.start.join(&options.file);
    let file = path.file_name().map_or_else(|| shown.clone(), |name| name.to_string_lossy().into_owned());
    if let Some(format) = options.date_format.as_deref().filter(|format| !date::is_format(format)) {
        return Err(Failure::new(doing, format!("`{}` is no format of days", one_line(format)))
            .help("write --date-format %d/%m/%Y, or %m/%d/%Y")
            .into());
    }
    let book = book(args, options, &doing, &path)?;
    let mapping = read_mapping(options, &context)?;
    let (sheet, header) = choose(options, &doing, &book, mapping.as_ref(), &context.loaded.register)?;
    if header.is_own {
        // An export holds what history says, so that is held against it.
        context.look_back(args)?;
    }
    let register = &context.loaded.register;
    let date_format = options
        .date_format
        .clone()
        .or_else(|| mapping.as_ref().and_then(|mapping| mapping.date_format.clone()));
    let usable = register.methodology.as_ref().filter(|methodology| is_usable(methodology));
    let inferred = match usable {
        Some(_) => None,
        None => infer(args, options, &doing, &context, sheet, &header)?,
    };
    let methodology = usable.or(inferred.as_ref().map(|(methodology, _)| methodology));
    let mut reader = Reader::new(register, methodology, sheet, header, mapping.as_ref(), date_format.clone());
    reader.check_mapping().map_err(|trouble| mapping_failure(options, trouble))?;
    let elsewhere: HashSet<String> = elsewhere(args, &context)?.into_iter().collect();
    let mut bytes = random::bytes();
    let ids = Ids { elsewhere: &elsewhere, random: &mut bytes };
    let mut plan = plan::make(&mut reader, register, &sheet.rows, &file, options.update, ids);
    plan.sheet.clone_from(&sheet.name);
    for text in book.notes.iter().chain(&plan.notes) {
        note(args, &format!("{shown}: {text}"))?;
    }
    let others: Vec<&str> = book
        .sheets
        .iter()
        .filter(|other| !other.rows.is_empty() && other.name != sheet.name)
        .filter_map(|other| other.name.as_deref())
        .collect();
    if !others.is_empty() && !plan.header.is_own {
        note(
            args,
            &format!("{shown}: of its other sheets nothing is read: {}", one_line(&others.join(", "))),
        )?;
    }
    let asks = terminal::is_interactive() && !options.dry_run;
    if let Some(target) = &options.save_mapping {
        save_mapping(args, &context, &doing, target, &plan, date_format.as_deref())?;
    } else if asks && mapping.is_none() && !plan.header.is_own {
        confirm_mapping(args, &context, &doing, &path, &plan, date_format.as_deref())?;
    }
    let method = inferred.map(|(_, text)| text);
    if options.dry_run {
        return dry_run(args, options, &plan, method.as_deref());
    }
    if plan.is_doubtful() && !goes_on(args, options, &plan, asks)? {
        return Ok(Exit::Findings);
    }
    write(args, options, &context, &doing, &plan, method)
}

/// Reads the file, whatever it is.
fn book(args: &Args, options: &ImportOptions, doing: &str, path: &Path) -> Result<Book, Interrupt> {
    const SAVE_AS: &str = "open it in a spreadsheet program, save it as .xlsx or .csv, and import that";
    let unread = |error: io::Error| {
        let why = error.to_string();
        Failure::new(doing, why.split(" (os error").next().unwrap_or(&why).to_lowercase())
            .help("name a CSV file or an XLSX workbook")
    };
    let metadata = fs::metadata(path).map_err(unread)?;
    if !metadata.is_file() {
        return Err(Failure::new(doing, "it is no file").help("name a CSV file or an XLSX workbook").into());
    }
    if metadata.len() > LARGEST {
        let cause = format!("it has {} MiB, and at most {} are read", metadata.len() >> 20, LARGEST >> 20);
        return Err(Failure::new(doing, cause).help("split it, or take out what is no risk").into());
    }
    let bytes = fs::read(path).map_err(unread)?;
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let broken = |why: String| Failure::new(doing, why).help(SAVE_AS);
    if let Some(what) = workbook::foreign(&bytes) {
        return Err(broken(what.to_owned()).into());
    }
    if workbook::is_packed(&bytes) {
        if !matches!(ending.as_str(), "xlsx" | "xlsm" | "xltx" | "xltm") {
            note(
                args,
                &format!("its name ends in `.{}`, and it is a workbook: read as one", one_line(&ending)),
            )?;
        }
        return Ok(workbook::read(&bytes).map_err(broken)?);
    }
    if matches!(ending.as_str(), "xlsx" | "xlsm" | "xls") && !bytes.is_empty() {
        note(args, &format!("its name ends in `.{ending}`, and it is text: read as a table of text"))?;
    }
    Ok(delimited::read(&bytes, options.delimiter).map_err(broken)?)
}

fn read_mapping(options: &ImportOptions, context: &Context) -> Result<Option<Mapping>, Interrupt> {
    let Some(file) = &options.mapping else { return Ok(None) };
    let doing = format!("cannot read the mapping {}", one_line(&file.display().to_string()));
    let path = context.start.join(file);
    let help = "name a file that says which column holds what; `plimsoll import --help` shows one";
    let failed = |why: String| Failure::new(&doing, why).help(help);
    let size = fs::metadata(&path).map_err(|error| failed(error.to_string()))?.len();
    if size > SMALL_FILE {
        return Err(failed("it has more than 1 MiB".to_owned()).into());
    }
    let bytes = fs::read(&path).map_err(|error| failed(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| failed("it is not UTF-8".to_owned()))?;
    let text = text.trim_start_matches('\u{feff}');
    let custom = &context.loaded.register.config.custom;
    let mapping = Mapping::read(text, custom).map_err(|trouble| mapping_failure(options, trouble))?;
    Ok(Some(mapping))
}

/// What is wrong with a mapping, at its line.
fn mapping_failure(options: &ImportOptions, trouble: Trouble) -> Failure {
    let file = options.mapping.as_ref().map_or(String::new(), |file| one_line(&file.display().to_string()));
    Failure::new(
        format!("cannot import by the mapping {file}"),
        format!("{file}:{}: {}", trouble.line, trouble.text),
    )
    .help(trouble.help)
}

/// A methodology that follows from the cells, where one is wanted.
fn infer(
    args: &Args,
    options: &ImportOptions,
    doing: &str,
    context: &Context,
    sheet: &Sheet,
    header: &Header,
) -> Result<Option<(Methodology, String)>, Interrupt> {
    let path = &context.loaded.register.config.paths.methodology;
    if context.root.join(path).exists() {
        return Ok(None);
    }
    let text = match method::inferred(sheet, header) {
        Ok(text) => text,
        Err(why) if options.infer_methodology => {
            return Err(Failure::new(doing, format!("no methodology follows from the cells: {why}"))
                .help("`plimsoll init --preset` has some to begin with")
                .into());
        }
        Err(_) => return Ok(None),
    };
    let wanted = options.infer_methodology
        || (terminal::is_interactive() && {
            let style = terminal::errors(args);
            io::stderr().write_all(style.finish(format!("{text}\n")).as_bytes())?;
            is_yes(&ask(&format!("There is no {path}. This follows from the cells. Write it?"), "y/N")?)
        });
    if !wanted {
        note(
            args,
            &format!("there is no {path}; --infer-methodology writes one that follows from the cells"),
        )?;
        return Ok(None);
    }
    Ok(Some((parse::methodology_of(&text), text)))
}

fn save_mapping(
    args: &Args,
    context: &Context,
    doing: &str,
    target: &Path,
    plan: &Plan,
    date_format: Option<&str>,
) -> Result<(), Interrupt> {
    let text = mapping::written(plan.sheet.as_deref(), date_format, &plan.header, quoted);
    let full = context.start.join(target);
    if fs::read_to_string(&full).is_ok_and(|old| old == text) {
        return Ok(());
    }
    let (folder, name) = (full.parent().unwrap_or(Path::new("/")), full.file_name());
    let name = name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    new_files(folder, &[(name, text)]).map_err(|trouble| failure(doing, trouble))?;
    note(
        args,
        &format!(
            "{}: what the columns were taken for; --mapping reads it",
            one_line(&target.display().to_string())
        ),
    )
}

/// Shows what the columns were taken for, and asks whether that is right.
fn confirm_mapping(
    args: &Args,
    context: &Context,
    doing: &str,
    path: &Path,
    plan: &Plan,
    date_format: Option<&str>,
) -> Result<(), Interrupt> {
    report::columns(plan, terminal::errors(args), &mut io::stderr())?;
    let target = path.with_extension("mapping.toml");
    if !is_yes(&ask("Are the columns what they are taken for?", "y/N")?) {
        save_mapping(args, context, doing, &target, plan, date_format)?;
        return Err(Failure::new(doing, "the columns are something else")
            .help(format!("correct {} and name it by --mapping", one_line(&target.display().to_string())))
            .into());
    }
    if target.exists() {
        return Ok(());
    }
    save_mapping(args, context, doing, &target, plan, date_format)
}

/// Asks on standard error, reads from standard input.
fn ask(question: &str, choices: &str) -> Result<String, Interrupt> {
    let mut screen = io::stderr();
    write!(screen, "{question} [{choices}] ")?;
    screen.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(one_line(&answer))
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.to_lowercase().as_str(), "y" | "yes")
}

fn dry_run(args: &Args, options: &ImportOptions, plan: &Plan, method: Option<&str>) -> Outcome {
    let style = terminal::output(args);
    let mut out = Pager::start(args);
    if let Some(method) = method {
        out.write_all(style.finish(format!("{method}\n")).as_bytes())?;
    }
    report::columns(plan, style, &mut out)?;
    out.write_all(b"\n")?;
    report::rows(plan, style, &mut out)?;
    let things = plan.new_things(plan.rows.iter());
    let mut text = format!("\n{}\n", report::counts(plan));
    for line in report::things(&things) {
        text.push_str(&format!("new {line}\n"));
    }
    out.write_all(style.finish(text).as_bytes())?;
    if !plan.questions.is_empty() {
        report::questions(plan, style, &mut out)?;
    }
    out.finish()?;
    let refused = !plan.questions.is_empty() || (plan.is_doubtful() && !options.skip_doubtful);
    Ok(if refused { Exit::Findings } else { Exit::Clean })
}

/// Tells what is in doubt; whether the rest is to be written all the same.
fn goes_on(args: &Args, options: &ImportOptions, plan: &Plan, asks: bool) -> Result<bool, Interrupt> {
    let style = terminal::errors(args);
    report::doubts(plan, style, &mut io::stderr())?;
    let [.., doubtful] = plan.counts();
    if !plan.questions.is_empty() {
        note(args, "nothing was written: the questions above are about the whole sheet")?;
        return Ok(false);
    }
    if options.skip_doubtful {
        note(
            args,
            &format!(
                "{} left out",
                counted(doubtful, "row in doubt").replace("row in doubts", "rows in doubt")
            ),
        )?;
        return Ok(true);
    }
    let sound = plan.rows.len() - doubtful;
    if asks && sound > 0 && is_yes(&ask(&format!("Write the other {sound}?"), "y/N")?) {
        return Ok(true);
    }
    note(args, &format!("nothing was written: {}", report::counts(plan)))?;
    note(
        args,
        "correct the sheet, answer by --mapping or --date-format, or leave those rows out by --skip-doubtful",
    )?;
    Ok(false)
}
