//! The organisation's own rules: `[[rule]]` in plimsoll.toml.
//!
//! Each is an expression over a risk that must match nothing. Here they become
//! rules like the built-in ones; what cannot be one is `broken-rule`.

mod place;

use rayon::prelude::*;

use super::files::BROKEN_RULE;
use super::{Check, Family, RULES, Rule, Stability, family};
use crate::expression::{self, Expression, Fault, Subject, Vocabulary};
use crate::facts::{Facts, RiskFacts};
use crate::finding::Finding;
use crate::model::config::{Config, OwnRule, Severity};
use crate::model::id::is_kebab;
use crate::model::risk::Risk;
use crate::model::word::Word;
use crate::shape::{FindingCounts, RiskShape};
use crate::source::{At, Span};
use crate::suggest::{self, Known};

/// What the passing of time alone changes.
const DATED: [&str; 4] = ["today", "overdue", "state", "escalate_to"];
/// Who speaks of these means closed risks too.
const OF_CLOSED: [&str; 2] = ["status", "closed"];
/// Who speaks of these speaks of the level.
const OF_LEVEL: [&str; 6] = ["level", "levels", "above_line", "score", "likelihood", "impact"];

/// The rules that judge a register: the built-in ones and its own.
#[derive(Debug, Clone, Default)]
pub struct Rules<'a> {
    own: Vec<Rule<'a>>,
}

impl<'a> Rules<'a> {
    /// The rules of a register.
    #[must_use]
    pub fn of(config: &'a Config) -> Self {
        Self { own: usable(config).map(rule).collect() }
    }

    /// The same with those of another register that this one does not have.
    #[must_use]
    pub fn with<'b>(self, other: &'b Config) -> Rules<'b>
    where
        'a: 'b,
    {
        let mut own: Vec<Rule<'b>> = self.own;
        let more: Vec<Rule<'b>> =
            usable(other).map(rule).filter(|rule| own.iter().all(|known| known.name != rule.name)).collect();
        own.extend(more);
        Rules { own }
    }

    /// The register's own.
    #[must_use]
    pub fn own(&self) -> &[Rule<'a>] {
        &self.own
    }

    /// All of them, by family.
    pub fn iter(&self) -> impl Iterator<Item = Rule<'a>> {
        RULES.iter().map(|rule| **rule).chain(self.own.iter().copied())
    }

    /// The rule of that name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Rule<'a>> {
        let own = || self.own.iter().copied().find(|rule| rule.name == name);
        super::find(name).copied().or_else(own)
    }

    /// The rule or family that a misspelt name most likely means, as a question.
    #[must_use]
    pub fn did_you_mean(&self, name: &str) -> Option<String> {
        let rules = self.iter().map(|rule| Known::word(rule.name));
        let families = Family::WORDS.iter().map(|(word, _)| Known::word(word));
        suggest::guess(name, rules.chain(families)).map(|guess| guess.question())
    }
}

/// The own rules whose name can be used: well formed, nobody else's, and of
/// several of one name the first.
fn usable(config: &Config) -> impl Iterator<Item = &OwnRule> {
    let is_first = |at: usize, name: &str| config.rules[..at].iter().all(|other| other.name.value != name);
    let rules = config.rules.iter().enumerate();
    rules
        .filter(move |(at, own)| why_unnamed(&own.name).is_none() && is_first(*at, &own.name))
        .map(|(_, own)| own)
}

/// Why a name is no name for an own rule.
fn why_unnamed(name: &str) -> Option<(String, &'static str)> {
    let shown = crate::text::shortened(&crate::text::one_line(name), 60);
    if !is_kebab(name) {
        return Some((format!("`{shown}` is no name of a rule"), "write lower-case words joined by hyphens"));
    }
    if super::find(name).is_some() {
        return Some((format!("`{shown}` is a built-in rule"), "give the own rule another name"));
    }
    (family(name).is_some() || name == "dated")
        .then(|| (format!("`{shown}` is a family of rules"), "give the own rule another name"))
}

fn rule(own: &OwnRule) -> Rule<'_> {
    Rule {
        name: &own.name,
        family: Family::Own,
        severity: own.severity.as_ref().map_or(Severity::Error, |severity| severity.value),
        dated: expression::mentions(&own.condition, &DATED),
        fix: None,
        since: "",
        status: Stability::Stable,
        summary: own.message.trim_end().trim_end_matches('.'),
        why: own.help.as_ref().map_or("A rule of this register's own.", |help| help),
        bad: &[],
        good: &[],
        check: Check::Own(&own.condition),
    }
}

/// An own rule, ready to be judged.
struct Ready<'a> {
    own: &'a OwnRule,
    expression: Expression,
    sees_closed: bool,
    is_about_level: bool,
}

/// What the own rules find, and which of them cannot be judged.
#[must_use]
pub fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let config = &facts.register.config;
    if config.rules.is_empty() {
        return Vec::new();
    }
    let mut found = misnamed(config);
    found.extend(judge(facts, usable(config)));
    found
}

/// What the own rules of another register find that this one does not have:
/// two sides of a change are judged by the rules of both. What cannot be judged
/// is said where the rule stands, not here.
#[must_use]
pub fn run_others(facts: &Facts<'_>, other: &Config) -> Vec<Finding> {
    let own = &facts.register.config.rules;
    let is_ours = |rule: &&OwnRule| own.iter().any(|known| known.name.value == rule.name.value);
    let mut found = judge(facts, usable(other).filter(|rule| !is_ours(rule)));
    found.retain(|finding| finding.rule != BROKEN_RULE.name);
    found
}

