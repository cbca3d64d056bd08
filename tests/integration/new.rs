//! The id that `new` gives a risk, whatever branch took the others.

use std::path::Path;

use git2::{Oid, Repository, Signature, Time};

use crate::harness::{Registry, Run};

/// A repository of the register, whose working tree is its first commit.
fn repository(register: &Registry) -> Repository {
    let repository = Repository::init(register.root()).expect("a repository");
    commit(&repository, "refs/heads/main", &[]);
    repository.set_head("refs/heads/main").expect("a head");
    repository
}

/// Commits what lies in the working tree, and these files beside it, to a
/// branch that is not checked out.
fn commit(repository: &Repository, branch: &str, files: &[(&str, &str)]) -> Oid {
    let mut index = repository.index().expect("an index");
    index.add_all(["*"], git2::IndexAddOption::DEFAULT, None).expect("added");
    for (path, text) in files {
        let entry = git2::IndexEntry {
            ctime: git2::IndexTime::new(0, 0),
            mtime: git2::IndexTime::new(0, 0),
            dev: 0,
            ino: 0,
            mode: 0o100_644,
            uid: 0,
            gid: 0,
            file_size: 0,
            id: Oid::ZERO_SHA1,
            flags: 0,
            flags_extended: 0,
            path: path.as_bytes().to_vec(),
        };
        index.add_frombuffer(&entry, text.as_bytes()).expect("added");
    }
    let tree = index.write_tree().expect("a tree");
    index.clear().expect("cleared");
    let tree = repository.find_tree(tree).expect("the tree");
    let ana = Signature::new("Ana Ruiz", "ana@example.org", &Time::new(1_747_742_400, 0)).expect("a person");
    repository.commit(Some(branch), &ana, &ana, "a change", &tree, &[]).expect("a commit")
}

fn new(register: &Registry) -> Run {
    register.run(&["new", "Flood", "--owner", "it-manager"])
}

#[test]
fn ids_of_local_and_remote_branches_are_never_taken_again() {
    let register = Registry::base();
    let repository = repository(&register);
    commit(&repository, "refs/heads/flood", &[("risks/supply/R004.toml", "id = \"R004\"\n")]);
    assert_eq!(new(&register).stdout, "risks/R005.toml\n");
    commit(
        &repository,
        "refs/remotes/origin/fire",
        &[("risks/x.toml", "formerly = [\"R010\"]\ntitle = [\n")],
    );
    assert_eq!(new(&register).stdout, "risks/R011.toml\n");
}

#[test]
fn a_branch_is_read_by_its_own_paths_and_one_without_a_register_is_passed_over() {
    let register = Registry::base();
    let repository = repository(&register);
    let config = "[register]\ntitle = \"T\"\n[paths]\nrisks = \"sheet\"\n";
    let risk = ("sheet/R020.toml", "id = \"R021\"\n");
    commit(&repository, "refs/heads/sheet", &[("plimsoll.toml", config), risk]);
    let empty = Registry::empty();
    let other = Repository::init(empty.root()).expect("a repository");
    let foreign = commit(&other, "refs/heads/main", &[("risks/R099.toml", "id = \"R099\"\n")]);
    for object in [foreign, other.find_commit(foreign).expect("a commit").tree_id()] {
        let (odb, theirs) = (repository.odb().expect("objects"), other.odb().expect("objects"));
        let object = theirs.read(object).expect("an object");
        odb.write(object.kind(), object.data()).expect("written");
    }
    repository.reference("refs/heads/other", foreign, false, "").expect("a branch");
    assert_eq!(new(&register).stdout, "risks/R022.toml\n", "the files of the other branch are not even read");
}

#[test]
fn a_register_in_a_folder_of_a_repository_is_found_on_its_branches() {
    let register = Registry::empty().file("risk/plimsoll.toml", "[register]\ntitle = \"T\"\n");
    let people = "[[person]]\nid = \"it-manager\"\nname = \"IT Manager\"\n";
    let register = register.file("risk/people.toml", people);
    let repository = repository(&register);
    commit(&repository, "refs/heads/flood", &[("risk/risks/R007.toml", "id = \"R007\"\n")]);
    let run = register.run(&["-C", "risk", "new", "Flood", "--owner", "it-manager"]);
    assert_eq!(run.stdout, "risks/R008.toml\n", "{}", run.stderr);
}

#[test]
fn what_only_names_another_branch_is_no_branch() {
    let register = Registry::base();
    let repository = repository(&register);
    let nowhere = "refs/remotes/origin/main";
    repository.reference_symbolic("refs/remotes/origin/HEAD", nowhere, false, "").expect("a reference");
    assert_eq!(new(&register).stdout, "risks/R002.toml\n");
}

#[test]
fn a_branch_that_cannot_be_read_is_named() {
    let register = Registry::base();
    let repository = repository(&register);
    std::fs::write(repository.path().join("refs/heads/torn"), "no id\n").expect("a file");
    let run = new(&register);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("the branch torn cannot be read"), "{}", run.stderr);
    assert!(!register.path("risks/R002.toml").exists());
}

#[test]
fn an_object_that_is_missing_is_named_with_its_branch() {
    let register = Registry::base();
    let repository = repository(&register);
    commit(&repository, "refs/heads/flood", &[("risks/R004.toml", "id = \"R004\"\n")]);
    let blob = Oid::hash_object(git2::ObjectType::Blob, b"id = \"R004\"\n").expect("an id").to_string();
    let object = Path::new("objects").join(&blob[..2]).join(&blob[2..]);
    std::fs::remove_file(repository.path().join(object)).expect("removed");
    let run = new(&register);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("the branch flood") && run.stderr.contains(&blob), "{}", run.stderr);
}

#[test]
fn a_random_id_is_none_that_a_branch_has() {
    let config = include_str!("../data/examples/plimsoll.toml")
        .replace("[register]", "[register]\nid_pattern = \"R?\"");
    let register = Registry::base().file("plimsoll.toml", config);
    let repository = repository(&register);
    let all = "23456789ABCDEFGHJKLMNPQRSTVWXYZ";
    let files: Vec<(String, String)> =
        all.chars().skip(1).map(|c| (format!("risks/R{c}.toml"), format!("id = \"R{c}\"\n"))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    commit(&repository, "refs/heads/full", &files);
    assert_eq!(new(&register).stdout, "risks/R2.toml\n");
    let run = new(&register);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("every id of the pattern `R?`"), "{}", run.stderr);
}
