//! Makes frames: the scene if it changed, and the rows that a client does not have yet.

use super::client::Client;
use super::pane::Pane;
use crate::base::{Line, PaneId, Size};
use crate::scene::{Cursor, Frame, PaneRows, Scene};
use crate::term::Screen;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long the rows of a pane are held back for the end of its synchronized update.
pub const HELD: Duration = Duration::from_millis(150);

/// What a client was sent.
pub struct Picture {
    /// Whose it is.
    pub client: Arc<Client>,
    /// The number of the last frame.
    pub number: u64,
    /// Its scene.
    pub scene: Scene,
    /// Something is held back; look again at this time.
    pub look_again: Option<Instant>,
    cursor: Option<Cursor>,
    panes: BTreeMap<PaneId, Sent>,
    watched: BTreeMap<PaneId, Arc<Pane>>,
}

/// What it was sent of one pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sent {
    /// Generations of another era say nothing about this one.
    era: u32,
    generation: u64,
    size: Size,
    /// The rows are of a mode, not of the screen.
    mode: bool,
    /// Since when its rows are held back.
    held: Option<Instant>,
    /// The line that its program wrote to, and of which era.
    line: Option<(u32, u64)>,
}

impl Sent {
    /// Its rows were held back as long as they ever are.
    fn waited_enough(&self) -> bool {
        self.held.is_some_and(|since| since.elapsed() >= HELD)
    }
}

/// Rows that stand in for a pane's screen: their generation, and all of them.
pub type ModeView = (u64, Vec<Line>);

/// What the world says about the next frame.
pub struct View {
    /// The new scene, if it may have changed.
    pub scene: Option<Scene>,
    /// Draw all of it anew.
    pub all: bool,
    /// Ring the bell.
    pub bell: bool,
    /// The cursor.
    pub cursor: Option<Cursor>,
    /// The panes of the scene, and what shows in place of their screens.
    pub panes: Vec<(Arc<Pane>, Option<ModeView>)>,
}

impl Picture {
    /// The picture of a client that was sent nothing.
    pub fn new(client: Arc<Client>) -> Self {
        Self {
            client,
            number: 0,
            scene: Scene::default(),
            look_again: None,
            cursor: None,
            panes: BTreeMap::new(),
            watched: BTreeMap::new(),
        }
    }

    /// The frame that takes the client from what it has to `view`; `None` if it has all of it.
    pub fn frame(&mut self, view: View) -> Option<Frame> {
        if view.all {
            self.panes.clear();
        }
        self.watch(&view);
        self.look_again = None;
        let scene = self.take_scene(view.scene, view.all);
        let mut rows = Vec::new();
        let mut held = false;
        for (pane, mode) in view.panes {
            match self.rows_of(&pane, mode) {
                Rows::Some(some) => rows.push(some),
                Rows::None => {}
                Rows::Held => held = true,
            }
        }
        let cursor = if held && scene.is_none() {
            self.cursor
        } else {
            view.cursor
        };
        if scene.is_none() && rows.is_empty() && cursor == self.cursor && !view.bell {
            return None;
        }
        self.cursor = cursor;
        self.number += 1;
        let lines = self.panes.iter().filter_map(|(pane, sent)| {
            let (era, line) = sent.line?;
            Some((*pane, era, line))
        });
        self.client.shows(self.number, lines.collect());
        Some(Frame {
            number: self.number,
            scene: scene.map(Box::new),
            rows,
            cursor,
            bell: view.bell,
        })
    }

    /// Watches the panes of `view`, before their rows are looked at.
    fn watch(&mut self, view: &View) {
        let shown = |id: PaneId| view.panes.iter().any(|(pane, _)| pane.id == id);
        let mut gone = std::mem::take(&mut self.watched);
        gone.retain(|id, pane| {
            let stays = view.panes.iter().any(|(p, _)| Arc::ptr_eq(p, pane));
            if stays {
                self.watched.insert(*id, Arc::clone(pane));
            }
            !stays
        });
        for pane in gone.values() {
            pane.unwatch(&self.client);
        }
        for (pane, _) in &view.panes {
            if !self.watched.contains_key(&pane.id) {
                pane.watch(&self.client);
                self.watched.insert(pane.id, Arc::clone(pane));
            }
        }
        self.panes.retain(|id, _| shown(*id));
    }

    fn look_again_at(&mut self, until: Instant) {
        self.look_again = Some(self.look_again.map_or(until, |at| at.min(until)));
    }

    fn take_scene(&mut self, scene: Option<Scene>, all: bool) -> Option<Scene> {
        let scene = scene.filter(|scene| all || *scene != self.scene)?;
        self.scene = scene.clone();
        Some(scene)
    }

    fn rows_of(&mut self, pane: &Pane, mode: Option<ModeView>) -> Rows {
        let had = self.panes.get(&pane.id).copied();
        let (sent, rows) = match mode {
            Some(view) => mode_rows(had, view),
            None => pane.look_with_era(|era, screen| screen_rows(had, era, screen)),
        };
        self.panes.insert(pane.id, sent);
        if let Some(since) = sent.held {
            self.look_again_at(since + HELD);
            return Rows::Held;
        }
        let all =
            had.is_none_or(|had| (had.mode, had.size, had.era) != (sent.mode, sent.size, sent.era));
        if rows.is_empty() && !all {
            return Rows::None;
        }
        Rows::Some(PaneRows {
            pane: pane.id,
            all,
            rows,
        })
    }
}

