//! What the pages say where something is not known, not given or not needed:
//! each in its own words, and the same ones everywhere.

use crate::harness::Registry;
use crate::log::risk;
use crate::story::Story;

const R1: &str = "risks/R001.toml";

/// High: above the line.
fn above(rest: &str) -> String {
    risk("R001", rest).replace("likelihood = \"medium\"", "likelihood = \"high\"")
}

fn built(register: &Registry, today: &str, path: &str) -> String {
    let run = register.run(&["build", "--out", "built", "--today", today]);
    assert!(run.code < 2, "{}", run.stderr);
    std::fs::read_to_string(register.path("built").join(path)).expect(path)
}

/// What stands from a text on, up to the end of its row.
fn row<'p>(page: &'p str, text: &str) -> &'p str {
    let from = page.find(text).unwrap_or_else(|| panic!("{text} in {page}"));
    page[from..].split("</tr>").next().expect("a row")
}

#[test]
fn authority_is_as_far_as_known_only_where_history_is_not_whole() {
    let accepted = above(
        "[acceptance]\nby = \"it-manager\"\non = 2025-01-02\nuntil = 2025-01-10\nlevel = \"high\"\nrationale = \"x\"\n",
    );
    let mut story = Story::begin();
    story.commit("accept", &[(R1, Some(&accepted))]);
    story.write_files();
    let page = built(&story.register, "2025-02-01", "risks/R001/index.html");
    let words = "Chief Information Security Officer may; it ended on 10 January 2025";
    assert!(page.contains(words) && !page.contains("as far as known"), "{page}");
    let without = Registry::base().file(R1, &accepted);
    let page = built(&without, "2025-02-01", "risks/R001/index.html");
    assert!(page.contains(&format!("as far as known; {words}")), "{page}");
}

#[test]
fn a_void_decision_says_what_changed_where_history_knows() {
    let planned = |plan: &str| {
        above(&format!(
            "[treatment]\noption = \"transfer\"\nplan = \"{plan}\"\nowner = \"it-manager\"\ndue = 2025-06-30\n\
             [treatment.approval]\nby = \"security-lead\"\non = 2025-01-02\n"
        ))
    };
    let mut story = Story::begin();
    story.commit("approve", &[(R1, Some(&planned("A second supplier")))]);
    story.commit("change", &[(R1, Some(&planned("A third supplier")))]);
    story.write_files();
    let words = "what was decided on has changed since: the plan";
    for path in ["risks/R001/index.html", "index.html", "report/index.html"] {
        let page = built(&story.register, "2025-02-01", path);
        assert!(page.contains(words), "{path}: {page}");
    }
    let shown = story.register.run(&["show", "R001", "--today", "2025-02-01"]).stdout;
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains(words), "{shown}");
}

#[test]
fn an_unassessed_risk_has_no_level_and_waits_for_its_owner() {
    let text = "id = \"R001\"\ntitle = \"Theft\"\nowner = \"it-manager\"\nstatus = \"open\"\n";
    let register = Registry::base().file(R1, text);
    let page = built(&register, "2025-06-01", "risks/R001/index.html");
    assert!(page.contains("Without a level it is not known whether a decision is needed"), "{page}");
    assert!(!page.contains("No decision is needed at this level"), "{page}");
    let person = built(&register, "2025-06-01", "people/it-manager/index.html");
    assert!(row(&person, "R001").contains("assessment"), "{person}");
    let due = register.run(&["due"]).stdout;
    assert!(due.contains("assess the risk: Theft"), "{due}");
}

#[test]
fn a_list_that_is_not_there_is_told_from_an_empty_one() {
    let register = Registry::base().file(R1, risk("R001", "tags = []\n"));
    let page = built(&register, "2025-06-01", "risks/R001/index.html");
    for (label, absent) in [
        ("Tags", "none"),
        ("Assets", "not given"),
        ("Vulnerabilities", "not given"),
        ("Related", "not given"),
    ] {
        let words = format!("<dt>{label}</dt><dd><span class=\"muted\">{absent}</span>");
        assert!(page.contains(&words), "{label}: {page}");
    }
}

