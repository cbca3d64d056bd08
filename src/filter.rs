//! From everything that was found to what is reported: severities, selection,
//! waivers, order. The one place where that is decided.

mod waiving;

use std::collections::HashMap;

use waiving::Waivers;
pub use waiving::refused;

use crate::facts::Facts;
use crate::finding::{Finding, Findings};
use crate::model::config::{Config, Severity};
use crate::model::waiver::Waiver;
use crate::rules::{self, Check, Family, RULES, Rule};

/// What `--select` and `--ignore` name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selector {
    /// One rule.
    Rule(&'static str),
    /// A family of rules.
    Family(Family),
    /// The rules that the passing of time alone can make true.
    Dated,
}

impl Selector {
    /// The selector of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        if name == "dated" {
            return Some(Self::Dated);
        }
        let rule = rules::find(name).map(|rule| Self::Rule(rule.name));
        rule.or_else(|| rules::family(name).map(Self::Family))
    }

    fn covers(self, rule: &Rule) -> bool {
        match self {
            Self::Rule(name) => rule.name == name,
            Self::Family(family) => rule.family == family,
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
    fn wants(&self, rule: &Rule) -> bool {
        let selected = self.select.is_empty() || self.select.iter().any(|selector| selector.covers(rule));
        selected && !self.ignore.iter().any(|selector| selector.covers(rule))
    }

    fn covers(&self, path: &str) -> bool {
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

/// Everything that is wrong with a judged register, as it is reported.
#[must_use]
pub fn report<'a>(facts: &Facts<'a>, read: Vec<Finding>, selection: &Selection) -> Report<'a> {
    report_against(facts, read, selection, None)
}

/// The same of what a change leads to: what weakens a judgement counts only if
/// the base had it. Of both sides' severities the stricter counts, and a waiver
/// where both sides have one that holds.
#[must_use]
pub fn report_against<'a>(
    facts: &Facts<'a>,
    read: Vec<Finding>,
    selection: &Selection,
    base: Option<&Facts<'_>>,
) -> Report<'a> {
    let mut findings = read;
    findings.extend(rules::run(facts));
    apply(facts, findings, selection, base)
}

/// Decides what becomes of findings.
#[must_use]
pub fn apply<'a>(
    facts: &Facts<'a>,
    findings: Vec<Finding>,
    selection: &Selection,
    base: Option<&Facts<'_>>,
) -> Report<'a> {
    let own = severities(&facts.register.config);
    let others = base.map(|base| severities(&base.register.config));
    let weigh = |rule: &Rule| {
        let of =
            |known: &HashMap<&'static str, Severity>| known.get(rule.name).copied().unwrap_or(rule.severity);
        others.as_ref().map_or(of(&own), |others| of(&own).max(of(others)))
    };
    let counts = |rule: &Rule| weigh(rule) != Severity::Off && selection.wants(rule);
    let mut waivers = Waivers::new(facts, base, counts);
    let mut report = Report::default();
    let mut sort_out = |waivers: &mut Waivers<'a>, finding: Finding| {
        let Some(rule) = rules::find(finding.rule).filter(|rule| counts(rule)) else { return };
        let silencer = waivers.silencer(facts, rule, &finding).filter(|_| !selection.no_waivers);
        match silencer {
            Some(waiver) => report.waived.push(Waived { finding, waiver }),
            None => report.findings.push(judged(rule, weigh(rule), finding)),
        }
    };
    for finding in findings {
        sort_out(&mut waivers, finding);
    }
    // A waiver may be of what is wrong with another one, and is in use then.
    let found = about_waivers(facts, &waivers, counts);
    for finding in &found {
        if let Some(rule) = rules::find(finding.rule) {
            waivers.silencer(facts, rule, finding);
        }
    }
    for finding in about_waivers(facts, &waivers, counts) {
        sort_out(&mut waivers, finding);
    }
    let sources = &facts.register.sources;
    let path = |finding: &Finding| sources.path(finding.span.file);
    report.findings.retain(|judged| selection.covers(path(&judged.finding)));
    report.waived.retain(|waived| selection.covers(path(&waived.finding)));
    let key = |finding: &Finding| {
        (
            path(finding).to_owned(),
            finding.span.start,
            finding.span.end,
            finding.rule,
            finding.message.clone(),
        )
    };
    report.findings.sort_by_cached_key(|judged| key(&judged.finding));
    report.waived.sort_by_cached_key(|waived| key(&waived.finding));
    report.findings.dedup_by(|a, b| a.finding == b.finding);
    report
}

/// What is wrong with the waivers themselves.
fn about_waivers(facts: &Facts<'_>, waivers: &Waivers<'_>, counts: impl Fn(&Rule) -> bool) -> Vec<Finding> {
    let mut out = Findings::default();
    for rule in RULES.iter().filter(|rule| counts(rule)) {
        if let Check::Waivers(check) = rule.check {
            check(facts, waivers.verdicts(), &mut out);
        }
    }
    out.into_vec()
}

fn judged(rule: &Rule, severity: Severity, finding: Finding) -> Judged {
    Judged { finding, family: rule.family, severity, dated: rule.dated }
}

/// Severities that differ from the default: a rule's own word counts more than
/// its family's.
#[must_use]
pub fn severities(config: &Config) -> HashMap<&'static str, Severity> {
    let written = &config.severities;
    let mut severities = HashMap::new();
    for (name, severity) in written {
        if let Some(family) = rules::family(name) {
            let members = RULES.iter().filter(|rule| rule.family == family);
            severities.extend(members.map(|rule| (rule.name, severity.value)));
        }
    }
    for (name, severity) in written {
        if let Some(rule) = rules::find(name) {
            severities.insert(rule.name, severity.value);
        }
    }
    severities
}
