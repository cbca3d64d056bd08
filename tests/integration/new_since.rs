//! `check --new-since`: what a change brings, and what it does not.

use serde_json::Value;

use crate::harness::Run;
use crate::log::risk;
use crate::schemas::document;
use crate::story::{BASE, Story};

const R1: &str = "risks/R001.toml";
const R2: &str = "risks/R002.toml";

/// A change of some files; `None` takes one away.
type Changes<'c> = &'c [(&'c str, Option<&'c str>)];

/// A register in two commits.
fn story(before: &[(&str, &str)], after: Changes<'_>) -> (Story, String) {
    let mut story = Story::begin();
    let before: Vec<(&str, Option<&str>)> = before.iter().map(|(path, text)| (*path, Some(*text))).collect();
    let base = story.commit("base", &before);
    story.commit("head", after);
    (story, base)
}

/// What is new, each as `rule thing`, and how many old ones are hidden.
fn told(run: &Run) -> (Vec<String>, u64) {
    let told = document("check", &run.stdout);
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let findings = told["findings"].as_array().expect("findings").iter();
    let new = findings.map(|finding| format!("{} {}", text(&finding["rule"]), text(&finding["risk"])));
    (new.collect(), told["summary"]["hidden"].as_u64().expect("a number"))
}

fn between(before: &[(&str, &str)], after: Changes<'_>) -> (Vec<String>, u64) {
    let (story, base) = story(before, after);
    told(&story.run(&["check", "--new-since", &base, "--format", "json"]))
}

/// A risk that asks nobody for anything.
fn sound(id: &str) -> String {
    let rest = "identified = 2025-01-01\nassessed = 2025-05-01\nassessed_by = \"it-manager\"\nunit = \"platform\"\n\
        assets = [\"customer-database\"]\nrationale = \"It happened twice.\"\n";
    risk(id, rest)
}

/// A risk with two old sins.
fn sinner(id: &str) -> String {
    sound(id)
        .replace("\"it-manager\"\nlikelihood", "\"nobody\"\nlikelihood")
        .replace("status =", "threats = [\"ghost\"]\nstatus =")
}

#[test]
fn a_sound_register_has_nothing_new_to_object_to() {
    assert_eq!(between(&[(R1, &sound("R001"))], &[(R2, Some(&sound("R002")))]), (vec![], 0));
}

#[test]
fn old_sins_stay_old_where_lines_shift_files_are_touched_renamed_and_moved() {
    let old = sinner("R001");
    assert_eq!(between(&[(R1, &old)], &[(R2, Some(&sound("R002")))]), (vec![], 2));
    let shifted = format!("# a comment\n\n\n{}", old.replace("status =", "tags = [\"gdpr\"]\nstatus ="));
    assert_eq!(between(&[(R1, &old)], &[(R1, Some(&shifted))]), (vec![], 2));
    let moved: Changes<'_> = &[(R1, None), ("risks/platform/R001.toml", Some(&shifted))];
    assert_eq!(between(&[(R1, &old)], moved), (vec![], 2));
    let renamed: Changes<'_> = &[(R1, None), ("risks/laptop.toml", Some(&old))];
    assert_eq!(between(&[(R1, &old)], renamed), (vec!["misnamed-file R001".to_owned()], 2));
    let config = format!("{}\n[paths]\nrisks = \"register\"\n", BASE[0].1);
    let folder: Changes<'_> =
        &[(R1, None), ("register/R001.toml", Some(&old)), ("plimsoll.toml", Some(&config))];
    assert_eq!(between(&[(R1, &old)], folder), (vec![], 2));
}

#[test]
fn what_a_change_causes_elsewhere_is_its_own() {
    let people = BASE[2].1.replace(
        "[[person]]\nid = \"it-manager\"\nname = \"IT Manager\"\nroles = [\"department-head\"]\n",
        "",
    );
    assert_ne!(people, BASE[2].1);
    let (new, _) = between(&[(R1, &sound("R001"))], &[("people.toml", Some(&people))]);
    assert!(new.contains(&"unknown-person R001".to_owned()), "{new:?}");
    let matrix = BASE[1].1.replace("[\"low\", \"moderate\", \"high\"]", "[\"low\", \"high\", \"high\"]");
    let (new, _) = between(&[(R1, &sound("R001"))], &[("schema/methodology.toml", Some(&matrix))]);
    assert_eq!(new, ["untreated-risk R001"]);
}

