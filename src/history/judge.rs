//! Levels by the methodology of a commit.

use std::collections::HashMap;

use super::fields::Fields;
use super::version::rating_of;
use crate::git::object::ObjectId;
use crate::model::methodology::Methodology;
use crate::model::risk::Rating;
use crate::score::Scale;

/// The methodologies of a history, by the object of their file, ready to judge.
pub(super) struct Judges<'m> {
    scales: HashMap<ObjectId, Scale<'m>>,
}

impl<'m> Judges<'m> {
    pub(super) fn new(methodologies: &'m HashMap<ObjectId, Methodology>) -> Self {
        let scales = methodologies.iter().map(|(id, methodology)| (*id, Scale::new(methodology)));
        Self { scales: scales.collect() }
    }

    /// The judge that a methodology's file makes.
    pub(super) fn by(&self, methodology: Option<ObjectId>) -> Judge<'_, 'm> {
        Judge { scale: methodology.and_then(|id| self.scales.get(&id)) }
    }
}

/// One methodology, or none: then nothing has a level.
#[derive(Clone, Copy)]
pub(super) struct Judge<'j, 'm> {
    scale: Option<&'j Scale<'m>>,
}

impl Judge<'_, '_> {
    /// The id of the level of a rating.
    pub(super) fn level(&self, rating: &Rating) -> Option<String> {
        let scale = self.scale?;
        let rank = scale.judge(rating)?.level?;
        Some(scale.methodology().levels.get(rank)?.id.value.clone())
    }

    /// The id of the current level of a risk.
    pub(super) fn level_of(&self, risk: Option<&Fields>) -> Option<String> {
        self.level(&rating_of(risk?))
    }
}
