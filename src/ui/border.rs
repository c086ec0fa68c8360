//! The cells of a window outside its panes: line characters, their styles, and the fill beyond the
//! window. All follow tmux cell for cell.

use super::viewport::Viewport;
use crate::base::{Point, Rect, Size, Style};
use crate::scene::{BorderIndicators, BorderLines, PaneArea, Scene};

/// A border cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BorderCell {
    /// The position in client coordinates.
    pub(super) at: Point,
    /// The line character, or the fill beyond the window.
    pub(super) glyph: char,
    /// The style of the character.
    pub(super) style: Style,
}

const UP: u8 = 1;
const DOWN: u8 = 2;
const LEFT: u8 = 4;
const RIGHT: u8 = 8;

/// The default fill beyond the window.
const FILL: char = '·';

/// The line characters of `lines`, indexed by the sum of the sides on which the line continues.
pub(super) fn glyphs(lines: BorderLines) -> &'static [char; 16] {
    match lines {
        BorderLines::Single => &[
            '─', '│', '│', '│', '─', '┘', '┐', '┤', '─', '└', '┌', '├', '─', '┴', '┬', '┼',
        ],
        BorderLines::Rounded => &[
            '─', '│', '│', '│', '─', '╯', '╮', '┤', '─', '╰', '╭', '├', '─', '┴', '┬', '┼',
        ],
        BorderLines::Double => &[
            '═', '║', '║', '║', '═', '╝', '╗', '╣', '═', '╚', '╔', '╠', '═', '╩', '╦', '╬',
        ],
        BorderLines::Heavy => &[
            '━', '┃', '┃', '┃', '━', '┛', '┓', '┫', '━', '┗', '┏', '┣', '━', '┻', '┳', '╋',
        ],
        BorderLines::Simple => &[
            '-', '|', '|', '|', '-', '+', '+', '+', '-', '+', '+', '+', '-', '+', '+', '+',
        ],
        BorderLines::Number | BorderLines::Spaces | BorderLines::None => &[' '; 16],
    }
}

/// The characters of the border of a box: upper left, upper right, lower left and lower right
/// corner, vertical line, horizontal line.
pub(super) fn box_glyphs(lines: BorderLines) -> [char; 6] {
    let g = glyphs(lines);
    [g[10], g[6], g[9], g[5], g[3], g[12]]
}

/// All cells of the area of `scene` outside panes, on a client of `size`.
pub(super) fn border_cells(scene: &Scene, size: Size) -> Vec<BorderCell> {
    if scene.panes.is_empty() {
        return Vec::new();
    }
    let viewport = Viewport::new(scene, size);
    let field = Field::new(scene, viewport);
    let mut cells = Vec::new();
    for y in 0..viewport.area.rows {
        for x in 0..viewport.area.cols {
            let wx = i32::from(viewport.view.x) + i32::from(x);
            let wy = i32::from(viewport.view.y) + i32::from(y);
            if field.covered(wx, wy) {
                continue;
            }
            let (glyph, style) = if field.is_line(wx, wy) {
                field.line_cell(wx, wy)
            } else {
                (scene.fill.unwrap_or(FILL), Style::DEFAULT)
            };
            let at = Point::new(viewport.area.x + x, viewport.area.y + y);
            cells.push(BorderCell { at, glyph, style });
        }
    }
    cells
}

/// The visible part of the window and one cell around it, with the cells that panes cover.
struct Field<'a> {
    scene: &'a Scene,
    left: i32,
    top: i32,
    cols: i32,
    rows: i32,
    covered: Vec<bool>,
    /// All panes have a row for texts above (below) them, so lines end there.
    top_row: bool,
    bottom_row: bool,
    active: Option<usize>,
    halves: Halves,
}

/// Whether each half of the border between two panes belongs to one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Halves {
    No,
    LeftRight,
    TopBottom,
}

impl<'a> Field<'a> {
    fn new(scene: &'a Scene, viewport: Viewport) -> Self {
        let mut field = Self {
            scene,
            left: i32::from(viewport.view.x) - 1,
            top: i32::from(viewport.view.y) - 1,
            cols: i32::from(viewport.area.cols) + 2,
            rows: i32::from(viewport.area.rows) + 2,
            covered: vec![
                false;
                (usize::from(viewport.area.cols) + 2)
                    * (usize::from(viewport.area.rows) + 2)
            ],
            top_row: scene.panes.iter().all(|p| p.rect.y > 0),
            bottom_row: scene
                .panes
                .iter()
                .all(|p| p.rect.bottom() < scene.window.rows),
            active: scene.panes.iter().position(|p| p.active),
            halves: halves(scene),
        };
        for pane in &scene.panes {
            field.cover(pane.rect);
        }
        field
    }

