//! The whole site: every page rendered in parallel into the output folder.

mod exports;
mod risks;

use rayon::prelude::*;
use serde::Serialize;
use tera::Context;

use super::assets::Asset;
use super::data;
use super::failure::SiteFailure;
use super::index;
use super::minify;
use super::moved;
use super::options::{Options, OwnFile};
use super::output::Output;
use super::pages;
use super::pages::risk::ROOT;
use super::paging::page_name;
use super::scene::{Scene, register_page};
use super::templates::Templates;
use super::view::Link;
use super::view::listing::Listing;
use super::view::page::Scripts;
use super::write::Staging;
use crate::colour::{self, Colour};
use crate::facts::Facts;
use crate::filter::Report;
use crate::model::register::Register;

/// What a build wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Built {
    /// Pages.
    pub pages: usize,
    /// Files that are no pages: styles, icons.
    pub files: usize,
}

/// Writes the site of a judged register.
///
/// # Errors
/// A template that fails, or an output folder that cannot be written or is not
/// ours to replace. The former site is then still there.
pub fn build(facts: &Facts<'_>, report: &Report<'_>, options: &Options) -> Result<Built, SiteFailure> {
    let staging = Staging::new(&options.out, &options.root, &read_from(facts.register))?;
    let built = Site::new(facts, report, options)?.write(&staging)?;
    staging.publish()?;
    Ok(built)
}

/// A site that can be made, as a whole or a few files of it.
#[derive(Debug)]
pub struct Site<'a> {
    scene: Scene<'a>,
    templates: Templates,
    /// Files that pages name by what they hold.
    assets: Vec<Asset>,
}

impl<'a> Site<'a> {
    /// The site of a judged register.
    ///
    /// # Errors
    /// A template that cannot be read.
    pub fn new(
        facts: &'a Facts<'a>,
        report: &'a Report<'a>,
        options: &'a Options,
    ) -> Result<Self, SiteFailure> {
        let scene = Scene::new(facts, report, options);
        let own = || {
            let templates = Templates::new(options.templates.clone())?;
            let assets = assets(&scene, &templates);
            Ok((templates, assets))
        };
        let ([register, words], made) = rayon::join(|| index::scripts(&scene), own);
        let (mut templates, mut assets) = made?;
        let first = |wanted: &dyn Fn(&str) -> bool| {
            assets.iter().map(|file| file.path.clone()).find(|path| wanted(path))
        };
        let named = |stem: &str| first(&|path| path.starts_with(&format!("assets/{stem}.")));
        let styles =
            assets.iter().map(|file| file.path.clone()).filter(|path| path.ends_with(".css")).collect();
        let icon = named("icon").unwrap_or_default();
        let logo = options.logo.as_ref().and_then(|logo| named(&logo_stem(logo)));
        let scripts = Scripts {
            own: first(&|path| path.ends_with(".js")).unwrap_or_default(),
            register: register.path.clone(),
            words: words.path.clone(),
            judged: scene.facts.today.to_string(),
            stale: pages::shell::stale_from(&scene).map(|day| day.to_string()),
        };
        templates.share("site", &pages::shell::site(&scene, styles, icon, logo, scripts));
        assets.extend([register, words]);
        Ok(Self { scene, templates, assets })
    }

    /// The files that pages name by what they hold, with their paths.
    #[must_use]
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }

    /// Makes what is asked for.
    ///
    /// # Errors
    /// A template that fails, or what the output says.
    pub fn write(&self, out: &dyn Output) -> Result<Built, SiteFailure> {
        let Self { scene, templates, assets } = self;
        for file in assets.iter().filter(|file| out.wants(&file.path)) {
            out.put(&file.path, &file.bytes)?;
        }
        let export = exports::Exported::of(scene);
        let lists = || write_pages(scene, templates, out);
        if !out.wants_below("data/") {
            let risks = || risks::write_all(&export, templates, out, None);
            let (lists, risks) = rayon::join(lists, risks);
            return Ok(Built { pages: lists? + risks? + 1, files: assets.len() + scene.order.len() });
        }
        // The workbook takes one thread for long: the pages are made beside it.
        let data = || exports::write_files(&export, out);
        let risks = || risks::write_with_document(&export, templates, out);
        let ((lists, risks), data) = rayon::join(|| rayon::join(lists, risks), data);
        let ((risks, size), mut data) = (risks?, data?);
        data.push((data::REGISTER, size));
        exports::write_page(&export, &data, templates, out)?;
        Ok(Built { pages: lists? + risks + 1, files: assets.len() + data.len() + scene.order.len() })
    }
}

