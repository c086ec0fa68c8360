//! The compositor of a client: it keeps the last scene, the rows of its panes and the cursor, and
//! composes them onto a canvas.

use super::big_digits;
use super::border::{BorderCell, border_cells};
use super::chrome::{BoxView, draw_message};
use super::pane_box;
use super::viewport::{Viewport, recolor, within};
use crate::base::{Line, Palette, PaneId, Rect, Size, Style};
use crate::canvas::Canvas;
use crate::scene::{Cursor, Frame, Label, Overlay, PaneArea, Scene};
use std::collections::HashMap;

/// After so many patched rows the whole canvas is composed again: that empties the canvas's table
/// of styles, which only grows while it is patched.
const PATCHES: usize = 4096;

/// The composed state of one client. It must always be composed onto the same canvas.
#[derive(Debug, Default)]
pub struct Compositor {
    scene: Scene,
    rows: HashMap<PaneId, Vec<Line>>,
    cursor: Option<Cursor>,
    message: Vec<String>,
    borders: Vec<BorderCell>,
    borders_for: Option<Size>,
    stale: Stale,
    patches: usize,
    palette: Palette,
}

/// The parts of the canvas that are out of date.
#[derive(Debug, Default)]
enum Stale {
    #[default]
    All,
    Rows(Vec<(PaneId, u16)>),
}

impl Compositor {
    /// An empty screen.
    pub fn new() -> Self {
        Self::default()
    }

    /// Applies the changes of a frame.
    pub fn apply(&mut self, frame: Frame) {
        if let Some(scene) = frame.scene {
            self.scene = *scene;
            let scene = &self.scene;
            self.rows
                .retain(|id, _| scene.shown_panes().any(|pane| pane == *id));
            self.borders_for = None;
            self.invalidate();
        }
        self.cursor = frame.cursor;
        for changed in frame.rows {
            self.apply_rows(changed.pane, changed.all, changed.rows);
        }
    }

    /// The scene that was applied last.
    pub const fn scene(&self) -> &Scene {
        &self.scene
    }

    /// The cursor on a client of `size`; `None`: hidden or outside.
    pub fn cursor(&self, size: Size) -> Option<Cursor> {
        self.cursor
            .filter(|c| c.at.x < size.cols && c.at.y < size.rows)
    }

    /// Shows a message over the last rows, above everything else; an empty one removes it. Returns
    /// whether anything changed.
    pub fn set_message(&mut self, message: Vec<String>) -> bool {
        let new = self.message != message;
        if new {
            self.message = message;
            self.invalidate();
        }
        new
    }

    /// Sets the inks of the roles in scenes and rows.
    pub fn set_palette(&mut self, palette: Palette) {
        if self.palette != palette {
            self.palette = palette;
            self.invalidate();
        }
    }

    /// Makes the next [`Compositor::compose`] draw everything.
    pub fn invalidate(&mut self) {
        self.stale = Stale::All;
    }

    /// Brings `canvas`, which must be blank or the one of the last call, up to date. Its size is
    /// that of the client and may differ from the scene's during a resize.
    pub fn compose(&mut self, canvas: &mut Canvas) {
        let size = canvas.size();
        canvas.set_palette(&self.palette);
        if self.borders_for != Some(size) {
            self.borders = border_cells(&self.scene, size);
            self.borders_for = Some(size);
            self.invalidate();
        }
        match std::mem::replace(&mut self.stale, Stale::Rows(Vec::new())) {
            Stale::Rows(rows) if rows.is_empty() => {}
            Stale::Rows(rows) if self.can_patch(rows.len()) => self.patch(canvas, &rows),
            _ => self.compose_all(canvas),
        }
    }

    fn apply_rows(&mut self, pane: PaneId, all: bool, changed: Vec<(u16, Line)>) {
        let rows = self.rows.entry(pane).or_default();
        if all {
            rows.clear();
            self.stale = Stale::All;
        }
        for (y, line) in changed {
            let index = usize::from(y);
            if rows.len() <= index {
                rows.resize_with(index + 1, Line::default);
            }
            rows[index] = line;
            if let Stale::Rows(stale) = &mut self.stale {
                stale.push((pane, y));
            }
        }
    }

