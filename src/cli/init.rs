//! `plimsoll init`

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::args::{self, Args, InitOptions};
use super::context::{git_failure, normal, start, today};
use super::failure::Failure;
use super::init_pipeline::Pipeline;
use super::{Exit, Outcome, random, terminal};
use crate::edit::example::{self, ExampleTrouble};
use crate::edit::starter::{self, Preset, Starter};
use crate::edit::write::{WriteTrouble, new_files};
use crate::parse::CONFIG_FILE;
use crate::text::{counted, one_line};

pub(super) fn run(args: &Args, options: &InitOptions) -> Outcome {
    let folder = normal(&start(args)?.join(&options.directory));
    let doing = format!("cannot start a register in {}", folder.display());
    if options.example {
        return write_example(args, options, &folder, &doing);
    }
    if one_line(&options.title).is_empty() {
        return Err(Failure::new(doing, "the title is empty").help("give it a name by --title").into());
    }
    let pipeline = options.ci.map(|forge| Pipeline::new(args, forge, &folder, &doing)).transpose()?;
    let mut files = Vec::new();
    // Where a register is, a pipeline can still be added to it.
    let adds = pipeline.is_some() && is_plain(options) && folder.join(CONFIG_FILE).is_file();
    if !adds {
        files = starter::files(&Starter {
            preset: preset(options.preset),
            title: one_line(&options.title),
            id: starter::word(random::bytes()),
            today: today(args)?,
        });
        // A repository's own .gitignore is left as it is.
        if folder.join(".gitignore").symlink_metadata().is_err() {
            files.push((".gitignore".to_owned(), "/site/\n".to_owned()));
        }
    }
    let mut shown: Vec<PathBuf> = files.iter().map(|(path, _)| options.directory.join(path)).collect();
    let mut root = folder.clone();
    if let Some(pipeline) = &pipeline {
        shown.extend(pipeline.files.iter().map(|(path, _)| pipeline.shown(options, path)));
        files.iter_mut().for_each(|(path, _)| *path = pipeline.below_top(path));
        files.extend(pipeline.files.iter().cloned());
        root.clone_from(&pipeline.top);
    }
    new_files(&root, &files).map_err(|trouble| failure(&doing, trouble))?;
    let mut out = io::stdout().lock();
    for path in &shown {
        writeln!(out, "{}", path.display())?;
    }
    drop(out);
    if let Some(pipeline) = &pipeline {
        pipeline.say_what_is_left(args)?;
    }
    if !args.quiet && !adds {
        let style = terminal::errors(args);
        let go = go_there(options);
        let text = format!(
            "\n{}; next:\n  {go}plimsoll check\n  plimsoll new \"What may happen\" --owner it-manager\n  plimsoll build\n",
            style.bold(&format!("a register of {}", counted(files.len(), "file"))),
        );
        io::stderr().write_all(style.finish(text).as_bytes())?;
    }
    Ok(Exit::Clean)
}

/// Whether nothing was said about how the register is to begin.
fn is_plain(options: &InitOptions) -> bool {
    options.preset == args::Preset::ThreeByThree && options.title == args::DEFAULT_TITLE
}

/// The line that changes to the register's folder, unless it is this one.
fn go_there(options: &InitOptions) -> String {
    let here = options.directory.as_os_str() == ".";
    if here { String::new() } else { format!("cd {}\n  ", options.directory.display()) }
}

/// The populated register, with what to look at in it.
fn write_example(args: &Args, options: &InitOptions, folder: &Path, doing: &str) -> Outcome {
    let written = example::write(folder).map_err(|trouble| example_failure(doing, trouble))?;
    writeln!(io::stdout(), "{}", options.directory.display())?;
    if !args.quiet {
        let style = terminal::errors(args);
        let text = format!(
            "\n{}; next:\n  {go}plimsoll check --today {today}\n  plimsoll log\n  plimsoll build --today {today}\n",
            style.bold(&format!("a register with {} of history", counted(written.commits, "commit"))),
            go = go_there(options),
            today = example::TODAY,
        );
        io::stderr().write_all(style.finish(text).as_bytes())?;
    }
    Ok(Exit::Clean)
}

fn example_failure(doing: &str, trouble: ExampleTrouble) -> Failure {
    let other = "name a folder that is empty or does not exist";
    match trouble {
        ExampleTrouble::Repository => {
            Failure::new(doing, "it is a Git repository, and the example brings its own").help(other)
        }
        ExampleTrouble::NotEmpty(name) => {
            Failure::new(doing, format!("the folder is not empty: it holds {name}")).help(other)
        }
        ExampleTrouble::NoFolder => Failure::new(doing, "there is a file in its place").help(other),
        ExampleTrouble::Io(path, error) => failure(doing, WriteTrouble::Io(path, error)),
        ExampleTrouble::Git(trouble) => git_failure(doing, &trouble),
    }
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
