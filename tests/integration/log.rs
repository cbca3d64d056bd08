//! `log`: small graphs with the timeline written down by hand.

use crate::harness::Registry;
use crate::story::Story;

/// A risk of that id with likelihood medium, impact medium (level moderate).
pub(crate) fn risk(id: &str, rest: &str) -> String {
    format!(
        "id = \"{id}\"\ntitle = \"Weak passwords\"\nowner = \"it-manager\"\nlikelihood = \"medium\"\n\
         impact = \"medium\"\nstatus = \"open\"\n{rest}"
    )
}

const R1: &str = "risks/R001.toml";

#[test]
fn every_change_of_a_field_is_told_newest_first_with_the_level() {
    let mut story = Story::begin();
    let first = risk("R001", "");
    story.commit("add", &[(R1, Some(&first))]);
    let second = first.replace("likelihood = \"medium\"", "likelihood = \"high\"");
    story.commit("raise", &[(R1, Some(&second))]);
    story.commit("tag", &[(R1, Some(&second.replace("status =", "tags = [\"gdpr\"]\nstatus =")))]);
    assert_eq!(
        story.told("R001"),
        ["tag: changed tags - [\"gdpr\"]", "raise: changed likelihood medium high", "add: added - - -"]
    );
    let changes = story.changes("R001");
    assert_eq!(changes[1]["level"]["before"], "moderate");
    assert_eq!(changes[1]["level"]["after"], "high");
    assert!(changes[2]["level"]["before"].is_null() && changes[2]["level"]["after"] == "moderate");
    assert_eq!(changes[1]["author"]["name"], "Ana Ruiz");
    assert_eq!(changes[1]["committed"], "2025-01-03T12:00:00Z");
}

#[test]
fn a_risk_is_followed_by_its_id_across_moves_edits_and_swapped_files() {
    let mut story = Story::begin();
    let (one, two) = (risk("R001", ""), risk("R002", ""));
    story.commit("add", &[(R1, Some(&one)), ("risks/R002.toml", Some(&two))]);
    let edited = one.replace("impact = \"medium\"", "impact = \"high\"");
    story.commit("move and edit", &[(R1, None), ("risks/it/R001.toml", Some(&edited))]);
    story.commit("swap", &[("risks/it/R001.toml", Some(&two)), ("risks/R002.toml", Some(&edited))]);
    assert_eq!(
        story.told("R001"),
        [
            "swap: moved - risks/it/R001.toml risks/R002.toml",
            "move and edit: moved - risks/R001.toml risks/it/R001.toml",
            "move and edit: changed impact medium high",
            "add: added - - -"
        ]
    );
}

#[test]
fn layout_is_no_change() {
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&risk("R001", "tags = [\"a\", \"b\"]\n")))]);
    let other = "# by hand\ntags = ['b', 'a']\n".to_owned() + &risk("R001", "").replace('"', "'");
    story.commit("reformat", &[(R1, Some(&other))]);
    assert_eq!(story.told("R001"), ["add: added - - -"]);
}

#[test]
fn a_file_that_toml_refuses_is_unreadable_there_and_never_deleted() {
    let mut story = Story::begin();
    let text = risk("R001", "");
    story.commit("add", &[(R1, Some(&text))]);
    story.commit("break", &[(R1, Some("id = R001\ntitle = \"x"))]);
    story.commit("still broken", &[(R1, Some("<<<<<<< HEAD"))]);
    story.commit("mend", &[(R1, Some(&text.replace("open", "treated")))]);
    assert_eq!(
        story.told("R001"),
        [
            "mend: readable - - -",
            "mend: changed status open treated",
            "still broken: unreadable - - -",
            "break: unreadable - - -",
            "add: added - - -"
        ]
    );
}

