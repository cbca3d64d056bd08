//! What stands around every page: names, freshness, the state of the files.

use crate::model::day::{Day, in_words};
use crate::model::risk::Publish;
use crate::site::scene::Scene;
use crate::site::text::{capital, count, number};
use crate::site::view::Link;
use crate::site::view::page::{Freshness, NavItem, Scripts, Site};
use crate::source::FileId;

/// As many stand in the main navigation, the others under "More".
const MAIN: usize = 5;
/// Pages of the navigation.
pub const NAV: [NavItem; 15] = [
    NavItem { key: "overview", name: "Overview", href: "index.html" },
    NavItem { key: "register", name: "Register", href: "register/index.html" },
    NavItem { key: "treatment", name: "Treatment", href: "treatment/index.html" },
    NavItem { key: "metrics", name: "Metrics", href: "metrics/index.html" },
    NavItem { key: "report", name: "Report", href: "report/index.html" },
    NavItem { key: "people", name: "People", href: "people/index.html" },
    NavItem { key: "assets", name: "Assets", href: "assets/index.html" },
    NavItem { key: "threats", name: "Threats", href: "threats/index.html" },
    NavItem { key: "controls", name: "Controls", href: "controls/index.html" },
    NavItem { key: "soa", name: "Statement of applicability", href: "soa/index.html" },
    NavItem { key: "indicators", name: "Indicators", href: "indicators/index.html" },
    NavItem { key: "incidents", name: "Incidents", href: "incidents/index.html" },
    NavItem { key: "methodology", name: "Methodology", href: "methodology/index.html" },
    NavItem { key: "changes", name: "Changes", href: "changes/index.html" },
    NavItem { key: "findings", name: "Findings", href: "findings/index.html" },
];

/// What all pages share. `styles`, `icon` and `logo` are paths in the site.
#[must_use]
pub fn site(
    scene: &Scene<'_>,
    styles: Vec<String>,
    icon: String,
    logo: Option<String>,
    scripts: Scripts,
) -> Site {
    let config = &scene.facts.register.config;
    let text = |value: &Option<crate::source::At<String>>| value.as_ref().map(|value| value.value.clone());
    Site {
        language: config
            .site
            .language
            .as_ref()
            .filter(|tag| is_language(tag))
            .map_or_else(|| "en".to_owned(), |tag| tag.value.clone()),
        title: text(&config.site.title).unwrap_or_else(|| config.title.value.clone()),
        organisation: text(&config.organisation),
        logo,
        styles,
        scripts,
        icon,
        nav: NAV[..MAIN].to_vec(),
        more: NAV[MAIN..].to_vec(),
        freshness: freshness(scene),
        invalid: invalid(scene),
        unread: unread(scene),
        unpublished: unpublished(scene),
        findings: count(scene.findings.len(), "finding", "findings"),
        footer: text(&config.site.footer),
        address: text(&config.site.address)
            .filter(|address| is_web(address))
            .map(|address| address.trim_end_matches('/').to_owned()),
        maker: format!("Plimsoll {}", env!("CARGO_PKG_VERSION")),
    }
}

/// The last day on which a page of this build is not out of date.
#[must_use]
pub fn stale_from(scene: &Scene<'_>) -> Option<Day> {
    let after = scene.facts.register.config.site.stale_after.as_ref()?;
    Some(after.value.after(scene.facts.today))
}

fn freshness(scene: &Scene<'_>) -> Freshness {
    let judged = format!("judged on {}", in_words(scene.facts.today));
    match &scene.options.commit {
        Some(commit) => Freshness {
            before: "As of commit ".to_owned(),
            commit: Some(Link { text: commit.short().to_owned(), href: scene.forge.commit(&commit.id) }),
            after: format!(
                " ({}){}, {judged}.{}",
                in_words(commit.day),
                if commit.dirty { " with uncommitted changes" } else { "" },
                scene.options.cut.as_ref().map_or_else(String::new, |cut| format!(" {cut}"))
            ),
        },
        None => Freshness {
            before: format!(
                "{}. No Git history: dates of change, trend and approvals are not known.",
                capital(&judged)
            ),
            commit: None,
            after: String::new(),
        },
    }
}

fn invalid(scene: &Scene<'_>) -> Option<String> {
    let errors = scene.report.lasting_errors();
    (errors > 0).then(|| format!("The register is not valid: {}.", count(errors, "error", "errors")))
}

fn unread(scene: &Scene<'_>) -> Option<String> {
    let unread = scene.findings.iter().filter(|judged| judged.finding.is_of_unread_file());
    let files: std::collections::BTreeSet<FileId> = unread.map(|judged| judged.finding.span.file).collect();
    match files.len() {
        0 => None,
        1 => Some("1 file could not be read in full; the figures leave out what is missing.".to_owned()),
        n => Some(format!(
            "{} files could not be read in full; the figures leave out what is missing.",
            number(n)
        )),
    }
}

/// Hidden risks are in no figure; that there are some is said.
fn unpublished(scene: &Scene<'_>) -> Option<String> {
    let hidden: Vec<usize> = (0..scene.facts.register.risks.len())
        .filter(|place| scene.shown[*place] == Publish::Hidden && scene.risk(*place).0.is_open())
        .collect();
    if hidden.is_empty() {
        return None;
    }
    let above = hidden.iter().filter(|place| scene.risk(**place).1.is_above()).count();
    Some(kept_back(hidden.len(), above))
}

/// Of how many that are not published, so many are above the line.
fn kept_back(hidden: usize, above: usize) -> String {
    let side = match (hidden, above) {
        (1, 1) => "it is above the line".to_owned(),
        (1, _) => "it is not above the line".to_owned(),
        (_, 0) => "none of them is above the line".to_owned(),
        (2, 2) => "both are above the line".to_owned(),
        (hidden, above) if hidden == above => "all of them are above the line".to_owned(),
        (_, 1) => "1 of them is above the line".to_owned(),
        (_, above) => format!("{} of them are above the line", number(above)),
    };
    format!(
        "{} not published; {side}, and the figures leave {} out.",
        count(hidden, "risk is", "risks are"),
        if hidden == 1 { "it" } else { "them" }
    )
}

fn is_web(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

/// A tag of BCP 47, as far as its characters go.
fn is_language(tag: &str) -> bool {
    !tag.is_empty()
        && tag.len() <= 35
        && tag.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_back_is_counted_in_sentences() {
        assert_eq!(
            kept_back(1, 1),
            "1 risk is not published; it is above the line, and the figures leave it out."
        );
        assert_eq!(
            kept_back(2, 2),
            "2 risks are not published; both are above the line, and the figures leave them out."
        );
        assert!(kept_back(3, 3).contains("; all of them are above the line,"));
        assert!(kept_back(3, 1).contains("; 1 of them is above the line,"));
        assert!(kept_back(3, 0).contains("; none of them is above the line,"));
    }
}
