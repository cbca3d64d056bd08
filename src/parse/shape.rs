//! The keys of every table, in the order in which they are written.
//!
//! One table per kind: from it come what is required, what is unknown, the
//! suggestions for a misspelling, and the order in which `new` writes.

/// A key of a table.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As written.
    pub name: &'static str,
    /// Whether the table is incomplete without it.
    pub required: bool,
}

/// The keys of one kind of table.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// What the table describes, with its article: "a risk".
    pub what: &'static str,
    /// The keys, in canonical order.
    pub keys: &'static [Key],
}

impl Shape {
    /// The key of that name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The place of a key in the canonical order.
    #[must_use]
    pub fn place(&self, name: &str) -> Option<usize> {
        self.keys.iter().position(|key| key.name == name)
    }

    /// The shape of the table, or of each table of the array, under a key;
    /// none where its keys are the organisation's own: `[rules]`, `[custom]`.
    #[must_use]
    pub fn within(&self, key: &str) -> Option<Self> {
        let inner = INNER.iter().find(|(outer, name, _)| outer.what == self.what && *name == key);
        inner.map(|(.., inner)| *inner)
    }

    /// The kind of file that has most of these keys at its top.
    #[must_use]
    pub fn of_file<'k>(keys: impl Iterator<Item = &'k str> + Clone) -> Option<Self> {
        let known = |shape: &Self| keys.clone().filter(|key| shape.key(key).is_some()).count();
        let counted = FILES.iter().map(|shape| (known(shape), shape)).filter(|(count, _)| *count > 0);
        // Of equals the first.
        counted.rev().max_by_key(|(count, _)| *count).map(|(_, shape)| *shape)
    }
}

/// What a file can be.
const FILES: [Shape; 10] =
    [RISK, INCIDENT, METHODOLOGY, CONFIG, PEOPLE, ASSETS, CONTROLS, THREATS, INDICATORS, WAIVER_FILE];

/// Which table stands under which key of which other.
const INNER: &[(Shape, &str, Shape)] = &[
    (CONFIG, "register", REGISTER),
    (CONFIG, "paths", PATHS),
    (CONFIG, "site", SITE),
    (CONFIG, "git", GIT),
    (CONFIG, "custom", CUSTOM),
    (SITE, "audience", AUDIENCE),
    (METHODOLOGY, "scope", SCOPE),
    (METHODOLOGY, "likelihood", LIKELIHOOD),
    (METHODOLOGY, "impact", IMPACT),
    (METHODOLOGY, "dimension", DIMENSION),
    (METHODOLOGY, "appetite", APPETITE),
    (METHODOLOGY, "level", LEVEL),
    (METHODOLOGY, "matrix", MATRIX),
    (METHODOLOGY, "waivers", WAIVERS),
    (METHODOLOGY, "role", ROLE),
    (SCOPE, "unit", UNIT),
    (PEOPLE, "person", PERSON),
    (ASSETS, "asset", ASSET),
    (THREATS, "threat", THREAT),
    (CONTROLS, "control", CONTROL),
    (CONTROLS, "excluded", EXCLUDED),
    (CONTROL, "test", TEST),
    (INDICATORS, "indicator", INDICATOR),
    (WAIVER_FILE, "waiver", WAIVER_ENTRY),
    (RISK, "references", REFERENCE),
    (RISK, "source", SOURCE),
    (RISK, "inherent", RATING),
    (RISK, "treatment", TREATMENT),
    (RISK, "acceptance", ACCEPTANCE),
    (RISK, "review", REVIEW),
    (RISK, "closed", CLOSED),
    (RISK, "waiver", WAIVER),
    (TREATMENT, "action", ACTION),
    (TREATMENT, "residual", RATING),
    (TREATMENT, "postponed", POSTPONED),
    (TREATMENT, "approval", APPROVAL),
];

