//! Presses every default key of the tables `prefix` and `root` in a terminal and checks its effect.

use crate::harness::terminal::{Exit, row};
use crate::harness::{Mux, SIZE, Terminal, until};
use mux::lang::tables::bindings::DEFAULTS;
use regex::Regex;

/// The effect that a key must have.
#[derive(Clone, Copy)]
enum Seen {
    /// This format expands to this text.
    Is(&'static str, &'static str),
    /// The terminal shows this text.
    Shows(&'static str),
}
use Seen::{Is, Shows};

/// A key of the prefix table, the commands that prepare it, the keys to press, and the effect.
type Row = (&'static str, &'static str, &'static str, Seen);

const PLACES: &str = "#{P:#{pane_left}x#{pane_top} }";
const SIZES: &str = "#{P:#{pane_width}x#{pane_height} }";
const TITLES: &str = "#{P:#{pane_title}}";
const HERE: &str = "#{pane_index}";
const WINDOW: &str = "#{window_index}";

/// Two panes with titles, one above the other; the lower one is active.
const TWO: &str = "select-pane -T a ; split-window cat ; select-pane -T b";
/// Two panes side by side; the right one is active.
const BESIDE: &str = "split-window -h cat";
/// Four panes: two above two; the last one is active.
const FOUR: &str =
    "split-window cat ; split-window -h cat ; split-window -h -t 0 cat ; select-pane -t 3";
/// Windows 0 to 2; 1 is current and 0 was before.
const WINDOWS: &str = "new-window cat ; new-window -d cat";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("C-b", "", "C-b C-b Enter", Shows("^B")),
    ("Enter", "", "C-b Enter n e w Space w i n Enter", Is("#{session_windows}", "2")),
    ("F", "", "C-b F", Shows("Nothing to select here")),
    ("O", "", "C-b O", Shows("marked command output")),
    ("P", "", "C-b P", Shows("Go to")),
    ("e", "set -s editor 'tail -f'", "C-b e", Is(WINDOW, "1")),
    ("M-/", "", "C-b M-/", Shows("Search everywhere:")),
    ("*", "", "C-b *", Is("#{window_panes} #{pane_floating_flag}", "2 1")),
    ("@", TWO, "C-b @", Is("#{pane_floating_flag} #{pane_title}", "1 b")),
    ("@", "new-pane cat", "C-b @", Is("#{pane_floating_flag} #{window_panes}", "0 2")),
    ("T", "", "C-b T C-u a Enter", Is("#{pane_title}", "a")),
    ("g", "new-pane cat", "C-b g 1", Is("#{pane_left}x#{pane_top}", "1x1")),
    ("M-h", "", "C-b M-h", Shows("No commands yet")),
    ("M-Enter", "", "C-b M-Enter", Is(SIZES, "40x23 39x23 ")),
    ("`", "set -g scratch-command cat", "C-b `", Is("#{window_panes} #{pane_floating_flag}", "2 1")),
    ("M-f", "new-pane cat", "C-b M-f", Is("#{pane_floating_flag}", "0")),
    ("C-o", TWO, "C-b C-o", Is(TITLES, "ba")),
    ("M-o", "select-pane -T a ; split-window cat ; select-pane -T b ; split-window cat ; select-pane -T c", "C-b M-o", Is(TITLES, "cab")),
    ("Space", TWO, "C-b Space", Is(PLACES, "0x0 41x0 ")),
    ("!", TWO, "C-b !", Is("#{session_windows} #{window_panes}", "2 1")),
    ("\"", "", "C-b \"", Is(SIZES, "80x11 80x11 ")),
    ("%", "", "C-b %", Is(SIZES, "40x23 39x23 ")),
    ("#", "set-buffer 'in a buffer'", "C-b #", Shows("in a buffer")),
    ("$", "", "C-b $ x Enter", Is("#{=1:session_name}#{=-1:session_name}", "kx")),
    ("&", WINDOWS, "C-b & y", Is("#{session_windows}", "2")),
    ("&", WINDOWS, "C-b &", Shows("Close window 1 (cat)? (y/n)")),
    ("x", TWO, "C-b x y", Is("#{window_panes}", "1")),
    ("x", TWO, "C-b x", Shows(" runs? (y/n)")),
    ("'", WINDOWS, "C-b ' 2 Enter", Is(WINDOW, "2")),
    (",", "rename-window w", "C-b , x Enter", Is("#{window_name}", "wx")),
    ("-", "set-buffer oldest ; set-buffer newest", "C-b - C-b ]", Shows("oldest")),
    (".", "", "C-b . 7 Enter", Is(WINDOW, "7")),
    ("/", "", "C-b / c", Shows("Open a new window")),
    ("0", WINDOWS, "C-b 0", Is(WINDOW, "0")),
    ("1", "new-window -d -t :1 cat", "C-b 1", Is(WINDOW, "1")),
    ("2", "new-window -d -t :2 cat", "C-b 2", Is(WINDOW, "2")),
    ("3", "new-window -d -t :3 cat", "C-b 3", Is(WINDOW, "3")),
    ("4", "new-window -d -t :4 cat", "C-b 4", Is(WINDOW, "4")),
    ("5", "new-window -d -t :5 cat", "C-b 5", Is(WINDOW, "5")),
    ("6", "new-window -d -t :6 cat", "C-b 6", Is(WINDOW, "6")),
    ("7", "new-window -d -t :7 cat", "C-b 7", Is(WINDOW, "7")),
    ("8", "new-window -d -t :8 cat", "C-b 8", Is(WINDOW, "8")),
    ("9", "new-window -d -t :9 cat", "C-b 9", Is(WINDOW, "9")),
    (":", "", "C-b : r e n a m e w Space z z Enter", Is("#{window_name}", "zz")),
    (";", FOUR, "C-b ;", Is(HERE, "1")),
    ("?", "", "C-b ?", Shows("Split the pane into left and right")),
    ("E", "split-window -h -l 10 cat", "C-b E", Is(SIZES, "40x23 39x23 ")),
    ("M", "select-pane -m", "C-b M", Is("#{pane_marked_set}", "0")),
    ("m", "", "C-b m", Is("#{pane_marked}", "1")),
    ("[", "", "C-b [", Is("#{pane_mode}", "copy-mode")),
    ("PPage", "respawn-pane -k 'seq 100; exec cat'", "C-b PPage", Is("#{scroll_position}", "21")),
    ("]", "set-buffer pasted", "C-b ]", Shows("pasted")),
    ("c", "", "C-b c", Is("#{session_windows} #{window_index}", "2 1")),
    ("f", "select-pane -T sought ; new-window cat", "C-b f s o u g h t Enter Enter", Is(WINDOW, "0")),
    ("i", "rename-window info", "C-b i", Shows("Window 0 (info), pane 0")),
    ("l", WINDOWS, "C-b l", Is(WINDOW, "0")),
    ("n", WINDOWS, "C-b n", Is(WINDOW, "2")),
    ("p", WINDOWS, "C-b p", Is(WINDOW, "0")),
    ("M-n", "new-window -d 'printf \\\\a; cat' ; new-window -d cat", "C-b M-n", Is(WINDOW, "1")),
    ("M-p", "new-window -d 'printf \\\\a; cat' ; new-window -d cat", "C-b M-p", Is(WINDOW, "1")),
    ("Tab", "new-window -d -n notes", "C-b Tab", Is("#{pane_mode}", "switch-mode")),
    ("BTab", "", "C-b BTab", Is("#{pane_mode}", "switch-mode")),
    ("M-u", "split-window cat ; kill-pane", "C-b M-u", Is("#{window_panes}", "2")),
    ("o", FOUR, "C-b o", Is(HERE, "0")),
    ("q", BESIDE, "C-b q", Shows("40x23")),
    ("r", "", "C-b r", Shows("[k")),
    ("t", "", "C-b t", Is("#{pane_mode}", "clock-mode")),
    ("[", "set-option -w automatic-rename on", "C-b [", Is("#{window_name}", "[copy-mode]")),
    ("z", TWO, "C-b z", Is("#{window_zoomed_flag}", "1")),
    ("{", TWO, "C-b {", Is(TITLES, "ba")),
    ("}", TWO, "C-b }", Is(TITLES, "ba")),
    ("~", "display-message 'remember this'", "C-b ~", Shows("remember this")),
    ("Up", FOUR, "C-b Up", Is(HERE, "1")),
    ("Down", FOUR, "C-b Down", Is(HERE, "1")),
    ("Left", FOUR, "C-b Left", Is(HERE, "2")),
    ("Right", FOUR, "C-b Right", Is(HERE, "2")),
    ("Right", FOUR, "C-b Left Right Up", Is(HERE, "1")),
    ("M-1", FOUR, "C-b M-1", Is(PLACES, "0x0 21x0 41x0 61x0 ")),
    ("M-2", FOUR, "C-b M-2", Is(PLACES, "0x0 0x6 0x12 0x18 ")),
    ("M-3", FOUR, "C-b M-3", Is(PLACES, "0x0 0x22 27x22 54x22 ")),
    ("M-4", FOUR, "C-b M-4", Is(PLACES, "0x0 79x0 79x8 79x16 ")),
    ("M-5", FOUR, "C-b M-5", Is(PLACES, "0x0 40x0 0x12 40x12 ")),
    ("M-6", FOUR, "C-b M-6", Is(PLACES, "0x2 0x0 27x0 54x0 ")),
    ("M-7", FOUR, "C-b M-7", Is(PLACES, "2x0 0x0 0x8 0x16 ")),
    ("M-8", FOUR, "C-b M-8", Is(SIZES, "80x19 80x19 80x19 80x19 ")),
    ("M-l", "split-window cat ; set -w auto-layout even-horizontal ; resize-pane -x 10", "C-b M-l", Is(SIZES, "40x23 39x23 ")),
    ("M-Up", TWO, "C-b M-Up", Is(SIZES, "80x6 80x16 ")),
    ("M-Down", TWO, "C-b M-Down", Is(SIZES, "80x16 80x6 ")),
    ("M-Left", BESIDE, "C-b M-Left", Is(SIZES, "35x23 44x23 ")),
    ("M-Right", BESIDE, "C-b M-Right", Is(SIZES, "45x23 34x23 ")),
    ("C-Up", TWO, "C-b C-Up C-Up", Is(SIZES, "80x9 80x13 ")),
    ("C-Down", TWO, "C-b C-Down", Is(SIZES, "80x12 80x10 ")),
    ("C-Left", BESIDE, "C-b C-Left", Is(SIZES, "39x23 40x23 ")),
    ("C-Right", BESIDE, "C-b C-Right", Is(SIZES, "41x23 38x23 ")),
    ("S-Right", "resize-window -x 200 -y 60", "C-b S-Right", Is("#{window_offset_x}", "10")),
    ("S-Down", "resize-window -x 200 -y 60", "C-b S-Down", Is("#{window_offset_y}", "10")),
    ("S-Left", "resize-window -x 200 -y 60", "C-b S-Right S-Right S-Left", Is("#{window_offset_x}", "10")),
    ("S-Up", "resize-window -x 200 -y 60", "C-b S-Down S-Down S-Up", Is("#{window_offset_y}", "10")),
    ("DC", "resize-window -x 200 -y 60", "C-b S-Down DC", Is("#{window_offset_y}", "0")),
];

/// Patterns that the terminal must show before some keys are pressed: output of programs.
const READY: &[(&str, &str)] = &[
    ("PPage", r"(?m)^100\b"),
    ("M-n", "1:[a-z]+!"),
    ("M-p", "1:[a-z]+!"),
];

/// Messages and pane numbers stay long enough for a slow machine.
const STAYS: &str = "set-option -g display-time 5000\nset-option -g display-panes-time 5000";

/// Keys that have no row here: lists and menus.
const WITHOUT_ROW: &[&str] = &["=", "C", "D", "s", "w", "<", ">"];

/// Keys with a test of their own below.
const TESTED_BELOW: &[&str] = &["(", ")", "L", "C-z", "d"];

/// A mux with one attached terminal, in which each row of the table gets a new session.
struct Attached {
    mux: Mux,
    terminal: Terminal,
}

impl Attached {
    fn new() -> Self {
        let mux = Mux::with_config(&format!(
            "set -g repeat-time 2000\nset -g detach-on-destroy off\n{STAYS}\n"
        ));
        let terminal = mux.start(&["new-session", "-s", "first", "cat"], SIZE);
        terminal.wait_for_text("[first]");
        Self { mux, terminal }
    }

