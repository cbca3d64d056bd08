//! What is wrong with files: a finding at the place with its remedy, never a
//! panic, never silence; and what stops a command.

use crate::harness::{Registry, Run};

/// The findings of a run as `path:line:column rule`, in order.
fn places(run: &Run) -> Vec<String> {
    let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("a JSON document");
    let findings = document["findings"].as_array().expect("a list");
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let place = |f: &serde_json::Value| {
        format!("{}:{}:{} {}", text(&f["path"]), text(&f["line"]), text(&f["column"]), text(&f["rule"]))
    };
    findings.iter().filter(|f| f["severity"] == "error").map(place).collect()
}

fn errors(register: &Registry) -> Vec<String> {
    let run = register.run(&["check", "--format", "json"]);
    assert_eq!(run.code, 1, "{run:?}");
    places(&run)
}

#[test]
fn all_errors_of_all_files_come_out_of_one_run() {
    let register = Registry::base()
        .file(
            "risks/R002.toml",
            "id = \"R002\"\ntitle = 7\nowner = it-manager\nstatus = \"opne\"\nidentified = 2025-02-30\ndeu = 1\n",
        )
        .file(
            "risks/R003.toml",
            "id = \"R003\"\ntitle = \"Fire\"\nowner = \"nobody\"\nstatus = \"open\"\nidentified = \"2025-01-01\"\ntags = \"x\"\nassessed = 2025-01-01T10:00:00Z\n",
        )
        .file("people.toml", "[[person]]\nid = \"it-manager\"\nname = \"IT Manager\"\nroles = [\"department-head\"]\n[[person]]\nid = \"security-lead\"\nname = \"Security Lead\"\nrolse = [\"ciso\"]\n");
    assert_eq!(
        errors(&register),
        [
            "people.toml:8:1 unknown-key",
            "risks/R002.toml:2:9 wrong-type",
            "risks/R002.toml:3:9 toml-syntax",
            "risks/R002.toml:4:10 unknown-value",
            "risks/R002.toml:5:14 toml-syntax",
            "risks/R002.toml:6:1 unknown-key",
            "risks/R003.toml:3:9 unknown-person",
            "risks/R003.toml:5:14 wrong-type",
            "risks/R003.toml:6:8 wrong-type",
            "risks/R003.toml:7:12 wrong-type",
        ]
    );
}

#[test]
fn what_follows_from_another_fault_is_not_said_again() {
    // A header that is not closed hides what comes after it: nothing is called missing.
    let register = Registry::base().file(
        "risks/R002.toml",
        "id = \"R002\"\nowner = \"it-manager\"\n[treatment\noption = \"mitigate\"\nowner = \"x\"\n",
    );
    assert_eq!(errors(&register), ["risks/R002.toml:3:10 toml-syntax"]);
    // People that cannot be read are not unknown, a misspelt key is not missing too.
    let register = Registry::base().file("people.toml", "[[person]\nid = \"it-manager\"\n").file(
        "risks/R002.toml",
        "id = \"R002\"\ntitle = \"Fire\"\nonwer = \"it-manager\"\nstatus = \"open\"\n",
    );
    assert_eq!(errors(&register), ["people.toml:1:9 toml-syntax", "risks/R002.toml:3:1 unknown-key"]);
}

#[test]
fn a_broken_methodology_leaves_the_rest_checked() {
    let register = Registry::base()
        .file("schema/methodology.toml", "name = \"Broken\nversion = 1\n")
        .file("risks/R002.toml", "id = \"R002\"\ntitle = \"Fire\"\nowner = \"nobody\"\nstatus = \"open\"\nlikelihood = \"x\"\nimpact = \"y\"\n");
    let found = errors(&register);
    assert!(found.contains(&"schema/methodology.toml:1:14 toml-syntax".to_owned()), "{found:?}");
    assert!(found.contains(&"risks/R002.toml:3:9 unknown-person".to_owned()), "{found:?}");
    assert!(!found.iter().any(|place| place.contains("unknown-value")), "levels are unjudged: {found:?}");
}

