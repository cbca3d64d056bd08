//! The things other than risks that have an id, kind by kind.

use crate::model::register::Register;
use crate::source::At;

/// The ids of one kind of thing, in order.
pub(super) struct Kind<'a> {
    /// What one is called.
    pub(super) noun: &'static str,
    /// The dotted key of the id.
    pub(super) field: &'static str,
    /// Each id, with the name beside it.
    pub(super) ids: Vec<(&'a At<String>, &'a str)>,
}

/// All kinds.
pub(super) fn kinds(register: &Register) -> Vec<Kind<'_>> {
    macro_rules! kind {
        ($noun:literal, $field:literal, $list:expr) => {
            Kind {
                noun: $noun,
                field: $field,
                ids: $list.iter().map(|thing| (&thing.id, thing.name())).collect(),
            }
        };
    }
    let mut kinds = vec![
        kind!("person", "person.id", register.people),
        kind!("asset", "asset.id", register.assets),
        kind!("threat", "threat.id", register.threats),
        kind!("control", "control.id", register.controls),
        kind!("indicator", "indicator.id", register.indicators),
        kind!("audience", "site.audience.id", register.config.site.audiences),
    ];
    if let Some(methodology) = &register.methodology {
        kinds.extend([
            kind!("likelihood", "likelihood.id", methodology.likelihood),
            kind!("impact", "impact.id", methodology.impact),
            kind!("dimension", "dimension.id", methodology.dimensions),
            kind!("level", "level.id", methodology.levels),
            kind!("role", "role.id", methodology.roles),
            kind!("unit of the scope", "scope.unit.id", methodology.scope.units),
        ]);
    }
    kinds
}
