//! Builds frames: the scene if it changed, and the rows that the client does not have yet.

use crate::base::sorted::SortedMap;
use crate::base::{Line, PaneId, Size};
use crate::model::modes::mode_dispatch;
use crate::model::view::{cursor, scene};
use crate::scene::{Cursor, Frame, PaneRows, Scene};
use crate::server::client::state::{Client, Redraw};
use crate::server::fault_injection;
use crate::server::hub::{Hub, State};
use crate::server::lock::lock;
use crate::server::pane::state::Pane;
use crate::server::pane_access::LivePanes;
use crate::sys::clock;
use crate::term::Screen;
use crate::wire::{ToClient, since};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long the rows of a pane are held back until its synchronized update (mode 2026) ends, as in
/// tmux. A slow repaint takes more than a fraction of a second.
pub const HELD: Duration = Duration::from_secs(1);

/// Builds the frames of one client. It knows what the client was sent.
pub struct FrameBuilder {
    /// The client.
    pub client: Arc<Client>,
    /// The number of the last frame.
    pub number: u64,
    /// The last scene.
    pub scene: Scene,
    /// The last scene as a client of an older version got it, if it has boxes with panes.
    older: Option<Scene>,
    /// When rows that are held back are to be sent at the latest.
    pub retry_at: Option<Instant>,
    cursor: Option<Cursor>,
    panes: SortedMap<PaneId, SentPane>,
    watched: SortedMap<PaneId, Arc<Pane>>,
}

/// What the client was sent of one pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct SentPane {
    /// The era of the screen. Generations of different eras cannot be compared.
    era: u32,
    generation: u64,
    size: Size,
    /// The rows are those of a mode, not of the screen.
    mode: bool,
    /// Since when the rows are held back.
    held: Option<Instant>,
    /// Era and number of the line that the program was writing to.
    line: Option<(u32, u64)>,
}

impl SentPane {
    /// Whether the rows were held back for the longest time allowed.
    fn held_long_enough(&self) -> bool {
        self.held.is_some_and(|since| since.elapsed() >= HELD)
    }
}

/// The rows of a mode, shown instead of the screen: their generation, and all rows.
pub type ModeView = (u64, Vec<Line>);

/// The input of the next frame.
pub struct FrameInput {
    /// The new scene, if it may have changed.
    pub scene: Option<Scene>,
    /// Every row is sent again.
    pub all: bool,
    /// The bell rings.
    pub bell: bool,
    /// The cursor.
    pub cursor: Option<Cursor>,
    /// The panes of the scene, and the rows of their modes.
    pub panes: Vec<(Arc<Pane>, Option<ModeView>)>,
}

impl FrameBuilder {
    /// The builder of a client that was sent nothing.
    pub fn new(client: Arc<Client>) -> Self {
        Self {
            client,
            number: 0,
            scene: Scene::default(),
            older: None,
            retry_at: None,
            cursor: None,
            panes: SortedMap::new(),
            watched: SortedMap::new(),
        }
    }

    /// The frame that updates the client to `input`; `None` if it is up to date.
    pub fn frame(&mut self, input: FrameInput) -> Option<Frame> {
        if input.all {
            self.panes.clear();
        }
        self.watch(&input);
        self.retry_at = None;
        let mut scene = self.take_scene(input.scene, input.all);
        if self.client.version() < since::PANE_BOXES {
            scene = self.older_scene(scene, &input.panes);
        }
        let roles = self.client.version() >= since::ROLES;
        if let Some(scene) = scene.as_mut().filter(|_| !roles) {
            scene.resolve_roles();
        }
        let mut rows = Vec::new();
        let mut held = false;
        for (pane, mode) in input.panes {
            match self.rows_of(&pane, mode) {
                Rows::Some(mut some) => {
                    if !roles {
                        some.resolve_roles();
                    }
                    rows.push(some);
                }
                Rows::None => {}
                Rows::Held => held = true,
            }
        }
        let cursor = if held && scene.is_none() {
            self.cursor
        } else {
            input.cursor
        };
        if scene.is_none() && rows.is_empty() && cursor == self.cursor && !input.bell {
            return None;
        }
        self.cursor = cursor;
        self.number += 1;
        let lines = self.panes.iter().filter_map(|(pane, sent)| {
            let (era, line) = sent.line?;
            Some((*pane, era, line))
        });
        self.client.frame_sent(self.number, lines.collect());
        Some(Frame {
            number: self.number,
            scene: scene.map(Box::new),
            rows,
            cursor,
            bell: input.bell,
        })
    }

    /// Watches the panes of `input`. It comes before their rows are read, so that no change between
    /// the two is missed.
    fn watch(&mut self, input: &FrameInput) {
        let shown = |id: PaneId| input.panes.iter().any(|(pane, _)| pane.id == id);
        let mut gone = std::mem::take(&mut self.watched);
        gone.retain(|id, pane| {
            let stays = input.panes.iter().any(|(p, _)| Arc::ptr_eq(p, pane));
            if stays {
                self.watched.insert(*id, Arc::clone(pane));
            }
            !stays
        });
        for pane in gone.values() {
            pane.unwatch(&self.client);
        }
        for (pane, _) in &input.panes {
            if !self.watched.contains_key(&pane.id) {
                pane.watch(&self.client);
                self.watched.insert(pane.id, Arc::clone(pane));
            }
        }
        self.panes.retain(|id, _| shown(*id));
    }

