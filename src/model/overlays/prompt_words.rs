//! Words in the input of a prompt. Blanks separate words, and so do runs of separators
//! (`word-separators`), which are words of their own.

use crate::model::state::overlay::Prompt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Blank,
    Separator,
    Other,
}

fn class(c: char, separators: &str) -> Class {
    match c {
        ' ' => Class::Blank,
        _ if separators.contains(c) => Class::Separator,
        _ => Class::Other,
    }
}

fn class_at(prompt: &Prompt, at: usize, separators: &str) -> Option<Class> {
    prompt.input.get(at).map(|c| class(*c, separators))
}

/// The first index from `at` on whose character is not of `skipped`, or the length of the input.
fn skip(prompt: &Prompt, at: usize, skipped: Option<Class>, separators: &str) -> usize {
    let len = prompt.input.len();
    (at..len)
        .find(|at| class_at(prompt, *at, separators) != skipped)
        .unwrap_or(len)
}

/// The start of the word before the cursor.
pub(super) fn back(prompt: &Prompt, separators: &str) -> usize {
    let before = |at: usize| {
        at.checked_sub(1)
            .and_then(|at| class_at(prompt, at, separators))
    };
    let mut at = prompt.cursor;
    while before(at) == Some(Class::Blank) {
        at -= 1;
    }
    let word = before(at);
    while at > 0 && before(at) == word {
        at -= 1;
    }
    at
}

/// The index behind the word at or after the cursor.
pub(super) fn past_end(prompt: &Prompt, separators: &str) -> usize {
    let start = skip(prompt, prompt.cursor, Some(Class::Blank), separators);
    let word = class_at(prompt, start, separators);
    skip(prompt, start, word, separators)
}

/// The start of the next word.
pub(super) fn next(prompt: &Prompt, separators: &str) -> usize {
    let word = class_at(prompt, prompt.cursor, separators);
    let end = skip(prompt, prompt.cursor, word, separators);
    skip(prompt, end, Some(Class::Blank), separators)
}

/// The last character of the word that ends after the cursor.
pub(super) fn end(prompt: &Prompt, separators: &str) -> usize {
    let start = (prompt.cursor + 1).min(prompt.input.len());
    let start = skip(prompt, start, Some(Class::Blank), separators);
    match class_at(prompt, start, separators) {
        None => start,
        word => skip(prompt, start, word, separators) - 1,
    }
}
