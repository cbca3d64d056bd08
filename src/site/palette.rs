//! The levels as the site shows them: badges, classes and anchors, by rank.

use super::view::LevelBadge;
use crate::colour::{Colour, Swatch, ramp};
use crate::model::id::is_kebab;
use crate::model::methodology::Methodology;
use crate::score::Scale;

/// The levels of a methodology, lowest first.
#[derive(Debug, Clone, Default)]
pub struct Palette {
    /// Badges.
    pub badges: Vec<LevelBadge>,
    /// Colours.
    pub swatches: Vec<Swatch>,
}

impl Palette {
    /// The levels of a methodology, with the line that it draws.
    #[must_use]
    pub fn new(methodology: &Methodology, scale: &Scale<'_>) -> Self {
        let levels: Vec<(bool, Option<Colour>)> = methodology
            .levels
            .iter()
            .map(|level| {
                let acceptable = level.acceptable.as_ref().is_some_and(|acceptable| acceptable.value);
                (acceptable, level.colour.as_ref().and_then(|colour| Colour::parse(colour)))
            })
            .collect();
        let mut palette = Self::default();
        for (rank, (level, colour)) in methodology.levels.iter().zip(ramp(&levels)).enumerate() {
            let first = methodology.level_rank(&level.id) == Some(rank);
            let name =
                if is_kebab(&level.id) && first { level.id.value.clone() } else { format!("{}", rank + 1) };
            palette.badges.push(LevelBadge {
                name: level.name().to_owned(),
                class: format!("level-{name}"),
                above: scale.above(rank) == Some(true),
                rank: rank + 1,
            });
            palette.swatches.push(Swatch {
                class: format!("level-{name}"),
                on: format!("on-{name}"),
                colour,
            });
        }
        palette
    }

    /// The badge of a level.
    #[must_use]
    pub fn badge(&self, rank: Option<usize>) -> Option<LevelBadge> {
        self.badges.get(rank?).cloned()
    }
}
