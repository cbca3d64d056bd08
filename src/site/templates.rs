//! Tera with the built-in templates and the register's own on top of them.
//!
//! A file of the register takes the place of the built-in one of its name; it
//! may extend that as `builtin/<name>`. Everything printed is escaped.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use tera::{Context, Tera, Value};

use super::failure::SiteFailure;
use super::origin;
use super::path::Way;
use super::template_fault::failure;
use super::text;
use super::view::page::Page;
use super::view::risk::{ControlRow, Path};

/// Every file of `templates/`, by name.
pub const BUILTIN: &[(&str, &str)] = &[
    ("404.html", include_str!("../../templates/404.html")),
    ("assets.html", include_str!("../../templates/assets.html")),
    ("base.html", include_str!("../../templates/base.html")),
    ("changes.html", include_str!("../../templates/changes.html")),
    ("components.html", include_str!("../../templates/components.html")),
    ("control-row.html", include_str!("../../templates/control-row.html")),
    ("controls.html", include_str!("../../templates/controls.html")),
    ("data.html", include_str!("../../templates/data.html")),
    ("findings.html", include_str!("../../templates/findings.html")),
    ("heat-map.html", include_str!("../../templates/heat-map.html")),
    ("history.html", include_str!("../../templates/history.html")),
    ("icon.svg", include_str!("../../templates/icon.svg")),
    ("listing.html", include_str!("../../templates/listing.html")),
    ("methodology.html", include_str!("../../templates/methodology.html")),
    ("moved.html", include_str!("../../templates/moved.html")),
    ("nav.html", include_str!("../../templates/nav.html")),
    ("overview.html", include_str!("../../templates/overview.html")),
    ("path.html", include_str!("../../templates/path.html")),
    ("register.html", include_str!("../../templates/register.html")),
    ("risk.html", include_str!("../../templates/risk.html")),
    ("site.css", include_str!("../../templates/site.css")),
    ("site.js", include_str!("../../templates/site.js")),
    ("soa.html", include_str!("../../templates/soa.html")),
    ("threats.html", include_str!("../../templates/threats.html")),
];

/// A file of the register's own templates folder.
#[derive(Debug, Clone)]
pub struct UserTemplate {
    /// Its name within the folder, with forward slashes.
    pub name: String,
    /// The file in the register.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// The templates, ready to render.
#[derive(Debug)]
pub struct Templates {
    tera: Tera,
    user: Vec<UserTemplate>,
    navs: Once<Place>,
    paths: Once<Way>,
    controls: Once<String>,
    planned: Once<String>,
}

/// Parts that several pages share, each made where it is first asked for.
#[derive(Debug)]
struct Once<K>(Mutex<HashMap<K, Value>>);

impl<K: Eq + Hash> Once<K> {
    /// As many are kept, which is a few megabytes of drawings.
    const MOST: usize = 1000;

    fn get<Q>(&self, key: &Q, make: impl FnOnce() -> Result<Value, SiteFailure>) -> Result<Value, SiteFailure>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ToOwned<Owned = K> + ?Sized,
    {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = known().get(key) {
            return Ok(made.clone());
        }
        let made = make()?;
        let mut known = known();
        if known.len() < Self::MOST {
            known.insert(key.to_owned(), made.clone());
        }
        Ok(made)
    }
}

impl<K> Default for Once<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

/// Where a page stands in the navigation: the way to the root, the section, and
/// whether it is the section's own page.
type Place = (&'static str, &'static str, bool);

impl Templates {
    /// The built-in templates with the register's own on top.
    ///
    /// # Errors
    /// A template that cannot be read, with its file and line.
    pub fn new(user: Vec<UserTemplate>) -> Result<Self, SiteFailure> {
        let mut tera = Tera::new();
        tera.autoescape_on([".html", ".xml", ".svg"]);
        tera.set_escape_fn(text::escape);
        let mut sources = Vec::new();
        for (name, text) in BUILTIN.iter().filter(|(name, _)| name.ends_with(".html")) {
            sources.push((format!("builtin/{name}"), (*text).to_owned()));
        }
        for file in user.iter().filter(|file| file.name.ends_with(".html")) {
            sources.push((format!("user/{}", file.name), file.text.clone()));
        }
        tera.set_fallback_prefixes(["user/", "builtin/"])
            .map_err(|error| failure("folder", &error, &user))?;
        tera.add_raw_templates(sources).map_err(|error| failure("folder", &error, &user))?;
        Ok(Self {
            tera,
            user,
            navs: Once::default(),
            paths: Once::default(),
            controls: Once::default(),
            planned: Once::default(),
        })
    }