#[test]
fn who_renews_an_acceptance_is_one_answer_everywhere() {
    let accepted = above(
        "assessed = 2025-05-01\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"managing-director\"\non = 2025-05-01\nuntil = 2025-05-20\n\
         level = \"high\"\nrationale = \"x\"\n",
    );
    let register = Registry::base().file(R1, accepted);
    let page = built(&register, "2025-06-01", "index.html");
    let (needed, late) = page.split_once("id=\"late\"").expect("what is late");
    for part in [needed, late] {
        assert!(row(part, "risks/R001/index.html").contains("Chief Information Security Officer"), "{part}");
    }
    assert!(!late.contains("Managing Director"), "{late}");
    let own = built(&register, "2025-06-01", "people/security-lead/index.html");
    assert!(row(&own, "R001").contains("overdue by 12 days"), "{own}");
}

#[test]
fn a_risk_without_a_treatment_has_no_date_to_be_without() {
    let register = Registry::base().file(R1, above("assessed = 2025-05-01\n")).file(
        "risks/R002.toml",
        above("[treatment]\noption = \"avoid\"\nplan = \"x\"\n").replace("R001", "R002"),
    );
    for path in ["report/index.html", "people/it-manager/index.html"] {
        let page = built(&register, "2025-06-01", path);
        let table = page.rsplit_once("Treatment due</th>").expect("its column").1;
        let of = |id: &str| row(table, &format!("risks/{id}/index.html"));
        assert!(of("R001").contains("no treatment") && of("R002").contains("no date"), "{path}: {table}");
    }
    let page = built(&register, "2025-06-01", "treatment/index.html");
    let sentence = page.split_once("<b>1 risk</b> above the line has no treatment: ").expect("it").1;
    assert!(sentence.starts_with("<a href=\"../risks/R001/index.html\">"), "{sentence}");
}

#[test]
fn the_report_says_how_soon_an_acceptance_ends() {
    let accepted = |until: &str| {
        above(&format!(
            "[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-05-01\nuntil = {until}\n\
             level = \"high\"\nrationale = \"x\"\n"
        ))
    };
    for (until, words) in [("2025-06-15", "ends in 14 days"), ("2025-06-01", "ends today")] {
        let page = built(&Registry::base().file(R1, accepted(until)), "2025-06-01", "report/index.html");
        assert!(row(&page, "By their end").len() < page.len() && page.contains(words), "{page}");
    }
    let page = built(&Registry::base().file(R1, accepted("2025-09-30")), "2025-06-01", "report/index.html");
    assert!(!page.contains("ends in"), "{page}");
}

#[test]
fn who_has_left_decides_nothing_whatever_the_role() {
    let page = built(&Registry::base(), "2025-06-01", "people/former-it-manager/index.html");
    assert!(page.contains("A person who has left decides nothing."), "{page}");
    assert!(!page.contains("decisions are kept for these roles"), "{page}");
}

#[test]
fn what_is_late_beyond_the_first_ten_has_a_way() {
    let mut register = Registry::base();
    for number in 2..13 {
        let id = format!("R{number:03}");
        let late = "assessed = 2024-01-01\n[treatment]\noption = \"accept\"\n";
        register = register.file(&format!("risks/{id}.toml"), above(late).replace("R001", &id));
    }
    let page = built(&register, "2025-06-01", "index.html");
    assert!(page.contains("<a href=\"findings/index.html#late\">"), "{page}");
    let few = built(&Registry::base(), "2025-06-01", "index.html");
    assert!(!few.contains("findings/index.html#late"), "{few}");
}

