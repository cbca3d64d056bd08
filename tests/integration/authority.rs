//! `self-granted-authority`: what a change does by an authority of its own
//! making, and what it may do.

use serde_json::Value;
use ssh_key::private::Ed25519Keypair;
use ssh_key::{HashAlg, LineEnding, PrivateKey};

use crate::log::risk;
use crate::schemas::document;
use crate::story::{BASE, Story};

const R1: &str = "risks/R001.toml";
const PEOPLE: &str = "people.toml";
const METHOD: &str = "schema/methodology.toml";
const RULE: &str = "self-granted-authority";

type Changes<'c> = &'c [(&'c str, Option<&'c str>)];

/// A risk at level high.
fn high(id: &str, rest: &str) -> String {
    risk(id, rest).replace("likelihood = \"medium\"", "likelihood = \"high\"")
}

/// One that somebody accepts.
fn accepted(by: &str, until: &str) -> String {
    let acceptance = format!(
        "[treatment]\noption = \"accept\"\n[acceptance]\nby = \"{by}\"\non = 2025-01-02\nuntil = {until}\n\
         level = \"high\"\nrationale = \"Autumn.\"\n"
    );
    high("R001", &acceptance)
}

/// The people, with more in the entry of one.
fn people(id: &str, more: &str) -> String {
    let entry = format!("id = \"{id}\"\n");
    let text = BASE[2].1.replacen(&entry, &format!("{entry}{more}"), 1);
    assert_ne!(text, BASE[2].1);
    text
}

/// The IT manager as the CISO.
fn appointed() -> String {
    BASE[2].1.replacen("roles = [\"department-head\"]", "roles = [\"department-head\", \"ciso\"]", 1)
}

fn method(from: &str, to: &str) -> String {
    let text = BASE[1].1.replacen(from, to, 1);
    assert_ne!(text, BASE[1].1, "{from}");
    text
}

/// The story of a base and a change, and the base's commit.
fn story(before: Changes<'_>, after: &[Changes<'_>]) -> (Story, String) {
    let mut story = Story::begin();
    let base = story.commit("base", before);
    for changes in after {
        story.commit("change", changes);
    }
    (story, base)
}

/// What is found to be self-granted: where, and in which words.
fn granted(story: &Story, base: &str) -> Vec<String> {
    let run = story.run(&["check", "--new-since", base, "--format", "json"]);
    let told = document("check", &run.stdout);
    let findings = told["findings"].as_array().expect("findings").iter();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let ours = findings.filter(|finding| finding["rule"] == RULE);
    ours.map(|finding| {
        assert_eq!(finding["severity"], "error");
        assert!(text(&finding["help"]).contains("two changes"), "{finding:#}");
        format!("{}:{}: {}", text(&finding["path"]), finding["line"], text(&finding["message"]))
    })
    .collect()
}

/// The same of a base and one change.
fn between(before: Changes<'_>, after: Changes<'_>) -> Vec<String> {
    let (story, base) = story(before, &[after]);
    granted(&story, &base)
}

#[test]
fn a_role_given_to_oneself_accepts_nothing() {
    let (people, risk) = (appointed(), accepted("it-manager", "2025-06-30"));
    let before: Changes<'_> = &[(R1, Some(&high("R001", "")))];
    let after: Changes<'_> = &[(PEOPLE, Some(&people)), (R1, Some(&risk))];
    let (story, base) = story(before, &[after]);
    assert_eq!(
        granted(&story, &base),
        [
            "people.toml:4: IT Manager gains the role Chief Information Security Officer, and in the same change the \
          acceptance of R001 by IT Manager rests on it"
        ]
    );
    let told = document("diff", &story.run(&["diff", &base, "HEAD", "--format", "json"]).stdout);
    assert_eq!(told["authority"][0]["rests"], serde_json::json!(["the acceptance of R001 by IT Manager"]));
    let effects = told["risks"][0]["effects"].to_string();
    assert!(effects.contains("acceptance by IT Manager, who may not"), "{effects}");
    assert_eq!(told["approvers"][0]["people"], serde_json::json!(["security-lead", "managing-director"]));
    let human = story.run(&["diff", &base, "HEAD"]).stdout;
    assert!(human.contains("not granted yet: the acceptance of R001 by IT Manager rests on it"), "{human}");
    assert_eq!(story.run(&["check", "--new-since", &base]).code, 1);
}

