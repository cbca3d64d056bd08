//! `import` in the terminal: what the columns were taken for, what would come,
//! what is in doubt.

use std::io::{self, Write};

use super::layout::{padded, width};
use super::style::Style;
use crate::import::doubt::Doubt;
use crate::import::header::Use;
use crate::import::plan::{NewThing, NewThings, Plan, Planned, State};
use crate::import::sheet::letters;
use crate::import::value::Value;
use crate::model::id::folded;
use crate::text::{counted, one_line, shortened};

/// The most doubts that are told where nothing else is.
const SHOWN: usize = 50;

/// Writes what the columns were taken for.
///
/// # Errors
/// Whatever the output says.
pub fn columns(plan: &Plan, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut text =
        format!("{}\n", style.bold(&format!("{}: headings in row {}", whole(plan), plan.header.row)));
    let rows: Vec<[String; 3]> = plan
        .header
        .columns
        .iter()
        .map(|column| {
            let what = match &column.usage {
                Use::Read(target, _) => match target.key() {
                    key if key.ends_with("level") || key.ends_with("score") => {
                        format!("held against the computed {key}")
                    }
                    key => key,
                },
                Use::Twin(target, other) => {
                    format!("held against column {} ({})", letters(*other), target.key())
                }
                Use::Computed => "computed, not read".to_owned(),
                Use::Kept => "description, as it stands".to_owned(),
            };
            [letters(column.place), shortened(&one_line(&column.heading), 40), what]
        })
        .collect();
    text.push_str(&table(None, &rows, style));
    out.write_all(style.finish(text).as_bytes())
}

/// Writes what would come, a row each, with what could not be read of it.
///
/// # Errors
/// Whatever the output says.
pub fn rows(plan: &Plan, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let heads = ["Row", "Id", "", "Title", "Owner", "Likelihood", "Impact", "Level", "Due", "Status"];
    let of = |row: &Planned, key: &str| row.record.get(key).map_or(String::new(), Value::words);
    let cells: Vec<[String; 10]> = plan
        .rows
        .iter()
        .map(|row| {
            [
                row.row.to_string(),
                one_line(&row.id),
                state(row).to_owned(),
                shortened(&one_line(&of(row, "title")), 40),
                shortened(&one_line(&of(row, "owner")), 20),
                of(row, "likelihood"),
                shortened(&of(row, "impact"), 24),
                row.level.as_ref().map_or("-".to_owned(), |(_, name)| one_line(name)),
                of(row, "treatment.due"),
                of(row, "status"),
            ]
        })
        .collect();
    let mut lines =
        table(Some(&heads), &cells, style).lines().map(str::to_owned).collect::<Vec<_>>().into_iter();
    let mut text = lines.next().map_or(String::new(), |line| format!("{line}\n"));
    for (line, row) in lines.zip(&plan.rows) {
        text.push_str(&format!("{line}\n"));
        for doubt in &row.doubts {
            text.push_str(&format!(
                "     {} {}: {}\n",
                style.paint("1;31", "doubt"),
                column(doubt),
                one_line(&doubt.text)
            ));
            text.push_str(&format!("           {}\n", style.dim(&one_line(&doubt.help))));
        }
        for note in &row.notes {
            text.push_str(&format!(
                "     {}  {}: {}; {}\n",
                style.paint("36", "note"),
                column(note),
                one_line(&note.text),
                one_line(&note.help)
            ));
        }
        if let State::Different(differences) = &row.state {
            for difference in differences {
                let words = |value: &Option<Value>| {
                    value
                        .as_ref()
                        .map_or("nothing".to_owned(), |value| shortened(&one_line(&value.words()), 60))
                };
                let line = format!(
                    "{}: {} → {}",
                    difference.key,
                    words(&difference.before),
                    words(&difference.after)
                );
                text.push_str(&format!("     {}\n", style.dim(&line)));
            }
        }
    }
    if !style.unicode {
        text = text.replace('→', "->");
    }
    out.write_all(style.finish(text).as_bytes())
}

/// Writes what is in doubt about the sheet as a whole.
///
/// # Errors
/// Whatever the output says.
pub fn questions(plan: &Plan, style: Style, out: &mut dyn Write) -> io::Result<()> {
    told(plan, plan.questions.iter().collect(), style, out)
}

