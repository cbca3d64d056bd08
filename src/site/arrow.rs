//! The way from one disc of a drawing to the next: straight, or round a corner
//! where it would strike through a name or another disc.

use super::chart::svg::one;

/// A place in a drawing.
type Point = (f64, f64);

/// Discs that are closer need no arrow.
const NEAR: f64 = 24.0;
/// From the middle of a disc to the beginning and the end of its arrows.
const START: f64 = 11.0;
const END: f64 = 13.0;

/// A part of a drawing that no arrow may cross.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    /// Its upper left corner.
    pub(super) from: Point,
    /// Its lower right corner.
    pub(super) to: Point,
}

impl Area {
    /// Whether a straight line runs through it.
    fn is_crossed(&self, start: Point, end: Point) -> bool {
        let axes = [(start.0, end.0, self.from.0, self.to.0), (start.1, end.1, self.from.1, self.to.1)];
        let (mut enters, mut leaves) = (0.0_f64, 1.0_f64);
        for (start, end, low, high) in axes {
            let length = end - start;
            if length == 0.0 {
                if start < low || start > high {
                    return false;
                }
            } else {
                let (one, other) = ((low - start) / length, (high - start) / length);
                enters = enters.max(one.min(other));
                leaves = leaves.min(one.max(other));
            }
        }
        enters <= leaves
    }
}

/// A cased arrow from the edge of one disc to the edge of the next.
pub(super) fn arrow(from: Point, to: Point, taken: &[Area]) -> String {
    if (to.0 - from.0).hypot(to.1 - from.1) < NEAR {
        return String::new();
    }
    let way = way(from, to, taken);
    let (first, last) = (toward(from, way[1], START), toward(to, way[way.len() - 2], END));
    let mut path = format!("M{} {}", one(first.0), one(first.1));
    for (x, y) in way[1..way.len() - 1].iter().chain([&last]) {
        path.push_str(&format!("L{} {}", one(*x), one(*y)));
    }
    path.push_str(&head(way[way.len() - 2], last));
    format!("<path class=\"case\" d=\"{path}\"/><path class=\"arrow\" d=\"{path}\"/>")
}

/// The straight way where it is free, else one with a corner, if that is.
fn way(from: Point, to: Point, taken: &[Area]) -> Vec<Point> {
    let straight = vec![from, to];
    if (to.0 - from.0).abs() < NEAR || (to.1 - from.1).abs() < NEAR {
        return straight;
    }
    let corners = [(from.0, to.1), (to.0, from.1)].map(|corner| vec![from, corner, to]);
    let is_free = |way: &&Vec<Point>| {
        way.windows(2).all(|leg| taken.iter().all(|area| !area.is_crossed(leg[0], leg[1])))
    };
    [&straight, &corners[0], &corners[1]].into_iter().find(is_free).unwrap_or(&straight).clone()
}

/// So far from one place on the way to another.
fn toward(from: Point, to: Point, far: f64) -> Point {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let part = far / dx.hypot(dy);
    (from.0 + dx * part, from.1 + dy * part)
}

/// The two strokes at the end of an arrow that comes from `from`.
fn head(from: Point, end: Point) -> String {
    let (dx, dy) = (end.0 - from.0, end.1 - from.1);
    let length = dx.hypot(dy);
    let (ux, uy) = (dx / length, dy / length);
    let (bx, by) = (end.0 - ux * 6.0, end.1 - uy * 6.0);
    let corners = [(bx - uy * 4.0, by + ux * 4.0), end, (bx + uy * 4.0, by - ux * 4.0)];
    let [a, b, c] = corners.map(|(x, y)| format!("{} {}", one(x), one(y)));
    format!("M{a}L{b}L{c}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: Area = Area { from: (40.0, 40.0), to: (60.0, 60.0) };

    #[test]
    fn an_arrow_is_straight_where_nothing_is_in_its_way() {
        assert_eq!(way((0.0, 0.0), (100.0, 30.0), &[NAME]).len(), 2);
        assert_eq!(way((0.0, 0.0), (100.0, 0.0), &[NAME]).len(), 2);
    }

    #[test]
    fn an_arrow_goes_round_what_it_would_strike_through() {
        let (from, to) = ((100.0, 0.0), (0.0, 100.0));
        assert_eq!(way(from, to, &[NAME]), [from, (100.0, 100.0), to]);
        let disc = Area { from: (95.0, 95.0), to: (105.0, 105.0) };
        assert_eq!(way(from, to, &[NAME, disc]), [from, (0.0, 0.0), to]);
        let other = Area { from: (-5.0, -5.0), to: (5.0, 5.0) };
        assert_eq!(way(from, to, &[NAME, disc, other]), [from, to], "no way is free");
    }

    #[test]
    fn an_arrow_reaches_from_edge_to_edge_and_touching_discs_have_none() {
        assert_eq!(arrow((0.0, 0.0), (20.0, 0.0), &[]), "");
        let straight = arrow((0.0, 0.0), (100.0, 0.0), &[]);
        assert!(straight.contains("\"M11 0L87 0M81 4L87 0L81 -4\""), "{straight}");
        let round = arrow((100.0, 0.0), (0.0, 100.0), &[NAME]);
        assert!(round.contains("\"M100 11L100 100L13 100M19 96L13 100L19 104\""), "{round}");
    }
}
