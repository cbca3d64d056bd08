//! What leaves the register for spreadsheets, calendars, feed readers and
//! warehouses: a file per format, each a pure function of an [`Export`].
//!
//! What `publish` keeps back is gone from an export before a format sees it.

pub mod atom;
pub mod csv;
pub mod fields;
pub mod ics;
pub mod ndjson;
pub mod xlsx;

use std::collections::{HashMap, HashSet};

use crate::facts::Facts;
use crate::filter::Report;
use crate::finding::fingerprint::hex;
use crate::indicator::Standing;
use crate::model::control::Control;
use crate::model::incident::Incident;
use crate::model::indicator::Indicator;
use crate::model::risk::{Publish, Risk};
use crate::publish::{Seen, Shown};
use crate::shape::FindingCounts;
use crate::source::At;
use crate::told::{Told, ToldThing};

/// A judged register, as far as it may leave.
#[derive(Debug)]
pub struct Export<'e> {
    /// The judged register.
    pub facts: &'e Facts<'e>,
    /// The risks, in register order.
    pub risks: Vec<Seen<'e>>,
    /// The controls: all, or those of the risks that were asked for.
    pub controls: Vec<&'e Control>,
    /// The indicators: all, or those that watch a risk that was asked for.
    pub indicators: Vec<(&'e Indicator, &'e Standing<'e>)>,
    /// The incidents: all, or those that name a risk that was asked for.
    pub incidents: Vec<&'e Incident>,
    /// The history, newest first, as far as it is of the risks that were asked
    /// for; `None` without one.
    pub history: Option<Vec<Told>>,
    /// Why the history is not complete, if it is not.
    pub cut: Option<String>,
    /// The time that the register was read at: of its commit, else the
    /// beginning of the day that it is judged on; in seconds since 1970.
    pub seconds: i64,
    counts: HashMap<&'e str, FindingCounts>,
    /// Places of the open risks that count on a control, by its id.
    relied: HashMap<&'e str, Vec<usize>>,
    shown: &'e Shown<'e>,
    /// The places that were asked for; all, where nothing was filtered.
    wanted: Option<HashSet<usize>>,
}

/// What an export is asked for.
#[derive(Debug, Default)]
pub struct Asked<'h> {
    /// The places of the risks, in register order.
    pub places: Vec<usize>,
    /// They are not all: then of controls and history only what is theirs.
    pub is_filtered: bool,
    /// The history, newest first.
    pub history: Option<&'h [Told]>,
    /// Why it is not complete, if it is not.
    pub cut: Option<String>,
    /// When the register was read, in seconds since 1970.
    pub seconds: i64,
}

