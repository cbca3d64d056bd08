//! Text to tree, and the parser's words to ours.

use std::ops::Range;

use cel::common::ast::SourceInfo;
use cel::parser::ParseError;
use cel::{Env, IdedExpr};

use super::Fault;

/// The tree of an expression, and where each of its parts stands.
pub(super) fn parse(language: &Env, text: &str) -> Result<(IdedExpr, SourceInfo), Fault> {
    if text.trim().is_empty() {
        return Err(Fault::new(0..text.len(), "the expression is empty").help(EXAMPLE));
    }
    let parsed = language.parser().parse_with_source_info(text);
    parsed.map_err(|errors| {
        // What follows the first is mostly its consequence.
        errors
            .errors
            .first()
            .map_or_else(|| Fault::new(0..text.len(), "it is no expression"), |e| fault(e, text))
    })
}

const EXAMPLE: &str = "write a condition, as `above_line && treatment.due < today`";

fn fault(error: &ParseError, text: &str) -> Fault {
    let start = offset(text, error.pos);
    let words = error.msg.strip_prefix("Syntax error: ").unwrap_or(&error.msg);
    let quoted = words.split('\'').nth(1).unwrap_or_default();
    if words.contains("Recursion limit") {
        return Fault::new(0..text.len(), "too many parts stand in one another").help("make two rules of it");
    }
    if words.contains("'<EOF>' expecting") {
        return Fault::new(start..text.len(), "the expression ends too early").help(EXAMPLE);
    }
    if words.starts_with("missing") && !quoted.is_empty() {
        let end = text.ceil_char_boundary(start + 1);
        return Fault::new(start..end, format!("a `{quoted}` is missing"))
            .help(format!("write `{quoted}` here"));
    }
    if words.starts_with("token recognition error") {
        return unreadable(start, text);
    }
    let unexpected = ["mismatched input", "extraneous input", "no viable alternative"];
    if unexpected.iter().any(|begin| words.starts_with(begin)) && !quoted.is_empty() {
        let range = start..text.ceil_char_boundary(start + quoted.len());
        let shown: String = quoted.chars().take(60).collect();
        let fault = Fault::new(range, format!("`{shown}` does not belong here"));
        return match quoted {
            "and" | "AND" => fault.help("write `&&`"),
            "or" | "OR" => fault.help("write `||`"),
            "not" | "NOT" => fault.help("write `!` before what must not hold"),
            "is" => fault.help("write `==`, or `== null` for what is not given"),
            _ => fault,
        };
    }
    let words: String = words.chars().take(120).collect();
    Fault::new(start..text.len(), format!("it is no expression: {words}"))
}

/// Characters that begin nothing.
fn unreadable(start: usize, text: &str) -> Fault {
    let rest = &text[start..];
    let first = rest.chars().next().unwrap_or(' ');
    let one = start..start + rest.chars().next().map_or(0, char::len_utf8);
    match first {
        '"' | '\'' => Fault::new(start..text.len(), "the quoted text has no end").help("close the quotes"),
        '=' => Fault::new(one, "`=` compares nothing").help("write `==`"),
        '&' => Fault::new(one, "`&` joins nothing").help("write `&&`"),
        '|' => Fault::new(one, "`|` joins nothing").help("write `||`"),
        '“' | '”' | '‘' | '’' => {
            Fault::new(one, "these quotation marks are of no use here").help("write plain ones: \"…\" or '…'")
        }
        other => Fault::new(one, format!("`{other}` has no meaning here")),
    }
}

/// The byte at a line and column, both from 1, columns in characters.
fn offset(text: &str, (line, column): (isize, isize)) -> usize {
    let line = usize::try_from(line - 1).unwrap_or(0);
    let column = usize::try_from(column - 1).unwrap_or(0);
    let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = &text[before.min(text.len())..];
    before + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
}

/// The bytes of a part.
pub(super) fn range(places: &SourceInfo, id: u64, text: &str) -> Range<usize> {
    let (start, last) = places.offset_for(id).unwrap_or((0, u32::MAX));
    let start = text.floor_char_boundary(start as usize);
    start..text.ceil_char_boundary((last as usize).saturating_add(1)).max(start)
}
