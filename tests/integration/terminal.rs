//! What only a terminal is shown: pictures and links. The tests open a
//! pseudo-terminal of their own.

use std::fs::File;
use std::io::{Read, Write};
use std::process::Stdio;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::harness::Registry;

const HIGH: &str = "id = 'R002'\ntitle = 'Weak passwords'\nowner = 'it-manager'\nlikelihood = 'high'\nimpact = 'medium'\nstatus = 'open'\n[inherent]\nlikelihood = 'high'\nimpact = 'high'\n[treatment]\noption = 'mitigate'\nplan = 'x'\n[treatment.residual]\nlikelihood = 'low'\nimpact = 'medium'\n";

/// What a run of the program writes to standard output that is a terminal.
fn on_terminal(register: &Registry, arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
    grantpt(&master).expect("granted");
    unlockpt(&master).expect("unlocked");
    let name = ptsname(&master, Vec::new()).expect("a name").into_string().expect("UTF-8");
    let slave = File::options().read(true).write(true).open(name).expect("the other end");
    let mut command = register.command(arguments, environment);
    let mut child = command.stdout(slave).stderr(Stdio::null()).spawn().expect("the program starts");
    // The command holds the other end open as long as it lives.
    drop(command);
    let mut shown = Vec::new();
    let mut piece = [0; 4096];
    let mut master = File::from(master);
    // When nobody holds the other end any more, reading ends or fails.
    while let Ok(count @ 1..) = master.read(&mut piece) {
        shown.extend_from_slice(&piece[..count]);
    }
    assert!(child.wait().expect("it ends").success());
    String::from_utf8(shown).expect("UTF-8").replace("\r\n", "\n")
}

/// A conversation over a terminal that is standard input and standard error:
/// after each of these words is shown, the answer is typed. Gives what the
/// terminal showed, standard output, and the exit code.
fn converse(register: &Registry, arguments: &[&str], answers: &[(&str, &str)]) -> (String, String, i32) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
    grantpt(&master).expect("granted");
    unlockpt(&master).expect("unlocked");
    let name = ptsname(&master, Vec::new()).expect("a name").into_string().expect("UTF-8");
    let end = || File::options().read(true).write(true).open(&name).expect("the other end");
    let mut command = register.command(arguments, &PLAIN);
    let child = command.stdin(end()).stderr(end()).stdout(Stdio::piped()).spawn();
    let child = child.expect("the program starts");
    drop(command);
    let (mut shown, mut answered, mut seen) = (Vec::new(), 0, 0);
    let mut piece = [0; 4096];
    let mut master = File::from(master);
    while let Ok(count @ 1..) = master.read(&mut piece) {
        shown.extend_from_slice(&piece[..count]);
        let text = String::from_utf8_lossy(&shown).into_owned();
        let Some((question, answer)) = answers.get(answered) else { continue };
        if let Some(at) = text[seen..].find(question) {
            seen += at + question.len();
            answered += 1;
            master.write_all(format!("{answer}\n").as_bytes()).expect("typed");
        }
    }
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8").replace("\r\n", "\n");
    (text(shown), text(output.stdout), output.status.code().expect("a code"))
}

fn register() -> Registry {
    Registry::base().file("risks/R002.toml", HIGH)
}

const PLAIN: [(&str, &str); 1] = [("NO_COLOR", "1")];

#[test]
fn list_draws_the_heat_map_under_the_table_on_a_terminal_only() {
    let register = register();
    let shown = on_terminal(&register, &["list"], &PLAIN);
    let piped = register.run(&["list"]).stdout;
    let map = shown.strip_prefix(&piped).unwrap_or_else(|| panic!("{shown}\n{piped}"));
    assert!(map.starts_with("\n2 open risks by likelihood and impact\n"), "{map}");
    assert!(map.contains("━━ acceptance line") && map.contains('┃'), "{map}");
    assert!(!piped.contains("likelihood and impact") && !shown.contains('\u{1b}'), "{shown}");
    for arguments in
        [&["list", "--format", "csv"][..], &["list", "--format", "json"], &["list", "--unassessed"]]
    {
        assert_eq!(
            on_terminal(&register, arguments, &PLAIN),
            register.run(arguments).stdout,
            "{arguments:?}"
        );
    }
    assert_eq!(
        on_terminal(&register, &["list"], &[("TERM", "dumb")]),
        piped,
        "a terminal that knows nothing"
    );
}

#[test]
fn a_terminal_without_utf8_is_drawn_to_in_ascii() {
    let shown = on_terminal(&register(), &["list"], &[("LANG", "C"), ("NO_COLOR", "1")]);
    assert!(shown.is_ascii() && shown.contains("-- acceptance line"), "{shown}");
}

