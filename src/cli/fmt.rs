//! `plimsoll fmt`

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::args::{Args, FmtOptions};
use super::context::{folders, note, start, stopped, within};
use super::failure::Failure;
use super::{Exit, Interrupt, Outcome, terminal};
use crate::edit::layout::{LayoutTrouble, laid_out, shape_of};
use crate::edit::write::{Change, all_files};
use crate::parse::shape::Shape;
use crate::parse::{self, LARGE_FILE, Listed};
use crate::report::patch;
use crate::source::SourceFile;
use crate::source::layered::Layered;
use crate::source::tree::{Tree, WorkTree};
use crate::text::{counted, visible};

const DOING: &str = "cannot lay the files out";

pub(super) fn run(args: &Args, options: &FmtOptions) -> Outcome {
    let is_stdin = |path: &PathBuf| path == Path::new("-");
    if options.paths.iter().any(is_stdin) {
        if options.paths.len() > 1 {
            return Err(Failure::new(DOING, "`-` stands for standard input, and there are paths beside it")
                .help("name either `-` or files and folders")
                .into());
        }
        return standard_input(args, options);
    }
    if options.stdin_filename.is_some() {
        return Err(Failure::new(DOING, "--stdin-filename names the file that `-` is of")
            .help("write `plimsoll fmt --stdin-filename FILE -`")
            .into());
    }
    register(args, options)
}

/// A file that was laid out, or why it was not.
struct Done {
    path: String,
    outcome: Result<Option<Change>, String>,
}

fn register(args: &Args, options: &FmtOptions) -> Outcome {
    let (start, root) = folders(args)?;
    let tree = WorkTree::new(root.clone());
    let mut files = parse::files(&tree).map_err(|stop| stopped(args, &stop))?;
    let wanted = options.paths.iter().map(|path| wanted(&files, &start, &root, path));
    let wanted: Vec<String> = wanted.collect::<Result<_, _>>()?;
    files.retain(|file| wanted.is_empty() || wanted.iter().any(|path| lies_in(&file.entry.path, path)));
    let done: Vec<Done> = files.par_iter().map(|file| one(&tree, file)).collect();
    let failed = complain(args, &done)?;
    let count = done.len() - failed;
    let changes: Vec<Change> = done.into_iter().filter_map(|done| done.outcome.ok().flatten()).collect();
    show(args, options, &changes)?;
    let is_dry = options.check || options.diff;
    if !is_dry {
        all_files(&root, &changes).map_err(|trouble| super::init::failure(DOING, trouble))?;
    }
    let verb = if is_dry { "would be laid out" } else { "laid out" };
    let same = count - changes.len();
    let rest = if same > 0 { format!(", {same} left as they were") } else { String::new() };
    if changes.is_empty() && failed == 0 {
        tell(args, &format!("{}, all laid out already", counted(count, "file")))?;
    } else {
        tell(args, &format!("{} {verb}{rest}", counted(changes.len(), "file")))?;
    }
    Ok(if failed > 0 || (is_dry && !changes.is_empty()) { Exit::Findings } else { Exit::Clean })
}

/// A path of the command line, if a file of the register lies there.
fn wanted(files: &[Listed], start: &Path, root: &Path, path: &Path) -> Result<String, Failure> {
    let doing = format!("cannot lay out `{}`", path.display());
    let relative = within(&doing, start, root, path)?;
    if files.iter().any(|file| lies_in(&file.entry.path, &relative)) {
        return Ok(relative);
    }
    Err(Failure::new(doing, "no TOML file of the register lies there")
        .help("name a file or folder of the register, or `-` for standard input"))
}

