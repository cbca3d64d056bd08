//! Links into the forge: who has only a browser edits a risk and writes a new
//! one. Nothing of what is kept back is in them.

use std::fs;
use std::path::Path;

use crate::harness::Registry;
use crate::schemas;

const SECRET: &str = "id = 'R009'\ntitle = 'Takeover'\nowner = 'it-manager'\nlikelihood = 'high'\nimpact = 'high'\nstatus = 'open'\npublish = 'hidden'\n";
const OUTLINE: &str = "id = 'R002'\ntitle = 'Board deal'\nowner = 'it-manager'\nlikelihood = 'low'\nimpact = 'low'\nstatus = 'open'\npublish = 'outline'\n";

/// A register in the folder `risk` of a repository that is fetched from there.
fn fetched_from(remote: &str, files: &[(&str, &str)]) -> Registry {
    let mut register = Registry::base();
    for (path, text) in files {
        register = register.file(path, text);
    }
    let repository = git2::Repository::init(register.root()).expect("a repository");
    repository.remote("origin", remote).expect("a remote");
    let mut index = repository.index().expect("an index");
    index.add_all(["*"], git2::IndexAddOption::DEFAULT, None).expect("added");
    index.write().expect("written");
    let tree = index.write_tree().expect("a tree");
    let tree = repository.find_tree(tree).expect("the tree");
    // 2025-05-20T12:00:00Z
    let when = git2::Time::new(1_747_742_400, 0);
    let author = git2::Signature::new("Ana Ruiz", "ana@example.org", &when).expect("a signature");
    repository.commit(Some("HEAD"), &author, &author, "register: begin", &tree, &[]).expect("a commit");
    register
}

fn page(register: &Registry, path: &str) -> String {
    let full = register.path("site").join(path);
    fs::read_to_string(&full).unwrap_or_else(|error| panic!("{}: {error}", full.display()))
}

/// Every file of the site as text, for what must be nowhere.
fn all(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            text.push_str(&all(&entry.path()));
        } else {
            text.push_str(&String::from_utf8_lossy(&fs::read(entry.path()).expect("a file")));
        }
    }
    text
}

#[test]
fn the_remote_is_enough_for_a_risks_page_and_a_new_risk() {
    let incident =
        "id = 'I0001'\ntitle = 'A laptop is gone'\ndetected = 2025-03-03T09:00:00Z\nrisks = ['R001']\n";
    let files = [("incidents/I0001.toml", incident)];
    let register = fetched_from("https://ci:s3cret@github.com/team/register.git", &files);
    let run = register.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let risk = page(&register, "risks/R001/index.html");
    let web = "https://github.com/team/register";
    assert!(
        risk.contains(&format!("<a href=\"{web}/edit/main/risks/R001.toml\">Edit this risk</a>")),
        "{risk}"
    );
    assert!(risk.contains(&format!("<a href=\"{web}/commits/main/risks/R001.toml\">")), "{risk}");
    let new = format!("<a href=\"{web}/new/main?filename=risks/R002.toml&amp;value=id%20%3D%20%22R002%22%0A");
    for path in ["index.html", "register/index.html"] {
        assert!(page(&register, path).contains(&new), "{path}");
    }
    let incidents = page(&register, "incidents/index.html");
    for link in ["edit/main/incidents/I0001.toml", "commits/main/incidents/I0001.toml"] {
        assert!(incidents.contains(&format!("<a href=\"{web}/{link}\">")), "{link}: {incidents}");
    }
    let methodology = page(&register, "methodology/index.html");
    assert!(methodology.contains(&format!("{web}/edit/main/schema/methodology.toml")), "{methodology}");
    assert!(
        !all(&register.path("site")).contains("s3cret"),
        "what opens the repository stays out of the site"
    );
}

#[test]
fn without_a_known_forge_nothing_is_shown() {
    for remote in ["https://git.example.org/team/register.git", "/srv/git/github.com/register.git"] {
        let register = fetched_from(remote, &[]);
        assert_eq!(register.run(&["build"]).code, 0);
        let risk = page(&register, "risks/R001/index.html");
        assert!(!risk.contains("Edit this") && !risk.contains("History of"), "{risk}");
        assert!(!page(&register, "index.html").contains("New risk"));
        let run = register.run(&["due", "--format", "json", "--within", "1y"]);
        let document = schemas::document("due", &run.stdout);
        assert!(document["people"][0]["items"][0]["edit"].is_null(), "{document}");
        assert!(document["people"][0]["items"][0]["history"].is_null(), "{document}");
    }
}

