//! Markdown as plain paragraphs and list items.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// A paragraph, a list item or a line of code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) indent: usize,
    /// What stands before the first line: "- ", "2. ".
    pub(super) mark: String,
    pub(super) text: String,
    /// An empty line stands before it.
    pub(super) starts_paragraph: bool,
}

/// The blocks of a text.
pub(super) fn blocks(markdown: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    for event in Parser::new(markdown) {
        reader.read(event);
    }
    reader.end();
    reader.blocks
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    open: Block,
    /// The next number of each list around, where it is numbered.
    lists: Vec<Option<u64>>,
    /// Where each link around leads, and where its text begins.
    links: Vec<(String, usize)>,
    in_code: bool,
}

impl Reader {
    fn read(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.finish(tag),
            Event::Text(text) if self.in_code => {
                for line in text.lines() {
                    self.begin(false);
                    self.open.indent += 4;
                    self.open.text.push_str(line);
                }
            }
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.open.text.push_str(&text);
            }
            Event::SoftBreak => self.open.text.push(' '),
            Event::HardBreak => self.begin(false),
            Event::Rule => self.begin(true),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::HtmlBlock
                if self.open.mark.is_empty() || !self.open.text.is_empty() =>
            {
                self.begin(true);
            }
            Tag::CodeBlock(_) => {
                self.begin(true);
                self.in_code = true;
            }
            Tag::List(first) => {
                self.end();
                self.lists.push(first);
            }
            Tag::Item => {
                self.begin(false);
                self.open.mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.links.push((dest_url.into_string(), self.open.text.len()));
            }
            _ => {}
        }
    }

    fn finish(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::List(_) => {
                self.end();
                self.lists.pop();
            }
            TagEnd::Link | TagEnd::Image => {
                if let Some((address, start)) = self.links.pop() {
                    let text = self.open.text.get(start..).unwrap_or_default();
                    if text != address {
                        self.open.text.push_str(&format!(" ({address})"));
                    }
                }
            }
            _ => {}
        }
    }

    fn begin(&mut self, paragraph: bool) {
        self.end();
        let indent = 2 * self.lists.len().saturating_sub(1);
        self.open = Block { indent, starts_paragraph: paragraph, ..Block::default() };
    }

    fn end(&mut self) {
        let block = std::mem::take(&mut self.open);
        if !block.text.trim().is_empty() {
            self.blocks.push(block);
        }
        // A link cannot reach from one block into the next.
        self.links.iter_mut().for_each(|(_, start)| *start = 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(markdown: &str) -> Vec<String> {
        let line = |block: Block| format!("{}{}{}", " ".repeat(block.indent), block.mark, block.text);
        blocks(markdown).into_iter().map(line).collect()
    }

    #[test]
    fn formatting_goes_and_structure_stays() {
        let text = "# Cause\nOne **bold**\nword.\n\n- a\n- b `c`\n  1. d\n\n[site](https://x.example) <b>html</b>\n\n```\ncode  x\n```\n";
        assert_eq!(
            shown(text),
            [
                "Cause",
                "One bold word.",
                "- a",
                "- b c",
                "  1. d",
                "site (https://x.example) <b>html</b>",
                "    code  x"
            ]
        );
    }
}
