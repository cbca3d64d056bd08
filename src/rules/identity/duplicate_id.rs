//! `duplicate-id`

use super::caseless::{Caseless, Double, doubles};
use super::kinds::kinds;
use crate::facts::Facts;
use crate::finding::{Finding, Findings, FixClass, Mend};
use crate::model::config::Severity;
use crate::model::register::Register;
use crate::model::risk::{Action, Risk};
use crate::model::waiver::Waiver;
use crate::rules::{Check, Family, Rule, Stability};
use crate::source::At;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "duplicate-id",
    family: Family::Identity,
    severity: Severity::Error,
    dated: false,
    fix: Some(FixClass::Unsafe),
    since: "0.1.0",
    status: Stability::Stable,
    summary: "two things have one id",
    why: "A reference to such an id means nobody knows which of the two, and what was decided about one seems \
          decided about the other. Ids that differ in case only are one file on many computers. The same goes \
          for two actions of one title in a plan, and for two waivers of one rule that hold on the same days: \
          nobody can say which of them counts.",
    bad: &[
        "=== risks/archive/R001.toml\nid = \"R001\"  # duplicate-id\ntitle = \"Flood\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-03-10\n",
        "--- people.toml\n[[person]]\nid = \"it-manager\"  # duplicate-id\nname = \"Another IT Manager\"\n",
        "--- schema/methodology.toml\n[[role]]\nid = \"board\"  # duplicate-id\nname = \"Supervisory board\"\n",
        "--- plimsoll.toml\n[[custom]]\nkey = \"legal-basis\"  # duplicate-id\ntype = \"text\"\n",
        "[treatment]\noption = \"mitigate\"\nowner = \"it-manager\"\ndue = 2025-12-31\n[[treatment.action]]\ntitle = \"Encrypt the disks\"\nowner = \"it-manager\"\n[[treatment.action]]\ntitle = \"Encrypt the Disks\"  # duplicate-id\nowner = \"security-lead\"\n",
        "unit = \"canteen\"\n[[waiver]]\nrule = \"out-of-scope\"\nreason = \"The canteen joins the scope in July.\"\nuntil = 2025-07-31\nby = \"security-lead\"\n=== waivers.toml\n[[waiver]]\nrisk = \"R001\"\nrule = \"out-of-scope\"  # duplicate-id\nreason = \"The canteen joins the scope in August.\"\nuntil = 2025-08-31\nby = \"security-lead\"\n",
    ],
    good: &[
        "=== risks/R002.toml\nid = \"R002\"\ntitle = \"Flood\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\nassessed = 2025-03-10\n",
        "# An asset and a control are of different kinds.\n--- assets.toml\n[[asset]]\nid = \"mail-filter\"\nname = \"Mail filter\"\nowner = \"it-manager\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    risks(facts, out);
    for kind in kinds(register) {
        ids(kind.noun, kind.field, kind.ids.iter().map(|(id, _)| *id), out);
    }
    ids("field of your own", "custom.key", register.config.custom.iter().map(|field| &field.key), out);
    let incidents = register.incidents.iter().filter(|incident| incident.id_is_written);
    ids("incident", "id", incidents.map(|incident| &incident.id), out);
    for risk in &register.risks {
        actions(risk, out);
    }
    waivers(register, out);
}

fn risks(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    let written = register.risks.iter().filter(|risk| risk.id_is_written);
    for double in doubles(written.map(|risk| (Caseless(risk.id()), risk))) {
        let came = |risk: &Risk| facts.past?.arrival(risk.id(), register.sources.path(risk.file));
        let (mut older, mut newer) = (double.first, double.again);
        // Whichever was there first is the first, wherever it lies.
        let path = |risk: &Risk| register.sources.path(risk.file);
        let after = older.id() == newer.id()
            && facts.past.is_some_and(|past| past.came_after(older.id(), path(older), path(newer)));
        if after
            || came(older).zip(came(newer)).is_some_and(|(a, b)| a.day > b.day)
            || (came(older).is_none() && came(newer).is_some())
        {
            std::mem::swap(&mut older, &mut newer);
        }
        let (first, again) = (older.id(), newer.id());
        let branch = register.config.git.default_branch.as_ref().map_or("main", |branch| branch);
        let since = came(older).map_or(String::new(), |when| {
            format!(" (on {branch} since {}, commit {})", when.day, when.short())
        });
        let by = match (came(newer), facts.past) {
            (Some(when), _) => format!(" (it came on {} with commit {})", when.day, when.short()),
            (None, Some(past)) if past.is_complete => " (not committed yet)".to_owned(),
            _ => String::new(),
        };
        let finding = RULE.at(newer.id.span, taken_twice("risk", first, again));
        let finding = finding
            .label(format!("here it is taken again{by}"))
            .related(older.id.span, format!("here it is first{since}"));
        let help = "give the newer of the two another id, and its file that name";
        let finding = finding.unsafe_fix(Mend::Renumber);
        out.add(finding.risk(again).field("id").other(double.apart(first)).help(help));
    }
}

