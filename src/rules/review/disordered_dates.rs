//! `disordered-dates`

use std::cmp::Ordering;

use crate::facts::Facts;
use crate::finding::{Finding, Findings};
use crate::model::config::Severity;
use crate::model::day::Day;
use crate::model::risk::Risk;
use crate::rules::{Check, Family, Rule, Stability};
use crate::source::At;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "disordered-dates",
    family: Family::Review,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "two dates of a risk cannot both be right",
    why: "Dates tell a story: found, assessed; decided, then done; a deadline moves to a later day. Where the order is turned around, one of the two is a slip of the pen.",
    bad: &[
        "=== incidents/I0001.toml\nid = \"I0001\"\ntitle = \"Theft\"\noccurred = 2025-03-03T09:00:00Z\ndetected = 2025-03-03T09:30:00+01:00  # disordered-dates\nresolved = 2025-03-03T10:00:00Z\nrisks = [\"R001\"]\n",
        "identified = 2025-04-01\nassessed = 2025-03-10  # disordered-dates\n",
        "[treatment]\noption = \"accept\"\n[acceptance]\nby = \"security-lead\"\non = 2025-05-10\n\
         until = 2025-03-31  # disordered-dates\nlevel = \"moderate\"\nrationale = \"New laptops come in autumn.\"\n",
        "assessed = 2025-05-31\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-07-31\ndone = 2025-04-20  # disordered-dates\n\
         [treatment.approval]\nby = \"security-lead\"\non = 2025-05-05\n",
        "[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-07-31\n[[treatment.action]]\ntitle = \"Buy the licences\"\nowner = \"it-manager\"\n\
         due = 2025-08-31  # disordered-dates\n",
        "[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-07-31\n[[treatment.postponed]]\nfrom = 2025-07-31\nto = 2025-07-31  # disordered-dates\n\
         reason = \"The supplier is late.\"\n",
    ],
    good: &[
        "=== incidents/I0001.toml\nid = \"I0001\"\ntitle = \"Theft\"\noccurred = 2025-03-03T09:00:00Z\ndetected = 2025-03-03T10:00:00+01:00\nrisks = [\"R001\"]\n",
        "identified = 2025-03-10\nassessed = 2025-03-10\n",
        "assessed = 2025-05-31\n[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-07-31\ndone = 2025-05-05\n[treatment.approval]\nby = \"security-lead\"\non = 2025-05-05\n",
        "[treatment]\noption = \"mitigate\"\nplan = \"Encrypt the disks\"\nowner = \"security-lead\"\ndue = 2025-07-31\n[[treatment.action]]\ntitle = \"Buy the licences\"\nowner = \"it-manager\"\n\
         due = 2025-07-31\n[[treatment.postponed]]\nfrom = 2025-06-30\nto = 2025-07-31\nreason = \"The supplier is late.\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    for risk in facts.register.open() {
        pairs(risk, &mut |pair| {
            if let Some(finding) = pair.judge(risk) {
                out.add(finding);
            }
        });
        late_actions(risk, out);
    }
    incidents(facts, out);
}

/// Two days, the first of which comes before the second or on the same day.
struct Pair<'a> {
    first: Option<&'a At<Day>>,
    second: Option<&'a At<Day>>,
    /// What the first is, and the second, in words.
    words: (&'static str, &'static str),
    /// The dotted key of the second.
    field: &'static str,
    /// The number of the postponement, which takes another day than the first.
    postponement: Option<usize>,
}

impl Pair<'_> {
    fn judge(&self, risk: &Risk) -> Option<Finding> {
        let (first, second) = (self.first?, self.second?);
        let order = match first.value.cmp(&second.value) {
            Ordering::Greater => "before",
            Ordering::Equal if self.postponement.is_some() => "not after",
            _ => return None,
        };
        let (what_first, what_second) = self.words;
        let message =
            format!("{}: {what_second} {} is {order} {what_first} {}", risk.id(), second.value, first.value);
        let finding = RULE.at(second.span, message).label("too early").risk(risk.id()).field(self.field);
        let finding = match self.postponement {
            Some(number) => finding.other(format!("postponement {number}")),
            None => finding,
        };
        let finding = finding.related(first.span, format!("{what_first} {}", first.value));
        Some(finding.help("one of the two is wrong; correct it"))
    }
}

/// Every two days of a risk whose order is known.
fn pairs<'a>(risk: &'a Risk, see: &mut dyn FnMut(Pair<'a>)) {
    see(Pair {
        first: risk
            .identified
            .as_ref()
            .filter(|_| !risk.from_history.iter().any(|known| ["identified", "assessed"].contains(known))),
        second: risk.assessed.as_ref(),
        words: ("the day on which it was found,", "the assessment on"),
        field: "assessed",
        postponement: None,
    });
    if let Some(acceptance) = &risk.acceptance {
        see(Pair {
            first: acceptance.on.as_ref(),
            second: acceptance.until.as_ref(),
            words: ("its beginning on", "the end of the acceptance on"),
            field: "acceptance.until",
            postponement: None,
        });
    }
    let Some(treatment) = &risk.treatment else { return };
    see(Pair {
        first: treatment.approval.as_ref().and_then(|approval| approval.on.as_ref()),
        second: treatment.done.as_ref(),
        words: ("its approval on", "the end of the treatment on"),
        field: "treatment.done",
        postponement: None,
    });
    for (number, entry) in (1..).zip(&treatment.postponed) {
        see(Pair {
            first: entry.from.as_ref(),
            second: entry.to.as_ref(),
            words: ("the old one,", "the new deadline"),
            field: "treatment.postponed.to",
            postponement: Some(number),
        });
    }
}

/// Steps of an incident that stand before an earlier one.
fn incidents(facts: &Facts<'_>, out: &mut Findings) {
    for incident in &facts.register.incidents {
        let mut before: Option<(&str, &At<jiff::Timestamp>)> = None;
        for (field, time) in incident.steps() {
            let Some(time) = time else { continue };
            if let Some((earlier, first)) = before.filter(|(_, first)| first.value > time.value) {
                let message = format!(
                    "{}: it was {field} at {} and {earlier} only at {}",
                    incident.id.value, time.value, first.value
                );
                let finding = RULE.at(time.span, message).label("too early").thing(&incident.id).field(field);
                let finding = finding.related(first.span, format!("{earlier} at {}", first.value));
                out.add(finding.help("one of the two is wrong; correct it"));
                continue;
            }
            before = Some((field, time));
        }
    }
}

/// An action that is due after the plan is.
fn late_actions(risk: &Risk, out: &mut Findings) {
    let Some(deadline) = risk.treatment.as_ref().and_then(|treatment| treatment.due.as_ref()) else { return };
    for action in risk.actions() {
        let Some(due) = action.due.as_ref().filter(|due| due.value > deadline.value) else { continue };
        let message = format!(
            "{}: action `{}` is due on {}, after the plan's deadline {}",
            risk.id(),
            action.title(),
            due.value,
            deadline.value
        );
        let finding = RULE.at(due.span, message).label("after the plan's deadline").risk(risk.id());
        let finding = finding.field("treatment.action.due").other(action.title());
        let finding = finding.related(deadline.span, format!("the plan is due on {}", deadline.value));
        out.add(finding.help(
            "bring the action forward, or move the plan's `due` and say why in [[treatment.postponed]]",
        ));
    }
}