#[test]
fn a_commit_that_only_mends_a_file_is_told() {
    let mut story = Story::begin();
    let text = risk("R001", "");
    let people = include_str!("../data/examples/people.toml");
    story.commit("add", &[(R1, Some(&text))]);
    story.commit("break", &[(R1, Some("<<<<<<< HEAD")), ("people.toml", Some("<<<<<<< HEAD"))]);
    story.commit("mend", &[(R1, Some(&text)), ("people.toml", Some(people))]);
    assert_eq!(story.told("R001")[0], "mend: readable - - -");
    let whole = story.run(&["log", "--format", "json"]).stdout;
    let whole: serde_json::Value = serde_json::from_str(&whole).expect("a document");
    let changes = whole["changes"].as_array().expect("changes");
    let mended: Vec<&str> = changes
        .iter()
        .filter(|change| change["kind"] == "readable")
        .filter_map(|change| change["file"].as_str())
        .collect();
    assert_eq!(mended, ["people.toml", R1]);
    let human = story.run(&["log", "R001"]).stdout;
    assert!(human.contains("Could be read again"), "{human}");
    assert!(story.run(&["build"]).code <= 1);
    let page = |path: &str| std::fs::read_to_string(story.root().join("site").join(path)).expect("a page");
    assert!(page("risks/R001/index.html").contains("Could be read again"));
    // Both are found under what they are, and neither as created or removed.
    let entries = page("changes/index.html");
    for subject in ["break", "mend"] {
        let entry = entries.split("<li id=\"c-").find(|entry| entry.contains(&format!(">{subject}</p>")));
        let entry = entry.expect("its entry");
        assert!(entry.contains("data-of=\"kind\">Could not be read<"), "{entry}");
        assert!(!entry.contains("data-of=\"kind\">Created or removed<"), "{entry}");
    }
}

#[test]
fn a_broken_file_that_is_taken_away_is_the_risks_end() {
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    story.commit("break", &[(R1, Some("nothing"))]);
    story.commit("delete", &[(R1, None)]);
    story.commit("again", &[(R1, Some(&risk("R001", "")))]);
    assert_eq!(
        story.told("R001"),
        ["again: added - - -", "delete: removed - - -", "break: unreadable - - -", "add: added - - -"]
    );
}

#[test]
fn a_clean_merge_has_no_changes_and_names_itself_beside_what_it_brought() {
    let mut story = Story::begin();
    let base = risk("R001", "");
    let fork = story.commit("add", &[(R1, Some(&base))]);
    let ours = base.replace("impact = \"medium\"", "impact = \"high\"");
    story.commit("ours", &[(R1, Some(&ours))]);
    let main = story.commit("other", &[("notes.md", Some("n"))]);
    story.checkout(&fork);
    let theirs = story.commit("theirs", &[(R1, Some(&base.replace("open", "in-progress")))]);
    story.checkout(&main);
    let merged = ours.replace("open", "in-progress");
    let merge = story.merge("merge", &[&theirs], &[(R1, Some(&merged))]);
    assert_eq!(
        story.told("R001"),
        ["theirs: changed status open in-progress", "ours: changed impact medium high", "add: added - - -"]
    );
    let changes = story.changes("R001");
    assert_eq!(changes[0]["merge"], merge.as_str());
    assert!(changes[1]["merge"].is_null());
    let (human, on) = (story.run(&["log", "R001"]), format!("merged by {} on 2025-01-06", &merge[..7]));
    let head = human.stdout.lines().next().expect("a line");
    assert!(head.starts_with("2025-01-05") && head.contains(&on), "{head}");
    story.run(&["build"]);
    let page = std::fs::read_to_string(story.root().join("site/risks/R001/index.html")).expect("a page");
    let on = format!("merged by <code><bdi>{}</bdi></code> on <time datetime=\"2025-01-06\">", &merge[..7]);
    assert!(page.contains(&format!("<li id=\"c-{}\">", &theirs[..12])) && page.contains(&on), "{page}");
}

