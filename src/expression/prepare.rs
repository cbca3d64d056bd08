//! An expression made ready to be judged: what costs pays, a test for presence
//! means "is not null", and patterns are found by their number.

use cel::IdedExpr;
use cel::common::ast::{CallExpr, EntryExpr, Expr, LiteralValue, SelectExpr, operators};
use cel::common::types::CelInt;
use regex::Regex;

use super::functions::{PAID, SEARCH};

/// Changes the tree in place.
pub(super) fn prepare(tree: &mut IdedExpr, patterns: &[Regex]) {
    match &mut tree.expr {
        Expr::Call(call) => {
            call.target.iter_mut().for_each(|target| prepare(target, patterns));
            call.args.iter_mut().for_each(|argument| prepare(argument, patterns));
            if call.func_name == "matches" {
                *call = search(std::mem::take(call), patterns);
            } else if call.func_name == operators::ADD && !appends(call) {
                pay(tree);
            }
        }
        Expr::Select(select) => {
            prepare(&mut select.operand, patterns);
            if select.test {
                let read = SelectExpr { test: false, ..std::mem::take(select) };
                tree.expr = is_given(IdedExpr { id: tree.id, expr: Expr::Select(read) });
            }
        }
        Expr::Comprehension(all) => {
            prepare(&mut all.iter_range, patterns);
            prepare(&mut all.loop_cond, patterns);
            prepare(&mut all.loop_step, patterns);
            prepare(&mut all.result, patterns);
            pay(&mut all.iter_range);
        }
        Expr::List(list) => list.elements.iter_mut().for_each(|element| prepare(element, patterns)),
        Expr::Map(map) => map.entries.iter_mut().for_each(|entry| match &mut entry.expr {
            EntryExpr::MapEntry(entry) => {
                prepare(&mut entry.key, patterns);
                prepare(&mut entry.value, patterns);
            }
            EntryExpr::StructField(field) => prepare(&mut field.value, patterns),
        }),
        Expr::Struct(_) | Expr::Ident(_) | Expr::Literal(_) | Expr::Unspecified => {}
    }
}

/// Whether it appends to what a loop has collected so far, which the language
/// does in place.
fn appends(call: &CallExpr) -> bool {
    matches!(call.args.first(), Some(IdedExpr { expr: Expr::Ident(name), .. }) if name.starts_with('@'))
}

fn call(name: &str, args: Vec<IdedExpr>) -> Expr {
    Expr::Call(CallExpr { func_name: name.to_owned(), target: None, args })
}

fn pay(tree: &mut IdedExpr) {
    let paid = std::mem::take(tree);
    *tree = IdedExpr { id: paid.id, expr: call(PAID, vec![paid]) };
}

fn is_given(read: IdedExpr) -> Expr {
    let null = IdedExpr { id: read.id, expr: Expr::Literal(LiteralValue::Null) };
    call(operators::NOT_EQUALS, vec![read, null])
}

/// `text.matches("…")` by the number of the pattern.
fn search(mut written: CallExpr, patterns: &[Regex]) -> CallExpr {
    let pattern = written.args.pop();
    let text = written.target.map(|target| *target).or_else(|| written.args.pop());
    let same = |expr: &Expr| match expr {
        Expr::Literal(LiteralValue::String(text)) => {
            patterns.iter().position(|pattern| pattern.as_str() == text.inner())
        }
        _ => None,
    };
    let number = pattern.as_ref().and_then(|pattern| same(&pattern.expr)).map_or(-1, |at| at as i64);
    let number = Expr::Literal(LiteralValue::Int(CelInt::from(number)));
    let id = pattern.map_or(0, |pattern| pattern.id);
    let args = text.into_iter().chain([IdedExpr { id, expr: number }]).collect();
    CallExpr { func_name: SEARCH.to_owned(), target: None, args }
}
