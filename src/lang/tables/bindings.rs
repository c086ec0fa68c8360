//! The default key tables: prefix, move, root, copy-mode and copy-mode-vi. The commands are text in
//! the command language.

/// A default key binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The key table.
    pub table: &'static str,
    /// The name of the key, such as `C-Up`.
    pub key: &'static str,
    /// Whether the key repeats without the prefix key, as with `bind-key -r`.
    pub repeat: bool,
    /// The description for `list-keys -N`. A key without one is not listed there.
    pub note: &'static str,
    /// The commands, in the command language, as in tmux.
    pub command: &'static str,
    /// The commands for clients that were started as `mux`, with questions and labels in the words
    /// of mux; `None` if they are the same.
    pub own: Option<&'static str>,
}

impl Binding {
    /// The commands for clients that were started as `mux`.
    pub const fn own_command(&self) -> &'static str {
        match self.own {
            Some(own) => own,
            None => self.command,
        }
    }

    const fn own(mut self, command: &'static str) -> Self {
        self.own = Some(command);
        self
    }
}

/// The default keys that no tmux has, by table and key. A server that was started as `tmux` has
/// none of them, nor those of [`KEYS_OF_3_8`].
pub const OWN_KEYS: &[(&str, &str)] = &[
    ("prefix", "Enter"),
    ("prefix", "F"),
    ("prefix", "M-/"),
    ("prefix", "M-8"),
    ("prefix", "M-Enter"),
    ("prefix", "M-f"),
    ("prefix", "M-h"),
    ("prefix", "M-l"),
    ("prefix", "M-u"),
    ("prefix", "O"),
    ("prefix", "P"),
    ("prefix", "`"),
    ("prefix", "e"),
    ("root", "M-MouseDrag1Pane"),
    ("root", "M-WheelDownPane"),
    ("root", "M-WheelUpPane"),
];

/// The default keys that tmux has from version 3.8 on (`compatibility`).
pub const KEYS_OF_3_8: &[(&str, &str)] = &[
    ("root", "C-MouseDrag1Pane"),
    ("prefix", "Tab"),
    ("prefix", "BTab"),
    ("prefix", "@"),
    ("prefix", "T"),
    ("prefix", "g"),
    ("move", "1"),
    ("move", "2"),
    ("move", "3"),
    ("move", "4"),
    ("move", "M-1"),
    ("move", "M-2"),
    ("move", "M-3"),
    ("move", "M-4"),
    ("move", "Up"),
    ("move", "Down"),
    ("move", "Left"),
    ("move", "Right"),
    ("move", "M-Up"),
    ("move", "M-Down"),
    ("move", "M-Left"),
    ("move", "M-Right"),
    ("move", "0"),
    ("move", ","),
    ("move", "."),
];

/// The default keys that tmux no longer has from version 3.8 on.
pub const KEYS_UNTIL_3_8: &[(&str, &str)] = &[("root", "C-MouseDown1Pane")];

/// A format condition: the pane is in a mode, or its program requested mouse events.
macro_rules! wants_mouse {
    () => {
        r##""#{||:#{pane_in_mode},#{mouse_any_flag}}""##
    };
}

/// A format condition: the pane is in copy mode or view mode.
macro_rules! copying {
    () => {
        "#{m/r:(copy|view)-mode,#{pane_mode}}"
    };
}

