//! `deleted-risk`

use crate::facts::Facts;
use crate::finding::{Finding, Findings};
use crate::model::config::Severity;
use crate::model::register::Register;
use crate::model::risk::Risk;
use crate::rules::{Check, Family, Rule, Stability};
use crate::source::Span;

pub(in crate::rules) const RULE: Rule = Rule {
    name: "deleted-risk",
    family: Family::Identity,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "the file of a risk was deleted",
    why: "A risk is never deleted: closed, it keeps its file with the day, the person and the reason. A file that is gone takes the approvals, the acceptances and the reasons with it that an auditor asks for.",
    bad: &[
        "=== plimsoll.toml\n[register]  # deleted-risk\ntitle = \"Examples\"\n>>> 2025-03-01\n=== risks/R002.toml\nid = \"R002\"\ntitle = \"Flood\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\n",
    ],
    good: &[
        "formerly = [\"R002\"]\n>>> 2025-03-01\n=== risks/R002.toml\nid = \"R002\"\ntitle = \"Flood\"\nowner = \"it-manager\"\nstatus = \"open\"\nlikelihood = \"low\"\nimpact = \"low\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let Some(past) = facts.past else { return };
    let register = facts.register;
    // What could not be read may hold the id that seems to be gone.
    let is_there = |id: &str| register.place_of(id).is_some() || register.holes().risks;
    let uncommitted = past.risks.keys().filter(|id| !is_there(id)).map(|id| (id, None));
    let gone = past.gone.iter().filter(|(id, _)| !is_there(id)).map(|(id, gone)| (id, Some(gone)));
    let mut all: Vec<_> = uncommitted.chain(gone).collect();
    all.sort_by(|a, b| crate::model::id::natural_order(a.0, b.0));
    for (id, gone) in all {
        let (when, help) = match gone {
            Some(gone) => (
                format!(" in commit {} of {}", gone.when.short(), gone.when.day),
                format!(
                    "bring it back (`git checkout {}~ -- {}`) and close it: `status = \"closed\"` with [closed]",
                    gone.when.short(),
                    gone.file
                ),
            ),
            None => (
                ", not committed yet".to_owned(),
                "bring it back (`git checkout HEAD -- FILE`) and close it: `status = \"closed\"` with [closed]".to_owned(),
            ),
        };
        let title = gone.map_or(String::new(), |gone| format!(" (\"{}\")", gone.title.trim()));
        let span = Span::start_of(register.config.file);
        let finding = RULE.at(span, format!("{id}{title} was deleted{when}"));
        out.add(finding.risk(id).field("id").help(help));
    }
}

/// A risk of the base that is there no more, whatever history says: its file is
/// gone, or lies where the paths of `facts` no longer reach. `commit` is the
/// base's.
#[must_use]
pub fn out_of_reach(facts: &Facts<'_>, base: &Register, risk: &Risk, commit: &str) -> Finding {
    let (then, now) = (&base.config.paths.risks, &facts.register.config.paths.risks);
    let file = base.sources.path(risk.file);
    let id = risk.id();
    let title = risk.title().trim();
    let short = commit.get(..7).unwrap_or(commit);
    let (message, help) = if then == now {
        let help = format!(
            "bring it back (`git checkout {short} -- {file}`) and close it: `status = \"closed\"` with [closed]"
        );
        (format!("{id} (\"{title}\") was deleted since commit {short}"), help)
    } else {
        let help = format!("move {file} to {now}, or let [paths] name {then} again");
        (
            format!("{id} (\"{title}\") is read no more: risks are read from {now}, and it lies in {then}"),
            help,
        )
    };
    let span = Span::start_of(facts.register.config.file);
    RULE.at(span, message).risk(id).field("id").help(help)
}
