use super::*;
use crate::filter::{self, Selection};
use crate::testing::{facts_of, register_of};

const FULL: &str = include_str!("../../../tests/data/show/full.toml");

fn shown(risks: &[(&str, &str)], style: Style) -> String {
    let register = register_of(risks);
    let facts = facts_of(&register);
    let report = filter::report(&facts, Vec::new(), &Selection::default());
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