#[test]
fn files_of_every_odd_kind_are_findings_or_read() {
    let register = Registry::base()
        .file("risks/R002.toml", [0xff, 0xfe, b'i', 0])
        .file("risks/R003.toml", b"id = \"R00\xe9\"\n")
        .file("risks/R004.toml", b"id = \"R004\"\ntitle = \"a\0b\"\n")
        .file("risks/R005.toml", "")
        .file("risks/R006.toml", vec![b'#'; (1 << 20) + 1])
        .file("risks/R007.toml/inside.txt", "a folder")
        .file("risks/R008.toml", format!("a = {}", "[".repeat(100_000)))
        .file("risks/R009.toml", format!("a = {}", "{a=".repeat(100_000)));
    let run = register.run(&["check", "--format", "json"]);
    assert_eq!(run.code, 1);
    let found = places(&run);
    for place in [
        "risks/R002.toml:1:1 unreadable-file",
        "risks/R003.toml:1:10 unreadable-file",
        "risks/R004.toml:2:11 toml-syntax",
        "risks/R005.toml:1:1 missing-key",
        "risks/R006.toml:1:1 unreadable-file",
        "risks/R007.toml:1:1 unreadable-file",
    ] {
        assert!(found.contains(&place.to_owned()), "{place} in {found:#?}");
    }
    for nested in ["R008", "R009"] {
        assert!(
            found.iter().any(|place| place.contains(nested) && place.ends_with("toml-syntax")),
            "{nested}"
        );
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_and_not_passed_over() {
    use std::os::unix::fs::symlink;
    let register = Registry::base();
    symlink("/nowhere", register.path("risks/R002.toml")).expect("a link");
    symlink("/etc/hostname", register.path("risks/R003.toml")).expect("a link");
    symlink("/etc", register.path("risks/more")).expect("a link");
    assert_eq!(
        errors(&register),
        [
            "risks/R002.toml:1:1 unreadable-file",
            "risks/R003.toml:1:1 unreadable-file",
            "risks/more:1:1 unreadable-file",
        ]
    );
    let register = Registry::base();
    std::fs::rename(register.path("risks"), register.path("elsewhere")).expect("moved");
    symlink(register.path("elsewhere"), register.path("risks")).expect("a link");
    assert_eq!(errors(&register), ["risks:1:1 unreadable-file"]);
}

#[test]
fn a_byte_order_mark_and_crlf_are_fine() {
    let crlf = include_str!("../data/examples/risk.toml").replace("R001", "R002").replace('\n', "\r\n");
    let register = Registry::base().file("risks/R002.toml", format!("\u{feff}{crlf}"));
    assert_eq!(register.run(&["check", "--deny", "warnings"]).code, 0);
}

#[test]
fn many_syntax_errors_are_counted_not_shown() {
    let register = Registry::base().file("risks/R002.toml", "= 1\n".repeat(200_000));
    let found = errors(&register);
    assert_eq!(found.len(), 21, "twenty and the count of the rest");
    let run = register.run(&["check", "--format", "short"]);
    assert!(run.stdout.contains("199980 more syntax errors"), "{}", run.stdout);
}

#[test]
fn one_id_in_two_files_is_told_with_both_places() {
    let risk = include_str!("../data/examples/risk.toml");
    let register = Registry::base()
        .file("risks/more/R001.toml", risk)
        .file("risks/even/r001.toml", risk.replace("R001", "r001"));
    let run = register.run(&["check", "--select", "duplicate-id", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let findings = document["findings"].as_array().expect("a list");
    assert_eq!(findings.len(), 2, "{findings:#?}");
    assert!(findings.iter().all(|f| f["related"].as_array().is_some_and(|related| !related.is_empty())));
}

#[test]
fn hostile_text_is_inert_in_every_output() {
    let hostile = r#"id = "R002"
title = "\u001b[31mred \u202eevil ##[stop-commands]x"
owner = "it-manager"
status = "open"
likelihood = "low"
impact = "low"
assessed = 2025-05-01
category = "::error::pwned"
tags = ["\u0007"]
unknown = "\u009b31m"
"#;
    let register = Registry::base().file("risks/R002.toml", hostile);
    for arguments in [
        &["check"][..],
        &["check", "--format", "short"],
        &["check", "--format", "json"],
        &["list"],
        &["list", "--format", "csv"],
        &["list", "--format", "json"],
        &["show", "R002"],
        &["show", "R002", "--format", "json"],
    ] {
        let run = register.run_in(arguments, &[("GITHUB_ACTIONS", "true")]);
        for text in [&run.stdout, &run.stderr] {
            assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{7}', '\u{9b}']), "{arguments:?}: {text}");
            assert!(!text.contains("##["), "{arguments:?}: {text}");
            assert!(text.lines().all(|line| !line.trim_start().starts_with("::")), "{arguments:?}: {text}");
        }
    }
}

#[test]
fn a_plimsoll_toml_that_cannot_be_worked_with_stops_with_place_and_remedy() {
    for (config, place) in [
        ("[register\ntitle = 1\n", "plimsoll.toml:1:"),
        ("[register]\nid = \"x\"\n", "plimsoll.toml:"),
        ("[register]\ntitle = 7\n", "plimsoll.toml:2:9"),
        ("[register]\ntitle = \"T\"\nrequires = \">=99\"\n", "plimsoll.toml:3:12"),
        ("[register]\ntitle = \"T\"\nid_pattern = \"R\"\n", "plimsoll.toml:3:14"),
        ("[register]\ntitle = \"T\"\n[paths]\nrisks = \"../elsewhere\"\n", "plimsoll.toml:4:9"),
        ("[register]\ntitle = \"T\"\n[rules]\noverdue-review = 3\n", "plimsoll.toml:4:18"),
    ] {
        let run = Registry::base().file("plimsoll.toml", config).run(&["check"]);
        assert_eq!(run.code, 2, "{config}\n{run:?}");
        assert!(run.stderr.contains(place) && run.stderr.contains("help:"), "{config}\n{}", run.stderr);
    }
    // Everything else in it is a finding.
    let odd = "[register]\ntitle = \"T\"\nid = \"example\"\ncolour = 1\n[rules]\nno-such-rule = \"error\"\noverdue-review = \"eror\"\n";
    let run = Registry::base().file("plimsoll.toml", odd).run(&["check", "--format", "json"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(places(&run), ["plimsoll.toml:4:1 unknown-key", "plimsoll.toml:7:18 unknown-value"]);
}

#[test]
fn without_a_register_it_says_where_it_looked() {
    let run = Registry::empty().run(&["check"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("looked in") && run.stderr.contains("plimsoll init"), "{}", run.stderr);
}
