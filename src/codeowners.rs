//! Who has to review a change of which file of a register: CODEOWNERS, as
//! GitHub, GitLab, Gitea and Forgejo read it.
//!
//! Of several lines that match a file the last counts, so the catch-all comes
//! first. The lines of a register stand between two marks; what else is in the
//! file stays.

use std::fmt::Write as _;

use crate::decision::{may, reaches};
use crate::facts::{Facts, RiskFacts};
use crate::model::methodology::Methodology;
use crate::model::person::Person;
use crate::model::register::Register;
use crate::model::risk::Risk;

/// The lines of a register, and what could not be said in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owners {
    /// The lines, with the marks around them and an LF behind each.
    pub lines: String,
    /// People whom a forge cannot ask: they have neither a handle nor an address.
    pub unreachable: Vec<String>,
}

/// The mark before the lines of a register that lies in a folder.
fn begin(prefix: &str) -> String {
    format!("# plimsoll codeowners: begin {}", folder(prefix))
}

fn end(prefix: &str) -> String {
    format!("# plimsoll codeowners: end {}", folder(prefix))
}

fn folder(prefix: &str) -> String {
    if prefix.is_empty() { "/".to_owned() } else { format!("/{prefix}/") }
}

/// The lines of a register in a folder of its repository; `file` is the
/// CODEOWNERS file's own path there.
#[must_use]
pub fn owners(facts: &Facts<'_>, prefix: &str, file: &str) -> Owners {
    let register = facts.register;
    let mut asked = Asked { register, unreachable: Vec::new() };
    let stewards = asked.names(stewards(register));
    let mut text = format!(
        "{}\n# Written by `plimsoll codeowners` from people, roles and owners; change those, not these lines.\n",
        begin(prefix)
    );
    let mut line = |pattern: &str, names: &[String]| {
        if !names.is_empty() {
            let _ = writeln!(text, "{pattern} {}", names.join(" "));
        }
    };
    // `/` alone would match nothing.
    line(&if prefix.is_empty() { "*".to_owned() } else { pattern(&folder(prefix)) }, &stewards);
    let within = |path: &str| pattern(&format!("{}{path}", folder(prefix)));
    for (risk, judged) in facts.each() {
        let names = asked.names(reviewers(facts, risk, judged));
        let names = if names.is_empty() { &stewards } else { &names };
        line(&within(register.sources.path(risk.file)), names);
    }
    let paths = &register.config.paths;
    for path in [crate::parse::CONFIG_FILE, &paths.methodology, &paths.people, &paths.waivers] {
        line(&within(path), &stewards);
    }
    line(&pattern(&format!("/{file}")), &stewards);
    let _ = writeln!(text, "{}", end(prefix));
    Owners { lines: text, unreachable: asked.unreachable }
}

/// The file with the lines of a register in the place of those that it had,
/// else behind all others: of two lines on one file the last counts.
#[must_use]
pub fn merged(before: &str, prefix: &str, lines: &str) -> String {
    let newline = crate::edit::splice::line_ending(before);
    let lines = lines.replace('\n', newline);
    let (begin, end) = (begin(prefix), end(prefix));
    let place = |mark: &str| {
        let mut at = 0;
        before.split_inclusive('\n').find_map(|line| {
            at += line.len();
            (line.trim_end() == mark).then_some((at - line.len(), at))
        })
    };
    match (place(&begin), place(&end)) {
        (Some((from, _)), Some((_, to))) if from < to => {
            format!("{}{lines}{}", &before[..from], &before[to..])
        }
        _ if before.trim().is_empty() => lines,
        _ => format!("{}{newline}{newline}{lines}", before.trim_end()),
    }
}

/// Those who answer for the method: who approved it by role or by name, else
/// the holders of the roles that nobody stands above.
fn stewards(register: &Register) -> Vec<&Person> {
    let active = || register.people.iter().filter(|person| person.is_active());
    let Some(methodology) = &register.methodology else { return Vec::new() };
    if let Some(by) = &methodology.approved_by {
        let holds = |person: &&Person| {
            person.id.value == by.value || person.roles.iter().any(|held| reaches(methodology, held, by))
        };
        let found: Vec<&Person> = active().filter(holds).collect();
        if !found.is_empty() {
            return found;
        }
    }
    let top = |role: &str| {
        methodology.role(role).is_some()
            && !methodology
                .roles
                .iter()
                .any(|other| other.above.as_ref().is_some_and(|below| below.value == role))
    };
    active().filter(|person| person.roles.iter().any(|held| top(held))).collect()
}

/// Below the line, and unassessed, the owner; above it, whoever may approve or
/// accept the level. Nobody else's consent is needed for a closed risk.
fn reviewers<'a>(facts: &Facts<'a>, risk: &Risk, judged: &RiskFacts) -> Vec<&'a Person> {
    let register = facts.register;
    let active = |person: &&Person| person.is_active();
    if let (Some(methodology), true, true) = (&register.methodology, judged.is_above(), risk.is_open()) {
        let deciders = deciders(facts, methodology, risk, judged);
        if !deciders.is_empty() {
            return deciders;
        }
    }
    risk.owner.iter().filter_map(|owner| register.person(owner)).filter(active).collect()
}

