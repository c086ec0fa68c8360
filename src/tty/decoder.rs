//! The input decoder: turns the bytes of a terminal into keys, mouse events, pastes and replies.
//!
//! ESC is a key and the start of every sequence, so the decoder must wait after it. The caller
//! passes the time in and asks for the deadline; the decoder reads no clock.

mod key;
mod mouse;
mod reply;
mod scan;

use super::reply::TerminalReply;
use crate::base::{Key, KeyCode, KeyEvent, MouseEvent};
use scan::{Csi, Patience, Skip, Token};

/// How long to wait for the rest of a sequence before its beginning is dropped, in milliseconds.
const LONG_WAIT: u64 = 1000;

/// How long a paste may stall before the received part is delivered, in milliseconds.
const PASTE_WAIT: u64 = 5000;

/// Longer pastes are delivered in parts, in bytes.
const PASTE_PART: usize = 16 << 20;

const ESC: u8 = 0x1b;
const PASTE_END: &[u8] = b"\x1b[201~";

/// An event from the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputEvent {
    /// A key.
    Key(KeyEvent),
    /// The mouse.
    Mouse(MouseEvent),
    /// Pasted text; invalid UTF-8 is replaced by U+FFFD. A paste over 16 MiB comes in parts.
    Paste(String),
    /// The terminal gained (`true`) or lost the focus (mode 1004).
    Focus(bool),
    /// A reply or report.
    Reply(TerminalReply),
}

/// Decodes the bytes of one terminal, in pieces of any size.
#[derive(Clone, Debug)]
pub struct Decoder {
    /// How long to wait after ESC, in milliseconds.
    escape_time: u64,
    /// The byte that the Backspace key sends.
    erase: u8,
    /// The sequences of the option `user-keys`, by number.
    user_keys: Vec<(u16, Vec<u8>)>,
    /// How many cursor position reports are outstanding.
    expected_positions: u32,
    /// The bytes of an incomplete token.
    pending: Vec<u8>,
    state: State,
    deadline: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Ground,
    /// Inside a bracketed paste; so many of the pending bytes contain no end mark.
    Paste(usize),
    Skip(Skip),
}

/// The decision about the start of the input.
enum Step {
    /// Consume so many bytes; their event, if any.
    Done(usize, Option<InputEvent>),
    /// Consume so many bytes and enter another state.
    Enter(usize, State),
    /// Wait for more bytes.
    Wait(Patience),
    /// Keep all bytes, enter another state, and wait for more.
    More(State),
}

impl Decoder {
    /// A decoder that waits `escape_time` milliseconds after ESC for the rest of a sequence.
    pub fn new(escape_time: u64) -> Self {
        Self {
            escape_time,
            erase: 0x7f,
            user_keys: Vec::new(),
            expected_positions: 0,
            pending: Vec::new(),
            state: State::Ground,
            deadline: None,
        }
    }

    /// Changes how long to wait after ESC, in milliseconds (the option `escape-time`).
    pub fn set_escape_time(&mut self, escape_time: u64) {
        self.escape_time = escape_time;
    }

    /// Sets the terminal's erase character. 0x08 is Backspace only if it is the erase character,
    /// otherwise it is Control-h. 0x7f is always Backspace.
    pub fn set_erase(&mut self, erase: u8) {
        self.erase = if erase == 0x08 { 0x08 } else { 0x7f };
    }

    /// Sets the sequences of the option `user-keys`, with their numbers. They take precedence over
    /// all others.
    pub fn set_user_keys(&mut self, keys: impl IntoIterator<Item = (u16, Vec<u8>)>) {
        let keys = keys.into_iter().filter(|(_, bytes)| !bytes.is_empty());
        self.user_keys = keys.collect();
    }

    /// Notes that a cursor position query was sent: `CSI n ; m R` is F3 with modifiers otherwise.
    pub fn expect_position(&mut self) {
        self.expected_positions += 1;
    }

    /// Decodes `bytes`, received at `now` (milliseconds), and appends the events to `out`. A
    /// deadline that has passed is ignored: if the process was delayed, the rest of the sequence
    /// may already be here.
    pub fn feed(&mut self, bytes: &[u8], now: u64, out: &mut Vec<InputEvent>) {
        let mut input = std::mem::take(&mut self.pending);
        input.extend_from_slice(bytes);
        let used = self.run(&input, now, out);
        input.drain(..used);
        self.pending = input;
    }

    /// The time until which the decoder waits for the rest of a token, in milliseconds. Then call
    /// [`Decoder::expire`].
    pub fn deadline(&self) -> Option<u64> {
        self.deadline
    }

