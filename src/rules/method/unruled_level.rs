//! `unruled-level`

use super::METHODOLOGY;
use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "unruled-level",
    family: Family::Method,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a level above the line does not say who accepts it or how fast it is treated",
    why: "A line without a consequence is a drawing. Above it somebody must be named who may carry the risk all \
          the same, else anybody may; and a time by which it is treated, else no treatment is ever late.",
    bad: &[
        "+++ schema/methodology.toml\n[[level]]\nid = \"low\"\nname = \"Low\"\nacceptable = true\n[[level]]\nid = \"high\"  # unruled-level\nname = \"High\"\nacceptable = false\naccept_by = \"ciso\"\n[matrix]\nhigh = [\"low\", \"high\", \"high\"]\nmedium = [\"low\", \"low\", \"high\"]\nlow = [\"low\", \"low\", \"low\"]\n",
        "+++ schema/methodology.toml\n[[level]]\nid = \"low\"\nname = \"Low\"\nacceptable = true\n[[level]]\nid = \"high\"  # unruled-level\nname = \"High\"\nacceptable = false\n[matrix]\nhigh = [\"low\", \"high\", \"high\"]\nmedium = [\"low\", \"low\", \"high\"]\nlow = [\"low\", \"low\", \"low\"]\n",
    ],
    good: &[
        "+++ schema/methodology.toml\n[[level]]\nid = \"low\"\nname = \"Low\"\nacceptable = true\n[[level]]\nid = \"high\"\nname = \"High\"\nacceptable = false\naccept_by = \"ciso\"\ntreat_within = \"6 months\"\n[matrix]\nhigh = [\"low\", \"high\", \"high\"]\nmedium = [\"low\", \"low\", \"high\"]\nlow = [\"low\", \"low\", \"low\"]\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let (Some(methodology), Some(scale)) = (&facts.register.methodology, &facts.scale) else { return };
    for (rank, level) in methodology.levels.iter().enumerate() {
        if scale.above(rank) != Some(true) {
            continue;
        }
        let lacks = |key: &str, is_there: bool| !is_there && !methodology.is_faulty(&format!("level.{key}"));
        let nobody = lacks("accept_by", level.accept_by.is_some());
        let no_time = lacks("treat_within", level.treat_within.is_some());
        let (what, missing) = match (nobody, no_time) {
            (true, true) => {
                ("who may accept it, nor how fast it is treated", "`accept_by` and `treat_within`")
            }
            (true, false) => ("who may accept it", "`accept_by`"),
            (false, true) => ("how fast it is treated", "`treat_within`"),
            (false, false) => continue,
        };
        let message = format!("the level {} is above the line and does not say {what}", level.name());
        let finding = RULE.at(level.id.span, message).label(format!("{missing} missing"));
        let finding = finding.thing(METHODOLOGY).field("level").other(&level.id.value);
        out.add(finding.help(format!(
            "add {missing} to this level, as accept_by = \"a role\", treat_within = \"30 days\""
        )));
    }
}
