//! Every kind of change, as it is told.

use super::*;
use crate::history::change::Levels;
use crate::history::fields::Fields;
use crate::parse::load_texts;

const METHODOLOGY: &str = include_str!("../../../tests/data/examples/methodology.toml");
const PEOPLE: &str = include_str!("../../../tests/data/examples/people.toml");
const CONTROLS: &str = include_str!("../../../tests/data/examples/controls.toml");
const ASSETS: &str = include_str!("../../../tests/data/examples/assets.toml");

fn register() -> Register {
    let config = "[register]\ntitle = 'R'\n[[custom]]\nkey = 'site'\nname = 'Where'\ntype = 'text'\n";
    let list = [
        ("plimsoll.toml", config),
        ("schema/methodology.toml", METHODOLOGY),
        ("people.toml", PEOPLE),
        ("controls.toml", CONTROLS),
        ("assets.toml", ASSETS),
    ];
    load_texts(&list).register
}

fn changes(risk: Option<&str>, file: &str, before: &str, after: &str) -> Vec<Change> {
    let read = |text: &str| Fields::parse(text).unwrap_or_else(|| panic!("no TOML: {text}"));
    let change = |FieldChange { field, before, after }| Change {
        risk: risk.map(str::to_owned),
        file: file.to_owned(),
        kind: Kind::Changed,
        field: Some(field),
        before,
        after,
        cause: None,
        level: Levels::default(),
    };
    read(before).changes_to(&read(after)).into_iter().map(change).collect()
}

/// What is told of a risk's file that says other things than before.
fn told(before: &str, after: &str, aftermath: &Aftermath) -> Vec<String> {
    let register = register();
    let changes = changes(Some("R001"), "risks/R001.toml", before, after);
    let lines = Words::of_today(&register).lines(&changes.iter().collect::<Vec<_>>(), Some(aftermath));
    lines.into_iter().map(|line| line.text).collect()
}