#[test]
fn a_waiver_taken_away_shows_what_it_hid_and_a_new_one_hides_nothing_new() {
    let waiver = "[[waiver]]\nrule = \"unreasoned-assessment\"\nreason = \"So.\"\nuntil = 2025-12-31\nby = \"security-lead\"\n";
    let bare = sound("R001").replace("rationale = \"It happened twice.\"\n", "");
    let waived = format!("{bare}{waiver}");
    assert_eq!(
        between(&[(R1, &waived)], &[(R1, Some(&bare))]),
        (vec!["unreasoned-assessment R001".to_owned()], 0)
    );
    assert_eq!(between(&[(R1, &bare)], &[(R1, Some(&waived))]), (vec![], 1), "an old sin may be waived");
    let (story, base) = story(&[], &[(R1, Some(&waived))]);
    let run = story.run(&["check", "--new-since", &base, "--select", "assessment", "--format", "short"]);
    assert!(run.stdout.contains("its waiver comes with this change"), "{}", run.stdout);
    // Afterwards it counts.
    assert_eq!(between(&[(R1, &waived)], &[(R2, Some(&sound("R002")))]), (vec![], 0));
}

#[test]
fn a_rule_that_is_switched_on_or_weighs_more_brings_nothing() {
    let bare = sound("R001").replace("rationale = \"It happened twice.\"\n", "");
    let rules = |severity: &str| format!("{}\n[rules]\nunreasoned-assessment = \"{severity}\"\n", BASE[0].1);
    let (off, error) = (rules("off"), rules("error"));
    let before = [(R1, bare.as_str()), ("plimsoll.toml", off.as_str())];
    assert_eq!(between(&before, &[("plimsoll.toml", Some(&error))]), (vec![], 1));
    let second = bare.replace("R001", "R002");
    let both: Changes<'_> = &[("plimsoll.toml", Some(&error)), (R2, Some(&second))];
    assert_eq!(between(&before, both), (vec!["unreasoned-assessment R002".to_owned()], 1));
}

#[test]
fn a_sin_that_grew_worse_is_new_and_one_that_is_half_mended_is_old() {
    let high = sound("R001").replace("likelihood = \"medium\"", "likelihood = \"high\"");
    let critical = high.replace("impact = \"medium\"", "impact = \"high\"");
    let (new, _) = between(&[(R1, &high)], &[(R1, Some(&critical))]);
    assert_eq!(new, ["untreated-risk R001"]);
    assert_eq!(between(&[(R1, &critical)], &[(R1, Some(&high))]), (vec![], 1));
    // Of two unknown controls one is mended.
    let two = sound("R001").replace("status =", "controls = [\"gate\", \"fence\"]\nstatus =");
    let one = two.replace("\"gate\", ", "");
    assert_eq!(between(&[(R1, &two)], &[(R1, Some(&one))]), (vec![], 1));
    // One is mended and another made.
    let other = two.replace("gate", "moat");
    assert_eq!(between(&[(R1, &two)], &[(R1, Some(&other))]), (vec!["unknown-control R001".to_owned()], 1));
}

#[test]
fn of_like_findings_the_one_elsewhere_is_new() {
    let (one, third) = (sound("R001"), "risks/third/R001.toml");
    let (story, base) = story(&[(R1, &one), ("risks/b/R001.toml", &one)], &[(third, Some(&one))]);
    let run = story.run(&["check", "--new-since", &base, "--select", "duplicate-id", "--format", "json"]);
    let told = document("check", &run.stdout);
    assert_eq!(told["summary"]["hidden"], 1);
    assert_eq!(told["findings"].as_array().map(Vec::len), Some(1));
    assert_eq!(told["findings"][0]["path"], third);
}

#[test]
fn a_risk_that_the_paths_no_longer_reach_is_deleted() {
    let config = format!("{}\n[paths]\nrisks = \"register\"\n", BASE[0].1);
    let after: Changes<'_> =
        &[("plimsoll.toml", Some(&config)), ("register/R002.toml", Some(&sound("R002")))];
    let (story, base) = story(&[(R1, &sound("R001"))], after);
    for cache in [&[][..], &["--no-cache"]] {
        let run = story.run(&[&["check", "--new-since", &base, "--format", "json"], cache].concat());
        assert_eq!(told(&run).0, ["deleted-risk R001"], "{}", run.stdout);
    }
    let (story, base) = self::story(&[(R1, &sound("R001")), (R2, &sound("R002"))], &[(R1, None)]);
    let run = story.run(&["check", "--new-since", &base, "--format", "json"]);
    assert_eq!(told(&run).0, ["deleted-risk R001"], "once, though history says so, too");
}