    fn retry_by(&mut self, until: Instant) {
        self.retry_at = Some(self.retry_at.map_or(until, |at| at.min(until)));
    }

    fn take_scene(&mut self, scene: Option<Scene>, all: bool) -> Option<Scene> {
        let scene = scene.filter(|scene| all || *scene != self.scene)?;
        self.scene = scene.clone();
        Some(scene)
    }

    /// Replaces the boxes with panes by boxes of text for a client of an older version.
    fn older_scene(
        &mut self,
        scene: Option<Scene>,
        panes: &[(Arc<Pane>, Option<ModeView>)],
    ) -> Option<Scene> {
        if !self.scene.has_pane_boxes() {
            self.older = None;
            return scene;
        }
        let rows = |id: PaneId| {
            let shown = panes.iter().find(|(pane, _)| pane.id == id);
            shown.map_or_else(Vec::new, |(pane, mode)| match mode {
                Some((_, lines)) => lines.clone(),
                None => pane.with_screen(|screen| {
                    let rows = 0..screen.size().rows;
                    rows.map(|y| screen.colored_line(y)).collect()
                }),
            })
        };
        let older = Some(self.scene.without_pane_boxes(rows));
        if scene.is_none() && older == self.older {
            return None;
        }
        self.older.clone_from(&older);
        older
    }