#[test]
fn somebody_who_left_is_named_with_each_thing_that_is_still_theirs() {
    let assets = "[[asset]]\nid = \"shop\"\nname = \"Shop\"\nowner = \"former-it-manager\"\n\
                  [[asset]]\nid = \"till\"\nname = \"Till\"\nowner = \"former-it-manager\"\n";
    let register = Registry::base().file("assets.toml", assets).file(R1, risk("R001", ""));
    let found = register.run(&["check", "--format", "short", "--select", "inactive-person"]).stdout;
    for id in ["shop", "till"] {
        assert!(found.contains(&format!("owner of the asset `{id}`")), "{found}");
    }
}

#[test]
fn who_reviewed_a_change_is_told_and_is_no_approver() {
    let people = format!(
        "{}\n[[person]]\nid = \"rex\"\nname = \"Rex Reader\"\nemails = [\"rex@example.org\"]\n",
        include_str!("../data/examples/people.toml")
    );
    let mut story = Story::begin();
    story.commit("people", &[("people.toml", Some(&people))]);
    let message = "add the first\n\nReviewed-by: Rex Reader <rex@example.org>\n";
    story.commit(message, &[(R1, Some(&risk("R001", "")))]);
    story.write_files();
    let page = built(&story.register, "2025-02-01", "changes/index.html");
    assert!(page.contains("reviewed by <a href=\"../people/rex/index.html\">"), "{page}");
    assert!(!page.contains("approved by"), "{page}");
    let log = story.register.run(&["log", "R001", "--today", "2025-02-01"]).stdout;
    assert!(log.contains("reviewed by Rex Reader"), "{log}");
}

#[test]
fn a_file_that_was_unreadable_where_history_is_cut_was_not_created_when_it_was_mended() {
    let mut story = Story::begin();
    let sound = risk("R001", "");
    story.commit("add", &[(R1, Some(&sound))]);
    let cut = story.commit("break", &[(R1, Some(&sound.replace("\"medium\"", "\"medium")))]);
    story.commit("mend", &[(R1, Some(&sound))]);
    story.write_files();
    std::fs::write(story.register.path(".git/shallow"), format!("{cut}\n")).expect("cut");
    let page = built(&story.register, "2025-02-01", "risks/R001/index.html");
    assert!(page.contains("Known since at least this commit") && !page.contains("Created:"), "{page}");
    let since = row(&page, "<code>likelihood</code>");
    assert!(
        since.contains("at least <time datetime=\"2025-01-04\">") && !since.contains("Ana Ruiz"),
        "{since}"
    );
    let report = built(&story.register, "2025-02-01", "report/index.html");
    assert!(!report.contains("Known since at least"), "what was there already is no change: {report}");
}

#[test]
fn a_new_file_says_what_it_brings_and_is_found_by_its_kind() {
    let mut story = Story::begin();
    let incident = "id = \"I0001\"\ntitle = \"Letters swapped\"\ndetected = 2025-01-02T10:00:00Z\n";
    story.commit("incident", &[("incidents/I0001.toml", Some(incident))]);
    let waiver = "[[waiver]]\nrule = \"untreated-risk\"\nrisk = \"R001\"\nreason = \"Asked.\"\nuntil = 2025-12-31\n\
                  by = \"security-lead\"\n";
    story.commit("waive", &[("waivers.toml", Some(waiver))]);
    story.write_files();
    let page = built(&story.register, "2025-02-01", "changes/index.html");
    let entry = |subject: &str| {
        let entries = page.split("<li id=\"c-");
        entries.filter(|entry| entry.contains(subject)).last().expect("an entry").to_owned()
    };
    let told = entry("File added: Letters swapped");
    assert!(told.contains("data-of=\"kind\">Indicators and incidents<"), "{told}");
    let told = entry("Waiver for untreated-risk R001 added, until");
    let words = "until <time datetime=\"2025-12-31\">2025-12-31</time>, by Security Lead, reason: Asked.";
    assert!(told.contains(words), "{told}");
    assert!(told.contains("data-of=\"kind\">Decision<"), "{told}");
}