#[test]
fn a_risk_is_told_in_sentences() {
    let due = "treatment.due = 2025-04-30";
    let accepted = "[acceptance]\nby = 'security-lead'\non = 2025-02-01\nuntil = 2025-08-01\nlevel = 'high'\nrationale = 'No other way.'\nseal = 'a'";
    let approved = "[treatment.approval]\nby = 'security-lead'\non = 2025-02-01\nseal = 'a'";
    let action = "[[treatment.action]]\ntitle = 'Buy'";
    let acted = |rest: &str| format!("{action}\n{rest}");
    let (with_owner, with_due) = (acted("owner = 'it-manager'"), acted("due = 2025-05-10"));
    let (later, done) = (acted("due = 2025-05-19"), acted("done = 2025-05-02"));
    let renewed =
        accepted.replace("02-01", "07-15").replace("2025-08-01", "2026-01-01").replace("'a'", "'b'");
    let handed_on = accepted.replace("'security-lead'", "'it-manager'").replace("02-01", "03-01");
    let extended = accepted.replace("2025-08-01", "2025-09-01");
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "owner = 'it-manager'",
            "owner = 'security-lead'",
            &["Owner changed from IT Manager to Security Lead"],
        ),
        ("", "owner = 'nobody-known'", &["Owner set to nobody-known"]),
        ("treatment.owner = 'it-manager'", "", &["Action owner removed, it was IT Manager"]),
        ("", "treatment.cost = 42000", &["Cost of treatment set to 42,000"]),
        ("status = 'open'", "status = 'in-progress'", &["Status changed from Open to In Progress"]),
        ("title = 'Weak'", "title = 'Old'", &["Title changed from “Weak” to “Old”"]),
        ("description = 'a'", "description = 'b'", &["Description changed"]),
        ("", "rationale = 'b'", &["Rationale written"]),
        ("treatment.plan = 'b'", "", &["Treatment plan removed"]),
        ("impact = 'medium'", "impact = 'high'", &["Impact raised from Medium to High"]),
        ("likelihood = 'high'", "likelihood = 'low'", &["Likelihood lowered from High to Low"]),
        ("likelihood = 'high'", "likelihood = 'often'", &["Likelihood changed from High to often"]),
        ("", "treatment.residual.impact = 'low'", &["Planned impact set to Low"]),
        ("impact.safety = 'low'", "impact.safety = 'high'", &["Impact on safety raised from Low to High"]),
        ("", due, &["Due date set to 2025-04-30"]),
        (due, "", &["Due date removed, it was 2025-04-30"]),
        (
            due,
            "treatment.due = 2025-09-30",
            &["Due date moved from 2025-04-30 to 2025-09-30 (2nd move, +153 days)"],
        ),
        (due, "treatment.due = 2025-04-29", &["Due date moved from 2025-04-30 to 2025-04-29 (-1 day)"]),
        (
            due,
            "treatment.due = 2025-05-01\n[[treatment.postponed]]\nfrom = 2025-04-30\nto = 2025-05-01\nreason = 'late supplier'",
            &["Due date moved from 2025-04-30 to 2025-05-01 (2nd move, +1 day), reason: late supplier"],
        ),
        (
            "",
            "[[treatment.postponed]]\nfrom = 2025-04-30\nto = 2025-05-01\nreason = 'late'",
            &["Postponement from 2025-04-30 added, to 2025-05-01, reason: late"],
        ),
        ("", "treatment.done = 2025-04-30", &["Treatment done on 2025-04-30"]),
        ("treatment.done = 2025-04-30", "", &["Treatment no longer done"]),
        ("", "treatment.agreed = 2025-04-30", &["Treatment agreed by the risk owner on 2025-04-30"]),
        (
            "treatment.option = 'accept'",
            "treatment.option = 'avoid'",
            &["Treatment option changed from accept to avoid"],
        ),
        ("", action, &["Action “Buy” added"]),
        ("", &with_due, &["Action “Buy” added, due 2025-05-10"]),
        ("", &done, &["Action “Buy” added, done on 2025-05-02"]),
        (action, "", &["Action “Buy” removed"]),
        (action, &done, &["Action “Buy” done on 2025-05-02"]),
        (&done, action, &["Action “Buy” no longer done"]),
        (action, &with_owner, &["Action “Buy” given to IT Manager"]),
        (action, &with_due, &["Due date of action “Buy” set to 2025-05-10"]),
        (&with_due, &later, &["Due date of action “Buy” moved from 2025-05-10 to 2025-05-19 (+9 days)"]),
        ("", accepted, &["Accepted by Security Lead until 2025-08-01, at level High"]),
        (accepted, "", &["Acceptance by Security Lead withdrawn"]),
        (accepted, &renewed, &["Accepted again by Top management until 2026-01-01"]),
        (accepted, &handed_on, &["Accepted by IT Manager, before by Security Lead"]),
        (accepted, &extended, &["End of acceptance moved from 2025-08-01 to 2025-09-01 (+31 days)"]),
        ("", approved, &["Plan approved by Security Lead on 2025-02-01"]),
        (approved, "", &["Approval of the plan by Security Lead withdrawn"]),
        (
            "",
            "[review]\non = 2025-02-01\nby = 'it-manager'\noutcome = 'unchanged'",
            &["Reviewed on 2025-02-01 by IT Manager, assessment unchanged"],
        ),
        ("review.on = 2025-02-01", "review.on = 2025-05-01", &["Reviewed on 2025-05-01 by Top management"]),
        (
            "review.by = 'it-manager'",
            "review.by = 'security-lead'",
            &["Reviewer changed from IT Manager to Security Lead"],
        ),
        ("", "assessed = 2025-02-01\nassessed_by = 'it-manager'", &["Assessed on 2025-02-01 by IT Manager"]),
        (
            "",
            "[closed]\non = 2025-02-01\nby = 'it-manager'\nreason = 'Sold.'\nmerged_into = 'R002'",
            &["Closed on 2025-02-01 by IT Manager, merged into R002, reason: Sold."],
        ),
        ("closed.on = 2025-02-01\nclosed.reason = 'Sold.'", "", &["No longer closed, it was on 2025-02-01"]),
        (
            "",
            "[[waiver]]\nrule = 'late'\nreason = 'Soon.'\nuntil = 2025-12-31",
            &["Waiver for late added, until 2025-12-31, reason: Soon."],
        ),
        (
            "waiver = [{ rule = 'late', until = 2025-12-31 }]",
            "waiver = [{ rule = 'late', until = 2026-01-01 }]",
            &["End of waiver for late moved from 2025-12-31 to 2026-01-01 (+1 day)"],
        ),
        ("controls = ['password-policy']", "controls = ['password-policy', 'x']", &["Control added: x"]),
        (
            "controls = ['password-policy']",
            "controls = ['x']",
            &["Control added: x; control removed: Password policy"],
        ),
        ("vulnerabilities = ['a']", "", &["Vulnerability removed: a"]),
        ("tags = ['a', 'a']", "tags = ['a']", &["Tags changed"]),
        ("related = ['R002']", "related = ['R002', 'R003']", &["Related risk added: R003"]),
        ("id = 'R001'", "id = 'R009'", &["Id changed from R001 to R009"]),
        ("references = [{ title = 'a' }]", "references = [{ title = 'b' }]", &["References changed"]),
        ("custom.site = 'a'", "custom.site = 'b'", &["Where changed from a to b"]),
        ("category = 'a'", "category = \"b\\u202e\"", &["Category changed from a to bU+202E"]),
    ];
    let aftermath = Aftermath {
        moves: 2,
        accepted_by: Some("Top management".to_owned()),
        reviewed_by: Some("Top management".to_owned()),
        ..Aftermath::default()
    };
    for (before, after, expected) in cases {
        assert_eq!(told(before, after, &aftermath), *expected, "{before} -> {after}");
    }
}

