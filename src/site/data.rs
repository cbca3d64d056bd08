//! The exports as files of the site, so that a reader needs no program.

use std::io::{self, Write};

use super::scene::Scene;
use crate::report::export::{Asked, Export, atom, csv, ics, xlsx};
use crate::report::risk_json::{Head, Lines};

/// The JSON Schema of `register.json`.
const SCHEMA: &str = include_str!("../../schema/output/list.json");

/// The files of the folder `data/`, in the order in which the page names them.
pub const FILES: [&str; 6] =
    ["register.xlsx", "register.csv", REGISTER, "register.schema.json", "actions.ics", "changes.atom"];

/// The file that is made of what is said of each risk.
pub const REGISTER: &str = "register.json";

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

/// The file of a risk beside its page.
pub const OWN: &str = "risk.json";

/// The document of the risks that a site tells of.
#[must_use]
pub fn document<'e>(scene: &'e Scene<'_>, export: &'e Export<'e>) -> Lines<'e> {
    let commit = scene.options.commit.as_ref();
    let head = Head::of(export.facts, commit.map(|commit| (commit.id.as_str(), commit.dirty)));
    Lines::new(head, export)
}

/// Writes one of the files, but for [`REGISTER`].
///
/// # Errors
/// What the writer says, or a workbook that would be larger than its format
/// allows.
pub fn write(name: &str, scene: &Scene<'_>, export: &Export<'_>, out: &mut dyn Write) -> io::Result<()> {
    match name {
        "register.xlsx" => xlsx::write(export, out).map_err(io::Error::other),
        "register.csv" => csv::write(export, out),
        "register.schema.json" => out.write_all(SCHEMA.as_bytes()),
        "actions.ics" => ics::write(export, &[], false, out),
        _ => out.write_all(atom::feed(export, &|id| scene.forge.commit(id)).as_bytes()),
    }
}
