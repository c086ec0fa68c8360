//! The answer to a tmux client that connects because `TMUX` names this socket: an exit message in
//! tmux's protocol (`MSG_EXIT`, imsg framing).

use crate::wire::HELLO_BYTES;

/// The text that tmux prints.
const TEXT: &str =
    "this server is mux, which has the commands of tmux: run mux, or tmux with TMUX unset";

/// The types of the messages by which a tmux client identifies itself (`MSG_IDENTIFY_*`).
const IDENTIFY: std::ops::Range<u32> = 100..200;

/// `MSG_EXIT`: an exit status and a text.
const EXIT: u32 = 203;

/// The lengths that a message can have, header included.
const LENGTHS: std::ops::RangeInclusive<u16> = 16..=16_384;

/// The answer to the header of a first message, if tmux sent it.
pub fn exit_message(head: [u8; HELLO_BYTES]) -> Option<Vec<u8>> {
    let word = |at: usize| {
        head.get(at..at + 4)?
            .try_into()
            .ok()
            .map(u32::from_ne_bytes)
    };
    let len = u16::from_ne_bytes([head[4], head[5]]);
    let (kind, version) = (word(0)?, word(8)?);
    let known = IDENTIFY.contains(&kind) && LENGTHS.contains(&len) && (1..=0xff).contains(&version);
    if !known {
        return None;
    }
    let len = u16::try_from(HELLO_BYTES + 4 + TEXT.len() + 1).ok()?;
    let mut answer = EXIT.to_ne_bytes().to_vec();
    answer.extend(len.to_ne_bytes());
    answer.extend(0_u16.to_ne_bytes());
    // tmux refuses another protocol version and ignores the peer id.
    answer.extend(version.to_ne_bytes());
    answer.extend(std::process::id().to_ne_bytes());
    answer.extend(1_i32.to_ne_bytes());
    answer.extend(TEXT.as_bytes());
    answer.push(0);
    Some(answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Hello;

    fn head(kind: u32, len: u16, version: u32) -> [u8; HELLO_BYTES] {
        let mut head = [0; HELLO_BYTES];
        head[..4].copy_from_slice(&kind.to_ne_bytes());
        head[4..6].copy_from_slice(&len.to_ne_bytes());
        head[8..12].copy_from_slice(&version.to_ne_bytes());
        head
    }

    #[test]
    fn only_a_tmux_is_answered_as_one() {
        for (head, answered) in [
            (head(111, 24, 8), true),
            (head(100, 20, 8), true),
            (head(200, 20, 8), false),
            (head(111, 8, 8), false),
            (head(111, 24, 0), false),
            (head(111, 24, 1 << 20), false),
            (Hello::ours().encode(), false),
        ] {
            let answer = exit_message(head);
            assert_eq!(answer.is_some(), answered, "{head:?}");
            let len = answer.map(|a| usize::from(u16::from_ne_bytes([a[4], a[5]])) == a.len());
            assert_ne!(len, Some(false), "{head:?}");
        }
    }
}
