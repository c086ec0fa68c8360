//! The canvas and the functions that write text into it.

use super::cell::{CLUSTER, Cell, MAX_CLUSTERS, StyleId, WIDE};
use super::style_table::{CellStyle, IdMap, TABLE_FLOOR, Tables};
use crate::base::width::{char_width, cluster_width, clusters};
use crate::base::{Cells, Line, Link, Palette, Rect, Size, Style};
use std::sync::atomic::{AtomicU64, Ordering};

/// The content of one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellView<'a> {
    /// The character or grapheme cluster; empty for the second column of a wide one.
    pub text: &'a str,
    /// The style, shared by both columns of a wide character.
    pub style: &'a Style,
    /// The hyperlink, if any.
    pub link: Option<&'a Link>,
    /// Columns: 1 or 2, 0 for the second column of a wide character.
    pub width: u8,
}

/// A grid of cells. It never holds half a wide character: writing over one column of it blanks the
/// other.
#[derive(Clone, Debug)]
pub struct Canvas {
    size: Size,
    cells: Vec<Cell>,
    /// The revision of each row: it changes when the row is written to.
    revisions: Vec<u64>,
    pub(super) tables: Tables,
}

/// A revision that no row of any canvas had before; never 0.
fn new_revision() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

impl Canvas {
    /// A blank canvas.
    pub fn new(size: Size) -> Self {
        Self {
            size,
            cells: vec![Cell::BLANK; size.area()],
            revisions: vec![new_revision(); usize::from(size.rows)],
            tables: Tables::new(),
        }
    }

    /// The size in cells.
    pub const fn size(&self) -> Size {
        self.size
    }

    /// The whole of it as a rectangle.
    pub const fn area(&self) -> Rect {
        Rect::new(0, 0, self.size.cols, self.size.rows)
    }

    /// Sets the palette for text that is written from now on. Cells never have roles.
    pub fn set_palette(&mut self, palette: &Palette) {
        if self.tables.palette != *palette {
            self.tables.palette.clone_from(palette);
        }
    }

    /// The palette.
    pub const fn palette(&self) -> &Palette {
        &self.tables.palette
    }

    /// Changes the size to `size` and blanks every cell.
    pub fn resize(&mut self, size: Size) {
        self.size = size;
        self.clear();
    }

    /// Blanks every cell.
    pub fn clear(&mut self) {
        let limit = TABLE_FLOOR.max(self.size.area());
        let tables = &mut self.tables;
        if tables.styles.entries.len() > limit
            || tables.links.entries.len() > limit
            || tables.clusters.entries.len() > limit
        {
            tables.reset();
        }
        self.cells.clear();
        self.cells.resize(self.size.area(), Cell::BLANK);
        self.revisions.clear();
        let rows = usize::from(self.size.rows);
        self.revisions.resize(rows, new_revision());
    }

    /// The revision of row `y`, which must exist. Rows of one revision have the same cells.
    pub(crate) fn revision(&self, y: u16) -> u64 {
        self.revisions[usize::from(y)]
    }

    /// A pen in row `y`; `None` if nothing of the row is inside `clip`.
    fn pen(&mut self, clip: Rect, x: u16, y: u16) -> Option<Pen> {
        let pen = Pen::new(self.size, clip, x, y)?;
        self.revisions[usize::from(y)] = new_revision();
        Some(pen)
    }

    /// Writes `line` into row `y` from column `x` on, clipped to `clip`. Columns that no span
    /// covers stay as they are. A wide character that `clip` would cut becomes a blank
    /// in its style. Control characters become spaces.
    pub fn put_line(&mut self, clip: Rect, x: u16, y: u16, line: &Line) {
        let Some(mut pen) = self.pen(clip, x, y) else {
            return;
        };
        for span in &line.spans {
            if pen.done() {
                break;
            }
            let id = self.tables.style_id(span.style, span.link.as_deref());
            match span.cells {
                Cells::Narrow => self.put_narrow(&mut pen, &span.text, id),
                Cells::Wide => {
                    for c in span.text.chars() {
                        self.put_glyph(&mut pen, char_cell(c, id), 2);
                    }
                }
                Cells::Cluster(n) => {
                    let cell = self.cluster_cell(&span.text, id);
                    self.put_glyph(&mut pen, cell, n.clamp(1, 2));
                }
            }
        }
    }

