//! `self-granted-authority`

use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "self-granted-authority",
    family: Family::Decisions,
    severity: Severity::Error,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a change grants an authority and uses it",
    why: "Whoever appoints somebody, adds a key, weakens a rule or lowers the line, and relies on that in the same change, has asked nobody. Make two changes of it: first the appointment or the loosening, alone, approved by those whom the base names; once that is merged, what rests on it. A base that is broken is mended in the same way. A loosening on which nothing rests is no fault; `plimsoll diff` shows it first.",
    bad: &[
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\nassessed_by = \"security-lead\"\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"it-manager\"\non = 2025-05-10\nuntil = 2025-10-31\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:…\"\n+++ people.toml\n[[person]]\nid = \"it-manager\"\nname = \"IT Manager\"\nroles = [\"ciso\"]  # self-granted-authority\n[[person]]\nid = \"office-manager\"\nname = \"Office Manager\"\n[[person]]\nid = \"security-lead\"\nname = \"Security Lead\"\nroles = [\"ciso\"]\n>>> base\ntitle = \"Laptop is lost\"\n",
        "threats = [\"phishing\"]  # unknown-threat\n=== plimsoll.toml\n[register]\nid = \"example\"\ntitle = \"Examples\"\n[rules]\nunknown-threat = \"off\"  # self-granted-authority\n>>> base\nthreats = []\n",
    ],
    good: &[
        "+++ people.toml\n[[person]]\nid = \"it-manager\"\nname = \"IT Manager\"\nroles = [\"ciso\"]\n[[person]]\nid = \"office-manager\"\nname = \"Office Manager\"\n[[person]]\nid = \"security-lead\"\nname = \"Security Lead\"\nroles = [\"ciso\"]\n>>> base\ntitle = \"Laptop is lost\"\n",
        "likelihood = \"medium\"\nimpact = \"high\"\nassessed = 2025-05-01\nassessed_by = \"security-lead\"\n[treatment]\noption = \"accept\"\n[acceptance]\nby = \"it-manager\"\non = 2025-05-10\nuntil = 2025-10-31\nlevel = \"high\"\nrationale = \"The laptops are replaced in autumn.\"\nseal = \"p1:…\"\n+++ people.toml\n[[person]]\nid = \"it-manager\"\nname = \"IT Manager\"\nroles = [\"ciso\"]\n[[person]]\nid = \"office-manager\"\nname = \"Office Manager\"\n[[person]]\nid = \"security-lead\"\nname = \"Security Lead\"\nroles = [\"ciso\"]\n>>> base\n+++ people.toml\n[[person]]\nid = \"it-manager\"\nname = \"IT Manager\"\nroles = [\"ciso\"]\n[[person]]\nid = \"office-manager\"\nname = \"Office Manager\"\n[[person]]\nid = \"security-lead\"\nname = \"Security Lead\"\nroles = [\"ciso\"]\n",
    ],
    check: Check::Change,
};
