//! The few elements that charts are drawn with.

use std::fmt::Write as _;

use crate::site::text::html;

/// A drawing of one width, in units that are pixels at full size.
pub(super) struct Svg {
    class: &'static str,
    id: String,
    width: f64,
    height: f64,
    body: String,
    leads: bool,
}

impl Svg {
    /// `class` is the width that a style sheet knows: "wide", "roomy" or
    /// "tight"; `id` names the drawing in its page.
    pub(super) fn new(class: &'static str, id: &str, width: f64, height: f64) -> Self {
        Self { class, id: format!("{id}-{class}"), width, height, body: String::new(), leads: false }
    }

    /// An id of its own for a part.
    pub(super) fn part(&self, name: &str) -> String {
        format!("{}-{name}", self.id)
    }

    pub(super) fn rect(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64)) {
        let (x, y, width, height) = (one(x), one(y), one(width), one(height));
        let _ = write!(
            self.body,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
        );
    }

    /// A rectangle filled by a pattern of this drawing.
    pub(super) fn filled(&mut self, pattern: &str, (x, y): (f64, f64), (width, height): (f64, f64)) {
        let (x, y, width, height) = (one(x), one(y), one(width), one(height));
        let fill = self.part(pattern);
        let _ = write!(
            self.body,
            "<rect class=\"{pattern}\" fill=\"url(#{fill})\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
        );
    }

    /// A pattern of diagonal strokes, so many units apart.
    pub(super) fn hatch(&mut self, name: &str, apart: u8) {
        let id = self.part(name);
        let _ = write!(
            self.body,
            "<defs><pattern id=\"{id}\" width=\"{apart}\" height=\"{apart}\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><path class=\"stroke\" d=\"M0 0V{apart}\"/></pattern></defs>"
        );
    }

    pub(super) fn path(&mut self, class: &str, d: &str) {
        let _ = write!(self.body, "<path class=\"{class}\" d=\"{d}\"/>");
    }

    /// A hollow dot; where it leads somewhere a finger has room around it, and
    /// `name` says what it is.
    pub(super) fn dot(&mut self, (x, y): (f64, f64), name: &str, href: Option<&str>) {
        let at = format!("cx=\"{}\" cy=\"{}\"", one(x), one(y));
        let ring = format!("<circle class=\"hollow\" {at} r=\"4\"/>");
        let Some(href) = href else { return self.body.push_str(&ring) };
        self.leads = true;
        let (href, name) = (html(href), html(name));
        let room = format!("<circle fill=\"none\" pointer-events=\"all\" {at} r=\"12\"/>");
        let _ = write!(self.body, "<a href=\"{href}\" aria-label=\"{name}\">{room}{ring}</a>");
    }

    pub(super) fn text(&mut self, class: &str, (x, y): (f64, f64), text: &str) {
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        let _ = write!(self.body, "<text{class} x=\"{}\" y=\"{}\">{}</text>", one(x), one(y), html(text));
    }

    /// The load line from left to right, with its disc at the left end.
    pub(super) fn load_line(&mut self, (from, to): (f64, f64), y: f64) {
        let disc = format!("M{} {}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0", one(from + 6.0), one(y));
        self.path("line", &format!("M{} {}H{}{disc}", one(from), one(y), one(to)));
    }

    /// The drawing with its title and the words that say what it shows.
    pub(super) fn finish(self, title: &str, words: &str) -> String {
        let Self { class, id, width, height, body, leads } = self;
        // What is in a picture cannot be reached.
        let role = if leads { "group" } else { "img" };
        let (w, h) = (one(width), one(height));
        format!(
            "<svg class=\"{class}\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"{role}\" \
             aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>{body}</svg>",
            html(title),
            html(words)
        )
    }
}

/// A number with at most one decimal. In tenths, since the exact digits of a
/// number, and then those that are left of them, take ten times as long.
#[allow(clippy::cast_possible_truncation, reason = "a place in a picture is some hundreds at most")]
pub(in crate::site) fn one(number: f64) -> String {
    let tenths = (number * 10.0).round_ties_even() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, rest) = (tenths.abs() / 10, tenths.abs() % 10);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// Whole steps of an axis: of 1, 2 or 5 times a power of ten, so that no more
/// than five of them reach a length.
pub(super) fn step(length: usize) -> usize {
    let mut step = 1;
    loop {
        for factor in [1, 2, 5] {
            if length <= 5 * step * factor {
                return step * factor;
            }
        }
        step *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_at_most_five_whole_steps() {
        assert_eq!([0, 1, 5, 6, 10, 11, 25, 26, 51, 10_000].map(step), [1, 1, 1, 2, 2, 5, 5, 10, 20, 2_000]);
    }
}
