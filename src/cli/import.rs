//! `plimsoll import`

use std::collections::HashSet;
use std::fs;
use std::io::{self, BufRead, Write};
use std::path::Path;

use super::args::{Args, ImportOptions};
use super::context::{Context, git_failure, note};
use super::failure::Failure;
use super::init::failure;
use super::new::elsewhere;
use super::pager::Pager;
use super::{Exit, Interrupt, Outcome, random, terminal};
use crate::change::Diff;
use crate::edit::imported;
use crate::edit::write::{Change, all_files, new_files};
use crate::facts::Facts;
use crate::import::header::{self, Header};
use crate::import::mapping::{self, Mapping, Trouble};
use crate::import::method;
use crate::import::plan::{self, Ids, NewThing, NewThings, Plan, Planned, State};
use crate::import::reader::{Reader, is_usable};
use crate::import::sheet::{Book, Sheet};
use crate::import::{date, delimited, workbook};
use crate::model::methodology::Methodology;
use crate::model::register::Register;
use crate::parse::{self, LARGE_FILE, SMALL_FILE};
use crate::report::diff::{Subject, human};
use crate::report::import as report;
use crate::source::layered::Layered;
use crate::source::tree::{Tree, Trouble as ReadTrouble, WorkTree};
use crate::suggest::{self, Known};
use crate::text::{counted, one_line};

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

/// The sheet that is a register, and its headings.
fn choose<'b>(
    options: &ImportOptions,
    doing: &str,
    book: &'b Book,
    mapping: Option<&Mapping>,
    register: &Register,
) -> Result<(&'b Sheet, Header), Interrupt> {
    let named = options.sheet.as_deref().or_else(|| mapping.and_then(|mapping| mapping.sheet.as_deref()));
    let names: Vec<&str> = book.sheets.iter().filter_map(|sheet| sheet.name.as_deref()).collect();
    let listed = suggest::one_of(names.iter().copied());
    let sheets: Vec<&Sheet> = match named {
        // A table of text has one sheet, which has no name.
        Some(named) if !names.is_empty() => {
            let exact = |sheet: &&Sheet| sheet.name.as_deref() == Some(named);
            let like = |sheet: &&Sheet| {
                sheet.name.as_deref().is_some_and(|name| name.trim().eq_ignore_ascii_case(named.trim()))
            };
            let found = book.sheets.iter().find(exact).or_else(|| book.sheets.iter().find(like));
            let Some(sheet) = found else {
                let guess = suggest::guess(named, names.iter().map(|name| Known::word(name)));
                let help = guess.map_or_else(|| format!("it has {listed}"), |guess| guess.question());
                return Err(Failure::new(doing, format!("it has no sheet `{}`", one_line(named)))
                    .help(help)
                    .into());
            };
            vec![sheet]
        }
        _ => book.sheets.iter().collect(),
    };
    if sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        return Err(Failure::new(doing, "it is empty")
            .help("name a file with a row of headings and a row per risk")
            .into());
    }
    let row = mapping.and_then(|mapping| mapping.header_row);
    let wanted = mapping.map(Mapping::headings).unwrap_or_default();
    let with_groups = mapping.is_some_and(|mapping| {
        mapping.columns.iter().any(|named| named.headings.iter().any(|heading| heading.contains(" / ")))
    });
    let find = |sheet: &'b Sheet| {
        let row = row.or_else(|| mapped_row(sheet, &wanted));
        let found = header::find(sheet, row, with_groups);
        // A mapping none of whose headings is there is told so, by those that are.
        let first = sheet.rows.first().filter(|_| mapping.is_some() && row.is_none());
        let found = found.or_else(|| header::find(sheet, Some(first?.number), with_groups));
        found.map(|(score, header)| (score, sheet, header))
    };
    let mut found: Vec<(usize, &Sheet, Header)> = sheets.iter().filter_map(|sheet| find(sheet)).collect();
    found.sort_by_key(|(score, ..)| std::cmp::Reverse(*score));
    if let [(one, first, _), (other, second, _), ..] = &found[..]
        && one == other
    {
        let both = suggest::one_of([first, second].iter().filter_map(|sheet| sheet.name.as_deref()));
        return Err(Failure::new(doing, format!("{both} look like registers both"))
            .help("say which by --sheet, and import one after the other")
            .into());
    }
    let Some((_, sheet, mut header)) = found.into_iter().next() else {
        let cause = match row {
            Some(row) => format!("row {row} is empty, and the mapping says that the headings stand there"),
            None => "no row of headings is found in its first rows".to_owned(),
        };
        return Err(Failure::new(doing, cause)
            .help("name the columns by --mapping: header_row = 3, [columns] title = \"…\"")
            .into());
    };
    match mapping {
        Some(mapping) => {
            header.add_unnamed(sheet);
            mapping.apply(&mut header).map_err(|trouble| mapping_failure(options, trouble))?;
        }
        None => {
            header.settle(sheet, &register.config.custom);
            header.add_unnamed(sheet);
        }
    }
    if header.column_of("title").is_none()
        && !mapping.is_some_and(|mapping| mapping.defaults.iter().any(|d| d.key == "title"))
    {
        let headings: Vec<String> =
            header.columns.iter().take(12).map(|column| format!("`{}`", one_line(&column.heading))).collect();
        let cause =
            format!("no column says what the risks are; row {} has {}", header.row, headings.join(", "));
        return Err(Failure::new(doing, cause).help("name it in a mapping: [columns] title = \"…\"").into());
    }
    Ok((sheet, header))
}

