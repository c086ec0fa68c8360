//! `workspace`: save sessions as workspace files, and load them.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::ops::files;
use crate::model::state::command::{
    CommandContext, FileRequest, Flow, WorkspaceAction, WorkspaceRequest,
};
use crate::model::state::effect::{Effect, FileEffect};
use crate::model::workspace::{capture, load};

/// Save a session's windows, splits, directories and commands as a file, or load a file.
#[derive(clap::Args, Debug)]
pub struct Workspace {
    /// load: do not attach
    #[arg(short = 'd')]
    detached: bool,
    /// save: replace an existing workspace
    #[arg(long)]
    force: bool,
    /// list: print as JSON
    #[arg(long)]
    json: bool,
    /// load: do not ask before running the commands of a file from elsewhere
    #[arg(long)]
    yes: bool,
    /// load: use the commands that were shown for confirmation
    #[arg(long, hide = true)]
    shown: bool,
    /// load: forget the commands that were shown for confirmation
    #[arg(long, hide = true)]
    forget: bool,
    /// save: session to save (default: the current session)
    #[arg(short = 't', value_name = "target-session")]
    target: Option<String>,
    /// save, list, show, load or delete
    #[arg(value_name = "action", required = true, value_parser = ["save", "list", "show", "load", "delete"])]
    action: String,
    /// Name of the workspace, or with load a file
    #[arg(value_name = "name-or-file")]
    name: Option<String>,
}

impl Command for Workspace {
    const NAME: &'static str = "workspace";
    const OWN: bool = true;
    const STARTS_SERVER: bool = true;

    fn run(mut self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let name = self.name.take();
        if cx.world.host.workspaces.is_empty() {
            return Err(Error::system("no home directory for workspaces: set HOME"));
        }
        if self.action == "list" {
            return match name {
                None => Ok(ask(cx, "*", WorkspaceAction::List { json: self.json })),
                Some(_) => Err(too_many()),
            };
        }
        let name =
            name.ok_or_else(|| Error::user(format!("workspace {}: missing NAME", self.action)))?;
        match self.action.as_str() {
            "save" => self.save(cx, &name),
            "show" => Ok(ask(cx, checked(&name)?, WorkspaceAction::Show)),
            "delete" => {
                let path = own(cx, checked(&name)?);
                let request = files::request_write(cx.world, cx.run, &path);
                cx.world.effect(Effect::File {
                    request,
                    op: FileEffect::Remove { path },
                });
                Ok(Flow::Wait)
            }
            _ => self.load(cx, &name),
        }
    }
}

impl Workspace {
    fn save(self, cx: &mut CommandContext<'_>, name: &str) -> Result<Flow> {
        let session = cx.session_target(self.target.as_deref())?.session;
        let workspace = capture::workspace_of(cx.world, session, cx.access);
        let workspace = workspace.ok_or_else(|| Error::not_found("can't find session"))?;
        let path = own(cx, checked(name)?);
        let request = files::request_write(cx.world, cx.run, &path);
        cx.world.effect(Effect::File {
            request,
            op: FileEffect::Keep {
                path,
                new: !self.force,
                bytes: workspace.print().into_bytes(),
            },
        });
        Ok(Flow::Wait)
    }

    fn load(self, cx: &mut CommandContext<'_>, name: &str) -> Result<Flow> {
        if self.forget {
            let path = cx.path(name);
            load::forget_shown(cx.world, &path);
            return Ok(Flow::Done);
        }
        if self.shown {
            let path = cx.path(name);
            let done = load::load_shown(cx.world, cx.run, &path, self.detached);
            return done.map(|()| Flow::Done);
        }
        let action = WorkspaceAction::Load {
            detached: self.detached,
            yes: self.yes,
        };
        if !name.contains('/') && !name.ends_with(".toml") {
            return Ok(ask(cx, checked(name)?, action));
        }
        let path = cx.path(name);
        let mine = own(cx, "");
        let mine = mine.trim_end_matches(".toml");
        let below = path.strip_prefix(mine);
        let foreign = below.is_none_or(|file| file.contains('/'));
        Ok(request(cx, path, name, action, foreign))
    }
}

