//! A page of tables and charts: inventories, figures, series.

use std::ops::Not;

use serde::Serialize;

use super::findings::WaiverRow;
use super::heat_map::HeatMap;
use super::overview::{AppetiteRow, Multiple};
use super::register::PagerItem;
use super::{Due, LevelBadge, Link, Run};
use crate::site::chart::Chart;
use crate::site::paging::{Pages, ROOM, page_name, weight};

/// A page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Listing {
    /// Its heading.
    pub title: String,
    /// The answer in words.
    pub sentence: Vec<Run>,
    /// The calendar of what stands on it.
    pub calendar: Option<&'static str>,
    /// What its tables can be filtered by: the name of a column and its head.
    pub filters: Vec<[&'static str; 2]>,
    /// What their rows are, where they can be searched and sorted.
    pub noun: &'static str,
    /// Its parts.
    pub sections: Vec<Section>,
    /// The other pages of a list that is too long for one.
    pub pager: Vec<PagerItem>,
    /// What of it this page has.
    pub range: Option<String>,
}

/// A part of the page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Section {
    /// Its anchor.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What its figures are, and of what they are counted.
    pub note: Vec<Run>,
    /// Heat maps.
    pub maps: Option<Maps>,
    /// What was declared, and what is carried.
    pub appetite: Vec<AppetiteRow>,
    /// Charts.
    pub charts: Vec<Chart>,
    /// Its tables.
    pub tables: Vec<Table>,
    /// The columns of its tables stand under each other.
    pub even: bool,
    /// Waivers.
    pub waivers: Vec<WaiverRow>,
    /// What would fill it, where there is nothing.
    pub none: Vec<Run>,
    /// Where all of it is told.
    pub more: Option<Link>,
    /// Its tables stay as they are when others of the page are searched and sorted.
    pub is_apart: bool,
}

/// The open risks in the matrix: as they are, and before and after what is done.
#[derive(Debug, Clone, Serialize)]
pub struct Maps {
    /// Current levels.
    pub current: HeatMap,
    /// What has no place in the matrix, under it.
    pub beside: Option<Run>,
    /// Inherent and planned.
    pub multiples: Vec<Multiple>,
    /// "No inherent value: 3. No planned value: 8, one of them above the line."
    pub missing: String,
}

/// A table.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// The heads of its columns.
    pub heads: Vec<&'static str>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row; its first cell is its head.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Row {
    /// The anchor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The cells.
    pub cells: Vec<Cell>,
}

/// A cell: its pieces one after the other.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Cell {
    /// The pieces.
    pub parts: Vec<Part>,
    /// It is a number.
    #[serde(skip_serializing_if = "Not::not")]
    pub number: bool,
    /// Its first piece is a level.
    #[serde(skip_serializing_if = "Not::not")]
    pub is_level: bool,
}

/// A piece of a cell.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Part {
    /// The words.
    pub text: String,
    /// Where they lead, from the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    /// A level's badge in place of the words, or on a line of its own after them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<LevelBadge>,
    /// Their classes: "muted" steps back, "late" says that something is late or
    /// wrong, "line" stands on a line of its own.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub class: &'static str,
    /// They say that something is late, beside a clock.
    #[serde(skip_serializing_if = "Not::not")]
    pub is_late: bool,
    /// They are a day, which never breaks.
    #[serde(skip_serializing_if = "Not::not")]
    pub day: bool,
    /// A drawing in place of the words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drawing: Option<String>,
}

impl Listing {
    /// With anchors that a page can have: each once, and of plain letters.
    #[must_use]
    pub fn settled(mut self) -> Self {
        let plain = |id: &String| {
            !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        let mut taken = std::collections::HashSet::from(["content".to_owned()]);
        for (number, section) in self.sections.iter_mut().enumerate() {
            if !plain(&section.id) || !taken.insert(section.id.clone()) {
                section.id = format!("part-{}", number + 1);
                taken.insert(section.id.clone());
            }
        }
        for row in
            self.sections.iter_mut().flat_map(|section| &mut section.tables).flat_map(|table| &mut table.rows)
        {
            row.id = row.id.take().filter(|id| plain(id) && taken.insert(id.clone()));
        }
        self
    }
}

impl Listing {
    /// On as many pages as it needs. The chart and the note of a section stand
    /// with its first row.
    #[must_use]
    pub fn paged(self, what: &str) -> Vec<Self> {
        self.paged_after(Vec::new(), what)
    }

    /// The same, with sections before it that are on the first page as a whole
    /// and are not counted.
    #[must_use]
    pub fn paged_after(mut self, lead: Vec<Section>, what: &str) -> Vec<Self> {
        let mut before: usize =
            lead.iter().map(|part| part.frame() + part.rows().map(Row::weight).sum::<usize>()).sum();
        let mut weights = Vec::new();
        for part in &self.sections {
            before += part.frame();
            weights.extend(part.rows().map(|row| row.weight() + std::mem::take(&mut before)));
        }
        let pages = Pages::new(weights, ROOM);
        if pages.count() == 1 {
            self.sections.splice(0..0, lead);
            return vec![self];
        }
        let mut listings: Vec<Self> = (0..pages.count())
            .map(|at| Self {
                title: self.title.clone(),
                sentence: self.sentence.clone(),
                calendar: self.calendar,
                filters: self.filters.clone(),
                noun: self.noun,
                sections: Vec::new(),
                pager: pages.pager(at, what, page_name),
                range: pages.range(at, what),
            })
            .collect();
        listings[0].sections = lead;
        let mut row_number = 0;
        for section in self.sections {
            let Section { tables, .. } = section;
            let frame = Section { tables: Vec::new(), ..section };
            let first = pages.of(row_number);
            listings[first].sections.push(frame.clone());
            for table in tables {
                for row in table.rows {
                    let sections = &mut listings[pages.of(row_number)].sections;
                    if sections.last().is_none_or(|last| last.id != frame.id) {
                        let (id, title) = (frame.id.clone(), frame.title.clone());
                        sections.push(Section { id, title, is_apart: frame.is_apart, ..Section::default() });
                    }
                    if let Some(part) = sections.last_mut() {
                        if part.tables.last().is_none_or(|known| known.caption != table.caption) {
                            let (caption, heads) = (table.caption.clone(), table.heads.clone());
                            part.tables.push(Table { caption, heads, rows: Vec::new() });
                        }
                        if let Some(known) = part.tables.last_mut() {
                            known.rows.push(row);
                        }
                    }
                    row_number += 1;
                }
            }
        }
        listings
    }
}

impl Section {
    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.tables.iter().flat_map(|table| &table.rows)
    }