    /// Tries a row and describes the failure, if there is one.
    fn try_row(&self, name: &str, &(key, before, press, seen): &Row) -> Option<String> {
        let script = format!(
            "{STAYS}\nnew-session -d -s {name} -x 80 -y 23 'cat -v'\n{before}\n\
             switch-client -t {name}\n"
        );
        let path = self.mux.write("home/row", &script.replace(" ; ", "\n"));
        let done = self.mux.run(&["source-file", path.to_str().unwrap()]);
        assert_eq!(done.stderr, "", "{script}");
        self.terminal.wait_for_text(&format!("[{name}]"));
        for (_, shown) in READY.iter().filter(|(of, _)| *of == key) {
            let shown = Regex::new(shown).unwrap();
            self.terminal
                .wait_for(shown.as_str(), |s| shown.is_match(&s.contents()));
        }
        self.terminal.keys(press);
        let mut now = String::new();
        let right = until(|| match seen {
            Is(format, wanted) => {
                let ask = ["display-message", "-p", "-t", &format!("{name}*:"), format];
                now = self.mux.run(&ask).stdout;
                now.trim_end_matches('\n') == wanted
            }
            Shows(text) => self.terminal.text().contains(text),
        });
        let wrong = match seen {
            Is(format, wanted) => format!("{key}: {format} is {now:?} and not {wanted:?}"),
            Shows(text) => format!("{key}: no {text} in\n{}", self.terminal.text()),
        };
        if now.is_empty() && self.terminal.row(23).ends_with("(y/n)") {
            self.terminal.keys("n");
            self.terminal.wait_until_gone("(y/n)");
        }
        // A prompt or a list would take the keys of the next row.
        if let Shows(text) = seen
            && (text.ends_with(':') || ["?", "P"].contains(&key))
        {
            self.terminal.keys("Escape");
            self.terminal.wait_until_gone(text);
        }
        // The message about the closed session hides the status line.
        let session = format!("{name}*");
        let kill = [
            "set",
            "-g",
            "display-time",
            "1",
            ";",
            "kill-session",
            "-t",
            &session,
        ];
        self.mux.run(&kill);
        self.terminal.wait_for_text("[first]");
        (!right).then_some(wrong)
    }
}

fn try_part(part: usize) {
    let attached = Attached::new();
    let rows = ROWS.iter().enumerate().filter(|(n, _)| n % 4 == part);
    let wrong: Vec<String> = rows
        .filter_map(|(n, row)| attached.try_row(&format!("k{n}"), row))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn prefix_keys_1() {
    try_part(0);
}

#[test]
fn prefix_keys_2() {
    try_part(1);
}

#[test]
fn prefix_keys_3() {
    try_part(2);
}

#[test]
fn prefix_keys_4() {
    try_part(3);
}

#[test]
fn no_default_key_is_left_out() {
    let tried = |key: &str| ROWS.iter().any(|row| row.0 == key);
    let keys = DEFAULTS
        .iter()
        .filter(|b| b.table == "prefix")
        .map(|b| b.key);
    let left: Vec<&str> = keys
        .filter(|key| !tried(key) && !WITHOUT_ROW.contains(key) && !TESTED_BELOW.contains(key))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn keys_that_go_from_session_to_session() {
    let attached = Attached::new();
    for name in ["alpha", "beta"] {
        attached.mux.ok(&["new-session", "-d", "-s", name, "cat"]);
    }
    for (keys, name) in [
        ("C-b (", "beta"),
        ("C-b (", "alpha"),
        ("C-b )", "beta"),
        ("C-b L", "alpha"),
        ("C-b L", "beta"),
        ("C-b )", "first"),
    ] {
        attached.terminal.keys(keys);
        attached
            .terminal
            .wait_for(&format!("{name} after {keys}"), |s| {
                row(s, 23).starts_with(&format!("[{name}]"))
            });
    }
}

#[test]
fn detaching_and_suspending() {
    let mux = Mux::new();
    let mut terminal = Terminal::spawn(mux.program("/bin/sh", &["-i"]), SIZE);
    let client = env!("CARGO_BIN_EXE_mux");
    terminal.type_line(&format!("{client} new -s work cat"));
    terminal.wait_for_text("[work]");
    terminal.keys("C-b C-z");
    terminal.wait_for("the shell", |s| {
        !s.alternate_screen() && s.contents().contains("Stopped")
    });
    terminal.type_line("fg");
    terminal.wait_for("the session again", |s| {
        s.alternate_screen() && row(s, 23).starts_with("[work]")
    });
    terminal.keys("C-b d");
    terminal.wait_for_text("[detached (from session work)]");
    terminal.type_line("exit");
    assert_eq!(terminal.wait_exit(), Exit::Code(0));
}

#[test]
fn a_key_repeats_only_if_it_may_and_only_for_a_while() {
    let attached = Attached::new();
    attached.mux.ok(&["set-option", "-g", "repeat-time", "200"]);
    attached.mux.ok(&["split-window", "-h", "cat"]);
    attached.terminal.wait_for_text("│");
    let size = ["display-message", "-p", "#{pane_width}"];
    attached.terminal.keys("C-b C-Left");
    attached.mux.wait_for(&size, |width| width == "40");
    attached
        .mux
        .wait_for(&["list-clients", "-F", "#{client_prefix}"], |on| on == "0");
    attached.terminal.keys("C-Left x Enter");
    attached.terminal.wait_for_text("^[[1;5Dx");
    assert_eq!(attached.mux.ok(&size), "40");
    attached.terminal.keys("C-b n n Enter");
    attached
        .terminal
        .wait_for("a typed n", |s| s.contents().matches("│n\n").count() == 2);
}
