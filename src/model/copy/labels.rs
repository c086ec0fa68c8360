//! Labels of quick select: the parts of the visible text that are worth copying, each with one or
//! two letters.

use crate::base::sorted::sort_by_key;
use crate::lang::format::{Pattern, compile_pattern};
use crate::model::copy::matches::{Match, WholeLine, match_text};
use crate::model::copy::text::Text;
use crate::model::state::mode::copy_mode::{Label, Place};

/// The letters of labels, the most comfortable ones first.
const LETTERS: &str = "asdfqwerzxcvjklmiuopghtybn";

/// The patterns, the first has precedence: URLs, quoted strings, UUIDs, IP addresses, paths with
/// line and column, hashes, numbers.
const PATTERNS: &[&str] = &[
    r#"(https?|ftp|file|ssh|git)://[^[:space:]<>"'`]+|mailto:[^[:space:]<>"'`]+"#,
    r#""[^"]+""#,
    r"\B'[^']+'\B",
    r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
    r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(:[0-9]+)?",
    r"\b([0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{1,4}|\b([0-9a-fA-F]{1,4}:)+:[0-9a-fA-F:]*[0-9a-fA-F]",
    r"\B::([0-9a-fA-F]{1,4}:)*[0-9a-fA-F]{1,4}\b",
    r"(~|\.|\.\.|[A-Za-z0-9_.@+-]+)?(/[A-Za-z0-9_.@%+=,#-]+)+/?(:[0-9]+(:[0-9]+)?)?",
    r"[A-Za-z0-9_-]+\.[A-Za-z][A-Za-z0-9]*:[0-9]+(:[0-9]+)?",
    r"\b[0-9a-f]{7,64}\b",
    r"\b0x[0-9a-fA-F]+\b|\b[0-9]{4,}\b",
];

/// The labels of the rows `from..to`. `own` are patterns of the user, before the others. The target
/// of a hyperlink stands for its text. The text nearest to the bottom has the first letter, and equal
/// texts have the same label.
pub fn labels(text: &Text<'_>, from: i64, to: i64, own: &[&str]) -> Vec<Label> {
    let patterns = own.iter().chain(PATTERNS);
    let patterns = patterns.filter_map(|pattern| compile_pattern(pattern, true, false));
    let patterns: Vec<Pattern> = patterns.collect();
    let rows = from.max(text.top())..to.min(text.bottom() + 1);
    let mut found: Vec<(Match, String)> = rows.clone().flat_map(|y| links(text, y)).collect();
    let mut y = rows.start;
    while y < rows.end {
        let line = WholeLine::at(text, y);
        for pattern in &patterns {
            for one in line.matches(pattern) {
                let visible = (from..to).contains(&one.start.y);
                let free = !found.iter().any(|(other, _)| overlap(*other, one));
                if visible && free {
                    found.extend(part(text, one));
                }
            }
        }
        y = line.rows().1;
    }
    sort_by_key(&mut found, |(one, _)| one.start);
    let mut texts: Vec<&String> = Vec::new();
    for (_, text) in found.iter().rev() {
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    let names = names(texts.len());
    let name = |text: &String| {
        let at = texts.iter().position(|known| *known == text)?;
        names.get(at).cloned()
    };
    let labels = found.iter().filter_map(|(one, text)| {
        Some(Label {
            name: name(text)?,
            start: one.start,
            end: one.end,
            text: text.clone(),
        })
    });
    labels.collect()
}

/// The hyperlinks (OSC 8) of row `y`, with their targets.
fn links(text: &Text<'_>, y: i64) -> Vec<(Match, String)> {
    let row = text.row(y);
    let mut found = Vec::new();
    let mut x = 0;
    for span in &row.line.spans {
        let end = x + span.cols();
        if let Some(link) = &span.link {
            let (start, end) = (Place::new(x, y), Place::new(end, y));
            match found.last_mut() {
                Some((Match { end: last, .. }, uri)) if *last == start && *uri == link.uri => {
                    *last = end;
                }
                _ => found.push((Match { start, end }, link.uri.clone())),
            }
        }
        x = end;
    }
    found
}

fn overlap(a: Match, b: Match) -> bool {
    a.start < b.end && b.start < a.end
}

/// The part of a match that is copied: without quotes, and without punctuation after a URL or a
/// path. `None` if nothing is left, or for a hash without a digit.
fn part(text: &Text<'_>, mut found: Match) -> Option<(Match, String)> {
    let mut whole = match_text(text, found);
    let quote = whole.chars().next().filter(|c| "\"'".contains(*c));
    if quote.is_some() {
        whole = whole[1..whole.len() - 1].to_owned();
        found.start.x += 1;
        found.end.x = found.end.x.saturating_sub(1);
    } else {
        while let Some(last) = whole.chars().next_back() {
            let opened = whole.matches('(').count() >= whole.matches(')').count();
            let closes = last == ')' && !opened;
            if !(".,;:!?#$'\"".contains(last) || closes) {
                break;
            }
            whole.pop();
            found.end.x = found.end.x.saturating_sub(1);
        }
    }
    let hash = (7..=64).contains(&whole.len()) && whole.chars().all(|c| c.is_ascii_hexdigit());
    let plain = hash && !whole.contains(|c: char| c.is_ascii_digit());
    (!whole.trim().is_empty() && !plain).then_some((found, whole))
}

/// The names of `count` labels: one letter each, or two if there are more than letters.
fn names(count: usize) -> Vec<String> {
    let one: Vec<String> = LETTERS.chars().map(String::from).collect();
    if count <= one.len() {
        return one;
    }
    let two = LETTERS
        .chars()
        .flat_map(|a| LETTERS.chars().map(move |b| format!("{a}{b}")));
    two.collect()
}
