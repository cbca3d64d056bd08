//! The files for other programs.

use serde::Serialize;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub struct DataPage {
    /// What is here.
    pub sentence: String,
    /// Why something is missing from it, if it is.
    pub left_out: Option<String>,
    /// The files.
    pub files: Vec<DataFile>,
    /// The columns of the table and of the workbook's first sheet.
    pub columns: Vec<String>,
}

/// A file.
#[derive(Debug, Clone, Serialize)]
pub struct DataFile {
    /// Its name.
    pub name: &'static str,
    /// Where it is, from the page.
    pub href: &'static str,
    /// Who reads it.
    pub reader: &'static str,
    /// What it holds.
    pub what: String,
    /// How large it is.
    pub size: String,
}
