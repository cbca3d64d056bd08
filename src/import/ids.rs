//! Ids for risks that are new: their own where they follow the pattern, else
//! one that nothing has or had.

use std::collections::HashSet;

use crate::model::id::IdPattern;
use crate::model::register::Register;
use crate::source::stem;

/// How often a random id is drawn before the pattern is said to be used up.
const DRAWS: usize = 10_000;

/// What ids are made with.
pub struct Ids<'i> {
    /// Ids that are or were in use anywhere else.
    pub elsewhere: &'i HashSet<String>,
    /// Random bytes without end.
    pub random: &'i mut dyn Iterator<Item = u8>,
}

/// The id that a key is itself.
pub(super) fn own_id(pattern: &IdPattern, key: &str, register: &Register) -> Option<String> {
    let is_id = |text: &str| pattern.matches(text) || register.risk(text).is_some();
    let upper = key.to_uppercase();
    [key, upper.as_str()].into_iter().find(|text| is_id(text)).map(str::to_owned)
}

/// The number in a key, where it has one only: "7", "RISK-7", "R7".
pub(super) fn number_of(pattern: &IdPattern, key: &str) -> Option<u64> {
    if pattern.is_random() {
        return None;
    }
    let digits: Vec<&str> =
        key.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    match digits[..] {
        [only] if only.len() <= 9 => only.parse().ok().filter(|number| *number > 0),
        _ => None,
    }
}

/// Ids that are in use.
pub(super) struct Taken<'i> {
    pub(super) own: HashSet<String>,
    ids: Ids<'i>,
    pattern: &'i IdPattern,
    highest: u64,
}

impl<'i> Taken<'i> {
    pub(super) fn new(register: &'i Register, ids: Ids<'i>) -> Self {
        let pattern = &register.config.id_pattern;
        let risks = register.risks.iter();
        let known = risks
            .flat_map(|risk| std::iter::once(risk.id()).chain(risk.formerly.iter().map(|id| id.as_str())));
        let files = register.sources.iter().map(|(_, file)| stem(&file.path));
        let own: HashSet<String> = known.chain(files).map(str::to_owned).collect();
        let all = own.iter().chain(ids.elsewhere.iter());
        let highest = all.filter_map(|id| pattern.number(id)).max().unwrap_or(0);
        Self { own, ids, pattern, highest }
    }

    fn is_free(&self, id: &str) -> bool {
        !self.own.contains(id) && !self.ids.elsewhere.contains(id)
    }

    /// An id that nothing has or had: that of a number, if it is free.
    pub(super) fn next(&mut self, wanted: Option<u64>) -> String {
        let pattern = self.pattern;
        let id = if pattern.is_random() {
            let mut drawn = String::new();
            for _ in 0..DRAWS {
                let id = pattern.drawn(&mut *self.ids.random);
                if self.is_free(&id) {
                    drawn = id;
                    break;
                }
            }
            drawn
        } else {
            let wanted = wanted.map(|number| pattern.numbered(number)).filter(|id| self.is_free(id));
            wanted.unwrap_or_else(|| {
                let mut id = String::new();
                while id.is_empty() || !self.is_free(&id) {
                    self.highest = self.highest.saturating_add(1);
                    id = pattern.numbered(self.highest);
                }
                id
            })
        };
        self.own.insert(id.clone());
        id
    }
}
