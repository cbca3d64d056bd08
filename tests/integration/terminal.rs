//! What only a terminal is shown: pictures and links. The tests open a
//! pseudo-terminal of their own.

use std::fs::File;
use std::io::Read;
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
