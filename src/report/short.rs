//! A line a finding: `path:line:column: severity rule: message; remedy`.

use std::io::{self, Write};

use crate::filter::Report;
use crate::source::SourceMap;
use crate::text::one_line;

use super::style::Style;

/// Writes the findings.
///
/// # Errors
/// What the writer says.
pub fn write(report: &Report<'_>, sources: &SourceMap, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for judged in &report.findings {
        let finding = &judged.finding;
        let at = sources.position(finding.span);
        let path = one_line(sources.path(finding.span.file));
        let help = finding.help.as_ref().map_or(String::new(), |help| format!("; {}", one_line(help)));
        let line = format!(
            "{}: {} {}: {}{help}\n",
            style.bold(&format!("{path}:{}:{}", at.line, at.column)),
            style.severity(judged.severity),
            finding.rule,
            one_line(&finding.message),
        );
        out.write_all(style.finish(line).as_bytes())?;
    }
    Ok(())
}