#[test]
fn show_tells_the_way_over_the_matrix() {
    let shown = on_terminal(&register(), &["show", "R002"], &PLAIN);
    assert!(shown.contains("◌ inherent Critical → ◉ now High → ○ planned Low"), "{shown}");
    assert!(shown.contains("━━ acceptance line"), "{shown}");
    let piped = register().run(&["show", "R002"]).stdout;
    assert!(!piped.contains('→') && piped.contains("◉ now"), "{piped}");
}

#[test]
fn due_links_the_ids_to_the_forge() {
    let config = "[register]\ntitle = 'T'\n[git]\nweb = 'https://github.com/team/register'\n";
    let register = register().file("plimsoll.toml", config);
    let arguments = ["due", "--within", "5y"];
    let shown = on_terminal(&register, &arguments, &[("TERM", "xterm")]);
    let link =
        "\u{1b}]8;;https://github.com/team/register/edit/main/risks/R002.toml\u{1b}\\R002\u{1b}]8;;\u{1b}\\";
    assert!(shown.contains(link), "{shown:?}");
    assert!(!on_terminal(&register, &arguments, &PLAIN).contains('\u{1b}'));
    assert!(!register.run(&arguments).stdout.contains('\u{1b}'));
}

const DECIDED: &str = crate::decide::PATH;

#[test]
fn a_decision_asks_for_what_is_missing_and_shows_the_change_before_it_writes() {
    let register = crate::decide::register();
    let read = |register: &Registry| std::fs::read_to_string(register.path(DECIDED)).expect("a file");
    let before = read(&register);
    let questions = [
        (
            "Who decides? (Chief Information Security Officer (Security Lead, Managing Director) may)",
            "Security Lead",
        ),
        ("Until when? (YYYY-MM-DD, 2025-12-01 at the latest)", "soon"),
        ("Until when?", "2025-10-31"),
        ("Why is it carried?", "Replaced in autumn"),
        ("On which conditions? (empty: none)", ""),
        ("Write this? [y/N]", "n"),
    ];
    let (shown, stdout, code) = converse(&register, &["accept", "R002"], &questions);
    assert_eq!((code, stdout.as_str()), (2, ""), "{shown}");
    assert!(shown.contains("+rationale = \"Replaced in autumn\"\n+seal = \"p1:"), "{shown}");
    assert!(shown.contains("nothing was written"), "{shown}");
    assert_eq!(read(&register), before);
    let mut questions = questions;
    questions[5].1 = "y";
    let (shown, stdout, code) = converse(&register, &["accept", "R002"], &questions);
    assert_eq!((code, stdout.as_str()), (0, "risks/R002.toml\n"), "{shown}");
    assert!(read(&register).contains("by = \"security-lead\"\non = 2025-06-01\nuntil = 2025-10-31\n"));
    // What is given is not asked for, and --yes is an answer.
    let review = ["review", "R002", "--by", "it-manager", "--yes"];
    let questions =
        [("Does the assessment stand? (unchanged, changed)", "unchanged"), ("A note? (empty: none)", "")];
    let (shown, _, code) = converse(&register, &review, &questions);
    assert!(code == 0 && !shown.contains("Who decides?") && !shown.contains("Write this?"), "{shown}");
    let review = ["review", "R002", "--by", "it-manager", "--yes", "--outcome", "changed"];
    let (shown, _, code) = converse(&register, &review, &[]);
    assert!(code == 0 && !shown.contains('?'), "who says all is asked nothing: {shown}");
    // Nobody is asked for more about what is refused anyway.
    let (shown, _, code) = converse(&register, &["accept", "R001"], &[]);
    assert!(code == 1 && shown.contains("refused to accept R001") && !shown.contains('?'), "{shown}");
}

#[test]
fn a_passphrase_is_asked_for_and_not_shown() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/signatures");
    let public = std::fs::read_to_string(format!("{folder}/locked.pub")).expect("a key");
    let listed = format!("roles = [\"ciso\"]\nkeys = [\"{}\"]", public.trim());
    let people = include_str!("../data/examples/people.toml").replace("roles = [\"ciso\"]", &listed);
    let register = crate::decide::register().file("people.toml", people);
    let key = format!("{folder}/locked");
    let arguments = ["approve", "R002", "--by", "security-lead", "--sign", "--key", &key, "--yes"];
    let (shown, _, code) = converse(&register, &arguments, &[("/locked:", "wrong")]);
    assert!(code == 2 && shown.contains("the passphrase does not open it"), "{shown}");
    let (shown, _, code) = converse(&register, &arguments, &[("/locked:", "open sesame")]);
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("sealed and signed") && !shown.contains("sesame"), "{shown}");
    assert!(std::fs::read_to_string(register.path(DECIDED)).expect("a file").contains("BEGIN SSH SIGNATURE"));
}
