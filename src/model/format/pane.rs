//! Variables about a pane and its screen, and the loop over the panes of a window.

use crate::base::{CursorShape, MouseTracking, Rect, Size};
use crate::model::format::{FormatContext, Turn, flag, seconds};
use crate::model::state::location::Location;
use crate::model::state::mode::Mode;
use crate::model::state::options::OptionScope;
use crate::model::state::pane::{Life, Pane};
use crate::model::state::pane_access::of_screen;
use crate::model::state::window::Window;
use crate::term::{MouseEncoding, Screen};

pub(super) fn variable(c: &FormatContext<'_>, name: &str) -> Option<String> {
    let place = c.place?;
    let window = c.world.windows.get(&place.window)?;
    let pane = c.world.panes.get(&place.pane)?;
    if let Some(rest) = name.strip_prefix("pane_") {
        return of_pane(c, place, window, pane, rest);
    }
    match name {
        "history_limit" => Some(c.world.limits(place.session).history_lines.to_string()),
        "scroll_position" => match &pane.mode {
            Some(Mode::Copy(s)) => {
                let history = of_screen(c.sight, pane.id, Screen::history_rows);
                Some(s.shown(history).to_string())
            }
            Some(Mode::View(v)) => Some(v.top.to_string()),
            Some(Mode::Clock | Mode::Tree(_)) | None => None,
        },
        _ => of_screen(c.sight, place.pane, |screen| on_screen(screen, name)),
    }
}

fn of_pane(
    c: &FormatContext<'_>,
    place: Location,
    window: &Window,
    pane: &Pane,
    name: &str,
) -> Option<String> {
    let active = window.active == pane.id;
    match name {
        "id" => Some(pane.id.to_string()),
        "index" => {
            let base = c
                .world
                .number("pane-base-index", OptionScope::Window(Some(window.id)));
            let at = i64::try_from(window.position(pane.id)?).ok()?;
            Some((base + at).to_string())
        }
        "active" => flag(active),
        "last" => flag(window.last_pane() == Some(pane.id)),
        "title" => Some(pane.title.clone()),
        "pid" => Some(pane.pid().map(|p| p.to_string()).unwrap_or_default()),
        "tty" => Some(pane.tty.clone()),
        "start_command" => Some(start_command(pane)),
        "start_path" => Some(pane.cwd.clone()),
        "current_command" => Some(current_command(c, pane)),
        "current_path" => Some(c.sight.cwd(pane.id).unwrap_or_else(|| pane.cwd.clone())),
        "path" => of_screen(c.sight, pane.id, |s| s.cwd().map(str::to_owned)),
        "tabs" => Some(of_screen(c.sight, pane.id, |screen| {
            let stops: Vec<String> = screen.tabs().iter().map(u16::to_string).collect();
            stops.join(",")
        })),
        "dead" => flag(pane.exit().is_some()),
        "dead_status" => Some(
            pane.exit()
                .and_then(|e| e.status)
                .map(|s| s.to_string())
                .unwrap_or_default(),
        ),
        "dead_signal" => Some(
            pane.exit()
                .and_then(|e| e.signal)
                .map(|s| s.to_string())
                .unwrap_or_default(),
        ),
        "dead_time" => match pane.life {
            Life::Dead(_, when) => seconds(when),
            _ => None,
        },
        "in_mode" => Some(usize::from(pane.mode.is_some()).to_string()),
        "mode" => Some(
            pane.mode
                .as_ref()
                .map(|m| m.name().to_owned())
                .unwrap_or_default(),
        ),
        "input_off" => flag(pane.input_off),
        "marked" => flag(c.world.marked == Some(pane.id)),
        "marked_set" => flag(c.world.marked.is_some()),
        "synchronized" => flag(
            c.world
                .flag("synchronize-panes", OptionScope::Pane(pane.id)),
        ),
        "zoomed_flag" => flag(window.zoomed && active),
        "format" => flag(true),
        "floating_flag" => flag(false),
        "pipe" => flag(c.world.pipes.contains_key(&pane.id)),
        "pipe_pid" => {
            let pipe = c.world.pipes.get(&pane.id);
            Some(
                pipe.and_then(|p| p.pid)
                    .map_or_else(String::new, |pid| pid.to_string()),
            )
        }
        "unseen_changes" => flag(pane.unseen),
        "flags" => Some(flags(window, pane)),
        "pb_state" => Some(progress_name(pane).to_owned()),
        "pb_progress" => Some(pane.progress.map_or(0, |p| p.1).to_string()),
        "last_command" => of_screen(c.sight, pane.id, |s| s.command().map(str::to_owned)),
        "last_command_status" => of_screen(c.sight, pane.id, |s| {
            s.command_status().map(|status| status.to_string())
        }),
        "search_string" => Some(String::new()),
        "key_mode" => of_screen(c.sight, pane.id, |s| {
            let modes = s.modes();
            let name = match (modes.kitty, modes.modify_other_keys) {
                (0, 0) => "VT10x",
                (0, 1) => "Ext 1",
                (0, _) => "Ext 2",
                _ => "Kitty",
            };
            Some(name.to_owned())
        }),
        _ => of_place(c, place, window, pane, name),
    }
}

