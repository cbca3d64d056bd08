//! Spreadsheets to risks: a CSV file or a workbook becomes the risk files that
//! it stands for.
//!
//! ```text
//! bytes ──> sheet ──> header ──> reader (mapping, scale, date, names) ──> plan ──> files
//! ```
//!
//! Nothing is guessed where two readings are possible, and nothing is dropped:
//! what cannot be read is a [`Doubt`](doubt::Doubt) with its place, and what no
//! key stands for goes into the description. Nothing here touches the disk.

pub mod date;
pub mod delimited;
pub mod doubt;
pub mod field;
pub mod header;
pub mod ids;
pub mod mapping;
pub mod method;
pub mod names;
pub mod plan;
pub mod reader;
pub mod scale;
pub mod sheet;
pub mod stored;
pub mod value;
pub mod words;
pub mod workbook;
