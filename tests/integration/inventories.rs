//! The pages of assets, threats and controls, the statement of applicability,
//! and the marks of doubtful levels.

use std::collections::BTreeMap;

use crate::harness::{Registry, sample};
use crate::log::risk;
use crate::schemas::document;

/// The text files of a site, by path.
fn site(register: &Registry, arguments: &[&str]) -> BTreeMap<String, String> {
    let out = register.path("built");
    let _ = std::fs::remove_dir_all(&out);
    let run = register.run(&[&["build", "--out", "built"], arguments].concat());
    assert!(run.code < 2, "{}", run.stderr);
    let files = walkdir::WalkDir::new(&out).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    let read = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(&out).expect("below").display().to_string();
        Some((path, String::from_utf8(std::fs::read(entry.path()).expect("a file")).ok()?))
    };
    files.filter_map(read).collect()
}

const CONTROLS: &str = r#"
[[control]]
id = "gate"
name = "Gate"
owner = "security-lead"
state = "implemented"
annex_a = ["A.7.1", "A.7.2"]
reasons = ["risk", "contract"]
justification = "=1+1"
test_every = "6 months"
[[control.test]]
on = 2024-06-01
result = "passed"
[[control.test]]
on = 2025-05-01
result = "failed"

[[control]]
id = "guard"
name = "Guard"
owner = "security-lead"
state = "planned"
annex_a = ["A.7.2"]

[[excluded]]
annex_a = "A.7.6"
justification = "No secure areas."

[[excluded]]
annex_a = "A.7.1"
justification = "Both at once."
"#;

/// A register with a failing control, a threat that acts and one that does not,
/// and a critical asset that no risk names.
fn register() -> Registry {
    let assets = "[[asset]]\nid = \"vault\"\nname = \"Vault\"\nowner = \"it-manager\"\nintegrity = \"high\"\n\
                  [[asset]]\nid = \"customer-database\"\nname = \"Customer database\"\nowner = \"it-manager\"\nunit = \"platform\"\navailability = \"medium\"\n";
    let threats = "[[threat]]\nid = \"idle\"\nname = \"Idle\"\norigin = \"human-error\"\n\
                   [[threat]]\nid = \"fire\"\nname = \"Fire\"\norigin = \"natural\"\n";
    let base = include_str!("../data/examples/controls.toml");
    let relies = "controls = [\"gate\"]\nassets = [\"customer-database\"]\nthreats = [\"fire\"]\n";
    let plans =
        "[treatment]\noption = \"mitigate\"\n[[treatment.action]]\ntitle = \"Hire\"\ncontrol = \"guard\"\n";
    Registry::base()
        .file("assets.toml", assets)
        .file("threats.toml", threats)
        .file("controls.toml", format!("{base}{CONTROLS}"))
        .file("risks/R001.toml", risk("R001", relies))
        .file("risks/R002.toml", risk("R002", plans))
}

/// What stands of an entry on its page: from its anchor to the end of the row.
fn row<'p>(page: &'p str, anchor: &str) -> &'p str {
    let start = page.find(&format!("id=\"{anchor}\"")).unwrap_or_else(|| panic!("no {anchor}: {page}"));
    page[start..].split("</tr>").next().expect("a row")
}

/// A page without the row that the script copies.
fn without_pattern(page: &str) -> &str {
    page.split_once("</template>").map_or(page, |(_, rows)| rows)
}

#[test]
fn each_inventory_says_which_risks_name_a_thing_and_what_none_names() {
    let site = site(&register(), &[]);
    let assets = &site["assets/index.html"];
    assert!(assets.contains("It is named by no open risk: <bdi>Vault</bdi>"), "{assets}");
    assert!(row(assets, "vault").contains("no risk names it"));
    let database = row(assets, "customer-database");
    assert!(database.contains("Moderate") && database.contains("risks/R001/index.html"), "{database}");
    assert!(assets.find("id=\"vault\"") < assets.find("id=\"customer-database\""));
    let threats = &site["threats/index.html"];
    assert!(threats.contains("<b>1</b> of 2 known threats acts in an open risk"), "{threats}");
    assert!(threats.find("id=\"fire\"") < threats.find("id=\"idle\""), "unused ones stand last");
    assert!(row(threats, "idle").contains("human error"));
    let page = &site["risks/R001/index.html"];
    for target in
        ["controls/index.html#gate", "assets/index.html#customer-database", "threats/index.html#fire"]
    {
        assert!(page.contains(&format!("href=\"../../{target}\"")), "{target}: {page}");
    }
    assert!(page.contains("href=\"../../soa/index.html#A.7.2\""), "{page}");
}

