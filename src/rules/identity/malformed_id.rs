//! `malformed-id`

use super::kinds::kinds;
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::model::id::{IdPattern, is_kebab, kebab};
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "malformed-id",
    family: Family::Identity,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "an id does not have the shape that ids have here",
    why: "Ids are typed, spoken on the telephone, and become file names and addresses of pages. Those of risks \
          follow one pattern, `id_pattern` in plimsoll.toml, so that they can be counted on; all others are \
          lower-case words with hyphens between them.",
    bad: &[
        "id = \"Risk 1\"  # malformed-id\n",
        "=== incidents/I1.toml\nid = \"I1\"  # malformed-id\ntitle = \"Theft\"\ndetected = 2025-03-03T09:00:00Z\nrisks = [\"R001\"]\n",
        "--- people.toml\n[[person]]\nid = \"Data_Officer\"  # malformed-id\nname = \"Data Officer\"\n",
        "--- schema/methodology.toml\n[[dimension]]\nid = \"Money\"  # malformed-id\nname = \"Money\"\n",
    ],
    good: &[
        "id = \"R001\"\n",
        "--- people.toml\n[[person]]\nid = \"data-officer-2\"\nname = \"Data Officer\"\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let pattern = &facts.register.config.id_pattern;
    let written = facts.register.risks.iter().filter(|risk| risk.id_is_written);
    for risk in written.filter(|risk| !pattern.matches(risk.id())) {
        let message = format!("the id `{}` does not follow the pattern `{}`", risk.id(), pattern.as_str());
        let finding =
            RULE.at(risk.id.span, message).label(format!("not of the shape `{}`", pattern.as_str()));
        let finding = finding.risk(risk.id()).field("id");
        out.add(finding.help(meant(pattern, risk.id())));
    }
    let pattern = &facts.register.config.incident_pattern;
    let written = facts.register.incidents.iter().filter(|incident| incident.id_is_written);
    for incident in written.filter(|incident| !pattern.matches(&incident.id)) {
        let id = &incident.id.value;
        let message = format!("the incident id `{id}` does not follow the pattern `{}`", pattern.as_str());
        let finding = RULE.at(incident.id.span, message).thing(id).field("id");
        let finding = finding.label(format!("not of the shape `{}`", pattern.as_str()));
        out.add(finding.help(meant(pattern, id).replace("id_pattern", "incident_pattern")));
    }
    for kind in kinds(facts.register) {
        for (id, name) in kind.ids.iter().filter(|(id, _)| !is_kebab(id)) {
            let finding = RULE.at(
                id.span,
                format!("the {} id `{}` is not lower-case words with hyphens", kind.noun, id.value),
            );
            let finding = finding.label("not of the shape `it-manager`");
            let written = [kebab(&id.value), kebab(name)].into_iter().find(|id| !id.is_empty());
            let help = written.map_or_else(
                || "write letters a to z, digits and single hyphens".to_owned(),
                |id| format!("write `{id}`, here and wherever it is referred to"),
            );
            out.add(finding.thing(&id.value).field(kind.field).help(help));
        }
    }
}

/// The id that was most likely meant, else one that shows the pattern.
fn meant(pattern: &IdPattern, id: &str) -> String {
    let upper = id.to_ascii_uppercase();
    let padded = pattern.number(&upper).map(|number| pattern.numbered(number));
    let meant = [Some(upper), padded].into_iter().flatten().find(|id| pattern.matches(id));
    meant.map_or_else(
        || format!("write an id as `{}`, or change `id_pattern` in plimsoll.toml", pattern.example()),
        |meant| format!("write `{meant}`, here and wherever it is referred to"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_that_was_meant_is_named() {
        let pattern = IdPattern::default();
        assert!(meant(&pattern, "r001").starts_with("write `R001`"));
        assert!(meant(&pattern, "R7").starts_with("write `R007`"));
        assert!(meant(&pattern, "Risk 1").starts_with("write an id as `R001`"));
    }
}
