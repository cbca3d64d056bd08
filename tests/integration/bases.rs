//! The base of `check --new-since` and `diff`: what the CI names, where the
//! branch left the default one, and what to fetch where it is not here.

use std::path::Path;

use git2::{Oid, Repository};
use tempfile::TempDir;

use crate::harness::{Registry, Run, program, run};
use crate::log::risk;
use crate::repositories::git;
use crate::schemas::document;
use crate::story::{BASE, Story};

const OLD: &str = "risks/R001.toml";
const NEW: &str = "risks/R002.toml";

/// A risk whose owner nobody knows.
fn sinner(id: &str) -> String {
    risk(id, "").replace("it-manager", "nobody")
}

/// A remote repository: a sin on main, main going on, a branch with another
/// sin, and the merge of both that a forge makes.
struct Remote {
    story: Story,
    fork: String,
    merge: String,
}

impl Remote {
    fn begin() -> Self {
        let mut story = Story::begin();
        let fork = story.commit("old", &[(OLD, Some(&sinner("R001")))]);
        let main = story.commit("meanwhile", &[("risks/R009.toml", Some(&sinner("R009")))]);
        let topic = story.checkout(&fork).commit("new", &[(NEW, Some(&sinner("R002")))]);
        let merge = story.checkout(&main).merge("try", &[&topic], &[(NEW, Some(&sinner("R002")))]);
        let remote = Self { story, fork, merge };
        let repository = remote.repository();
        let point = |name: &str, id: &str| {
            let id = Oid::from_str(id).expect("an id");
            repository.reference(name, id, true, "story").expect("a reference");
        };
        point("refs/heads/main", &main);
        point("refs/heads/topic", &topic);
        point("refs/pull/7/merge", &remote.merge);
        let mut config = repository.config().expect("a configuration");
        config.set_bool("uploadpack.allowFilter", true).expect("set");
        config.set_bool("uploadpack.allowAnySHA1InWant", true).expect("set");
        remote
    }

    fn repository(&self) -> Repository {
        Repository::open(self.story.root()).expect("a repository")
    }

    /// A clone as a CI makes it: one reference, fetched with these options, and
    /// checked out without a branch.
    fn fetched(&self, reference: &str, options: &[&str]) -> TempDir {
        let clone = tempfile::tempdir().expect("a folder");
        let url = format!("file://{}", self.story.root().display());
        git(clone.path(), &["init", "--quiet", "--initial-branch=main"]);
        git(clone.path(), &["remote", "add", "origin", &url]);
        git(clone.path(), &[&["fetch", "--quiet"], options, &["origin", reference]].concat());
        git(clone.path(), &["checkout", "--quiet", "--detach", "FETCH_HEAD"]);
        clone
    }
}

fn check(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
    let mut command = program();
    command.current_dir(folder).args(["check", "--today", "2025-06-01", "--select", "references"]);
    command.args(["--format", "json"]).args(arguments).envs(environment.iter().copied());
    run(command)
}

/// The risks with something new, and how many old findings are hidden.
fn told(run: &Run) -> (Vec<String>, u64) {
    assert!(run.code < 2, "{}", run.stderr);
    let told = document("check", &run.stdout);
    let new = told["findings"].as_array().expect("findings").iter();
    let new = new.map(|finding| finding["risk"].as_str().unwrap_or_default().to_owned()).collect();
    (new, told["summary"]["hidden"].as_u64().expect("a number"))
}

/// Types the commands that a failure names, and nothing else.
fn mend(folder: &Path, failed: &Run) {
    assert_eq!(failed.code, 2, "{}", failed.stdout);
    let help = failed.stderr.split_once("help: ").expect("a remedy").1.replace("\n        ", " ");
    let command = help.split('`').nth(1).expect("a command");
    let arguments: Vec<&str> = command.strip_prefix("git ").expect("of Git's").split(' ').collect();
    git(folder, &arguments);
}

const GITHUB: [(&str, &str); 3] =
    [("CI", "true"), ("GITHUB_REF", "refs/pull/7/merge"), ("GITHUB_BASE_REF", "main")];