    /// Makes a value known to every page.
    pub fn share<T: Serialize>(&mut self, name: &'static str, value: &T) {
        self.tera.global_context().insert(name, value);
    }

    /// The page of a template over a view.
    ///
    /// # Errors
    /// A template that fails on this page, with its file and line.
    pub fn page<V: Serialize>(&self, name: &str, page: &Page, view: &V) -> Result<Vec<u8>, SiteFailure> {
        self.page_with(name, page, view, [])
    }

    /// The same with parts that are made already, by their names.
    ///
    /// # Errors
    /// A template that fails on this page, with its file and line.
    pub fn page_with<V: Serialize, const N: usize>(
        &self,
        name: &str,
        page: &Page,
        view: &V,
        parts: [(&'static str, Value); N],
    ) -> Result<Vec<u8>, SiteFailure> {
        let mut context = Context::new();
        context.insert("page", page);
        context.insert_value("nav", self.nav(page)?);
        for (name, made) in parts {
            context.insert_value(name, made);
        }
        context.insert("view", view);
        self.render(name, &context)
    }

    /// The navigation of a page, made once for all that stand at one place.
    fn nav(&self, page: &Page) -> Result<Value, SiteFailure> {
        self.navs.get(&(page.root, page.section, page.is_section), || {
            let mut context = Context::new();
            context.insert("root", page.root);
            context.insert("section", page.section);
            context.insert("is_section", &page.is_section);
            self.part("nav.html", &context)
        })
    }

    /// The drawings of a way over the matrix, made once for all risks that go it.
    ///
    /// # Errors
    /// A template that fails on them, with its file and line.
    pub fn path(&self, way: &Way, draw: impl FnOnce() -> Option<Path>) -> Result<Value, SiteFailure> {
        self.paths.get(way, || draw().map_or(Ok(Value::none()), |path| self.part_of("path.html", &path)))
    }

    /// The row of a control on the page of a risk, made once for all risks that
    /// count on it, and once for those that plan it.
    ///
    /// # Errors
    /// A template that fails on it, with its file and line.
    pub fn control(
        &self,
        (id, is_planned): (&str, bool),
        row: impl FnOnce() -> ControlRow,
    ) -> Result<Value, SiteFailure> {
        let rows = if is_planned { &self.planned } else { &self.controls };
        rows.get(id, || self.part_of("control-row.html", &row()))
    }

    fn part_of<V: Serialize>(&self, name: &str, view: &V) -> Result<Value, SiteFailure> {
        let mut context = Context::new();
        context.insert("view", view);
        self.part(name, &context)
    }

    /// What a template makes of a context, to be printed as it is.
    fn part(&self, name: &str, context: &Context) -> Result<Value, SiteFailure> {
        let made = self.render(name, context)?;
        Ok(Value::safe_string(String::from_utf8_lossy(&made).trim_end()))
    }

    /// What a template makes of a context.
    ///
    /// # Errors
    /// A template that fails on this page, with its file and line.
    pub fn render(&self, name: &str, context: &Context) -> Result<Vec<u8>, SiteFailure> {
        let mut page = Vec::with_capacity(32 * 1024);
        self.tera.render_to(name, context, &mut page).map_err(|error| failure(name, &error, &self.user))?;
        Ok(page)
    }

    /// A file that is no template: the register's own, else the built-in one.
    #[must_use]
    pub fn file(&self, name: &str) -> &str {
        let own = self.user.iter().find(|file| file.name == name).map(|file| origin::unmarked(&file.text));
        own.or_else(|| BUILTIN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(name: &str, text: &str) -> UserTemplate {
        UserTemplate { name: name.to_owned(), path: format!("templates/{name}"), text: text.to_owned() }
    }

    #[test]
    fn every_file_of_the_folder_is_built_in() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder")
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
            .collect();
        files.sort();
        let known: Vec<&str> = BUILTIN.iter().map(|(name, _)| *name).collect();
        assert_eq!(files, known);
    }

    #[test]
    fn own_templates_extend_what_they_replace() {
        let templates = Templates::new(vec![user(
            "404.html",
            "{% extends \"builtin/404.html\" %}{% block content %}<h1>Gone & {{ word }}</h1>{% endblock %}",
        )])
        .expect("templates");
        let mut context = Context::new();
        context.insert("word", "<b>\u{202e}");
        let page =
            String::from_utf8(templates.render("404.html", &context).unwrap_or_default()).expect("text");
        assert!(page.is_empty() || page.contains("Gone & &lt;b&gt;U+202E"), "{page}");
    }
}
