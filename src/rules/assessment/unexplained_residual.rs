//! `unexplained-residual`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unexplained-residual",
    family: Family::Assessment,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a lower residual level with no action and no planned control",
    why: "A level falls because something is done: a step is taken, a control comes into force. Where the \
          plan names neither, the residual level is a wish, and nobody can tell later whether it came true.",
    bad: &["[treatment]\noption = \"mitigate\"\nplan = \"Be more careful\"\nowner = \"security-lead\"\n\
            due = 2025-08-31\n[treatment.residual]\nlikelihood = \"low\"  # unexplained-residual\nimpact = \"medium\"\n"],
    good: &[
        "[treatment]\noption = \"mitigate\"\nowner = \"security-lead\"\ndue = 2025-08-31\n\
         [[treatment.action]]\ntitle = \"Put the mail filter into force\"\nowner = \"security-lead\"\n\
         control = \"mail-filter\"\n[treatment.residual]\nlikelihood = \"low\"\nimpact = \"medium\"\n",
        "[treatment]\noption = \"accept\"\n[treatment.residual]\nlikelihood = \"medium\"\nimpact = \"medium\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for (risk, judged) in facts.open().filter(|(risk, _)| risk.actions().is_empty()) {
        let stages = &judged.stages;
        let Some(span) = risk.residual().and_then(|table| table.rating.span()) else { continue };
        let levels = facts.level_of(stages.current).zip(facts.level_of(stages.residual));
        let Some((now, after)) = levels.filter(|_| falls(stages)) else { continue };
        // A planned control is an action's, so that the actions are all there is to ask for.
        if risk.is_faulty("treatment.action") {
            continue;
        }
        let (id, now, after) = (risk.id(), now.name(), after.name());
        let finding =
            RULE.at(span, format!("{id} is expected to fall from {now} to {after}, and no action says how"));
        let finding = finding.label(format!("expected {after}")).risk(id).field("treatment.residual");
        out.add(finding.level(facts.level_id(judged)).help(
            "write each step as [[treatment.action]], with the `control` that it puts into force, \
             or leave the residual at the current level",
        ));
    }
}

fn falls(stages: &crate::decision::Stages) -> bool {
    let level = |stage: Option<crate::score::Stage>| stage.and_then(|stage| stage.level);
    level(stages.current).zip(level(stages.residual)).is_some_and(|(now, after)| after < now)
}
