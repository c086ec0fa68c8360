//! `display-popup`: show a program in a box over the panes.

use crate::base::{ClientId, Error, Rect, Result, Size};
use crate::lang::tables::options;
use crate::model::command::def::Command;
use crate::model::commands::box_args::{lines, rect, style};
use crate::model::commands::new_window::variables;
use crate::model::commands::values::number;
use crate::model::ops::lifecycle::pane_lifecycle::Program;
use crate::model::ops::lifecycle::popup_lifecycle;
use crate::model::ops::overlays;
use crate::model::overlays::{menu, popup};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::OverlayKind;
use crate::model::state::overlay::popup::{Closing, Popup};
use crate::scene::BorderLines;

/// Show a program in a box over the panes of a client, or change the box that is shown.
#[derive(clap::Args, Debug)]
pub struct DisplayPopup {
    /// Draw no border
    #[arg(short = 'B')]
    no_border: bool,
    /// Close the popup
    #[arg(short = 'C')]
    close: bool,
    /// Close the popup when the program exits; twice: only if it was successful
    #[arg(short = 'E', action = clap::ArgAction::Count)]
    at_exit: u8,
    /// Let any key close the popup after the program has exited
    #[arg(short = 'k')]
    any_key: bool,
    /// Undo -E, -EE and -k of the popup that is shown
    #[arg(short = 'N')]
    stays: bool,
    /// Border: single, double, heavy, simple, rounded, padded, none (default: popup-border-lines)
    #[arg(short = 'b', value_name = "border-lines")]
    border: Option<String>,
    /// Client that shows the popup (default: the current client)
    #[arg(short = 'c', value_name = "target-client")]
    client: Option<String>,
    /// Directory to start in (default: the session's)
    #[arg(short = 'd', value_name = "start-directory")]
    cwd: Option<String>,
    /// Environment variable, as NAME=VALUE (may be repeated)
    #[arg(short = 'e', value_name = "environment")]
    env: Vec<String>,
    /// Height with the border, in rows or percent (default: half of the client)
    #[arg(short = 'h', value_name = "height")]
    height: Option<String>,
    /// Style of the popup (default: popup-style)
    #[arg(short = 's', value_name = "style")]
    style: Option<String>,
    /// Style of the border (default: popup-border-style)
    #[arg(short = 'S', value_name = "border-style")]
    border_style: Option<String>,
    /// Pane for formats and positions (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Title in the top border, a format
    #[arg(short = 'T', value_name = "title")]
    title: Option<String>,
    /// Width with the border, in columns or percent (default: half of the client)
    #[arg(short = 'w', value_name = "width")]
    width: Option<String>,
    /// Column: a number, a format, or C (centre, the default), M (mouse), P or R (left or right
    /// edge of the pane), W (window in the status line)
    #[arg(short = 'x', value_name = "position")]
    x: Option<String>,
    /// Row below the popup: a number, a format, or C (centre, the default), M (mouse), P (bottom of
    /// the pane), S or W (status line)
    #[arg(short = 'y', value_name = "position")]
    y: Option<String>,
    /// Shell command to run in the popup (default: a shell)
    #[arg(value_name = "shell-command")]
    command: Vec<String>,
}

impl Command for DisplayPopup {
    const NAME: &'static str = "display-popup";
    const ALIAS: &'static str = "popup";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        let id = cx.client_target(self.client.as_deref())?;
        if self.close {
            overlays::close(cx.world, id, OverlayKind::Menu);
            overlays::close(cx.world, id, OverlayKind::Popup);
            return Ok(Flow::Done);
        }
        if popup::shown(cx.world, id).is_some() {
            self.modify(cx, id, place)?;
            return Ok(Flow::Done);
        }
        let client = cx.world.clients.get(&id);
        // As in tmux, a client in control mode has popups too, which it does not see.
        let Some(client) = client.filter(|client| client.attached()) else {
            return Ok(Flow::Done);
        };
        let size = client.size;
        if overlays::kinds(cx.world, id).contains(&OverlayKind::Menu) {
            return Ok(Flow::Done);
        }
        let rows = extent(self.height.as_deref(), "height", size.rows)?;
        let cols = extent(self.width.as_deref(), "width", size.cols)?;
        let taken = Size::new(cols, rows);
        let mut popup = self.look(cx, place)?;
        let least = popup::least(popup.bordered());
        if taken.cols < least.cols || taken.rows < least.rows {
            return Ok(Flow::Done);
        }
        popup.rect = self.rect(cx, id, place, taken);
        popup.wanted = popup.rect;
        popup.closing = self.closing().unwrap_or_default();
        popup.run = Some(cx.run);
        let program = Program {
            command: self.command.clone(),
            cwd: match &self.cwd {
                Some(cwd) => cx.expand(cwd, Some(place)),
                None => cx.world.job_cwd(Some(place)),
            },
            env: variables(&self.env)?,
            path: None,
            direct: false,
        };
        overlays::close(cx.world, id, OverlayKind::Message);
        popup_lifecycle::open(cx.world, id, popup, &program, place);
        Ok(Flow::Wait)
    }
}

