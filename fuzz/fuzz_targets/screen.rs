//! The screen model: any bytes and resizes, in any pieces. Recorded sessions are valid inputs: NUL,
//! which terminals ignore, starts an operation that the next byte selects.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mux::base::Size;
use mux::term::{Event, Limits, MemoryStore, Screen};

const LIMITS: Limits = Limits {
    history_lines: 200,
    history_bytes: 1 << 20,
};

/// The part of an input between two NULs.
enum Step<'a> {
    Feed(&'a [u8]),
    Resize(Size),
    Restore,
    Clear,
    Reset,
}

/// The steps of an input.
fn steps(input: &[u8]) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut rest = input;
    loop {
        let end = rest.iter().position(|b| *b == 0).unwrap_or(rest.len());
        steps.push(Step::Feed(&rest[..end]));
        let Some([operation, more @ ..]) = rest.get(end + 1..) else {
            return steps;
        };
        rest = more;
        match (operation, more) {
            (1, _) => steps.push(Step::Restore),
            (2, _) => steps.push(Step::Clear),
            (3, _) => steps.push(Step::Reset),
            (4.., [rows, after @ ..]) => {
                steps.push(Step::Resize(Size::new(side(*operation), side(*rows))));
                rest = after;
            }
            _ => {}
        }
    }
}

/// A number of columns or rows, mostly small.
fn side(byte: u8) -> u16 {
    match byte {
        0..=250 => u16::from(byte).max(1),
        _ => (u16::from(byte) - 250) * 400,
    }
}

/// Plays the steps with output in pieces of at most `piece` bytes.
fn play(steps: &[Step<'_>], piece: usize) -> (Screen, Vec<Event>) {
    let mut screen = Screen::new(Size::new(40, 10), LIMITS);
    let mut events = Vec::new();
    for step in steps {
        match step {
            Step::Feed(bytes) => bytes
                .chunks(piece)
                .for_each(|bytes| screen.feed(bytes, &mut events)),
            Step::Resize(size) => screen.resize(*size),
            Step::Restore => screen = again(&mut screen),
            Step::Clear => screen.clear_history(),
            Step::Reset => screen.reset(),
        }
        let (at, size) = (screen.cursor().at, screen.size());
        assert!(at.x < size.cols && at.y < size.rows, "{at:?} in {size:?}");
    }
    events.retain(|event| !matches!(event, Event::Modes | Event::Palette));
    (screen, events)
}

/// The screen restored from its checkpoint, with an empty history.
fn again(screen: &mut Screen) -> Screen {
    screen.clear_history();
    let mut saved = Vec::new();
    screen.checkpoint(&mut saved);
    let restored = Screen::restore(&saved, LIMITS, Box::new(MemoryStore::default()));
    let restored = restored.unwrap_or_else(|e| panic!("what was saved is not read: {e}"));
    assert_eq!(rows(screen), rows(&restored));
    assert_eq!(screen.cursor(), restored.cursor());
    assert_eq!(screen.modes(), restored.modes());
    restored
}

fn rows(screen: &Screen) -> Vec<mux::base::Line> {
    screen.rows(i64::MIN..i64::MAX)
}

fuzz_target!(|input: &[u8]| {
    let steps = steps(input);
    let (whole, events) = play(&steps, usize::MAX);
    let (parts, others) = play(&steps, 1 + input.len() % 7);
    assert_eq!(rows(&whole), rows(&parts));
    assert_eq!(whole.cursor(), parts.cursor());
    assert_eq!(events, others);
    for row in rows(&whole) {
        assert!(!row.text().contains(char::is_control), "{row:?}");
    }
});
