//! `plimsoll check`

use crate::harness::{Registry, Run};
use crate::schemas;

const LATE: &str = "id = 'R002'\ntitle = 'Weak passwords'\nowner = 'it-manager'\nidentified = 2025-05-01\nlikelihood = 'high'\nimpact = 'high'\nrationale = 'x'\nassessed = 2025-05-02\nassessed_by = 'security-lead'\nstatus = 'in-progres'\n[treatment]\noption = 'mitigate'\nplan = 'MFA'\nowner = 'security-lead'\ndue = 2025-05-20\n";

/// A misspelt status and a late treatment, among others.
fn register() -> Registry {
    Registry::base().file("risks/deep/R002.toml", LATE)
}

fn rules(run: &Run) -> Vec<String> {
    let mut rules: Vec<String> = run
        .stdout
        .lines()
        .filter_map(|line| line.split(": ").nth(1)?.split(' ').nth(1).map(str::to_owned))
        .collect();
    rules.sort();
    rules.dedup();
    rules
}

fn short(arguments: &[&str]) -> Run {
    register().run(&[&["check", "--format", "short"], arguments].concat())
}

#[test]
fn people_see_the_line_and_the_word() {
    let run = register().run(&["check", "--select", "unknown-value,overdue-treatment"]);
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.stdout);
    insta::assert_snapshot!(run.stderr);
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 80), "{}", run.stdout);
}

#[test]
fn ascii_is_enough_and_colour_is_not_needed() {
    let arguments = ["check", "--select", "unknown-value,overdue-treatment"];
    let run = register().run_in(&arguments, &[("LANG", "C")]);
    assert!(run.stdout.is_ascii() && run.stderr.is_ascii(), "{}", run.stdout);
    assert!(run.stdout.contains("in-progres"));
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn short_is_a_line_a_finding() {
    let run = short(&["--select", "unknown-value,overdue-treatment"]);
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.stdout);
    assert_eq!(run.stderr, "");
}

#[test]
fn json_follows_its_schema() {
    let run = register().run(&["check", "--format", "json"]);
    assert_eq!(run.code, 1);
    let document = schemas::document("check", &run.stdout);
    assert_eq!(document["summary"]["risks"], 2);
    let findings = document["findings"].as_array().expect("findings");
    let value = findings.iter().find(|f| f["rule"] == "unknown-value").expect("unknown-value");
    assert_eq!(value["path"], "risks/deep/R002.toml");
    assert_eq!((&value["line"], &value["column"]), (&10.into(), &10.into()));
    assert_eq!(value["risk"], "R002");
    let errors = findings.iter().filter(|f| f["severity"] == "error").count();
    assert_eq!(document["summary"]["errors"], errors);
    // A clean register, too, and one whose files do not parse.
    schemas::document("check", &Registry::base().run(&["check", "--format", "json"]).stdout);
    let broken = register().file("risks/R003.toml", "id = \n = 3\n[").file("people.toml", [0xff, 0xfe, 0x00]);
    let run = broken.run(&["check", "--format", "json"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    schemas::document("check", &run.stdout);
}

#[test]
fn waived_findings_are_listed_beside() {
    let waiver = "[[waiver]]\nrule = 'overdue-treatment'\nreason = 'Strike'\nuntil = 2025-07-01\nby = 'managing-director'\n";
    let register = Registry::base().file("risks/deep/R002.toml", format!("{LATE}\n{waiver}"));
    let arguments = ["check", "--format", "json", "--select", "overdue-treatment"];
    let run = register.run(&arguments);
    assert_eq!(run.code, 0, "{}", run.stdout);
    let document = schemas::document("check", &run.stdout);
    assert_eq!(document["waived"][0]["rule"], "overdue-treatment");
    assert_eq!(document["waived"][0]["until"], "2025-07-01");
    let run = register.run(&[&arguments[..], &["--no-waivers"]].concat());
    assert_eq!(run.code, 1);
}

#[test]
fn paths_limit_what_is_reported_and_not_what_is_read() {
    assert!(rules(&short(&["risks/deep"])).contains(&"unknown-value".to_owned()));
    assert!(rules(&short(&["risks/deep/R002.toml"])).contains(&"unknown-value".to_owned()));
    let run = short(&["risks/R001.toml"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "the rest was read and not reported");
    assert!(rules(&short(&["."])).contains(&"unknown-value".to_owned()));
    for path in ["risks/none", "../elsewhere", "risks/dee"] {
        let run = short(&[path]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{path}");
        assert!(run.stderr.contains("cannot check"), "{}", run.stderr);
    }
}

#[test]
fn rules_and_families_are_selected_and_ignored() {
    assert_eq!(rules(&short(&["--select", "files"])), ["unknown-value"]);
    assert_eq!(rules(&short(&["--select", "dated"])), ["overdue-treatment"]);
    assert!(!rules(&short(&["--ignore", "dated"])).contains(&"overdue-treatment".to_owned()));
    assert_eq!(rules(&short(&["--select", "files", "--ignore", "unknown-value"])), [""; 0]);
    let run = short(&["--select", "file"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("did you mean `files`?"), "{}", run.stderr);
    let run = short(&["--ignore", "no-such-rule", "--select", "files"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("no rule or family `no-such-rule`"), "{}", run.stderr);
}

#[test]
fn statistics_count_by_rule() {
    let run = register().run(&["check", "--statistics", "--select", "files,dated"]);
    assert_eq!(run.code, 1);
    assert_eq!(run.stdout, "1  error    overdue-treatment\n1  error    unknown-value\n");
}

#[test]
fn the_summary_says_what_a_day_brought() {
    let run = register().run(&["check", "--select", "files,dated"]);
    assert!(run.stderr.starts_with("2 risks, 2 errors (1 because a day passed)"), "{}", run.stderr);
    let run = Registry::base().run(&["check", "--ignore", "controls"]);
    assert!(run.stderr.starts_with("1 risk, nothing to object to"), "{}", run.stderr);
    assert_eq!(Registry::base().run(&["check", "-q"]).stderr, "");
}

#[test]
fn the_day_comes_from_the_option_then_the_environment() {
    let before = register().run(&["check", "--select", "dated", "--today", "2025-05-20"]);
    assert_eq!(before.code, 0, "on its day a deadline is kept");
    let mut command = register_command(&["check", "--select", "dated"]);
    command.1.env("SOURCE_DATE_EPOCH", "1747699200");
    assert_eq!(crate::harness::run(command.1).code, 0, "2025-05-20");
}

fn register_command(arguments: &[&str]) -> (Registry, std::process::Command) {
    let register = register();
    let mut command = crate::harness::program();
    command.current_dir(register.root()).args(arguments);
    (register, command)
}

#[test]
fn hidden_characters_are_shown_and_never_sent() {
    let hostile = LATE
        .replace("in-progres", "it\\u001b[31m\\u202e")
        .replace("title = 'Weak passwords'", "titel = '\u{202e}x'");
    let register = Registry::base().file("risks/deep/R002.toml", hostile);
    for format in ["human", "short", "json"] {
        let run = register.run(&["check", "--format", format]);
        assert_eq!(run.code, 1);
        for hidden in ['\u{1b}', '\u{202e}'] {
            assert!(!run.stdout.contains(hidden), "{format}: {}", run.stdout);
        }
    }
}
