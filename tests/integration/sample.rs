//! The sample register of this repository: what it promises to hold.

use std::path::Path;

use plimsoll::decision::DecisionState;
use plimsoll::facts::Facts;
use plimsoll::filter::{self, Report, Selection};
use plimsoll::model::config::Severity;
use plimsoll::model::day::Day;
use plimsoll::model::risk::{Status, TreatmentOption};
use plimsoll::model::word::Word;
use plimsoll::parse::{self, Loaded};
use plimsoll::source::tree::WorkTree;

fn load() -> Loaded {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf();
    parse::load(&WorkTree::new(root)).expect("a sound plimsoll.toml")
}

fn errors(report: &Report<'_>, dated: bool) -> Vec<String> {
    let wanted = report.findings.iter().filter(|j| j.severity == Severity::Error && j.dated == dated);
    wanted.map(|j| format!("{}: {}", j.finding.rule, j.finding.message)).collect()
}

fn with_report<T>(loaded: &Loaded, today: Day, look: impl FnOnce(&Report<'_>) -> T) -> T {
    let facts = Facts::new(&loaded.register, today);
    look(&filter::report(&facts, loaded.findings.clone(), &Selection::default()))
}

#[test]
fn it_is_clean_in_april_and_late_in_june() {
    let loaded = load();
    with_report(&loaded, jiff::civil::date(2025, 4, 1), |report| {
        assert_eq!(errors(report, false), [""; 0]);
        assert_eq!(errors(report, true), [""; 0]);
    });
    with_report(&loaded, jiff::civil::date(2025, 6, 1), |report| {
        assert_eq!(errors(report, false), [""; 0]);
        assert!(!errors(report, true).is_empty());
    });
}

#[test]
fn time_alone_never_makes_it_invalid() {
    let loaded = load();
    for year in 2025..2060 {
        for month in [6, 12] {
            with_report(&loaded, jiff::civil::date(year, month, 28), |report| {
                assert_eq!(errors(report, false), [""; 0], "{year}-{month}");
            });
        }
    }
}

#[test]
fn the_two_classic_risks_are_in_it() {
    let loaded = load();
    let register = &loaded.register;
    let facts = Facts::new(register, jiff::civil::date(2025, 4, 1));
    let rows: Vec<String> = ["R001", "R002"]
        .into_iter()
        .map(|id| {
            let place = register.risk_place(id).expect("the risk");
            let (risk, judged) = (&register.risks[place], &facts.risks[place]);
            let methodology = register.methodology.as_ref().expect("a methodology");
            let stage = judged.stages.current.expect("assessed");
            let treatment = risk.treatment.as_ref().expect("treated");
            let controls: Vec<&str> = risk.controls.iter().map(|id| register.control_name(id)).collect();
            [
                risk.id(),
                risk.title(),
                register.person_name(risk.owner.as_ref().expect("an owner")),
                methodology.likelihood[stage.likelihood.expect("known")].name(),
                methodology.impact[stage.impact.expect("known")].name(),
                methodology.levels[stage.level.expect("judged")].name(),
                &controls.join("; "),
                treatment.plan.as_ref().expect("a plan"),
                register.person_name(treatment.owner.as_ref().expect("an action owner")),
                &judged.plan.deadline.expect("a deadline").to_string(),
                risk.status().name(),
            ]
            .join(" | ")
        })
        .collect();
    assert_eq!(
        rows,
        [
            "R001 | Unauthorized access due to weak passwords | IT Manager | High | High | Critical | Password policy | Implement multi-factor authentication | Security Lead | 2025-04-30 | In Progress",
            "R002 | Phishing attacks leading to credential theft | Security Team | Medium | High | High | Awareness training | Deploy advanced email filtering | IT Director | 2025-05-15 | Open",
        ]
    );
}

#[test]
fn it_shows_every_level_status_option_and_origin() {
    let loaded = load();
    let register = &loaded.register;
    let facts = Facts::new(register, jiff::civil::date(2025, 4, 1));
    assert!((20..=30).contains(&register.risks.len()));
    let methodology = register.methodology.as_ref().expect("a methodology");
    for rank in 0..methodology.levels.len() {
        assert!(facts.open().any(|(_, judged)| judged.level() == Some(rank)), "level {rank}");
    }
    assert!(facts.open().any(|(_, judged)| judged.stages.current.is_none()), "an unassessed risk");
    for (word, status) in Status::WORDS {
        assert!(register.risks.iter().any(|risk| risk.status() == *status), "{word}");
    }
    for (word, option) in TreatmentOption::WORDS {
        assert!(register.risks.iter().any(|risk| risk.option() == Some(*option)), "{word}");
    }
    for (word, origin) in plimsoll::model::threat::Origin::WORDS {
        let used = register.risks.iter().flat_map(|risk| &risk.threats).filter_map(|id| register.threat(id));
        assert!(used.into_iter().any(|t| t.origin.as_ref().is_some_and(|o| o.value == *origin)), "{word}");
    }
    for (risk, judged) in facts.each().filter(|(risk, _)| risk.acceptance.is_some()) {
        let decision = judged.acceptance.expect("judged");
        assert!(
            decision.proof.is_some() && decision.state == DecisionState::Valid,
            "{}: {decision:?}",
            risk.id()
        );
    }
}

#[test]
fn every_optional_field_of_a_risk_is_used_somewhere() {
    use plimsoll::parse::shape;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("risks");
    let mut text = String::new();
    for entry in walkdir::WalkDir::new(root) {
        let entry = entry.expect("an entry");
        if entry.file_type().is_file() {
            text.push_str(&std::fs::read_to_string(entry.path()).expect("a risk"));
            text.push('\n');
        }
    }
    let later = ["signature", "formerly", "source"];
    let tables = [
        shape::RISK,
        shape::TREATMENT,
        shape::ACTION,
        shape::POSTPONED,
        shape::APPROVAL,
        shape::ACCEPTANCE,
        shape::REVIEW,
        shape::CLOSED,
        shape::REFERENCE,
        shape::WAIVER,
    ];
    for key in tables.iter().flat_map(|shape| shape.keys).filter(|key| !later.contains(&key.name)) {
        let forms = [
            format!("\n{} =", key.name),
            format!(" {} =", key.name),
            format!("[{}]", key.name),
            format!(".{}]", key.name),
        ];
        assert!(forms.iter().any(|form| text.contains(form)), "{} is used nowhere", key.name);
    }
    for key in later {
        assert!(!text.contains(&format!("\n{key} =")) && !text.contains(&format!("[{key}]")), "{key}");
    }
}