impl<'e> Export<'e> {
    /// The export of a judged register.
    #[must_use]
    pub fn new(facts: &'e Facts<'e>, shown: &'e Shown<'e>, report: &'e Report<'_>, asked: Asked<'_>) -> Self {
        let register = facts.register;
        let wanted: Option<HashSet<usize>> =
            asked.is_filtered.then(|| asked.places.iter().copied().collect());
        let risks: Vec<Seen<'e>> = asked.places.iter().filter_map(|place| shown.see(facts, *place)).collect();
        let is_theirs = |control: &Control| {
            let named = |risk: &Risk| {
                risk.controls.iter().chain(risk.planned_controls()).any(|id| id.value == control.id.value)
            };
            risks.iter().any(|seen| named(&seen.risk))
        };
        let controls =
            register.controls.iter().filter(|control| !asked.is_filtered || is_theirs(control)).collect();
        let is_about = |ids: &[At<String>]| {
            wanted.as_ref().is_none_or(|wanted| {
                ids.iter()
                    .filter_map(|id| register.place_of(id))
                    .any(|place| wanted.contains(&place) && shown[place] == Publish::Full)
            })
        };
        let indicators = register
            .indicators
            .iter()
            .zip(&facts.indicators)
            .filter(|(indicator, _)| shown.may_tell_of_indicator(indicator) && is_about(&indicator.risks))
            .collect();
        let incidents = register
            .incidents
            .iter()
            .filter(|incident| shown.may_tell_of_incident(incident) && is_about(&incident.risks))
            .collect();
        let in_question = |thing: &&ToldThing| {
            let place = || register.place_of(thing.risk.as_deref()?);
            wanted.as_ref().is_none_or(|wanted| place().is_some_and(|place| wanted.contains(&place)))
        };
        let told = |told: &Told| shown.told(told, told.things.iter().filter(in_question));
        let history = asked.history.map(|history| history.iter().filter_map(told).collect());
        let mut relied: HashMap<&str, Vec<usize>> = HashMap::new();
        for (place, risk) in register.risks.iter().enumerate() {
            if !risk.is_open() || shown[place] == Publish::Hidden {
                continue;
            }
            for id in &risk.controls {
                let places = relied.entry(id.as_str()).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
        let counts = FindingCounts::by_risk(report);
        let (cut, seconds) = (asked.cut, asked.seconds);
        Self {
            facts,
            risks,
            controls,
            indicators,
            incidents,
            history,
            cut,
            seconds,
            counts,
            relied,
            shown,
            wanted,
        }
    }

    /// How many findings a risk has; `None` where that is kept back.
    #[must_use]
    pub fn counts(&self, seen: &Seen<'_>) -> Option<FindingCounts> {
        let counts = self.counts.get(seen.risk.id()).copied().unwrap_or_default();
        Some(counts).filter(|_| !seen.is_outline)
    }

    /// Whether what happened to the risk of an id was asked for, or to another
    /// file, which has none.
    #[must_use]
    pub fn is_asked_for(&self, risk: Option<&str>) -> bool {
        let place = || self.facts.register.place_of(risk?);
        self.wanted.as_ref().is_none_or(|wanted| place().is_some_and(|place| wanted.contains(&place)))
    }

    /// Whether all of the register was asked for.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.wanted.is_none()
    }

    /// How many open risks count on a control; hidden ones are left out.
    #[must_use]
    pub fn counted_on(&self, control: &Control) -> usize {
        self.relied.get(control.id.as_str()).map_or(0, Vec::len)
    }

    /// The ids of the open risks that count on a control, as far as they say so.
    #[must_use]
    pub fn risks_on(&self, control: &Control) -> Vec<&'e str> {
        let places = self.relied.get(control.id.as_str()).into_iter().flatten();
        let full = places.filter(|place| self.shown[**place] == Publish::Full);
        full.map(|place| self.facts.register.risks[*place].id()).collect()
    }

    /// The ids of the risks that may be told, of those that something names.
    #[must_use]
    pub fn told_ids<'i>(&self, ids: &'i [At<String>]) -> Vec<&'i str> {
        ids.iter().map(|id| id.as_str()).filter(|id| self.shown.may_tell_of(id)).collect()
    }

    /// A text, unless it names what is kept back.
    #[must_use]
    pub fn told_text<'t>(&self, text: Option<&'t str>) -> Option<&'t str> {
        text.filter(|text| self.shown.may_tell(text))
    }

    /// What tells this register from another in ids that must not change: its
    /// own id, else a digest of its title.
    #[must_use]
    pub fn register_key(&self) -> String {
        let config = &self.facts.register.config;
        match &config.id {
            Some(id) => id.value.clone(),
            None => format!("t{}", digest(&config.title)),
        }
    }
}

