//! `breached-indicator`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::indicator::Status;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "breached-indicator",
    family: Family::Monitoring,
    severity: Severity::Warning,
    dated: true,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "the last value of an indicator is at its breach threshold or worse",
    why: "A threshold is a promise to look again. The risks that the indicator watches are due for review from \
          the day of the breach until they are reviewed; the breach itself ends only by a better value.",
    bad: &[
        "review = { on = 2025-05-31 }\n--- indicators.toml\n[[indicator]]\nid = \"mails\"\nname = \"Mails\"\nkind = \"kri\"\nunit = \"a month\"\nbetter = \"lower\"\nbreach = 10  # breached-indicator\nevery = \"1 month\"\nowner = \"it-manager\"\nrisks = [\"R001\"]\n\
         === measurements/mails.csv\ndate,value\n2025-05-31,10\n",
        "--- indicators.toml\n[[indicator]]\nid = \"tests\"\nname = \"Tests passed\"\nkind = \"kpi\"\nunit = \"per cent\"\nbetter = \"higher\"\nbreach = 80  # breached-indicator\nevery = \"1 month\"\nowner = \"it-manager\"\n\
         === measurements/tests.csv\ndate,value\n2025-04-30,95\n2025-05-31,79.5\n",
    ],
    good: &[
        "--- indicators.toml\n[[indicator]]\nid = \"mails\"\nname = \"Mails\"\nkind = \"kri\"\nunit = \"a month\"\nbetter = \"lower\"\nbreach = 10\nevery = \"1 month\"\nowner = \"it-manager\"\nrisks = [\"R001\"]\n\
         === measurements/mails.csv\ndate,value\n2025-04-30,10\n2025-05-31,9\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (indicator, standing) in facts.register.indicators.iter().zip(&facts.indicators) {
        let (Status::Breached, Some(latest), Some(since), Some(breach)) =
            (standing.status, standing.latest, standing.breached_since, &indicator.breach)
        else {
            continue;
        };
        let register = facts.register;
        let waiting: Vec<&str> = facts
            .open()
            .filter(|(risk, judged)| {
                judged.review.breach.is_some()
                    && indicator
                        .risks
                        .iter()
                        .any(|id| register.referred(id).is_some_and(|known| known.id() == risk.id()))
            })
            .map(|(risk, _)| risk.id())
            .collect();
        let days = if since == latest.date { String::new() } else { format!(", breached since {since}") };
        let message = format!("{} was {} on {}{days}", indicator.name(), latest.value, latest.date);
        let finding = RULE.at(breach.span, message).label(format!("a breach from {} on", breach.value));
        let finding = finding.related(latest.span, format!("the value of {}", latest.date));
        let finding = finding.thing(&indicator.id).field("indicator.breach");
        let help = if waiting.is_empty() {
            "act on it; the breach ends with a better value".to_owned()
        } else {
            format!("review {} and write [review]; the breach ends with a better value", waiting.join(", "))
        };
        out.add(finding.help(help));
    }
}
