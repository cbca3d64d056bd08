//! Repositories of other kinds, and what is stored in them: SHA-256, worktrees,
//! partial clones, two processes at once, rebased and damaged.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::harness::{Registry, Run};
use crate::log::risk;
use crate::story::{BASE, Story, line};

const R1: &str = "risks/R001.toml";

/// Plain Git, cut off from the machine's configuration, on a fixed day.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "protocol.file.allow=always"]).args(arguments);
    for (name, value) in [
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_SYSTEM", "/dev/null"),
        ("GIT_AUTHOR_NAME", "Ana Ruiz"),
        ("GIT_AUTHOR_EMAIL", "ana@example.org"),
        ("GIT_COMMITTER_NAME", "Ana Ruiz"),
        ("GIT_COMMITTER_EMAIL", "ana@example.org"),
        ("GIT_AUTHOR_DATE", "2025-03-01T12:00:00Z"),
        ("GIT_COMMITTER_DATE", "2025-03-01T12:00:00Z"),
    ] {
        command.env(name, value);
    }
    let output = command.output().expect("git starts");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn changes(run: &Run) -> Vec<String> {
    assert_eq!(run.code, 0, "{}", run.stderr);
    let document: Value = serde_json::from_str(&run.stdout).expect("a document");
    document["changes"].as_array().expect("changes").iter().map(line).collect()
}

const TOLD: [&str; 2] = ["raise: changed likelihood medium high", "add: added - - -"];

/// A story of two commits about one risk.
fn story() -> Story {
    let mut story = Story::begin();
    let text = risk("R001", "");
    story.commit("add", &[(R1, Some(&text))]);
    story.commit("raise", &[(R1, Some(&text.replace("likelihood = \"medium\"", "likelihood = \"high\"")))]);
    story.write_files();
    story
}

const LOG: [&str; 4] = ["log", "R001", "--format", "json"];

#[test]
fn a_repository_of_sha_256_is_read() {
    let mut register = Registry::empty();
    git(register.root(), &["init", "--quiet", "--object-format=sha256", "--initial-branch=main"]);
    for (path, text) in BASE {
        register = register.file(path, text);
    }
    let text = risk("R001", "");
    let register = register.file(R1, &text);
    let commit = |register: &Registry, subject: &str| {
        git(register.root(), &["add", "."]);
        git(register.root(), &["commit", "--quiet", "--message", subject]);
    };
    commit(&register, "add");
    let first = git(register.root(), &["rev-parse", "HEAD"]);
    assert_eq!(first.len(), 64);
    let register = register.file(R1, text.replace("likelihood = \"medium\"", "likelihood = \"high\""));
    commit(&register, "raise");
    for _ in 0..2 {
        assert_eq!(changes(&register.run(&LOG)), TOLD);
    }
    let run = register.run(&["list", "--format", "json", "--at", &first]);
    let document: Value = serde_json::from_str(&run.stdout).expect("a document");
    assert_eq!(
        (document["commit"].as_str(), document["risks"][0]["level"].as_str()),
        (Some(&*first), Some("moderate"))
    );
    let run = register.run(&["diff", &first, "HEAD"]);
    assert!(run.stdout.contains("Moderate → High"), "{}{}", run.stdout, run.stderr);
}

#[test]
fn a_worktree_shares_the_history_and_has_a_head_of_its_own() {
    let story = story();
    let other = Registry::empty();
    let folder = other.path("tree");
    let folder = folder.to_str().expect("a path");
    git(story.root(), &["worktree", "add", "--quiet", "--detach", folder, "HEAD~1"]);
    assert_eq!(changes(&story.register.run(&LOG)), TOLD);
    let run = other.run(&[&["-C", "tree"], &LOG[..]].concat());
    assert_eq!(changes(&run), TOLD[1..]);
    assert!(!other.path("tree/.git/plimsoll").exists(), "what is stored lies in the common folder");
    assert!(story.root().join(".git/plimsoll").is_dir());
}

#[test]
fn a_partial_clone_says_what_it_cannot_tell() {
    let story = story();
    git(story.root(), &["config", "uploadpack.allowFilter", "true"]);
    let clone = Registry::empty();
    let from = format!("file://{}", story.root().display());
    git(clone.root(), &["clone", "--quiet", "--filter=blob:none", &from, "it"]);
    let run = clone.run(&[&["-C", "it"], &LOG[..]].concat());
    let document: Value = serde_json::from_str(&run.stdout).expect("a document");
    assert_eq!(document["complete"], false, "{}", run.stderr);
    assert!(run.stderr.contains("partial clone") && run.stderr.contains("--refetch"), "{}", run.stderr);
    let run = clone.run(&["-C", "it", "check", "--format", "short", "--exit-zero"]);
    let truncated = run.stdout.lines().filter(|line| line.contains("truncated-history")).count();
    assert_eq!(truncated, 1, "{}", run.stdout);
    git(&clone.path("it"), &["fetch", "--quiet", "--refetch", "--no-filter"]);
    assert_eq!(changes(&clone.run(&[&["-C", "it"], &LOG[..]].concat())), TOLD, "nothing short was stored");
}

