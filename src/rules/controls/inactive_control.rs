//! `inactive-control`

use super::{each_reliance, is_inactive};
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::control::ControlState;
use crate::model::word::Word;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "inactive-control",
    family: Family::Controls,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "an open risk counts on a control that is planned or retired",
    why: "`controls` lists what is in force today, and the current level counts on it. A control that is only \
          planned, or no longer there, holds nothing back: the risk is higher than its level says. A degraded \
          control makes the level doubtful and is shown as such; it is not this.",
    bad: &[
        "controls = [\"password-policy\", \"mail-filter\"]  # inactive-control\n",
        "controls = [\"old-gate\"]  # inactive-control\n\
         --- controls.toml\n[[control]]\nid = \"old-gate\"\nname = \"Old gate\"\nowner = \"security-lead\"\nstate = \"retired\"\n",
    ],
    good: &[
        "controls = [\"password-policy\"]\n\
         [treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\ndue = 2025-08-31\n\
         [[treatment.action]]\ntitle = \"Install the mail filter\"\nowner = \"security-lead\"\ncontrol = \"mail-filter\"\n",
        "controls = [\"old-gate\"]\n\
         --- controls.toml\n[[control]]\nid = \"old-gate\"\nname = \"Old gate\"\nowner = \"security-lead\"\nstate = \"degraded\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let inactive = |control| is_inactive(control).then_some(());
    each_reliance(facts, inactive, |reliance| {
        let Some(state) = &reliance.control.state else { return };
        let (is, remedy) = match state.value {
            ControlState::Planned => (
                "is only planned",
                "name it as `control` of a [[treatment.action]] until it is in force, \
             and assess the risk without it",
            ),
            _ => ("is retired", "take it out of `controls`, and assess the risk without it"),
        };
        let finding = reliance.finding(&RULE, is).label(format!("not in force: {}", state.value.word()));
        out.add(finding.help(remedy).related(state.span, format!("{} here", state.value.word())));
    });
}
