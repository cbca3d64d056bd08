//! The controls of ISO/IEC 27001:2022, Annex A: 93 references in four themes.
//!
//! The titles are ours: short words for what each control is about. The standard
//! itself says what it asks for.

/// A control of Annex A.
#[derive(Debug, PartialEq, Eq)]
pub struct AnnexControl {
    /// Its reference, "A.5.17".
    pub reference: &'static str,
    /// What it is about, in our words.
    pub title: &'static str,
}

/// A theme of Annex A.
#[derive(Debug, PartialEq, Eq)]
pub struct Theme {
    /// Its number, "A.5".
    pub reference: &'static str,
    /// Its name.
    pub name: &'static str,
    /// How many controls it has.
    pub size: usize,
}

/// The themes, in their order.
pub static THEMES: [Theme; 4] = [
    Theme { reference: "A.5", name: "Organisation", size: 37 },
    Theme { reference: "A.6", name: "People", size: 8 },
    Theme { reference: "A.7", name: "Premises and equipment", size: 14 },
    Theme { reference: "A.8", name: "Technology", size: 34 },
];

/// Every control, in the order of the standard.
pub static CONTROLS: [AnnexControl; 93] = [
    AnnexControl::new("A.5.1", "Security policies"),
    AnnexControl::new("A.5.2", "Roles and duties"),
    AnnexControl::new("A.5.3", "Separation of conflicting duties"),
    AnnexControl::new("A.5.4", "What managers answer for"),
    AnnexControl::new("A.5.5", "Contact with authorities"),
    AnnexControl::new("A.5.6", "Contact with expert groups"),
    AnnexControl::new("A.5.7", "Knowledge of threats"),
    AnnexControl::new("A.5.8", "Security within projects"),
    AnnexControl::new("A.5.9", "Inventory of assets"),
    AnnexControl::new("A.5.10", "Rules for using assets"),
    AnnexControl::new("A.5.11", "Return of assets"),
    AnnexControl::new("A.5.12", "Classes of information"),
    AnnexControl::new("A.5.13", "Marking of information"),
    AnnexControl::new("A.5.14", "Passing information on"),
    AnnexControl::new("A.5.15", "Rules of access"),
    AnnexControl::new("A.5.16", "Identities over their life"),
    AnnexControl::new("A.5.17", "Secrets for logging in"),
    AnnexControl::new("A.5.18", "Granting and withdrawing rights"),
    AnnexControl::new("A.5.19", "Security with suppliers"),
    AnnexControl::new("A.5.20", "Security terms in supplier contracts"),
    AnnexControl::new("A.5.21", "The supply chain of IT"),
    AnnexControl::new("A.5.22", "Watching supplier services"),
    AnnexControl::new("A.5.23", "Use of cloud services"),
    AnnexControl::new("A.5.24", "Preparing for incidents"),
    AnnexControl::new("A.5.25", "Judging events"),
    AnnexControl::new("A.5.26", "Responding to incidents"),
    AnnexControl::new("A.5.27", "Learning from incidents"),
    AnnexControl::new("A.5.28", "Gathering of evidence"),
    AnnexControl::new("A.5.29", "Security in a disruption"),
    AnnexControl::new("A.5.30", "IT readiness for continuity"),
    AnnexControl::new("A.5.31", "Laws and contracts that apply"),
    AnnexControl::new("A.5.32", "Rights of others in works"),
    AnnexControl::new("A.5.33", "Keeping of records"),
    AnnexControl::new("A.5.34", "Privacy and personal data"),
    AnnexControl::new("A.5.35", "Independent review"),
    AnnexControl::new("A.5.36", "Keeping to the rules"),
    AnnexControl::new("A.5.37", "Written operating procedures"),
    AnnexControl::new("A.6.1", "Background checks"),
    AnnexControl::new("A.6.2", "Security in the employment contract"),
    AnnexControl::new("A.6.3", "Awareness and training"),
    AnnexControl::new("A.6.4", "Disciplinary steps"),
    AnnexControl::new("A.6.5", "Duties that outlast employment"),
    AnnexControl::new("A.6.6", "Secrecy agreements"),
    AnnexControl::new("A.6.7", "Working away from the office"),
    AnnexControl::new("A.6.8", "Reporting of events"),
    AnnexControl::new("A.7.1", "Perimeters of buildings"),
    AnnexControl::new("A.7.2", "Controlled entry"),
    AnnexControl::new("A.7.3", "Safe offices and rooms"),
    AnnexControl::new("A.7.4", "Watching of premises"),
    AnnexControl::new("A.7.5", "Fire, water and other hazards"),
    AnnexControl::new("A.7.6", "Work in secure areas"),
    AnnexControl::new("A.7.7", "Clear desks and locked screens"),
    AnnexControl::new("A.7.8", "Place and protection of equipment"),
    AnnexControl::new("A.7.9", "Equipment outside the premises"),
    AnnexControl::new("A.7.10", "Storage media over their life"),
    AnnexControl::new("A.7.11", "Power, cooling and lines"),
    AnnexControl::new("A.7.12", "Safety of cabling"),
    AnnexControl::new("A.7.13", "Upkeep of equipment"),
    AnnexControl::new("A.7.14", "Wiping before disposal or reuse"),
    AnnexControl::new("A.8.1", "Devices of users"),
    AnnexControl::new("A.8.2", "Privileged rights"),
    AnnexControl::new("A.8.3", "Limits on access to information"),
    AnnexControl::new("A.8.4", "Access to source code"),
    AnnexControl::new("A.8.5", "Secure login"),
    AnnexControl::new("A.8.6", "Planning of capacity"),
    AnnexControl::new("A.8.7", "Protection from malware"),
    AnnexControl::new("A.8.8", "Technical weaknesses"),
    AnnexControl::new("A.8.9", "Configurations under control"),
    AnnexControl::new("A.8.10", "Erasure of information"),
    AnnexControl::new("A.8.11", "Masking of data"),
    AnnexControl::new("A.8.12", "Preventing leaks of data"),
    AnnexControl::new("A.8.13", "Backups"),
    AnnexControl::new("A.8.14", "Spare capacity for failures"),
    AnnexControl::new("A.8.15", "Logs"),
    AnnexControl::new("A.8.16", "Monitoring for anomalies"),
    AnnexControl::new("A.8.17", "One time for all clocks"),
    AnnexControl::new("A.8.18", "Powerful system tools"),
    AnnexControl::new("A.8.19", "Installing software in production"),
    AnnexControl::new("A.8.20", "Security of networks"),
    AnnexControl::new("A.8.21", "Security of network services"),
    AnnexControl::new("A.8.22", "Separated networks"),
    AnnexControl::new("A.8.23", "Filtering of the web"),
    AnnexControl::new("A.8.24", "Use of cryptography"),
    AnnexControl::new("A.8.25", "Security over the development life cycle"),
    AnnexControl::new("A.8.26", "Requirements for applications"),
    AnnexControl::new("A.8.27", "Principles of secure design"),
    AnnexControl::new("A.8.28", "Secure coding"),
    AnnexControl::new("A.8.29", "Security tests before release"),
    AnnexControl::new("A.8.30", "Development by others"),
    AnnexControl::new("A.8.31", "Separated development, test and production"),
    AnnexControl::new("A.8.32", "Changes under control"),
    AnnexControl::new("A.8.33", "Data used in tests"),
    AnnexControl::new("A.8.34", "Audits that do no harm"),
];