#[test]
fn many_processes_at_once_all_tell_the_same() {
    let story = story();
    let start = || {
        let mut command = story.register.command(&LOG, &[]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
    };
    let running: Vec<_> = (0..8).map(|_| start()).collect();
    let outputs: Vec<_> =
        running.into_iter().map(|child| child.wait_with_output().expect("it ends")).collect();
    for output in &outputs {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.stdout, outputs[0].stdout);
    }
    assert_eq!(changes(&story.register.run(&LOG)), TOLD);
    let stored = std::fs::read_dir(story.root().join(".git/plimsoll")).expect("a folder").count();
    assert_eq!(stored, 1, "no half of a file is left");
}

#[test]
fn what_was_stored_is_right_after_a_rebase_and_after_a_purge() {
    let mut story = story();
    let before = git(story.root(), &["rev-parse", "HEAD"]);
    assert_eq!(changes(&story.register.run(&LOG)), TOLD);
    // The second commit is written again, otherwise.
    let first = git(story.root(), &["rev-parse", "HEAD~1"]);
    story.checkout(&first);
    story.commit(
        "lower",
        &[(R1, Some(&risk("R001", "").replace("likelihood = \"medium\"", "likelihood = \"low\"")))],
    );
    let told = ["lower: changed likelihood medium low", TOLD[1]];
    assert_eq!(story.told("R001"), told);
    git(story.root(), &["reflog", "expire", "--expire=now", "--all"]);
    git(story.root(), &["gc", "--quiet", "--prune=now"]);
    assert_eq!(story.told("R001"), told);
    let run = story.register.run(&["log", "--at", &before]);
    assert_eq!(run.code, 2, "what Git no longer has is not told from what was stored");
    let whole = story.register.run(&["log", "--format", "json"]).stdout;
    let fresh = story.register.run(&["log", "--format", "json", "--no-cache"]).stdout;
    assert_eq!(whole, fresh);
}

#[test]
fn what_is_stored_may_be_damaged_cut_short_or_another_versions() {
    let story = story();
    assert_eq!(changes(&story.register.run(&LOG)), TOLD);
    let folder = story.root().join(".git/plimsoll");
    let file =
        std::fs::read_dir(&folder).expect("a folder").next().expect("a file").expect("an entry").path();
    let sound = std::fs::read(&file).expect("read");
    let mut flipped = sound.clone();
    flipped[sound.len() / 2] ^= 1;
    let other = [&b"plimsoll history 0\n"[..], &sound[19..]].concat();
    for bytes in [&sound[..sound.len() / 2], &flipped, &other, b"", b"\0\0\0"] {
        std::fs::write(&file, bytes).expect("written");
        let run = story.register.run(&[&LOG[..], &["-v"]].concat());
        assert!(run.stderr.contains("written anew"), "{}", run.stderr);
        assert_eq!(changes(&run), TOLD);
        assert_eq!(std::fs::read(&file).expect("read"), sound, "it is as it was");
    }
    std::fs::remove_dir_all(&folder).expect("removed");
    std::fs::write(&folder, "in the way").expect("written");
    let run = story.register.run(&[&LOG[..], &["-v"]].concat());
    assert!(run.stderr.contains("cannot be"), "{}", run.stderr);
    assert_eq!(changes(&run), TOLD);
}

#[test]
fn a_hostile_author_and_subject_are_inert_in_every_output() {
    let mut story = Story::begin();
    story.by("::error::alert(1) ##[x]\"'&\u{202e}\u{1b}[31m", "x\"onload=alert(1)@example.org");
    let subject =
        "::error::x ##[add-mask]y <img src=x onerror=alert(1)> \u{202e}\u{1b}]0;z\u{7} @everyone #1";
    story.commit(subject, &[(R1, Some(&risk("R001", "")))]);
    story.write_files();
    let hidden = ['\u{202e}', '\u{1b}', '\u{7}'];
    let actions = [("GITHUB_ACTIONS", "true")];
    for arguments in
        [&["log"][..], &LOG, &["show", "R001"], &["diff", "HEAD~1", "HEAD", "--format", "markdown"]]
    {
        let run = story.register.run_in(arguments, &actions);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(!run.stdout.contains(hidden), "{arguments:?}");
        assert!(!run.stdout.contains("##["), "{arguments:?}: {}", run.stdout);
        assert!(run.stdout.lines().all(|line| !line.trim_start().starts_with("::")), "{arguments:?}");
    }
    assert_eq!(story.register.run(&["build"]).code, 0);
    let mut pages = 0;
    for entry in walkdir::WalkDir::new(story.root().join("site")).into_iter().flatten() {
        if entry.path().extension().is_some_and(|ending| ending == "html") {
            let page = std::fs::read_to_string(entry.path()).expect("a page");
            assert!(
                !page.contains("<script>alert") && !page.contains("<img src=x"),
                "{}",
                entry.path().display()
            );
            assert!(!page.contains(hidden), "{}", entry.path().display());
            pages += usize::from(page.contains("alert(1)"));
        }
    }
    assert!(pages >= 2, "the author is named where the change is told");
}
