//! What a template asks for that no page has: found by reading it, for a name
//! that is not defined counts as "no" in a condition, and says nothing.

use super::variables::{Kind, Shape, Shapes, TEMPLATES, knows_page};
use crate::suggest::{Guess, Known, guess};

/// A variable that does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
    /// As it is written: `view.titel`.
    pub name: String,
    /// What was most likely meant in place of its last part.
    pub meant: Option<String>,
}

/// The variables of a template that do not exist. What a loop or a component
/// calls by a name of its own is not looked into, and neither is what a filter
/// or a test expects to be missing.
#[must_use]
pub fn missing(shapes: &Shapes, template: &str, text: &str) -> Vec<Missing> {
    let view = TEMPLATES.iter().find(|known| known.name == template).and_then(|known| known.view);
    let mut found = Vec::new();
    let mut is_component = false;
    for (at, tag) in tags(text) {
        let word = tag.split_whitespace().next().unwrap_or_default();
        match word {
            "component" => is_component = true,
            "endcomponent" => is_component = false,
            _ => {}
        }
        if is_component {
            continue;
        }
        for (within, name, after) in names(tag) {
            let root = name.split('.').next().unwrap_or_default();
            let top = match root {
                "site" => Some("Site"),
                "page" if knows_page(template) => Some("Page"),
                "view" => view,
                _ => None,
            };
            let Some(top) = top.and_then(|top| shapes.named(top)) else { continue };
            let after = after.trim_start().trim_start_matches('|').trim_start();
            if after.starts_with("default") || after.starts_with("is ") {
                continue;
            }
            if let Some((wrong, meant)) = astray(shapes, top, name) {
                let (line, column) = place(text, at + within);
                found.push(Missing { line, column, name: wrong, meant });
            }
        }
    }
    found
}

/// The part of a dotted name that leads nowhere, and what was meant.
fn astray(shapes: &Shapes, top: &Shape, name: &str) -> Option<(String, Option<String>)> {
    let mut owner = top;
    let mut done = name.split('.').next()?.to_owned();
    for part in name.split('.').skip(1) {
        done.push('.');
        done.push_str(part);
        let Some(field) = owner.fields.iter().find(|field| field.name == part) else {
            let known = owner.fields.iter().map(|field| Known::word(&field.name));
            let meant =
                guess(part, known).map(|(Guess::Same(known) | Guess::Near(known))| known.id.to_owned());
            return Some((done, meant));
        };
        // Of a list, a number asks for an item.
        let inner = match &field.kind {
            Kind::Optional(inner) => inner.as_ref(),
            kind => kind,
        };
        match (inner, shapes.within(owner, field)) {
            (Kind::Shape(_), Some(next)) => owner = next,
            _ => return None,
        }
    }
    None
}

/// What stands between `{{` and `}}` or `{%` and `%}`, with its place.
fn tags(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut is_raw = false;
    while let Some(next) = text[at..].find('{').map(|next| at + next) {
        let end = match text.as_bytes().get(next + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                at = next + 1;
                continue;
            }
        };
        let begin = next + 2;
        let stop = text[begin..].find(end).map_or(text.len(), |stop| begin + stop);
        let inside = &text[begin..stop];
        let tidy = inside.trim_start_matches('-').trim_end_matches('-');
        match (end, tidy.trim()) {
            ("%}", "raw") => is_raw = true,
            ("%}", "endraw") => is_raw = false,
            ("#}", _) => {}
            _ if is_raw => {}
            _ => found.push((begin + inside.len() - inside.trim_start_matches('-').len(), tidy)),
        }
        at = stop.max(begin);
    }
    found
}

/// The dotted names of a tag with their places and what follows them. Words in
/// quotes are none.
fn names(tag: &str) -> Vec<(usize, &str, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = tag[at..].chars().next() {
        if matches!(c, '"' | '\'' | '`') {
            let end = tag[at + 1..].find(c).map_or(tag.len(), |end| at + 1 + end + 1);
            at = end;
        } else if is_part(c) {
            let end = tag[at..].find(|c| !is_part(c)).map_or(tag.len(), |end| at + end);
            if !tag[at..end].starts_with('.') {
                found.push((at, tag[at..end].trim_end_matches('.'), &tag[end..]));
            }
            at = end;
        } else {
            at += c.len_utf8();
        }
    }
    found
}

/// Line and column of a byte, both from 1.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::templates::BUILTIN;

    fn found(name: &str, text: &str) -> Vec<String> {
        let missing = missing(&Shapes::read(), name, text).into_iter();
        missing
            .map(|m| format!("{}:{} {} {}", m.line, m.column, m.name, m.meant.unwrap_or_default()))
            .collect()
    }

    #[test]
    fn the_built_in_templates_ask_for_what_is_documented() {
        for (name, text) in BUILTIN.iter().filter(|(name, _)| name.ends_with(".html")) {
            assert_eq!(found(name, text), [""; 0], "{name}");
        }
    }

    #[test]
    fn what_no_page_has_is_found_wherever_it_is_asked_for() {
        let text =
            "{% if view.titel %}\n é{{- view.level.nmae | upper }}{% endif %}{{ site.titles ~ page.root }}";
        assert_eq!(
            found("risk.html", text),
            ["1:7 view.titel title", "2:7 view.level.nmae name", "2:47 site.titles title"]
        );
    }

    #[test]
    fn what_is_no_variable_of_a_page_is_left_alone() {
        for text in [
            "{# view.nothing #}",
            "{{ \"view.nothing\" }}",
            "{{ view.nothing | default(value=\"\") }}",
            "{% if view.nothing is defined %}x{% endif %}",
            "{% raw %}{{ view.nothing }}{% endraw %}",
            "{% component a(page) %}{{ page.nothing }}{% endcomponent a %}",
            "{{ other.view.nothing }} view.nothing {{ ",
            "{{ view.facts.0.label }}",
        ] {
            assert_eq!(found("risk.html", text), [""; 0], "{text}");
        }
        assert_eq!(found("parts/own.html", "{{ view.nothing }}"), [""; 0], "who includes it has the view");
    }
}