/// Requests an action on one of the user's own workspaces.
fn ask(cx: &mut CommandContext<'_>, name: &str, action: WorkspaceAction) -> Flow {
    let path = own(cx, name);
    request(cx, path, name, action, false)
}

fn request(
    cx: &mut CommandContext<'_>,
    path: String,
    typed: &str,
    action: WorkspaceAction,
    foreign: bool,
) -> Flow {
    let request = WorkspaceRequest {
        action,
        typed: typed.to_owned(),
        foreign,
    };
    let request = FileRequest::Workspace(cx.run, request);
    files::request_files(cx.world, vec![path], request);
    Flow::Wait
}

/// Returns the path of one of the user's own workspaces.
fn own(cx: &CommandContext<'_>, name: &str) -> String {
    format!("{}/{name}.toml", cx.world.host.workspaces)
}

/// Checks that a name can be a file name in the workspace folder.
///
/// # Errors
/// `invalid workspace name: x`.
fn checked(name: &str) -> Result<&str> {
    let odd = |c: char| c.is_control() || "/*?[".contains(c);
    if name.is_empty() || name.starts_with('.') || name.contains(odd) {
        return Err(Error::user(format!("invalid workspace name: {name}")));
    }
    Ok(name)
}

fn too_many() -> Error {
    Error::user("workspace: too many arguments")
}

#[cfg(test)]
mod tests {
    use crate::base::ClientInfo;
    use crate::model::state::effect::{Effect, PaneEffect, TimerEffect};
    use crate::model::testing::TestWorld;

    const FILE: &str = "directory = \"src\"\n[[windows]]\nname = \"edit\"\ncolumns = [\
        { size = \"60%\", command = \"vim\" }, { rows = [{}, { directory = \"/x\", active = true }] }]\n\
        [[windows]]\nprogram = \"top\"\n";

    fn fixture() -> TestWorld {
        let mut fixture = TestWorld::new();
        fixture.files.insert("/ws/work.toml".into(), FILE.into());
        fixture.files.insert("/repo/dev.toml".into(), FILE.into());
        fixture
    }

    fn starts(fixture: &TestWorld) -> Vec<(String, Vec<String>)> {
        let spawns = fixture.effects.iter().filter_map(|effect| match effect {
            Effect::Pane(_, PaneEffect::Spawn(spawn)) => {
                Some((spawn.cwd.clone(), spawn.argv.clone()))
            }
            _ => None,
        });
        spawns.skip(1).collect()
    }

    #[test]
    fn a_file_becomes_a_session_once() {
        let mut fixture = fixture();
        fixture.ok("workspace load -d work");
        let layout = "list-panes -s -t work -F '#{window_index}.#{pane_index} #{pane_width}x#{pane_height} \
                      #{pane_active} #{window_name}'";
        let wanted = "0.0 48x24 0 edit\n0.1 31x11 0 edit\n0.2 31x12 1 edit\n1.0 80x24 1 top\n";
        assert_eq!(fixture.ok(layout), wanted);
        let shell = || vec!["/bin/sh".to_owned()];
        let top = ["/bin/sh", "-c", "top"].map(str::to_owned).to_vec();
        let home = || "/home/me/src".to_owned();
        let wanted = [
            (home(), shell()),
            (home(), shell()),
            ("/x".into(), shell()),
            (home(), top),
        ];
        assert_eq!(starts(&fixture), wanted);
        fixture.ok("workspace load work -d");
        assert_eq!(fixture.ok(layout).lines().count(), 4);
        assert_eq!(fixture.ok("ls -F '#S'"), "s\nwork\n");
    }

