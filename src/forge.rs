//! Links to where the repository is hosted: a file's editor and history, a
//! commit, a new file. An unknown forge gives no link: pages then show path and
//! commit as text.
//!
//! The address is `[git] web`, else that of the remote without what may be
//! secret in it; which forge it is, `[git] forge`, else its host's name says.

use crate::model::config::{ForgeKind, GitConfig};
use crate::model::word::Word;

/// The addresses that a forge has for files and commits.
#[derive(Debug, Clone, Default)]
pub struct Forge {
    edit: Option<String>,
    history: Option<String>,
    commit: Option<String>,
    file: Option<String>,
    fresh: Option<String>,
    branch: String,
    prefix: String,
}

/// The patterns of a forge, each beginning after the repository's address.
struct Patterns {
    edit: &'static str,
    history: &'static str,
    commit: &'static str,
    file: &'static str,
    /// A new file of a name with a text; none where the forge has no address
    /// that says them.
    fresh: Option<&'static str>,
}

impl Forge {
    /// The forge of a configuration and of the address of a remote. `prefix`
    /// leads from the repository's root to the register's.
    #[must_use]
    pub fn new(config: &GitConfig, remote: Option<&str>, prefix: &str) -> Self {
        let written = config.web.as_ref().map(|web| web.trim_end_matches('/').to_owned());
        let web = match written {
            Some(written) => Some(written).filter(|web| is_web(web)),
            None => remote.and_then(web_of),
        };
        let kind = config.forge.as_ref().map(|kind| kind.value);
        let known = web.as_ref().and_then(|web| patterns(web, kind));
        let own = |pattern: &Option<crate::source::At<String>>| {
            pattern.as_ref().map(|pattern| pattern.value.clone()).filter(|pattern| is_web(pattern))
        };
        let pattern = |own: Option<String>, of: &dyn Fn(&Patterns) -> Option<&'static str>| {
            own.or_else(|| Some(format!("{}{}", web.as_ref()?, of(known?)?)))
        };
        Self {
            edit: pattern(own(&config.edit_url), &|known| Some(known.edit)),
            history: pattern(own(&config.history_url), &|known| Some(known.history)),
            commit: pattern(own(&config.commit_url), &|known| Some(known.commit)),
            file: pattern(None, &|known| Some(known.file)),
            fresh: pattern(own(&config.new_url), &|known| known.fresh),
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
        self.fill(self.edit.as_ref()?, path, &[])
    }

    /// Where a file's history is seen.
    #[must_use]
    pub fn history(&self, path: &str) -> Option<String> {
        self.fill(self.history.as_ref()?, path, &[])
    }

    /// Where a file is seen.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<String> {
        self.fill(self.file.as_ref()?, path, &[])
    }

    /// Where a commit is seen.
    #[must_use]
    pub fn commit(&self, id: &str) -> Option<String> {
        self.fill(self.commit.as_ref()?, "", &[("{commit}", id)])
    }

    /// Where a new file is written that begins with a text.
    #[must_use]
    pub fn new_file(&self, path: &str, text: &str) -> Option<String> {
        self.fill(self.fresh.as_ref()?, path, &[("{text}", text)])
    }

    fn fill(&self, pattern: &str, path: &str, more: &[(&str, &str)]) -> Option<String> {
        let path = format!("{}{path}", self.prefix);
        // Nothing that is put in is searched for what else is to be put in.
        let values = [("{path}", path.as_str()), ("{branch}", self.branch.as_str())];
        let values: Vec<(&str, &str)> = values.iter().chain(more).copied().collect();
        let (mut filled, mut rest) = (String::with_capacity(pattern.len() + path.len()), pattern);
        while let Some(at) = rest.find('{') {
            filled.push_str(&rest[..at]);
            rest = &rest[at..];
            match values.iter().find(|(name, _)| rest.starts_with(name)) {
                Some((name, value)) => {
                    filled.push_str(&encoded(value));
                    rest = &rest[name.len()..];
                }
                None => {
                    filled.push('{');
                    rest = &rest[1..];
                }
            }
        }
        filled.push_str(rest);
        (!filled.chars().any(|c| c.is_whitespace() || crate::text::is_hidden(c))).then_some(filled)
    }
}

