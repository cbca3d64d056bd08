//! What an expression names must exist, and what it compares must be
//! comparable: else it would match nothing, and nobody would notice.

mod calls;
mod comparisons;

use std::collections::BTreeSet;
use std::sync::Arc;

use cel::IdedExpr;
use cel::common::ast::{CallExpr, ComprehensionExpr, EntryExpr, Expr, LiteralValue, SourceInfo, operators};
use regex::Regex;

use super::kind::{Kind, Table};
use super::syntax;
use super::{Fault, Vocabulary};
use crate::suggest::{self, Known};

/// What was learnt on the way.
#[derive(Debug, Default)]
pub(super) struct Checked {
    /// The patterns of `matches`, each once.
    pub(super) patterns: Vec<Regex>,
    /// What is named by itself.
    pub(super) names: BTreeSet<String>,
}

/// Looks at every part of an expression.
///
/// # Errors
/// The first fault.
pub(super) fn check(
    tree: &IdedExpr,
    places: &SourceInfo,
    text: &str,
    vocabulary: &Vocabulary,
) -> Result<Checked, Fault> {
    let mut checker = Checker { places, text, vocabulary, scopes: Vec::new(), checked: Checked::default() };
    let kind = checker.kind(tree)?;
    if !matches!(kind, Kind::Truth | Kind::Any) {
        let fault =
            Fault::new(0..text.len(), format!("the expression is {}, not true or false", kind.noun()));
        return Err(
            fault.help("compare it with something, as `level == \"high\"` or `treatment.due < today`")
        );
    }
    Ok(checker.checked)
}

struct Checker<'c> {
    places: &'c SourceInfo,
    text: &'c str,
    vocabulary: &'c Vocabulary,
    /// The variables of loops, innermost last.
    scopes: Vec<(String, Kind)>,
    checked: Checked,
}

type Checking<T> = Result<T, Fault>;

