//! The few elements that charts are drawn with.

use std::fmt::{self, Write as _};

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

/// A rectangle: its upper left corner, its width and its height.
pub(super) type Rectangle = ((f64, f64), (f64, f64));

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

    /// Rectangles of one class, as one path: of many each would be three times as long.
    pub(super) fn rects(&mut self, class: &str, all: &[Rectangle]) {
        let mut d = String::new();
        for ((x, y), (width, height)) in all {
            let (x, y, width, height) = (one(*x), one(*y), one(*width), one(*height));
            let _ = write!(d, "M{x} {y}h{width}v{height}h-{width}z");
        }
        self.path(class, &d);
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

/// A number with at most one decimal.
#[allow(clippy::cast_possible_truncation, reason = "a place in a picture is some hundreds at most")]
pub(in crate::site) fn one(number: f64) -> Tenths {
    Tenths((number * 10.0).round_ties_even() as i64)
}

/// A number of a drawing in tenths, written digit by digit: a drawing has a
/// hundred, and the exact digits of each, and then those that are left of them,
/// take ten times as long.
#[derive(Debug, Clone, Copy)]
pub(in crate::site) struct Tenths(i64);

impl fmt::Display for Tenths {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nineteen digits, a point and a sign.
        let mut text = [0; 21];
        let mut from = text.len();
        let mut put = |byte| {
            from -= 1;
            text[from] = byte;
        };
        let mut left = self.0.unsigned_abs();
        if !left.is_multiple_of(10) {
            put(digit(left));
            put(b'.');
        }
        loop {
            left /= 10;
            put(digit(left));
            if left < 10 {
                break;
            }
        }
        if self.0 < 0 {
            put(b'-');
        }
        out.write_str(std::str::from_utf8(&text[from..]).expect("digits are ASCII"))
    }
}

/// The last digit of a number.
#[allow(clippy::cast_possible_truncation, reason = "one digit")]
fn digit(number: u64) -> u8 {
    b'0' + (number % 10) as u8
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
    fn a_number_has_at_most_one_decimal() {
        for (number, written) in [
            (0.0, "0"),
            (-0.04, "0"),
            (0.06, "0.1"),
            (-0.3, "-0.3"),
            (9.96, "10"),
            (-12.0, "-12"),
            (520.25, "520.2"),
            (1234.56, "1234.6"),
            (f64::MAX, "922337203685477580.7"),
            (f64::MIN, "-922337203685477580.8"),
            (f64::NAN, "0"),
        ] {
            assert_eq!(one(number).to_string(), written);
        }
    }

    #[test]
    fn an_axis_has_at_most_five_whole_steps() {
        assert_eq!([0, 1, 5, 6, 10, 11, 25, 26, 51, 10_000].map(step), [1, 1, 1, 2, 2, 5, 5, 10, 20, 2_000]);
    }
}
