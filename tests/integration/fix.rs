//! `plimsoll check --fix`: what is mended, what is left, and that nothing else
//! changes.

use std::fs;

use serde_json::Value;

use crate::fmt::fed;
use crate::harness::Registry;
use crate::repositories::git;

const WRONG: &str = "# About the flood.\nid = \"R002\" # the id\ntitle = \"Flood\"\nOwner = 'IT Manager'   # who\n\
    likelihood = \"Low\"\nimpact = \"low\"\nassessed = \"2025-03-10\" # when\nrationale = \"So.\"\nstatus = \"In Progress\"\n\
    affects = [\n  'Confidentiality', # first\n  # then\n  \"integrity\",\n]\n\
    # nothing yet\n";
const RIGHT: &str = "# About the flood.\nid = \"R002\" # the id\ntitle = \"Flood\"\nowner = \"it-manager\"   # who\n\
    likelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-03-10 # when\nrationale = \"So.\"\nstatus = \"in-progress\"\n\
    affects = [\n  \"confidentiality\", # first\n  # then\n  \"integrity\",\n]\n\
    # nothing yet\n";

fn with(text: &str) -> Registry {
    Registry::base().file("risks/R002.toml", text)
}

fn read(register: &Registry, path: &str) -> String {
    fs::read_to_string(register.path(path)).expect("a file")
}

/// The rules that are found about R002, or in a file of that name.
fn rules(register: &Registry) -> Vec<String> {
    let run = register.run(&["check", "--format", "json"]);
    let document: Value = serde_json::from_str(&run.stdout).expect("a document");
    let findings = document["findings"].as_array().expect("findings").iter();
    let about = findings.filter(|finding| {
        finding["risk"] == "R002" || finding["path"].as_str().is_some_and(|path| path.contains("R002"))
    });
    about.map(|finding| finding["rule"].as_str().expect("a rule").to_owned()).collect()
}

#[test]
fn what_is_meant_beyond_doubt_is_mended_and_all_else_stays() {
    for ending in ["\n", "\r\n"] {
        let register = with(&WRONG.replace('\n', ending));
        let before = register.run(&["check"]);
        // What a misspelt key says is judged once the key is mended.
        assert!(before.stderr.contains("5 fixable with --fix\n"), "{}", before.stderr);
        let diff = register.run(&["check", "--diff"]);
        assert_eq!(diff.code, 1);
        assert!(diff.stdout.contains("-Owner = 'IT Manager'   # who"), "{}", diff.stdout);
        assert_eq!(read(&register, "risks/R002.toml"), WRONG.replace('\n', ending), "nothing is written");
        let run = register.run(&["check", "--fix"]);
        assert!(run.stderr.contains("6 fixed in 1 file\n"), "{}", run.stderr);
        assert_eq!(read(&register, "risks/R002.toml"), RIGHT.replace('\n', ending));
        assert_eq!(rules(&register), Vec::<String>::new());
        assert_eq!(run.code, register.run(&["check"]).code, "the exit code is by what is left");
        let again = register.run(&["check", "--fix", "--diff"]);
        assert_eq!((again.code, again.stdout.as_str()), (0, ""), "twice changes nothing");
    }
}

#[test]
fn keys_of_tables_and_settings_are_mended_where_they_stand() {
    let config = include_str!("../data/examples/plimsoll.toml");
    let register = Registry::base()
        .file("plimsoll.toml", format!("{config}\n[rules]\nOverdue_Review = \"error\" # late\n"))
        .file(
            "risks/R002.toml",
            "id = \"R002\"\ntitle = \"T\"\nowner = \"it-manager\"\nstatus = \"open\"\n[treatment]\nOption = \"accept\"\nDUE = 2030-01-01\n[custom]\n\"Legal Basis\" = \"law\"\n",
        );
    let run = register.run(&["check", "--fix"]);
    assert!(
        read(&register, "plimsoll.toml").ends_with("\noverdue-review = \"error\" # late\n"),
        "{}",
        run.stderr
    );
    let risk = read(&register, "risks/R002.toml");
    assert!(risk.contains("option = \"accept\"\ndue = 2030-01-01\n"), "{risk}");
    assert!(risk.ends_with("legal-basis = \"law\"\n"), "{risk}");
}

#[test]
fn a_guess_is_only_shown() {
    let text =
        "id = \"R002\"\ntitle = \"T\"\nowner = \"it-manger\"\nlikelihod = \"low\"\nstatus = \"opne\"\n";
    let register = with(text);
    let run = register.run(&["check", "--fix", "--unsafe-fixes"]);
    assert_eq!(run.code, 1);
    assert!(!run.stderr.contains("fixed") && !run.stderr.contains("fixable"), "{}", run.stderr);
    assert_eq!(read(&register, "risks/R002.toml"), text);
}

