//! Sections of the manual on the language: configuration, targets, key names, formats, styles, and
//! examples.

/// A section: its title, its introduction, and terms with their descriptions.
pub(super) struct Section {
    pub title: &'static str,
    pub intro: &'static str,
    pub entries: &'static [(&'static str, &'static str)],
}

/// The sections before the reference of options, in order.
pub(super) const LANGUAGE: &[Section] = &[
    Section {
        title: "CONFIGURATION",
        intro: "\
A configuration file has one command in each line. A # at the start of a word begins a comment, a \\ at \
the end of a line continues it, a semicolon separates commands, and braces group the commands of a \
binding. Text in double quotes and text without quotes expands $NAME and ~; text in single quotes is \
literal.

mux reads the file when a server starts. source-file reads a file again. Options and keys that are \
changed by hand, with C-b C or a command, last beyond the end of the server and win over the file; mux \
options --changed lists them.",
        entries: &[
            (
                "set -g NAME VALUE",
                "Sets an option for all sessions and windows; -s sets a server option, -u restores \
                 the default, -a appends. Without -g it applies to one session, with -w to one \
                 window, with -p to one pane.",
            ),
            (
                "bind KEY COMMAND",
                "Binds a key after the prefix key; -n binds it without the prefix, -T in another \
                 key table, -r lets it repeat. unbind removes a binding.",
            ),
            (
                "setenv -g NAME VALUE",
                "Sets an environment variable for new panes.",
            ),
            ("source-file FILE", "Runs the commands of a file; -q ignores a missing one."),
            (
                "if-shell COMMAND { ... } { ... }",
                "Runs the first block if the shell command succeeds, else the second; -F tests a \
                 format instead.",
            ),
            (
                "%if FORMAT, %elif FORMAT, %else, %endif",
                "Includes lines depending on a format while the file is read.",
            ),
            (
                "%hidden NAME=VALUE",
                "Sets a variable for the file only. NAME=VALUE also passes it to new panes.",
            ),
        ],
    },
    Section {
        title: "TARGETS",
        intro: "\
Commands name a session, window or pane with -t, and with -s where they have a source. Without a \
target they use the current one: inside a pane, the pane of the command; elsewhere, the one used \
last. The full form is session:window.pane; parts may be missing.",
        entries: &[
            (
                "session",
                "An id ($1), a name, the start of a name, or a pattern such as w*. =name matches \
                 only the exact name.",
            ),
            (
                "window",
                "An index, an id (@1), a name, the start of a name, or a pattern; ^ or {start} is \
                 the first, $ or {end} the last, ! or {last} the previously current one, + and - \
                 (or {next}, {previous}) the neighbours, +2 and -2 further ones.",
            ),
            (
                "pane",
                "An index or an id (%1); ! or {last} is the previously active pane, + and - the \
                 next and previous one, {up-of}, {down-of}, {left-of} and {right-of} the \
                 neighbours, {top}, {bottom}, {left}, {right}, {top-left} and so on the one at an \
                 edge.",
            ),
            ("~ or {marked}", "The marked pane (C-b m)."),
            ("= or {mouse}", "The place of the mouse, in bindings of mouse keys."),
            (
                "client",
                "The path of the terminal, such as /dev/pts/3, as list-clients prints it.",
            ),
        ],
    },
    Section {
        title: "KEYS",
        intro: "\
A key is a character or a name, after any of the modifiers C- (Ctrl), M- (Alt) and S- (Shift): C-a, \
M-Left, C-M-x, S-F5. ^a is C-a. Quote keys that mean something to the parser: '\"', '#', ';', '~'.",
        entries: &[
            (
                "names",
                "Up, Down, Left, Right, Home, End, PPage (Page Up), NPage (Page Down), IC (Insert), \
                 DC (Delete), BSpace (Backspace), BTab (Shift-Tab), Tab, Space, Enter, Escape, F1 to \
                 F12, KP0 to KP9, KPEnter, and KP with one of / * - + and a full stop.",
            ),
            (
                "Any",
                "In a key table: every key that has no binding there. None as the value of prefix: \
                 no key.",
            ),
            (
                "mouse",
                "An action and a place: MouseDown1Pane, MouseDrag1Border, DoubleClick1Pane, \
                 WheelUpStatus, M-MouseDown3Pane. Actions: MouseDown, MouseUp, MouseDrag, \
                 MouseDragEnd, SecondClick, DoubleClick and TripleClick with a button from 1 to 3, \
                 WheelUp, WheelDown. Places: Pane, Border, Status, StatusLeft, StatusRight, \
                 StatusDefault.",
            ),
            (
                "key tables",
                "root applies without the prefix key, prefix after it, copy-mode and copy-mode-vi \
                 in copy mode. bind -T makes others; switch-client -T selects one for the next key.",
            ),
        ],
    },
    Section {
        title: "FORMATS",
        intro: "\
A format is text with variables in #{...}. Options such as status-left are formats, and so are the \
arguments of -F and of display-message. display-message -p FORMAT prints the result. FORMAT VARIABLES \
lists the variables; options and user options (@name) can be used in the same way. #S, #W, #I, #P, #T, \
#F, #D, #H and #h are short forms of session_name, window_name, window_index, pane_index, pane_title, \
window_flags, pane_id, host and host_short. ## is a #, #, a comma and #} a brace inside of #{...}.",
        entries: &[
            ("#{session_name}", "The value of a variable."),
            (
                "#{?COND,YES,NO}",
                "YES if the condition is neither empty nor 0: #{?window_zoomed_flag,zoomed,}. \
                 Further pairs of condition and text may follow.",
            ),
            (
                "#{==:A,B}",
                "1 if both are equal; also !=, <, >, <= and >=. #{||:A,B}, #{&&:A,B} and #{!:A} \
                 combine conditions.",
            ),
            (
                "#{m:PATTERN,TEXT}",
                "1 if the text matches the pattern; m/r: a regular expression, m/i: in any case.",
            ),
            (
                "#{e|+:A,B}",
                "Arithmetic with + - * / m (remainder) and comparisons; e|*|f|2: with two decimals.",
            ),
            (
                "#{=10:NAME}",
                "At most ten columns; negative: from the right; =/10/...: with a mark. #{p10:NAME} \
                 pads.",
            ),
            (
                "#{s/A/B/:NAME}",
                "Replaces a regular expression; s/A/B/i: in any case.",
            ),
            (
                "#{b:NAME}, #{d:NAME}",
                "The last part of a path, and the directory of a path.",
            ),
            (
                "#{t:NAME}",
                "A time for people; t/p: short; t/f/%H:%M: as strftime(3). %H:%M in the status line \
                 is the current time.",
            ),
            ("#{n:NAME}, #{w:NAME}", "The length, and the width in columns."),
            ("#{q:NAME}", "With quotes for the shell; q/h: for formats."),
            ("#{l:TEXT}", "The text as it is."),
            (
                "#{E:NAME}, #{T:NAME}",
                "Expands the value again; T: with the time.",
            ),
            (
                "#{S:FORMAT}, #{W:FORMAT}, #{P:FORMAT}",
                "The format once for each session, window or pane. A second format is for the \
                 current one.",
            ),
            ("#{N/w:NAME}", "1 if a window has this name; N/s: a session."),
            ("#{C:TEXT}", "The line at which the pane shows the text, or 0."),
            (
                "#(COMMAND)",
                "The last line that a shell command printed. It runs again every status-interval \
                 seconds.",
            ),
        ],
    },
    Section {
        title: "STYLES",
        intro: "\
A style is a list of items with commas or blanks between them, as in fg=green,bold. It is the value of \
options whose name ends in -style. In formats #[fg=red,bold] changes the style of what follows, and \
#[default] restores it.",
        entries: &[
            (
                "fg=, bg=, us=",
                "The colour of text, background and underline: black, red, green, yellow, blue, \
                 magenta, cyan, white, the same with bright, colour0 to colour255, #rrggbb, an X11 \
                 name, or default.",
            ),
            (
                "attributes",
                "bold, dim, italics, underscore, double-underscore, curly-underscore, \
                 dotted-underscore, dashed-underscore, overline, strikethrough, reverse, blink, \
                 hidden; no before a name removes it, none removes all.",
            ),
            (
                "align=",
                "left, centre, right or absolute-centre: where the following text is in the status \
                 line.",
            ),
            (
                "range=",
                "What a click on the following text means: left, right, window|INDEX, session|$ID, \
                 pane|%ID or user|NAME; norange ends it.",
            ),
            (
                "fill=",
                "The colour of the rest of the line.",
            ),
            ("list=on", "The list of windows, which scrolls to list=focus; nolist ends it."),
        ],
    },
];

