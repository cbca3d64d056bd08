//! The commits that a commit rests on, in order, and by which merge each came
//! to the first-parent line.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::git::object::{ById, IdSet, Links, ObjectId};
use crate::git::{Trouble, day_of};
use crate::model::day::Day;

/// The history of one commit, the head.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// The commits, newest first: never a parent before its child, otherwise
    /// by the committer's date.
    pub nodes: Vec<Node>,
    place: ById<usize>,
}

/// A commit of a [`Graph`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The commit.
    pub id: ObjectId,
    /// Its tree.
    pub tree: ObjectId,
    /// The places of its parents, in order. A shallow clone cuts them off.
    pub parents: Vec<usize>,
    /// Its parents were cut off.
    pub is_cut: bool,
    /// The committer's time, in seconds since 1970.
    pub committed: i64,
    /// Whether it lies on the first-parent line of the head.
    pub on_line: bool,
    /// The place of the merge on the first-parent line that brought it in;
    /// `None` for a commit on that line.
    pub merge: Option<usize>,
}

impl Node {
    /// The committer's day, in UTC.
    #[must_use]
    pub fn day(&self) -> Day {
        day_of(self.committed)
    }
}

impl Graph {
    /// Reads the history of a commit. `links` gives what a commit names;
    /// `cut` are the commits whose parents a shallow clone left out.
    ///
    /// # Errors
    /// What `links` says: a history is never silently shorter.
    pub fn read(
        head: ObjectId,
        cut: &IdSet,
        mut links: impl FnMut(ObjectId) -> Result<Links, Trouble>,
    ) -> Result<Self, Trouble> {
        let mut found: ById<(Links, usize)> = ById::default();
        let mut open = vec![head];
        while let Some(id) = open.pop() {
            if found.contains_key(&id) {
                continue;
            }
            let mut read = links(id)?;
            if cut.contains(&id) {
                read.parents.clear();
            }
            // The first parent is read first, so that ties are its to win.
            open.extend(read.parents.iter().rev().filter(|parent| !found.contains_key(*parent)));
            let sequence = found.len();
            found.insert(id, (read, sequence));
        }
        Ok(Self::sorted(head, cut, found))
    }

    /// Children before parents, among those that could come next the newest.
    fn sorted(head: ObjectId, cut: &IdSet, mut found: ById<(Links, usize)>) -> Self {
        let mut children: ById<usize> = ById::with_capacity_and_hasher(found.len(), Default::default());
        for (links, _) in found.values() {
            for parent in &links.parents {
                *children.entry(*parent).or_insert(0) += 1;
            }
        }
        let mut order = Vec::with_capacity(found.len());
        let mut ready = BinaryHeap::new();
        if let Some((links, sequence)) = found.get(&head) {
            ready.push((links.committed, Reverse(*sequence), head));
        }
        while let Some((_, _, id)) = ready.pop() {
            for parent in &found[&id].0.parents {
                let left = children.entry(*parent).or_insert(1);
                *left -= 1;
                if *left == 0 {
                    let (links, sequence) = &found[parent];
                    ready.push((links.committed, Reverse(*sequence), *parent));
                }
            }
            order.push(id);
        }
        let place: ById<usize> = order.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        let nodes = order
            .iter()
            .filter_map(|id| {
                let (links, _) = found.remove(id)?;
                let mut parents: Vec<usize> = Vec::with_capacity(links.parents.len());
                for parent in &links.parents {
                    // A parent named twice is one parent.
                    if !parents.contains(&place[parent]) {
                        parents.push(place[parent]);
                    }
                }
                let (tree, committed) = (links.tree, links.committed);
                let is_cut = cut.contains(id);
                Some(Node { id: *id, tree, parents, is_cut, committed, on_line: false, merge: None })
            })
            .collect();
        let mut graph = Self { nodes, place };
        graph.attribute();
        graph
    }

