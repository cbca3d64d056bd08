//! The worked examples of the documentation: seals that hold for ever.

use plimsoll::decision::{self, Kind};
use plimsoll::facts::Facts;
use plimsoll::parse::{self, Loaded};
use plimsoll::source::tree::MemoryTree;
use proptest::prelude::*;

const EXAMPLES: [(&str, &str); 3] = [
    ("1.txt", include_str!("../data/seals/1.txt")),
    ("2.txt", include_str!("../data/seals/2.txt")),
    ("3.txt", include_str!("../data/seals/3.txt")),
];

#[test]
fn the_worked_examples_keep_their_seals() {
    let page = include_str!("../../docs/seals.md");
    for line in include_str!("../data/seals/seals.csv").lines().skip(1) {
        let (file, seal) = line.split_once(',').expect("two columns");
        let (_, text) = EXAMPLES.iter().find(|(name, _)| *name == file).expect("a worked example");
        assert_eq!(decision::seal_of(text), seal, "{file}");
        assert!(page.contains(seal) && page.contains(text.trim_end()), "docs/seals.md shows {file}");
    }
}

/// The blocks of TOML that the documentation shows, in order.
fn shown() -> Vec<&'static str> {
    let page = include_str!("../../docs/seals.md");
    let blocks = page.split("```toml\n").skip(1);
    blocks.map(|rest| rest.split("```").next().expect("an end")).collect()
}

#[test]
fn the_registers_of_the_worked_examples_give_their_texts_and_seals() {
    let preset = include_str!("../../schema/presets/three-by-three.toml");
    let [first, second, method, third] = shown()[..] else {
        panic!("three examples, one with its methodology")
    };
    let method = format!("name = 'Sums'\nversion = '1'\n[scope]\nstatement = 'All.'\n{method}");
    let titled = |id: &str| format!("[register]\ntitle = 'Worked examples'\n{id}");
    let harrier = titled("id = 'quiet-harrier'");
    let examples = [
        (first, harrier.clone(), preset, Kind::Acceptance),
        (second, harrier, preset, Kind::Approval),
        (third, titled(""), method.as_str(), Kind::Acceptance),
    ];
    for ((risk, config, methodology, kind), (name, text)) in examples.into_iter().zip(EXAMPLES) {
        let mut tree = MemoryTree::default();
        tree.insert("plimsoll.toml", config);
        tree.insert("schema/methodology.toml", methodology);
        tree.insert("people.toml", "");
        tree.insert("risks/R.toml", risk);
        let loaded = parse::load(&tree).expect("a sound plimsoll.toml");
        let facts = Facts::new(&loaded.register, jiff::civil::date(2025, 6, 1));
        let (risk, judged) = facts.each().next().expect("a risk");
        assert_eq!(decision::sealed_text(&loaded.register, risk, &judged.stages, kind), text, "{name}");
        let decision = if kind == Kind::Approval { judged.approval } else { judged.acceptance };
        assert!(decision.expect("a decision").proof.is_some(), "{name} shows the seal that matches");
    }
}

const RISK: &str = r#"
id = "R001"
title = "Laptop is lost"
owner = "it-manager"
assets = ["customer-database", "another"]
likelihood = "medium"
impact = "high"
status = "open"
controls = ["password-policy", "awareness-training"]

[inherent]
likelihood = "high"
impact = "high"

[treatment]
option = "mitigate"
plan = "Encrypt the disks"
owner = "security-lead"
due = 2025-07-31
cost = 1000

[[treatment.action]]
title = "Buy the licences"
owner = "it-manager"
due = 2025-07-01
ticket = "T-1"

[[treatment.action]]
title = "Roll out"
control = "mail-filter"

[treatment.residual]
likelihood = "low"
impact = "medium"

[treatment.approval]
by = "security-lead"
on = 2025-05-01

[acceptance]
by = "security-lead"
on = 2025-05-02
until = 2025-10-31
level = "high"
rationale = "The laptops are replaced in autumn."
conditions = "No customer data on them."
"#;

fn load(risk: &str) -> Loaded {
    load_in(include_str!("../data/examples/plimsoll.toml"), risk)
}