    fn rows_of(&mut self, pane: &Pane, mode: Option<ModeView>) -> Rows {
        let had = self.panes.get(&pane.id).copied();
        let (sent, rows) = match mode {
            Some((generation, lines)) => {
                let colored = |screen: &Screen| {
                    let lines = lines.into_iter().map(|line| screen.colored(line));
                    lines.collect()
                };
                mode_rows(had, (generation, pane.with_screen(colored)))
            }
            None => pane.with_screen_and_era(|era, screen| screen_rows(had, era, screen)),
        };
        self.panes.insert(pane.id, sent);
        if let Some(since) = sent.held {
            self.retry_by(since + HELD);
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

/// The next frame for the client of `builder`; `None` if it is up to date. A panic in it detaches
/// the client and nobody else.
pub fn next_frame(hub: &Hub, builder: &mut FrameBuilder) -> Option<Frame> {
    let client = Arc::clone(&builder.client);
    client.frame_begins();
    let redraw = client.take_redraw();
    let made = catch_unwind(AssertUnwindSafe(|| {
        assert!(!fault_injection::wanted("frame-panics"), "struck");
        let input = frame_input(&mut lock(&hub.state), builder, redraw);
        let frame = builder.frame(input?)?;
        tracing::debug!(
            client = %client.id,
            number = frame.number,
            reason = redraw.reason(),
            scene = frame.scene.is_some(),
            panes = frame.rows.len(),
            "frame"
        );
        Some(frame)
    }));
    made.unwrap_or_else(|_| {
        tracing::error!(client = %client.id, "panic while building a frame; client detached");
        let text = "[detached: its picture went wrong inside the server, which goes on]";
        client.send(&ToClient::Detached {
            message: text.to_owned(),
            status: 1,
            exec: None,
            hangup: false,
        });
        client.end();
        None
    })
}

/// What the client should see now; `None` if it is not attached.
fn frame_input(state: &mut State, builder: &FrameBuilder, redraw: Redraw) -> Option<FrameInput> {
    let client = builder.client.id;
    let access = LivePanes(&state.panes);
    let scene = if redraw.scene || redraw.all {
        Some(scene::scene(
            &mut state.world,
            client,
            clock::now(),
            &access,
        )?)
    } else {
        None
    };
    let shown = scene.as_ref().unwrap_or(&builder.scene).shown_panes();
    let shown = shown.filter_map(|pane| state.panes.get(&pane));
    let panes = shown.map(|pane| {
        let mode = mode_dispatch::rows(&state.world, pane.id, &access);
        (Arc::clone(pane), mode)
    });
    Some(FrameInput {
        panes: panes.collect(),
        cursor: cursor::cursor(&state.world, client, &access),
        scene,
        all: redraw.all,
        bell: redraw.bell,
    })
}

impl Drop for FrameBuilder {
    fn drop(&mut self) {
        for pane in self.watched.values() {
            pane.unwatch(&self.client);
        }
    }
}

/// The rows to send of a pane.
enum Rows {
    None,
    Some(PaneRows),
    Held,
}

type Numbered = Vec<(u16, Line)>;

fn mode_rows(had: Option<SentPane>, (generation, lines): ModeView) -> (SentPane, Numbered) {
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let sent = SentPane {
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

fn screen_rows(had: Option<SentPane>, era: u32, screen: &Screen) -> (SentPane, Numbered) {
    let size = screen.size();
    let known = had.filter(|had| !had.mode && had.size == size && had.era == era);
    if let Some(known) = known
        && let Some(held) = hold(known, screen)
    {
        return (held, Vec::new());
    }
    let sent = SentPane {
        era,
        generation: screen.generation(),
        size,
        mode: false,
        held: None,
        line: screen.line_numbers().map(|numbers| (era, numbers.last)),
    };
    let newer = |y: &u16| known.is_none_or(|known| screen.row_generation(*y) > known.generation);
    let rows = (0..size.rows).filter(newer);
    (sent, rows.map(|y| (y, screen.colored_line(y))).collect())
}

/// Holds the rows back while the program is in the middle of a synchronized update, up to [`HELD`].
fn hold(known: SentPane, screen: &Screen) -> Option<SentPane> {
    if !screen.modes().synchronized || screen.generation() == known.generation {
        return None;
    }
    let since = known.held.unwrap_or_else(Instant::now);
    let held = SentPane {
        held: Some(since),
        ..known
    };
    (!held.held_long_enough()).then_some(held)
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

    fn view(pane: &Arc<Pane>, mode: Option<ModeView>) -> FrameInput {
        FrameInput {
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
        let mut builder = FrameBuilder::new(Arc::clone(&client));
        pane.print(b"one");
        let first = builder.frame(view(&pane, None)).unwrap();
        assert!(first.rows[0].all);
        assert_eq!(texts(Some(first)), [row(0, "one"), row(1, "")]);
        assert_eq!(
            client.urgency(),
            crate::server::client::state::Urgency::None
        );
        pane.print(b"\r\ntwo");
        assert_eq!(
            client.urgency(),
            crate::server::client::state::Urgency::Paced
        );
        let second = builder.frame(view(&pane, None));
        assert_eq!(texts(second), [row(1, "two")]);
        assert!(builder.frame(view(&pane, None)).is_none());
    }

    #[test]
    fn a_client_of_an_older_version_gets_the_pane_of_a_box_as_text() {
        use crate::base::BoxRect;
        use crate::scene::{Overlay, PaneBox};
        let pane = Arc::new(Pane::new(PaneId(1), Size::new(3, 1), limits()));
        let boxed = || {
            let pane_box = PaneBox {
                pane: PaneId(1),
                rect: BoxRect::new(0, 0, Size::new(5, 3)),
                ..PaneBox::default()
            };
            FrameInput {
                scene: Some(Scene {
                    size: Size::new(9, 9),
                    overlays: vec![Overlay::Pane(Box::new(pane_box))],
                    ..Scene::default()
                }),
                ..view(&pane, None)
            }
        };
        let shown = |frame: Option<Frame>| {
            let scene = frame?.scene?;
            match scene.overlays.first()? {
                Overlay::Box { lines, .. } => Some(lines[0].text()),
                Overlay::Pane(_) | Overlay::Number { .. } => None,
            }
        };
        let client = Arc::new(Client::new(ClientId(1)));
        client.set_version(3);
        let mut builder = FrameBuilder::new(Arc::clone(&client));
        pane.print(b"one");
        assert_eq!(shown(builder.frame(boxed())).as_deref(), Some("one"));
        pane.print(b"\rtwo");
        let next = shown(builder.frame(view(&pane, None)));
        assert_eq!(next.as_deref(), Some("two"));
        assert!(builder.frame(boxed()).is_none());
        client.set_version(4);
        let mut builder = FrameBuilder::new(client);
        let frame = builder.frame(boxed()).unwrap();
        assert!(frame.scene.unwrap().has_pane_boxes());
        assert_eq!(frame.rows.len(), 1);
    }

    #[test]
    fn an_update_in_progress_is_held_back() {
        let pane = Arc::new(Pane::new(PaneId(1), Size::new(10, 1), limits()));
        let client = Arc::new(Client::new(ClientId(1)));
        let mut builder = FrameBuilder::new(Arc::clone(&client));
        builder.frame(view(&pane, None));
        pane.print(b"\x1b[?2026hhalf");
        assert!(builder.frame(view(&pane, None)).is_none());
        assert!(builder.retry_at.is_some());
        pane.print(b" done\x1b[?2026l");
        let frame = builder.frame(view(&pane, None));
        assert_eq!(texts(frame), [row(0, "half done")]);
        assert!(builder.retry_at.is_none());
    }

    #[test]
    fn a_mode_takes_the_place_of_the_screen() {
        let pane = Arc::new(Pane::new(PaneId(1), Size::new(10, 1), limits()));
        let client = Arc::new(Client::new(ClientId(1)));
        let mut builder = FrameBuilder::new(Arc::clone(&client));
        let mode = || {
            let mut line = Line::default();
            line.push_str("mode", crate::base::Style::DEFAULT);
            Some((1, vec![line]))
        };
        builder.frame(view(&pane, None));
        let there = builder.frame(view(&pane, mode()));
        assert_eq!(texts(there), [row(0, "mode")]);
        pane.print(b"behind it");
        assert!(builder.frame(view(&pane, mode())).is_none());
        let back = builder.frame(view(&pane, None));
        assert_eq!(texts(back), [row(0, "behind it")]);
    }
}
