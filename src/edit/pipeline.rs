//! The pipelines that check a register, tell what a change means, publish the
//! site and remind people, for each forge: the files under `packaging/`, with
//! the register's folder written into them.

use crate::report::diff::markdown;

/// A forge that runs pipelines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forge {
    /// GitHub Actions.
    Github,
    /// GitLab CI/CD.
    Gitlab,
}

/// Where GitLab begins to read; a project that has pipelines has it already.
pub const GITLAB_ENTRY: &str = ".gitlab-ci.yml";

const GITHUB: &[(&str, &str)] = &[
    (".github/workflows/plimsoll.yml", include_str!("../../packaging/github/plimsoll.yml")),
    (".github/workflows/plimsoll-comment.yml", include_str!("../../packaging/github/plimsoll-comment.yml")),
    (".github/workflows/risk-reminders.yml", include_str!("../../packaging/reminders/github.yml")),
];

const GITLAB: &[(&str, &str)] = &[
    (GITLAB_ENTRY, include_str!("../../packaging/gitlab/gitlab-ci.yml")),
    (".gitlab/plimsoll.yml", include_str!("../../packaging/gitlab/templates/check/template.yml")),
    (".gitlab/risk-reminders.yml", include_str!("../../packaging/reminders/gitlab.yml")),
];

/// The pipeline's files, by path from the top of the repository, for a register
/// in this folder of it; the folder is empty for the top itself.
#[must_use]
pub fn files(forge: Forge, folder: &str) -> Vec<(String, String)> {
    let shipped = match forge {
        Forge::Github => GITHUB,
        Forge::Gitlab => GITLAB,
    };
    shipped.iter().map(|(path, text)| ((*path).to_owned(), placed(text, folder))).collect()
}

/// What a `.gitlab-ci.yml` that exists needs, so that GitLab reads the others.
#[must_use]
pub fn gitlab_includes(folder: &str) -> String {
    let text = placed(GITLAB[0].1, folder);
    text.split_once("\ninclude:").map_or(String::new(), |(_, includes)| format!("include:{includes}"))
}

/// The text for a register in this folder.
fn placed(text: &str, folder: &str) -> String {
    if folder.is_empty() {
        return text.to_owned();
    }
    let mark = markdown::mark(folder);
    let line = |line: &str| {
        let (key, value) = line.split_once(": ").unwrap_or((line, ""));
        match (key.trim_start(), value) {
            ("REGISTER" | "register", ".") => format!("{key}: {}\n", quoted(folder)),
            ("MARK", _) => format!("{key}: {}\n", quoted(&mark)),
            _ => format!("{line}\n"),
        }
    };
    text.lines().map(line).collect()
}

/// A text as YAML, on one line: every JSON string is one.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = (String, String)> {
        [Forge::Github, Forge::Gitlab].into_iter().flat_map(|forge| files(forge, ""))
    }

    #[test]
    fn the_whole_history_is_fetched_and_the_version_is_this_one() {
        let version = env!("CARGO_PKG_VERSION");
        for (path, text) in all() {
            if !text.contains("cargo install") {
                continue;
            }
            assert!(text.contains("fetch-depth: 0") || text.contains("GIT_DEPTH: \"0\""), "{path}");
            let named = [format!("VERSION: \"{version}\""), format!("default: \"{version}\"")];
            let named = named.iter().any(|line| text.contains(line.as_str()));
            assert!(named || text.contains(&format!("--version {version}")), "{path}");
        }
    }

    #[test]
    fn the_mark_is_the_one_that_diff_writes() {
        let comment = all().find(|(path, _)| path.ends_with("plimsoll-comment.yml")).expect("a workflow").1;
        assert!(comment.contains(&format!("\n          MARK: {}\n", markdown::mark(""))), "{comment}");
    }

    #[test]
    fn a_register_below_the_top_is_named_in_every_file_that_reads_it() {
        for forge in [Forge::Github, Forge::Gitlab] {
            for (path, text) in files(forge, "it/risk: \"all\"") {
                assert!(!text.contains("REGISTER: .\n") && !text.contains("register: .\n"), "{path}");
                let named = r#": "it/risk: \"all\"""#;
                let comment = r#"MARK: "<!-- plimsoll:diff v1 it/risk: \"all\" -->""#;
                // The template takes the folder from the file that includes it.
                let by_input = path == ".gitlab/plimsoll.yml";
                assert!(text.contains(named) || text.contains(comment) || by_input, "{path}: {text}");
            }
        }
        assert_eq!(
            gitlab_includes("risk").lines().take(5).last(),
            Some("      register: \"risk\""),
            "{}",
            gitlab_includes("risk")
        );
    }
}
