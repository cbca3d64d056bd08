//! The row of headings, and what each column holds.

use std::collections::{HashMap, HashSet};

use super::field::{self, COMPUTED, Target};
use super::sheet::{Cell, Row, Sheet};
use super::words;
use crate::model::config::CustomField;
use crate::model::id::folded;
use crate::report::columns::HEADINGS;
use crate::text::one_line;

/// How many rows are looked at in search of the headings.
pub const LOOKED_AT: usize = 60;
/// The fewest headings by which a row is known.
const FEWEST: usize = 2;

/// What is done with a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Use {
    /// It is read. Exact: as our own export writes it, ids as ids.
    Read(Target, bool),
    /// It says once more what another column says, by its place.
    Twin(Target, usize),
    /// It was computed by an export.
    Computed,
    /// It is kept in the description, as it stands.
    Kept,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its place, from 0.
    pub place: usize,
    /// Its heading, with that of its group: "Residual risk / Likelihood".
    pub heading: String,
    /// What is done with it.
    pub usage: Use,
}

/// The headings of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The number of their row.
    pub row: u32,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// Our own export wrote the sheet.
    pub is_own: bool,
}

/// A heading and the group above it.
#[derive(Debug, Clone, Default)]
struct Heading {
    text: String,
    group: Option<String>,
}

impl Heading {
    fn whole(&self) -> String {
        match &self.group {
            Some(group) => format!("{group} / {}", self.text),
            None => self.text.clone(),
        }
    }

    fn target(&self) -> Option<Target> {
        if is_exact(&self.text) {
            return Some(Target::Key(self.text.trim().to_owned()));
        }
        field::recognised(&self.text, self.group.as_deref())
    }
}

/// How many headings of a row are known, its number, and the headings by
/// column.
type Candidate = (usize, u32, Vec<(usize, Heading)>);

/// Whether a heading is a key as a file writes it, and could be nothing else.
fn is_exact(heading: &str) -> bool {
    let heading = heading.trim();
    (field::of(heading).is_some() && heading.contains(['.', '_'])) || heading.starts_with("custom.")
}

/// How many headings of a row are known.
#[must_use]
pub fn score(row: &Row) -> usize {
    let headings: Vec<Heading> =
        row.texts().map(|(_, text)| Heading { text: one_line(text), group: None }).collect();
    known(headings.iter())
}

fn known<'a>(headings: impl Iterator<Item = &'a Heading>) -> usize {
    let targets: HashSet<String> = headings
        .filter(|heading| heading.text.len() <= 80)
        .filter_map(|heading| Some(format!("{:?}", heading.target()?)))
        .collect();
    targets.len()
}

/// The headings of the likeliest row of a sheet, with how many are known. A
/// row that is named is taken as it is.
#[must_use]
pub fn find(sheet: &Sheet, named: Option<u32>, with_groups: bool) -> Option<(usize, Header)> {
    let mut best: Option<Candidate> = None;
    for (place, row) in
        sheet.rows.iter().enumerate().take(if named.is_some() { usize::MAX } else { LOOKED_AT })
    {
        if named.is_some_and(|named| named != row.number) {
            continue;
        }
        let above = place.checked_sub(1).map(|above| &sheet.rows[above]);
        let above = above.filter(|above| above.number + 1 == row.number);
        let alone = headings(sheet, None, row);
        let grouped = above.map(|above| headings(sheet, Some(above), row));
        for (is_grouped, candidate) in std::iter::once((false, alone)).chain(grouped.map(|all| (true, all))) {
            let wanted = is_grouped && with_groups;
            let count = known(candidate.iter().map(|(_, heading)| heading)) + usize::from(wanted);
            if best.as_ref().is_none_or(|(most, ..)| count > *most) {
                best = Some((count, row.number, candidate));
            }
        }
    }
    let (count, row, headings) = best?;
    if named.is_none() && count < FEWEST {
        return None;
    }
    let columns = headings
        .into_iter()
        .map(|(place, heading)| {
            let usage = heading.target().map_or(Use::Kept, |target| {
                let exact = is_exact(&heading.text);
                Use::Read(target, exact)
            });
            Column { place, heading: heading.whole(), usage }
        })
        .collect();
    Some((count, Header { row, columns, is_own: false }))
}

