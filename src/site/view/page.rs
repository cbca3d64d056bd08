//! What every page has around its content.

use serde::Serialize;

use super::Link;

/// What all pages of a site share.
#[derive(Debug, Clone, Serialize)]
pub struct Site {
    /// The language of the register's texts.
    pub language: String,
    /// The title.
    pub title: String,
    /// Whose register it is.
    pub organisation: Option<String>,
    /// The organisation's picture, from the site's root.
    pub logo: Option<String>,
    /// Style sheets, from the site's root, in order.
    pub styles: Vec<String>,
    /// The script and what it reads.
    pub scripts: Scripts,
    /// The icon, from the site's root.
    pub icon: String,
    /// The pages of the main navigation.
    pub nav: Vec<NavItem>,
    /// The rest of the navigation.
    pub more: Vec<NavItem>,
    /// "As of commit" and what follows it, in pieces around the commit.
    pub freshness: Freshness,
    /// "The register is not valid: 3 errors."
    pub invalid: Option<String>,
    /// "2 files could not be read; the figures leave them out."
    pub unread: Option<String>,
    /// "3 risks are not published, …"
    pub unpublished: Option<String>,
    /// "11 findings".
    pub findings: String,
    /// The organisation's own line.
    pub footer: Option<String>,
    /// Where the site is published, without a slash at the end.
    pub address: Option<String>,
    /// "Plimsoll 0.1.0".
    pub maker: String,
}

/// The site's script and the files of data that it loads when they are first
/// used; paths from the site's root.
#[derive(Debug, Clone, Serialize)]
pub struct Scripts {
    /// The script.
    pub own: String,
    /// The rows of the register.
    pub register: String,
    /// The words of the site.
    pub words: String,
    /// The day that everything is judged on.
    pub judged: String,
    /// The last day on which a page is not out of date, where that is set.
    pub stale: Option<String>,
}

/// An entry of the main navigation.
#[derive(Debug, Clone, Serialize)]
pub struct NavItem {
    /// What the page calls itself.
    pub key: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// Its file, from the site's root.
    pub href: &'static str,
}

/// The line that says how old the page's knowledge is.
#[derive(Debug, Clone, Serialize)]
pub struct Freshness {
    /// Before the commit, or all of it where there is none.
    pub before: String,
    /// The commit.
    pub commit: Option<Link>,
    /// After the commit.
    pub after: String,
}

/// What is this page's own.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    /// The title of the window.
    pub title: String,
    /// The way to the site's root: "", "../", "../../".
    pub root: &'static str,
    /// The navigation entry that it belongs to.
    pub section: &'static str,
    /// It is that entry's own page.
    pub is_section: bool,
    /// Pages above it.
    pub crumbs: Vec<Link>,
    /// What it is called in the breadcrumb.
    pub here: Option<String>,
    /// The register's file that it shows.
    pub file: Option<String>,
    /// Where that file is edited.
    pub edit: Option<String>,
    /// Where that file's history is seen.
    pub history: Option<String>,
    /// What it says, for programs: a file beside it.
    pub json: Option<&'static str>,
    /// Its path in the site, as a public address.
    pub permalink: String,
}
