//! Rules that rest on history, in whole runs: what counts is the first-parent
//! line, the newest commit of the day, and what is not committed yet.

use crate::log::risk;
use crate::story::Story;

const R1: &str = "risks/R001.toml";

fn planned(due: &str) -> String {
    risk(
        "R001",
        &format!(
            "[treatment]\noption = \"mitigate\"\nplan = \"Lock it\"\nowner = \"it-manager\"\ndue = {due}\n"
        ),
    )
}

fn found(story: &Story, rule: &str, arguments: &[&str]) -> Vec<String> {
    let run = story
        .register
        .run(&[&["check", "--exit-zero", "--format", "short", "--select", rule], arguments].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn a_deadline_that_moved_on_a_branch_moved_once_on_the_trunk() {
    let mut story = Story::begin();
    let fork = story.commit("add", &[(R1, Some(&planned("2025-06-30")))]);
    story.commit("one", &[(R1, Some(&planned("2025-07-31")))]);
    story.commit("two", &[(R1, Some(&planned("2025-08-31")))]);
    let branch = story.commit("three", &[(R1, Some(&planned("2025-09-30")))]);
    story.checkout(&fork);
    story.merge("merge", &[&branch], &[(R1, Some(&planned("2025-09-30")))]);
    story.write_files();
    assert_eq!(found(&story, "postponed-deadline", &[]), [""; 0]);
    let moved = found(&story, "unexplained-postponement", &[]);
    assert_eq!(moved.len(), 1, "{moved:?}");
    assert!(moved[0].contains("from 2025-06-30 to 2025-09-30"), "{moved:?}");
}

#[test]
fn a_move_that_is_not_committed_is_found_and_an_import_moves_nothing() {
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&planned("2025-06-30")))]);
    story.write_files();
    std::fs::write(story.root().join(R1), planned("2025-07-31")).expect("written");
    let moved = found(&story, "unexplained-postponement", &[]);
    assert!(moved.len() == 1 && moved[0].contains("from 2025-06-30"), "{moved:?}");
    let imported =
        planned("2025-07-31").replace("status", "source = { file = \"old.csv\", row = 3 }\nstatus");
    story.commit("import", &[(R1, Some(&imported))]);
    story.write_files();
    assert_eq!(found(&story, "unexplained-postponement", &[]), [""; 0]);
}

#[test]
fn a_deleted_risk_is_reported_until_it_is_back() {
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    story.write_files();
    std::fs::remove_file(story.root().join(R1)).expect("removed");
    let gone = found(&story, "deleted-risk", &[]);
    assert!(gone.len() == 1 && gone[0].starts_with("plimsoll.toml:1:1: error deleted-risk"), "{gone:?}");
    story.commit("delete", &[(R1, None)]);
    story.write_files();
    let gone = found(&story, "deleted-risk", &[]);
    assert!(gone.len() == 1 && gone[0].contains("of 2025-01-03"), "{gone:?}");
    // On the day before it was deleted, nobody knows of it.
    assert_eq!(found(&story, "deleted-risk", &["--today", "2025-01-02"]).len(), 1, "not in the working tree");
    story.commit("restore", &[(R1, Some(&risk("R001", "")))]);
    story.write_files();
    assert_eq!(found(&story, "deleted-risk,reused-id", &[]), [""; 0]);
}

#[test]
fn days_come_from_history_where_files_do_not_say_them() {
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    story.commit("title", &[(R1, Some(&risk("R001", "").replace("Weak", "Very weak")))]);
    story.commit("raise", &[(R1, Some(&risk("R001", "").replace("\"medium\"", "\"high\"")))]);
    story.write_files();
    let shown = |arguments: &[&str]| {
        let run = story.register.run(&[&["show", "R001", "--format", "json"], arguments].concat());
        let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("a document");
        let text = |key: &str| document["risks"][0][key].as_str().unwrap_or("-").to_owned();
        (text("identified"), text("assessed"))
    };
    assert_eq!(shown(&[]), ("2025-01-02".to_owned(), "2025-01-04".to_owned()));
    assert_eq!(
        shown(&["--today", "2025-01-01"]),
        ("-".to_owned(), "-".to_owned()),
        "commits after the day say nothing"
    );
}

#[test]
fn a_shallow_clone_guesses_nothing_and_says_so_once() {
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&planned("2025-06-30")))]);
    let cut = story.commit("one", &[(R1, Some(&planned("2025-07-31")))]);
    story.commit("two", &[(R1, Some(&planned("2025-08-31")))]);
    story.write_files();
    std::fs::write(story.root().join(".git/shallow"), format!("{cut}\n")).expect("cut");
    assert_eq!(found(&story, "unexplained-postponement", &[]), [""; 0]);
    let said = found(&story, "truncated-history", &[]);
    assert!(said.len() == 1 && said[0].contains("history begins on 2025-01-03"), "{said:?}");
}

