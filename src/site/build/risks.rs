//! A page for each risk, what it says as JSON beside it, and the pages of its
//! history where that is long.

use rayon::prelude::*;

use super::{Exported, write};
use crate::model::risk::Publish;
use crate::site::data;
use crate::site::failure::SiteFailure;
use crate::site::output::Output;
use crate::site::pages::risk::{self, ROOT, RiskHistory};
use crate::site::paging::PAGE;
use crate::site::scene::Scene;
use crate::site::templates::Templates;
use crate::site::view::Link;
use crate::site::view::page::Page;

/// Writes them; gives how many pages there are.
pub(super) fn write_all(
    export: &Exported<'_, '_>,
    templates: &Templates,
    out: &dyn Output,
) -> Result<usize, SiteFailure> {
    let risks = export.scene.order.par_iter().enumerate();
    let pages = risks.map(|(at, place)| {
        let scene = export.scene;
        let folder = format!("risks/{}/", scene.folders[*place]);
        write(out, &format!("{folder}{}", data::OWN), || Ok(data::own(at, scene, export.get())))?;
        if !out.wants_below(&folder) {
            return Ok(1);
        }
        Risk { scene, templates, place: *place }.write(out, &folder)
    });
    pages.try_reduce(|| 0, |one, other| Ok(one + other))
}

/// A risk whose pages are made.
struct Risk<'r, 'a> {
    scene: &'r Scene<'a>,
    templates: &'r Templates,
    place: usize,
}

impl Risk<'_, '_> {
    /// Writes the pages into the risk's folder; gives how many there are.
    fn write(&self, out: &dyn Output, folder: &str) -> Result<usize, SiteFailure> {
        let mut history = RiskHistory::of(self.scene, self.place);
        let own = self.own(&mut history)?;
        write(out, &self.scene.risk_page(self.place), || Ok(own))?;
        let further = history.further();
        for (file, view) in &further {
            let path = format!("{folder}{file}");
            let mut page =
                self.page(&format!("History of {} {}, {}", view.id, view.title, view.range), &path);
            page.crumbs.push(Link { text: view.id.clone(), href: Some("index.html".to_owned()) });
            page.here = Some(view.range.clone());
            write(out, &path, || self.templates.page("history.html", &page, view))?;
        }
        Ok(1 + further.len())
    }

    /// The risk's own page. Where it would be too heavy, the history gives way.
    fn own(&self, history: &mut RiskHistory<'_, '_>) -> Result<Vec<u8>, SiteFailure> {
        let whole = self.with(history)?;
        if whole.len() <= PAGE || history.len() < 2 {
            return Ok(whole);
        }
        history.shorten();
        let least = self.with(history)?;
        history.fit(least.len());
        self.with(history)
    }

    /// The risk's own page with as much of its history as stands there.
    fn with(&self, history: &RiskHistory<'_, '_>) -> Result<Vec<u8>, SiteFailure> {
        let (written, _) = self.scene.risk(self.place);
        let path = self.scene.risk_page(self.place);
        let mut page = self.page(&format!("{} {}", written.id(), written.title()), &path);
        page.here = Some(written.id().to_owned());
        page.json = Some(data::OWN);
        self.templates.page("risk.html", &page, &risk::page(self.scene, self.place, history))
    }

    /// What stands around each of the pages.
    fn page(&self, title: &str, path: &str) -> Page {
        // The folders of a file may say what an outline does not.
        let is_full = self.scene.shown[self.place] == Publish::Full;
        let (risk, _) = self.scene.risk(self.place);
        let file = is_full.then(|| self.scene.facts.register.sources.path(risk.file));
        let mut page = self.scene.page(title, ROOT, "register", file, path);
        page.is_section = false;
        page.crumbs =
            vec![Link { text: "Register".to_owned(), href: Some(format!("{ROOT}register/index.html")) }];
        page
    }
}
