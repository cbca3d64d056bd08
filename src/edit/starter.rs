//! The files of a register that has just been started.

use crate::model::day::Day;
use crate::model::methodology::Methodology;
use crate::parse;
use crate::score::Scale;
use crate::source::tree::MemoryTree;

/// A methodology to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// Three likelihoods by three impacts, four levels.
    ThreeByThree,
    /// Five by five, the product of the scores in bands.
    FiveByFive,
    /// NIST SP 800-30 Rev. 1.
    Nist80030,
    /// The risk matrix of the NHS.
    Nhs,
    /// OWASP Risk Rating Methodology.
    Owasp,
}

impl Preset {
    /// The methodology's file.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::ThreeByThree => include_str!("../../schema/presets/three-by-three.toml"),
            Self::FiveByFive => include_str!("../../schema/presets/five-by-five.toml"),
            Self::Nist80030 => include_str!("../../schema/presets/nist-800-30.toml"),
            Self::Nhs => include_str!("../../schema/presets/nhs.toml"),
            Self::Owasp => include_str!("../../schema/presets/owasp.toml"),
        }
    }
}

/// What a register is started with.
#[derive(Debug, Clone)]
pub struct Starter {
    /// The methodology.
    pub preset: Preset,
    /// What the register is called.
    pub title: String,
    /// The random word that is its id.
    pub id: String,
    /// The day it is started.
    pub today: Day,
}

/// The files of the register, by path.
#[must_use]
pub fn files(starter: &Starter) -> Vec<(String, String)> {
    let own = |path: &str, text: String| (path.to_owned(), text);
    vec![
        own("plimsoll.toml", config(starter)),
        own("schema/methodology.toml", starter.preset.text().to_owned()),
        own("people.toml", PEOPLE.to_owned()),
        own("assets.toml", ASSETS.to_owned()),
        own("controls.toml", CONTROLS.to_owned()),
        own("risks/R001.toml", first_risk(starter)),
    ]
}

/// A word that can be spoken, made of random bytes.
#[must_use]
pub fn word(bytes: impl IntoIterator<Item = u8>) -> String {
    const CONSONANTS: &[u8] = b"bdfghjklmnprstvz";
    const VOWELS: &[u8] = b"aeiou";
    let letter = |(place, byte): (usize, u8)| {
        let letters = if place % 2 == 0 { CONSONANTS } else { VOWELS };
        char::from(letters[usize::from(byte) % letters.len()])
    };
    bytes.into_iter().take(10).enumerate().map(letter).collect()
}

fn config(starter: &Starter) -> String {
    format!(
        r#"[register]
id = {id}                # a random word: it tells this register's seals from another's
title = {title}
# organisation = ""
# currency = "EUR"

[git]
default_branch = "main"
# web = "https://forge.example.org/team/register"    # for links from the site

# How much a rule weighs here: error, warning, info or off. `plimsoll rules` lists them.
# [rules]
# unassessed-risk = "error"
"#,
        id = toml_edit::Value::from(starter.id.as_str()),
        title = toml_edit::Value::from(starter.title.as_str()),
    )
}

const PEOPLE: &str = r#"# Who can own, act, approve and accept. Replace these by your own people;
# `roles` are those of schema/methodology.toml.

[[person]]
id = "it-manager"
name = "IT Manager"
roles = ["department-head"]

[[person]]
id = "managing-director"
name = "Managing Director"
roles = ["board"]

[[person]]
id = "security-officer"
name = "Security Officer"
roles = ["ciso"]
"#;

const ASSETS: &str = r#"# What is at stake. Add confidentiality, integrity and availability as ids of the impact scale.

[[asset]]
id = "mail-accounts"
name = "Mail accounts"
kind = "system"
owner = "it-manager"
"#;

const CONTROLS: &str = r#"# What is in force or planned. Add `annex_a` references and tests as you go.

[[control]]
id = "awareness-training"
name = "Awareness training"
owner = "security-officer"
state = "implemented"           # planned, implemented, degraded or retired
reasons = ["risk"]              # risk, law, contract or business
"#;

fn first_risk(starter: &Starter) -> String {
    let (likelihood, impact) = first_rating(starter);
    format!(
        r#"id = "R001"
title = "Phishing leads to stolen credentials"
description = """
**Cause**: a message imitates a service that staff use. **Event**: somebody signs in on a false page.
**Consequence**: the account is read and misused.
"""
owner = "it-manager"            # the risk owner, who is accountable
assets = ["mail-accounts"]
affects = ["confidentiality"]
identified = {today}
likelihood = "{likelihood}"
impact = "{impact}"
rationale = "An example to begin with: replace it by what you know."
assessed = {today}
assessed_by = "security-officer"
status = "open"
controls = ["awareness-training"]

# Above the acceptance line a risk needs a treatment, and an approval of its plan:
# [treatment]
# option = "mitigate"           # mitigate, accept, avoid or transfer
# plan = "Deploy advanced email filtering"
# owner = "security-officer"
# due = 2030-12-31
"#,
        today = starter.today,
    )
}

/// The highest rating below the line of the preset, so that the first risk
/// stands beside the line and asks for nothing.
fn first_rating(starter: &Starter) -> (String, String) {
    let mut tree = MemoryTree::default();
    tree.insert("plimsoll.toml", "[register]\ntitle = \"x\"\n");
    tree.insert("schema/methodology.toml", starter.preset.text());
    let methodology = parse::load(&tree).ok().and_then(|loaded| loaded.register.methodology);
    methodology.as_ref().and_then(best_below).unwrap_or_default()
}

fn best_below(methodology: &Methodology) -> Option<(String, String)> {
    let scale = Scale::new(methodology);
    let cells =
        (0..methodology.likelihood.len()).flat_map(|l| (0..methodology.impact.len()).map(move |i| (l, i)));
    let below = cells.filter_map(|(l, i)| {
        let level = scale.cell(l, i)?;
        (scale.above(level) == Some(false)).then_some((level, l.min(i), l, i))
    });
    let (.., likelihood, impact) = below.max()?;
    Some((methodology.likelihood[likelihood].id.value.clone(), methodology.impact[impact].id.value.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_can_be_spoken() {
        let spoken = word([0, 0, 255, 255, 7, 3, 90, 21, 64, 12]);
        for (place, letter) in spoken.chars().enumerate() {
            assert_eq!("aeiou".contains(letter), place % 2 == 1, "{spoken}");
        }
        assert_eq!(word([1; 20]).len(), 10);
    }
}
