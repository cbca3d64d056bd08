//! What is shown before all of a new site is written: the files that somebody
//! looks at. Whoever asks for another waits for the whole.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::watch;

/// As many pages are thought to be open.
const OPEN: usize = 8;
/// So often it is looked whether somebody waits.
const LOOK: Duration = Duration::from_millis(5);

/// Files by their path in the site.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The pages that were asked for last, and what is known of the next site.
#[derive(Debug)]
pub struct Fresh {
    asked: Mutex<Vec<String>>,
    files: RwLock<Option<Arc<Files>>>,
    /// Whether the folder holds the whole site.
    whole: watch::Sender<bool>,
    waiting: AtomicUsize,
}

impl Default for Fresh {
    fn default() -> Self {
        Self {
            asked: Mutex::default(),
            files: RwLock::default(),
            whole: watch::Sender::new(true),
            waiting: AtomicUsize::new(0),
        }
    }
}

impl Fresh {
    /// Remembers that somebody looks at a page.
    pub fn remember(&self, path: &str) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.retain(|known| known != path);
        asked.push(path.to_owned());
        if asked.len() > OPEN {
            asked.remove(0);
        }
    }

    /// The pages that somebody looks at.
    #[must_use]
    pub fn asked(&self) -> BTreeSet<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// What is ready of a site that is not yet whole.
    #[must_use]
    pub fn files(&self) -> Option<Arc<Files>> {
        self.files.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Shows these files in place of the folder.
    pub fn show(&self, files: Files) {
        self.whole.send_replace(false);
        *self.files.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(files));
    }

    /// Shows the folder again.
    pub fn settle(&self) {
        *self.files.write().unwrap_or_else(PoisonError::into_inner) = None;
        self.whole.send_replace(true);
    }

    /// Waits until the folder is shown again.
    pub async fn whole(&self) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let mut whole = self.whole.subscribe();
        // The sender lives as long as whoever waits.
        let _ = whole.wait_for(|is_whole| *is_whole).await;
        self.waiting.fetch_sub(1, Ordering::Relaxed);
    }

    /// Leaves the processor to the browser, for so long at most, unless
    /// somebody waits for the whole site.
    pub fn stand_back(&self, longest: Duration) {
        let until = Instant::now() + longest;
        while Instant::now() < until && self.waiting.load(Ordering::Relaxed) == 0 {
            std::thread::sleep(LOOK);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_asked_for_last_are_known() {
        let fresh = Fresh::default();
        for number in 0..20 {
            fresh.remember(&format!("{}.html", number % 10));
        }
        fresh.remember("2.html");
        let asked: Vec<String> = fresh.asked().into_iter().collect();
        assert_eq!(asked, ["2.html", "3.html", "4.html", "5.html", "6.html", "7.html", "8.html", "9.html"]);
    }

    #[test]
    fn who_asks_for_another_file_waits_for_the_whole() {
        let fresh = Arc::new(Fresh::default());
        fresh.show(Files::from([("a.html".to_owned(), b"a".to_vec())]));
        let waits = Arc::clone(&fresh);
        let waiting = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
            runtime.block_on(waits.whole());
            waits.files().is_none()
        });
        // Ends at once where somebody waits; the test would hang otherwise.
        fresh.stand_back(Duration::from_secs(3600));
        fresh.settle();
        assert!(waiting.join().expect("a thread"), "the folder is shown");
    }
}