    fn cover(&mut self, rect: Rect) {
        let (x0, x1) = (i32::from(rect.x), i32::from(rect.right()));
        let x0 = (x0 - self.left).clamp(0, self.cols) as usize;
        let x1 = (x1 - self.left).clamp(0, self.cols) as usize;
        for y in i32::from(rect.y)..i32::from(rect.bottom()) {
            let row = y - self.top;
            if (0..self.rows).contains(&row) && x0 < x1 {
                let start = row as usize * self.cols as usize;
                self.covered[start + x0..start + x1].fill(true);
            }
        }
    }

    fn covered(&self, x: i32, y: i32) -> bool {
        let (x, y) = (x - self.left, y - self.top);
        (0..self.cols).contains(&x)
            && (0..self.rows).contains(&y)
            && self.covered[(y * self.cols + x) as usize]
    }

    /// Whether the cell is part of a line: outside all panes, and inside the window or just beyond
    /// its right or bottom edge.
    fn is_line(&self, x: i32, y: i32) -> bool {
        let window = self.scene.window;
        (0..=i32::from(window.cols)).contains(&x)
            && (0..=i32::from(window.rows)).contains(&y)
            && !self.covered(x, y)
    }

    fn line_cell(&self, x: i32, y: i32) -> (char, Style) {
        let owner = self.owner(x, y);
        let style = owner.map_or(self.scene.border.style, |i| self.scene.panes[i].border);
        let glyph = self.arrow(x, y).unwrap_or_else(|| self.glyph(x, y, owner));
        (glyph, style)
    }

    fn glyph(&self, x: i32, y: i32, owner: Option<usize>) -> char {
        if self.scene.border.lines == BorderLines::Number {
            return owner.map_or('*', |i| char::from(b'0' + (i % 10) as u8));
        }
        glyphs(self.scene.border.lines)[usize::from(self.sides(x, y))]
    }

    /// The sides on which the line at this cell continues. Lines run into the edges of the window.
    fn sides(&self, x: i32, y: i32) -> u8 {
        let last = i32::from(self.scene.window.rows) - 1;
        let up = if y == 0 {
            !self.top_row
        } else {
            self.is_line(x, y - 1)
        };
        let down = !(self.bottom_row && y == last) && self.is_line(x, y + 1);
        let left = x == 0 || self.is_line(x - 1, y);
        let right = self.is_line(x + 1, y);
        [(up, UP), (down, DOWN), (left, LEFT), (right, RIGHT)]
            .into_iter()
            .filter_map(|(goes_on, side)| goes_on.then_some(side))
            .sum()
    }

    /// The pane to which this border cell belongs: the active pane if it touches the cell, else the
    /// next one in order that does.
    fn owner(&self, x: i32, y: i32) -> Option<usize> {
        let count = self.scene.panes.len();
        let first = self.active.unwrap_or(0);
        (0..count)
            .map(|n| (first + n) % count)
            .find(|i| self.owns(&self.scene.panes[*i], x, y))
    }

    fn owns(&self, pane: &PaneArea, x: i32, y: i32) -> bool {
        let Some(side) = touch(pane.rect, x, y) else {
            return false;
        };
        let (sx, sy) = (i32::from(pane.rect.cols), i32::from(pane.rect.rows));
        match (self.halves, side) {
            (Halves::LeftRight, Side::Left) => y > sy / 2,
            (Halves::LeftRight, Side::Right) => pane.rect.x == 0 && y <= sy / 2,
            (Halves::TopBottom, Side::Top) => x > sx / 2,
            (Halves::TopBottom, Side::Bottom) => pane.rect.y == 0 && x <= sx / 2,
            (Halves::No, Side::Top) => !self.bottom_row,
            (Halves::No, Side::Bottom) => !self.top_row,
            _ => true,
        }
    }