#[test]
fn what_only_a_merge_changes_is_the_merges() {
    let mut story = Story::begin();
    let base = risk("R001", "");
    let fork = story.commit("add", &[(R1, Some(&base))]);
    let likelihood =
        |word: &str| base.replace("likelihood = \"medium\"", &format!("likelihood = \"{word}\""));
    let main = story.commit("ours", &[(R1, Some(&likelihood("high")))]);
    story.checkout(&fork);
    let theirs = story.commit("theirs", &[(R1, Some(&likelihood("low")))]);
    story.checkout(&main);
    // The conflict is solved differently from both, and something is slipped in.
    let evil = base.replace("title = \"Weak passwords\"", "title = \"Passwords\"");
    let merge = story.merge("merge", &[&theirs], &[(R1, Some(&evil))]);
    assert_eq!(
        story.told("R001"),
        [
            "merge: changed title Weak passwords Passwords",
            "merge: changed likelihood high medium",
            "theirs: changed likelihood medium low",
            "ours: changed likelihood medium high",
            "add: added - - -"
        ]
    );
    assert_eq!(story.changes("R001")[0]["commit"], merge.as_str());
    assert!(story.changes("R001")[0]["merge"].is_null());
}

#[test]
fn a_move_on_one_side_and_an_edit_on_the_other_are_both_told_once() {
    let mut story = Story::begin();
    let base = risk("R001", "");
    let fork = story.commit("add", &[(R1, Some(&base))]);
    let main = story.commit("move", &[(R1, None), ("risks/it/R001.toml", Some(&base))]);
    story.checkout(&fork);
    let edited = base.replace("open", "treated");
    let theirs = story.commit("edit", &[(R1, Some(&edited))]);
    story.checkout(&main);
    story.merge("merge", &[&theirs], &[("risks/it/R001.toml", Some(&edited))]);
    assert_eq!(
        story.told("R001"),
        [
            "edit: changed status open treated",
            "move: moved - risks/R001.toml risks/it/R001.toml",
            "add: added - - -"
        ]
    );
}

#[test]
fn an_octopus_brings_three_branches_and_changes_nothing_itself() {
    let mut story = Story::begin();
    let fork = story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    let mut tips = Vec::new();
    for id in ["R002", "R003"] {
        story.checkout(&fork);
        tips.push(story.commit(id, &[(&format!("risks/{id}.toml"), Some(&risk(id, "")))]));
    }
    story.checkout(&fork);
    let (two, three) = (risk("R002", ""), risk("R003", ""));
    let merge = story.merge(
        "octopus",
        &[&tips[0], &tips[1]],
        &[("risks/R002.toml", Some(&two)), ("risks/R003.toml", Some(&three))],
    );
    for id in ["R002", "R003"] {
        assert_eq!(story.told(id), [format!("{id}: added - - -")]);
        assert_eq!(story.changes(id)[0]["merge"], merge.as_str());
    }
}

#[test]
fn another_methodology_rescores_and_says_so() {
    let mut story = Story::begin();
    story.commit(
        "add",
        &[
            (R1, Some(&risk("R001", ""))),
            ("risks/R002.toml", Some(&risk("R002", "").replace("medium", "low"))),
        ],
    );
    let methodology = crate::story::BASE[1].1;
    assert!(methodology.contains("medium = [\"low\", \"moderate\", \"high\"]"), "{methodology}");
    let changed = methodology
        .replace("medium = [\"low\", \"moderate\", \"high\"]", "medium = [\"low\", \"high\", \"high\"]");
    story.commit("stricter", &[("schema/methodology.toml", Some(&changed))]);
    assert_eq!(story.told("R001"), ["stricter: rescored - moderate high", "add: added - - -"]);
    assert_eq!(story.changes("R001")[0]["cause"], "schema/methodology.toml");
    assert_eq!(story.told("R002"), ["add: added - - -"]);
    let run = story.run(&["log", "--format", "json", "--field", "matrix"]);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("a document");
    assert_eq!(document["changes"].as_array().expect("changes").len(), 1);
    assert_eq!(document["changes"][0]["field"], "matrix.medium");
    assert!(document["changes"][0]["risk"].is_null());
}

