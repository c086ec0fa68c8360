//! Snapshots of whole screens of 80 by 24 cells: a world without processes is driven by commands
//! and keys, and its scene is composed as a client composes it. `INSTA_UPDATE=always cargo test
//! --lib ui::` accepts the screens as they are; look at the difference before you commit it.

use super::compositor::Compositor;
use crate::base::{ClientId, Color, PaneId, Size, Style, Underline};
use crate::canvas::Canvas;
use crate::model::modes::mode_dispatch;
use crate::model::state::input::Input;
use crate::model::state::overlay::list::List;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::timers::Purpose;
use crate::model::testing::TestWorld;
use crate::scene::{Frame, PaneRows};

/// A world with an attached client and text in its first pane.
fn attached() -> (TestWorld, ClientId) {
    let mut test = TestWorld::new();
    let client = test.attach();
    test.print(
        PaneId(0),
        b"$ \x1b[1mmake\x1b[m\r\n\x1b[32mok\x1b[m \x1b[4:3;58:5:9mtests\x1b[m \xe7\x95\x8c\r\n$ ",
    );
    (test, client)
}

/// Panes side by side, the right one split again.
fn three_panes() -> (TestWorld, ClientId) {
    let (mut test, client) = attached();
    test.ok("split-window -h -t s:w");
    test.ok("split-window -v -t s:w.1");
    test.print(PaneId(1), b"right");
    test.print(PaneId(2), b"\x1b[7mbelow\x1b[m");
    (test, client)
}

/// The display of a client, with a message of its own over the last row.
fn screen(test: &mut TestWorld, client: ClientId, message: Option<&str>) -> String {
    let scene = test.scene(client);
    let scene = scene.expect("the client is attached");
    let size = scene.size;
    let rows = |id: PaneId| {
        let lines = match mode_dispatch::rows(&test.world, id, &test.panes) {
            Some((_, lines)) => lines,
            None => {
                let mut lines = Vec::new();
                test.panes.screen(id, &mut |screen| {
                    lines = (0..screen.size().rows).map(|y| screen.line(y)).collect();
                });
                lines
            }
        };
        PaneRows {
            pane: id,
            all: true,
            rows: (0..).zip(lines).collect(),
        }
    };
    let mut compositor = Compositor::new();
    compositor.apply(Frame {
        rows: scene.shown_panes().map(rows).collect(),
        scene: Some(Box::new(scene)),
        ..Frame::default()
    });
    compositor.set_message(message.map(str::to_owned).into_iter().collect());
    let mut canvas = Canvas::new(size);
    compositor.compose(&mut canvas);
    text(&canvas, size)
}

/// The cells of a canvas as text. Below each row that has styled cells stands a letter for the
/// style of each of them, and below all rows the list of the styles.
fn text(canvas: &Canvas, size: Size) -> String {
    let mut styles: Vec<Style> = Vec::new();
    let mut out = Vec::new();
    for y in 0..size.rows {
        let cells: String = (0..size.cols).map(|x| canvas.cell(x, y).text).collect();
        out.push(format!("{y:2}|{cells}|"));
        let mut letter = |style: Style| {
            if style == Style::DEFAULT {
                return ' ';
            }
            let known = styles.iter().position(|known| *known == style);
            let index = known.unwrap_or_else(|| {
                styles.push(style);
                styles.len() - 1
            });
            char::from(b'a' + u8::try_from(index).expect("fewer than 26 styles"))
        };
        let letters: String = (0..size.cols)
            .map(|x| letter(*canvas.cell(x, y).style))
            .collect();
        if !letters.trim().is_empty() {
            out.push(format!("  |{}", letters.trim_end()));
        }
    }
    out.push(String::new());
    for (letter, style) in ('a'..='z').zip(&styles) {
        out.push(format!("{letter}: {}", describe(style)));
    }
    out.join("\n")
}

fn describe(style: &Style) -> String {
    let mut parts = Vec::new();
    for (name, color) in [("fg", style.fg), ("bg", style.bg), ("ul", style.ul)] {
        if color != Color::Default {
            parts.push(format!("{name} {color:?}"));
        }
    }
    if !style.attrs.is_empty() {
        parts.extend(
            style
                .attrs
                .iter_names()
                .map(|(name, _)| name.to_lowercase()),
        );
    }
    if style.underline != Underline::None {
        parts.push(format!("{:?} underline", style.underline).to_lowercase());
    }
    parts.join(", ")
}

#[test]
fn a_plain_split() {
    let (mut test, client) = attached();
    test.ok("split-window -h -t s:w");
    test.print(PaneId(1), b"right");
    insta::assert_snapshot!(screen(&mut test, client, None));
}

#[test]
fn borders_with_names_and_arrows() {
    let (mut test, client) = three_panes();
    for option in [
        "pane-border-status top",
        "pane-border-lines heavy",
        "pane-border-indicators both",
    ] {
        test.ok(&format!("set-option -g {option}"));
    }
    insta::assert_snapshot!(screen(&mut test, client, None));
}

