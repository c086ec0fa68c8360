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

/// The most rows that are written.
const MAX_ROWS: i64 = 100_000;

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
        let first = reader.top().max(reader.bottom() - MAX_ROWS);
        let rows = reader.marked_rows(first..reader.bottom() + 1).into_iter();
        let rows: Vec<Line> = rows.map(|(row, _)| row).collect();
        let above = usize::try_from(-up - first).unwrap_or(0).min(rows.len());
        let wrapped = rows[..above].iter().filter(|row| row.wrapped).count();
        let rows = Rows {
            lines: rows,
            first,
            cols: frozen.size.cols,
            marks: Vec::new(),
        };
        let form = Form {
            escapes: self.escapes,
            join: true,
            ..Form::default()
        };
        let text = text(&rows, form);
        let trimmed = text
            .lines()
            .map(str::trim_end)
            .collect::<Vec<_>>()
            .join("\n");
        let end = trimmed.trim_end_matches('\n').len();
        (format!("{}\n", &trimmed[..end]), above - wrapped + 1)
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
