use super::*;
use crate::order::register_order;
use crate::testing::{facts_of, register_of};

const LONG: &str = "title = 'Unauthorized access due to weak passwords'\nlikelihood = 'high'\nimpact = 'high'\ncontrols = ['password-policy']\nstatus = 'in-progress'\n[treatment]\noption = 'mitigate'\nplan = 'Implement multi-factor authentication'\nowner = 'security-lead'\ndue = 2025-04-30\n";

fn drawn(width: usize, unicode: bool) -> String {
    let low = "likelihood = 'low'\nimpact = 'high'\ntitle = 'Single crane operator certified'\n";
    let closed = "likelihood = 'high'\nimpact = 'high'\nstatus = 'closed'\n";
    let hostile = "title = \"\\u001b[31mred \\u202e漢字\"\n";
    let register = register_of(&[("R001", LONG), ("R002", low), ("R003", hostile), ("R004", closed)]);
    let facts = facts_of(&register);
    let risks: Vec<_> =
        register_order(&facts).iter().map(|at| (&register.risks[*at], &facts.risks[*at])).collect();
    let mut out = Vec::new();
    write(&facts, &risks, Style { unicode, ..Style::plain(width) }, &mut out).expect("memory");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn a_wide_terminal_shows_the_eleven_columns() {
    insta::assert_snapshot!(drawn(160, true));
}

#[test]
fn lateness_stands_beside_where_there_is_room() {
    insta::assert_snapshot!(drawn(120, true));
}

#[test]
fn lateness_stands_below_where_there_is_less() {
    insta::assert_snapshot!(drawn(100, true));
}

#[test]
fn eighty_columns_show_the_essential_ones() {
    insta::assert_snapshot!(drawn(80, true));
}

#[test]
fn sixty_columns_give_a_risk_two_lines() {
    insta::assert_snapshot!(drawn(60, false));
}

#[test]
fn a_narrow_terminal_shows_blocks() {
    insta::assert_snapshot!(drawn(40, true));
}

#[test]
fn no_line_is_wider_than_the_terminal_and_nothing_hides() {
    for columns in [30, 40, 59, 60, 75, 76, 80, 100, 159, 160, 220] {
        let text = drawn(columns, true);
        for line in text.lines() {
            assert!(width(line) <= columns, "{columns}: {line}");
            assert!(!line.contains(crate::text::is_hidden), "{line}");
        }
    }
}

#[test]
fn no_line_is_drawn_where_nothing_lies_below_it() {
    let register = register_of(&[("R001", LONG), ("R002", "")]);
    let facts = facts_of(&register);
    assert_eq!(line_after(&facts.each().collect::<Vec<_>>()), None);
}

#[test]
fn a_level_that_rests_on_a_failing_control_is_marked_at_every_width() {
    let gate = "\n[[control]]\nid = 'gate'\nstate = 'degraded'\n";
    let mut files: Vec<(&str, String)> =
        crate::testing::BASE.iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
    files[4].1.push_str(gate);
    let risk = |id: &str, rest: &str| {
        format!(
            "id = '{id}'\ntitle = 'A risk'\nowner = 'it-manager'\nlikelihood = 'low'\nimpact = 'low'\n{rest}"
        )
    };
    files.push(("risks/R001.toml", risk("R001", "status = 'open'\ncontrols = ['gate']\n")));
    files.push(("risks/R002.toml", risk("R002", "status = 'open'\ncontrols = ['password-policy']\n")));
    files.push(("risks/R003.toml", risk("R003", "status = 'closed'\ncontrols = ['gate']\n")));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let loaded = crate::parse::load_texts(&files);
    let facts = facts_of(&loaded.register);
    let risks: Vec<_> = facts.each().collect();
    for columns in [30, 40, 60, 80, 120, 200] {
        let mut out = Vec::new();
        write(&facts, &risks, Style::plain(columns), &mut out).expect("memory");
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(text.matches("doubtful").count(), 1, "{columns}: {text}");
        assert!(text.lines().all(|line| width(line) <= columns), "{columns}: {text}");
    }
}