/// The headings of a row, with the groups of the row above.
fn headings(sheet: &Sheet, above: Option<&Row>, row: &Row) -> Vec<(usize, Heading)> {
    let groups = above.map(|above| groups(sheet, above, row)).unwrap_or_default();
    let width = row.cells.len().max(above.map_or(0, |above| above.cells.len()));
    let text = |row: &Row, column: usize| one_line(&row.cell(column).plain());
    (0..width)
        .filter_map(|column| {
            let own = text(row, column);
            if !own.is_empty() {
                return Some((column, Heading { text: own, group: groups.get(&column).cloned() }));
            }
            // A heading of two rows stands in the first of them.
            let upper = above.map(|above| text(above, column)).unwrap_or_default();
            (!upper.is_empty() && !groups.is_empty())
                .then_some((column, Heading { text: upper, group: None }))
        })
        .collect()
}

/// What stands above each column, where the row above groups them.
fn groups(sheet: &Sheet, above: &Row, row: &Row) -> HashMap<usize, String> {
    let texts: Vec<(usize, &str)> = above.texts().collect();
    // One text alone is a banner, unless it spans some columns only.
    let merged = |column: usize| {
        let found = sheet.merged.iter().find(|area| area.rows.0 == above.number && area.columns.0 == column);
        found.map(|area| area.columns.1)
    };
    let mut groups = HashMap::new();
    for (count, (column, text)) in texts.iter().enumerate() {
        let end = match (merged(*column), texts.get(count + 1)) {
            (Some(last), _) => last,
            (None, _) if !sheet.merged.is_empty() => *column,
            (None, Some((next, _))) => next - 1,
            (None, None) => row.cells.len().saturating_sub(1),
        };
        if texts.len() == 1 && *column == 0 && end + 1 >= row.cells.len() {
            return HashMap::new();
        }
        for column in *column..=end.min(row.cells.len()) {
            groups.insert(column, one_line(text));
        }
    }
    groups
}

impl Header {
    /// Settles what each column is for: of several that hold one key the
    /// likeliest is read; what an export computed is told; own fields are found
    /// by their names.
    pub fn settle(&mut self, sheet: &Sheet, custom: &[CustomField]) {
        self.tell_own();
        for column in &mut self.columns {
            let found = custom.iter().find(|field| {
                let heading = folded(&column.heading);
                folded(&field.key.value) == heading || folded(field.name()) == heading
            });
            if let (Use::Kept, Some(field)) = (&column.usage, found) {
                column.usage = Use::Read(Target::Key(format!("custom.{}", field.key.value)), false);
            }
        }
        if !self.is_own {
            self.tell_letters();
            self.tell_treatment(sheet);
            self.tell_title();
        }
        self.tell_doubles();
    }

    /// The place of the column that is read for a key.
    #[must_use]
    pub fn column_of(&self, key: &str) -> Option<&Column> {
        self.columns
            .iter()
            .find(|column| matches!(&column.usage, Use::Read(Target::Key(own), _) if own == key))
    }

    fn tell_own(&mut self) {
        let headings: HashSet<&str> = self.columns.iter().map(|column| column.heading.as_str()).collect();
        self.is_own = ["id", "title", "status", "treatment.option", "treatment.plan", "source.file"]
            .iter()
            .all(|heading| headings.contains(heading));
        if !self.is_own {
            return;
        }
        for column in &mut self.columns {
            let heading = column.heading.as_str();
            column.usage = if field::of(heading).is_some() || heading.starts_with("custom.") {
                Use::Read(Target::Key(heading.to_owned()), true)
            } else if COMPUTED.contains(&heading) {
                Use::Computed
            } else if HEADINGS.contains(&heading) {
                match field::recognised(heading, None) {
                    Some(target) => Use::Read(target, false),
                    None => Use::Kept,
                }
            } else {
                Use::Kept
            };
        }
    }

