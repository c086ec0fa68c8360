//! Layout strings: the value of `#{window_layout}` and the argument of `select-layout`.

use super::json_layout::to_layout_string;
use super::node::{BorderStatus, Node, NodeKind, corners};
use super::tree::{Tree, VACANT};
use crate::base::{Axis, BoxRect, Error, PaneId, Point, Result, Size};
use std::fmt::Write as _;

/// The deepest nesting accepted; no window of the largest size needs as much.
pub(super) const DEEPEST: usize = 256;

/// A layout with floating panes: the tiled panes, and the cells of the floating ones from front to
/// back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrangement {
    /// The tiled panes.
    pub tree: Tree,
    /// The floating panes; `None` leaves them as they are.
    pub floats: Option<Vec<(PaneId, BoxRect)>>,
}

impl Arrangement {
    /// The layout string of tmux 3.7: that of the tiled panes, then the floating panes from front
    /// to back between `<` and `>`.
    pub fn dump(&self) -> String {
        let mut text = String::new();
        write_node(&self.tree.root, Point::default(), &mut text);
        let floats = self.floats.as_deref().unwrap_or_default();
        for (n, (pane, rect)) in floats.iter().enumerate() {
            let BoxRect { x, y, cols, rows } = rect;
            let before = if n == 0 { '<' } else { ',' };
            let written = write!(text, "{before}{cols}x{rows},{x},{y},{}", pane.0);
            debug_assert!(written.is_ok(), "a string takes everything");
        }
        if !floats.is_empty() {
            text.push('>');
        }
        format!("{:04x},{text}", checksum(&text))
    }

    /// Parses a layout string with or without floating panes. `tiled` are the tiled panes of the
    /// window by index, `floating` the floating ones from front to back. A string without floating
    /// panes leaves them alone. Otherwise the panes float whose numbers the string has, or if it is
    /// of another window, as many as it says: the ones that float already are taken first, then the
    /// last of the tiled ones. Surplus cells are closed. The JSON of tmux 3.8 is accepted too.
    ///
    /// # Errors
    /// As [`Tree::parse`].
    pub fn parse(text: &str, tiled: &[PaneId], floating: &[PaneId]) -> Result<Self> {
        let invalid = || Error::syntax("invalid layout");
        if text.trim_start().starts_with('{') {
            let text = to_layout_string(text).ok_or_else(invalid)?;
            return Self::parse(&text, tiled, floating);
        }
        let Some((body, cells)) = checked(text).ok_or_else(invalid)?.split_once('<') else {
            return Ok(Self {
                tree: Tree::parse(text, tiled)?,
                floats: None,
            });
        };
        let cells = read_floats(cells).ok_or_else(invalid)?;
        let tree = Tree::read(body).ok_or_else(invalid)?;
        let (all, tiles) = (tiled.len() + floating.len(), tree.leaf_count());
        if all > tiles + cells.len() {
            let message = format!("have {all} panes but need {}", tiles + cells.len());
            return Err(Error::user(message));
        }
        let here = |pane: &PaneId| tiled.contains(pane) || floating.contains(pane);
        let mut named: Vec<(PaneId, BoxRect)> = Vec::new();
        for (pane, rect) in &cells {
            let new = |pane: &PaneId| named.iter().all(|(known, _)| known != pane);
            if let Some(pane) = pane.filter(here).filter(new) {
                named.push((pane, *rect));
            }
        }
        let (floats, tiles) = if !named.is_empty() && all - named.len() <= tiles {
            let rest = tiled.iter().chain(floating);
            let rest = rest.filter(|pane| named.iter().all(|(known, _)| known != *pane));
            let rest: Vec<PaneId> = rest.copied().collect();
            (named, rest)
        } else {
            let count = floating.len().min(cells.len());
            let count = count.max(all.saturating_sub(tiles));
            let (mut floats, mut tiles) = (floating.to_vec(), tiled.to_vec());
            tiles.extend(floats.drain(count.min(floats.len())..));
            let missing = count - floats.len();
            floats.extend(tiles.drain(tiles.len() - missing..));
            let rects = cells.iter().map(|(_, rect)| *rect);
            (floats.into_iter().zip(rects).collect(), tiles)
        };
        let tree = if tiles.is_empty() {
            Tree::vacant(tree.size())
        } else {
            tree.filled(&tiles)?
        };
        Ok(Self {
            tree,
            floats: Some(floats),
        })
    }
}