/// The web address of a repository, from the address that Git fetches from:
/// `git@host:team/register.git`, `ssh://git@host:22/…`, `https://user:token@host/…`.
/// Who fetches, with which password and through which port of SSH, is left out.
fn web_of(remote: &str) -> Option<String> {
    let remote = remote.trim();
    let (scheme, host, path) = match remote.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_once('/')?;
            let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
            let without_port = || host.rsplit_once(':').map_or(host, |(host, _)| host);
            match scheme.to_ascii_lowercase().as_str() {
                "https" => ("https", host, path),
                "http" => ("http", host, path),
                "ssh" | "git+ssh" | "ssh+git" | "git" => ("https", without_port(), path),
                _ => return None,
            }
        }
        None => {
            let (host, path) = remote.split_once(':')?;
            let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
            // `C:\register` is a folder.
            (host.len() > 1 && !path.starts_with('\\')).then_some(("https", host, path))?
        }
    };
    let host = match host.to_ascii_lowercase().as_str() {
        // SSH through the port of HTTPS.
        "ssh.github.com" => "github.com".to_owned(),
        "altssh.gitlab.com" => "gitlab.com".to_owned(),
        "altssh.bitbucket.org" => "bitbucket.org".to_owned(),
        other => other.to_owned(),
    };
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path).trim_end_matches('/');
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    (!host.is_empty() && host.chars().all(is_host) && !path.is_empty())
        .then(|| format!("{scheme}://{host}/{}", encoded(path)))
}

/// What a forge calls things.
fn patterns(web: &str, kind: Option<ForgeKind>) -> Option<&'static Patterns> {
    const GITHUB: Patterns = Patterns {
        edit: "/edit/{branch}/{path}",
        history: "/commits/{branch}/{path}",
        commit: "/commit/{commit}",
        file: "/blob/{branch}/{path}",
        fresh: Some("/new/{branch}?filename={path}&value={text}"),
    };
    const GITLAB: Patterns = Patterns {
        edit: "/-/edit/{branch}/{path}",
        history: "/-/commits/{branch}/{path}",
        commit: "/-/commit/{commit}",
        file: "/-/blob/{branch}/{path}",
        fresh: Some("/-/new/{branch}?file_name={path}&content={text}"),
    };
    // Older ones know the name only, and leave the text out.
    const GITEA: Patterns = Patterns {
        edit: "/_edit/{branch}/{path}",
        history: "/commits/branch/{branch}/{path}",
        commit: "/commit/{commit}",
        file: "/src/branch/{branch}/{path}",
        fresh: Some("/_new/{branch}/?filename={path}&value={text}"),
    };
    const BITBUCKET: Patterns = Patterns {
        edit: "/src/{branch}/{path}?mode=edit",
        history: "/history-node/{branch}/{path}",
        commit: "/commits/{commit}",
        file: "/src/{branch}/{path}",
        fresh: None,
    };
    match kind.or_else(|| kind_of(web))? {
        ForgeKind::Github => Some(&GITHUB),
        ForgeKind::Gitlab => Some(&GITLAB),
        ForgeKind::Gitea | ForgeKind::Forgejo | ForgeKind::Codeberg => Some(&GITEA),
        ForgeKind::Bitbucket => Some(&BITBUCKET),
    }
}

/// The forge that an address's host is called after.
fn kind_of(web: &str) -> Option<ForgeKind> {
    let host = web.split('/').nth(2).unwrap_or_default().to_lowercase();
    let host = host.split(':').next().unwrap_or_default();
    // A Bitbucket of one's own has other addresses.
    if host == "bitbucket.org" {
        return Some(ForgeKind::Bitbucket);
    }
    let named = |word: &str| host.split(['.', '-']).any(|part| part == word);
    let known = ForgeKind::WORDS.iter().filter(|(_, kind)| *kind != ForgeKind::Bitbucket);
    known.copied().find(|(word, _)| named(word)).map(|(_, kind)| kind)
}

