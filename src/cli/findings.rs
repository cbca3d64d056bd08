//! The findings of `check` in each of its formats.

use std::io::Write;

use super::args::{Args, CheckFormat};
use super::check::write_json;
use super::context::{Context, note};
use super::output::Target;
use super::{Interrupt, terminal};
use crate::facts::Facts;
use crate::filter::{self, Report, Waived};
use crate::report::check_markdown::{Page, Room};
use crate::report::places::Places;
use crate::report::risk_json::Head;
use crate::report::style::Style;
use crate::report::{check_json, github, gitlab, human, junit, sarif, short, waived};
use crate::text::one_line;

/// What was found, and in what.
pub(super) struct Found<'a> {
    pub(super) args: &'a Args,
    pub(super) context: &'a Context,
    pub(super) facts: &'a Facts<'a>,
    pub(super) report: &'a Report<'a>,
    /// What waivers silence, where it is to be shown.
    pub(super) waived: &'a [Waived<'a>],
    /// Warnings fail the run.
    pub(super) denied: bool,
}

impl Found<'_> {
    /// Writes the findings. `room` is for markdown, the one that is shortened.
    pub(super) fn write(
        &self,
        format: CheckFormat,
        style: Style,
        room: Room,
        out: &mut dyn Write,
    ) -> Result<(), Interrupt> {
        let Self { args, context, facts, report, .. } = self;
        let register = facts.register;
        let prefix = match format {
            CheckFormat::Human | CheckFormat::Short | CheckFormat::Json => String::new(),
            _ => context.located(args)?.prefix,
        };
        let sources = &register.sources;
        let places = Places { sources, prefix: &prefix };
        match format {
            CheckFormat::Human => {
                human::write(report, sources, style, out)?;
                waived::write(self.waived, sources, style, out)?;
            }
            CheckFormat::Short => {
                short::write(report, sources, style, out)?;
                waived::write(self.waived, sources, style, out)?;
            }
            CheckFormat::Json => {
                let repository = context.repository(args)?;
                let head = Head::new(facts, repository.commit.as_ref());
                let counts =
                    check_json::Counts { risks: register.risks.len(), unreadable: register.unread.len() };
                write_json(&check_json::document(head, report, sources, counts), style, out)?;
            }
            CheckFormat::Sarif => {
                let severities = filter::severities(&register.config);
                write_json(&sarif::document(report, self.waived, places, &severities), style, out)?;
            }
            CheckFormat::Github => github::write(report, places, out)?,
            CheckFormat::Gitlab => write_json(&gitlab::entries(report, places), style, out)?,
            CheckFormat::Junit => junit::write(report, self.waived, places, self.denied, out)?,
            CheckFormat::Markdown => {
                let page = Page { report, waived: self.waived, places, risks: register.risks.len() };
                out.write_all(style.finish(page.text(room)).as_bytes())?;
            }
        }
        Ok(())
    }

    /// Writes the findings to a file, as nobody's terminal shows them. Whoever
    /// prints the file in a workflow sets off no command by it.
    pub(super) fn save(&self, format: CheckFormat, target: &Target) -> Result<(), Interrupt> {
        let style = Style { actions: terminal::output(self.args).actions, ..Style::plain(80) };
        let room = target.room().map_or(Room::Comment, Room::Bytes);
        let mut bytes = Vec::new();
        self.write(format, style, room, &mut bytes)?;
        if bytes.is_empty() && format == CheckFormat::Markdown {
            let name = one_line(&target.name().display().to_string());
            let text = format!("{name} is full: the findings are not in it");
            return note(self.args, &text);
        }
        Ok(target.save(self.context, &bytes)?)
    }
}
