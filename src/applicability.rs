//! The statement of applicability (ISO 27001, 6.1.3 d): of every control of
//! Annex A whether it applies, why, how far it is in force, and which open risks
//! call for it.
//!
//! A control of the register that is retired applies nothing. A reference that is
//! written loosely counts as the one that it means; the finding about it says so.

use std::collections::HashMap;

use crate::facts::{self, Doubt, Facts};
use crate::model::annex_a::{self, AnnexControl, CONTROLS};
use crate::model::control::{Control, ControlState, Excluded, Reason};
use crate::model::risk::Risk;
use crate::model::word::words;

words! {
    /// Whether a control of Annex A applies.
    Applicability {
        /// Controls of the register carry it out.
        Applied = "yes",
        /// It is left out, for a reason.
        Excluded = "no",
        /// It is left out and carried out at the same time.
        Contradicted = "contradictory",
        /// The register says neither.
        Unstated = "not stated",
    }
}

/// What a register says of one control of Annex A.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The control of Annex A.
    pub annex: &'static AnnexControl,
    /// The register's controls for it, in the register's order; retired ones are
    /// none.
    pub controls: Vec<&'a Control>,
    /// Where it is left out.
    pub excluded: Vec<&'a Excluded>,
    /// Open risks that count on one of the controls, by place.
    pub counting: Vec<usize>,
    /// Open risks that count on none of them and plan one, by place.
    pub planning: Vec<usize>,
}

impl Entry<'_> {
    /// Whether it applies.
    #[must_use]
    pub fn applicability(&self) -> Applicability {
        match (self.controls.is_empty(), self.excluded.is_empty()) {
            (false, true) => Applicability::Applied,
            (true, false) => Applicability::Excluded,
            (false, false) => Applicability::Contradicted,
            (true, true) => Applicability::Unstated,
        }
    }

    /// The weakest state of its controls: planned is weaker than degraded, and
    /// degraded than implemented. `None` where one of them gives none.
    #[must_use]
    pub fn state(&self) -> Option<ControlState> {
        let strength = |state: &ControlState| match state {
            ControlState::Implemented => 2,
            ControlState::Degraded => 1,
            ControlState::Planned | ControlState::Retired => 0,
        };
        let states = self.controls.iter().map(|control| control.state.as_ref().map(|state| state.value));
        let states: Option<Vec<ControlState>> = states.collect();
        states?.into_iter().min_by_key(strength)
    }

    /// Why it applies, as its controls say, each reason once.
    #[must_use]
    pub fn reasons(&self) -> Vec<Reason> {
        let mut reasons: Vec<Reason> =
            self.controls.iter().flat_map(|control| &control.reasons).map(|reason| reason.value).collect();
        reasons.sort_unstable();
        reasons.dedup();
        reasons
    }

    /// The controls for it that do not work as they should.
    #[must_use]
    pub fn doubts(&self, facts: &Facts<'_>) -> Vec<(&Control, Doubt)> {
        let doubt = |control: &&Control| facts::doubt(control, facts.today);
        self.controls.iter().filter_map(|control| Some((*control, doubt(control)?))).collect()
    }
}

/// What a register says of all of Annex A.
#[derive(Debug, Clone)]
pub struct Statement<'a> {
    /// An entry a control, in the order of the standard.
    pub entries: Vec<Entry<'a>>,
}

impl<'a> Statement<'a> {
    /// The statement of a register, with the open risks that are shown.
    #[must_use]
    pub fn new(facts: &Facts<'a>, shows: impl Fn(usize, &Risk) -> bool) -> Self {
        let register = facts.register;
        let empty = |annex| Entry {
            annex,
            controls: Vec::new(),
            excluded: Vec::new(),
            counting: Vec::new(),
            planning: Vec::new(),
        };
        let mut entries: Vec<Entry<'a>> = CONTROLS.iter().map(empty).collect();
        let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
        for control in register.controls.iter().filter(|control| !control.is_retired()) {
            for place in control.annex_a.iter().filter_map(|reference| annex_a::place_meant(reference)) {
                let known = &mut entries[place].controls;
                if known.last().is_none_or(|last| !std::ptr::eq(*last, control)) {
                    known.push(control);
                    places.entry(control.id.as_str()).or_default().push(place);
                }
            }
        }
        for excluded in &register.excluded {
            let reference = excluded.annex_a.as_ref();
            if let Some(place) = reference.and_then(|reference| annex_a::place_meant(reference)) {
                entries[place].excluded.push(excluded);
            }
        }
        for (number, risk) in register.risks.iter().enumerate() {
            if !risk.is_open() || !shows(number, risk) {
                continue;
            }
            let named = |id: &str| places.get(id).into_iter().flatten().copied();
            for place in risk.controls.iter().flat_map(|id| named(id)) {
                if entries[place].counting.last() != Some(&number) {
                    entries[place].counting.push(number);
                }
            }
            for place in risk.planned_controls().flat_map(|id| named(id)) {
                let entry = &mut entries[place];
                if entry.counting.last() != Some(&number) && entry.planning.last() != Some(&number) {
                    entry.planning.push(number);
                }
            }
        }
        Self { entries }
    }