/// Makes a file if it is asked for.
fn write(
    out: &dyn Output,
    path: &str,
    make: impl FnOnce() -> Result<Vec<u8>, SiteFailure>,
) -> Result<(), SiteFailure> {
    if out.wants(path) { out.put(path, &make()?) } else { Ok(()) }
}

/// The files and folders that the register is read from: no site goes there.
#[must_use]
pub fn read_from(register: &Register) -> Vec<std::path::PathBuf> {
    let paths = &register.config.paths;
    let all = [
        crate::parse::CONFIG_FILE,
        &paths.methodology,
        &paths.people,
        &paths.assets,
        &paths.threats,
        &paths.controls,
        &paths.indicators,
        &paths.measurements,
        &paths.incidents,
        &paths.waivers,
        &paths.risks,
        &paths.templates,
    ];
    // A catalogue may also be a folder of the file's name without its ending.
    let folders = all.iter().filter_map(|path| path.strip_suffix(".toml"));
    all.iter().copied().chain(folders).map(std::path::PathBuf::from).collect()
}

fn assets(scene: &Scene<'_>, templates: &Templates) -> Vec<Asset> {
    let mut files = vec![
        Asset::hashed("site", "css", minify::style(templates.file("site.css")).into_bytes()),
        Asset::hashed("levels", "css", levels_css(scene).into_bytes()),
        Asset::hashed("site", "js", minify::script(templates.file("site.js")).into_bytes()),
        Asset::hashed("icon", "svg", templates.file("icon.svg").as_bytes().to_vec()),
    ];
    if let Some(css) = &scene.options.extra_css {
        files.push(Asset::hashed("own", "css", css.bytes.clone()));
    }
    if let Some(logo) = &scene.options.logo {
        files.push(Asset::hashed(&logo_stem(logo), &logo.extension, logo.bytes.clone()));
    }
    files
}

fn logo_stem(logo: &OwnFile) -> String {
    format!("logo-{}", logo.stem)
}

/// What the style sheet lays under the pages, in the light and in the dark.
const GROUNDS: [Colour; 2] =
    [Colour { red: 0xff, green: 0xff, blue: 0xff }, Colour { red: 0x0f, green: 0x18, blue: 0x20 }];

fn levels_css(scene: &Scene<'_>) -> String {
    let mut css = colour::style_sheet(&scene.palette.swatches);
    let accent =
        scene.facts.register.config.site.accent.as_ref().and_then(|accent| colour::Colour::parse(accent));
    if let Some(accent) = accent {
        let [light, dark] = GROUNDS.map(|ground| accent.seen_on(ground).css());
        css.push_str(&format!(
            ":root{{--accent:{light}}}@media screen and (prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}\n"
        ));
    }
    css
}

