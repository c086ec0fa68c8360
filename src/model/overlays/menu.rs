//! Menus: drawing, keys, mouse.

use crate::base::{
    Attrs, ClientId, Key, KeyCode, Line, Mods, MouseButton, MouseEvent, MouseEventKind, Point, Rect,
};
use crate::lang::keys::key_name;
use crate::lang::styled_text::{draw, text_width};
use crate::lang::tables::choices::BoxLines;
use crate::model::ops::{messages, overlays};
use crate::model::overlays::box_title::{strokes, title_line};
use crate::model::overlays::event::KeyOutcome;
use crate::model::overlays::popup;
use crate::model::state::command::{Origin, Queue};
use crate::model::state::overlay::{Menu, MenuAction, MenuEntry, OverlayKind};
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;
use crate::scene::{BorderLines, Overlay};

/// Rows of a page of a menu, as in tmux.
const PAGE: usize = 5;

impl Menu {
    /// The columns and rows that a menu needs, with its border.
    pub fn room(title: &str, entries: &[Option<MenuEntry>]) -> (u16, u16) {
        let labels = entries.iter().flatten().map(|entry| {
            let key = entry.key.map_or(0, |key| key_name(key).chars().count() + 4);
            text_width(&entry.label) + key
        });
        let most = labels.chain([text_width(title)]).max().unwrap_or(0);
        let cols = u16::try_from(most + 4).unwrap_or(u16::MAX);
        let rows = u16::try_from(entries.len() + 2).unwrap_or(u16::MAX);
        (cols, rows)
    }

    fn can_choose(&self, at: usize) -> bool {
        self.entries
            .get(at)
            .is_some_and(|e| e.as_ref().is_some_and(|e| e.enabled))
    }

    /// Selects the next enabled entry, with wrap-around.
    fn step(&mut self, down: bool) {
        let count = self.entries.len();
        let from = self
            .at
            .unwrap_or(if down { count.wrapping_sub(1) } else { 0 });
        let mut others = (1..=count).map(|n| (from + if down { n } else { count - n }) % count);
        self.at = others.find(|at| self.can_choose(*at)).or(self.at);
    }

    /// Selects an entry a page of five rows away, without wrap-around.
    fn page(&mut self, down: bool) {
        let last = self.entries.len().saturating_sub(1);
        let from = self.at.unwrap_or(0);
        let to = match down {
            true => (from + PAGE).min(last),
            false => from.saturating_sub(PAGE),
        };
        let beyond = || (to..=last).find(|at| self.can_choose(*at));
        let before = || (0..=to).rev().find(|at| self.can_choose(*at));
        self.at = match down {
            true => beyond().or_else(before),
            false => before().or_else(beyond),
        };
    }

    fn end(&mut self, last: bool) {
        let mut all: Vec<usize> = (0..self.entries.len())
            .filter(|n| self.can_choose(*n))
            .collect();
        if last {
            all.reverse();
        }
        self.at = all.first().copied();
    }

    fn entry_at(&self, at: Point) -> Option<usize> {
        let inside = Rect::new(
            self.rect.x,
            self.rect.y + 1,
            self.rect.cols,
            self.rect.rows.saturating_sub(2),
        );
        inside.contains(at).then(|| usize::from(at.y - inside.y))
    }

    /// The overlay of the scene.
    pub fn overlay(&self) -> Overlay {
        let cols = self.rect.cols.saturating_sub(2);
        let lines = self.entries.iter().enumerate();
        let lines = lines.map(|(at, entry)| match entry {
            None => self.rule(),
            Some(entry) => self.line(entry, cols, self.at == Some(at)),
        });
        Overlay::Box {
            rect: self.rect,
            border: self.lines,
            border_style: self.border_style,
            title: self.title_line(cols),
            lines: lines.collect(),
            style: self.style,
        }
    }

    fn rule(&self) -> Line {
        let (left, middle, right) = strokes(self.lines);
        let cols = usize::from(self.rect.cols.saturating_sub(2));
        let mut line = Line::default();
        line.push_str(
            &format!("{left}{}{right}", middle.repeat(cols)),
            self.border_style,
        );
        line
    }

    /// The title in the border, which begins with the third column of the menu.
    fn title_line(&self, cols: u16) -> Line {
        let (_, middle, _) = strokes(self.lines);
        let mut line = Line::default();
        line.push_str(middle, self.border_style);
        let cols = cols.saturating_sub(2);
        let title = title_line(&self.title, cols, self.lines, self.border_style);
        line.spans.extend(title.spans);
        line
    }

    fn line(&self, entry: &MenuEntry, cols: u16, is_selected: bool) -> Line {
        let mut style = if is_selected {
            self.selected_style
        } else {
            self.style
        };
        if !entry.enabled {
            style.attrs |= Attrs::DIM;
        }
        let key = entry
            .key
            .map(|key| format!("({})", key_name(key).replace('#', "##")));
        let key = key.unwrap_or_default();
        let text = format!(" {}#[align=right]{key} ", entry.label);
        draw(&text, cols, style).line
    }
}