/// The entries that the session menu has in tmux and in mux.
macro_rules! session_menu {
    ($ask:literal, $end:literal) => {
        concat!(
            r##"display-menu -T "#[align=centre]#{session_name}" -t = -x M -y W \
            Next n { switch-client -n } \
            Previous p { switch-client -p } \
            '' \
            Renumber N { move-window -r } \
            Rename r { command-prompt -I "#S" "##,
            $ask,
            r##"{ rename-session -- "%%" } } \
            Detach d { detach-client } \
            '' \
            "New Session" s { new-session } \
            "New Window" w { new-window }"##,
            $end
        )
    };
    () => {
        session_menu!("", "")
    };
    (own) => {
        session_menu!(
            r#"-p "New name of the session:" "#,
            r##" '' "End Session" X { confirm-before -p "End session #S and close its windows? (y/n)" { kill-session } }"##
        )
    };
}

/// The window menu at a place, with the label of the entry that kills and the question for a name.
macro_rules! window_menu {
    ($place:literal) => {
        window_menu!($place, "Kill", "")
    };
    (own $place:literal) => {
        window_menu!($place, "Close", r#"-p "New name of the window:" "#)
    };
    ($place:literal, $kill:literal, $ask:literal) => {
        concat!(
            r##"display-menu -T "#[align=centre]#{window_index}:#{window_name}" "##,
            $place,
            r##" "#{?#{>:#{session_windows},1},,-}Swap Left" l { swap-window -t :-1 } \
            "#{?#{>:#{session_windows},1},,-}Swap Right" r { swap-window -t :+1 } \
            "#{?pane_marked_set,,-}Swap Marked" s { swap-window } \
            '' "##,
            $kill,
            r##" X { kill-window } \
            Respawn R { respawn-window -k } \
            "#{?pane_marked,Unmark,Mark}" m { select-pane -m } \
            Rename n { command-prompt -F -I "#W" "##,
            $ask,
            r##"{ rename-window -t "#{window_id}" -- "%%" } } \
            '' \
            "New After" w { new-window -a } \
            "New At End" W { new-window }"##
        )
    };
}

/// The pane menu at a place, with the labels of the splits and of the entry that kills.
macro_rules! pane_menu {
    ($place:literal) => {
        pane_menu!($place, "Horizontal Split", "Vertical Split", "Kill")
    };
    (own $place:literal) => {
        pane_menu!($place, "Split Right", "Split Down", "Close")
    };
    ($place:literal, $right:literal, $down:literal, $kill:literal) => {
        concat!(
            r##"display-menu -T "#[align=centre]#{pane_index} (#{pane_id})" "##,
            $place,
            " \"#{?",
            copying!(),
            ",Go To Top,}\" < { send-keys -X history-top } \"#{?",
            copying!(),
            ",Go To Bottom,}\" > { send-keys -X history-bottom } ",
            r##" '' \
            "#{?#{&&:#{buffer_size},#{!:#{pane_in_mode}}},Paste #[underscore]#{=/9/...:buffer_sample},}" \
            p { paste-buffer } \
            '' \
            "#{?mouse_word,Search For #[underscore]#{=/9/...:mouse_word},}" C-r { "##,
            "if-shell -F \"#{?",
            copying!(),
            ",0,1}\" \"copy-mode -t=\"",
            r##" ; send-keys -X -t = search-backward -- "#{q:mouse_word}" } \
            "#{?mouse_word,Type #[underscore]#{=/9/...:mouse_word},}" C-y \
            { copy-mode -q ; send-keys -l -- "#{q:mouse_word}" } \
            "#{?mouse_word,Copy #[underscore]#{=/9/...:mouse_word},}" c \
            { copy-mode -q ; set-buffer -w -- "#{q:mouse_word}" } \
            "#{?mouse_line,Copy Line,}" l { copy-mode -q ; set-buffer -w -- "#{q:mouse_line}" } \
            '' \
            "#{?mouse_hyperlink,Type #[underscore]#{=/9/...:mouse_hyperlink},}" C-h \
            { copy-mode -q ; send-keys -l -- "#{q:mouse_hyperlink}" } \
            "#{?mouse_hyperlink,Copy #[underscore]#{=/9/...:mouse_hyperlink},}" h \
            { copy-mode -q ; set-buffer -w -- "#{q:mouse_hyperlink}" } \
            '' \
            "#{?#{!:#{pane_floating_flag}},"##,
            $right,
            r##",}" h { split-window -h } \
            "#{?#{!:#{pane_floating_flag}},"##,
            $down,
            r##",}" v { split-window -v } \
            '' \
            "#{?#{&&:#{!:#{pane_floating_flag}},#{>:#{window_panes},1}},Swap Up,}" u \
            { swap-pane -U } \
            "#{?#{&&:#{!:#{pane_floating_flag}},#{>:#{window_panes},1}},Swap Down,}" d \
            { swap-pane -D } \
            "#{?pane_marked_set,,-}Swap Marked" s { swap-pane } \
            '' "##,
            $kill,
            r##" X { kill-pane } \
            Respawn R { respawn-pane -k } \
            "#{?pane_marked,Unmark,Mark}" m { select-pane -m } \
            "#{?#{>:#{window_panes},1},,-}#{?window_zoomed_flag,Unzoom,Zoom}" z \
            { resize-pane -Z }"##
        )
    };
}

/// Copies the word or line under the mouse, unless the pane uses the mouse itself.
macro_rules! click_copies {
    ($select:literal) => {
        concat!(
            "select-pane -t = ; if-shell -F ",
            wants_mouse!(),
            " { send-keys -M } { copy-mode -H ; send-keys -X ",
            $select,
            " ; run-shell -d 0.3 ; send-keys -X copy-pipe-and-cancel }"
        )
    };
}

/// Prompts for one character and jumps to it. `own` words the question for mux.
macro_rules! jump {
    ($prompt:literal, $command:literal) => {
        jump!("(", $prompt, ")", $command)
    };
    (own $prompt:literal, $command:literal) => {
        jump!("", $prompt, " to character:", $command)
    };
    ($before:literal, $prompt:literal, $after:literal, $command:literal) => {
        concat!(
            "command-prompt -1 -p \"",
            $before,
            $prompt,
            $after,
            "\" { send-keys -X ",
            $command,
            " -- \"%%\" }"
        )
    };
}

/// Prompts for the repeat count of the next command.
macro_rules! count {
    ($digit:literal) => {
        concat!(
            "command-prompt -N -I ",
            $digit,
            " -p (repeat) { send-keys -N \"%%\" }"
        )
    };
}

/// All default bindings.
pub const DEFAULTS: &[Binding] = &[
    prefix("C-b", "Send the prefix key to the program", "send-prefix"),
    prefix("C-o", "Rotate the panes up", "rotate-window"),
    prefix("C-z", "Suspend this client", "suspend-client"),
    prefix("Space", "Switch to the next layout", "next-layout"),
    prefix("Enter", "Search keys, commands and options", "command-palette"),
    prefix("!", "Move the pane to a window of its own", "break-pane"),
    prefix(r#"""#, "Split the pane into top and bottom", "split-window"),
    prefix("#", "List the paste buffers", "list-buffers"),
    prefix(
        "$",
        "Rename the session",
        r##"command-prompt -I "#S" { rename-session -- "%%" }"##,
    )
    .own(r##"command-prompt -I "#S" -p "New name of the session:" { rename-session -- "%%" }"##),
    prefix("%", "Split the pane into left and right", "split-window -h"),
    prefix(
        "&",
        "Close the window (asks first)",
        r#"confirm-before -p "kill-window #W? (y/n)" kill-window"#,
    )
    .own(
        r##"confirm-before -p "Close window #I (#W)#{?#{>:#{window_panes},1}, with its #{window_panes} panes,}? (y/n)" kill-window"##,
    ),
    prefix(
        "'",
        "Go to a window by its index",
        r#"command-prompt -T window-target -p index { select-window -t ":%%" }"#,
    )
    .own(
        r#"command-prompt -T window-target -p "Number of the window:" { select-window -t ":%%" }"#,
    ),
    prefix("(", "Go to the previous session", "switch-client -p"),
    prefix(")", "Go to the next session", "switch-client -n"),
    prefix(
        ",",
        "Rename the window",
        r##"command-prompt -I "#W" { rename-window -- "%%" }"##,
    )
    .own(
        r##"command-prompt -I "#W" -p "New name of the window:" { rename-window -- "%%" }"##,
    ),
    prefix("*", "Open a floating pane", "new-pane"),
    prefix("-", "Delete the newest paste buffer", "delete-buffer"),
    prefix(
        ".",
        "Move the window to another index",
        r#"command-prompt -T target { move-window -t "%%" }"#,
    )
    .own(
        r#"command-prompt -T target -p "New number of the window:" { move-window -t "%%" }"#,
    ),
    prefix(
        "/",
        "Show the binding of a key",
        r#"command-prompt -k -p key { list-keys -1N "%%" }"#,
    )
    .own(r#"command-prompt -k -p "Key to explain:" { list-keys -1N "%%" }"#),
    prefix("0", "Go to window 0", "select-window -t :=0"),
    prefix("1", "Go to window 1", "select-window -t :=1"),
    prefix("2", "Go to window 2", "select-window -t :=2"),
    prefix("3", "Go to window 3", "select-window -t :=3"),
    prefix("4", "Go to window 4", "select-window -t :=4"),
    prefix("5", "Go to window 5", "select-window -t :=5"),
    prefix("6", "Go to window 6", "select-window -t :=6"),
    prefix("7", "Go to window 7", "select-window -t :=7"),
    prefix("8", "Go to window 8", "select-window -t :=8"),
    prefix("9", "Go to window 9", "select-window -t :=9"),
    prefix(":", "Open the command prompt", "command-prompt"),
    prefix(";", "Go to the previously active pane", "last-pane"),
    prefix("=", "Choose a paste buffer to paste", "choose-buffer -Z"),
    prefix("?", "List the key bindings", "list-keys -N")
        .own("choose-key"),
    prefix(
        "@",
        "Let the pane float, or put it back into the layout",
        r##"if-shell -F "#{pane_floating_flag}" { join-pane } { break-pane -W }"##,
    ),
    prefix("C", "Browse and change options", "customize-mode -Z"),
    prefix("D", "Choose a client to detach", "choose-client -Z"),
    prefix("E", "Spread the panes evenly", "select-layout -E"),
    prefix(
        "L",
        "Go to the previously shown session",
        "switch-client -l",
    ),
    prefix("M", "Clear the mark", "select-pane -M"),
    prefix("P", "Go to a session or directory", "pick"),
    prefix(
        "T",
        "Set the title of the pane",
        r##"command-prompt -I "#T" { select-pane -T "%%" }"##,
    )
    .own(r##"command-prompt -I "#T" -p "New title of the pane:" { select-pane -T "%%" }"##),
    prefix("[", "Scroll back in copy mode", "copy-mode"),
    prefix("]", "Paste the newest paste buffer", "paste-buffer -p"),
    prefix("c", "Open a new window", "new-window"),
    prefix("d", "Detach (everything keeps running)", "detach-client"),
    prefix(
        "f",
        "Find a pane by its text or name",
        r#"command-prompt { find-window -Z -- "%%" }"#,
    )
    .own(r#"command-prompt -p "Find a pane with the text:" { find-window -Z -- "%%" }"#),
    prefix("g", "Move the floating pane (a key follows)", "switch-client -T move"),
    prefix("i", "Show information about the window", "display-message")
        .own(
        r###"display-message "Window #I (#W), pane #P. List: * current - previous Z zoomed ## activity ! bell""###,
    ),
    prefix("l", "Go to the previously used window", "last-window"),
    prefix("m", "Mark or unmark the pane", "select-pane -m"),
    prefix("n", "Go to the next window", "next-window"),
    prefix("o", "Go to the next pane", "select-pane -t :.+"),
    prefix("p", "Go to the previous window", "previous-window"),
    prefix("q", "Show the pane numbers", "display-panes"),
    prefix("r", "Redraw the screen", "refresh-client"),
    prefix("s", "Choose a session", "choose-tree -Zs"),
    prefix("t", "Show the time of day in the pane", "clock-mode"),
    prefix("w", "Choose a window", "choose-tree -Zw"),
    prefix(
        "x",
        "Close the pane (asks first)",
        r#"confirm-before -p "kill-pane #P? (y/n)" kill-pane"#,
    )
    .own(
        r##"confirm-before -p "Close pane #P#{?pane_dead,,#{?pane_current_command,#, in which #{pane_current_command} runs,}}? (y/n)" kill-pane"##,
    ),
    prefix("z", "Zoom or unzoom the pane", "resize-pane -Z"),
    prefix("{", "Swap the pane with the previous one", "swap-pane -U"),
    prefix("}", "Swap the pane with the next one", "swap-pane -D"),
    prefix("~", "Show the message log", "show-messages"),
    repeat("DC", "Make the view follow the cursor", "refresh-client -c"),
    prefix("PPage", "Scroll back one page in copy mode", "copy-mode -u"),
    repeat("Up", "Go to the pane above", "select-pane -U"),
    repeat("Down", "Go to the pane below", "select-pane -D"),
    repeat("Left", "Go to the pane on the left", "select-pane -L"),
    repeat("Right", "Go to the pane on the right", "select-pane -R"),
    prefix(
        "M-1",
        "Switch to layout even-horizontal",
        "select-layout even-horizontal",
    ),
    prefix(
        "M-2",
        "Switch to layout even-vertical",
        "select-layout even-vertical",
    ),
    prefix(
        "M-3",
        "Switch to layout main-horizontal",
        "select-layout main-horizontal",
    ),
    prefix(
        "M-4",
        "Switch to layout main-vertical",
        "select-layout main-vertical",
    ),
    prefix("M-5", "Switch to layout tiled", "select-layout tiled"),
    prefix(
        "M-6",
        "Switch to layout main-horizontal-mirrored",
        "select-layout main-horizontal-mirrored",
    ),
    prefix(
        "M-7",
        "Switch to layout main-vertical-mirrored",
        "select-layout main-vertical-mirrored",
    ),
    prefix(
        "M-8",
        "Switch to layout stacked: one pane is open, the others are lines",
        "select-layout stacked",
    ),
    prefix(
        "M-l",
        "Resume the automatic layout after a change by hand",
        "select-layout -A",
    ),
    prefix(
        "M-f",
        "Hide or show the floating panes",
        "toggle-floating",
    ),
    prefix(
        "M-Enter",
        "Open a pane in the largest space",
        "split-window -A",
    ),
    prefix(
        "M-h",
        "List the commands that ran, with their output",
        "choose-history",
    ),
    prefix("`", "Show or hide the scratch pane", "toggle-scratch"),
    prefix(
        "M-n",
        "Go to the next window with an alert",
        "next-window -a",
    ),
    prefix("M-o", "Rotate the panes down", "rotate-window -D"),
    prefix(
        "M-p",
        "Go to the previous window with an alert",
        "previous-window -a",
    ),
    prefix("M-u", "Bring back what was closed last", "undo"),
    prefix(
        "Tab",
        "Switch to a window by typing a part of its name",
        "switch-mode -Z",
    ),
    prefix(
        "BTab",
        "Switch to a session by typing a part of its name",
        "switch-mode -Zs",
    ),
    repeat(
        "M-Up",
        "Move the pane's border up by 5 cells",
        "resize-pane -U 5",
    ),
    repeat(
        "M-Down",
        "Move the pane's border down by 5 cells",
        "resize-pane -D 5",
    ),
    repeat(
        "M-Left",
        "Move the pane's border left by 5 cells",
        "resize-pane -L 5",
    ),
    repeat(
        "M-Right",
        "Move the pane's border right by 5 cells",
        "resize-pane -R 5",
    ),
    repeat("C-Up", "Move the pane's border up", "resize-pane -U"),
    repeat("C-Down", "Move the pane's border down", "resize-pane -D"),
    repeat("C-Left", "Move the pane's border left", "resize-pane -L"),
    repeat("C-Right", "Move the pane's border right", "resize-pane -R"),
    repeat(
        "S-Up",
        "Move the view up by 10 cells",
        "refresh-client -U 10",
    ),
    repeat(
        "S-Down",
        "Move the view down by 10 cells",
        "refresh-client -D 10",
    ),
    repeat(
        "S-Left",
        "Move the view left by 10 cells",
        "refresh-client -L 10",
    ),
    repeat(
        "S-Right",
        "Move the view right by 10 cells",
        "refresh-client -R 10",
    ),
    prefix(
        "e",
        "Open the history in an editor",
        "edit-scrollback",
    ),
    prefix(
        "M-/",
        "Search all panes, running and closed, and list the lines",
        r#"command-prompt -T search -p "Search everywhere:" { search-everywhere -Z -- "%%" }"#,
    ),
    prefix(
        "F",
        "Label what can be copied, and copy by letter",
        "quick-select",
    ),
    prefix(
        "O",
        "Copy the output of the last command",
        "copy-mode -H ; send-keys -X copy-output-and-cancel",
    ),
    prefix("<", "Show the window menu", window_menu!("-x W -y W"))
        .own(window_menu!(own "-x W -y W")),
    prefix(">", "Show the pane menu", pane_menu!("-x P -y P")).own(pane_menu!(own "-x P -y P")),
    moving(
        "1",
        "Move the pane to the top left corner",
        "move-pane -P top-left",
    ),
    moving(
        "2",
        "Move the pane to the top right corner",
        "move-pane -P top-right",
    ),
    moving(
        "3",
        "Move the pane to the bottom left corner",
        "move-pane -P bottom-left",
    ),
    moving(
        "4",
        "Move the pane to the bottom right corner",
        "move-pane -P bottom-right",
    ),
    moving(
        "M-1",
        "Fill the upper left quarter of the window",
        "resize-pane -x 50% -y 50% ; move-pane -P top-left",
    ),
    moving(
        "M-2",
        "Fill the upper right quarter of the window",
        "resize-pane -x 50% -y 50% ; move-pane -P top-right",
    ),
    moving(
        "M-3",
        "Fill the lower left quarter of the window",
        "resize-pane -x 50% -y 50% ; move-pane -P bottom-left",
    ),
    moving(
        "M-4",
        "Fill the lower right quarter of the window",
        "resize-pane -x 50% -y 50% ; move-pane -P bottom-right",
    ),
    moving(
        "Up",
        "Move the pane to the top",
        "move-pane -P top-centre",
    ),
    moving(
        "Down",
        "Move the pane to the bottom",
        "move-pane -P bottom-centre",
    ),
    moving(
        "Left",
        "Move the pane to the left edge",
        "move-pane -P centre-left",
    ),
    moving(
        "Right",
        "Move the pane to the right edge",
        "move-pane -P centre-right",
    ),
    moving(
        "M-Up",
        "Fill the upper half of the window",
        "resize-pane -x 100% -y 50% ; move-pane -P top-centre",
    ),
    moving(
        "M-Down",
        "Fill the lower half of the window",
        "resize-pane -x 100% -y 50% ; move-pane -P bottom-centre",
    ),
    moving(
        "M-Left",
        "Fill the left half of the window",
        "resize-pane -x 50% -y 100% ; move-pane -P centre-left",
    ),
    moving(
        "M-Right",
        "Fill the right half of the window",
        "resize-pane -x 50% -y 100% ; move-pane -P centre-right",
    ),
    moving(
        "0",
        "Fill the window",
        "resize-pane -x 100% -y 100% ; move-pane -P top-left",
    ),
    moving(
        ",",
        "Show the menu of positions",
        r##"if-shell -F "#{pane_floating_flag}" { display-menu -T "#[align=centre]Move" -x P -y P \
            Centre c { move-pane -P centre } \
            '' \
            "Top Left" 1 { move-pane -P top-left } \
            "Top Right" 2 { move-pane -P top-right } \
            "Bottom Left" 3 { move-pane -P bottom-left } \
            "Bottom Right" 4 { move-pane -P bottom-right } \
            '' \
            Top t { move-pane -P top-centre } \
            Bottom b { move-pane -P bottom-centre } \
            Left l { move-pane -P centre-left } \
            Right r { move-pane -P centre-right } }"##,
    ),
    moving(
        ".",
        "Show the menu of positions and sizes",
        r##"if-shell -F "#{pane_floating_flag}" { display-menu -T "#[align=centre]Move & Resize" -x P -y P \
            Fill 0 { resize-pane -x 100% -y 100% ; move-pane -P top-left } \
            '' \
            "Top Left" 1 { resize-pane -x 50% -y 50% ; move-pane -P top-left } \
            "Top Right" 2 { resize-pane -x 50% -y 50% ; move-pane -P top-right } \
            "Bottom Left" 3 { resize-pane -x 50% -y 50% ; move-pane -P bottom-left } \
            "Bottom Right" 4 { resize-pane -x 50% -y 50% ; move-pane -P bottom-right } \
            '' \
            Top t { resize-pane -x 100% -y 50% ; move-pane -P top-centre } \
            Bottom b { resize-pane -x 100% -y 50% ; move-pane -P bottom-centre } \
            Left l { resize-pane -x 50% -y 100% ; move-pane -P centre-left } \
            Right r { resize-pane -x 50% -y 100% ; move-pane -P centre-right } }"##,
    ),
    root("MouseDown1Pane", "select-pane -t = ; send-keys -M"),
    root("C-MouseDown1Pane", "swap-pane -s @"),
    root("C-MouseDrag1Pane", "new-pane -M"),
    root(
        "MouseDrag1Pane",
        concat!(
            "if-shell -F ",
            wants_mouse!(),
            " { send-keys -M } { copy-mode -M }"
        ),
    ),
    root(
        "WheelUpPane",
        r##"if-shell -F "#{||:#{alternate_on},#{pane_in_mode},#{mouse_any_flag}}" { send-keys -M } { copy-mode -e }"##,
    ),
    root(
        "MouseDown2Pane",
        concat!(
            "select-pane -t = ; if-shell -F ",
            wants_mouse!(),
            " { send-keys -M } { paste-buffer -p }"
        ),
    ),
    root("DoubleClick1Pane", click_copies!("select-word")),
    root("TripleClick1Pane", click_copies!("select-line")),
    root(
        "M-MouseDrag1Pane",
        r##"if-shell -F -t = "#{pane_floating_flag}" { move-pane -M } { send-keys -M }"##,
    ),
    root("M-WheelUpPane", "copy-mode -eu"),
    root(
        "M-WheelDownPane",
        r##"if-shell -F "#{pane_in_mode}" { copy-mode -ed } { send-keys -M }"##,
    ),
    root("MouseDown1Border", "select-pane -M"),
    root("MouseDrag1Border", "resize-pane -M"),
    root("MouseDown1Status", "switch-client -t ="),
    root("C-MouseDown1Status", "swap-window -t @"),
    root("MouseDown1Control8", "resize-pane -Z"),
    root(
        "MouseDown1Control9",
        r#"display-menu -O -T "Kill pane #{pane_index}?" -t = -x M -y M Yes y { kill-pane -t = } No n { }"#,
    )
    .own(
        r#"display-menu -O -T "Close pane #{pane_index}?" -t = -x M -y M Yes y { kill-pane -t = } No n { }"#,
    ),
    root("WheelDownStatus", "next-window"),
    root("WheelUpStatus", "previous-window"),
    root("MouseDown3StatusLeft", session_menu!()).own(session_menu!(own)),
    root("M-MouseDown3StatusLeft", session_menu!()).own(session_menu!(own)),
    root("MouseDown3Status", window_menu!("-t = -x W -y W"))
        .own(window_menu!(own "-t = -x W -y W")),
    root("M-MouseDown3Status", window_menu!("-t = -x W -y W"))
        .own(window_menu!(own "-t = -x W -y W")),
    root(
        "MouseDown3Pane",
        concat!(
            "if-shell -F -t = \"#{||:#{mouse_any_flag},#{&&:#{pane_in_mode},#{?",
            copying!(),
            ",0,1}}}\" { select-pane -t = ; send-keys -M } { ",
            pane_menu!("-t = -x M -y M"),
            " }"
        ),
    )
    .own(concat!(
        "if-shell -F -t = \"#{||:#{mouse_any_flag},#{&&:#{pane_in_mode},#{?",
        copying!(),
        ",0,1}}}\" { select-pane -t = ; send-keys -M } { ",
        pane_menu!(own "-t = -x M -y M"),
        " }"
    )),
    root("M-MouseDown3Pane", pane_menu!("-t = -x M -y M")).own(pane_menu!(own "-t = -x M -y M")),
    root(
        "MouseDown1ScrollbarUp",
        r##"if-shell -F -t = "#{pane_in_mode}" { send-keys -X page-up } { copy-mode -u }"##,
    ),
    root(
        "MouseDown1ScrollbarDown",
        r##"if-shell -F -t = "#{pane_in_mode}" { send-keys -X page-down } { copy-mode -d }"##,
    ),
    root(
        "MouseDrag1ScrollbarSlider",
        r##"if-shell -F -t = "#{pane_in_mode}" { send-keys -X scroll-to-mouse } { copy-mode -S }"##,
    ),
    emacs("C-Space", "send-keys -X begin-selection"),
    emacs("C-a", "send-keys -X start-of-line"),
    emacs("C-b", "send-keys -X cursor-left"),
    emacs("C-e", "send-keys -X end-of-line"),
    emacs("C-f", "send-keys -X cursor-right"),
    emacs("C-g", "send-keys -X clear-selection"),
    emacs("C-k", "send-keys -X copy-pipe-end-of-line-and-cancel"),
    emacs("C-l", "send-keys -X recentre-top-bottom"),
    emacs("M-l", "send-keys -X cursor-centre-horizontal"),
    emacs("C-n", "send-keys -X cursor-down"),
    emacs("C-p", "send-keys -X cursor-up"),
    emacs("C-v", "send-keys -X page-down"),
    emacs("C-w", "send-keys -X copy-pipe-and-cancel"),
    emacs("Escape", "send-keys -X cancel"),
    emacs("C-[", "send-keys -X cancel"),
    emacs("Space", "send-keys -X page-down"),
    emacs("R", "send-keys -X rectangle-toggle"),
    emacs("M-<", "send-keys -X history-top"),
    emacs("M->", "send-keys -X history-bottom"),
    emacs("M-R", "send-keys -X top-line"),
    emacs("M-b", "send-keys -X previous-word"),
    emacs("C-M-b", "send-keys -X previous-matching-bracket"),
    emacs("M-f", "send-keys -X next-word-end"),
    emacs("C-M-f", "send-keys -X next-matching-bracket"),
    emacs("M-m", "send-keys -X back-to-indentation"),
    emacs("M-r", "send-keys -X middle-line"),
    emacs("M-v", "send-keys -X page-up"),
    emacs("M-w", "send-keys -X copy-pipe-and-cancel"),
    emacs("M-{", "send-keys -X previous-paragraph"),
    emacs("M-}", "send-keys -X next-paragraph"),
    emacs("M-Up", "send-keys -X halfpage-up"),
    emacs("M-Down", "send-keys -X halfpage-down"),
    emacs(
        "C-r",
        r##"command-prompt -i -I "#{pane_search_string}" -T search -p "(search up)" { send-keys -X search-backward-incremental -- "%%" }"##,
    )
    .own(r##"command-prompt -i -I "#{pane_search_string}" -T search -p "Search up:" { send-keys -X search-backward-incremental -- "%%" }"##),
    emacs(
        "C-s",
        r##"command-prompt -i -I "#{pane_search_string}" -T search -p "(search down)" { send-keys -X search-forward-incremental -- "%%" }"##,
    )
    .own(r##"command-prompt -i -I "#{pane_search_string}" -T search -p "Search down:" { send-keys -X search-forward-incremental -- "%%" }"##),
    emacs(
        "g",
        r#"command-prompt -p "(goto line)" { send-keys -X goto-line -- "%%" }"#,
    )
    .own(r#"command-prompt -p "Go to line:" { send-keys -X goto-line -- "%%" }"#),
    emacs("F", jump!("jump backward", "jump-backward"))
        .own(jump!(own "Jump back", "jump-backward")),
    emacs("T", jump!("jump to backward", "jump-to-backward"))
        .own(jump!(own "Jump back", "jump-to-backward")),
    emacs("f", jump!("jump forward", "jump-forward"))
        .own(jump!(own "Jump", "jump-forward")),
    emacs("t", jump!("jump to forward", "jump-to-forward"))
        .own(jump!(own "Jump", "jump-to-forward")),
    emacs(",", "send-keys -X jump-reverse"),
    emacs(";", "send-keys -X jump-again"),
    emacs("N", "send-keys -X search-reverse"),
    emacs("n", "send-keys -X search-again"),
    emacs("P", "send-keys -X toggle-position"),
    emacs("X", "send-keys -X set-mark"),
    emacs("q", "send-keys -X cancel"),
    emacs("r", "send-keys -X refresh-from-pane"),
    emacs("M-x", "send-keys -X jump-to-mark"),
    emacs("C-c", "send-keys -X cancel"),
    emacs("M-1", count!("1")),
    emacs("M-2", count!("2")),
    emacs("M-3", count!("3")),
    emacs("M-4", count!("4")),
    emacs("M-5", count!("5")),
    emacs("M-6", count!("6")),
    emacs("M-7", count!("7")),
    emacs("M-8", count!("8")),
    emacs("M-9", count!("9")),
    emacs("Home", "send-keys -X start-of-line"),
    emacs("End", "send-keys -X end-of-line"),
    emacs("NPage", "send-keys -X page-down"),
    emacs("PPage", "send-keys -X page-up"),
    emacs("Up", "send-keys -X cursor-up"),
    emacs("Down", "send-keys -X cursor-down"),
    emacs("Left", "send-keys -X cursor-left"),
    emacs("Right", "send-keys -X cursor-right"),
    emacs("C-Up", "send-keys -X scroll-up"),
    emacs("C-Down", "send-keys -X scroll-down"),
    emacs("MouseDown1Pane", "select-pane"),
    emacs(
        "MouseDrag1Pane",
        "select-pane ; send-keys -X begin-selection",
    ),
    emacs("MouseDragEnd1Pane", "send-keys -X copy-pipe-and-cancel"),
    emacs("WheelUpPane", "select-pane ; send-keys -X -N 5 scroll-up"),
    emacs(
        "WheelDownPane",
        "select-pane ; send-keys -X -N 5 scroll-down",
    ),
    emacs(
        "DoubleClick1Pane",
        "select-pane ; send-keys -X select-word ; run-shell -d 0.3 ; send-keys -X copy-pipe-and-cancel",
    ),
    emacs(
        "TripleClick1Pane",
        "select-pane ; send-keys -X select-line ; run-shell -d 0.3 ; send-keys -X copy-pipe-and-cancel",
    ),
    vi("C-d", "send-keys -X halfpage-down"),
    vi("C-e", "send-keys -X scroll-down"),
    vi("C-b", "send-keys -X page-up"),
    vi("C-f", "send-keys -X page-down"),
    vi("C-h", "send-keys -X cursor-left"),
    vi("C-j", "send-keys -X copy-pipe-and-cancel"),
    vi("Enter", "send-keys -X copy-pipe-and-cancel"),
    vi("C-u", "send-keys -X halfpage-up"),
    vi("C-v", "send-keys -X rectangle-toggle"),
    vi("C-y", "send-keys -X scroll-up"),
    vi("Escape", "send-keys -X clear-selection"),
    vi("C-[", "send-keys -X clear-selection"),
    vi("Space", "send-keys -X begin-selection"),
    vi("$", "send-keys -X end-of-line"),
    vi("0", "send-keys -X start-of-line"),
    vi("A", "send-keys -X append-selection-and-cancel"),
    vi("B", "send-keys -X previous-space"),
    vi("D", "send-keys -X copy-pipe-end-of-line-and-cancel"),
    vi("E", "send-keys -X next-space-end"),
    vi("G", "send-keys -X history-bottom"),
    vi("H", "send-keys -X top-line"),
    vi("J", "send-keys -X scroll-down"),
    vi("K", "send-keys -X scroll-up"),
    vi("L", "send-keys -X bottom-line"),
    vi("M", "send-keys -X middle-line"),
    vi("V", "send-keys -X select-line"),
    vi("W", "send-keys -X next-space"),
    vi("^", "send-keys -X back-to-indentation"),
    vi("b", "send-keys -X previous-word"),
    vi("e", "send-keys -X next-word-end"),
    vi("g", "send-keys -X history-top"),
    vi("h", "send-keys -X cursor-left"),
    vi("j", "send-keys -X cursor-down"),
    vi("k", "send-keys -X cursor-up"),
    vi("l", "send-keys -X cursor-right"),
    vi("z", "send-keys -X scroll-middle"),
    vi("o", "send-keys -X other-end"),
    vi("v", "send-keys -X rectangle-toggle"),
    vi("w", "send-keys -X next-word"),
    vi("{", "send-keys -X previous-paragraph"),
    vi("}", "send-keys -X next-paragraph"),
    vi("%", "send-keys -X next-matching-bracket"),
    vi("BSpace", "send-keys -X cursor-left"),
    vi(
        "#",
        r##"send-keys -FX search-backward -- "#{copy_cursor_word}""##,
    ),
    vi(
        "*",
        r##"send-keys -FX search-forward -- "#{copy_cursor_word}""##,
    ),
    vi(
        "/",
        r#"command-prompt -T search -p "(search down)" { send-keys -X search-forward -- "%%" }"#,
    )
    .own(r#"command-prompt -T search -p "Search down:" { send-keys -X search-forward -- "%%" }"#),
    vi(
        "?",
        r#"command-prompt -T search -p "(search up)" { send-keys -X search-backward -- "%%" }"#,
    )
    .own(r#"command-prompt -T search -p "Search up:" { send-keys -X search-backward -- "%%" }"#),
    vi(
        ":",
        r#"command-prompt -p "(goto line)" { send-keys -X goto-line -- "%%" }"#,
    )
    .own(r#"command-prompt -p "Go to line:" { send-keys -X goto-line -- "%%" }"#),
    vi("F", jump!("jump backward", "jump-backward"))
        .own(jump!(own "Jump back", "jump-backward")),
    vi("T", jump!("jump to backward", "jump-to-backward"))
        .own(jump!(own "Jump back", "jump-to-backward")),
    vi("f", jump!("jump forward", "jump-forward"))
        .own(jump!(own "Jump", "jump-forward")),
    vi("t", jump!("jump to forward", "jump-to-forward"))
        .own(jump!(own "Jump", "jump-to-forward")),
    vi(",", "send-keys -X jump-reverse"),
    vi(";", "send-keys -X jump-again"),
    vi("N", "send-keys -X search-reverse"),
    vi("n", "send-keys -X search-again"),
    vi("P", "send-keys -X toggle-position"),
    vi("X", "send-keys -X set-mark"),
    vi("q", "send-keys -X cancel"),
    vi("r", "send-keys -X refresh-from-pane"),
    vi("M-x", "send-keys -X jump-to-mark"),
    vi("C-c", "send-keys -X cancel"),
    vi("1", count!("1")),
    vi("2", count!("2")),
    vi("3", count!("3")),
    vi("4", count!("4")),
    vi("5", count!("5")),
    vi("6", count!("6")),
    vi("7", count!("7")),
    vi("8", count!("8")),
    vi("9", count!("9")),
    vi("Home", "send-keys -X start-of-line"),
    vi("End", "send-keys -X end-of-line"),
    vi("NPage", "send-keys -X page-down"),
    vi("PPage", "send-keys -X page-up"),
    vi("Up", "send-keys -X cursor-up"),
    vi("Down", "send-keys -X cursor-down"),
    vi("Left", "send-keys -X cursor-left"),
    vi("Right", "send-keys -X cursor-right"),
    vi("C-Up", "send-keys -X scroll-up"),
    vi("C-Down", "send-keys -X scroll-down"),
    vi("MouseDown1Pane", "select-pane"),
    vi(
        "MouseDrag1Pane",
        "select-pane ; send-keys -X begin-selection",
    ),
    vi("MouseDragEnd1Pane", "send-keys -X copy-pipe-and-cancel"),
    vi("WheelUpPane", "select-pane ; send-keys -X -N 5 scroll-up"),
    vi(
        "WheelDownPane",
        "select-pane ; send-keys -X -N 5 scroll-down",
    ),
    vi(
        "DoubleClick1Pane",
        "select-pane ; send-keys -X select-word ; run-shell -d 0.3 ; send-keys -X copy-pipe-and-cancel",
    ),
    vi(
        "TripleClick1Pane",
        "select-pane ; send-keys -X select-line ; run-shell -d 0.3 ; send-keys -X copy-pipe-and-cancel",
    ),
];

const fn prefix(key: &'static str, note: &'static str, command: &'static str) -> Binding {
    Binding {
        table: "prefix",
        key,
        repeat: false,
        note,
        command,
        own: None,
    }
}

const fn repeat(key: &'static str, note: &'static str, command: &'static str) -> Binding {
    let mut binding = prefix(key, note, command);
    binding.repeat = true;
    binding
}

const fn in_table(table: &'static str, key: &'static str, command: &'static str) -> Binding {
    Binding {
        table,
        key,
        repeat: false,
        note: "",
        command,
        own: None,
    }
}

const fn moving(key: &'static str, note: &'static str, command: &'static str) -> Binding {
    Binding {
        note,
        ..in_table("move", key, command)
    }
}

const fn root(key: &'static str, command: &'static str) -> Binding {
    in_table("root", key, command)
}

const fn emacs(key: &'static str, command: &'static str) -> Binding {
    in_table("copy-mode", key, command)
}

const fn vi(key: &'static str, command: &'static str) -> Binding {
    in_table("copy-mode-vi", key, command)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::sorted::SortedSet;
    use crate::lang::config::parse;
    use crate::lang::keys::{key_name, parse_key};
    use crate::lang::parse_env::EmptyEnv;
    use crate::lang::script::{CommandLine, Script};

    fn commands(script: &Script) -> Vec<&CommandLine> {
        let all = script.sequences.iter().flat_map(|s| &s.commands);
        all.flat_map(|command| {
            let blocks = command.args.iter().filter_map(|arg| arg.block.as_ref());
            std::iter::once(command).chain(blocks.flat_map(commands))
        })
        .collect()
    }

    #[test]
    fn every_table_is_whole() {
        for (table, count) in [
            ("prefix", 106),
            ("root", 28),
            ("move", 19),
            ("copy-mode", 75),
            ("copy-mode-vi", 88),
        ] {
            let keys = DEFAULTS.iter().filter(|b| b.table == table);
            let keys: SortedSet<_> = keys.map(|b| parse_key(b.key)).collect();
            assert_eq!(keys.len(), count, "{table}");
        }
    }

    #[test]
    fn every_binding_can_be_read() {
        for binding in DEFAULTS {
            let key = parse_key(binding.key);
            assert_eq!(key.map(key_name).as_deref(), Some(binding.key));
            for text in [binding.command, binding.own_command()] {
                let (script, errors) = parse(text, None, &mut EmptyEnv);
                assert_eq!(errors, [], "{text}");
                assert_eq!(script.sequences.len(), 1, "{text}");
                for command in commands(&script) {
                    let name = command.name();
                    let known = name.bytes().all(|b| b == b'-' || b.is_ascii_lowercase());
                    let place = &(binding.table, binding.key);
                    let own = OWN_KEYS.contains(place) || KEYS_OF_3_8.contains(place);
                    assert!(known && (own || name.contains('-')), "{name} in {text}");
                }
            }
            let noted = ["prefix", "move"].contains(&binding.table);
            assert_eq!(noted, !binding.note.is_empty());
        }
    }

    #[test]
    fn menus_are_triples_of_name_key_and_command() {
        let mut menus = 0;
        for text in DEFAULTS.iter().flat_map(|b| [b.command, b.own_command()]) {
            let (script, _) = parse(text, None, &mut EmptyEnv);
            for menu in commands(&script) {
                if menu.name() != "display-menu" {
                    continue;
                }
                menus += 1;
                let last = menu.args.iter().position(|arg| arg.text == "-y");
                let mut items = menu.args[last.unwrap() + 2..].iter();
                while let Some(name) = items.next() {
                    if !name.text.is_empty() {
                        let key = items.next().and_then(|key| parse_key(&key.text));
                        assert!(key.is_some(), "{}", name.text);
                        assert!(items.next().unwrap().block.is_some(), "{}", name.text);
                    }
                }
            }
        }
        assert_eq!(menus, 22);
    }
}
