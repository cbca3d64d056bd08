//! `check --format sarif`: SARIF 2.1.0 as GitHub code scanning accepts it.
//!
//! It refuses a file whose results are missing, lack a place or are too many,
//! and rules without descriptions; suppressed results would open as alerts and
//! are left out unless they are asked for.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::escape::sarif_message;
use super::places::Places;
use super::waived::terms;
use crate::filter::{Report, Since, Waived};
use crate::finding::Finding;
use crate::finding::fingerprint::fingerprint;
use crate::model::config::Severity;
use crate::model::waiver::Waiver;
use crate::model::word::Word;
use crate::rules::page::{capitalised, markdown};
use crate::rules::{RULES, Rule};
use crate::source::Span;
use crate::text::{counted, one_line, shortened};

/// How many results a run may have.
const RESULTS: usize = 25_000;
/// How many bytes of results, packed; a file may have 10 MB. The rest is for
/// the rules, and for what the encoder still holds when it is asked.
const PACKED: usize = 9_000_000;
/// Characters of a description.
const DESCRIPTION: usize = 1024;
/// Characters of a text in a message.
const TEXT: usize = 2000;
/// How many second places of a result are kept.
const RELATED: usize = 100;

/// The document. `waived` are the suppressed results that it is to have, and
/// `severities` what the register itself says that rules weigh.
#[must_use]
pub fn document(
    report: &Report<'_>,
    waived: &[Waived<'_>],
    places: Places<'_>,
    severities: &HashMap<&'static str, Severity>,
) -> Value {
    limited(report, waived, places, severities, Limit { results: RESULTS, packed: PACKED })
}

/// How much a file may hold.
#[derive(Debug, Clone, Copy)]
struct Limit {
    results: usize,
    /// Bytes, packed.
    packed: usize,
}

/// A finding as the document tells it.
#[derive(Debug, Clone, Copy)]
struct Told<'a> {
    finding: &'a Finding,
    severity: Severity,
    waiver: Option<&'a Waiver>,
}