    /// Finds the first-parent line and, from its oldest merge on, what each
    /// merge brought that was not there before.
    fn attribute(&mut self) {
        let mut line = Vec::new();
        let mut at = if self.nodes.is_empty() { None } else { Some(0) };
        while let Some(place) = at {
            self.nodes[place].on_line = true;
            line.push(place);
            at = self.nodes[place].parents.first().copied();
        }
        for merge in line.into_iter().rev() {
            let mut open: Vec<usize> = self.nodes[merge].parents.iter().skip(1).copied().collect();
            while let Some(place) = open.pop() {
                let node = &mut self.nodes[place];
                if node.on_line || node.merge.is_some() {
                    continue;
                }
                node.merge = Some(merge);
                open.extend(node.parents.iter().copied());
            }
        }
    }

    /// The place of a commit.
    #[must_use]
    pub fn place(&self, id: ObjectId) -> Option<usize> {
        self.place.get(&id).copied()
    }

    /// The places of the first-parent line, newest first.
    pub fn line(&self) -> impl DoubleEndedIterator<Item = usize> {
        self.nodes.iter().enumerate().filter(|(_, node)| node.on_line).map(|(place, _)| place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> ObjectId {
        ObjectId::from_bytes(&[n; 20]).expect("an id")
    }

    /// A graph of commits: number, time, parents.
    fn graph(commits: &[(u8, i64, &[u8])]) -> Graph {
        Graph::read(id(commits[0].0), &IdSet::default(), |wanted| {
            let (_, committed, parents) = commits.iter().find(|(n, ..)| id(*n) == wanted).expect("known");
            Ok(Links {
                tree: id(0),
                parents: parents.iter().map(|n| id(*n)).collect(),
                committed: *committed,
            })
        })
        .expect("a graph")
    }

    fn numbers(graph: &Graph) -> Vec<u8> {
        graph.nodes.iter().map(|node| node.id.bytes()[0]).collect()
    }

    #[test]
    fn children_stand_before_parents_whatever_their_clocks_say() {
        // 1 is the root and claims to be the newest.
        let graph = graph(&[(4, 40, &[2, 3]), (2, 20, &[1]), (3, 30, &[1]), (1, 99, &[])]);
        assert_eq!(numbers(&graph), [4, 3, 2, 1]);
    }

    #[test]
    fn what_a_merge_brought_is_attributed_to_the_first_that_did() {
        // 1 - 2 ------ 5 -- 7, a branch 3 - 4 merged by 5, then 6 from 4 by 7.
        let graph = graph(&[
            (7, 70, &[5, 6]),
            (5, 50, &[2, 4]),
            (6, 60, &[4]),
            (4, 40, &[3]),
            (3, 30, &[1]),
            (2, 20, &[1]),
            (1, 10, &[]),
        ]);
        let merge = |n: u8| {
            let node = &graph.nodes[graph.place(id(n)).expect("a place")];
            node.merge.map(|place| graph.nodes[place].id.bytes()[0])
        };
        assert_eq!([3, 4, 6].map(merge), [Some(5), Some(5), Some(7)]);
        assert_eq!([1, 2, 5, 7].map(merge), [None; 4]);
        let line: Vec<u8> = graph.line().map(|place| graph.nodes[place].id.bytes()[0]).collect();
        assert_eq!(line, [7, 5, 2, 1]);
    }

    #[test]
    fn what_a_shallow_clone_cuts_has_no_parents_and_says_so() {
        let links = |parents: &[u8]| Links {
            tree: id(0),
            parents: parents.iter().map(|n| id(*n)).collect(),
            committed: 0,
        };
        let cut: IdSet = [id(2)].into_iter().collect();
        let graph = Graph::read(id(3), &cut, |wanted| Ok(links(if wanted == id(3) { &[2] } else { &[1] })));
        let cuts: Vec<bool> = graph.expect("a graph").nodes.iter().map(|node| node.is_cut).collect();
        assert_eq!(cuts, [false, true]);
    }

    #[test]
    fn several_roots_and_a_parent_named_twice_are_read() {
        let graph = graph(&[(3, 30, &[1, 2, 1]), (1, 10, &[]), (2, 20, &[])]);
        assert_eq!(numbers(&graph), [3, 2, 1]);
        assert_eq!(graph.nodes[0].parents.len(), 2);
    }
}
