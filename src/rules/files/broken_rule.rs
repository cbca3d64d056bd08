//! `broken-rule`

use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "broken-rule",
    family: Family::Files,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Preview,
    summary: "one of the register's own rules cannot be judged",
    why: "An own rule is an expression that must match no risk. Where it is no expression, names what risks do \
          not have, is not true or false, or goes by a name that is taken, nobody keeps watch, and the \
          silence looks like a clean register. The other rules are judged all the same.",
    bad: &[
        "--- plimsoll.toml\n[[rule]]\nname = \"unnamed-category\"\nwhere = \"category == \"  # broken-rule\nmessage = \"the category is missing\"\n",
        "--- plimsoll.toml\n[[rule]]\nname = \"late-identification\"\nwhere = \"identifed < today\"  # broken-rule\nmessage = \"found too late\"\n",
        "--- plimsoll.toml\n[[rule]]\nname = \"overdue-review\"  # broken-rule\nwhere = \"overdue\"\nmessage = \"something is late\"\n",
    ],
    good: &[
        "--- plimsoll.toml\n[[rule]]\nname = \"unnamed-category\"\nwhere = \"category == \\\"\\\"\"\nmessage = \"the category is empty\"\n",
    ],
    check: Check::Reading,
};
