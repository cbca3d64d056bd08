//! Which waiver silences which finding, and what becomes of each waiver.

use std::collections::HashMap;

use crate::decision;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::model::person::Person;
use crate::model::risk::Risk;
use crate::model::waiver::Waiver;
use crate::rules::waivers::{Refusal, WaiverVerdict};
use crate::rules::{Rule, Rules};
use crate::source::FileId;

/// What a waiver is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Aim<'a> {
    Risk(&'a str),
    Path(&'a str),
}

/// A waiver that silences a finding.
pub(super) struct Silencer<'a> {
    /// The waiver.
    pub(super) waiver: &'a Waiver,
    /// Whether it counts already: not if it comes with the change that is judged.
    pub(super) counts: bool,
}

/// All waivers of a register, found by rule and aim.
#[derive(Debug)]
pub(super) struct Waivers<'a> {
    verdicts: Vec<WaiverVerdict<'a>>,
    /// Of each, whether the base of a change has it too.
    is_old: Vec<bool>,
    by_aim: HashMap<(&'a str, Aim<'a>), Vec<usize>>,
}

impl<'a> Waivers<'a> {
    /// Every waiver with what can be said before it is used; `counts` says
    /// which rules are judged in this run.
    pub(super) fn new(
        facts: &Facts<'a>,
        base: Option<&Facts<'_>>,
        counts: impl Fn(&Rule<'_>) -> bool,
    ) -> Self {
        let mut waivers = Self::of(facts, counts);
        if let Some(base) = base {
            let known = Waivers::of(base, |_| true);
            let is_old = |verdict: &WaiverVerdict<'_>| known.has(verdict);
            waivers.is_old = waivers.verdicts.iter().map(is_old).collect();
        }
        waivers
    }

    /// Whether a waiver of the same rule and thing holds here. A risk that was
    /// renumbered since is known by its former id.
    fn has(&self, other: &WaiverVerdict<'_>) -> bool {
        let Some(rule) = &other.waiver.rule else { return false };
        let former = other.risk.iter().flat_map(|risk| risk.formerly.iter().map(|id| Aim::Risk(id.as_str())));
        let mut aims = aim(other).into_iter().chain(former);
        aims.any(|aim| {
            let places = self.by_aim.get(&(rule.as_str(), aim)).into_iter().flatten();
            places
                .map(|place| &self.verdicts[*place])
                .any(|verdict| !verdict.expired && verdict.refusal.is_none())
        })
    }

    fn of(facts: &Facts<'a>, counts: impl Fn(&Rule<'_>) -> bool) -> Self {
        let register = facts.register;
        let rules = Rules::of(&register.config);
        let own = register.risks.iter().flat_map(|risk| risk.waivers.iter().map(move |w| (w, Some(risk))));
        let by_file = risks_by_file(facts);
        let listed = register.waivers.iter().map(|waiver| (waiver, risk_of(facts, &by_file, waiver)));
        let verdict = |(waiver, risk): (&'a Waiver, Option<&'a Risk>)| WaiverVerdict {
            waiver,
            risk,
            expired: waiver.until.as_ref().is_some_and(|until| until.value < facts.today),
            refusal: refusal(facts, waiver, risk),
            matches: 0,
            judged: waiver.rule.as_ref().and_then(|name| rules.find(name)).is_some_and(|rule| counts(&rule)),
        };
        let verdicts: Vec<WaiverVerdict<'a>> = own.chain(listed).map(verdict).collect();
        let mut by_aim: HashMap<_, Vec<usize>> = HashMap::new();
        for (place, verdict) in verdicts.iter().enumerate() {
            if let (Some(rule), Some(aim)) = (&verdict.waiver.rule, aim(verdict)) {
                by_aim.entry((rule.as_str(), aim)).or_default().push(place);
            }
        }
        Self { is_old: vec![true; verdicts.len()], verdicts, by_aim }
    }

    /// What became of each.
    pub(super) fn verdicts(&self) -> &[WaiverVerdict<'a>] {
        &self.verdicts
    }

    /// The waiver that silences a finding, if one does, before one that does
    /// not count yet. All that match are counted.
    pub(super) fn silencer(
        &mut self,
        facts: &Facts<'a>,
        rule: &Rule<'_>,
        finding: &Finding,
    ) -> Option<Silencer<'a>> {
        if self.by_aim.is_empty() {
            return None;
        }
        let path = facts.register.sources.path(finding.span.file);
        let aims = finding.risk.as_deref().map(Aim::Risk).into_iter().chain([Aim::Path(path)]);
        let places = aims.filter_map(|aim| self.by_aim.get(&(rule.name, aim))).flatten();
        let mut silencer: Option<Silencer<'a>> = None;
        for place in places {
            let verdict = &mut self.verdicts[*place];
            let is_elsewhere = verdict.waiver.path.as_ref().is_some_and(|wanted| wanted.value != path);
            if is_elsewhere || is_about(finding, verdict.waiver) {
                continue;
            }
            verdict.matches += 1;
            let counts = self.is_old[*place];
            let is_better = silencer.as_ref().is_none_or(|known| counts && !known.counts);
            if is_better && rule.is_waivable() && holds(facts, verdict, finding) {
                silencer = Some(Silencer { waiver: verdict.waiver, counts });
            }
        }
        silencer
    }
}

