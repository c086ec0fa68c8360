//! `read`: print the output of a pane, for scripts.

use crate::base::json::Json;
use crate::base::line::html::html;
use crate::base::{Error, Line, PaneId, Result};
use crate::model::command::def::Command;
use crate::model::commands::await_conditions::position;
use crate::model::ops::automation::output::last_output;
use crate::model::ops::automation::{answer, waits};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::pane_access::of_screen;
use crate::model::view::capture::{Form, Rows, text};
use crate::term::{Screen, ScreenPosition, TrackedLine};

/// Print the output of a pane: its screen, its last lines, or what is new since a position.
#[derive(clap::Args, Debug)]
pub struct Read {
    /// Print the visible screen (default)
    #[arg(long, conflicts_with_all = ["lines", "last_output", "from"])]
    screen: bool,
    /// Print this many lines up to the end
    #[arg(long, value_name = "number", conflicts_with_all = ["last_output", "from"])]
    lines: Option<u32>,
    /// Print the output of the last command, which needs a shell that marks its prompts
    #[arg(long, conflicts_with = "from")]
    last_output: bool,
    /// Print what is new since this position
    #[arg(long, value_name = "position")]
    from: Option<String>,
    /// Keep colours and attributes as escape sequences
    #[arg(long, conflicts_with = "html")]
    ansi: bool,
    /// Print as HTML
    #[arg(long)]
    html: bool,
    /// Print as JSON, with the position that follows
    #[arg(long)]
    json: bool,
    /// The number of the request, if the client asks again
    #[arg(long, value_name = "number", hide = true)]
    request: Option<u64>,
    /// Target pane (default: the pane of the caller)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
}

/// The text that was read.
#[derive(Default)]
struct Part {
    lines: Vec<String>,
    /// The position behind it.
    position: ScreenPosition,
    /// Lines of it are gone.
    missed: bool,
    alternate: bool,
}

impl Command for Read {
    const NAME: &'static str = "read";
    const OWN: bool = true;
    const READ_ONLY_OK: bool = true;
    const FOR_SCRIPTS: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let from = self.from.as_deref().map(position).transpose()?;
        let named = from.filter(|_| self.target.is_none());
        let named = named.map(|from| from.pane.to_string());
        let place = cx.script_target(self.target.as_deref().or(named.as_deref()))?;
        let from = from.map(|from| waits::continue_from(cx.world, &from, place.pane));
        let from = from.transpose()?;
        let part = self.part(cx, place.pane, from)?;
        if !self.json {
            if self.html {
                cx.print("<pre>");
            }
            part.lines.iter().for_each(|line| cx.print(line));
            if self.html {
                cx.print("</pre>");
            }
            return Ok(Flow::Done);
        }
        let position = answer::position(cx.world, place.pane, part.position);
        let lines: Json = part.lines.into_iter().map(Json::from).collect();
        let mut members = answer::start(place.pane, "read");
        members.extend([
            ("lines", lines),
            ("pos", position.to_string().into()),
            ("screen", answer::screen_name(part.alternate).into()),
            ("missed", part.missed.into()),
        ]);
        cx.print(&Json::object(members).to_string());
        Ok(Flow::Done)
    }
}

impl Read {
    fn part(
        &self,
        cx: &CommandContext<'_>,
        pane: PaneId,
        from: Option<ScreenPosition>,
    ) -> Result<Part> {
        let mut no_output = false;
        let part = of_screen(cx.access, pane, |screen| {
            let mut part = Part {
                position: screen.position(),
                alternate: screen.on_alternate(),
                missed: from.is_some_and(|from| screen.misses(&from)),
                ..Part::default()
            };
            let last = i64::from(screen.size().rows);
            if let Some(from) = &from {
                if !self.ansi && !self.html {
                    part.lines = new_lines(screen, from);
                    return part;
                }
                let line = from.line.max(screen.oldest_line(u64::MAX));
                let first = screen.row_of_line(line).unwrap_or(0);
                part.lines = self.rows(screen, first, last);
                return part;
            }
            if self.last_output {
                match last_output(screen) {
                    Some((first, last)) => part.lines = self.rows(screen, first, last),
                    None => no_output = true,
                }
                return part;
            }
            match self.lines {
                None => part.lines = self.rows(screen, 0, last),
                Some(count) => {
                    // A line has at least one row.
                    let first = -i64::from(count);
                    let mut lines = self.rows(screen, first.saturating_sub(last), last);
                    let count = usize::try_from(count).unwrap_or(usize::MAX);
                    part.lines = lines.split_off(lines.len().saturating_sub(count));
                }
            }
            part
        });
        if no_output {
            return Err(no_marks(pane));
        }
        Ok(part)
    }

