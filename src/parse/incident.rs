//! An incident's file.

use super::cursor::{Cursor, Sheet};
use crate::model::incident::Incident;
use crate::source::{At, Span};

/// Reads an incident; what cannot be read is a finding. `name` is the file's
/// name without its ending.
pub(super) fn read(sheet: &Sheet<'_>, top: &Cursor<'_, '_>, name: &str) -> Incident {
    let written = top.text("id");
    Incident {
        file: sheet.file,
        span: top.span(),
        id_is_written: written.is_some(),
        id: written.unwrap_or_else(|| At::new(name.to_owned(), Span::start_of(sheet.file))),
        title: top.text("title"),
        severity: top.text("severity"),
        occurred: top.time("occurred"),
        detected: top.time("detected"),
        responded: top.time("responded"),
        contained: top.time("contained"),
        resolved: top.time("resolved"),
        risks: top.texts("risks"),
    }
}
