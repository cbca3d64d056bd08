//! People, assets, threats and controls by their names: the ones that the
//! register has, and new ones, each made once.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::id::{folded, is_kebab};

/// Something that no file has yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Who named it.
    pub named: Named,
}

/// Who names a new thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A cell.
    ByCell,
    /// A default of the mapping, by its id: what is written nearly so is asked
    /// about, and it itself is not.
    ByDefault,
    /// A value of the mapping, which tells it from all others.
    ByValue,
}

/// Two writings that may mean one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The id of the new one.
    pub new: String,
    /// The id of the other.
    pub other: String,
    /// What the other is called.
    pub name: String,
}

/// The things of one kind.
#[derive(Debug, Default)]
pub struct Names {
    /// Ids by folded id, name and other ways of naming.
    known: HashMap<String, String>,
    /// Names of what the register has, by id.
    old: BTreeMap<String, String>,
    ids: HashSet<String>,
    new: Vec<New>,
    kind: &'static str,
}

impl Names {
    /// What the register has: id, name, other names.
    pub fn new<'a>(
        kind: &'static str,
        all: impl IntoIterator<Item = (&'a str, &'a str, Vec<&'a str>)>,
    ) -> Self {
        let mut names = Self { kind, ..Self::default() };
        for (id, name, others) in all {
            names.ids.insert(id.to_owned());
            names.old.insert(id.to_owned(), name.to_owned());
            for word in [id, name].into_iter().chain(others) {
                let word = folded(word);
                if !word.is_empty() {
                    names.known.entry(word).or_insert_with(|| id.to_owned());
                }
            }
        }
        names
    }

    /// The id of what is called so, if there is such a thing.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<&str> {
        self.known.get(&folded(text)).map(String::as_str)
    }

    /// The id of what is called so; made if there is none.
    pub fn find_or_make(&mut self, text: &str) -> String {
        if let Some(id) = self.find(text) {
            return id.to_owned();
        }
        let id = self.free(&identifier(text));
        self.add(id, text, Named::ByCell)
    }

    /// The id as an export writes it; where nothing has it, it is all that is
    /// known.
    pub fn exported(&mut self, id: &str) -> String {
        if self.ids.contains(id) {
            return id.to_owned();
        }
        match self.find(id) {
            Some(known) => known.to_owned(),
            None if is_kebab(id) => self.add(id.to_owned(), &name_of(id), Named::ByCell),
            None => self.find_or_make(id),
        }
    }

    /// What a thing is called.
    #[must_use]
    pub fn name(&self, id: &str) -> Option<&str> {
        let new = || self.new.iter().find(|new| new.id == id).map(|new| new.name.as_str());
        self.old.get(id).map(String::as_str).or_else(new)
    }

    /// Calls a new thing by its name, of which only the id was known.
    pub fn call(&mut self, id: &str, name: &str) {
        let new = self.new.iter_mut().find(|new| new.id == id && new.name == name_of(id));
        if let Some(new) = new.filter(|_| !folded(name).is_empty()) {
            new.name = name.to_owned();
            self.known.entry(folded(name)).or_insert_with(|| id.to_owned());
        }
    }

    /// The id that a mapping names; made if there is none of it.
    pub fn make_named(&mut self, id: &str, name: &str, named: Named) -> String {
        if self.ids.contains(id) {
            return id.to_owned();
        }
        self.add(id.to_owned(), name, named)
    }

    fn add(&mut self, id: String, name: &str, named: Named) -> String {
        self.ids.insert(id.clone());
        for word in [folded(name), folded(&id)] {
            if !word.is_empty() {
                self.known.entry(word).or_insert_with(|| id.clone());
            }
        }
        self.new.push(New { id: id.clone(), name: name.to_owned(), named });
        id
    }

    /// An id that nothing has yet.
    fn free(&self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { self.kind } else { wanted };
        if !self.ids.contains(wanted) {
            return wanted.to_owned();
        }
        let mut numbered = (2..).map(|number: u64| format!("{wanted}-{number}"));
        numbered.find(|id| !self.ids.contains(id)).unwrap_or_default()
    }

    /// What was made.
    #[must_use]
    pub fn made(&self) -> &[New] {
        &self.new
    }

    /// New things that are written nearly as another.
    #[must_use]
    pub fn variants(&self) -> Vec<Variant> {
        let mut near: HashMap<String, Vec<(&str, &str, bool)>> = HashMap::new();
        let all = self.old.iter().map(|(id, name)| (id.as_str(), name.as_str(), false));
        let all = all.chain(self.new.iter().map(|new| (new.id.as_str(), new.name.as_str(), true)));
        let mut found = Vec::new();
        for (id, name, is_new) in all {
            let plain = folded(name);
            let mut seen = HashSet::new();
            for key in keys(&plain, name) {
                for (other, other_name, _) in near.get(&key).into_iter().flatten() {
                    if is_new
                        && *other != id
                        && seen.insert((*other).to_owned())
                        && is_near(name, other_name, self.kind == "person")
                    {
                        found.push(Variant {
                            new: id.to_owned(),
                            other: (*other).to_owned(),
                            name: (*other_name).to_owned(),
                        });
                    }
                }
                near.entry(key).or_default().push((id, name, is_new));
            }
        }
        let by = |id: &str| self.new.iter().find(|new| new.id == id).map(|new| new.named);
        found.retain(|variant| {
            by(&variant.new) == Some(Named::ByCell) && by(&variant.other) != Some(Named::ByValue)
        });
        found
    }
}