    #[test]
    fn commands_are_typed_at_the_prompt() {
        let mut fixture = fixture();
        fixture.ok("workspace load -d work");
        let id = fixture.ok("list-panes -t work:0.0 -F '#{pane_id}'");
        let pane: u32 = id.lines().next().unwrap()[1..].parse().unwrap();
        assert_eq!(fixture.typed(pane), "");
        fixture.apply(crate::model::state::input::Input::PaneOutput(
            crate::base::PaneId(pane),
        ));
        let timer = fixture
            .effects
            .iter()
            .rev()
            .find_map(|effect| match effect {
                Effect::Timer(timer, TimerEffect::Start(_)) => Some(*timer),
                _ => None,
            });
        fixture.apply(crate::model::state::input::Input::Timer(timer.unwrap()));
        assert_eq!(fixture.typed(pane), "vim\r");
    }

    #[test]
    fn what_is_saved_makes_the_same_session() {
        let mut fixture = fixture();
        fixture.ok(
            "workspace load -d work ; split-window -t work:1 -l 7 ; rename-session -t work other",
        );
        fixture.ok("workspace save -t other copy");
        let text = fixture.ok("workspace show copy");
        assert!(
            text.contains("program = \"top\"") && text.contains("{ size = 7,"),
            "{text}"
        );
        fixture.ok("workspace load -d copy");
        let layout = |fixture: &mut TestWorld, session: &str| {
            let line = format!("list-windows -t {session} -F '#I #W #F #{{window_layout}}'");
            let text = fixture.ok(&line);
            let lines = text.lines().map(|line| {
                // The checksum and the pane ids differ.
                let (start, layout) = line.rsplit_once(' ').unwrap();
                let parts = layout.split([',', '{', '[', '}', ']']).skip(1);
                let sizes = parts.filter(|part| part.contains('x'));
                format!("{start} {}", sizes.collect::<Vec<_>>().join(" "))
            });
            lines.collect::<Vec<_>>()
        };
        assert_eq!(layout(&mut fixture, "copy"), layout(&mut fixture, "other"));
        assert_eq!(
            fixture.fails("workspace save -t other copy"),
            "workspace copy already exists; --force replaces it"
        );
        fixture.ok("workspace save --force -t other copy");
    }

    const FLOATS: &str = "#{window_index} #{P:#{pane_width}x#{pane_height}@#{pane_x}/#{pane_y}\
        #{?pane_floating_flag,F#{pane_z},}#{?pane_active,*,}#{?#{pane-pinned},p,} }";

