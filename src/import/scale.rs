//! Steps of a scale as cells name them: words, numbers, "4 - Likely", "VH".

use super::sheet::Cell;
use crate::model::id::folded;
use crate::model::methodology::{Level, Point};
use crate::suggest::{self, Known};
use crate::text::{one_line, shortened};

/// A step.
#[derive(Debug, Clone)]
struct Step {
    id: String,
    name: String,
    score: Option<u64>,
}

/// A scale, lowest first.
#[derive(Debug, Clone, Default)]
pub struct Steps {
    noun: &'static str,
    all: Vec<Step>,
}

/// Why a cell is no step of a scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// What is the matter.
    pub text: String,
    /// What to do.
    pub help: String,
}

impl Steps {
    /// The steps of a scale.
    #[must_use]
    pub fn of_points(noun: &'static str, points: &[Point]) -> Self {
        let step = |point: &Point| Step {
            id: point.id.value.clone(),
            name: point.name().to_owned(),
            score: point.score.as_ref().map(|score| score.value),
        };
        Self { noun, all: points.iter().map(step).collect() }
    }

    /// The levels.
    #[must_use]
    pub fn of_levels(levels: &[Level]) -> Self {
        let step =
            |level: &Level| Step { id: level.id.value.clone(), name: level.name().to_owned(), score: None };
        Self { noun: "level", all: levels.iter().map(step).collect() }
    }

    /// The id of a step, by its place.
    #[must_use]
    pub fn id(&self, place: usize) -> &str {
        self.all.get(place).map_or("", |step| &step.id)
    }

    /// The place of an id.
    #[must_use]
    pub fn place(&self, id: &str) -> Option<usize> {
        self.all.iter().position(|step| step.id == id)
    }

    /// Whether there are no steps.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// "`low`, `medium` or `high`".
    #[must_use]
    pub fn choices(&self) -> String {
        suggest::one_of(self.all.iter().map(|step| step.id.as_str()))
    }

    /// The step that a cell names, by its place.
    ///
    /// # Errors
    /// A cell that names none, or two different ones.
    pub fn read(&self, cell: &Cell) -> Result<usize, Unread> {
        let text = cell.trimmed();
        if let Some(place) = self.word(&text) {
            return Ok(place);
        }
        if let Ok(number) = text.parse::<f64>() {
            return self.number(number).ok_or_else(|| self.unread(&text));
        }
        let (number, word) = parted(&text);
        let by_word = (!word.is_empty()).then(|| self.word(&word)).flatten();
        match (number, by_word) {
            (Some(number), Some(by_word)) => match self.number(number) {
                Some(by_number) if by_number == by_word => Ok(by_word),
                // Eleven points for a word that scores none: the word counts.
                None if self.all.iter().all(|step| step.score.is_none()) => Ok(by_word),
                _ => Err(Unread {
                    text: format!("`{}` names two steps of the {} scale", short(&text), self.noun),
                    help: format!("write one of {}", self.choices()),
                }),
            },
            (None, Some(by_word)) => Ok(by_word),
            _ => Err(self.unread(&text)),
        }
    }

    fn unread(&self, text: &str) -> Unread {
        let known = self.all.iter().map(|step| Known { id: &step.id, name: &step.name });
        let guess = suggest::guess(text, known).map(|guess| guess.question());
        Unread {
            text: format!("`{}` is no {} of the methodology", short(text), self.noun),
            help: guess.unwrap_or_else(|| format!("it knows {}", self.choices())),
        }
    }

    /// By id or name, by the first letters of its words, or by its beginning.
    fn word(&self, text: &str) -> Option<usize> {
        let plain = folded(text);
        if plain.is_empty() {
            return None;
        }
        let only = |is_it: &dyn Fn(&Step) -> bool| {
            let mut found = self.all.iter().enumerate().filter(|(_, step)| is_it(step));
            match (found.next(), found.next()) {
                (Some((place, _)), None) => Some(place),
                _ => None,
            }
        };
        let exact = only(&|step| folded(&step.id) == plain || folded(&step.name) == plain);
        if exact.is_some() {
            return exact;
        }
        if plain.chars().any(|c| c.is_ascii_digit()) {
            return None;
        }
        let initials = |step: &Step| -> String {
            let words = step.name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            words.filter_map(|word| word.chars().next()).flat_map(char::to_lowercase).collect()
        };
        if plain.chars().count() <= 2 {
            return only(&|step| initials(step) == plain);
        }
        only(&|step| folded(&step.name).starts_with(&plain))
    }

