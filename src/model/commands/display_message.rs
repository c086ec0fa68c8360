//! `display-message`: show a message in the status line, or print it.

use crate::base::{Error, Result};
use crate::lang::format;
use crate::model::command::def::Command;
use crate::model::commands::values::milliseconds;
use crate::model::ops::{files, messages};
use crate::model::state::client::Client;
use crate::model::state::command::{CommandContext, FileRequest, Flow};
use crate::model::state::location::Location;

/// The default message.
const USUAL: &str = "[#{session_name}] #{window_index}:#{window_name}, current pane #{pane_index} \
                     - (%H:%M %d-%b-%y)";

/// Show a message in the status line, or print it.
#[derive(clap::Args, Debug)]
pub struct DisplayMessage {
    /// List all format variables and their values
    #[arg(short = 'a')]
    all: bool,
    /// Keep updating panes while the message is shown (always done)
    #[arg(short = 'C')]
    update: bool,
    /// Show standard input in a pane without a program
    #[arg(short = 'I')]
    input: bool,
    /// Do not expand formats in the message
    #[arg(short = 'l')]
    literal: bool,
    /// Keep the message when a key is pressed
    #[arg(short = 'N')]
    ignore_keys: bool,
    /// Print to standard output
    #[arg(short = 'p')]
    print: bool,
    /// Print each step of the expansion of the message
    #[arg(short = 'v')]
    verbose: bool,
    /// Client that shows the message (default: the current client)
    #[arg(short = 'c', value_name = "target-client")]
    client: Option<String>,
    /// Duration in milliseconds, 0 until a key is pressed (default: display-time)
    #[arg(short = 'd', value_name = "delay")]
    delay: Option<String>,
    /// The message, instead of the argument
    #[arg(short = 'F', value_name = "format")]
    format: Option<String>,
    /// Target pane for formats (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// The message (default: session, window, pane and time)
    #[arg(value_name = "message")]
    message: Option<String>,
}

impl Command for DisplayMessage {
    const NAME: &'static str = "display-message";
    const ALIAS: &'static str = "display";
    const READ_ONLY_OK: bool = true;
    const AFTER_HOOK: bool = true;
    const CHANGES_WORLD: bool = false;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        if self.format.is_some() && self.message.is_some() {
            return Err(Error::user("only one of -F or argument must be given"));
        }
        let delay = match &self.delay {
            Some(delay) => Some(milliseconds(delay, "delay")?),
            None => None,
        };
        let place = match &self.target {
            Some(target) => cx.loose_target(target),
            None => cx.here(),
        };
        if self.input {
            return show_input(cx, place);
        }
        // As in tmux, the command continues without a client if there is none of this name.
        let client = cx.client_target(self.client.as_deref()).ok();
        if self.all {
            return self.list(cx, place, client);
        }
        let template = self
            .format
            .as_deref()
            .or(self.message.as_deref())
            .unwrap_or(USUAL);
        let text = if self.literal {
            template.to_owned()
        } else {
            let (text, steps) = {
                let context = cx.context(place, &[]).seen_by(client);
                match self.verbose {
                    true => format::trace(template, &context),
                    false => (context.expand_time(template), Vec::new()),
                }
            };
            steps.iter().for_each(|step| cx.print(step));
            text
        };
        if self.print {
            cx.print(&text);
        } else if let Some(client) = client {
            let text = if self.literal {
                text.replace('#', "##")
            } else {
                text
            };
            messages::show_message(cx.world, client, &text, delay, self.ignore_keys);
        }
        Ok(Flow::Done)
    }
}

/// Shows the standard input of the client in a pane as it comes, and waits for its end. An attached
/// client has none.
///
/// # Errors
/// `pane is not empty` if the pane was made with a program.
fn show_input(cx: &mut CommandContext<'_>, place: Option<Location>) -> Result<Flow> {
    let Some(place) = place else {
        return Ok(Flow::Done);
    };
    if !cx.pane(place.pane)?.without_program() {
        return Err(Error::user("pane is not empty"));
    }
    if cx.client().is_none_or(Client::attached) {
        return Ok(Flow::Done);
    }
    let request = FileRequest::Shown(cx.run, place.pane);
    files::request_files(cx.world, vec!["-".to_owned()], request);
    Ok(Flow::Wait)
}

impl DisplayMessage {
    fn list(
        &self,
        cx: &mut CommandContext<'_>,
        place: Option<crate::model::state::location::Location>,
        client: Option<crate::base::ClientId>,
    ) -> Result<Flow> {
        let context = cx.context(place, &[]).seen_by(client);
        let lines = crate::lang::tables::format_variables::VARIABLES
            .iter()
            .filter_map(|row| {
                let value = crate::lang::format::Context::variable(&context, row.name)?;
                Some(format!("{}={value}", row.name))
            });
        for line in lines.collect::<Vec<_>>() {
            cx.print(&line);
        }
        Ok(Flow::Done)
    }
}