fn load_in(config: &str, risk: &str) -> Loaded {
    let mut tree = MemoryTree::default();
    tree.insert("plimsoll.toml", config);
    tree.insert("schema/methodology.toml", include_str!("../data/examples/methodology.toml"));
    tree.insert("people.toml", include_str!("../data/examples/people.toml"));
    tree.insert("risks/R001.toml", risk);
    parse::load(&tree).expect("a sound plimsoll.toml")
}

fn seals(risk: &str) -> (String, String) {
    seals_in(&load(risk))
}

fn seals_in(loaded: &Loaded) -> (String, String) {
    let facts = Facts::new(&loaded.register, jiff::civil::date(2025, 6, 1));
    let (risk, judged) = facts.each().next().expect("a risk");
    let seal = |kind| decision::seal(&loaded.register, risk, &judged.stages, kind);
    (seal(Kind::Approval), seal(Kind::Acceptance))
}

#[test]
fn the_canonical_text_is_that_of_the_documentation() {
    let loaded = load(RISK);
    let facts = Facts::new(&loaded.register, jiff::civil::date(2025, 6, 1));
    let (risk, judged) = facts.each().next().expect("a risk");
    let text = decision::sealed_text(&loaded.register, risk, &judged.stages, Kind::Acceptance);
    assert_eq!(
        text,
        "plimsoll p1\nregister=example\nrisk=R001\nkind=acceptance\nby=security-lead\non=2025-05-02\n\
         until=2025-10-31\nlevel=high\nrationale=The laptops are replaced in autumn.\n\
         conditions=No customer data on them.\nlikelihood=medium\nimpact=high\ninherent=critical\ncurrent=high\n\
         residual_level=low\noption=mitigate\nplan=Encrypt the disks\naction=Buy the licences\t\n\
         action=Roll out\tmail-filter\nresidual=low,medium\ncontrols=awareness-training,password-policy\n\
         assets=another,customer-database\n"
    );
}

#[test]
fn each_sealed_field_changes_the_seals() {
    // What is changed, to what, and whether the approval covers it too.
    let changes = [
        ("id = \"R001\"", "id = \"R009\"", true),
        ("likelihood = \"medium\"", "likelihood = \"high\"", true),
        ("impact = \"high\"\nstatus", "impact = \"medium\"\nstatus", true),
        (
            "[inherent]\nlikelihood = \"high\"\nimpact = \"high\"",
            "[inherent]\nlikelihood = \"medium\"\nimpact = \"high\"",
            true,
        ),
        ("option = \"mitigate\"", "option = \"avoid\"", true),
        ("Encrypt the disks", "Encrypt all disks", true),
        ("Buy the licences", "Buy licences", true),
        ("control = \"mail-filter\"", "control = \"password-policy\"", true),
        ("[treatment.residual]\nlikelihood = \"low\"", "[treatment.residual]\nlikelihood = \"medium\"", true),
        ("\"password-policy\", ", "", true),
        (", \"another\"", "", true),
        ("\nimpact = \"medium\"\n\n[treatment.approval]", "\nimpact = \"low\"\n\n[treatment.approval]", true),
        ("on = 2025-05-02", "on = 2025-05-03", false),
        ("until = 2025-10-31", "until = 2025-11-01", false),
        ("level = \"high\"", "level = \"critical\"", false),
        ("replaced in autumn", "replaced in winter", false),
        ("No customer data", "No data", false),
        ("[acceptance]\nby = \"security-lead\"", "[acceptance]\nby = \"it-manager\"", false),
    ];
    let (approval, acceptance) = seals(RISK);
    for (from, to, both) in changes {
        assert!(RISK.contains(from), "{from}");
        let (changed_approval, changed_acceptance) = seals(&RISK.replace(from, to));
        assert_ne!(changed_acceptance, acceptance, "{from} -> {to}");
        assert_eq!(changed_approval != approval, both, "{from} -> {to}");
    }
    let (changed, _) = seals(&RISK.replace(
        "[treatment.approval]\nby = \"security-lead\"",
        "[treatment.approval]\nby = \"it-manager\"",
    ));
    assert_ne!(changed, approval);
    let (changed, same) = seals(&RISK.replace("on = 2025-05-01", "on = 2025-05-03"));
    assert!(changed != approval && same == acceptance, "each decision seals its own day");
}

