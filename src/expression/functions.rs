//! The functions that expressions have beside those of the language itself.

use cel::common::types::{CelInt, CelString, DYN_TYPE, STRING_TYPE};
use cel::common::value::CowVal;
use cel::{Env, ExecutionError};
use regex::Regex;

use super::budget;
use crate::model::day::{Day, days_between};

/// Pays for a value before it is used; no expression can be written so.
pub(super) const PAID: &str = "@paid";
/// Searches a text for one of the patterns of the expression, by number.
pub(super) const SEARCH: &str = "@search";
/// What a person can call, beside the loops over lists.
pub(super) const CALLABLE: [&str; 9] =
    ["size", "contains", "startsWith", "endsWith", "matches", "int", "double", "string", "days"];
/// The loops over lists, and the test for presence.
pub(super) const LOOPS: [&str; 6] = ["all", "exists", "exists_one", "map", "filter", "has"];

/// CEL with our functions, without its optional values.
pub(super) fn language() -> Env {
    let mut language = Env::stdlib().with_optional_support(false);
    // Neither name is taken; a test calls both.
    let _ = language.add_overload(PAID, PAID, vec![DYN_TYPE], paid);
    let _ = language.add_overload("days", "days", vec![STRING_TYPE, STRING_TYPE], days);
    language
}

fn paid<'b, 'v>(mut values: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let value = values.pop().ok_or_else(ExecutionError::missing_argument_or_target)?;
    let is_paid = match value.downcast_ref::<CelString<'_>>() {
        Some(text) => budget::pay_text(text.inner().len()),
        None => {
            let size = value.as_sizer().map(|sized| usize::try_from(*sized.size().inner()).unwrap_or(0));
            budget::pay_steps(1 + size.unwrap_or(0))
        }
    };
    if is_paid { Ok(value) } else { Err(too_much(PAID)) }
}

/// The days from the first day to the second.
fn days<'b, 'v>(values: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let day = |at: usize| values.get(at)?.downcast_ref::<CelString<'_>>()?.inner().parse::<Day>().ok();
    match (day(0), day(1)) {
        (Some(from), Some(to)) => Ok(CowVal::owned(CelInt::from(days_between(from, to)))),
        _ => Err(ExecutionError::function_error("days", "a day is missing")),
    }
}

/// Whether a pattern occurs in a text.
pub(super) fn search(patterns: &[Regex], text: &str, number: i64) -> Result<cel::Value, ExecutionError> {
    let pattern = usize::try_from(number).ok().and_then(|number| patterns.get(number));
    let pattern =
        pattern.ok_or_else(|| ExecutionError::function_error(SEARCH, "there is no such pattern"))?;
    if !budget::pay_text(text.len()) {
        return Err(too_much(SEARCH));
    }
    Ok(cel::Value::Bool(pattern.is_match(text)))
}

fn too_much(function: &str) -> ExecutionError {
    ExecutionError::function_error(function, "it is too much work")
}
