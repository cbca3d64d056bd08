//! `check --format junit`: findings as test cases, for what shows test reports.
//!
//! What the run fails for is a failure; the other findings are told as skipped,
//! so that no report is red where the exit code is not.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use super::escape::xml;
use super::places::Places;
use super::waived::terms;
use crate::filter::{Judged, Report, Waived};
use crate::finding::Finding;
use crate::model::config::Severity;
use crate::model::word::Word;
use crate::text::{one_line, shortened};

/// The suite, and the class of its cases.
const SUITE: &str = "plimsoll check";
/// Characters of a text.
const TEXT: usize = 2000;

/// Writes the report. `waived` are told as skipped; `denied` says that warnings
/// fail the run, too.
///
/// # Errors
/// What the writer says.
pub fn write(
    report: &Report<'_>,
    waived: &[Waived<'_>],
    places: Places<'_>,
    denied: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let fails = |judged: &Judged| {
        judged.severity == Severity::Error || (denied && judged.severity == Severity::Warning)
    };
    let tests = (report.findings.len() + waived.len()).max(1);
    let failures = report.findings.iter().filter(|judged| fails(judged)).count();
    let skipped = report.findings.len() + waived.len() - failures;
    let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\"");
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"{SUITE}\" {counts} time=\"0\">")?;
    writeln!(out, "  <testsuite name=\"{SUITE}\" {counts} skipped=\"{skipped}\" time=\"0\">")?;
    if report.findings.is_empty() && waived.is_empty() {
        // A suite without a case reads as if nothing had run.
        writeln!(out, "    <testcase classname=\"{SUITE}\" name=\"No findings\" time=\"0\"/>")?;
    }
    let mut names = Names::default();
    for judged in &report.findings {
        let outcome = if fails(judged) { Outcome::Failure } else { Outcome::Skipped };
        case(&mut names, &judged.finding, judged.severity.word(), outcome, places, out)?;
    }
    for silenced in waived {
        let word = format!("waived {}", terms(silenced.waiver));
        case(&mut names, &silenced.finding, &word, Outcome::Skipped, places, out)?;
    }
    writeln!(out, "  </testsuite>\n</testsuites>")
}

/// How a case ended.
#[derive(Debug, Clone, Copy)]
enum Outcome {
    Failure,
    Skipped,
}

/// A finding as a case. Its text begins no line of its own, where it could be
/// read as something else.
fn case(
    names: &mut Names,
    finding: &Finding,
    word: &str,
    outcome: Outcome,
    places: Places<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let safe = |text: &str| xml(&shortened(&one_line(text), TEXT));
    let name = xml(&names.unused(finding));
    let path = safe(&places.path(finding.span.file));
    let at = places.sources.position(finding.span);
    let (word, message) = (safe(word), safe(&finding.message));
    let help = finding.help.as_ref().map_or(String::new(), |help| format!("; {}", safe(help)));
    let text = format!("{path}:{}:{}: {word}: {message}{help}", at.line, at.column);
    writeln!(out, "    <testcase classname=\"{SUITE}\" name=\"{name}\" file=\"{path}\" time=\"0\">")?;
    match outcome {
        Outcome::Failure => {
            writeln!(out, "      <failure type=\"{word}\" message=\"{message}\">{text}</failure>")?;
        }
        Outcome::Skipped => writeln!(out, "      <skipped message=\"{word}: {message}\">{text}</skipped>")?,
    }
    writeln!(out, "    </testcase>")
}

/// The names that are taken: of two cases of one name, readers keep the first.
#[derive(Debug, Default)]
struct Names {
    taken: HashSet<String>,
    /// How often each was asked for.
    counts: HashMap<String, usize>,
}

impl Names {
    fn unused(&mut self, finding: &Finding) -> String {
        let wanted =
            shortened(&one_line(&format!("{}: {} {}", finding.rule, finding.thing, finding.field)), TEXT);
        let count = self.counts.entry(wanted.clone()).or_insert(0);
        loop {
            *count += 1;
            let name = if *count > 1 { format!("{wanted} - {count}") } else { wanted.clone() };
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::super::samples::{every, granted, many, none, places, silenced, sources};
    use super::*;
    use crate::source::{FileId, Span};

    fn written(report: &Report<'_>, denied: bool) -> String {
        let sources = sources();
        let mut out = Vec::new();
        write(report, &report.waived, places(&sources), denied, &mut out).expect("memory");
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
    fn a_name_that_looks_like_another_ones_second_is_unique_too() {
        let names = [("R001", ""), ("R001", ""), ("R001 - 2", ""), ("R001", "- 2"), ("R001", "")];
        let mut taken = Names::default();
        let mut seen = HashSet::new();
        for (thing, field) in names {
            let finding = Finding::new("unknown-person", Span::start_of(FileId(0)), "x");
            assert!(seen.insert(taken.unused(&finding.thing(thing).field(field))), "{seen:?}");
        }
    }

    #[test]
    fn what_is_waived_is_skipped() {
        let waiver = granted();
        let text = written(&silenced(&waiver), true);
        let (_, elements) = read(&text);
        assert_eq!((elements.get("failure"), elements["skipped"]), (None, 1), "{text}");
        assert!(text.contains("waived until 2025-07-01 by ciso: Strike: no such person"), "{text}");
    }

    #[test]
    fn no_line_is_a_workflow_command() {
        for report in every() {
            let text = written(&report, false);
            assert!(!text.contains("##["), "{text}");
            assert!(text.lines().all(|line| line.trim_start().starts_with('<')), "{text}");
        }
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
