//! Differential tests against `alacritty_terminal` and `vt100`, on input for which all should
//! agree.

use super::super::{Limits, Screen};
use crate::base::Size;
use alacritty_terminal::event::VoidListener;
use alacritty_terminal::grid::Dimensions;
use alacritty_terminal::index::{Column, Line};
use alacritty_terminal::term::cell::Flags;
use alacritty_terminal::term::{Config, Term};
use alacritty_terminal::vte::ansi::Processor;
use proptest::prelude::*;

const COLS: u16 = 20;
const ROWS: u16 = 6;

struct Fixed;

impl Dimensions for Fixed {
    fn total_lines(&self) -> usize {
        usize::from(ROWS)
    }
    fn screen_lines(&self) -> usize {
        usize::from(ROWS)
    }
    fn columns(&self) -> usize {
        usize::from(COLS)
    }
}

type Picture = (Vec<String>, (u16, u16));

fn ours(input: &str) -> Picture {
    let mut screen = Screen::new(Size::new(COLS, ROWS), Limits::default());
    screen.feed(input.as_bytes(), &mut Vec::new());
    let rows = (0..ROWS).map(|y| screen.line(y).text().trim_end().to_owned());
    let at = screen.cursor().at;
    (rows.collect(), (at.x, at.y))
}

fn alacritty(input: &str) -> Picture {
    let mut term = Term::new(Config::default(), &Fixed, VoidListener);
    let mut parser: Processor = Processor::new();
    parser.advance(&mut term, input.as_bytes());
    let row = |y: u16| {
        let row = &term.grid()[Line(i32::from(y))];
        let mut text = String::new();
        for x in 0..usize::from(COLS) {
            let cell = &row[Column(x)];
            if !cell
                .flags
                .intersects(Flags::WIDE_CHAR_SPACER | Flags::LEADING_WIDE_CHAR_SPACER)
            {
                text.push(if cell.c == '\t' { ' ' } else { cell.c });
                text.extend(cell.zerowidth().into_iter().flatten());
            } else if cell.flags.contains(Flags::LEADING_WIDE_CHAR_SPACER) {
                text.push(' ');
            }
        }
        text.trim_end().to_owned()
    };
    let point = term.grid().cursor.point;
    let rows = (0..ROWS).map(row).collect();
    (rows, (point.column.0 as u16, point.line.0 as u16))
}

fn vt100(input: &str) -> Picture {
    let size = |n| std::num::NonZero::new(n).unwrap();
    let mut parser = vt100::Parser::new(size(ROWS), size(COLS), 0);
    parser.process(input.as_bytes());
    let screen = parser.screen();
    let rows = screen.rows(0, COLS).map(|r| r.trim_end().to_owned());
    let (y, x) = screen.cursor_position();
    (rows.collect(), (x.min(COLS - 1), y))
}

/// Ends a pending wrap and leaves the cursor in place, except in column 0. The generators put it
/// before RI, ED, EL, IL, DL, ICH, DCH, ECH and CBT, because while a wrap is pending the two other
/// emulators disagree with each other or with xterm, which ends the wrap (`ResetWrap` in util.c and
/// cursor.c). The tables have these cases as rows.
const NO_WAIT: &str = "\x1b[D\x1b[C";

/// Input on which all three agree.
fn common() -> impl Strategy<Value = String> {
    let n = prop_oneof![Just(String::new()), (1u16..9).prop_map(|n| n.to_string())];
    let text = prop_oneof![
        "[a-z ]{1,30}",
        Just("\r\n".to_owned()),
        Just("\n".to_owned()),
        Just("\r".to_owned()),
        Just("мир".to_owned())
    ];
    let moves = (
        n.clone(),
        prop_oneof![
            Just('A'),
            Just('B'),
            Just('C'),
            Just('D'),
            Just('G'),
            Just('d')
        ],
    );
    let moves = moves.prop_map(|(n, end)| format!("\x1b[{n}{end}"));
    let to = (1u16..7, 1u16..20).prop_map(|(y, x)| format!("\x1b[{y};{x}H"));
    let edits = (n, prop_oneof![Just('L'), Just('M'), Just('S'), Just('T')]);
    // See `NO_WAIT`.
    let edits = edits.prop_map(|(n, end)| format!("\x1b[D\x1b[C\x1b[{n}{end}"));
    let erase = prop_oneof![
        Just("\x1b[K"),
        Just("\x1b[D\x1b[C\x1b[1K"),
        Just("\x1b[D\x1b[C\x1b[2K"),
        // See `NO_WAIT`. alacritty erases the last column with ED and keeps it with EL.
        Just("\x1b[D\x1b[C\x1b[J"),
        Just("\x1b[31;1m"),
        Just("\x1b[m"),
        Just("\x1b[?1049h"),
        Just("\x1b[?1049l"),
        Just("\x1b]0;title\x07"),
    ];
    let one =
        prop_oneof![4 => text, 3 => moves, 2 => to, 1 => edits, 2 => erase.prop_map(str::to_owned)];
    proptest::collection::vec(one, 0..25).prop_map(|parts| parts.concat())
}

