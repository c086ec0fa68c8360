//! `show-messages`: show the message log, running jobs or terminals.

use crate::base::json::Json;
use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::ops::job;
use crate::model::state::command::{CommandContext, Flow};

/// The format of a logged message.
const FORMAT: &str = "#{t/p:message_time}: #{message_text}";

/// Show the server's message log.
#[derive(clap::Args, Debug)]
pub struct ShowMessages {
    /// Show running shell commands
    #[arg(short = 'J')]
    jobs: bool,
    /// Print the message log as JSON
    #[arg(long)]
    json: bool,
    /// Show the terminals of attached clients
    #[arg(short = 'T')]
    terminals: bool,
    /// Target client (default: the current client)
    #[arg(short = 't', value_name = "target-client")]
    target: Option<String>,
}

impl Command for ShowMessages {
    const NAME: &'static str = "show-messages";
    const ALIAS: &'static str = "showmsgs";
    const READ_ONLY_OK: bool = true;
    const AFTER_HOOK: bool = true;
    const CHANGES_WORLD: bool = false;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let client = cx.client_target(self.target.as_deref());
        if self.target.is_some() {
            client?;
        }
        if self.json {
            if self.terminals || self.jobs {
                return Err(Error::user("show-messages: --json excludes -J and -T"));
            }
            let rows = cx.world.log.iter().rev().map(|(when, text)| {
                Json::object([("time", Json::time(*when)), ("text", text.as_str().into())])
            });
            let list = Json::List(rows.collect()).to_string();
            cx.print(&list);
            return Ok(Flow::Done);
        }
        let lines = if self.terminals {
            terminals(cx)
        } else if self.jobs {
            job::job_list(cx.world)
        } else {
            messages(cx)
        };
        for line in lines {
            cx.print(&line);
        }
        Ok(Flow::Done)
    }
}

/// Returns the message log, newest first.
fn messages(cx: &CommandContext<'_>) -> Vec<String> {
    let messages = cx.world.log.iter().rev().map(|(when, text)| {
        let extra = [
            ("message_time", when.div_euclid(1000).to_string()),
            ("message_text", text.clone()),
        ];
        cx.expand_with(FORMAT, None, &extra)
    });
    messages.collect()
}

fn terminals(cx: &CommandContext<'_>) -> Vec<String> {
    let attached = cx.world.clients.values().filter(|c| c.attached());
    let lines = attached.enumerate().map(|(n, c)| {
        let (name, term, size) = (&c.name, &c.caller.term, c.size);
        format!(
            "Terminal {n}: {term} for {name}, {}x{}",
            size.cols, size.rows
        )
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use crate::model::testing::TestWorld;

    #[test]
    fn messages_are_kept_the_latest_first() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        let name = fixture.world.clients[&client].name.clone();
        fixture.ok("set -s message-limit 5");
        fixture.ok("display one ; renamew 'a b'");
        fixture.keys(client, &["C-b", "r"]);
        let log = [
            "client-0 command: show-messages".to_owned(),
            format!("{name} key r: refresh-client"),
            "client-0 command: rename-window \"a b\"".to_owned(),
            format!("{name} message: one"),
            "client-0 command: display-message one".to_owned(),
        ];
        let lines = fixture.ok("showmsgs");
        let lines: Vec<&str> = lines.lines().collect();
        assert_eq!(lines, log.map(|line| format!("00:00: {line}")));
        assert!(
            fixture
                .ok("show-messages -T")
                .starts_with("Terminal 0: xterm for /dev/tty")
        );
        fixture.ok("run -b 'sleep 9'");
        assert_eq!(fixture.ok("show-messages -J"), "Job 1: sleep 9\n");
        assert_eq!(fixture.fails("show-messages -t x"), "can't find client: x");
    }
}
