//! From everything that was found to what is reported: severities, selection,
//! waivers, order. The one place where that is decided.

mod waiving;

use std::collections::HashMap;

pub use waiving::refused;
use waiving::{Silencer, Waivers};

use crate::facts::Facts;
use crate::finding::{Finding, Findings};
use crate::model::config::{Config, Severity};
use crate::model::waiver::Waiver;
use crate::rules::{self, Check, Family, RULES, Rule, Rules};
use crate::source::SourceMap;

/// What `--select` and `--ignore` name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// One rule.
    Rule(String),
    /// A family of rules.
    Family(Family),
    /// The rules that the passing of time alone can make true.
    Dated,
}

impl Selector {
    /// The selector of that name, where these rules judge.
    #[must_use]
    pub fn parse(name: &str, rules: &Rules<'_>) -> Option<Self> {
        if name == "dated" {
            return Some(Self::Dated);
        }
        let rule = rules.find(name).map(|rule| Self::Rule(rule.name.to_owned()));
        rule.or_else(|| rules::family(name).map(Self::Family))
    }

    fn covers(&self, rule: &Rule<'_>) -> bool {
        match self {
            Self::Rule(name) => rule.name == name,
            Self::Family(family) => rule.family == *family,
            Self::Dated => rule.dated,
        }
    }
}

/// Which findings are wanted.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Only these, if any are named.
    pub select: Vec<Selector>,
    /// Not these.
    pub ignore: Vec<Selector>,
    /// Report what waivers silence, too.
    pub no_waivers: bool,
    /// Report only what lies in these files or folders, relative to the
    /// register; empty is everywhere.
    pub paths: Vec<String>,
}

impl Selection {
    fn wants(&self, rule: &Rule<'_>) -> bool {
        let selected = self.select.is_empty() || self.select.iter().any(|selector| selector.covers(rule));
        selected && !self.ignore.iter().any(|selector| selector.covers(rule))
    }

    /// Whether what lies there is wanted.
    #[must_use]
    pub fn covers(&self, path: &str) -> bool {
        let within = |folder: &String| {
            folder.is_empty()
                || path
                    .strip_prefix(folder.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.paths.is_empty() || self.paths.iter().any(within)
    }
}

/// A finding with what it weighs.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The finding.
    pub finding: Finding,
    /// Its rule.
    pub family: Family,
    /// What it weighs here.
    pub severity: Severity,
    /// Whether the passing of time alone can make it true.
    pub dated: bool,
}

/// A finding that a waiver silences.
#[derive(Debug, Clone)]
pub struct Waived<'a> {
    /// The finding.
    pub finding: Finding,
    /// What it would weigh.
    pub severity: Severity,
    /// The waiver.
    pub waiver: &'a Waiver,
}

/// What is reported.
#[derive(Debug, Default)]
pub struct Report<'a> {
    /// The findings, by path, position and rule.
    pub findings: Vec<Judged>,
    /// What waivers silence, in the same order.
    pub waived: Vec<Waived<'a>>,
    /// The register's own rules, for those who describe them.
    pub own: Vec<Rule<'a>>,
    /// Where only what a change brings is reported: since when.
    pub since: Option<Since>,
}

/// The base that a change is held against, and what is not reported for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Since {
    /// The base's commit.
    pub commit: String,
    /// Whether there was a register.
    pub had_register: bool,
    /// How many findings the base has as well.
    pub hidden: usize,
    /// Files of the base that could not be read in full: what is found there
    /// counts as new.
    pub unread: Vec<String>,
}

impl Since {
    /// "12 older ones hidden", if there are any.
    #[must_use]
    pub fn hidden_words(&self) -> Option<String> {
        match self.hidden {
            0 => None,
            1 => Some("1 older one hidden".to_owned()),
            more => Some(format!("{more} older ones hidden")),
        }
    }
}

impl Report<'_> {
    /// How many findings weigh so much.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|judged| judged.severity == severity).count()
    }

    /// How many the passing of time alone brought.
    #[must_use]
    pub fn dated(&self) -> usize {
        self.findings.iter().filter(|judged| judged.dated).count()
    }

    /// How many errors the passing of time did not bring.
    #[must_use]
    pub fn lasting_errors(&self) -> usize {
        self.findings.iter().filter(|judged| judged.severity == Severity::Error && !judged.dated).count()
    }
}

/// How much each rule weighs.
#[derive(Debug, Clone)]
pub struct Weights(HashMap<String, Severity>);

impl Weights {
    /// As a register has it: a rule's own word counts more than its family's,
    /// and that more than the default.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        let written = severities(config);
        let rules = Rules::of(config);
        let weight = |rule: &Rule<'_>| written.get(rule.name).copied().unwrap_or(rule.severity);
        Self(rules.iter().map(|rule| (rule.name.to_owned(), weight(&rule))).collect())
    }

    /// Of two the stricter, rule by rule.
    #[must_use]
    pub fn stricter(&self, other: &Self) -> Self {
        let mut both = self.0.clone();
        for (name, severity) in &other.0 {
            let weight = both.entry(name.clone()).or_insert(*severity);
            *weight = (*weight).max(*severity);
        }
        Self(both)
    }

    /// What a rule weighs.
    #[must_use]
    pub fn weigh(&self, rule: &Rule<'_>) -> Severity {
        self.0.get(rule.name).copied().unwrap_or(rule.severity)
    }
}

/// Everything that is wrong with a judged register, as it is reported.
#[must_use]
pub fn report<'a>(facts: &Facts<'a>, read: Vec<Finding>, selection: &Selection) -> Report<'a> {
    let mut findings = read;
    findings.extend(rules::run(facts));
    apply(facts, findings, selection)
}

