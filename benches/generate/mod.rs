//! A register of any size, the same every time: 2.6 KB a risk, every key
//! filled in, references that resolve, nothing to object to but what is late.

pub(crate) mod history;

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

const PEOPLE: usize = 40;
const ASSETS: usize = 60;
const CONTROLS: usize = 50;
const THREATS: usize = 20;
const WORDS: [&str; 24] = [
    "access",
    "backup",
    "supplier",
    "outage",
    "credential",
    "network",
    "laptop",
    "review",
    "contract",
    "database",
    "log",
    "patch",
    "office",
    "vendor",
    "payment",
    "customer",
    "archive",
    "token",
    "server",
    "delivery",
    "schedule",
    "failure",
    "record",
    "process",
];

/// Writes a register of `risks` risks into a folder.
pub(crate) fn write(folder: &Path, risks: usize) -> io::Result<()> {
    fs::create_dir_all(folder.join("schema"))?;
    fs::write(
        folder.join("plimsoll.toml"),
        "[register]\nid = \"generated\"\ntitle = \"Generated register\"\nid_pattern = \"R#####\"\ncurrency = \"EUR\"\n",
    )?;
    fs::write(
        folder.join("schema/methodology.toml"),
        include_str!("../../tests/data/examples/methodology.toml"),
    )?;
    fs::write(folder.join("people.toml"), people())?;
    fs::write(folder.join("assets.toml"), assets())?;
    fs::write(folder.join("threats.toml"), threats())?;
    fs::write(folder.join("controls.toml"), controls())?;
    for number in 1..=risks {
        let hundred = folder.join(format!("risks/{:03}", number / 200));
        if number == 1 || number % 200 == 0 {
            fs::create_dir_all(&hundred)?;
        }
        fs::write(hundred.join(format!("R{number:05}.toml")), risk(number))?;
    }
    Ok(())
}

fn people() -> String {
    const ROLES: [&str; 3] = ["board", "ciso", "department-head"];
    (0..PEOPLE).fold(String::new(), |mut text, n| {
        let role = ROLES[n % ROLES.len()];
        let _ =
            writeln!(text, "[[person]]\nid = \"person-{n}\"\nname = \"Person {n}\"\nroles = [\"{role}\"]\n");
        text
    })
}

fn assets() -> String {
    (0..ASSETS).fold(String::new(), |mut text, n| {
        let _ = writeln!(
            text,
            "[[asset]]\nid = \"asset-{n}\"\nname = \"Asset {n}\"\nkind = \"system\"\nowner = \"person-{}\"\nconfidentiality = \"medium\"\n",
            n % PEOPLE
        );
        text
    })
}

fn threats() -> String {
    (0..THREATS).fold(String::new(), |mut text, n| {
        let _ =
            writeln!(text, "[[threat]]\nid = \"threat-{n}\"\nname = \"Threat {n}\"\norigin = \"external\"\n");
        text
    })
}

fn controls() -> String {
    (0..CONTROLS).fold(String::new(), |mut text, n| {
        let _ = writeln!(
            text,
            "[[control]]\nid = \"control-{n}\"\nname = \"Control {n}\"\nowner = \"person-{}\"\nstate = \"implemented\"\n",
            n % PEOPLE
        );
        text
    })
}

/// Prose of some words that differs from risk to risk.
fn prose(seed: usize, words: usize) -> String {
    let mut state = seed as u64 * 0x9e37_79b9 + 7;
    let word = |state: &mut u64| {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        WORDS[(*state >> 33) as usize % WORDS.len()]
    };
    (0..words).map(|_| word(&mut state)).collect::<Vec<_>>().join(" ")
}

fn risk(n: usize) -> String {
    const SCALE: [&str; 3] = ["low", "medium", "high"];
    let (likelihood, impact) = (SCALE[n % 3], SCALE[n / 3 % 3]);
    let person = |offset: usize| format!("person-{}", (n + offset) % PEOPLE);
    format!(
        r#"id = "R{n:05}"
title = "Risk {n}: {title}"
description = """
{cause}

*Consequence*: {consequence}
"""
category = "category-{category}"
tags = ["tag-{tag}", "generated"]
owner = "{owner}"
unit = "platform"
assets = ["asset-{asset_a}", "asset-{asset_b}"]
threats = ["threat-{threat}"]
vulnerabilities = ["{vulnerability}"]
affects = ["confidentiality", "availability"]
identified = 2024-09-01
likelihood = "{likelihood}"
impact = "{impact}"
rationale = "{rationale}"
confidence = "medium"
assessed = 2025-04-01
assessed_by = "{assessor}"
controls = ["control-{control_a}", "control-{control_b}"]
status = "in-progress"
references = [{{ title = "Ticket {n}", url = "https://tickets.example.org/{n}" }}]

[inherent]
likelihood = "high"
impact = "high"

[treatment]
option = "mitigate"
plan = "{plan}"
owner = "{actor}"
due = 2025-06-30
cost = {cost}
agreed = 2025-04-01

  [[treatment.action]]
  title = "First step of {n}"
  owner = "{actor}"
  due = 2025-03-31
  done = 2025-03-20
  ticket = "T-{n}"

  [[treatment.action]]
  title = "Second step of {n}"
  owner = "{owner}"
  due = 2025-06-30

  [treatment.residual]
  likelihood = "low"
  impact = "{residual}"

  [treatment.approval]
  by = "person-1"
  on = 2025-04-02

[review]
on = 2025-03-01
by = "{assessor}"
outcome = "unchanged"
note = "{note}"
"#,
        title = prose(n, 5),
        cause = prose(n + 1, 60),
        consequence = prose(n + 2, 50),
        category = n % 12,
        tag = n % 30,
        owner = person(0),
        asset_a = n % ASSETS,
        asset_b = (n + 7) % ASSETS,
        threat = n % THREATS,
        vulnerability = prose(n + 3, 12),
        rationale = prose(n + 4, 45),
        assessor = person(3),
        control_a = n % CONTROLS,
        control_b = (n + 11) % CONTROLS,
        plan = prose(n + 5, 25),
        actor = person(5),
        cost = 1000 + n % 9000,
        residual = SCALE[(n / 3 % 3).min(1)],
        note = prose(n + 6, 20),
    )
}
