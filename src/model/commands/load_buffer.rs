//! `load-buffer`: load a file into a paste buffer.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::ops::files;
use crate::model::state::command::{CommandContext, FileRequest, Flow, IntoBuffer};

/// Load a file into a paste buffer.
#[derive(clap::Args, Debug)]
pub struct LoadBuffer {
    /// Also copy to the clipboard of the client's terminal
    #[arg(short = 'w')]
    clipboard: bool,
    /// Buffer to write (default: a new buffer)
    #[arg(short = 'b', value_name = "buffer-name")]
    buffer: Option<String>,
    /// Client for -w (default: the current client)
    #[arg(short = 't', value_name = "target-client")]
    target: Option<String>,
    /// File to load, or - for standard input
    #[arg(value_name = "path", required = true)]
    path: String,
}

impl Command for LoadBuffer {
    const NAME: &'static str = "load-buffer";
    const ALIAS: &'static str = "loadb";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let client = cx.client_target(self.target.as_deref());
        let clipboard = if self.clipboard { client.ok() } else { None };
        if self.path == "-" && !cx.has_streams() {
            return Ok(cx.report_no_stream());
        }
        let path = cx.path(&self.path);
        let request = FileRequest::Buffer(
            cx.run,
            IntoBuffer {
                name: self.buffer,
                clipboard,
            },
        );
        files::request_files(cx.world, vec![path], request);
        Ok(Flow::Wait)
    }
}

#[cfg(test)]
mod tests {
    use crate::model::testing::TestWorld;

    #[test]
    fn an_attached_client_has_no_standard_input_or_output() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok("set-buffer kept");
        for line in ["loadb -", "saveb -", "source -", "source -q -"] {
            fixture.ok(&format!("bind -n F5 {line}"));
            fixture.keys(client, &["F5"]);
            let message = fixture.message(client).map(str::to_owned);
            assert_eq!(message.as_deref(), Some("Bad file descriptor: -"), "{line}");
            fixture.keys(client, &["x"]);
        }
        assert_eq!(fixture.ok("show-buffer"), "kept");
    }
}