fn lies_in(path: &str, folder: &str) -> bool {
    let rest = path.strip_prefix(folder);
    folder.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn one(tree: &dyn Tree, file: &Listed) -> Done {
    let path = file.entry.path.clone();
    let bytes = file.entry.trouble.clone().map_or_else(|| tree.read(&path, LARGE_FILE), Err);
    let outcome = match bytes.map(String::from_utf8) {
        Err(_) => Err("it cannot be read; `plimsoll check` says why".to_owned()),
        Ok(Err(_)) => Err("it is not UTF-8".to_owned()),
        Ok(Ok(before)) => match laid_out(&before, Some(file.shape)) {
            Ok(after) if after == before => Ok(None),
            Ok(after) => Ok(Some(Change { path: path.clone(), before: Some(before), after })),
            Err(trouble) => Err(why(&before, &trouble)),
        },
    };
    Done { path, outcome }
}

/// Why a text is left alone, with the line.
fn why(text: &str, trouble: &LayoutTrouble) -> String {
    let LayoutTrouble::Unreadable(_, place) = trouble else { return trouble.to_string() };
    let file = SourceFile::new(String::new(), text.to_owned());
    let position = file.lines().position(text, *place..*place);
    format!("{trouble}, line {}, column {}", position.line, position.column)
}

/// Names the files that are left alone; gives how many.
fn complain(args: &Args, done: &[Done]) -> Result<usize, Interrupt> {
    let style = terminal::errors(args);
    let mut failed = 0;
    for Done { path, outcome } in done {
        if let Err(why) = outcome {
            failed += 1;
            let text = visible(&format!("{path} is left alone: {why}\n")).into_owned();
            io::stderr().write_all(style.finish(text).as_bytes())?;
        }
    }
    Ok(failed)
}

fn show(args: &Args, options: &FmtOptions, changes: &[Change]) -> Result<(), Interrupt> {
    let style = terminal::output(args);
    let mut out = io::BufWriter::new(io::stdout().lock());
    for change in changes {
        let text = if options.diff {
            patch::unified(&change.path, change.before.as_deref(), Some(&change.after), style)
        } else {
            format!("{}\n", visible(&change.path))
        };
        out.write_all(style.finish(text).as_bytes())?;
    }
    Ok(out.flush()?)
}

fn tell(args: &Args, text: &str) -> Result<(), Interrupt> {
    if !args.quiet {
        let style = terminal::errors(args);
        io::stderr().write_all(style.finish(format!("{text}\n")).as_bytes())?;
    }
    Ok(())
}

fn standard_input(args: &Args, options: &FmtOptions) -> Outcome {
    let before = super::stdin::standard_input(DOING)?;
    let (name, shape) = match &options.stdin_filename {
        Some(path) => (path.display().to_string(), shape_at(args, path, &before)?),
        None => ("-".to_owned(), shape_of(&before)),
    };
    let after = match laid_out(&before, shape) {
        Ok(after) => after,
        Err(trouble) => {
            note(args, &visible(&format!("{name} is left alone: {}", why(&before, &trouble))))?;
            return Ok(Exit::Findings);
        }
    };
    let is_dry = options.check || options.diff;
    if !is_dry {
        io::stdout().write_all(after.as_bytes())?;
        return Ok(Exit::Clean);
    }
    let changed = after != before;
    if changed {
        let change = Change { path: name, before: Some(before), after };
        show(args, options, &[change])?;
    }
    Ok(if changed { Exit::Findings } else { Exit::Clean })
}

/// The shape of a file of the register, or of one that is not saved yet.
fn shape_at(args: &Args, path: &Path, text: &str) -> Result<Option<Shape>, Interrupt> {
    let Ok((start, root)) = folders(args) else {
        // Without a register the keys have to tell.
        self::start(args)?;
        return Ok(shape_of(text));
    };
    let relative = within(&format!("cannot lay out `{}`", path.display()), &start, &root, path)?;
    let tree = WorkTree::new(root);
    let with = Layered::new(&tree, [(relative.as_str(), text)]);
    // A broken configuration leaves the keys to tell.
    let files = parse::files(&with).unwrap_or_default();
    let listed = files.into_iter().find(|file| file.entry.path == relative);
    Ok(listed.map(|file| file.shape).or_else(|| shape_of(text)))
}
