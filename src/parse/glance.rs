//! A glance at a file for one or two of its values, when the rest is of no
//! matter: what cannot be read is left out and nothing is found wrong.

use toml::de::{DeTable, DeValue};

use crate::model::config::Paths;

/// The ids that a risk's text takes: `id`, and what it was called before.
#[must_use]
pub fn ids(text: &str) -> Vec<String> {
    let (root, _) = DeTable::parse_recoverable(text);
    let mut ids = Vec::new();
    for (key, value) in root.get_ref() {
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("id", DeValue::String(id)) => ids.push(id.to_string()),
            ("formerly", DeValue::Array(former)) => {
                ids.extend(former.iter().filter_map(|id| match id.get_ref() {
                    DeValue::String(id) => Some(id.to_string()),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    ids
}

/// The folder of the risks that a `plimsoll.toml` names, else the usual one.
#[must_use]
pub fn risk_folder(config: &str) -> String {
    let (root, _) = DeTable::parse_recoverable(config);
    if let Some(DeValue::Table(paths)) = value(root.get_ref(), "paths")
        && let Some(DeValue::String(risks)) = value(paths, "risks")
    {
        return risks.to_string();
    }
    Paths::default().risks
}

fn value<'a, 'i>(table: &'a DeTable<'i>, name: &str) -> Option<&'a DeValue<'i>> {
    table.iter().find(|(key, _)| key.get_ref() == name).map(|(_, value)| value.get_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_though_the_rest_is_broken() {
        let text = "id = \"R002\"\nformerly = [\"R001\", 3]\ntitle = \"\n[treatment]\nid = \"R009\"\n";
        assert_eq!(ids(text), ["R002", "R001"]);
        assert!(ids("id = 3\n").is_empty() && ids("\u{0}").is_empty());
    }

    #[test]
    fn the_risks_lie_where_the_configuration_says() {
        assert_eq!(risk_folder("[paths]\nrisks = \"register\"\n"), "register");
        assert_eq!(risk_folder("[paths]\nrisks = 3\n"), "risks");
        assert_eq!(risk_folder(""), "risks");
    }
}