#[test]
fn a_failing_control_stands_first_and_its_risks_are_marked_everywhere() {
    let register = register();
    let site = site(&register, &[]);
    let controls = &site["controls/index.html"];
    let gate = row(controls, "gate");
    let failed = "failed its last test, on <time datetime=\"2025-05-01\">2025-05-01</time>";
    assert!(gate.contains(failed) && gate.contains(">✓<") && gate.contains(">✗<"), "{gate}");
    assert!(gate.contains("Tests, oldest first: passed 2024-06-01, failed 2025-05-01."), "{gate}");
    let first = controls.find("<tbody").map(|at| &controls[at..]).expect("a table");
    let anchor = |id: &str| first.find(&format!("id=\"{id}\"")).expect(id);
    assert!(anchor("gate") < anchor("password-policy"));
    assert!(row(controls, "guard").contains("planned by"));
    // Of the risks neither has an inherent assessment; one control is counted on.
    assert!(controls.contains("no open risk is assessed both without and with them"), "{controls}");
    assert!(controls.contains("0 of 1 control that open risks count on passed the last test"), "{controls}");
    assert!(controls.contains("The level of <b>1 risk</b> is doubtful"), "{controls}");
    let page = &site["risks/R001/index.html"];
    assert!(
        page.contains(
            "<b>The level is doubtful</b>, because <bdi>Gate</bdi> failed its last test, on 1 May 2025"
        ),
        "{page}"
    );
    assert_eq!(without_pattern(&site["register/index.html"]).matches(">doubtful<").count(), 1);
    assert_eq!(site["index.html"].matches(">doubtful<").count(), 1);
    assert_eq!(register.run(&["list"]).stdout.matches("doubtful").count(), 1);
    let list = document("list", &register.run(&["list", "--format", "json"]).stdout);
    let marks: Vec<&serde_json::Value> =
        list["risks"].as_array().expect("risks").iter().map(|risk| &risk["doubtful"]).collect();
    assert_eq!(marks, [true, false]);
    let show = register.run(&["show", "R001"]).stdout.replace('\n', " ");
    assert!(show.contains("The level is doubtful: Gate failed its last test, on 2025-05-01"), "{show}");
}

#[test]
fn the_statement_says_of_each_control_whether_why_how_far_and_for_which_risks() {
    let site = site(&register(), &[]);
    let page = &site["soa/index.html"];
    // A.7.2 applies, A.7.6 is excluded, A.7.1 is both; 90 are left.
    let sentence =
        page.split("class=\"sentence\"").nth(1).and_then(|rest| rest.split("</p>").next()).expect("one");
    let sentence = sentence.replace("<b>", "").replace("</b>", "");
    assert!(
        sentence.contains(
            "1 applies, 1 is excluded, and 90 are not stated. 1 is excluded and carried out at the same time."
        ),
        "{sentence}"
    );
    let both = row(page, "A.7.2");
    for words in [
        ">yes<",
        "risk, contract",
        "planned",
        "the weakest of 2",
        "#gate",
        "#guard",
        "R001",
        "R002",
        "failed its last test",
    ] {
        assert!(both.contains(words), "{words}: {both}");
    }
    assert!(row(page, "A.7.1").contains("contradictory"));
    assert!(row(page, "A.7.6").contains("No secure areas."));
    assert!(row(page, "A.5.1").contains("not stated"));
    assert_eq!(page.matches("<tr role=\"row\" id=\"A.").count(), 93);

    let csv = &site["soa/soa.csv"];
    assert_eq!(csv.lines().count(), 94);
    assert!(csv.starts_with("Reference,Title,Theme,Applicable,Reasons,Justification,State,Controls,Risks\n"));
    assert!(
        csv.contains("\nA.7.2,Controlled entry,Premises and equipment,yes,risk; contract,Gate: =1+1,planned,Gate; Guard,R001; R002 (planned)\n"),
        "{csv}"
    );
    let contradicted = "\nA.7.1,Perimeters of buildings,Premises and equipment,contradictory,risk; contract,Both at once.; =1+1,implemented,Gate,R001\n";
    assert!(csv.contains(contradicted), "{csv}");
}

#[test]
fn a_justification_that_is_a_formula_is_neutralised_in_the_table() {
    let register = register()
        .file("controls.toml", "[[excluded]]\nannex_a = \"A.7.6\"\njustification = \"=HYPERLINK(1)\"\n");
    let csv = &site(&register, &[])["soa/soa.csv"];
    assert!(
        csv.contains("A.7.6,Work in secure areas,Premises and equipment,no,,'=HYPERLINK(1),,,\n"),
        "{csv}"
    );
}

#[test]
fn pages_of_registers_without_entries_say_what_would_fill_them() {
    let bare = Registry::base().file("assets.toml", "").file("controls.toml", "");
    let bare = bare.file("risks/R001.toml", risk("R001", ""));
    let site = site(&bare, &[]);
    for (path, words) in [
        ("assets/index.html", "<code>[[asset]]</code>"),
        ("threats/index.html", "<code>[[threat]]</code>"),
        ("controls/index.html", "<code>[[control]]</code>"),
        ("soa/index.html", "<code>[[excluded]]</code>"),
    ] {
        let page = &site[path];
        assert!(page.contains(words), "{path}: {page}");
        assert!(!page.contains("<table"), "{path} shows an empty table");
        assert!(!page.contains(" %"), "{path}: of nothing there is no rate");
    }
    assert!(!site.contains_key("soa/soa.csv"), "where nothing is stated there is no statement");
}

