//! `check --format junit`: findings as test cases, for what shows test reports.
//!
//! What the run fails for is a failure; the other findings are told as skipped,
//! so that no report is red where the exit code is not.

use std::collections::HashMap;
use std::io::{self, Write};

use super::escape::xml;
use super::places::Places;
use crate::filter::{Judged, Report};
use crate::model::config::Severity;
use crate::model::word::Word;
use crate::text::one_line;

/// Writes the report. `denied` says that warnings fail the run, too.
///
/// # Errors
/// What the writer says.
pub fn write(report: &Report<'_>, places: Places<'_>, denied: bool, out: &mut dyn Write) -> io::Result<()> {
    let fails = |judged: &Judged| {
        judged.severity == Severity::Error || (denied && judged.severity == Severity::Warning)
    };
    let tests = report.findings.len().max(1);
    let failures = report.findings.iter().filter(|judged| fails(judged)).count();
    let skipped = report.findings.len() - failures;
    let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\"");
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"plimsoll check\" {counts} time=\"0\">")?;
    writeln!(out, "  <testsuite name=\"plimsoll check\" {counts} skipped=\"{skipped}\" time=\"0\">")?;
    if report.findings.is_empty() {
        // A suite without a case reads as if nothing had run.
        writeln!(out, "    <testcase classname=\"plimsoll check\" name=\"No findings\" time=\"0\"/>")?;
    }
    // Of two cases of one name, readers keep the first.
    let mut names: HashMap<String, usize> = HashMap::new();
    for judged in &report.findings {
        let finding = &judged.finding;
        let name = one_line(&format!("{}: {} {}", finding.rule, finding.thing, finding.field));
        let count = names.entry(name.clone()).and_modify(|count| *count += 1).or_insert(1);
        let name = if *count > 1 { format!("{name} - {count}") } else { name };
        let path = xml(&one_line(&places.path(finding.span.file)));
        let at = places.sources.position(finding.span);
        let message = xml(&one_line(&finding.message));
        let help = finding.help.as_ref().map_or(String::new(), |help| format!("\n{}", xml(&one_line(help))));
        let place = format!("{path}:{}:{}", at.line, at.column);
        writeln!(
            out,
            "    <testcase classname=\"plimsoll check\" name=\"{}\" file=\"{path}\" time=\"0\">",
            xml(&name)
        )?;
        let severity = judged.severity.word();
        if fails(judged) {
            let text = format!("{place}: {severity}: {message}{help}");
            writeln!(out, "      <failure type=\"{severity}\" message=\"{message}\">{text}</failure>")?;
        } else {
            let text = format!("{place}: {severity}: {message}{help}");
            writeln!(out, "      <skipped message=\"{severity}: {message}\">{text}</skipped>")?;
        }
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>\n</testsuites>")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::super::samples::{every, many, none, places, sources};
    use super::*;

    fn written(report: &Report<'_>, denied: bool) -> String {
        let sources = sources();
        let mut out = Vec::new();
        write(report, places(&sources), denied, &mut out).expect("memory");
        String::from_utf8(out).expect("UTF-8")
    }

    /// The names of all cases, and how often each element begins.
    fn read(text: &str) -> (Vec<String>, HashMap<String, usize>) {
        let (mut names, mut elements) = (Vec::new(), HashMap::new());
        let mut reader = Reader::from_str(text);
        loop {
            match reader.read_event().expect("XML") {
                Event::Start(element) | Event::Empty(element) => {
                    let tag = String::from_utf8(element.name().as_ref().to_vec()).expect("UTF-8");
                    if tag == "testcase" {
                        let name = element.try_get_attribute("name").expect("XML").expect("a name");
                        names.push(String::from_utf8(name.value.to_vec()).expect("UTF-8"));
                    }
                    *elements.entry(tag).or_insert(0) += 1;
                }
                Event::Eof => return (names, elements),
                _ => {}
            }
        }
    }

    #[test]
    fn a_clean_run_is_a_case_that_passes() {
        let (names, elements) = read(&written(&none(), false));
        assert_eq!(names, ["No findings"]);
        assert!(!elements.contains_key("failure"));
    }

    #[test]
    fn names_are_unique_and_warnings_fail_where_they_are_denied() {
        let (names, elements) = read(&written(&many(30), false));
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), 30);
        assert_eq!((elements["failure"], elements["skipped"]), (10, 20));
        let (_, elements) = read(&written(&many(30), true));
        assert_eq!((elements["failure"], elements["skipped"]), (20, 10));
    }

    #[test]
    fn no_text_breaks_it() {
        for report in every() {
            let text = written(&report, true);
            let (names, _) = read(&text);
            assert_eq!(names.len(), report.findings.len().max(1));
            let forbidden = |c: char| (c < ' ' && c != '\n') || matches!(c, '\u{fffe}' | '\u{ffff}');
            assert!(!text.contains(forbidden), "{text}");
        }
    }
}
