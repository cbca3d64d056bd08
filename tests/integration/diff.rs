//! `diff`: pairs of registers with the effects written down by hand.

use serde_json::Value;

use crate::log::risk;
use crate::schemas::document;
use crate::story::{BASE, Story};

const R1: &str = "risks/R001.toml";

/// The document of what leads from a register to another.
fn between(before: &[(&str, &str)], after: &[(&str, Option<&str>)]) -> Value {
    let mut story = Story::begin();
    let before: Vec<(&str, Option<&str>)> = before.iter().map(|(path, text)| (*path, Some(*text))).collect();
    let base = story.commit("base", &before);
    story.commit("head", after);
    let run = story.run(&["diff", &base, "HEAD", "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    document("diff", &run.stdout)
}

/// The effects on a risk: `kind: text`.
fn effects(document: &Value, id: &str) -> Vec<String> {
    let risks = document["risks"].as_array().expect("risks");
    let risk = risks.iter().find(|risk| risk["id"] == id).unwrap_or_else(|| panic!("{id}: {document}"));
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let effects = risk["effects"].as_array().expect("effects").iter();
    effects.map(|effect| format!("{}: {}", text(&effect["kind"]), text(&effect["text"]))).collect()
}

#[test]
fn layout_order_and_comments_are_no_change_in_meaning() {
    let before = risk("R001", "tags = [\"a\", \"b\"]\n");
    let after = "# words\ntags = ['b', 'a']\n".to_owned() + &risk("R001", "").replace('"', "'");
    let mut story = Story::begin();
    let base = story.commit("base", &[(R1, Some(&before))]);
    story.commit("head", &[(R1, Some(&after))]);
    let run = story.run(&["diff", &base, "HEAD", "--exit-code"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "No change in meaning: 1 file reformatted.\n"));
    let run = story.run(&["diff", &base, "HEAD", "--format", "json"]);
    assert_eq!(document("diff", &run.stdout)["meaning"], false);
}

#[test]
fn the_headline_tells_of_a_level_that_moved_on_its_side_of_the_line() {
    let high = risk("R001", "").replace("likelihood = \"medium\"", "likelihood = \"high\"");
    let critical = high.replace("impact = \"medium\"", "impact = \"high\"");
    let headline = |before: &str, after: &str| {
        let mut story = Story::begin();
        let base = story.commit("base", &[(R1, Some(before))]);
        story.commit("head", &[(R1, Some(after))]);
        let human = story.run(&["diff", &base, "HEAD"]).stdout;
        human.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(headline(&high, &critical), "1 risk at a higher level");
    assert_eq!(headline(&critical, &high), "1 risk at a lower level");
}

#[test]
fn a_level_that_rises_over_the_line_asks_for_a_decision() {
    let before = risk("R001", "");
    let after = before.replace("likelihood = \"medium\"", "likelihood = \"high\"");
    let told = between(&[(R1, &before)], &[(R1, Some(&after))]);
    assert_eq!(
        effects(&told, "R001"),
        [
            "assessed: likelihood Medium, impact Medium → likelihood High, impact Medium",
            "raised: level Moderate → High",
            "crossed-up: High is above the line"
        ]
    );
    let changed = &told["risks"][0];
    assert_eq!(changed["level"], serde_json::json!({ "before": "moderate", "after": "high" }));
    assert_eq!(changed["above_line"], serde_json::json!({ "before": false, "after": true }));
    assert_eq!(told["approvers"][0]["what"], "approve");
    assert_eq!(told["approvers"][0]["why"], serde_json::json!(["R001"]));
    let new = told["findings"]["new"].as_array().expect("findings");
    assert!(new.iter().any(|finding| finding["rule"] == "untreated-risk"), "{new:?}");
    let back = between(&[(R1, &after)], &[(R1, Some(&before))]);
    assert_eq!(
        effects(&back, "R001")[1..],
        ["lowered: level High → Moderate", "crossed-down: Moderate is below the line"]
    );
    assert!(back["findings"]["fixed"].as_array().is_some_and(|fixed| !fixed.is_empty()));
}

#[test]
fn added_removed_moved_and_renumbered_risks_are_told_apart() {
    let (one, two, three) = (risk("R001", ""), risk("R002", ""), risk("R003", ""));
    let renumbered = risk("R009", "").replace("title", "formerly = [\"R003\"]\ntitle");
    let told = between(
        &[(R1, &one), ("risks/R002.toml", &two), ("risks/R003.toml", &three)],
        &[
            (R1, None),
            ("risks/it/R001.toml", Some(&one)),
            ("risks/R002.toml", None),
            ("risks/R004.toml", Some(&risk("R004", ""))),
            ("risks/R003.toml", None),
            ("risks/R009.toml", Some(&renumbered)),
        ],
    );
    let kinds: Vec<(&str, &str)> = told["risks"]
        .as_array()
        .expect("risks")
        .iter()
        .map(|risk| (risk["id"].as_str().expect("an id"), risk["change"].as_str().expect("a kind")))
        .collect();
    assert_eq!(kinds, [("R001", "moved"), ("R002", "removed"), ("R004", "added"), ("R009", "changed")]);
    assert_eq!(effects(&told, "R009"), ["renumbered: R003 is R009 now"]);
}

#[test]
fn dates_owners_controls_and_closings_are_effects() {
    let plan = |due: &str, rest: &str| {
        risk(
            "R001",
            &format!(
                "controls = [\"password-policy\"]\n[treatment]\noption = \"mitigate\"\nplan = \"Lock\"\nowner = \"it-manager\"\ndue = {due}\n{rest}"
            ),
        )
    };
    let before = plan("2025-06-30", "");
    let why =
        "[[treatment.postponed]]\nfrom = 2025-06-30\nto = 2025-07-30\nreason = \"The supplier is late.\"\n";
    let one = |after: &str| effects(&between(&[(R1, &before)], &[(R1, Some(after))]), "R001");
    assert_eq!(
        one(&plan("2025-07-30", "")),
        ["postponed: due date moved 30 days later, 2025-06-30 → 2025-07-30, no reason given"]
    );
    assert_eq!(
        one(&plan("2025-07-30", why)),
        ["postponed: due date moved 30 days later, 2025-06-30 → 2025-07-30, reason: The supplier is late."]
    );
    assert_eq!(
        one(&plan("2025-06-20", "")),
        ["brought-forward: due date moved 10 days earlier, 2025-06-30 → 2025-06-20"]
    );
    assert_eq!(
        one(&before.replacen("it-manager", "security-lead", 1)),
        ["owner-changed: owner IT Manager → Security Lead"]
    );
    assert_eq!(
        one(&before.replace("[\"password-policy\"]", "[]")),
        ["control-removed: control Password policy taken out"]
    );
    let closed = before.replace("\"open\"", "\"closed\"").replace(
        "[treatment]",
        "[closed]\non = 2025-05-01\nby = \"it-manager\"\nreason = \"Sold.\"\n[treatment]",
    );
    assert_eq!(one(&closed), ["closed: closed: Sold."]);
}

#[test]
fn a_deadline_is_told_once_whether_it_moved_or_is_the_first_or_gone() {
    let bare = risk("R001", "controls = [\"mfa\"]\n");
    let plan = "[treatment]\noption = \"mitigate\"\ndue = 2025-09-30\n";
    let told = |before: &str, after: &str| {
        let mut story = Story::begin();
        let base = story.commit("base", &[(R1, Some(before))]);
        story.commit("head", &[(R1, Some(after))]);
        story.run(&["diff", &base, "HEAD"]).stdout
    };
    let (with, later) = (format!("{bare}{plan}"), format!("{bare}{}", plan.replace("09-30", "10-30")));
    let first = told(&bare, &with);
    assert!(first.contains("Due date set to 2025-09-30"), "{first}");
    let moved = told(&with, &later);
    assert!(moved.contains("due date moved 30 days later") && !moved.contains("Due date moved"), "{moved}");
    let gone = told(&with, &bare);
    assert!(gone.contains("Due date removed, it was 2025-09-30"), "{gone}");
}

#[test]
fn a_change_that_voids_a_decision_says_so() {
    let accepted = risk(
        "R001",
        "[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-01-02\nuntil = 2025-12-31\nlevel = \"high\"\nrationale = \"Autumn.\"\n",
    )
    .replace("impact = \"medium\"", "impact = \"high\"");
    let given = between(&[(R1, &risk("R001", ""))], &[(R1, Some(&accepted))]);
    assert!(
        effects(&given, "R001").contains(&"decided: accepted by Security Lead until 2025-12-31".to_owned())
    );
    let raised = accepted.replace("likelihood = \"medium\"", "likelihood = \"high\"");
    let voided = effects(&between(&[(R1, &accepted)], &[(R1, Some(&raised))]), "R001");
    assert!(
        voided.contains(
            &"voided: acceptance by Security Lead void: what it was given for has changed".to_owned()
        ),
        "{voided:?}"
    );
    let taken = accepted.replace("by = \"security-lead\"", "by = \"it-manager\"");
    let unauthorised = effects(&between(&[(R1, &accepted)], &[(R1, Some(&taken))]), "R001");
    assert!(
        unauthorised.contains(&"unauthorised: acceptance by IT Manager, who may not".to_owned()),
        "{unauthorised:?}"
    );
}

#[test]
fn what_follows_elsewhere_is_told_where_it_comes_from() {
    let counting = risk("R001", "controls = [\"password-policy\"]\n");
    let controls = BASE[4].1.replacen("state = \"implemented\"", "state = \"retired\"", 1);
    let people = BASE[2].1.replacen("id = \"it-manager\"\n", "id = \"it-manager\"\nactive = false\n", 1);
    let methodology = BASE[1]
        .1
        .replace("medium = [\"low\", \"moderate\", \"high\"]", "medium = [\"low\", \"high\", \"high\"]");
    let told = between(
        &[(R1, &counting)],
        &[
            ("controls.toml", Some(&controls)),
            ("people.toml", Some(&people)),
            ("schema/methodology.toml", Some(&methodology)),
        ],
    );
    let texts: Vec<String> = told["others"]
        .as_array()
        .expect("others")
        .iter()
        .flat_map(|other| other["effects"].as_array().expect("effects"))
        .map(|effect| effect["text"].as_str().expect("text").to_owned())
        .collect();
    assert_eq!(
        texts,
        [
            "control Password policy is retired: 1 risk counts on it",
            "IT Manager leaves and owns 1 risk",
            "level Moderate → High"
        ]
    );
    assert_eq!(told["methodology"]["changed"], true);
    assert_eq!(told["methodology"]["rescored"][0]["id"], "R001");
    assert_eq!(told["others"][0]["affects"], serde_json::json!(["R001"]));
}

#[test]
fn what_is_loosened_is_listed_and_what_is_tightened_is_not() {
    let people =
        BASE[2].1.replacen("roles = [\"department-head\"]", "roles = [\"department-head\", \"ciso\"]", 1);
    assert_ne!(people, BASE[2].1);
    let stricter = BASE[1]
        .1
        .replace("medium = [\"low\", \"moderate\", \"high\"]", "medium = [\"low\", \"high\", \"high\"]");
    let looser = |text: &str| {
        text.replace(
            "high = [\"moderate\", \"high\", \"critical\"]",
            "high = [\"moderate\", \"moderate\", \"critical\"]",
        )
    };
    let texts = |told: &Value| -> Vec<String> {
        let list = told["authority"].as_array().expect("a list").iter();
        list.map(|loose| loose["text"].as_str().expect("text").to_owned()).collect()
    };
    let told = between(&[], &[("people.toml", Some(&people))]);
    assert_eq!(texts(&told).len(), 1, "{told}");
    assert!(texts(&told)[0].contains("gains the role"));
    assert_eq!(texts(&between(&[], &[("schema/methodology.toml", Some(&stricter))])), [""; 0]);
    let told = between(&[], &[("schema/methodology.toml", Some(&looser(BASE[1].1)))]);
    assert_eq!(texts(&told), ["likelihood High, impact Medium is Moderate and no longer High"]);
    let config = format!("{}\n[rules]\nunaccepted-risk = \"off\"\n", BASE[0].1);
    let told = between(&[], &[("plimsoll.toml", Some(&config))]);
    assert_eq!(texts(&told), ["`unaccepted-risk` is off and no longer error"]);
}

#[test]
fn a_comment_is_inert_fits_and_ends_in_its_mark() {
    let mut story = Story::begin();
    let base = story.commit("base", &[("notes.md", Some("n"))]);
    let hostile = risk("R001", "").replace(
        "Weak passwords",
        "@everyone closes #12 | <img src=x> <!-- ![a](http://x.example/) `b` GH-3",
    );
    story.commit("hostile", &[(R1, Some(&hostile))]);
    let text = story.run(&["diff", &base, "HEAD", "--format", "markdown"]).stdout;
    assert!(text.starts_with("**Risk change: "), "{text}");
    assert!(text.ends_with("<!-- plimsoll:diff v1 . -->\n"), "{text}");
    for raw in ["@everyone", "#12", "<img", "![a]", "http://", "GH-3", " | <"] {
        assert!(!text.contains(raw), "{raw}: {text}");
    }
    assert_eq!(text.matches("<!--").count(), 1);
    let long = "word ".repeat(60);
    let many: Vec<(String, String)> = (1..=400)
        .map(|number| {
            let id = format!("R{number:03}");
            (format!("risks/{id}.toml"), risk(&id, "").replace("Weak passwords", &long))
        })
        .collect();
    let files: Vec<(&str, Option<&str>)> =
        many.iter().map(|(path, text)| (path.as_str(), Some(text.as_str()))).collect();
    story.commit("many", &files);
    let text = story.run(&["diff", &base, "HEAD", "--format", "markdown"]).stdout;
    assert!(text.chars().count() <= 65_536, "{}", text.chars().count());
    assert!(text.contains("Left out here") && text.ends_with("-->\n"), "{}", &text[text.len() - 300..]);
}

#[test]
fn the_base_is_where_the_working_tree_left_the_default_branch() {
    let mut story = Story::begin();
    let before = risk("R001", "");
    let fork = story.commit("add", &[(R1, Some(&before))]);
    story.commit("meanwhile", &[("risks/R002.toml", Some(&risk("R002", "")))]);
    let repository = git2::Repository::open(story.root()).expect("a repository");
    let commit = repository.find_commit(git2::Oid::from_str(&fork).expect("an id")).expect("a commit");
    repository.branch("topic", &commit, true).expect("a branch");
    repository.set_head("refs/heads/topic").expect("a head");
    let mut checkout = git2::build::CheckoutBuilder::new();
    repository.checkout_head(Some(checkout.force().remove_untracked(true))).expect("checked out");
    let run = |arguments: &[&str]| story.register.run(arguments);
    assert_eq!(run(&["diff"]).stdout, "No change.\n");
    std::fs::write(story.root().join(R1), before.replace("open", "treated")).expect("written");
    let told = run(&["diff", "--exit-code"]);
    assert_eq!(told.code, 1);
    assert!(told.stdout.contains("R001") && !told.stdout.contains("R002"), "{}", told.stdout);
    assert!(run(&["diff", "main"]).stdout.contains("R001"));
    assert!(run(&["diff", "main", "HEAD"]).stdout.contains("R002"), "as given, both ways");
    for (arguments, says) in [(&["diff", "nope"][..], "`nope`"), (&["diff", "main", "nope"], "`nope`")] {
        let failed = run(arguments);
        assert!(failed.code == 2 && failed.stderr.contains(says), "{}", failed.stderr);
    }
    let ci = story.register.run_in(&["diff"], &[("GITHUB_BASE_REF", "gone")]);
    assert!(ci.code == 2 && ci.stderr.contains("git fetch origin gone"), "{}", ci.stderr);
    let ci = story.register.run_in(&["diff"], &[("GITHUB_BASE_REF", "main")]);
    assert!(ci.code == 0 && ci.stdout.contains("R001"), "{}", ci.stderr);
}

#[test]
fn a_base_without_a_register_asks_nothing() {
    let mut story = Story::empty();
    let base = story.commit("readme", &[("README.md", Some("r"))]);
    for (path, text) in BASE {
        story.commit(path, &[(path, Some(text))]);
    }
    story.commit("add", &[(R1, Some(&risk("R001", "")))]);
    let run = story.run(&["diff", &base, "HEAD", "--format", "json"]);
    let told = document("diff", &run.stdout);
    assert_eq!(told["risks"][0]["change"], "added");
    assert_eq!(told["authority"], serde_json::json!([]));
}

/// Findings of a kind in a difference: their rules.
fn rules(document: &Value, kind: &str) -> Vec<String> {
    let findings = document["findings"][kind].as_array().expect("findings").iter();
    findings.map(|finding| finding["rule"].as_str().expect("a rule").to_owned()).collect()
}

#[test]
fn both_sides_are_judged_with_their_history() {
    let mut story = Story::begin();
    let planned = |due: &str| {
        let plan = "[treatment]\noption = \"mitigate\"\nplan = \"Lock\"\nowner = \"it-manager\"\n";
        risk("R001", &format!("{plan}due = {due}\n"))
    };
    story.commit("add", &[(R1, Some(&planned("2025-06-30")))]);
    let base = story.commit("two", &[("risks/R002.toml", Some(&risk("R002", "")))]);
    story.commit("later", &[(R1, Some(&planned("2025-07-31"))), ("risks/R002.toml", None)]);
    let run = story.run(&["diff", &base, "HEAD", "--format", "json"]);
    let new = rules(&document("diff", &run.stdout), "new");
    for rule in ["unexplained-postponement", "deleted-risk"] {
        assert!(new.iter().any(|known| known == rule), "{rule}: {new:?}");
    }
}

#[test]
fn what_weakens_a_judgement_counts_only_if_the_base_had_it() {
    let rest = "[[waiver]]\nrule = \"unreasoned-assessment\"\nreason = \"So.\"\nuntil = 2025-12-31\nby = \"security-lead\"\n";
    let (bare, waived) = (risk("R001", ""), risk("R001", rest));
    let config = BASE[0].1;
    let off = format!("{config}\n[rules]\nunreasoned-assessment = \"off\"\n");
    let count = |before: &[(&str, &str)], after: &[(&str, Option<&str>)]| {
        let told = between(before, after);
        let of =
            |kind: &str| rules(&told, kind).iter().filter(|rule| *rule == "unreasoned-assessment").count();
        (of("new"), of("fixed"))
    };
    let second = risk("R002", "");
    let add = ("risks/R002.toml", Some(second.as_str()));
    assert_eq!(count(&[(R1, &bare)], &[(R1, Some(&waived))]), (0, 0), "a waiver of its own mends nothing");
    assert_eq!(count(&[(R1, &waived)], &[(R1, Some(&waived)), add]), (1, 0), "an old one holds");
    assert_eq!(count(&[(R1, &waived)], &[(R1, Some(&bare))]), (1, 0), "one that is taken away");
    assert_eq!(count(&[(R1, &bare)], &[("plimsoll.toml", Some(&off)), add]), (1, 0), "a rule it turns off");
    assert_eq!(count(&[("plimsoll.toml", &off)], &[add]), (0, 0));
}

const GATE: &str =
    "[[control]]\nid = \"gate\"\nname = \"Gate @all\"\nowner = \"it-manager\"\nstate = \"implemented\"\n";

fn tested(result: &str) -> String {
    format!("{GATE}[[control.test]]\non = 2025-01-01\nresult = \"{result}\"\n")
}

#[test]
fn a_control_that_fails_its_test_makes_levels_doubtful() {
    let relies = risk("R001", "controls = [\"gate\"]\n");
    let other = risk("R002", "");
    let (passed, failed) = (tested("passed"), tested("failed"));
    let before =
        [(R1, relies.as_str()), ("risks/R002.toml", other.as_str()), ("controls.toml", passed.as_str())];
    let told = between(&before, &[("controls.toml", Some(&failed))]);
    assert_eq!(
        effects(&told, "R001"),
        ["control-removed: level Moderate is doubtful: Gate @all failed its last test, on 2025-01-01"]
    );
    let changed = &told["risks"][0];
    assert_eq!(changed["doubtful"], serde_json::json!({ "before": false, "after": true }));
    assert_eq!(told["risks"].as_array().map(Vec::len), Some(1), "the other risk counts on nothing");

    let mut story = Story::begin();
    let base = story.commit("base", &before.map(|(path, text)| (path, Some(text))));
    story.commit("head", &[("controls.toml", Some(&failed))]);
    let human = story.run(&["diff", &base, "HEAD"]).stdout;
    assert!(human.starts_with("1 level doubtful now"), "{human}");
    assert!(human.contains(", level doubtful\n"), "{human}");
    let markdown = story.run(&["diff", &base, "HEAD", "--format", "markdown"]).stdout;
    assert!(markdown.contains("| Moderate | Moderate, doubtful |"), "{markdown}");
    assert!(markdown.contains("level Moderate is doubtful: Gate @&#8203;all failed"), "{markdown}");
}

#[test]
fn a_level_is_no_longer_doubtful_once_the_control_passes_or_is_left_out() {
    let relies = risk("R001", "controls = [\"gate\"]\n");
    let (passed, failed) = (tested("passed"), tested("failed"));
    let before = [(R1, relies.as_str()), ("controls.toml", failed.as_str())];
    let told = between(&before, &[("controls.toml", Some(&passed))]);
    assert_eq!(effects(&told, "R001"), ["control-added: level Moderate is no longer doubtful"]);
    let without = risk("R001", "");
    let told = between(&before, &[(R1, Some(&without))]);
    assert_eq!(
        effects(&told, "R001"),
        [
            "control-removed: control Gate @all taken out",
            "control-added: level Moderate is no longer doubtful"
        ]
    );
    let retired = GATE.replace("implemented", "retired");
    let told = between(&before, &[("controls.toml", Some(&retired))]);
    assert_eq!(
        effects(&told, "R001"),
        ["control-removed: level Moderate is doubtful: Gate @all is retired"],
        "another reason is told, too"
    );
}
