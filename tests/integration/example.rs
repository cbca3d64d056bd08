//! `init --example`: the same register with the same history every time.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use git2::{Delta, Oid, Repository, Sort};

use crate::harness::{Registry, Run};

/// The newest commit of the example. It changes with the story and with
/// nothing else: not with the machine, the day or the user.
const HEAD: &str = "39ddbabda5038f6bc70ec5762d963253a2496efb";

/// The example, written once for all tests that only look at it.
static EXAMPLE: LazyLock<Registry> = LazyLock::new(|| {
    let register = Registry::empty();
    let run = register.run(&["init", "--example"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    register
});

fn repository() -> Repository {
    Repository::open(EXAMPLE.root()).expect("a repository")
}

/// Every commit of every branch, newest first.
fn commits(repository: &Repository) -> Vec<git2::Commit<'_>> {
    let mut walk = repository.revwalk().expect("a walk");
    walk.push_glob("refs/heads/*").expect("the branches");
    walk.set_sorting(Sort::TOPOLOGICAL).expect("an order");
    walk.map(|id| repository.find_commit(id.expect("an id")).expect("a commit")).collect()
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn the_same_commits_come_out_every_time_whatever_the_day_and_the_user() {
    let again = Registry::empty().file(
        "home/.gitconfig",
        "[user]\nname = Somebody\nemail = x@example.org\n[core]\nautocrlf = true\n[init]\ndefaultBranch = trunk\n",
    );
    let home = again.path("home");
    let home = home.to_str().expect("a path");
    let run = again.run_in(
        &["init", "a/demo", "--example", "--today", "2031-01-01"],
        &[("HOME", home), ("XDG_CONFIG_HOME", home), ("GIT_AUTHOR_NAME", "Nobody"), ("TZ", "Asia/Tokyo")],
    );
    assert_eq!((run.code, run.stdout.as_str()), (0, "a/demo\n"), "{}", run.stderr);
    let other = Repository::open(again.path("a/demo")).expect("a repository");
    for repository in [&repository(), &other] {
        let head = repository.head().expect("a head");
        assert_eq!(head.shorthand().ok(), Some("main"));
        assert_eq!(head.target().expect("a commit").to_string(), HEAD);
    }
    let branch = |repository: &Repository| {
        repository.find_branch("ai-assistants", git2::BranchType::Local).expect("a branch").get().target()
    };
    assert_eq!(branch(&repository()), branch(&other));
    assert_eq!(names(&again.path("a")), BTreeSet::from(["demo".to_owned()]), "nothing is left beside it");
    assert!(!again.path("a/demo/.git/logs").join("HEAD").exists());
}

#[test]
fn the_working_tree_is_what_was_committed() {
    let repository = repository();
    let mut options = git2::StatusOptions::new();
    options.include_untracked(true);
    assert!(repository.statuses(Some(&mut options)).expect("compared").is_empty());
    let top = names(EXAMPLE.root());
    assert!(!top.iter().any(|name| name.starts_with(".plimsoll")), "{top:?}");
}

#[test]
fn every_object_is_there_and_is_what_its_id_says() {
    let repository = repository();
    let odb = repository.odb().expect("objects");
    let mut ids: Vec<Oid> = Vec::new();
    odb.foreach(|id| {
        ids.push(*id);
        true
    })
    .expect("a list");
    assert!(ids.len() > 300);
    for id in &ids {
        let object = odb.read(*id).expect("readable");
        assert_eq!(Oid::hash_object(object.kind(), object.data()).expect("an id"), *id);
    }
    for commit in commits(&repository) {
        let walked = commit.tree().expect("a tree").walk(git2::TreeWalkMode::PreOrder, |_, entry| {
            assert!(odb.exists(entry.id()), "{}", entry.id());
            git2::TreeWalkResult::Ok
        });
        walked.expect("walked");
    }
}

#[test]
fn two_years_of_branches_merges_moves_and_people() {
    let repository = repository();
    let commits = commits(&repository);
    assert_eq!(commits.len(), 99);
    let merges: Vec<_> = commits.iter().filter(|commit| commit.parent_count() == 2).collect();
    assert_eq!(merges.len(), 12);
    let seconds = |commit: &git2::Commit<'_>| commit.time().seconds();
    let (first, last) = (commits.iter().map(seconds).min(), commits.iter().map(seconds).max());
    // 2024-06-03T08:12:00Z and 2026-05-26T11:12:00Z.
    assert_eq!((first, last), (Some(1_717_402_320), Some(1_779_793_920)));
    let authors: BTreeSet<String> =
        commits.iter().map(|commit| commit.author().email().expect("an address").to_owned()).collect();
    let people = std::fs::read_to_string(EXAMPLE.path("people.toml")).expect("people");
    let mailmap = std::fs::read_to_string(EXAMPLE.path(".mailmap")).expect("a mailmap");
    assert_eq!(authors.len(), 9);
    for email in &authors {
        assert!(people.contains(email) || mailmap.contains(email), "{email}");
    }
    let forge = commits.iter().filter(|c| c.committer().name().ok() == Some("GitHub")).count();
    assert!(forge > 10, "{forge}");
    let mut moved = BTreeSet::new();
    for commit in commits.iter().filter(|commit| commit.parent_count() == 1) {
        let (old, new) = (commit.parent(0).expect("a parent").tree(), commit.tree());
        let (old, new) = (old.expect("a tree"), new.expect("a tree"));
        let mut diff = repository.diff_tree_to_tree(Some(&old), Some(&new), None).expect("a diff");
        diff.find_similar(None).expect("renames");
        for delta in diff.deltas().filter(|delta| delta.status() == Delta::Renamed) {
            moved.insert(delta.new_file().path().expect("a path").to_string_lossy().into_owned());
        }
    }
    assert_eq!(moved.len(), 12, "eleven into folders, one renumbered: {moved:?}");
}

#[test]
fn a_merge_holds_what_both_sides_did_to_one_file() {
    let repository = repository();
    let all = commits(&repository);
    let merge = all
        .iter()
        .find(|commit| commit.summary().ok().flatten() == Some("Merge branch 'second-factor'"))
        .expect("the merge");
    let text = |commit: &git2::Commit<'_>| {
        let tree = commit.tree().expect("a tree");
        let entry = tree.get_path(Path::new("risks/identity/R001.toml")).expect("a file");
        let blob = entry.to_object(&repository).expect("an object").peel_to_blob().expect("a file");
        String::from_utf8(blob.content().to_vec()).expect("text")
    };
    let (ours, theirs) = (merge.parent(0).expect("a parent"), merge.parent(1).expect("a parent"));
    let (done, report) = ("done = 2025-01-27", "Report on the accounts");
    assert!(!text(&ours).contains(done) && text(&ours).contains(report));
    assert!(text(&theirs).contains(done) && !text(&theirs).contains(report));
    assert!(text(merge).contains(done) && text(merge).contains(report));
}

fn short(arguments: &[&str]) -> Run {
    let mut all = vec!["check", "--format", "short", "--today", "2026-06-01"];
    all.extend(arguments);
    EXAMPLE.run(&all)
}

#[test]
fn on_its_day_only_what_is_late_is_an_error() {
    let run = short(&["--ignore", "dated"]);
    assert_eq!(run.code, 0, "{}", run.stdout);
    let run = short(&[]);
    assert_eq!(run.code, 1);
    let mut rules: Vec<&str> =
        run.stdout.lines().filter_map(|line| line.split(" error ").nth(1)?.split(':').next()).collect();
    rules.dedup();
    assert_eq!(rules, ["overdue-treatment", "expired-acceptance"]);
    for rule in ["void-", "unauthorised-", "unproven-", "unknown-"] {
        assert!(!run.stdout.contains(rule), "{rule}: {}", run.stdout);
    }
}

#[test]
fn every_seal_holds() {
    let run = EXAMPLE.run(&["show", "R007", "--format", "json", "--today", "2026-06-01"]);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("a document");
    let text = document.to_string();
    assert!(!text.contains("SEAL"), "{text}");
    assert!(text.contains(r#""state":"valid""#), "{text}");
    let at = |path: &str| std::fs::read_to_string(EXAMPLE.path(path)).expect("a file");
    let sealed = ["risks/terminals/R007.toml", "risks/supplier/R004.toml", "risks/identity/R001.toml"];
    assert!(sealed.iter().all(|path| at(path).contains("seal = \"p1:")));
}

#[test]
fn the_id_on_its_open_branch_is_not_given_again() {
    let register = Registry::empty();
    assert_eq!(register.run(&["init", "demo", "--example", "-q"]).stderr, "");
    let run = register.run(&["-C", "demo", "new", "Flood", "--owner", "graham-boyd"]);
    assert_eq!(run.stdout, "risks/R015.toml\n", "{}", run.stderr);
}

#[test]
fn what_comes_next_is_said() {
    let register = Registry::empty();
    let run = register.run(&["init", "demo", "--example"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for line in
        ["cd demo", "plimsoll check --today 2026-06-01", "plimsoll log", "plimsoll build --today 2026-06-01"]
    {
        assert!(run.stderr.contains(line), "{}", run.stderr);
    }
}

#[test]
fn a_folder_that_holds_something_is_refused_and_left_as_it_was() {
    let register = Registry::empty().file("full/mine.txt", "mine").file("file", "mine");
    Repository::init(register.path("repository")).expect("a repository");
    for (folder, why) in [
        ("full", "the folder is not empty: it holds mine.txt"),
        ("repository", "it is a Git repository"),
        ("file", "there is a file in its place"),
    ] {
        let run = register.run(&["init", folder, "--example"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        assert!(run.stderr.contains(why) && run.stderr.contains("help:"), "{}", run.stderr);
    }
    let run = register.run(&["init", "file/below", "--example"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert_eq!(names(&register.path("full")), BTreeSet::from(["mine.txt".to_owned()]));
    assert_eq!(names(&register.path("repository")), BTreeSet::from([".git".to_owned()]));
    let left = ["file", "full", "repository"].map(str::to_owned);
    assert_eq!(names(register.root()), BTreeSet::from(left));
}

#[test]
fn the_example_takes_no_other_beginning() {
    for option in [["--preset", "nhs"], ["--title", "Mine"], ["--ci", "github"]] {
        let register = Registry::empty();
        let run = register.run(&["init", "--example", option[0], option[1]]);
        assert_eq!(run.code, 2, "{}", run.stdout);
        assert!(names(register.root()).is_empty());
    }
}
