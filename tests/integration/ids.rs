//! Identity over time: ids that branches draw at random, ids that risks had
//! before, and ids that come back.

use std::collections::{BTreeMap, BTreeSet};

use crate::harness::Registry;
use crate::log::risk;
use crate::story::{Story, files_at};

const CONFIG: &str = include_str!("../data/examples/plimsoll.toml");
const ASSETS: &str = include_str!("../data/examples/assets.toml");
const R1: &str = "risks/R001.toml";
const R9: &str = "risks/R009.toml";

fn random() -> String {
    CONFIG.replace("[register]", "[register]\nid_pattern = \"R-?????\"")
}

fn asset(id: &str) -> String {
    format!(
        "[[asset]]\nid = \"{id}\"\nname = \"{id}\"\nowner = \"it-manager\"\nconfidentiality = \"low\"\n\
         integrity = \"low\"\navailability = \"low\"\n"
    )
}

/// A catalogue sorted by id, as `fmt` keeps it.
fn catalogue(more: &[&str]) -> String {
    let mut all: BTreeMap<String, String> = ["billing", "mail", "payroll", "wiki"]
        .iter()
        .chain(more)
        .map(|id| ((*id).to_owned(), asset(id)))
        .collect();
    all.insert("customer-database".to_owned(), ASSETS.trim_end().to_owned() + "\n");
    all.into_values().collect::<Vec<_>>().join("\n")
}

