//! `schema/methodology.toml` to a [`Methodology`], as much of it as can be used.

use toml::de::DeValue;

use super::config::colour_is_sound;
use super::cursor::{Cursor, Sheet, kind};
use super::shape;
use crate::finding::Finding;
use crate::model::methodology::{
    Appetite, Combine, Dimension, Formula, GridRow, Level, Matrix, Methodology, Point, Role, Scope, ScopeUnit,
};
use crate::source::At;

/// Reads the methodology.
pub(super) fn read(sheet: &Sheet<'_>, top: &Cursor<'_, '_>) -> Methodology {
    require_parts(sheet, top);
    let waivers = top.table("waivers", shape::WAIVERS);
    Methodology {
        file: sheet.file,
        name: top.text("name"),
        version: top.text("version"),
        approved_by: top.text("approved_by"),
        approved_on: top.day("approved_on"),
        review_every: top.period("review_every"),
        scope: scope(top),
        likelihood: top
            .tables("likelihood", shape::LIKELIHOOD)
            .iter()
            .filter_map(|c| point(c, true))
            .collect(),
        impact: top.tables("impact", shape::IMPACT).iter().filter_map(|c| point(c, false)).collect(),
        dimensions: top.tables("dimension", shape::DIMENSION).iter().filter_map(dimension).collect(),
        appetite: top.tables("appetite", shape::APPETITE).iter().map(appetite).collect(),
        levels: top.tables("level", shape::LEVEL).iter().filter_map(level).collect(),
        matrix: matrix(top),
        waivers_by: waivers.and_then(|waivers| waivers.text("by")),
        roles: top.tables("role", shape::ROLE).iter().filter_map(role).collect(),
        faulty: sheet.faults.borrow().clone(),
        unread: sheet.torn,
    }
}

/// The scope, the scales, the levels and the matrix must be there.
fn require_parts(sheet: &Sheet<'_>, top: &Cursor<'_, '_>) {
    const PARTS: [(&str, &str, &str); 5] = [
        ("scope", "scope", "[scope] with a `statement`"),
        ("likelihood", "likelihood scale", "[[likelihood]] for each step, lowest first"),
        ("impact", "impact scale", "[[impact]] for each step, lowest first"),
        ("level", "levels", "[[level]] for each level, lowest first"),
        ("matrix", "matrix", "[matrix] with a row per likelihood, or a `formula`"),
    ];
    for (key, what, remedy) in PARTS.iter().filter(|(key, ..)| !top.has(key) && !sheet.torn) {
        top.fault(key);
        let finding = Finding::new("missing-key", top.span(), format!("the methodology has no {what}"));
        let finding = finding.label(format!("`{key}` is missing")).field(*key);
        top.add(finding.help(format!("add {remedy}; `plimsoll init --preset` writes complete ones")));
    }
}

fn scope(top: &Cursor<'_, '_>) -> Scope {
    let Some(scope) = top.table("scope", shape::SCOPE) else { return Scope::default() };
    let unit = |cursor: &Cursor<'_, '_>| {
        Some(ScopeUnit {
            span: cursor.span(),
            name: cursor.text("name"),
            included: cursor.flag("included"),
            id: cursor.text("id")?,
        })
    };
    Scope {
        statement: scope.text("statement"),
        included: scope.texts("included"),
        excluded: scope.texts("excluded"),
        units: scope.tables("unit", shape::UNIT).iter().filter_map(unit).collect(),
    }
}

fn point(cursor: &Cursor<'_, '_>, is_likelihood: bool) -> Option<Point> {
    Some(Point {
        span: cursor.span(),
        name: cursor.text("name"),
        meaning: cursor.text("meaning"),
        score: cursor.whole("score"),
        per_year: if is_likelihood { cursor.range("per_year") } else { None },
        loss: if is_likelihood { None } else { cursor.range("loss") },
        id: cursor.text("id")?,
    })
}

fn dimension(cursor: &Cursor<'_, '_>) -> Option<Dimension> {
    Some(Dimension { span: cursor.span(), name: cursor.text("name"), id: cursor.text("id")? })
}

fn appetite(cursor: &Cursor<'_, '_>) -> Appetite {
    Appetite {
        span: cursor.span(),
        level: cursor.text("level"),
        at_most: cursor.whole("at_most"),
        category: cursor.text("category"),
        statement: cursor.text("statement"),
    }
}

fn level(cursor: &Cursor<'_, '_>) -> Option<Level> {
    Some(Level {
        span: cursor.span(),
        name: cursor.text("name"),
        colour: cursor.text("colour").filter(|colour| colour_is_sound(cursor, "colour", colour)),
        acceptable: cursor.flag("acceptable"),
        from: cursor.whole("from"),
        accept_by: cursor.text("accept_by"),
        approve_by: cursor.text("approve_by"),
        accept_for: cursor.period("accept_for"),
        treat_within: cursor.period("treat_within"),
        review_every: cursor.period("review_every"),
        escalate_to: cursor.text("escalate_to"),
        id: cursor.text("id")?,
    })
}

fn role(cursor: &Cursor<'_, '_>) -> Option<Role> {
    Some(Role {
        span: cursor.span(),
        name: cursor.text("name"),
        duty: cursor.text("duty"),
        above: cursor.text("above"),
        id: cursor.text("id")?,
    })
}

/// The matrix: `formula` and `combine` by name, every other key a row.
fn matrix(top: &Cursor<'_, '_>) -> Matrix {
    let Some(table) = top.table("matrix", shape::MATRIX) else { return Matrix::default() };
    let mut matrix = Matrix { span: Some(table.span()), ..Matrix::default() };
    for (key, value) in table.entries() {
        // A likelihood may be called `formula` or `combine`: its row is a list.
        let is_row = matches!(value.get_ref(), DeValue::Array(_));
        match key.as_str() {
            "formula" if !is_row => matrix.formula = table.word::<Formula>("formula"),
            "combine" if !is_row => matrix.combine = table.word::<Combine>("combine"),
            _ => matrix.rows.extend(row(&table, key)),
        }
    }
    matrix
}

fn row(table: &Cursor<'_, '_>, likelihood: At<String>) -> Option<GridRow> {
    let items = table.items(&likelihood.value, "a list of levels, one per impact");
    if items.is_empty() && !table.has(&likelihood.value) {
        return None;
    }
    let cell = |item: &&toml::Spanned<DeValue<'_>>| match item.get_ref() {
        DeValue::String(text) => {
            Some(At::new(text.to_string(), crate::source::Span::new(likelihood.span.file, item.span())))
        }
        other => {
            let span = crate::source::Span::new(likelihood.span.file, item.span());
            let finding = Finding::new(
                "wrong-type",
                span,
                format!("a cell of the matrix is {}, not a level", kind(other)),
            );
            table.add(
                finding.label("a level's id belongs here").field(format!("matrix.{}", likelihood.value)),
            );
            None
        }
    };
    let cells = items.iter().map(cell).collect();
    Some(GridRow { span: likelihood.span, cells, likelihood })
}
