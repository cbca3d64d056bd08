//! `plimsoll init`

use std::io::{self, Write};

use super::args::{self, Args, InitOptions};
use super::context::{normal, start, today};
use super::failure::Failure;
use super::{Exit, Outcome, random, terminal};
use crate::edit::starter::{self, Preset, Starter};
use crate::edit::write::{WriteTrouble, new_files};
use crate::text::{counted, one_line};

pub(super) fn run(args: &Args, options: &InitOptions) -> Outcome {
    let folder = normal(&start(args)?.join(&options.directory));
    let doing = format!("cannot start a register in {}", folder.display());
    if one_line(&options.title).is_empty() {
        return Err(Failure::new(doing, "the title is empty").help("give it a name by --title").into());
    }
    let starter = Starter {
        preset: preset(options.preset),
        title: one_line(&options.title),
        id: starter::word(random::bytes()),
        today: today(args)?,
    };
    let mut files = starter::files(&starter);
    // A repository's own .gitignore is left as it is.
    if folder.join(".gitignore").symlink_metadata().is_err() {
        files.push((".gitignore".to_owned(), "/site/\n".to_owned()));
    }
    new_files(&folder, &files).map_err(|trouble| failure(&doing, trouble))?;
    let mut out = io::stdout().lock();
    for (path, _) in &files {
        writeln!(out, "{}", options.directory.join(path).display())?;
    }
    drop(out);
    if !args.quiet {
        let style = terminal::errors(args);
        let here = options.directory.as_os_str() == ".";
        let go = if here { String::new() } else { format!("cd {}\n  ", options.directory.display()) };
        let text = format!(
            "\n{}; next:\n  {go}plimsoll check\n  plimsoll new \"What may happen\" --owner it-manager\n  plimsoll build\n",
            style.bold(&format!("a register of {}", counted(files.len(), "file"))),
        );
        io::stderr().write_all(style.finish(text).as_bytes())?;
    }
    Ok(Exit::Clean)
}

fn preset(preset: args::Preset) -> Preset {
    match preset {
        args::Preset::ThreeByThree => Preset::ThreeByThree,
        args::Preset::FiveByFive => Preset::FiveByFive,
        args::Preset::Nist80030 => Preset::Nist80030,
        args::Preset::Nhs => Preset::Nhs,
        args::Preset::Owasp => Preset::Owasp,
    }
}

/// What kept files from being written.
pub(super) fn failure(doing: &str, trouble: WriteTrouble) -> Failure {
    match trouble {
        WriteTrouble::Exist(paths) => {
            let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
            Failure::new(doing, format!("nothing is overwritten, and this exists: {}", names.join(", ")))
                .help("name another folder, or move what is there")
        }
        WriteTrouble::Io(path, error) => Failure::new(doing, format!("{}: {error}", path.display()))
            .help("nothing was written; mend this and run again"),
    }
}
