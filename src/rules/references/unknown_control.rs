//! `unknown-control`

use super::catalogue::Catalogue;
use crate::facts::Facts;
use crate::finding::{Findings, FixClass};
use crate::mention::{About, Mention};
use crate::model::config::Severity;
use crate::model::risk::Risk;
use crate::rules::{Check, Family, Rule, Stability};
use crate::suggest::Known;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unknown-control",
    family: Family::References,
    severity: Severity::Error,
    dated: false,
    fix: Some(FixClass::Safe),
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a risk names a control that the list of controls does not have",
    why: "An assessment counts on its controls. One that nobody lists is tested by nobody, and may be in force \
          or not.",
    bad: &[
        "controls = [\"password-polcy\"]  # unknown-control\n",
        "[treatment]\noption = \"mitigate\"\nowner = \"it-manager\"\ndue = 2025-12-31\n[[treatment.action]]\ntitle = \"Encrypt the disks\"\nowner = \"it-manager\"\ncontrol = \"disk-encryption\"  # unknown-control\n",
    ],
    good: &[
        "controls = [\"password-policy\"]\n[treatment]\noption = \"mitigate\"\nowner = \"it-manager\"\ndue = 2025-12-31\n[[treatment.action]]\ntitle = \"Filter mail\"\nowner = \"it-manager\"\ncontrol = \"mail-filter\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    if register.holes().controls {
        return;
    }
    let mut catalogue = Catalogue::new(&RULE, "control", &register.config.paths.controls, "[[control]]");
    let known =
        || register.controls.iter().map(|control| Known { id: &control.id.value, name: control.name() });
    for indicator in &register.indicators {
        let about = About::Thing(&indicator.id);
        let mention = |id| Mention::new(about, "indicator.controls", id);
        for mention in indicator.controls.iter().map(mention) {
            if register.control(mention.id).is_none() {
                out.add(catalogue.unknown(&mention, known));
            }
        }
    }
    for risk in &register.risks {
        for mention in mentions(risk).filter(|mention| register.control(mention.id).is_none()) {
            out.add(catalogue.unknown(&mention, known));
        }
    }
}

/// The controls that a risk counts on, and those that its plan puts in force.
fn mentions(risk: &Risk) -> impl Iterator<Item = Mention<'_>> {
    let about = About::Risk(risk.id());
    let existing = risk.controls.iter().map(move |id| Mention::new(about, "controls", id));
    let planned = risk.actions().iter().filter_map(move |action| {
        let control = action.control.as_ref()?;
        Some(Mention::new(about, "treatment.action.control", control).part(action.title()))
    });
    existing.chain(planned)
}
