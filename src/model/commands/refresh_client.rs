//! `refresh-client`: redraw a client, or move its view of a window larger than the terminal.

use crate::base::{ClientId, Error, PaneId, Point, Result, Size, WindowId};
use crate::model::command::def::Command;
use crate::model::ops::control::{flags, notify, subscription};
use crate::model::ops::{clipboard, window_size};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::effect::{ClientEffect, ControlEffect, Effect, PaneEffect};

/// Redraw a client.
#[derive(clap::Args, Debug)]
pub struct RefreshClient {
    /// Control clients: output of a pane, as %PANE:on, off, pause or continue (may be repeated)
    #[arg(short = 'A', value_name = "pane:state")]
    output: Vec<String>,
    /// Control clients: subscribe to a format, as NAME:WHAT:FORMAT; NAME alone ends it
    #[arg(short = 'B', value_name = "name:what:format")]
    subscribe: Vec<String>,
    /// Make the view follow the cursor again
    #[arg(short = 'c')]
    follow: bool,
    /// Control clients: size as WIDTHxHEIGHT, or of one window as @WINDOW:WIDTHxHEIGHT
    #[arg(short = 'C', value_name = "size")]
    size: Option<String>,
    /// Move the view down
    #[arg(short = 'D')]
    down: bool,
    /// Read the terminal's clipboard into a paste buffer
    #[arg(short = 'l')]
    clipboard: bool,
    /// Move the view left
    #[arg(short = 'L')]
    left: bool,
    /// Move the view right
    #[arg(short = 'R')]
    right: bool,
    /// Redraw only the status line
    #[arg(short = 'S')]
    status: bool,
    /// Move the view up
    #[arg(short = 'U')]
    up: bool,
    /// Client flags, comma-separated: read-only, ignore-size, and for control clients no-output,
    /// wait-exit, active-pane, no-detach-on-destroy, pause-after=SECONDS (! before a flag clears
    /// it)
    #[arg(short = 'f', short_alias = 'F', value_name = "flags")]
    flags: Option<String>,
    /// Control clients: report of the terminal's colours, as %PANE:SEQUENCE
    #[arg(short = 'r', value_name = "pane:report")]
    report: Option<String>,
    /// Target client (default: the current client)
    #[arg(short = 't', value_name = "target-client")]
    target: Option<String>,
    /// Number of cells to move the view (default: 1)
    #[arg(value_name = "adjustment")]
    adjustment: Option<String>,
}

impl Command for RefreshClient {
    const NAME: &'static str = "refresh-client";
    const ALIAS: &'static str = "refresh";
    const READ_ONLY_OK: bool = true;
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let id = cx.client_target(self.target.as_deref())?;
        let by = match &self.adjustment {
            None => 1,
            Some(text) => text
                .parse::<u16>()
                .ok()
                .filter(|n| *n > 0)
                .ok_or_else(|| Error::user("adjustment invalid"))?,
        };
        if let Some(size) = &self.size {
            return set_size(cx, id, size);
        }
        if !self.output.is_empty() {
            return self.switch_output(cx, id);
        }
        if !self.subscribe.is_empty() {
            check_control(cx, id)?;
            for text in &self.subscribe {
                subscription::subscribe(cx.world, id, text);
            }
            return Ok(Flow::Done);
        }
        if let Some(report) = &self.report {
            return set_colours(cx, id, report);
        }
        if let Some(flags) = &self.flags {
            flags::set_flags(cx.world, id, flags);
            return Ok(Flow::Done);
        }
        let moving = self.up || self.down || self.left || self.right;
        let view = cx.world.view_offset(id);
        let Some(client) = cx.world.clients.get_mut(&id) else {
            return Ok(Flow::Done);
        };
        client.stale = true;
        if self.follow {
            client.view = None;
        } else if moving {
            client.view = Some(Point::new(
                if self.left {
                    view.x.saturating_sub(by)
                } else {
                    view.x + by * u16::from(self.right)
                },
                if self.up {
                    view.y.saturating_sub(by)
                } else {
                    view.y + by * u16::from(self.down)
                },
            ));
        } else if self.clipboard {
            clipboard::copy_client_clipboard(cx.world, id);
        } else if !self.status {
            client.redraw = true;
        }
        Ok(Flow::Done)
    }
}

