//! `unknown-indicator`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};
use crate::source::Span;
use crate::suggest::{self, Known};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unknown-indicator",
    family: Family::References,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "measurements are of an indicator that nobody has defined",
    why: "A file of measurements is called after its indicator. Under another name its values are collected and \
          never judged, while the indicator itself looks unmeasured.",
    bad: &["=== measurements/mials.csv\ndate,value,n,note # unknown-indicator\n2025-05-31,3\n"],
    good: &[
        "--- indicators.toml\n[[indicator]]\nid = \"mails\"\nname = \"Mails\"\nkind = \"kri\"\nunit = \"a month\"\nbetter = \"lower\"\nevery = \"1 month\"\nowner = \"it-manager\"\n\
         === measurements/mails.csv\ndate,value\n2025-05-31,3\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    if register.holes().indicators {
        return;
    }
    let home = &register.config.paths.indicators;
    for series in register.series.iter().filter(|series| register.indicator(&series.indicator).is_none()) {
        let known = register
            .indicators
            .iter()
            .map(|indicator| Known { id: &indicator.id.value, name: indicator.name() });
        let id: String = series.indicator.chars().take(80).collect();
        let finding = RULE.at(Span::start_of(series.file), format!("there is no indicator `{id}`"));
        let finding = finding.label(format!("not in {home}")).thing(&series.indicator).field("measurement");
        let finding =
            finding.help(format!("call the file after an indicator, or add an [[indicator]] to {home}"));
        out.add(finding.help_if(suggest::guess(&series.indicator, known).map(|guess| guess.question())));
    }
}