/// The first digits of a text's SHA-256: enough to tell the things of one
/// register apart.
#[must_use]
pub fn digest(text: &str) -> String {
    use sha2::{Digest, Sha256};
    let mut digits = hex(&Sha256::digest(text.as_bytes()));
    digits.truncate(16);
    digits
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::testing::{facts_of, register_of};
    use crate::told::{Line, Topic};

    /// A risk that says much, one that is kept back in part, one that is
    /// hidden and one that says next to nothing.
    pub(crate) const RISKS: [(&str, &str); 4] = [
        (
            "R001",
            "title = '=cmd|calc \\u202e'\nlikelihood = 'high'\nimpact = 'medium'\nassessed = 2025-05-01\ntags = ['a; b', 'c']\n\
             controls = ['password-policy', 'awareness-training']\nrelated = ['R003']\nstatus = 'in-progress'\n\
             [treatment]\noption = 'mitigate'\nplan = 'Filter mail, and more'\nowner = 'security-lead'\ndue = 2025-05-15\ncost = 1250.5\n\
             [[treatment.action]]\ntitle = 'Buy; it'\nowner = 'it-manager'\ndue = 2025-05-10\n\
             [acceptance]\nby = 'security-lead'\non = 2025-05-01\nuntil = 2025-08-31\nlevel = 'high'\nrationale = 'x'\n",
        ),
        (
            "R002",
            "title = 'Board deal'\nlikelihood = 'high'\nimpact = 'medium'\nassessed = 2025-02-01\ndescription = 'SECRET'\n\
             publish = 'outline'\ncontrols = ['password-policy']\n[treatment]\noption = 'mitigate'\nplan = 'SECRET'\ndue = 2025-07-01\n",
        ),
        (
            "R003",
            "title = 'Takeover'\npublish = 'hidden'\nlikelihood = 'low'\nimpact = 'low'\ncontrols = ['password-policy']\n",
        ),
        ("R004", "title = 'New'\n"),
    ];

    /// The history of those risks, as it is told before anything is kept back.
    pub(crate) fn history() -> Vec<Told> {
        let thing = |risk: Option<&str>, file: &str, line: &str| ToldThing {
            risk: risk.map(str::to_owned),
            file: file.to_owned(),
            lines: vec![Line { text: line.to_owned(), topic: Topic::Context, prose: None }],
            values: Vec::new(),
        };
        let told = |digit: char, day: i8, subject: &str, things| Told {
            commit: digit.to_string().repeat(40),
            day: jiff::civil::date(2025, 5, day),
            time: format!("2025-05-{day:02}T12:00:00Z"),
            author: "Ana <Ruiz>".to_owned(),
            committer: None,
            person: None,
            authored: None,
            approvers: Vec::new(),
            reviewers: Vec::new(),
            signature: "unsigned".to_owned(),
            subject: Some(subject.to_owned()),
            merge: None,
            merged: None,
            is_cut: false,
            things,
        };
        vec![
            told(
                'b',
                20,
                "late & <b>\u{7}",
                vec![thing(Some("R001"), "risks/R001.toml", "due date set to 2025-05-15")],
            ),
            told(
                'a',
                2,
                "a quiet word",
                vec![
                    thing(Some("R001"), "risks/R001.toml", "risk added"),
                    thing(Some("R003"), "risks/R003.toml", "risk added: Takeover"),
                    thing(None, "people.toml", "file added"),
                ],
            ),
        ]
    }

    /// Makes something of the export of the risks; `places` are those asked
    /// for, all where there are none.
    pub(crate) fn with<T>(places: &[usize], make: impl FnOnce(&Export<'_>) -> T) -> T {
        let register = register_of(&RISKS);
        let facts = facts_of(&register);
        let shown = Shown::new(&facts, None);
        let report = Report::default();
        let told = history();
        let asked = Asked {
            places: if places.is_empty() { (0..RISKS.len()).collect() } else { places.to_vec() },
            is_filtered: !places.is_empty(),
            history: Some(&told),
            cut: None,
            seconds: 1_748_736_000,
        };
        make(&Export::new(&facts, &shown, &report, asked))
    }

    #[test]
    fn hidden_risks_are_gone_and_outlines_have_no_findings() {
        with(&[], |export| {
            let ids: Vec<&str> = export.risks.iter().map(|seen| seen.risk.id()).collect();
            assert_eq!(ids, ["R001", "R002", "R004"]);
            let counts: Vec<bool> = export.risks.iter().map(|seen| export.counts(seen).is_some()).collect();
            assert_eq!(counts, [true, false, true]);
            let policy = export.facts.register.control("password-policy").expect("a control");
            assert_eq!(export.counted_on(policy), 2, "the hidden one is left out");
            assert_eq!(export.risks_on(policy), ["R001"], "an outline does not say what it counts on");
            let history = export.history.as_ref().expect("a history");
            assert_eq!(history.iter().map(|told| told.things.len()).collect::<Vec<_>>(), [1, 2]);
        });
    }

    #[test]
    fn of_some_risks_only_what_is_theirs_is_told() {
        with(&[3], |export| {
            assert!(export.controls.is_empty());
            assert_eq!(export.history.as_deref(), Some(&[][..]));
        });
        with(&[0], |export| {
            let controls: Vec<&str> = export.controls.iter().map(|control| control.id.as_str()).collect();
            assert_eq!(controls, ["password-policy", "awareness-training"]);
            let things = export.history.iter().flatten().flat_map(|told| &told.things);
            assert!(things.into_iter().all(|thing| thing.risk.as_deref() == Some("R001")));
        });
    }
}
