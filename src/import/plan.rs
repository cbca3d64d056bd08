//! What an import would do: a row each, with its id, its state and its doubts.

use std::collections::{HashMap, HashSet};

use super::doubt::{Doubt, Place};
use super::field;
use super::header::{Header, Use};
use super::ids::{Ids, Taken, number_of, own_id};
use super::names::{Names, New};
use super::reader::{Reader, Reading};
use super::stored;
use super::value::{Record, Value};
use super::words::Stage;
use crate::model::id::folded;
use crate::model::register::Register;
use crate::text::{one_line, shortened};

/// A key that the sheet and the register say differently.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The key.
    pub key: String,
    /// What the register says.
    pub before: Option<Value>,
    /// What the sheet says.
    pub after: Option<Value>,
}

/// What a row is to the register.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// A risk that is not there yet.
    New,
    /// One that is there as the sheet has it.
    Same,
    /// One that the sheet has otherwise.
    Different(Vec<Difference>),
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// Its number.
    pub row: u32,
    /// The id that its risk has or gets.
    pub id: String,
    /// What it says.
    pub record: Record,
    /// The level that it makes: its place, lowest 0, and its name.
    pub level: Option<(usize, String)>,
    /// What it is to the register.
    pub state: State,
    /// What could be read in two ways, or in none.
    pub doubts: Vec<Doubt>,
    /// What was kept as it stands.
    pub notes: Vec<Doubt>,
}

/// A thing that no file has yet, with who owns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewThing {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Who owns it; people and threats have nobody.
    pub owner: String,
}

/// What would come into the catalogues.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewThings {
    /// People.
    pub people: Vec<NewThing>,
    /// Assets.
    pub assets: Vec<NewThing>,
    /// Threats.
    pub threats: Vec<NewThing>,
    /// Controls.
    pub controls: Vec<NewThing>,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The file's name.
    pub file: String,
    /// The sheet's, where it has one.
    pub sheet: Option<String>,
    /// What the columns were taken for.
    pub header: Header,
    /// The rows.
    pub rows: Vec<Planned>,
    /// Questions about the sheet as a whole.
    pub questions: Vec<Doubt>,
    /// What is worth knowing.
    pub notes: Vec<String>,
    new: [Vec<New>; 4],
}

