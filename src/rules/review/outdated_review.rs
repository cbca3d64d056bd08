//! `outdated-review`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::past::Moment;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "outdated-review",
    family: Family::Review,
    severity: Severity::Info,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "what the assessment rests on changed after the last review",
    why: "A level counts on controls, protects assets and follows a methodology. When one of them changes in meaning, the last review was of another situation.",
    bad: &[
        "[review]\non = 2025-04-01  # outdated-review\n>>> 2025-03-01\n--- schema/methodology.toml\n[[dimension]]\nid = \"money\"\nname = \"Money\"\n",
    ],
    good: &[
        "[review]\non = 2025-05-31\n>>> 2025-03-01\n--- schema/methodology.toml\n[[dimension]]\nid = \"money\"\nname = \"Money\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let Some(past) = facts.past.filter(|past| past.is_complete) else { return };
    for risk in facts.register.open() {
        let Some(on) = risk.review.as_ref().and_then(|review| review.on.as_ref()) else { continue };
        let controls = risk.controls.iter().filter_map(|id| {
            Some((format!("control {}", facts.register.control_name(id)), past.controls.get(id.as_str())?))
        });
        let assets = risk
            .assets
            .iter()
            .filter_map(|id| Some((format!("asset {}", id.value), past.assets.get(id.as_str())?)));
        let methodology = past.methodology.iter().map(|when| ("the methodology".to_owned(), when));
        let since = controls.chain(assets).chain(methodology).filter(|(_, when)| when.day > on.value);
        let changed: Vec<(String, &Moment)> = since.collect();
        let Some((_, last)) = changed.iter().max_by_key(|(_, when)| when.day) else { continue };
        let names: Vec<&str> = changed.iter().map(|(name, _)| name.as_str()).collect();
        let message =
            format!("{} was reviewed on {}, and changed since: {}", risk.id(), on.value, names.join(", "));
        let label = format!("changed in commit {} of {}", last.short(), last.day);
        let finding = RULE.at(on.span, message).label(label).risk(risk.id()).field("review.on");
        out.add(finding.help("review the risk as things are now"));
    }
}
