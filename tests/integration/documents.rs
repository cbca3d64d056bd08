//! `plimsoll rules`, `explain`, `completions`, `man`, and help.

use crate::harness::Registry;
use crate::schemas;

#[test]
fn rules_are_listed_with_their_severity_here() {
    let register = Registry::base().file(
        "plimsoll.toml",
        "[register]\ntitle = 'x'\n[rules]\nassessment = 'off'\nunassessed-risk = 'error'\n",
    );
    let run = register.run(&["rules", "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let document = schemas::document("rules", &run.stdout);
    let rules = document["rules"].as_array().expect("rules");
    let of = |name: &str| rules.iter().find(|rule| rule["name"] == name).expect("a rule");
    assert_eq!(of("unassessed-risk")["severity"], "error");
    assert_eq!(of("unassessed-risk")["default"], "warning");
    assert_eq!(of("copied-rationale")["severity"], "off");
    let run = register.run(&["rules"]);
    assert!(
        run.stdout.lines().any(|line| line.split_whitespace().eq(["unassessed-risk", "error"])),
        "{}",
        run.stdout
    );
}

#[test]
fn rules_and_explain_work_without_a_register() {
    let nowhere = Registry::empty();
    assert_eq!(nowhere.run(&["rules"]).code, 0);
    let run = nowhere.run(&["explain", "overdue-treatment"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for part in ["# overdue-treatment", "## Why", "## Bad", "## Good"] {
        assert!(run.stdout.contains(part), "{}", run.stdout);
    }
    let run = nowhere.run(&["explain", "overdue-treatment", "--format", "json"]);
    let document = schemas::document("rules", &run.stdout);
    assert_eq!(document["rules"].as_array().map(Vec::len), Some(1));
}

#[test]
fn an_unknown_rule_is_refused_with_the_nearest() {
    let run = Registry::empty().run(&["explain", "overdue-tretment"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("did you mean `overdue-treatment`?"), "{}", run.stderr);
}

#[test]
fn completions_and_manual_pages_are_written() {
    let nowhere = Registry::empty();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = nowhere.run(&["completions", shell]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(run.stdout.contains("above-line"), "{shell}");
    }
    assert!(nowhere.run(&["man"]).stdout.contains(".TH plimsoll"));
    let run = nowhere.run(&["man", "pages"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    for page in ["plimsoll.1", "plimsoll-check.1", "plimsoll-list.1"] {
        assert!(nowhere.path("pages").join(page).is_file(), "{page}");
    }
}

#[test]
fn every_command_has_help() {
    let nowhere = Registry::empty();
    for command in [
        "init",
        "new",
        "check",
        "fmt",
        "list",
        "show",
        "due",
        "build",
        "export",
        "templates",
        "rules",
        "explain",
        "completions",
        "man",
    ] {
        let run = nowhere.run(&[command, "--help"]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{command}");
        assert!(run.stdout.contains("Usage: plimsoll"), "{command}");
        assert!(run.stdout.lines().all(|line| line.chars().count() <= 90), "{command}: {}", run.stdout);
    }
}