impl RefreshClient {
    /// `-A`: switches the output of panes on or off, pauses it, or goes on with it.
    fn switch_output(&self, cx: &mut CommandContext<'_>, id: ClientId) -> Result<Flow> {
        check_control(cx, id)?;
        let panes = notify::panes_of(cx.world, id);
        for text in &self.output {
            let Some((pane, state)) = pane_and_rest(text) else {
                continue;
            };
            let Some(control) = cx.world.control_mut(id) else {
                continue;
            };
            if !panes.contains(&pane) {
                continue;
            }
            match state {
                "on" => {
                    control.off.remove(&pane);
                }
                "off" => {
                    control.off.insert(pane);
                }
                "pause" if control.paused.insert(pane) => pause(cx, id, pane, true),
                "continue" if control.paused.remove(&pane) => pause(cx, id, pane, false),
                _ => {}
            }
        }
        Ok(Flow::Done)
    }
}

fn pause(cx: &mut CommandContext<'_>, id: ClientId, pane: PaneId, stop: bool) {
    let word = if stop { "%pause" } else { "%continue" };
    cx.print(&format!("{word} {pane}"));
    let effect = ClientEffect::Control(ControlEffect::Pause(pane, stop));
    cx.world.effect(Effect::Client(id, effect));
}

/// `%1:rest`.
fn pane_and_rest(text: &str) -> Option<(PaneId, &str)> {
    let (pane, rest) = text.strip_prefix('%')?.split_once(':')?;
    Some((PaneId(pane.parse().ok()?), rest))
}

/// `-C`: the size of a control client, or of one window for it. An empty size of a window resets
/// it.
fn set_size(cx: &mut CommandContext<'_>, id: ClientId, text: &str) -> Result<Flow> {
    check_control(cx, id)?;
    let bad = || Error::user("bad size argument");
    let (window, text) = match text.strip_prefix('@') {
        None => (None, text),
        Some(rest) => {
            let (window, size) = rest.split_once(':').ok_or_else(bad)?;
            (Some(WindowId(window.parse().map_err(|_| bad())?)), size)
        }
    };
    let size = match (window, text) {
        (Some(_), "") => None,
        _ => Some(parse_size(text)?),
    };
    let client = cx.world.clients.get_mut(&id);
    let Some(client) = client else {
        return Ok(Flow::Done);
    };
    let Some(control) = client.control.as_deref_mut() else {
        return Ok(Flow::Done);
    };
    match (window, size) {
        (Some(window), Some(size)) => {
            control.window_sizes.insert(window, size);
        }
        (Some(window), None) => {
            control.window_sizes.remove(&window);
        }
        (None, Some(size)) => {
            client.size = size;
            control.sized = true;
        }
        (None, None) => {}
    }
    window_size::update_window_sizes(cx.world);
    Ok(Flow::Done)
}

/// `WxH` or `W,H`, each from 1 to 10000 as in tmux.
fn parse_size(text: &str) -> Result<Size> {
    let parts = text.split_once(['x', ',']);
    let (cols, rows) = parts.ok_or_else(|| Error::user("bad size argument"))?;
    let number = |text: &str| {
        text.parse::<u32>()
            .map_err(|_| Error::user("bad size argument"))
    };
    let (cols, rows) = (number(cols)?, number(rows)?);
    let limits = 1..=u32::from(Size::MAX);
    match (u16::try_from(cols), u16::try_from(rows)) {
        (Ok(w), Ok(h)) if limits.contains(&cols) && limits.contains(&rows) => Ok(Size::new(w, h)),
        _ => Err(Error::user("size too small or too big")),
    }
}

/// `-r`: a control client answers a colour query (OSC 10 or 11) for a pane.
fn set_colours(cx: &mut CommandContext<'_>, id: ClientId, report: &str) -> Result<Flow> {
    let bad = || Error::user("bad report argument");
    let (pane, sequence) = pane_and_rest(report).ok_or_else(bad)?;
    let colour = |number: &str| {
        let body = sequence
            .trim_start_matches(['\u{1b}', ']'])
            .strip_prefix(number)?;
        let text = body
            .strip_prefix(';')?
            .trim_end_matches(['\u{7}', '\u{1b}', '\\']);
        let mut parts = text.strip_prefix("rgb:")?.split('/');
        let mut part = || u8::from_str_radix(parts.next()?.get(..2)?, 16).ok();
        Some((part()?, part()?, part()?))
    };
    let colours = (colour("10"), colour("11"));
    if colours == (None, None) {
        return Err(bad());
    }
    if let Some(client) = cx.world.clients.get_mut(&id) {
        let [text, background] = client.colors.unwrap_or_default();
        client.colors = Some([colours.0.or(text), colours.1.or(background)]);
    }
    let effect = PaneEffect::SetColors(colours.0, colours.1);
    cx.world.effect(Effect::Pane(pane, effect));
    Ok(Flow::Done)
}

/// # Errors
/// If the client is not in control mode.
fn check_control(cx: &CommandContext<'_>, id: ClientId) -> Result<()> {
    if cx.world.is_control(id) {
        return Ok(());
    }
    Err(Error::user("not a control client"))
}
