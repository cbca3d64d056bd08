//! A new risk: its id, and its text in the canonical order of the keys.

use std::collections::HashSet;

use super::quoted;
use crate::model::day::Day;
use crate::model::id::IdPattern;
use crate::model::register::Register;
use crate::source;

/// What is known of a risk when it is written down first.
#[derive(Debug, Clone)]
pub struct NewRisk {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The category, if it has one.
    pub category: Option<String>,
    /// The risk owner.
    pub owner: String,
    /// The day it was found.
    pub identified: Day,
    /// Likelihood and impact, if it is assessed.
    pub rating: Option<(String, String)>,
}

/// The file's text, TOML 1.0. What may be added later stands in it as remarks.
#[must_use]
pub fn text(risk: &NewRisk) -> String {
    let mut text = String::new();
    let mut line = |key: &str, value: &str| {
        text.push_str(&format!("{key} = {value}\n"));
    };
    line("id", &quoted(&risk.id));
    line("title", &quoted(&risk.title));
    line("# description", "\"\"\"Cause, event, consequence.\"\"\"");
    match &risk.category {
        Some(category) => line("category", &quoted(category)),
        None => line("# category", "\"\""),
    }
    line("owner", &quoted(&risk.owner));
    line("# assets", "[]");
    line("# threats", "[]");
    line("identified", &risk.identified.to_string());
    match &risk.rating {
        Some((likelihood, impact)) => {
            line("likelihood", &quoted(likelihood));
            line("impact", &quoted(impact));
            line("# rationale", "\"\"\"Why this likelihood and this impact.\"\"\"");
            line("assessed", &risk.identified.to_string());
        }
        None => {
            line("# likelihood", "\"\"");
            line("# impact", "\"\"");
            line("# rationale", "\"\"\"Why this likelihood and this impact.\"\"\"");
        }
    }
    line("status", "\"open\"");
    line("# controls", "[]");
    text.push_str(
        "\n# [treatment]\n# option = \"mitigate\"            # mitigate, accept, avoid or transfer\n\
         # plan = \"\"\n# owner = \"\"                     # who carries it out\n# due = 2030-12-31\n",
    );
    text
}

/// The ids that risks of a register have or had. Files that could not be read
/// count by their names.
#[must_use]
pub fn taken(register: &Register) -> HashSet<&str> {
    let risks = register.risks.iter();
    let own =
        risks.flat_map(|risk| std::iter::once(risk.id()).chain(risk.formerly.iter().map(|id| id.as_str())));
    own.chain(register.sources.iter().map(|(_, file)| source::stem(&file.path))).collect()
}

/// One more than the highest id that is taken; gaps are not filled. `None`
/// where ids are drawn at random.
#[must_use]
pub fn next<'t>(pattern: &IdPattern, taken: impl IntoIterator<Item = &'t str>) -> Option<String> {
    if pattern.is_random() {
        return None;
    }
    let highest = taken.into_iter().filter_map(|id| pattern.number(id)).max().unwrap_or(0);
    Some(pattern.numbered(highest.saturating_add(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;
    use crate::source::tree::MemoryTree;
    use proptest::prelude::*;

    fn risk(title: &str) -> NewRisk {
        NewRisk {
            id: "R007".to_owned(),
            title: title.to_owned(),
            category: Some(title.to_owned()),
            owner: "it-manager".to_owned(),
            identified: jiff::civil::date(2025, 6, 1),
            rating: Some(("low".to_owned(), "high".to_owned())),
        }
    }

    fn read(text: &str) -> crate::model::risk::Risk {
        let mut tree = MemoryTree::default();
        tree.insert("plimsoll.toml", "[register]\ntitle = \"T\"\n");
        tree.insert("risks/R007.toml", text);
        let loaded = parse::load(&tree).expect("sound");
        let about: Vec<_> = loaded.findings.iter().filter(|f| f.risk.is_some()).collect();
        assert!(about.is_empty(), "{about:?}");
        loaded.register.risks[0].clone()
    }

    #[test]
    fn keys_stand_in_canonical_order() {
        let keys: Vec<&str> = crate::parse::shape::RISK.keys.iter().map(|key| key.name).collect();
        let text = text(&risk("Flood"));
        let written =
            text.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.split(" =").next());
        let places: Vec<usize> = written
            .map(|key| {
                keys.iter().position(|known| *known == key.trim_start_matches("# ")).expect("a key of a risk")
            })
            .collect();
        assert!(places.is_sorted(), "{text}");
    }

    proptest! {
        #[test]
        fn any_title_is_read_back_as_it_was(title in "\\PC{1,60}") {
            prop_assume!(!title.trim().is_empty());
            let read = read(&text(&risk(&title)));
            prop_assert_eq!(read.title(), title.as_str());
        }
    }
}
