//! Circles in a graph of imports.

use std::collections::{BTreeMap, BTreeSet};

/// Who imports whom.
pub type Graph = BTreeMap<String, BTreeSet<String>>;

/// The largest sets of nodes that all reach each other, of more than `most` nodes.
pub fn circles(graph: &Graph, most: usize) -> Vec<Vec<String>> {
    let mut search = Search::default();
    for node in graph.keys() {
        if !search.index.contains_key(node.as_str()) {
            search.visit(graph, node);
        }
    }
    let mut found = search.found;
    found.retain(|circle| circle.len() > most);
    found
}

/// Tarjan's search for strongly connected components.
#[derive(Default)]
struct Search<'a> {
    index: BTreeMap<&'a str, usize>,
    lowest: BTreeMap<&'a str, usize>,
    stack: Vec<&'a str>,
    found: Vec<Vec<String>>,
}

impl<'a> Search<'a> {
    fn visit(&mut self, graph: &'a Graph, node: &'a str) {
        let index = self.index.len();
        self.index.insert(node, index);
        self.lowest.insert(node, index);
        self.stack.push(node);
        for next in graph.get(node).into_iter().flatten() {
            let reached = if !self.index.contains_key(next.as_str()) {
                self.visit(graph, next);
                self.lowest[next.as_str()]
            } else if self.stack.contains(&next.as_str()) {
                self.index[next.as_str()]
            } else {
                continue;
            };
            let lowest = self.lowest[node].min(reached);
            self.lowest.insert(node, lowest);
        }
        if self.lowest[node] == index {
            let start = self.stack.iter().rposition(|n| *n == node).unwrap_or(0);
            let mut circle: Vec<String> = self.stack.drain(start..).map(str::to_owned).collect();
            circle.sort();
            self.found.push(circle);
        }
    }
}

#[test]
fn circles_are_found_by_size() {
    let edges = [
        ("a", &["b"][..]),
        ("b", &["c", "x"]),
        ("c", &["a"]),
        ("x", &["y"]),
        ("y", &["x", "z"]),
        ("z", &[]),
    ];
    let graph: Graph = edges
        .into_iter()
        .map(|(from, to)| {
            (
                from.to_owned(),
                to.iter().map(|t| (*t).to_owned()).collect(),
            )
        })
        .collect();
    assert_eq!(circles(&graph, 2), [["a", "b", "c"]]);
    assert_eq!(circles(&graph, 1).len(), 2);
}
