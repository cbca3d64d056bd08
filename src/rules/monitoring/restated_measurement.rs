//! `restated-measurement`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "restated-measurement",
    family: Family::Monitoring,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "the value of a past day is another than it was",
    why: "What was measured is measured. A value that is corrected later may be right, and may be cosmetics: the \
          old one, the new one and the reason belong together. A note beside the value says why.",
    bad: &[
        "--- indicators.toml\n[[indicator]]\nid = \"mails\"\nname = \"Mails\"\nkind = \"kri\"\nunit = \"a month\"\nbetter = \"lower\"\nevery = \"1 month\"\nowner = \"it-manager\"\n\
         === measurements/mails.csv\ndate,value\n2025-04-30,12 # restated-measurement\n2025-05-31,3\n\
         >>> 2025-05-02\n--- indicators.toml\n[[indicator]]\nid = \"mails\"\nname = \"Mails\"\nkind = \"kri\"\nunit = \"a month\"\nbetter = \"lower\"\nevery = \"1 month\"\nowner = \"it-manager\"\n\
         === measurements/mails.csv\ndate,value\n2025-04-30,120\n",
    ],
    good: &[
        "--- indicators.toml\n[[indicator]]\nid = \"mails\"\nname = \"Mails\"\nkind = \"kri\"\nunit = \"a month\"\nbetter = \"lower\"\nevery = \"1 month\"\nowner = \"it-manager\"\n\
         === measurements/mails.csv\ndate,value,n,note\n2025-04-30,12,,the filter had counted each mail ten times\n2025-05-31,3\n\
         >>> 2025-05-02\n--- indicators.toml\n[[indicator]]\nid = \"mails\"\nname = \"Mails\"\nkind = \"kri\"\nunit = \"a month\"\nbetter = \"lower\"\nevery = \"1 month\"\nowner = \"it-manager\"\n\
         === measurements/mails.csv\ndate,value\n2025-04-30,120\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let Some(past) = facts.past else { return };
    for series in &facts.register.series {
        for restated in past.restated.iter().filter(|restated| restated.indicator == series.indicator) {
            let Some(now) = series.values.iter().find(|value| value.date == restated.date) else { continue };
            #[allow(clippy::float_cmp, reason = "the same digits give the same number")]
            let stands = now.value == restated.after && now.note.is_none();
            if !stands {
                continue;
            }
            let message = format!(
                "{} of {} was {} and is {} since {} (commit {})",
                series.indicator,
                restated.date,
                restated.before,
                restated.after,
                restated.when.day,
                restated.when.short()
            );
            let finding = RULE.at(now.span, message).label(format!("it was {}", restated.before));
            let finding =
                finding.thing(&series.indicator).field("measurement").other(restated.date.to_string());
            out.add(finding.help("say in the `note` of this line why the value was corrected"));
        }
    }
}