/// The row in which most of a mapping's headings stand.
fn mapped_row(sheet: &Sheet, wanted: &[String]) -> Option<u32> {
    let score = |row: &&crate::import::sheet::Row| {
        let texts: HashSet<String> = row.texts().map(|(_, text)| crate::model::id::folded(text)).collect();
        wanted.iter().filter(|heading| texts.contains(*heading)).count()
    };
    let mut best: Option<(usize, u32)> = None;
    for row in sheet.rows.iter().take(header::LOOKED_AT) {
        let count = score(&row);
        if count > 0 && best.is_none_or(|(most, _)| count > most) {
            best = Some((count, row.number));
        }
    }
    best.map(|(_, row)| row)
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
    let text = mapping::written(plan.sheet.as_deref(), date_format, &plan.header, imported::quoted);
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

/// Writes what is to be written.
fn write(
    args: &Args,
    options: &ImportOptions,
    context: &Context,
    doing: &str,
    plan: &Plan,
    method: Option<String>,
) -> Outcome {
    let register = &context.loaded.register;
    let tree = WorkTree::new(context.root.clone());
    let is_wanted = |row: &&Planned| match &row.state {
        State::New => true,
        State::Same => false,
        State::Different(_) => options.update,
    };
    let rows: Vec<&Planned> = plan.sound().filter(is_wanted).collect();
    let left = plan.sound().filter(|row| matches!(row.state, State::Different(_))).count();
    if left > 0 && !options.update {
        note(
            args,
            &format!(
                "{} differ from the register and are left as they are; --dry-run shows how, --update brings what the sheet says",
                counted(left, "row")
            ),
        )?;
    }
    let kept = rows.iter().filter(|row| !row.notes.is_empty()).count();
    if kept > 0 {
        note(
            args,
            &format!(
                "{} hold something that is kept as it stands or lacks something; --dry-run tells which and why",
                counted(kept, "row")
            ),
        )?;
    }
    let things = plan.new_things(rows.iter().copied());
    let mut changes = catalogues(doing, register, &tree, &things)?;
    let paths = &register.config.paths;
    if let Some(text) = method {
        changes.push(Change { path: paths.methodology.clone(), before: None, after: text });
    }
    let mut updated = 0;
    let folders = Folders::new(&paths.risks, rows.iter().filter(|row| row.state == State::New).count());
    for (place, row) in rows.iter().enumerate() {
        match &row.state {
            State::Different(differences) => {
                let Some(risk) = register.risk(&row.id) else { continue };
                let path = register.sources.path(risk.file).to_owned();
                let before = text_of(doing, &tree, &path, SMALL_FILE)?.unwrap_or_default();
                let mut all: Vec<_> =
                    differences.iter().map(|one| (one.key.clone(), one.after.clone())).collect();
                for key in ["source.file", "source.row", "source.key"] {
                    if let Some(value) = row.record.get(key) {
                        all.push((key.to_owned(), Some(value.clone())));
                    }
                }
                let after = imported::changed(&before, &all).map_err(|why| {
                    Failure::new(doing, format!("{path} cannot be changed: {why}"))
                        .help("`plimsoll check` says more")
                })?;
                changes.push(Change { path, before: Some(before), after });
                updated += 1;
            }
            _ => {
                let path = format!("{}/{}.toml", folders.of(place), row.id);
                changes.push(Change { path, before: None, after: imported::risk(&row.record) });
            }
        }
    }
    if changes.is_empty() {
        writeln!(io::stdout(), "nothing to import: {}", report::counts(plan))?;
        return Ok(Exit::Clean);
    }
    if updated > 0 && !options.allow_dirty {
        refuse_dirty(args, context, doing, &changes)?;
    }
    let layered =
        Layered::new(&tree, changes.iter().map(|change| (change.path.as_str(), change.after.as_str())));
    // New risks name nothing but each other and what the catalogues get.
    let wants = |_: &str| updated > 0;
    let head = parse::load_some(&layered, &wants).map_err(|stop| super::context::stopped(args, &stop))?;
    let read_again = if updated > 0 { &rows[..] } else { &[] };
    hold(doing, &head.register, read_again, &things)?;
    if updated > 0 {
        tell(args, context, &head.register)?;
    }
    all_files(&context.root, &changes).map_err(|trouble| failure(doing, trouble))?;
    if args.verbose {
        for change in &changes {
            note(args, &format!("wrote {}", change.path))?;
        }
    }
    let mut text = match (rows.len() - updated, updated) {
        (0, updated) => format!("updated {}\n", counted(updated, "risk")),
        (new, 0) => format!("imported {}\n", counted(new, "risk")),
        (new, updated) => format!("imported {}, updated {updated}\n", counted(new, "risk")),
    };
    for line in report::things(&things) {
        text.push_str(&format!("new {line}\n"));
    }
    io::stdout().write_all(terminal::output(args).finish(text).as_bytes())?;
    Ok(Exit::Clean)
}

/// The folders that new risks go into: many are told apart by hundreds, since
/// a folder of thousands is slow for Git.
struct Folders<'f> {
    risks: &'f str,
    by_hundreds: bool,
}

