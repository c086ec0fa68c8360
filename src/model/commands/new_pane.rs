//! `new-pane`: start a program in a floating pane.

use crate::base::{BoxRect, Error, PaneId, Result};
use crate::lang::tables::choices::{Compatibility, PaneBorderLines};
use crate::lang::tables::option_value::Value;
use crate::lang::tables::options;
use crate::layout::{Modal, usual_float_size};
use crate::model::command::def::Command;
use crate::model::commands::place_args::{Counts, PlaceArgs};
use crate::model::commands::split_window::SplitArgs;
use crate::model::commands::start_args::{StartArgs, option_value, set_options};
use crate::model::input::floats;
use crate::model::ops::lifecycle::floating::NewBox;
use crate::model::ops::lifecycle::{floating, pane_lifecycle};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;

/// Start a program in a floating pane above the layout.
#[derive(clap::Args, Debug)]
pub struct NewPane {
    /// Show the pane above a zoomed pane, without unzooming it
    #[arg(short = 'A')]
    over_zoom: bool,
    /// With -O: a click beside the pane closes it
    #[arg(short = 'C')]
    close_on_click: bool,
    /// With -O: Escape and C-c close the pane
    #[arg(short = 'D')]
    close_on_cancel: bool,
    /// With -O: the pane gets all keys, the prefix too
    #[arg(short = 'K')]
    all_keys: bool,
    /// Split the target pane instead, as split-window does
    #[arg(short = 'L')]
    tiled: bool,
    /// Draw the box of the pane with the mouse, which is held down
    #[arg(short = 'M')]
    draw: bool,
    /// Make the pane modal: until it is closed it gets the keys and clicks of its window
    #[arg(short = 'O')]
    modal: bool,
    /// Lines of the pane's border, as in the option pane-border-lines
    #[arg(short = 'B', value_name = "border-lines")]
    lines: Option<String>,
    #[command(flatten)]
    split: SplitArgs,
    /// Pane in whose window it is made (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Title of the pane
    #[arg(short = 'T', value_name = "title")]
    title: Option<String>,
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    start: StartArgs,
}

impl Command for NewPane {
    const NAME: &'static str = "new-pane";
    const ALIAS: &'static str = "newp";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        let split = self.split.split()?;
        let taken = cx.window(place.window)?.floats.above.modal.is_some();
        if self.modal && self.tiled {
            return Err(Error::user("modal pane must be floating"));
        }
        if self.modal && taken {
            return Err(Error::user("window already has a modal pane"));
        }
        let mouse = cx.queue().mouse.as_ref().map(|mouse| mouse.event.at);
        let by_mouse = cx.client_id().zip(mouse);
        if self.draw && !self.tiled && by_mouse.is_none() {
            return Ok(Flow::Done);
        }
        let mut set = self.start.options()?;
        if let Some(lines) = &self.lines {
            set.push(option_value(options::PANE_BORDER_LINES, lines)?);
        }
        let program = self.start.program(cx, place)?;
        let new = if self.tiled {
            pane_lifecycle::add_pane(cx.world, place, &program, split, !self.start.stay)?
        } else {
            let bordered = match set.last() {
                Some((name, value)) if *name == options::PANE_BORDER_LINES.name() => {
                    *value != Value::Choice("none".to_owned())
                }
                _ => {
                    let of = OptionScope::Window(Some(place.window));
                    cx.world.get(options::PANE_BORDER_LINES, of) != PaneBorderLines::None
                }
            };
            let new = NewBox {
                over_zoom: self.over_zoom || self.modal,
                modal: self.modal.then_some(Modal {
                    pane: PaneId::default(),
                    close_on_click: self.close_on_click,
                    close_on_cancel: self.close_on_cancel,
                    all_keys: self.all_keys,
                }),
                ..NewBox::plain(self.rect(cx, place, bordered)?, bordered)
            };
            let new = floating::add_floating(cx.world, place, &program, new, !self.start.stay)?;
            self.place.keep_shares(cx.world, new.pane, counts(cx));
            new
        };
        set_options(cx, new.pane, set);
        if let Some(title) = &self.title {
            let title = cx.expand(title, Some(new));
            cx.pane(new.pane)?.title = title;
        }
        if let Some((client, at)) = by_mouse.filter(|_| self.draw && !self.tiled) {
            floats::draw_new(cx.world, client, new.pane, at);
        }
        self.start.start(cx, new)
    }
}

impl NewPane {
    fn rect(&self, cx: &mut CommandContext<'_>, at: Location, bordered: bool) -> Result<BoxRect> {
        let counts = counts(cx);
        let window = cx.world.windows.get_mut(&at.window);
        let window = window.ok_or_else(|| Error::not_found("can't find window"))?;
        let size = window.size();
        let rect = BoxRect::new(0, 0, usual_float_size(size));
        let rect = self.place.applied(rect, size, counts, bordered)?;
        let (x, y) = match (&self.place.x, &self.place.y) {
            (Some(_), Some(_)) => (rect.x, rect.y),
            (x, y) => {
                let next = window.floats.next_corner(size);
                let x = if x.is_some() { rect.x } else { next.0 };
                (x, if y.is_some() { rect.y } else { next.1 })
            }
        };
        Ok(BoxRect { x, y, ..rect })
    }
}

/// What the sizes of `new-pane` count, by the version of tmux.
fn counts(cx: &CommandContext<'_>) -> Counts {
    match cx.world.get(options::COMPATIBILITY, OptionScope::Server) {
        Compatibility::V3_7 => Counts::Cells,
        Compatibility::V3_8 => Counts::Box,
    }
}
