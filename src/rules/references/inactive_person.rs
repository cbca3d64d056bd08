//! `inactive-person`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::mention::people::{self, Part};
use crate::mention::{About, Mention};
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "inactive-person",
    family: Family::References,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "something is still the duty of somebody who has left",
    why: "Nobody does what a person who left was to do. What was decided, assessed or tested while they were \
          here stays theirs; what is owned or still to be done needs somebody who is here.",
    bad: &[
        "owner = \"former-it-manager\"  # inactive-person\n",
        "[treatment]\noption = \"mitigate\"\nowner = \"former-it-manager\"  # inactive-person\ndue = 2025-12-31\n",
        "--- assets.toml\n[[asset]]\nid = \"web-shop\"\nname = \"Web shop\"\nowner = \"former-it-manager\"  # inactive-person\n",
    ],
    good: &[
        "assessed_by = \"former-it-manager\"\n[review]\non = 2025-03-10\nby = \"former-it-manager\"\n",
        "assessed = 2025-05-31\n[treatment]\noption = \"mitigate\"\nowner = \"former-it-manager\"\ndue = 2025-05-31\ndone = 2025-04-30\n",
        "owner = \"former-it-manager\"\nstatus = \"closed\"\n[closed]\non = 2025-04-30\nby = \"former-it-manager\"\nreason = \"The laptops were given back.\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    people::each(facts, |mention, part| {
        let person = register.person(mention.id).filter(|person| part == Part::Duty && !person.is_active());
        let Some(person) = person else { return };
        let name = person.name();
        let message = format!(
            "{name} (`{}`) is no longer active, and is still named as {}",
            person.id.value,
            duty(&mention)
        );
        let finding = RULE.at(mention.id.span, message).label(format!("{name} has left"));
        let left = person.active.as_ref().map_or(person.span, |active| active.span);
        let finding = finding.related(left, format!("{name} is not active"));
        let id = &person.id.value;
        out.add(mention.place(finding).help(format!(
            "name somebody who is here; `plimsoll reassign {id} SOMEBODY` hands over all that is still theirs"
        )));
    });
}

/// What somebody is named as, and of which thing: a finding about a risk says
/// the risk beside it.
fn duty(mention: &Mention<'_>) -> String {
    let duty = match mention.field {
        "treatment.owner" => "action owner",
        "treatment.action.owner" => "owner of an action",
        "asset.owner" => "owner of the asset",
        "control.owner" => "owner of the control",
        "indicator.owner" => "owner of the indicator",
        "level.escalate_to" => "the one to escalate to",
        _ => "risk owner",
    };
    match mention.about {
        About::Thing(id) => format!("{duty} `{id}`"),
        About::Risk(_) => duty.to_owned(),
    }
}