    /// C, I and A are properties together; L and I alone are ratings.
    fn tell_letters(&mut self) {
        let name = |column: &Column| folded(column.heading.rsplit(" / ").next().unwrap_or_default());
        let all: Vec<String> = self.columns.iter().map(name).collect();
        let has = |letter: &str| all.iter().any(|name| name == letter);
        if ["c", "i", "a"].iter().all(|letter| has(letter)) {
            return;
        }
        for (column, name) in self.columns.iter_mut().zip(&all) {
            let key = match name.as_str() {
                "l" | "p" => "likelihood",
                "i" => "impact",
                "c" | "a" => {
                    column.usage = Use::Kept;
                    continue;
                }
                _ => continue,
            };
            let (stage, _) = words::Stage::within(&column.heading);
            let key = stage.unwrap_or(words::Stage::Current).key(key);
            column.usage = Use::Read(Target::Key(key), false);
        }
    }

    /// A column "Treatment" that holds options only is one, and a column
    /// "Response" that holds none is a plan.
    fn tell_treatment(&mut self, sheet: &Sheet) {
        let first = self.row;
        let cells = |place: usize| {
            let rows = sheet.rows.iter().filter(move |row| row.number > first);
            let texts = rows.map(move |row| row.cell(place).trimmed());
            texts.filter(|text| !words::is_nothing(text)).collect::<Vec<_>>()
        };
        let held = |header: &Self, key: &str| header.column_of(key).map(|column| column.place);
        if held(self, "treatment.option").is_none()
            && let Some(place) = held(self, "treatment.plan")
        {
            let texts = cells(place);
            if !texts.is_empty() && texts.iter().all(|text| words::option(text).is_some()) {
                self.turn(place, "treatment.option");
            }
        }
        if held(self, "treatment.plan").is_none()
            && let Some(place) = held(self, "treatment.option")
        {
            let texts = cells(place);
            if !texts.is_empty() && texts.iter().all(|text| words::option(text).is_none()) {
                self.turn(place, "treatment.plan");
            }
        }
    }

    fn turn(&mut self, place: usize, key: &str) {
        for column in self.columns.iter_mut().filter(|column| column.place == place) {
            column.usage = Use::Read(Target::Key(key.to_owned()), false);
        }
    }

    /// Without a title the description is one; with two, the longer is a
    /// description.
    fn tell_title(&mut self) {
        if self.column_of("title").is_none()
            && let Some(place) = self.column_of("description").map(|column| column.place)
        {
            self.turn(place, "title");
        }
        if self.column_of("description").is_some() {
            return;
        }
        let best = self.best("title");
        let other = self.columns.iter().find(|column| {
            matches!(&column.usage, Use::Read(Target::Key(key), _) if key == "title")
                && Some(column.place) != best
                && ["description", "statement", "scenario", "event"]
                    .iter()
                    .any(|word| column.heading.to_lowercase().contains(word))
        });
        if let Some(place) = other.map(|column| column.place) {
            self.turn(place, "description");
        }
    }

    /// The place of the column that holds a key by its likeliest heading.
    fn best(&self, key: &str) -> Option<usize> {
        let names = field::of(key).map_or(&[][..], |field| field.names);
        let mut all: Vec<(usize, usize)> = self
            .columns
            .iter()
            .filter_map(|column| match &column.usage {
                Use::Read(Target::Key(own), exact) if own == key => {
                    let place = names.iter().position(|name| *name == folded(&column.heading));
                    let rank = if *exact { 0 } else { place.map_or(usize::MAX, |place| place + 1) };
                    Some((rank, column.place))
                }
                _ => None,
            })
            .collect();
        all.sort_unstable();
        all.first().map(|(_, place)| *place)
    }

