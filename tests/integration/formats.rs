//! The formats of `check` in whole runs: where files lie for the readers of a
//! repository, what `--output` writes, and what nothing in a register can do.

use std::fs;

use serde_json::Value;

use crate::harness::{Registry, Run};

const LATE: &str = "id = 'R002'\ntitle = 'Weak passwords'\nowner = 'it-manager'\nidentified = 2025-05-01\nlikelihood = 'high'\nimpact = 'high'\nrationale = 'x'\nassessed = 2025-05-02\nassessed_by = 'security-lead'\nstatus = 'in-progres'\n[treatment]\noption = 'mitigate'\nplan = 'MFA'\nowner = 'security-lead'\ndue = 2025-05-20\n";

const WAIVER: &str = "[[waiver]]\nrule = 'overdue-treatment'\nreason = 'Strike'\nuntil = 2025-07-01\nby = 'managing-director'\n";

const FORMATS: [&str; 8] = ["human", "short", "json", "sarif", "github", "gitlab", "junit", "markdown"];

/// A misspelt status and a late treatment, among others.
fn register() -> Registry {
    Registry::base().file("risks/deep/R002.toml", LATE)
}

fn read(register: &Registry, file: &str) -> String {
    fs::read_to_string(register.path(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn sarif(run: &Run) -> Value {
    let document: Value = serde_json::from_str(&run.stdout).expect("JSON");
    document["runs"][0].clone()
}

#[test]
fn files_are_named_from_the_root_of_the_repository() {
    let mut repository = Registry::empty();
    git2::Repository::init(repository.root()).expect("a repository");
    for (path, text) in [
        ("plimsoll.toml", include_str!("../data/examples/plimsoll.toml")),
        ("schema/methodology.toml", include_str!("../data/examples/methodology.toml")),
        ("people.toml", include_str!("../data/examples/people.toml")),
        ("risks/50% #1.toml", LATE),
    ] {
        repository = repository.file(&format!("sec/risk register/{path}"), text);
    }
    let check = |format: &str| {
        let arguments = ["-C", "sec/risk register", "check", "--select", "unknown-value", "--format", format];
        let run = repository.run(&arguments);
        assert_eq!(run.code, 1, "{}", run.stderr);
        run
    };
    let run = sarif(&check("sarif"));
    let place = &run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(place["uri"], "sec/risk%20register/risks/50%25%20%231.toml");
    assert_eq!(run["automationDetails"]["id"], "plimsoll/sec/risk register/");
    let text = check("github").stdout;
    assert!(text.starts_with("::error file=sec/risk register/risks/50%25 #1.toml,line=10,"), "{text}");
    let entries: Value = serde_json::from_str(&check("gitlab").stdout).expect("JSON");
    assert_eq!(entries[0]["location"]["path"], "sec/risk register/risks/50% #1.toml");
    assert!(check("junit").stdout.contains("file=\"sec/risk register/risks/50% #1.toml\""));
    assert!(check("markdown").stdout.contains("| sec/risk register/risks/50%"));
}

#[test]
fn outside_git_and_at_the_root_files_are_named_from_the_register() {
    let run = sarif(&register().run(&["check", "--format", "sarif", "--select", "unknown-value"]));
    let place = &run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(place["uri"], "risks/deep/R002.toml");
    assert_eq!(run["results"][0]["ruleId"], "plimsoll/unknown-value");
    assert!(run["automationDetails"].is_null());
}

#[test]
fn many_files_come_of_one_run() {
    let register = register();
    let named: Vec<String> = FORMATS.iter().flat_map(|f| ["-o".to_owned(), format!("{f}={f}.out")]).collect();
    let arguments: Vec<&str> = ["check"].into_iter().chain(named.iter().map(String::as_str)).collect();
    let run = register.run(&arguments);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert_eq!(run.stdout, register.run(&["check"]).stdout);
    for format in FORMATS {
        let alone = register.run(&["check", "--format", format]).stdout;
        assert_eq!(read(&register, &format!("{format}.out")), alone, "{format}");
    }
}

#[test]
fn a_file_without_a_format_takes_that_of_the_run() {
    let register = register();
    let run = register.run(&["check", "--format", "gitlab", "--output", "quality.json"]);
    assert!(run.stdout.contains("help: "), "for people: {}", run.stdout);
    assert!(read(&register, "quality.json").starts_with("[\n"));
}

#[test]
fn a_file_named_twice_is_refused() {
    let register = register().file("there.txt", "");
    for (first, second) in
        [("a", "./a"), ("json=a", "sarif=risks/../a"), ("human=there.txt", "short=there.txt")]
    {
        let run = register.run(&["check", "--output", first, "--output", second]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{first} {second}");
        assert!(run.stderr.contains("names it twice"), "{}", run.stderr);
        assert!(!register.path("a").exists());
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_a_file_is_that_file() {
    let register = register().file("there.txt", "");
    std::os::unix::fs::symlink("there.txt", register.path("link.txt")).expect("a link");
    let run = register.run(&["check", "--output", "there.txt", "--output", "json=link.txt"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("names it twice"), "{}", run.stderr);
    // A device takes any number of texts.
    let run = register.run(&["check", "--output", "/dev/null", "--output", "json=/dev/null"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
}

#[test]
fn what_cannot_be_written_is_said_and_the_findings_are_told_all_the_same() {
    let register = register();
    let shown = register.run(&["check"]).stdout;
    for (file, why) in [
        ("people.toml", "it is a file of the register"),
        ("risks/R009.toml", "it is a file of the register"),
        ("risks/deep/R002.toml", "it is a file of the register"),
        ("measurements/new.csv", "there is no folder"),
        ("no/such/folder/out", "there is no folder"),
        ("risks", "it is a folder"),
    ] {
        let output = format!("json={file}");
        let before = fs::read(register.path(file)).ok();
        let run = register.run(&["check", "--output", &output, "--output", "sarif=good.sarif"]);
        assert_eq!(run.code, 2, "{file}");
        assert_eq!(run.stdout, shown, "{file}");
        assert!(run.stderr.contains(why), "{file}: {}", run.stderr);
        assert_eq!(fs::read(register.path(file)).ok(), before, "{file}");
        assert!(fs::remove_file(register.path("good.sarif")).is_ok(), "the other file is written");
    }
    // A report beside the risks is none of the register's files.
    assert_eq!(register.run(&["check", "--output", "sarif=risks/out.sarif"]).code, 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure() {
    let register = register();
    let run = register.run(&["check", "--output", "json=/dev/full"]);
    assert_eq!((run.code, run.stdout), (2, register.run(&["check"]).stdout));
    assert!(run.stderr.contains("cannot write /dev/full"), "{}", run.stderr);
    for format in FORMATS {
        let full = fs::File::options().write(true).open("/dev/full").expect("the device");
        let mut command = register.command(&["check", "--format", format], &[]);
        let output = command.stdout(full).output().expect("the program starts");
        assert_eq!(output.status.code(), Some(2), "{format}");
    }
}

#[cfg(unix)]
#[test]
fn a_register_behind_a_link_is_named_as_the_repository_has_it() {
    let register = register().file("deep/readme", "");
    git2::Repository::init(register.root()).expect("a repository");
    std::os::unix::fs::symlink("..", register.path("deep/link")).expect("a link");
    let run = register.run(&["-C", "deep/link", "check", "--format", "gitlab"]);
    assert!(run.stdout.contains("\"path\": \"risks/deep/R002.toml\""), "{}", run.stdout);
}

#[test]
fn the_summary_of_a_step_is_added_to() {
    let register = register().file("summary.md", "# Written before\n");
    let summary = register.path("summary.md").display().to_string();
    let environment = [("GITHUB_STEP_SUMMARY", summary.as_str())];
    let output = format!("markdown={summary}");
    for _ in 0..2 {
        let run = register.run_in(&["check", "--output", &output], &environment);
        assert_eq!(run.code, 1, "{}", run.stderr);
    }
    let page = register.run(&["check", "--format", "markdown"]).stdout;
    assert_eq!(read(&register, "summary.md"), format!("# Written before\n{page}{page}"));
    // Any other file is replaced.
    let run = register.run_in(&["check", "--output", "markdown=other.md"], &environment);
    assert_eq!((run.code, read(&register, "other.md")), (1, page.clone()));
    assert_eq!(register.run(&["check", "--output", &output]).code, 1);
    assert_eq!(read(&register, "summary.md"), page);
}

#[test]
fn a_summary_is_cut_to_what_it_has_left_and_a_comment_to_its_length() {
    let mut register = Registry::base();
    for number in 100..700 {
        let text = LATE.replace("R002", &format!("R{number}"));
        register = register.file(&format!("risks/R{number}.toml"), text);
    }
    let summary = register.path("summary.md");
    let output = format!("markdown={}", summary.display());
    let path = summary.display().to_string();
    let check = |filled: usize| {
        fs::write(&summary, "x".repeat(filled)).expect("written");
        let run = register.run_in(&["check", "--output", &output], &[("GITHUB_STEP_SUMMARY", &path)]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        (fs::read_to_string(&summary).expect("the summary")[filled..].to_owned(), run.stderr)
    };
    let limit = 1024 * 1024;
    let (whole, _) = check(0);
    assert!(whole.len() > 65_536 && !whole.contains("Left out"), "{}", whole.len());
    let (cut, _) = check(limit - 20_000);
    assert!(cut.len() <= 20_000 && cut.contains("Left out, for it is too long: the remedies, "), "{cut}");
    let (nothing, said) = check(limit - 20);
    assert_eq!(nothing, "");
    assert!(said.contains("is full: the findings are not in it"), "{said}");
    let comment = register.run(&["check", "--format", "markdown"]).stdout;
    assert!(comment.chars().count() <= 65_536 && comment.contains("Left out"), "{}", comment.len());
}

#[test]
fn waived_findings_are_told_only_where_asked_for() {
    let register = Registry::base().file("risks/deep/R002.toml", format!("{LATE}{WAIVER}"));
    let check = |format: &str, options: &[&str]| {
        let arguments = ["check", "--select", "overdue-treatment", "--format", format];
        let run = register.run(&[&arguments[..], options].concat());
        assert_eq!(run.code, 0, "{format}: {}", run.stdout);
        run
    };
    let terms = "until 2025-07-01 by managing-director: Strike";
    for format in ["human", "short", "sarif", "junit", "markdown"] {
        assert!(!check(format, &[]).stdout.contains("Strike"), "{format}");
        let shown = check(format, &["--show-waived"]).stdout;
        assert!(shown.contains(terms), "{format}: {shown}");
    }
    for format in ["github", "gitlab"] {
        assert!(!check(format, &["--show-waived"]).stdout.contains("overdue"), "{format}");
    }
    let result = &sarif(&check("sarif", &["--show-waived"]))["results"][0];
    assert_eq!(result["suppressions"][0]["kind"], "inSource");
    assert_eq!(register.run(&["check", "--show-waived", "--no-waivers"]).code, 2);
}

#[test]
fn counts_by_rule_have_their_formats() {
    let register = register();
    let check = |format: &str, more: &[&str]| {
        let arguments = ["check", "--statistics", "--select", "files,dated", "--format", format];
        register.run(&[&arguments[..], more].concat())
    };
    assert_eq!(check("short", &[]).stdout, check("human", &[]).stdout);
    let table = check("markdown", &[]).stdout;
    assert!(table.contains("| 1 | error | overdue-treatment |\n"), "{table}");
    let document = crate::schemas::document("check", &check("json", &[]).stdout);
    assert_eq!(document["statistics"][1]["rule"], "unknown-value");
    for format in ["sarif", "github", "gitlab", "junit"] {
        let run = check(format, &[]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{format}");
        assert!(run.stderr.contains(&format!("--output {format}=FILE")), "{}", run.stderr);
        let file = format!("{format}=out");
        let run = register.run(&["check", "--statistics", "--output", &file]);
        assert!(run.code == 1 && !read(&register, "out").is_empty(), "{format}: {}", run.stderr);
    }
}

/// A log is read by GitHub's runner, also where a file is printed into it.
#[test]
fn nothing_of_a_register_is_a_workflow_command() {
    let hostile = LATE
        .replace("in-progres", "x ##[stop-commands]y\\n::error::z")
        .replace("plan =", "\"::add-mask::a ##[group]\" = 1\nplan =")
        .replace('\'', "\"");
    let register = Registry::base().file("risks/##[error]a.toml", hostile);
    for format in FORMATS {
        let file = format!("{format}=out");
        let arguments = ["check", "--format", format, "--output", &file];
        let run = register.run_in(&arguments, &[("GITHUB_ACTIONS", "true")]);
        assert_eq!(run.code, 1, "{format}: {}", run.stderr);
        for text in [&run.stdout, &run.stderr, &read(&register, "out")] {
            assert!(!text.contains("##["), "{format}: {text}");
            let is_ours = |line: &str| {
                ["::error file=", "::warning file=", "::notice "].iter().any(|word| line.starts_with(word))
            };
            let commands = text.lines().filter(|line| line.trim_start().starts_with("::"));
            assert!(commands.into_iter().all(|line| format == "github" && is_ours(line)), "{format}: {text}");
        }
    }
}