#[test]
fn in_two_changes_it_is_granted() {
    let (people, risk) = (appointed(), accepted("it-manager", "2025-06-30"));
    let mut story = Story::begin();
    let base = story.commit("add", &[(R1, Some(&high("R001", "")))]);
    let appointed = story.commit("appoint", &[(PEOPLE, Some(&people))]);
    assert_eq!(granted(&story, &base), [""; 0], "the appointment alone");
    let human = story.run(&["diff", &base, "HEAD"]).stdout;
    let after: Vec<&str> = human.lines().skip_while(|line| !line.starts_with("Loosened")).collect();
    assert!(after[1].contains("IT Manager gains the role") && !human.contains("rests on it"), "{human}");
    story.commit("accept", &[(R1, Some(&risk))]);
    assert_eq!(granted(&story, &appointed), [""; 0]);
    assert_eq!(granted(&story, &base).len(), 1, "two commits of one change are one change");
}

#[test]
fn whoever_could_do_it_before_may_do_it_now() {
    let risk = accepted("managing-director", "2025-06-30");
    let demoted = BASE[2].1.replace("[\"board\"]", "[\"ciso\"]");
    let after: Changes<'_> = &[(PEOPLE, Some(&demoted)), (R1, Some(&risk))];
    assert_eq!(between(&[], after), [""; 0]);
    let stricter = method("accept_by = \"ciso\"", "accept_by = \"board\"");
    assert_eq!(between(&[], &[(METHOD, Some(&stricter)), (R1, Some(&risk))]), [""; 0]);
    // An acceptance that the base has is not of the change.
    let old = accepted("it-manager", "2025-06-30");
    assert_eq!(between(&[(R1, Some(&old))], &[(PEOPLE, Some(&appointed()))]), [""; 0]);
}

#[test]
fn what_the_methodology_loosens_and_the_change_uses() {
    let by_head = accepted("it-manager", "2025-06-30");
    let long = accepted("security-lead", "2025-12-31");
    for (from, to, risk, says) in [
        (
            "accept_by = \"ciso\"",
            "accept_by = \"department-head\"",
            &by_head,
            "High is accepted by Head of department",
        ),
        ("accept_by = \"ciso\"\n", "", &by_head, "High is no longer accepted by"),
        (
            "name = \"Head of department\"",
            "name = \"Head of department\"\nabove = \"ciso\"",
            &by_head,
            "Head of department may do whatever ciso may",
        ),
        (
            "accept_for = \"6 months\"",
            "accept_for = \"12 months\"",
            &long,
            "acceptances of High: 12 months instead of 6 months",
        ),
    ] {
        let text = method(from, to);
        // A circle of roles is another finding's matter.
        let text =
            if says.contains("whatever") { text.replace("above = \"department-head\"\n", "") } else { text };
        let found = between(&[(R1, Some(&high("R001", "")))], &[(METHOD, Some(&text)), (R1, Some(risk))]);
        assert_eq!(found.len(), 1, "{to}: {found:?}");
        assert!(found[0].starts_with(METHOD) && found[0].contains(says), "{found:?}");
        assert!(found[0].contains("the acceptance of R001"), "{found:?}");
        assert_eq!(
            between(&[(R1, Some(&high("R001", "")))], &[(METHOD, Some(&text))]),
            [""; 0],
            "{to}, alone"
        );
    }
    // Either would do.
    let text = method("accept_by = \"ciso\"", "accept_by = \"department-head\"");
    let found = between(&[], &[(METHOD, Some(&text)), (PEOPLE, Some(&appointed())), (R1, Some(&by_head))]);
    assert_eq!(found.len(), 2, "{found:?}");
    // It takes both.
    let text = method("accept_by = \"ciso\"", "accept_by = \"department-head\"");
    let office = people("office-manager", "roles = [\"department-head\"]\n");
    let by_office = accepted("office-manager", "2025-06-30");
    let found = between(&[], &[(METHOD, Some(&text)), (PEOPLE, Some(&office)), (R1, Some(&by_office))]);
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn a_level_that_becomes_acceptable_hides_nothing_new() {
    let text = method("acceptable = false", "acceptable = true");
    let found = between(&[], &[(METHOD, Some(&text)), (R1, Some(&high("R001", "")))]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].contains("High is below the line") && found[0].contains("`untreated-risk` on R001"),
        "{found:?}"
    );
    let old = high("R001", "");
    assert_eq!(between(&[(R1, Some(&old))], &[(METHOD, Some(&text))]), [""; 0], "what it mends is old");
    let closed = old.replace("\"open\"", "\"closed\"")
        + "[closed]\non = 2025-01-02\nby = \"it-manager\"\nreason = \"Sold.\"\n";
    let found = between(&[(R1, Some(&old))], &[(METHOD, Some(&text)), (R1, Some(&closed))]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("the closing of R001 by IT Manager"), "{found:?}");
    // A new level that takes in what was above the line.
    let renamed = BASE[1].1.replace("\"high\", \"critical\"]", "\"grave\", \"critical\"]").replace(
        "[[level]]\nid = \"critical\"",
        "[[level]]\nid = \"grave\"\nname = \"Grave\"\nacceptable = true\n[[level]]\nid = \"critical\"",
    );
    let found = between(&[], &[(METHOD, Some(&renamed)), (R1, Some(&high("R001", "")))]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("Grave is new, and below the line"), "{found:?}");
}

