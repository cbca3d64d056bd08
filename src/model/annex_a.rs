//! The controls of ISO/IEC 27001:2022, Annex A, by reference number. The titles
//! are our own short words, not those of the standard.

/// A control of Annex A.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnnexControl {
    /// `A.5.1`.
    pub reference: &'static str,
    /// What it is about.
    pub title: &'static str,
}

/// The four themes, in order, each with the beginning of its references.
pub const THEMES: [(&str, &str); 4] =
    [("A.5.", "Organisation"), ("A.6.", "People"), ("A.7.", "Places"), ("A.8.", "Technology")];

macro_rules! annex {
    ($($reference:literal $title:literal,)*) => {
        /// All of them, in order.
        pub const ALL: [AnnexControl; 93] = [$(AnnexControl { reference: $reference, title: $title }),*];
    };
}

annex! {
    "A.5.1" "Security policies",
    "A.5.2" "Who is responsible",
    "A.5.3" "Duties kept apart",
    "A.5.4" "What managers ask for",
    "A.5.5" "Contact with authorities",
    "A.5.6" "Contact with expert groups",
    "A.5.7" "Knowing the threats",
    "A.5.8" "Security in projects",
    "A.5.9" "Inventory of assets",
    "A.5.10" "Proper use of assets",
    "A.5.11" "Assets given back",
    "A.5.12" "Classes of information",
    "A.5.13" "Labels on information",
    "A.5.14" "Passing information on",
    "A.5.15" "Rules of access",
    "A.5.16" "Managing identities",
    "A.5.17" "Passwords and other secrets",
    "A.5.18" "Granting and withdrawing access",
    "A.5.19" "Security with suppliers",
    "A.5.20" "Security in contracts",
    "A.5.21" "The supply chain of IT",
    "A.5.22" "Watching supplier services",
    "A.5.23" "Using cloud services",
    "A.5.24" "Preparing for incidents",
    "A.5.25" "Judging events",
    "A.5.26" "Responding to incidents",
    "A.5.27" "Learning from incidents",
    "A.5.28" "Keeping evidence",
    "A.5.29" "Security in a disruption",
    "A.5.30" "IT ready for a disruption",
    "A.5.31" "Laws and contracts",
    "A.5.32" "Rights in works of others",
    "A.5.33" "Keeping records safe",
    "A.5.34" "Privacy",
    "A.5.35" "Independent reviews",
    "A.5.36" "Keeping to the own rules",
    "A.5.37" "Written procedures",
    "A.6.1" "Checks before hiring",
    "A.6.2" "Security in employment contracts",
    "A.6.3" "Awareness and training",
    "A.6.4" "What a breach of rules leads to",
    "A.6.5" "Duties after leaving",
    "A.6.6" "Promises of confidentiality",
    "A.6.7" "Working from elsewhere",
    "A.6.8" "Reporting what looks wrong",
    "A.7.1" "Physical boundaries",
    "A.7.2" "Entrances",
    "A.7.3" "Offices and rooms",
    "A.7.4" "Watching the premises",
    "A.7.5" "Fire, water and other hazards",
    "A.7.6" "Working in secure areas",
    "A.7.7" "Clear desks and screens",
    "A.7.8" "Where equipment stands",
    "A.7.9" "Equipment away from the premises",
    "A.7.10" "Storage media",
    "A.7.11" "Power and other supplies",
    "A.7.12" "Cables",
    "A.7.13" "Maintenance of equipment",
    "A.7.14" "Equipment thrown away or reused",
    "A.8.1" "Users' devices",
    "A.8.2" "Privileged access",
    "A.8.3" "Access kept to what is needed",
    "A.8.4" "Access to source code",
    "A.8.5" "Secure sign-in",
    "A.8.6" "Enough capacity",
    "A.8.7" "Malware",
    "A.8.8" "Technical weaknesses",
    "A.8.9" "Configurations",
    "A.8.10" "Deleting information",
    "A.8.11" "Masking data",
    "A.8.12" "Data that leaks out",
    "A.8.13" "Backups",
    "A.8.14" "Spare capacity for failures",
    "A.8.15" "Logs",
    "A.8.16" "Watching systems",
    "A.8.17" "The same time everywhere",
    "A.8.18" "Powerful system tools",
    "A.8.19" "Installing software",
    "A.8.20" "Secure networks",
    "A.8.21" "Security of network services",
    "A.8.22" "Networks kept apart",
    "A.8.23" "Filtering the web",
    "A.8.24" "Cryptography",
    "A.8.25" "Secure development from the start",
    "A.8.26" "Security that applications need",
    "A.8.27" "Principles of secure design",
    "A.8.28" "Secure coding",
    "A.8.29" "Security tests",
    "A.8.30" "Development by others",
    "A.8.31" "Development, test and production apart",
    "A.8.32" "Changes under control",
    "A.8.33" "Data for tests",
    "A.8.34" "Audits that do no harm",
}

/// The control of a reference, however it is written.
#[must_use]
pub fn find(reference: &str) -> Option<&'static AnnexControl> {
    let wanted = plain(reference);
    ALL.iter().find(|control| control.reference == wanted)
}

/// A reference without the differences that mean nothing: "a.5.17 ".
#[must_use]
pub fn plain(reference: &str) -> String {
    reference.trim().to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_as_the_standard_has_and_each_once_in_order() {
        let counts = THEMES
            .map(|(theme, _)| ALL.iter().filter(|control| control.reference.starts_with(theme)).count());
        assert_eq!(counts, [37, 8, 14, 34]);
        let number = |control: &AnnexControl| {
            let (theme, number) = control.reference[2..].split_once('.').expect("two numbers");
            (theme.parse::<u32>().expect("a number"), number.parse::<u32>().expect("a number"))
        };
        assert!(ALL.windows(2).all(|pair| number(&pair[0]) < number(&pair[1])));
        assert!(find("A.5.17").is_some() && find("A.5.38").is_none() && find("5.17").is_none());
    }
}