/// The body of a layout string whose checksum is right.
fn checked(text: &str) -> Option<&str> {
    let (sum, body) = text.split_once(',')?;
    let hex = sum.len() == 4 && sum.bytes().all(|b| b.is_ascii_hexdigit());
    (hex && u16::from_str_radix(sum, 16) == Ok(checksum(body))).then_some(body)
}

/// The numbers and cells of floating panes, up to and with the closing `>`.
fn read_floats(text: &str) -> Option<Vec<(Option<PaneId>, BoxRect)>> {
    let mut reader = Reader { rest: text };
    let mut cells = Vec::new();
    loop {
        let cols = reader.number()?;
        reader.eat('x')?;
        let rows = reader.number()?;
        reader.eat(',')?;
        let x = reader.signed()?;
        reader.eat(',')?;
        let y = reader.signed()?;
        let before = reader.rest;
        reader.pane();
        let digits = before.strip_suffix(reader.rest).unwrap_or_default();
        let pane = digits.strip_prefix(',').and_then(|n| n.parse().ok());
        let bounds = 1..=Size::MAX;
        if !bounds.contains(&cols) || !bounds.contains(&rows) {
            return None;
        }
        let rect = BoxRect::new(x, y, Size::new(cols, rows));
        cells.push((pane.map(PaneId), rect));
        if reader.rest == ">" {
            return Some(cells);
        }
        reader.eat(',')?;
    }
}

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
        let body = checked(text).filter(|_| !panes.is_empty());
        let tree = body.and_then(Self::read).ok_or_else(invalid)?;
        tree.filled(panes)
    }

    /// The tree of a layout string without its checksum. Its panes have no ids, and its sizes may
    /// not fit together.
    fn read(body: &str) -> Option<Self> {
        let mut reader = Reader { rest: body };
        let root = reader.node(0).filter(|_| reader.rest.is_empty())?;
        let border = BorderStatus::Off;
        Some(Self { root, border })
    }

    /// The number of leaves, whatever they hold.
    fn leaf_count(&self) -> usize {
        fn count(node: &Node) -> usize {
            match &node.kind {
                NodeKind::Pane(_) => 1,
                NodeKind::Split(_, nodes) => nodes.iter().map(count).sum(),
            }
        }
        count(&self.root)
    }

    /// A tree that was read, with `panes` in its leaves.
    fn filled(mut self, panes: &[PaneId]) -> Result<Self> {
        self.close_down_to(panes.len())?;
        self.correct_root();
        if !consistent(&self.root) {
            return Err(Error::user("size mismatch after applying layout"));
        }
        Ok(self.with_panes(panes))
    }

    fn close_down_to(&mut self, count: usize) -> Result<()> {
        let nodes = self.leaf_count();
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
pub(super) fn checksum(text: &str) -> u16 {
    text.bytes().fold(0u16, |sum, byte| {
        sum.rotate_right(1).wrapping_add(u16::from(byte))
    })
}

fn write_node(node: &Node, at: Point, out: &mut String) {
    let Size { cols, rows } = node.size;
    let written = write!(out, "{cols}x{rows},{},{}", at.x, at.y);
    debug_assert!(written.is_ok(), "a string takes everything");
    match &node.kind {
        NodeKind::Pane(VACANT) => {}
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

    /// A position, which may be negative, within the sizes that a window can have.
    fn signed(&mut self) -> Option<i32> {
        let negative = self.rest.strip_prefix('-');
        self.rest = negative.unwrap_or(self.rest);
        let number = self.number().filter(|n| *n <= Size::MAX)?;
        let number = i32::from(number);
        Some(if negative.is_some() { -number } else { number })
    }

    fn eat(&mut self, c: char) -> Option<()> {
        self.rest = self.rest.strip_prefix(c)?;
        Some(())
    }
}
