//! Scenes for clients that do not know boxes with panes inside (protocol versions before 4).

use super::contents::{Overlay, PaneBox, Plane, Scene};
use crate::base::{Line, PaneId};

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
        let rect = match pane_box.plane {
            Plane::Client => pane_box.rect,
            Plane::Window => pane_box.rect.in_view(self.area, self.view),
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
