//! What of each risk the site shows: what a register keeps back is kept back
//! on every page.

use crate::model::register::Register;
use crate::model::risk::{Publication, Publish, Risk};

/// How much of a risk an audience sees. Without an audience a table counts by
/// its strictest entry.
#[must_use]
pub fn of(register: &Register, risk: &Risk, audience: Option<&str>) -> Publish {
    let default = || {
        let audiences = &register.config.site.audiences;
        let named = audience.and_then(|id| audiences.iter().find(|known| known.id.value == id));
        named.map_or(Publish::Full, |known| known.publish)
    };
    match (&risk.publish, audience) {
        (None, _) => default(),
        (Some(Publication::Plain(publish)), _) => publish.value,
        (Some(Publication::ByAudience(entries, _)), None) => {
            entries.iter().map(|(_, publish)| publish.value).max().unwrap_or(Publish::Full)
        }
        (Some(Publication::ByAudience(entries, _)), Some(id)) => entries
            .iter()
            .find(|(known, _)| known.value == id)
            .map_or_else(default, |(_, publish)| publish.value),
    }
}
