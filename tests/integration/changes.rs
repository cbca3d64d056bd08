//! The history on the site: the page of changes, a risk's, the last days; and
//! what `publish` keeps back of it.

use crate::log::risk;
use crate::story::Story;

const R1: &str = "risks/R001.toml";

fn page(story: &Story, path: &str) -> String {
    let path = story.root().join("site").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn build(story: &Story, today: &str) {
    let run = story.register.run(&["build", "--today", today]);
    assert!(run.code < 2, "{}", run.stderr);
}

#[test]
fn every_commit_is_told_on_the_page_of_changes_and_on_its_risks() {
    let mut story = Story::begin();
    story.commit("add the first", &[(R1, Some(&risk("R001", "")))]);
    story.commit(
        "raise it",
        &[(R1, Some(&risk("R001", "").replace("likelihood = \"medium\"", "likelihood = \"high\"")))],
    );
    story.write_files();
    build(&story, "2025-01-20");
    let changes = page(&story, "changes/index.html");
    assert!(changes.contains("raise it") && changes.contains("likelihood: medium → high"), "{changes}");
    assert!(page(&story, "changes/2025.html").contains("add the first"));
    let own = page(&story, "risks/R001/index.html");
    assert!(own.contains("crossed the line upwards") && own.contains("Ana Ruiz"), "{own}");
    assert!(page(&story, "index.html").contains("3 commits changed the register in the last 30 days."));
    // On an earlier day nobody knows of later commits.
    build(&story, "2025-01-02");
    assert!(!page(&story, "changes/index.html").contains("raise it"));
    build(&story, "2024-12-01");
    assert!(page(&story, "changes/index.html").contains("No Git history"));
}

#[test]
fn what_publish_keeps_back_is_kept_back_of_the_history_too() {
    let mut story = Story::begin();
    let secret = risk("R002", "publish = \"hidden\"\n").replace("Weak passwords", "The merger leaks");
    let outline = risk("R003", "publish = \"outline\"\n").replace("Weak passwords", "A quiet matter");
    story.commit("R002: begin", &[(R1, Some(&risk("R001", ""))), ("risks/R002.toml", Some(&secret))]);
    story.commit("outline", &[("risks/R003.toml", Some(&outline))]);
    let gone = risk("R004", "publish = \"hidden\"\n").replace("Weak", "Gone");
    story.commit(
        "drop R004 again",
        &[("risks/R004.toml", Some(&gone)), ("risks/R005.toml", Some(&risk("R005", "")))],
    );
    story.commit("dropped", &[("risks/R004.toml", None), ("risks/R005.toml", None)]);
    let waiver = "[[waiver]]\nrule = \"unassessed-risk\"\nrisk = \"R002\"\nreason = \"Known.\"\nuntil = 2025-12-31\nby = \"security-lead\"\n";
    story.commit(
        "waive",
        &[("waivers.toml", Some("# none\n")), (R1, Some(&risk("R001", "tags = [\"a\"]\n")))],
    );
    story.commit("waive more", &[("waivers.toml", Some(waiver))]);
    story.write_files();
    build(&story, "2025-01-20");
    let mut open = vec![story.root().join("site")];
    let mut all = String::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_dir() {
                open.push(entry.path());
            } else if entry.path().extension().is_some_and(|ending| ending == "html") {
                all.push_str(&std::fs::read_to_string(entry.path()).expect("a page"));
            }
        }
    }
    for kept in ["R002", "The merger leaks", "R004", "Gone passwords"] {
        assert!(!all.contains(kept), "{kept}");
    }
    let changes = page(&story, "changes/index.html");
    assert!(!changes.contains("R003") && !changes.contains("A quiet matter"), "no values of an outline");
    assert!(changes.contains("R001") && changes.contains("R005"), "what was published stays told");
}
