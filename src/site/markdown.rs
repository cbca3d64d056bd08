//! Markdown of risk texts to HTML that can do no harm: raw HTML is text, links
//! go to http, https, mailto or a place that the site knows, images are links.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::text::visible;

/// Where a relative link of a text leads from its page; `None` where nowhere.
pub type Resolve<'a> = dyn Fn(&str) -> Option<String> + Sync + 'a;

/// The text as HTML. Its highest headings become `heading` (3 for `h3`), and
/// none is skipped on the way down.
#[must_use]
pub fn render(text: &str, heading: usize, resolve: &Resolve<'_>) -> String {
    let text = visible(text);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut policy = Policy { heading, resolve, above: Vec::new(), links: Vec::new(), in_head: false };
    let mut events = Vec::new();
    for event in Parser::new_ext(&text, options) {
        policy.admit(event, &mut events);
    }
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    html::push_html(&mut out, events.into_iter());
    out
}

struct Policy<'a> {
    heading: usize,
    resolve: &'a Resolve<'a>,
    /// Levels as written of the headings that this place is under.
    above: Vec<HeadingLevel>,
    /// For each open link or image: whether it is a link on the page, and what
    /// it is called where nothing stands in it.
    links: Vec<(bool, String)>,
    in_head: bool,
}

impl<'t> Policy<'_> {
    fn admit(&mut self, event: Event<'t>, out: &mut Vec<Event<'t>>) {
        match event {
            Event::Html(raw) | Event::InlineHtml(raw) => out.push(Event::Text(raw)),
            Event::Start(Tag::HtmlBlock) => out.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => out.push(Event::End(TagEnd::Paragraph)),
            Event::Start(Tag::Heading { level, .. }) => {
                self.above.retain(|above| *above < level);
                let level_out = self.level();
                self.above.push(level);
                out.push(Event::Start(Tag::Heading {
                    level: level_out,
                    id: None,
                    classes: vec![],
                    attrs: vec![],
                }));
            }
            Event::End(TagEnd::Heading(_)) => {
                if matches!(out.last(), Some(Event::Start(Tag::Heading { .. }))) {
                    out.pop();
                    return;
                }
                self.above.pop().inspect(|level| {
                    let level_out = self.level();
                    self.above.push(*level);
                    out.push(Event::End(TagEnd::Heading(level_out)));
                });
            }
            Event::Start(Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. }) => {
                self.open_link(&dest_url, title, out);
            }
            Event::End(TagEnd::Link | TagEnd::Image) => self.close_link(out),
            // A column's alignment would be a style attribute.
            Event::Start(Tag::Table(columns)) => {
                out.push(Event::Start(Tag::Table(vec![pulldown_cmark::Alignment::None; columns.len()])));
            }
            Event::Start(Tag::TableHead) => {
                self.in_head = true;
                out.push(event);
            }
            Event::End(TagEnd::TableHead) => {
                self.in_head = false;
                out.push(event);
            }
            Event::Start(Tag::TableCell) if self.in_head => {
                out.push(Event::InlineHtml("<th scope=\"col\">".into()));
            }
            Event::End(TagEnd::TableCell) if self.in_head => out.push(Event::InlineHtml("</th>".into())),
            // A box that nobody can tick needs no form control.
            Event::TaskListMarker(done) => out.push(Event::Text(if done { "☑ " } else { "☐ " }.into())),
            other => out.push(other),
        }
    }

    fn level(&self) -> HeadingLevel {
        HeadingLevel::try_from((self.heading + self.above.len()).min(6)).unwrap_or(HeadingLevel::H6)
    }

    fn open_link(&mut self, url: &str, title: CowStr<'t>, out: &mut Vec<Event<'t>>) {
        let nested = self.links.iter().any(|(shown, _)| *shown);
        let target = if nested { None } else { target(url, self.resolve) };
        self.links.push((target.is_some(), url.to_owned()));
        if let Some(target) = target {
            out.push(Event::Start(Tag::Link {
                link_type: pulldown_cmark::LinkType::Inline,
                dest_url: target.into(),
                title,
                id: "".into(),
            }));
        }
    }

    fn close_link(&mut self, out: &mut Vec<Event<'t>>) {
        let Some((shown, url)) = self.links.pop() else {
            return;
        };
        if shown {
            if matches!(out.last(), Some(Event::Start(Tag::Link { .. }))) {
                out.push(Event::Text(url.into()));
            }
            out.push(Event::End(TagEnd::Link));
        }
    }
}

