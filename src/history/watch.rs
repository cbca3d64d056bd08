//! Which files of a commit are the register's, by the `[paths]` of that
//! commit's own `plimsoll.toml`.

use toml::de::{DeTable, DeValue};

use crate::model::config::Paths;
use crate::parse::CONFIG_FILE;
use crate::source::tree::{ends_in, is_toml};

/// What a file of the register is to its history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A risk.
    Risk,
    /// The methodology, by which levels are judged.
    Methodology,
    /// Any other file.
    Other,
}

/// The places of a register's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// The methodology's file.
    pub methodology: String,
    /// The folder of the risks.
    risks: String,
    /// Files of their own name.
    files: Vec<String>,
    /// Folders of which every TOML file counts.
    folders: Vec<String>,
    /// The folder of the measurements, of which every CSV file counts.
    measurements: String,
    /// The file or folder of the people.
    pub people: String,
}

impl Watch {
    /// The places that a `plimsoll.toml` names. What cannot be read leaves the
    /// default places.
    #[must_use]
    pub fn of(config: &str) -> Self {
        let (root, _) = DeTable::parse_recoverable(config);
        let paths = root.get_ref().iter().find(|(key, _)| key.get_ref() == "paths");
        let mut places = Paths::default();
        if let Some((_, value)) = paths
            && let DeValue::Table(table) = value.get_ref()
        {
            for (key, value) in table.iter() {
                let DeValue::String(path) = value.get_ref() else { continue };
                if let Some(place) = place(&mut places, key.get_ref()) {
                    path.trim_matches('/').clone_into(place);
                }
            }
        }
        Self::at(&places)
    }

    fn at(paths: &Paths) -> Self {
        let mut files = vec![CONFIG_FILE.to_owned(), paths.methodology.clone()];
        let mut folders = vec![paths.incidents.clone()];
        for catalogue in
            [&paths.people, &paths.assets, &paths.threats, &paths.controls, &paths.indicators, &paths.waivers]
        {
            match catalogue.strip_suffix(".toml") {
                Some(folder) => {
                    files.push(catalogue.clone());
                    folders.push(folder.to_owned());
                }
                None => folders.push(catalogue.clone()),
            }
        }
        Self {
            methodology: paths.methodology.clone(),
            risks: paths.risks.clone(),
            files,
            folders,
            measurements: paths.measurements.clone(),
            people: paths.people.clone(),
        }
    }

    /// What a file is, by its path; `None` where it is none of the register's.
    #[must_use]
    pub fn class(&self, path: &str) -> Option<Class> {
        if path == self.methodology {
            return Some(Class::Methodology);
        }
        if self.files.iter().any(|file| file == path) {
            return Some(Class::Other);
        }
        if is_below(path, &self.measurements) && ends_in(std::path::Path::new(path), &["csv"]) {
            return Some(Class::Other);
        }
        if !is_toml(std::path::Path::new(path)) {
            return None;
        }
        if self.folders.iter().any(|folder| is_below(path, folder)) {
            return Some(Class::Other);
        }
        is_below(path, &self.risks).then_some(Class::Risk)
    }

    /// Whether a folder can hold a file of the register.
    #[must_use]
    pub fn enters(&self, folder: &str) -> bool {
        let mut folders = self.folders.iter().chain([&self.risks, &self.measurements]);
        folders.any(|known| known == folder || is_below(folder, known) || is_below(known, folder))
            || self.files.iter().any(|file| is_below(file, folder))
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

fn place<'p>(paths: &'p mut Paths, key: &str) -> Option<&'p mut String> {
    Some(match key {
        "methodology" => &mut paths.methodology,
        "people" => &mut paths.people,
        "assets" => &mut paths.assets,
        "threats" => &mut paths.threats,
        "controls" => &mut paths.controls,
        "indicators" => &mut paths.indicators,
        "measurements" => &mut paths.measurements,
        "incidents" => &mut paths.incidents,
        "waivers" => &mut paths.waivers,
        "risks" => &mut paths.risks,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_classed_by_their_places() {
        let watch = Watch::of("[register]\ntitle = 'T'\n");
        assert_eq!(watch.class("risks/a/b/R001.toml"), Some(Class::Risk));
        assert_eq!(watch.class("risks/notes.md"), None);
        assert_eq!(watch.class("schema/methodology.toml"), Some(Class::Methodology));
        assert_eq!(watch.class("people.toml"), Some(Class::Other));
        assert_eq!(watch.class("people/team.toml"), Some(Class::Other));
        assert_eq!(watch.class("schema/presets/nhs.toml"), None);
        assert!(watch.enters("risks/a") && watch.enters("schema") && !watch.enters("site"));
        assert!(!watch.enters("risksy"));
    }

    #[test]
    fn places_are_those_that_the_configuration_names() {
        let watch =
            Watch::of("broken = \n[paths]\nrisks = 'register/risks'\npeople = 'register/risks/who.toml'\n");
        assert_eq!(watch.class("register/risks/R1.toml"), Some(Class::Risk));
        assert_eq!(watch.class("register/risks/who.toml"), Some(Class::Other));
        assert_eq!(watch.class("risks/R1.toml"), None);
        assert!(watch.enters("register"));
    }
}
