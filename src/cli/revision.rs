//! `--at`: the register as a revision or a day had it.

use super::Interrupt;
use super::args::Args;
use super::context::{At, Context, git_failure, note, start, stopped};
use super::failure::Failure;
use super::progress::Progress;
use crate::git::Repo;
use crate::git::object::ObjectId;
use crate::git::revision::{RevisionTrouble, Understood};
use crate::parse::{self, CONFIG_FILE};
use crate::text::one_line;

/// Reads the register of a revision. It lies where it lies in the working
/// tree; else in the folder nearest above the start, at that revision.
pub(super) fn open(args: &Args, revision: &str, wants: &dyn Fn(&str) -> bool) -> Result<Context, Interrupt> {
    let doing = format!("cannot read the register at `--at {}`", one_line(revision));
    let start = start(args)?;
    let failed = |trouble| Interrupt::from(git_failure(&doing, &trouble));
    let Some(repo) = Repo::discover(&start).map_err(failed)? else {
        return Err(Failure::new(doing, "there is no Git repository here")
            .help("-C names a folder of a repository; without --at the working tree is read")
            .into());
    };
    let commit = resolve(args, &repo, revision, &doing)?;
    let prefix = find_register(&repo, commit, &doing)?;
    let tree = repo.revision(commit, &prefix).map_err(failed)?;
    let progress = Progress::start(args, "reading the register");
    let loaded = parse::load_some(&tree, wants);
    drop(progress);
    // What Git could not read must not pass for a file that is not there.
    if let Some(trouble) = tree.trouble() {
        let doing = format!("{doing}, commit {commit}");
        return Err(git_failure(&doing, &trouble).into());
    }
    let loaded = loaded.map_err(|stop| stopped(args, &stop))?;
    let commit = repo.commit(commit).map_err(failed)?;
    let today = args.today.unwrap_or(commit.committed);
    if args.verbose {
        note(args, &format!("reading the register at {}, of {}", commit.id, commit.committed))?;
    }
    let root = repo.folder(&prefix).unwrap_or_else(|| start.clone());
    Ok(Context { root, start, loaded, today, at: Some(At { commit, prefix }) })
}

/// The commit that a revision or a day means.
pub(super) fn resolve(args: &Args, repo: &Repo, revision: &str, doing: &str) -> Result<ObjectId, Interrupt> {
    let shown = one_line(revision);
    let fail = |cause: String, help: &str| Failure::new(doing, cause).help(help).into();
    match repo.resolve(revision) {
        Ok((commit, Understood::NameThatLooksLikeADay)) => {
            note(args, &format!("`{shown}` is a name in this repository and is not taken as a day"))?;
            Ok(commit)
        }
        Ok((commit, _)) => Ok(commit),
        Err(RevisionTrouble::Unknown) => Err(fail(
            format!("there is no revision `{shown}`"),
            "name a commit, a branch, a tag, or a day as 2025-12-31; `git fetch` brings what others have",
        )),
        Err(RevisionTrouble::Ambiguous) => {
            Err(fail(format!("`{shown}` could mean several objects"), "write more digits of the commit's id"))
        }
        Err(RevisionTrouble::NotACommit) => {
            Err(fail(format!("`{shown}` is no commit"), "name a commit, a branch or a tag"))
        }
        Err(RevisionTrouble::BeforeTheFirst(first)) => Err(fail(
            format!("the first commit is of {first}"),
            "name a later day, or a commit (`git log --first-parent`)",
        )),
        Err(RevisionTrouble::Cut(first)) => Err(fail(
            format!("the history is cut before {first}: this is a shallow clone"),
            "`git fetch --unshallow` brings the rest",
        )),
        Err(RevisionTrouble::NoCommit) => {
            Err(fail("there is no commit yet".to_owned(), "commit the register first"))
        }
        Err(RevisionTrouble::Git(trouble)) => Err(git_failure(doing, &trouble).into()),
    }
}

/// The folder of the register at a commit.
pub(super) fn find_register(repo: &Repo, commit: ObjectId, doing: &str) -> Result<String, Interrupt> {
    let failed = |trouble| Interrupt::from(git_failure(doing, &trouble));
    let known = repo.registers(commit).map_err(failed)?;
    if let Some(folder) = nearest(&known, repo.prefix()) {
        return Ok(folder.clone());
    }
    match &known[..] {
        [only] => Ok(only.clone()),
        [] => Err(Failure::new(doing, format!("there was no {CONFIG_FILE} at that commit"))
            .help("name a later revision")
            .into()),
        many => Err(Failure::new(doing, format!("there were several registers: {}", many.join(", ")))
            .help("-C names the folder of one of them")
            .into()),
    }
}

/// Of the folders that hold a register, the one that is this, or the nearest
/// above it.
pub(super) fn nearest<'k>(known: &'k [String], prefix: &str) -> Option<&'k String> {
    let mut at = prefix;
    loop {
        if let Some(found) = known.iter().find(|folder| *folder == at) {
            return Some(found);
        }
        at = match at.rsplit_once('/') {
            Some((above, _)) => above,
            None if at.is_empty() => return None,
            None => "",
        };
    }
}