#[test]
fn a_broken_file_is_left_alone_and_the_others_are_mended() {
    let broken = "id = \"R003\"\ntitle = \"T\"\nowner = \"IT Manager\"\nstatus = \n";
    let register = with(WRONG).file("risks/R003.toml", broken);
    let run = register.run(&["check", "--fix"]);
    assert_eq!(run.code, 1);
    assert_eq!(read(&register, "risks/R003.toml"), broken);
    assert_eq!(read(&register, "risks/R002.toml"), RIGHT);
    assert!(run.stderr.contains("risks/R003.toml is left alone: it does not parse"), "{}", run.stderr);
    assert!(run.stdout.contains("toml-syntax"), "{}", run.stdout);
}

#[test]
fn a_fix_that_would_bring_something_worse_is_not_made() {
    // Both keys are meant to be `owner`: mended, there would be two.
    let doubled =
        "id = \"R002\"\ntitle = \"T\"\nOwner = \"it-manager\"\nOWNER = \"it-manager\"\nstatus = \"open\"\n";
    let register = with(doubled);
    let run = register.run(&["check", "--fix"]);
    assert_eq!(read(&register, "risks/R002.toml"), doubled);
    assert!(run.stderr.contains("left alone"), "{}", run.stderr);
    // A control that is named twice in the plan once it is named rightly.
    let actions = "id = \"R002\"\ntitle = \"T\"\nowner = \"it-manager\"\nstatus = \"open\"\n\
        relatd = []\nrelated = [\"r001\"]\nsupersedes = [\"R001\"]\n";
    let register = with(actions);
    register.run(&["check", "--fix"]);
    assert!(read(&register, "risks/R002.toml").contains("related = [\"R001\"]"));
}

#[test]
fn a_sealed_decision_is_not_voided_by_a_fix() {
    let sealed = |controls: &str| {
        format!(
            "id = \"R002\"\ntitle = \"T\"\nowner = \"it-manager\"\nlikelihood = \"high\"\nimpact = \"high\"\nassessed = 2025-03-10\n\
             rationale = \"So.\"\nstatus = \"accepted\"\ncontrols = [{controls}]\n[treatment]\noption = \"accept\"\n\
             [acceptance]\nby = \"managing-director\"\non = 2025-05-01\nuntil = 2025-07-01\nlevel = \"critical\"\n\
             rationale = \"So.\"\nseal = \"SEAL\"\n"
        )
    };
    let tree = |text: &str| Registry::base().file("risks/R002.toml", text);
    // The seal of the text as it stands, with the name in the place of the id.
    let control = first_control();
    let name = control.1.to_uppercase();
    let text = sealed(&format!("\"{name}\""));
    let register = tree(&text);
    let loaded = plimsoll::parse::load(&plimsoll::source::tree::WorkTree::new(register.root().to_path_buf()))
        .expect("a register");
    let facts = plimsoll::facts::Facts::new(&loaded.register, jiff::civil::date(2025, 6, 1));
    let risk = loaded.register.risk("R002").expect("a risk");
    let (_, judged) = facts.each().find(|(other, _)| other.id() == "R002").expect("judged");
    let seal = plimsoll::decision::seal(
        &loaded.register,
        risk,
        &judged.stages,
        plimsoll::decision::Kind::Acceptance,
    );
    let text = text.replace("SEAL", &seal);
    let register = tree(&text);
    let run = register.run(&["check", "--fix"]);
    assert!(run.stderr.contains("it would bring `void-acceptance`"), "{}{}", run.stderr, run.stdout);
    assert_eq!(read(&register, "risks/R002.toml"), text);
}

/// The id and the name of a control of the base.
fn first_control() -> (String, String) {
    let text = include_str!("../data/examples/controls.toml");
    let value = |key: &str| {
        let line = text.lines().find(|line| line.starts_with(key)).expect("a line");
        line.split('"').nth(1).expect("a value").to_owned()
    };
    (value("id = "), value("name = "))
}

#[test]
fn only_what_is_selected_is_mended() {
    let register = with(WRONG);
    register.run(&["check", "--fix", "--select", "wrong-type"]);
    assert_eq!(read(&register, "risks/R002.toml"), WRONG.replace("\"2025-03-10\"", "2025-03-10"));
    let register = with(WRONG);
    register.run(&["check", "--fix", "people.toml"]);
    assert_eq!(read(&register, "risks/R002.toml"), WRONG);
}

const WAIVED: &str = "id = \"R002\"\ntitle = \"Flood\"\nowner = \"it-manager\"\nlikelihood = \"low\"\nimpact = \"low\"\n\
    assessed = 2025-03-10\nrationale = \"So.\"\nstatus = \"open\"\n\n# granted in March\n[[waiver]]\nrule = \"overdue-treatment\"\n\
    reason = \"The supplier decides.\"\nuntil = 2025-12-31\nby = \"security-lead\"\n\n# The end.\n";