#[test]
fn the_first_parent_of_the_merge_that_github_made() {
    let remote = Remote::begin();
    let expected = (vec!["R002".to_owned()], 2);
    let clone = remote.fetched("refs/pull/7/merge", &["--depth=2"]);
    assert_eq!(told(&check(clone.path(), &["--new-since"], &GITHUB)), expected);
    let clone = remote.fetched("refs/pull/7/merge", &["--depth=1"]);
    let failed = check(clone.path(), &["--new-since"], &GITHUB);
    assert!(failed.stderr.contains("the merge that the CI made"), "{}", failed.stderr);
    assert!(failed.stdout.is_empty());
    mend(clone.path(), &failed);
    assert_eq!(told(&check(clone.path(), &["--new-since"], &GITHUB)), expected);
    // Another CI does not say so, and checks out a merge that no branch has.
    let clone = remote.fetched("refs/pull/7/merge", &[]);
    git(clone.path(), &["fetch", "--quiet", "origin", "main:refs/remotes/origin/main"]);
    assert_eq!(told(&check(clone.path(), &["--new-since"], &[("CI", "true")])), expected);
    let gitlab =
        [("CI_MERGE_REQUEST_EVENT_TYPE", "merged_result"), ("CI_MERGE_REQUEST_DIFF_BASE_SHA", &remote.fork)];
    assert_eq!(told(&check(clone.path(), &["--new-since"], &gitlab)), expected);
}

#[test]
fn a_branch_that_ends_in_a_merge_is_no_merge_of_the_ci() {
    let remote = Remote::begin();
    let clone = remote.fetched("refs/heads/topic", &[]);
    git(clone.path(), &["fetch", "--quiet", "origin", "main:refs/remotes/origin/main"]);
    git(clone.path(), &["merge", "--quiet", "--no-ff", "--message", "up to date", "origin/main"]);
    let head = git(clone.path(), &["rev-parse", "HEAD"]);
    let expected = (vec!["R002".to_owned()], 2);
    let gitlab =
        [("CI_MERGE_REQUEST_EVENT_TYPE", "merged_result"), ("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", &head)];
    let github = [GITHUB[0], GITHUB[1], GITHUB[2], ("GITHUB_SHA", remote.merge.as_str())];
    for environment in [&[("CI", "true")][..], &gitlab, &github] {
        assert_eq!(told(&check(clone.path(), &["--new-since"], environment)), expected, "{environment:?}");
    }
}

#[test]
fn the_base_that_the_ci_names_and_how_to_get_it() {
    let remote = Remote::begin();
    let expected = (vec!["R002".to_owned()], 1);
    for environment in [[("GITHUB_BASE_REF", "main")], [("CI_MERGE_REQUEST_DIFF_BASE_SHA", &remote.fork)]] {
        for options in [&["--depth=1"][..], &[]] {
            let clone = remote.fetched("refs/heads/topic", options);
            let mut run = check(clone.path(), &["--new-since"], &environment);
            if run.code == 2 {
                mend(clone.path(), &run);
                run = check(clone.path(), &["--new-since"], &environment);
            }
            assert_eq!(told(&run), expected, "{environment:?} {options:?}");
        }
    }
}

#[test]
fn a_shallow_clone_says_exactly_what_to_fetch() {
    let remote = Remote::begin();
    for name in ["origin/main", remote.fork.as_str(), "HEAD~1", "main"] {
        let clone = remote.fetched("refs/heads/topic", &["--depth=1"]);
        let failed = check(clone.path(), &["--new-since", name], &[]);
        assert!(failed.stderr.contains("shallow clone"), "{name}: {}", failed.stderr);
        mend(clone.path(), &failed);
        let run =
            check(clone.path(), &["--new-since", if name == "main" { "FETCH_HEAD" } else { name }], &[]);
        assert_eq!(told(&run), (vec!["R002".to_owned()], 1), "{name}");
    }
    // Both ends are here, and what lies between them is not.
    let clone = remote.fetched("refs/heads/topic", &["--depth=1"]);
    git(clone.path(), &["fetch", "--quiet", "--depth=1", "origin", "main:refs/remotes/origin/main"]);
    let failed = check(clone.path(), &["--new-since", "origin/main"], &[]);
    assert!(failed.stderr.contains("no common commit in this shallow clone"), "{}", failed.stderr);
    mend(clone.path(), &failed);
    assert_eq!(told(&check(clone.path(), &["--new-since", "origin/main"], &[])).0, ["R002"]);
}

#[test]
fn a_partial_clone_that_lacks_the_base_says_what_to_fetch() {
    let mut story = Story::begin();
    story.commit("old", &[(OLD, Some(&sinner("R001")))]);
    let touched = sinner("R001").replace("Weak", "Short");
    story.commit("new", &[(OLD, Some(&touched)), (NEW, Some(&sinner("R002")))]);
    git(story.root(), &["config", "uploadpack.allowFilter", "true"]);
    let clone = tempfile::tempdir().expect("a folder");
    let url = format!("file://{}", story.root().display());
    git(clone.path(), &["clone", "--quiet", "--filter=blob:none", &url, "."]);
    let failed = check(clone.path(), &["--new-since", "HEAD~1"], &[]);
    assert!(failed.stderr.contains("left out of this partial clone"), "{}", failed.stderr);
    mend(clone.path(), &failed);
    assert_eq!(told(&check(clone.path(), &["--new-since", "HEAD~1"], &[])), (vec!["R002".to_owned()], 1));
}

