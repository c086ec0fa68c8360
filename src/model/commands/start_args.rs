//! The flags that `split-window` and `new-pane` share: the program of the new pane, its styles, and
//! what happens when the program ends.

use crate::base::{PaneId, Result};
use crate::lang::tables::opt::Opt;
use crate::lang::tables::option_value::Value;
use crate::lang::tables::options;
use crate::model::commands::new_window::{PLACE, program};
use crate::model::ops::lifecycle::pane_lifecycle::{self, Program};
use crate::model::ops::window_size;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;

/// The flags that say what a new pane runs, shows and leaves behind.
#[derive(clap::Args, Debug)]
pub struct StartArgs {
    /// Do not select the new pane
    #[arg(short = 'd')]
    pub(super) stay: bool,
    /// Make a pane without a program
    #[arg(short = 'E')]
    empty: bool,
    /// Make a pane without a program, and show standard input in it
    #[arg(short = 'I')]
    input: bool,
    /// Keep the pane after its program has ended, until a key is pressed
    #[arg(short = 'k')]
    keep: bool,
    /// Print the new pane's target
    #[arg(short = 'P')]
    print: bool,
    /// Wait until the program has ended, and return its exit status
    #[arg(short = 'W')]
    wait: bool,
    /// Zoom the active pane afterwards
    #[arg(short = 'Z')]
    pub(super) zoom: bool,
    /// Directory to start in (default: the session's)
    #[arg(short = 'c', value_name = "start-directory")]
    cwd: Option<String>,
    /// Environment variable, as NAME=VALUE (may be repeated)
    #[arg(short = 'e', value_name = "environment")]
    env: Vec<String>,
    /// Format for -P (default: session:window.pane)
    #[arg(short = 'F', value_name = "format")]
    format: Option<String>,
    /// Message in the pane after its program has ended, until a key is pressed
    #[arg(short = 'm', value_name = "message")]
    message: Option<String>,
    /// Style of the pane's border while another pane is active
    #[arg(short = 'R', value_name = "inactive-border-style")]
    inactive_border: Option<String>,
    /// Style of the pane's border while the pane is active
    #[arg(short = 'S', value_name = "active-border-style")]
    active_border: Option<String>,
    /// Style of the pane
    #[arg(short = 's', value_name = "style")]
    style: Option<String>,
    /// Shell command to run in the pane (default: a shell)
    #[arg(value_name = "shell-command")]
    command: Vec<String>,
}

/// The options to set on a new pane.
pub(super) type PaneOptions = Vec<(&'static str, Value)>;

impl StartArgs {
    /// The program of the new pane, which is made at `place`.
    ///
    /// # Errors
    /// `invalid environment: x`.
    pub(super) fn program(&self, cx: &CommandContext<'_>, place: Location) -> Result<Program> {
        let no_program = [String::new()];
        let none = self.command.is_empty() && (self.empty || self.input);
        let command = if none { &no_program } else { &*self.command };
        program(cx, command, self.cwd.as_deref(), &self.env, Some(place))
    }

    /// The options of the new pane.
    ///
    /// # Errors
    /// `invalid style: x`.
    pub(super) fn options(&self) -> Result<PaneOptions> {
        let mut all = PaneOptions::new();
        for (text, option) in [
            (&self.style, options::WINDOW_STYLE),
            (&self.style, options::WINDOW_ACTIVE_STYLE),
            (&self.active_border, options::PANE_ACTIVE_BORDER_STYLE),
            (&self.inactive_border, options::PANE_BORDER_STYLE),
        ] {
            if let Some(text) = text {
                all.push(option_value(option, text)?);
            }
        }
        if self.keep || self.message.is_some() {
            all.push(option_value(options::REMAIN_ON_EXIT, "key")?);
        }
        if let Some(message) = &self.message {
            all.push(option_value(options::REMAIN_ON_EXIT_FORMAT, message)?);
        }
        Ok(all)
    }

    /// Starts the program of a pane that is in a layout, and does what the flags say after that.
    pub(super) fn start(self, cx: &mut CommandContext<'_>, new: Location) -> Result<Flow> {
        if self.zoom
            && let Some(window) = cx.world.windows.get_mut(&new.window)
        {
            window.zoom();
            if window.tree.contains(new.pane) {
                cx.world.window_sized.insert(new.pane);
            }
        }
        pane_lifecycle::start_program(cx.world, new, None);
        window_size::update_pane_sizes(cx.world, new.window);
        if self.input && self.command.is_empty() {
            cx.insert_text(&format!("display-message -I -t {}", new.pane))?;
        }
        let format = self.format.as_deref().unwrap_or(PLACE);
        if self.wait {
            if self.print {
                let text = cx.expand(format, Some(new));
                cx.print(&text);
            }
            let (run, waiting) = (cx.run, &mut cx.world.queues.program_ends);
            waiting.entry(new.pane).or_default().push(run);
            return Ok(Flow::Wait);
        }
        if self.print {
            return Ok(cx.print_started(new, format));
        }
        Ok(Flow::Start(new))
    }
}

/// Sets options on a pane.
pub(super) fn set_options(cx: &mut CommandContext<'_>, pane: PaneId, all: PaneOptions) {
    if let Some(set) = cx.world.option_set_mut(OptionScope::Pane(pane)) {
        for (name, value) in all {
            set.set(name, value);
        }
    }
}

/// The name of an option, and the value that `text` stands for.
///
/// # Errors
/// As [`Value::parse`].
pub(super) fn option_value<T: ?Sized>(option: Opt<T>, text: &str) -> Result<(&'static str, Value)> {
    Ok((option.name(), Value::parse(option.def(), text)?))
}