#[test]
fn inventories_name_no_risk_that_is_kept_back() {
    let kept = |id: &str, publish: &str| {
        risk(
            id,
            &format!(
                "publish = \"{publish}\"\ncontrols = [\"gate\"]\nassets = [\"vault\"]\nthreats = [\"idle\"]\n"
            ),
        )
        .replace("Weak passwords", &format!("Title of {publish}"))
    };
    let text = format!("{CONTROLS}\n[[excluded]]\nannex_a = \"A.8.1\"\njustification = \"See R004.\"\n");
    let register = register()
        .file("risks/R003.toml", kept("R003", "outline"))
        .file("risks/R004.toml", kept("R004", "hidden"))
        .file("controls.toml", format!("{}{text}", include_str!("../data/examples/controls.toml")));
    let site = site(&register, &[]);
    for path in
        ["assets/index.html", "threats/index.html", "controls/index.html", "soa/index.html", "soa/soa.csv"]
    {
        let page = &site[path];
        for word in ["R003", "R004", "Title of outline", "Title of hidden"] {
            assert!(!page.contains(word), "{path} tells {word}");
        }
    }
    for (path, page) in &site {
        assert!(!page.contains("R004"), "{path} names what is hidden");
    }
    assert!(row(&site["assets/index.html"], "vault").contains("no published risk names it"));
    assert!(row(&site["soa/index.html"], "A.8.1").contains("not published"));
    assert!(site["controls/index.html"].contains("1 open risk is published in outline only"));
    assert_eq!(
        without_pattern(&site["register/index.html"]).matches(">doubtful<").count(),
        1,
        "an outline says nothing of controls"
    );
}

#[test]
fn more_entries_than_a_page_holds_go_on_the_next_and_links_follow_them() {
    let threats: String =
        (1..=251).map(|n| format!("[[threat]]\nid = \"t{n}\"\nname = \"Threat {n}\"\n")).collect();
    let register = register()
        .file("threats.toml", threats)
        .file("risks/R001.toml", risk("R001", "threats = [\"t251\"]\n"));
    let site = site(&register, &[]);
    let first = &site["threats/index.html"];
    assert!(first.contains("Threats 1–") && first.contains(" of 251"));
    assert!(
        site["risks/R001/index.html"].contains("../../threats/index.html#t251"),
        "the used one stands first"
    );
    let pages = site.iter().filter(|(path, _)| path.starts_with("threats/"));
    let last = pages.filter(|(_, page)| page.contains("id=\"t250\"")).collect::<Vec<_>>();
    assert!(last.len() == 1 && last[0].0 != "threats/index.html", "the last stands on the last page");
}

#[test]
fn references_that_do_not_exist_are_found_where_they_stand() {
    let register = register().file(
        "controls.toml",
        "[[control]]\nid = \"gate\"\nname = \"Gate\"\nowner = \"it-manager\"\nstate = \"implemented\"\nannex_a = [\"5.17\"]\n\
         [[excluded]]\nannex_a = \"A.5.99\"\njustification = \"x\"\n",
    );
    let run = register.run(&["check", "--format", "json", "--select", "unknown-value"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let found = document("check", &run.stdout);
    let found: Vec<String> = found["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| {
            format!(
                "{}:{}:{} {} | {} | {}",
                finding["path"].as_str().expect("a path"),
                finding["line"],
                finding["column"],
                finding["message"].as_str().expect("a message"),
                finding["help"].as_str().expect("a help"),
                finding["fix"]
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "controls.toml:6:12 `5.17` is no control of ISO/IEC 27001:2022 Annex A | did you mean `A.5.17` (Secrets for logging in)? | \"safe\"",
            "controls.toml:8:11 `A.5.99` is no control of ISO/IEC 27001:2022 Annex A | the controls of this theme are `A.5.1` to `A.5.37` | null",
        ]
    );
}

#[test]
fn what_is_unstated_is_found_only_where_the_rule_is_switched_on() {
    let asked = |register: &Registry| {
        let run = register.run(&["check", "--format", "json"]);
        let found = document("check", &run.stdout);
        let findings = found["findings"].as_array().expect("findings").clone();
        findings.into_iter().filter(|finding| finding["rule"] == "unstated-control").count()
    };
    let register = register();
    assert_eq!(asked(&register), 0);
    let config = format!(
        "{}\n[rules]\nunstated-control = \"warning\"\n",
        include_str!("../data/examples/plimsoll.toml")
    );
    assert_eq!(asked(&register.file("plimsoll.toml", config)), 90);
}

#[test]
fn the_sample_states_almost_all_of_annex_a() {
    let site = site(&sample(), &["--today", "2025-04-01"]);
    let page = &site["soa/index.html"];
    let plain = page.replace("<b>", "").replace("</b>", "");
    assert!(plain.contains("88 apply, 3 are excluded, and 2 are not stated."), "{plain}");
}
