//! The exports as files of the site, so that a reader needs no program.

use super::failure::SiteFailure;
use super::scene::Scene;
use crate::report::escape;
use crate::report::export::{Asked, Export, atom, csv, ics, xlsx};
use crate::report::risk_json::{self, Head};

/// The JSON Schema of `register.json`.
const SCHEMA: &str = include_str!("../../schema/output/list.json");

/// The files of the folder `data/`, in the order in which the page names them.
pub const FILES: [&str; 6] =
    ["register.xlsx", "register.csv", "register.json", "register.schema.json", "actions.ics", "changes.atom"];

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

/// What a file holds. One is made at a time: together they are large.
///
/// # Errors
/// A workbook that would be larger than its format allows.
pub fn bytes(name: &str, scene: &Scene<'_>, export: &Export<'_>) -> Result<Vec<u8>, SiteFailure> {
    let failed = |cause: String| SiteFailure::new(format!("cannot write data/{name}"), cause);
    Ok(match name {
        "register.xlsx" => xlsx::workbook(export).map_err(failed)?,
        "register.csv" => {
            let mut bytes = Vec::new();
            csv::write(export, &mut bytes).map_err(|error| failed(error.to_string()))?;
            bytes
        }
        "register.json" => {
            let commit = scene.options.commit.as_ref();
            let head = Head::of(export.facts, commit.map(|commit| (commit.id.as_str(), commit.dirty)));
            let text = serde_json::to_string_pretty(&risk_json::exported(head, export));
            let mut text = escape::whole_json(text.map_err(|error| failed(error.to_string()))?, false);
            text.push('\n');
            text.into_bytes()
        }
        "register.schema.json" => SCHEMA.as_bytes().to_vec(),
        "actions.ics" => ics::calendar(export, &[], false).into_bytes(),
        _ => atom::feed(export, &|id| scene.forge.commit(id)).into_bytes(),
    })
}
