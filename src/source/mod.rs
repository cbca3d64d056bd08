//! Source files and places in them.
//!
//! A [`SourceFile`] is a name and its text; a [`Span`] is a byte range of one
//! of them; [`At`] is a value together with the place where it was written.
//! Where files come from is [`tree`]'s business, lines and columns are
//! [`lines`]'. This module knows no other.

pub mod layered;
pub mod lines;
pub mod tree;

use std::collections::HashMap;
use std::ops::{Deref, Range};
use std::sync::OnceLock;

use lines::Lines;

/// The number of a file in a [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A byte range of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of a byte range. Files are far below 4 GiB (the readers refuse
    /// more than 32 MiB), so offsets fit 32 bits.
    #[must_use]
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { file, start: narrow(range.start), end: narrow(range.end) }
    }

    /// The beginning of a file: where things are shown that have no place.
    #[must_use]
    pub fn start_of(file: FileId) -> Self {
        Self { file, start: 0, end: 0 }
    }

    /// The byte range.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value and the place where it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> At<T> {
    /// A value at a place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// A file of the register: its path relative to the register's root, with
/// forward slashes, and its text.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The path.
    pub path: String,
    /// The text; of a file that is not UTF-8, what could be decoded.
    pub text: String,
    lines: OnceLock<Lines>,
}

impl SourceFile {
    /// A file of this path and text.
    #[must_use]
    pub fn new(path: String, text: String) -> Self {
        Self { path, text, lines: OnceLock::new() }
    }

    /// Its line index, made on first use: most files never need one.
    pub fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::new(&self.text))
    }
}

/// A place as a person counts: lines and columns from 1, columns in Unicode
/// scalar values, the end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// One past the last column.
    pub end_column: u32,
}

/// All files that were read, in order of their paths.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
    by_path: OnceLock<HashMap<String, FileId>>,
}

impl SourceMap {
    /// A map of these files; the number of a file is its place in the list.
    #[must_use]
    pub fn new(files: Vec<SourceFile>) -> Self {
        Self { files, by_path: OnceLock::new() }
    }

    /// The file of that number.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The path of that file.
    #[must_use]
    pub fn path(&self, id: FileId) -> &str {
        &self.file(id).path
    }

    /// The file of that path, if it was read.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<FileId> {
        let index = || self.iter().map(|(id, file)| (file.path.clone(), id)).collect();
        self.by_path.get_or_init(index).get(path).copied()
    }

    /// All files with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0u32..).map(FileId).zip(&self.files)
    }

    /// Lines and columns of a span, clamped to the file.
    #[must_use]
    pub fn position(&self, span: Span) -> Position {
        let file = self.file(span.file);
        file.lines().position(&file.text, span.range())
    }
}

/// The last part of a path.
#[must_use]
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A file's name without its ending.
#[must_use]
pub fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