impl AnnexControl {
    const fn new(reference: &'static str, title: &'static str) -> Self {
        Self { reference, title }
    }

    /// The theme that it belongs to.
    #[must_use]
    pub fn theme(&self) -> &'static Theme {
        let numbers = self.reference.rsplit_once('.').map_or("", |(theme, _)| theme);
        THEMES.iter().find(|theme| theme.reference == numbers).unwrap_or(&THEMES[0])
    }
}

/// The place in [`CONTROLS`] of the control of exactly this reference.
#[must_use]
pub fn place(reference: &str) -> Option<usize> {
    CONTROLS.iter().position(|control| control.reference == reference)
}

/// The place of the control that a reference means, whatever its spacing and
/// case, and with or without the letter: "5.17", "a 5.17".
#[must_use]
pub fn place_meant(text: &str) -> Option<usize> {
    let (theme, number) = numbers(text).and_then(|numbers| match numbers[..] {
        [theme, number] => Some((theme, number)),
        _ => None,
    })?;
    place(&format!("A.{theme}.{number}"))
}

/// What is said to somebody who wrote a reference that does not exist.
#[must_use]
pub fn remedy(text: &str) -> String {
    let ranges = || {
        let range = |theme: &Theme| format!("`{0}.1` to `{0}.{1}`", theme.reference, theme.size);
        let ranges: Vec<String> = THEMES.iter().map(range).collect();
        format!("the controls of the 2022 edition are {}", ranges.join(", "))
    };
    match numbers(text).as_deref() {
        Some([theme, _]) => {
            let theme = format!("A.{theme}");
            let known = THEMES.iter().find(|known| known.reference == theme);
            known.map_or_else(ranges, |theme| {
                format!("the controls of this theme are `{0}.1` to `{0}.{1}`", theme.reference, theme.size)
            })
        }
        Some([_, _, _]) => format!("references of three numbers are those of the 2013 edition; {}", ranges()),
        _ => ranges(),
    }
}