    #[test]
    fn floating_panes_keep_place_order_and_program_in_a_file() {
        let mut fixture = fixture();
        let file = "[[windows]]\nsize = \"80x24\"\nfloats = [\
            { x = 4, y = 2, width = 20, height = 5, program = \"top\" },\
            { x = -3, y = \"50%\", width = \"50%\", height = \"25%\", border = false, pinned = true },\
            { active = true }]\n[[windows]]\n";
        fixture.files.insert("/ws/floats.toml".into(), file.into());
        fixture.ok("workspace load -d floats");
        let list = |fixture: &mut TestWorld, session: &str| {
            fixture.ok(&format!("list-windows -t {session} -F '{FLOATS}'"))
        };
        let wanted = "0 80x24@0/0 20x5@4/2F2 40x6@-3/12F1p 40x6@4/2F0* \n1 80x24@0/0* \n";
        assert_eq!(list(&mut fixture, "floats"), wanted);
        assert_eq!(
            fixture.ok("show -pv -t floats:0.2 pane-border-lines"),
            "none\n"
        );
        fixture.ok("workspace save -t floats copy");
        let text = fixture.ok("workspace show copy");
        for line in [
            "  { x = 4, y = 2, width = 20, height = 5, program = \"top\" },\n",
            "  { x = -3, y = 12, width = 40, height = 6, border = false, pinned = true },\n",
            "  { x = 4, y = 2, width = 40, height = 6, active = true },\n",
        ] {
            assert!(text.contains(line), "{text}");
        }
        fixture.ok("workspace load -d copy");
        assert_eq!(list(&mut fixture, "copy"), wanted);
        assert!(
            fixture
                .ok("workspace list")
                .contains("copy: 2 windows, 5 panes")
        );
        // A window of floating panes alone has one tiled pane in the file.
        fixture.ok("break-pane -W -s copy:1.0 ; workspace save -t copy alone");
        fixture.ok("workspace load -d alone");
        assert_eq!(list(&mut fixture, "alone"), wanted);
        // The commands of floating panes are shown before they run, too.
        fixture.files.insert("/repo/other.toml".into(), file.into());
        let client = fixture.start("workspace load -d /repo/other.toml", ClientInfo::default());
        let told = fixture.answer(client);
        assert!(
            told.err.contains("\n  top\nnothing was started"),
            "{told:?}"
        );
        for (float, wanted) in [
            ("{ x = \"101%\" }", "3:17: invalid value"),
            ("{ width = 0 }", "3:21: invalid value"),
            ("{ rows = [] }", "3:13: unknown field"),
            (
                "{ command = \"a\", program = \"b\" }",
                "3:11: use only one of",
            ),
        ] {
            let file = format!("[[windows]]\nname = \"x\"\nfloats = [{float}]");
            fixture.files.insert("/ws/bad.toml".into(), file);
            let error = fixture.fails("workspace load -d bad");
            assert!(error.starts_with(&format!("bad:{wanted}")), "{error}");
        }
    }

    #[test]
    fn commands_from_elsewhere_are_shown_before_they_run() {
        let mut fixture = fixture();
        let client = fixture.start("workspace load -d /repo/dev.toml", ClientInfo::default());
        let told = fixture.answer(client);
        assert!(
            told.err.contains("\n  vim\n  top\nnothing was started"),
            "{told:?}"
        );
        assert_eq!(told.status, Some(2));
        assert_eq!(starts(&fixture), []);
        fixture.ok("workspace load -d --yes /repo/dev.toml");
        assert_eq!(starts(&fixture)[0].0, "/repo/src");
        // A file in the user's own folder needs no confirmation, whatever path names it.
        fixture.ok("workspace load -d /ws/work.toml");
        // A file without commands needs no confirmation.
        fixture
            .files
            .insert("/repo/plain.toml".into(), "[[windows]]".into());
        fixture.ok("workspace load -d /repo/plain.toml ; has-session -t plain");
        let up = fixture.fails("workspace load -d /ws/../repo/dev.toml");
        assert_eq!(up, "/ws/../repo/dev.toml: No such file or directory");
    }

    #[test]
    fn a_client_with_a_terminal_asks_and_the_server_waits_for_the_answer() {
        let mut fixture = fixture();
        let caller = ClientInfo {
            tty: Some("/dev/pts/5".to_owned()),
            ..ClientInfo::default()
        };
        let client = fixture.start("workspace load -d /repo/dev.toml", caller);
        let told = fixture.answer(client);
        assert!(
            told.err.ends_with("\n  vim\n  top\n"),
            "no way on is printed: {told:?}"
        );
        let waits = |fixture: &TestWorld| fixture.world.queues.shown.values().any(|f| f.awaited);
        assert!(waits(&fixture));
        fixture.ok("workspace --forget load /repo/dev.toml");
        assert!(!waits(&fixture));
    }

    #[test]
    fn a_client_that_cannot_attach_sees_the_commands_first() {
        let mut fixture = fixture();
        let caller = ClientInfo {
            cannot_attach: Some("open terminal failed: not a terminal".to_owned()),
            ..ClientInfo::default()
        };
        let client = fixture.start("workspace load /repo/dev.toml", caller);
        let told = fixture.answer(client);
        assert!(
            told.err.contains("\n  vim\n  top\nnothing was started"),
            "{told:?}"
        );
        assert_eq!(told.status, Some(2));
    }