/// What makes the views of a list, one for each of its pages.
type Views = fn(&Scene<'_>) -> Vec<Listing>;

/// The views of a folder's pages, if any of them is asked for.
fn asked<V>(out: &dyn Output, folder: &str, make: impl FnOnce() -> Vec<V>) -> Vec<V> {
    if out.wants_below(folder) { make() } else { Vec::new() }
}

fn write_pages(scene: &Scene<'_>, templates: &Templates, out: &dyn Output) -> Result<usize, SiteFailure> {
    let register = scene.facts.register;
    let config = register.sources.path(register.config.file);
    let page = scene.page("Overview", "", "overview", Some(config), "index.html");
    write(out, "index.html", || templates.page("overview.html", &page, &pages::overview::overview(scene)))?;
    write(out, "404.html", || templates.render("404.html", &Context::new()))?;

    let method =
        register.methodology.as_ref().map_or(register.config.paths.methodology.as_str(), |methodology| {
            register.sources.path(methodology.file)
        });
    let page = scene.page("Methodology", "../", "methodology", Some(method), "methodology/index.html");
    write(out, "methodology/index.html", || {
        templates.page("methodology.html", &page, &pages::methodology::page(scene))
    })?;

    // A file that is not there cannot be edited.
    let indicators = Some(register.config.paths.indicators.as_str());
    let indicators = indicators.filter(|file| register.sources.find(file).is_some());
    let listings: [(_, _, Views); 5] = [
        ("metrics", None, |scene| vec![pages::metrics::page(scene)]),
        ("report", None, |scene| vec![pages::report::page(scene)]),
        ("indicators", indicators, pages::monitoring::indicators),
        ("incidents", None, pages::incidents::incidents),
        ("treatment", None, pages::treatment::pages),
    ];
    let mut count = 0;
    for (key, file, views) in listings {
        let views = asked(out, &format!("{key}/"), || views(scene));
        count += views.len();
        views.into_par_iter().enumerate().try_for_each(|(number, view)| {
            let path = format!("{key}/{}", page_name(number));
            let view = view.settled();
            let page = scene.page(&view.title, "../", key, file, &path);
            write(out, &path, || templates.page("listing.html", &page, &view))
        })?;
    }
    let people = if out.wants_below("people/") { write_people(scene, templates, out)? } else { 0 };
    let registers = asked(out, "register/", || pages::register::pages(scene));
    let register_pages = registers.len();
    // Each view goes when its page is written: together they weigh more than the site.
    registers.into_par_iter().enumerate().try_for_each(|(number, view)| {
        let path = register_page(number);
        let page = scene.page("Register", "../", "register", None, &path);
        write(out, &path, || templates.page("register.html", &page, &view))
    })?;
    let findings = asked(out, "findings/", || pages::findings::pages(scene));
    let finding_pages = findings.len();
    findings.into_par_iter().enumerate().try_for_each(|(number, view)| {
        let path = format!("findings/{}", page_name(number));
        let page = scene.page("Findings", "../", "findings", None, &path);
        write(out, &path, || templates.page("findings.html", &page, &view))
    })?;
    let changes = asked(out, "changes/", || pages::changes::pages(scene));
    let change_pages = changes.len();
    changes.into_par_iter().try_for_each(|named| {
        let path = format!("changes/{}", named.file);
        let mut page = scene.page("Changes", "../", "changes", None, &path);
        if let Some(year) = &named.page.here {
            page.crumbs.push(Link { text: "Changes".to_owned(), href: Some("index.html".to_owned()) });
            page.here = Some(year.clone());
        }
        write(out, &path, || templates.page("changes.html", &page, &named.page))
    })?;
    let inventories = write_inventories(scene, templates, out)?;
    moved::pages(scene).par_iter().try_for_each(|(path, view)| {
        write(out, path, || {
            let mut context = Context::new();
            context.insert("view", view);
            templates.render("moved.html", &context)
        })
    })?;
    let lists = count + inventories + people;
    Ok(3 + lists + register_pages + finding_pages + change_pages)
}

/// Everybody, then a page for each.
fn write_people(scene: &Scene<'_>, templates: &Templates, out: &dyn Output) -> Result<usize, SiteFailure> {
    let register = scene.facts.register;
    let paths = &register.config.paths;
    let file = register.sources.find(&paths.people).map(|_| paths.people.as_str());
    let people = pages::people::People::new(scene);
    let mut count = 0;
    for (number, view) in people.index().into_iter().enumerate() {
        let view = view.settled();
        let path = format!("people/{}", page_name(number));
        let page = scene.page(&view.title, "../", "people", file, &path);
        write(out, &path, || templates.page("listing.html", &page, &view))?;
        count += 1;
    }
    let pages = register.people.par_iter().zip(&scene.people_folders).map(|(person, folder)| {
        let folder = format!("people/{folder}/");
        let views = asked(out, &folder, || people.page(person));
        let number_of = views.len();
        for (number, view) in views.into_iter().enumerate() {
            let path = format!("{folder}{}", page_name(number));
            let view = view.settled();
            let file = register.sources.path(person.span.file);
            let mut page = scene.page(&view.title, ROOT, "people", Some(file), &path);
            page.is_section = false;
            page.crumbs =
                vec![Link { text: "People".to_owned(), href: Some(format!("{ROOT}people/index.html")) }];
            page.here = Some(view.title.clone());
            write(out, &path, || templates.page("listing.html", &page, &view))?;
        }
        Ok::<usize, SiteFailure>(number_of)
    });
    Ok(count + pages.try_reduce(|| 0, |one, other| Ok(one + other))?)
}

/// Assets, threats, controls and the statement of applicability.
fn write_inventories(
    scene: &Scene<'_>,
    templates: &Templates,
    out: &dyn Output,
) -> Result<usize, SiteFailure> {
    let paths = &scene.facts.register.config.paths;
    let file = |path| scene.facts.register.sources.find(path).map(|_| path);
    let inventory = Inventory { scene, templates, out };
    let assets = inventory.write(
        "Assets",
        "assets",
        file(&paths.assets),
        &asked(out, "assets/", || pages::assets::pages(scene)),
    )?;
    let threats = inventory.write(
        "Threats",
        "threats",
        file(&paths.threats),
        &asked(out, "threats/", || pages::threats::pages(scene)),
    )?;
    let controls = file(&paths.controls);
    let written = inventory.write(
        "Controls",
        "controls",
        controls,
        &asked(out, "controls/", || pages::controls::pages(scene)),
    )?;
    if !out.wants_below("soa/") {
        return Ok(assets + threats + written);
    }
    let statement = pages::soa::statement(scene);
    if statement.is_begun() {
        write(out, "soa/soa.csv", || Ok(pages::soa::csv(scene, &statement).into_bytes()))?;
    }
    let views = pages::soa::pages(scene, &statement);
    let stated = inventory.write("Statement of applicability", "soa", controls, &views)?;
    Ok(assets + threats + written + stated)
}

/// Writes the pages of an inventory.
struct Inventory<'i, 'a> {
    scene: &'i Scene<'a>,
    templates: &'i Templates,
    out: &'i dyn Output,
}

impl Inventory<'_, '_> {
    fn write<V: Serialize + Sync>(
        &self,
        title: &str,
        section: &'static str,
        file: Option<&str>,
        views: &[V],
    ) -> Result<usize, SiteFailure> {
        views.par_iter().enumerate().try_for_each(|(number, view)| {
            let path = format!("{section}/{}", page_name(number));
            let page = self.scene.page(title, "../", section, file, &path);
            let template = format!("{section}.html");
            write(self.out, &path, || self.templates.page(&template, &page, view))
        })?;
        Ok(views.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::{Selection, report};
    use crate::site::output::Few;
    use crate::testing::{facts_of, register_of};
    use std::collections::BTreeSet;

    #[test]
    fn a_file_made_alone_has_the_bytes_of_the_whole_site() {
        let ids: Vec<String> = (1..=260).map(|number| format!("R{number:03}")).collect();
        let risks: Vec<(&str, &str)> =
            ids.iter().map(|id| (id.as_str(), "likelihood = 'high'\nimpact = 'high'\n")).collect();
        let register = register_of(&risks);
        let facts = facts_of(&register);
        let report = report(&facts, Vec::new(), &Selection::default());
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("site");
        let options = Options { root: folder.path().to_path_buf(), out: out.clone(), ..Options::default() };
        build(&facts, &report, &options).expect("built");
        let site = Site::new(&facts, &report, &options).expect("a site");
        let walk = walkdir::WalkDir::new(&out).into_iter().map(|entry| entry.expect("an entry"));
        let paths = walk.filter(|entry| entry.file_type().is_file()).map(|entry| {
            entry.path().strip_prefix(&out).expect("below").to_string_lossy().replace('\\', "/")
        });
        let paths: Vec<String> = paths.filter(|path| path != crate::site::write::MARKER).collect();
        assert!(paths.len() > 280, "{}", paths.len());
        // Of the many pages of risks some will do.
        let tried = paths.iter().filter(|path| !path.starts_with("risks/") || path.contains('7'));
        for path in tried {
            let few = Few::of(BTreeSet::from([path.clone()]));
            site.write(&few).expect("made");
            let files = few.files();
            assert_eq!(files.keys().collect::<Vec<_>>(), [path], "nothing else is made");
            assert!(files[path] == std::fs::read(out.join(path)).expect("a file"), "{path}");
        }
    }

    #[test]
    fn the_grounds_are_those_of_the_style_sheet() {
        let css = include_str!("../../templates/site.css");
        let grounds: Vec<&str> =
            css.match_indices("--bg: ").map(|(at, name)| &css[at + name.len()..][..7]).collect();
        let [light, dark] = GROUNDS.map(Colour::css);
        assert_eq!(grounds, [light.as_str(), &dark, &light], "on screen, in the dark, on paper");
    }
}
