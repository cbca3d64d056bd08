//! `plimsoll check --add-waivers`: a register that is taken over with old sins.

use std::fs;

use crate::harness::{Registry, Run};

const OLD: &str = "# Taken over.\r\nid = \"R002\"\r\ntitle = \"Flood\"\r\nowner = \"it-manager\"\r\nlikelihood = \"high\"\r\n\
    impact = \"high\"\r\nassessed = 2023-01-10\r\nstatus = \"open\"\r\n# The end.\r\n";

fn old() -> Registry {
    Registry::base().file("risks/R002.toml", OLD)
}

fn add(register: &Registry, by: &str, until: &str, more: &[&str]) -> Run {
    let mut arguments =
        vec!["check", "--add-waivers", "--reason", "Taken over with the firm", "--until", until, "--by", by];
    arguments.extend(more);
    register.run(&arguments)
}

fn read(register: &Registry, path: &str) -> String {
    fs::read_to_string(register.path(path)).expect("a file")
}

#[test]
fn old_sins_are_waived_and_stay_to_be_seen() {
    let register = old();
    let before = register.run(&["check", "--format", "short"]);
    assert_eq!(before.code, 1);
    let count = before.stdout.lines().count();
    let diff = add(&register, "managing-director", "2025-12-31", &["--diff"]);
    assert_eq!((diff.code, read(&register, "risks/R002.toml").as_str()), (1, OLD));
    assert!(diff.stdout.contains("+rule = \"untreated-risk\""), "{}", diff.stdout);
    let run = add(&register, "managing-director", "2025-12-31", &[]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains(&format!("{count} findings waived by")), "{}", run.stderr);
    let after = register.run(&["check", "--deny", "warnings"]);
    assert_eq!(after.code, 0, "{}", after.stdout);
    let seen = register.run(&["check", "--no-waivers", "--format", "short"]);
    assert_eq!((seen.code, seen.stdout.lines().count()), (1, count));
    let text = read(&register, "risks/R002.toml");
    assert!(text.starts_with(OLD.trim_end_matches("# The end.\r\n")), "{text}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert!(text.contains("# The end."));
    let again = add(&register, "managing-director", "2025-12-31", &["--diff"]);
    assert_eq!((again.code, again.stdout.as_str()), (0, ""), "{}", again.stderr);
}

#[test]
fn findings_about_no_risk_are_waived_in_the_file_of_waivers() {
    let register = Registry::base().file(
        "assets.toml",
        "[[asset]]\nid = \"vault\"\nname = \"Vault\"\nowner = \"it-manager\"\nconfidentiality = \"high\"\n\
         [[asset]]\nid = \"safe\"\nname = \"Safe\"\nowner = \"it-manager\"\nconfidentiality = \"high\"\n",
    );
    let run = add(&register, "managing-director", "2025-12-31", &["--select", "undercovered-asset"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains("2 findings waived by 1 new waiver\n"), "{}", run.stderr);
    assert_eq!(
        read(&register, "waivers.toml"),
        "[[waiver]]\nrule = \"undercovered-asset\"\npath = \"assets.toml\"\nreason = \"Taken over with the firm\"\nuntil = 2025-12-31\nby = \"managing-director\"\n"
    );
    assert_eq!(register.run(&["fmt", "--check", "waivers.toml"]).code, 0);
}

#[test]
fn whoever_may_not_is_refused_and_told_who_may() {
    let register = old();
    let run = add(&register, "it-manager", "2025-12-31", &[]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(
        run.stderr.contains("may not waive on R002: ") && run.stderr.contains(" may\n"),
        "{}",
        run.stderr
    );
    assert_eq!(read(&register, "risks/R002.toml"), OLD);
    let unknown = add(&register, "managing-directr", "2025-12-31", &[]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("managing-director"), "{}", unknown.stderr);
    let past = add(&register, "managing-director", "2025-05-31", &[]);
    assert_eq!(past.code, 1);
    assert!(past.stderr.contains("before today"), "{}", past.stderr);
    assert_eq!(register.run(&["check", "--add-waivers"]).code, 2);
    assert_eq!(register.run(&["check", "--reason", "x"]).code, 2);
}

#[test]
fn what_cannot_be_waived_remains_and_is_named() {
    let register = old().file("risks/R003.toml", OLD.replace("R002", "R003").replace("\"it-manager\"", "3"));
    let run = add(&register, "managing-director", "2025-12-31", &[]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("1 finding left: `wrong-type` cannot be waived\n"), "{}", run.stderr);
    let left = register.run(&["check", "--format", "short"]);
    assert_eq!(left.stdout.lines().count(), 1, "{}", left.stdout);
}

#[test]
fn a_waiver_that_has_ended_is_not_doubled() {
    let ended = format!(
        "{OLD}\r\n[[waiver]]\r\nrule = \"untreated-risk\"\r\nreason = \"x\"\r\nuntil = 2025-01-31\r\nby = \"managing-director\"\r\n"
    );
    let register = Registry::base().file("risks/R002.toml", ended);
    let run = add(&register, "managing-director", "2025-12-31", &[]);
    assert!(run.stderr.contains("`untreated-risk` has a waiver that does not hold"), "{}", run.stderr);
    assert_eq!(read(&register, "risks/R002.toml").matches("rule = \"untreated-risk\"").count(), 1);
    assert!(!register.run(&["check", "--format", "short"]).stdout.contains("duplicate-id"));
}
