//! Decisions from the terminal: what they write, what they refuse, what they
//! commit.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::harness::{Registry, Run};

/// At level high, with a plan.
pub(crate) const HIGH: &str = "\
# Found in the audit of March.
id = \"R002\"
title = \"Laptops are lost with customer data\" # as the auditor put it
formerly = [\"R900\"]
owner = \"it-manager\"
likelihood = \"medium\"
impact = \"high\"
assessed = 2025-05-01
assessed_by = \"it-manager\"
status = \"in-progress\"

[treatment]
option = \"mitigate\"   # not avoid
plan = \"Encrypt the disks\"
owner = \"it-manager\"
due = 2025-07-31 # was June

# The steps.
[[treatment.action]]
title = \"Buy licences\"
owner = \"it-manager\"
due = 2025-06-15

# Reviewed in the board's meeting.
[review]
on = 2025-01-10
by = \"it-manager\"
outcome = \"unchanged\"
note = \"Old note\"
every = \"3 months\"
";

pub(crate) const PATH: &str = "risks/R002.toml";

pub(crate) fn register() -> Registry {
    Registry::base().file(PATH, HIGH)
}

fn text(register: &Registry) -> String {
    std::fs::read_to_string(register.path(PATH)).expect("the risk's file")
}

const ACCEPT: [&str; 8] = [
    "accept",
    "R002",
    "--by",
    "security-lead",
    "--until",
    "2025-10-31",
    "--rationale",
    "Replaced in autumn.",
];
const APPROVE: [&str; 4] = ["approve", "R002", "--by", "security-lead"];
const REVIEW: [&str; 6] = ["review", "R002", "--by", "it-manager", "--outcome", "changed"];
const POSTPONE: [&str; 8] =
    ["postpone", "R002", "--by", "it-manager", "--to", "2025-09-30", "--reason", "The supplier is late"];
const CLOSE: [&str; 6] = ["close", "R002", "--by", "security-lead", "--reason", "Sold"];

/// A run that writes, and what it added to and took from the file.
fn changed(register: &Registry, arguments: &[&str]) -> (Vec<String>, Vec<String>, Run) {
    let before = text(register);
    let run = register.run(arguments);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let after = text(register);
    let beside = |one: &str, other: &str| {
        one.lines().filter(|line| !other.lines().any(|o| o == *line)).map(str::to_owned).collect()
    };
    (beside(&after, &before), beside(&before, &after), run)
}

#[test]
fn an_acceptance_writes_its_table_sealed_and_nothing_else() {
    let register = register();
    let (added, gone, run) = changed(&register, &ACCEPT);
    assert_eq!(run.stdout, "risks/R002.toml\n");
    assert_eq!(gone, [""; 0]);
    assert_eq!(
        added[..6],
        [
            "[acceptance]",
            "by = \"security-lead\"",
            "on = 2025-06-01",
            "until = 2025-10-31",
            "level = \"high\"",
            "rationale = \"Replaced in autumn.\"",
        ]
    );
    assert!(added[6].starts_with("seal = \"p1:") && added.len() == 7, "{added:?}");
    assert!(
        run.stderr.contains("R002 is accepted by Security Lead until 2025-10-31, sealed\n"),
        "{}",
        run.stderr
    );
    let shown = register.run(&["show", "R002", "--format", "json"]).stdout;
    let document: serde_json::Value = serde_json::from_str(&shown).expect("a document");
    let acceptance = &document["risks"][0]["acceptance"];
    assert_eq!(
        (acceptance["state"].as_str(), acceptance["proof"].as_str(), acceptance["signature"].as_str()),
        (Some("valid"), Some("seal"), Some("unsigned"))
    );
    // Accepted anew, with conditions: the table is the new one, the seal too.
    let anew = ["--conditions", "Encrypted", "--on", "2025-05-20"];
    let (added, gone, _) = changed(&register, &[&ACCEPT[..], &anew].concat());
    assert_eq!(added[..2], ["on = 2025-05-20", "conditions = \"Encrypted\""]);
    assert!(added.len() == 3 && gone.len() == 2, "{added:?} {gone:?}");
    let (added, gone, _) = changed(&register, &ACCEPT);
    assert!(gone.contains(&"conditions = \"Encrypted\"".to_owned()), "{gone:?}");
    assert!(added.len() == 2, "{added:?}");
}

#[test]
fn each_decision_writes_its_own_table() {
    let register = register();
    let (added, gone, _) = changed(&register, &APPROVE);
    assert_eq!(added[..3], ["[treatment.approval]", "by = \"security-lead\"", "on = 2025-06-01"]);
    assert!(added[3].starts_with("seal = \"p1:") && added.len() == 4 && gone.is_empty(), "{added:?}");

    let (added, gone, run) = changed(&register, &REVIEW);
    // The day of the approval stands there already.
    assert_eq!(added, ["outcome = \"changed\""]);
    assert_eq!(gone, ["on = 2025-01-10", "outcome = \"unchanged\"", "note = \"Old note\""]);
    assert!(text(&register).contains("[review]\non = 2025-06-01\nby = "));
    assert!(run.stderr.contains("next review is due on 2025-09-01"), "{}", run.stderr);

    let (added, gone, run) = changed(&register, &POSTPONE);
    let entry = [
        "due = 2025-09-30 # was June",
        "[[treatment.postponed]]",
        "from = 2025-07-31",
        "to = 2025-09-30",
        "reason = \"The supplier is late\"",
    ];
    assert_eq!(added, entry);
    assert_eq!(gone, ["due = 2025-07-31 # was June"]);
    assert!(run.stderr.contains("the plan of R002 is due on 2025-09-30 now"), "{}", run.stderr);
    let check = register.run(&["check"]).stdout;
    assert!(!check.contains("void-approval") && !check.contains("postponement"), "{check}");

    let (added, gone, run) = changed(&register, &CLOSE);
    assert_eq!(added, ["status = \"closed\"", "[closed]", "reason = \"Sold\""]);
    assert_eq!(gone, ["status = \"in-progress\""]);
    assert!(
        run.stderr.contains("left open on R002:\n") && run.stderr.contains("open-action"),
        "{}",
        run.stderr
    );
}

#[test]
fn line_ends_byte_order_marks_and_inline_tables_stay() {
    let marked = format!("\u{feff}{}", HIGH.replace('\n', "\r\n"));
    for arguments in [&ACCEPT[..], &APPROVE, &REVIEW, &POSTPONE, &CLOSE] {
        let register = Registry::base().file(PATH, &marked);
        assert_eq!(register.run(arguments).code, 0);
        let after = text(&register);
        assert!(after.starts_with('\u{feff}') && !after.replace("\r\n", "").contains('\n'), "{after:?}");
    }
    let inline = HIGH
        .replace("[treatment]\n", "")
        .replace(
            "[[treatment.action]]\ntitle = \"Buy licences\"\nowner = \"it-manager\"\ndue = 2025-06-15\n",
            "",
        )
        .replace("option =", "treatment.option =")
        .replace("plan =", "treatment.plan =")
        .replace("owner = \"it-manager\"\ndue =", "treatment.owner = \"it-manager\"\ntreatment.due =");
    let register = Registry::base().file(PATH, inline);
    let (added, _, _) = changed(&register, &APPROVE);
    assert!(added[0] == "treatment.approval.by = \"security-lead\"" && added.len() == 3, "{added:?}");
    assert!(register.run(&["show", "R002"]).stdout.contains("valid, sealed"));
    assert_eq!(register.run(&POSTPONE).code, 0, "{}", text(&register));
}

/// What is decided, of a risk that differs in this way, and words of the
/// refusal.
type Refused<'t> = (&'t [&'t str], (&'t str, &'t str), &'t [&'t str]);

#[test]
fn what_the_methodology_refuses_is_refused_with_who_may() {
    let none = ("", "");
    let accept = |by: &'static str, until: &'static str| {
        ["accept", "R002", "--by", by, "--until", until, "--rationale", "x"]
    };
    let who = "Chief Information Security Officer (Security Lead, Managing Director) may";
    let cases: &[Refused<'_>] = &[
        (
            &accept("it-manager", "2025-10-31"),
            none,
            &["IT Manager, who is Head of department, may not accept", who],
        ),
        (&accept("office-manager", "2025-10-31"), none, &["holds no role", who]),
        (
            &accept("security-laed", "2025-10-31"),
            none,
            &["no person `security-laed`", "did you mean `security-lead`?"],
        ),
        (&accept("zzz", "2025-10-31"), none, &["no person `zzz`", who]),
        (&accept("former-it-manager", "2025-10-31"), none, &["is not active any more", who]),
        (&accept("security-lead", "2025-12-02"), none, &["6 months at most", "accept it until 2025-12-01"]),
        (&accept("security-lead", "2025-05-31"), none, &["2025-05-31 is before 2025-06-01"]),
        (
            &accept("security-lead", "2025-10-31"),
            ("assessed_by = \"it-manager\"", "assessed_by = \"security-lead\""),
            &["Security Lead assessed R002", "Managing Director may accept it"],
        ),
        (
            &accept("security-lead", "2025-07-31"),
            ("likelihood = \"medium\"", "likelihood = \"high\""),
            &["whose level is Critical", "Top management (Managing Director) may"],
        ),
        (
            &accept("security-lead", "2025-10-31"),
            ("likelihood = \"medium\"\nimpact = \"high\"\n", ""),
            &["not assessed", "write `likelihood` and `impact` first"],
        ),
        (
            &accept("security-lead", "2025-10-31"),
            ("impact = \"high\"", "impact = \"low\""),
            &["R002 is Low, below the line", "nothing has to be accepted"],
        ),
        (
            &accept("security-lead", "2025-10-31"),
            ("impact = \"high\"", "impact = \"hgih\""),
            &["cannot be computed"],
        ),
        (
            &accept("security-lead", "2025-10-31"),
            ("plan = \"Encrypt the disks\"", "plan = 4"),
            &["`treatment.plan` of R002 cannot be read, and the seal covers it"],
        ),
        (
            &accept("security-lead", "2025-10-31"),
            ("status = \"in-progress\"", "status = \"closed\""),
            &["R002 is closed", "set another status first"],
        ),
        (
            &accept("security-lead", "2025-10-31"),
            ("[review]", "[review"),
            &["risks/R002.toml does not parse"],
        ),
        (&APPROVE, ("option = \"mitigate\"", "option = \"accept\""), &["no plan", "plimsoll accept R002"]),
        (&APPROVE, ("due = 2025-07-31 # was June", "done = 2025-05-20"), &["the plan of R002 is done"]),
        (&["approve", "R002", "--by", "it-manager"], none, &["may not approve R002", who]),
        (
            &["approve", "R002", "--by", "security-lead", "--on", "2025-06-03"],
            none,
            &["lies 2 days after today"],
        ),
        (
            &["review", "R002", "--by", "it-manager", "--outcome", "unchanged", "--on", "2025-01-09"],
            none,
            &["was last reviewed on 2025-01-10"],
        ),
        (
            &["postpone", "R002", "--by", "it-manager", "--to", "2025-07-31", "--reason", "x"],
            none,
            &["2025-07-31 is not later than 2025-07-31"],
        ),
        (
            &POSTPONE,
            (
                "due = 2025-07-31 # was June\n\n# The steps.\n[[treatment.action]]\ntitle = \"Buy licences\"\nowner = \"it-manager\"\ndue = 2025-06-15\n",
                "",
            ),
            &["no due date that could move", "write `treatment.due`"],
        ),
        (&["close", "R002", "--by", "it-manager", "--reason", "x"], none, &["may not close R002", who]),
        (&[&CLOSE[..], &["--merged-into", "R002"]].concat(), none, &["cannot be merged into itself"]),
        (
            &[&CLOSE[..], &["--merged-into", "R0001"]].concat(),
            none,
            &["no risk `R0001`", "did you mean `R001`"],
        ),
    ];
    for (arguments, (from, to), words) in cases {
        assert!(from.is_empty() || HIGH.contains(from), "{from}");
        let file = HIGH.replacen(from, to, usize::from(!from.is_empty()));
        let register = Registry::base().file(PATH, &file);
        let run = register.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{arguments:?} {from}: {}", run.stderr);
        let said = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.starts_with("plimsoll: refused to "), "{said}");
        for word in *words {
            assert!(said.contains(word), "{arguments:?} {from}: {word} in {said}");
        }
        assert_eq!(text(&register), file, "nothing is written");
    }
}

#[test]
fn where_a_level_names_nobody_nobody_is_refused() {
    let methodology = include_str!("../data/examples/methodology.toml").replace("accept_by = \"ciso\"\n", "");
    let register = register().file("schema/methodology.toml", methodology);
    let run = register.run(&[
        "accept",
        "R002",
        "--by",
        "Office Manager",
        "--until",
        "2025-07-01",
        "--rationale",
        "x",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn a_former_id_and_a_name_are_followed_and_twins_are_refused() {
    let register = register();
    let run = register.run(&[
        "review",
        "R900",
        "--by",
        "IT Manager",
        "--outcome",
        "unchanged",
        "--note",
        "As before",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("R900 is now R002"), "{}", run.stderr);
    assert!(text(&register).contains("by = \"it-manager\"\noutcome = \"unchanged\"\nnote = \"As before\"\n"));
    let register = register.file("risks/twin.toml", HIGH);
    let run = register.run(&REVIEW);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("taken more than once: risks/R002.toml, risks/twin.toml"), "{}", run.stderr);
}

#[test]
fn what_is_missing_is_bad_usage_where_nobody_can_be_asked() {
    let register = register();
    for (arguments, words) in [
        (&["accept", "R002"][..], "--by, --until, --rationale are missing"),
        (
            &["accept", "R002", "--by", "security-lead", "--until", "2025-10-31", "--rationale", "  "],
            "says nothing",
        ),
        (&["approve", "R002"], "--by is missing"),
        (&["review", "R002", "--by", "it-manager"], "--outcome is missing"),
        (&["postpone", "R002"], "--by, --to, --reason are missing"),
        (&["close", "R002", "--by", "it-manager"], "--reason is missing"),
        (&["close", "R2", "--by", "it-manager", "--reason", "x"], "there is no risk `R2`"),
        (&["approve", "R002", "--by", "security-lead", "--key", "x"], "--sign"),
        (&[&APPROVE[..], &["--commit"]].concat(), "no Git repository"),
    ] {
        let run = register.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains(words), "{words}: {}", run.stderr);
    }
    assert_eq!(text(&register), HIGH);
}

#[test]
fn a_dry_run_shows_the_change_and_writes_nothing() {
    let register = register();
    let run = register.run(&[&POSTPONE[..], &["--dry-run"]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.starts_with("--- a/risks/R002.toml\n+++ b/risks/R002.toml\n@@ "), "{}", run.stdout);
    assert!(
        run.stdout.contains("\n-due = 2025-07-31 # was June\n+due = 2025-09-30 # was June\n"),
        "{}",
        run.stdout
    );
    assert_eq!(text(&register), HIGH);
}

/// Plain Git with a user of its own, on a fixed day.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output =
        Command::new("git").current_dir(folder).args(arguments).envs(USER).output().expect("git starts");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Who commits, cut off from the machine's configuration.
pub(crate) const USER: [(&str, &str); 9] = [
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_CONFIG_SYSTEM", "/dev/null"),
    ("GIT_AUTHOR_NAME", "Ana Ruiz"),
    ("GIT_AUTHOR_EMAIL", "ana@example.org"),
    ("GIT_COMMITTER_NAME", "Ana Ruiz"),
    ("GIT_COMMITTER_EMAIL", "ana@example.org"),
    ("GIT_AUTHOR_DATE", "2025-05-31T12:00:00Z"),
    ("GIT_COMMITTER_DATE", "2025-05-31T12:00:00Z"),
    ("LC_ALL", "C"),
];

/// The register, committed.
pub(crate) fn committed(register: Registry) -> Registry {
    git(register.root(), &["init", "--quiet", "--initial-branch=main"]);
    git(register.root(), &["add", "."]);
    git(register.root(), &["commit", "--quiet", "--message", "begin"]);
    register
}

/// A run that can start Git.
pub(crate) fn run_with_git(register: &Registry, arguments: &[&str]) -> Run {
    let path = std::env::var("PATH").expect("where programs are");
    let environment: Vec<(&str, &str)> = USER.into_iter().chain([("PATH", path.as_str())]).collect();
    register.run_in(arguments, &environment)
}

#[test]
fn a_message_with_the_trailer_is_proposed_and_the_commit_holds_the_file_alone() {
    let people = include_str!("../data/examples/people.toml")
        .replace("roles = [\"ciso\"]", "roles = [\"ciso\"]\nemails = [\"lead@example.org\"]");
    let register = committed(register().file("people.toml", people));
    let run = register.run(&[&ACCEPT[..], &["--conditions", "# Encrypted"]].concat());
    let message = "    R002: accept High until 2025-10-31\n\n    Replaced in autumn.\n\n    \
                   Conditions: # Encrypted\n\n    Accepted-by: Security Lead <lead@example.org>\n";
    assert!(run.stderr.ends_with(message), "{}", run.stderr);
    // The file is not clean any more: a commit would hold two decisions.
    let again = run_with_git(&register, &[&APPROVE[..], &["--commit"]].concat());
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("changes that are not committed"), "{}", again.stderr);
    git(register.root(), &["checkout", "--quiet", "."]);

    let register = register.file("staged.txt", "staged").file("loose.txt", "loose");
    git(register.root(), &["add", "staged.txt"]);
    let run = run_with_git(&register, &[&APPROVE[..], &["--commit"]].concat());
    assert_eq!((run.code, run.stdout.as_str()), (0, "risks/R002.toml\n"), "{}", run.stderr);
    let shown = git(register.root(), &["show", "--format=%B", "--name-only"]);
    assert_eq!(
        shown,
        "R002: approve the treatment plan\n\nApproved-by: Security Lead <lead@example.org>\n\n\nrisks/R002.toml\n"
    );
    assert_eq!(git(register.root(), &["status", "--porcelain"]), "A  staged.txt\n?? loose.txt\n");
    let told = git(register.root(), &["log", "-1", "--format=%(trailers:key=Approved-by,valueonly)"]);
    assert_eq!(told.trim(), "Security Lead <lead@example.org>");
}

#[test]
fn a_hook_runs_and_where_it_refuses_the_file_stays_written() {
    let register = committed(register()).file(".git/hooks/pre-commit", "#!/bin/sh\necho hooked\nexit 1\n");
    let hook = register.path(".git/hooks/pre-commit");
    std::fs::set_permissions(hook, std::fs::Permissions::from_mode(0o755)).expect("a program");
    let run = run_with_git(&register, &[&REVIEW[..], &["--commit"]].concat());
    assert_eq!((run.code, run.stdout.as_str()), (2, "risks/R002.toml\n"), "the hook's words are no result");
    assert!(run.stderr.contains("hooked\n"), "{}", run.stderr);
    assert!(run.stderr.contains("risks/R002.toml is written and not committed"), "{}", run.stderr);
    assert_eq!(git(register.root(), &["status", "--porcelain"]), " M risks/R002.toml\n");
    assert!(text(&register).contains("on = 2025-06-01"));
}

#[test]
fn a_decision_is_judged_anew_with_its_history() {
    let register = committed(register());
    assert_eq!(run_with_git(&register, &[&APPROVE[..], &["--commit"]].concat()).code, 0);
    assert_eq!(run_with_git(&register, &[&POSTPONE[..], &["--commit"]].concat()).code, 0);
    let shown = register.run(&["show", "R002"]).stdout;
    assert!(shown.contains("Approved") && shown.contains("valid, sealed"), "{shown}");
    let log = register.run(&["log", "R002"]).stdout;
    assert!(log.contains("R002: postpone the plan from 2025-07-31 to 2025-09-30"), "{log}");
    let check = register.run(&["check", "--format", "short"]).stdout;
    assert!(!check.contains("unexplained-postponement"), "{check}");
}
