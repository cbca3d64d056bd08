//! The commit that tells a decision: proposed, or made by the user's own Git.
//!
//! This is the one place that starts Git, and only when it is asked to: hooks
//! and signing are the user's, and a library would pass both by.

use std::io::{self, Write};
use std::process::{Command, Stdio};

use crate::cli::args::Args;
use crate::cli::context::{Context, git_failure};
use crate::cli::failure::Failure;
use crate::cli::{Exit, Interrupt, Outcome, terminal};
use crate::text::one_line;

/// Refuses what a commit of the file would not tell truly: no repository, or
/// a file whose other changes would go into the commit of the decision.
pub(super) fn refuse_unclean(
    args: &Args,
    context: &Context,
    path: &str,
    doing: &str,
) -> Result<(), Interrupt> {
    let Some(repo) = context.located(args)?.repo.filter(|repo| !repo.is_bare()) else {
        return Err(Failure::new(doing, "the register lies in no Git repository")
            .help("leave out --commit")
            .into());
    };
    let changed = repo.uncommitted().map_err(|trouble| git_failure(doing, &trouble))?;
    if changed.contains(path) {
        let cause = format!("{} has changes that are not committed", one_line(path));
        return Err(Failure::new(doing, cause)
            .help("commit them first, so that the decision's commit holds the decision alone; or leave out --commit")
            .into());
    }
    Ok(())
}

/// Shows the message that a commit of the decision could have.
pub(super) fn propose(args: &Args, context: &Context, paragraphs: &[String]) -> Result<(), Interrupt> {
    if args.quiet || context.located(args)?.repo.is_none() {
        return Ok(());
    }
    let style = terminal::errors(args);
    let mut text = String::from("\na message for the commit; --commit makes it:\n\n");
    for line in paragraphs.join("\n\n").lines() {
        text.push_str(if line.is_empty() { "" } else { "    " });
        text.push_str(&crate::text::visible(line));
        text.push('\n');
    }
    io::stderr().write_all(style.finish(text).as_bytes())?;
    Ok(())
}

/// Has Git commit the file, and it alone. What else is staged stays staged.
pub(super) fn make(context: &Context, path: &str, paragraphs: &[String]) -> Outcome {
    let mut git = Command::new("git");
    git.arg("--literal-pathspecs").arg("-C").arg(&context.root);
    // Without an editor Git keeps lines that begin with `#`, unless told otherwise.
    git.args(["commit", "--quiet", "--only", "--cleanup=whitespace"]);
    for paragraph in paragraphs {
        git.arg("--message").arg(paragraph);
    }
    git.arg("--").arg(path);
    // What hooks print is no result of ours.
    git.stdout(Stdio::from(io::stderr()));
    let doing = "cannot commit the decision";
    let written = format!("{} is written and not committed", one_line(path));
    match git.status() {
        Ok(status) if status.success() => Ok(Exit::Clean),
        Ok(status) => Err(Failure::new(doing, format!("`git commit` ended with {status}; {written}"))
            .help("mend what Git or its hook says, and commit the file; or take it back: git restore")
            .into()),
        Err(error) => Err(Failure::new(doing, format!("git does not start: {error}; {written}"))
            .help("commit it by other means")
            .into()),
    }
}
