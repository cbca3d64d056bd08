//! The builder of the page that says what each file for other programs holds.

use super::opening::no_history;
use super::opening::nothing;
use crate::report::columns;
use crate::report::export::Export;
use crate::report::export::atom::ENTRIES;
use crate::report::export::fields::Fields;
use crate::site::scene::Scene;
use crate::site::text::{count, number};
use crate::site::view::data as view;

/// The statement of applicability, which lies beside its page.
pub const SOA: &str = "soa.csv";

/// The page of these files, each with its size.
#[must_use]
pub fn page(scene: &Scene<'_>, export: &Export<'_>, files: &[(&'static str, u64)]) -> view::DataPage {
    let outlines = export.risks.iter().filter(|seen| seen.is_outline).count();
    let left_out = (outlines > 0).then(|| {
        let (has, page) = if outlines == 1 { ("has", "its page") } else { ("have", "their pages") };
        format!(
            "{} {has} only an id, a title, an owner, a status, a level and days in these files, as on {page}.",
            crate::site::text::capital(&count(outlines, "risk", "risks"))
        )
    });
    let mut columns: Vec<String> = columns::HEADINGS.map(str::to_owned).to_vec();
    columns.extend(Fields::new(export).headings());
    view::DataPage {
        sentence: match export.risks.len() {
            0 => format!(
                "{} Its files are for spreadsheets, calendars, feed readers and programs.",
                nothing(scene)
            ),
            risks => format!(
                "{} for spreadsheets, calendars, feed readers and programs.",
                count(risks, "risk", "risks")
            ),
        },
        left_out,
        files: files.iter().map(|(name, bytes)| shown(scene, name, *bytes)).collect(),
        columns,
    }
}

fn shown(scene: &Scene<'_>, name: &'static str, bytes: u64) -> view::DataFile {
    let (reader, what) = match name {
        "register.xlsx" => (
            "Spreadsheets",
            "The register, the treatment plan, controls and applicability, the indicators with their values, the methodology with its matrix and the open risks in it (inherent, current, residual), and the changes."
                .to_owned(),
        ),
        "register.csv" => ("Spreadsheets", "The eleven columns of the register, then every field of each risk.".to_owned()),
        SOA => (
            "Spreadsheets",
            "The statement of applicability: every control of Annex A, whether it applies and why, its state, and the risks that call for it."
                .to_owned(),
        ),
        "register.json" => ("Programs", "Every risk with all that is computed about it.".to_owned()),
        "register.schema.json" => ("Programs", "The JSON Schema of register.json.".to_owned()),
        "actions.ics" => (
            "Calendars",
            "A day for every open action and plan, every review and every acceptance that ends. Subscribe to it, and the days move with the register."
                .to_owned(),
        ),
        _ => ("Feed readers", changes(scene)),
    };
    let href = if name == SOA { "../soa/soa.csv" } else { name };
    view::DataFile { name, href, reader, what, size: size(bytes) }
}

fn changes(scene: &Scene<'_>) -> String {
    match &scene.options.history {
        None => format!("What changed. It is empty. {}.", no_history(scene)),
        Some(all) if all.len() > ENTRIES => {
            format!("The newest {} commits that changed the register.", number(ENTRIES))
        }
        Some(_) => "Every commit that changed the register.".to_owned(),
    }
}

/// "389 bytes", "33 KB".
fn size(bytes: u64) -> String {
    let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
    if bytes < 1024 { count(bytes, "byte", "bytes") } else { format!("{} KB", number(bytes.div_ceil(1024))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_well() {
        assert_eq!(size(1), "1 byte");
        assert_eq!(size(1023), "1,023 bytes");
        assert_eq!(size(1025), "2 KB");
        assert_eq!(size(5 << 20), "5,120 KB");
    }
}
