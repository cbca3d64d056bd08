//! What a page in the terminal is put together from.

use crate::report::layout::{padded, width, wrapped};
use crate::report::style::Style;
use crate::text::one_line;

use super::plain;

/// Where the values of fields begin.
const VALUES: usize = 13;

/// A page that grows; what hides in a text is made visible on the way in.
pub(super) struct Page {
    pub(super) style: Style,
    text: String,
    wants_gap: bool,
}

impl Page {
    pub(super) fn new(style: Style) -> Self {
        Self { style, text: String::new(), wants_gap: false }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    /// An empty line before whatever follows, if anything does.
    pub(super) fn gap(&mut self) {
        self.wants_gap = !self.text.is_empty();
    }

    /// A text that is laid out already.
    pub(super) fn push_raw(&mut self, text: &str) {
        if std::mem::take(&mut self.wants_gap) {
            self.text.push('\n');
        }
        self.text.push_str(text);
    }

    /// A paragraph, later lines indented.
    pub(super) fn paragraph(&mut self, text: &str, indent: usize) {
        for line in self.lines(text, indent) {
            self.push_raw(&line);
        }
    }

    pub(super) fn bold(&mut self, text: &str, indent: usize) {
        for line in self.lines(text, indent) {
            let line = self.style.bold(line.trim_end());
            self.push_raw(&format!("{line}\n"));
        }
    }

    fn lines(&self, text: &str, indent: usize) -> Vec<String> {
        let lines = wrapped(&one_line(text), self.style.width.saturating_sub(indent));
        let one = |(at, line): (usize, &String)| {
            if at == 0 { format!("{line}\n") } else { format!("{}{line}\n", " ".repeat(indent)) }
        };
        lines.iter().enumerate().map(one).collect()
    }

    /// A field with its name at the left; nothing where there is no value.
    pub(super) fn field(&mut self, name: &str, value: impl AsRef<str>) {
        self.fields(name, [value]);
    }

    /// A field whose name may be too long to stand beside its value.
    pub(super) fn named_field(&mut self, name: &str, value: &str) {
        let name = one_line(name);
        if width(&name) < VALUES {
            self.field(&name, value);
        } else {
            self.bold(&name, 0);
            self.field("", value);
        }
    }

    /// A field of several values, a line each.
    pub(super) fn fields<S: AsRef<str>>(&mut self, name: &str, values: impl IntoIterator<Item = S>) {
        let mut name = name;
        for value in values {
            let value = one_line(value.as_ref());
            if value.is_empty() {
                continue;
            }
            for line in wrapped(&value, self.style.width.saturating_sub(VALUES)) {
                let label = self.style.bold(&padded(name, VALUES - 1));
                let label = if name.is_empty() { " ".repeat(VALUES - 1) } else { label };
                self.push_raw(&format!("{label} {line}\n"));
                name = "";
            }
        }
    }

    /// A field with formatted text, as plain paragraphs.
    pub(super) fn markdown(&mut self, name: &str, text: &str) {
        let room = self.style.width.saturating_sub(VALUES);
        let mut name = name;
        for (at, block) in plain::blocks(text).into_iter().enumerate() {
            if at > 0 && block.starts_paragraph {
                self.push_raw("\n");
            }
            let hang = block.indent + block.mark.chars().count();
            for (at, line) in
                wrapped(&one_line(&block.text), room.saturating_sub(hang)).into_iter().enumerate()
            {
                let mark = if at == 0 {
                    format!("{}{}", " ".repeat(block.indent), block.mark)
                } else {
                    " ".repeat(hang)
                };
                let label = self.style.bold(&padded(name, VALUES - 1));
                let label = if name.is_empty() { " ".repeat(VALUES - 1) } else { label };
                self.push_raw(&format!("{label} {mark}{line}\n"));
                name = "";
            }
        }
    }
}