#[test]
fn keys_open_overlays_modes_and_prompts() {
    for (name, keys) in [
        ("menu", &["C-b", ">"][..]),
        ("prompt", &["C-b", ":", "n", "e", "w", "Left"]),
        ("confirmation", &["C-b", "&"]),
        ("pane_numbers", &["C-b", "q"]),
        ("clock", &["C-b", "t"]),
        ("tree", &["C-b", "w"]),
        ("message", &["C-b", "i"]),
        ("zoomed", &["C-b", "z"]),
    ] {
        let (mut test, client) = three_panes();
        test.keys(client, keys);
        insta::assert_snapshot!(name, screen(&mut test, client, None));
    }
}

/// The sizes at which faces are kept as pictures.
const SIZES: [Size; 3] = [Size::new(46, 14), Size::new(80, 24), Size::new(160, 40)];

/// Keeps the picture of a face at each size, after `open` opened it.
fn at_three_sizes(name: &str, open: impl Fn(&mut TestWorld, ClientId)) {
    for size in SIZES {
        let mut test = TestWorld::new();
        test.ok("set -g status-right ''");
        let client = test.attach_sized(size);
        test.print(PaneId(0), b"$ make\r\n\x1b[32mok\x1b[m\r\n$ ");
        open(&mut test, client);
        let name = format!("{name}_{}x{}", size.cols, size.rows);
        insta::assert_snapshot!(name, screen(&mut test, client, None));
    }
}

#[test]
fn the_list_of_keys() {
    at_three_sizes("keys", |test, client| test.keys(client, &["C-b", "?"]));
    at_three_sizes("keys_typed", |test, client| {
        test.keys(
            client,
            &["C-b", "?", "n", "e", "w", "Space", "w", "i", "Down", "Tab"],
        );
    });
}

#[test]
fn the_palette() {
    at_three_sizes("palette", |test, client| {
        test.keys(client, &["C-b", "Enter"]);
        for name in ["s", "p", "l", "i", "t"] {
            test.keys(client, &[name]);
        }
    });
}

#[test]
fn the_switcher() {
    at_three_sizes("switcher", |test, client| {
        test.ok("new-session -d -s work -c /src/work");
        test.ok("new-session -d -s mail -c /src/mail");
        for path in ["/src/site", "/src/notes", "/src/site"] {
            test.world.habits.visited(path, 0);
        }
        test.print(
            PaneId(1),
            b"$ \x1b[32mcargo test\x1b[m\r\nrunning 3 tests\r\n$ ",
        );
        test.keys(client, &["C-b", "P"]);
        if let Some(list) = test.world.clients[&client].overlays.get::<List>() {
            assert_eq!(list.rows().len(), 5);
        }
        test.keys(client, &["C-Space"]);
    });
}

/// Lets a client hesitate until its key hints are shown.
fn hesitate(test: &mut TestWorld) {
    let mut timers = test.world.timers.iter();
    let due = timers.find(|(_, purpose)| matches!(purpose, Purpose::KeyHints(_)));
    let due = *due.expect("a timer of key hints").0;
    test.apply(Input::Timer(due));
}

#[test]
fn key_hints() {
    for (name, keys) in [
        ("hints_prefix", &["C-b"][..]),
        ("hints_move", &["C-b", "g"]),
        ("hints_copy_mode", &["C-b", "["]),
        ("hints_prompt", &["C-b", ":"]),
    ] {
        at_three_sizes(name, |test, client| {
            test.keys(client, keys);
            hesitate(test);
        });
    }
}

#[test]
fn floating_panes() {
    at_three_sizes("floats", |test, client| {
        test.ok("split-window -h -t s:w");
        test.ok("new-pane -t s:w -x 50% -y 40% -X 10% -Y 20% -T build cat");
        test.print(PaneId(2), b"\x1b[33mwarning\x1b[m: unused variable\r\n$ ");
        test.keys(client, &["C-b", "`"]);
        test.print(PaneId(3), b"$ scratch");
    });
}

#[test]
fn stacked_panes() {
    at_three_sizes("stacked", |test, client| {
        for title in ["server", "editor", "tests"] {
            test.ok("split-window -A -t s:w");
            test.ok(&format!("select-pane -T {title}"));
        }
        test.ok("select-pane -t s:w.0 -T shell ; select-pane -t s:w.2");
        test.print(PaneId(2), b"editing\r\n~\r\n~");
        test.keys(client, &["C-b", "M-8"]);
    });
}

#[test]
fn panes_with_space_around_them() {
    at_three_sizes("padding", |test, _| {
        test.ok("split-window -h -t s:w");
        test.print(PaneId(1), b"right");
        test.ok("set -g pane-padding 2 ; set -g pane-border-status top");
    });
    at_three_sizes("gaps", |test, _| {
        test.ok("split-window -h -t s:w ; split-window -t s:w");
        test.print(PaneId(1), b"right");
        test.ok("set -g pane-gaps 4 ; set -g window-style bg=colour236");
    });
}