/// The line characters that a word of an option names.
pub(crate) const fn border_lines(lines: BoxLines) -> BorderLines {
    match lines {
        BoxLines::Single => BorderLines::Single,
        BoxLines::Double => BorderLines::Double,
        BoxLines::Heavy => BorderLines::Heavy,
        BoxLines::Simple => BorderLines::Simple,
        BoxLines::Rounded => BorderLines::Rounded,
        BoxLines::Padded => BorderLines::Spaces,
        BoxLines::None => BorderLines::None,
    }
}

/// The outcome of a key or mouse event in a menu.
enum Then {
    Stay,
    Close,
    Choose(usize),
}

/// Opens a menu over a client.
pub(crate) fn open(world: &mut World, id: ClientId, menu: Menu) {
    overlays::close(world, id, OverlayKind::Message);
    if let Some(client) = world.clients.get_mut(&id) {
        client.last_menu = Point::new(menu.rect.x, menu.rect.y);
    }
    overlays::open(world, id, menu);
}

/// A key selects an entry, runs one, or closes the menu.
pub(crate) fn key(
    world: &mut World,
    id: ClientId,
    key: Key,
    access: &dyn PaneAccess,
) -> KeyOutcome {
    act(world, id, access, |menu| {
        let with_key = |e: &Option<MenuEntry>| e.as_ref().is_some_and(|e| e.key == Some(key));
        if let Some(at) = menu.entries.iter().position(with_key) {
            return if menu.can_choose(at) {
                Then::Choose(at)
            } else {
                Then::Stay
            };
        }
        let ctrl = key.mods == Mods::CTRL;
        match key.code {
            KeyCode::Char('c' | 'g') if ctrl => return Then::Close,
            KeyCode::Char('b') if ctrl => menu.page(false),
            KeyCode::Char('f') if ctrl => menu.page(true),
            KeyCode::Char('p') if ctrl => menu.step(false),
            KeyCode::Char('n') if ctrl => menu.step(true),
            _ if !key.mods.difference(Mods::SHIFT).is_empty() => {}
            KeyCode::Up | KeyCode::Char('k') | KeyCode::BackTab => menu.step(false),
            KeyCode::Down | KeyCode::Char('j') | KeyCode::Tab => menu.step(true),
            KeyCode::PageUp => menu.page(false),
            KeyCode::PageDown => menu.page(true),
            KeyCode::Home | KeyCode::Char('g') => menu.end(false),
            KeyCode::End | KeyCode::Char('G') => menu.end(true),
            KeyCode::Escape | KeyCode::Char('q') => return Then::Close,
            KeyCode::Enter => return menu.at.map_or(Then::Close, Then::Choose),
            _ => {}
        }
        Then::Stay
    });
    KeyOutcome::Taken
}

/// The mouse selects the entry under it; a release or a press runs it or closes the menu.
pub(crate) fn mouse(
    world: &mut World,
    id: ClientId,
    event: MouseEvent,
    access: &dyn PaneAccess,
) -> bool {
    act(world, id, access, |menu| {
        let opened = menu.opened_at;
        let released = matches!(event.kind, MouseEventKind::Release(_));
        if released || opened.is_some_and(|at| at != event.at) {
            menu.opened_at = None;
        }
        let wheel = MouseEventKind::Press(MouseButton::WheelUp) == event.kind
            || MouseEventKind::Press(MouseButton::WheelDown) == event.kind;
        let pressed = matches!(event.kind, MouseEventKind::Press(_)) && !wheel;
        if !menu.mouse {
            return if pressed { Then::Close } else { Then::Stay };
        }
        menu.at = menu.entry_at(event.at).filter(|at| menu.can_choose(*at));
        if released && opened == Some(event.at) {
            return Then::Stay;
        }
        match menu.at {
            Some(at) if released || (menu.stays && pressed) => Then::Choose(at),
            None if menu.rect.contains(event.at) => Then::Stay,
            None if pressed || (released && !menu.stays) => Then::Close,
            _ => Then::Stay,
        }
    });
    true
}

fn act(
    world: &mut World,
    id: ClientId,
    access: &dyn PaneAccess,
    work: impl FnOnce(&mut Menu) -> Then,
) {
    let Some(client) = world.clients.get_mut(&id) else {
        return;
    };
    let Some(menu) = client.overlays.get_mut::<Menu>() else {
        return;
    };
    let then = work(menu);
    client.stale = true;
    match then {
        Then::Stay => {}
        Then::Close => overlays::close(world, id, OverlayKind::Menu),
        Then::Choose(at) => {
            let menu = menu.clone();
            overlays::close(world, id, OverlayKind::Menu);
            match menu.entries.get(at).cloned().flatten().map(|e| e.action) {
                Some(MenuAction::Run(command)) => run_entry(world, id, menu, &command),
                Some(MenuAction::Popup(action)) => popup::act(world, id, action, access),
                None => {}
            }
        }
    }
}

fn run_entry(world: &mut World, id: ClientId, menu: Menu, command: &str) {
    world.changed = true;
    let run = Queue {
        client: Some(id),
        origin: Origin::Key,
        place: menu.place,
        mouse: menu.hit,
        ..Queue::default()
    };
    messages::run_line(world, run, command);
}