/// The risk of each file, where a waiver names a file.
fn risks_by_file<'a>(facts: &Facts<'a>) -> HashMap<FileId, &'a Risk> {
    let register = facts.register;
    let is_needed = register.waivers.iter().any(|waiver| waiver.path.is_some());
    let risks = register.risks.iter().filter(|_| is_needed);
    risks.map(|risk| (risk.file, risk)).collect()
}

/// The risk that a waiver of `waivers.toml` is for: the one that it names, else
/// the one in the file that it names.
fn risk_of<'a>(facts: &Facts<'a>, by_file: &HashMap<FileId, &'a Risk>, waiver: &Waiver) -> Option<&'a Risk> {
    match (&waiver.risk, &waiver.path) {
        (Some(id), _) => facts.register.referred(id),
        (None, Some(path)) => by_file.get(&facts.register.sources.find(path)?).copied(),
        (None, None) => None,
    }
}

fn aim<'a>(verdict: &WaiverVerdict<'a>) -> Option<Aim<'a>> {
    match (&verdict.waiver.risk, &verdict.waiver.path, verdict.risk) {
        (None, Some(path), _) => Some(Aim::Path(path.as_str())),
        (_, _, Some(risk)) => Some(Aim::Risk(risk.id())),
        _ => None,
    }
}

/// Whether a finding is about this very waiver, which cannot excuse itself.
fn is_about(finding: &Finding, waiver: &Waiver) -> bool {
    let places = [
        waiver.rule.as_ref().map(|rule| rule.span),
        waiver.by.as_ref().map(|by| by.span),
        waiver.until.as_ref().map(|until| until.span),
    ];
    places.contains(&Some(finding.span))
}

/// Whether a waiver may silence a finding. Whoever excuses a file excuses the
/// risks that the findings there are about, and must be one who may.
fn holds(facts: &Facts<'_>, verdict: &WaiverVerdict<'_>, finding: &Finding) -> bool {
    let waiver = verdict.waiver;
    let is_complete = waiver.until.is_some() && waiver.reason.is_some();
    let is_known = waiver.by.as_ref().is_some_and(|by| facts.register.person(by).is_some());
    if verdict.expired || verdict.refusal.is_some() || !is_complete || !is_known {
        return false;
    }
    let other = finding.risk.as_deref().filter(|id| verdict.risk.is_none_or(|risk| risk.id() != *id));
    other.is_none_or(|id| refusal(facts, waiver, facts.register.risk(id)).is_none())
}

/// Why the one who granted a waiver may not, where that is so.
fn refusal<'a>(facts: &Facts<'a>, waiver: &Waiver, risk: Option<&Risk>) -> Option<Refusal<'a>> {
    // Somebody who is not known is another finding's matter.
    refused(facts, facts.register.person(waiver.by.as_ref()?)?, risk)
}

/// Why a person may not grant a waiver on a risk, or on what is about none,
/// where that is so.
pub fn refused<'a>(facts: &Facts<'a>, person: &'a Person, risk: Option<&Risk>) -> Option<Refusal<'a>> {
    let methodology = facts.register.methodology.as_ref()?;
    let level = risk.and_then(|risk| facts.level_of(facts.scale.as_ref()?.judge(&risk.current)));
    let role = methodology.waivers_by.as_ref().or_else(|| level?.accept_by.as_ref());
    let may = match role {
        Some(role) => decision::may(methodology, person, role, risk),
        None => person.is_active() && !person.roles.is_empty(),
    };
    (!may).then_some(Refusal { person, role, level })
}

#[cfg(test)]
mod tests {
    use crate::filter::{Report, Selection, Selector, report};
    use crate::parse;
    use crate::rules::Rules;
    use crate::source::tree::MemoryTree;
    use crate::testing::BASE;

    const RISK: &str = "id = 'R001'\ntitle = 'Laptop'\nowner = 'it-manager'\nunit = 'platform'\n\
        assets = ['customer-database']\nlikelihood = 'medium'\nimpact = 'high'\nassessed = 2025-05-01\n\
        rationale = 'It is so.'\nstatus = 'open'\n";