/// Makes the plan. `updates` says that what the sheet says is to count against
/// what the register says.
pub fn make<'i>(
    reader: &mut Reader<'_>,
    register: &'i Register,
    rows: &[super::sheet::Row],
    file: &str,
    updates: bool,
    ids: Ids<'i>,
) -> Plan {
    let mut notes = Vec::new();
    let mut readings: Vec<Reading> = Vec::new();
    let first = reader.header.row;
    if let Some(above) = rows.iter().rfind(|row| row.number < first) {
        let rows = match above.number {
            1 => "row 1 stands".to_owned(),
            last => format!("rows 1 to {last} stand"),
        };
        notes.push(
            format!("{rows} above the headings and is not read as a risk")
                .replace("stand above the headings and is", "stand above the headings and are"),
        );
    }
    for row in rows.iter().filter(|row| row.number > first) {
        if reader.repeats_headings(row) {
            notes.push(format!("row {} repeats the headings", row.number));
            continue;
        }
        readings.push(reader.read(row));
    }
    let mut rows = matched(reader, register, readings, file, updates, ids, &mut notes);
    related(&mut rows);
    variants(reader, &mut rows);
    let spoken = reader.spoken();
    for (row, existing) in &mut rows {
        if let Some(place) = existing {
            let before = stored::record(&register.risks[*place]);
            // Of what an export shows in outline, what is empty was kept back.
            let is_told = |key: &&String| !row.is_outline() || row.record.get(key).is_some();
            let spoken: Vec<String> = spoken.iter().filter(is_told).cloned().collect();
            let differences = differences(&before, &row.record, &spoken);
            row.state = if differences.is_empty() { State::Same } else { State::Different(differences) };
        }
    }
    let mut rows: Vec<Planned> = rows.into_iter().map(|(row, _)| row).collect();
    let here: HashSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let is_gone = |risk: &&crate::model::risk::Risk| {
        let source = risk.source.as_ref().and_then(|source| source.file.as_ref());
        source.is_some_and(|own| own.value == file) && risk.is_open() && !here.contains(risk.id())
    };
    let gone: Vec<&str> = register.risks.iter().filter(is_gone).map(|risk| risk.id()).collect();
    if !gone.is_empty() {
        let some = gone.iter().take(10).copied().collect::<Vec<_>>().join(", ");
        let more = if gone.len() > 10 { format!(" and {} more", gone.len() - 10) } else { String::new() };
        notes.push(format!("no row has these risks any more, which came from it: {some}{more}; close them where that is meant"));
    }
    if reader.header.is_own {
        for row in rows.iter_mut().filter(|row| row.is_outline() && row.state == State::New) {
            row.notes.push(Doubt {
                place: Place { sheet: None, row: Some(row.row), column: None },
                text: "the export shows this risk in outline: what `publish` keeps back is not in it"
                    .to_owned(),
                help: "`plimsoll check` says what the risk lacks".to_owned(),
            });
        }
    }
    Plan {
        file: file.to_owned(),
        sheet: None,
        header: reader.header.clone(),
        questions: reader.questions(),
        notes,
        new: [&reader.people, &reader.assets, &reader.threats, &reader.controls]
            .map(|names| names.made().to_vec()),
        rows,
    }
}