#[test]
fn what_the_base_could_not_read_counts_as_new_and_is_said_once() {
    let broken = "id = \"R001\"\ntitle = \"x\nowner = \n";
    let (story, base) = story(&[(R1, broken), (R2, &sinner("R002"))], &[(R1, Some(&sinner("R001")))]);
    let run = story.run(&["check", "--new-since", &base, "--format", "json"]);
    assert_eq!(told(&run), (vec!["unknown-person R001".to_owned(), "unknown-threat R001".to_owned()], 2));
    assert_eq!(document("check", &run.stdout)["new_since"]["unreadable"], serde_json::json!([R1]));
    let run = story.run(&["check", "--new-since", &base]);
    assert_eq!(run.stderr.matches(R1).count(), 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("counts as new") && run.stderr.contains("2 older ones hidden"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_base_whose_configuration_is_broken_can_be_mended() {
    let (story, base) = story(
        &[(R1, &sinner("R001")), ("plimsoll.toml", "[register\n")],
        &[("plimsoll.toml", Some(BASE[0].1)), (R2, Some(&sound("R002")))],
    );
    let run = story.run(&["check", "--new-since", &base, "--format", "json"]);
    assert_eq!(told(&run), (vec![], 2), "{}", run.stderr);
    assert_eq!(
        document("check", &run.stdout)["new_since"]["unreadable"],
        serde_json::json!(["plimsoll.toml"])
    );
    let diff = story.run(&["diff", &base, "HEAD"]);
    assert_eq!(diff.code, 0, "{}", diff.stderr);
}

#[test]
fn a_register_that_did_not_exist_makes_all_new_and_says_so() {
    let mut story = Story::empty();
    let base = story.commit("readme", &[("README.md", Some("r"))]);
    for (path, text) in BASE {
        story.commit(path, &[(path, Some(text))]);
    }
    story.commit("add", &[(R1, Some(&sinner("R001")))]);
    let run = story.run(&["check", "--new-since", &base, "--format", "json"]);
    let new = document("check", &run.stdout);
    assert_eq!(
        (run.code, &new["summary"]["hidden"], &new["new_since"]["register"]),
        (1, &0.into(), &false.into())
    );
    assert!(
        run.stderr.contains("no register at the base") && run.stderr.contains("everything"),
        "{}",
        run.stderr
    );
}

#[test]
fn both_sides_are_judged_on_one_day() {
    // Due between base and head, and never touched.
    let plan = "[treatment]\noption = \"mitigate\"\nplan = \"Lock\"\nowner = \"it-manager\"\ndue = 2025-01-02\nagreed = 2025-01-01\n";
    let late = format!("{}{plan}", sound("R001"));
    let (story, base) = story(&[(R1, &late)], &[(R2, Some(&sound("R002")))]);
    for today in ["2025-01-02", "2025-01-03", "2025-06-01"] {
        let run = story.run(&[
            "check",
            "--new-since",
            &base,
            "--select",
            "dated",
            "--format",
            "json",
            "--today",
            today,
        ]);
        let hidden = u64::from(today != "2025-01-02");
        assert_eq!(told(&run), (vec![], hidden), "{today}");
    }
}

#[test]
fn only_what_is_asked_for_is_counted() {
    let after: Changes<'_> = &[(R1, Some(&sinner("R001"))), (R2, Some(&sinner("R002")))];
    let (story, base) = story(&[(R1, &sinner("R001"))], after);
    let run = |arguments: &[&str]| {
        story.run(&[&["check"], arguments, &["--new-since", &base, "--format", "json"]].concat())
    };
    assert_eq!(told(&run(&[R1])), (vec![], 2));
    assert_eq!(told(&run(&[R2])).0.len(), 2);
    assert_eq!(told(&run(&["--select", "unknown-threat"])), (vec!["unknown-threat R002".to_owned()], 1));
    assert_eq!((run(&[R1]).code, run(&[R2]).code), (0, 1));
}

#[test]
fn a_register_that_did_not_change_has_nothing_new() {
    let demo = crate::harness::Registry::empty();
    demo.run(&["init", "--example", "demo"]);
    let run =
        |arguments: &[&str]| demo.run(&[&["-C", "demo", "check", "--format", "json"], arguments].concat());
    let (all, none) = told(&run(&[]));
    assert!(all.len() > 5 && none == 0);
    assert_eq!(told(&run(&["--new-since", "HEAD"])), (vec![], all.len() as u64));
    for base in ["HEAD~1", "HEAD~20", "HEAD~60"] {
        let (new, hidden) = told(&run(&["--new-since", base]));
        assert!(new.len() as u64 + hidden >= all.len() as u64, "{base}: nothing is lost");
    }
}

#[test]
fn every_format_says_what_is_hidden_where_there_is_room() {
    let (story, base) = story(&[(R1, &sinner("R001"))], &[(R2, Some(&sinner("R002")))]);
    let run = |format: &str| story.run(&["check", "--new-since", &base, "--format", format]);
    for format in ["human", "short", "json", "sarif", "github", "gitlab", "junit", "markdown"] {
        let run = run(format);
        assert_eq!(run.code, 1, "{format}");
        assert!(
            run.stdout.contains("R002") && (format == "sarif" || !run.stdout.contains("R001")),
            "{format}: {}",
            run.stdout
        );
    }
    for format in ["github", "markdown", "sarif"] {
        assert!(run(format).stdout.contains("2 older ones hidden"), "{format}");
    }
    assert!(run("human").stderr.contains("2 new errors, 2 older ones hidden"), "{}", run("human").stderr);
    for format in ["gitlab", "sarif"] {
        assert!(run(format).stderr.contains("tells old from new itself"), "{format}");
    }
}