/// Where the pane is in its window.
fn of_place(
    c: &FormatContext<'_>,
    place: Location,
    window: &Window,
    pane: &Pane,
    name: &str,
) -> Option<String> {
    let border = c.world.border_status(place.window);
    let rect = window.place(pane.id, border).unwrap_or_default();
    let Size { cols, rows } = window.size();
    let whole = Rect::new(0, 0, cols, rows);
    match name {
        "width" => Some(rect.cols.to_string()),
        "height" => Some(rect.rows.to_string()),
        "left" | "x" => Some(rect.x.to_string()),
        "top" | "y" => Some(rect.y.to_string()),
        "right" => Some(rect.right().saturating_sub(1).to_string()),
        "bottom" => Some(rect.bottom().saturating_sub(1).to_string()),
        "at_left" => flag(rect.x == 0),
        "at_top" => flag(rect.y <= u16::from(border == crate::layout::BorderStatus::Top)),
        "at_right" => flag(rect.right() == whole.right()),
        "at_bottom" => {
            let line = u16::from(border == crate::layout::BorderStatus::Bottom);
            flag(rect.bottom() + line == whole.bottom())
        }
        "bg" | "fg" => Some("default".to_owned()),
        "z" => Some("0".to_owned()),
        _ => None,
    }
}

fn start_command(pane: &Pane) -> String {
    let words: Vec<String> = pane
        .command
        .iter()
        .map(|w| crate::lang::script::quote(w))
        .collect();
    words.join(" ")
}

fn current_command(c: &FormatContext<'_>, pane: &Pane) -> String {
    let running = c.sight.command(pane.id).filter(|name| !name.is_empty());
    running.unwrap_or_else(|| {
        if !pane.program.is_empty() {
            return pane.program.clone();
        }
        let command = pane.command.first().cloned().unwrap_or_default();
        let first = command.split_whitespace().next().unwrap_or_default();
        first.rsplit('/').next().unwrap_or_default().to_owned()
    })
}

fn flags(window: &Window, pane: &Pane) -> String {
    let active = window.active == pane.id;
    let signs = [
        (active, '*'),
        (window.last_pane() == Some(pane.id), '-'),
        (window.zoomed && active, 'Z'),
    ];
    signs
        .iter()
        .filter(|(on, _)| *on)
        .map(|(_, sign)| *sign)
        .collect()
}

const fn progress_name(pane: &Pane) -> &'static str {
    match pane.progress {
        None => "hidden",
        Some((1, _)) => "normal",
        Some((2, _)) => "error",
        Some((3, _)) => "indeterminate",
        Some(_) => "paused",
    }
}

/// Column and row where the cursor goes back to on the main screen; without any, the number that
/// tmux has for none.
fn saved(screen: &Screen) -> (u32, u32) {
    let saved = screen.alternate_saved();
    saved.map_or((u32::MAX, u32::MAX), |at| (at.x.into(), at.y.into()))
}

/// Variables that the screen answers.
fn on_screen(screen: &Screen, name: &str) -> Option<String> {
    let cursor = screen.cursor();
    let modes = screen.modes();
    match name {
        "cursor_x" => Some(cursor.at.x.to_string()),
        "cursor_y" => Some(cursor.at.y.to_string()),
        "cursor_flag" => flag(cursor.visible),
        "cursor_very_visible" => flag(false),
        "cursor_blinking" => flag(cursor.blink),
        "cursor_shape" => Some(
            match cursor.shape {
                CursorShape::Default => "default",
                CursorShape::Block => "block",
                CursorShape::Underline => "underline",
                CursorShape::Bar => "bar",
            }
            .to_owned(),
        ),
        "cursor_colour" => Some(
            cursor
                .color
                .map(|(r, g, b)| format!("#{r:02x}{g:02x}{b:02x}"))
                .unwrap_or_default(),
        ),
        "cursor_character" => {
            let text = screen.line(cursor.at.y).text();
            let at = text.chars().nth(usize::from(cursor.at.x));
            Some(String::from(at.unwrap_or(' ')))
        }
        "history_size" => Some(screen.history_rows().to_string()),
        "history_bytes" | "history_all_bytes" => Some(screen.history_bytes().to_string()),
        "alternate_on" => flag(screen.on_alternate()),
        "alternate_saved_x" => Some(saved(screen).0.to_string()),
        "alternate_saved_y" => Some(saved(screen).1.to_string()),
        "insert_flag" => flag(screen.insert()),
        "origin_flag" => flag(screen.origin()),
        "wrap_flag" => flag(screen.wrap()),
        "keypad_flag" => flag(modes.keypad),
        "keypad_cursor_flag" => flag(modes.cursor_keys),
        "bracket_paste_flag" => flag(modes.bracketed_paste),
        "synchronized_output_flag" => flag(modes.synchronized),
        "scroll_region_upper" => Some(screen.scroll_region().0.to_string()),
        "scroll_region_lower" => Some(screen.scroll_region().1.to_string()),
        _ => None,
    }
}

/// `mouse_*_flag`: what mouse reports the pane's program asked for.
pub(super) fn mouse_flag(c: &FormatContext<'_>, name: &str) -> Option<String> {
    let modes = of_screen(c.sight, c.place?.pane, |s| s.modes().clone());
    match name {
        "any_flag" => flag(modes.mouse != MouseTracking::Off),
        "all_flag" => flag(modes.mouse == MouseTracking::Any),
        "button_flag" => flag(modes.mouse == MouseTracking::Button),
        "standard_flag" => flag(modes.mouse == MouseTracking::Normal),
        "sgr_flag" => flag(modes.mouse_encoding == MouseEncoding::Sgr),
        "utf8_flag" => flag(modes.mouse_encoding == MouseEncoding::Utf8),
        _ => None,
    }
}

pub(super) fn turns(c: &FormatContext<'_>) -> Vec<Turn> {
    let Some(place) = c.place else { return vec![] };
    let Some(window) = c.world.windows.get(&place.window) else {
        return vec![];
    };
    let panes = window.panes().into_iter();
    panes
        .map(|pane| {
            (
                Some(Location { pane, ..place }),
                c.client,
                pane == window.active,
            )
        })
        .collect()
}
