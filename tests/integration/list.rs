//! `plimsoll list`

use crate::harness::{Registry, Run};
use crate::schemas;

const LATE: &str = "id = 'R002'\ntitle = 'Weak passwords, reused'\nowner = 'security-lead'\nlikelihood = 'high'\nimpact = 'high'\nassessed = 2025-05-01\ncontrols = ['password-policy']\ntags = ['cloud']\nstatus = 'in-progress'\n[treatment]\noption = 'mitigate'\nplan = '=cmd|calc'\nowner = 'it-manager'\ndue = 2025-04-30\n";
const CLOSED: &str = "id = 'R003'\ntitle = 'Gone'\nowner = 'it-manager'\nstatus = 'closed'\n[closed]\non = 2025-01-01\nby = 'it-manager'\nreason = 'Sold'\n";
const UNASSESSED: &str = "id = 'R004'\ntitle = 'New'\nowner = 'it-manager'\nstatus = 'open'\n";

fn register() -> Registry {
    Registry::base()
        .file("risks/R002.toml", LATE)
        .file("risks/R003.toml", CLOSED)
        .file("risks/deep/R004.toml", UNASSESSED)
}

/// The ids of a list, in its order.
fn ids(arguments: &[&str]) -> Vec<String> {
    let run = register().run(&[&["list", "--format", "csv"], arguments].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout.lines().skip(1).map(|line| line.split(',').next().unwrap_or_default().to_owned()).collect()
}

fn refused(arguments: &[&str]) -> Run {
    let run = register().run(&[&["list"], arguments].concat());
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.stderr);
    run
}

#[test]
fn the_table_goes_to_standard_output_and_the_summary_to_standard_error() {
    let run = register().run(&["list"]);
    assert_eq!(run.code, 0);
    insta::assert_snapshot!(run.stdout);
    assert_eq!(
        run.stderr.trim(),
        "4 risks: 1 above the line, 1 below, 1 not assessed, 1 closed; 1 treatment late"
    );
    assert_eq!(register().run(&["list", "-q"]).stderr, "");
}

#[test]
fn a_wide_terminal_has_the_eleven_columns_in_their_order() {
    let run = register().run_in(&["list"], &[("COLUMNS", "200")]);
    let headings = run.stdout.lines().next().expect("headings");
    let places: Vec<usize> = [
        "Risk ID",
        "Risk Description",
        "Asset Owner",
        "Likelihood",
        "Impact",
        "Risk Level",
        "Existing Controls",
        "Recommended Treatment",
        "Action Owner",
        "Due Date",
        "Status",
    ]
    .iter()
    .map(|heading| headings.find(heading).unwrap_or_else(|| panic!("{heading} in {headings}")))
    .collect();
    assert!(places.is_sorted(), "{headings}");
}

#[test]
fn ascii_and_colour_follow_the_environment() {
    let run = register().run_in(&["list"], &[("LANG", "C")]);
    assert!(run.stdout.is_ascii(), "{}", run.stdout);
    let run = register().run(&["list", "--color", "always"]);
    assert!(run.stdout.contains("\u{1b}[1;31m"));
    let run = register().run_in(&["list"], &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]);
    assert!(!run.stdout.contains('\u{1b}'));
}

#[test]
fn csv_is_the_eleven_columns_and_inert() {
    let run = register().run(&["list", "--format", "csv"]);
    insta::assert_snapshot!(run.stdout);
    assert_eq!(run.stderr, "");
}

#[test]
fn json_follows_its_schema() {
    let run = register().run(&["list", "--format", "json"]);
    let document = schemas::document("list", &run.stdout);
    let risks = document["risks"].as_array().expect("risks");
    assert_eq!(risks.len(), 4);
    assert_eq!(risks[0]["id"], "R002");
    assert_eq!(risks[0]["level"], "critical");
    assert_eq!(risks[0]["treatment"]["state"], "late");
    assert_eq!(risks[2]["level"], serde_json::Value::Null);
    assert_eq!(document["commit"], serde_json::Value::Null, "a folder without Git");
}

