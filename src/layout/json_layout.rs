//! Layout strings of tmux from version 3.8 on, which are JSON: `{"V":2,"L":CELL}`. A cell has its
//! type `t` (`p` a pane, `h` and `v` cells beside and below each other), its size `w` and `h`, its
//! place `x` and `y`, and its cells `c`. A pane has its id `I`; one that floats has its place from
//! the front `z`. Other members are skipped.

use super::layout_string::{DEEPEST, checksum};
use std::fmt::Write as _;

/// A cell.
#[derive(Debug, Default)]
struct Cell {
    kind: char,
    size: (u32, u32),
    place: (i32, i32),
    cells: Vec<Self>,
    id: Option<u32>,
    depth: Option<u32>,
}

/// The same layout in the form of tmux 3.7: with a checksum, and floating panes at its end. `None`
/// if the text is no layout in JSON.
pub(super) fn to_layout_string(text: &str) -> Option<String> {
    let mut reader = Reader { rest: text.trim() };
    let mut root = None;
    let mut version = None;
    reader.object(|reader, key| {
        match key {
            "V" => version = Some(reader.number()?),
            "L" => root = Some(reader.cell(0)?),
            _ => reader.skip(0)?,
        }
        Some(())
    })?;
    let root = root.filter(|_| version == Some(2) && reader.rest.is_empty())?;
    let mut floats = Vec::new();
    let mut body = String::new();
    let size = root.size;
    match tiled(root, &mut floats) {
        Some(root) => write_cell(&root, &mut body),
        None => body = format!("{}x{},0,0", size.0, size.1),
    }
    floats.sort_by_key(|cell| cell.depth);
    for (n, cell) in floats.iter().enumerate() {
        body.push(if n == 0 { '<' } else { ',' });
        write_cell(cell, &mut body);
    }
    if !floats.is_empty() {
        body.push('>');
    }
    Some(format!("{:04x},{body}", checksum(&body)))
}

/// A cell without its floating panes. Of a cell with one other cell only that one stays.
fn tiled(mut cell: Cell, floats: &mut Vec<Cell>) -> Option<Cell> {
    if cell.depth.is_some() {
        floats.push(cell);
        return None;
    }
    if cell.kind == 'p' {
        return Some(cell);
    }
    let cells = std::mem::take(&mut cell.cells).into_iter();
    cell.cells = cells.filter_map(|cell| tiled(cell, floats)).collect();
    match cell.cells.len() {
        0 | 1 => {
            let (size, place) = (cell.size, cell.place);
            let only = cell.cells.pop()?;
            Some(Cell {
                size,
                place,
                ..only
            })
        }
        _ => Some(cell),
    }
}

fn write_cell(cell: &Cell, body: &mut String) {
    let ((cols, rows), (x, y)) = (cell.size, cell.place);
    let mut written = write!(body, "{cols}x{rows},{x},{y}");
    if let Some(id) = cell.id {
        written = written.and_then(|()| write!(body, ",{id}"));
    }
    debug_assert!(written.is_ok(), "a string takes everything");
    let (open, close) = match cell.kind {
        'h' => ('{', '}'),
        'v' => ('[', ']'),
        _ => return,
    };
    for (n, cell) in cell.cells.iter().enumerate() {
        body.push(if n == 0 { open } else { ',' });
        write_cell(cell, body);
    }
    body.push(close);
}

