//! The exports as files of the site, so that a reader needs no program.

use super::failure::SiteFailure;
use super::scene::Scene;
use crate::report::escape;
use crate::report::export::{Asked, Export, atom, csv, ics, xlsx};
use crate::report::risk_json::{self, Head};

/// The JSON Schema of `register.json`.
const SCHEMA: &str = include_str!("../../schema/output/list.json");

/// A file of the folder `data/`.
#[derive(Debug)]
pub struct DataFile {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What a site may tell of its register, as an export. The history is that of
/// the pages.
#[must_use]
pub fn export<'s>(scene: &'s Scene<'_>) -> Export<'s> {
    let options = scene.options;
    let midnight = || {
        let first = crate::model::day::Day::constant(1970, 1, 1);
        crate::model::day::days_between(first, scene.facts.today) * 86_400
    };
    let commit = options.commit.as_ref().filter(|commit| commit.day <= scene.facts.today);
    let asked = Asked {
        places: scene.order.clone(),
        is_filtered: false,
        history: options.history.as_deref(),
        cut: options.cut.clone(),
        seconds: commit.map_or_else(midnight, |commit| commit.seconds),
    };
    Export::new(scene.facts, &scene.shown, scene.report, asked)
}

/// The files, in the order in which the page names them.
///
/// # Errors
/// A workbook that would be larger than its format allows.
pub fn files(scene: &Scene<'_>, export: &Export<'_>) -> Result<Vec<DataFile>, SiteFailure> {
    let failed = |what: &str, cause: String| SiteFailure::new(format!("cannot write data/{what}"), cause);
    let json = || {
        let commit = scene.options.commit.as_ref();
        let head = Head::of(export.facts, commit.map(|commit| (commit.id.as_str(), commit.dirty)));
        let text = serde_json::to_string_pretty(&risk_json::exported(head, export));
        let text = text.map_err(|error| failed("register.json", error.to_string()))?;
        Ok::<_, SiteFailure>(format!("{}\n", escape::json(&text, false)).into_bytes())
    };
    let table = || {
        let mut bytes = Vec::new();
        csv::write(export, &mut bytes).map_err(|error| failed("register.csv", error.to_string()))?;
        Ok::<_, SiteFailure>(bytes)
    };
    let workbook = || xlsx::workbook(export).map_err(|error| failed("register.xlsx", error));
    let ((json, table), workbook) = rayon::join(|| rayon::join(json, table), workbook);
    let file = |name, bytes| DataFile { name, bytes };
    Ok(vec![
        file("register.xlsx", workbook?),
        file("register.csv", table?),
        file("register.json", json?),
        file("register.schema.json", SCHEMA.as_bytes().to_vec()),
        file("actions.ics", ics::calendar(export, &[], false).into_bytes()),
        file("changes.atom", atom::feed(export, &|id| scene.forge.commit(id)).into_bytes()),
    ])
}