    fn tell_doubles(&mut self) {
        let mut by_target: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, column) in self.columns.iter().enumerate() {
            if let Use::Read(target, _) = &column.usage {
                by_target.entry(format!("{target:?}")).or_default().push(index);
            }
        }
        for indices in by_target.into_values().filter(|indices| indices.len() > 1) {
            let Use::Read(target, _) = self.columns[indices[0]].usage.clone() else { continue };
            let best = match &target {
                Target::Key(key) => self.best(key),
                _ => Some(self.columns[indices[0]].place),
            };
            let Some(best) = best else { continue };
            let best_heading = self.columns.iter().find(|c| c.place == best).map(|c| folded(&c.heading));
            for index in indices {
                let column = &mut self.columns[index];
                if column.place == best {
                    continue;
                }
                let is_same = Some(folded(&column.heading)) == best_heading;
                column.usage =
                    if self.is_own || is_same { Use::Twin(target.clone(), best) } else { Use::Kept };
            }
        }
    }

    /// Adds columns that have cells and no heading, so that nothing is lost.
    pub fn add_unnamed(&mut self, sheet: &Sheet) {
        let named: HashSet<usize> = self.columns.iter().map(|column| column.place).collect();
        let first = self.row;
        let mut others: Vec<usize> = sheet
            .rows
            .iter()
            .filter(|row| row.number > first)
            .flat_map(|row| row.cells.iter().enumerate())
            .filter(|(place, cell)| !matches!(cell, Cell::Empty) && !named.contains(place))
            .map(|(place, _)| place)
            .collect();
        others.sort_unstable();
        others.dedup();
        let unnamed = |place: usize| Column {
            place,
            heading: format!("Column {}", super::sheet::letters(place)),
            usage: Use::Kept,
        };
        self.columns.extend(others.into_iter().map(unnamed));
        self.columns.sort_by_key(|column| column.place);
    }
}

#[cfg(test)]
mod tests {
    use super::super::delimited;
    use super::*;

    fn header(text: &str) -> Option<Header> {
        let book = delimited::read(text.as_bytes(), Some(',')).expect("a table");
        let (_, mut header) = find(&book.sheets[0], None, false)?;
        header.settle(&book.sheets[0], &[]);
        header.add_unnamed(&book.sheets[0]);
        Some(header)
    }

    fn keys(text: &str) -> Vec<String> {
        let header = header(text).expect("headings");
        header
            .columns
            .iter()
            .map(|column| match &column.usage {
                Use::Read(Target::Key(key), _) => key.clone(),
                Use::Read(target, _) => format!("{target:?}"),
                Use::Twin(_, other) => format!("twin of {other}"),
                Use::Computed => "computed".to_owned(),
                Use::Kept => "kept".to_owned(),
            })
            .collect()
    }

    #[test]
    fn banners_above_the_headings_are_passed() {
        let text = "ACME Ltd,,\nRisk register 2025,,Status: draft\n\nRef,Risk,Owner\n1,Fire,Ana\n";
        assert_eq!(header(text).expect("headings").row, 4);
        assert_eq!(keys(text), ["id", "title", "owner"]);
        assert_eq!(header("a,b\nc,d\n"), None);
    }

    #[test]
    fn groups_tell_which_rating_it_is() {
        let text =
            ",,Inherent risk,,Residual risk,,Current,\nID,Risk,Likelihood,Impact,Likelihood,Impact,L,I\n";
        assert_eq!(
            keys(text),
            [
                "id",
                "title",
                "inherent.likelihood",
                "inherent.impact",
                "treatment.residual.likelihood",
                "treatment.residual.impact",
                "likelihood",
                "impact"
            ]
        );
        let two_rows = "ID,Risk title,Inherent,,Owner\n,,Likelihood,Impact,\n1,Fire,2,3,Ana\n";
        assert_eq!(keys(two_rows), ["id", "title", "inherent.likelihood", "inherent.impact", "owner"]);
    }

    #[test]
    fn of_several_columns_for_one_key_the_likeliest_is_read() {
        assert_eq!(
            keys("Risk ID,Risk Title,Risk Description,Asset Owner,Risk Owner,Ref\n"),
            ["id", "title", "description", "kept", "owner", "kept"]
        );
        assert_eq!(keys("ID,Description,Owner\n"), ["id", "title", "owner"]);
        assert_eq!(keys("ID,Risk,Owner,Owner\n"), ["id", "title", "owner", "twin of 2"]);
        assert_eq!(keys("ID,Risk,Colour,\n1,Fire,red,9\n"), ["id", "title", "kept", "kept"]);
    }

    #[test]
    fn a_treatment_of_options_only_is_an_option() {
        assert_eq!(keys("ID,Risk,Treatment\n1,a,Reduce\n2,b,Accept\n")[2], "treatment.option");
        assert_eq!(keys("ID,Risk,Treatment\n1,a,Reduce\n2,b,Buy a lock\n")[2], "treatment.plan");
        assert_eq!(keys("ID,Risk,Response\n1,a,Buy a lock\n")[2], "treatment.plan");
    }
}
