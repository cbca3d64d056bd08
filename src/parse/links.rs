//! Relative links in a risk's texts that lead to no file.
//!
//! A link is relative to the file that holds it, as on a forge. It is looked
//! up while the files are at hand; what is wrong with it is the business of
//! the rule `broken-link`.

use pulldown_cmark::{Event, LinkType, Parser, Tag};

use super::CONFIG_FILE;
use crate::model::config::{CustomField, CustomType, SiteConfig};
use crate::model::risk::{CustomValue, DeadLink, Risk};
use crate::source::tree::{Tree, beside};
use crate::source::{At, Span};

/// The dead links of a risk that was read from `path`, whose text is `source`.
pub(super) fn dead(
    tree: &dyn Tree,
    path: &str,
    source: &str,
    risk: &Risk,
    own: &[CustomField],
) -> Vec<DeadLink> {
    let mut search = Search { tree, path, source, dead: Vec::new() };
    for (field, text) in [("description", &risk.description), ("rationale", &risk.rationale)] {
        if let Some(text) = text {
            search.markdown(field, &text.value, text.span);
        }
    }
    for (key, value) in &risk.custom {
        let kind =
            own.iter().find(|field| field.key.value == key.value).and_then(|field| field.kind.as_ref());
        let (Some(kind), CustomValue::Text(text)) = (kind, &value.value) else { continue };
        match kind.value {
            CustomType::Markdown => search.markdown(&format!("custom.{}", key.value), text, value.span),
            CustomType::Url => search.link(&format!("custom.{}", key.value), text, value.span),
            _ => {}
        }
    }
    for url in risk.references.iter().filter_map(|reference| reference.url.as_ref()) {
        search.link("references.url", &url.value, url.span);
    }
    search.dead
}

/// The files that `[site]` names and that are not there. They are paths, not
/// links: what stands in them is taken as it is.
pub(super) fn dead_of_site(tree: &dyn Tree, site: &SiteConfig) -> Vec<DeadLink> {
    let named = [("site.logo", &site.logo), ("site.extra_css", &site.extra_css)];
    let named = named.into_iter().filter_map(|(field, path)| Some((field, path.as_ref()?)));
    let dead = named.filter_map(|(field, path)| {
        let led = beside(CONFIG_FILE, path).filter(|_| !path.starts_with('/'));
        let is_there = led.as_deref().is_some_and(|path| !path.is_empty() && tree.exists(path));
        (!is_there).then(|| DeadLink { target: path.clone(), field: field.to_owned(), leaves: led.is_none() })
    });
    dead.collect()
}

struct Search<'a> {
    tree: &'a dyn Tree,
    path: &'a str,
    source: &'a str,
    dead: Vec<DeadLink>,
}

impl Search<'_> {
    fn markdown(&mut self, field: &str, text: &str, span: Span) {
        // Most texts hold no link, and need not be read as markdown to know it.
        if !text.contains("](") && !text.contains("]:") {
            return;
        }
        for event in Parser::new(text) {
            let Event::Start(Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. }) =
                event
            else {
                continue;
            };
            if link_type != LinkType::Email {
                self.link(field, &dest_url, self.place(&dest_url, span));
            }
        }
    }

    /// Where a link stands within its text; the whole text where it is written
    /// otherwise than it reads.
    fn place(&self, link: &str, span: Span) -> Span {
        let start = self.source.get(span.range()).and_then(|written| written.find(link));
        let start = start.map(|start| span.range().start + start);
        start.map_or(span, |start| Span::new(span.file, start..start + link.len()))
    }

    fn link(&mut self, field: &str, link: &str, span: Span) {
        let Some(path) = relative_path(link) else { return };
        let led = beside(self.path, path);
        let exists = |path: &str| path.is_empty() || (!path.contains('\\') && self.tree.exists(path));
        let found = led.as_deref().is_some_and(|path| exists(path) || exists(&percent_decoded(path)));
        if !found {
            let target = At::new(link.to_owned(), span);
            self.dead.push(DeadLink { target, field: field.to_owned(), leaves: led.is_none() });
        }
    }
}

/// The path of a link that has no scheme, no host, and does not begin at the
/// root: what is relative to the file that holds it.
fn relative_path(link: &str) -> Option<&str> {
    let link = link.trim();
    match link.find([':', '/', '?', '#']) {
        Some(0) => None,
        Some(at) if link.as_bytes()[at] == b':' => None,
        _ => link.split(['?', '#']).next().filter(|path| !path.is_empty()),
    }
}

/// A path with `%20` and its like read as what they stand for.
fn percent_decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        let code = (*first == b'%').then(|| after.get(..2)).flatten();
        let byte = code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    let decoded = String::from_utf8_lossy(&bytes);
    // What was hidden in a code must not lead out after all.
    if decoded.split('/').any(|part| part == "..") || decoded.contains('\0') {
        path.to_owned()
    } else {
        decoded.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_without_scheme_and_root_are_relative() {
        for other in
            ["https://a.example/b", "mailto:a@b.example", "javascript:x", "//host/x", "/x", "#top", "?q", ""]
        {
            assert_eq!(relative_path(other), None, "{other}");
        }
        assert_eq!(relative_path("../a.pdf#page=2"), Some("../a.pdf"));
        assert_eq!(relative_path("R002.toml"), Some("R002.toml"));
    }

    #[test]
    fn codes_stand_for_bytes_and_cannot_climb() {
        assert_eq!(percent_decoded("a%20b%C3%A9.pdf"), "a bé.pdf");
        assert_eq!(percent_decoded("50%.pdf"), "50%.pdf");
        assert_eq!(percent_decoded("%2e%2e/x"), "%2e%2e/x");
    }
}
