//! `check --format sarif`: SARIF 2.1.0 as GitHub code scanning accepts it.
//!
//! It refuses a file whose results are missing, lack a place or are too many,
//! and rules without descriptions; waived findings would open as alerts and
//! are left out.

use std::cmp::Reverse;

use serde_json::{Value, json};

use super::escape::{self, sarif_message};
use super::places::Places;
use crate::filter::{Judged, Report};
use crate::finding::fingerprint::fingerprint;
use crate::model::config::Severity;
use crate::model::word::Word;
use crate::rules::page::{capitalised, markdown};
use crate::rules::{Check, RULES, Rule};
use crate::source::Span;
use crate::text::{one_line, shortened};

/// How many results a run may have.
const RESULTS: usize = 25_000;
/// How many bytes of results; a file may have 10 MB when packed.
const BYTES: usize = 9_000_000;
/// Characters of a description.
const DESCRIPTION: usize = 1024;
/// Characters of a text in a message.
const TEXT: usize = 2000;
/// How many second places of a result are kept.
const RELATED: usize = 100;

/// The document.
#[must_use]
pub fn document(report: &Report<'_>, places: Places<'_>) -> Value {
    limited(report, places, RESULTS, BYTES)
}

fn limited(report: &Report<'_>, places: Places<'_>, most: usize, bytes: usize) -> Value {
    let rules: Vec<Rule<'_>> = RULES.iter().map(|rule| **rule).chain(report.own.iter().copied()).collect();
    let mut ordered: Vec<&Judged> = report.findings.iter().collect();
    // What is too much is left out from the lightest end.
    if ordered.len() > most.min(5000) {
        ordered.sort_by_key(|judged| Reverse(judged.severity));
    }
    let (mut results, mut used) = (Vec::new(), 0);
    for judged in ordered.iter().take(most) {
        let result = result(judged, &rules, places);
        used += result.to_string().len();
        if used > bytes {
            break;
        }
        results.push(result);
    }
    let mut invocation = json!({ "executionSuccessful": true });
    if results.len() < report.findings.len() {
        let text = format!(
            "{} of {} findings are left out, the lightest ones: code scanning takes no more",
            report.findings.len() - results.len(),
            report.findings.len()
        );
        invocation["toolExecutionNotifications"] =
            json!([{ "level": "warning", "message": { "text": text } }]);
    }
    let mut run = json!({
        "tool": { "driver": {
            "name": "Plimsoll",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "version": env!("CARGO_PKG_VERSION"),
            "rules": rules.iter().map(descriptor).collect::<Vec<_>>(),
        }},
        "invocations": [invocation],
        "columnKind": "unicodeCodePoints",
        "results": results,
    });
    if !places.prefix.is_empty() {
        // Several registers of one repository do not close each other's alerts.
        run["automationDetails"] = json!({ "id": format!("plimsoll/{}/", places.prefix.trim_matches('/')) });
    }
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    })
}

fn descriptor(rule: &Rule<'_>) -> Value {
    // What a register says of its own rule is its text, not our markdown.
    let own = matches!(rule.check, Check::Own(_));
    let (said, because) = (escape::markdown(rule.summary), escape::markdown(rule.why));
    let page = if own { markdown(&Rule { summary: &said, why: &because, ..*rule }) } else { markdown(rule) };
    let summary = capitalised(rule.summary);
    let mut tags = vec![rule.family.word()];
    if rule.dated {
        tags.push("dated");
    }
    let problem = match rule.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Off => "recommendation",
    };
    json!({
        "id": rule.name,
        "shortDescription": { "text": shortened(&one_line(&summary), DESCRIPTION) },
        "fullDescription": { "text": shortened(&one_line(rule.why), DESCRIPTION) },
        "help": {
            "text": format!("{summary}. {}", one_line(rule.why)),
            "markdown": page,
        },
        "defaultConfiguration": { "level": level(rule.severity), "enabled": rule.severity != Severity::Off },
        "properties": { "tags": tags, "precision": "very-high", "problem.severity": problem },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Off => "note",
    }
}

