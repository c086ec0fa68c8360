//! A grid of looks: what a terminal of some size should show. Whoever composes a picture writes
//! into it and the painter reads it. It knows nothing of panes, widgets or escape sequences.

mod cell;
mod shown;

pub(crate) use cell::Cell;
pub(crate) use shown::Shown;

use crate::base::width::{char_width, cluster_width, clusters};
use crate::base::{Cells, Line, Link, Rect, Size, Span, Style};
use cell::{CLUSTER, Look, MAX_CLUSTERS, NumberMap, TABLE_FLOOR, Tables, WIDE};

/// One cell of a canvas as it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellView<'a> {
    /// The character or grapheme cluster; empty for the second column of a wide one.
    pub text: &'a str,
    /// How it looks.
    pub style: &'a Style,
    /// Its hyperlink.
    pub link: Option<&'a Link>,
    /// Columns: 1 or 2, 0 for the second column of a wide character.
    pub width: u8,
}

/// A picture in cells. Wide characters are never half there: what would cut one leaves blanks.
#[derive(Clone, Debug)]
pub struct Canvas {
    size: Size,
    cells: Vec<Cell>,
    tables: Tables,
}

impl Canvas {
    /// A blank canvas.
    pub fn new(size: Size) -> Self {
        Self {
            size,
            cells: vec![Cell::BLANK; size.area()],
            tables: Tables::new(),
        }
    }

    /// Its size.
    pub const fn size(&self) -> Size {
        self.size
    }

    /// The whole of it as a rectangle.
    pub const fn area(&self) -> Rect {
        Rect::new(0, 0, self.size.cols, self.size.rows)
    }

    /// Makes it `size`, blank.
    pub fn resize(&mut self, size: Size) {
        self.size = size;
        self.clear();
    }

    /// Blanks every cell.
    pub fn clear(&mut self) {
        let limit = TABLE_FLOOR.max(self.size.area());
        let tables = &mut self.tables;
        if tables.looks.entries.len() > limit
            || tables.links.entries.len() > limit
            || tables.clusters.entries.len() > limit
        {
            tables.reset();
        }
        self.cells.clear();
        self.cells.resize(self.size.area(), Cell::BLANK);
    }

    /// Writes `line` into row `y` from column `x` on, as far as it lies inside `clip`. Columns that
    /// no span reaches keep what they have. A wide character that `clip` would cut becomes a blank
    /// in its style. Control characters become spaces.
    pub fn put_line(&mut self, clip: Rect, x: u16, y: u16, line: &Line) {
        let Some(mut pen) = Pen::new(self.size, clip, x, y) else {
            return;
        };
        for span in &line.spans {
            if pen.done() {
                break;
            }
            let look = self.tables.look(span.style, span.link.as_deref());
            match span.cells {
                Cells::Narrow => self.put_narrow(&mut pen, &span.text, look),
                Cells::Wide => {
                    for c in span.text.chars() {
                        self.put_glyph(&mut pen, char_cell(c, look), 2);
                    }
                }
                Cells::Cluster(n) => {
                    let cell = self.cluster_cell(&span.text, look);
                    self.put_glyph(&mut pen, cell, n.clamp(1, 2));
                }
            }
        }
    }

    /// Writes `text` from column `x` of row `y` on, as far as the canvas goes. Returns the column
    /// after it. Control characters are left out.
    pub fn put_str(&mut self, x: u16, y: u16, text: &str, style: Style) -> u16 {
        self.put_clipped(self.area(), x, y, text, style)
    }

    /// Writes `text` from column `x` of row `y` on, as far as it lies inside `clip`. Returns the
    /// column after the text, also where that lies outside. Control characters are left out.
    pub fn put_clipped(&mut self, clip: Rect, x: u16, y: u16, text: &str, style: Style) -> u16 {
        let Some(mut pen) = Pen::new(self.size, clip, x, y) else {
            return x;
        };
        let look = self.tables.look(style, None);
        for cluster in clusters(text) {
            let width = cluster_width(cluster);
            if width > 0 {
                let cell = self.text_cell(cluster, look);
                self.put_glyph(&mut pen, cell, width);
            }
        }
        u16::try_from(pen.x).unwrap_or(u16::MAX)
    }

    /// Writes one grapheme cluster and returns its columns: 0 when it has none or lies outside.
    /// A wide one in the last column becomes a blank.
    pub fn put(&mut self, x: u16, y: u16, text: &str, style: Style, link: Option<&Link>) -> u8 {
        let width = cluster_width(text);
        let Some(mut pen) = Pen::new(self.size, self.area(), x, y).filter(|_| width > 0) else {
            return 0;
        };
        let look = self.tables.look(style, link);
        let cell = self.text_cell(text, look);
        self.put_glyph(&mut pen, cell, width);
        width
    }

