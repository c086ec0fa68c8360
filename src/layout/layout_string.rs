//! Layout strings: the value of `#{window_layout}` and the argument of `select-layout`.

use super::node::{BorderStatus, Node, NodeKind, corners};
use super::tree::Tree;
use crate::base::{Axis, Error, PaneId, Point, Result, Size};
use std::fmt::Write as _;

/// The deepest nesting accepted; no window of the largest size needs as much.
const DEEPEST: usize = 256;

impl Tree {
    /// The layout string with its checksum: `b25d,80x24,0,0,0`.
    pub fn dump(&self) -> String {
        let mut text = String::new();
        write_node(&self.root, Point::default(), &mut text);
        format!("{:04x},{text}", checksum(&text))
    }

    /// Parses a layout string and puts `panes` into its leaves in order. Surplus leaves are closed,
    /// the bottom right one first, as tmux does.
    ///
    /// # Errors
    /// `invalid layout`, `have N panes but need M`, `size mismatch after applying layout`; the
    /// commands append `: ` and the string.
    pub fn parse(text: &str, panes: &[PaneId]) -> Result<Self> {
        let invalid = || Error::syntax("invalid layout");
        let (sum, body) = text.split_once(',').ok_or_else(invalid)?;
        let hex = sum.len() == 4 && sum.bytes().all(|b| b.is_ascii_hexdigit());
        if !hex || u16::from_str_radix(sum, 16) != Ok(checksum(body)) || panes.is_empty() {
            return Err(invalid());
        }
        let mut reader = Reader { rest: body };
        let root = reader.node(0).filter(|_| reader.rest.is_empty());
        let mut tree = Self {
            root: root.ok_or_else(invalid)?,
            border: BorderStatus::Off,
        };
        tree.close_down_to(panes.len())?;
        tree.correct_root();
        if !consistent(&tree.root) {
            return Err(Error::user("size mismatch after applying layout"));
        }
        Ok(tree.with_panes(panes))
    }

    fn close_down_to(&mut self, count: usize) -> Result<()> {
        let nodes = self.count();
        if count > nodes {
            let message = format!("have {count} panes but need {nodes}");
            return Err(Error::user(message));
        }
        for _ in count..nodes {
            let mut path = Vec::new();
            let mut node = &self.root;
            while let NodeKind::Split(_, nodes) = &node.kind {
                path.push(nodes.len() - 1);
                node = &nodes[nodes.len() - 1];
            }
            if let Some((index, parent)) = path.split_last() {
                self.cut(parent, *index);
            }
        }
        Ok(())
    }

    /// Sets the size of the root to the sum of its children: old versions of tmux wrote it wrong.
    fn correct_root(&mut self) {
        let NodeKind::Split(axis, nodes) = &self.root.kind else {
            return;
        };
        let along = nodes
            .iter()
            .map(|c| u32::from(c.extent(*axis)) + 1)
            .sum::<u32>()
            - 1;
        let (axis, last) = (*axis, nodes[nodes.len() - 1].size);
        self.root.size = last;
        self.root
            .set_extent(axis, along.min(u32::from(u16::MAX)) as u16);
    }
}

/// The checksum of layout strings (tmux layout-custom.c): 16 bits, rotated right by one before each
/// byte is added.
fn checksum(text: &str) -> u16 {
    text.bytes().fold(0u16, |sum, byte| {
        sum.rotate_right(1).wrapping_add(u16::from(byte))
    })
}

fn write_node(node: &Node, at: Point, out: &mut String) {
    let Size { cols, rows } = node.size;
    let written = write!(out, "{cols}x{rows},{},{}", at.x, at.y);
    debug_assert!(written.is_ok(), "a string takes everything");
    match &node.kind {
        NodeKind::Pane(id) => {
            out.push(',');
            out.push_str(&id.0.to_string());
        }
        NodeKind::Split(axis, nodes) => {
            let (open, close) = match axis {
                Axis::LeftRight => ('{', '}'),
                Axis::TopBottom => ('[', ']'),
            };
            out.push(open);
            for (i, (child, corner)) in nodes.iter().zip(corners(*axis, nodes, at)).enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_node(child, corner, out);
            }
            out.push(close);
        }
    }
}

/// Whether children fill their parents exactly and all sizes are within 1 to [`Size::MAX`].
fn consistent(node: &Node) -> bool {
    let bounds = 1..=Size::MAX;
    if !bounds.contains(&node.size.cols) || !bounds.contains(&node.size.rows) {
        return false;
    }
    let NodeKind::Split(axis, nodes) = &node.kind else {
        return true;
    };
    let along: u32 = nodes.iter().map(|c| u32::from(c.extent(*axis)) + 1).sum();
    let across = nodes.iter().all(|c| match axis {
        Axis::LeftRight => c.size.rows == node.size.rows,
        Axis::TopBottom => c.size.cols == node.size.cols,
    });
    across && along == u32::from(node.extent(*axis)) + 1 && nodes.iter().all(consistent)
}

/// The unparsed rest of a layout string.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    /// `COLSxROWS,X,Y`, then `,PANE`, `{…}`, `[…]` or nothing. Positions and pane numbers are
    /// ignored: they follow from sizes and order.
    fn node(&mut self, depth: usize) -> Option<Node> {
        if depth > DEEPEST {
            return None;
        }
        let cols = self.number()?;
        self.eat('x')?;
        let rows = self.number()?;
        for _ in 0..2 {
            self.eat(',')?;
            self.number()?;
        }
        self.pane();
        let size = Size::new(cols, rows);
        let (axis, close) = match self.rest.chars().next() {
            Some('{') => (Axis::LeftRight, '}'),
            Some('[') => (Axis::TopBottom, ']'),
            _ => return Some(Node::pane(PaneId::default(), size)),
        };
        let mut nodes = Vec::new();
        loop {
            self.rest = &self.rest[1..];
            nodes.push(self.node(depth + 1)?);
            if !self.rest.starts_with(',') {
                break;
            }
        }
        self.eat(close)?;
        match <[Node; 1]>::try_from(nodes) {
            Ok([only]) => Some(only),
            Err(nodes) => Some(Node::split(axis, size, nodes)),
        }
    }

    /// Skips `,PANE`, unless the text after the comma is the next node.
    fn pane(&mut self) {
        if let Some(after) = self.rest.strip_prefix(',') {
            let after = after.trim_start_matches(|c: char| c.is_ascii_digit());
            if !after.starts_with('x') {
                self.rest = after;
            }
        }
    }

    fn number(&mut self) -> Option<u16> {
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        digits.parse().ok()
    }

    fn eat(&mut self, c: char) -> Option<()> {
        self.rest = self.rest.strip_prefix(c)?;
        Some(())
    }
}
