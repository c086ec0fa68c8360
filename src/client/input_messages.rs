//! Terminal events as messages for the server.

use crate::tty::InputEvent;
use crate::wire::{PASTE_PIECE, ToServer};

/// Calls `send` with the messages for an event. A paste over [`PASTE_PIECE`] is split; replies of
/// the terminal give no message.
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

/// Splits `text` between characters into pieces of at most `most` bytes; `most` is at least 4.
fn pieces(mut text: &str, most: usize) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        let (piece, rest) = text.split_at(text.floor_char_boundary(most));
        text = rest;
        (!piece.is_empty()).then_some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pastes_are_split_between_characters() {
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
}
