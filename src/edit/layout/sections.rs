//! Lines gathered into tables: which comment belongs to what.
//!
//! A comment belongs to the line below it. One with an empty line below it is
//! a heading: it stands for itself, and nothing is moved across it. One right
//! below a table's last key is that table's. A key that is commented out on
//! one line, where the table knows a key of that name, has a place of its own
//! in the order. At the end of the file comments stay there.

use toml::de::DeTable;

use super::lines::{Entry, Header, Line};
use crate::parse::shape::Shape;

/// Comments that stand for themselves.
#[derive(Debug)]
pub(super) struct Heading<'t> {
    /// An empty line stands above.
    pub(super) is_apart: bool,
    /// The comments.
    pub(super) comments: Vec<&'t str>,
}

/// What stands above a key or a header.
#[derive(Debug, Default)]
pub(super) struct Lead<'t> {
    /// What nothing is moved across.
    pub(super) headings: Vec<Heading<'t>>,
    /// An empty line stands above the comments.
    pub(super) is_apart: bool,
    /// The comments on it.
    pub(super) comments: Vec<&'t str>,
}

/// A key of a table.
#[derive(Debug)]
pub(super) struct Row<'t> {
    /// What stands above it.
    pub(super) lead: Lead<'t>,
    /// The key.
    pub(super) kind: RowKind<'t>,
}

/// A key, or one that is commented out.
#[derive(Debug)]
pub(super) enum RowKind<'t> {
    /// With its value.
    Entry(Entry<'t>),
    /// A comment that would be a key: its path, and the comment.
    Commented(Vec<String>, &'t str),
}

impl Row<'_> {
    /// The key's parts.
    pub(super) fn path(&self) -> &[String] {
        match &self.kind {
            RowKind::Entry(entry) => &entry.key.path,
            RowKind::Commented(path, _) => path,
        }
    }
}

/// A table as it is written: its header, if it is not the top, and its keys.
#[derive(Debug, Default)]
pub(super) struct Section<'t> {
    /// What stands above the header.
    pub(super) lead: Lead<'t>,
    /// The header.
    pub(super) header: Option<Header<'t>>,
    /// The keys in the order of the table; none where it has no order.
    pub(super) shape: Option<Shape>,
    /// The keys.
    pub(super) rows: Vec<Row<'t>>,
    /// Comments right below the last.
    pub(super) tail: Vec<&'t str>,
    /// Which of the file's tables it was when it was read.
    pub(super) place: usize,
}

impl Section<'_> {
    /// The table's key.
    pub(super) fn path(&self) -> &[String] {
        self.header.as_ref().map_or(&[], |header| &header.key.path)
    }

    fn is_bare(&self) -> bool {
        self.header.is_none() && self.rows.is_empty()
    }
}

/// A file.
#[derive(Debug, Default)]
pub(super) struct File<'t> {
    /// Its tables; the first is the top.
    pub(super) sections: Vec<Section<'t>>,
    /// Comments at its end.
    pub(super) end: Vec<Heading<'t>>,
}

impl File<'_> {
    /// Sets the comments at the end apart where the table above them is no
    /// longer the one that they stood below.
    pub(super) fn set_end_apart(&mut self) {
        let last = self.sections.last().map_or(0, |section| section.place);
        if let Some(heading) = self.end.first_mut().filter(|_| last + 1 != self.sections.len()) {
            heading.is_apart = true;
        }
    }
}

/// The shape of a table within a file.
pub(super) fn shape_at(top: Option<Shape>, path: &[String]) -> Option<Shape> {
    path.iter().try_fold(top?, |outer, key| outer.within(key))
}

/// Lines gathered into the tables of a file of this shape.
pub(super) fn gather<'t>(lines: Vec<Line<'t>>, top: Option<Shape>) -> File<'t> {
    let first = Section { shape: top, ..Section::default() };
    let mut file = File { sections: vec![first], end: Vec::new() };
    let mut pending = Pending::default();
    for line in lines {
        let Some(section) = file.sections.last_mut() else { break };
        match line {
            Line::Blank => pending.blank(),
            Line::Comment(comment) => pending.comment(comment),
            Line::Entry(mut entry) => {
                let mut lead = pending.above_key(section);
                lead.comments.append(&mut entry.loose);
                section.rows.push(Row { lead, kind: RowKind::Entry(entry) });
            }
            Line::Header(header) => {
                let lead = pending.above_header(section);
                let shape = shape_at(top, &header.key.path);
                let (header, place) = (Some(header), file.sections.len());
                file.sections.push(Section { lead, header, shape, place, ..Section::default() });
            }
        }
    }
    if let Some(section) = file.sections.last_mut() {
        file.end = pending.at_the_end(section);
    }
    file
}

/// Comments that no line has been found for yet.
#[derive(Debug, Default)]
struct Pending<'t> {
    runs: Vec<Run<'t>>,
    /// The last thing seen was an empty line.
    is_open: bool,
}

/// Comments without an empty line between them.
#[derive(Debug, Default)]
struct Run<'t> {
    is_apart: bool,
    comments: Vec<&'t str>,
}

impl<'t> Pending<'t> {
    fn blank(&mut self) {
        self.is_open = true;
    }

    fn comment(&mut self, comment: &'t str) {
        if self.is_open || self.runs.is_empty() {
            self.runs.push(Run { is_apart: self.is_open, comments: Vec::new() });
        }
        self.is_open = false;
        if let Some(run) = self.runs.last_mut() {
            run.comments.push(comment);
        }
    }

