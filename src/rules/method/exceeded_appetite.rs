//! `exceeded-appetite`

use super::METHODOLOGY;
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::methodology::Appetite;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "exceeded-appetite",
    family: Family::Method,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "more risks of a level are open than the organisation wants to carry",
    why: "Each risk may be accepted for good reasons, and all of them together may still be too many. Counted \
          are open risks whose current level is this one or worse, accepted ones too.",
    bad: &[
        "--- schema/methodology.toml\n[[appetite]]\nlevel = \"moderate\"\nat_most = 0  # exceeded-appetite\n",
    ],
    good: &[
        "--- schema/methodology.toml\n[[appetite]]\nlevel = \"moderate\"\nat_most = 1\n[[appetite]]\nlevel = \"moderate\"\nat_most = 0\ncategory = \"supplier\"\n",
    ],
    check: Check::Register(check),
};

/// So many of the risks counted are named.
const NAMED: usize = 5;

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let Some(methodology) = &facts.register.methodology else { return };
    for appetite in &methodology.appetite {
        let (Some(level), Some(at_most)) = (&appetite.level, &appetite.at_most) else { continue };
        let Some(rank) = methodology.level_rank(level) else { continue };
        let counted = counted(facts, appetite, rank);
        let count = counted.len();
        if u64::try_from(count).is_ok_and(|count| count <= at_most.value) {
            continue;
        }
        let (verb, risks) = if count == 1 { ("is", "risk") } else { ("are", "risks") };
        let category = appetite.category.as_ref().map_or("", |category| category);
        let of = if category.is_empty() { String::new() } else { format!(" of the category {category}") };
        let name = methodology.levels[rank].name();
        let message = format!(
            "{count} open {risks}{of} {verb} {name} or worse, and at most {} may be: {}",
            at_most.value,
            listed(&counted)
        );
        let finding = RULE.at(at_most.span, message).label(format!("{count} {verb} open"));
        let finding =
            finding.thing(METHODOLOGY).field("appetite").other(format!("{} {category}", level.value));
        out.add(finding.help(
            "treat the worst of them first, or have the appetite changed by whoever approves the methodology",
        ));
    }
}

/// The open risks that an appetite counts, in the register's order.
fn counted<'a>(facts: &Facts<'a>, appetite: &Appetite, rank: usize) -> Vec<&'a str> {
    let of_category = |category: Option<&str>| {
        appetite.category.as_ref().is_none_or(|wanted| category == Some(wanted.as_str()))
    };
    facts
        .open()
        .filter(|(_, judged)| judged.level().is_some_and(|level| level >= rank))
        .filter(|(risk, _)| of_category(risk.category.as_ref().map(|category| category.as_str())))
        .map(|(risk, _)| risk.id())
        .collect()
}

fn listed(ids: &[&str]) -> String {
    let named = ids[..ids.len().min(NAMED)].join(", ");
    match ids.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}
