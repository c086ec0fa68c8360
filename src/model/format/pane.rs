//! The variables of a pane and its screen, and the loop over the panes of a window.

use crate::base::{Color, CursorShape, MouseTracking, PaneId, Size, Style};
use crate::lang::color::color_name;
use crate::lang::script;
use crate::lang::tables::format_variables::{
    PaneGeometryVariable, PaneVariable as V, ScreenVariable,
};
use crate::lang::tables::options;
use crate::layout::BorderStatus;
use crate::model::format::context::{FormatContext, Turn, flag, seconds};
use crate::model::format::copy::span;
use crate::model::state::automation::pane_state::PaneState;
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;
use crate::model::state::pane::{Pane, ProgramState};
use crate::model::state::pane_access::of_screen;
use crate::model::state::window::Window;
use crate::term::{MouseEncoding, Screen};

/// The numbers of the private modes that are set, as far as they concern input and screens.
fn private_modes(screen: &Screen) -> String {
    let modes = screen.modes();
    let tracking = match modes.mouse {
        MouseTracking::Off => None,
        MouseTracking::X10 => Some(9),
        MouseTracking::Normal => Some(1000),
        MouseTracking::Button => Some(1002),
        MouseTracking::Any => Some(1003),
    };
    let all = [
        (modes.cursor_keys, 1),
        (screen.cursor().visible, 25),
        (modes.focus, 1004),
        (modes.mouse_encoding == MouseEncoding::Sgr, 1006),
        (screen.on_alternate(), 1049),
        (modes.bracketed_paste, 2004),
        (modes.synchronized, 2026),
        (modes.color_scheme, 2031),
        (modes.size_reports, 2048),
    ];
    let set = all
        .into_iter()
        .filter(|(on, _)| *on)
        .map(|(_, number)| number);
    let mut set: Vec<u16> = set.chain(tracking).collect();
    set.sort_unstable();
    let set: Vec<String> = set.iter().map(u16::to_string).collect();
    set.join(",")
}

