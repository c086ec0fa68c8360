//! Archives: lines exported to a store in steps restore the same history.

use super::super::{Archive, Limits, Piece, RawLines, Screen, archived_lines, archived_text};
use super::{logical, screen};
use crate::base::sorted::SortedMap;
use crate::base::{Color, Size};
use std::fmt::Write as _;

/// The simplest store.
#[derive(Default)]
struct Archived {
    pieces: SortedMap<u64, (u32, Vec<u8>)>,
    next: u64,
}

impl Archived {
    fn take(&mut self, screen: &mut Screen, budget: usize) -> Archive {
        let archive = screen.archive(self.next, budget);
        for piece in archive.pieces.clone() {
            let (first, end) = (piece.first, piece.end());
            self.pieces
                .retain(|at, (lines, _)| *at + u64::from(*lines) <= first || *at >= end);
            self.pieces
                .insert(first, (piece.lines, piece.into_lines().unwrap().raw));
            self.next = end;
        }
        archive
    }

    fn lines(&self) -> Vec<String> {
        let all = self
            .pieces
            .values()
            .flat_map(|(_, raw)| archived_lines(raw).unwrap());
        all.map(|line| line.text().trim_end().to_owned()).collect()
    }
}

fn raw_lines(first: u64, lines: u32, raw: Vec<u8>) -> RawLines {
    RawLines { first, lines, raw }
}

fn shown(archive: &Archive) -> Vec<String> {
    let raw = archive.shown.clone().unwrap().into_lines().unwrap().raw;
    let lines = archived_lines(&raw).unwrap();
    lines
        .iter()
        .map(|l| l.text().trim_end().to_owned())
        .collect()
}

#[test]
fn steps_of_any_size_export_every_line_once() {
    for (step, budget) in [(1, 1 << 20), (7, 1 << 20), (500, 1 << 20), (3000, 20_000)] {
        let (mut screen, mut events) = screen(20, 5, "");
        let mut kept = Archived::default();
        let mut printed = Vec::new();
        for n in 0..3000 {
            let line = format!("\x1b[3{}mline {n} that is wrapped\x1b[m\r\n", n % 8);
            screen.feed(line.as_bytes(), &mut events);
            printed.push(format!("line {n} that is wrapped"));
            if n % step == 0 {
                kept.take(&mut screen, budget);
            }
            if n % 100 == 0 {
                screen.compress_pending();
            }
        }
        screen.set_limits(Limits {
            history_lines: 5000,
            ..Limits::default()
        });
        let mut last = kept.take(&mut screen, budget);
        while kept.next < last.end {
            last = kept.take(&mut screen, budget);
        }
        let mut all = kept.lines();
        all.extend(shown(&last));
        let from = printed.len() - all.len().min(printed.len());
        assert_eq!(all, printed[from..], "step {step}");
        if step < 2000 {
            assert_eq!(from, 0, "step {step}");
        }
    }
}

#[test]
fn an_imported_history_is_the_same_and_line_numbers_continue() {
    let mut text = String::new();
    for n in 0..2500 {
        let _ = write!(
            text,
            "\x1b[1;38;5;{}m{n}\x1b[m 日本 e\u{301} \x1b]8;;http://x/\x1b\\l\x1b]8;;\x1b\\\r\n",
            n % 256
        );
    }
    let (mut old, mut events) = screen(30, 6, "");
    let big = Limits {
        history_lines: 10_000,
        ..Limits::default()
    };
    old.set_limits(big);
    old.feed(text.as_bytes(), &mut events);
    let mut kept = Archived::default();
    let archive = kept.take(&mut old, usize::MAX);
    let pieces: Vec<RawLines> = kept
        .pieces
        .iter()
        .map(|(first, (lines, raw))| raw_lines(*first, *lines, raw.clone()))
        .collect();

    let mut new = Screen::new(Size::new(30, 6), big);
    new.prepend_history(&pieces, archive.end);
    let lines = old.history_rows() as i64;
    assert_eq!(new.rows(-lines..0), old.rows(-lines..0));
    new.feed(b"1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7", &mut events);
    let next = new.archive(archive.end, usize::MAX);
    assert_eq!(next.pieces.len(), 1);
    assert_eq!(
        (next.pieces[0].first, next.pieces[0].lines),
        (archive.end, 1)
    );
    // A taller screen does not take lines back from an imported history.
    new.resize(Size::new(30, 20));
    assert!(!logical(&new)[2495..].is_empty());
    assert_eq!(new.line(0).text().trim_end(), "1");
}

