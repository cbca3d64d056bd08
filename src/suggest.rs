//! "Did you mean": the known word that was most likely meant.

use crate::model::id::folded;

/// A known id with the name that people know it by.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// What belongs in the file.
    pub id: &'a str,
    /// What people say.
    pub name: &'a str,
}

impl<'a> Known<'a> {
    /// A word that is its own name.
    #[must_use]
    pub fn word(word: &'a str) -> Self {
        Self { id: word, name: word }
    }
}

/// What a wrong word most likely stands for.
#[derive(Debug, Clone, Copy)]
pub enum Guess<'a> {
    /// Exactly one known thing is written so, but for case, spaces, hyphens
    /// and punctuation: safe to put in its place.
    Same(Known<'a>),
    /// The nearest known id.
    Near(Known<'a>),
}

impl Guess<'_> {
    /// "did you mean `it-manager` (IT Manager)?"
    #[must_use]
    pub fn question(&self) -> String {
        let (Self::Same(known) | Self::Near(known)) = self;
        if folded(known.id) == folded(known.name) {
            format!("did you mean `{}`?", known.id)
        } else {
            format!("did you mean `{}` ({})?", known.id, known.name)
        }
    }
}

/// The guess for a word among the known ones, if there is one. Two that are
/// equally near give none, and so does a word too far from all.
pub fn guess<'a>(wrong: &str, known: impl Iterator<Item = Known<'a>>) -> Option<Guess<'a>> {
    let plain = folded(wrong);
    // A long text is prose, not a misspelt id.
    if plain.is_empty() || plain.len() > 80 {
        return None;
    }
    let limit = (plain.chars().count() / 3).max(1);
    let mut same: Vec<Known<'a>> = Vec::new();
    let mut best: Option<(usize, Known<'a>)> = None;
    let mut tied = false;
    for candidate in known {
        let (id, name) = (folded(candidate.id), folded(candidate.name));
        if id == plain || name == plain {
            if same.iter().all(|other| other.id != candidate.id) {
                same.push(candidate);
            }
            continue;
        }
        if id.len().abs_diff(plain.len()) > limit && name.len().abs_diff(plain.len()) > limit {
            continue;
        }
        let far = strsim::damerau_levenshtein(&id, &plain).min(strsim::damerau_levenshtein(&name, &plain));
        match best {
            Some((near, other)) if near < far || (near == far && other.id == candidate.id) => {}
            Some((near, _)) if near == far => tied = true,
            _ => (best, tied) = (Some((far, candidate)), false),
        }
    }
    match same[..] {
        [only] => return Some(Guess::Same(only)),
        [] => {}
        _ => return None,
    }
    best.filter(|(far, _)| *far <= limit && !tied).map(|(_, known)| Guess::Near(known))
}

/// Words in a sentence: "`a`, `b` or `c`".
#[must_use]
pub fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEOPLE: [Known<'_>; 3] = [
        Known { id: "it-manager", name: "IT Manager" },
        Known { id: "ops1", name: "Operations North" },
        Known { id: "ops2", name: "Operations South" },
    ];

    fn ask(wrong: &str) -> Option<String> {
        guess(wrong, PEOPLE.into_iter()).map(|guess| match guess {
            Guess::Same(known) => format!("same {}", known.id),
            Guess::Near(known) => format!("near {}", known.id),
        })
    }

    #[test]
    fn a_name_where_an_id_belongs_is_the_same() {
        assert_eq!(ask("IT manager").as_deref(), Some("same it-manager"));
        assert_eq!(ask("Operations, North").as_deref(), Some("same ops1"));
    }

    #[test]
    fn a_misspelling_is_near() {
        assert_eq!(ask("it-manger").as_deref(), Some("near it-manager"));
    }

    #[test]
    fn equally_near_or_far_words_give_no_guess() {
        assert_eq!(ask("ops3"), None);
        assert_eq!(ask("board"), None);
        assert_eq!(ask(""), None);
    }
}
