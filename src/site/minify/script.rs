//! A script without comments and needless space.

/// The script, small. Texts, templates and regular expressions stay as they
/// are; of line ends those are kept at which a statement may end.
#[must_use]
pub fn script(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else if matches!(c, '"' | '\'' | '`') || (c == '/' && begins_expression(&out)) {
            let end = literal(rest);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if c.is_whitespace() {
            let after = rest.trim_start();
            let space = &rest[..rest.len() - after.len()];
            rest = after;
            if let Some(needed) = between(&out, rest, space.contains('\n')) {
                out.push(needed);
            }
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// What has to stay of the space between two tokens.
fn between(before: &str, after: &str, has_line_end: bool) -> Option<char> {
    let last = before.chars().next_back()?;
    let next = after.chars().next()?;
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    // A remark leaves nothing behind: what follows is looked at again.
    if after.starts_with("//") || after.starts_with("/*") {
        return has_line_end.then_some('\n').filter(|_| !"{([,;\n".contains(last));
    }
    if last == '\n' {
        return None;
    }
    if is_word(last) && is_word(next) || last == next && "+-/".contains(last) {
        return Some(if has_line_end { '\n' } else { ' ' });
    }
    let ends = is_word(last) || ")]}\"'`".contains(last);
    let begins = is_word(next) || "([{\"'`/+-!".contains(next);
    (has_line_end && ends && begins && last != ';').then_some('\n')
}

/// Whether a stroke begins a regular expression: after an operand it divides.
fn begins_expression(before: &str) -> bool {
    let last = before.trim_end().chars().next_back();
    last.is_none_or(|last| "(,=:[!&|?{};+\n".contains(last)) || before.ends_with("=>")
}

/// The end of a text, a template or a regular expression that begins here.
fn literal(rest: &str) -> usize {
    let quote = rest.as_bytes()[0];
    let mut is_class = false;
    let mut is_escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'[' if quote == b'/' => is_class = true,
            b']' => is_class = false,
            _ if byte == quote && !is_class => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_expressions_stay_as_they_are() {
        let source = "const a = \"// no  remark\"; // gone\nconst b = /[/ ]+/g, c = 4 / 2; /* gone */\nconst d = `x  ${ a }`;\n";
        assert_eq!(script(source), "const a=\"// no  remark\";const b=/[/ ]+/g,c=4/2;const d=`x  ${ a }`;");
    }

    #[test]
    fn a_statement_that_ends_with_its_line_still_ends_there() {
        assert_eq!(script("if (a) {\n  b()\n}\nreturn\nc"), "if(a){b()}\nreturn\nc");
        assert_eq!(script("a + +b - -c"), "a+ +b- -c");
        assert_eq!(script("let a = 1\n[b] = c"), "let a=1\n[b]=c");
    }

    #[test]
    fn a_script_that_is_cut_is_no_panic() {
        for source in ["\"abc", "`", "/* a", "// a", "a = /", "", "\u{2028}ü \""] {
            let _ = script(source);
        }
    }
}
