//! `plimsoll.toml` to a checked [`Config`].
//!
//! A value of `[register]`, `[paths]` or `[rules]` that cannot be used stops
//! the command, since the register cannot be judged without it; everything
//! else here is a finding.

use super::cursor::{Cursor, Sheet};
use super::shape;
use crate::finding::Finding;
use crate::model::config::{
    Audience, Config, CustomField, CustomType, GitConfig, OwnRule, Paths, Severity, SiteConfig,
};
use crate::model::id::IdPattern;
use crate::model::risk::Publish;
use crate::source::At;

/// The configuration, as far as it could be read, and what stops the command.
pub(super) fn read(sheet: &Sheet<'_>, top: &Cursor<'_, '_>) -> (Option<Config>, Vec<Finding>) {
    let mark = sheet.findings.borrow().len();
    let register = top.table("register", shape::REGISTER);
    let paths = top.table("paths", shape::PATHS);
    let severities = severities(top);
    let config = register.as_ref().and_then(|register| {
        let title = register.text("title");
        let id_pattern = pattern(register, "id_pattern", "R###");
        let incident_pattern = pattern(register, "incident_pattern", "I####");
        let id = register.text("id");
        let organisation = register.text("organisation");
        let currency = register.text("currency");
        requires(register);
        Some(Config {
            file: sheet.file,
            id,
            title: title?,
            organisation,
            id_pattern: id_pattern?,
            incident_pattern: incident_pattern?,
            currency,
            severities,
            site: SiteConfig::default(),
            git: GitConfig::default(),
            paths: paths_of(paths.as_ref()),
            custom: Vec::new(),
            rules: Vec::new(),
        })
    });
    let stops: Vec<Finding> = {
        let findings = sheet.findings.borrow();
        // What is missing or of a wrong type stops; a misspelt key or word is a
        // finding like any other.
        let stops = |finding: &&Finding| matches!(&*finding.rule, "wrong-type" | "missing-key");
        let missing = |finding: &&Finding| finding.rule == "missing-key";
        findings[..mark]
            .iter()
            .filter(missing)
            .chain(findings[mark..].iter().filter(stops))
            .cloned()
            .collect()
    };
    let Some(mut config) = config else { return (None, stops) };
    config.site = site(top);
    config.git = git(top);
    config.custom = top.tables("custom", shape::CUSTOM).iter().filter_map(custom).collect();
    config.rules = top.tables("rule", shape::RULE).iter().filter_map(own_rule).collect();
    (Some(config), stops)
}

fn pattern(register: &Cursor<'_, '_>, key: &str, default: &str) -> Option<IdPattern> {
    if !register.has(key) {
        return IdPattern::parse(default);
    }
    let written = register.text(key)?;
    let pattern = IdPattern::parse(&written);
    if pattern.is_none() {
        let finding =
            Finding::new("wrong-type", written.span, format!("`{}` is no pattern of ids", written.value));
        let finding = finding.label("letters and one run of # or ?").field(key);
        register.add(finding.help(format!(
            "write letters and one run of # (digits) or ? (random characters), as \"{default}\""
        )));
    }
    pattern
}

fn requires(register: &Cursor<'_, '_>) {
    let Some(requires) = register.text("requires") else { return };
    let wrong =
        |message: String| Finding::new("wrong-type", requires.span, message).field("register.requires");
    let Ok(wanted) = semver::VersionReq::parse(&requires) else {
        let finding = wrong(format!("`{}` is no version requirement", requires.value));
        register.add(
            finding
                .label("a version belongs here")
                .help("write the oldest version that may judge this register, as \">=0.1\""),
        );
        return;
    };
    let own = env!("CARGO_PKG_VERSION");
    let met = semver::Version::parse(own).is_ok_and(|version| wanted.matches(&version));
    if !met {
        let finding = wrong(format!("this register requires Plimsoll {wanted}; this is {own}"));
        register.add(finding.label("not met").help("install a version that meets it, or change `requires`"));
    }
}

fn severities(top: &Cursor<'_, '_>) -> Vec<(At<String>, At<Severity>)> {
    let Some(rules) = top.table("rules", shape::Shape { what: "[rules]", keys: &[] }) else {
        return Vec::new();
    };
    let read = |(key, value): (At<String>, _)| {
        let text = rules.entry_text(&key, value)?;
        let severity = rules.word_of::<Severity>(&key.value, text)?;
        Some((key, severity))
    };
    rules.entries().into_iter().filter_map(read).collect()
}

fn paths_of(paths: Option<&Cursor<'_, '_>>) -> Paths {
    let mut all = Paths::default();
    let Some(paths) = paths else { return all };
    let set = |key: &str, place: &mut String| {
        let Some(written) = paths.text(key) else { return };
        match inside(&written) {
            Some(path) => *place = path,
            None => {
                let finding = Finding::new(
                    "wrong-type",
                    written.span,
                    format!("`{}` leads out of the register", written.value),
                );
                let finding =
                    finding.label("a path within the register belongs here").field(format!("paths.{key}"));
                paths.add(
                    finding.help(
                        "write a path relative to plimsoll.toml, with forward slashes and without `..`",
                    ),
                );
            }
        }
    };
    set("methodology", &mut all.methodology);
    set("people", &mut all.people);
    set("assets", &mut all.assets);
    set("threats", &mut all.threats);
    set("controls", &mut all.controls);
    set("indicators", &mut all.indicators);
    set("measurements", &mut all.measurements);
    set("incidents", &mut all.incidents);
    set("waivers", &mut all.waivers);
    set("risks", &mut all.risks);
    set("templates", &mut all.templates);
    all
}