    /// The lines in the rows `first..last` without blank lines at the end.
    fn rows(&self, screen: &Screen, first: i64, last: i64) -> Vec<String> {
        let first = first.max(-i64::try_from(screen.history_rows()).unwrap_or(i64::MAX));
        let mut lines = screen.sent_rows(first..last);
        while lines
            .last()
            .is_some_and(|line: &Line| line.text().trim().is_empty())
        {
            lines.pop();
        }
        if self.html {
            let lines = lines.iter();
            return lines.map(html).collect();
        }
        let rows = Rows {
            lines,
            first,
            cols: screen.size().cols,
            marks: Vec::new(),
        };
        let form = Form {
            escapes: self.ansi,
            join: true,
            ..Form::default()
        };
        let text = text(&rows, form);
        text.lines()
            .map(|line| line.trim_end().to_owned())
            .collect()
    }
}

/// The error of a pane whose shell does not mark its prompts.
pub(super) fn no_marks(pane: PaneId) -> Error {
    let message = format!("the shell of pane {pane} does not mark its prompts (OSC 133)");
    Error::coded(4, "no-marks", message).with_hint("mux help shell-integration")
}

/// The lines that are new since a position.
fn new_lines(screen: &Screen, from: &ScreenPosition) -> Vec<String> {
    let mut lines = Vec::new();
    let era = screen.era();
    let mut add = |line: &TrackedLine<'_>| {
        if let Some(part) = from.new_part(line, era) {
            let text = line.text.get(part.unwrap_or(0)..).unwrap_or_default();
            lines.push(text.trim_end().to_owned());
        } else if line.text.is_empty() && line.number > from.line {
            // A blank line has no stamp.
            lines.push(String::new());
        }
    };
    let first = if from.era == era { from.line } else { 0 };
    screen.past_lines(first..u64::MAX, &mut |line| {
        add(line);
        true
    });
    screen.visible_lines(&mut add);
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

#[cfg(test)]
mod tests {
    use crate::base::PaneId;
    use crate::model::testing::TestWorld;

    #[test]
    fn the_screen_the_last_lines_and_new_output_are_read() {
        let mut fixture = TestWorld::new();
        let text: String = (1..=40).map(|n| format!("line {n}\r\n")).collect();
        fixture.print(PaneId(0), text.as_bytes());
        let screen = fixture.ok("read");
        assert!(
            screen.starts_with("line 18\n") && screen.ends_with("line 40\n"),
            "{screen}"
        );
        assert_eq!(fixture.ok("read --lines 2"), "line 39\nline 40\n");
        let json = fixture.ok("read --json --lines 1");
        let start =
            "{\"v\":1,\"pane\":\"%0\",\"outcome\":\"read\",\"lines\":[\"\"],\"pos\":\"p0.e1.l40.g";
        let start = start.replace("[\"\"]", "[\"line 40\"]");
        assert!(json.starts_with(&start), "{json}");
        let pos = json.split("\"pos\":\"").nth(1).unwrap();
        let pos = pos.split('"').next().unwrap().to_owned();
        fixture.print(PaneId(0), b"\x1b[31mnew\x1b[m\r\n$ ");
        assert_eq!(fixture.ok(&format!("read --from {pos}")), "new\n$\n");
        let ansi = fixture.ok(&format!("read --ansi --from {pos}"));
        assert_eq!(ansi, "\x1b[31mnew\n\x1b[39m$\n");
        let html = fixture.ok("read --html --lines 1");
        assert_eq!(html, "<pre>\n$ \n</pre>\n");
    }

    #[test]
    fn the_last_output_needs_marks() {
        let mut fixture = TestWorld::new();
        fixture.print(PaneId(0), b"$ ls\r\na\r\n$ ");
        let failed = fixture.run("read --last-output");
        assert_eq!((failed.status, failed.out.as_str()), (Some(4), ""));
        let marked = "\x1b[2J\x1b[H\x1b]133;A\x07$ \x1b]133;B\x07ls\r\n\x1b]133;C\x07a\r\nb\r\n\x1b]133;D;0\x07\x1b]133;A\x07$ ";
        fixture.print(PaneId(0), marked.as_bytes());
        assert_eq!(fixture.ok("read --last-output"), "a\nb\n");
    }
}
