use super::*;
use crate::filter::Judged;
use crate::finding::Finding;
use crate::model::config::Severity;
use crate::rules::Family;
use crate::source::Span;
use crate::testing::{facts_of, register_of};

const FULL: &str = include_str!("../../../tests/data/show/full.toml");

fn shown(risks: &[(&str, &str)], style: Style) -> String {
    let register = register_of(risks);
    let facts = facts_of(&register);
    // What rules find is their own tests' business.
    let risk = &register.risks[0];
    let span = risk.treatment.as_ref().map_or(Span::start_of(risk.file), |treatment| treatment.span);
    let finding = Finding {
        risk: Some(risk.id().to_owned()),
        ..Finding::new("overdue-treatment", span, "the due date has passed")
    };
    let judged = Judged { finding, family: Family::Treatment, severity: Severity::Error, dated: true };
    let report = Report { findings: vec![judged], ..Report::default() };
    let mut out = Vec::new();
    write(&facts, 0, &report, style, &mut out).expect("memory");
    String::from_utf8(out).expect("UTF-8")
}

const OTHER: (&str, &str) = ("R002", "title = 'Phishing'\nsupersedes = ['R001']\n");

#[test]
fn eighty_columns_show_every_field() {
    insta::assert_snapshot!(shown(&[("R001", FULL), OTHER], Style::plain(80)));
}

#[test]
fn ascii_is_enough() {
    let text = shown(&[("R001", FULL), OTHER], Style { unicode: false, ..Style::plain(80) });
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!(text.lines().take(12).collect::<Vec<_>>().join("\n"));
}

#[test]
fn an_unassessed_risk_has_no_level_and_no_matrix() {
    insta::assert_snapshot!(shown(&[("R001", "")], Style::plain(80)));
}

#[test]
fn no_line_is_wider_than_the_terminal_and_nothing_hides() {
    let hostile = FULL.replace("weak passwords", "\\u001b[31mweak \\u202epasswords");
    for columns in [40, 50, 60, 80, 100, 200] {
        let text = shown(&[("R001", &hostile), OTHER], Style::plain(columns));
        for line in text.lines() {
            assert!(width(line) <= columns, "{columns}: {line}");
            assert!(!line.contains(crate::text::is_hidden), "{line}");
        }
    }
}