/// A path without `.`, doubled and last slashes, if it stays inside.
fn inside(path: &str) -> Option<String> {
    let absolute = path.starts_with(['/', '\\']) || path.contains(':');
    let parts: Vec<&str> = path.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".").collect();
    let leaves = absolute || parts.is_empty() || parts.contains(&"..") || path.contains('\0');
    (!leaves).then(|| parts.join("/"))
}

fn site(top: &Cursor<'_, '_>) -> SiteConfig {
    let Some(site) = top.table("site", shape::SITE) else { return SiteConfig::default() };
    let colour = site.text("accent").filter(|colour| colour_is_sound(&site, "accent", colour));
    SiteConfig {
        title: site.text("title"),
        logo: site.text("logo"),
        accent: colour,
        footer: site.text("footer"),
        extra_css: site.text("extra_css"),
        address: site.text("address"),
        language: site.text("language"),
        last_review: site.day("last_review"),
        stale_after: site.period("stale_after"),
        audiences: site.tables("audience", shape::AUDIENCE).iter().filter_map(audience).collect(),
        dead_links: Vec::new(),
    }
}

fn audience(cursor: &Cursor<'_, '_>) -> Option<Audience> {
    let publish = cursor.word::<Publish>("publish").map_or(Publish::Full, |p| p.value);
    Some(Audience { span: cursor.span(), name: cursor.text("name"), publish, id: cursor.text("id")? })
}

fn git(top: &Cursor<'_, '_>) -> GitConfig {
    let Some(git) = top.table("git", shape::GIT) else { return GitConfig::default() };
    GitConfig {
        default_branch: git.text("default_branch"),
        forge: git.word("forge"),
        web: address(&git, "web", None),
        edit_url: address(&git, "edit_url", Some("{path}")),
        history_url: address(&git, "history_url", Some("{path}")),
        commit_url: address(&git, "commit_url", Some("{commit}")),
        new_url: address(&git, "new_url", Some("{path}")),
    }
}

/// An address of the forge, or a template of one that is to name a part; a
/// finding where it cannot lead there. It is kept all the same: the remote
/// must not stand in for what somebody wrote.
fn address(cursor: &Cursor<'_, '_>, key: &str, part: Option<&str>) -> Option<At<String>> {
    let address = cursor.text(key)?;
    let lower = address.to_ascii_lowercase();
    let fault = |message: String, help: String| {
        let finding = Finding::new("unknown-value", address.span, message).field(format!("git.{key}"));
        cursor.add(finding.other(&address.value).help(help));
    };
    if !(lower.starts_with("https://") || lower.starts_with("http://")) {
        let part = part.map_or(String::new(), |part| format!("/{part}"));
        let example = format!("https://forge.example.org/team/register{part}");
        fault(format!("`{}` is no web address", address.value), format!("write it as \"{example}\""));
    } else if let Some(part) = part.filter(|part| !address.contains(part)) {
        let message = format!("`{}` names no `{part}`, so that every link would be the same", address.value);
        fault(message, format!("put `{part}` where it belongs"));
    }
    Some(address)
}

fn custom(cursor: &Cursor<'_, '_>) -> Option<CustomField> {
    let field = CustomField {
        span: cursor.span(),
        name: cursor.text("name"),
        kind: cursor.word::<CustomType>("type"),
        choices: cursor.texts("choices"),
        required: cursor.flag("required").is_some_and(|flag| flag.value),
        key: cursor.text("key")?,
    };
    let is_choice = field.kind.as_ref().is_some_and(|kind| kind.value == CustomType::Choice);
    if is_choice && !cursor.has("choices") {
        let finding = Finding::new(
            "missing-key",
            cursor.span(),
            format!("the choice `{}` has no `choices`", field.key.value),
        );
        let finding = finding.label("`choices` is missing").field("custom.choices").other(&field.key.value);
        cursor.add(finding.help("add a line `choices = [\"…\", \"…\"]`"));
    }
    Some(field)
}

fn own_rule(cursor: &Cursor<'_, '_>) -> Option<OwnRule> {
    let severity = cursor.word::<Severity>("severity");
    let help = cursor.text("help");
    let (name, condition, message) = (cursor.text("name"), cursor.text("where"), cursor.text("message"));
    Some(OwnRule { name: name?, condition: condition?, message: message?, severity, help })
}

/// Whether a text is `#rrggbb`; a finding where it is not.
pub(super) fn colour_is_sound(cursor: &Cursor<'_, '_>, key: &str, colour: &At<String>) -> bool {
    let digits = colour.value.strip_prefix('#').unwrap_or_default();
    let sound = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    if !sound {
        let finding = Finding::new("unknown-value", colour.span, format!("`{}` is no colour", colour.value));
        let finding = finding.label("a colour belongs here").field(key).other(&colour.value);
        cursor.add(finding.help("write six hexadecimal digits, as \"#7f1d1d\""));
    }
    sound
}