    /// If the deadline has passed, decodes the pending bytes as complete and appends the events to
    /// `out`.
    pub fn expire(&mut self, now: u64, out: &mut Vec<InputEvent>) {
        if self.deadline.is_none_or(|deadline| now < deadline) {
            return;
        }
        self.deadline = None;
        let pending = std::mem::take(&mut self.pending);
        match std::mem::replace(&mut self.state, State::Ground) {
            State::Ground => self.give_up(&pending, out),
            State::Paste(_) => push_paste(&pending, out),
            State::Skip(_) => {}
        }
    }

    /// Decodes as much of `input` as possible. Returns how many bytes that was.
    fn run(&mut self, input: &[u8], now: u64, out: &mut Vec<InputEvent>) -> usize {
        let mut at = 0;
        self.deadline = None;
        while at < input.len() {
            let rest = &input[at..];
            let step = match self.state {
                State::Ground => self.step(rest),
                State::Paste(clean) => paste(rest, clean, out),
                State::Skip(skip) => skipped(rest, skip),
            };
            match step {
                Step::Done(len, event) => {
                    at += len;
                    out.extend(event);
                }
                Step::Enter(len, state) => {
                    at += len;
                    self.state = state;
                }
                Step::Wait(patience) => {
                    self.wait(now, patience);
                    return at;
                }
                Step::More(state) => {
                    self.state = state;
                    break;
                }
            }
        }
        match self.state {
            State::Ground => {}
            State::Paste(_) => self.deadline = Some(now + PASTE_WAIT),
            State::Skip(_) => self.wait(now, Patience::Long),
        }
        at
    }

    fn wait(&mut self, now: u64, patience: Patience) {
        let wait = match patience {
            Patience::Short => self.escape_time,
            Patience::Long => LONG_WAIT.max(self.escape_time),
        };
        self.deadline = Some(now + wait);
    }

    /// Decodes the first token outside pastes.
    fn step(&mut self, rest: &[u8]) -> Step {
        let fitting = self
            .user_keys
            .iter()
            .filter(|(_, key)| rest.starts_with(key));
        if let Some((number, bytes)) = fitting.min_by_key(|(_, key)| key.len()) {
            return Step::key(bytes.len(), Key::plain(KeyCode::User(*number)));
        }
        if self.user_keys.iter().any(|(_, key)| key.starts_with(rest)) {
            return Step::Wait(Patience::Short);
        }
        self.plain(rest)
    }

    /// Decodes the first token without the option `user-keys`.
    fn plain(&mut self, rest: &[u8]) -> Step {
        match rest {
            [ESC] | [ESC, ESC] => Step::Wait(Patience::Short),
            [ESC, ESC, b'[' | b'O', ..] => match self.sequence(&rest[1..]) {
                Step::Done(len, Some(InputEvent::Key(mut event))) => {
                    event.key = key::with_meta(event.key);
                    Step::Done(len + 1, Some(InputEvent::Key(event)))
                }
                Step::Wait(patience) => Step::Wait(patience),
                _ => Step::key(1, Key::plain(KeyCode::Escape)),
            },
            [ESC, ESC, ..] => Step::key(1, Key::plain(KeyCode::Escape)),
            [ESC, kind, ..] if scan::is_introducer(*kind) => self.sequence(rest),
            [ESC, tail @ ..] => match scan::scan(tail) {
                Ok((Token::Char(c), len)) => {
                    Step::key(len + 1, key::with_meta(key::typed(c, self.erase)))
                }
                Ok((_, len)) => Step::Done(len + 1, None),
                Err(patience) => Step::Wait(patience),
            },
            _ => match scan::scan(rest) {
                Ok((Token::Char(c), len)) => Step::key(len, key::typed(c, self.erase)),
                Ok((_, len)) => Step::Done(len, None),
                Err(patience) => Step::Wait(patience),
            },
        }
    }

    /// Decodes the sequence at the start of `rest`.
    fn sequence(&mut self, rest: &[u8]) -> Step {
        let (token, len) = match scan::scan(rest) {
            Ok(found) => found,
            Err(patience) => return Step::Wait(patience),
        };
        let event = match token {
            Token::Csi(csi) if is_paste_start(&csi) => {
                return Step::Enter(len, State::Paste(0));
            }
            Token::Csi(csi) => self.csi(&csi),
            Token::X10(bytes) => mouse::x10(bytes).map(InputEvent::Mouse),
            Token::Console(last) => key::console(last).map(InputEvent::Key),
            Token::Text(kind, body) => Some(InputEvent::Reply(reply::text(kind, body))),
            Token::TooLong(skip) => return Step::Enter(len, State::Skip(skip)),
            Token::Ss3(digits, last) => match key::ss3(digits, last) {
                Some(event) => Some(InputEvent::Key(event)),
                None => return Step::alt(rest[1]),
            },
            Token::Nothing | Token::Char(_) if len == 2 => return Step::alt(rest[1]),
            Token::Nothing | Token::Char(_) => None,
        };
        Step::Done(len, event)
    }

