//! `send-keys`: send keys to a pane, its mode, or a client.

use crate::base::key::MouseAction;
use crate::base::{Error, Key, KeyCode, KeyEvent, Mods, PaneId, Result, raw_bytes};
use crate::lang::keys::parse_key;
use crate::model::command::def::Command;
use crate::model::commands::values::number;
use crate::model::input::{key_dispatch, mouse};
use crate::model::modes::copy_mode::command;
use crate::model::modes::tree_mode::{keys, lifecycle};
use crate::model::ops::pane_input::{encode, modes};
use crate::model::script::table;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::location::Location;

/// Send keys to a pane.
#[derive(clap::Args, Debug)]
pub struct SendKeys {
    /// Expand formats in the keys first
    #[arg(short = 'F')]
    expand: bool,
    /// Treat the keys as bytes in hexadecimal
    #[arg(short = 'H')]
    hex: bool,
    /// Send to the client, as if typed there
    #[arg(short = 'K')]
    to_client: bool,
    /// Treat the keys as text, not as key names
    #[arg(short = 'l')]
    literal: bool,
    /// Pass the mouse event on to the pane
    #[arg(short = 'M')]
    mouse: bool,
    /// Reset the pane's terminal state first
    #[arg(short = 'R')]
    reset: bool,
    /// Run a command of the pane's mode, such as scroll-up
    #[arg(short = 'X')]
    command: bool,
    /// Client for -K (default: the current client)
    #[arg(short = 'c', value_name = "target-client")]
    client: Option<String>,
    /// Number of repetitions (default: 1)
    #[arg(short = 'N', value_name = "repeat-count")]
    count: Option<String>,
    /// Target pane (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Key names such as C-a or Enter, or text
    #[arg(value_name = "key")]
    keys: Vec<String>,
}

/// One key or byte to send.
enum Typed {
    Key(KeyEvent),
    Byte(u8),
}

impl Command for SendKeys {
    const NAME: &'static str = "send-keys";
    const ALIAS: &'static str = "send";
    const AFTER_HOOK: bool = true;

    fn run(mut self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        let count = match &self.count {
            Some(count) => number(count, "repeat count", 1, i64::from(u32::MAX))?,
            None => 1,
        };
        if self.expand {
            self.keys = self
                .keys
                .iter()
                .map(|k| cx.expand(k, Some(place)))
                .collect();
        }
        if self.command {
            let typed = std::mem::take(&mut cx.pane(place.pane)?.repeat);
            let count = match &self.count {
                None if typed > 0 => i64::from(typed),
                _ => count,
            };
            return mode_command(cx, place, &self.keys, count);
        }
        if self.mouse {
            return hand_on_mouse(cx);
        }
        if self.reset {
            cx.world
                .effect(Effect::Pane(place.pane, PaneEffect::ResetScreen));
        }
        if self.keys.is_empty() && self.count.is_some() {
            let pane = cx.pane(place.pane)?;
            if pane.mode.is_some() {
                pane.repeat = u32::try_from(count).unwrap_or(0);
            }
            return Ok(Flow::Done);
        }
        let typed = self.typed(cx);
        let mut flow = Flow::Done;
        for _ in 0..count {
            if self.to_client {
                self.type_to_client(cx, &typed)?;
            } else if cx.pane(place.pane)?.mode.is_some() {
                if keys_to_mode(cx, place, &typed)? == Flow::Wait {
                    flow = Flow::Wait;
                }
            } else {
                keys_to_pane(cx, place.pane, &typed);
            }
        }
        Ok(flow)
    }
}

impl SendKeys {
    fn typed(&self, cx: &mut CommandContext<'_>) -> Vec<Typed> {
        if self.keys.is_empty() && !self.reset {
            let key = cx.queue().key;
            return key
                .map(|key| Typed::Key(KeyEvent::press(key)))
                .into_iter()
                .collect();
        }
        let words = self.keys.iter();
        words.flat_map(|word| self.word(word)).collect()
    }

