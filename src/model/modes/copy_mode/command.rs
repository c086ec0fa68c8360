//! Runs the commands of `send-keys -X` in copy mode and view mode.

use crate::base::key::MousePlace;
use crate::base::{Error, MouseButton, MouseEventKind, Result};
use crate::lang::tables::options;
use crate::model::copy::settings;
use crate::model::modes::copy_mode::words::{After, Call, Highlights, WORDS, Word};
use crate::model::modes::copy_mode::{copying, history_search, lifecycle, mouse};
use crate::model::modes::pane_mode;
use crate::model::ops::messages;
use crate::model::state::client::{Drag, MouseHit};
use crate::model::state::command::{CommandContext, Flow, Origin};
use crate::model::state::location::Location;
use crate::model::state::lookup::client_area;
use crate::model::state::options::OptionScope;
use crate::model::state::pane::LastSearch;

/// The names of all commands, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    WORDS.iter().map(|word| word.name)
}

/// Runs a command: its name, its flags and its arguments. A client that was started as `tmux` gets
/// no errors, as in tmux.
///
/// # Errors
/// If the command is unknown, a flag or the number of arguments is wrong, or a regular expression
/// is not valid.
pub(crate) fn command(
    cx: &mut CommandContext<'_>,
    place: Location,
    words: &[String],
    times: usize,
) -> Result<Flow> {
    let as_tmux = cx.client().is_some_and(|client| client.caller.as_tmux);
    let result = run(cx, place, words, times);
    if as_tmux {
        Ok(result.unwrap_or(Flow::Done))
    } else {
        result
    }
}

fn run(
    cx: &mut CommandContext<'_>,
    place: Location,
    words: &[String],
    times: usize,
) -> Result<Flow> {
    let name = words.first().map_or("", String::as_str);
    let word = WORDS.iter().find(|word| word.name == name);
    let word = word.ok_or_else(|| Error::user(format!("unknown copy mode command: {name}")))?;
    let (flags, mut args) = arguments(word, words.get(1..).unwrap_or_default())?;
    if word.flags.contains('C') || name.starts_with("pipe") {
        args = args.iter().map(|arg| cx.expand(arg, Some(place))).collect();
    }
    let hit = cx.queue().mouse.clone();
    let wheel = hit.as_ref().is_some_and(is_wheel);
    let client = cx.client_id();
    let slider_row = hit.as_ref().and_then(|hit| slider_row(cx, place, hit));
    let hit = hit.filter(|hit| points(hit, place));
    let dragging = client
        .and_then(|id| cx.world.clients.get(&id))
        .is_some_and(|client| matches!(client.mouse.drag, Some(Drag::Copy(_))));
    let of = OptionScope::Session(Some(place.session));
    let separators = cx.world.get(options::WORD_SEPARATORS, of).to_owned();
    let absolute = settings::counts_from_top(cx.world, place.pane);
    let done = lifecycle::with_engine(cx.world, place.pane, cx.access, |engine| {
        if let Some(hit) = &hit {
            engine.point_at(usize::from(hit.cell.x), usize::from(hit.cell.y));
        }
        let mut call = Call {
            e: engine,
            times,
            args: &args,
            flags: &flags,
            separators: &separators,
            by_wheel: wheel && !dragging,
            by_mouse: hit.is_some(),
            slider_row,
            absolute,
            copied: Vec::new(),
            far: None,
            failure: None,
            refresh: false,
            drag: false,
        };
        let after = (word.run)(&mut call);
        let (copied, failure) = (std::mem::take(&mut call.copied), call.failure);
        let (refresh, drag, far) = (call.refresh, call.drag, call.far);
        let searches = word.name.starts_with("search-");
        let hides = match word.highlights {
            Highlights::Hide => true,
            Highlights::Keep => false,
            Highlights::KeepInVi => !engine.vi,
        };
        if !searches && hides {
            engine.hide_matches();
            engine.s.search.origin = None;
        }
        let search = searches.then(|| LastSearch {
            text: engine.s.search.text.clone(),
            regex: engine.s.search.regex,
        });
        (after, copied, failure, refresh, drag, search, far)
    });
    let Some((after, copied, failure, refresh, drag, search, far)) = done else {
        return Ok(Flow::Done);
    };
    if let Some(search) = search {
        cx.pane(place.pane)?.last_search = search;
    }
    for copied in copied {
        copying::copy(cx, place, copied);
    }
    if refresh {
        lifecycle::refresh(cx.world, place.pane, cx.access);
    }
    if let (true, Some(client), Some(hit)) = (drag, client, hit) {
        mouse::begin_drag(cx.world, client, place.pane, &hit, cx.access);
    }
    if after == After::Leave {
        pane_mode::leave(cx.world, place.pane);
    }
    // A script reads the count next, and a person goes on at the match.
    let by_script = cx.queue().origin != Origin::Key;
    let queue = (cx.run, by_script);
    let waits = history_search::after_command(cx.world, place.pane, far, queue);
    match failure {
        Some(message) => {
            if let Some(client) = client.filter(|_| cx.client().is_some_and(|c| c.caller.as_tmux)) {
                messages::show_message(cx.world, client, message, None, false);
            }
            Err(Error::user(message))
        }
        None if waits => Ok(Flow::Wait),
        None => Ok(Flow::Done),
    }
}

/// The row of a pane's scrollbar to which the mouse drags the start of its slider.
fn slider_row(cx: &CommandContext<'_>, place: Location, hit: &MouseHit) -> Option<usize> {
    let client = cx.client_id()?;
    let held = cx.world.clients.get(&client)?.mouse.slider_row;
    let pane = client_area::client_rect(cx.world, client, place.pane)?;
    let row = pane.nearest(hit.event.at).y;
    (hit.on == MousePlace::ScrollbarSlider).then(|| usize::from(row.saturating_sub(held)))
}

fn is_wheel(hit: &MouseHit) -> bool {
    matches!(
        hit.event.kind,
        MouseEventKind::Press(MouseButton::WheelUp | MouseButton::WheelDown)
    )
}

/// Whether a mouse event puts the cursor where it happened.
fn points(hit: &MouseHit, place: Location) -> bool {
    let here = hit.place.is_some_and(|p| p.pane == place.pane);
    hit.on == MousePlace::Pane && here && !is_wheel(hit)
}

/// The flags and the arguments of a command.
fn arguments(word: &Word, words: &[String]) -> Result<(String, Vec<String>)> {
    let mut flags = String::new();
    let mut rest = words.iter();
    let mut args: Vec<String> = Vec::new();
    for text in rest.by_ref() {
        match text.strip_prefix('-') {
            Some("-") => break,
            Some(letters) if !letters.is_empty() && letters.parse::<u32>().is_err() => {
                if let Some(wrong) = letters.chars().find(|c| !word.flags.contains(*c)) {
                    let name = word.name;
                    return Err(Error::user(format!("{name}: unknown flag -{wrong}")));
                }
                flags.push_str(letters);
            }
            _ => {
                args.push(text.clone());
                break;
            }
        }
    }
    args.extend(rest.cloned());
    let (least, most) = word.args;
    let name = word.name;
    if args.len() < least {
        return Err(Error::user(format!(
            "{name}: too few arguments (need at least {least})"
        )));
    }
    if args.len() > most {
        return Err(Error::user(format!(
            "{name}: too many arguments (need at most {most})"
        )));
    }
    Ok((flags, args))
}
