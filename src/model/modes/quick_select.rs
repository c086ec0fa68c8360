//! Quick select: labels on everything in the view that is worth copying. The letters of a label
//! copy its text, a capital letter at the end types it at the prompt, and a letter with Ctrl opens
//! it.

use crate::base::{ClientId, Key, KeyCode, Mods, MouseButton, MouseEventKind, PaneId};
use crate::lang::script::quote;
use crate::lang::tables::options;
use crate::model::copy::labels::labels;
use crate::model::modes::copy_mode::lifecycle::{self, Entry};
use crate::model::modes::editor::{open_at, quoted};
use crate::model::modes::pane_mode;
use crate::model::ops::pane_input::modes;
use crate::model::ops::{clipboard, job, messages, queue};
use crate::model::script::parse;
use crate::model::state::client::MouseHit;
use crate::model::state::command::{AfterJob, Origin, Queue};
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::location::Location;
use crate::model::state::mode::Mode;
use crate::model::state::mode::copy_mode::{Label, Place, QuickSelect};
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
    /// These texts are chosen.
    Chosen(Vec<String>, Delivery),
}

/// The use of a chosen text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Delivery {
    /// It is copied.
    Copy,
    /// It is typed at the prompt.
    Type,
    /// It is opened: a URL by a program, a file in the editor.
    Open,
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
    let Some(copy) = pane.mode.as_mut().and_then(Mode::copy_mut) else {
        return;
    };
    copy.generation += 1;
    let Some(select) = &mut copy.state.quick_select else {
        return;
    };
    let after = select.press(key);
    finish(world, client, id, after, access);
}

/// Handles a mouse event while the labels are shown: a click on a label chooses it. Returns false
/// if no labels are shown.
pub(crate) fn mouse(
    world: &mut World,
    client: ClientId,
    id: PaneId,
    hit: &MouseHit,
    access: &dyn PaneAccess,
) -> bool {
    let pane = world.panes.get_mut(&id);
    let Some(copy) = pane.and_then(|pane| pane.mode.as_mut()?.copy_mut()) else {
        return false;
    };
    let top = -i64::try_from(copy.state.up).unwrap_or(0);
    let at = Place::new(usize::from(hit.cell.x), top + i64::from(hit.cell.y));
    let Some(select) = &mut copy.state.quick_select else {
        return false;
    };
    let mut labels = select.labels.iter();
    let pressed = hit.event.kind == MouseEventKind::Press(MouseButton::Left);
    let label = labels.find(|label| pressed && label.start <= at && at < label.end);
    if let Some(text) = label.map(|label| label.text.clone()) {
        copy.generation += 1;
        world.changed = true;
        let after = select.choose(text, Delivery::Copy);
        finish(world, client, id, after, access);
    }
    true
}

fn finish(world: &mut World, client: ClientId, id: PaneId, after: After, access: &dyn PaneAccess) {
    let Some(pane) = world.panes.get(&id) else {
        return;
    };
    let window = pane.window;
    let select = pane
        .mode
        .as_ref()
        .and_then(|mode| mode.copy()?.state.quick_select.as_ref());
    let entered = select.is_some_and(|select| select.entered);
    match after {
        After::Stay => crate::model::ops::window_size::redraw_window(world, window),
        After::Cancel => end(world, id, entered),
        After::Chosen(texts, Delivery::Open) => {
            end(world, id, entered);
            texts.iter().for_each(|text| open(world, client, id, text));
        }
        After::Chosen(texts, delivery) => {
            end(world, id, entered);
            let types = delivery == Delivery::Type;
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

/// Opens a URL by the option `open-command`, or a file in the editor in a new window.
fn open(world: &mut World, client: ClientId, id: PaneId, text: &str) {
    let Some(place) = world.pane_location(id) else {
        return;
    };
    if world.clients.get(&client).is_none_or(|c| c.read_only) {
        messages::show_error(world, client, "Client is read-only");
        return;
    }
    if text.contains("://") || text.starts_with("mailto:") {
        let command = world.get(options::OPEN_COMMAND, OptionScope::Server);
        let url = quoted(text);
        let command = if command.is_empty() {
            format!("if command -v xdg-open >/dev/null; then xdg-open {url}; else open {url}; fi")
        } else {
            format!("{command} {url}")
        };
        let then = AfterJob::Report {
            client: Some(client),
        };
        job::start_job_with_input(world, command, Some(place), Vec::new(), then);
        return;
    }
    let (path, line) = path_and_line(text);
    if !path.contains(['/', '.']) {
        let shown = text.replace('#', "##");
        let message = format!("{shown} is neither a URL nor a path");
        messages::show_message(world, client, &message, None, false);
        return;
    }
    let path = match path.strip_prefix("~/") {
        Some(rest) => format!("{}/{rest}", world.host.home),
        None => path.to_owned(),
    };
    let editor = world.get(options::EDITOR, OptionScope::Server);
    let shell = quote(&open_at(editor, &path, line));
    let target = quote(&format!("{}:", place.session));
    let words = format!("new-window -a -c '#{{pane_current_path}}' -t {target} {shell}");
    if let Ok(script) = parse::parse(world, &words) {
        let run = Queue {
            client: Some(client),
            origin: Origin::Key,
            place: Some(place),
            ..Queue::default()
        };
        queue::enqueue(world, run, script);
    }
}

/// The path of `path:line:column`, and the line; 1 without one.
fn path_and_line(text: &str) -> (&str, usize) {
    let mut parts = text.split(':');
    let path = parts.next().unwrap_or_default();
    let line = parts.next().and_then(|line| line.parse().ok());
    (path, line.unwrap_or(1))
}

impl QuickSelect {
    fn press(&mut self, key: Key) -> After {
        match key.code {
            KeyCode::Tab => self.several = !self.several,
            KeyCode::Backspace => {
                self.typed.pop();
            }
            KeyCode::Enter if !self.chosen.is_empty() => {
                return After::Chosen(std::mem::take(&mut self.chosen), Delivery::Copy);
            }
            KeyCode::Char(c) if key.mods == Mods::CTRL && c.is_alphabetic() && c != 'c' => {
                return self.letter(c, true);
            }
            KeyCode::Char(c)
                if key.mods.difference(Mods::SHIFT).is_empty() && c.is_alphabetic() =>
            {
                return self.letter(c, false);
            }
            _ => return After::Cancel,
        }
        After::Stay
    }

    /// Takes a letter of a label. One that begins no label is ignored.
    fn letter(&mut self, c: char, opens: bool) -> After {
        let typed = format!("{}{}", self.typed, c.to_ascii_lowercase());
        let fits = |label: &&Label| label.name.starts_with(&typed);
        let Some(label) = self.labels.iter().find(fits) else {
            return After::Stay;
        };
        if label.name != typed {
            self.typed = typed;
            return After::Stay;
        }
        let delivery = match (opens, c.is_ascii_uppercase()) {
            (true, _) => Delivery::Open,
            (false, true) => Delivery::Type,
            (false, false) => Delivery::Copy,
        };
        let text = label.text.clone();
        self.choose(text, delivery)
    }

    /// Chooses a text, or takes the choice back while several are chosen.
    fn choose(&mut self, text: String, delivery: Delivery) -> After {
        self.typed.clear();
        if self.several && delivery != Delivery::Open {
            match self.chosen.iter().position(|chosen| *chosen == text) {
                Some(at) => {
                    self.chosen.remove(at);
                }
                None => self.chosen.push(text),
            }
            return After::Stay;
        }
        After::Chosen(vec![text], delivery)
    }
}