/// What two writings of one name have in common: each leaves out a letter of
/// another place, or has the same words in another order.
fn keys(plain: &str, name: &str) -> Vec<String> {
    let letters: Vec<char> = plain.chars().collect();
    if letters.len() < 5 || letters.len() > 60 {
        return Vec::new();
    }
    let mut keys: Vec<String> = (0..letters.len())
        .map(|out| letters.iter().enumerate().filter(|(place, _)| *place != out).map(|(_, c)| *c).collect())
        .collect();
    keys.push(plain.to_owned());
    keys.push(format!("words {}", sorted_words(name)));
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn sorted_words(name: &str) -> String {
    let mut words: Vec<String> =
        name.split(|c: char| !c.is_alphanumeric()).map(folded).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.join(" ")
}

/// Whether two names are written nearly alike. Only people's are turned round.
fn is_near(name: &str, other: &str, turns: bool) -> bool {
    let (a, b) = (folded(name), folded(other));
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let short = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.filter(|word| word.chars().count() == 1).map(folded).collect()
    };
    // Team 1 and team 2, site A and site B are meant.
    if digits(&a) != digits(&b) || short(name) != short(other) {
        return false;
    }
    (turns && sorted_words(name) == sorted_words(other))
        || strsim::damerau_levenshtein(&a, &b) <= if a.len() < 8 { 1 } else { 2 }
}

/// The id of a name: letters with marks lose them, and a long name is cut.
#[must_use]
pub fn identifier(name: &str) -> String {
    let plain: String = name
        .chars()
        .flat_map(|c| match c {
            'à'..='å' | 'À'..='Å' | 'ā' | 'ă' | 'ą' => "a".chars(),
            'æ' | 'Æ' => "ae".chars(),
            'ç' | 'Ç' | 'ć' | 'č' | 'Č' | 'Ć' => "c".chars(),
            'ď' | 'đ' => "d".chars(),
            'è'..='ë' | 'È'..='Ë' | 'ē' | 'ę' | 'ě' => "e".chars(),
            'ğ' => "g".chars(),
            'ì'..='ï' | 'Ì'..='Ï' | 'ī' | 'ı' | 'İ' => "i".chars(),
            'ł' | 'Ł' => "l".chars(),
            'ñ' | 'Ñ' | 'ń' | 'ň' => "n".chars(),
            'ò'..='ö' | 'Ò'..='Ö' | 'ø' | 'Ø' | 'ő' => "o".chars(),
            'œ' | 'Œ' => "oe".chars(),
            'ř' => "r".chars(),
            'ś' | 'š' | 'Š' | 'Ś' | 'ş' => "s".chars(),
            'ß' => "ss".chars(),
            'ť' => "t".chars(),
            'ù'..='ü' | 'Ù'..='Ü' | 'ū' | 'ů' | 'ű' => "u".chars(),
            'ý' | 'ÿ' | 'Ý' => "y".chars(),
            'ź' | 'ż' | 'ž' | 'Ž' | 'Ż' => "z".chars(),
            '\'' | '’' => "".chars(),
            c if c.is_ascii_alphanumeric() => ascii(c).chars(),
            _ => " ".chars(),
        })
        .collect();
    let mut id = String::new();
    for word in plain.split_whitespace() {
        if !id.is_empty() && id.len() + word.len() >= 48 {
            break;
        }
        if !id.is_empty() {
            id.push('-');
        }
        id.extend(word.chars().take(48));
    }
    id
}