fn ids<'a>(noun: &str, field: &str, ids: impl Iterator<Item = &'a At<String>>, out: &mut Findings) {
    for double in doubles(ids.map(|id| (Caseless(id.as_str()), id))) {
        let (first, again) = (double.first.as_str(), double.again.as_str());
        let finding = RULE.at(double.again.span, taken_twice(noun, first, again));
        let finding = finding.label("here it is taken again").related(double.first.span, "here it is first");
        let finding = finding.thing(again).field(field).other(double.apart(first));
        out.add(finding.help("take one of the two out, or give it another id"));
    }
}

fn taken_twice(noun: &str, first: &str, again: &str) -> String {
    if first == again {
        format!("the {noun} id `{again}` is taken twice")
    } else {
        format!("the {noun} ids `{first}` and `{again}` differ in case only")
    }
}

/// Actions are told apart by their titles: in seals, in findings, in history.
fn actions(risk: &Risk, out: &mut Findings) {
    if risk.actions().len() < 2 {
        return;
    }
    let title = |action: &'_ Action| -> Option<At<String>> { action.title.clone() };
    let titles: Vec<At<String>> = risk.actions().iter().filter_map(title).collect();
    for double in doubles(titles.iter().map(|title| (Caseless(title.trim()), title))) {
        let message = format!("two actions of {} are called \"{}\"", risk.id(), double.first.trim());
        let finding = RULE.at(double.again.span, message).label("the second");
        let finding = finding.related(double.first.span, "the first");
        let finding = finding.risk(risk.id()).field("treatment.action.title");
        let apart = double.apart(double.first.trim());
        out.add(finding.other(apart).help("say in the title what each of them adds, or make them one"));
    }
}

/// What a waiver is for: a risk, a file, or a risk in a file.
#[derive(PartialEq, Eq, Hash)]
struct Waived<'a> {
    rule: &'a str,
    risk: Option<&'a str>,
    path: Option<&'a str>,
}

/// A waiver holds from the day that it was written: of two on one thing, both
/// hold until the earlier ends.
fn waivers(register: &Register, out: &mut Findings) {
    let own = register.risks.iter().filter(|risk| !risk.waivers.is_empty());
    // Of two risks with one id only the first counts: the id is said to be taken.
    let own = own.filter(|risk| register.risk(risk.id()).is_some_and(|first| std::ptr::eq(first, *risk)));
    let own = own.flat_map(|risk| risk.waivers.iter().map(move |waiver| (Some(risk.id()), waiver)));
    let meant = |id: &'_ At<String>| register.referred(id).map(Risk::id);
    let listed = register.waivers.iter().map(|waiver| (waiver.risk.as_ref().and_then(meant), waiver));
    let known = own.chain(listed).filter_map(|(risk, waiver)| {
        let path = waiver.path.as_ref().map(|path| path.as_str());
        let rule = waiver.rule.as_ref()?.as_str();
        (risk.is_some() || path.is_some()).then_some((Waived { rule, risk, path }, (risk, waiver)))
    });
    for double in doubles(known) {
        out.extend(doubled_waiver(&double));
    }
}

fn doubled_waiver(double: &Double<(Option<&str>, &Waiver)>) -> Option<Finding> {
    let ((risk, again), (_, first)) = (double.again, double.first);
    let rule = again.rule.as_ref()?;
    let thing = risk.or(again.path.as_ref().map(|path| path.as_str()))?;
    let finding = RULE.at(rule.span, format!("`{}` is waived twice on {thing}", rule.value));
    let finding = finding.label("the second waiver").field("waiver.rule").other(double.apart(&rule.value));
    let finding =
        finding.related(first.rule.as_ref().map_or(first.span, |rule| rule.span), "the first waiver");
    let finding = finding.help("keep the one that counts; one waiver can be given a later `until`");
    Some(if risk.is_some() { finding.risk(thing) } else { finding.thing(thing) })
}
