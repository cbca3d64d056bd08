//! Waivers for what is found, for a register that is taken over with old sins:
//! one for each rule on each thing, on the risk that it is about, else in the
//! file of waivers.

use std::collections::{BTreeMap, BTreeSet};

use super::document::Document;
use super::quoted;
use super::write::Change;
use crate::decision::who_may;
use crate::facts::Facts;
use crate::filter::{Judged, refused};
use crate::model::day::Day;
use crate::model::person::Person;
use crate::model::register::Register;
use crate::model::risk::Risk;
use crate::model::waiver::Waiver;
use crate::rules::Rules;

/// What all the waivers say.
#[derive(Debug, Clone, Copy)]
pub struct Grant<'a> {
    /// Who grants them.
    pub by: &'a Person,
    /// Why.
    pub reason: &'a str,
    /// Their last day.
    pub until: Day,
}

/// What a waiver is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Aim {
    Risk(String),
    Path(String),
}

/// What is to be written.
#[derive(Debug, Default)]
pub struct Waiving {
    /// The files with their new texts.
    pub changes: Vec<Change>,
    /// How many waivers that are.
    pub count: usize,
    /// What they silence.
    pub findings: usize,
    /// Of what cannot be waived, why not, and how often that is so.
    pub remains: BTreeMap<String, usize>,
    /// Why the one who grants them may not: by who may, on what.
    pub refusals: BTreeMap<String, BTreeSet<String>>,
}

/// Waivers for these findings.
#[must_use]
pub fn waiving(facts: &Facts<'_>, findings: &[Judged], grant: Grant<'_>) -> Waiving {
    let register = facts.register;
    let rules = Rules::of(&register.config);
    let mut done = Waiving::default();
    let mut wanted: BTreeMap<Aim, BTreeMap<String, usize>> = BTreeMap::new();
    for judged in findings {
        let finding = &judged.finding;
        if !rules.find(&finding.rule).is_some_and(|rule| rule.is_waivable()) {
            *done.remains.entry(format!("`{}` cannot be waived", finding.rule)).or_default() += 1;
            continue;
        }
        let risk = finding.risk.as_deref().and_then(|id| register.risk(id));
        let aim = match risk {
            Some(risk) => Aim::Risk(risk.id().to_owned()),
            None => Aim::Path(register.sources.path(finding.span.file).to_owned()),
        };
        if has_one(register, risk, &aim, &finding.rule) {
            let why = format!("`{}` has a waiver that does not hold; mend that one", finding.rule);
            *done.remains.entry(why).or_default() += 1;
            continue;
        }
        if let Some(refusal) = refused(facts, grant.by, risk) {
            let who = match refusal.role {
                Some(role) => who_may(register, role, risk),
                None => "any active person who holds a role".to_owned(),
            };
            done.refusals.entry(who).or_default().insert(named(&aim).to_owned());
            continue;
        }
        *wanted.entry(aim).or_default().entry(finding.rule.to_string()).or_default() += 1;
    }
    if done.refusals.is_empty() {
        written(register, wanted, grant, &mut done);
    }
    done
}

fn named(aim: &Aim) -> &str {
    match aim {
        Aim::Risk(id) => id,
        Aim::Path(path) => path,
    }
}

/// Whether there is a waiver of the rule there already: of two nobody could
/// say which counts.
fn has_one(register: &Register, risk: Option<&Risk>, aim: &Aim, rule: &str) -> bool {
    let is_of = |waiver: &Waiver| waiver.rule.as_ref().is_some_and(|named| named.value == rule);
    let own = risk.is_some_and(|risk| risk.waivers.iter().any(is_of));
    own || register.waivers.iter().filter(|waiver| is_of(waiver)).any(|waiver| match aim {
        Aim::Risk(id) => waiver.risk.as_ref().is_some_and(|named| named.value == *id),
        Aim::Path(path) => {
            waiver.risk.is_none() && waiver.path.as_ref().is_some_and(|named| named.value == *path)
        }
    })
}

/// The texts of the files. One that leaves no place is named among what
/// remains.
fn written(
    register: &Register,
    wanted: BTreeMap<Aim, BTreeMap<String, usize>>,
    grant: Grant<'_>,
    done: &mut Waiving,
) {
    let listed = waiver_file(register);
    let mut files: BTreeMap<String, Document> = BTreeMap::new();
    for (aim, rules) in wanted {
        let path = match &aim {
            Aim::Risk(id) => register.risk(id).map(|risk| register.sources.path(risk.file).to_owned()),
            Aim::Path(_) => Some(listed.clone()),
        };
        let Some(path) = path else { continue };
        for (rule, count) in rules {
            let text = register.sources.find(&path).map(|file| register.sources.file(file).text.to_string());
            let open = files.get(&path).cloned();
            let document = open.map_or_else(|| Document::new(text.unwrap_or_default()), Ok);
            let pushed = document.and_then(|mut document| {
                document.push(&["waiver"], &pairs(&aim, &rule, grant))?;
                Ok(document)
            });
            match pushed {
                Ok(document) => {
                    files.insert(path.clone(), document);
                    done.count += 1;
                    done.findings += count;
                }
                Err(trouble) => {
                    *done.remains.entry(format!("{path}: {trouble}")).or_default() += count;
                }
            }
        }
    }
    for (path, document) in files {
        let before = register.sources.find(&path).map(|file| register.sources.file(file).text.to_string());
        done.changes.push(Change { path, before, after: document.text().to_owned() });
    }
}

/// Where waivers stand that are on no risk.
fn waiver_file(register: &Register) -> String {
    let path = &register.config.paths.waivers;
    if path.ends_with(".toml") { path.clone() } else { format!("{path}/waivers.toml") }
}

fn pairs(aim: &Aim, rule: &str, grant: Grant<'_>) -> Vec<(&'static str, String)> {
    let mut pairs = vec![("rule", quoted(rule))];
    if let Aim::Path(path) = aim {
        pairs.push(("path", quoted(path)));
    }
    pairs.push(("reason", quoted(grant.reason)));
    pairs.push(("until", grant.until.to_string()));
    pairs.push(("by", quoted(&grant.by.id)));
    pairs
}