/// The examples, after the reference.
pub(super) const EXAMPLES: &Section = &Section {
    title: "EXAMPLES",
    intro: "",
    entries: &[
        ("mux", "Attaches to the last session, or starts one."),
        (
            "mux new -s work -c ~/src",
            "Starts a session in a directory.",
        ),
        (
            "mux attach -t work",
            "Attaches to a session from any terminal.",
        ),
        (
            "mux split-window -h -t work htop",
            "Runs a program in a new pane on the right.",
        ),
        (
            "mux send-keys -t work:0.0 'make test' Enter",
            "Types a command into a pane.",
        ),
        (
            "mux capture-pane -p -S - -t work",
            "Prints a pane with its history.",
        ),
        (
            "mux list-panes -a -F '#{pane_id} #{pane_current_command}'",
            "Lists all panes in a format of your own.",
        ),
        (
            "mux set -g prefix C-a \\; bind C-a send-prefix",
            "Changes the prefix key.",
        ),
        (
            "mux set -g status-right '#{?client_prefix,^B ,}%H:%M'",
            "Shows in the status line that the prefix key was pressed.",
        ),
        (
            "mux bind r source-file ~/.config/mux/mux.conf",
            "Reads the configuration again at C-b r.",
        ),
        ("mux search -i error", "Searches the lines of all sessions."),
        (
            "mux attach box:work",
            "Attaches to a session on another machine.",
        ),
    ],
};