    fn csi(&mut self, csi: &Csi<'_>) -> Option<InputEvent> {
        match (csi.private, csi.intermediate, csi.last) {
            (b'<', 0, b'M' | b'm') => return mouse::sgr(csi).map(InputEvent::Mouse),
            (0, 0, b'M') => return mouse::urxvt(csi).map(InputEvent::Mouse),
            (0, 0, b'I') => return Some(InputEvent::Focus(true)),
            (0, 0, b'O') => return Some(InputEvent::Focus(false)),
            (0, 0, b'~') if csi.param(0) == Some(201) => return None,
            (0, 0, b'R') if self.expected_positions > 0 && csi.count() == 2 => {
                self.expected_positions -= 1;
                return Some(InputEvent::Reply(reply::csi(csi)));
            }
            _ => {}
        }
        match key::csi(csi) {
            Some(event) => Some(InputEvent::Key(event)),
            None => Some(InputEvent::Reply(reply::csi(csi))),
        }
    }

    /// Decodes `rest` as if nothing follows: as keys where a user can have typed them; an
    /// incomplete sequence is dropped.
    fn give_up(&mut self, mut rest: &[u8], out: &mut Vec<InputEvent>) {
        while !rest.is_empty() {
            let step = match (self.plain(rest), rest) {
                // Two at once are Escape with Alt, as in tmux; programs get the same bytes.
                (Step::Wait(Patience::Short), [ESC, ESC]) => {
                    Step::key(2, key::with_meta(Key::plain(KeyCode::Escape)))
                }
                (Step::Wait(Patience::Short), [ESC] | [ESC, ESC, ..]) => {
                    Step::key(1, Key::plain(KeyCode::Escape))
                }
                (Step::Wait(Patience::Short), [ESC, kind, ..]) => Step::alt(*kind),
                (step, _) => step,
            };
            let used = match step {
                Step::Done(len, event) => {
                    out.extend(event);
                    len
                }
                Step::Enter(len, _) => len,
                Step::Wait(_) | Step::More(_) => rest.len(),
            };
            rest = &rest[used..];
        }
    }
}

impl Step {
    fn key(len: usize, key: Key) -> Self {
        Self::Done(len, Some(InputEvent::Key(KeyEvent::press(key))))
    }

    /// ESC and a byte as Alt and that character.
    fn alt(byte: u8) -> Self {
        Self::key(2, key::with_meta(Key::char(char::from(byte))))
    }
}

fn is_paste_start(csi: &Csi<'_>) -> bool {
    csi.private == 0 && csi.last == b'~' && csi.param(0) == Some(200)
}

/// Decodes pasted text. The first `clean` bytes of `rest` contain no end mark.
fn paste(rest: &[u8], clean: usize, out: &mut Vec<InputEvent>) -> Step {
    let from = clean.saturating_sub(PASTE_END.len() - 1);
    let mark = rest[from..].windows(PASTE_END.len());
    if let Some(end) = mark.into_iter().position(|bytes| bytes == PASTE_END) {
        push_paste(&rest[..from + end], out);
        return Step::Enter(from + end + PASTE_END.len(), State::Ground);
    }
    if rest.len() < PASTE_PART {
        return Step::More(State::Paste(rest.len()));
    }
    let part = part_end(rest);
    push_paste(&rest[..part], out);
    Step::Enter(part, State::Paste(0))
}

/// The index at which to split `text` without cutting a character or an end mark.
fn part_end(text: &[u8]) -> usize {
    let latest = text.len() - PASTE_END.len();
    let whole = |at: &usize| !matches!(text[*at], 0x80..=0xbf);
    (latest - 4..=latest).rev().find(whole).unwrap_or(latest)
}

fn push_paste(text: &[u8], out: &mut Vec<InputEvent>) {
    out.push(InputEvent::Paste(
        String::from_utf8_lossy(text).into_owned(),
    ));
}

/// Skips bytes of a sequence that is too long.
fn skipped(rest: &[u8], skip: Skip) -> Step {
    let end = match skip {
        Skip::Csi => rest.iter().position(|b| matches!(b, b'@'..=b'~')),
        Skip::Text => rest.iter().position(|b| matches!(b, 0x07 | 0x1b)),
    };
    let Some(end) = end else {
        return Step::Enter(rest.len(), State::Skip(skip));
    };
    match &rest[end..] {
        [ESC] if end == 0 => Step::More(State::Skip(skip)),
        [ESC] => Step::Enter(end, State::Skip(skip)),
        [ESC, b'\\', ..] => Step::Enter(end + 2, State::Ground),
        [ESC, ..] => Step::Enter(end, State::Ground),
        _ => Step::Enter(end + 1, State::Ground),
    }
}
