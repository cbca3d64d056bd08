//! The functions, and what they take.

use cel::IdedExpr;
use regex::RegexBuilder;

use super::super::functions::{CALLABLE, LOOPS};
use super::super::kind::Kind;
use super::{Checker, Checking, literal, short};
use crate::suggest::{self, Known};

/// What a compiled pattern may need, in bytes.
const PATTERN: usize = 64 << 10;

impl Checker<'_> {
    pub(super) fn function(
        &mut self,
        at: &IdedExpr,
        name: &str,
        (on, target): (Option<&IdedExpr>, Option<Kind>),
        (args, kinds): (&[IdedExpr], Vec<Kind>),
    ) -> Checking<Kind> {
        // `f(a, b)` and `a.f(b)` mean the same.
        let places: Vec<&IdedExpr> = on.into_iter().chain(args).collect();
        let all: Vec<Kind> = target.clone().into_iter().chain(kinds).collect();
        match (name, &all[..]) {
            ("size", [of]) if of.is_text() || matches!(of, Kind::List(_) | Kind::Table(_)) => {
                Ok(Kind::Number)
            }
            ("int" | "double", [of]) if target.is_none() && (of.is_text() || matches!(of, Kind::Number)) => {
                Ok(Kind::Number)
            }
            ("string", [of]) if target.is_none() && !matches!(of, Kind::List(_) | Kind::Table(_)) => {
                Ok(Kind::Text)
            }
            ("days", [from, to]) if target.is_none() => {
                for (place, kind) in places.iter().zip([from, to]) {
                    if !matches!(kind, Kind::Day | Kind::Text | Kind::Any | Kind::Null) {
                        return self.fault(place, format!("{} is no day", kind.noun()), None);
                    }
                    self.known(place, &Kind::Day)?;
                }
                Ok(Kind::Number)
            }
            ("contains" | "startsWith" | "endsWith", [of, part]) if target.is_some() => {
                if let Kind::List(_) = of {
                    let help = "`\"…\" in list` looks into a list".to_owned();
                    return self.fault(at, format!("a list has no `{name}`"), Some(help));
                }
                self.texts(at, name, [of, part])?;
                Ok(Kind::Truth)
            }
            ("matches", [of, pattern]) => {
                self.texts(at, name, [of, pattern])?;
                self.pattern(places[1])?;
                Ok(Kind::Truth)
            }
            _ => self.unknown_function(at, name),
        }
    }

    fn texts(&self, at: &IdedExpr, name: &str, all: [&Kind; 2]) -> Checking<()> {
        match all.into_iter().find(|kind| !kind.is_text()) {
            Some(other) => self.fault(at, format!("`{name}` is about text, not {}", other.noun()), None),
            None => Ok(()),
        }
    }

    fn pattern(&mut self, at: &IdedExpr) -> Checking<()> {
        let Some(written) = literal(at) else {
            let help = "write the pattern itself, in quotes".to_owned();
            return self.fault(at, "the pattern is not known before there is a risk", Some(help));
        };
        let pattern = RegexBuilder::new(written).size_limit(PATTERN).dfa_size_limit(4 * PATTERN).build();
        match pattern {
            Ok(pattern) => {
                if self.checked.patterns.iter().all(|known| known.as_str() != written) {
                    self.checked.patterns.push(pattern);
                }
                Ok(())
            }
            Err(regex::Error::CompiledTooBig(_)) => {
                self.fault(at, "the pattern is too large", Some("write a shorter one".to_owned()))
            }
            Err(error) => {
                let words = error.to_string();
                let last = words.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                self.fault(at, format!("it is no pattern: {last}"), None)
            }
        }
    }

    fn unknown_function(&self, at: &IdedExpr, name: &str) -> Checking<Kind> {
        if LOOPS.contains(&name) {
            let help = match name {
                "has" => "write it as `has(treatment.due)`",
                "map" | "filter" => "write it as `tags.filter(tag, tag != \"…\")`",
                _ => "write it as `tags.exists(tag, tag == \"…\")`",
            };
            return self.fault(at, format!("`{name}` is not called so"), Some(help.to_owned()));
        }
        if CALLABLE.contains(&name) {
            let help = match name {
                "days" => "write it as `days(assessed, today)`",
                "size" => "write it as `size(tags)`",
                "int" | "double" | "string" => "it takes one value: `string(score)`",
                _ => "write it as `title.contains(\"…\")`",
            };
            return self.fault(at, format!("`{name}` is not called so"), Some(help.to_owned()));
        }
        let known = CALLABLE.iter().chain(&LOOPS).map(|name| Known::word(name));
        let help = match name {
            "duration" | "timestamp" => {
                "days are texts and compare as such; `days(from, to)` counts them".to_owned()
            }
            _ => suggest::guess(name, known).map_or_else(
                || format!("there are {} and {}", CALLABLE.join(", "), LOOPS.join(", ")),
                |guess| guess.question(),
            ),
        };
        self.fault(at, format!("there is no function `{}`", short(name)), Some(help))
    }
}