/// Gives each row its risk of the register, or an id of its own.
fn matched<'i>(
    reader: &Reader<'_>,
    register: &'i Register,
    readings: Vec<Reading>,
    file: &str,
    updates: bool,
    ids: Ids<'i>,
    notes: &mut Vec<String>,
) -> Vec<(Planned, Option<usize>)> {
    let pattern = &register.config.id_pattern;
    let mut by_key: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, risk) in register.risks.iter().enumerate() {
        if let Some(key) = risk.source.as_ref().and_then(|source| source.key.as_ref()) {
            by_key.entry(key.value.as_str()).or_default().push(place);
        }
    }
    let keys = keys(&readings);
    let mut first_of: HashMap<&str, u32> = HashMap::new();
    let mut numbers: HashMap<u64, usize> = HashMap::new();
    for key in keys.iter().flatten() {
        if let Some(number) = number_of(pattern, key) {
            *numbers.entry(number).or_default() += 1;
        }
    }
    let mut taken = Taken::new(register, ids);
    // Ids that rows bring themselves are theirs.
    for key in keys.iter().flatten() {
        if let Some(id) = own_id(pattern, key, register) {
            taken.own.insert(id);
        }
    }
    let is_own = reader.header.is_own;
    let has_ids = reader.header.column_of("id").is_some();
    let mut renamed = 0usize;
    let mut planned = Vec::with_capacity(readings.len());
    for (mut reading, key) in readings.into_iter().zip(&keys) {
        let row_place = |column: Option<&str>| Place {
            sheet: None,
            row: Some(reading.row),
            column: column
                .and_then(|key| reader.header.column_of(key))
                .map(|column| (column.place, column.heading.clone())),
        };
        let title = reading.record.text("title").unwrap_or_default().to_owned();
        let mut doubts = Vec::new();
        let existing = key.as_deref().and_then(|key| {
            let of_file = |place: &&usize| {
                register.risks[**place]
                    .source
                    .as_ref()
                    .and_then(|source| source.file.as_ref())
                    .is_some_and(|own| own.value == file)
            };
            let linked = by_key.get(key).map(Vec::as_slice).unwrap_or_default();
            let alike = |place: &&usize| folded(register.risks[**place].title()) == folded(&title);
            linked.iter().find(of_file).or_else(|| linked.iter().find(alike)).copied().or_else(|| {
                let place = register
                    .risk_place(key)
                    .or_else(|| own_id(pattern, key, register).and_then(|id| register.place_of(&id)))?;
                let is_other = folded(register.risks[place].title()) != folded(&title) && !title.is_empty();
                if is_other && !updates && !is_own {
                    doubts.push(Doubt {
                        place: row_place(Some("id")),
                        text: format!(
                            "{} is another risk of the register already: {}",
                            register.risks[place].id(),
                            shortened(&one_line(register.risks[place].title()), 60)
                        ),
                        help: "give one of the two another id, or let the sheet count by --update".to_owned(),
                    });
                }
                Some(place)
            })
        });
        if let Some(key) = key {
            match first_of.get(key.as_str()) {
                Some(first) => doubts.push(Doubt {
                    place: row_place(Some("id")),
                    text: format!("row {first} has the id `{}` too", shortened(&one_line(key), 40)),
                    help: "give one of the two rows another id".to_owned(),
                }),
                None => {
                    first_of.insert(key, reading.row);
                }
            }
        }
        let id = match (existing, key) {
            (Some(place), _) => register.risks[place].id().to_owned(),
            (None, Some(key)) => match own_id(pattern, key, register) {
                Some(id) => id,
                None => {
                    renamed += usize::from(has_ids);
                    let wanted = number_of(pattern, key).filter(|number| numbers.get(number) == Some(&1));
                    taken.next(wanted)
                }
            },
            (None, None) => taken.next(None),
        };
        if id.is_empty() {
            doubts.push(Doubt {
                place: row_place(None),
                text: format!("every id of the pattern `{}` seems to be taken", pattern.as_str()),
                help: "add a `?` to `[register] id_pattern`".to_owned(),
            });
        }
        reading.record.set_text("id", &id);
        if !is_own {
            reading.record.set_text("source.file", file);
            reading.record.set("source.row", Value::Whole(u64::from(reading.row)));
            if let Some(key) = key {
                reading.record.set_text("source.key", key);
            }
        }
        doubts.append(&mut reading.doubts);
        let level = reader.level(&reading.record);
        let Reading { row, record, notes, .. } = reading;
        planned.push((Planned { row, id, record, level, state: State::New, doubts, notes }, existing));
    }
    if renamed > 0 {
        notes.push(format!(
            "{} not follow `{}`: the risk gets an id that does, and the old one is kept as `source.key`",
            if renamed == 1 { "1 id does".to_owned() } else { format!("{renamed} ids do") },
            pattern.as_str()
        ));
    }
    planned
}

/// What each row is known by: its id cell, else its title.
fn keys(readings: &[Reading]) -> Vec<Option<String>> {
    let mut titles: HashMap<String, usize> = HashMap::new();
    let key = |reading: &Reading| {
        if let Some(key) = &reading.key {
            return Some(key.clone());
        }
        let title = reading.record.text("title")?.to_owned();
        let count = titles.entry(title.clone()).or_default();
        *count += 1;
        Some(if *count == 1 { title } else { format!("{title} ({count})") })
    };
    readings.iter().map(key).collect()
}

/// Risks that a row relates to by what the sheet calls them.
fn related(rows: &mut [(Planned, Option<usize>)]) {
    let by_key: HashMap<String, String> = rows
        .iter()
        .filter_map(|(row, _)| Some((row.record.text("source.key")?.to_owned(), row.id.clone())))
        .collect();
    for (row, _) in rows {
        for key in ["related", "supersedes"] {
            if let Some(Value::Texts(all)) = row.record.get(key) {
                let all = all.iter().map(|one| by_key.get(one).unwrap_or(one).clone()).collect();
                row.record.set(key, Value::Texts(all));
            }
        }
        if let Some(into) = row.record.text("closed.merged_into").and_then(|one| by_key.get(one)).cloned() {
            row.record.set_text("closed.merged_into", &into);
        }
    }
}

