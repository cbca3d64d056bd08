//! `plimsoll fmt`: one layout for every file, and nothing else changed.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use plimsoll::edit::layout::{laid_out, shape_of};

use crate::harness::{Registry, Run, sample};
use crate::repositories::git;

/// Runs a command with a text on its standard input.
pub(crate) fn fed(register: &Registry, arguments: &[&str], text: &str) -> Run {
    let mut command = register.command(arguments, &[]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("the program ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Run {
        code: output.status.code().expect("an end"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

const UNTIDY: &str = "title='Flood'\nid=\"R002\" # the id\nowner='it-manager'\nstatus = 'open'\n";
const TIDY: &str = "id = \"R002\" # the id\ntitle = \"Flood\"\nowner = \"it-manager\"\nstatus = \"open\"\n";

fn read(register: &Registry, path: &str) -> String {
    fs::read_to_string(register.path(path)).expect("a file")
}

/// The base, laid out, with an untidy risk.
fn untidy() -> Registry {
    let register = Registry::base();
    assert_eq!(register.run(&["fmt"]).code, 0);
    register.file("risks/R002.toml", UNTIDY)
}

#[test]
fn odd_files_come_out_as_expected_with_every_line_ending() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/fmt");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".toml").filter(|stem| !stem.ends_with(".expected")) else {
            continue;
        };
        let expected = fs::read_to_string(entry.path().with_file_name(format!("{stem}.expected.toml")));
        let (before, expected) =
            (fs::read_to_string(entry.path()).expect("a file"), expected.expect("a file"));
        let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
        for (before, expected) in [(windows(&before), windows(&expected)), (before, expected)] {
            let shape = shape_of(&before);
            assert_eq!(laid_out(&before, shape).as_deref(), Ok(expected.as_str()), "{name}");
            assert_eq!(laid_out(&expected, shape).as_deref(), Ok(expected.as_str()), "{name}, again");
        }
        count += 1;
    }
    assert_eq!(count, 5);
}

#[test]
fn files_are_laid_out_once_and_named() {
    let register = untidy();
    let check = register.run(&["fmt", "--check"]);
    assert_eq!((check.code, check.stdout.as_str()), (1, "risks/R002.toml\n"));
    let diff = register.run(&["fmt", "--diff", "risks"]);
    assert_eq!(diff.code, 1);
    assert!(diff.stdout.starts_with("--- a/risks/R002.toml\n+++ b/risks/R002.toml\n"), "{}", diff.stdout);
    assert!(diff.stdout.contains("+id = \"R002\" # the id\n"), "{}", diff.stdout);
    assert_eq!(read(&register, "risks/R002.toml"), UNTIDY, "nothing is written");
    let run = register.run(&["fmt"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "risks/R002.toml\n"), "{}", run.stderr);
    assert_eq!(read(&register, "risks/R002.toml"), TIDY);
    let again = register.run(&["fmt", "--check"]);
    assert_eq!((again.code, again.stdout.as_str()), (0, ""), "{}", again.stderr);
    assert!(again.stderr.contains("laid out already"), "{}", again.stderr);
}

#[test]
fn a_file_that_does_not_parse_is_left_alone_and_the_others_are_not() {
    let register =
        untidy().file("risks/R003.toml", "title='x'\nid = \n").file("risks/R004.toml", b"id = '\xff'\n");
    let run = register.run(&["fmt"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, "risks/R002.toml\n"));
    assert!(run.stderr.contains("risks/R003.toml is left alone: it cannot be read"), "{}", run.stderr);
    assert!(run.stderr.contains("line 2, column"), "{}", run.stderr);
    assert!(run.stderr.contains("risks/R004.toml is left alone: it is not UTF-8"), "{}", run.stderr);
    assert_eq!(read(&register, "risks/R002.toml"), TIDY);
    assert_eq!(read(&register, "risks/R003.toml"), "title='x'\nid = \n");
}

#[test]
fn paths_limit_what_is_laid_out() {
    let register = untidy();
    assert_eq!(register.run(&["fmt", "people.toml"]).code, 0);
    assert_eq!(read(&register, "risks/R002.toml"), UNTIDY);
    let nothing = register.run(&["fmt", "measurements"]);
    assert_eq!((nothing.code, nothing.stdout.as_str()), (2, ""));
    assert!(nothing.stderr.contains("no TOML file of the register lies there"), "{}", nothing.stderr);
    let broken = register.file("plimsoll.toml", "[register\n");
    assert_eq!(broken.run(&["fmt"]).code, 2);
    assert_eq!(read(&broken, "risks/R002.toml"), UNTIDY);
}

#[test]
fn standard_input_comes_out_laid_out() {
    let register = Registry::base();
    let run = fed(&register, &["fmt", "-"], UNTIDY);
    assert_eq!((run.code, run.stdout.as_str()), (0, TIDY), "{}", run.stderr);
    let named = fed(&register, &["fmt", "--stdin-filename", "risks/new/R002.toml", "-"], UNTIDY);
    assert_eq!(named.stdout, TIDY);
    assert_eq!(fed(&Registry::empty(), &["fmt", "-"], UNTIDY).stdout, TIDY, "without a register, too");
    assert_eq!(fed(&register, &["fmt", "--check", "-"], UNTIDY).code, 1);
    assert_eq!(fed(&register, &["fmt", "--check", "-"], TIDY).code, 0);
    let broken = fed(&register, &["fmt", "-"], "id = \n");
    assert_eq!((broken.code, broken.stdout.as_str()), (1, ""));
    assert_eq!(fed(&register, &["fmt", "-", "risks"], "").code, 2);
}

#[test]
fn what_we_write_ourselves_is_laid_out_already() {
    let laid_out = |register: &Registry, folder: &str| {
        let run = register.run(&["-C", folder, "fmt", "--diff"]);
        assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{folder}: {}", run.stderr);
    };
    let register = Registry::empty();
    for preset in ["three-by-three", "five-by-five", "nist-800-30", "nhs", "owasp"] {
        assert_eq!(register.run(&["init", preset, "--preset", preset]).code, 0);
        let titles = ["Flood", "A \"quoted\" title\twith a tab and a \\"];
        for title in titles {
            assert_eq!(register.run(&["-C", preset, "new", title, "--owner", "it-manager"]).code, 0);
        }
        laid_out(&register, preset);
    }
    let csv = "Risk ID,Risk Description,Asset Owner,Likelihood,Impact,Risk Level,Existing Controls,Recommended Treatment,Action Owner,Due Date,Status\n\
               R010,Weak passwords,IT Manager,High,High,Critical,Awareness training,Two factors,Security Officer,2026-01-31,In progress\n\
               R011,Old backups,Archivist,Low,Medium,Low,Vault; Lock,Restore tests,Archivist,2026-02-28,Open\n";
    let register = register.file("three-by-three/old.csv", csv);
    let import = register.run(&["-C", "three-by-three", "import", "old.csv"]);
    assert_eq!(import.code, 0, "{}{}", import.stdout, import.stderr);
    laid_out(&register, "three-by-three");
    let register =
        register.file("three-by-three/new.csv", csv.replace("Restore tests", "Restore tests by Archivist"));
    let import = register.run(&["-C", "three-by-three", "import", "--update", "--allow-dirty", "new.csv"]);
    assert_eq!(import.code, 0, "{}{}", import.stdout, import.stderr);
    laid_out(&register, "three-by-three");
    assert_eq!(register.run(&["init", "example", "--example"]).code, 0);
    laid_out(&register, "example");
    laid_out(&sample(), ".");
}

#[test]
fn a_seal_outlives_the_layout() {
    let register = sample();
    let findings =
        |register: &Registry| register.run(&["check", "--format", "json", "--select", "decisions"]).stdout;
    let before = findings(&register);
    for entry in ["risks/factory/R003.toml", "risks/identity/R001.toml", "people.toml"] {
        let text = read(&register, entry).replace("\" = ", "\"=").replace(" = ", "  =\t");
        fs::write(register.path(entry), text).expect("written");
    }
    let run = register.run(&["fmt"]);
    assert_eq!((run.code, run.stdout.lines().count()), (0, 3), "{}", run.stderr);
    assert_eq!(findings(&register), before);
}

/// Two branches from one base, each with a new risk, an entry in a catalogue
/// and `fmt`, go together without a conflict.
#[test]
fn branches_that_are_laid_out_merge() {
    let register = Registry::base();
    assert_eq!(register.run(&["fmt"]).code, 0);
    let top = register.root();
    git(top, &["init", "--quiet", "--initial-branch=main"]);
    git(top, &["add", "--all"]);
    git(top, &["commit", "--quiet", "--message=base"]);
    let people = read(&register, "people.toml");
    let branch = |name: &str, title: &str, person: &str| {
        git(top, &["switch", "--quiet", "--create", name, "main"]);
        let run = register.run(&["new", title, "--owner", "it-manager"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        // Both add theirs at the end, where two additions would collide.
        let entry = format!("\n[[person]]\nname='{person}'\nid='{person}'\n");
        fs::write(register.path("people.toml"), format!("{}{entry}", read(&register, "people.toml")))
            .expect("written");
        let run = register.run(&["fmt"]);
        assert_eq!((run.code, run.stdout.as_str()), (0, "people.toml\n"), "{}", run.stderr);
        git(top, &["add", "--all"]);
        git(top, &["commit", "--quiet", "--message", name]);
    };
    branch("one", "Flood", "aaron");
    branch("two", "Fire", "zoe");
    git(top, &["merge", "--quiet", "--no-edit", "one"]);
    let merged = read(&register, "people.toml");
    assert!(merged.contains("aaron") && merged.contains("zoe") && merged.len() > people.len());
    let check = register.run(&["fmt", "--check"]);
    assert_eq!((check.code, check.stdout.as_str()), (0, ""), "{}", check.stderr);
    let ids = fs::read_dir(register.path("risks")).expect("a folder").count();
    assert_eq!(ids, 3, "each branch took an id of its own");
}

#[test]
fn a_link_is_not_followed_and_a_folder_that_cannot_be_written_changes_nothing() {
    let register = untidy();
    let outside = Registry::empty().file("R009.toml", UNTIDY);
    #[cfg(unix)]
    std::os::unix::fs::symlink(outside.path("R009.toml"), register.path("risks/R009.toml")).expect("a link");
    let run = register.run(&["fmt"]);
    assert_eq!(read(&outside, "R009.toml"), UNTIDY);
    if cfg!(unix) {
        assert_eq!((run.code, run.stdout.as_str()), (1, "risks/R002.toml\n"));
        assert!(run.stderr.contains("risks/R009.toml is left alone"), "{}", run.stderr);
    }
}