fn deciders<'a>(
    facts: &Facts<'a>,
    methodology: &Methodology,
    risk: &Risk,
    judged: &RiskFacts,
) -> Vec<&'a Person> {
    let Some(level) = facts.current_level(judged) else { return Vec::new() };
    let roles = [level.approve_by.as_ref(), level.accept_by.as_ref()];
    let decides = |person: &&Person| {
        person.is_active() && roles.iter().flatten().any(|role| may(methodology, person, role, Some(risk)))
    };
    facts.register.people.iter().filter(decides).collect()
}

/// People as a forge knows them.
struct Asked<'a> {
    register: &'a Register,
    unreachable: Vec<String>,
}

impl Asked<'_> {
    fn names(&mut self, people: Vec<&Person>) -> Vec<String> {
        let mut names = Vec::new();
        for person in people {
            match name(person) {
                Some(name) => names.push(name),
                None if self.unreachable.contains(&person.id.value) => {}
                None if self.register.person(&person.id).is_some() => {
                    self.unreachable.push(person.id.value.clone());
                }
                None => {}
            }
        }
        names.sort();
        names.dedup();
        names
    }
}

/// The handle, else the first address; nothing that a line would read as more
/// than one name.
fn name(person: &Person) -> Option<String> {
    let sound = |text: &&str| {
        !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '#')
    };
    let handle = person.handle.as_ref().map(|handle| handle.trim_start_matches('@')).filter(sound);
    let address =
        person.emails.iter().map(|email| email.as_str()).filter(sound).find(|email| email.contains('@'));
    handle.map(|handle| format!("@{handle}")).or_else(|| address.map(str::to_owned))
}

/// A path as a pattern that matches it alone.
fn pattern(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            ' ' | '\\' | '*' | '?' | '[' | ']' | '#' | '!' => out.extend(['\\', c]),
            // No line may be broken by a name; such a file falls to the catch-all.
            c if c.is_control() => out.push('?'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;
    use crate::source::tree::MemoryTree;

    const METHOD: &str = include_str!("../tests/data/examples/methodology.toml");

    fn lines(people: &str, risks: &[(&str, &str)], prefix: &str) -> Owners {
        let mut tree = MemoryTree::default();
        tree.insert("plimsoll.toml", "[register]\ntitle = \"T\"\n");
        tree.insert("schema/methodology.toml", METHOD);
        tree.insert("people.toml", people);
        for (path, text) in risks {
            tree.insert(path, *text);
        }
        let register = parse::load(&tree).expect("sound").register;
        owners(&Facts::new(&register, jiff::civil::date(2025, 6, 1)), prefix, ".github/CODEOWNERS")
    }

    const PEOPLE: &str = "[[person]]\nid = \"ana\"\nname = \"Ana\"\nhandle = \"@ana\"\nroles = [\"board\"]\n\
         [[person]]\nid = \"bo\"\nname = \"Bo\"\nemails = [\"bo@example.org\"]\n\
         [[person]]\nid = \"cy\"\nname = \"Cy\"\n\
         [[person]]\nid = \"di\"\nname = \"Di\"\nhandle = \"di\"\nroles = [\"board\"]\nactive = false\n";

    fn risk(id: &str, owner: &str, word: &str) -> String {
        format!(
            "id = \"{id}\"\ntitle = \"T\"\nowner = \"{owner}\"\nstatus = \"open\"\nlikelihood = \"{word}\"\nimpact = \"{word}\"\n"
        )
    }

    #[test]
    fn the_catch_all_is_first_and_risks_above_the_line_are_for_deciders() {
        let risks = [
            ("risks/a b/R1.toml", risk("R1", "bo", "low")),
            ("risks/R2.toml", risk("R2", "bo", "high")),
            ("risks/R3.toml", risk("R3", "cy", "low")),
        ];
        let risks: Vec<(&str, &str)> = risks.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let owners = lines(PEOPLE, &risks, "");
        let lines: Vec<&str> = owners.lines.lines().collect();
        assert_eq!(lines[2], "* @ana");
        assert!(lines.contains(&"/risks/a\\ b/R1.toml bo@example.org"), "{lines:?}");
        assert!(lines.contains(&"/risks/R2.toml @ana"), "{lines:?}");
        assert!(lines.contains(&"/risks/R3.toml @ana"), "nobody else can be asked: {lines:?}");
        assert!(lines.contains(&"/.github/CODEOWNERS @ana"), "{lines:?}");
        assert_eq!(owners.unreachable, ["cy"]);
    }

    #[test]
    fn lines_of_others_stay() {
        let (first, second) = (lines(PEOPLE, &[], "risk").lines, lines("", &[], "risk").lines);
        let before = "* @everybody\r\n\r\n/docs/ @writers\r\n";
        let with = merged(before, "risk", &first);
        assert!(with.starts_with(
            "* @everybody\r\n\r\n/docs/ @writers\r\n\r\n# plimsoll codeowners: begin /risk/\r\n"
        ));
        assert_eq!(merged(&with, "risk", &first), with);
        assert_eq!(
            merged(&format!("{with}# more\r\n"), "risk", &second),
            format!("{}# more\r\n", merged(before, "risk", &second))
        );
        assert_eq!(merged("", "risk", &first), first);
    }

    #[test]
    fn nothing_that_a_file_says_makes_a_line_of_its_own() {
        let people =
            PEOPLE.replace("\"@ana\"", "\"x @evil\"").replace("bo@example.org", "bo@example.org\\n* @evil");
        let owners = lines(&people, &[("risks/R1\n* @evil.toml", &risk("R1", "bo", "low"))], "");
        assert!(!owners.lines.contains("\n* ") && !owners.lines.contains("x @evil"), "{}", owners.lines);
    }
}