/// An ASCII letter or digit in lower case, as text.
fn ascii(c: char) -> &'static str {
    const ALL: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
    ALL.find(c.to_ascii_lowercase()).map_or("", |place| &ALL[place..=place])
}

/// What a thing is called of which only the id is known: "It manager".
#[must_use]
pub fn name_of(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// The parts of a cell that seems to name several.
#[must_use]
pub fn several(text: &str) -> Vec<String> {
    let mut text = text.replace('\n', ";").replace(" and ", ";").replace(" & ", ";").replace(" / ", ";");
    // One word after a comma is a first name or a department, two names are not.
    let commas = text.split(',').filter(|part| !part.trim().is_empty()).count();
    let is_reversed = commas == 2 && text.split(',').all(|part| part.split_whitespace().count() == 1) && {
        // "Ruiz, Ana", not "CTO, CISO".
        !text.split(',').any(|part| part.trim().chars().all(|c| !c.is_lowercase()))
    };
    if !is_reversed {
        text = text.replace(',', ";");
    }
    let parts = text.split([';', '/', '|', '+']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> Names {
        Names::new(
            "person",
            [("it-manager", "IT Manager", vec!["it@example.org"]), ("ana", "Ana Ruiz", vec![])],
        )
    }

    #[test]
    fn each_is_made_once_and_found_by_every_name() {
        let mut names = people();
        assert_eq!(names.find_or_make("it manager"), "it-manager");
        assert_eq!(names.find_or_make("IT@example.org"), "it-manager");
        assert_eq!(names.find_or_make("Jörg Müller"), "jorg-muller");
        assert_eq!(names.find_or_make("JÖRG MÜLLER"), "jorg-muller");
        assert_eq!(names.find_or_make("Jorg-Muller"), "jorg-muller");
        assert_eq!(names.find_or_make("漢字"), "person");
        assert_eq!(names.find_or_make("かな"), "person-2");
        assert_eq!(names.made().len(), 3);
    }

    #[test]
    fn spelling_variants_are_found_and_different_ones_are_not() {
        let mut names = people();
        for name in [
            "Anna Ruiz",
            "Ruiz, Ana",
            "Team 1",
            "Team 2",
            "CTO",
            "CFO",
            "Site A",
            "Site B",
            "Facilities",
            "Facilites",
        ] {
            names.find_or_make(name);
        }
        let found: Vec<(String, String)> = names.variants().into_iter().map(|v| (v.new, v.other)).collect();
        let want = [("anna-ruiz", "ana"), ("ruiz-ana", "ana"), ("facilites", "facilities")];
        assert_eq!(found, want.map(|(a, b)| (a.to_owned(), b.to_owned())));
        names.make_named("anne-ruiz", "Anne Ruiz", Named::ByValue);
        assert!(names.variants().iter().all(|variant| variant.new != "anne-ruiz"), "it is named");
    }

    #[test]
    fn cells_that_name_several_are_told() {
        for (text, count) in [
            ("MD/CISO", 2),
            ("Ana Ruiz", 1),
            ("Ruiz, Ana", 1),
            ("MD, CISO", 2),
            ("Ana Ruiz and Bo Lind", 2),
            ("Head of R&D", 1),
            ("Ana;Bo\nCy", 3),
        ] {
            assert_eq!(several(text).len(), count, "{text}");
        }
    }
}