    /// Fills `rect` with `c`. With a wide character, an odd last column stays blank.
    pub fn fill(&mut self, rect: Rect, c: char, style: Style) {
        let look = self.tables.look(style, None);
        let width = char_width(c).max(1);
        for y in rect.y..rect.bottom().min(self.size.rows) {
            let Some(mut pen) = Pen::new(self.size, rect, rect.x, y) else {
                return;
            };
            while !pen.done() {
                self.put_glyph(&mut pen, char_cell(c, look), width);
            }
        }
    }

    /// Changes the style of every character that begins inside `rect`.
    pub fn restyle(&mut self, rect: Rect, change: impl Fn(Style) -> Style) {
        let mut changed: NumberMap<u32> = NumberMap::default();
        for y in rect.y..rect.bottom().min(self.size.rows) {
            for x in rect.x..rect.right().min(self.size.cols) {
                let at = self.index(x, y);
                let cell = self.cells[at];
                if cell.is_tail() {
                    continue;
                }
                let tables = &mut self.tables;
                let look = *changed.entry(cell.look()).or_insert_with(|| {
                    let old = tables.looks.entries[cell.look() as usize];
                    let style = change(old.style);
                    tables.looks.number(&Look { style, ..old })
                });
                self.cells[at] = cell.with_look(look);
                if cell.is_wide() {
                    self.cells[at + 1] = Cell::tail(look);
                }
            }
        }
    }

    /// The cell at column `x` of row `y`; blank outside.
    pub fn cell(&self, x: u16, y: u16) -> CellView<'_> {
        if x >= self.size.cols || y >= self.size.rows {
            return self.view(&Cell::BLANK);
        }
        self.view(&self.cells[self.index(x, y)])
    }

    /// Row `y` as spans, without the blanks in the default style at its end.
    pub fn line(&self, y: u16) -> Line {
        let mut line = Line::default();
        if y >= self.size.rows {
            return line;
        }
        let row = self.row(y);
        let used = row.iter().rposition(|c| *c != Cell::BLANK);
        for cell in &row[..used.map_or(0, |last| last + 1)] {
            push_view(&mut line, self.view(cell), cell.is_cluster());
        }
        line
    }

    /// The cells of row `y`, which must exist.
    pub(crate) fn row(&self, y: u16) -> &[Cell] {
        let start = self.index(0, y);
        &self.cells[start..start + usize::from(self.size.cols)]
    }

    /// What `cell` of this canvas looks like.
    pub(crate) fn view<'a>(&'a self, cell: &'a Cell) -> CellView<'a> {
        let look = &self.tables.looks.entries[cell.look() as usize];
        CellView {
            text: self.text(cell),
            style: &look.style,
            link: self.link(look),
            width: match (cell.is_tail(), cell.is_wide()) {
                (true, _) => 0,
                (false, true) => 2,
                (false, false) => 1,
            },
        }
    }

    /// The style and the hyperlink of the look with a number.
    pub(crate) fn look(&self, number: u32) -> (&Style, Option<&Link>) {
        let look = &self.tables.looks.entries[number as usize];
        (&look.style, self.link(look))
    }

    /// Appends the text of `cell` to `out`.
    pub(crate) fn write_text(&self, cell: &Cell, out: &mut Vec<u8>) {
        if cell.text[0].is_ascii() {
            out.push(cell.text[0]);
        } else {
            out.extend_from_slice(self.text(cell).as_bytes());
        }
    }

    fn link(&self, look: &Look) -> Option<&Link> {
        let number = look.link.checked_sub(1)?;
        self.tables.links.entries.get(number as usize)
    }

    fn text<'a>(&'a self, cell: &'a Cell) -> &'a str {
        if cell.is_cluster() {
            return &self.tables.clusters.entries[cell.cluster_number()];
        }
        let len = cell.text.iter().position(|b| *b == 0).unwrap_or(4);
        std::str::from_utf8(&cell.text[..len]).unwrap_or(" ")
    }

    fn index(&self, x: u16, y: u16) -> usize {
        usize::from(y) * usize::from(self.size.cols) + usize::from(x)
    }

    fn put_narrow(&mut self, pen: &mut Pen, text: &str, look: u32) {
        if !text.is_ascii() {
            for c in text.chars() {
                self.put_glyph(pen, char_cell(c, look), 1);
            }
            return;
        }
        let skipped = (pen.left.saturating_sub(pen.x)).min(text.len());
        let shown = &text.as_bytes()[skipped..];
        let from = pen.x + skipped;
        pen.x += text.len();
        if from >= pen.right || shown.is_empty() {
            return;
        }
        let to = (from + shown.len()).min(pen.right);
        self.mend(pen.row, from, to);
        let cells = &mut self.cells[pen.row + from..pen.row + to];
        for (cell, byte) in cells.iter_mut().zip(shown) {
            *cell = Cell::narrow(printable(*byte), look);
        }
    }

    fn put_glyph(&mut self, pen: &mut Pen, cell: Cell, width: u8) {
        let (from, to) = (pen.x, pen.x + usize::from(width));
        pen.x = to;
        let (shown_from, shown_to) = (from.max(pen.left), to.min(pen.right));
        if shown_from >= shown_to {
            return;
        }
        self.mend(pen.row, shown_from, shown_to);
        let cells = &mut self.cells[pen.row + shown_from..pen.row + shown_to];
        match (cells, width) {
            ([only], 1) => *only = cell,
            ([first, second], _) => {
                *first = Cell {
                    look: cell.look | WIDE,
                    ..cell
                };
                *second = Cell::tail(cell.look);
            }
            (cut, _) => cut.fill(Cell::narrow(b' ', cell.look())),
        }
    }

    /// Blanks the outer halves of wide characters that lie across the edges of `from..to`.
    fn mend(&mut self, row: usize, from: usize, to: usize) {
        if from > 0 && self.cells[row + from].is_tail() {
            let left = &mut self.cells[row + from - 1];
            *left = Cell::narrow(b' ', left.look());
        }
        if to < usize::from(self.size.cols) && self.cells[row + to].is_tail() {
            let right = &mut self.cells[row + to];
            *right = Cell::narrow(b' ', right.look());
        }
    }

    fn text_cell(&mut self, text: &str, look: u32) -> Cell {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => char_cell(c, look),
            _ => self.cluster_cell(text, look),
        }
    }

    fn cluster_cell(&mut self, text: &str, look: u32) -> Cell {
        if text.is_empty()
            || text.contains(char::is_control)
            || self.tables.clusters.entries.len() >= MAX_CLUSTERS
        {
            return Cell::narrow(b' ', look);
        }
        let [_, a, b, c] = self.tables.clusters.number(text).to_be_bytes();
        Cell {
            text: [CLUSTER, a, b, c],
            look,
        }
    }
}