#[test]
fn a_risk_that_was_renumbered_keeps_its_history_under_both_ids() {
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    let renumbered = risk("R009", "").replace("title", "formerly = [\"R001\"]\ntitle");
    story.commit("renumber", &[(R1, None), ("risks/R009.toml", Some(&renumbered))]);
    let expected = [
        "renumber: moved - risks/R001.toml risks/R009.toml",
        "renumber: changed id R001 R009",
        "renumber: changed formerly - [\"R001\"]",
        "add: added - - -",
    ];
    assert_eq!(story.told("R009"), expected);
    assert_eq!(story.told("R001"), expected);
}

#[test]
fn an_id_changed_in_place_is_another_risk() {
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    story.commit("other", &[(R1, Some(&risk("R005", "")))]);
    assert_eq!(story.told("R001"), ["other: removed - - -", "add: added - - -"]);
    assert_eq!(story.told("R005"), ["other: added - - -"]);
}

#[test]
fn two_roots_and_a_revert_are_told() {
    let mut story = Story::begin();
    let main = story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    let other = story.commit_upon("second root", &[], &[("risks/R002.toml", Some(&risk("R002", "")))]);
    story.checkout(&main);
    let two = risk("R002", "");
    story.merge("join", &[&other], &[("risks/R002.toml", Some(&two))]);
    story.commit("raise", &[(R1, Some(&risk("R001", "").replace("\"medium\"", "\"high\"")))]);
    story.commit("revert", &[(R1, Some(&risk("R001", "")))]);
    assert_eq!(story.told("R002"), ["second root: added - - -"]);
    assert_eq!(
        story.told("R001")[..2],
        ["revert: changed likelihood high medium", "revert: changed impact high medium"]
    );
}

#[test]
fn authors_are_named_by_the_people_before_the_commit() {
    let people = crate::story::BASE[2].1;
    let mut story = Story::begin();
    let known = format!(
        "{people}\n[[person]]\nid = \"ana\"\nname = \"Ana of Risk\"\nemails = [\"Ana@Example.org\"]\n"
    );
    story.commit("names herself", &[(R1, Some(&risk("R001", ""))), ("people.toml", Some(&known))]);
    story.commit("raise", &[(R1, Some(&risk("R001", "").replace("\"medium\"", "\"high\"")))]);
    let changes = story.changes("R001");
    assert_eq!(changes[0]["author"]["person"], "ana");
    assert!(changes[2]["author"]["person"].is_null(), "no change names its own author");
    let human = story.run(&["log", "R001"]).stdout;
    assert!(
        human.contains("Ana of Risk") && human.contains("Likelihood raised from Medium to High"),
        "{human}"
    );
}

#[test]
fn a_mailmap_joins_addresses() {
    let people = crate::story::BASE[2].1;
    let mut story = Story::begin();
    let known = format!(
        "{people}\n[[person]]\nid = \"ana\"\nname = \"Ana of Risk\"\nemails = [\"ana@example.org\"]\n"
    );
    let mailmap = "Ana Ruiz <ana@example.org> <old@example.net>\n";
    story.commit("people", &[("people.toml", Some(&known)), (".mailmap", Some(mailmap))]);
    story.by("anar", "old@example.net").commit("add", &[(R1, Some(&risk("R001", "")))]);
    let changes = story.changes("R001");
    assert_eq!(changes[0]["author"]["person"], "ana");
    assert_eq!(changes[0]["author"]["email"], "ana@example.org");
}

