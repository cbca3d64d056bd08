//! `check --format github`: annotations, as GitHub's runner reads them from a
//! log (actions/runner, `ActionCommand.cs`).

use std::io::{self, Write};

use super::escape::{workflow_data, workflow_property};
use super::places::Places;
use crate::filter::{Judged, Report, Since};
use crate::model::config::Severity;
use crate::text::{counted, one_line, shortened, visible};

/// How many annotations of a kind the runner keeps in a step.
const KEPT: usize = 10;
/// Characters of a message; the runner cuts at 4,096.
const MESSAGE: usize = 4000;

/// The kinds of annotation, weightiest first.
const KINDS: [(Severity, &str, &str); 3] = [
    (Severity::Error, "error", "error"),
    (Severity::Warning, "warning", "warning"),
    (Severity::Info, "notice", "info"),
];

/// Writes the annotations: of each kind as many as are kept, and a word about
/// the others.
///
/// # Errors
/// What the writer says.
pub fn write(report: &Report<'_>, places: Places<'_>, out: &mut dyn Write) -> io::Result<()> {
    let too_many = KINDS.iter().any(|(severity, ..)| report.count(*severity) > KEPT);
    let mut left_out = Vec::new();
    for (severity, command, noun) in KINDS {
        // The word about the others is a notice, too.
        let kept = if too_many && command == "notice" { KEPT - 1 } else { KEPT };
        let of_kind = || report.findings.iter().filter(move |judged| judged.severity == severity);
        for judged in of_kind().take(kept) {
            out.write_all(annotation(command, judged, places).as_bytes())?;
        }
        let rest = of_kind().count().saturating_sub(kept);
        if rest > 0 {
            left_out.push(counted(rest, noun));
        }
    }
    if !left_out.is_empty() {
        let text = format!(
            "{} more, for GitHub shows ten annotations of a kind. The summary of the step has them all \
             where `--output markdown=$GITHUB_STEP_SUMMARY` writes it",
            left_out.join(", ")
        );
        writeln!(out, "::notice title=Plimsoll::{}", workflow_data(&text))?;
    }
    if let Some(hidden) = report.since.as_ref().and_then(Since::hidden_words) {
        writeln!(out, "{hidden}")?;
    }
    Ok(())
}

fn annotation(command: &str, judged: &Judged, places: Places<'_>) -> String {
    let finding = &judged.finding;
    let at = places.sources.position(finding.span);
    let path = places.path(finding.span.file);
    // Where something hides in a path, the annotation has no file: so be it.
    let mut properties = format!("file={},line={}", workflow_property(&visible(&path)), at.line);
    if at.end_line > at.line {
        // The runner drops columns of what goes over several lines.
        properties.push_str(&format!(",endLine={}", at.end_line));
    } else {
        properties.push_str(&format!(",endLine={},col={}", at.line, at.column));
        if at.end_column > at.column {
            properties.push_str(&format!(",endColumn={}", at.end_column));
        }
    }
    let help = finding.help.as_ref().map_or(String::new(), |help| format!("; {}", one_line(help)));
    // The log shows the message alone: the place stands in it once more.
    let message =
        format!("{}:{}:{}: {}{help}", one_line(&path), at.line, at.column, one_line(&finding.message));
    let message = workflow_data(&shortened(&message, MESSAGE));
    format!("::{command} {properties},title={}::{message}\n", workflow_property(finding.rule))
}

#[cfg(test)]
mod tests {
    use super::super::samples::{HOSTILE, many, none, one, places, sources, spanning};
    use super::*;

    fn written(report: &Report<'_>) -> String {
        let sources = sources();
        let mut out = Vec::new();
        write(report, places(&sources), &mut out).expect("memory");
        String::from_utf8(out).expect("UTF-8")
    }

    /// The runner's grammar: command, properties, message, all unescaped.
    fn read(line: &str) -> (String, Vec<(String, String)>, String) {
        let rest = line.strip_prefix("::").expect("a command");
        let (head, data) = rest.split_once("::").expect("an end of the command");
        let (command, properties) = head.split_once(' ').expect("properties");
        let plain = |text: &str| {
            let text = text.replace("%0D", "\r").replace("%0A", "\n");
            text.replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
        };
        let properties = properties.split(',').map(|pair| {
            let (key, value) = pair.split_once('=').expect("a property");
            (key.to_owned(), plain(value))
        });
        (command.to_owned(), properties.collect(), plain(data))
    }

    #[test]
    fn nothing_says_nothing() {
        assert_eq!(written(&none()), "");
    }

    #[test]
    fn one_stands_at_its_words() {
        let text = written(&one());
        assert_eq!(
            text,
            "::error file=sec/risks/50%25 %231%3A%2C é.toml,line=2,endLine=2,col=9,endColumn=20,\
             title=unknown-person::sec/risks/50%25 #1:, é.toml:2:9: no such person; name one\n"
                .replace("%231", "#1")
        );
    }

    #[test]
    fn ranges_over_lines_have_no_columns() {
        let text = written(&spanning());
        assert!(text.contains(",line=1,endLine=2,title=") && !text.contains("col="), "{text}");
    }

    #[test]
    fn hostile_text_stays_in_its_message() {
        let text = written(&super::super::samples::hostile());
        assert_eq!(text.lines().count(), 1, "{text}");
        let (command, properties, message) = read(text.trim_end());
        assert_eq!(command, "error");
        assert_eq!(properties.iter().filter(|(key, _)| key == "file").count(), 1);
        assert!(message.contains("100%0A"), "{message} of {HOSTILE}");
        assert!(!text.contains(crate::text::is_hidden), "{text}");
        assert!(!text.contains("##[") && message.contains("stop-commands"), "{message}");
    }

    #[test]
    fn of_each_kind_ten_are_kept_and_the_rest_counted() {
        let text = written(&many(60));
        let of = |command: &str| text.lines().filter(|line| line.starts_with(command)).count();
        assert_eq!((of("::error "), of("::warning "), of("::notice ")), (10, 10, 10));
        let last = text.lines().last().expect("a last line");
        assert!(last.contains("10 errors, 10 warnings, 11 infos more"), "{last}");
        assert!(text.starts_with("::error "), "weightiest first");
    }
}
