//! Ids and people over time: `renumber`, `reassign`, `codeowners`.

use crate::harness::{Registry, sample};

fn read(register: &Registry, path: &str) -> String {
    std::fs::read_to_string(register.path(path)).expect("a file")
}

fn two() -> Registry {
    Registry::base()
        .file("risks/supply/R002.toml", "# Ours.\nid = \"R002\"\ntitle = \"Flood\"\nrelated = [\"R001\"] # see R001\nowner = \"it-manager\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-03-10\nstatus = \"open\"\n")
}

#[test]
fn a_risk_gets_the_next_id_and_everything_follows() {
    let register = two();
    let run = register.run(&["renumber", "R001"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        run.stdout,
        "R001 is R003 now: risks/R001.toml => risks/R003.toml; 1 reference in 1 file rewritten\n"
    );
    assert_eq!(run.stderr, "note: R001 is still written in risks/supply/R002.toml:4\n");
    assert!(!register.path("risks/R001.toml").exists());
    assert!(read(&register, "risks/R003.toml").contains("formerly = [\"R001\"]"));
    assert!(read(&register, "risks/supply/R002.toml").contains("related = [\"R003\"] # see R001"));
    let check = register.run(&["check", "--deny", "warnings"]);
    assert_eq!(check.code, 0, "{check:?}");
    let show = register.run(&["show", "R001", "--format", "json"]);
    assert!(show.stdout.contains("\"id\": \"R003\"") || show.stdout.contains("\"id\":\"R003\""), "{show:?}");
    // An id is never used again, but its own risk may have it back.
    assert_eq!(register.run(&["renumber", "R002", "R001"]).code, 2);
    assert_eq!(register.run(&["renumber", "R003", "R001"]).code, 0);
    assert!(read(&register, "risks/R001.toml").contains("formerly = [\"R003\"]"));
}

#[test]
fn a_dry_run_shows_and_writes_nothing() {
    let register = two();
    let run = register.run(&["renumber", "R002", "R7-", "--dry-run"]);
    assert_eq!(run.code, 2, "the pattern refuses it: {run:?}");
    let run = register.run(&["renumber", "R002", "R044", "--dry-run"]);
    assert!(run.stdout.contains("rename risks/supply/R002.toml => risks/supply/R044.toml\n"), "{run:?}");
    assert!(run.stdout.contains("-id = \"R002\"\n+id = \"R044\"\n"), "{run:?}");
    assert!(register.path("risks/supply/R002.toml").exists());
}

#[test]
fn of_two_files_with_one_id_the_named_one_moves() {
    let register = two().file(
        "risks/other/R002.toml",
        "id = \"R002\"\ntitle = \"Fire\"\nowner = \"it-manager\"\nstatus = \"open\"\n",
    );
    let run = register.run(&["renumber", "R002"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("risks/other/R002.toml, risks/supply/R002.toml"), "{run:?}");
    let run = register.run(&["renumber", "risks/other/R002.toml"]);
    assert_eq!(run.code, 0, "{run:?}");
    let moved = read(&register, "risks/other/R003.toml");
    assert!(moved.contains("id = \"R003\"") && !moved.contains("formerly"), "{moved}");
    assert!(!register.run(&["check"]).stdout.contains("duplicate-id"));
}

#[test]
fn a_seal_outlives_a_new_id() {
    let register = sample();
    let states = |id: &str| {
        let run = register.run(&["show", id, "--format", "json"]);
        let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        let risk = &document["risks"][0];
        (risk["acceptance"]["proof"].clone(), risk["treatment"]["approval"]["proof"].clone())
    };
    let list: serde_json::Value =
        serde_json::from_str(&register.run(&["list", "--format", "json"]).stdout).expect("JSON");
    let sealed =
        list["risks"].as_array().expect("risks").iter().find(|risk| risk["acceptance"]["proof"] == "seal");
    let id = sealed.expect("a sealed acceptance")["id"].as_str().expect("an id").to_owned();
    let before = states(&id);
    assert_eq!(register.run(&["renumber", &id, "R950"]).code, 0);
    assert_eq!(states("R950"), before);
}

#[test]
fn what_a_leaver_still_has_goes_to_somebody_who_is_here() {
    let people = std::fs::read_to_string(two().path("people.toml")).expect("people");
    let register = two().file("people.toml", people.replacen("roles", "active = false\nroles", 1));
    let left = register.run(&["check", "--select", "inactive-person", "--format", "short"]);
    let old = left.stdout.split('`').nth(1).expect("somebody left").to_owned();
    assert!(left.stdout.contains(&format!("plimsoll reassign {old} ")), "{left:?}");
    let new = if old == "security-lead" { "it-manager" } else { "security-lead" };
    let dry = register.run(&["reassign", &old, new, "--dry-run"]);
    assert!(dry.stdout.contains(&format!("+owner = \"{new}\"")), "{dry:?}");
    assert_eq!(register.run(&["reassign", &old, &old]).code, 2);
    let run = register.run(&["reassign", &old, new]);
    assert_eq!(run.code, 0, "{run:?}");
    let left = register.run(&["check", "--select", "inactive-person", "--format", "short"]);
    assert_eq!(left.stdout, "", "{left:?}");
    assert_eq!(
        register.run(&["reassign", &old, new]).stdout,
        format!("nothing of {old} is left to hand over\n")
    );
    let unknown = register.run(&["reassign", "it-manger", new]);
    assert!(unknown.code == 2 && unknown.stderr.contains("it-manager"), "{unknown:?}");
}

#[test]
fn files_with_uncommitted_changes_are_left_alone() {
    let register = two();
    let git = |arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        command
            .current_dir(register.root())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("HOME", register.root());
        command.args(["-c", "user.name=Ana", "-c", "user.email=ana@example.org"]).args(arguments);
        assert!(command.output().expect("git").status.success(), "{arguments:?}");
    };
    git(&["init", "--quiet", "-b", "main"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "start", "--date", "2025-05-01T00:00:00Z"]);
    let flood = read(&register, "risks/supply/R002.toml");
    std::fs::write(register.path("risks/supply/R002.toml"), format!("{flood}tags = [\"x\"]\n"))
        .expect("written");
    let run = register.run(&["renumber", "R001", "R050"]);
    assert!(
        run.code == 2 && run.stderr.contains("risks/supply/R002.toml has uncommitted changes"),
        "{run:?}"
    );
    assert!(register.path("risks/R001.toml").exists());
    assert_eq!(register.run(&["renumber", "R001", "R050", "--allow-dirty"]).code, 0);
}

#[test]
fn codeowners_are_written_checked_and_kept_beside_others() {
    let register = two().file("CODEOWNERS", "* @everybody\n");
    let check = register.run(&["codeowners", "--check"]);
    assert_eq!(check.code, 1, "{check:?}");
    assert!(check.stdout.starts_with("--- a/CODEOWNERS\n+++ b/CODEOWNERS\n"), "{check:?}");
    assert_eq!(read(&register, "CODEOWNERS"), "* @everybody\n");
    assert_eq!(register.run(&["codeowners"]).stdout, "CODEOWNERS\n");
    let written = read(&register, "CODEOWNERS");
    assert!(written.starts_with("* @everybody\n\n# plimsoll codeowners: begin /\n"), "{written}");
    assert_eq!(register.run(&["codeowners", "--check"]).code, 0);
    let shown = register.run(&["codeowners", "--output", "-"]);
    assert!(written.ends_with(&shown.stdout), "{shown:?}");
    let fresh = two();
    assert_eq!(fresh.run(&["codeowners"]).stdout, ".github/CODEOWNERS\n");
}