#[test]
fn a_severity_that_is_lowered_hides_no_new_error() {
    let rules = |severity: &str| format!("{}\n[rules]\nunknown-threat = \"{severity}\"\n", BASE[0].1);
    let wrong = risk("R001", "threats = [\"ghost\"]\n");
    for severity in ["off", "info", "warning"] {
        let (story, base) = story(&[], &[&[("plimsoll.toml", Some(&rules(severity))), (R1, Some(&wrong))]]);
        let found = granted(&story, &base);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].contains(&format!("`unknown-threat` is {severity} and no longer error")),
            "{found:?}"
        );
        let run =
            story.run(&["check", "--new-since", &base, "--select", "unknown-threat", "--format", "short"]);
        assert!(run.stdout.contains("error unknown-threat"), "{}", run.stdout);
    }
    let old: Changes<'_> = &[(R1, Some(&wrong))];
    assert_eq!(between(old, &[("plimsoll.toml", Some(&rules("off")))]), [""; 0], "what it hides is old");
}

#[test]
fn a_waiver_by_somebody_who_is_appointed_in_the_same_change() {
    let waiver =
        "[[waiver]]\nrule = \"untreated-risk\"\nreason = \"So.\"\nuntil = 2025-12-31\nby = \"it-manager\"\n";
    let (old, waived) = (high("R001", ""), high("R001", waiver));
    let found = between(&[(R1, Some(&old))], &[(PEOPLE, Some(&appointed())), (R1, Some(&waived))]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("the waiver of `untreated-risk` on R001 by IT Manager"), "{found:?}");
    let listed = format!("{waiver}risk = \"R001\"\n");
    let found =
        between(&[(R1, Some(&old))], &[(PEOPLE, Some(&appointed())), ("waivers.toml", Some(&listed))]);
    assert_eq!(found.len(), 1, "{found:?}");
    let text = format!("{}\n[waivers]\nby = \"department-head\"\n", BASE[1].1);
    let found = between(&[(R1, Some(&old))], &[(METHOD, Some(&text)), (R1, Some(&waived))]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("waivers are granted by department-head"), "{found:?}");
    let by_ciso =
        waived.replace("it-manager\"\n\n", "").replace("by = \"it-manager\"", "by = \"security-lead\"");
    assert_eq!(between(&[(R1, Some(&old))], &[(R1, Some(&by_ciso))]), [""; 0]);
}

#[test]
fn a_key_that_is_added_signs_only_later() {
    let key = PrivateKey::from(Ed25519Keypair::from_seed(&[7; 32]));
    let line = format!("keys = [\"{}\"]\n", key.public_key().to_openssh().expect("a key").trim());
    let seal = format!("p1:{}", "0".repeat(64));
    let signature =
        key.sign("plimsoll", HashAlg::Sha512, format!("{seal}\n").as_bytes()).expect("a signature");
    let armour = signature.to_pem(LineEnding::LF).expect("an armour");
    let signed = format!(
        "{}seal = \"{seal}\"\nsignature = '''\n{armour}'''\n",
        accepted("security-lead", "2025-06-30")
    );
    let keyed = people("security-lead", &line);
    let found = between(&[], &[(PEOPLE, Some(&keyed)), (R1, Some(&signed))]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("Security Lead gets another signing key"), "{found:?}");
    assert_eq!(between(&[], &[(PEOPLE, Some(&keyed))]), [""; 0], "alone");
    assert_eq!(between(&[(PEOPLE, Some(&keyed))], &[(R1, Some(&signed))]), [""; 0], "later");
}