/// Decides what becomes of findings.
#[must_use]
pub fn apply<'a>(facts: &Facts<'a>, findings: Vec<Finding>, selection: &Selection) -> Report<'a> {
    apply_by(facts, findings, selection, &Weights::of(&facts.register.config), None, None)
}

/// The same with weights that are not only the register's own, and with the own
/// rules of `others` beside its own. Of a change that is held against a base, a
/// waiver counts only where the base has it too.
#[must_use]
pub fn apply_by<'a>(
    facts: &Facts<'a>,
    findings: Vec<Finding>,
    selection: &Selection,
    weights: &Weights,
    base: Option<&Facts<'_>>,
    others: Option<&Config>,
) -> Report<'a> {
    let known = Rules::of(&facts.register.config);
    let rules = others.map_or_else(|| known.clone(), |others| known.clone().with(others));
    let weigh = |rule: &Rule<'_>| weights.weigh(rule);
    let counts = |rule: &Rule<'_>| weigh(rule) != Severity::Off && selection.wants(rule);
    let mut waivers = Waivers::new(facts, base, counts);
    let mut report = Report { own: known.own().to_vec(), ..Report::default() };
    let mut sort_out = |waivers: &mut Waivers<'a>, finding: Finding| {
        let Some(rule) = rules.find(&finding.rule).filter(|rule| counts(rule)) else { return };
        let silencer = waivers.silencer(facts, &rule, &finding).filter(|_| !selection.no_waivers);
        match silencer {
            Some(Silencer { waiver, counts: true }) => {
                report.waived.push(Waived { finding, severity: weigh(&rule), waiver });
            }
            Some(_) => report.findings.push(judged(&rule, weigh(&rule), not_yet_waived(finding))),
            None => report.findings.push(judged(&rule, weigh(&rule), finding)),
        }
    };
    for finding in findings {
        sort_out(&mut waivers, finding);
    }
    // A waiver may be of what is wrong with another one, and is in use then.
    let found = about_waivers(facts, &waivers, counts);
    for finding in &found {
        if let Some(rule) = rules.find(&finding.rule) {
            waivers.silencer(facts, &rule, finding);
        }
    }
    for finding in about_waivers(facts, &waivers, counts) {
        sort_out(&mut waivers, finding);
    }
    let sources = &facts.register.sources;
    let path = |finding: &Finding| sources.path(finding.span.file);
    report.findings.retain(|judged| selection.covers(path(&judged.finding)));
    report.waived.retain(|waived| selection.covers(path(&waived.finding)));
    report.findings = in_order(report.findings, sources);
    report.waived.sort_by_cached_key(|waived| key(&waived.finding, sources));
    report
}

/// Findings by path, position and rule, each once.
#[must_use]
pub fn in_order(mut findings: Vec<Judged>, sources: &SourceMap) -> Vec<Judged> {
    findings.sort_by_cached_key(|judged| key(&judged.finding, sources));
    findings.dedup_by(|a, b| a.finding == b.finding);
    findings
}

fn key(finding: &Finding, sources: &SourceMap) -> (String, u32, u32, String, String) {
    let Finding { span, rule, message, .. } = finding;
    (sources.path(span.file).to_owned(), span.start, span.end, rule.to_string(), message.clone())
}

/// Findings that no waiver silences, as far as they are wanted.
#[must_use]
pub fn weighed(findings: Vec<Finding>, selection: &Selection, weights: &Weights) -> Vec<Judged> {
    let weigh = |finding: Finding| {
        let rule = rules::find(&finding.rule)?;
        let severity = weights.weigh(rule);
        (severity != Severity::Off && selection.wants(rule)).then(|| judged(rule, severity, finding))
    };
    findings.into_iter().filter_map(weigh).collect()
}

/// What is wrong with the waivers themselves.
fn about_waivers(
    facts: &Facts<'_>,
    waivers: &Waivers<'_>,
    counts: impl Fn(&Rule<'_>) -> bool,
) -> Vec<Finding> {
    let mut out = Findings::default();
    for rule in RULES.iter().filter(|rule| counts(rule)) {
        if let Check::Waivers(check) = rule.check {
            check(facts, waivers.verdicts(), &mut out);
        }
    }
    out.into_vec()
}

/// A finding whose waiver comes with the change that is judged.
fn not_yet_waived(mut finding: Finding) -> Finding {
    let why = "its waiver comes with this change, and counts from the next one on";
    finding.help = Some(finding.help.map_or(why.to_owned(), |help| format!("{help}; {why}")));
    finding
}

fn judged(rule: &Rule<'_>, severity: Severity, finding: Finding) -> Judged {
    Judged { finding, family: rule.family, severity, dated: rule.dated }
}

/// Severities that differ from the default: a rule's own word counts more than
/// its family's.
#[must_use]
pub fn severities(config: &Config) -> HashMap<&str, Severity> {
    let written = &config.severities;
    let rules = Rules::of(config);
    let own = rules.own().iter().map(|rule| (rule.name, rule.severity));
    let mut severities: HashMap<&str, Severity> = own.collect();
    for (name, severity) in written {
        if let Some(family) = rules::family(name) {
            let members = rules.iter().filter(|rule| rule.family == family);
            severities.extend(members.map(|rule| (rule.name, severity.value)));
        }
    }
    for (name, severity) in written {
        if let Some(rule) = rules.find(name) {
            severities.insert(rule.name, severity.value);
        }
    }
    severities
}