pub(crate) fn value(c: &FormatContext<'_>, variable: V) -> Option<String> {
    let place = c.place?;
    let window = c.world.windows.get(&place.window)?;
    let pane = c.world.panes.get(&place.pane)?;
    let active = window.active == pane.id;
    match variable {
        V::Id => Some(pane.id.to_string()),
        V::Index => {
            let base = c.world.get(
                options::PANE_BASE_INDEX,
                OptionScope::Window(Some(window.id)),
            );
            let at = window.position(pane.id)?;
            Some((usize::from(base) + at).to_string())
        }
        V::Active => flag(active),
        V::Last => flag(window.last_pane() == Some(pane.id)),
        V::Title => Some(pane.title.clone()),
        V::Pid if pane.without_program() => Some("0".to_owned()),
        V::Pid => Some(pane.pid().map(|p| p.to_string()).unwrap_or_default()),
        V::Tty if pane.without_program() => Some(String::new()),
        V::Tty => Some(pane.tty.clone()),
        V::StartCommand => Some(start_command(pane)),
        V::StartPath => Some(pane.cwd.clone()),
        V::CommandDuration => {
            let ended = if pane.shell.end > 0 {
                pane.shell.end
            } else {
                c.world.now.wall
            };
            let ran = (pane.shell.start > 0).then(|| (ended - pane.shell.start) / 1000);
            Some(ran.map_or_else(String::new, |seconds| seconds.to_string()))
        }
        V::CommandEndTime => seconds(pane.shell.end),
        V::CommandRunning => flag(pane.shell.is_running()),
        V::CommandStartTime => seconds(pane.shell.start),
        V::CommandState => {
            let shell = &pane.shell;
            let status = shell.status.filter(|status| *status != 0);
            let ended = if shell.end > 0 {
                shell.end
            } else {
                c.world.now.wall
            };
            let took = span(ended - shell.start);
            Some(match status {
                _ if shell.start == 0 => String::new(),
                _ if shell.end == 0 => format!("running {took}"),
                Some(status) => format!("exit {status}, {took}"),
                None => format!("took {took}"),
            })
        }
        V::CommandStatus => {
            let status = pane.shell.status;
            Some(status.map_or_else(String::new, |status| status.to_string()))
        }
        V::LastOutputTime => seconds(pane.shell.output),
        V::LastPromptTime => seconds(pane.shell.prompt),
        V::PrivateModes => Some(of_screen(c.access, pane.id, private_modes)),
        V::StartCommandList => {
            let words = pane.command.iter().map(|word| script::quote(word));
            Some(words.collect::<Vec<_>>().join(" "))
        }
        V::UnzoomedHeight => Some(window.tree.place(pane.id)?.rows.to_string()),
        V::UnzoomedWidth => Some(window.tree.place(pane.id)?.cols.to_string()),
        V::CurrentCommand => Some(current_command(c, pane)),
        V::CurrentPath => Some(c.access.cwd(pane.id).unwrap_or_else(|| pane.cwd.clone())),
        V::Path => of_screen(c.access, pane.id, |s| s.reported_cwd().map(str::to_owned)),
        V::Tabs => Some(of_screen(c.access, pane.id, |screen| {
            let stops: Vec<String> = screen.tabs().iter().map(u16::to_string).collect();
            stops.join(",")
        })),
        V::Dead => flag(pane.exit().is_some()),
        V::DeadStatus => Some(
            pane.exit()
                .and_then(|e| e.status)
                .map(|s| s.to_string())
                .unwrap_or_default(),
        ),
        V::DeadSignal => Some(
            pane.exit()
                .and_then(|e| e.signal)
                .map(|s| s.to_string())
                .unwrap_or_default(),
        ),
        V::DeadTime => match pane.state {
            ProgramState::Dead(_, when) => seconds(when),
            _ => None,
        },
        V::InMode => {
            let modes = usize::from(pane.mode.is_some()) + pane.modes_below.len();
            Some(modes.to_string())
        }
        V::Mode => Some(
            pane.mode
                .as_ref()
                .map(|m| m.name().to_owned())
                .unwrap_or_default(),
        ),
        V::InputOff => flag(pane.input_off),
        V::Marked => flag(c.world.marked == Some(pane.id)),
        V::MarkedSet => flag(c.world.marked.is_some()),
        V::Synchronized => flag(
            c.world
                .get(options::SYNCHRONIZE_PANES, OptionScope::Pane(pane.id)),
        ),
        V::ZoomedFlag => flag(window.zoomed_pane() == Some(pane.id)),
        V::Format => flag(true),
        V::FloatingFlag => flag(window.floats.contains(pane.id)),
        V::ModalFlag => flag(is_modal(window, pane)),
        V::Pipe => flag(c.world.pipes.contains_key(&pane.id)),
        V::PipePid => {
            let pipe = c.world.pipes.get(&pane.id);
            Some(
                pipe.and_then(|p| p.pid)
                    .map_or_else(String::new, |pid| pid.to_string()),
            )
        }
        V::UnseenChanges => flag(pane.unseen),
        V::Flags => Some(flags(window, pane)),
        V::PbState => Some(progress_name(pane).to_owned()),
        V::PbProgress => Some(pane.progress.map_or(0, |p| p.1).to_string()),
        V::Progress => {
            let signals = c.world.pane_signals.get(&pane.id);
            let stale = signals.is_some_and(|signals| signals.progress_is_stale);
            let percent = pane.progress.filter(|_| !stale).map(|(_, value)| value);
            Some(percent.map_or_else(String::new, |value| value.to_string()))
        }
        V::State => {
            let state = c.world.pane_state(pane.id);
            Some(state.map_or("", PaneState::name).to_owned())
        }
        V::StateMessage => {
            let report = c.world.pane_report(pane.id);
            Some(
                report
                    .map(|report| report.message.clone())
                    .unwrap_or_default(),
            )
        }
        V::StateSource => {
            let report = c.world.pane_report(pane.id);
            Some(
                report
                    .map(|report| report.source.clone())
                    .unwrap_or_default(),
            )
        }
        V::LastCommand => of_screen(c.access, pane.id, |s| s.command().map(str::to_owned)),
        V::LastCommandStatus => of_screen(c.access, pane.id, |s| {
            s.command_status().map(|status| status.to_string())
        }),
        V::SearchString => Some(pane.last_search.text.clone()),
        V::KeyMode => of_screen(c.access, pane.id, |s| {
            let modes = s.modes();
            let name = match (modes.kitty, modes.modify_other_keys) {
                (0, 0) => "VT10x",
                (0, 1) => "Ext 1",
                (0, _) => "Ext 2",
                _ => "Kitty",
            };
            Some(name.to_owned())
        }),
        V::Bg => Some(default_color(pane_style(c, pane.id).bg)),
        V::Fg => Some(default_color(pane_style(c, pane.id).fg)),
        V::Z => Some(window.floats.depth(pane.id).to_string()),
        V::HistoryLimit => Some(
            c.world
                .history_limits(place.session)
                .history_lines
                .to_string(),
        ),
    }
}

