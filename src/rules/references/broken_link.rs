//! `broken-link`

use crate::facts::Facts;
use crate::finding::Findings;
use crate::model::config::Severity;
use crate::rules::{Check, Family, Rule, Stability};

pub(in crate::rules) const RULE: Rule = Rule {
    name: "broken-link",
    family: Family::References,
    severity: Severity::Warning,
    dated: false,
    fix: None,
    since: "0.1.0",
    status: Stability::Stable,
    summary: "a relative link leads to no file",
    why: "Evidence that cannot be opened is no evidence. A link without `https:` is a path, relative to the file \
          that it stands in, and leads to a file of this register. Waivers, and the picture and style sheet of \
          `[site]`, name files by their path from plimsoll.toml.",
    bad: &[
        "description = \"See [the report](../docs/audit.md).\"  # broken-link\n",
        "references = [{ title = \"Audit\", url = \"audits/2025.pdf\" }]  # broken-link\n",
        "description = \"See [the notes](../../notes.md).\"  # broken-link\n",
        "=== waivers.toml\n[[waiver]]\npath = \"asset.toml\"  # broken-link\nrule = \"out-of-scope\"\nreason = \"Assessed in July.\"\nuntil = 2025-07-31\nby = \"security-lead\"\n",
        "=== plimsoll.toml\n[register]\ntitle = \"Risks\"\n[site]\nlogo = \"pictures/logo.svg\"  # broken-link\nextra_css = \"../own.css\"  # broken-link\n",
    ],
    good: &[
        "description = \"See [the report](../docs/audit%201.md#page-2) and [the other](https://example.org/x).\"\nreferences = [{ title = \"Audit\", url = \"R001.toml\" }]\n=== docs/audit 1.md\n# Audit\n",
    ],
    check: Check::Register(check),
};

fn check(facts: &Facts<'_>, out: &mut Findings) {
    let register = facts.register;
    for risk in &register.risks {
        for link in &risk.dead_links {
            let shown: String = link.target.chars().take(80).collect();
            let (message, label) = if link.leaves {
                (format!("the link `{shown}` leads out of the register"), "outside the register")
            } else {
                (format!("the link `{shown}` leads to no file"), "no such file")
            };
            let finding = RULE.at(link.target.span, message).label(label).risk(risk.id());
            let finding = finding.field(&link.field).other(&link.target.value);
            let from = register.sources.path(risk.file);
            out.add(finding.help(format!("write the path from {from}, or a whole address with https:")));
        }
    }
    for link in &register.config.site.dead_links {
        let key = link.field.rsplit('.').next().unwrap_or_default();
        let (message, label) = if link.leaves {
            (format!("`{key}` leads out of the register, to `{}`", link.target.value), "outside the register")
        } else {
            (format!("`{key}` leads to no file: `{}`", link.target.value), "no such file")
        };
        let finding = RULE.at(link.target.span, message).label(label).thing("site").field(&link.field);
        out.add(finding.other(&link.target.value).help(format!(
            "write the path from plimsoll.toml, or remove `{key}`; the site is built without the file"
        )));
    }
    let paths = register.waivers.iter().filter_map(|waiver| waiver.path.as_ref());
    for path in paths.filter(|path| register.sources.find(path).is_none()) {
        let finding =
            RULE.at(path.span, format!("a waiver is for `{}`, and no such file is read", path.value));
        let finding = finding.label("no such file").thing("waivers").field("waiver.path").other(&path.value);
        out.add(finding.help("write the file's path from plimsoll.toml, with forward slashes"));
    }
}
