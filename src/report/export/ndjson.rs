//! `export ndjson`: a line per risk, change, measurement, incident and control,
//! each with its register's id and the commit that was read, so that the lines
//! of thousands of registers make one table.

use std::io::{self, Write};

use serde::Serialize;

use super::Export;
use crate::due::next_test;
use crate::model::control::Control;
use crate::model::incident::{Incident, day_of};
use crate::model::indicator::Indicator;
use crate::model::word::Word;
use crate::report::escape;
use crate::report::log_json::ChangeShape;
use crate::shape::RiskShape;

/// A line: what it is of, then the shape's own keys.
#[derive(Serialize)]
struct Line<'a, T> {
    r#type: &'static str,
    register: Option<&'a str>,
    as_of: Option<&'a str>,
    #[serde(flatten)]
    what: T,
}

/// A value of an indicator.
#[derive(Debug, Serialize)]
struct MeasurementShape<'a> {
    indicator: &'a str,
    date: String,
    value: f64,
    n: Option<u64>,
    note: Option<&'a str>,
    restated: bool,
}

/// An incident; its times are in UTC.
#[derive(Debug, Serialize)]
struct IncidentShape<'a> {
    id: &'a str,
    title: Option<&'a str>,
    severity: Option<&'a str>,
    occurred: Option<String>,
    detected: Option<String>,
    responded: Option<String>,
    contained: Option<String>,
    resolved: Option<String>,
    risks: Vec<&'a str>,
}

/// A control.
#[derive(Debug, Serialize)]
struct ControlShape<'a> {
    id: &'a str,
    name: Option<&'a str>,
    owner: Option<&'a str>,
    state: Option<&'static str>,
    annex_a: Vec<&'a str>,
    reasons: Vec<&'static str>,
    counted_on: usize,
    last_test: Option<TestShape>,
    test_state: &'static str,
}

#[derive(Debug, Serialize)]
struct TestShape {
    on: Option<String>,
    result: Option<&'static str>,
}

/// Writes the lines: risks in register order, changes newest first,
/// measurements by indicator and day, incidents and controls in the order of
/// their files.
///
/// # Errors
/// What the writer says.
pub fn write(
    export: &Export<'_>,
    commit: Option<&str>,
    changes: &[ChangeShape],
    actions: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let register = export.facts.register.config.id.as_ref().map(|id| id.as_str());
    let mut lines = Lines { register, as_of: commit, actions, out };
    for seen in &export.risks {
        lines.add("risk", RiskShape::seen(export.facts, seen, export.counts(seen)))?;
    }
    for change in changes {
        lines.add("change", change)?;
    }
    for (indicator, _) in &export.indicators {
        for measured in measurements(export, indicator) {
            lines.add("measurement", measured)?;
        }
    }
    for incident in export.incidents.iter().filter(|incident| was_seen(export, incident)) {
        lines.add("incident", told(export, incident))?;
    }
    for control in &export.controls {
        lines.add("control", shape(export, control))?;
    }
    Ok(())
}

struct Lines<'a, 'o> {
    register: Option<&'a str>,
    as_of: Option<&'a str>,
    actions: bool,
    out: &'o mut dyn Write,
}

impl Lines<'_, '_> {
    fn add(&mut self, kind: &'static str, what: impl Serialize) -> io::Result<()> {
        let line = Line { r#type: kind, register: self.register, as_of: self.as_of, what };
        let text = serde_json::to_string(&line).map_err(io::Error::other)?;
        self.out.write_all(escape::json(&text, self.actions).as_bytes())?;
        self.out.write_all(b"\n")
    }
}

fn measurements<'a>(
    export: &'a Export<'_>,
    indicator: &'a Indicator,
) -> impl Iterator<Item = MeasurementShape<'a>> {
    let facts = export.facts;
    let values = facts.register.series(&indicator.id).map_or(&[][..], |series| series.until(facts.today));
    values.iter().map(|measured| MeasurementShape {
        indicator: &indicator.id,
        date: measured.date.to_string(),
        value: measured.value,
        n: measured.n,
        note: export.told_text(measured.note.as_deref()),
        restated: facts.past.is_some_and(|past| past.was_restated(&indicator.id, measured.date)),
    })
}

/// Whether it was known on the judged day; one without a time is.
fn was_seen(export: &Export<'_>, incident: &Incident) -> bool {
    incident.day().is_none_or(|day| day <= export.facts.today)
}

fn told<'a>(export: &Export<'_>, incident: &'a Incident) -> IncidentShape<'a> {
    let today = export.facts.today;
    let [occurred, detected, responded, contained, resolved] = incident
        .steps()
        .map(|(_, time)| time.filter(|time| day_of(time.value) <= today).map(|time| time.value.to_string()));
    IncidentShape {
        id: &incident.id,
        title: incident.title.as_ref().map(|title| title.as_str()),
        severity: incident.severity.as_ref().map(|severity| severity.as_str()),
        occurred,
        detected,
        responded,
        contained,
        resolved,
        risks: export.told_ids(&incident.risks),
    }
}

fn shape<'a>(export: &Export<'_>, control: &'a Control) -> ControlShape<'a> {
    let today = export.facts.today;
    ControlShape {
        id: &control.id,
        name: control.name.as_ref().map(|name| name.as_str()),
        owner: control.owner.as_ref().map(|owner| owner.as_str()),
        state: control.state.as_ref().map(|state| state.value.word()),
        annex_a: control.annex_a.iter().map(|reference| reference.as_str()).collect(),
        reasons: control.reasons.iter().map(|reason| reason.value.word()).collect(),
        counted_on: export.counted_on(control),
        last_test: control.last_test(today).map(|test| TestShape {
            on: test.on.as_ref().map(|on| on.value.to_string()),
            result: test.result.as_ref().map(|result| result.value.word()),
        }),
        test_state: next_test(control, today).1.word(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::with;
    use super::*;
    use serde_json::Value;

    #[test]
    fn every_line_is_an_object_that_says_what_it_is_of() {
        let text = with(&[], |export| {
            let mut out = Vec::new();
            write(export, Some("abc"), &[], false, &mut out).expect("memory");
            String::from_utf8(out).expect("UTF-8")
        });
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let kinds: Vec<&str> = lines.iter().filter_map(|line| line["type"].as_str()).collect();
        assert_eq!(kinds, ["risk", "risk", "risk", "control", "control", "control"]);
        assert!(lines.iter().all(|line| line["as_of"] == "abc" && line.get("register").is_some()));
        assert_eq!((&lines[1]["id"], &lines[1]["findings"]), (&Value::from("R002"), &Value::Null));
        assert_eq!((&lines[1]["level"], &lines[1]["likelihood"]), (&Value::from("high"), &Value::Null));
        assert_eq!(lines[1]["publish"], "outline");
        let awareness = lines.iter().find(|line| line["id"] == "awareness-training").expect("a control");
        assert_eq!(awareness["last_test"]["on"], "2025-02-10");
        assert_eq!(
            (&awareness["test_state"], &awareness["counted_on"]),
            (&Value::from("on-time"), &Value::from(1))
        );
        assert!(!text.contains("SECRET") && !text.contains("R003"), "{text}");
    }
}
