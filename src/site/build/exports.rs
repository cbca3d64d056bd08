//! The files for other programs, and the page that says what they hold.

use std::sync::OnceLock;

use rayon::prelude::*;

use super::write;
use crate::report::export::Export;
use crate::site::data;
use crate::site::failure::SiteFailure;
use crate::site::output::Output;
use crate::site::pages;
use crate::site::scene::Scene;
use crate::site::templates::Templates;

/// What the site may tell for other programs, made where it is first asked for.
pub(super) struct Exported<'s, 'a> {
    pub(super) scene: &'s Scene<'a>,
    made: OnceLock<Export<'s>>,
}

impl<'s, 'a> Exported<'s, 'a> {
    /// What a scene may tell.
    pub(super) fn of(scene: &'s Scene<'a>) -> Self {
        Self { scene, made: OnceLock::new() }
    }

    /// It, as an export.
    pub(super) fn get(&self) -> &Export<'s> {
        self.made.get_or_init(|| data::export(self.scene))
    }
}

/// Writes the files but for that of all risks, which is made with their pages;
/// gives the size of each.
pub(super) fn write_files(
    export: &Exported<'_, '_>,
    out: &dyn Output,
) -> Result<Vec<(&'static str, u64)>, SiteFailure> {
    let (scene, export) = (export.scene, export.get());
    let others = data::FILES.into_par_iter().filter(|name| *name != data::REGISTER);
    let made = |name: &'static str| {
        let path = format!("data/{name}");
        let size = out.stream(&path, &mut |out| data::write(name, scene, export, out))?;
        Ok((name, size))
    };
    others.map(made).collect()
}

/// Writes the page, of the files with their sizes.
pub(super) fn write_page(
    export: &Exported<'_, '_>,
    sizes: &[(&'static str, u64)],
    templates: &Templates,
    out: &dyn Output,
) -> Result<(), SiteFailure> {
    let (scene, export) = (export.scene, export.get());
    let of = |name: &&str| sizes.iter().find(|(known, _)| known == name).copied();
    let mut files: Vec<(&str, u64)> = data::FILES.iter().filter_map(of).collect();
    let statement = pages::soa::statement(scene);
    if statement.is_begun() {
        files.push((pages::data::SOA, pages::soa::csv(scene, &statement).len() as u64));
    }
    let page = scene.page("Data", "../", "data", None, "data/index.html");
    write(out, "data/index.html", || {
        templates.page("data.html", &page, &pages::data::page(scene, export, &files))
    })
}
