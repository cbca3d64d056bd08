//! What the place that is written to can show.

use crate::model::config::Severity;

/// What may be used in a text for people.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Colours and bold, as ANSI sequences.
    pub colour: bool,
    /// Characters beyond ASCII for drawing.
    pub unicode: bool,
    /// Columns.
    pub width: usize,
    /// Somebody looks at it on a terminal: pictures are drawn, and names may
    /// lead somewhere.
    pub terminal: bool,
    /// GitHub Actions reads along: nothing may look like a workflow command.
    pub actions: bool,
}

impl Style {
    /// Plain text of a width.
    #[must_use]
    pub fn plain(width: usize) -> Self {
        Self { colour: false, unicode: true, width, terminal: false, actions: false }
    }

    /// A text in an ANSI style, such as `1;31`.
    #[must_use]
    pub fn paint(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// A severity's word in its colour.
    #[must_use]
    pub fn severity(&self, severity: Severity) -> String {
        use crate::model::word::Word;
        self.paint(colour_of(severity), severity.word())
    }

    /// A text that leads to an address, on a terminal (OSC 8). Terminals that do
    /// not know such links show the text alone.
    #[must_use]
    pub fn link(&self, url: Option<&str>, text: &str) -> String {
        let is_plain = |url: &&str| url.bytes().all(|byte| byte.is_ascii_graphic());
        match url.filter(|url| self.terminal && self.colour && is_plain(url)) {
            Some(url) => format!("\u{1b}]8;;{url}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\"),
            None => text.to_owned(),
        }
    }

    /// A text in bold.
    #[must_use]
    pub fn bold(&self, text: &str) -> String {
        self.paint("1", text)
    }

    /// A text that steps back.
    #[must_use]
    pub fn dim(&self, text: &str) -> String {
        self.paint("2", text)
    }

    /// A text as it is printed at last: where GitHub Actions reads along, no
    /// workflow command is left in it; where only ASCII can be shown, the
    /// typographic signs of our sentences are ASCII too.
    #[must_use]
    pub fn finish(&self, text: String) -> String {
        let text = if self.unicode { text } else { plain_signs(&text) };
        if self.actions { super::escape::without_commands(&text) } else { text }
    }
}

fn plain_signs(text: &str) -> String {
    text.replace(['“', '”'], "\"").replace(['‘', '’'], "'").replace(['–', '—'], "-").replace('…', "...")
}

fn colour_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Info | Severity::Off => "1;36",
    }
}
