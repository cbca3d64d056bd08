//! `plimsoll.toml`, checked: every value knows the line it came from.

use super::id::IdPattern;
use super::risk::Publish;
use super::word::words;
use crate::source::{At, FileId, Span};

words! {
    /// How much a finding weighs.
    Severity {
        /// Not reported.
        Off = "off",
        /// Worth knowing.
        Info = "info",
        /// To be looked at.
        Warning = "warning",
        /// Wrong: `check` ends with 1.
        Error = "error",
    }
}

words! {
    /// The kind of a forge: what its addresses look like.
    ForgeKind {
        /// GitHub, also of one's own.
        Github = "github",
        /// GitLab, also of one's own.
        Gitlab = "gitlab",
        /// Gitea.
        Gitea = "gitea",
        /// Forgejo.
        Forgejo = "forgejo",
        /// Codeberg, which is a Forgejo.
        Codeberg = "codeberg",
        /// Bitbucket Cloud.
        Bitbucket = "bitbucket",
    }
}

words! {
    /// The type of one of the organisation's own fields.
    CustomType {
        /// A line of text.
        Text = "text",
        /// Formatted text.
        Markdown = "markdown",
        /// A day.
        Date = "date",
        /// A number.
        Number = "number",
        /// An address.
        Url = "url",
        /// One of a list.
        Choice = "choice",
    }
}

/// One of the organisation's own fields.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomField {
    /// The header.
    pub span: Span,
    /// The key under `[custom]`.
    pub key: At<String>,
    /// What people call it.
    pub name: Option<At<String>>,
    /// What it holds.
    pub kind: Option<At<CustomType>>,
    /// What it may be, where it is a choice.
    pub choices: Vec<At<String>>,
    /// Whether every open risk needs it.
    pub required: bool,
}

impl CustomField {
    /// The name, else the key.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_ref().unwrap_or(&self.key)
    }
}

/// One of the organisation's own rules: an expression that must match no risk.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnRule {
    /// The name, as a built-in rule has one.
    pub name: At<String>,
    /// The expression, `where`.
    pub condition: At<String>,
    /// What is wrong with a risk that it matches.
    pub message: At<String>,
    /// How much that weighs; default an error.
    pub severity: Option<At<Severity>>,
    /// What to do about it.
    pub help: Option<At<String>>,
}

/// An audience of the published register.
#[derive(Debug, Clone, PartialEq)]
pub struct Audience {
    /// The header.
    pub span: Span,
    /// The id.
    pub id: At<String>,
    /// The name.
    pub name: Option<At<String>>,
    /// What it sees of risks that do not name it.
    pub publish: Publish,
}

impl Audience {
    /// The name, else the id.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_ref().unwrap_or(&self.id)
    }
}

/// `[site]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SiteConfig {
    /// The site's title; default the register's.
    pub title: Option<At<String>>,
    /// A picture, relative to the register.
    pub logo: Option<At<String>>,
    /// A colour, `#rrggbb`, for links and focus.
    pub accent: Option<At<String>>,
    /// A line at the foot of every page.
    pub footer: Option<At<String>>,
    /// A style sheet, relative to the register, after the built-in one.
    pub extra_css: Option<At<String>>,
    /// Where the site is published.
    pub address: Option<At<String>>,
    /// The language of the register's texts.
    pub language: Option<At<String>>,
    /// The day of the last management review.
    pub last_review: Option<At<super::day::Day>>,
    /// How old a page may be before it says so.
    pub stale_after: Option<At<super::day::Period>>,
    /// Who the site is built for.
    pub audiences: Vec<Audience>,
    /// The picture and the style sheet, where they lead to no file.
    pub dead_links: Vec<super::risk::DeadLink>,
}

impl SiteConfig {
    /// The files of the register that the site takes over, but for those that
    /// are not there.
    pub fn own_file<'a>(&self, file: &'a Option<At<String>>) -> Option<&'a At<String>> {
        let is_dead = |path: &At<String>| self.dead_links.iter().any(|link| link.target.span == path.span);
        file.as_ref().filter(|path| !is_dead(path))
    }
}

/// `[git]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GitConfig {
    /// The branch that counts.
    pub default_branch: Option<At<String>>,
    /// The kind of forge.
    pub forge: Option<At<ForgeKind>>,
    /// The repository's address on it.
    pub web: Option<At<String>>,
    /// Templates for links, with `{path}`, `{branch}`, `{commit}`.
    pub edit_url: Option<At<String>>,
    /// As `edit_url`, for a file's history.
    pub history_url: Option<At<String>>,
    /// As `edit_url`, for a commit.
    pub commit_url: Option<At<String>>,
    /// As `edit_url`, for a new file that begins with `{text}`.
    pub new_url: Option<At<String>>,
}

/// `[paths]`, each relative to the register, with its default.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "each field is the path of the files it is named after")]
pub struct Paths {
    pub methodology: String,
    pub people: String,
    pub assets: String,
    pub threats: String,
    pub controls: String,
    pub indicators: String,
    pub measurements: String,
    pub incidents: String,
    pub waivers: String,
    pub risks: String,
    pub templates: String,
}

impl Default for Paths {
    fn default() -> Self {
        let own = str::to_owned;
        Self {
            methodology: own("schema/methodology.toml"),
            people: own("people.toml"),
            assets: own("assets.toml"),
            threats: own("threats.toml"),
            controls: own("controls.toml"),
            indicators: own("indicators.toml"),
            measurements: own("measurements"),
            incidents: own("incidents"),
            waivers: own("waivers.toml"),
            risks: own("risks"),
            templates: own("templates"),
        }
    }
}

/// `plimsoll.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Its file.
    pub file: FileId,
    /// The random word that tells this register's seals from another's.
    pub id: Option<At<String>>,
    /// What the register is called.
    pub title: At<String>,
    /// Whose it is.
    pub organisation: Option<At<String>>,
    /// What risk ids look like.
    pub id_pattern: IdPattern,
    /// What incident ids look like.
    pub incident_pattern: IdPattern,
    /// ISO 4217, of costs and losses.
    pub currency: Option<At<String>>,
    /// Severities by rule or family, in the order written.
    pub severities: Vec<(At<String>, At<Severity>)>,
    /// `[site]`.
    pub site: SiteConfig,
    /// `[git]`.
    pub git: GitConfig,
    /// `[paths]`.
    pub paths: Paths,
    /// `[[custom]]`.
    pub custom: Vec<CustomField>,
    /// `[[rule]]`.
    pub rules: Vec<OwnRule>,
}
