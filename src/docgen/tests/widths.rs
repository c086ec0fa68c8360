//! `assets/web/widths.js`: width and cluster class of every character, as `base::width` has them.
//! The page gives the table to xterm.js, so that page and server agree about columns.

use crate::base::width::{char_width, clusters};
use std::fmt::Write as _;

/// Classes of UAX #29 and of its rule GB9c. `assets/web/unicode.js` has the same numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
enum Class {
    Other = 0,
    Control = 1,
    /// Extend without a role in conjuncts.
    Extend = 2,
    SpacingMark = 3,
    Prepend = 4,
    ZeroWidthJoiner = 5,
    Regional = 6,
    Pictograph = 7,
    HangulL = 8,
    HangulV = 9,
    HangulT = 10,
    HangulLv = 11,
    HangulLvt = 12,
    /// A consonant that may begin or continue a conjunct.
    Consonant = 13,
    /// Extend that joins two consonants.
    Linker = 14,
    /// Extend that may stand between consonant and linker.
    ConjunctExtend = 15,
}

/// Whether no boundary lies before the last character.
fn joins(text: &str) -> bool {
    let last = text.chars().next_back().map_or(0, char::len_utf8);
    clusters(text)
        .last()
        .is_some_and(|cluster| cluster.len() > last)
}

/// The class of a character, found by the behaviour of the segmentation beside characters whose
/// class is known.
fn class(c: char) -> Class {
    match c {
        '\u{200d}' => return Class::ZeroWidthJoiner,
        '\u{1f1e6}'..='\u{1f1ff}' => return Class::Regional,
        ' '..='~' => return Class::Other,
        // Nothing is assigned there, or the use is private.
        '\u{40000}'..='\u{dffff}' | '\u{f0000}'.. => return Class::Other,
        _ => {}
    }
    if joins(&format!("a{c}")) {
        // GB11: only Extend may stand between a pictograph and the joiner.
        if !joins(&format!("👩{c}\u{200d}👩")) {
            return Class::SpacingMark;
        }
        // GB9c, with consonants and the linker of Devanagari.
        return if joins(&format!("क{c}क")) {
            Class::Linker
        } else if joins(&format!("क{c}\u{94d}क")) {
            Class::ConjunctExtend
        } else {
            Class::Extend
        };
    }
    if joins(&format!("👩\u{200d}{c}")) {
        return Class::Pictograph;
    }
    if joins(&format!("क\u{94d}{c}")) {
        return Class::Consonant;
    }
    // Vowels of Kirat Rai have the class of a Hangul vowel.
    let vowel = joins(&format!("\u{1161}{c}"));
    match c {
        '\u{1100}'..='\u{11ff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' => hangul(c),
        _ if vowel => hangul(c),
        _ if joins(&format!("{c}a")) => Class::Prepend,
        _ if !joins(&format!("{c}\u{301}")) => Class::Control,
        _ => Class::Other,
    }
}

/// The class of a character that joins as Hangul does: GB6 to GB8, by U+1100 (L), U+1161 (V) and
/// U+11A8 (T).
fn hangul(c: char) -> Class {
    let after = |before: char| joins(&format!("{before}{c}"));
    match (after('\u{1100}'), after('\u{1161}'), after('\u{11a8}')) {
        (_, _, true) => Class::HangulT,
        (true, true, _) => Class::HangulV,
        (true, false, _) if joins(&format!("{c}\u{1100}")) => Class::HangulL,
        (true, false, _) if joins(&format!("{c}\u{1161}")) => Class::HangulLv,
        (true, false, _) => Class::HangulLvt,
        (false, _, _) => Class::Other,
    }
}

/// The text of `assets/web/widths.js`.
pub(super) fn widths() -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for code in 0..=0x0010_ffff {
        let value =
            char::from_u32(code).map_or(1, |c| class(c) as u32 * 4 + u32::from(char_width(c)));
        match runs.last_mut() {
            Some((count, last)) if *last == value => *count += 1,
            _ => runs.push((1, value)),
        }
    }
    let mut out = String::from(
        "// Generated from src/base/width.rs by src/docgen/tests/widths.rs; `cargo xtask bless` renews it.\n\n\
         /** Runs of code points from 0 in base 36: `length:class * 4 + width`. */\n\
         export const RUNS = [\n",
    );
    let mut line = String::new();
    for (count, value) in runs {
        let run = format!("{}:{}", base36(count), base36(value));
        if line.len() + run.len() > 92 {
            let _infallible = writeln!(out, "  \"{}\",", line.trim_end());
            line.clear();
        }
        line.push_str(&run);
        line.push(' ');
    }
    let _infallible = writeln!(out, "  \"{}\",", line.trim_end());
    out.push_str("].join(\" \");\n");
    out
}

/// A number in base 36, as JavaScript's `parseInt` reads it.
fn base36(mut n: u32) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit(n % 36, 36).unwrap_or('0'));
        n /= 36;
        if n == 0 {
            return digits.iter().rev().collect();
        }
    }
}
