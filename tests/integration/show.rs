//! `plimsoll show`

use crate::harness::Registry;
use crate::schemas;

fn register() -> Registry {
    let full = include_str!("../data/show/full.toml");
    Registry::base()
        .file("risks/identity/R001.toml", format!("id = 'R001'\n{full}"))
        .file("risks/R002.toml", "id = 'R002'\ntitle = 'New'\nowner = 'it-manager'\nstatus = 'open'\n")
        .file("risks/R001.toml", "id = 'R003'\ntitle = 'Third'\nowner = 'it-manager'\nstatus = 'open'\n")
}

#[test]
fn people_see_the_risk_the_matrix_and_the_fields() {
    let run = register().run(&["show", "R001"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.stderr, "");
    for shown in [
        "R001  Unauthorized access due to weak passwords",
        "Critical, above the line. Treatment is 32 days late.",
        "◉ now",
        "acceptance line",
        "1 of 2 actions done",
        "Awareness training (passed 2025-02-10)",
        "Findings",
    ] {
        assert!(run.stdout.contains(shown), "{shown}:\n{}", run.stdout);
    }
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 80), "{}", run.stdout);
}

#[test]
fn ascii_is_enough_where_the_locale_says_so() {
    let run = register().run_in(&["show", "R001"], &[("LC_ALL", "C")]);
    assert!(run.stdout.is_ascii(), "{}", run.stdout);
    assert!(run.stdout.contains("@ now"));
}

#[test]
fn json_is_a_list_of_one_with_its_changes() {
    for id in ["R001", "R002"] {
        let run = register().run(&["show", id, "--format", "json"]);
        let document = schemas::document("show", &run.stdout);
        assert_eq!(document["risks"][0]["id"], id);
        assert_eq!(document["changes"], serde_json::json!([]));
    }
}

#[test]
fn ids_are_found_in_any_case_and_by_what_they_were() {
    let run = register().run(&["show", "r002"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.starts_with("R002  New"));
    let run = register().run(&["show", "R900"]);
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("R900 is now R001"), "{}", run.stderr);
    assert!(run.stdout.starts_with("R001  "));
}

#[test]
fn an_unknown_id_is_refused_with_the_nearest() {
    let run = register().run(&["show", "X002"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("did you mean `R002`"), "{}", run.stderr);
    let run = register().run(&["show", "nonsense\u{1b}[31m"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("`plimsoll list` lists the risks"), "{}", run.stderr);
    assert!(!run.stderr.contains('\u{1b}'));
}

#[test]
fn an_id_that_is_taken_twice_says_which_is_shown() {
    let twin = "id = 'R002'\ntitle = 'Twin'\nowner = 'it-manager'\nstatus = 'open'\n";
    let run = register().file("risks/zz/R002.toml", twin).run(&["show", "R002"]);
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("taken more than once; this is risks/R002.toml"), "{}", run.stderr);
}