#[cfg(test)]
mod tests {
    use crate::model::testing::TestWorld;

    #[test]
    fn messages_are_printed() {
        for (line, printed) in [
            ("display-message -p '#S:#I.#P'", "s:0.0\n"),
            ("display -p -l '#S'", "#S\n"),
            ("display -pF '#{window_name}'", "w\n"),
            (
                "display -p",
                "[s] 0:w, current pane 0 - (00:00 02-Jan-70)\n",
            ),
            ("display -p ''", "\n"),
            (
                "list-commands has",
                "has-session (has) [-t target-session]\n",
            ),
            ("list-commands -F '#{command_list_name}' lsk", "list-keys\n"),
            ("list-panes -F '#{pane_id} #{line}'", "%0 0\n"),
            ("list-panes -a -f '#{==:#{pane_id},%9}'", ""),
        ] {
            assert_eq!(TestWorld::new().ok(line), printed, "{line}");
        }
        let all = TestWorld::new().ok("display -a");
        assert!(all.lines().any(|l| l == "session_name=s"), "{all}");
    }

    #[test]
    fn the_steps_of_an_expansion_are_printed() {
        for (line, printed) in [
            (
                "display -pv '#{session_name}'",
                "# expanding format: #{session_name}\n\
                 # found #{}: session_name\n\
                 # format 'session_name' found: s\n\
                 # replaced 'session_name' with 's'\n\
                 # result is: s\n\
                 s\n",
            ),
            (
                "display -pv 'x#{?#{none},a,#S}'",
                "# expanding format: x#{?#{none},a,#S}\n\
                 # found #{}: ?#{none},a,#S\n\
                 # condition is: #{none}\n\
                 #  expanding format: #{none}\n\
                 #  found #{}: none\n\
                 #  format 'none' not found\n\
                 #  replaced 'none' with ''\n\
                 #  result is: \n\
                 # condition '#{none}' is false\n\
                 # no condition matched in '#{none},a,#S'; using last arg\n\
                 #  expanding format: #S\n\
                 #  found #S: session_name\n\
                 #  format 'session_name' found: s\n\
                 #  replaced 'session_name' with 's'\n\
                 #  result is: s\n\
                 # replaced '?#{none},a,#S' with 's'\n\
                 # result is: xs\n\
                 xs\n",
            ),
            (
                "display -pv '#{&&:1,0}#{!:1}'",
                "# expanding format: #{&&:1,0}#{!:1}\n\
                 # found #{}: &&:1,0\n\
                 # modifier 0 is &&\n\
                 #  expanding format: 1\n\
                 #  result is: 1\n\
                 # operator && has operand: 1\n\
                 #  expanding format: 0\n\
                 #  result is: 0\n\
                 # operator && has operand: 0\n\
                 # replaced '&&:1,0' with '0'\n\
                 # found #{}: !:1\n\
                 # modifier 0 is !\n\
                 #  expanding format: 1\n\
                 #  result is: 1\n\
                 # replaced '!:1' with '0'\n\
                 # result is: 00\n\
                 00\n",
            ),
            (
                "display -pv '#{?pane_dead,a}'",
                "# expanding format: #{?pane_dead,a}\n\
                 # found #{}: ?pane_dead,a\n\
                 # condition is: pane_dead\n\
                 # condition 'pane_dead' found: 0\n\
                 # condition 'pane_dead' is false\n\
                 # no condition matched in 'pane_dead,a'; using empty string\n\
                 # replaced '?pane_dead,a' with ''\n\
                 # result is: \n\
                 \n",
            ),
            (
                "display -pv '#{R:x}'",
                "# expanding format: #{R:x}\n\
                 # found #{}: R:x\n\
                 # modifier 0 is R\n\
                 # repeat syntax error: x\n\
                 # failed R:x\n\
                 # result is: \n\
                 \n",
            ),
            ("display -v x", "# expanding format: x\n# result is: x\n"),
        ] {
            assert_eq!(TestWorld::new().ok(line), printed, "{line}");
        }
    }

    #[test]
    fn messages_are_shown_in_the_client_until_a_key() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok("display 'in #S'");
        assert_eq!(fixture.message(client), Some("in s"));
        fixture.keys(client, &["x"]);
        assert_eq!(fixture.message(client), None);
        assert_eq!(fixture.typed(0), "x");
        fixture.ok("display -N stay");
        fixture.keys(client, &["x"]);
        assert_eq!(fixture.message(client), Some("stay"));
    }

    #[test]
    fn wrong_words_are_refused() {
        for (line, message) in [
            ("display -F a b", "only one of -F or argument must be given"),
            ("display -d x a", "delay invalid"),
            ("list-commands none", "unknown command: none"),
        ] {
            assert_eq!(TestWorld::new().fails(line), message, "{line}");
        }
    }
}
