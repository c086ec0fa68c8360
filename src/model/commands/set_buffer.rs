//! `set-buffer`: set, append to or rename a paste buffer.

use crate::base::{Error, Result, raw_bytes};
use crate::model::command::def::Command;
use crate::model::ops::clipboard;
use crate::model::state::command::{CommandContext, Flow};

/// Set, append to or rename a paste buffer.
#[derive(clap::Args, Debug)]
pub struct SetBuffer {
    /// Append to the buffer
    #[arg(short = 'a')]
    append: bool,
    /// Also copy to the clipboard of the client's terminal
    #[arg(short = 'w')]
    clipboard: bool,
    /// Buffer to write (default: a new buffer)
    #[arg(short = 'b', value_name = "buffer-name")]
    buffer: Option<String>,
    /// Rename the buffer to this name
    #[arg(short = 'n', value_name = "new-buffer-name")]
    new_name: Option<String>,
    /// Client for -w (default: the current client)
    #[arg(short = 't', value_name = "target-client")]
    target: Option<String>,
    /// Text to store
    #[arg(value_name = "data")]
    data: Option<String>,
}

impl Command for SetBuffer {
    const NAME: &'static str = "set-buffer";
    const ALIAS: &'static str = "setb";
    const AFTER_HOOK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let name = self.buffer.as_deref();
        if let Some(new) = &self.new_name {
            not_empty(new)?;
            cx.world.buffers.rename(name, new)?;
            return Ok(Flow::Done);
        }
        let data = self.data.ok_or_else(|| Error::user("no data specified"))?;
        if let Some(name) = name {
            not_empty(name)?;
        }
        let old = name.and_then(|_| cx.world.buffers.find(name));
        let old = old.filter(|_| self.append);
        let (name, mut bytes) = match old {
            Some(old) => (Some(old.name.clone()), old.data.clone()),
            None => (self.buffer, vec![]),
        };
        bytes.extend_from_slice(&raw_bytes::to_bytes(&data));
        if self.clipboard {
            let client = cx.client_target(self.target.as_deref()).ok();
            clipboard::set_client_clipboard(cx.world, client, &bytes);
        }
        clipboard::add_buffer(cx.world, name.as_deref(), bytes);
        Ok(Flow::Done)
    }
}

fn not_empty(name: &str) -> Result<()> {
    if name.is_empty() {
        return Err(Error::user("empty buffer name"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::model::state::effect::{ClientEffect, Effect};
    use crate::model::testing::TestWorld;

    #[test]
    fn buffers_are_kept_shown_and_listed() {
        for (line, printed) in [
            ("setb a ; showb", "a"),
            ("setb a ; setb b ; showb", "b"),
            ("setb a ; setb b ; showb -b buffer0", "a"),
            ("setb -b x a ; setb -ab x b ; showb -b x", "ab"),
            ("setb a ; setb -a b ; showb", "b"),
            ("setb a ; setb -n new ; showb -b new", "a"),
            ("setb 'a\nb' ; lsb", "buffer0: 3 bytes: \"a\\nb\"\n"),
            (
                "setb a ; setb b ; lsb -F '#{buffer_name}'",
                "buffer1\nbuffer0\n",
            ),
            (
                "setb a ; setb b ; lsb -rF '#{buffer_name}'",
                "buffer0\nbuffer1\n",
            ),
            (
                "setb aa ; setb b ; lsb -O size -F '#{buffer_name}'",
                "buffer1\nbuffer0\n",
            ),
            ("setb a ; lsb -f '#{==:#{buffer_size},2}'", ""),
            ("setb a ; deleteb ; lsb", ""),
            ("setb -b x a ; deleteb -b x ; lsb", ""),
            ("setb '' ; lsb", ""),
            ("setb a ; saveb -", "a"),
            (
                "setb abc ; display -p '#{buffer_size} #{buffer_sample}'",
                "3 abc\n",
            ),
            (
                "set -g buffer-limit 1 ; setb a ; setb b ; lsb -F '#{buffer_full}'",
                "b\n",
            ),
        ] {
            assert_eq!(TestWorld::new().ok(line), printed, "{line}");
        }
    }

    #[test]
    fn mistakes_are_told_as_tmux_does() {
        for (line, message) in [
            ("setb", "no data specified"),
            ("setb -b '' x", "empty buffer name"),
            ("setb -b nope -n x", "unknown buffer: nope"),
            ("deleteb -b nope", "unknown buffer: nope"),
            ("deleteb", "no buffer"),
            ("showb", "no buffers"),
            ("showb -b nope", "no buffer nope"),
            ("saveb -b nope /x", "no buffer nope"),
            ("pasteb -b nope", "no buffer nope"),
            ("loadb /none", "No such file or directory: /none"),
        ] {
            assert_eq!(TestWorld::new().fails(line), message, "{line}");
        }
    }

    #[test]
    fn buffers_are_pasted() {
        for (line, typed) in [
            ("setb 'a\nb' ; pasteb", "a\rb"),
            ("setb 'a\nb' ; pasteb -r", "a\nb"),
            ("setb 'a\nb' ; pasteb -s ,", "a,b"),
            ("setb \"a\\e[b\" ; pasteb", "a^[[b"),
            ("setb \"a\\e[b\" ; pasteb -S", "a\u{1b}[b"),
            ("setb a ; pasteb -p", "a"),
            ("setb -b x a ; pasteb -b x -t %0", "a"),
            ("setb a ; pasteb -d ; pasteb", "a"),
            ("pasteb", ""),
        ] {
            let mut fixture = TestWorld::new();
            fixture.ok(line);
            assert_eq!(fixture.typed(0), typed, "{line}");
        }
        let mut fixture = TestWorld::new();
        fixture.print(crate::base::PaneId(0), b"\x1b[?2004h");
        fixture.ok("setb \"a\nb\\e[201~c\" ; pasteb -p");
        assert_eq!(fixture.typed(0), "\u{1b}[200~a\rb^[[201~c\u{1b}[201~");
    }

    #[test]
    fn keys_paste_list_and_delete() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok("setb hi");
        fixture.keys(client, &["C-b", "]"]);
        assert_eq!(fixture.typed(0), "hi");
        fixture.keys(client, &["C-b", "#"]);
        assert_eq!(fixture.format("#{pane_mode}"), "view-mode");
        fixture.keys(client, &["q", "C-b", "-"]);
        assert_eq!(fixture.ok("lsb"), "");
    }

    #[test]
    fn files_are_read_and_written() {
        let mut fixture = TestWorld::new();
        fixture.files.insert("/in".into(), "text".into());
        assert_eq!(fixture.ok("loadb -b x /in ; showb -b x"), "text");
        fixture.ok("saveb -b x /out ; saveb -ab x /out");
        assert_eq!(fixture.files["/out"], "texttext");
        assert_eq!(
            fixture.fails("saveb -b x /no/where"),
            "No such file or directory: /no/where"
        );
    }

    #[test]
    fn the_clipboard_gets_it_too() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok("setb -w hi");
        let wanted = Effect::Client(client, ClientEffect::Clipboard("c".into(), b"hi".to_vec()));
        assert!(fixture.effects.contains(&wanted));
    }
}
