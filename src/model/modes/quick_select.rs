//! Quick select: labels on everything in the view that is worth copying. The letters of a label
//! copy its text, and a capital letter at the end types it at the prompt.

use crate::base::{ClientId, Key, KeyCode, Mods, PaneId};
use crate::lang::tables::options;
use crate::model::copy::labels::labels;
use crate::model::modes::copy_mode::lifecycle::{self, Entry};
use crate::model::modes::pane_mode;
use crate::model::ops::pane_input::modes;
use crate::model::ops::{clipboard, messages};
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::location::Location;
use crate::model::state::mode::Mode;
use crate::model::state::mode::copy_mode::{Label, QuickSelect};
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::world::World;
use crate::term::encode_paste;

/// The result of a key.
enum After {
    /// More keys follow.
    Stay,
    /// Nothing is chosen.
    Cancel,
    /// These texts are chosen; `true` types them at the prompt.
    Chosen(Vec<String>, bool),
}

/// Labels the view of a pane, in copy mode if it is in that. Returns false if there is nothing to
/// label.
pub(crate) fn enter(world: &mut World, place: Location, access: &dyn PaneAccess) -> bool {
    let pane = world.panes.get(&place.pane);
    let mode = pane.and_then(|pane| pane.mode.as_ref());
    let entered = mode.is_none_or(|mode| mode.copy().is_none());
    lifecycle::enter(world, place, Entry::default(), access);
    let own = world
        .get(options::QUICK_SELECT_PATTERNS, OptionScope::Server)
        .clone();
    let own: Vec<&str> = own.values().map(String::as_str).collect();
    let found = lifecycle::with_engine(world, place.pane, access, |engine| {
        let top = -i64::try_from(engine.s.up).unwrap_or(0);
        let bottom = top + i64::try_from(engine.text.height()).unwrap_or(0);
        let labels = labels(engine.text, top, bottom, &own);
        let any = !labels.is_empty();
        engine.s.quick_select = any.then(|| QuickSelect {
            labels,
            entered,
            ..QuickSelect::default()
        });
        any
    });
    if found != Some(true) && entered {
        pane_mode::leave(world, place.pane);
    }
    found == Some(true)
}

/// Handles a key while the labels are shown.
pub(crate) fn key(
    world: &mut World,
    client: ClientId,
    id: PaneId,
    key: Key,
    access: &dyn PaneAccess,
) {
    world.changed = true;
    let Some(pane) = world.panes.get_mut(&id) else {
        return;
    };
    let window = pane.window;
    let Some(copy) = pane.mode.as_mut().and_then(Mode::copy_mut) else {
        return;
    };
    copy.generation += 1;
    let Some(select) = &mut copy.state.quick_select else {
        return;
    };
    let entered = select.entered;
    match select.press(key) {
        After::Stay => crate::model::ops::window_size::redraw_window(world, window),
        After::Cancel => end(world, id, entered),
        After::Chosen(texts, types) => {
            end(world, id, entered);
            deliver(world, client, id, &texts.join(" "), types, access);
        }
    }
}

/// Removes the labels, and leaves copy mode if quick select entered it.
fn end(world: &mut World, id: PaneId, entered: bool) {
    if entered {
        pane_mode::leave(world, id);
        return;
    }
    let pane = world.panes.get_mut(&id);
    if let Some(copy) = pane.and_then(|pane| pane.mode.as_mut()?.copy_mut()) {
        copy.state.quick_select = None;
        copy.generation += 1;
    }
}

/// Copies a text to a buffer and the clipboard, or types it.
fn deliver(
    world: &mut World,
    client: ClientId,
    id: PaneId,
    text: &str,
    types: bool,
    access: &dyn PaneAccess,
) {
    let read_only = world.clients.get(&client).is_none_or(|c| c.read_only);
    if types && !read_only {
        let mut bytes = Vec::new();
        encode_paste(text, &modes(access, id), &mut bytes);
        world.effect(Effect::Pane(id, PaneEffect::Write(bytes)));
        return;
    }
    clipboard::copy_text(world, id, text.as_bytes().to_vec());
    let shown = text.replace('#', "##");
    messages::show_message(world, client, &format!("Copied {shown}"), None, false);
}

impl QuickSelect {
    fn press(&mut self, key: Key) -> After {
        match key.code {
            KeyCode::Tab => self.several = !self.several,
            KeyCode::Backspace => {
                self.typed.pop();
            }
            KeyCode::Enter if !self.chosen.is_empty() => {
                return After::Chosen(std::mem::take(&mut self.chosen), false);
            }
            KeyCode::Char(c)
                if key.mods.difference(Mods::SHIFT).is_empty() && c.is_alphabetic() =>
            {
                return self.letter(c);
            }
            _ => return After::Cancel,
        }
        After::Stay
    }

    /// Takes a letter of a label. One that begins no label is ignored.
    fn letter(&mut self, c: char) -> After {
        let typed = format!("{}{}", self.typed, c.to_ascii_lowercase());
        let fits = |label: &&Label| label.name.starts_with(&typed);
        let Some(label) = self.labels.iter().find(fits) else {
            return After::Stay;
        };
        if label.name != typed {
            self.typed = typed;
            return After::Stay;
        }
        self.typed.clear();
        let text = label.text.clone();
        if self.several {
            match self.chosen.iter().position(|chosen| *chosen == text) {
                Some(at) => {
                    self.chosen.remove(at);
                }
                None => self.chosen.push(text),
            }
            return After::Stay;
        }
        After::Chosen(vec![text], c.is_ascii_uppercase())
    }
}