#[test]
fn a_mailmap_gives_no_commit_of_its_own_change_to_somebody_else() {
    let known = people("it-manager", "emails = [\"it@example.org\"]\n");
    let plan =
        "[treatment]\noption = \"mitigate\"\nplan = \"Lock\"\nowner = \"security-lead\"\ndue = 2025-06-30\n";
    let mailmap = "IT Manager <it@example.org> <mallory@example.org>\n";
    let tell = |mailmap_first: bool| {
        let mut story = Story::begin();
        let mut base = story.commit("base", &[(R1, Some(&high("R001", ""))), (PEOPLE, Some(&known))]);
        story.by("Mallory", "mallory@example.org");
        let mapped = story.commit("mailmap", &[(".mailmap", Some(mailmap))]);
        if mailmap_first {
            base = mapped;
        }
        story.commit("plan", &[(R1, Some(&high("R001", plan)))]);
        granted(&story, &base)
    };
    let found = tell(false);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains(".mailmap gives commits to other people"), "{found:?}");
    assert!(found[0].contains("`unagreed-treatment` on R001"), "{found:?}");
    assert_eq!(tell(true), [""; 0]);
    // The same by an address of one's own.
    let more = people("it-manager", "emails = [\"it@example.org\", \"mallory@example.org\"]\n");
    let mut story = Story::begin();
    let base = story.commit("base", &[(R1, Some(&high("R001", ""))), (PEOPLE, Some(&known))]);
    story.by("Mallory", "mallory@example.org");
    story.commit("address", &[(PEOPLE, Some(&more))]);
    story.commit("plan", &[(R1, Some(&high("R001", plan)))]);
    let found = granted(&story, &base);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("another address by which commits are recognised"), "{found:?}");
}

#[test]
fn a_broken_base_can_be_mended_and_used_in_the_next_change() {
    let risk = accepted("security-lead", "2025-06-30");
    for (path, broken, sound) in
        [(METHOD, "name = \"Three\nlevel = 3\n[[", BASE[1].1), (PEOPLE, "[[person]\nid = ", BASE[2].1)]
    {
        let before: Changes<'_> = &[(path, Some(broken)), (R1, Some(&high("R001", "")))];
        assert_eq!(between(before, &[(path, Some(sound))]), [""; 0], "{path}: mended alone");
        let found = between(before, &[(path, Some(sound)), (R1, Some(&risk))]);
        assert_eq!(found.len(), 1, "{path}: {found:?}");
        assert!(found[0].starts_with(path), "{found:?}");
        // What the base accepted already is not of the change.
        let before: Changes<'_> = &[(path, Some(broken)), (R1, Some(&risk))];
        assert_eq!(between(before, &[(path, Some(sound))]), [""; 0], "{path}");
    }
}

#[test]
fn a_base_without_a_register_grants_nothing_and_asks_nothing() {
    let mut story = Story::empty();
    let base = story.commit("readme", &[("README.md", Some("r"))]);
    let mut files: Vec<(&str, Option<&str>)> = BASE.iter().map(|(path, text)| (*path, Some(*text))).collect();
    let risk = accepted("security-lead", "2025-06-30");
    files.push((R1, Some(&risk)));
    story.commit("begin", &files);
    assert_eq!(granted(&story, &base), [""; 0]);
}

#[test]
fn it_cannot_be_waived_or_switched_off_by_the_change_itself() {
    let waivers = format!(
        "[[waiver]]\nrule = \"{RULE}\"\nreason = \"So.\"\nuntil = 2025-12-31\nby = \"managing-director\"\npath = \"people.toml\"\n"
    );
    let config = format!("{}\n[rules]\n{RULE} = \"off\"\n", BASE[0].1);
    let risk = accepted("it-manager", "2025-06-30");
    let after: Changes<'_> = &[
        (PEOPLE, Some(&appointed())),
        (R1, Some(&risk)),
        ("waivers.toml", Some(&waivers)),
        ("plimsoll.toml", Some(&config)),
    ];
    let found = between(&[("waivers.toml", Some(&waivers))], after);
    assert!(found.iter().any(|found| found.contains("the acceptance of R001")), "{found:?}");
}