#[test]
fn other_files_are_told_in_sentences() {
    let register = register();
    let test = "[[control]]\nid = 'password-policy'\n[[control.test]]\non = 2026-11-20\nresult = 'passed'\nby = 'it-manager'";
    let cases: &[(&str, &str, &str, Topic, &str)] = &[
        (
            "schema/methodology.toml",
            "version = '1.0'",
            "version = '1.1'",
            Topic::Methodology,
            "Version changed from 1.0 to 1.1",
        ),
        (
            "schema/methodology.toml",
            "matrix.high = ['low', 'high']",
            "matrix.high = ['high', 'high']",
            Topic::Methodology,
            "Matrix row High changed from Low, High to High, High",
        ),
        (
            "schema/methodology.toml",
            "level = [{ id = 'high', accept_by = 'ciso' }]",
            "level = [{ id = 'high', accept_by = 'top' }]",
            Topic::Methodology,
            "Accepting role of level “High” changed from Chief Information Security Officer to top",
        ),
        (
            "controls.toml",
            "[[control]]\nid = 'password-policy'",
            test,
            Topic::Controls,
            "Control “Password policy” tested on 2026-11-20 by IT Manager: passed",
        ),
        (
            "people.toml",
            "person = [{ id = 'it-manager' }]",
            "person = [{ id = 'it-manager', active = false }]",
            Topic::People,
            "Person “IT Manager” has left",
        ),
        (
            "people.toml",
            "person = [{ id = 'it-manager', roles = ['ciso'] }]",
            "person = [{ id = 'it-manager', roles = [] }]",
            Topic::People,
            "Role of person “IT Manager” removed: Chief Information Security Officer",
        ),
        (
            "measurements/a.csv",
            "",
            "measurement = [{ date = 2025-05-01, value = 12 }]",
            Topic::Monitoring,
            "Measurement of 2025-05-01 added, value 12",
        ),
        (
            "waivers.toml",
            "waiver = [{ rule = 'late', risk = 'R001' }]",
            "a = 1",
            Topic::Decision,
            "A set to 1",
        ),
    ];
    for (file, before, after, topic, text) in cases {
        let changes = changes(None, file, before, after);
        let lines = Words::of_today(&register).lines(&changes.iter().collect::<Vec<_>>(), None);
        assert_eq!((lines[0].text.as_str(), lines[0].topic), (*text, *topic), "{file}");
    }
}