#[test]
fn register_and_kind_of_decision_are_sealed() {
    let other = include_str!("../data/examples/plimsoll.toml").replace("\"example\"", "\"another\"");
    let (approval, acceptance) = seals(RISK);
    let (other_approval, other_acceptance) = seals_in(&load_in(&other, RISK));
    assert!(approval != other_approval && acceptance != other_acceptance);
    assert_ne!(approval, acceptance);
}

#[test]
fn the_methodology_is_sealed_by_the_levels_that_it_gives() {
    let mut tree = MemoryTree::default();
    let method = include_str!("../data/examples/methodology.toml");
    let stricter = method
        .replace(r#"medium = ["low", "moderate", "high"]"#, r#"medium = ["low", "moderate", "critical"]"#);
    assert_ne!(method, stricter);
    tree.insert("plimsoll.toml", include_str!("../data/examples/plimsoll.toml"));
    tree.insert("schema/methodology.toml", stricter);
    tree.insert("people.toml", include_str!("../data/examples/people.toml"));
    tree.insert("risks/R001.toml", RISK);
    let changed = seals_in(&parse::load(&tree).expect("a sound plimsoll.toml"));
    let before = seals(RISK);
    assert!(changed.0 != before.0 && changed.1 != before.1);
}

#[test]
fn the_order_of_actions_is_not_sealed() {
    let first = RISK.find("[[treatment.action]]").expect("an action");
    let second = RISK.rfind("[[treatment.action]]").expect("another");
    let end = RISK.find("[treatment.residual]").expect("the next table");
    let turned = [&RISK[..first], &RISK[second..end], &RISK[first..second], &RISK[end..]].concat();
    assert_eq!(seals(&turned), seals(RISK));
}

#[test]
fn what_is_not_sealed_changes_nothing() {
    let changes = [
        ("title = \"Laptop is lost\"", "title = \"A laptop is stolen\""),
        ("owner = \"it-manager\"\nassets", "owner = \"security-lead\"\nassets"),
        ("due = 2025-07-31", "due = 2025-12-31"),
        ("cost = 1000", "cost = 5\ndone = 2025-05-20"),
        ("ticket = \"T-1\"", "ticket = \"T-2\"\nevidence = \"Invoice\"\ndone = 2025-05-20"),
        ("\"customer-database\", \"another\"", "\"another\", \"customer-database\""),
        ("status = \"open\"", "status = \"in-progress\"\ntags = [\"x\"]"),
        ("Encrypt the disks", "  Encrypt\\n the   disks "),
    ];
    for (from, to) in changes {
        assert!(RISK.contains(from), "{from}");
        assert_eq!(seals(&RISK.replace(from, to)), seals(RISK), "{from} -> {to}");
    }
}

proptest! {
    #[test]
    fn any_spacing_of_a_plan_gives_the_same_seal(spaces in proptest::collection::vec("[ \t]{1,4}", 2)) {
        let plan = format!("Encrypt{}the{}disks", spaces[0], spaces[1]);
        prop_assert_eq!(seals(&RISK.replace("Encrypt the disks", &plan)), seals(RISK));
    }

    #[test]
    fn any_text_that_is_not_sealed_gives_the_same_seal(text in "[^\\x00-\\x1f\\x7f'\"\\\\]{1,40}", day in 1i8..=28) {
        let other = RISK
            .replace("Laptop is lost", &format!("x{text}"))
            .replace("ticket = \"T-1\"", &format!("ticket = '{text}'\nevidence = '{text}'\ndone = 2025-04-{day:02}"))
            .replace("due = 2025-07-31", &format!("due = 2025-08-{day:02}"))
            .replace("status = \"open\"", &format!("status = \"open\"\nrationale = '{text}'\nassessed = 2025-03-{day:02}"));
        prop_assert_eq!(seals(&other), seals(RISK));
    }

    #[test]
    fn any_other_plan_gives_another_seal(plan in "[a-zA-Z0-9 äöü,.]{1,60}") {
        prop_assume!(plan.split_whitespace().collect::<Vec<_>>().join(" ") != "Encrypt the disks");
        prop_assume!(!plan.trim().is_empty());
        prop_assert_ne!(seals(&RISK.replace("Encrypt the disks", &plan)), seals(RISK));
    }
}