fn result(judged: &Judged, rules: &[Rule<'_>], places: Places<'_>) -> Value {
    let finding = &judged.finding;
    let safe = |text: &str| sarif_message(&shortened(text, TEXT));
    let mut text = capitalised(&safe(&finding.message));
    if let Some(help) = &finding.help {
        text.push_str(&format!(". {}", capitalised(&safe(help))));
    }
    let mut related = Vec::new();
    for (label, id) in finding.related.iter().zip(1..=RELATED) {
        let words = safe(&label.message);
        text.push_str(&format!("; [{}]({id})", if words.is_empty() { "there" } else { &words }));
        let mut location = location(label.span, places);
        location["id"] = json!(id);
        location["message"] = json!({ "text": words });
        related.push(location);
    }
    let print = fingerprint(finding);
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(judged.severity),
        "message": { "text": text },
        "locations": [location(finding.span, places)],
        "partialFingerprints": { "plimsoll/v1": print.rsplit(':').next().unwrap_or(&print) },
    });
    if let Some(index) = rules.iter().position(|rule| rule.name == finding.rule) {
        result["ruleIndex"] = json!(index);
    }
    if !related.is_empty() {
        result["relatedLocations"] = Value::Array(related);
    }
    result
}

fn location(span: Span, places: Places<'_>) -> Value {
    let at = places.sources.position(span);
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": places.uri(span.file) },
        "region": {
            "startLine": at.line,
            "startColumn": at.column,
            "endLine": at.end_line,
            "endColumn": at.end_column,
        },
    }})
}

#[cfg(test)]
mod tests {
    use super::super::samples::{every, hostile, many, none, one, placeless, places, sources};
    use super::*;

    fn written(report: &Report<'_>) -> Value {
        let sources = sources();
        document(report, places(&sources))
    }

    #[test]
    fn clean_has_results_and_rules() {
        let document = written(&none());
        let run = &document["runs"][0];
        assert_eq!(run["results"], json!([]));
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        assert_eq!(run["automationDetails"]["id"], "plimsoll/sec/");
    }

    #[test]
    fn every_rule_is_described() {
        let document = written(&none());
        let rules = document["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
        assert_eq!(rules.len(), RULES.len());
        for rule in rules {
            for key in ["shortDescription", "fullDescription", "help"] {
                let text = rule[key]["text"].as_str().expect("a text");
                assert!(!text.is_empty() && (key == "help" || text.chars().count() <= 1024), "{rule:#}");
            }
            assert!(!rule["help"]["markdown"].as_str().expect("markdown").is_empty());
            assert!(rule["properties"]["tags"].as_array().expect("tags").len() <= 10);
        }
    }

    #[test]
    fn results_have_places_and_one_fingerprint_of_ours() {
        for report in every() {
            for result in written(&report)["runs"][0]["results"].as_array().expect("results") {
                let place = &result["locations"][0]["physicalLocation"];
                for key in ["startLine", "startColumn", "endLine", "endColumn"] {
                    assert!(place["region"][key].as_u64().is_some_and(|number| number >= 1), "{result:#}");
                }
                let keys: Vec<&String> =
                    result["partialFingerprints"].as_object().expect("an object").keys().collect();
                assert_eq!(keys, ["plimsoll/v1"]);
            }
        }
        let document = written(&one());
        let place = &document["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "sec/risks/50%25%20%231%3A%2C%20%C3%A9.toml");
        let document = written(&placeless());
        let region = &document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
        assert_eq!(region["startLine"], 1);
    }

    #[test]
    fn only_our_links_lead_somewhere() {
        let document = written(&hostile());
        let result = &document["runs"][0]["results"][0];
        let text = result["message"]["text"].as_str().expect("a message");
        let linked = text.replace("\\]", "").matches("](").count();
        assert_eq!(linked, 1, "{text}");
        assert_eq!(result["relatedLocations"][0]["id"], 1);
    }

    #[test]
    fn what_is_too_much_is_left_out_and_said() {
        let sources = sources();
        let report = many(30);
        for document in [
            limited(&report, places(&sources), 10, BYTES),
            limited(&report, places(&sources), 20, 8000),
            written(&many(RESULTS + 3)),
        ] {
            let run = &document["runs"][0];
            let results = run["results"].as_array().expect("results");
            assert!(!results.is_empty() && results.len() <= RESULTS);
            assert_eq!(results[0]["level"], "error");
            let note = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
            assert!(note.as_str().is_some_and(|note| note.contains("left out")), "{note}");
        }
    }
}