fn is_web(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

/// A text for an address: everything but the unreserved and `/` in per cent.
#[must_use]
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
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

    fn kind(kind: ForgeKind) -> Option<At<ForgeKind>> {
        Some(At::new(kind, Span::start_of(FileId(0))))
    }

    fn forge(web: &str, of: Option<ForgeKind>) -> Forge {
        let config = GitConfig { web: at(web), forge: of.and_then(kind), ..GitConfig::default() };
        Forge::new(&config, None, "risk/")
    }

    fn fetched(remote: &str) -> Forge {
        Forge::new(&GitConfig::default(), Some(remote), "")
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
            forge("https://git.example.org/a/b", Some(ForgeKind::Gitlab))
                .history("x")
                .is_some_and(|url| url.contains("/-/commits/main/risk/x"))
        );
    }

    #[test]
    fn unknown_forges_and_odd_addresses_have_none() {
        assert_eq!(forge("https://git.example.org/a/b", None).edit("x"), None);
        assert_eq!(forge("javascript:alert(1)//github", None).edit("x"), None);
        assert_eq!(forge("https://notgithub.example/a/b", None).edit("x"), None);
        assert_eq!(forge("https://bitbucket.example.org/a/b", None).edit("x"), None, "one of one's own");
    }

    #[test]
    fn the_remote_names_the_forge_and_keeps_its_secrets() {
        for (remote, web) in [
            ("git@github.com:team/register.git", "https://github.com/team/register/edit/main/x"),
            (
                "ssh://git@ssh.github.com:443/team/register.git",
                "https://github.com/team/register/edit/main/x",
            ),
            (
                "https://ci-token:s3cret@gitlab.example.org:8443/a/b/c.git",
                "https://gitlab.example.org:8443/a/b/c/-/edit/main/x",
            ),
            ("ssh://git@codeberg.org/team/register", "https://codeberg.org/team/register/_edit/main/x"),
            (
                "git@bitbucket.org:team/register.git",
                "https://bitbucket.org/team/register/src/main/x?mode=edit",
            ),
            ("http://gitea.local/a/b/", "http://gitea.local/a/b/_edit/main/x"),
        ] {
            assert_eq!(fetched(remote).edit("x").as_deref(), Some(web), "{remote}");
        }
        for remote in [
            "/srv/git/github/register.git",
            "file:///srv/git/github.com/register.git",
            "C:\\register",
            "../github.git",
            "https://github.com",
            "https://github.com/",
            "git@github.com\"><b>:a/b",
            "",
            "::",
        ] {
            assert_eq!(fetched(remote).edit("x"), None, "{remote}");
        }
    }

    #[test]
    fn what_is_configured_counts_before_the_remote() {
        let remote = Some("git@github.com:mirror/register.git");
        let own = GitConfig { web: at("https://gitlab.com/a/b"), ..GitConfig::default() };
        let edit = |config: &GitConfig| Forge::new(config, remote, "").edit("x").unwrap_or_default();
        assert_eq!(edit(&own), "https://gitlab.com/a/b/-/edit/main/x");
        let template = GitConfig {
            edit_url: at("https://dev.example/?path=/{path}&version=GB{branch}"),
            default_branch: at("trunk"),
            ..GitConfig::default()
        };
        assert_eq!(edit(&template), "https://dev.example/?path=/x&version=GBtrunk");
        let named = GitConfig { forge: kind(ForgeKind::Gitlab), ..GitConfig::default() };
        let remote = Some("git@code.example.org:a/b.git");
        assert_eq!(
            Forge::new(&named, remote, "").edit("x").as_deref(),
            Some("https://code.example.org/a/b/-/edit/main/x")
        );
        let broken = GitConfig { web: at("ftp://x"), ..GitConfig::default() };
        assert_eq!(edit(&broken), "", "an address that is none does not fall back to another one");
    }

    #[test]
    fn a_new_file_takes_its_text_along() {
        let text = "title = \"{branch} & {path}\"\n";
        let url = forge("https://github.com/a/b", None).new_file("risks/R002.toml", text).expect("a link");
        assert_eq!(
            url,
            "https://github.com/a/b/new/main?filename=risk/risks/R002.toml\
             &value=title%20%3D%20%22%7Bbranch%7D%20%26%20%7Bpath%7D%22%0A"
        );
        assert_eq!(forge("https://bitbucket.org/a/b", None).new_file("x", text), None);
        let own = GitConfig { new_url: at("https://dev.example/new?at={path}"), ..GitConfig::default() };
        assert_eq!(
            Forge::new(&own, None, "").new_file("x", text).as_deref(),
            Some("https://dev.example/new?at=x")
        );
    }
}