/// Reads the subset of JSON that layouts need.
struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn eat(&mut self, wanted: char) -> Option<()> {
        self.rest = self.rest.trim_start().strip_prefix(wanted)?;
        self.rest = self.rest.trim_start();
        Some(())
    }

    /// Calls `member` at the value of each member, which it reads.
    fn object(&mut self, mut member: impl FnMut(&mut Self, &str) -> Option<()>) -> Option<()> {
        self.eat('{')?;
        if self.eat('}').is_some() {
            return Some(());
        }
        loop {
            let key = self.string()?;
            self.eat(':')?;
            member(self, key)?;
            if self.eat(',').is_none() {
                return self.eat('}');
            }
        }
    }

    /// Calls `element` at each element, which it reads.
    fn array(&mut self, mut element: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.eat('[')?;
        if self.eat(']').is_some() {
            return Some(());
        }
        loop {
            element(self)?;
            if self.eat(',').is_none() {
                return self.eat(']');
            }
        }
    }

    /// A string without escapes.
    fn string(&mut self) -> Option<&'a str> {
        self.eat('"')?;
        let (text, rest) = self.rest.split_once('"')?;
        self.rest = rest.trim_start();
        (!text.contains('\\')).then_some(text)
    }

    fn number<T: std::str::FromStr>(&mut self) -> Option<T> {
        let digit = |c: char| c.is_ascii_digit() || c == '-';
        let end = self.rest.find(|c| !digit(c)).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        digits.parse().ok()
    }

    fn skip(&mut self, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        match self.rest.chars().next()? {
            '{' => self.object(|reader, _| reader.skip(depth + 1)),
            '[' => self.array(|reader| reader.skip(depth + 1)),
            '"' => self.string().map(|_| ()),
            _ => {
                let end = self.rest.find([',', '}', ']'])?;
                self.rest = &self.rest[end..];
                Some(())
            }
        }
    }

    fn cell(&mut self, depth: usize) -> Option<Cell> {
        if depth > DEEPEST {
            return None;
        }
        let mut cell = Cell::default();
        self.object(|reader, key| {
            match key {
                "t" => cell.kind = reader.string()?.chars().next()?,
                "w" => cell.size.0 = reader.number()?,
                "h" => cell.size.1 = reader.number()?,
                "x" => cell.place.0 = reader.number()?,
                "y" => cell.place.1 = reader.number()?,
                "z" => cell.depth = Some(reader.number()?),
                "I" => cell.id = Some(reader.string()?.strip_prefix('%')?.parse().ok()?),
                "c" => reader.array(|reader| {
                    cell.cells.push(reader.cell(depth + 1)?);
                    Some(())
                })?,
                _ => reader.skip(depth)?,
            }
            Some(())
        })?;
        let complete = match cell.kind {
            'p' => cell.cells.is_empty(),
            'h' | 'v' => !cell.cells.is_empty(),
            _ => false,
        };
        complete.then_some(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NESTED: &str = r#"{"V":2,"L":{"t":"h","w":100,"h":30,"x":0,"y":0,"c":[
        {"t":"p","w":50,"h":30,"x":0,"y":0,"l":1,"i":0,"I":"%2"},
        {"t":"v","w":49,"h":30,"x":51,"y":0,"c":[
            {"t":"p","w":49,"h":15,"x":51,"y":0,"a":true,"i":1,"I":"%3"},
            {"t":"p","w":49,"h":14,"x":51,"y":16,"i":2,"I":"%4"},
            {"t":"p","w":28,"h":6,"x":-6,"y":6,"i":3,"z":0,"I":"%5"}]}]}}"#;

    fn body(text: &str) -> Option<String> {
        let printed = to_layout_string(text)?;
        printed.split_once(',').map(|(_, body)| body.to_owned())
    }

    #[test]
    fn cells_become_those_of_earlier_versions() {
        let wanted = "100x30,0,0{50x30,0,0,2,49x30,51,0[49x15,51,0,3,49x14,51,16,4]}<28x6,-6,6,5>";
        assert_eq!(body(NESTED).as_deref(), Some(wanted));
        let alone = r#"{"V":2,"L":{"t":"p","w":80,"h":24,"x":0,"y":0,"a":true,"i":0,"I":"%0"}}"#;
        assert_eq!(to_layout_string(alone).as_deref(), Some("b25d,80x24,0,0,0"));
        // A split that a floating pane leaves with one cell is that cell.
        let one = r#"{"V":2,"L":{"t":"v","w":80,"h":24,"x":0,"y":0,"c":[
            {"t":"p","w":80,"h":24,"x":0,"y":0},{"t":"p","w":9,"h":3,"x":2,"y":1,"z":0}]}}"#;
        assert_eq!(body(one).as_deref(), Some("80x24,0,0<9x3,2,1>"));
    }

    #[test]
    fn other_texts_are_no_layout() {
        for text in [
            "{}",
            r#"{"V":1,"L":{"t":"p","w":80,"h":24,"x":0,"y":0}}"#,
            r#"{"V":2,"L":{"t":"q","w":80,"h":24,"x":0,"y":0}}"#,
            r#"{"V":2,"L":{"t":"h","w":80,"h":24,"x":0,"y":0,"c":[]}}"#,
            r#"{"V":2,"L":{"t":"p","w":80,"h":24,"x":0,"y":0}"#,
            r#"{"V":2,"L":{"t":"p","w":80,"h":24,"x":0,"y":0}}x"#,
            r#"{"V":2,"L":[]}"#,
            r#"{"V":2,"L":{"t":"p","w":-1}}"#,
        ] {
            assert_eq!(to_layout_string(text), None, "{text}");
        }
        let deep = "{\"x\":".repeat(100_000);
        assert_eq!(to_layout_string(&deep), None);
    }
}