#[test]
fn what_is_kept_back_is_in_no_link() {
    let files = [("risks/legal/R002.toml", OUTLINE), ("risks/deals/R009.toml", SECRET)];
    let register = fetched_from("git@gitlab.com:team/register.git", &files);
    // That of a risk above the line nothing is decided, is an error.
    assert_eq!(register.run(&["build"]).code, 1);
    let outline = page(&register, "risks/R002/index.html");
    assert!(!outline.contains("Edit this") && !outline.contains("legal"), "{outline}");
    let site = all(&register.path("site"));
    for word in ["R009", "R010", "deals", "risks/legal"] {
        assert!(!site.contains(word), "{word}");
    }
    // The next id would tell of the hidden one: it is left open.
    assert!(page(&register, "index.html").contains("?file_name=risks/R%23%23%23.toml&amp;content=id"));
}

#[test]
fn every_line_of_due_leads_to_its_file_and_its_history() {
    let register = fetched_from("ssh://git@codeberg.org/team/register.git", &[]);
    let run = register.run(&["due", "--format", "json", "--within", "5y"]);
    let document = schemas::document("due", &run.stdout);
    let web = "https://codeberg.org/team/register";
    let mut lines = 0;
    for person in document["people"].as_array().expect("people") {
        for item in person["items"].as_array().expect("items") {
            let path = item["path"].as_str().expect("a path");
            assert_eq!(item["edit"], format!("{web}/_edit/main/{path}"));
            assert_eq!(item["history"], format!("{web}/commits/branch/main/{path}"));
            lines += 1;
        }
    }
    assert!(lines > 1, "{document}");
    let run = register.run(&["due", "--format", "markdown", "--within", "5y"]);
    assert!(run.stdout.contains(&format!("(<{web}/_edit/main/risks/R001.toml>)")), "{}", run.stdout);
    assert!(
        run.stdout.contains(&format!("[history](<{web}/commits/branch/main/risks/R001.toml>)")),
        "{}",
        run.stdout
    );
    let run = register.run(&["due", "--within", "5y", "--color", "always"]);
    assert!(!run.stdout.contains("]8;;"), "into a pipe no links are written");
}

#[test]
fn templates_of_ones_own_count_before_the_remote() {
    let config = "[register]\ntitle = 'T'\n[git]\ndefault_branch = 'trunk'\n\
        edit_url = 'https://dev.example/edit?b={branch}&p=/{path}'\n\
        history_url = 'https://dev.example/log?p=/{path}'\n\
        new_url = 'https://dev.example/new?p=/{path}&t={text}'\n";
    let register = fetched_from("git@github.com:team/register.git", &[("plimsoll.toml", config)]);
    assert_eq!(register.run(&["check", "--select", "files"]).code, 0);
    assert_eq!(register.run(&["build"]).code, 0);
    let risk = page(&register, "risks/R001/index.html");
    assert!(risk.contains("https://dev.example/edit?b=trunk&amp;p=/risks/R001.toml"), "{risk}");
    assert!(risk.contains("https://dev.example/log?p=/risks/R001.toml"), "{risk}");
    let overview = page(&register, "index.html");
    assert!(overview.contains("https://dev.example/new?p=/risks/R002.toml&amp;t=id%20"), "{overview}");
}

#[test]
fn the_link_of_a_new_risk_takes_no_id_that_ever_was() {
    let gone = "id = 'R007'\ntitle = 'Gone'\nowner = 'it-manager'\nstatus = 'open'\n";
    let register = fetched_from("git@github.com:team/register.git", &[("risks/R007.toml", gone)]);
    fs::remove_file(register.path("risks/R007.toml")).expect("removed");
    let run = register.run(&["build"]);
    assert_eq!(run.code, 1, "a deleted risk is an error, and the site is written: {}", run.stderr);
    assert!(page(&register, "index.html").contains("?filename=risks/R008.toml&amp;"));
}
