//! A style sheet without comments, needless space and repeated selectors.

use std::fmt::Write as _;

/// The style sheet, small. Strings keep their space.
#[must_use]
pub fn style(css: &str) -> String {
    nested(&tight(css))
}

/// Without comments and needless space.
fn tight(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(c) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else if c == '"' {
            let end = rest[1..].find('"').map_or(rest.len(), |at| at + 2);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if c.is_whitespace() {
            rest = rest.trim_start();
            let glued = |c: char| matches!(c, '{' | '}' | ';' | ',' | '>');
            // A colon may begin a pseudo-class and a plus an operand: both keep the space before them.
            let needless = out.is_empty()
                || out.ends_with(glued)
                || out.ends_with(':')
                || rest.starts_with(glued)
                || rest.is_empty();
            if !needless {
                out.push(' ');
            }
        } else {
            if c == '}' && out.ends_with(';') {
                out.pop();
            }
            // "0.5" is ".5", where the nought is no digit of something longer.
            let is_nought = c == '0'
                && rest[1..].starts_with('.')
                && !out.ends_with(|before: char| before.is_ascii_alphanumeric() || "-.#_".contains(before));
            if !is_nought {
                out.push(c);
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// Rules one after the other that all begin with the same class are written
/// inside it, once; the order of the rules stays.
fn nested(css: &str) -> String {
    let rules = rules(css);
    let mut out = String::with_capacity(css.len());
    let mut at = 0;
    while let Some((head, body)) = rules.get(at) {
        if head.starts_with("@media") || head.starts_with("@supports") {
            let _ = write!(out, "{head}{{{}}}", nested(body));
            at += 1;
            continue;
        }
        let class = class_of(head);
        let run = rules[at..].iter().take_while(|(head, _)| class.is_some() && class_of(head) == class);
        let length = run.count().max(1);
        match class.filter(|_| length > 1) {
            Some(class) => out.push_str(&within(class, &rules[at..at + length])),
            None => {
                let _ = write!(out, "{head}{{{body}}}");
            }
        }
        at += length;
    }
    out
}

fn within(class: &str, rules: &[(&str, &str)]) -> String {
    let mut out = format!("{class}{{");
    for (number, (head, body)) in rules.iter().enumerate() {
        let own = |selector: &str| match selector[class.len()..].trim_start() {
            "" => "&".to_owned(),
            rest => rest.to_owned(),
        };
        let head = head.split(',').map(own).collect::<Vec<_>>().join(",");
        // Declarations of the class itself stand first, without a selector.
        let _ = match (number, head.as_str()) {
            (0, "&") => write!(out, "{body};"),
            _ => write!(out, "{head}{{{body}}}"),
        };
    }
    out.push('}');
    out
}

/// The class that all selectors of a rule begin with, if each is that class or
/// something within it.
fn class_of(head: &str) -> Option<&str> {
    if !head.starts_with('.') || head.contains(['(', '"']) {
        return None;
    }
    let end =
        head[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '-').map_or(head.len(), |at| at + 1);
    let class = &head[..end];
    let is_within = |selector: &str| {
        selector.strip_prefix(class).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '>']))
    };
    head.split(',').all(is_within).then_some(class)
}

/// The rules of a sheet without comments: what stands before the braces and
/// within them.
fn rules(css: &str) -> Vec<(&str, &str)> {
    let mut rules = Vec::new();
    let mut rest = css;
    while let Some(open) = rest.find('{') {
        let mut depth = 0;
        let mut is_text = false;
        let end = rest.bytes().enumerate().skip(open).find_map(|(at, byte)| {
            match byte {
                b'"' => is_text = !is_text,
                b'{' if !is_text => depth += 1,
                b'}' if !is_text => depth -= 1,
                _ => {}
            }
            (depth == 0).then_some(at)
        });
        // A sheet that ends too early ends there.
        let end = end.unwrap_or(rest.len());
        rules.push((&rest[..open], &rest[open + 1..end]));
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_is_kept() {
        let css = "/* a */\n.a > .b :hover {\n  width: calc(1px + 2px);\n  content: \" x; \";\n}\n@media (min-width: 2px) and (max-width: 3px) { a { b: c } }";
        assert_eq!(
            style(css),
            ".a>.b :hover{width:calc(1px + 2px);content:\" x; \"}@media (min-width:2px) and (max-width:3px){a{b:c}}"
        );
    }

    #[test]
    fn noughts_before_a_point_go_and_no_other() {
        assert_eq!(style("a { b: 0.5em -0.5em 10.5em; c: #0a0.5 }"), "a{b:.5em -0.5em 10.5em;c:#0a0.5}");
    }

    #[test]
    fn rules_of_one_class_stand_within_it_in_their_order() {
        let css = ".a { x: 1 } .a .b, .a > .c { y: 2 } .a, .a .d { z: 3 } .ab { x: 4 } .ab:hover { x: 5 }";
        assert_eq!(style(css), ".a{x:1;.b,>.c{y:2}&,.d{z:3}}.ab{x:4}.ab:hover{x:5}");
        assert_eq!(
            style("@media print { .a .b { x: \"}\" } .a i { y: 2 } }"),
            "@media print{.a{.b{x:\"}\"}i{y:2}}}"
        );
    }

    #[test]
    fn a_sheet_that_is_cut_is_no_panic() {
        for css in [".a { b: c", ".a {", "{", "}", ".a { b: \"", "/* ", ".a .b { } .a .c {"] {
            let _ = style(css);
        }
    }
}
