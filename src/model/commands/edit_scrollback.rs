//! `edit-scrollback`: open the history of a pane in the user's editor.

use crate::base::{Line, Result};
use crate::lang::script::quote;
use crate::lang::tables::options;
use crate::model::command::def::Command;
use crate::model::copy::text::{Text, signed};
use crate::model::modes::editor::{open_at, quoted};
use crate::model::ops::files;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::effect::{Effect, FileEffect};
use crate::model::state::location::Location;
use crate::model::state::mode::Mode;
use crate::model::state::mode::copy_mode::FrozenText;
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::of_screen;
use crate::model::view::capture::{Form, Rows, text};

/// The rows that are read at once.
const ROWS_AT_ONCE: i64 = 10_000;

/// Open a pane's history and screen as text in the user's editor, in a new window.
#[derive(clap::Args, Debug)]
pub struct EditScrollback {
    /// Keep colours and attributes as escape sequences
    #[arg(short = 'e')]
    escapes: bool,
    /// Target pane (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
}

impl Command for EditScrollback {
    const NAME: &'static str = "edit-scrollback";
    const OWN: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        let (written, line) = self.text(cx, place);
        let directory = cx
            .world
            .host
            .socket
            .rsplit_once('/')
            .map_or("", |(dir, _)| dir);
        let path = format!(
            "{directory}/scrollback-{}-{}.txt",
            place.pane.0, cx.now.wall
        );
        let request = files::request_write(cx.world, cx.run, &path);
        cx.world.effect(Effect::File {
            request,
            op: FileEffect::Keep {
                path: path.clone(),
                new: true,
                bytes: written.into_bytes(),
            },
        });
        let editor = cx
            .world
            .get(options::EDITOR, OptionScope::Server)
            .to_owned();
        let shell = format!("{}; rm -f {}", open_at(&editor, &path, line), quoted(&path));
        let target = quote(&format!("{}:", place.session));
        let shell = quote(&shell);
        cx.insert_text(&format!("new-window -a -n scrollback -t {target} {shell}"))?;
        Ok(Flow::Wait)
    }
}

impl EditScrollback {
    /// The text, and the number of the line at the top of the view, from 1.
    fn text(&self, cx: &CommandContext<'_>, place: Location) -> (String, usize) {
        let mode = cx
            .world
            .panes
            .get(&place.pane)
            .and_then(|pane| pane.mode.as_ref());
        let copy = mode.and_then(Mode::copy);
        let live;
        let (frozen, up) = match copy {
            Some(copy) => (&copy.text, signed(copy.state.up)),
            None => {
                let (screen, size) = of_screen(cx.access, place.pane, |s| (s.freeze(), s.size()));
                live = FrozenText::of_screen(place.pane, screen, size);
                (&live, 0)
            }
        };
        let reader = Text::new(frozen, cx.access);
        let (mut out, mut line) = (String::new(), 1);
        let mut first = reader.top();
        while first <= reader.bottom() {
            let last = (first + ROWS_AT_ONCE).min(reader.bottom());
            let end = reader.line_end(last) + 1;
            let rows = reader.marked_rows(first..end).into_iter();
            let rows: Vec<Line> = rows.map(|(row, _)| row).collect();
            let above = rows.iter().zip(first..).filter(|(_, y)| *y < -up);
            line += above.filter(|(row, _)| !row.wrapped).count();
            self.append(rows, first, frozen.size.cols, &mut out);
            first = end;
        }
        out.truncate(out.trim_end_matches('\n').len());
        out.push('\n');
        (out, line)
    }

    /// Appends complete lines without trailing blanks.
    fn append(&self, lines: Vec<Line>, first: i64, cols: u16, out: &mut String) {
        let rows = Rows {
            lines,
            first,
            cols,
            marks: Vec::new(),
        };
        let form = Form {
            escapes: self.escapes,
            join: true,
            ..Form::default()
        };
        // The text is written as if it followed the default style.
        if self.escapes && !out.is_empty() {
            out.push_str("\x1b[0m");
        }
        for line in text(&rows, form).lines() {
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::PaneId;
    use crate::model::state::effect::PaneEffect;
    use crate::model::testing::TestWorld;

    fn spawned(fixture: &TestWorld) -> Vec<String> {
        let spawns = fixture
            .last_effects()
            .iter()
            .filter_map(|effect| match effect {
                Effect::Pane(_, PaneEffect::Spawn(spawn)) => Some(spawn.argv.join(" ")),
                _ => None,
            });
        spawns.collect()
    }

    #[test]
    fn the_history_opens_at_the_line_of_the_view() {
        let mut fixture = TestWorld::new();
        fixture.ok("set -s editor 'vim -R'");
        let lines: Vec<String> = (1..=100).map(|n| format!("line {n} \r\n")).collect();
        fixture.print(PaneId(0), lines.concat().as_bytes());
        fixture.ok("copy-mode ; send-keys -X goto-line 50");
        fixture.ok("edit-scrollback");
        let (path, text) = fixture.files.first_key_value().unwrap();
        assert!(text.starts_with("line 1\nline 2\n"));
        assert!(text.ends_with("line 100\n"));
        assert!(path.starts_with("/tmp/scrollback-0-"), "{path}");
        let expected = format!("vim -R +28 '{path}'; rm -f '{path}'");
        let spawned = spawned(&fixture);
        assert!(
            spawned.iter().any(|line| line.ends_with(&expected)),
            "{spawned:?}"
        );
        assert_eq!(fixture.format("#{window_name}"), "scrollback");
    }

    #[test]
    fn the_whole_history_is_written() {
        let mut fixture = TestWorld::without_session();
        fixture.ok("set -g history-limit 50000 ; new -d -s s -x 20 -y 5 ; set -s editor vi");
        let lines: Vec<String> = (0..12_000)
            .map(|n| format!("\x1b[3{}m{n}\x1b[m in a line of two rows", n % 8))
            .collect();
        fixture.print(PaneId(0), lines.join("\r\n").as_bytes());
        fixture.ok("copy-mode ; send-keys -X goto-line 4001");
        fixture.ok("edit-scrollback");
        let (path, text) = fixture.files.first_key_value().unwrap();
        let (path, text) = (path.clone(), text.clone());
        let written: Vec<&str> = text.lines().collect();
        assert_eq!(written.len(), lines.len());
        let expected = |n: usize| format!("{n} in a line of two rows");
        assert!((0..written.len()).all(|n| written[n] == expected(n)));
        // The view has 5 rows, and 4,001 rows are below its first.
        let spawned = spawned(&fixture);
        let line = format!("vi +{} '{path}'", (24_000 - 4001 - 5) / 2 + 1);
        assert!(
            spawned.iter().any(|words| words.contains(&line)),
            "{spawned:?}"
        );
        fixture.files.clear();
        fixture.ok("edit-scrollback -e -t %0");
        let (_, text) = fixture.files.first_key_value().unwrap();
        assert_eq!(text.lines().count(), lines.len());
        assert!(text.contains("\x1b[35m5\x1b[39m in a"), "{}", &text[..200]);
    }

    #[test]
    fn editors_get_the_line_in_their_own_way() {
        for (editor, command) in [
            ("vi", "vi +7 '/f'"),
            ("/usr/bin/nano -w", "/usr/bin/nano -w +7 '/f'"),
            ("hx", "hx '/f:7'"),
            ("less -R", "less -R +7g '/f'"),
            ("code", "code --wait --goto '/f:7'"),
        ] {
            assert_eq!(open_at(editor, "/f", 7), command);
        }
    }
}