    fn word(&self, word: &str) -> Vec<Typed> {
        if self.hex {
            let byte = u8::from_str_radix(word.trim_start_matches("0x"), 16);
            return byte.ok().map(Typed::Byte).into_iter().collect();
        }
        let key = if self.literal { None } else { parse_key(word) };
        match key {
            // tmux sends the names of pseudo-keys (None, Any) as text.
            Some(Key {
                code: KeyCode::None | KeyCode::Any,
                ..
            }) => text(word),
            Some(key) => vec![Typed::Key(KeyEvent::press(key))],
            None => text(word),
        }
    }

    fn type_to_client(&self, cx: &mut CommandContext<'_>, typed: &[Typed]) -> Result<()> {
        let client = cx.client_target(self.client.as_deref())?;
        for one in typed {
            if let Typed::Key(event) = one {
                key_dispatch::key(cx.world, client, event, cx.access);
            }
        }
        Ok(())
    }
}

/// Returns the keys that type a text. Control characters are sent as bytes.
fn text(text: &str) -> Vec<Typed> {
    let control = |c: char| u8::try_from(c).ok().filter(u8::is_ascii_control);
    let one = |c: char| match control(c).or_else(|| raw_bytes::byte(c)) {
        Some(byte) => Typed::Byte(byte),
        None => Typed::Key(KeyEvent::press(Key::char(c))),
    };
    text.chars().map(one).collect()
}

/// Sends keys to a pane and the panes synchronized with it, in one write each.
fn keys_to_pane(cx: &mut CommandContext<'_>, pane: PaneId, typed: &[Typed]) {
    for pane in key_dispatch::receivers(cx.world, pane) {
        let modes = modes(cx.access, pane);
        let mut bytes = Vec::new();
        for one in typed {
            match one {
                Typed::Key(event) => encode(cx.world, event, &modes, &mut bytes),
                Typed::Byte(byte) => bytes.push(*byte),
            }
        }
        if !bytes.is_empty() {
            cx.world
                .effect(Effect::Pane(pane, PaneEffect::Write(bytes)));
        }
    }
}

/// Sends a key to a pane, or to its mode if it is in one.
pub(super) fn type_key(cx: &mut CommandContext<'_>, place: Location, key: Key) -> Result<()> {
    let typed = [Typed::Key(KeyEvent::press(key))];
    if cx.pane(place.pane)?.mode.is_some() {
        return keys_to_mode(cx, place, &typed).map(|_| ());
    }
    keys_to_pane(cx, place.pane, &typed);
    Ok(())
}

/// Runs the commands that the mode of a pane binds to the keys. The queue waits if one of them
/// does.
fn keys_to_mode(cx: &mut CommandContext<'_>, place: Location, typed: &[Typed]) -> Result<Flow> {
    if lifecycle::of(cx.world, place.pane).is_some() {
        keys_to_chooser(cx, place.pane, typed);
        return Ok(Flow::Done);
    }
    let table = key_dispatch::mode_table(cx.world, place).unwrap_or_default();
    let before = cx.queue().place.replace(place);
    let mut result = Ok(Flow::Done);
    for one in typed {
        let key = match one {
            Typed::Key(event) => event.key,
            Typed::Byte(byte) => key_of_byte(*byte),
        };
        let binding = cx.world.keys.find(table, key).cloned();
        let script = binding.map(|b| b.script).unwrap_or_default();
        let script = table::parse_all(cx.world.commands, &script)?;
        for parsed in script.lines() {
            let ran = table::run(cx, parsed);
            result = match (result, ran) {
                (Ok(Flow::Done), ran) => ran.map(|flow| match flow {
                    Flow::Wait => Flow::Wait,
                    Flow::Done | Flow::Start(_) => Flow::Done,
                }),
                (Ok(_), Err(error)) => Err(error),
                (result, _) => result,
            };
        }
    }
    cx.queue().place = before;
    result
}

/// The key that sends a byte. Modes have keys and no bytes.
fn key_of_byte(byte: u8) -> Key {
    match byte {
        0x1b => Key::plain(KeyCode::Escape),
        b'\r' => Key::plain(KeyCode::Enter),
        b'\t' => Key::plain(KeyCode::Tab),
        0x7f => Key::plain(KeyCode::Backspace),
        1..0x1b => Key::new(KeyCode::Char(char::from(byte + 0x60)), Mods::CTRL),
        _ => Key::char(char::from(byte)),
    }
}