impl<'f> Folders<'f> {
    /// The most new risks that share a folder.
    const MOST: usize = 500;

    fn new(risks: &'f str, count: usize) -> Self {
        Self { risks, by_hundreds: count > Self::MOST }
    }

    fn of(&self, place: usize) -> String {
        if self.by_hundreds {
            format!("{}/{:03}", self.risks, place / 100 + 1)
        } else {
            self.risks.to_owned()
        }
    }
}

/// The catalogues with what is new in them.
fn catalogues(
    doing: &str,
    register: &Register,
    tree: &WorkTree,
    things: &NewThings,
) -> Result<Vec<Change>, Interrupt> {
    let paths = &register.config.paths;
    let all: [(&str, &str, &[NewThing]); 4] = [
        ("person", &paths.people, &things.people),
        ("asset", &paths.assets, &things.assets),
        ("threat", &paths.threats, &things.threats),
        ("control", &paths.controls, &things.controls),
    ];
    let mut changes = Vec::new();
    for (table, path, new) in all {
        if new.is_empty() {
            continue;
        }
        let before = text_of(doing, tree, path, LARGE_FILE)?;
        let after = imported::catalogue(before.as_deref(), table, new);
        changes.push(Change { path: path.to_owned(), before, after });
    }
    Ok(changes)
}

fn text_of(doing: &str, tree: &WorkTree, path: &str, limit: u64) -> Result<Option<String>, Interrupt> {
    match tree.read(path, limit) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(Failure::new(doing, format!("{path} is not UTF-8"))
                .help("`plimsoll check` says more")
                .into()),
        },
        Err(ReadTrouble::Missing) => Ok(None),
        Err(trouble) => {
            let cause = format!("{path} cannot be read: {trouble:?}");
            Err(Failure::new(doing, cause).help("`plimsoll check` says more").into())
        }
    }
}

/// Holds what would be read against what is meant to be written, so that no
/// file is written that cannot be read.
fn hold(doing: &str, head: &Register, rows: &[&Planned], things: &NewThings) -> Result<(), Failure> {
    let paths = &head.config.paths;
    let refused = |path: &str| {
        Failure::new(doing, format!("{path} cannot be added to: what is added would not be read"))
            .help("`plimsoll check` says what is wrong with the file; write its entries as [[tables]], and run again")
    };
    if let Some(person) = things.people.iter().find(|thing| head.person(&thing.id).is_none()) {
        return Err(refused(&format!("{} ({})", paths.people, person.id)));
    }
    if things.assets.iter().any(|thing| head.asset(&thing.id).is_none()) {
        return Err(refused(&paths.assets));
    }
    if things.threats.iter().any(|thing| head.threat(&thing.id).is_none()) {
        return Err(refused(&paths.threats));
    }
    if things.controls.iter().any(|thing| head.control(&thing.id).is_none()) {
        return Err(refused(&paths.controls));
    }
    if let Some(row) = rows.iter().find(|row| head.risk(&row.id).is_none_or(|risk| risk.unread)) {
        return Err(refused(&format!("{}/{}.toml", paths.risks, row.id)));
    }
    Ok(())
}

/// Files that would be changed and that no commit holds as they are.
fn refuse_dirty(args: &Args, context: &Context, doing: &str, changes: &[Change]) -> Result<(), Interrupt> {
    let Some(repo) = context.located(args)?.repo else { return Ok(()) };
    let dirty = repo.uncommitted().map_err(|trouble| git_failure(doing, &trouble))?;
    let touched: Vec<&str> = changes
        .iter()
        .filter(|change| change.before.is_some() && dirty.contains(&change.path))
        .map(|change| change.path.as_str())
        .collect();
    let Some(first) = touched.first() else { return Ok(()) };
    let cause = match touched.len() {
        1 => format!("{first} has uncommitted changes"),
        more => format!("{first} and {} more files have uncommitted changes", more - 1),
    };
    Err(Failure::new(doing, cause)
        .help("commit them first, so that the import can be told from them; or add --allow-dirty")
        .into())
}

/// What the update means, as `diff` tells it.
fn tell(args: &Args, context: &Context, head: &Register) -> Result<(), Interrupt> {
    let base = &context.loaded.register;
    let (before, after) = (Facts::new(base, context.today), Facts::new(head, context.today));
    let diff = Diff::between(Some(&before), &after);
    let subject = Subject {
        diff: &diff,
        head,
        base: Some(base),
        today: context.today,
        base_commit: None,
        head_commit: None,
        new: Vec::new(),
        fixed: Vec::new(),
    };
    human::write(&subject, terminal::output(args), &mut io::stdout().lock())?;
    writeln!(io::stdout())?;
    Ok(())
}