    /// The bytes of what stands around its rows, more or less.
    fn frame(&self) -> usize {
        let words = |runs: &[Run]| runs.iter().map(|run| 20 + weight(&run.text)).sum::<usize>();
        let heads = |table: &Table| 300 + weight(&table.caption) + 60 * table.heads.len();
        300 + 3 * weight(&self.title)
            + words(&self.note)
            + words(&self.none)
            + self.charts.iter().map(Chart::weight).sum::<usize>()
            + self.tables.iter().map(heads).sum::<usize>()
    }
}

impl Row {
    /// Its bytes in the page, more or less.
    fn weight(&self) -> usize {
        let part = |part: &Part| {
            let level = part.level.as_ref().map_or(0, |level| 110 + weight(&level.name));
            let link = part.href.as_ref().map_or(0, |href| 15 + weight(href));
            let drawing = part.drawing.as_ref().map_or(0, String::len);
            40 + weight(&part.text) + level + link + drawing
        };
        45 + self.cells.iter().map(|cell| 60 + cell.parts.iter().map(part).sum::<usize>()).sum::<usize>()
    }
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self { parts: vec![Part { text: text.into(), ..Part::default() }], ..Self::default() }
    }

    /// Words that never break.
    pub fn nb(text: impl Into<String>) -> Self {
        Self { parts: vec![Part { text: text.into(), class: "nb", ..Part::default() }], ..Self::default() }
    }

    /// Words that step back: "not given", "none".
    pub fn muted(text: impl Into<String>) -> Self {
        Self { parts: vec![Part { text: text.into(), class: "muted", ..Part::default() }], ..Self::default() }
    }

    /// Words, or what is said where there are none.
    pub fn or(text: Option<impl Into<String>>, none: &str) -> Self {
        text.map_or_else(|| Self::muted(none), Self::text)
    }

    /// A day.
    pub fn day(day: crate::model::day::Day) -> Self {
        Self { parts: vec![Part { text: day.to_string(), day: true, ..Part::default() }], ..Self::default() }
    }

    /// A number.
    pub fn number(number: usize) -> Self {
        Self { number: true, ..Self::text(crate::site::text::number(number)) }
    }

    /// A level.
    pub fn level(level: Option<LevelBadge>, none: &str) -> Self {
        match level {
            Some(level) => {
                let parts = vec![Part { level: Some(level), ..Part::default() }];
                Self { parts, is_level: true, ..Self::default() }
            }
            None => Self::muted(none),
        }
    }

    /// A name that leads somewhere, if it does.
    pub fn link(link: Option<Link>, none: &str) -> Self {
        let part = |Link { text, href }| Part { text, href, ..Part::default() };
        link.map_or_else(|| Self::muted(none), |link| Self { parts: vec![part(link)], ..Self::default() })
    }

    /// Words that lead somewhere, each on a line.
    pub fn links(links: impl IntoIterator<Item = (String, Option<String>)>, none: &str) -> Self {
        let part = |(text, href)| Part { text, href, class: "line", ..Part::default() };
        let parts: Vec<Part> = links.into_iter().map(part).collect();
        if parts.is_empty() { Self::muted(none) } else { Self { parts, ..Self::default() } }
    }

    /// With words more on a line of its own, that something is late.
    #[must_use]
    pub fn and_late(mut self, text: impl Into<String>) -> Self {
        self.parts.push(Part { text: text.into(), class: "line late", is_late: true, ..Part::default() });
        self
    }

    /// A day with what it means today.
    pub fn due(due: Due) -> Self {
        let day =
            Self { parts: vec![Part { text: due.date, day: true, ..Part::default() }], ..Self::default() };
        match due.words {
            Some(words) if due.late => day.and_late(words),
            Some(words) => day.and(words, false),
            None => day,
        }
    }

    /// With a piece more on a line of its own.
    #[must_use]
    pub fn and(mut self, text: impl Into<String>, bad: bool) -> Self {
        let class = if bad { "line late" } else { "line muted" };
        self.parts.push(Part { text: text.into(), class, ..Part::default() });
        self
    }

    /// With a remark more on a line of its own that never breaks.
    #[must_use]
    pub fn and_nb(mut self, text: impl Into<String>) -> Self {
        self.parts.push(Part { text: text.into(), class: "line muted nb", ..Part::default() });
        self
    }

    /// With a drawing below, where there is one.
    #[must_use]
    pub fn and_drawing(mut self, drawing: Option<String>) -> Self {
        if drawing.is_some() {
            self.parts.push(Part { drawing, ..Part::default() });
        }
        self
    }

    /// With a link more on a line of its own, where it is known where to.
    #[must_use]
    pub fn and_link(mut self, text: impl Into<String>, href: Option<String>) -> Self {
        if href.is_some() {
            self.parts.push(Part { text: text.into(), href, class: "line", ..Part::default() });
        }
        self
    }
}