#[test]
fn each_gap_is_one_message() {
    let piece = |from: u64, n: u64| {
        let (mut screen, mut events) = screen(20, 2, "");
        for n in from..=from + n {
            screen.feed(format!("{n}\r\n").as_bytes(), &mut events);
        }
        let raw = screen
            .archive(0, usize::MAX)
            .pieces
            .remove(0)
            .into_lines()
            .unwrap()
            .raw;
        raw_lines(from, n as u32, raw)
    };
    let mut screen = Screen::new(Size::new(20, 2), Limits::default());
    screen.prepend_history(
        &[
            piece(0, 3),
            raw_lines(3, 1, b"damaged".to_vec()),
            piece(100, 2),
        ],
        110,
    );
    let texts: Vec<String> = screen.rows(-99..0).iter().map(|l| l.text()).collect();
    assert_eq!(
        texts,
        [
            "0",
            "1",
            "2",
            "[97 lines lost]",
            "100",
            "101",
            "[8 lines lost]"
        ]
    );
    assert_eq!(screen.archive(0, usize::MAX).end, 110);
}

#[test]
fn lines_that_returned_to_the_screen_are_exported_again() {
    let (mut screen, mut events) = screen(20, 4, "1\r\n2\r\n3\r\n4\r\n5\r\n6");
    let mut kept = Archived::default();
    kept.take(&mut screen, usize::MAX);
    assert_eq!(kept.next, 2);
    screen.resize(Size::new(20, 6));
    screen.feed(b"\x1b[1;1Hchanged\x1b[6;1H\r\n7\r\n8\r\n9", &mut events);
    kept.take(&mut screen, usize::MAX);
    assert_eq!(kept.lines()[..3], ["changed", "2", "3"]);
}

#[test]
fn the_main_screen_is_archived_while_the_alternate_one_is_visible() {
    let (mut screen, _) = screen(20, 4, "one\r\ntwo\x1b[?1049hvim");
    assert_eq!(shown(&screen.archive(0, 1000)), ["one", "two"]);
}

#[test]
fn an_unfinished_line_is_part_of_the_visible_piece() {
    let (mut screen, _) = screen(4, 2, "0123456789ab");
    let archive = screen.archive(0, 1000);
    assert_eq!(archive.pieces, [] as [Piece; 0]);
    assert_eq!(
        (shown(&archive), archive.end),
        (vec!["0123456789ab".to_owned()], 0)
    );
}

#[test]
fn a_piece_has_text_and_styles() {
    let (mut screen, _) = screen(20, 1, "a\x1b[31mb\x1b[m\r\nc\r\n");
    let raw = screen
        .archive(0, 1000)
        .pieces
        .remove(0)
        .into_lines()
        .unwrap()
        .raw;
    assert_eq!(archived_text(&raw).unwrap(), (b"abc".to_vec(), vec![2, 1]));
    assert_eq!(
        archived_lines(&raw).unwrap()[0].spans[1].style.fg,
        Color::Ansi(1)
    );
    assert!(archived_lines(b"xx").is_err());
    // Concatenated pieces.
    let two = [raw.as_slice(), &raw].concat();
    assert_eq!(
        archived_text(&two).unwrap(),
        (b"abcabc".to_vec(), vec![2, 1, 2, 1])
    );
    let lines = archived_lines(&two).unwrap();
    assert_eq!((lines.len(), &lines[2..]), (4, &lines[..2]));
    assert!(archived_text(&[&two[..], b"x"].concat()).is_err());
    let mut screen = Screen::new(Size::new(20, 2), Limits::default());
    screen.prepend_history(&[raw_lines(5, 3, two)], 8);
    let texts: Vec<String> = screen.rows(-9..0).iter().map(|l| l.text()).collect();
    assert_eq!(texts, ["ab", "c", "ab"]);
}
