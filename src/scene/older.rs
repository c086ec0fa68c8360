//! Scenes for clients that do not know boxes with panes inside (protocol versions before 4).

use super::contents::{Overlay, PaneBox, Plane, Scene};
use crate::base::{BoxRect, Line, PaneId};

impl Scene {
    /// Whether it has boxes with panes inside.
    pub fn has_pane_boxes(&self) -> bool {
        let mut overlays = self.overlays.iter();
        overlays.any(|overlay| matches!(overlay, Overlay::Pane(_)))
    }

    /// The scene with boxes of text in place of those with panes inside; `rows` gives the rows of a
    /// pane.
    pub fn without_pane_boxes(&self, rows: impl Fn(PaneId) -> Vec<Line>) -> Self {
        let overlays = self.overlays.iter().filter_map(|overlay| match overlay {
            Overlay::Pane(pane_box) => self.text_box(pane_box, rows(pane_box.pane)),
            other => Some(other.clone()),
        });
        Self {
            overlays: overlays.collect(),
            ..self.clone()
        }
    }

    fn text_box(&self, pane_box: &PaneBox, lines: Vec<Line>) -> Option<Overlay> {
        let (x, y) = match pane_box.plane {
            Plane::Client => (0, 0),
            Plane::Window => (
                i32::from(self.area.x) - i32::from(self.view.x),
                i32::from(self.area.y) - i32::from(self.view.y),
            ),
        };
        let rect = BoxRect {
            x: pane_box.rect.x + x,
            y: pane_box.rect.y + y,
            ..pane_box.rect
        };
        Some(Overlay::Box {
            rect: rect.visible(self.size)?,
            border: pane_box.border,
            border_style: pane_box.border_style,
            title: pane_box.title.clone(),
            lines,
            style: pane_box.look,
        })
    }
}
