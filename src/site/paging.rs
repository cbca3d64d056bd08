//! Long lists on several pages, each as heavy as a page may be: what a reader
//! waits for is bytes, not rows.

use super::text::number;
use super::view::Link;
use super::view::register::PagerItem;

/// Bytes that a page may have.
pub const PAGE: usize = 60_000;
/// Bytes of rows on a page: what stands around them has room too.
pub const ROOM: usize = 47_000;
/// Bytes of rows on a page of the register, which may weigh 260 KB.
pub const REGISTER_ROOM: usize = 235_000;
/// Up to so many pages are all linked; of more the ends and the neighbours.
const LINKED: usize = 12;

/// Which entries of a list stand on which page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pages {
    /// The first entry of each page; there is always a page.
    starts: Vec<usize>,
    total: usize,
}

impl Pages {
    /// Puts as many entries on each page as there is room for, and at least one;
    /// the last two share what they have.
    #[must_use]
    pub fn new(weights: impl IntoIterator<Item = usize>, room: usize) -> Self {
        let weights: Vec<usize> = weights.into_iter().collect();
        let mut pages = Self::beside(0, weights.iter().copied(), room);
        if let [.., before, last] = pages.starts.as_mut_slice() {
            *last = shared(&weights, *before, *last);
        }
        pages
    }

    /// As many where something else takes so many bytes of the first page; the
    /// last one has what is left.
    #[must_use]
    pub fn beside(taken: usize, weights: impl IntoIterator<Item = usize>, room: usize) -> Self {
        let mut pages = Self { starts: vec![0], total: 0 };
        let mut filled = taken;
        for weight in weights {
            let is_begun = pages.starts.last().is_some_and(|start| *start < pages.total);
            if is_begun && filled + weight > room {
                pages.starts.push(pages.total);
                filled = 0;
            }
            filled += weight;
            pages.total += 1;
        }
        pages
    }

    /// How many pages.
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The page of an entry.
    #[must_use]
    pub fn of(&self, entry: usize) -> usize {
        self.starts.partition_point(|start| *start <= entry).saturating_sub(1)
    }

    /// The entries of each page.
    #[must_use]
    pub fn chunks<'l, T>(&self, list: &'l [T]) -> Vec<&'l [T]> {
        (0..self.count()).map(|page| &list[self.starts[page]..self.end(page)]).collect()
    }

    /// Links to the pages, where there are several. `name` is a page's file.
    #[must_use]
    pub fn pager(&self, here: usize, what: &str, name: impl Fn(usize) -> String) -> Vec<PagerItem> {
        let count = self.count();
        if count < 2 {
            return Vec::new();
        }
        let is_linked = |at: usize| count <= LINKED || at < 2 || at + 2 >= count || at.abs_diff(here) <= 2;
        let mut items: Vec<PagerItem> = Vec::new();
        for at in 0..count {
            let item = if is_linked(at) {
                let text = format!("{what} {}", self.span(at));
                PagerItem { link: Link { text, href: Some(name(at)) }, here: at == here }
            } else {
                PagerItem { link: Link { text: "…".to_owned(), href: None }, here: false }
            };
            let is_gap = |item: &PagerItem| item.link.href.is_none();
            if !is_gap(&item) || !items.last().is_some_and(is_gap) {
                items.push(item);
            }
        }
        items
    }

    /// "Risks 501–1,000 of 10,000", where there are several pages.
    #[must_use]
    pub fn range(&self, here: usize, what: &str) -> Option<String> {
        (self.count() > 1).then(|| format!("{what} {} of {}", self.span(here), number(self.total)))
    }

    fn span(&self, page: usize) -> String {
        let (first, last) = (self.starts[page] + 1, self.end(page));
        if first == last { number(first) } else { format!("{}–{}", number(first), number(last)) }
    }

    fn end(&self, page: usize) -> usize {
        self.starts.get(page + 1).copied().unwrap_or(self.total)
    }
}

/// Where the last page begins, so that it is about as heavy as the one before it,
/// which begins at `before`: a page of one entry is hardly worth turning to.
fn shared(weights: &[usize], before: usize, mut last: usize) -> usize {
    let weigh = |entries: &[usize]| entries.iter().sum::<usize>();
    while last > before + 1 && weigh(&weights[last - 1..]) <= weigh(&weights[before..last - 1]) {
        last -= 1;
    }
    last
}

/// The file of a page in its folder, by number from 0.
#[must_use]
pub fn page_name(number: usize) -> String {
    if number == 0 { "index.html".to_owned() } else { format!("page-{}.html", number + 1) }
}

/// The bytes of a text in a page, where some characters are written in words.
#[must_use]
pub fn weight(text: &str) -> usize {
    text.len() + 5 * text.bytes().filter(|byte| b"<>&\"'/".contains(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_holds_what_there_is_room_for() {
        let pages = Pages::new([40, 40, 40, 200, 10], 100);
        assert_eq!(pages.chunks(&[1, 2, 3, 4, 5]), [&[1, 2][..], &[3], &[4], &[5]]);
        assert_eq!([0, 1, 2, 3, 4].map(|entry| pages.of(entry)), [0, 0, 1, 2, 3]);
        assert_eq!(pages.range(0, "Risks").as_deref(), Some("Risks 1–2 of 5"));
    }

    #[test]
    fn the_last_two_pages_share_what_they_have() {
        let spans = |count: usize, room: usize| {
            let pages = Pages::new(vec![1; count], room);
            (0..pages.count()).map(|page| pages.span(page)).collect::<Vec<_>>()
        };
        assert_eq!(spans(62, 61), ["1–31", "32–62"]);
        assert_eq!(spans(10, 4), ["1–4", "5–7", "8–10"]);
        assert_eq!(spans(8, 4), ["1–4", "5–8"]);
        assert_eq!(spans(3, 2), ["1–2", "3"], "there is no other way");
    }

    #[test]
    fn the_first_page_holds_less_beside_something_else_and_one_entry_at_least() {
        let chunks = |taken| {
            let pages = Pages::beside(taken, [40, 40, 40], 100);
            pages.chunks(&[1, 2, 3]).iter().map(|chunk| chunk.len()).collect::<Vec<_>>()
        };
        assert_eq!([0, 20, 30, 500].map(chunks), [vec![2, 1], vec![2, 1], vec![1, 2], vec![1, 2]]);
    }

    #[test]
    fn an_empty_list_is_a_page() {
        let pages = Pages::new([], 100);
        assert_eq!(pages.chunks::<u8>(&[]), [&[] as &[u8]]);
        assert_eq!((pages.range(0, "Risks"), pages.pager(0, "Risks", page_name).len()), (None, 0));
    }

    #[test]
    fn of_many_pages_the_ends_and_the_neighbours_are_linked() {
        let pages = Pages::new(vec![1; 100], 1);
        let texts = |here| {
            let items = pages.pager(here, "n", page_name);
            items.iter().map(|item| item.link.text.replace("n ", "")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(texts(0), "1 2 3 … 99 100");
        assert_eq!(texts(50), "1 2 … 49 50 51 52 53 … 99 100");
        assert_eq!(Pages::new(vec![1; 12], 1).pager(5, "n", page_name).len(), 12);
    }

    #[test]
    fn what_is_escaped_weighs_more() {
        assert_eq!(weight("a<b"), 8);
        assert!(weight("&/\"'") >= "&amp;&#x2F;&quot;&#x27;".len());
    }
}