/// Writes what is in doubt.
///
/// # Errors
/// Whatever the output says.
pub fn doubts(plan: &Plan, style: Style, out: &mut dyn Write) -> io::Result<()> {
    told(
        plan,
        plan.questions.iter().chain(plan.rows.iter().flat_map(|row| &row.doubts)).collect(),
        style,
        out,
    )
}

fn told(plan: &Plan, all: Vec<&Doubt>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut text = String::new();
    for doubt in all.iter().take(SHOWN) {
        let place = match (&doubt.place.sheet, &plan.sheet) {
            (None, Some(sheet)) => format!("sheet {}, {}", one_line(sheet), doubt.place.words()),
            _ => doubt.place.words(),
        };
        text.push_str(&format!("{}: {place}: {}\n", style.paint("1;31", "doubt"), one_line(&doubt.text)));
        text.push_str(&format!("  {}\n", style.dim(&format!("help: {}", one_line(&doubt.help)))));
    }
    if all.len() > SHOWN {
        text.push_str(&format!("… and {} more; --dry-run shows them all\n", all.len() - SHOWN));
    }
    out.write_all(style.finish(text).as_bytes())
}

/// "24 rows: 20 new, 3 as they are, 1 in doubt".
#[must_use]
pub fn counts(plan: &Plan) -> String {
    let [new, same, different, doubtful] = plan.counts();
    let parts: Vec<String> =
        [(new, "new"), (same, "as the register has them"), (different, "different"), (doubtful, "in doubt")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
    let rows = counted(plan.rows.len(), "row");
    if parts.is_empty() { rows } else { format!("{rows}: {}", parts.join(", ")) }
}

/// What would come into the catalogues: "person ana-ruiz (Ana Ruiz)".
#[must_use]
pub fn things(things: &NewThings) -> Vec<String> {
    let line = |noun: &str, all: &[NewThing]| {
        let names = all.iter().map(|thing| {
            if folded(&thing.id) == folded(&thing.name) {
                one_line(&thing.name)
            } else {
                format!("{} ({})", one_line(&thing.name), thing.id)
            }
        });
        let names: Vec<String> = names.collect();
        (!all.is_empty()).then(|| format!("{noun}: {}", names.join(", ")))
    };
    [
        ("people", &things.people),
        ("assets", &things.assets),
        ("threats", &things.threats),
        ("controls", &things.controls),
    ]
    .into_iter()
    .filter_map(|(noun, all)| line(noun, all))
    .collect()
}

fn state(row: &Planned) -> &'static str {
    match (&row.state, row.doubts.is_empty()) {
        (_, false) => "doubt",
        (State::New, _) => "new",
        (State::Same, _) => "same",
        (State::Different(_), _) => "differs",
    }
}

fn column(doubt: &Doubt) -> String {
    let place = crate::import::doubt::Place { sheet: None, row: None, column: doubt.place.column.clone() };
    let words = place.words();
    if words.is_empty() { "row".to_owned() } else { words }
}

fn whole(plan: &Plan) -> String {
    match &plan.sheet {
        Some(sheet) => format!("{}, sheet {}", one_line(&plan.file), one_line(sheet)),
        None => one_line(&plan.file),
    }
}

fn table<const N: usize>(heads: Option<&[&str; N]>, rows: &[[String; N]], style: Style) -> String {
    let mut widths = [0usize; N];
    for (place, most) in widths.iter_mut().enumerate() {
        let cells = rows.iter().map(|row| width(&row[place]));
        *most = cells.chain(heads.map(|heads| width(heads[place]))).max().unwrap_or(0);
    }
    let line = |cells: [&str; N]| {
        let cells: Vec<String> = cells.iter().zip(widths).map(|(cell, width)| padded(cell, width)).collect();
        cells.join("  ").trim_end().to_owned()
    };
    let mut text = String::new();
    if let Some(heads) = heads {
        text.push_str(&format!("{}\n", style.bold(&line(*heads))));
    }
    for row in rows {
        text.push_str(&format!("{}\n", line(std::array::from_fn(|place| row[place].as_str()))));
    }
    text
}
