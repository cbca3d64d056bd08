//! Links to where the repository is hosted. An unknown forge gives no link:
//! the page then shows path and commit as text.

use crate::model::config::GitConfig;

/// The addresses that a forge has for files and commits.
#[derive(Debug, Clone, Default)]
pub struct Forge {
    edit: Option<String>,
    history: Option<String>,
    commit: Option<String>,
    file: Option<String>,
    branch: String,
    prefix: String,
}

impl Forge {
    /// The forge of a configuration. `prefix` leads from the repository's root
    /// to the register's.
    #[must_use]
    pub fn new(config: &GitConfig, prefix: &str) -> Self {
        let web = config.web.as_ref().map(|web| web.trim_end_matches('/')).filter(|web| is_web(web));
        let kind = config.forge.as_ref().map(|kind| kind.to_lowercase());
        let known = web.and_then(|web| patterns(web, kind.as_deref()));
        let own = |pattern: &Option<crate::source::At<String>>| {
            pattern.as_ref().map(|pattern| pattern.value.clone()).filter(|pattern| is_web(pattern))
        };
        let pattern =
            |own: Option<String>, at: usize| own.or_else(|| Some(format!("{}{}", web?, known?[at])));
        Self {
            edit: pattern(own(&config.edit_url), 0),
            history: pattern(own(&config.history_url), 1),
            commit: pattern(own(&config.commit_url), 2),
            file: pattern(None, 3),
            branch: config
                .default_branch
                .as_ref()
                .map_or_else(|| "main".to_owned(), |branch| branch.value.clone()),
            prefix: prefix.to_owned(),
        }
    }

    /// Where a file of the register is edited.
    #[must_use]
    pub fn edit(&self, path: &str) -> Option<String> {
        self.fill(self.edit.as_ref()?, path, "")
    }

    /// Where a file's history is seen.
    #[must_use]
    pub fn history(&self, path: &str) -> Option<String> {
        self.fill(self.history.as_ref()?, path, "")
    }

    /// Where a file is seen.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<String> {
        self.fill(self.file.as_ref()?, path, "")
    }

    /// Where a commit is seen.
    #[must_use]
    pub fn commit(&self, id: &str) -> Option<String> {
        self.fill(self.commit.as_ref()?, "", id)
    }

    fn fill(&self, pattern: &str, path: &str, commit: &str) -> Option<String> {
        let path = encoded(&format!("{}{path}", self.prefix));
        let filled = pattern
            .replace("{path}", &path)
            .replace("{branch}", &encoded(&self.branch))
            .replace("{commit}", &encoded(commit));
        (!filled.chars().any(super::text::is_hidden)).then_some(filled)
    }
}

/// Edit, history, commit, file.
fn patterns(web: &str, kind: Option<&str>) -> Option<&'static [&'static str; 4]> {
    const GITHUB: [&str; 4] =
        ["/edit/{branch}/{path}", "/commits/{branch}/{path}", "/commit/{commit}", "/blob/{branch}/{path}"];
    const GITLAB: [&str; 4] = [
        "/-/edit/{branch}/{path}",
        "/-/commits/{branch}/{path}",
        "/-/commit/{commit}",
        "/-/blob/{branch}/{path}",
    ];
    const GITEA: [&str; 4] = [
        "/_edit/{branch}/{path}",
        "/commits/branch/{branch}/{path}",
        "/commit/{commit}",
        "/src/branch/{branch}/{path}",
    ];
    const BITBUCKET: [&str; 4] = [
        "/src/{branch}/{path}?mode=edit",
        "/history-node/{branch}/{path}",
        "/commits/{commit}",
        "/src/{branch}/{path}",
    ];
    let host = web.split('/').nth(2).unwrap_or_default().to_lowercase();
    let is = |names: &[&str]| match kind {
        Some(kind) => names.contains(&kind),
        None => names.iter().any(|name| host.contains(name)),
    };
    match () {
        () if is(&["github"]) => Some(&GITHUB),
        () if is(&["gitlab"]) => Some(&GITLAB),
        () if is(&["gitea", "forgejo", "codeberg"]) => Some(&GITEA),
        () if is(&["bitbucket"]) => Some(&BITBUCKET),
        () => None,
    }
}

fn is_web(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

/// A path for an address: everything but the unreserved and `/` in per cent.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{At, FileId, Span};

    fn at(text: &str) -> Option<At<String>> {
        Some(At::new(text.to_owned(), Span::start_of(FileId(0))))
    }

    fn forge(web: &str, kind: Option<&str>) -> Forge {
        Forge::new(&GitConfig { web: at(web), forge: kind.and_then(at), ..GitConfig::default() }, "risk/")
    }

    #[test]
    fn known_forges_have_links() {
        let github = forge("https://github.com/a/b/", None);
        assert_eq!(
            github.edit("risks/R 1.toml").as_deref(),
            Some("https://github.com/a/b/edit/main/risk/risks/R%201.toml")
        );
        assert_eq!(github.commit("abc").as_deref(), Some("https://github.com/a/b/commit/abc"));
        assert!(
            forge("https://git.example.org/a/b", Some("gitlab"))
                .history("x")
                .is_some_and(|url| url.contains("/-/commits/main/risk/x"))
        );
    }

    #[test]
    fn unknown_forges_and_odd_addresses_have_none() {
        assert_eq!(forge("https://git.example.org/a/b", None).edit("x"), None);
        assert_eq!(forge("javascript:alert(1)//github", None).edit("x"), None);
    }
}
