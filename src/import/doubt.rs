//! What could not be read, with its place and the remedy.

use super::sheet::letters;
use crate::text::one_line;

/// Where something stands in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The sheet, where the file has several.
    pub sheet: Option<String>,
    /// The row, from 1.
    pub row: Option<u32>,
    /// The column, from 0, and its heading.
    pub column: Option<(usize, String)>,
}

impl Place {
    /// "sheet Register, row 5, column J (Due Date)".
    #[must_use]
    pub fn words(&self) -> String {
        let sheet = self.sheet.as_ref().map(|name| format!("sheet {}", one_line(name)));
        let row = self.row.map(|row| format!("row {row}"));
        let column = self.column.as_ref().map(|(place, heading)| match heading.as_str() {
            "" => format!("column {}", letters(*place)),
            heading => format!("column {} ({})", letters(*place), one_line(heading)),
        });
        [sheet, row, column].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// Something that could be read in two ways, or in none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Where it stands.
    pub place: Place,
    /// What is the matter.
    pub text: String,
    /// What to do.
    pub help: String,
}