    const fn can_patch(&self, rows: usize) -> bool {
        self.scene.overlays.is_empty() && self.message.is_empty() && self.patches + rows <= PATCHES
    }

    fn patch(&mut self, canvas: &mut Canvas, rows: &[(PaneId, u16)]) {
        self.patches += rows.len();
        let viewport = Viewport::new(&self.scene, canvas.size());
        for (id, y) in rows {
            if let Some(pane) = self.scene.panes.iter().find(|p| p.pane == *id) {
                self.draw_row(canvas, viewport, pane, *y);
            }
        }
        let area = self.scene.area;
        for line in &self.scene.status_lines {
            if line.at.y >= area.y && line.at.y < area.bottom() {
                draw_status_line(canvas, line);
            }
        }
    }

    fn compose_all(&mut self, canvas: &mut Canvas) {
        self.patches = 0;
        canvas.clear();
        let viewport = Viewport::new(&self.scene, canvas.size());
        for pane in &self.scene.panes {
            for y in 0..pane.rect.rows {
                self.draw_row(canvas, viewport, pane, y);
            }
        }
        self.draw_borders(canvas);
        for label in &self.scene.labels {
            draw_label(canvas, viewport, label);
        }
        for line in &self.scene.status_lines {
            draw_status_line(canvas, line);
        }
        for overlay in &self.scene.overlays {
            self.draw_overlay(canvas, viewport, overlay);
        }
        draw_message(canvas, &self.message);
    }

    /// Draws one row of a pane. Cells in default colours take those of the pane's style.
    fn draw_row(&self, canvas: &mut Canvas, viewport: Viewport, pane: &PaneArea, y: u16) {
        if y >= pane.rect.rows {
            return;
        }
        let cells = Rect::new(
            pane.rect.x,
            pane.rect.y.saturating_add(y),
            pane.rect.cols,
            1,
        );
        let Some(shown) = viewport.shown(cells) else {
            return;
        };
        let shown = viewport.rect_to_client(shown);
        canvas.fill(shown, ' ', Style::DEFAULT);
        if let Some(line) = self
            .rows
            .get(&pane.pane)
            .and_then(|r| r.get(usize::from(y)))
        {
            viewport.put_line(canvas, cells, line);
        }
        recolor(canvas, shown, pane.look);
    }

    fn draw_borders(&self, canvas: &mut Canvas) {
        let mut buffer = [0; 4];
        for cell in &self.borders {
            let text = cell.glyph.encode_utf8(&mut buffer);
            canvas.put(cell.at.x, cell.at.y, text, cell.style, None);
        }
    }

    fn draw_overlay(&self, canvas: &mut Canvas, viewport: Viewport, overlay: &Overlay) {
        match overlay {
            Overlay::Number {
                rect,
                number,
                style,
                note,
            } => big_digits::draw(canvas, viewport, *rect, *number, *style, note),
            Overlay::Box {
                rect,
                border,
                border_style,
                title,
                lines,
                style,
            } => BoxView {
                rect: *rect,
                border: *border,
                border_style: *border_style,
                title,
                lines,
                style: *style,
            }
            .draw(canvas),
            Overlay::Pane(pane_box) => {
                let rows = self.rows.get(&pane_box.pane);
                let rows = rows.map_or(&[][..], Vec::as_slice);
                pane_box::draw(canvas, viewport, pane_box, rows);
            }
        }
    }
}

fn draw_label(canvas: &mut Canvas, viewport: Viewport, label: &Label) {
    let cells = Rect::new(label.at.x, label.at.y, label.cols, 1);
    let Some(shown) = viewport.shown(cells) else {
        return;
    };
    if let Some(fill) = label.fill {
        canvas.fill(viewport.rect_to_client(shown), ' ', fill);
    }
    viewport.put_line(canvas, cells, &label.line);
}

fn draw_status_line(canvas: &mut Canvas, line: &Label) {
    let cells = within(Rect::new(line.at.x, line.at.y, line.cols, 1), canvas.size());
    if let Some(fill) = line.fill {
        canvas.fill(cells, ' ', fill);
    }
    canvas.put_line(cells, line.at.x, line.at.y, &line.line);
}

#[cfg(test)]
mod tests;