#[test]
fn a_random_id_follows_the_pattern_and_is_drawn_once() {
    let register = Registry::base().file("plimsoll.toml", random());
    let new = |title: &str| {
        let run = register.run(&["new", title, "--owner", "it-manager"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout.trim().to_owned()
    };
    let files: BTreeSet<String> = (0..40).map(|number| new(&format!("Risk {number}"))).collect();
    assert_eq!(files.len(), 40);
    for file in &files {
        let id = file.strip_prefix("risks/R-").and_then(|rest| rest.strip_suffix(".toml")).expect(file);
        assert!(
            id.len() == 5 && id.chars().all(|c| plimsoll::model::id::RANDOM_CHARACTERS.contains(c)),
            "{id}"
        );
    }
    let run = register.run(&["check", "--format", "short", "--select", "identity"]);
    // Only the base's own risk follows another pattern.
    assert!(run.stdout.lines().all(|line| line.contains("risks/R001.toml")), "{}", run.stdout);
}

#[test]
fn two_branches_with_new_risks_and_an_edited_catalogue_merge_without_conflict() {
    let mut story = Story::begin();
    let base = story
        .commit("pattern", &[("plimsoll.toml", Some(&random())), ("assets.toml", Some(&catalogue(&[])))]);
    let mut tips = Vec::new();
    for (title, more) in [("Flood of the store", "archive"), ("Flood of the store", "telephony")] {
        story.checkout(&base);
        // Neither sees the other: nothing but the draw keeps them apart.
        let at = git2::Oid::from_str(&base).expect("an id");
        let repository = git2::Repository::open(story.root()).expect("the repository");
        repository.reference("refs/heads/main", at, true, "back").expect("a branch");
        let run =
            story.run(&["new", title, "--owner", "it-manager", "--likelihood", "low", "--impact", "low"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let path = run.stdout.trim().to_owned();
        let text = std::fs::read_to_string(story.root().join(&path)).expect("the new risk");
        let catalogue = catalogue(&[more]);
        tips.push(story.commit(more, &[(&path, Some(&text)), ("assets.toml", Some(&catalogue))]));
    }
    let repository = git2::Repository::open(story.root()).expect("the repository");
    let commit =
        |id: &str| repository.find_commit(git2::Oid::from_str(id).expect("an id")).expect("a commit");
    let merged = repository.merge_commits(&commit(&tips[0]), &commit(&tips[1]), None);
    let mut merged = merged.expect("merged");
    assert!(!merged.has_conflicts());
    let tree = merged.write_tree_to(&repository).expect("a tree");
    let (author, parent) = (commit(&tips[0]).author().to_owned(), commit(&tips[0]));
    let tree = repository.find_tree(tree).expect("the tree");
    let id = repository.commit(None, &author, &author, "merge", &tree, &[&parent]).expect("a commit");
    let files = files_at(&repository, id);
    assert_eq!(files["assets.toml"], catalogue(&["archive", "telephony"]));
    let mut register = Registry::empty();
    for (path, text) in &files {
        register = register.file(path, text);
    }
    assert_eq!(files.keys().filter(|path| path.starts_with("risks/")).count(), 2);
    let run = register.run(&["check", "--format", "short", "--select", "files,identity,references"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
}

fn reused(story: &Story) -> String {
    let run = story.run(&["check", "--exit-zero", "--format", "short", "--select", "reused-id,deleted-risk"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout
}

fn other(id: &str) -> String {
    risk(id, "").replace("Weak passwords", "Flood of the store")
}

fn formerly(id: &str, before: &str) -> String {
    risk(id, "").replace("title", &format!("formerly = [\"{before}\"]\ntitle"))
}

#[test]
fn the_id_that_a_renumbered_risk_had_is_given_to_no_other() {
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    story.commit("renumber", &[(R1, None), (R9, Some(&formerly("R009", "R001")))]);
    assert_eq!(reused(&story), "");
    let run = story.run(&["new", "Fire", "--owner", "it-manager"]);
    assert_eq!(run.stdout.trim(), "risks/R010.toml", "{}", run.stderr);
    story.commit("again", &[(R1, Some(&other("R001")))]);
    let found = reused(&story);
    assert!(
        found.contains("reused-id") && found.contains("R001 was another risk: \"Weak passwords\""),
        "{found}"
    );
    story.commit(
        "away",
        &[(R1, None), ("risks/R010.toml", Some(&formerly("R010", "R001").replace("Weak", "Wet")))],
    );
    assert_eq!(reused(&story), "", "it has an id of its own again");
}

#[test]
fn renumbering_into_an_id_that_another_risk_had_is_reuse() {
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&risk("R001", ""))), (R9, Some(&other("R009")))]);
    let gone = story.commit("delete", &[(R1, None)]);
    let taken = other("R001").replace("title", "formerly = [\"R009\"]\ntitle");
    story.commit("renumber", &[(R9, None), (R1, Some(&taken))]);
    assert!(reused(&story).contains("R001 was another risk: \"Weak passwords\""), "{}", reused(&story));
    story.checkout(&gone);
    story.commit("back", &[(R1, Some(&risk("R001", "")))]);
    assert_eq!(reused(&story), "", "brought back as it was");
}

#[test]
fn a_risk_that_returns_to_its_own_id_reuses_nothing() {
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    let moved = story.commit("renumber", &[(R1, None), (R9, Some(&formerly("R009", "R001")))]);
    let titled = formerly("R009", "R001").replace("Weak", "Weaker");
    story.commit("retitle", &[(R9, Some(&titled))]);
    let back = formerly("R001", "R009").replace("Weak", "Weaker");
    story.commit("back", &[(R9, None), (R1, Some(&back))]);
    assert_eq!(reused(&story), "");
    story.checkout(&moved);
    story.commit("revert", &[(R9, None), (R1, Some(&risk("R001", "")))]);
    let found = reused(&story);
    assert!(!found.contains("reused-id"), "a renumbering that was taken back: {found}");
}

#[test]
fn of_two_that_shared_an_id_the_one_that_stays_keeps_its_past() {
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    let (twin, path) = (other("R001"), "risks/twin.toml");
    story.commit("twin", &[(path, Some(&twin))]);
    let renumbered = other("R002").replace("title", "formerly = [\"R001\"]\ntitle");
    story.commit("renumber", &[(path, None), ("risks/R002.toml", Some(&renumbered))]);
    assert_eq!(reused(&story), "");
    let show = story.run(&["show", "R001", "--format", "json"]).stdout;
    assert!(
        show.contains("Weak passwords") && !show.contains("\"id\": \"R002\""),
        "the present id wins: {show}"
    );
    story.commit("edit", &[(R1, Some(&risk("R001", "").replace("\"medium\"", "\"high\"")))]);
    assert_eq!(reused(&story), "");
}

#[test]
fn commands_and_old_addresses_follow_a_former_id() {
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    let hidden = risk("R008", "").replace("title", "formerly = [\"R007\"]\npublish = \"outline\"\ntitle");
    story.commit(
        "renumber",
        &[(R1, None), (R9, Some(&formerly("R009", "R001"))), ("risks/R008.toml", Some(&hidden))],
    );
    let run = story.run(&["show", "r001"]);
    assert!(run.code == 0 && run.stdout.contains("R009"), "{}", run.stderr);
    assert!(run.stderr.contains("r001 is now R009"), "{}", run.stderr);
    let log = story.run(&["log", "R001"]);
    assert!(log.code == 0 && log.stdout.contains("R009"), "{}{}", log.stdout, log.stderr);
    assert_eq!(story.run(&["build"]).code, 0);
    let page =
        std::fs::read_to_string(story.root().join("site/risks/R001/index.html")).expect("the old address");
    assert!(
        page.contains("content=\"0; url=../R009/index.html\"") && page.contains("R001 is now R009"),
        "{page}"
    );
    assert!(story.root().join("site/risks/R009/index.html").is_file());
    assert!(!story.root().join("site/risks/R007").exists(), "an outline does not tell what it was");
    story.commit("taken", &[(R1, Some(&other("R001")))]);
    story.run(&["build"]);
    let page = std::fs::read_to_string(story.root().join("site/risks/R001/index.html")).expect("a page");
    assert!(page.contains("Flood of the store") && !page.contains("http-equiv=\"refresh\""), "{page}");
}