    fn with<T>(risk: &str, waivers: &str, selection: &Selection, look: impl FnOnce(&Report<'_>) -> T) -> T {
        let mut tree = MemoryTree::default();
        for (path, text) in BASE {
            tree.insert(path, text);
        }
        tree.insert("risks/R001.toml", format!("{RISK}{risk}"));
        tree.insert("waivers.toml", waivers);
        let loaded = parse::load(&tree).expect("a sound plimsoll.toml");
        let facts = crate::testing::facts_of(&loaded.register);
        look(&report(&facts, loaded.findings.clone(), selection))
    }

    fn names(report: &Report<'_>) -> impl Iterator<Item = &'static str> {
        let rules = report.findings.iter().map(|judged| crate::rules::find(&judged.finding.rule));
        rules.map(|rule| rule.expect("a built-in rule").name)
    }

    /// What is reported, and how many findings are waived.
    fn of(risk: &str, waivers: &str) -> (Vec<&'static str>, usize) {
        with(risk, waivers, &Selection::default(), |report| (names(report).collect(), report.waived.len()))
    }

    fn waiver(rule: &str, by: &str, until: &str, aim: &str) -> String {
        format!("[[waiver]]\nrule = '{rule}'\nreason = 'So decided.'\nuntil = {until}\nby = '{by}'\n{aim}\n")
    }

    #[test]
    fn only_a_waiver_that_holds_silences() {
        let good = waiver("untreated-risk", "security-lead", "2025-06-01", "");
        assert_eq!(of(&good, ""), (vec![], 1));
        let late = waiver("untreated-risk", "security-lead", "2025-05-31", "");
        assert_eq!(of(&late, ""), (vec!["untreated-risk", "expired-waiver"], 0));
        let refused = waiver("untreated-risk", "it-manager", "2025-06-01", "");
        assert_eq!(of(&refused, ""), (vec!["untreated-risk", "unauthorised-waiver"], 0));
        let unknown = waiver("untreated-risk", "somebody", "2025-06-01", "");
        assert_eq!(of(&unknown, ""), (vec!["untreated-risk", "unknown-person"], 0));
        let without_reason = good.replace("reason = 'So decided.'\n", "");
        assert_eq!(of(&without_reason, ""), (vec!["untreated-risk", "missing-key"], 0));
    }

    #[test]
    fn a_waiver_of_a_file_asks_for_the_authority_over_its_risk() {
        let aim = "path = 'risks/R001.toml'";
        let good = waiver("untreated-risk", "security-lead", "2025-06-01", aim);
        assert_eq!(of("", &good), (vec![], 1));
        let refused = waiver("untreated-risk", "it-manager", "2025-06-01", aim);
        assert_eq!(of("", &refused), (vec!["untreated-risk", "unauthorised-waiver"], 0));
    }

    #[test]
    fn a_waiver_of_another_risk_or_file_silences_nothing() {
        let by_path = waiver("untreated-risk", "security-lead", "2025-06-01", "path = 'people.toml'");
        assert_eq!(of("", &by_path), (vec!["untreated-risk", "unused-waiver"], 0));
        let both =
            waiver("untreated-risk", "security-lead", "2025-06-01", "risk = 'R001'\npath = 'people.toml'");
        assert_eq!(of("", &both), (vec!["untreated-risk", "unused-waiver"], 0));
        let missing = waiver("untreated-risk", "security-lead", "2025-06-01", "risk = 'R009'");
        assert_eq!(of("", &missing), (vec!["untreated-risk", "unknown-risk"], 0));
    }

    #[test]
    fn what_is_wrong_with_a_waiver_may_be_waived() {
        let unused = waiver("overdue-treatment", "security-lead", "2025-06-01", "");
        let unneeded = waiver("unused-waiver", "security-lead", "2025-06-01", "");
        let good = waiver("untreated-risk", "security-lead", "2025-06-01", "");
        assert_eq!(of(&format!("{good}{unused}{unneeded}"), ""), (vec![], 2));
        assert_eq!(
            of(&format!("{good}{unneeded}"), ""),
            (vec!["unused-waiver"], 1),
            "it is no use to itself"
        );
        let refused = waiver("overdue-treatment", "it-manager", "2025-06-01", "");
        let vain = waiver("unauthorised-waiver", "security-lead", "2025-06-01", "");
        let found = of(&format!("{good}{refused}{vain}"), "").0;
        assert!(found.contains(&"unauthorised-waiver"), "cannot be waived: {found:?}");
    }

    #[test]
    fn a_rule_that_is_not_judged_leaves_its_waivers_alone() {
        let unused = waiver("overdue-treatment", "security-lead", "2025-06-01", "");
        let select = |name: &str| Selection {
            select: vec![Selector::parse(name, &Rules::default()).expect("a rule")],
            ..Selection::default()
        };
        let found = |selection: &Selection| with(&unused, "", selection, |report| report.findings.len());
        assert_eq!(found(&select("unused-waiver")), 0);
        assert_eq!(found(&Selection::default()), 2, "the risk is untreated too");
    }

    #[test]
    fn waivers_can_be_left_out() {
        let good = waiver("untreated-risk", "security-lead", "2025-06-01", "");
        let selection = Selection { no_waivers: true, ..Selection::default() };
        let rules = with(&good, "", &selection, |report| names(report).collect::<Vec<_>>());
        assert_eq!(rules, ["untreated-risk"]);
    }
}
