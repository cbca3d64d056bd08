//! Circles among things that refer to each other.

/// A reference from one thing to another, by their places in a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge<R> {
    /// The thing referred to.
    pub(super) to: usize,
    /// The reference as written.
    pub(super) reference: R,
}

/// A reference that leads back to where it comes from: the things that are
/// passed, beginning with the one that is referred to and ending with the one
/// that refers, and the reference that each of them but the last goes on by.
pub(super) struct Circle<R> {
    /// The reference that closes the circle.
    pub(super) closing: R,
    /// The thing that it stands in.
    pub(super) from: usize,
    /// The things that are passed on the way back, at most [`SHOWN`] of them.
    pub(super) by_way_of: Vec<usize>,
    /// How many more are passed.
    pub(super) more: usize,
    /// The reference that leads on from the thing referred to; the closing one
    /// itself where a thing refers to itself.
    pub(super) onward: R,
}

/// As many things of a long circle are named.
const SHOWN: usize = 3;

/// Every reference that closes a circle, each circle at one place. Each thing
/// and each reference is looked at once.
pub(super) fn circles<R: Copy>(edges: &[Vec<Edge<R>>]) -> Vec<Circle<R>> {
    let mut found = Vec::new();
    let mut is_done = vec![false; edges.len()];
    // The place of each thing on the way that is being walked.
    let mut on_way: Vec<Option<usize>> = vec![None; edges.len()];
    // The way: each thing with the number of its references already followed.
    let mut way: Vec<(usize, usize)> = Vec::new();
    for start in 0..edges.len() {
        if is_done[start] {
            continue;
        }
        on_way[start] = Some(0);
        way.push((start, 0));
        while let Some((here, followed)) = way.last_mut() {
            let here = *here;
            let Some(edge) = edges[here].get(*followed).copied() else {
                is_done[here] = true;
                on_way[here] = None;
                way.pop();
                continue;
            };
            *followed += 1;
            match on_way[edge.to] {
                Some(place) => found.push(circle(edges, &way[place..], edge)),
                None if is_done[edge.to] => {}
                None => {
                    on_way[edge.to] = Some(way.len());
                    way.push((edge.to, 0));
                }
            }
        }
    }
    found
}

/// The circle that `closing` closes at the end of a way.
fn circle<R: Copy>(edges: &[Vec<Edge<R>>], way: &[(usize, usize)], closing: Edge<R>) -> Circle<R> {
    let passed = &way[..way.len() - 1];
    let onward = |(thing, followed): &(usize, usize)| edges[*thing][followed - 1].reference;
    Circle {
        closing: closing.reference,
        from: way[way.len() - 1].0,
        by_way_of: passed.iter().take(SHOWN).map(|(thing, _)| *thing).collect(),
        more: passed.len().saturating_sub(SHOWN),
        onward: passed.first().map_or(closing.reference, onward),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The circles of things that refer to these others.
    fn of(graph: &[&[usize]]) -> Vec<(usize, usize, Vec<usize>, usize)> {
        let edge = |to: &usize| Edge { to: *to, reference: *to };
        let edges: Vec<Vec<Edge<usize>>> =
            graph.iter().map(|thing| thing.iter().map(edge).collect()).collect();
        let each = circles(&edges).into_iter();
        each.map(|circle| (circle.from, circle.closing, circle.by_way_of, circle.more)).collect()
    }

    #[test]
    fn a_line_and_two_ways_to_one_thing_are_no_circle() {
        assert!(of(&[&[1, 2], &[3], &[3], &[]]).is_empty());
    }

    #[test]
    fn each_circle_is_found_at_one_place() {
        assert_eq!(of(&[&[0]]), [(0, 0, vec![], 0)]);
        assert_eq!(of(&[&[1], &[0]]), [(1, 0, vec![0], 0)]);
        assert_eq!(of(&[&[1], &[2], &[1], &[0]]), [(2, 1, vec![1], 0)]);
        assert_eq!(of(&[&[1], &[2], &[3], &[4], &[5], &[0]]), [(5, 0, vec![0, 1, 2], 2)]);
    }

    #[test]
    fn a_long_line_needs_no_stack() {
        let line: Vec<Vec<Edge<()>>> =
            (0..100_000).map(|i| vec![Edge { to: (i + 1) % 100_000, reference: () }]).collect();
        assert_eq!(circles(&line).len(), 1);
    }
}
