//! Where each indicator and each incident stands in the site: long lists of them
//! have pages.

use std::collections::HashMap;

use super::pages::{incidents, monitoring};
use super::paging::page_name;
use super::scene::Scene;
use super::view::listing::Listing;

/// The addresses of what is watched, by id.
#[derive(Debug, Default)]
pub struct Watched {
    indicators: HashMap<String, String>,
    incidents: HashMap<String, String>,
}

impl Watched {
    fn of(scene: &Scene<'_>) -> Self {
        let indicators = monitoring::told(scene).map(|(indicator, _)| indicator.id.value.clone());
        let told = incidents::told(scene).into_iter().map(|incident| incident.id.value.clone());
        let sections = |page: &Listing| page.sections.iter().map(|part| part.id.clone()).collect();
        let rows = |page: &Listing| {
            let tables = page.sections.iter().flat_map(|part| &part.tables);
            tables.flat_map(|table| &table.rows).filter_map(|row| row.id.clone()).collect()
        };
        Self {
            indicators: indicators
                .zip(addresses("indicators", &monitoring::indicators(scene), sections))
                .collect(),
            incidents: told.zip(addresses("incidents", &incidents::incidents(scene), rows)).collect(),
        }
    }
}

/// The address of each anchor of a list's pages, in their order.
fn addresses(folder: &str, pages: &[Listing], anchors: impl Fn(&Listing) -> Vec<String>) -> Vec<String> {
    let pages = pages.iter().enumerate();
    let all = pages.flat_map(|(number, page)| {
        let file = page_name(number);
        anchors(page).into_iter().map(move |anchor| format!("{folder}/{file}#{anchor}"))
    });
    all.collect()
}

impl Scene<'_> {
    /// The address of an indicator, from the site's root.
    #[must_use]
    pub fn indicator_page(&self, id: &str) -> &str {
        let watched = self.watched.get_or_init(|| Watched::of(self));
        watched.indicators.get(id).map_or("indicators/index.html", String::as_str)
    }

    /// The address of an incident, from the site's root.
    #[must_use]
    pub fn incident_page(&self, id: &str) -> &str {
        let watched = self.watched.get_or_init(|| Watched::of(self));
        watched.incidents.get(id).map_or("incidents/index.html", String::as_str)
    }
}