fn limited(
    report: &Report<'_>,
    waived: &[Waived<'_>],
    places: Places<'_>,
    severities: &HashMap<&'static str, Severity>,
    limit: Limit,
) -> Value {
    let found = report.findings.iter().map(|judged| Told {
        finding: &judged.finding,
        severity: judged.severity,
        waiver: None,
    });
    let silenced = waived.iter().map(|waived| Told {
        finding: &waived.finding,
        severity: waived.severity,
        waiver: Some(waived.waiver),
    });
    let told: Vec<Told<'_>> = found.chain(silenced).collect();
    let results = weightiest(&told, places, limit);
    let mut invocation = json!({ "executionSuccessful": true });
    if let Some(hidden) = report.since.as_ref().and_then(Since::hidden_words) {
        invocation["properties"] = json!({ "hidden": hidden });
    }
    if results.len() < told.len() {
        let text = format!(
            "{} of {} are left out, the lightest ones: code scanning takes no more",
            told.len() - results.len(),
            counted(told.len(), "finding"),
        );
        invocation["toolExecutionNotifications"] =
            json!([{ "level": "warning", "message": { "text": text } }]);
    }
    let mut run = json!({
        "tool": { "driver": {
            "name": "Plimsoll",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "version": env!("CARGO_PKG_VERSION"),
            "rules": RULES.iter().map(|rule| descriptor(rule, severities)).collect::<Vec<_>>(),
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

/// The results, in the order of the report. Where there are too many, those
/// that weigh least are left out, suppressed ones first.
fn weightiest(told: &[Told<'_>], places: Places<'_>, limit: Limit) -> Vec<Value> {
    let mut ordered: Vec<usize> = (0..told.len()).collect();
    ordered.sort_by_key(|place| (told[*place].waiver.is_some(), Reverse(told[*place].severity)));
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    let mut kept: Vec<(usize, Value)> = Vec::new();
    let mut unpacked = 0;
    for place in ordered.into_iter().take(limit.results) {
        let result = result(told[place], places);
        let text = format!("{result:#}");
        unpacked += text.len();
        // Packing makes nothing larger that could matter: it is asked where
        // the plain text no longer answers.
        let fits = packed.write_all(text.as_bytes()).is_ok()
            && (unpacked <= limit.packed || packed.get_ref().len() <= limit.packed);
        if !fits {
            break;
        }
        kept.push((place, result));
    }
    kept.sort_by_key(|(place, _)| *place);
    kept.into_iter().map(|(_, result)| result).collect()
}

/// A rule's id, which never changes.
fn id(rule: &str) -> String {
    format!("plimsoll/{rule}")
}

fn descriptor(rule: &Rule, severities: &HashMap<&'static str, Severity>) -> Value {
    let severity = severities.get(rule.name).copied().unwrap_or(rule.severity);
    let summary = capitalised(rule.summary);
    let mut tags = vec![rule.family.word()];
    if rule.dated {
        tags.push("dated");
    }
    let problem = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Off => "recommendation",
    };
    json!({
        "id": id(rule.name),
        "name": rule.name,
        "shortDescription": { "text": shortened(&one_line(&summary), DESCRIPTION) },
        "fullDescription": { "text": shortened(&one_line(rule.why), DESCRIPTION) },
        "help": {
            "text": format!("{summary}. {}", one_line(rule.why)),
            "markdown": markdown(rule),
        },
        "defaultConfiguration": { "level": level(severity), "enabled": severity != Severity::Off },
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

fn result(told: Told<'_>, places: Places<'_>) -> Value {
    let Told { finding, severity, waiver } = told;
    let safe = |text: &str| sarif_message(&shortened(&one_line(text), TEXT));
    let mut text = capitalised(&safe(&finding.message));
    let mut related = Vec::new();
    for (label, id) in finding.related.iter().zip(1..=RELATED) {
        let words = if label.message.trim().is_empty() { "there" } else { &label.message };
        text.push_str(&format!("; [{}]({id})", safe(words)));
        let mut location = location(label.span, places);
        location["id"] = json!(id);
        location["message"] = json!({ "text": shortened(&one_line(words), TEXT) });
        related.push(location);
    }
    if finding.related.len() > RELATED {
        text.push_str(&format!("; and {} more", counted(finding.related.len() - RELATED, "place")));
    }
    if let Some(help) = &finding.help {
        text.push_str(&format!(". {}", capitalised(&safe(help))));
    }
    let print = fingerprint(finding);
    let mut result = json!({
        "ruleId": id(finding.rule),
        "level": level(severity),
        "message": { "text": text },
        "locations": [location(finding.span, places)],
        "partialFingerprints": { "plimsoll/v1": print.rsplit(':').next().unwrap_or(&print) },
    });
    if let Some(index) = RULES.iter().position(|rule| rule.name == finding.rule) {
        result["ruleIndex"] = json!(index);
    }
    if !related.is_empty() {
        result["relatedLocations"] = Value::Array(related);
    }
    if let Some(waiver) = waiver {
        // A waiver stands on the risk itself, or in a file for waivers alone.
        let kind = if waiver.span.file == finding.span.file { "inSource" } else { "external" };
        let justification = shortened(&terms(waiver), TEXT);
        result["suppressions"] =
            json!([{ "kind": kind, "status": "accepted", "justification": justification }]);
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
    use super::super::samples::{
        every, granted, hostile, many, none, one, placeless, places, silenced, sources,
    };
    use super::*;

    fn written(report: &Report<'_>) -> Value {
        let sources = sources();
        document(report, &report.waived, places(&sources), &HashMap::new())
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
            assert_eq!(rule["id"], format!("plimsoll/{}", rule["name"].as_str().expect("a name")));
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
    fn links_stand_before_the_remedy() {
        let document = written(&hostile());
        let text = document["runs"][0]["results"][0]["message"]["text"].as_str().expect("a message");
        let (before, after) = text.split_once("](1). ").expect("a link, then the remedy");
        assert!(before.contains("; [") && !after.is_empty(), "{text}");
    }

    #[test]
    fn rules_weigh_what_the_register_says() {
        let sources = sources();
        let severities =
            HashMap::from([("unknown-person", Severity::Off), ("copied-rationale", Severity::Error)]);
        let document = document(&none(), &[], places(&sources), &severities);
        let rules = document["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
        let of = |name: &str| rules.iter().find(|rule| rule["name"] == name).expect("the rule");
        assert_eq!(of("unknown-person")["defaultConfiguration"]["enabled"], false);
        assert_eq!(of("copied-rationale")["properties"]["problem.severity"], "error");
        assert_eq!(of("copied-rationale")["defaultConfiguration"]["level"], "error");
    }

    #[test]
    fn waived_results_are_suppressed_and_come_only_where_asked_for() {
        let waiver = granted();
        let report = silenced(&waiver);
        let document = written(&report);
        let result = &document["runs"][0]["results"][0];
        let suppression = &result["suppressions"][0];
        assert_eq!((&suppression["kind"], &suppression["status"]), (&json!("external"), &json!("accepted")));
        assert_eq!(suppression["justification"], "until 2025-07-01 by ciso: Strike");
        let sources = sources();
        let without = super::document(&report, &[], places(&sources), &HashMap::new());
        assert_eq!(without["runs"][0]["results"], json!([]));
    }

    #[test]
    fn what_is_too_much_is_left_out_from_the_lightest_end() {
        let sources = sources();
        let report = many(30);
        let cut = |limit| limited(&report, &[], places(&sources), &HashMap::new(), limit);
        for document in [
            cut(Limit { results: 10, packed: PACKED }),
            cut(Limit { results: 30, packed: 10 }),
            written(&many(RESULTS + 3)),
        ] {
            let run = &document["runs"][0];
            let results = run["results"].as_array().expect("results");
            assert!(results.len() <= RESULTS);
            let lights = results.iter().filter(|result| result["level"] != "error").count();
            assert!(lights == 0 || results.len() == RESULTS, "errors before anything else");
            let note = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
            assert!(note.as_str().is_some_and(|note| note.contains("left out")), "{note}");
        }
    }

    #[test]
    fn size_is_what_the_file_has_when_packed() {
        let sources = sources();
        let report = many(3000);
        let limit = Limit { results: RESULTS, packed: 400_000 };
        let document = limited(&report, &[], places(&sources), &HashMap::new(), limit);
        let text = format!("{document:#}");
        assert!(text.len() > 2 * 400_000, "{}", text.len());
        assert_eq!(document["runs"][0]["results"].as_array().map(Vec::len), Some(3000));
    }
}