/// The value of a variable of the pane's rectangle in its window.
pub(crate) fn geometry(c: &FormatContext<'_>, variable: PaneGeometryVariable) -> Option<String> {
    use PaneGeometryVariable as G;
    let place = c.place?;
    let window = c.world.windows.get(&place.window)?;
    let pane = c.world.panes.get(&place.pane)?;
    let border = c.world.border_status(place.window);
    let mut rect = window.place(pane.id, border).unwrap_or_default();
    if c.world.window_sized.contains(&pane.id) {
        (rect.cols, rect.rows) = (pane.size.cols, pane.size.rows);
    }
    let Size { cols, rows } = window.size();
    let (cols, rows) = (i32::from(cols), i32::from(rows));
    let line = |side| i32::from(border == side);
    match variable {
        G::Width => Some(rect.cols.to_string()),
        G::Height => Some(rect.rows.to_string()),
        G::Left | G::X => Some(rect.x.to_string()),
        G::Top | G::Y => Some(rect.y.to_string()),
        G::Right => Some((rect.right() - 1).max(rect.x).to_string()),
        G::Bottom => Some((rect.bottom() - 1).max(rect.y).to_string()),
        G::AtLeft => flag(rect.x <= 0),
        G::AtTop => flag(rect.y <= line(BorderStatus::Top)),
        G::AtRight => flag(rect.right() >= cols),
        G::AtBottom => flag(rect.bottom() + line(BorderStatus::Bottom) >= rows),
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
    if pane.without_program() {
        let session = c.place.map(|place| place.session);
        let shell = c
            .world
            .get(options::DEFAULT_SHELL, OptionScope::Session(session));
        return shell.rsplit('/').next().unwrap_or_default().to_owned();
    }
    let running = c.access.command(pane.id).filter(|name| !name.is_empty());
    running.unwrap_or_else(|| {
        if !pane.program.is_empty() {
            return pane.program.clone();
        }
        let command = pane.command.first().cloned().unwrap_or_default();
        let first = command.split_whitespace().next().unwrap_or_default();
        first.rsplit('/').next().unwrap_or_default().to_owned()
    })
}

fn is_modal(window: &Window, pane: &Pane) -> bool {
    let modal = window.floats.above.modal;
    modal.is_some_and(|modal| modal.pane == pane.id)
}

fn flags(window: &Window, pane: &Pane) -> String {
    let active = window.active == pane.id;
    let signs = [
        (active, '*'),
        (window.last_pane() == Some(pane.id), '-'),
        (window.zoomed_pane() == Some(pane.id), 'Z'),
        (window.floats.contains(pane.id), 'F'),
        (is_modal(window, pane), 'O'),
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

/// The saved cursor of the main screen: column, row. Without one, `u32::MAX`, as tmux prints it.
fn saved(screen: &Screen) -> (u32, u32) {
    let saved = screen.alternate_saved();
    saved.map_or((u32::MAX, u32::MAX), |at| (at.x.into(), at.y.into()))
}

/// The value of a variable of the pane's screen.
pub(crate) fn screen(c: &FormatContext<'_>, variable: ScreenVariable) -> Option<String> {
    let pane = c.world.panes.get(&c.place?.pane)?;
    let option = || {
        c.world
            .get(options::CURSOR_COLOUR, OptionScope::Pane(pane.id))
    };
    of_screen(c.access, pane.id, |screen| {
        on_screen(screen, variable, option)
    })
}

/// `option` gives the colour of a cursor whose colour the program has not set.
fn on_screen(
    screen: &Screen,
    variable: ScreenVariable,
    option: impl Fn() -> Option<Color>,
) -> Option<String> {
    use ScreenVariable as S;
    let cursor = screen.cursor();
    let modes = screen.modes();
    match variable {
        S::CursorX => Some(cursor.at.x.to_string()),
        S::CursorY => Some(cursor.at.y.to_string()),
        S::CursorFlag => flag(cursor.visible),
        S::CursorVeryVisible => flag(false),
        S::CursorBlinking => flag(cursor.blink),
        S::CursorShape => Some(
            match cursor.shape {
                CursorShape::Default => "default",
                CursorShape::Block => "block",
                CursorShape::Underline => "underline",
                CursorShape::Bar => "bar",
            }
            .to_owned(),
        ),
        S::CursorColour => {
            let own = cursor.color.map(|(r, g, b)| Color::Rgb(r, g, b));
            let color = own.or_else(option);
            Some(color.map_or_else(|| "none".to_owned(), |color| color_name(Some(color))))
        }
        S::CursorCharacter => {
            let text = screen.line(cursor.at.y).text();
            let at = text.chars().nth(usize::from(cursor.at.x));
            Some(String::from(at.unwrap_or(' ')))
        }
        S::HistorySize => Some(screen.history_rows().to_string()),
        S::HistoryBytes | S::HistoryAllBytes => Some(screen.history_bytes().to_string()),
        S::AlternateOn => flag(screen.on_alternate()),
        S::AlternateSavedX => Some(saved(screen).0.to_string()),
        S::AlternateSavedY => Some(saved(screen).1.to_string()),
        S::InsertFlag => flag(screen.insert()),
        S::OriginFlag => flag(screen.origin()),
        S::WrapFlag => flag(screen.wrap()),
        S::KeypadFlag => flag(modes.keypad),
        S::KeypadCursorFlag => flag(modes.cursor_keys),
        S::BracketPasteFlag => flag(modes.bracketed_paste),
        S::SynchronizedOutputFlag => flag(modes.synchronized),
        S::ScrollRegionUpper => Some(screen.scroll_region().0.to_string()),
        S::ScrollRegionLower => Some(screen.scroll_region().1.to_string()),
        S::MouseAnyFlag => flag(modes.mouse != MouseTracking::Off),
        S::MouseAllFlag => flag(modes.mouse == MouseTracking::Any),
        S::MouseButtonFlag => flag(modes.mouse == MouseTracking::Button),
        S::MouseStandardFlag => flag(modes.mouse == MouseTracking::Normal),
        S::MouseSgrFlag => flag(modes.mouse_encoding == MouseEncoding::Sgr),
        S::MouseUtf8Flag => flag(modes.mouse_encoding == MouseEncoding::Utf8),
    }
}

pub(crate) fn turns(c: &FormatContext<'_>) -> Vec<Turn> {
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

/// The default style of a pane, with the colours that its program set.
fn pane_style(c: &FormatContext<'_>, pane: PaneId) -> Style {
    let own = of_screen(c.access, pane, Screen::colors);
    c.world.pane_style(pane, own)
}

/// The name of a default colour; that of the terminal is `default`.
fn default_color(color: Color) -> String {
    color_name(Some(color).filter(|color| *color != Color::Default))
}
