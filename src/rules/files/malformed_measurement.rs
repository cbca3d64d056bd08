//! `malformed-measurement`

use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "malformed-measurement",
    family: Family::Files,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a line of measurements cannot be read",
    why: "Measurements are appended by people and by programs, and one wrong cell bends a whole curve: text in \
          the place of a number, a day that is there twice, lines out of order, a header that is missing. The \
          other lines still count.",
    bad: &[
        "--- indicators.toml\n[[indicator]]\nid = \"mails\"\nname = \"Mails\"\nkind = \"kri\"\nunit = \"a month\"\nbetter = \"lower\"\nevery = \"1 month\"\nowner = \"it-manager\"\n\
         === measurements/mails.csv\ndate,value,n,note\n2025-04-30,many # malformed-measurement\n2025-05-31,3\n2025-05-31,4 # malformed-measurement\n2025-03-31,4 # malformed-measurement\n",
        "--- indicators.toml\n[[indicator]]\nid = \"mails\"\nname = \"Mails\"\nkind = \"kri\"\nunit = \"a month\"\nbetter = \"lower\"\nevery = \"1 month\"\nowner = \"it-manager\"\n\
         === measurements/mails.csv\n2025-05-31,3 # malformed-measurement\n",
    ],
    good: &[
        "--- indicators.toml\n[[indicator]]\nid = \"mails\"\nname = \"Mails\"\nkind = \"kri\"\nunit = \"a month\"\nbetter = \"lower\"\nevery = \"1 month\"\nowner = \"it-manager\"\n\
         === measurements/mails.csv\ndate,value,n,note\n2025-04-30,12.5,40,\"a quoted note, with a comma\"\n2025-05-31,3\n",
    ],
    check: Check::Reading,
};