    /// The entries of one kind.
    pub fn of(&self, applicability: Applicability) -> impl Iterator<Item = &Entry<'a>> {
        self.entries.iter().filter(move |entry| entry.applicability() == applicability)
    }

    /// Whether the register states anything at all of Annex A.
    #[must_use]
    pub fn is_begun(&self) -> bool {
        self.entries.iter().any(|entry| entry.applicability() != Applicability::Unstated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::load_texts;

    const CONTROLS_FILE: &str = "
[[control]]
id = \"gate\"
state = \"implemented\"
annex_a = [\"A.7.2\", \"A.7.1\", \"A.7.2\"]
reasons = [\"risk\"]
[[control]]
id = \"guard\"
state = \"planned\"
annex_a = [\"a.7.2\"]
reasons = [\"law\", \"risk\"]
[[control]]
id = \"filter\"
state = \"degraded\"
annex_a = [\"A.8.23\", \"A.8.7\"]
[[control]]
id = \"scanner\"
annex_a = [\"A.8.7\"]
[[control]]
id = \"old\"
state = \"retired\"
annex_a = [\"A.8.26\", \"A.8.30\"]
[[excluded]]
annex_a = \"A.8.30\"
justification = \"Nobody develops for us.\"
[[excluded]]
annex_a = \"A.8.23\"
[[excluded]]
annex_a = \"A.5.99\"
";

    fn with_statement(look: impl FnOnce(&Statement<'_>, &Facts<'_>)) {
        let risks = [
            "id = \"R001\"\nstatus = \"open\"\ncontrols = [\"gate\", \"guard\", \"none\"]\n",
            "id = \"R002\"\nstatus = \"open\"\n[[treatment.action]]\ncontrol = \"guard\"\n[[treatment.action]]\ncontrol = \"guard\"\n",
            "id = \"R003\"\nstatus = \"closed\"\ncontrols = [\"gate\"]\n",
            "id = \"R004\"\nstatus = \"open\"\ncontrols = [\"gate\"]\n[[treatment.action]]\ncontrol = \"guard\"\n",
            "id = \"R005\"\nstatus = \"open\"\ncontrols = [\"old\"]\n",
        ];
        let names: Vec<String> = (1..=risks.len()).map(|n| format!("risks/R00{n}.toml")).collect();
        let mut files =
            vec![("plimsoll.toml", "[register]\ntitle = \"T\"\n"), ("controls.toml", CONTROLS_FILE)];
        files.extend(names.iter().map(String::as_str).zip(risks));
        let loaded = load_texts(&files);
        let facts = Facts::new(&loaded.register, jiff::civil::date(2025, 6, 1));
        look(&Statement::new(&facts, |place, _| place != 3), &facts);
    }

    fn entry<'s, 'a>(statement: &'s Statement<'a>, reference: &str) -> &'s Entry<'a> {
        &statement.entries[annex_a::place(reference).expect("a reference")]
    }

    #[test]
    fn each_control_is_applied_excluded_both_or_neither() {
        with_statement(|statement, _| {
            let of = |reference| entry(statement, reference).applicability();
            assert_eq!(of("A.7.1"), Applicability::Applied);
            assert_eq!(of("A.8.30"), Applicability::Excluded, "a retired control is no use of it");
            assert_eq!(of("A.8.23"), Applicability::Contradicted);
            assert_eq!(of("A.8.26"), Applicability::Unstated);
            let count = |kind| statement.of(kind).count();
            // A.7.1, A.7.2, A.8.7 apply; 93 - 3 - 1 - 1 are not stated.
            assert_eq!(
                [Applicability::Applied, Applicability::Excluded, Applicability::Contradicted].map(count),
                [3, 1, 1]
            );
            assert_eq!(count(Applicability::Unstated), 88);
            assert!(statement.is_begun());
        });
    }

    #[test]
    fn reasons_are_joined_and_the_weakest_state_counts() {
        with_statement(|statement, facts| {
            let both = entry(statement, "A.7.2");
            assert_eq!(both.controls.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["gate", "guard"]);
            assert_eq!(both.reasons(), [Reason::Risk, Reason::Law]);
            assert_eq!(both.state(), Some(ControlState::Planned));
            assert_eq!(entry(statement, "A.7.1").state(), Some(ControlState::Implemented));
            assert_eq!(entry(statement, "A.8.7").state(), None, "one of two does not say");
            assert_eq!(entry(statement, "A.8.26").state(), None);
            let doubts = entry(statement, "A.8.23").doubts(facts);
            assert_eq!(doubts.iter().map(|(_, doubt)| *doubt).collect::<Vec<_>>(), [Doubt::Degraded]);
        });
    }

    #[test]
    fn a_risk_that_is_open_and_shown_calls_for_a_control_once() {
        with_statement(|statement, _| {
            let both = entry(statement, "A.7.2");
            assert_eq!((&both.counting[..], &both.planning[..]), (&[0][..], &[1][..]));
            assert_eq!(entry(statement, "A.7.1").counting, [0], "neither closed nor kept back");
            assert!(entry(statement, "A.8.26").counting.is_empty(), "a retired control applies nothing");
        });
    }

    #[test]
    fn a_register_without_references_has_not_begun() {
        let loaded = load_texts(&[
            ("plimsoll.toml", "[register]\ntitle = \"T\"\n"),
            ("controls.toml", "[[control]]\nid = \"gate\"\nannex_a = [\"A.9.9\"]\n"),
        ]);
        let facts = Facts::new(&loaded.register, jiff::civil::date(2025, 6, 1));
        assert!(!Statement::new(&facts, |_, _| true).is_begun());
    }
}