impl Checker<'_> {
    fn fault<T>(&self, at: &IdedExpr, message: impl Into<String>, help: Option<String>) -> Checking<T> {
        let mut fault = Fault::new(syntax::range(self.places, at.id, self.text), message);
        fault.help = help;
        Err(fault)
    }

    fn kind(&mut self, expr: &IdedExpr) -> Checking<Kind> {
        match &expr.expr {
            Expr::Literal(literal) => Ok(match literal {
                LiteralValue::Boolean(_) => Kind::Truth,
                LiteralValue::Int(_) | LiteralValue::UInt(_) | LiteralValue::Double(_) => Kind::Number,
                LiteralValue::String(_) => Kind::Text,
                LiteralValue::Null => Kind::Null,
                LiteralValue::Bytes(_) => return self.fault(expr, "bytes are of no use here", None),
            }),
            Expr::Ident(name) => self.named(expr, name),
            Expr::Select(select) => {
                let table = self.kind(&select.operand)?;
                let kind = self.key(expr, &table, &select.field)?;
                Ok(if select.test { Kind::Truth } else { kind })
            }
            Expr::Call(call) => self.call(expr, call),
            Expr::List(list) => {
                let kinds = list.elements.iter().map(|element| self.kind(element));
                let all = kinds.collect::<Checking<Vec<Kind>>>()?;
                let one = all.iter().fold(Kind::Null, |one, other| one.or(other));
                Ok(Kind::List(Arc::new(one)))
            }
            Expr::Map(map) => {
                for entry in &map.entries {
                    if let EntryExpr::MapEntry(entry) = &entry.expr {
                        self.kind(&entry.key)?;
                        self.kind(&entry.value)?;
                    }
                }
                Ok(Kind::Any)
            }
            Expr::Comprehension(all) => self.comprehension(expr, all),
            Expr::Struct(strukt) => {
                let name: String = strukt.type_name.chars().take(60).collect();
                self.fault(expr, format!("there is no type `{name}`"), None)
            }
            Expr::Unspecified => self.fault(expr, "a part is missing", None),
        }
    }

    fn named(&mut self, expr: &IdedExpr, written: &str) -> Checking<Kind> {
        let name = written.strip_prefix('.').unwrap_or(written);
        if let Some((_, kind)) = self.scopes.iter().rev().find(|(bound, _)| bound == written) {
            return Ok(kind.clone());
        }
        if let Some(kind) = self.vocabulary.names().keys.get(name) {
            self.checked.names.insert(name.to_owned());
            return Ok(kind.clone());
        }
        let message = format!("there is no `{}` here", short(name));
        if name == "findings" {
            let help = "rules are judged before findings are counted; `--where` knows them";
            return self.fault(expr, message, Some(help.to_owned()));
        }
        let known = self.vocabulary.names().keys.keys().map(|name| Known::word(name));
        let bound = self.scopes.iter().filter(|(name, _)| !name.starts_with('@'));
        let guess = suggest::guess(name, known.chain(bound.map(|(name, _)| Known::word(name))));
        let help = guess.map(|guess| guess.question()).unwrap_or_else(|| self.quotes(name));
        self.fault(expr, message, Some(help))
    }

    /// A word that was meant as text lacks its quotes.
    fn quotes(&self, name: &str) -> String {
        let is_word = self
            .vocabulary
            .names()
            .keys
            .values()
            .any(|kind| matches!(kind, Kind::Word(words) if words.ids.iter().any(|id| id == name)));
        if is_word {
            format!("text stands in quotes: \"{name}\"")
        } else {
            "write a key of the risk, as `plimsoll show ID --format json` prints them".to_owned()
        }
    }

    fn key(&self, at: &IdedExpr, table: &Kind, key: &str) -> Checking<Kind> {
        match table {
            Kind::Table(table) => match table.keys.get(key) {
                Some(kind) => Ok(kind.clone()),
                None => self.fault(at, no_key(table, key), self.other_key(table, key)),
            },
            Kind::Any | Kind::Null => Ok(Kind::Any),
            Kind::List(_) => {
                let help = format!("ask its entries: `….exists(one, one.{} == …)`", short(key));
                self.fault(at, format!("a list has no key `{}`", short(key)), Some(help))
            }
            other => self.fault(at, format!("{} has no key `{}`", other.noun(), short(key)), None),
        }
    }

    fn other_key(&self, table: &Table, key: &str) -> Option<String> {
        // `levels.very-high` is read as a difference.
        let quoted = table.keys.keys().find(|known| known.starts_with(key) && known.contains('-'));
        let guess = || suggest::guess(key, table.keys.keys().map(|key| Known::word(key)));
        quoted
            .map(|known| format!("write {}[\"{known}\"]", table.what))
            .or_else(|| guess().map(|guess| guess.question()))
            .or_else(|| {
                let all: Vec<&str> = table.keys.keys().map(String::as_str).collect();
                (!all.is_empty() && all.len() <= 12).then(|| format!("write {}", suggest::one_of(all)))
            })
    }

    fn call(&mut self, expr: &IdedExpr, call: &CallExpr) -> Checking<Kind> {
        let target = call.target.as_ref().map(|target| self.kind(target)).transpose()?;
        let kinds = call.args.iter().map(|argument| self.kind(argument)).collect::<Checking<Vec<Kind>>>()?;
        match (call.func_name.as_str(), &kinds[..]) {
            (operators::LOGICAL_AND | operators::LOGICAL_OR | operators::LOGICAL_NOT, _)
            | ("@not_strictly_false" | "__not_strictly_false__", _) => {
                for (argument, kind) in call.args.iter().zip(&kinds) {
                    self.truth(argument, kind)?;
                }
                Ok(Kind::Truth)
            }
            (operators::CONDITIONAL, [condition, one, two]) => {
                self.truth(&call.args[0], condition)?;
                Ok(one.or(two))
            }
            (operators::EQUALS | operators::NOT_EQUALS, [one, two]) => {
                self.comparable(expr, (&call.args[0], one), (&call.args[1], two))?;
                Ok(Kind::Truth)
            }
            (
                operators::LESS | operators::LESS_EQUALS | operators::GREATER | operators::GREATER_EQUALS,
                [one, two],
            ) => {
                self.ordered(expr, one, two)?;
                self.comparable(expr, (&call.args[0], one), (&call.args[1], two))?;
                Ok(Kind::Truth)
            }
            (operators::IN, [one, container]) => {
                self.contained(expr, (&call.args[0], one), (&call.args[1], container))?;
                Ok(Kind::Truth)
            }
            (operators::INDEX, [table, index]) => self.index(expr, &call.args[1], table, index),
            (operators::ADD, [one, two]) if one.is_like(two) => Ok(match (one, two) {
                (Kind::Truth | Kind::Table(_), _) => return self.no_sum(expr, one, two),
                _ if one.is_text() && two.is_text() && !one.is_open() => Kind::Text,
                _ => one.or(two),
            }),
            (operators::ADD, [one, two]) => self.no_sum(expr, one, two),
            (
                operators::SUBSTRACT
                | operators::MULTIPLY
                | operators::DIVIDE
                | operators::MODULO
                | operators::NEGATE,
                _,
            ) => {
                for (argument, kind) in call.args.iter().zip(&kinds) {
                    if !matches!(kind, Kind::Number | Kind::Any | Kind::Null) {
                        let help = matches!(kind, Kind::Day)
                            .then(|| "`days(from, to)` counts the days between two".to_owned());
                        return self.fault(argument, format!("{} is no number", kind.noun()), help);
                    }
                }
                Ok(Kind::Number)
            }
            (name, _) => {
                self.function(expr, name, (call.target.as_deref(), target), (&call.args, kinds.clone()))
            }
        }
    }

    fn no_sum(&self, at: &IdedExpr, one: &Kind, two: &Kind) -> Checking<Kind> {
        let help = [one, two].iter().any(|kind| matches!(kind, Kind::Day));
        let help = help.then(|| "`days(from, to)` counts the days between two".to_owned());
        self.fault(at, format!("{} and {} have no sum", one.noun(), two.noun()), help)
    }

    fn truth(&self, at: &IdedExpr, kind: &Kind) -> Checking<()> {
        if matches!(kind, Kind::Truth) || kind.is_open() {
            return Ok(());
        }
        let help = "compare it with something, as `… == \"…\"` or `… != null`";
        self.fault(at, format!("this is {}, not true or false", kind.noun()), Some(help.to_owned()))
    }

    fn index(&self, at: &IdedExpr, place: &IdedExpr, table: &Kind, index: &Kind) -> Checking<Kind> {
        match (table, literal(place)) {
            (Kind::Table(_), Some(key)) => self.key(place, table, key),
            (Kind::Table(table), None) if index.is_text() => {
                Ok(table.keys.values().fold(Kind::Null, |one, other| one.or(other)))
            }
            (Kind::List(inner), None) if matches!(index, Kind::Number) || index.is_open() => {
                Ok((**inner).clone())
            }
            (Kind::Any | Kind::Null, _) => Ok(Kind::Any),
            _ => self.fault(at, format!("{} has no place for {}", table.noun(), index.noun()), None),
        }
    }

    fn comprehension(&mut self, at: &IdedExpr, all: &ComprehensionExpr) -> Checking<Kind> {
        let range = self.kind(&all.iter_range)?;
        let each = match &range {
            Kind::List(inner) => (**inner).clone(),
            Kind::Table(_) => Kind::Text,
            Kind::Any | Kind::Null => Kind::Any,
            other => {
                return self.fault(
                    &all.iter_range,
                    format!("{} is no list to go through", other.noun()),
                    None,
                );
            }
        };
        if all.iter_var2.is_some() {
            return self.fault(at, "one variable goes through a list", None);
        }
        let start = self.kind(&all.accu_init)?;
        self.scopes.push((all.accu_var.clone(), start));
        self.scopes.push((all.iter_var.clone(), each));
        self.kind(&all.loop_cond)?;
        let step = self.kind(&all.loop_step)?;
        self.scopes.pop();
        self.scopes.pop();
        self.scopes.push((all.accu_var.clone(), step));
        let result = self.kind(&all.result);
        self.scopes.pop();
        result
    }
}

fn literal(expr: &IdedExpr) -> Option<&str> {
    match &expr.expr {
        Expr::Literal(LiteralValue::String(text)) => Some(text.inner()),
        _ => None,
    }
}

fn no_key(table: &Table, key: &str) -> String {
    format!("`{}` has no key `{}`", table.what, short(key))
}

fn short(text: &str) -> String {
    crate::text::shortened(&crate::text::one_line(text), 60)
}
