//! The variables of copy mode and view mode.

use crate::lang::tables::choices::LineNumbers;
use crate::lang::tables::format_variables::CopyVariable as V;
use crate::lang::tables::options;
use crate::model::copy::cursor::word_at;
use crate::model::copy::text::{Text, signed};
use crate::model::copy::{matches, settings};
use crate::model::format::context::{FormatContext, flag};
use crate::model::state::mode::copy_mode::{CopyState, CursorEnd, Place, Unit};
use crate::model::state::mode::line_times::MarkedCommand;
use crate::model::state::options::OptionScope;

pub(crate) fn value(c: &FormatContext<'_>, variable: V) -> Option<String> {
    let place = c.place?;
    let mode = c.world.panes.get(&place.pane)?.mode.as_ref()?;
    let copy = mode.copy()?;
    let state = &copy.state;
    let selection = &state.selection;
    let number = |n: usize| Some(n.to_string());
    // Most variables need no text, and the indicator is drawn with each frame.
    match variable {
        V::CursorX => return number(state.x),
        V::CursorY => return number(state.row),
        V::RectangleToggle => return flag(selection.rectangle),
        V::RefreshActive => return flag(state.refresh),
        V::LineNumbers => {
            return flag(settings::numbering(c.world, place.pane) != LineNumbers::Off);
        }
        V::SearchCount => return number(state.search.count?),
        V::SearchCountPartial => {
            state.search.count?;
            return flag(state.search.partial);
        }
        V::SearchPresent => return flag(state.search.shown),
        V::SearchRunning => {
            let pending = c.world.history_searches.get(&place.pane);
            return flag(pending.is_some_and(|pending| pending.find.is_some()));
        }
        V::SearchTimedOut => return flag(false),
        V::SelectionActive => {
            return flag(selection.on && selection.cursor != CursorEnd::None);
        }
        V::SelectionPresent => return flag(selection.on && selection.start != selection.end),
        V::SelectionMode => {
            let unit = match selection.unit {
                Unit::Char => "char",
                Unit::Word => "word",
                Unit::Line => "line",
            };
            return Some(unit.to_owned());
        }
        V::SelectionEndX => return number(selected(state)?.1.x),
        V::SelectionStartX => return number(selected(state)?.0.x),
        _ => {}
    }
    let text = Text::new(&copy.text, c.access);
    let up = state.up.min(text.history());
    let cursor = Place::new(state.x, signed(state.row) - signed(up));
    let line = |y: i64| Some((y + signed(text.history())).to_string());
    let times = c.world.line_times.get(&copy.text.source);
    let command = || times?.command_at(text.line_number(cursor.y)?);
    let seconds = |y: i64| Some((times?.of(text.line_number(y)?)? / 1000).to_string());
    match variable {
        V::TopLineTime => seconds(-signed(up)),
        V::LineTime => seconds(cursor.y),
        V::CommandStatus => Some(command()?.status?.to_string()),
        V::CommandDuration => Some(duration(command()?, c.world.now.wall)),
        V::CommandState => {
            let command = command()?;
            let duration = duration(command, c.world.now.wall);
            Some(match (command.ended, command.status) {
                (None, _) => format!("running, {duration}"),
                (Some(_), Some(status)) => format!("exit {status}, {duration}"),
                (Some(_), None) => duration,
            })
        }
        V::SelectionEndY => line(selected(state)?.1.y),
        V::SelectionStartY => line(selected(state)?.0.y),
        V::ScrollPosition => number(up),
        V::Position if settings::counts_from_top(c.world, place.pane) => {
            number(text.history() - up + 1)
        }
        V::Position => number(up),
        V::PositionLimit if settings::counts_from_top(c.world, place.pane) => {
            number(text.history() + text.height())
        }
        V::PositionLimit => number(text.history()),
        V::CursorWord => {
            let of = OptionScope::Session(Some(place.session));
            let separators = c.world.get(options::WORD_SEPARATORS, of);
            Some(word_at(&text, cursor, separators))
        }
        V::CursorLine => {
            let row = text.row(cursor.y);
            Some(row.slice(0, row.length()))
        }
        V::CursorHyperlink => text
            .row(cursor.y)
            .link(cursor.x)
            .map(|link| link.uri.clone()),
        V::SearchMatch => {
            let found = matches::match_at_cursor(&text, state, cursor)?;
            Some(matches::match_text(&text, found))
        }
        _ => None,
    }
}

/// The time that a command took, or takes so far.
fn duration(command: MarkedCommand, now: i64) -> String {
    span(command.ended.unwrap_or(now) - command.started)
}

/// A span of milliseconds as `0.4s`, `12s` or `1h02m03s`.
pub(crate) fn span(ms: i64) -> String {
    let ms = ms.max(0);
    let (seconds, minutes, hours) = (ms / 1000, ms / 60_000, ms / 3_600_000);
    match (hours, minutes) {
        (0, 0) if seconds < 10 => format!("{seconds}.{}s", ms % 1000 / 100),
        (0, 0) => format!("{seconds}s"),
        (0, _) => format!("{minutes}m{:02}s", seconds % 60),
        _ => format!("{hours}h{:02}m{:02}s", minutes % 60, seconds % 60),
    }
}

/// The start and the end of the selection.
fn selected(state: &CopyState) -> Option<(Place, Place)> {
    let selection = &state.selection;
    selection.on.then_some((selection.start, selection.end))
}