/// The numbers of a text that is a reference but for spacing, case and the
/// letter.
fn numbers(text: &str) -> Option<Vec<u32>> {
    let text = text.trim();
    let text = text.strip_prefix(['A', 'a']).unwrap_or(text);
    let text = text.trim_start_matches(['.', ' ']);
    text.split('.').map(|part| part.trim().parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn there_are_ninety_three_in_the_order_of_the_standard() {
        let mut wanted = Vec::new();
        for theme in &THEMES {
            wanted.extend((1..=theme.size).map(|number| format!("{}.{number}", theme.reference)));
        }
        let references: Vec<&str> = CONTROLS.iter().map(|control| control.reference).collect();
        assert_eq!(references, wanted);
        assert_eq!(CONTROLS.iter().map(|control| control.title).collect::<HashSet<_>>().len(), 93);
        for control in &CONTROLS {
            assert!(control.reference.starts_with(control.theme().reference), "{}", control.reference);
            assert!(control.title.chars().count() <= 45, "{}", control.title);
        }
    }

    #[test]
    fn a_reference_is_meant_by_its_two_numbers() {
        for text in ["A.5.17", "5.17", "a.5.17", " A 5.17 ", "A5.17", "A. 5.17", "A.5.017"] {
            assert_eq!(place_meant(text), place("A.5.17"), "{text}");
        }
        for text in
            ["A.5.99", "A.9.1", "A.5.1.1", "A.5", "", "A", "B.5.17", "A.5.17a", "A.5.-1", "A.5.99999999999"]
        {
            assert_eq!(place_meant(text), None, "{text}");
        }
        assert_eq!(place("5.17"), None, "only the reference itself is exact");
    }

    #[test]
    fn the_remedy_says_what_there_is() {
        assert_eq!(remedy("A.5.99"), "the controls of this theme are `A.5.1` to `A.5.37`");
        assert!(remedy("A.9.2.1").starts_with("references of three numbers are those of the 2013 edition; "));
        for text in ["A.9.1", "passwords", ""] {
            assert!(remedy(text).contains("`A.8.1` to `A.8.34`"), "{text}");
        }
    }
}
