//! Scenes for clients of older versions: without boxes that have panes inside (protocol versions
//! before 4), without roles (before 5).

use super::contents::{Label, Overlay, PaneBox, Plane, Scene};
use super::frame::PaneRows;
use crate::base::{Line, Palette, PaneId, Style};

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

    /// Replaces the roles by the colours of the theme `terminal`.
    pub fn resolve_roles(&mut self) {
        for area in &mut self.panes {
            plain(&mut area.look);
            plain(&mut area.border);
        }
        plain(&mut self.border.style);
        for Label { line, fill, .. } in self.labels.iter_mut().chain(&mut self.status_lines) {
            plain_line(line);
            fill.iter_mut().for_each(plain);
        }
        for overlay in &mut self.overlays {
            match overlay {
                Overlay::Number { style, .. } => plain(style),
                Overlay::Box {
                    border_style,
                    title,
                    lines,
                    style,
                    ..
                } => {
                    plain(border_style);
                    plain(style);
                    plain_line(title);
                    lines.iter_mut().for_each(plain_line);
                }
                Overlay::Pane(pane_box) => {
                    plain(&mut pane_box.border_style);
                    plain(&mut pane_box.look);
                    plain_line(&mut pane_box.title);
                }
            }
        }
    }
}

impl PaneRows {
    /// Replaces the roles by the colours of the theme `terminal`.
    pub fn resolve_roles(&mut self) {
        for (_, line) in &mut self.rows {
            plain_line(line);
        }
    }
}

fn plain(style: &mut Style) {
    if style.has_roles() {
        *style = Palette::default().resolve(*style);
    }
}

fn plain_line(line: &mut Line) {
    for span in &mut line.spans {
        plain(&mut span.style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Color, Role};
    use crate::scene::PaneArea;

    #[test]
    fn no_role_is_left_for_a_client_of_an_older_version() {
        let role = Style {
            fg: Color::Role(Role::Text),
            bg: Color::Role(Role::Accent),
            ..Style::DEFAULT
        };
        let mut line = Line::default();
        line.push_str("text", role);
        let label = Label {
            line: line.clone(),
            fill: Some(role),
            ..Label::default()
        };
        let mut scene = Scene {
            panes: vec![PaneArea {
                look: role,
                border: role,
                ..PaneArea::default()
            }],
            labels: vec![label.clone()],
            status_lines: vec![label],
            overlays: vec![
                Overlay::Pane(Box::new(PaneBox {
                    border_style: role,
                    look: role,
                    title: line.clone(),
                    ..PaneBox::default()
                })),
                Overlay::Box {
                    rect: crate::base::Rect::default(),
                    border: crate::scene::BorderLines::Single,
                    border_style: role,
                    title: line.clone(),
                    lines: vec![line.clone()],
                    style: role,
                },
            ],
            ..Scene::default()
        };
        scene.border.style = role;
        scene.resolve_roles();
        let mut rows = PaneRows {
            rows: vec![(0, line)],
            ..PaneRows::default()
        };
        rows.resolve_roles();
        let text = format!("{scene:?} {rows:?}");
        assert!(!text.contains("Role"), "{text}");
        assert!(text.contains("Ansi(2)"), "{text}");
    }
}