fn judge<'a>(facts: &Facts<'_>, rules: impl Iterator<Item = &'a OwnRule>) -> Vec<Finding> {
    let mut rules = rules.peekable();
    if rules.peek().is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let vocabulary = Vocabulary::of_rules(facts);
    let mut ready = Vec::new();
    for own in rules {
        match Expression::compile(&own.condition, &vocabulary) {
            Ok(expression) => ready.push(Ready {
                own,
                expression,
                sees_closed: expression::mentions(&own.condition, &OF_CLOSED),
                is_about_level: expression::mentions(&own.condition, &OF_LEVEL),
            }),
            Err(fault) => found.push(faulty(facts, own, &fault)),
        }
    }
    let risks: Vec<(&Risk, &RiskFacts)> = facts.each().collect();
    let judged: Vec<Vec<Finding>> =
        risks.par_iter().map(|(risk, judged)| of_risk(facts, &vocabulary, &ready, risk, judged)).collect();
    found.extend(first_of_each(judged.concat()));
    found
}

/// Of what is too much work the first risk is told, once for each rule.
fn first_of_each(found: Vec<Finding>) -> Vec<Finding> {
    let mut told = std::collections::HashSet::new();
    found.into_iter().filter(|finding| finding.risk.is_some() || told.insert(finding.other.clone())).collect()
}

fn of_risk(
    facts: &Facts<'_>,
    vocabulary: &Vocabulary,
    ready: &[Ready<'_>],
    risk: &Risk,
    judged: &RiskFacts,
) -> Vec<Finding> {
    let mut asked = ready.iter().filter(|rule| risk.is_open() || rule.sees_closed).peekable();
    if asked.peek().is_none() {
        return Vec::new();
    }
    let subject = subject(facts, vocabulary, risk, judged, FindingCounts::default());
    let mut found = Vec::new();
    for rule in asked {
        match rule.expression.matches(&subject) {
            Ok(false) => {}
            Ok(true) => found.push(matched(facts, rule, risk, judged)),
            Err(_) => found.push(too_much(rule.own, risk)),
        }
    }
    found
}

/// A risk as expressions see it.
#[must_use]
pub fn subject<'v>(
    facts: &Facts<'_>,
    vocabulary: &'v Vocabulary,
    risk: &Risk,
    judged: &RiskFacts,
    counts: FindingCounts,
) -> Subject<'v> {
    let shape = serde_json::to_value(RiskShape::new(facts, risk, judged, counts)).unwrap_or_default();
    Subject::new(shape, facts.register.sources.file(risk.file).text.len(), vocabulary)
}

fn matched(facts: &Facts<'_>, rule: &Ready<'_>, risk: &Risk, judged: &RiskFacts) -> Finding {
    let own = rule.own;
    let message = own.message.trim_end().trim_end_matches('.');
    let span = place::of(risk, &own.condition);
    let finding = Finding::new(own.name.value.clone(), span, message).risk(risk.id());
    let finding = finding.help_if(own.help.as_ref().map(|help| help.value.clone()));
    finding.level(facts.level_id(judged).filter(|_| rule.is_about_level))
}

/// What is wrong with the names.
fn misnamed(config: &Config) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, own) in config.rules.iter().enumerate() {
        let first = config.rules[..at].iter().find(|other| other.name.value == own.name.value);
        if let Some((message, help)) = why_unnamed(&own.name) {
            found.push(broken(own, own.name.span, message).label("this name").help(help));
        } else if let Some(first) = first {
            let finding = broken(own, own.name.span, format!("there are two rules `{}`", own.name.value));
            let finding = finding.label("the second").related(first.name.span, "the first");
            found.push(finding.help("give this one another name"));
        }
    }
    found
}

fn faulty(facts: &Facts<'_>, own: &OwnRule, fault: &Fault) -> Finding {
    let written = &own.condition;
    let span = within(written, &facts.register.sources.file(written.span.file).text, fault);
    let finding =
        broken(own, span, format!("the rule `{}` cannot be judged: {}", own.name.value, fault.message));
    finding.label("here").help_if(fault.help.clone())
}

fn too_much(own: &OwnRule, risk: &Risk) -> Finding {
    let message =
        format!("the rule `{}` is too much work on {}, and is not judged there", own.name.value, risk.id());
    let finding = broken(own, own.condition.span, message);
    finding.label("too many steps").help("go through fewer lists within lists")
}

fn broken(own: &OwnRule, span: Span, message: String) -> Finding {
    BROKEN_RULE.at(span, message).thing("plimsoll.toml").field("rule").other(own.name.as_str())
}

/// The place of a fault, where the text stands in the file as it is; else the
/// whole value, since an escape moves all that follows.
fn within(written: &At<String>, file: &str, fault: &Fault) -> Span {
    let whole = written.span;
    let raw = file.get(whole.range()).unwrap_or_default();
    let Some(at) = raw.find(written.as_str()).filter(|_| !fault.range.is_empty()) else { return whole };
    let start = whole.start as usize + at;
    Span::new(whole.file, start + fault.range.start..start + fault.range.end)
}