#[test]
fn filters_are_combined() {
    assert_eq!(ids(&[]), ["R002", "R001", "R004", "R003"]);
    assert_eq!(ids(&["--owner", "IT Manager"]), ["R001", "R004", "R003"]);
    assert_eq!(ids(&["--owner", "it-manager", "--unassessed"]), ["R004"]);
    assert_eq!(
        ids(&["--owner", "it-manager,security-lead", "--level", "critical,Moderate"]),
        ["R002", "R001"]
    );
    assert_eq!(ids(&["--status", "Closed"]), ["R003"]);
    assert_eq!(ids(&["--above-line"]), ["R002"]);
    assert_eq!(ids(&["--overdue"]), ["R002"]);
    assert_eq!(ids(&["--control", "password-policy", "--tag", "cloud"]), ["R002"]);
    assert_eq!(ids(&["--asset", "Customer database"]), ["R001"]);
    assert_eq!(ids(&["--due-within", "30 days"]), ["R002"]);
    assert_eq!(ids(&["--due-within", "1y"]), ["R002", "R001"]);
}

#[test]
fn words_that_no_risk_could_match_are_refused() {
    assert!(refused(&["--owner", "it-manger"]).stderr.contains("did you mean `it-manager`?"));
    assert!(refused(&["--level", "huge"]).stderr.contains("`critical`"));
    assert!(refused(&["--status", "done"]).stderr.contains("`in-progress`"));
    assert!(refused(&["--asset", "customer-databse"]).stderr.contains("did you mean `customer-database`?"));
    assert!(refused(&["--control", "nothing-like-it"]).stderr.contains("there is no control"));
    assert!(refused(&["--due-within", "soon"]).stderr.contains("30d"));
}

#[test]
fn nothing_found_is_a_sentence_and_no_error() {
    let run = register().run(&["list", "--tag", "clod", "--overdue"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert!(run.stderr.contains("none of the 4 risks passes the filters"), "{}", run.stderr);
    assert!(run.stderr.contains("did you mean `cloud`?"), "{}", run.stderr);
    let run = register().run(&["list", "--level", "low", "--format", "json"]);
    let document = schemas::document("list", &run.stdout);
    assert_eq!(document["risks"], serde_json::json!([]));
}

#[test]
fn an_empty_register_is_a_note() {
    let register = Registry::base();
    std::fs::remove_dir_all(register.path("risks")).expect("removed");
    let run = register.run(&["list"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert!(run.stderr.contains("the register is empty"), "{}", run.stderr);
    let run = register.run(&["list", "--format", "csv"]);
    assert_eq!(run.stdout.lines().count(), 1, "the headings");
}

#[test]
fn github_actions_reads_no_command() {
    let hostile = LATE.replace("Weak passwords, reused", "::error::x ##[add-mask]y");
    let register = Registry::base().file("risks/R002.toml", hostile);
    for format in ["table", "csv", "json"] {
        for columns in ["40", "80", "200"] {
            let environment = [("GITHUB_ACTIONS", "true"), ("COLUMNS", columns)];
            let run = register.run_in(&["list", "--format", format], &environment);
            assert!(!run.stdout.contains("##["), "{}", run.stdout);
            assert!(run.stdout.lines().all(|line| !line.trim_start().starts_with("::")), "{}", run.stdout);
        }
    }
}

#[test]
fn a_closed_pipe_is_a_normal_end() {
    let mut register = Registry::base();
    for number in 2..400 {
        let risk = LATE.replace("R002", &format!("R{number:03}"));
        register = register.file(&format!("risks/R{number:03}.toml"), risk);
    }
    for arguments in
        [&["list"][..], &["list", "--format", "json"], &["check"], &["check", "--format", "json"]]
    {
        let mut command = register.command(arguments, &[]);
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the program ends");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {stderr}");
        assert!(!stderr.contains("panicked") && !stderr.contains("cannot write"), "{arguments:?}: {stderr}");
    }
}
