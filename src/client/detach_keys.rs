//! Recognizes the keys that detach while there is no server which could run their binding.

use crate::base::{DetachInfo, Key, KeyEvent, KeyEventKind};
use crate::lang::keys::key_name;

/// The key that leaves after [`INTERRUPTS`] presses in a row, whatever is bound.
const INTERRUPT: Key = Key::ctrl('c');
/// How often.
const INTERRUPTS: usize = 3;

/// Why keys detach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// They are bound to `detach-client`.
    Bound,
    /// They are C-c, three times in a row.
    Interrupts,
}

/// The keys that detach, and the last keys that were pressed.
#[derive(Debug, Default)]
pub struct DetachKeys {
    info: DetachInfo,
    pressed: Vec<Key>,
}

impl DetachKeys {
    /// Uses other keys from now on.
    pub fn set(&mut self, info: DetachInfo) {
        self.info = info;
    }

    /// The session and the command that attaches again, as the server has sent them last.
    pub const fn info(&self) -> &DetachInfo {
        &self.info
    }

    /// Notes a key. Returns the sequence that it completes.
    pub fn press(&mut self, event: &KeyEvent) -> Option<Pressed> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let longest = self.info.keys.iter().map(Vec::len).max().unwrap_or(0);
        let longest = longest.max(INTERRUPTS);
        self.pressed.push(event.key);
        let surplus = self.pressed.len().saturating_sub(longest);
        self.pressed.drain(..surplus);
        let ends = |keys: &[Key]| !keys.is_empty() && self.pressed.ends_with(keys);
        let complete = if self.info.keys.iter().any(|keys| ends(keys)) {
            Pressed::Bound
        } else if ends(&[INTERRUPT; INTERRUPTS]) {
            Pressed::Interrupts
        } else {
            return None;
        };
        self.pressed.clear();
        Some(complete)
    }

    /// The sequence that is named to the user, such as `C-b d`.
    pub fn name(&self) -> String {
        let fallback = [INTERRUPT; INTERRUPTS];
        let keys = self.info.keys.first().map_or(&fallback[..], Vec::as_slice);
        let names: Vec<String> = keys.iter().map(|key| key_name(*key)).collect();
        names.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(sequences: &[&[Key]]) -> DetachKeys {
        let mut keys = DetachKeys::default();
        keys.set(DetachInfo {
            keys: sequences.iter().map(|keys| keys.to_vec()).collect(),
            ..DetachInfo::default()
        });
        keys
    }

    fn presses(keys: &mut DetachKeys, typed: &[Key]) -> Vec<Option<Pressed>> {
        let events = typed.iter().map(|key| KeyEvent::press(*key));
        events.map(|event| keys.press(&event)).collect()
    }

    #[test]
    fn the_bound_sequence_detaches_and_others_do_not() {
        let (prefix, d) = (Key::ctrl('a'), Key::char('d'));
        let mut bound = keys(&[&[prefix, d], &[Key::char('Q')]]);
        let detaches = Some(Pressed::Bound);
        assert_eq!(
            presses(&mut bound, &[d, prefix, Key::char('x'), d]),
            [None; 4]
        );
        assert_eq!(presses(&mut bound, &[prefix, d, d]), [None, detaches, None]);
        assert_eq!(presses(&mut bound, &[Key::char('Q')]), [detaches]);
        assert_eq!(bound.name(), "C-a d");
    }

    #[test]
    fn three_interrupts_in_a_row_always_detach() {
        let mut unbound = keys(&[]);
        let (c, x) = (Key::ctrl('c'), Key::char('x'));
        assert_eq!(presses(&mut unbound, &[c, c, x, c, c]), [None; 5]);
        assert_eq!(presses(&mut unbound, &[c]), [Some(Pressed::Interrupts)]);
        assert_eq!(unbound.name(), "C-c C-c C-c");
    }
}