    /// By its score, or where the scale has none by its place from 1.
    fn number(&self, number: f64) -> Option<usize> {
        if number.fract() != 0.0 || !(0.0..1e6).contains(&number) {
            return None;
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
        let number = number as u64;
        if self.all.iter().any(|step| step.score.is_some()) {
            return self.all.iter().position(|step| step.score == Some(number));
        }
        let place = usize::try_from(number).ok()?.checked_sub(1)?;
        (place < self.all.len()).then_some(place)
    }
}

/// The number at one end of a text, and the rest: "4 - Likely", "Likely (4)".
#[must_use]
pub fn parted(text: &str) -> (Option<f64>, String) {
    let is_edge = |c: char| !c.is_alphanumeric();
    let text = text.trim_matches(is_edge);
    let ahead = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    if ahead > 0
        && let Ok(number) = text[..ahead].trim_end_matches('.').parse()
    {
        return (Some(number), text[ahead..].trim_matches(is_edge).to_owned());
    }
    let behind = text
        .rfind(|c: char| !c.is_ascii_digit() && c != '.')
        .map_or(0, |last| last + text[last..].chars().next().map_or(1, char::len_utf8));
    if behind < text.len()
        && let Ok(number) = text[behind..].trim_start_matches('.').parse()
    {
        return (Some(number), text[..behind].trim_matches(is_edge).to_owned());
    }
    (None, text.to_owned())
}

fn short(text: &str) -> String {
    shortened(&one_line(text), 40)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(all: &[(&str, &str, Option<u64>)]) -> Steps {
        let step = |(id, name, score): &(&str, &str, Option<u64>)| Step {
            id: (*id).to_owned(),
            name: (*name).to_owned(),
            score: *score,
        };
        Steps { noun: "likelihood", all: all.iter().map(step).collect() }
    }

    fn five() -> Steps {
        steps(&[
            ("rare", "Rare", Some(1)),
            ("unlikely", "Unlikely", Some(2)),
            ("possible", "Possible", Some(3)),
            ("likely", "Likely", Some(4)),
            ("almost-certain", "Almost certain", Some(5)),
        ])
    }

    fn ask(steps: &Steps, text: &str) -> String {
        match steps.read(&Cell::Text(text.to_owned())) {
            Ok(place) => steps.id(place).to_owned(),
            Err(unread) => format!("? {}", unread.text),
        }
    }

    #[test]
    fn words_numbers_and_both_are_read() {
        for text in [
            "Likely",
            "likely",
            "4",
            "4.0",
            "4 - Likely",
            "4: likely",
            "Likely (4)",
            "(4) Likely",
            "L4 likely",
        ] {
            let want = if text.starts_with('L') && text.contains("L4") { "?" } else { "likely" };
            assert!(ask(&five(), text).starts_with(want), "{text}: {}", ask(&five(), text));
        }
        assert_eq!(five().read(&Cell::Number(2.0)), Ok(1));
        assert_eq!(ask(&five(), "AC"), "almost-certain");
        assert_eq!(ask(&five(), "Almost"), "almost-certain");
    }

    #[test]
    fn letters_stand_for_words_that_begin_so() {
        let three = steps(&[
            ("low", "Low", None),
            ("medium", "Medium", None),
            ("high", "High", None),
            ("very-high", "Very high", None),
        ]);
        for (text, want) in [
            ("H", "high"),
            ("M", "medium"),
            ("VH", "very-high"),
            ("Med", "medium"),
            ("3", "high"),
            ("2 (Medium)", "medium"),
        ] {
            assert_eq!(ask(&three, text), want, "{text}");
        }
    }

    #[test]
    fn what_is_no_step_or_two_is_asked_for() {
        assert_eq!(ask(&five(), "3 - Likely"), "? `3 - Likely` names two steps of the likelihood scale");
        for text in ["6", "0", "2.5", "Often", "TBD", "50%"] {
            assert!(ask(&five(), text).ends_with("is no likelihood of the methodology"), "{text}");
        }
    }
}
