//! A risk as expressions see it: every key of its JSON shape by itself, the
//! whole as `risk`, and what the register adds.

use std::collections::HashMap;

use cel::common::types::{CelBool, CelDouble, CelInt, CelList, CelMap, CelMapKey, CelNull, CelString};
use cel::common::value::{CowVal, Val};
use cel::context::VariableResolver;
use serde_json::Value;

use super::kind::Kind;
use super::vocabulary::Vocabulary;

/// Bytes of a risk that make every step on it dearer.
const STEP: usize = 4096;

/// A risk that expressions are judged on.
#[derive(Debug)]
pub struct Subject<'v> {
    risk: Value,
    weight: u64,
    vocabulary: &'v Vocabulary,
}

impl<'v> Subject<'v> {
    /// A risk by its JSON shape, which was read from so many bytes.
    #[must_use]
    pub fn new(mut risk: Value, bytes: usize, vocabulary: &'v Vocabulary) -> Self {
        // What a register declares and a risk does not have is null, like all
        // else that is absent.
        for table in ["custom", "impact_by"] {
            if let (Some(Kind::Table(declared)), Some(given)) =
                (vocabulary.kind_at(table), risk.get_mut(table).and_then(Value::as_object_mut))
            {
                for key in declared.keys.keys() {
                    given.entry(key.as_str()).or_insert(Value::Null);
                }
            }
        }
        Self { risk, weight: 1 + (bytes / STEP) as u64, vocabulary }
    }

    /// What a step on this risk costs.
    pub(super) fn weight(&self) -> u64 {
        self.weight
    }

    /// What a dotted name stands for; below what is absent all is absent.
    fn find(&self, path: &str) -> Option<&Value> {
        let mut parts = path.split('.');
        let root = parts.next()?;
        let mut value = match self.risk.get(root) {
            Some(value) => value,
            None if root == "risk" => &self.risk,
            None => self.vocabulary.constants().get(root)?,
        };
        for part in parts {
            value = match value {
                Value::Null => &Value::Null,
                Value::Object(table) => table.get(part)?,
                _ => return None,
            };
        }
        Some(value)
    }
}

impl VariableResolver for Subject<'_> {
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        let path = variable.strip_prefix('.').unwrap_or(variable);
        let value = self.find(path)?;
        // No treatment has no actions: an absent list is empty.
        if value.is_null() && matches!(self.vocabulary.kind_at(path), Some(Kind::List(_))) {
            return Some(CowVal::owned(CelList::from(Vec::new())));
        }
        Some(CowVal::Owned(read(value)))
    }
}

/// A value as the language has it, without a copy of its texts.
fn read(value: &Value) -> Box<dyn Val + '_> {
    match value {
        Value::Null => Box::new(CelNull),
        Value::Bool(truth) => Box::new(CelBool::from(*truth)),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Box::new(CelInt::from(whole)),
            None => Box::new(CelDouble::from(number.as_f64().unwrap_or(f64::NAN))),
        },
        Value::String(text) => Box::new(CelString::from(text.as_str())),
        Value::Array(list) => Box::new(CelList::from(list.iter().map(read).collect::<Vec<_>>())),
        Value::Object(table) => {
            let entry = |(key, value)| (CelMapKey::from(String::as_str(key)), read(value));
            Box::new(CelMap::from(table.iter().map(entry).collect::<HashMap<_, _>>()))
        }
    }
}