impl DisplayPopup {
    fn rect(&self, cx: &CommandContext<'_>, id: ClientId, place: Location, size: Size) -> Rect {
        let position = (self.x.as_deref(), self.y.as_deref());
        rect(cx, id, place, size, position)
    }

    /// The border lines of the flags, if they name some.
    fn lines(&self) -> Result<Option<BorderLines>> {
        if self.no_border {
            return Ok(Some(BorderLines::None));
        }
        let word = self.border.as_deref();
        word.map(|word| lines(options::POPUP_BORDER_LINES, word))
            .transpose()
    }

    /// When the popup closes by the flags, if they say something about it. As in tmux, `-N` undoes
    /// the flags of an earlier command, and not those beside it.
    fn closing(&self) -> Option<Closing> {
        let says = self.stays || self.at_exit > 0 || self.any_key;
        says.then_some(Closing {
            at_exit: self.at_exit == 1,
            at_success: self.at_exit > 1,
            any_key: self.any_key,
        })
    }

    /// A popup with the border, styles and title of the flags and options.
    fn look(&self, cx: &CommandContext<'_>, place: Location) -> Result<Popup> {
        let of = OptionScope::Window(Some(place.window));
        let chosen = || menu::border_lines(cx.world.get(options::POPUP_BORDER_LINES, of));
        let (border, inside) = (self.border_style.as_deref(), self.style.as_deref());
        Ok(Popup {
            title: self
                .title
                .as_deref()
                .map_or_else(String::new, |title| cx.expand(title, Some(place))),
            lines: self.lines()?.unwrap_or_else(chosen),
            border_style: style(cx, of, options::POPUP_BORDER_STYLE, border)?,
            style: style(cx, of, options::POPUP_STYLE, inside)?,
            ..Popup::default()
        })
    }

    /// Changes the popup that is shown, as far as flags say so.
    fn modify(&self, cx: &mut CommandContext<'_>, id: ClientId, place: Location) -> Result<()> {
        let new = self.look(cx, place)?;
        let lines = self.lines()?;
        let client = cx.world.clients.get_mut(&id);
        let Some(popup) = client.and_then(|c| c.overlays.get_mut::<Popup>()) else {
            return Ok(());
        };
        if self.title.is_some() {
            popup.title = new.title;
        }
        if self.style.is_some() {
            popup.style = new.style;
        }
        if self.border_style.is_some() {
            popup.border_style = new.border_style;
        }
        popup.lines = lines.unwrap_or(popup.lines);
        popup.closing = self.closing().unwrap_or(popup.closing);
        cx.world.changed = true;
        overlays::fit_popup(cx.world, id);
        Ok(())
    }
}

/// The number of cells of `-w` or `-h`, at most `room`; half of `room` without the flag.
///
/// # Errors
/// `width too small`, `width too large` for more than 100 percent, `width invalid`.
fn extent(text: Option<&str>, what: &str, room: u16) -> Result<u16> {
    let cells = match text {
        None => i64::from(room / 2),
        Some(text) => match text.strip_suffix('%') {
            Some(share) => i64::from(room) * number(share, what, 0, 100)? / 100,
            None => number(text, what, 1, i64::from(i32::MAX))?,
        },
    };
    if cells < 1 && text.is_some() {
        return Err(Error::user(format!("{what} too small")));
    }
    Ok(u16::try_from(cells).unwrap_or(u16::MAX).min(room))
}
