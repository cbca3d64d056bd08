//! Findings for people: the line, the word, what to write instead.
//!
//! The excerpts are drawn by miette, and only here. It is given a few lines,
//! not the file: long lines are cut around the word, and what hides in them is
//! shown, since miette does neither.

use std::cmp::Reverse;
use std::fmt;
use std::io::{self, Write};
use std::ops::Range;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents, ThemeCharacters,
};

use rayon::prelude::*;

use super::style::Style;
use crate::filter::{Judged, Report};
use crate::finding::Finding;
use crate::model::config::Severity;
use crate::source::{Position, SourceFile, SourceMap, Span};
use crate::text::{is_hidden, number, one_line};

/// How many lines apart two places of one file may be to share an excerpt.
const TOGETHER: u32 = 12;
/// How many excerpts are drawn at a time.
const TOGETHER_DRAWN: usize = 512;

/// Writes the findings: those of one file together, errors first, by place.
///
/// # Errors
/// What the writer says.
pub fn write(report: &Report<'_>, sources: &SourceMap, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut ordered: Vec<&Judged> = report.findings.iter().collect();
    ordered.sort_by_cached_key(|judged| {
        let span = judged.finding.span;
        (sources.path(span.file), Reverse(judged.severity), span)
    });
    // Excerpts are drawn in parallel, and no more of them held than are soon written.
    for chunk in ordered.chunks(TOGETHER_DRAWN) {
        let drawn: Vec<String> =
            chunk.par_iter().map(|judged| one(&judged.finding, judged.severity, sources, style)).collect();
        for text in drawn {
            out.write_all(style.finish(text).as_bytes())?;
        }
    }
    Ok(())
}

/// One finding with its excerpt, and an empty line after it.
#[must_use]
pub fn one(finding: &Finding, severity: Severity, sources: &SourceMap, style: Style) -> String {
    let heading = format!("{} [{}]", one_line(&finding.message), finding.rule);
    let mut text = wrapped(&heading, style.width, severity_width(severity) + 2);
    text = format!("{}: {}\n", style.severity(severity), text.trim_start());
    let file = sources.file(finding.span.file);
    let at = sources.position(finding.span);
    let (beside, elsewhere): (Vec<_>, Vec<_>) = finding.related.iter().partition(|label| {
        let other = sources.position(label.span);
        label.span.file == finding.span.file && other.line.abs_diff(at.line) <= TOGETHER
    });
    let mut labels = vec![(finding.span, finding.label.as_deref().unwrap_or("here"))];
    labels.extend(beside.iter().map(|label| (label.span, label.message.as_str())));
    let place = format!("{}:{}:{}", one_line(&file.path), at.line, at.column);
    text.push_str(
        &snippet(file, &labels, &place, style).unwrap_or_else(|| format!("   {} {place}\n", arrow(style))),
    );
    for label in elsewhere {
        let other = sources.position(label.span);
        let path = one_line(sources.path(label.span.file));
        let line = format!("{path}:{}:{} {}", other.line, other.column, one_line(&label.message));
        text.push_str(&format!("   {} {}\n", arrow(style), wrapped(&line, style.width, 7).trim_start()));
    }
    if let Some(help) = &finding.help {
        let help = wrapped(&one_line(help), style.width, 8);
        text.push_str(&format!("  {}: {}\n", style.paint("36", "help"), help.trim_start()));
    }
    text.push('\n');
    text
}

fn severity_width(severity: Severity) -> usize {
    use crate::model::word::Word;
    severity.word().len()
}

fn arrow(style: Style) -> &'static str {
    if style.unicode { "╰─▶" } else { "`->" }
}

/// A text broken at spaces to a width, later lines indented.
fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let room = width.saturating_sub(indent).max(20);
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is a first line");
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