/// More functions: editing, margins, tabs, saved cursors. The two others do not always agree.
/// Origin mode is left out: both lose it in DECRC, where xterm's `CursorRestore` (cursor.c)
/// restores it. The table of margins has it.
fn wider() -> impl Strategy<Value = String> {
    let n = prop_oneof![Just(String::new()), (1u16..7).prop_map(|n| n.to_string())];
    let ends = proptest::sample::select(b"@ABCDEFGHJKLMPSTXZbdr".to_vec());
    let csi = (n.clone(), n, ends).prop_map(|(a, b, end)| match end {
        b'H' | b'r' => format!("\x1b[{a};{b}{}", char::from(end)),
        b'J' | b'K' => format!("{NO_WAIT}\x1b[{}", char::from(end)),
        b'@' | b'L' | b'M' | b'P' | b'X' | b'Z' => format!("{NO_WAIT}\x1b[{a}{}", char::from(end)),
        _ => format!("\x1b[{a}{}", char::from(end)),
    });
    let others = proptest::sample::select(vec![
        "\r\n",
        "\n",
        "\r",
        "\t",
        "\x08",
        "\x1b[D\x1b[C\x1bM",
        "\x1b7",
        "\x1b8",
        // In xterm both screens share the margins (`top_marg`, `bot_marg`); in vt100 each has its
        // own.
        "\x1b[r\x1b[?1049h",
        "\x1b[r\x1b[?1049l",
        // No wide character, because editing may begin in the middle of one: both then keep its
        // left half in cases where xterm does not. The table of editing has these.
        "мир",
        "e\u{301}",
        "\x1b[1;31m",
        "\x1b]0;t\x07",
        "\x1b[?25l",
        "\x1b[99z",
    ]);
    let text = "[a-z ]{1,24}";
    let one = prop_oneof![4 => csi, 3 => others.prop_map(str::to_owned), 3 => text];
    proptest::collection::vec(one, 0..14).prop_map(|parts| parts.concat())
}

/// Whether the input has a top margin and CUD or CNL. From above the margins these stop at the
/// bottom margin in xterm (`CursorDown`), and not in the two others.
fn moves_down_above_margins(input: &str) -> bool {
    let sets_top = |part: &str| {
        let end = part.trim_start_matches(|c: char| c == ';' || c.is_ascii_digit());
        end.starts_with('r') && part.starts_with(|c: char| ('2'..='9').contains(&c))
    };
    input.contains(['B', 'E']) && input.split("\x1b[").any(sets_top)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    // Where the two agree with each other, they are the reference.
    #[test]
    fn agrees_with_both_where_they_agree(input in wider()) {
        prop_assume!(!moves_down_above_margins(&input));
        let Ok(one) = std::panic::catch_unwind(|| vt100(&input)) else {
            return Ok(());
        };
        let other = alacritty(&input);
        if one == other {
            prop_assert_eq!(ours(&input), one);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn agrees_with_alacritty(input in common()) {
        prop_assert_eq!(ours(&input), alacritty(&input));
    }

    // vt100 keeps a pending wrap when the cursor moves, so the text must not reach the edge.
    #[test]
    fn agrees_with_vt100(text in "(\r[a-z ]{1,19}|\r\n|\r|\x1b\\[[2-5]?[ABCD]|\x1b\\[[1-6];[1-9]H|\x1b\\[[12]?K|\x1b\\[[2-4]?[LM]){0,25}") {
        prop_assert_eq!(ours(&text), vt100(&text));
    }
}