/// Where writing goes on in a row, and which columns of it may be written.
struct Pen {
    row: usize,
    x: usize,
    left: usize,
    right: usize,
}

impl Pen {
    fn new(size: Size, clip: Rect, x: u16, y: u16) -> Option<Self> {
        let (left, right) = (clip.x, clip.right().min(size.cols));
        let inside = y >= clip.y && y < clip.bottom() && y < size.rows && left < right;
        inside.then(|| Self {
            row: usize::from(y) * usize::from(size.cols),
            x: usize::from(x),
            left: usize::from(left),
            right: usize::from(right),
        })
    }

    const fn done(&self) -> bool {
        self.x >= self.right
    }
}

const fn printable(byte: u8) -> u8 {
    match byte {
        0x20..=0x7e => byte,
        _ => b' ',
    }
}

fn char_cell(c: char, look: u32) -> Cell {
    let mut text = [0; 4];
    let c = if c.is_control() { ' ' } else { c };
    c.encode_utf8(&mut text);
    Cell { text, look }
}

fn push_view(line: &mut Line, view: CellView<'_>, cluster: bool) {
    let cells = match (cluster, view.width) {
        (_, 0) => return,
        (true, n) => Cells::Cluster(n),
        (false, 1) => Cells::Narrow,
        (false, _) => Cells::Wide,
    };
    match line.spans.last_mut() {
        Some(last)
            if !cluster
                && last.cells == cells
                && last.style == *view.style
                && last.link.as_deref() == view.link =>
        {
            last.text.push_str(view.text);
        }
        _ => line.spans.push(Span {
            text: view.text.to_owned(),
            style: *view.style,
            link: view.link.cloned().map(Box::new),
            cells,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Attrs, Color};

    const FAMILY: &str = "\u{1f469}\u{200d}\u{1f4bb}";

    fn line(text: &str) -> Line {
        let mut line = Line::default();
        line.push_str(text, Style::DEFAULT);
        line
    }

    fn red() -> Style {
        Style {
            fg: Color::Ansi(1),
            ..Style::DEFAULT
        }
    }

    fn row(canvas: &Canvas, y: u16) -> String {
        (0..canvas.size().cols)
            .map(|x| canvas.cell(x, y).text)
            .collect()
    }

    #[test]
    fn clipping_leaves_no_halves() {
        for (x, text, want) in [
            (2, "abcd", "..abcd.."),
            (2, "abcdef", "..abcd.."),
            (0, "abcdefgh", "..cdef.."),
            (5, "xyz", ".....x.."),
            (1, "界b", ".. b...."),
            (4, "a界", "....a .."),
            (4, "界b", "....界.."),
            (1, FAMILY, ".. ....."),
            (9, "x", "........"),
            (0, "\u{301}", "........"),
        ] {
            let mut canvas = Canvas::new(Size::new(8, 1));
            canvas.fill(canvas.area(), '.', Style::DEFAULT);
            canvas.put_line(Rect::new(2, 0, 4, 1), x, 0, &line(text));
            assert_eq!(row(&canvas, 0), want, "{text:?} at {x}");
        }
    }

    #[test]
    fn overwriting_half_of_a_wide_character_blanks_the_other() {
        for (x, text, want) in [
            (0, "a", "a 界.."),
            (1, "a", " a界.."),
            (1, "ab", " ab .."),
            (1, "界", " 界 .."),
            (3, "界", "界 界."),
        ] {
            let mut canvas = Canvas::new(Size::new(6, 1));
            canvas.put_str(0, 0, "界界..", red());
            canvas.put_str(x, 0, text, Style::DEFAULT);
            assert_eq!(row(&canvas, 0), want, "{text:?} at {x}");
        }
    }

    #[test]
    fn control_characters_never_get_in() {
        let mut canvas = Canvas::new(Size::new(8, 1));
        for (text, cells) in [
            ("a\u{1b}b", Cells::Narrow),
            ("é\u{9b}b", Cells::Narrow),
            ("\u{7}", Cells::Wide),
            ("e\r\n", Cells::Cluster(1)),
        ] {
            let span = Span {
                text: text.to_owned(),
                cells,
                ..Span::default()
            };
            let line = Line {
                spans: vec![span],
                wrapped: false,
            };
            canvas.put_line(canvas.area(), 0, 0, &line);
            assert!(!row(&canvas, 0).contains(char::is_control), "{text:?}");
        }
        canvas.put_str(0, 0, "a\u{1b}b", Style::DEFAULT);
        assert!(row(&canvas, 0).starts_with("ab"));
    }

    #[test]
    fn a_line_comes_back_as_it_was_put() {
        let link = Link {
            id: "1".to_owned(),
            uri: "https://example.org".to_owned(),
        };
        let mut want = line("ab界 é");
        want.push_cluster(FAMILY, red(), Some(&link));
        want.push_cluster("x", red(), Some(&link));
        let mut canvas = Canvas::new(Size::new(20, 2));
        canvas.put_line(canvas.area(), 0, 1, &want);
        assert_eq!(canvas.line(1), want);
        assert_eq!(canvas.line(0), Line::default());
        assert_eq!(canvas.line(2), Line::default());
        let view = canvas.cell(8, 1);
        assert_eq!((view.text, view.width), ("x", 1));
        assert_eq!((view.style, view.link), (&red(), Some(&link)));
        assert_eq!(canvas.cell(3, 1).width, 0);
        assert_eq!(canvas.cell(99, 0).text, " ");
    }

    #[test]
    fn restyling_keeps_text_and_links() {
        let link = Link {
            id: String::new(),
            uri: "x:y".to_owned(),
        };
        let dim = |style: Style| Style {
            attrs: style.attrs | Attrs::DIM,
            ..style
        };
        let mut canvas = Canvas::new(Size::new(6, 1));
        canvas.put_str(0, 0, "a界", red());
        canvas.put(3, 0, "l", red(), Some(&link));
        canvas.restyle(Rect::new(1, 0, 3, 1), dim);
        assert_eq!(row(&canvas, 0), "a界l  ");
        assert_eq!(*canvas.cell(0, 0).style, red());
        assert_eq!(*canvas.cell(1, 0).style, dim(red()));
        assert_eq!(*canvas.cell(2, 0).style, dim(red()));
        assert_eq!(canvas.cell(3, 0).link, Some(&link));
        assert_eq!(*canvas.cell(4, 0).style, Style::DEFAULT);
    }

    #[test]
    fn filling_with_a_wide_character_leaves_an_odd_column_blank() {
        let mut canvas = Canvas::new(Size::new(6, 2));
        canvas.fill(canvas.area(), '.', Style::DEFAULT);
        canvas.fill(Rect::new(1, 1, 3, 9), '界', Style::DEFAULT);
        assert_eq!(row(&canvas, 0), "......");
        assert_eq!(row(&canvas, 1), ".界 ..");
    }
}
