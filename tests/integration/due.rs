//! `plimsoll due`

use crate::harness::{Registry, Run, sample};
use crate::schemas;

const LATE: &str = "id = 'R002'\ntitle = 'Weak passwords @everyone'\nowner = 'it-manager'\nlikelihood = 'high'\nimpact = 'high'\nassessed = 2025-05-01\nstatus = 'in-progress'\n[treatment]\noption = 'mitigate'\nplan = 'x'\nowner = 'security-lead'\ndue = 2025-04-30\n[[treatment.action]]\ntitle = 'Buy the tokens'\nowner = 'it-manager'\ndue = 2025-04-20\n";

fn register() -> Registry {
    Registry::base().file("risks/R002.toml", LATE)
}

fn lines(run: &Run) -> Vec<&str> {
    run.stdout.lines().map(str::trim_end).collect()
}

#[test]
fn each_person_is_told_what_is_late_and_what_is_due_soon() {
    let run = register().run(&["due"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let lines = lines(&run);
    let after = |heading: &str| {
        let at = lines.iter().position(|line| *line == heading).unwrap_or_else(|| panic!("{}", run.stdout));
        lines[at + 1..].iter().take_while(|line| !line.is_empty()).copied().collect::<Vec<_>>().join("\n")
    };
    let mine = after("IT Manager");
    assert!(mine.contains("2025-04-20  42 days late   R002  action: Buy the tokens"), "{mine}");
    assert!(after("Security Lead").contains("finish the treatment"), "{}", run.stdout);
    assert!(after("Security Lead").contains("waits          R002  approve the plan:"), "{}", run.stdout);
    assert!(run.stderr.contains("2 late by 2025-07-01"), "{}", run.stderr);
    assert!(lines.iter().all(|line| line.chars().count() <= 80), "{}", run.stdout);
}

#[test]
fn the_document_follows_its_schema() {
    let run = register().run(&["due", "--format", "json", "--within", "1y"]);
    let document = schemas::document("due", &run.stdout);
    let people: Vec<&str> =
        document["people"].as_array().expect("people").iter().filter_map(|p| p["person"].as_str()).collect();
    assert!(people.is_sorted(), "{people:?}");
    assert_eq!(document["until"], "2026-06-01");
    let whats: Vec<&str> = document["people"]
        .as_array()
        .expect("people")
        .iter()
        .flat_map(|person| person["items"].as_array().expect("items"))
        .filter_map(|item| item["what"].as_str())
        .collect();
    for what in ["action", "treatment", "review", "approval", "control-test"] {
        assert!(whats.contains(&what), "{what} in {whats:?}");
    }
    schemas::document("due", &sample().run(&["due", "--format", "json"]).stdout);
}

#[test]
fn until_when_and_whose_can_be_asked() {
    let register = register();
    let ids = |arguments: &[&str]| {
        let run = register.run(&[&["due", "--format", "json"], arguments].concat());
        let document = schemas::document("due", &run.stdout);
        let people = document["people"].as_array().expect("people").clone();
        people.iter().map(|person| person["person"].as_str().unwrap_or("-").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&["--person", "Security Lead"]), ["security-lead"]);
    assert_eq!(ids(&["--within", "10y"]), ["it-manager", "security-lead"]);
    assert_eq!(ids(&["--person", "office-manager", "--within", "10y"]), [] as [&str; 0]);
    let run = register.run(&["due", "--person", "it-manger"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("did you mean `it-manager`?"), "{}", run.stderr);
    let run = register.run(&["due", "--within", "soon"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("30d"), "{}", run.stderr);
}

#[test]
fn by_day_the_late_things_stand_first() {
    let run = register().run(&["due", "--by", "day"]);
    let lines = lines(&run);
    assert_eq!(lines[0], "Late");
    assert!(lines[1].contains("action: Buy the tokens"), "{}", run.stdout);
    assert!(run.stdout.contains("(IT Manager)"), "{}", run.stdout);
}

#[test]
fn markdown_mentions_nobody() {
    for by in ["owner", "day"] {
        let run = register().run(&["due", "--format", "markdown", "--by", by]);
        assert!(run.stdout.starts_with("**To do: "), "{}", run.stdout);
        assert!(run.stdout.contains("everyone") && !run.stdout.contains("@everyone"), "{}", run.stdout);
        assert_eq!(run.stderr, "");
    }
}

#[test]
fn where_nothing_is_due_it_says_so() {
    let register = Registry::base();
    std::fs::remove_file(register.path("controls.toml")).expect("removed");
    let arguments = ["due", "--within", "0d", "--today", "2025-03-01"];
    let run = register.run(&arguments);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert!(run.stderr.contains("nothing is due by 2025-03-01"), "{}", run.stderr);
    let run = register.run(&[&arguments[..], &["--format", "markdown"]].concat());
    assert!(run.stdout.starts_with("**Nothing is due**"), "{}", run.stdout);
    let run = register.run(&[&arguments[..], &["--format", "json"]].concat());
    assert_eq!(schemas::document("due", &run.stdout)["people"], serde_json::json!([]));
}

#[test]
fn github_actions_reads_no_command() {
    let hostile = LATE.replace("Weak passwords @everyone", "::error::x ##[add-mask]y");
    let register = Registry::base().file("risks/R002.toml", hostile);
    for format in ["human", "markdown", "json"] {
        let run =
            register.run_in(&["due", "--format", format], &[("GITHUB_ACTIONS", "true"), ("COLUMNS", "40")]);
        assert!(!run.stdout.contains("##["), "{}", run.stdout);
        assert!(run.stdout.lines().all(|line| !line.trim_start().starts_with("::")), "{}", run.stdout);
    }
}

#[test]
fn the_filters_of_list_leave_what_is_about_a_risk_that_passes() {
    let indicator = "[[indicator]]\nid = 'mails'\nname = 'Mails'\nkind = 'kri'\nunit = 'a month'\nbetter = 'lower'\nevery = '1 month'\nowner = 'it-manager'\nrisks = ['R002']\n";
    let register = register().file("indicators.toml", indicator);
    let told = |arguments: &[&str]| {
        let run = register.run(&[&["due", "--format", "json", "--within", "5y"], arguments].concat());
        let document = schemas::document("due", &run.stdout);
        let people = document["people"].as_array().expect("people").clone();
        let items = people.iter().flat_map(|person| person["items"].as_array().expect("items").clone());
        let mut told: Vec<String> = items
            .map(|item| {
                format!("{} {}", item["risk"].as_str().unwrap_or("-"), item["what"].as_str().expect("what"))
            })
            .collect();
        told.sort();
        told.dedup();
        told
    };
    let all = told(&[]);
    assert!(all.contains(&"- indicator".to_owned()) && all.contains(&"R001 review".to_owned()), "{all:?}");
    for (filter, about) in [
        (vec!["--above-line"], "R002"),
        (vec!["--status", "in-progress"], "R002"),
        (vec!["--overdue"], "R002"),
        (vec!["--level", "moderate"], "R001"),
    ] {
        let told = told(&filter);
        assert!(told.iter().any(|line| line.starts_with(about)), "{filter:?}: {told:?}");
        let other = if about == "R001" { "R002" } else { "R001" };
        assert!(!told.iter().any(|line| line.starts_with(other)), "{filter:?}: {told:?}");
        assert_eq!(told.contains(&"- indicator".to_owned()), about == "R002", "{filter:?}: {told:?}");
    }
    assert_eq!(told(&["--unassessed"]), [] as [&str; 0]);
    let run = register.run(&["due", "--unassessed"]);
    assert!(run.stderr.contains("nothing that passes the filters is due"), "{}", run.stderr);
    assert_eq!(register.run(&["due", "--level", "hgih"]).code, 2);
}

#[test]
fn an_indicator_is_due_with_its_owner() {
    let indicator = "[[indicator]]\nid = 'mails'\nname = 'Mails'\nkind = 'kri'\nunit = 'a month'\nbetter = 'lower'\nevery = '1 month'\ngrace = '10 days'\nowner = 'security-lead'\n";
    let register = Registry::base().file("indicators.toml", indicator);
    let run = register.run(&["due"]);
    assert!(run.stdout.contains("measure what never was: Mails"), "{}", run.stdout);
    let register = register.file("measurements/mails.csv", "date,value\n2025-04-25,1\n");
    let run = register.run(&["due"]);
    assert!(run.stdout.contains("2025-05-25  7 days ago     -  measure: Mails"), "{}", run.stdout);
    let run = register.run(&["due", "--today", "2025-06-05"]);
    assert!(run.stdout.contains("11 days late"), "{}", run.stdout);
}