/// `shape!(NAME, "what"; required, … ; optional …)` keeps the order by a `!`
/// behind the name of a required key.
macro_rules! shape {
    ($(#[$doc:meta])* $name:ident, $what:literal, [$($key:literal $(! $required:tt)?),* $(,)?]) => {
        $(#[$doc])*
        pub const $name: Shape = Shape {
            what: $what,
            keys: &[$(Key { name: $key, required: shape!(@ $($required)?) }),*],
        };
    };
    (@) => { false };
    (@ r) => { true };
}

shape!(/// `plimsoll.toml`.
    CONFIG, "plimsoll.toml",
    ["register" !r, "paths", "rules", "site", "git", "custom", "rule"]);
shape!(/// `[register]`.
    REGISTER, "[register]",
    ["id", "title" !r, "organisation", "id_pattern", "incident_pattern", "currency", "requires"]);
shape!(/// `[paths]`.
    PATHS, "[paths]",
    ["methodology", "people", "assets", "threats", "controls", "indicators", "measurements",
     "incidents", "waivers", "risks", "templates"]);
shape!(/// `[site]`.
    SITE, "[site]",
    ["title", "logo", "accent", "footer", "extra_css", "address", "language", "last_review",
     "stale_after", "audience"]);
shape!(/// `[[site.audience]]`.
    AUDIENCE, "an audience", ["id" !r, "name", "publish"]);
shape!(/// `[git]`.
    GIT, "[git]",
    ["default_branch", "forge", "web", "edit_url", "history_url", "commit_url",
     "new_url"]);
shape!(/// `[[custom]]`.
    CUSTOM, "an own field", ["key" !r, "name", "type" !r, "choices", "required"]);
shape!(/// `[[rule]]`.
    RULE, "an own rule", ["name" !r, "where" !r, "message" !r, "severity", "help"]);
shape!(/// `schema/methodology.toml`.
    METHODOLOGY, "the methodology",
    ["name" !r, "version" !r, "approved_by", "approved_on", "review_every", "scope", "likelihood",
     "impact", "dimension", "appetite", "level", "matrix", "waivers", "role"]);
shape!(/// `[scope]`.
    SCOPE, "the scope", ["statement" !r, "included", "excluded", "unit"]);
shape!(/// `[[scope.unit]]`.
    UNIT, "a unit of the scope", ["id" !r, "name" !r, "included"]);
shape!(/// `[[likelihood]]`.
    LIKELIHOOD, "a likelihood", ["id" !r, "name" !r, "meaning", "score", "per_year"]);
shape!(/// `[[impact]]`.
    IMPACT, "an impact", ["id" !r, "name" !r, "meaning", "score", "loss"]);
shape!(/// `[[dimension]]`.
    DIMENSION, "a dimension", ["id" !r, "name" !r]);
shape!(/// `[[appetite]]`.
    APPETITE, "an appetite", ["level" !r, "at_most" !r, "category", "statement"]);
shape!(/// `[[level]]`.
    LEVEL, "a level",
    ["id" !r, "name" !r, "colour", "acceptable" !r, "from", "accept_by", "approve_by", "accept_for",
     "treat_within", "review_every", "escalate_to"]);
shape!(/// `[matrix]`; the rows of a grid have no order of their own.
    MATRIX, "the matrix", []);
shape!(/// `[waivers]` of the methodology.
    WAIVERS, "[waivers]", ["by"]);
shape!(/// `[[role]]`.
    ROLE, "a role", ["id" !r, "name" !r, "duty", "above"]);
shape!(/// `people.toml`.
    PEOPLE, "people.toml", ["person"]);
shape!(/// `[[person]]`.
    PERSON, "a person", ["id" !r, "name" !r, "emails", "roles", "handle", "keys", "active"]);
shape!(/// `assets.toml`.
    ASSETS, "assets.toml", ["asset"]);
shape!(/// `[[asset]]`.
    ASSET, "an asset",
    ["id" !r, "name" !r, "kind", "owner" !r, "unit", "confidentiality", "integrity", "availability"]);
shape!(/// `threats.toml`.
    THREATS, "threats.toml", ["threat"]);
shape!(/// `[[threat]]`.
    THREAT, "a threat", ["id" !r, "name" !r, "origin"]);
shape!(/// `controls.toml`.
    CONTROLS, "controls.toml", ["control", "excluded"]);
shape!(/// `[[control]]`.
    CONTROL, "a control",
    ["id" !r, "name" !r, "owner" !r, "state" !r, "annex_a", "reasons", "justification",
     "test_every", "test"]);
shape!(/// `[[control.test]]`.
    TEST, "a control's test", ["on" !r, "result" !r, "by", "evidence"]);
shape!(/// `[[excluded]]`.
    EXCLUDED, "an excluded control", ["annex_a" !r, "justification" !r]);
shape!(/// `indicators.toml`.
    INDICATORS, "indicators.toml", ["indicator"]);
shape!(/// `[[indicator]]`.
    INDICATOR, "an indicator",
    ["id" !r, "name" !r, "kind" !r, "question", "unit" !r, "better" !r, "target", "warn", "breach",
     "every" !r, "grace", "owner" !r, "risks", "controls"]);
shape!(/// An incident.
    INCIDENT, "an incident",
    ["id" !r, "title" !r, "severity", "occurred", "detected" !r, "responded", "contained", "resolved",
     "risks"]);
shape!(/// `waivers.toml`.
    WAIVER_FILE, "waivers.toml", ["waiver"]);
shape!(/// `[[waiver]]` on a risk.
    WAIVER, "a waiver", ["rule" !r, "reason" !r, "until" !r, "by" !r]);
shape!(/// `[[waiver]]` in `waivers.toml`.
    WAIVER_ENTRY, "a waiver", ["rule" !r, "risk", "path", "reason" !r, "until" !r, "by" !r]);
shape!(/// A risk.
    RISK, "a risk",
    ["id" !r, "title" !r, "formerly", "related", "supersedes", "description", "category", "tags",
     "owner" !r, "unit", "assets", "threats", "vulnerabilities", "affects", "identified",
     "likelihood", "impact", "rationale", "confidence", "assessed", "assessed_by", "status" !r,
     "controls", "publish", "references", "source", "custom", "inherent", "treatment",
     "acceptance", "review", "closed", "waiver"]);
shape!(/// `[inherent]` and `[treatment.residual]`.
    RATING, "a rating", ["likelihood", "impact"]);
shape!(/// `[treatment]`.
    TREATMENT, "a treatment",
    ["option" !r, "plan", "owner", "due", "done", "cost", "agreed", "action", "residual",
     "postponed", "approval"]);
shape!(/// `[[treatment.action]]`.
    ACTION, "an action",
    ["title" !r, "owner", "due", "done", "control", "ticket", "evidence"]);
shape!(/// `[[treatment.postponed]]`.
    POSTPONED, "a postponement", ["from" !r, "to" !r, "reason" !r, "by"]);
shape!(/// `[treatment.approval]`.
    APPROVAL, "an approval", ["by" !r, "on" !r, "seal", "signature"]);
shape!(/// `[acceptance]`.
    ACCEPTANCE, "an acceptance",
    ["by" !r, "on" !r, "until" !r, "level" !r, "rationale" !r, "conditions", "seal", "signature"]);
shape!(/// `[review]`.
    REVIEW, "a review", ["on" !r, "by", "outcome", "note", "every"]);
shape!(/// `[closed]`.
    CLOSED, "a closing", ["on", "by", "reason", "merged_into"]);
shape!(/// An entry of `references`.
    REFERENCE, "a reference", ["title", "url", "sha256"]);
shape!(/// `source`.
    SOURCE, "a source", ["file", "row", "key"]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_inner_table_stands_under_a_key_of_its_outer_one() {
        for (outer, key, inner) in INNER {
            assert!(outer.key(key).is_some(), "{} {key}", outer.what);
            assert_eq!(outer.within(key).map(|found| found.what), Some(inner.what), "{} {key}", outer.what);
        }
    }

    #[test]
    fn a_file_is_known_by_its_keys() {
        let of = |keys: &[&str]| Shape::of_file(keys.iter().copied()).map(|shape| shape.what);
        assert_eq!(of(&["id", "title", "owner", "status"]), Some(RISK.what));
        assert_eq!(of(&["id", "title", "detected"]), Some(INCIDENT.what));
        assert_eq!(of(&["name", "version", "likelihood", "impact", "matrix"]), Some(METHODOLOGY.what));
        assert_eq!(of(&["asset"]), Some(ASSETS.what));
        assert_eq!(of(&["colour"]), None);
    }

    #[test]
    fn no_key_stands_twice_in_a_table() {
        for shape in [CONFIG, METHODOLOGY, RISK, TREATMENT, LEVEL, CONTROL, ACCEPTANCE] {
            let mut names: Vec<&str> = shape.keys.iter().map(|key| key.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), shape.keys.len(), "{}", shape.what);
        }
    }
}