    /// All runs; whether an empty line stands below the last.
    fn take(&mut self) -> (Vec<Run<'t>>, bool) {
        let Self { runs, is_open } = std::mem::take(self);
        (runs, is_open)
    }

    /// What stands above a key of a section. Keys that are commented out
    /// become rows of the section.
    fn above_key(&mut self, section: &mut Section<'t>) -> Lead<'t> {
        let is_top = section.is_bare();
        let (runs, is_open) = self.take();
        let count = runs.len();
        let mut lead = Lead { is_apart: is_open && count == 0, ..Lead::default() };
        for (place, run) in runs.into_iter().enumerate() {
            let is_last = place + 1 == count;
            if is_top && place == 0 && directive(&run, &mut lead, is_last && !is_open) {
                continue;
            }
            let mut is_apart = run.is_apart;
            // The top of a file is nobody's key.
            let is_own = !(is_top && place == 0 && (!is_last || is_open));
            let (rows, rest) = split(run.comments, section.shape.filter(|_| is_own));
            for (comments, path, comment) in rows {
                let headings = std::mem::take(&mut lead.headings);
                let lead = Lead { headings, is_apart, comments };
                section.rows.push(Row { lead, kind: RowKind::Commented(path, comment) });
                is_apart = false;
            }
            if is_last && !is_open {
                lead.is_apart = is_apart;
                lead.comments = rest;
            } else if !rest.is_empty() {
                lead.headings.push(Heading { is_apart, comments: rest });
            } else {
                lead.is_apart = is_last;
            }
        }
        lead
    }

    /// What stands above a header. What stands right below the last key of
    /// the section before is that section's.
    fn above_header(&mut self, section: &mut Section<'t>) -> Lead<'t> {
        let is_top = section.is_bare();
        let (mut runs, is_open) = self.take();
        let mut lead = Lead::default();
        if is_top && !runs.is_empty() {
            let is_near = runs.len() == 1 && !is_open;
            if directive(&runs[0], &mut lead, is_near) {
                runs.remove(0);
            }
        } else if runs.first().is_some_and(|run| !run.is_apart) {
            let run = runs.remove(0);
            let rest = own(section, run.comments);
            if runs.is_empty() && !is_open {
                // Nothing is between them and the header.
                lead.comments = rest;
                return lead;
            }
            section.tail = rest;
        }
        let near = if is_open { None } else { runs.pop() };
        let apart = runs.into_iter().map(|run| Heading { is_apart: true, comments: run.comments });
        lead.headings.extend(apart);
        lead.comments.extend(near.into_iter().flat_map(|run| run.comments));
        lead
    }

    fn at_the_end(&mut self, section: &mut Section<'t>) -> Vec<Heading<'t>> {
        let is_top = section.is_bare();
        let (mut runs, _) = self.take();
        if !is_top && runs.first().is_some_and(|run| !run.is_apart) {
            runs[0].comments = own(section, std::mem::take(&mut runs[0].comments));
        }
        runs.retain(|run| !run.comments.is_empty());
        let heading = |run: Run<'t>| Heading { is_apart: run.is_apart, comments: run.comments };
        runs.into_iter().map(heading).collect()
    }
}

/// Keys that are commented out right below a section's last key become its
/// rows; gives the comments behind them.
fn own<'t>(section: &mut Section<'t>, comments: Vec<&'t str>) -> Vec<&'t str> {
    let (rows, rest) = split(comments, section.shape);
    for (comments, path, comment) in rows {
        let lead = Lead { comments, ..Lead::default() };
        section.rows.push(Row { lead, kind: RowKind::Commented(path, comment) });
    }
    rest
}

/// What an editor is told (`#:schema …`) stays at the top of the file, whatever
/// stands below it.
fn directive<'t>(run: &Run<'t>, lead: &mut Lead<'t>, is_near: bool) -> bool {
    let count = run.comments.iter().take_while(|comment| comment.starts_with("#:")).count();
    if count == 0 {
        return false;
    }
    let (told, rest) = run.comments.split_at(count);
    lead.headings.push(Heading { is_apart: false, comments: told.to_vec() });
    if is_near {
        lead.is_apart = true;
        lead.comments = rest.to_vec();
    } else if !rest.is_empty() {
        lead.headings.push(Heading { is_apart: true, comments: rest.to_vec() });
    }
    true
}

type Commented<'t> = (Vec<&'t str>, Vec<String>, &'t str);

/// The keys that are commented out, each with the comments above it, and the
/// comments behind the last. A table that is commented out has none of them.
fn split<'t>(comments: Vec<&'t str>, shape: Option<Shape>) -> (Vec<Commented<'t>>, Vec<&'t str>) {
    let mut rows = Vec::new();
    let mut block = Vec::new();
    let mut may = shape;
    for comment in comments {
        let text = comment.trim_start_matches('#').trim_start();
        if text.starts_with('[') {
            may = None;
        }
        match may.and_then(|shape| commented_key(text, shape)) {
            Some(path) => rows.push((std::mem::take(&mut block), path, comment)),
            None => block.push(comment),
        }
    }
    (rows, block)
}

fn commented_key(text: &str, shape: Shape) -> Option<Vec<String>> {
    let (key, _) = text.split_once('=')?;
    let path: Vec<String> = key.trim().split('.').map(str::to_owned).collect();
    shape.key(path.first()?)?;
    DeTable::parse(text).is_ok().then_some(path)
}