#[test]
fn what_could_change_the_meaning_is_asked_for_by_name() {
    let register = Registry::base().file("risks/flood.toml", WAIVED);
    let shown = register.run(&["check"]);
    assert!(shown.stderr.contains("2 fixable with --unsafe-fixes\n"), "{}", shown.stderr);
    register.run(&["check", "--fix"]);
    assert_eq!(read(&register, "risks/flood.toml"), WAIVED);
    let diff = register.run(&["check", "--unsafe-fixes", "--diff"]);
    assert!(diff.stdout.contains("+++ b/risks/R002.toml"), "{}", diff.stdout);
    assert!(register.path("risks/flood.toml").exists());
    let run = register.run(&["check", "--unsafe-fixes"]);
    assert!(run.stderr.contains("2 fixed"), "{}", run.stderr);
    assert!(!register.path("risks/flood.toml").exists());
    let text = read(&register, "risks/R002.toml");
    assert!(text.ends_with("status = \"open\"\n\n# The end.\n"), "{text}");
    assert_eq!(rules(&register), Vec::<String>::new());
}

#[test]
fn a_waiver_of_what_cannot_be_read_is_not_taken_out() {
    let torn = WAIVED.replace(
        "status = \"open\"\n",
        "status = \"open\"\n\n[treatment]\noption = \"mitigate\"\ndue = \"soon\"\n",
    );
    let register = with(&torn);
    register.run(&["check", "--unsafe-fixes"]);
    assert_eq!(read(&register, "risks/R002.toml"), torn);
}

#[test]
fn a_file_that_others_name_keeps_its_name() {
    let listed = "[[waiver]]\nrule = \"unassessed-risk\"\npath = \"risks/flood.toml\"\nreason = \"So.\"\nuntil = 2025-12-31\nby = \"managing-director\"\n";
    let text = "id = \"R002\"\ntitle = \"Flood\"\nowner = \"it-manager\"\nstatus = \"open\"\n";
    let register = Registry::base().file("risks/flood.toml", text).file("waivers.toml", listed);
    let run = register.run(&["check", "--unsafe-fixes"]);
    assert!(register.path("risks/flood.toml").exists(), "{}", run.stderr);
    assert!(run.stderr.contains("risks/flood.toml is left alone: mended, it would bring"), "{}", run.stderr);
}

#[test]
fn of_two_risks_with_one_id_the_younger_gets_another() {
    let base = include_str!("../data/examples/risk.toml");
    let register = Registry::base().file("risks/archive/R001.toml", base);
    let top = register.root();
    git(top, &["init", "--quiet", "--initial-branch=main"]);
    git(top, &["add", "risks/archive", "plimsoll.toml", "schema", "people.toml"]);
    git(top, &["commit", "--quiet", "--message=first"]);
    git(top, &["add", "--all"]);
    git(top, &["commit", "--quiet", "--message=second"]);
    let run = register.run(&["check", "--unsafe-fixes"]);
    assert!(run.stderr.contains("1 fixed"), "{}", run.stderr);
    assert!(register.path("risks/archive/R001.toml").exists(), "the older keeps its id");
    assert!(!register.path("risks/R001.toml").exists());
    assert!(read(&register, "risks/R002.toml").contains("id = \"R002\""));
}

#[test]
fn an_editor_asks_about_a_file_that_is_not_saved() {
    let register = with(RIGHT);
    let arguments = ["check", "--format", "short", "--stdin-filename", "risks/R002.toml", "-"];
    let run = fed(&register, &arguments, WRONG);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stdout.lines().all(|line| line.starts_with("risks/R002.toml:")), "{}", run.stdout);
    assert!(run.stdout.contains("no key `Owner`"), "{}", run.stdout);
    assert_eq!(read(&register, "risks/R002.toml"), RIGHT);
    let new = ["check", "--format", "short", "--stdin-filename", "risks/R003.toml"];
    assert!(fed(&register, &new, WRONG).stdout.contains("risks/R003.toml:2:6: error duplicate-id"));
    assert_eq!(fed(&register, &["check", "-"], WRONG).code, 2);
    assert_eq!(fed(&register, &["check", "--stdin-filename", "notes.txt", "-"], WRONG).code, 2);
}

#[test]
fn of_a_change_only_what_it_brings_is_mended() {
    let register = with(WRONG);
    let top = register.root();
    git(top, &["init", "--quiet", "--initial-branch=main"]);
    git(top, &["add", "--all"]);
    git(top, &["commit", "--quiet", "--message=old sins"]);
    let register = register.file("risks/R003.toml", WRONG.replace("R002", "R003"));
    let run = register.run(&["check", "--new-since", "main", "--fix"]);
    assert_eq!(read(&register, "risks/R002.toml"), WRONG, "{}", run.stderr);
    assert_eq!(read(&register, "risks/R003.toml"), RIGHT.replace("R002", "R003"));
}
