//! How large an expression may be. The parser and the judge both descend into
//! it, so that its depth is bounded before anything does.

use cel::IdedExpr;
use cel::common::ast::{EntryExpr, Expr};

use super::Fault;
use super::words::{Piece, pieces};

/// Bytes of the text.
const LENGTH: usize = 4000;
/// Brackets in brackets.
const NESTING: usize = 16;
/// Parts within parts, as they are judged.
const DEPTH: usize = 32;
/// What the parser may need, untouched where it does not.
const ROOM: usize = 128 << 20;

/// A text that is too long, or has too many brackets in brackets.
pub(super) fn text(text: &str) -> Result<(), Fault> {
    if text.len() > LENGTH {
        let message = format!("the expression has {} bytes; at most {LENGTH} are read", text.len());
        return Err(Fault::new(0..text.len(), message).help("make two rules of it"));
    }
    let (mut open, mut at) = (0usize, 0);
    for piece in pieces(text) {
        let (piece, is_plain) = match piece {
            Piece::Plain(piece) => (piece, true),
            Piece::Quoted(piece) => (piece, false),
        };
        for (offset, c) in piece.char_indices().filter(|_| is_plain) {
            match c {
                '(' | '[' | '{' => open += 1,
                ')' | ']' | '}' => open = open.saturating_sub(1),
                _ => {}
            }
            if open > NESTING {
                let message = format!("more than {NESTING} brackets stand in one another");
                return Err(Fault::new(at + offset..at + offset + 1, message).help(SIMPLER));
            }
        }
        at += piece.len();
    }
    Ok(())
}

const SIMPLER: &str = "say it with fewer parts, or make two rules of it";

/// A tree that is too deep.
pub(super) fn depth(tree: &IdedExpr, text: &str) -> Result<(), Fault> {
    if deeper(tree, DEPTH) {
        let message = format!("more than {DEPTH} parts stand in one another");
        return Err(Fault::new(0..text.len(), message).help(SIMPLER));
    }
    Ok(())
}

fn deeper(tree: &IdedExpr, than: usize) -> bool {
    let Some(than) = than.checked_sub(1) else { return true };
    let mut is_deeper = false;
    each_part(tree, &mut |part| is_deeper = is_deeper || deeper(part, than));
    is_deeper
}

/// Looks at each part that an expression is directly made of.
fn each_part(tree: &IdedExpr, look: &mut dyn FnMut(&IdedExpr)) {
    let entry = |entry: &EntryExpr, look: &mut dyn FnMut(&IdedExpr)| match entry {
        EntryExpr::StructField(field) => look(&field.value),
        EntryExpr::MapEntry(entry) => {
            look(&entry.key);
            look(&entry.value);
        }
    };
    match &tree.expr {
        Expr::Call(call) => call.target.iter().map(|target| &**target).chain(&call.args).for_each(look),
        Expr::List(list) => list.elements.iter().for_each(look),
        Expr::Select(select) => look(&select.operand),
        Expr::Map(map) => map.entries.iter().for_each(|one| entry(&one.expr, look)),
        Expr::Struct(strukt) => strukt.entries.iter().for_each(|one| entry(&one.expr, look)),
        Expr::Comprehension(all) => {
            [&all.iter_range, &all.accu_init, &all.loop_cond, &all.loop_step, &all.result]
                .into_iter()
                .for_each(look);
        }
        Expr::Ident(_) | Expr::Literal(_) | Expr::Unspecified => {}
    }
}

/// Does something where there is room to descend; `None` where there is none.
pub(super) fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(ROOM).spawn_scoped(scope, work);
        thread.ok()?.join().ok()
    })
}