/// Where a link may lead: its own address if the scheme is one of ours, what
/// `resolve` says if it has none, nowhere otherwise.
#[must_use]
pub fn target(url: &str, resolve: &Resolve<'_>) -> Option<String> {
    let url = url.trim();
    if url.is_empty() || url.chars().any(|c| c.is_control() || super::text::is_hidden(c)) {
        return None;
    }
    match url.find([':', '/', '?', '#']) {
        Some(at) if url.as_bytes()[at] == b':' => {
            let scheme = &url[..at];
            ["http", "https", "mailto"]
                .iter()
                .any(|known| scheme.eq_ignore_ascii_case(known))
                .then(|| url.to_owned())
        }
        // A host without a scheme, a path of the server, a place in this page:
        // none of them means anything in a site that may lie anywhere.
        Some(0) => None,
        _ if url.contains('\\') => None,
        _ => resolve(url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn md(text: &str) -> String {
        render(text, 3, &|path| path.ends_with(".toml").then(|| format!("../{path}")))
    }

    #[test]
    fn raw_html_is_text() {
        let out = md("a <script>alert(1)</script> <b onclick=x>b</b>\n\n<div>\n<img src=x>\n</div>");
        assert!(
            !out.contains("<script")
                && !out.contains("<b ")
                && !out.contains("<img")
                && !out.contains("<div")
        );
        assert!(out.contains("&lt;script&gt;"));
    }

    #[test]
    fn links_lead_to_known_schemes_only() {
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "&#106;avascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "//evil.example",
            "/root",
            "#top",
            "notes.md",
            "..\\\\x",
        ] {
            let out = md(&format!("[text]({bad})"));
            assert_eq!(out.trim(), "<p>text</p>", "{bad}");
        }
        for good in ["http://a.example", "HTTPS://a.example/b?c#d", "mailto:a@b.example"] {
            assert!(md(&format!("[text]({good})")).contains("<a href=\""), "{good}");
        }
        assert!(md("[other](R002.toml)").contains("href=\"../R002.toml\""));
    }

    #[test]
    fn images_become_links_and_never_nest() {
        assert_eq!(
            md("![a plan](https://a.example/x.png)").trim(),
            "<p><a href=\"https://a.example/x.png\">a plan</a></p>"
        );
        assert_eq!(md("![a plan](x.png)").trim(), "<p>a plan</p>");
        let nested = md("[![in](https://a.example/i.png)](https://a.example/)");
        assert_eq!(nested.matches("<a ").count(), 1);
        assert!(md("[](https://a.example/)").contains(">https://a.example/</a>"));
    }

    #[test]
    fn headings_start_below_the_page_and_skip_none() {
        let out = md("# one\n\n#### two\n\n# three\n\n#\n");
        assert!(
            out.contains("<h3>one</h3>") && out.contains("<h4>two</h4>") && out.contains("<h3>three</h3>")
        );
        assert_eq!(out.matches("<h").count(), 3, "an empty heading is none");
    }

    #[test]
    fn nothing_needs_a_style_or_a_form() {
        let out = md("| a | b |\n|:-:|--:|\n| 1 | 2 |\n\n- [ ] open\n- [x] done\n");
        assert!(!out.contains("style=") && !out.contains("<input"));
        assert!(out.contains("<th scope=\"col\">a</th>") && out.contains("☑ done"));
    }

    #[test]
    fn bidirectional_overrides_are_seen() {
        assert!(md("pay \u{202e}evil").contains("pay U+202Eevil"));
        assert!(!md("[x](https://a.example/\u{202e}y)").contains('\u{202e}'));
    }
}