/// The keys that name things of a kind.
const KINDS: [(&str, &[&str]); 4] = [
    (
        "person",
        &[
            "owner",
            "assessed_by",
            "treatment.owner",
            "treatment.approval.by",
            "acceptance.by",
            "review.by",
            "closed.by",
        ],
    ),
    ("asset", &["assets"]),
    ("threat", &["threats"]),
    ("control", &["controls"]),
];

/// The ids that a record names by a key.
fn named<'r>(record: &'r Record, key: &str) -> Vec<&'r str> {
    match record.get(key) {
        Some(Value::Text(id)) => vec![id],
        Some(Value::Texts(ids)) => ids.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Asks about names that are written nearly as others.
fn variants(reader: &Reader<'_>, rows: &mut [(Planned, Option<usize>)]) {
    if reader.header.is_own {
        return;
    }
    let all: [&Names; 4] = [&reader.people, &reader.assets, &reader.threats, &reader.controls];
    for ((noun, keys), names) in KINDS.iter().zip(all) {
        let variants = names.variants();
        if variants.is_empty() {
            continue;
        }
        for (row, _) in rows.iter_mut() {
            for key in *keys {
                for variant in
                    variants.iter().filter(|variant| named(&row.record, key).contains(&variant.new.as_str()))
                {
                    let own = names
                        .made()
                        .iter()
                        .find(|new| new.id == variant.new)
                        .map_or("", |new| new.name.as_str());
                    let column = reader.header.column_of(key);
                    row.doubts.push(Doubt {
                        place: Place { sheet: None, row: Some(row.row), column: column.map(|column| (column.place, column.heading.clone())) },
                        text: format!("`{}` is written nearly as the {noun} `{}`", one_line(own), one_line(&variant.name)),
                        help: format!("write both alike, or say who or what is meant in a mapping: [values.\"{key}\"] \"{}\" = \"{}\" (or \"{}\" for another)", one_line(own), variant.other, variant.new),
                    });
                }
            }
        }
    }
}

/// What differs between a register's risk and a row, in the keys that the
/// sheet speaks of.
fn differences(before: &Record, after: &Record, spoken: &[String]) -> Vec<Difference> {
    let same = |one: Option<&Value>, other: Option<&Value>| match (one, other) {
        (Some(Value::Text(one)), Some(Value::Text(other))) => one.trim_end() == other.trim_end(),
        // An export for everybody names the strictest of what the audiences see.
        (Some(Value::Table(all)), Some(Value::Text(strictest))) => {
            all.iter().any(|(_, one)| one == strictest)
        }
        (one, other) => one == other,
    };
    let mut keys: Vec<&str> = spoken.iter().map(String::as_str).collect();
    // What a treatment cannot be without comes with its first key.
    let has_new_plan = before.get("treatment.option").is_none() && after.has_within("treatment");
    if has_new_plan && !keys.contains(&"treatment.option") {
        keys.push("treatment.option");
    }
    keys.sort_by_key(|key| field::order(key));
    keys.into_iter()
        .filter(|key| !key.starts_with("source."))
        .filter(|key| !same(before.get(key), after.get(key)))
        .map(|key| Difference {
            key: key.to_owned(),
            before: before.get(key).cloned(),
            after: after.get(key).cloned(),
        })
        .collect()
}

impl Planned {
    /// Whether `publish` kept something back from the export that it was read
    /// in.
    fn is_outline(&self) -> bool {
        let is_outline = match self.record.get("publish") {
            Some(Value::Text(word)) => word == "outline",
            Some(Value::Table(pairs)) => pairs.iter().any(|(_, word)| word == "outline"),
            _ => false,
        };
        is_outline && self.record.get("likelihood").is_none() && self.record.get("source.row").is_none()
    }
}

impl Plan {
    /// Whether something is in doubt.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        !self.questions.is_empty() || self.rows.iter().any(|row| !row.doubts.is_empty())
    }

    /// The rows that can be written: nothing about them is in doubt.
    pub fn sound(&self) -> impl Iterator<Item = &Planned> {
        self.rows.iter().filter(|row| row.doubts.is_empty())
    }

    /// How many rows are new, as they are, different and in doubt.
    #[must_use]
    pub fn counts(&self) -> [usize; 4] {
        let mut counts = [0; 4];
        for row in &self.rows {
            let place = match (&row.state, row.doubts.is_empty()) {
                (_, false) => 3,
                (State::New, _) => 0,
                (State::Same, _) => 1,
                (State::Different(_), _) => 2,
            };
            counts[place] += 1;
        }
        counts
    }

    /// What the catalogues need so that these rows can be written.
    pub fn new_things<'p>(&self, rows: impl Iterator<Item = &'p Planned>) -> NewThings {
        let mut used: [HashMap<&str, &str>; 4] = Default::default();
        for row in rows {
            let owner = row.record.text("owner").unwrap_or_default();
            for ((_, keys), used) in KINDS.iter().zip(&mut used) {
                for id in keys.iter().flat_map(|key| named(&row.record, key)) {
                    used.entry(id).or_insert(owner);
                }
            }
            for (key, kind) in [("owner", 0), ("control", 3)] {
                if let Some(Value::Entries(all)) = row.record.get("treatment.action") {
                    let ids = all
                        .iter()
                        .flatten()
                        .filter(|(own, _)| own == key)
                        .filter_map(|(_, value)| value.text());
                    for id in ids {
                        used[kind].entry(id).or_insert(owner);
                    }
                }
            }
        }
        let pick = |kind: usize| -> Vec<NewThing> {
            let thing = |new: &New| {
                let owner = used[kind].get(new.id.as_str())?;
                Some(NewThing { id: new.id.clone(), name: new.name.clone(), owner: (*owner).to_owned() })
            };
            self.new[kind].iter().filter_map(thing).collect()
        };
        NewThings { people: pick(0), assets: pick(1), threats: pick(2), controls: pick(3) }
    }

    /// Whether the sheet rates risks at a stage.
    #[must_use]
    pub fn rates(&self, stage: Stage) -> bool {
        self.header.columns.iter().any(|column| match &column.usage {
            Use::Read(target, _) => target.key() == stage.key("likelihood"),
            _ => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{delimited, header};
    use super::*;
    use crate::edit::imported;
    use crate::parse;
    use crate::source::tree::MemoryTree;
    use crate::testing::{BASE, register_of};

    const HEADINGS: [&str; 16] = [
        "Risk ID",
        "Risk",
        "Owner",
        "Likelihood",
        "Impact",
        "Risk level",
        "Controls",
        "Treatment option",
        "Treatment plan",
        "Action owner",
        "Due date",
        "Status",
        "Tags",
        "Review frequency",
        "Cost",
        "Remark",
    ];

    /// What the columns usually hold.
    const USUAL: [&[&str]; 16] = [
        &["", "7", "R007", "RK-9", "4.2"],
        &["Fire", "Flood", "Theft, or \"loss\""],
        &["IT Manager", "Zoë", "it-manager"],
        &["High", "3", "2 - Medium"],
        &["low", "L", "1"],
        &["", "n/a"],
        &["Password policy", "Alarm; Lock", ""],
        &["Reduce", "Accept", ""],
        &["Buy a lock\nand use it", "", "-"],
        &["Security Lead", "", "Bo"],
        &["2025-04-30", "Q1-2026", "", "30/04/2026"],
        &["Open", "WIP", "", "accepted"],
        &["a; b", "", "x, y"],
        &["Yearly", "6 months", ""],
        &["1,250.50", "", "EUR 12"],
        &["As it stands: = 1", "", "\u{202e}x"],
    ];

    fn plan(text: &str) -> Plan {
        let register = register_of(&[("R001", "likelihood = 'high'\nimpact = 'low'\n")]);
        let book = delimited::read(text.as_bytes(), Some(',')).expect("a table");
        let sheet = &book.sheets[0];
        let (_, mut header) = header::find(sheet, None, false).expect("headings");
        header.settle(sheet, &register.config.custom);
        header.add_unnamed(sheet);
        let mut reader = Reader::new(&register, register.methodology.as_ref(), sheet, header, None, None);
        let ids = Ids { elsewhere: &HashSet::new(), random: &mut std::iter::repeat(7) };
        make(&mut reader, &register, &sheet.rows, "in.csv", false, ids)
    }

    #[test]
    fn a_plan_that_a_sheet_brings_has_its_option() {
        let plan = plan("Risk ID,Risk,Owner,Due date\nR001,A risk,IT Manager,2025-07-01\n");
        let State::Different(differences) = &plan.rows[0].state else { panic!("{:?}", plan.rows[0]) };
        let keys: Vec<&str> = differences.iter().map(|one| one.key.as_str()).collect();
        assert_eq!(keys, ["treatment.option", "treatment.due"]);
    }

    #[test]
    fn ids_are_kept_where_they_can_be_and_never_taken_twice() {
        let plan =
            plan("Risk ID,Risk,Owner\n2,a,X Y\nRK-5,b,X Y\nR003,c,X Y\n4.1,d,X Y\nold 5,e,X Y\n1,f,X Y\n");
        let ids: Vec<&str> = plan.rows.iter().map(|row| row.id.as_str()).collect();
        // Two rows have the number 5, and R001 is there already.
        assert_eq!(ids, ["R002", "R004", "R003", "R005", "R006", "R007"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        /// Whatever the cells hold, every row is a sound risk or in doubt.
        #[test]
        fn rows_are_sound_or_in_doubt(
            rows in prop::collection::vec(
                prop::collection::vec((0usize..12, prop_oneof!["\\PC{0,20}", "[A-Za-z0-9/; .-]{0,16}"]), 16),
                1..6,
            )
        ) {
            let mut text = crate::report::csv::row(&HEADINGS);
            for row in &rows {
                // Of twelve cells one is odd.
                let cell = |(column, (draw, odd)): (usize, &(usize, String))| match draw {
                    11 => odd.clone(),
                    draw => USUAL[column][draw % USUAL[column].len()].to_owned(),
                };
                let cells: Vec<String> = row.iter().enumerate().map(cell).collect();
                text.push_str(&crate::report::csv::row(&cells));
            }
            let plan = plan(&text);
            let things = plan.new_things(plan.sound());
            prop_assert!(plan.rows.len() == rows.len());
            let mut tree = MemoryTree::default();
            for (path, text) in BASE {
                let more = match path {
                    "people.toml" => imported::catalogue(Some(text), "person", &things.people),
                    "controls.toml" => imported::catalogue(Some(text), "control", &things.controls),
                    _ => text.to_owned(),
                };
                tree.insert(path, more);
            }
            for row in plan.sound().filter(|row| row.state == State::New) {
                tree.insert(&format!("risks/{}.toml", row.id), imported::risk(&row.record));
            }
            let loaded = parse::load(&tree).expect("sound");
            let about: Vec<_> = loaded.findings.iter().collect();
            prop_assert!(about.is_empty(), "{:#?}\n{}", about, text);
            for row in plan.sound().filter(|row| row.state == State::New) {
                let risk = loaded.register.risk(&row.id).expect("the risk");
                prop_assert_eq!(&stored::record(risk), &row.record);
                let owner = row.record.text("owner").unwrap_or_default();
                prop_assert!(loaded.register.person(owner).is_some(), "{}", owner);
            }
        }
    }
}