/// Sends keys to the list that a pane shows, while it is open.
fn keys_to_chooser(cx: &mut CommandContext<'_>, pane: PaneId, typed: &[Typed]) {
    let client = cx.client_id().filter(|c| cx.world.is_attached(*c));
    let client = client.or_else(|| cx.client_target(None).ok());
    for one in typed {
        if let Typed::Key(event) = one {
            keys::key(cx.world, client, pane, event.key, cx.access);
        }
    }
}

fn hand_on_mouse(cx: &mut CommandContext<'_>) -> Result<Flow> {
    let hit = cx.queue().mouse.clone();
    let (Some(hit), Some(client)) = (hit, cx.client_id()) else {
        return Err(Error::user("no mouse target"));
    };
    // The pane got the second click when it happened.
    let double = |key: Key| matches!(key.code, KeyCode::Mouse(mouse) if mouse.action == MouseAction::DoubleClick);
    if cx.queue().key.is_some_and(double) {
        return Ok(Flow::Done);
    }
    mouse::mouse_to_pane(cx.world, client, &hit, cx.access);
    Ok(Flow::Done)
}

/// Runs a mode command, such as `scroll-up`.
///
/// # Errors
/// `not in a mode`.
fn mode_command(
    cx: &mut CommandContext<'_>,
    place: Location,
    words: &[String],
    count: i64,
) -> Result<Flow> {
    let pane = cx.pane(place.pane)?;
    if pane.mode.is_none() {
        return Err(Error::user("not in a mode"));
    }
    if lifecycle::of(cx.world, place.pane).is_some() {
        let client = cx.client_id().filter(|c| cx.world.is_attached(*c));
        keys::command(cx.world, client, place.pane, words, cx.access);
        return Ok(Flow::Done);
    }
    match cx
        .pane(place.pane)?
        .mode
        .as_ref()
        .map(|mode| mode.copy().is_some())
    {
        Some(true) => command::command(cx, place, words, usize::try_from(count).unwrap_or(1)),
        // Clock mode has no commands.
        Some(false) | None => Err(Error::user("not in a mode")),
    }
}

#[cfg(test)]
mod tests {
    use crate::model::testing::TestWorld;

    #[test]
    fn bytes_are_keys_of_a_mode() {
        let mut fixture = TestWorld::new();
        for bytes in ["71", "1b", "03"] {
            fixture.ok(&format!("copy-mode ; send-keys -H {bytes}"));
            assert_eq!(fixture.format("#{pane_in_mode}"), "0", "{bytes}");
        }
        assert_eq!(fixture.typed(0), "");
    }

    #[test]
    fn keys_and_text_are_typed() {
        for (line, typed) in [
            ("send-keys abc Enter", "abc\r"),
            ("send-keys -l Enter", "Enter"),
            ("send-keys -H 1b 41", "\u{1b}A"),
            ("send-keys C-c Escape M-x", "\u{3}\u{1b}\u{1b}x"),
            ("send-keys -N 3 a", "aaa"),
            ("send-keys Up", "\u{1b}[A"),
            ("send-keys 'a;'", "a;"),
            ("send-keys -F '#{session_name}'", "s"),
            ("send-keys é", "é"),
            ("send-prefix", "\u{2}"),
        ] {
            let mut fixture = TestWorld::new();
            fixture.ok(line);
            assert_eq!(fixture.typed(0), typed, "{line}");
        }
    }

    #[test]
    fn wrong_words_type_nothing() {
        for (line, message) in [
            ("send-keys -N 0 a", "repeat count too small"),
            ("send-keys -t none: a", "can't find session: none"),
            ("send-keys -X cancel", "not in a mode"),
            ("send-keys -M", "no mouse target"),
            ("send-keys -K a", "no current client"),
        ] {
            let mut fixture = TestWorld::new();
            assert_eq!(fixture.fails(line), message, "{line}");
            assert_eq!(fixture.typed(0), "");
        }
    }
}