#[test]
fn unrelated_histories_missing_commits_and_folders_without_git_are_refused() {
    let mut story = Story::begin();
    let other = story.commit_upon("other", &[], &[(OLD, Some(&sinner("R001")))]);
    story.commit_upon("unrelated", &[], &[(NEW, Some(&sinner("R002")))]);
    let run = story.run(&["check", "--new-since", &other]);
    assert!(run.code == 2 && run.stderr.contains("histories are unrelated"), "{}", run.stderr);
    let run = story.run(&["check", "--new-since", "nope"]);
    assert!(run.code == 2 && run.stderr.contains("no revision `nope`"), "{}", run.stderr);
    let run = story.run(&["check", "--new-since", "risks"]);
    assert!(run.code == 2 && run.stderr.contains("write paths before --new-since"), "{}", run.stderr);
    let run = Registry::base().run(&["check", "--new-since"]);
    assert!(run.code == 2 && run.stderr.contains("no Git repository here"), "{}", run.stderr);
    let empty = Story::empty();
    for (path, text) in BASE {
        let full = empty.root().join(path);
        std::fs::create_dir_all(full.parent().expect("a folder")).expect("made");
        std::fs::write(full, text).expect("written");
    }
    let run = empty.register.run(&["check", "--new-since"]);
    assert!(run.code == 2 && run.stderr.contains("no commit yet"), "{}", run.stderr);
}

#[test]
fn without_a_name_it_is_where_the_branch_left_the_default_one() {
    let remote = Remote::begin();
    let clone = tempfile::tempdir().expect("a folder");
    let url = format!("file://{}", remote.story.root().display());
    git(clone.path(), &["clone", "--quiet", "--branch=topic", &url, "."]);
    assert_eq!(told(&check(clone.path(), &["--new-since"], &[])), (vec!["R002".to_owned()], 1));
    // What is not committed yet counts as well.
    std::fs::write(clone.path().join("risks/R003.toml"), sinner("R003")).expect("written");
    assert_eq!(told(&check(clone.path(), &["--new-since"], &[])).0, ["R002", "R003"]);
    let at = check(clone.path(), &["--new-since", "--at", "HEAD"], &[]);
    assert_eq!(told(&at).0, ["R002"], "of a revision only what it holds");
}

/// The files of a register in a folder.
fn below(folder: &str, risk: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> =
        BASE.iter().map(|(path, text)| (format!("{folder}/{path}"), (*text).to_owned())).collect();
    files.push((format!("{folder}/{OLD}"), risk.to_owned()));
    files
}

fn commit(story: &mut Story, files: &[(String, String)], gone: &[(String, String)]) -> String {
    let mut changes: Vec<(&str, Option<&str>)> = gone.iter().map(|(path, _)| (path.as_str(), None)).collect();
    changes.extend(files.iter().map(|(path, text)| (path.as_str(), Some(text.as_str()))));
    story.commit("files", &changes)
}

#[test]
fn a_register_in_a_subfolder_is_found_where_it_lay() {
    let mut story = Story::empty();
    let old = below("sec/risk", &sinner("R001"));
    let base = commit(&mut story, &old, &[]);
    commit(&mut story, &[(format!("sec/risk/{NEW}"), sinner("R002"))], &[]);
    story.write_files();
    let run = |folder: &str| check(&story.root().join(folder), &["--new-since", &base], &[]);
    assert_eq!(told(&run("sec/risk/risks")), (vec!["R002".to_owned()], 1));
    // The whole folder moves, and nothing is new.
    let moved = below("governance", &sinner("R001"));
    let gone = [old.clone(), vec![(format!("sec/risk/{NEW}"), String::new())]].concat();
    commit(&mut story, &moved, &gone);
    story.write_files();
    let run = |folder: &str| check(&story.root().join(folder), &["--new-since", &base], &[]);
    assert_eq!(told(&run("governance")), (vec![], 1));
    // Another register beside it is another one.
    commit(&mut story, &below("shop", &sinner("R001")), &[]);
    commit(&mut story, &below("sec/risk", &sinner("R001")), &[]);
    story.write_files();
    let run = check(&story.root().join("shop"), &["--new-since", &base], &[]);
    assert_eq!(told(&run).0, ["R001"]);
    assert!(run.stderr.contains("no register at the base"), "{}", run.stderr);
}