    /// The arrow towards the active pane. It is beside the second row or column of the pane, if
    /// that cell belongs to the pane.
    fn arrow(&self, x: i32, y: i32) -> Option<char> {
        let wanted = matches!(
            self.scene.border.indicators,
            BorderIndicators::Arrows | BorderIndicators::Both
        );
        let pane = &self.scene.panes[self.active.filter(|_| wanted)?];
        // The border of two panes has the arrow also on the half with the colour of the other pane.
        if self.halves == Halves::No && !self.owns(pane, x, y) {
            return None;
        }
        let (second_column, second_row) = (i32::from(pane.rect.x) + 1, i32::from(pane.rect.y) + 1);
        let (arrow, stands, along, inward) = match touch(pane.rect, x, y)? {
            Side::Left => ('→', y == second_row, UP | DOWN, RIGHT),
            Side::Right => ('←', y == second_row, UP | DOWN, LEFT),
            Side::Top => ('↓', x == second_column, LEFT | RIGHT, DOWN),
            Side::Bottom => ('↑', x == second_column, LEFT | RIGHT, UP),
        };
        // No arrow where the line turns or meets another one on the side of the pane.
        let sides = self.sides(x, y);
        (stands && sides & along == along && sides & inward == 0).then_some(arrow)
    }
}

/// The side of a pane on which a border cell lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Left,
    Right,
    Top,
    Bottom,
}

/// The side of `rect` on which the cell lies, if it is adjacent. Corners count as left and right.
fn touch(rect: Rect, x: i32, y: i32) -> Option<Side> {
    let (left, right) = (i32::from(rect.x) - 1, i32::from(rect.right()));
    let (top, bottom) = (i32::from(rect.y) - 1, i32::from(rect.bottom()));
    if !(left..=right).contains(&x) || !(top..=bottom).contains(&y) {
        return None;
    }
    match (x, y) {
        (x, _) if x == left => Some(Side::Left),
        (x, _) if x == right => Some(Side::Right),
        (_, y) if y == top => Some(Side::Top),
        (_, y) if y == bottom => Some(Side::Bottom),
        _ => None,
    }
}

