//! The colours of levels: the methodology's own, else a ramp whose hue says the
//! side of the line and whose darkness says the distance from it.

use std::fmt::Write as _;

/// A colour of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

const BELOW: [Colour; 3] = [rgb(0x00ee_f6fa), rgb(0x00c9_e3f0), rgb(0x009c_cae2)];
const ABOVE: [Colour; 4] = [rgb(0x00f0_a63c), rgb(0x00dc_6a2c), rgb(0x00b0_2a22), rgb(0x0065_0f1d)];

const fn rgb(hex: u32) -> Colour {
    let [_, red, green, blue] = hex.to_be_bytes();
    Colour { red, green, blue }
}

impl Colour {
    /// Reads `#rrggbb`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        u32::from_str_radix(digits, 16).ok().map(rgb)
    }

    /// `#rrggbb`.
    #[must_use]
    pub fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    /// Relative luminance, as WCAG 2 defines it.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// The contrast between two colours, 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Pure black or pure white, whichever is read better on this colour.
    #[must_use]
    pub fn ink(self) -> Self {
        let (black, white) = (rgb(0), rgb(0x00ff_ffff));
        if self.contrast(black) >= self.contrast(white) { black } else { white }
    }

    /// This colour, as much darker or lighter as it must be to be seen on
    /// another: WCAG 2 asks for 4.5 of text.
    #[must_use]
    pub fn seen_on(self, ground: Self) -> Self {
        let ink = ground.ink();
        let mut shades = (0..=20).map(|step| self.towards(ink, f64::from(step) / 20.0));
        shades.find(|shade| shade.contrast(ground) >= 4.5).unwrap_or(ink)
    }

    fn towards(self, other: Self, share: f64) -> Self {
        let mix = |a: u8, b: u8| {
            let value = f64::from(a) + (f64::from(b) - f64::from(a)) * share;
            // Between two bytes, so a byte.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let byte = value.round() as u8;
            byte
        };
        Self {
            red: mix(self.red, other.red),
            green: mix(self.green, other.green),
            blue: mix(self.blue, other.blue),
        }
    }
}

/// A level as the ramp sees it.
#[derive(Debug, Clone)]
pub struct Swatch {
    /// The class that the style sheet defines.
    pub class: String,
    /// The class of text on it, in drawings.
    pub on: String,
    /// The colour.
    pub colour: Colour,
}

/// The colours of levels, lowest first, given as whether each is acceptable
/// and the colour that the methodology names.
#[must_use]
pub fn ramp(levels: &[(bool, Option<Colour>)]) -> Vec<Colour> {
    let below = levels.iter().filter(|(acceptable, _)| *acceptable).count();
    let (mut low, mut high) = (0, 0);
    let mut colours = Vec::with_capacity(levels.len());
    for (acceptable, own) in levels {
        let default = if *acceptable {
            low += 1;
            // The last of the blues: an acceptable level next to the line is the darkest.
            if below <= BELOW.len() {
                BELOW[BELOW.len() - below + low - 1]
            } else {
                spread(&BELOW, low - 1, below)
            }
        } else {
            high += 1;
            let above = levels.len() - below;
            // Spread so that the worst is always the darkest.
            if above <= ABOVE.len() {
                ABOVE[(2 * high * ABOVE.len() + above) / (2 * above) - 1]
            } else {
                spread(&ABOVE, high - 1, above)
            }
        };
        colours.push(own.unwrap_or(default));
    }
    colours
}

/// The place `at` of `n` evenly along some colours.
#[allow(clippy::cast_precision_loss, reason = "levels are few")]
fn spread(stops: &[Colour], at: usize, n: usize) -> Colour {
    let steps = (n - 1).max(1);
    let along = at * (stops.len() - 1);
    let (stop, rest) = (along / steps, along % steps);
    let next = (stop + 1).min(stops.len() - 1);
    stops[stop].towards(stops[next], rest as f64 / steps as f64)
}

/// The style sheet of the levels: cells and swatches, and text upon them.
#[must_use]
pub fn style_sheet(swatches: &[Swatch]) -> String {
    let mut css = String::new();
    for Swatch { class, on, colour } in swatches {
        let (fill, ink) = (colour.css(), colour.ink().css());
        let _ = writeln!(css, ".{class}{{background:{fill};color:{ink};fill:{fill}}}.{on}{{fill:{ink}}}");
    }
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_on_any_colour_can_be_read() {
        // A multiplicative congruence is random enough to visit the cube.
        let mut state: u32 = 12_345;
        for _ in 0..1000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let colour = rgb(state >> 8);
            assert!(colour.contrast(colour.ink()) >= 4.5, "{}", colour.css());
        }
    }

    #[test]
    fn an_accent_keeps_its_hue_and_can_be_seen() {
        let colour = |css| Colour::parse(css).expect("a colour");
        let (light, dark) = (colour("#ffffff"), colour("#0f1820"));
        assert_eq!(colour("#0b5a8a").seen_on(light).css(), "#0b5a8a", "what can be seen stays");
        for own in ["#ffffff", "#000000", "#ffff00", "#0f1820", "#7f7f7f", "#00ff00", "#0000ff"] {
            for ground in [light, dark] {
                assert!(colour(own).seen_on(ground).contrast(ground) >= 4.5, "{own} on {}", ground.css());
            }
        }
        let yellow = colour("#ffff00").seen_on(light);
        assert!(yellow.red == yellow.green && yellow.blue == 0, "{}", yellow.css());
    }

    #[test]
    fn the_ramp_of_the_sample_is_that_of_the_pictures() {
        let css: Vec<String> = ramp(&[(true, None), (true, None), (false, None), (false, None)])
            .iter()
            .map(|c| c.css())
            .collect();
        assert_eq!(css, ["#c9e3f0", "#9ccae2", "#dc6a2c", "#650f1d"]);
    }

    #[test]
    fn every_ramp_only_darkens_and_ends_in_the_darkest() {
        for below in 0..7 {
            for above in 0..7 {
                let levels: Vec<_> = (0..below + above).map(|n| (n < below, None)).collect();
                let colours = ramp(&levels);
                for pair in colours.windows(2) {
                    assert!(pair[0].luminance() > pair[1].luminance(), "{below} below, {above} above");
                }
                if above > 0 {
                    assert_eq!(colours.last(), Some(&ABOVE[3]));
                }
            }
        }
    }

    #[test]
    fn own_colours_are_kept_and_words_are_none() {
        assert_eq!(Colour::parse("#7F1d1d").map(Colour::css).as_deref(), Some("#7f1d1d"));
        for bad in ["red", "#fff", "#12345g", "#+12345", "url(x)", ""] {
            assert_eq!(Colour::parse(bad), None, "{bad}");
        }
        let own = Colour::parse("#7f1d1d");
        assert_eq!(ramp(&[(true, None), (false, own)])[1], own.expect("a colour"));
    }
}