    /// Writes `text` into row `y` from column `x` on, clipped to the canvas. Returns the column
    /// after the text. Control characters are left out.
    pub fn put_str(&mut self, x: u16, y: u16, text: &str, style: Style) -> u16 {
        self.put_clipped(self.area(), x, y, text, style)
    }

    /// Writes `text` into row `y` from column `x` on, clipped to `clip`. Returns the column after
    /// the text, even if that column is outside `clip`. Control characters are left out.
    pub fn put_clipped(&mut self, clip: Rect, x: u16, y: u16, text: &str, style: Style) -> u16 {
        let Some(mut pen) = self.pen(clip, x, y) else {
            return x;
        };
        let id = self.tables.style_id(style, None);
        for cluster in clusters(text) {
            let width = cluster_width(cluster);
            if width > 0 {
                let cell = self.text_cell(cluster, id);
                self.put_glyph(&mut pen, cell, width);
            }
        }
        u16::try_from(pen.x).unwrap_or(u16::MAX)
    }

    /// Writes one grapheme cluster and returns its width in columns: 0 when it has none or (`x`,
    /// `y`) is outside the canvas. A wide cluster in the last column becomes a blank.
    pub fn put(&mut self, x: u16, y: u16, text: &str, style: Style, link: Option<&Link>) -> u8 {
        let width = cluster_width(text);
        let Some(mut pen) = self.pen(self.area(), x, y).filter(|_| width > 0) else {
            return 0;
        };
        let id = self.tables.style_id(style, link);
        let cell = self.text_cell(text, id);
        self.put_glyph(&mut pen, cell, width);
        width
    }

    /// Fills `rect` with `c`. A wide character leaves an odd last column blank.
    pub fn fill(&mut self, rect: Rect, c: char, style: Style) {
        let id = self.tables.style_id(style, None);
        let width = char_width(c).max(1);
        for y in rect.y..rect.bottom().min(self.size.rows) {
            let Some(mut pen) = self.pen(rect, rect.x, y) else {
                return;
            };
            while !pen.done() {
                self.put_glyph(&mut pen, char_cell(c, id), width);
            }
        }
    }

    /// Changes the style of every character that begins inside `rect`.
    pub fn restyle(&mut self, rect: Rect, change: impl Fn(Style) -> Style) {
        let mut changed: IdMap<StyleId> = IdMap::default();
        for y in rect.y..rect.bottom().min(self.size.rows) {
            self.revisions[usize::from(y)] = new_revision();
            for x in rect.x..rect.right().min(self.size.cols) {
                let at = self.index(x, y);
                let cell = self.cells[at];
                if cell.is_tail() {
                    continue;
                }
                let tables = &mut self.tables;
                let id = *changed.entry(cell.style_id()).or_insert_with(|| {
                    let old = tables.styles.entries[cell.style_id() as usize];
                    let style = change(old.style);
                    tables.cell_style_id(CellStyle { style, ..old })
                });
                self.cells[at] = cell.with_style(id);
                if cell.is_wide() {
                    self.cells[at + 1] = Cell::tail(id);
                }
            }
        }
    }

