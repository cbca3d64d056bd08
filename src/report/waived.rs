//! What waivers silence, where it was asked for.

use std::io::{self, Write};

use super::style::Style;
use crate::filter::Waived;
use crate::model::waiver::Waiver;
use crate::source::SourceMap;
use crate::text::one_line;

/// Writes a line for each.
///
/// # Errors
/// What the writer says.
pub fn write(
    waived: &[Waived<'_>],
    sources: &SourceMap,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for silenced in waived {
        let finding = &silenced.finding;
        let at = sources.position(finding.span);
        let place = format!("{}:{}:{}", one_line(sources.path(finding.span.file)), at.line, at.column);
        let line = format!(
            "{}: {} {}: {} ({})\n",
            style.bold(&place),
            style.dim("waived"),
            finding.rule,
            one_line(&finding.message),
            terms(silenced.waiver),
        );
        out.write_all(style.finish(line).as_bytes())?;
    }
    Ok(())
}

/// What a waiver says for itself: "until 2025-07-01 by ciso: the reason".
#[must_use]
pub fn terms(waiver: &Waiver) -> String {
    let mut terms = "waived".to_owned();
    if let Some(until) = &waiver.until {
        terms = format!("until {}", until.value);
    }
    if let Some(by) = &waiver.by {
        terms.push_str(&format!(" by {}", one_line(&by.value)));
    }
    if let Some(reason) = &waiver.reason {
        terms.push_str(&format!(": {}", one_line(&reason.value)));
    }
    terms
}