fn halves(scene: &Scene) -> Halves {
    let coloured = matches!(
        scene.border.indicators,
        BorderIndicators::Colour | BorderIndicators::Both
    );
    let [a, b] = scene.panes.as_slice() else {
        return Halves::No;
    };
    let (a, b) = (a.rect, b.rect);
    if !coloured || a.y.min(b.y) > 0 || a.bottom().max(b.bottom()) < scene.window.rows {
        Halves::No
    } else if a.y == b.y {
        Halves::LeftRight
    } else {
        Halves::TopBottom
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Color, PaneId};

    const ACTIVE: Style = Style {
        fg: Color::Ansi(2),
        ..Style::DEFAULT
    };

    /// A scene of panes; the one with index `active` is the active one.
    fn scene(window: Size, area: Rect, panes: &[Rect], active: usize) -> Scene {
        let area_of = |(i, rect): (usize, &Rect)| PaneArea {
            pane: PaneId(i as u32),
            rect: *rect,
            active: i == active,
            border: if i == active { ACTIVE } else { Style::DEFAULT },
            ..PaneArea::default()
        };
        Scene {
            size: area.size(),
            area,
            window,
            panes: panes.iter().enumerate().map(area_of).collect(),
            ..Scene::default()
        }
    }

    /// The border cells as text; those in the active style are followed by `*` where `marks`.
    fn draw(scene: &Scene, marks: bool) -> Vec<String> {
        let mut rows = vec![
            vec![String::from("."); usize::from(scene.area.cols)];
            usize::from(scene.area.rows)
        ];
        for cell in border_cells(scene, scene.size) {
            let mark = if marks && cell.style == ACTIVE {
                "*"
            } else {
                ""
            };
            rows[usize::from(cell.at.y)][usize::from(cell.at.x)] = format!("{}{mark}", cell.glyph);
        }
        rows.into_iter().map(|r| r.concat()).collect()
    }

    fn four() -> Scene {
        let panes = [
            Rect::new(0, 0, 2, 1),
            Rect::new(0, 2, 2, 2),
            Rect::new(3, 0, 3, 2),
            Rect::new(3, 3, 3, 1),
        ];
        scene(Size::new(6, 4), Rect::new(0, 0, 6, 4), &panes, 2)
    }

    #[test]
    fn lines_join_by_their_neighbours() {
        for (lines, want) in [
            (
                BorderLines::Single,
                ["..│...", "──┤...", "..├───", "..│..."],
            ),
            (
                BorderLines::Double,
                ["..║...", "══╣...", "..╠═══", "..║..."],
            ),
            (BorderLines::Heavy, ["..┃...", "━━┫...", "..┣━━━", "..┃..."]),
            (
                BorderLines::Simple,
                ["..|...", "--+...", "..+---", "..|..."],
            ),
            (
                BorderLines::Number,
                ["..2...", "002...", "..2222", "..3..."],
            ),
            (
                BorderLines::Spaces,
                [".. ...", "   ...", "..    ", ".. ..."],
            ),
        ] {
            let mut scene = four();
            scene.border.lines = lines;
            assert_eq!(draw(&scene, false), want, "{lines:?}");
        }
    }

    #[test]
    fn borders_that_touch_the_active_pane_take_its_style() {
        assert_eq!(
            draw(&four(), true),
            ["..│*...", "──┤*...", "..├*─*─*─*", "..│..."]
        );
    }

    #[test]
    fn two_panes_share_their_border_half_and_half() {
        let beside = [Rect::new(0, 0, 1, 4), Rect::new(2, 0, 1, 4)];
        let above = [Rect::new(0, 0, 5, 1), Rect::new(0, 2, 5, 1)];
        let with = |panes: &[Rect], window: Size, active, indicators| {
            let area = Rect::new(0, 0, window.cols, window.rows);
            let mut scene = scene(window, area, panes, active);
            scene.border.indicators = indicators;
            draw(&scene, true)
        };
        let (tall, wide) = (Size::new(3, 4), Size::new(5, 3));
        use BorderIndicators::{Arrows, Both, Colour, Off};
        for (active, indicators, want) in [
            (0, Colour, [".│*.", ".│*.", ".│*.", ".│."]),
            (1, Colour, [".│.", ".│.", ".│.", ".│*."]),
            (0, Off, [".│*.", ".│*.", ".│*.", ".│*."]),
            (1, Arrows, [".│*.", ".→*.", ".│*.", ".│*."]),
            (0, Both, [".│*.", ".←*.", ".│*.", ".│."]),
            (1, Both, [".│.", ".→.", ".│.", ".│*."]),
        ] {
            assert_eq!(
                with(&beside, tall, active, indicators),
                want,
                "{active} {indicators:?}"
            );
        }
        for (active, indicators, want) in [
            (0, Colour, "─*─*─*──"),
            (1, Colour, "────*─*"),
            (0, Both, "─*↑*─*──"),
            (1, Both, "─↓──*─*"),
        ] {
            assert_eq!(
                with(&above, wide, active, indicators)[1],
                want,
                "{active} {indicators:?}"
            );
        }
    }

    #[test]
    fn rows_for_texts_end_the_lines() {
        let top = [Rect::new(0, 1, 2, 2), Rect::new(3, 1, 2, 2)];
        let scene_top = scene(Size::new(5, 3), Rect::new(0, 0, 5, 3), &top, 0);
        assert_eq!(draw(&scene_top, true), ["─*─*┬*──", "..│*..", "..│*.."]);
        let bottom = [Rect::new(0, 0, 2, 2), Rect::new(3, 0, 2, 2)];
        let scene_bottom = scene(Size::new(5, 3), Rect::new(0, 0, 5, 3), &bottom, 1);
        assert_eq!(draw(&scene_bottom, true), ["..│*..", "..│*..", "──┴*─*─*"]);
    }

    #[test]
    fn a_small_window_has_an_edge_and_a_fill_around_it() {
        let panes = [Rect::new(0, 0, 2, 2), Rect::new(3, 0, 1, 2)];
        let mut scene = scene(Size::new(4, 2), Rect::new(0, 0, 6, 4), &panes, 0);
        assert_eq!(
            draw(&scene, false),
            ["..│.│·", "..│.│·", "──┴─┘·", "······"]
        );
        scene.fill = Some('#');
        assert_eq!(draw(&scene, false)[3], "######");
    }

    #[test]
    fn a_large_window_shows_where_the_view_is() {
        let mut scene = four();
        scene.area = Rect::new(1, 1, 3, 2);
        scene.view = Point::new(1, 1);
        let cells: Vec<_> = border_cells(&scene, Size::new(9, 9))
            .into_iter()
            .map(|c| (c.at.x, c.at.y, c.glyph))
            .collect();
        assert_eq!(cells, [(1, 1, '─'), (2, 1, '┤'), (2, 2, '├'), (3, 2, '─')]);
        assert_eq!(border_cells(&scene, Size::new(2, 2)).len(), 1);
    }
}