#[test]
fn a_second_run_reads_what_the_first_stored_and_a_damaged_store_is_written_anew() {
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    let first = story.run(&["log", "--format", "json"]).stdout;
    let stored: Vec<_> =
        std::fs::read_dir(story.root().join(".git/plimsoll")).expect("a folder").flatten().collect();
    assert_eq!(stored.len(), 1, "log needs no more");
    assert_eq!(story.run(&["log", "--format", "json"]).stdout, first);
    for damage in [&b""[..], b"plimsoll history 1\n", b"something else entirely"] {
        std::fs::write(stored[0].path(), damage).expect("damaged");
        let run = story.run(&["log", "-v", "--format", "json"]);
        assert_eq!(run.stdout, first);
        assert!(run.stderr.contains("written anew"), "{}", run.stderr);
    }
    let mut bytes = std::fs::read(stored[0].path()).expect("stored");
    let last = bytes.len() - 3;
    bytes[last] ^= 1;
    std::fs::write(stored[0].path(), bytes).expect("damaged");
    assert_eq!(story.run(&["log", "--format", "json"]).stdout, first);
    // New commits are added, and what a rebase left behind is not told.
    story.commit("raise", &[(R1, Some(&risk("R001", "").replace("\"medium\"", "\"high\"")))]);
    assert_eq!(story.told("R001").len(), 3);
    let root = story.changes("R001")[2]["commit"].as_str().expect("an id").to_owned();
    story.checkout(&root).commit("instead", &[(R1, Some(&risk("R001", "").replace("open", "treated")))]);
    assert_eq!(story.told("R001"), ["instead: changed status open treated", "add: added - - -"]);
}

#[test]
fn filters_narrow_what_is_told() {
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    story.by("Bo Lind", "bo@example.org");
    story.commit("raise", &[(R1, Some(&risk("R001", "").replace("\"medium\"", "\"high\"")))]);
    let subjects = |arguments: &[&str]| {
        let run = story.run(&[&["log", "--format", "json"], arguments].concat());
        let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("a document");
        let mut subjects: Vec<String> = document["changes"]
            .as_array()
            .expect("changes")
            .iter()
            .map(|change| change["subject"].as_str().expect("a subject").to_owned())
            .collect();
        subjects.dedup();
        subjects
    };
    assert_eq!(subjects(&["--author", "BO@"]), ["raise"]);
    assert_eq!(subjects(&["--until", "2025-01-02"]), ["add", "register: begin"]);
    assert_eq!(subjects(&["--since", "2025-01-03"]), ["raise"]);
    assert_eq!(subjects(&["--field", "likelihood"]), ["raise"]);
    assert_eq!(subjects(&["--field", "like"]), [""; 0]);
    assert_eq!(subjects(&["--at", "2025-01-01"]), ["register: begin"]);
}

