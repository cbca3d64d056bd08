//! What documents and pages say of the commit that a register is read at.

use crate::harness::Registry;

/// Commits everything, by a fixed author on a fixed day; gives the id.
fn commit(register: &Registry) -> String {
    let repository = git2::Repository::init(register.root()).expect("a repository");
    let mut index = repository.index().expect("an index");
    index.add_all(["*"], git2::IndexAddOption::DEFAULT, None).expect("added");
    index.write().expect("written");
    let tree = index.write_tree().expect("a tree");
    let tree = repository.find_tree(tree).expect("the tree");
    // 2025-05-20T12:00:00Z
    let when = git2::Time::new(1_747_742_400, 0);
    let author = git2::Signature::new("Ana Ruiz", "ana@example.org", &when).expect("a signature");
    repository
        .commit(Some("HEAD"), &author, &author, "register: begin", &tree, &[])
        .expect("a commit")
        .to_string()
}

fn head(register: &Registry) -> serde_json::Value {
    let run = register.run(&["check", "--format", "json"]);
    serde_json::from_str(&run.stdout).expect("a document")
}

#[test]
fn without_git_the_commit_is_null() {
    let document = head(&Registry::base());
    assert!(document["commit"].is_null() && document["dirty"].is_null(), "{document}");
}

#[test]
fn the_commit_is_named_with_whether_files_differ_from_it() {
    let register = Registry::base();
    let id = commit(&register);
    let document = head(&register);
    assert_eq!(document["commit"], id.as_str());
    assert_eq!(document["dirty"], false);
    let register = register.file("risks/R002.toml", "id = \"R002\"\n");
    assert_eq!(head(&register)["dirty"], true);
}

#[test]
fn a_repository_without_a_commit_has_none() {
    let register = Registry::base();
    git2::Repository::init(register.root()).expect("a repository");
    assert!(head(&register)["commit"].is_null());
}

#[test]
fn pages_name_the_commit_and_its_day() {
    let register = Registry::base();
    let id = commit(&register);
    assert_eq!(register.run(&["build"]).code, 0);
    let page = std::fs::read_to_string(register.path("site/index.html")).expect("a page");
    assert!(page.contains(&id[..7]) && page.contains("20 May 2025"), "{page}");
    assert!(!page.contains("uncommitted changes"));
}
