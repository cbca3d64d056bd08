//! The findings of `check` in each of its formats.

use std::io::Write;

use super::args::{Args, CheckFormat};
use super::check::write_json;
use super::context::Context;
use super::{Interrupt, output};
use crate::facts::Facts;
use crate::filter::Report;
use crate::report::places::Places;
use crate::report::risk_json::Head;
use crate::report::style::Style;
use crate::report::{check_json, check_markdown, github, gitlab, human, junit, sarif, short};

/// What was found, and in what.
pub(super) struct Found<'a> {
    pub(super) args: &'a Args,
    pub(super) context: &'a Context,
    pub(super) facts: &'a Facts<'a>,
    pub(super) report: &'a Report<'a>,
    /// Warnings fail the run.
    pub(super) denied: bool,
}

impl Found<'_> {
    /// Writes the findings.
    pub(super) fn write(
        &self,
        format: CheckFormat,
        style: Style,
        out: &mut dyn Write,
    ) -> Result<(), Interrupt> {
        let Self { args, context, facts, report, .. } = self;
        let register = facts.register;
        let prefix = match format {
            CheckFormat::Human | CheckFormat::Short | CheckFormat::Json => String::new(),
            _ => context.located(args)?.prefix,
        };
        let places = Places { sources: &register.sources, prefix: &prefix };
        match format {
            CheckFormat::Human => human::write(report, &register.sources, style, out)?,
            CheckFormat::Short => short::write(report, &register.sources, style, out)?,
            CheckFormat::Json => {
                let repository = context.repository(args)?;
                let head = Head::new(facts, repository.commit.as_ref());
                let counts =
                    check_json::Counts { risks: register.risks.len(), unreadable: register.unread.len() };
                write_json(&check_json::document(head, report, &register.sources, counts), style, out)?;
            }
            CheckFormat::Sarif => write_json(
                &sarif::document(report, &[], places, &crate::filter::severities(&register.config)),
                style,
                out,
            )?,
            CheckFormat::Github => github::write(report, places, out)?,
            CheckFormat::Gitlab => write_json(&gitlab::entries(report, places), style, out)?,
            CheckFormat::Junit => junit::write(report, places, self.denied, out)?,
            CheckFormat::Markdown => {
                let text = check_markdown::page(report, places, register.risks.len());
                out.write_all(style.finish(text).as_bytes())?;
            }
        }
        Ok(())
    }

    /// Writes the findings to a file, as nobody's terminal shows them.
    pub(super) fn save(&self, format: CheckFormat, file: &std::path::Path) -> Result<(), Interrupt> {
        let mut bytes = Vec::new();
        self.write(format, Style::plain(80), &mut bytes)?;
        output::deliver(self.context, Some(file), &bytes)
    }
}
