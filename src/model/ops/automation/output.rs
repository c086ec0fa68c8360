//! The output of commands in a shell that marks its prompts.

use crate::model::state::automation::watch::Found;
use crate::term::{Screen, TrackedLine};

/// The lines of the output of the command that ended, and whether some of them are gone. If its
/// start was not seen, it is the last output that the shell marked.
pub(crate) fn of_command(screen: &Screen, found: &Found) -> (Vec<String>, bool) {
    // A wait that comes back after the death of a server is met behind the next prompt.
    let end = found.ended.unwrap_or(found.position);
    let Some(began) = found.began.filter(|began| began.era == screen.era()) else {
        let rows = last_output(screen);
        return rows.map_or_else(Default::default, |(first, last)| {
            (text_of_rows(screen, first, last), false)
        });
    };
    let mut lines = Vec::new();
    let mut add = |line: &TrackedLine<'_>| {
        if !(began.line..=end.line).contains(&line.number) {
            return;
        }
        // A blank line has no stamp.
        let part = match line.number > began.line {
            true => None,
            false => match began.new_part(line, end.era) {
                Some(part) => part,
                None => return,
            },
        };
        let column = usize::try_from(end.column).unwrap_or(usize::MAX);
        let last = line.number == end.line;
        let text = match last {
            true => line.text.get(..column).unwrap_or(line.text),
            false => line.text,
        };
        if last && column == 0 {
            return;
        }
        lines.push(
            text.get(part.unwrap_or(0)..)
                .unwrap_or_default()
                .trim_end()
                .to_owned(),
        );
    };
    screen.past_lines(began.line..u64::MAX, &mut |line| {
        add(line);
        true
    });
    screen.visible_lines(&mut add);
    (lines, screen.misses(&began))
}

/// The text of the rows `first..last`, with wrapped rows joined, without blank lines at the end.
fn text_of_rows(screen: &Screen, first: i64, last: i64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut joins = false;
    for row in screen.rows(first..last) {
        match lines.last_mut().filter(|_| joins) {
            Some(line) => line.push_str(&row.text()),
            None => lines.push(row.text()),
        }
        joins = row.wrapped;
    }
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    lines
        .iter()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// The rows of the output of the last command: the first, and the one after the last.
pub(crate) fn last_output(screen: &Screen) -> Option<(i64, i64)> {
    let marks = screen.marks();
    let first = marks.iter().rposition(|(_, marks)| marks.output)?;
    let (row, own) = marks[first];
    if own.prompt && first + 1 == marks.len() && screen.at_prompt() {
        // The prompt that follows is in the same row: there was no output.
        return Some((row, row));
    }
    let mut later = marks[first + 1..].iter();
    let end = later.find(|(_, marks)| marks.prompt).map(|(row, _)| *row);
    Some((row, end.unwrap_or_else(|| i64::from(screen.size().rows))))
}
