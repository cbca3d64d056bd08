//! `check --format gitlab`: what GitLab's code quality reads. Its parser stops
//! at the first entry that it does not understand, and takes two entries of one
//! fingerprint for one.

use std::collections::HashMap;

use serde::Serialize;

use super::places::Places;
use crate::filter::Report;
use crate::finding::fingerprint::fingerprint;
use crate::model::config::Severity;
use crate::text::{one_line, shortened};

/// Characters of a description.
const DESCRIPTION: usize = 2000;

/// A finding as GitLab reads it.
#[derive(Debug, Serialize)]
pub struct Entry {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Debug, Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Debug, Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// The entries of a report; none where nothing was found.
#[must_use]
pub fn entries(report: &Report<'_>, places: Places<'_>) -> Vec<Entry> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let entry = |judged: &crate::filter::Judged| {
        let finding = &judged.finding;
        let at = places.sources.position(finding.span);
        let print = fingerprint(finding);
        let print = print.rsplit(':').next().unwrap_or(&print).to_owned();
        let count = seen.entry(print.clone()).and_modify(|count| *count += 1).or_insert(1);
        let help = finding.help.as_ref().map_or(String::new(), |help| format!("; {}", one_line(help)));
        Entry {
            // GitLab does not show `check_name`.
            description: shortened(
                &format!("{}: {}{help}", finding.rule, one_line(&finding.message)),
                DESCRIPTION,
            ),
            check_name: finding.rule,
            fingerprint: if *count > 1 { format!("{print}-{count}") } else { print },
            severity: match judged.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info | Severity::Off => "info",
            },
            location: Location {
                path: places.path(finding.span.file),
                lines: Lines { begin: at.line, end: at.end_line },
            },
        }
    };
    report.findings.iter().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::{Value, json};

    use super::super::samples::{every, many, none, one, places, sources};
    use super::*;

    /// What GitLab's documentation and parser ask of a report.
    fn schema() -> Value {
        json!({
            "type": "array",
            "items": {
                "type": "object",
                "required": ["description", "check_name", "fingerprint", "severity", "location"],
                "properties": {
                    "description": { "type": "string", "minLength": 1 },
                    "check_name": { "type": "string", "minLength": 1 },
                    "fingerprint": { "type": "string", "minLength": 1 },
                    "severity": { "enum": ["info", "minor", "major", "critical", "blocker"] },
                    "location": {
                        "type": "object",
                        "required": ["path", "lines"],
                        "properties": {
                            "path": { "type": "string", "pattern": "^[^./]" },
                            "lines": {
                                "type": "object",
                                "required": ["begin"],
                                "properties": { "begin": { "type": "integer", "minimum": 1 } }
                            }
                        }
                    }
                }
            }
        })
    }

    fn written(report: &Report<'_>) -> Value {
        let sources = sources();
        serde_json::to_value(entries(report, places(&sources))).expect("a document")
    }

    #[test]
    fn clean_is_an_empty_list() {
        assert_eq!(written(&none()), json!([]));
    }

    #[test]
    fn the_rule_stands_in_the_description() {
        let one = &written(&one())[0];
        assert_eq!(one["description"], "unknown-person: no such person; name one");
        assert_eq!(
            one["location"],
            json!({"path": "sec/risks/50% #1:, é.toml", "lines": {"begin": 2, "end": 2}})
        );
    }

    #[test]
    fn every_entry_can_be_read() {
        let validator = jsonschema::validator_for(&schema()).expect("a schema");
        for report in every() {
            let document = written(&report);
            assert!(validator.is_valid(&document), "{document:#}");
        }
    }

    #[test]
    fn fingerprints_are_unique() {
        let document = written(&many(40));
        let list = document.as_array().expect("a list");
        let prints: HashSet<&str> = list.iter().filter_map(|entry| entry["fingerprint"].as_str()).collect();
        assert_eq!(prints.len(), 40);
    }
}