#[test]
fn without_history_log_says_what_to_do() {
    let register = crate::harness::Registry::base();
    let run = register.run(&["log"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("git init"), "{}", run.stderr);
    let story = Story::begin();
    let run = story.run(&["log", "R404"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("there is and was no risk `R404`"), "{}", run.stderr);
}

#[test]
fn a_missing_object_ends_the_reading_and_names_the_commit() {
    let mut story = Story::begin();
    let text = risk("R001", "");
    let commit = story.commit("add", &[(R1, Some(&text))]);
    story.commit("raise", &[(R1, Some(&text.replace("\"medium\"", "\"high\"")))]);
    story.write_files();
    let blob = git2::Oid::hash_object(git2::ObjectType::Blob, text.as_bytes()).expect("an id").to_string();
    std::fs::remove_file(story.root().join(format!(".git/objects/{}/{}", &blob[..2], &blob[2..])))
        .expect("removed");
    let run = story.register.run(&["log"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains(&blob) && run.stderr.contains(&commit), "{}", run.stderr);
    let run = story.register.run(&["check", "--at", &commit]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains(&blob), "{}", run.stderr);
}

#[test]
fn a_shallow_clone_says_where_its_history_begins() {
    let mut story = Story::begin();
    story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    let cut = story.commit("raise", &[(R1, Some(&risk("R001", "").replace("\"medium\"", "\"high\"")))]);
    story.write_files();
    std::fs::write(story.root().join(".git/shallow"), format!("{cut}\n")).expect("cut");
    let run = story.register.run(&["log", "R001", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("a document");
    assert_eq!(document["complete"], false);
    assert_eq!(document["history_begins"], "2025-01-03");
    assert!(run.stderr.contains("shallow"), "{}", run.stderr);
    assert_eq!(story.told("R001"), ["raise: known - - -"], "nobody knows who created it");
    for command in ["log", "show"] {
        let run = story.register.run(&[command, "R001"]);
        assert!(run.stdout.contains("Known since at least this commit"), "{}", run.stdout);
        assert!(!run.stdout.contains("Created"), "{}", run.stdout);
        assert!(run.stderr.contains("shallow"), "{}", run.stderr);
    }
    // What was missing has come.
    std::fs::remove_file(story.root().join(".git/shallow")).expect("whole again");
    assert_eq!(story.told("R001").last().map(String::as_str), Some("add: added - - -"));
}

#[test]
fn a_new_risk_takes_no_id_that_ever_was_on_any_branch() {
    let mut story = Story::begin();
    let fork = story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    story.commit("seven", &[("risks/R007.toml", Some(&risk("R007", "formerly = [\"R009\"]\n")))]);
    let main = story.commit("gone", &[("risks/R007.toml", None)]);
    let new = |story: &Story| {
        let run = story.run(&["new", "Flood", "--owner", "it-manager"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    };
    assert_eq!(new(&story), "risks/R010.toml\n");
    story.checkout(&fork);
    let topic = story.commit("topic", &[("risks/R012.toml", Some(&risk("R012", "")))]);
    let repository = git2::Repository::open(story.root()).expect("a repository");
    let id = git2::Oid::from_str(&topic).expect("an id");
    repository.reference("refs/remotes/origin/topic", id, true, "fetched").expect("a branch");
    let id = git2::Oid::from_str(&main).expect("an id");
    repository.reference("refs/heads/main", id, true, "back").expect("a branch");
    assert_eq!(new(&story), "risks/R013.toml\n");
}

#[test]
fn a_signature_is_verified_by_the_keys_before_the_commit() {
    let key = ssh_key::PrivateKey::from(ssh_key::private::Ed25519Keypair::from_seed(&[7; 32]));
    let public = key.public_key().to_openssh().expect("a key");
    let people = crate::story::BASE[2].1;
    let known = format!(
        "{people}\n[[person]]\nid = \"ana\"\nname = \"Ana\"\nemails = [\"ana@example.org\"]\nkeys = [\"{public}\"]\n"
    );
    let mut story = Story::begin();
    let sign = |bytes: &[u8]| {
        let signature = key.sign("git", ssh_key::HashAlg::Sha512, bytes).expect("a signature");
        signature.to_pem(ssh_key::LineEnding::LF).expect("an armour")
    };
    story.commit_signed("keys", &[("people.toml", Some(&known)), (R1, Some(&risk("R001", "")))], &sign);
    story.commit_signed("raise", &[(R1, Some(&risk("R001", "").replace("\"medium\"", "\"high\"")))], &sign);
    story.commit_signed("forged", &[(R1, Some(&risk("R001", "")))], &|_: &[u8]| sign(b"something else"));
    story.commit_signed("pgp", &[(R1, Some(&risk("R001", "tags = [\"a\"]\n")))], &|_: &[u8]| {
        "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----".to_owned()
    });
    let mut states: Vec<(String, String, serde_json::Value)> = story
        .changes("R001")
        .iter()
        .map(|change| {
            let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
            let signature = &change["signature"];
            (text(&change["subject"]), text(&signature["state"]), signature["person"].clone())
        })
        .collect();
    states.dedup();
    let null = serde_json::Value::Null;
    assert_eq!(
        states,
        [
            ("pgp".to_owned(), "unchecked".to_owned(), null.clone()),
            ("forged".to_owned(), "mismatch".to_owned(), null.clone()),
            ("raise".to_owned(), "verified".to_owned(), serde_json::json!("ana")),
            ("keys".to_owned(), "unknown-key".to_owned(), null),
        ]
    );
}

#[test]
fn keys_of_the_users_own_list_count_and_those_that_a_repository_names_do_not() {
    let key = ssh_key::PrivateKey::from(ssh_key::private::Ed25519Keypair::from_seed(&[9; 32]));
    let public = key.public_key().to_openssh().expect("a key");
    let people = format!(
        "{}\n[[person]]\nid = \"ana\"\nname = \"Ana\"\nemails = [\"ana@example.org\"]\n",
        crate::story::BASE[2].1
    );
    let mut story = Story::begin();
    story.commit("people", &[("people.toml", Some(&people))]);
    story.commit_signed("add", &[(R1, Some(&risk("R001", "")))], &|bytes: &[u8]| {
        let signature = key.sign("git", ssh_key::HashAlg::Sha512, bytes).expect("a signature");
        signature.to_pem(ssh_key::LineEnding::LF).expect("an armour")
    });
    story.write_files();
    let home = Registry::empty().file("signers", format!("ana@example.org namespaces=\"git\" {public}\n"));
    let list = home.path("signers").display().to_string();
    let config = format!("[gpg \"ssh\"]\n\tallowedSignersFile = {list}\n");
    let state = |home: &Registry| {
        let home = home.root().to_str().expect("a path");
        let run = story.register.run_in(&["log", "R001", "--format", "json"], &[("HOME", home)]);
        let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("a document");
        document["changes"][0]["signature"].clone()
    };
    let repository = git2::Repository::open(story.root()).expect("a repository");
    let mut own = repository.config().expect("a configuration");
    own.set_str("gpg.ssh.allowedSignersFile", &list).expect("set");
    assert_eq!(state(&home)["state"], "unknown-key", "the repository's word does not count");
    let home = home.file(".gitconfig", config);
    assert_eq!(state(&home), serde_json::json!({ "state": "verified", "person": "ana" }));
}

#[test]
fn lines_fit_the_terminal_and_a_new_id_does_not_forget_how_often_a_day_moved() {
    let mut story = Story::begin();
    let due = |id: &str, day: &str, rest: &str| {
        risk(id, &format!("{rest}[treatment]\noption = \"mitigate\"\ndue = {day}\n"))
    };
    story.commit("add", &[(R1, Some(&due("R001", "2025-03-01", "")))]);
    story.commit("move", &[(R1, Some(&due("R001", "2025-04-01", "")))]);
    let formerly = "formerly = [\"R001\"]\n";
    story.commit("renumber", &[(R1, None), ("risks/R009.toml", Some(&due("R009", "2025-04-01", formerly)))]);
    let reason = "[[treatment.postponed]]\nfrom = 2025-04-01\nto = 2025-06-01\nreason = \"The second supplier is late.\"\n";
    let moved = due("R009", "2025-06-01", formerly) + reason;
    story.commit("move again", &[("risks/R009.toml", Some(&moved))]);
    let human = story.run(&["log", "R009"]).stdout;
    assert!(
        human.contains("(2nd move, +61 days),\n            reason: The second supplier is late.\n"),
        "{human}"
    );
    assert!(human.lines().all(|line| line.chars().count() <= 80), "{human}");
    assert!(human.contains("Id changed from R001 to R009"), "{human}");
}

#[test]
fn the_first_commit_is_made_by_the_people_that_it_brings() {
    let people = "[[person]]\nid = \"ana\"\nname = \"Ana\"\nemails = [\"ana@example.org\"]\n\
                  [[person]]\nid = \"ines\"\nname = \"Inês\"\nemails = [\"ines@example.org\"]\n";
    let mut story = Story::empty();
    let files: Vec<(&str, Option<&str>)> = crate::story::BASE
        .iter()
        .map(|(path, text)| (*path, Some(if *path == "people.toml" { people } else { *text })))
        .collect();
    let added = risk("R001", "");
    let files = [files, vec![(R1, Some(added.as_str()))]].concat();
    story.by("Ana Ruiz", "ana@example.org").commit("begin\n\nApproved-by: Inês <ines@example.org>", &files);
    let changes = story.changes("R001");
    assert_eq!(changes[0]["author"]["person"], "ana", "{changes:?}");
    let log = story.run(&["log", "R001"]);
    assert!(log.stdout.contains("approved by Inês"), "{log:?}");
}