#[test]
fn what_comes_goes_and_is_rescored_is_told_with_the_line() {
    let register = register();
    let level = |before: Option<&str>, after: Option<&str>| Levels {
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    };
    let change = |kind, level| Change {
        risk: Some("R001".to_owned()),
        file: "risks/R001.toml".to_owned(),
        kind,
        field: None,
        before: Some(Value::Text("a.toml".to_owned())),
        after: Some(Value::Text("b.toml".to_owned())),
        cause: Some("schema/methodology.toml".to_owned()),
        level,
    };
    let created = Change {
        after: Some(Value::Table(vec![("title".to_owned(), Value::Text("Weak".to_owned()))])),
        ..change(Kind::Added, level(None, Some("high")))
    };
    let file = |kind| Change { risk: None, ..change(kind, Levels::default()) };
    let rated = Change {
        field: Some("impact".to_owned()),
        before: Some(Value::Text("high".to_owned())),
        after: Some(Value::Text("medium".to_owned())),
        ..change(Kind::Changed, level(Some("critical"), Some("high")))
    };
    let rescored = |before, after| change(Kind::Rescored, level(before, after));
    let known = Change { kind: Kind::Known, ..created.clone() };
    for (change, text, topic) in [
        (created, "Created: Weak, level High", Topic::Created),
        (known, "Known since at least this commit, where history is cut: Weak, level High", Topic::Cut),
        (file(Kind::Known), "Known since at least this commit, where history is cut", Topic::Cut),
        (change(Kind::Removed, Levels::default()), "Removed", Topic::Created),
        (change(Kind::Moved, Levels::default()), "File moved from a.toml to b.toml", Topic::Created),
        (change(Kind::Unreadable, Levels::default()), "Could not be read at this commit", Topic::Unread),
        (change(Kind::Readable, Levels::default()), "Could be read again", Topic::Unread),
        (file(Kind::Added), "File added", Topic::Context),
        (file(Kind::Removed), "File removed", Topic::Context),
        (rated, "Impact lowered from High to Medium: level Critical → High", Topic::Level),
        (
            rescored(Some("high"), Some("critical")),
            "Level raised from High to Critical because the methodology changed",
            Topic::Level,
        ),
        (
            rescored(Some("high"), Some("low")),
            "Level lowered from High to Low because the methodology changed, now below the line",
            Topic::Level,
        ),
        (rescored(None, Some("high")), "Level set to High because the methodology changed", Topic::Level),
        (
            rescored(Some("high"), None),
            "Level removed, it was High, because the methodology changed",
            Topic::Level,
        ),
    ] {
        let lines = Words::of_today(&register).lines(&[&change], None);
        assert_eq!((lines[0].text.as_str(), lines[0].topic), (text, topic));
    }
}

#[test]
fn a_long_text_is_told_by_its_difference_and_a_short_one_by_its_values() {
    let register = register();
    let long = "word ".repeat(20);
    let changes = changes(Some("R001"), "risks/R001.toml", "category = 'a'", &format!("category = '{long}'"));
    let lines = Words::of_today(&register).lines(&changes.iter().collect::<Vec<_>>(), None);
    assert_eq!(lines[0].text, "Category changed");
    assert_eq!(lines[0].prose.as_deref(), Some(&("a".to_owned(), long.trim_end().to_owned())));
}

#[test]
fn what_a_change_does_to_decisions_follows_it() {
    let aftermath = Aftermath {
        acceptance_is_void: true,
        approval_is_void: true,
        accepted_by: Some("it-manager".to_owned()),
        ..Aftermath::default()
    };
    assert_eq!(
        told("tags = ['a']", "tags = ['b']", &aftermath)[1..],
        ["Acceptance by IT Manager made void by this change", "Approval made void by this change"]
    );
}

#[test]
fn numbers_of_moves_are_words_that_are_said() {
    let said: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 112].into_iter().map(ordinal).collect();
    assert_eq!(said, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th"]);
}
