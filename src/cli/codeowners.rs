//! `plimsoll codeowners`

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::args::{Args, CodeownersOptions};
use super::context::{Context, Located, normal, note};
use super::failure::Failure;
use super::{Exit, Outcome, terminal};
use crate::codeowners::{merged, owners};
use crate::edit::write::replace;
use crate::facts::Facts;
use crate::report::patch;
use crate::text::counted;

/// Where forges look for the file, in their order.
const PLACES: [&str; 7] = [
    ".github/CODEOWNERS",
    ".gitlab/CODEOWNERS",
    ".gitea/CODEOWNERS",
    ".forgejo/CODEOWNERS",
    "CODEOWNERS",
    "docs/CODEOWNERS",
    ".bitbucket/CODEOWNERS",
];

const DOING: &str = "cannot write CODEOWNERS";

pub(super) fn run(args: &Args, options: &CodeownersOptions) -> Outcome {
    let context = Context::open(args, None)?;
    let located = context.located(args)?;
    let top = top(&context, &located);
    let full = match &options.output {
        Some(file) if file == Path::new("-") => None,
        Some(file) => Some(normal(&context.start.join(file))),
        None => Some(usual(args, &context, &top)?),
    };
    let shown = full.as_deref().map_or(PLACES[0].to_owned(), |full| relative(full, &top));
    let facts = Facts::new(&context.loaded.register, context.today);
    let owners = owners(&facts, &located.prefix, &shown);
    if !owners.unreachable.is_empty() {
        note(
            args,
            &format!(
                "{} can be asked by no forge: {} has neither `handle` nor `emails` in {}",
                counted(owners.unreachable.len(), "person").replace("persons", "people"),
                owners.unreachable.join(", "),
                context.loaded.register.config.paths.people
            ),
        )?;
    }
    let Some(full) = full else {
        io::stdout().write_all(owners.lines.as_bytes())?;
        return Ok(Exit::Clean);
    };
    let before = read(&full)?;
    let after = merged(before.as_deref().unwrap_or_default(), &located.prefix, &owners.lines);
    if before.as_deref() == Some(after.as_str()) {
        note(args, &format!("{shown} is up to date"))?;
        return Ok(Exit::Clean);
    }
    if options.check {
        let style = terminal::output(args);
        let text = patch::unified(&shown, before.as_deref(), Some(&after), style);
        io::stdout().write_all(style.finish(text).as_bytes())?;
        note(args, &format!("{shown} is not up to date; `plimsoll codeowners` writes it"))?;
        return Ok(Exit::Findings);
    }
    replace(&full, before.as_deref(), &after)
        .map_err(|error| Failure::new(DOING, format!("{}: {error}", full.display())))?;
    writeln!(io::stdout(), "{shown}")?;
    Ok(Exit::Clean)
}

/// The repository's folder; the register's own without one.
fn top(context: &Context, located: &Located) -> PathBuf {
    let depth = located.prefix.split('/').filter(|part| !part.is_empty()).count();
    context.root.ancestors().nth(depth).unwrap_or(&context.root).to_path_buf()
}

/// The file that is there, else where the forge looks first.
fn usual(args: &Args, context: &Context, top: &Path) -> Result<PathBuf, super::Interrupt> {
    if let Some(there) = PLACES.iter().map(|place| top.join(place)).find(|place| place.is_file()) {
        return Ok(there);
    }
    let remote = context.repository(args)?.remote.unwrap_or_default();
    let config = &context.loaded.register.config.git;
    let named = config.forge.as_ref().map(|forge| crate::model::word::Word::word(forge.value));
    let is = |forge: &str| named.map_or_else(|| remote.contains(forge), |named| named.contains(forge));
    let folder = ["gitlab", "gitea", "forgejo"].into_iter().find(|forge| is(forge)).unwrap_or("github");
    Ok(top.join(format!(".{folder}/CODEOWNERS")))
}

fn read(full: &Path) -> Result<Option<String>, Failure> {
    match fs::read_to_string(full) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::new(DOING, format!("{}: {error}", full.display()))),
    }
}

fn relative(full: &Path, top: &Path) -> String {
    let path = full.strip_prefix(top).unwrap_or(full);
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