    #[test]
    fn an_attached_client_is_asked() {
        for (key, wanted) in [("y", "s\ndev\n"), ("n", "s\n")] {
            let mut fixture = fixture();
            let client = fixture.attach();
            fixture.ok("bind T workspace load /repo/dev.toml");
            fixture.keys(client, &["C-b", "T"]);
            assert_eq!(
                fixture.format("#{pane_mode}"),
                "view-mode",
                "the commands are shown"
            );
            assert_eq!(fixture.ok("ls -F '#S'"), "s\n");
            // The commands that were shown run, even if the file has changed since.
            let other = "[[windows]]\ncommand = \"rm\"".to_owned();
            fixture.files.insert("/repo/dev.toml".into(), other);
            fixture.keys(client, &[key]);
            let windows = fixture.ok("list-windows -a -F '#S:#W'");
            let shown = windows.contains("dev:edit\n") && windows.contains("dev:top\n");
            assert_eq!(shown, key == "y", "{windows}");
            let mut sessions: Vec<String> = fixture
                .ok("ls -F '#S'")
                .lines()
                .map(str::to_owned)
                .collect();
            sessions.sort_by_key(|name| name != "s");
            assert_eq!(sessions.join("\n") + "\n", wanted);
        }
    }

    #[test]
    fn mistakes_change_nothing() {
        let mut fixture = fixture();
        fixture
            .files
            .insert("/ws/bad.toml".into(), "[[windows]]\nnam = 1".into());
        fixture
            .files
            .insert("/repo/bad.toml".into(), "[[windows]\n".into());
        for (line, wanted) in [
            ("load -d bad", "bad:2:1: unknown field `nam`"),
            ("load -d /repo/bad.toml", "/repo/bad.toml:1:"),
            ("load -d none", "can't find workspace: none"),
            ("load -d ./none.toml", "./none.toml: No such file"),
            ("show none", "can't find workspace: none"),
            ("delete none", "can't find workspace: none"),
            ("save a/b", "invalid workspace name: a/b"),
            ("save", "workspace save: missing NAME"),
            ("list x", "workspace: too many arguments"),
            (
                "eat x",
                "workspace: unknown action: eat (use save, list, show, load or delete)",
            ),
            ("load -d x -x", "workspace: unknown flag -x"),
        ] {
            let told = fixture.fails(&format!("workspace {line}"));
            assert!(told.starts_with(wanted), "{line}: {told}");
        }
        assert_eq!(fixture.ok("ls -F '#S'"), "s\n");
        let list = "bad: /ws/bad.toml:2:1: unknown field `nam`";
        let told = fixture.ok("workspace list");
        assert!(
            told.starts_with(list) && told.ends_with("work: 2 windows, 4 panes\n"),
            "{told}"
        );
        fixture.ok("workspace load -d work");
        let json = fixture.ok("workspace list --json");
        assert!(
            json.contains("\"windows\":2,\"panes\":4,\"running\":true,\"error\":null}"),
            "{json}"
        );
        fixture.ok("workspace delete bad ; workspace delete work");
        assert_eq!(fixture.ok("workspace list"), "");
    }

    #[test]
    fn it_is_shown_where_it_is_asked_for() {
        let mut fixture = fixture();
        let caller = |cannot: Option<&str>| ClientInfo {
            size: Some(crate::base::Size::new(100, 31)),
            cannot_attach: cannot.map(str::to_owned),
            ..ClientInfo::default()
        };
        let client = fixture.start("workspace load work", caller(Some("not a terminal")));
        assert_eq!(fixture.answer(client).err, "not a terminal\n");
        assert_eq!(fixture.ok("ls -F '#S'"), "s\n");
        let client = fixture.start("workspace load work", caller(None));
        assert!(fixture.world.is_attached(client));
        assert_eq!(
            fixture.ok("display -p -t work:0 '#{window_width}x#{window_height}'"),
            "100x30\n"
        );
    }
}