/// The lines around the places, with the places marked; nothing where the file
/// has no text.
fn snippet(file: &SourceFile, labels: &[(Span, &str)], place: &str, style: Style) -> Option<String> {
    if file.text.trim().is_empty() {
        return None;
    }
    let excerpt = Excerpt::new(file, labels, style.width.saturating_sub(10).max(20));
    let mut characters = if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    characters.error.clear();
    let styles = if style.colour { miette::ThemeStyles::ansi() } else { miette::ThemeStyles::none() };
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_width(style.width)
        .with_links(false)
        .with_context_lines(1);
    let mut drawn = String::new();
    handler.render_report(&mut drawn, &excerpt).ok()?;
    let corner = if style.unicode { "╭" } else { "," };
    let start = drawn
        .lines()
        .position(|line| line.trim_start().starts_with(corner) || line.contains(&format!(" {corner}")))?;
    let mut lines = drawn.lines().skip(start);
    let head = lines.next()?;
    let indent = head.chars().take_while(|c| *c == ' ').count();
    let bar = if style.unicode { "╭─" } else { ",-" };
    let mut text = format!("{}{bar}[{}]\n", " ".repeat(indent), style.paint("36", place));
    for line in lines.filter(|line| !line.trim().is_empty()) {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    Some(text)
}

/// A few lines of a file, safe to show, with the places in them.
#[derive(Debug)]
struct Excerpt {
    text: String,
    first_line: usize,
    labels: Vec<LabeledSpan>,
}

impl Excerpt {
    fn new(file: &SourceFile, labels: &[(Span, &str)], room: usize) -> Self {
        let lines = file.lines();
        let places: Vec<Position> =
            labels.iter().map(|(span, _)| lines.position(&file.text, span.range())).collect();
        let first = places.iter().map(|p| p.line).min().unwrap_or(1).saturating_sub(1).max(1);
        // A value over many lines is marked in its first.
        let last = places.iter().map(|p| p.line).max().unwrap_or(1).saturating_add(1).min(lines.count());
        let mut excerpt = Self { text: String::new(), first_line: first as usize - 1, labels: Vec::new() };
        for number in first..=last {
            let range = lines.range(&file.text, number);
            let marks: Vec<(Range<usize>, &str)> = labels
                .iter()
                .zip(&places)
                .filter(|(_, place)| place.line == number)
                .map(|((span, label), _)| (clamped(span.range(), &range), *label))
                .collect();
            excerpt.push_line(&file.text[range.clone()], range.start, &marks, room);
        }
        excerpt
    }

    /// Adds a line, cut to the room around its first mark.
    fn push_line(&mut self, line: &str, offset: usize, marks: &[(Range<usize>, &str)], room: usize) {
        let count = line.chars().count();
        let focus = marks.first().map_or(0, |(range, _)| line[..range.start - offset].chars().count());
        let skip = if count <= room { 0 } else { focus.saturating_sub(room / 4).min(count - room) };
        let base = self.text.len();
        // Where each byte of the line went; filled in for the starts of characters.
        let mut moved = vec![base; line.len() + 1];
        if skip > 0 {
            self.text.push('…');
        }
        for (index, (at, c)) in line.char_indices().enumerate() {
            moved[at] = self.text.len();
            if index < skip || index >= skip + room {
                continue;
            }
            if is_hidden(c) {
                self.text.push_str(&number(c));
            } else {
                self.text.push(if c == '\r' { ' ' } else { c });
            }
        }
        moved[line.len()] = self.text.len();
        if skip + room < count {
            self.text.push('…');
        }
        self.text.push('\n');
        for (range, label) in marks {
            let start = moved[range.start - offset];
            let end = moved[range.end - offset].max(start + 1).min(self.text.len());
            self.labels.push(LabeledSpan::new(Some(one_line(label)), start, end - start));
        }
    }
}

fn clamped(span: Range<usize>, line: &Range<usize>) -> Range<usize> {
    let start = span.start.clamp(line.start, line.end);
    start..span.end.clamp(start, line.end)
}

impl fmt::Display for Excerpt {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Excerpt {}

impl Diagnostic for Excerpt {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let inner = self.text.read_span(span, before, after)?;
        let (data, span) = (inner.data(), *inner.span());
        let (line, column, count) = (inner.line() + self.first_line, inner.column(), inner.line_count());
        Ok(Box::new(MietteSpanContents::new(data, span, line, column, count)))
    }
}