#[test]
fn without_a_seal_history_says_what_was_accepted_and_by_whose_authority() {
    let accepted = |rest: &str| {
        risk("R001", &format!("{rest}[acceptance]\nby = \"security-lead\"\non = 2025-01-05\nuntil = 2025-12-31\nlevel = \"high\"\nrationale = \"Until autumn.\"\n"))
            .replace("impact = \"medium\"", "impact = \"high\"")
    };
    let mut story = Story::begin();
    story.commit("accept", &[(R1, Some(&accepted("")))]);
    story.write_files();
    let state = |story: &Story| {
        let run = story.register.run(&["show", "R001", "--format", "json"]);
        let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("a document");
        let acceptance = &document["risks"][0]["acceptance"];
        (acceptance["state"].as_str().expect("a state").to_owned(), acceptance["proof"].clone())
    };
    assert_eq!(state(&story), ("valid".to_owned(), serde_json::json!("history")));
    // Whoever might then may still have done so, whatever roles are today's.
    let people = crate::story::BASE[2].1;
    let demoted = people.replacen("roles = [\"ciso\"]", "roles = []", 1);
    assert_ne!(people, demoted);
    story.commit("demote", &[("people.toml", Some(&demoted))]);
    story.write_files();
    assert_eq!(state(&story).0, "valid");
    story.commit("change", &[(R1, Some(&accepted("controls = [\"password-policy\"]\n")))]);
    story.write_files();
    assert_eq!(state(&story), ("void".to_owned(), serde_json::Value::Null));
    let found = found(&story, "void-acceptance", &[]);
    assert!(found.len() == 1 && found[0].contains("of 2025-01-02"), "{found:?}");
}

#[test]
fn of_two_risks_with_one_id_the_older_is_told_from_the_newer() {
    let mut story = Story::begin();
    let fork = story.commit("base", &[("notes.md", Some("n"))]);
    let branch = story.commit("branch", &[("risks/a/R001.toml", Some(&risk("R001", "")))]);
    story.checkout(&fork);
    story.commit("trunk", &[("risks/z/R001.toml", Some(&risk("R001", "")))]);
    let both = risk("R001", "");
    let merge = story.merge("merge", &[&branch], &[("risks/a/R001.toml", Some(&both))]);
    story.write_files();
    let run = story.register.run(&["check", "--exit-zero", "--format", "json", "--select", "duplicate-id"]);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("a document");
    let finding = &document["findings"][0];
    // The one on the branch lies first by its path, and came last.
    assert_eq!(finding["path"], "risks/a/R001.toml");
    let first = &finding["related"][0];
    assert_eq!(first["path"], "risks/z/R001.toml");
    assert!(
        first["message"].as_str().is_some_and(|text| text.contains("on main since 2025-01-04")),
        "{first}"
    );
    let human = story.register.run(&["check", "--exit-zero", "--select", "duplicate-id"]).stdout;
    assert!(human.contains(&format!("commit {}", &merge[..7])), "{human}");
}

#[test]
fn what_was_stored_of_the_past_gives_the_same_answer_and_damage_does_no_harm() {
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&planned("2025-06-30")))]);
    story.commit("move", &[(R1, Some(&planned("2025-07-31")))]);
    story.write_files();
    let fresh = found(&story, "unexplained-postponement", &["--no-cache"]);
    assert_eq!(fresh.len(), 1);
    let again = || found(&story, "unexplained-postponement", &[]);
    assert_eq!((again(), again()), (fresh.clone(), fresh.clone()));
    let folder = story.root().join(".git/plimsoll");
    let stored: Vec<_> =
        std::fs::read_dir(&folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
    assert_eq!(stored.len(), 2, "{stored:?}");
    for file in &stored {
        let mut bytes = std::fs::read(file).expect("stored");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x20;
        std::fs::write(file, bytes).expect("damaged");
        assert_eq!(again(), fresh, "{}", file.display());
    }
    // A folder in the place of the files: done without.
    for file in &stored {
        std::fs::remove_file(file).expect("removed");
        std::fs::create_dir(file).expect("in the way");
    }
    assert_eq!(again(), fresh);
    // Another commit has another past.
    for file in &stored {
        std::fs::remove_dir(file).expect("removed");
    }
    assert_eq!(again(), fresh);
    story.commit("again", &[(R1, Some(&planned("2025-08-31")))]);
    story.write_files();
    assert_eq!(found(&story, "unexplained-postponement", &[]).len(), 2);
}

#[test]
fn the_owner_agrees_by_bringing_or_approving_the_present_plan() {
    let people = format!(
        "{}\n[[person]]\nid = \"ana\"\nname = \"Ana\"\nemails = [\"ana@example.org\"]\n",
        crate::story::BASE[2].1
    );
    let owned = |plan: &str| {
        risk(
            "R001",
            &format!("[treatment]\noption = \"mitigate\"\nplan = \"{plan}\"\nowner = \"it-manager\"\n"),
        )
        .replace("owner = \"it-manager\"\nlikelihood = \"medium\"", "owner = \"ana\"\nlikelihood = \"high\"")
    };
    let mut story = Story::begin();
    story.commit("people", &[("people.toml", Some(&people))]);
    let agreed = |story: &Story| {
        let run = story.register.run(&["show", "R001", "--format", "json"]);
        let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("a document");
        let unagreed = found(story, "unagreed-treatment", &[]).len();
        (document["risks"][0]["treatment"]["agreed"].as_str().map(str::to_owned), unagreed)
    };
    story.by("Bo", "bo@example.org").commit("add", &[(R1, Some(&owned("Lock the doors")))]);
    story.write_files();
    assert_eq!(agreed(&story), (None, 1), "Bo is not the owner");
    story.commit("plan\n\nApproved-by: Ana <ana@example.org>", &[(R1, Some(&owned("Lock them all")))]);
    story.commit("tags", &[(R1, Some(&(owned("Lock them all") + "due = 2025-09-30\n")))]);
    story.write_files();
    assert_eq!(agreed(&story), (Some("2025-01-04".to_owned()), 0), "a deadline is no part of the plan");
    std::fs::write(story.root().join(R1), owned("Lock nothing")).expect("written");
    assert_eq!(agreed(&story), (None, 1), "what is not committed is agreed by nobody");
    story.by("Ana", "ana@example.org").commit("own", &[(R1, Some(&owned("Lock nothing")))]);
    story.write_files();
    assert_eq!(agreed(&story), (Some("2025-01-06".to_owned()), 0));
}
