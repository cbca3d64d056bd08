//! `init --ci`: pipelines at the top of the repository, for new registers and
//! for those that exist.

use std::fs;

use git2::Repository;

use crate::harness::Registry;

const GITHUB: [&str; 3] = [
    ".github/workflows/plimsoll.yml",
    ".github/workflows/plimsoll-comment.yml",
    ".github/workflows/risk-reminders.yml",
];
const GITLAB: [&str; 3] = [".gitlab-ci.yml", ".gitlab/plimsoll.yml", ".gitlab/risk-reminders.yml"];

#[test]
fn every_preset_comes_with_either_pipeline_and_passes_its_own_check() {
    for preset in ["three-by-three", "five-by-five", "nist-800-30", "nhs", "owasp"] {
        for (forge, files) in [("github", GITHUB), ("gitlab", GITLAB)] {
            let register = Registry::empty();
            let run = register.run(&["init", "--preset", preset, "--ci", forge]);
            assert_eq!(run.code, 0, "{}", run.stderr);
            for file in files {
                assert!(run.stdout.contains(&format!("./{file}\n")), "{}", run.stdout);
                let text = fs::read_to_string(register.path(file)).expect("a pipeline");
                assert!(text.contains("egister") && !text.contains('\t'), "{text}");
            }
            let run = register.run(&["check", "--deny", "warnings"]);
            assert_eq!(run.code, 0, "{preset}: {}{}", run.stdout, run.stderr);
        }
    }
}

#[test]
fn a_register_below_the_top_has_its_pipeline_at_the_top() {
    let register = Registry::empty();
    Repository::init(register.root()).expect("a repository");
    let run = register.run(&["init", "it/risk", "--ci", "github"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.starts_with("it/risk/plimsoll.toml\n"), "{}", run.stdout);
    assert!(run.stdout.contains(&format!("\n{}\n", GITHUB[0])), "{}", run.stdout);
    assert!(register.path("it/risk/risks/R001.toml").is_file() && !register.path("risks").exists());
    let read = |path: &str| fs::read_to_string(register.path(path)).expect("a pipeline");
    assert!(read(GITHUB[0]).contains("  REGISTER: \"it/risk\"\n"), "{}", read(GITHUB[0]));
    assert!(read(GITHUB[1]).contains("MARK: \"<!-- plimsoll:diff v1 it/risk -->\"\n"));
    assert!(read(GITHUB[2]).contains("  REGISTER: \"it/risk\"\n"));
    let run = register.run(&["-C", "it/risk", "check", "--deny", "warnings"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

#[test]
fn a_register_that_exists_gets_the_pipeline_alone() {
    let register = Registry::base();
    let before = fs::read_to_string(register.path("plimsoll.toml")).expect("a file");
    let run = register.run(&["init", "--ci", "gitlab"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let lines: Vec<String> = GITLAB.iter().map(|file| format!("./{file}")).collect();
    assert_eq!(run.stdout.lines().collect::<Vec<_>>(), lines);
    assert_eq!(fs::read_to_string(register.path("plimsoll.toml")).expect("a file"), before);
    assert!(!register.path(".gitignore").exists());

    let run = register.run(&["init", "--ci", "gitlab"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "nothing is overwritten");
    assert!(run.stderr.contains(GITLAB[1]), "{}", run.stderr);
    let run = register.run(&["init", "--ci", "github", "--preset", "nhs"]);
    assert_eq!(run.code, 2, "a preset is for a new register");
    assert!(!register.path(".github").exists());
}

#[test]
fn a_pipeline_that_a_project_has_is_left_and_told_what_it_needs() {
    let register = Registry::empty().file(".gitlab-ci.yml", "build:\n  script: [make]\n");
    Repository::init(register.root()).expect("a repository");
    let run = register.run(&["init", "risk", "--ci", "gitlab"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let kept = fs::read_to_string(register.path(".gitlab-ci.yml")).expect("a file");
    assert_eq!(kept, "build:\n  script: [make]\n");
    assert!(!run.stdout.contains(".gitlab-ci.yml"), "{}", run.stdout);
    for line in
        ["left as it is", "include:\n  - local: /.gitlab/plimsoll.yml\n", "      register: \"risk\"\n"]
    {
        assert!(run.stderr.contains(line), "{}", run.stderr);
    }
    assert!(register.path(GITLAB[1]).is_file() && register.path("risk/plimsoll.toml").is_file());
}
