//! What comes from the terminal as messages for the server, and what is kept of it while there
//! is no server.

use crate::tty::InputEvent;
use crate::wire::{self, PASTE_PIECE, ToServer};

/// How many bytes of messages are kept while there is no server.
const KEPT: usize = 4 << 10;

/// Turns an event into messages. Replies of the terminal are none.
pub fn to_messages(event: InputEvent, mut send: impl FnMut(ToServer)) {
    match event {
        InputEvent::Key(key) => send(ToServer::Key(key)),
        InputEvent::Mouse(mouse) => send(ToServer::Mouse(mouse)),
        InputEvent::Focus(on) => send(ToServer::Focus(on)),
        InputEvent::Paste(text) if text.len() <= PASTE_PIECE => send(ToServer::Paste(text)),
        InputEvent::Paste(text) => {
            for piece in pieces(&text, PASTE_PIECE) {
                send(ToServer::Paste(piece.to_owned()));
            }
        }
        InputEvent::Reply(_) => {}
    }
}

/// `text` in pieces of at most `most` bytes, which is enough for any character.
fn pieces(mut text: &str, most: usize) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        let (piece, rest) = text.split_at(text.floor_char_boundary(most));
        text = rest;
        (!piece.is_empty()).then_some(piece)
    })
}

/// Keys and pastes that nobody has taken yet, framed.
#[derive(Debug, Default)]
pub struct Kept {
    bytes: Vec<u8>,
    full: bool,
}

impl Kept {
    /// Keeps `message` if it was typed and there is room. After the first that has no room
    /// nothing more is kept, so that what is kept is what was typed first, without gaps.
    pub fn keep(&mut self, message: &ToServer) {
        if self.full || !matches!(message, ToServer::Key(_) | ToServer::Paste(_)) {
            return;
        }
        let before = self.bytes.len();
        wire::encode(message, &mut self.bytes);
        if self.bytes.len() > KEPT {
            self.bytes.truncate(before);
            self.full = true;
        }
    }

    /// Hands everything over, once.
    pub fn take(&mut self) -> Vec<u8> {
        self.full = false;
        std::mem::take(&mut self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Key, KeyEvent, Size};
    use crate::wire::{Framer, MAX_TO_SERVER};

    #[test]
    fn pastes_are_cut_between_characters() {
        assert_eq!(pieces("aé界b", 3).collect::<Vec<_>>(), ["aé", "界", "b"]);
        let text = "界".repeat(PASTE_PIECE);
        let mut got = String::new();
        to_messages(InputEvent::Paste(text.clone()), |message| match message {
            ToServer::Paste(piece) => {
                assert!(piece.len() <= PASTE_PIECE);
                got.push_str(&piece);
            }
            other => panic!("{other:?}"),
        });
        assert!(got == text);
    }

    #[test]
    fn typed_things_are_kept_up_to_a_bound() {
        let mut kept = Kept::default();
        let key = ToServer::Key(KeyEvent::press(Key::char('x')));
        kept.keep(&key);
        kept.keep(&ToServer::Resize(Size::new(1, 1)));
        kept.keep(&ToServer::Paste("y".repeat(KEPT)));
        kept.keep(&key);
        let mut framer = Framer::new(MAX_TO_SERVER);
        framer.push(&kept.take());
        assert_eq!(framer.take(), Ok(Some(key)));
        assert_eq!(framer.take::<ToServer>(), Ok(None));
        assert!(kept.take().is_empty());
    }
}
