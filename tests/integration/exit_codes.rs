//! Exit codes, the same in every format.

use crate::harness::Registry;

/// A register with nothing to object to: what the base leaves open is off.
fn clean() -> Registry {
    let config = include_str!("../data/examples/plimsoll.toml");
    Registry::base().file("plimsoll.toml", format!("{config}\n[rules]\ncontrols = 'off'\n"))
}

fn with_warning() -> Registry {
    clean().file("risks/R002.toml", "id = 'R002'\ntitle = 'New'\nowner = 'it-manager'\nstatus = 'open'\n")
}

fn with_error() -> Registry {
    clean().file("risks/R002.toml", "id = 'R002'\ntitle = 'New'\nowner = 'it-manager'\nstatus = 'nonsense'\n")
}

fn with_broken_risk() -> Registry {
    clean().file("risks/R002.toml", "id = [\n")
}

fn with_broken_methodology() -> Registry {
    clean().file("schema/methodology.toml", "name = \n")
}

fn with_broken_config() -> Registry {
    clean().file("plimsoll.toml", "[register\n")
}

fn without_title() -> Registry {
    clean().file("plimsoll.toml", "[register]\n")
}

fn empty() -> Registry {
    let register = clean();
    std::fs::remove_dir_all(register.path("risks")).expect("removed");
    register
}

const FORMATS: [&str; 8] = ["human", "short", "json", "sarif", "github", "gitlab", "junit", "markdown"];

#[test]
fn check_tells_clean_from_findings_from_failures() {
    // plain, --deny warnings, --exit-zero
    type Case = (&'static str, fn() -> Registry, [i32; 3]);
    let table: [Case; 9] = [
        ("clean", clean, [0, 0, 0]),
        ("a warning", with_warning, [0, 1, 0]),
        ("an error", with_error, [1, 1, 0]),
        ("a broken risk", with_broken_risk, [1, 1, 0]),
        ("a broken methodology", with_broken_methodology, [1, 1, 0]),
        ("a broken plimsoll.toml", with_broken_config, [2, 2, 2]),
        ("no title", without_title, [2, 2, 2]),
        ("no register", Registry::empty, [2, 2, 2]),
        ("an empty register", empty, [0, 0, 0]),
    ];
    for (what, register, codes) in table {
        let register = register();
        for format in FORMATS {
            let options: [&[&str]; 3] = [&[], &["--deny", "warnings"], &["--exit-zero"]];
            for (options, code) in options.iter().zip(codes) {
                let run = register.run(&[&["check", "--format", format], *options].concat());
                assert_eq!(run.code, code, "{what}, {format}, {options:?}:\n{}{}", run.stdout, run.stderr);
                if code == 2 {
                    assert_eq!(run.stdout, "", "{what}");
                    assert!(run.stderr.starts_with("plimsoll: cannot "), "{what}: {}", run.stderr);
                }
            }
        }
    }
}

#[test]
fn a_path_that_matches_nothing_is_a_failure_in_every_format() {
    for register in [clean(), with_error(), empty()] {
        for format in FORMATS {
            for options in [&[][..], &["--exit-zero"]] {
                let run = register.run(&[&["check", "risks/none", "--format", format], options].concat());
                assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{format}");
                assert!(run.stderr.contains("no file of the register lies there"), "{}", run.stderr);
            }
        }
    }
}

/// Nobody reads what is written, from the first byte on.
#[test]
fn a_closed_pipe_is_a_normal_end_in_every_format() {
    for register in [clean(), with_warning(), with_error(), with_broken_risk(), empty()] {
        for format in FORMATS {
            let mut command = register.command(&["check", "--format", format], &[]);
            let (reader, writer) = std::io::pipe().expect("a pipe");
            drop(reader);
            let output = command.stdout(writer).output().expect("the program starts");
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(0), "{format}: {said}");
            assert!(!said.contains("panicked") && !said.contains("cannot"), "{format}: {said}");
        }
    }
}

#[test]
fn the_format_of_a_file_changes_no_exit_code() {
    for (register, code) in [(clean(), 0), (with_warning(), 0), (with_error(), 1), (with_broken_risk(), 1)] {
        for format in FORMATS {
            let run = register.run(&["check", "--output", &format!("{format}=out")]);
            assert_eq!(run.code, code, "{format}: {}", run.stderr);
            let alone = register.run(&["check", "--format", format]).stdout;
            let written = std::fs::read_to_string(register.path("out")).expect("the file");
            assert_eq!(written, alone, "{format}");
        }
    }
}

#[test]
fn commands_that_only_read_end_with_zero_whatever_is_found() {
    for register in [clean(), with_warning(), with_error(), with_broken_risk(), with_broken_methodology()] {
        for format in ["table", "csv", "json"] {
            assert_eq!(register.run(&["list", "--format", format]).code, 0);
        }
        for format in ["csv", "json", "ndjson", "ics", "atom"] {
            assert_eq!(register.run(&["export", format]).code, 0);
        }
        for format in ["human", "markdown", "json"] {
            assert_eq!(register.run(&["due", "--format", format]).code, 0);
        }
        for format in ["human", "json"] {
            assert_eq!(register.run(&["show", "R001", "--format", format]).code, 0);
        }
    }
    for register in [with_broken_config(), without_title(), Registry::empty()] {
        assert_eq!(register.run(&["list"]).code, 2);
        assert_eq!(register.run(&["show", "R001"]).code, 2);
    }
}

#[test]
fn bad_usage_is_a_failure() {
    for arguments in [
        &["nonsense"][..],
        &["check", "--format", "nonsense"],
        &["check", "--today", "yesterday"],
        &["list", "--where-ever"],
        &["-C", "no/such/folder", "check"],
    ] {
        let run = clean().run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
    }
}

#[test]
fn a_missing_register_says_where_it_was_looked_for() {
    let run = Registry::empty().run(&["list"]);
    assert!(run.stderr.contains("plimsoll init"), "{}", run.stderr);
    assert!(run.stderr.contains("looked in"), "{}", run.stderr);
}

#[test]
fn the_register_is_found_from_within() {
    let register = clean();
    assert_eq!(register.run(&["-C", "risks", "check"]).code, 0);
    assert_eq!(register.run(&["-C", "risks", "list"]).stdout, register.run(&["list"]).stdout);
}
