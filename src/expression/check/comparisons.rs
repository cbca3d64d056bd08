//! What may be compared with what.

use cel::IdedExpr;
use cel::common::ast::Expr;

use super::super::kind::{Kind, Words};
use super::{Checker, Checking, literal, short};
use crate::model::day::Day;
use crate::suggest::{self, Known};

impl Checker<'_> {
    pub(super) fn comparable(
        &self,
        at: &IdedExpr,
        one: (&IdedExpr, &Kind),
        two: (&IdedExpr, &Kind),
    ) -> Checking<()> {
        if !one.1.is_like(two.1) {
            let message = format!("{} is never compared with {}", one.1.noun(), two.1.noun());
            return self.fault(at, message, None);
        }
        self.known(one.0, two.1)?;
        self.known(two.0, one.1)
    }

    /// A text that is compared with a word or a day must be one.
    pub(super) fn known(&self, text: &IdedExpr, kind: &Kind) -> Checking<()> {
        let Some(written) = literal(text) else { return Ok(()) };
        match kind {
            Kind::Word(words) if !words.ids.is_empty() && !words.ids.iter().any(|id| id == written) => self
                .fault(
                    text,
                    format!("`{}` is not {}", short(written), words.what),
                    other_word(words, written),
                ),
            Kind::Day if written.parse::<Day>().is_err() => {
                let help = "write a day as \"2025-04-30\"".to_owned();
                self.fault(text, format!("`{}` is no day", short(written)), Some(help))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn ordered(&self, at: &IdedExpr, one: &Kind, two: &Kind) -> Checking<()> {
        for kind in [one, two] {
            match kind {
                Kind::Word(words) => {
                    let key = words.what.rsplit(' ').next().unwrap_or_default();
                    let help = words.ranks.map(|ranks| {
                        let example = words.ids.last().map_or("high", String::as_str);
                        format!("compare their ranks, as `{ranks}[{key}] >= {ranks}[\"{example}\"]`")
                    });
                    let help = help.or_else(|| Some("write `==`, or `in [\"…\", \"…\"]`".to_owned()));
                    return self.fault(at, format!("{} has no order as text", words.what), help);
                }
                Kind::Truth | Kind::List(_) | Kind::Table(_) => {
                    return self.fault(at, format!("{} has no order", kind.noun()), None);
                }
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn contained(
        &self,
        at: &IdedExpr,
        one: (&IdedExpr, &Kind),
        all: (&IdedExpr, &Kind),
    ) -> Checking<()> {
        match all.1 {
            Kind::List(inner) => {
                if !one.1.is_like(inner) {
                    let message = format!("{} is never in a list of {}", one.1.noun(), inner.noun());
                    return self.fault(at, message, None);
                }
                self.known(one.0, inner)?;
                if let Expr::List(list) = &all.0.expr {
                    for element in &list.elements {
                        self.known(element, one.1)?;
                    }
                }
                Ok(())
            }
            Kind::Any | Kind::Null | Kind::Table(_) => Ok(()),
            other => {
                let help = other.is_text().then(|| "`text.contains(\"…\")` looks into a text".to_owned());
                self.fault(at, format!("{} is no list to be in", other.noun()), help)
            }
        }
    }
}

fn other_word(words: &Words, written: &str) -> Option<String> {
    let known = words.ids.iter().map(|id| Known::word(id));
    let guess = suggest::guess(written, known).map(|guess| guess.question());
    guess.or_else(|| {
        let all: Vec<&str> = words.ids.iter().map(String::as_str).collect();
        (all.len() <= 12).then(|| format!("write {}", suggest::one_of(all)))
    })
}