    /// The cell at column `x` of row `y`; a blank one outside the canvas.
    pub fn cell(&self, x: u16, y: u16) -> CellView<'_> {
        if x >= self.size.cols || y >= self.size.rows {
            return self.view(&Cell::BLANK);
        }
        self.view(&self.cells[self.index(x, y)])
    }

    /// Row `y` as spans, without trailing blanks in the default style; empty outside the canvas.
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

    /// The content of `cell`, which must be a cell of this canvas.
    pub(crate) fn view<'a>(&'a self, cell: &'a Cell) -> CellView<'a> {
        let style = &self.tables.styles.entries[cell.style_id() as usize];
        CellView {
            text: self.text(cell),
            style: &style.style,
            link: self.link(style),
            width: match (cell.is_tail(), cell.is_wide()) {
                (true, _) => 0,
                (false, true) => 2,
                (false, false) => 1,
            },
        }
    }

    /// The style and the hyperlink with an id of this canvas.
    pub(crate) fn style(&self, id: StyleId) -> (&Style, Option<&Link>) {
        let style = &self.tables.styles.entries[id as usize];
        (&style.style, self.link(style))
    }

    /// Appends the text of `cell` to `out`.
    pub(crate) fn write_text(&self, cell: &Cell, out: &mut Vec<u8>) {
        if cell.text[0].is_ascii() {
            out.push(cell.text[0]);
        } else {
            out.extend_from_slice(self.text(cell).as_bytes());
        }
    }

    fn link(&self, style: &CellStyle) -> Option<&Link> {
        let index = style.link.checked_sub(1)?;
        self.tables.links.entries.get(index as usize)
    }

    fn text<'a>(&'a self, cell: &'a Cell) -> &'a str {
        if cell.is_cluster() {
            return &self.tables.clusters.entries[cell.cluster_index()];
        }
        let len = cell.text.iter().position(|b| *b == 0).unwrap_or(4);
        std::str::from_utf8(&cell.text[..len]).unwrap_or(" ")
    }

    fn index(&self, x: u16, y: u16) -> usize {
        usize::from(y) * usize::from(self.size.cols) + usize::from(x)
    }

    fn put_narrow(&mut self, pen: &mut Pen, text: &str, id: StyleId) {
        if !text.is_ascii() {
            for c in text.chars() {
                self.put_glyph(pen, char_cell(c, id), 1);
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
            *cell = Cell::narrow(printable(*byte), id);
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
                    style: cell.style | WIDE,
                    ..cell
                };
                *second = Cell::tail(cell.style);
            }
            (cut, _) => cut.fill(Cell::narrow(b' ', cell.style_id())),
        }
    }

    /// Blanks the outer halves of wide characters that lie across the edges of `from..to`.
    fn mend(&mut self, row: usize, from: usize, to: usize) {
        if from > 0 && self.cells[row + from].is_tail() {
            let left = &mut self.cells[row + from - 1];
            *left = Cell::narrow(b' ', left.style_id());
        }
        if to < usize::from(self.size.cols) && self.cells[row + to].is_tail() {
            let right = &mut self.cells[row + to];
            *right = Cell::narrow(b' ', right.style_id());
        }
    }

    fn text_cell(&mut self, text: &str, id: StyleId) -> Cell {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => char_cell(c, id),
            _ => self.cluster_cell(text, id),
        }
    }

    fn cluster_cell(&mut self, text: &str, id: StyleId) -> Cell {
        if text.is_empty()
            || text.contains(char::is_control)
            || self.tables.clusters.entries.len() >= MAX_CLUSTERS
        {
            return Cell::narrow(b' ', id);
        }
        let [_, a, b, c] = self.tables.clusters.intern(text).to_be_bytes();
        Cell {
            text: [CLUSTER, a, b, c],
            style: id,
        }
    }
}

/// The next column to write in a row, and the columns that the clip lets through.
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

fn char_cell(c: char, id: StyleId) -> Cell {
    let mut text = [0; 4];
    let c = if c.is_control() { ' ' } else { c };
    c.encode_utf8(&mut text);
    Cell { text, style: id }
}

fn push_view(line: &mut Line, view: CellView<'_>, cluster: bool) {
    let cells = match (cluster, view.width) {
        (_, 0) => return,
        (true, n) => Cells::Cluster(n),
        (false, 1) => Cells::Narrow,
        (false, _) => Cells::Wide,
    };
    line.push_run(view.text, *view.style, view.link, cells);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Attrs, Color, Ink, Role, Span};

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
    fn control_characters_are_never_stored() {
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
    fn a_line_reads_back_as_it_was_written() {
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
    fn cells_have_the_colours_of_the_palette_and_no_roles() {
        let roles = Style {
            fg: Color::Role(Role::Dim),
            bg: Color::Role(Role::Accent),
            ..Style::DEFAULT
        };
        let mut inks: Vec<Ink> = Role::ALL.iter().map(|role| role.terminal()).collect();
        inks[Role::Accent as usize] = Ink::from(Color::Rgb(1, 2, 3));
        let mut canvas = Canvas::new(Size::new(3, 1));
        canvas.put_str(0, 0, "a", roles);
        canvas.set_palette(&Palette(inks));
        canvas.put_str(1, 0, "b", roles);
        canvas.restyle(Rect::new(2, 0, 1, 1), |_| roles);
        let colors = |x| (canvas.cell(x, 0).style.fg, canvas.cell(x, 0).style.bg);
        assert_eq!(colors(0), (Color::Default, Color::Ansi(2)));
        assert_eq!(colors(1), (Color::Default, Color::Rgb(1, 2, 3)));
        assert_eq!(colors(2), colors(1));
        assert!(canvas.cell(1, 0).style.attrs.contains(Attrs::DIM));
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