#[test]
fn the_list_of_commands_that_ran() {
    at_three_sizes("history", |test, client| {
        let bytes =
            b"\x1b]133;A\x07$ \x1b]133;B\x07make all\r\n\x1b]133;C\x07ok\r\n\x1b]133;D;2\x07";
        let events = test.print_events(PaneId(0), bytes);
        test.apply(Input::PaneEvents(PaneId(0), events));
        test.keys(client, &["C-b", "M-h"]);
    });
}

#[test]
fn a_popup_covers_panes_and_status_line() {
    let (mut test, client) = three_panes();
    let command =
        "popup -E -w 40 -h 10 -y 24 -b rounded -T '#[align=centre] top ' -s bg=colour17 cat";
    test.start(command, crate::base::ClientInfo::default());
    test.print(
        PaneId(3),
        b"\x1b[1mload\x1b[m 0.5\r\n\x1b[41mfull\x1b[m \xe7\x95\x8c",
    );
    insta::assert_snapshot!(screen(&mut test, client, None));
}

/// Three panes with floating ones above them: over a border, over the edge, without a border, and
/// with a title.
#[test]
fn floating_panes_cover_each_other_in_their_order() {
    for (name, command) in [
        ("floats", "select-pane -t %4"),
        (
            "floats_hidden",
            "set -p -t %4 pane-pinned on ; toggle-floating",
        ),
        ("floats_modal", "new-pane -O -x 24 -y 3 -X 26 -Y 9 cat"),
        (
            "floats_over_zoom",
            "resize-pane -Z -t %0 ; new-pane -A -x 24 -y 3 -X 26 -Y 9 cat",
        ),
    ] {
        let (mut test, client) = three_panes();
        test.ok(
            "new-pane -d -x 30 -y 6 -X 24 -Y 3 cat ; new-pane -d -x 26 -y 5 -X 40 -Y 7 -T top cat",
        );
        test.ok("new-pane -d -B none -s bg=colour17 -x 12 -y 3 -X 30 -Y 5 cat");
        test.ok("new-pane -d -B rounded -x 20 -y 4 -X 70 -Y 1 cat");
        test.print(
            PaneId(3),
            b"\x1b[1mfirst\x1b[m\r\nline \xe7\x95\x8c\xe7\x95\x8c",
        );
        test.print(PaneId(4), b"second");
        test.print(PaneId(5), b"no border");
        test.ok(command);
        insta::assert_snapshot!(name, screen(&mut test, client, None));
    }
}

#[test]
fn copy_mode_shows_its_position() {
    let (mut test, client) = attached();
    for n in 1..=100 {
        test.print(PaneId(0), format!("\r\nline {n}").as_bytes());
    }
    test.keys(client, &["C-b", "PPage"]);
    insta::assert_snapshot!(screen(&mut test, client, None));
}

#[test]
fn a_lost_connection_covers_the_last_row() {
    let (mut test, client) = attached();
    let message =
        "box: connection lost at 14:03 · retrying in 8 s · any key: now · Connection refused";
    insta::assert_snapshot!(screen(&mut test, client, Some(message)));
}

/// The default look in a terminal of `cols` columns: windows with a bell, activity and progress, a
/// failed command, synchronized input.
#[test]
fn the_default_look_at_three_sizes() {
    for cols in [40, 80, 200] {
        let mut test = TestWorld::new();
        test.ok("rename-session -t s work ; rename-window -t work edit");
        test.world.host.host = "laptop.example".to_owned();
        test.ok("new-window -d -t work -n build ; new-window -d -t work -n logs");
        let client = test.attach_sized(Size::new(cols, 12));
        test.ok("split-window -h -t work:edit ; set -w -t work:edit synchronize-panes on");
        test.ok("setw -g monitor-activity on");
        let pane = |test: &TestWorld, at: usize| *test.world.panes.keys().nth(at).unwrap();
        let [build, logs, right] = [1, 2, 3].map(|at| pane(&test, at));
        let events = test.print_events(build, b"\x1b]9;4;1;42\x07");
        test.apply(Input::PaneEvents(build, events));
        let events = test.print_events(logs, b"\x07");
        test.apply(Input::PaneEvents(logs, events));
        let events = test.print_events(
            right,
            b"\x1b]133;A\x07$ \x1b]133;B\x07make\r\n\x1b]133;C\x07",
        );
        test.apply(Input::PaneEvents(right, events));
        test.now.wall += 134_000;
        let events = test.print_events(right, b"error\r\n\x1b]133;D;2\x07$ ");
        test.apply(Input::PaneEvents(right, events));
        test.ok("select-pane -t work:edit.1 -T vim");
        insta::assert_snapshot!(format!("look_{cols}"), screen(&mut test, client, None));
        test.keys(client, &["C-b", ":", "n", "o", "s", "u", "c", "h", "Enter"]);
        insta::assert_snapshot!(
            format!("look_error_{cols}"),
            screen(&mut test, client, None)
        );
    }
}