impl Drop for Picture {
    fn drop(&mut self) {
        for pane in self.watched.values() {
            pane.unwatch(&self.client);
        }
    }
}

/// What there is to send of a pane.
enum Rows {
    None,
    Some(PaneRows),
    Held,
}

type Numbered = Vec<(u16, Line)>;

fn mode_rows(had: Option<Sent>, (generation, lines): ModeView) -> (Sent, Numbered) {
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let sent = Sent {
        era: 0,
        generation,
        size: Size::new(0, rows),
        mode: true,
        held: None,
        line: had.and_then(|had| had.line),
    };
    if had == Some(sent) {
        return (sent, Vec::new());
    }
    (sent, (0..rows).zip(lines).collect())
}

fn screen_rows(had: Option<Sent>, era: u32, screen: &Screen) -> (Sent, Numbered) {
    let size = screen.size();
    let known = had.filter(|had| !had.mode && had.size == size && had.era == era);
    if let Some(known) = known
        && let Some(held) = hold(known, screen)
    {
        return (held, Vec::new());
    }
    let sent = Sent {
        era,
        generation: screen.generation(),
        size,
        mode: false,
        held: None,
        line: screen.line_numbers().map(|numbers| (era, numbers.last)),
    };
    let newer = |y: &u16| known.is_none_or(|known| screen.row_generation(*y) > known.generation);
    let rows = (0..size.rows).filter(newer);
    (sent, rows.map(|y| (y, screen.line(y))).collect())
}

/// What was sent stays as it is while the program is in the middle of an update, for a while.
fn hold(known: Sent, screen: &Screen) -> Option<Sent> {
    if !screen.modes().synchronized || screen.generation() == known.generation {
        return None;
    }
    let since = known.held.unwrap_or_else(Instant::now);
    let held = Sent {
        held: Some(since),
        ..known
    };
    (!held.waited_enough()).then_some(held)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ClientId;
    use crate::term::Limits;

    fn limits() -> Limits {
        Limits {
            history_lines: 100,
            history_bytes: 1 << 20,
        }
    }

    fn view(pane: &Arc<Pane>, mode: Option<ModeView>) -> View {
        View {
            scene: None,
            all: false,
            bell: false,
            cursor: None,
            panes: vec![(Arc::clone(pane), mode)],
        }
    }

    fn texts(frame: Option<Frame>) -> Vec<(u16, String)> {
        let rows = frame.into_iter().flat_map(|frame| frame.rows);
        let rows = rows.flat_map(|rows| rows.rows);
        rows.map(|(y, line)| (y, line.text().trim_end().to_owned()))
            .collect()
    }

    fn row(y: u16, text: &str) -> (u16, String) {
        (y, text.to_owned())
    }

    #[test]
    fn only_new_rows_are_sent() {
        let pane = Arc::new(Pane::new(PaneId(1), Size::new(10, 2), limits()));
        let client = Arc::new(Client::new(ClientId(1)));
        let mut picture = Picture::new(Arc::clone(&client));
        pane.show(b"one");
        let first = picture.frame(view(&pane, None)).unwrap();
        assert!(first.rows[0].all);
        assert_eq!(texts(Some(first)), [row(0, "one"), row(1, "")]);
        assert_eq!(client.urgency(), super::super::client::Urgency::None);
        pane.show(b"\r\ntwo");
        assert_eq!(client.urgency(), super::super::client::Urgency::Paced);
        let second = picture.frame(view(&pane, None));
        assert_eq!(texts(second), [row(1, "two")]);
        assert!(picture.frame(view(&pane, None)).is_none());
    }

    #[test]
    fn an_update_in_progress_is_held_back() {
        let pane = Arc::new(Pane::new(PaneId(1), Size::new(10, 1), limits()));
        let client = Arc::new(Client::new(ClientId(1)));
        let mut picture = Picture::new(Arc::clone(&client));
        picture.frame(view(&pane, None));
        pane.show(b"\x1b[?2026hhalf");
        assert!(picture.frame(view(&pane, None)).is_none());
        assert!(picture.look_again.is_some());
        pane.show(b" done\x1b[?2026l");
        let frame = picture.frame(view(&pane, None));
        assert_eq!(texts(frame), [row(0, "half done")]);
        assert!(picture.look_again.is_none());
    }

    #[test]
    fn a_mode_takes_the_place_of_the_screen() {
        let pane = Arc::new(Pane::new(PaneId(1), Size::new(10, 1), limits()));
        let client = Arc::new(Client::new(ClientId(1)));
        let mut picture = Picture::new(Arc::clone(&client));
        let mode = || {
            let mut line = Line::default();
            line.push_str("mode", crate::base::Style::DEFAULT);
            Some((1, vec![line]))
        };
        picture.frame(view(&pane, None));
        let there = picture.frame(view(&pane, mode()));
        assert_eq!(texts(there), [row(0, "mode")]);
        pane.show(b"behind it");
        assert!(picture.frame(view(&pane, mode())).is_none());
        let back = picture.frame(view(&pane, None));
        assert_eq!(texts(back), [row(0, "behind it")]);
    }
}
