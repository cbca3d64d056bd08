//! `stale-indicator`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::day::{days_between, days_in_words};
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "stale-indicator",
    family: Family::Monitoring,
    severity: Severity::Warning,
    dated: true,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "an indicator has no value within its cadence and grace",
    why: "A figure that nobody has taken since winter says nothing about today, however green it looks.",
    bad: &[
        "--- indicators.toml\n[[indicator]]\nid = \"mails\"\nname = \"Mails\"\nkind = \"kri\"\nunit = \"a month\"\nbetter = \"lower\"\nevery = \"1 month\"  # stale-indicator\ngrace = \"10 days\"\nowner = \"it-manager\"\n\
         === measurements/mails.csv\ndate,value\n2025-04-21,3\n",
        "--- indicators.toml\n[[indicator]]\nid = \"mails\"\nname = \"Mails\"\nkind = \"kri\"\nunit = \"a month\"\nbetter = \"lower\"\nevery = \"1 month\"  # stale-indicator\nowner = \"it-manager\"\n",
    ],
    good: &[
        "--- indicators.toml\n[[indicator]]\nid = \"mails\"\nname = \"Mails\"\nkind = \"kri\"\nunit = \"a month\"\nbetter = \"lower\"\nevery = \"1 month\"\ngrace = \"10 days\"\nowner = \"it-manager\"\n\
         === measurements/mails.csv\ndate,value\n2025-04-22,3\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (indicator, standing) in facts.register.indicators.iter().zip(&facts.indicators) {
        let Some(every) = indicator.every.as_ref().filter(|_| standing.stale) else { continue };
        let name = indicator.name();
        let (message, label) = match (standing.latest, standing.next) {
            (Some(latest), Some(next)) => {
                let late = days_in_words(days_between(next, facts.today));
                (
                    format!("{name} was last measured on {}", latest.date),
                    format!("was due on {next}, {late} before today"),
                )
            }
            _ => (format!("{name} has never been measured"), "no value yet".to_owned()),
        };
        let finding = RULE.at(every.span, message).label(label).thing(&indicator.id).field("indicator.every");
        out.add(finding.help(format!("`plimsoll measure {} VALUE` adds one", indicator.id.value)));
    }
}
