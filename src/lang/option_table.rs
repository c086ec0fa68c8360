//! The table of options, in the order in which `show-options` prints them. It knows names, kinds,
//! defaults and descriptions, and no values that anyone has set.

use super::options::{Kind, OptionDef, Scope};

const SERVER: Scope = Scope::SERVER;
const SESSION: Scope = Scope::SESSION;
const WINDOW: Scope = Scope::WINDOW;
/// Options of windows that their panes may have for themselves.
const PANES: Scope = Scope::WINDOW.union(Scope::PANE);

const INT: i64 = i32::MAX as i64;
const UINT: i64 = u32::MAX as i64;

type Words = &'static [&'static str];

const ACTION: Words = &["none", "any", "current", "other"];
const BORDERS: Words = &[
    "single", "double", "heavy", "simple", "rounded", "padded", "none",
];
const RESTORE: Words = &["off", "on", "ask"];
const CLOCK: Words = &["12", "24", "12-with-seconds", "24-with-seconds"];
const CURSOR: Words = &[
    "default",
    "blinking-block",
    "block",
    "blinking-underline",
    "underline",
    "blinking-bar",
    "bar",
];
const DESTROY: Words = &["off", "on", "keep-last", "keep-group"];
const DETACH: Words = &["off", "on", "no-detached", "previous", "next"];
const EXTENDED: Words = &["csi-u", "xterm"];
const GET_CLIPBOARD: Words = &["off", "buffer", "request", "both"];
const INDICATORS: Words = &["off", "colour", "arrows", "both"];
const JUSTIFY: Words = &["left", "centre", "right", "absolute-centre"];
const KEYS: Words = &["emacs", "vi"];
const LINES: Words = &["0", "1", "2", "3", "4"];
const LINE_NUMBERS: Words = &["off", "default", "absolute", "relative", "hybrid"];
const OFF_ON_ALL: Words = &["off", "on", "all"];
const OFF_ON_ALWAYS: Words = &["off", "on", "always"];
const OFF_TOP_BOTTOM: Words = &["off", "top", "bottom"];
const PANE_LINES: Words = &["single", "double", "heavy", "simple", "number", "spaces"];
const REPORTS: Words = &["off", "titles", "checksums", "all"];
const REMAIN: Words = &["off", "on", "failed", "key"];
const RIGHT_LEFT: Words = &["right", "left"];
const SCROLLBARS: Words = &["off", "modal", "on"];
const SET_CLIPBOARD: Words = &["off", "external", "on"];
const STATUS: Words = &["off", "on", "2", "3", "4", "5"];
const TOP_BOTTOM: Words = &["top", "bottom"];
const VISUAL: Words = &["off", "on", "both"];
const WINDOW_SIZE: Words = &["largest", "smallest", "manual", "latest"];

/// The three status lines: windows, panes, sessions.
const STATUS_FORMAT: Words = &[
    concat!(
        "#[align=left range=left #{E:status-left-style}]#[push-default]",
        "#{T;=/#{status-left-length}:status-left}#[pop-default]#[norange default]",
        "#[list=on align=#{status-justify}]#[list=left-marker]<#[list=right-marker]>#[list=on]",
        "#{W:#[range=window|#{window_index} #{E:window-status-style}",
        "#{?#{&&:#{window_last_flag},#{!=:#{E:window-status-last-style},default}},",
        " #{E:window-status-last-style},}",
        "#{?#{&&:#{window_bell_flag},#{!=:#{E:window-status-bell-style},default}},",
        " #{E:window-status-bell-style},",
        "#{?#{&&:#{||:#{window_activity_flag},#{window_silence_flag}},",
        "#{!=:#{E:window-status-activity-style},default}},",
        " #{E:window-status-activity-style},}}]",
        "#[push-default]#{T:window-status-format}#[pop-default]#[norange default]",
        "#{?loop_last_flag,,#{E:window-status-separator}},",
        "#[range=window|#{window_index} list=focus ",
        "#{?#{!=:#{E:window-status-current-style},default},",
        "#{E:window-status-current-style},#{E:window-status-style}}",
        "#{?#{&&:#{window_last_flag},#{!=:#{E:window-status-last-style},default}},",
        " #{E:window-status-last-style},}",
        "#{?#{&&:#{window_bell_flag},#{!=:#{E:window-status-bell-style},default}},",
        " #{E:window-status-bell-style},",
        "#{?#{&&:#{||:#{window_activity_flag},#{window_silence_flag}},",
        "#{!=:#{E:window-status-activity-style},default}},",
        " #{E:window-status-activity-style},}}]",
        "#[push-default]#{T:window-status-current-format}#[pop-default]",
        "#[norange list=on default]#{?loop_last_flag,,#{E:window-status-separator}}}",
        "#[nolist align=right range=right #{E:status-right-style}]#[push-default]",
        "#{T;=/#{status-right-length}:status-right}#[pop-default]#[norange default]",
    ),
    concat!(
        "#[align=left]#{R: ,#{n:#{session_name}}}P: #[norange default]",
        "#[list=on align=#{status-justify}]#[list=left-marker]<#[list=right-marker]>#[list=on]",
        "#{P:#[range=pane|#{pane_id} #{E:pane-status-style}]#[push-default]",
        "#{T:window-pane-status-format}#[pop-default]#[norange list=on default]  ,",
        "#[range=pane|#{pane_id} list=focus ",
        "#{?#{!=:#{E:pane-status-current-style},default},",
        "#{E:pane-status-current-style},#{E:pane-status-style}}]#[push-default]",
        "#{T:window-pane-current-status-format}#[pop-default]#[norange list=on default] }",
    ),
    concat!(
        "#[align=left]#{R: ,#{n:#{session_name}}}S: #[norange default]",
        "#[list=on align=#{status-justify}]#[list=left-marker]<#[list=right-marker]>#[list=on]",
        "#{S:#[range=session|#{session_id} #{E:session-status-style}]#[push-default]",
        "#S#{session_alert}#[pop-default]#[norange list=on default]  ,",
        "#[range=session|#{session_id} list=focus ",
        "#{?#{!=:#{E:session-status-current-style},default},",
        "#{E:session-status-current-style},#{E:session-status-style}}]#[push-default]",
        "#S*#{session_alert}#[pop-default]#[norange list=on default] }",
    ),
];

/// Every option but hooks and those of users.
pub const OPTIONS: &[OptionDef] = &[
    key(
        SERVER,
        "backspace",
        &["C-?"],
        "Key that is sent for Backspace.",
    ),
    number(
        SERVER,
        "buffer-limit",
        (1, INT),
        "",
        &["50"],
        "How many automatic paste buffers are kept before the oldest goes.",
    ),
    strings(
        SERVER,
        "command-alias",
        ",",
        &[
            "split-pane=split-window",
            "splitp=split-window",
            "server-info=show-messages -JT",
            "info=show-messages -JT",
            "choose-window=choose-tree -w",
            "choose-session=choose-tree -s",
        ],
        "Other names for commands, each `alias=command`.",
    ),
    strings(
        SERVER,
        "codepoint-widths",
        ",",
        &[],
        "Widths of characters that differ from the usual ones, each `character=width`.",
    ),
    string(
        SERVER,
        "copy-command",
        &[""],
        "Shell command that gets what is copied; none when empty.",
    ),
    colour(PANES, "cursor-colour", &["none"], "Colour of the cursor."),
    choice(
        PANES,
        "cursor-style",
        CURSOR,
        &["default"],
        "Shape of the cursor.",
    ),
    command(
        SERVER,
        "default-client-command",
        &["new-session"],
        "Command that is run when none is given.",
    ),
    string(
        SERVER,
        "default-terminal",
        &["tmux-256color"],
        "TERM of the programs in panes.",
    ),
    choice(
        SERVER,
        "restore",
        RESTORE,
        &["on"],
        "Whether a server that starts with nothing brings back what was there before; ask only says so.",
    ),
    strings(
        SERVER,
        "restore-programs",
        " ,",
        &[],
        "Programs that are started again in restored panes; all others are typed at the prompt and wait for Enter.",
    ),
    string(SERVER, "editor", &["vi"], "Editor for files and buffers."),
    number(
        SERVER,
        "escape-time",
        (0, INT),
        "milliseconds",
        &["10"],
        "Time after Escape in which more bytes still make one key.",
    ),
    flag(
        SERVER,
        "exit-empty",
        &["on"],
        "Whether the server leaves when there is no session.",
    ),
    flag(
        SERVER,
        "exit-unattached",
        &["off"],
        "Whether the server leaves when no client is attached.",
    ),
    choice(
        SERVER,
        "extended-keys",
        OFF_ON_ALWAYS,
        &["off"],
        "Whether programs get keys with modifiers in the extended form.",
    ),
    choice(
        SERVER,
        "extended-keys-format",
        EXTENDED,
        &["xterm"],
        "Form in which extended keys are sent to programs.",
    ),
    flag(
        SERVER,
        "focus-events",
        &["off"],
        "Whether programs are told when their pane gains or loses the focus.",
    ),
    choice(
        SERVER,
        "get-clipboard",
        GET_CLIPBOARD,
        &["buffer"],
        "What answers a program that asks for the clipboard: nothing, the newest buffer, the terminal, or the terminal with a buffer made of it.",
    ),
    string(
        SERVER,
        "history-file",
        &[""],
        "File that keeps the history of prompts; none when empty.",
    ),
    number(
        SERVER,
        "input-buffer-size",
        (1_048_576, UINT),
        "bytes",
        &["1048576"],
        "Longest sequence that is taken from a program.",
    ),
    style(WINDOW, "menu-style", &["default"], "Style of menus."),
    style(
        WINDOW,
        "menu-selected-style",
        &["bg=yellow,fg=black"],
        "Style of the chosen item of a menu.",
    ),
    style(
        WINDOW,
        "menu-border-style",
        &["default"],
        "Style of the borders of menus.",
    ),
    choice(
        WINDOW,
        "menu-border-lines",
        BORDERS,
        &["single"],
        "Lines that the borders of menus are drawn with.",
    ),
    number(
        SERVER,
        "message-limit",
        (0, INT),
        "",
        &["1000"],
        "How many messages of the server are kept.",
    ),
    number(
        SERVER,
        "prefix-timeout",
        (0, INT),
        "milliseconds",
        &["0"],
        "Time after the prefix key in which a key must follow; 0 waits for ever.",
    ),
    number(
        SERVER,
        "prompt-history-limit",
        (0, INT),
        "",
        &["100"],
        "How many entries the history of a prompt keeps.",
    ),
    choice(
        SERVER,
        "set-clipboard",
        SET_CLIPBOARD,
        &["external"],
        "Whether copying sets the clipboard of the terminal, and with `on` whether programs may set it and make buffers too.",
    ),
    strings(
        SERVER,
        "terminal-overrides",
        ",",
        &["linux*:AX@"],
        "Capabilities of terminals that differ from what terminfo says.",
    ),
    strings(
        SERVER,
        "terminal-features",
        ",",
        &[
            "xterm*:clipboard:ccolour:cstyle:focus:title",
            "screen*:title",
            "rxvt*:ignorefkeys",
        ],
        "What terminals can do, by their name.",
    ),
    strings(
        SERVER,
        "user-keys",
        ",",
        &[],
        "Sequences that become the keys User0, User1 and so on.",
    ),
    flag(
        SERVER,
        "variation-selector-always-wide",
        &["on"],
        "Whether variation selector 16 makes a character two columns wide.",
    ),
    choice(
        SESSION,
        "activity-action",
        ACTION,
        &["other"],
        "Windows in which activity raises an alert.",
    ),
    number(
        SESSION,
        "assume-paste-time",
        (0, INT),
        "milliseconds",
        &["1"],
        "Keys that follow each other faster than this are taken as pasted.",
    ),
    number(
        SESSION,
        "base-index",
        (0, INT),
        "",
        &["0"],
        "Index of the first window of a session.",
    ),
    choice(
        SESSION,
        "bell-action",
        ACTION,
        &["any"],
        "Windows in which a bell raises an alert.",
    ),
    string(
        SESSION,
        "default-command",
        &[""],
        "Command of new panes; a login shell when empty.",
    ),
    string(
        SESSION,
        "default-shell",
        &["/bin/sh"],
        "Shell that is started in new panes.",
    ),
    patterned(
        SESSION,
        "default-size",
        "[0-9]*x[0-9]*",
        &["80x24"],
        "Size of sessions that no client shows.",
    ),
    choice(
        SESSION,
        "destroy-unattached",
        DESTROY,
        &["off"],
        "Whether a session ends when its last client leaves.",
    ),
    choice(
        SESSION,
        "detach-on-destroy",
        DETACH,
        &["on"],
        "What a client does when its session ends.",
    ),
    colour(
        SESSION,
        "display-panes-active-colour",
        &["red"],
        "Colour of the active pane's number in display-panes.",
    ),
    colour(
        SESSION,
        "display-panes-colour",
        &["blue"],
        "Colour of the other panes' numbers in display-panes.",
    ),
    number(
        SESSION,
        "display-panes-time",
        (1, INT),
        "milliseconds",
        &["1000"],
        "How long display-panes shows the numbers.",
    ),
    number(
        SESSION,
        "display-time",
        (0, INT),
        "milliseconds",
        &["750"],
        "How long messages are shown; 0 waits for a key.",
    ),
    flag(
        SESSION,
        "focus-follows-mouse",
        &["off"],
        "Whether the pane under the mouse becomes the active one.",
    ),
    number(
        SESSION,
        "history-limit",
        (0, INT),
        "lines",
        &["50000"],
        "How many lines of history a pane keeps.",
    ),
    number(
        SESSION,
        "initial-repeat-time",
        (0, 2_000_000),
        "milliseconds",
        &["0"],
        "Time in which a repeatable key may follow the first time; 0 is repeat-time.",
    ),
    string(
        SESSION,
        "key-table",
        &["root"],
        "Table in which keys are looked up first.",
    ),
    number(
        SESSION,
        "lock-after-time",
        (0, INT),
        "seconds",
        &["0"],
        "Time without a key after which a client is locked; 0 never.",
    ),
    string(
        SESSION,
        "session-idle-timeout",
        &["off"],
        "How long a session may be unused before it ends, such as 12h or 7d, or off; never while a terminal shows it or a program runs in it.",
    ),
    string(
        SESSION,
        "lock-command",
        &["lock -np"],
        "Shell command that locks a client.",
    ),
    style(
        SESSION,
        "message-command-style",
        &["bg=black,fg=yellow,fill=black"],
        "Style of the command prompt in vi's command mode.",
    ),
    string(
        SESSION,
        "message-format",
        &["#[#{?#{command_prompt},#{E:message-command-style},#{E:message-style}}]#{message}"],
        "Format of messages and prompts.",
    ),
    choice(
        SESSION,
        "message-line",
        LINES,
        &["0"],
        "Line of the status line on which messages and prompts show.",
    ),
    style(
        SESSION,
        "message-style",
        &["bg=yellow,fg=black,fill=yellow"],
        "Style of messages and prompts.",
    ),
    flag(
        SESSION,
        "mouse",
        &["on"],
        "Whether the mouse is used and mouse keys are looked up.",
    ),
    key(
        SESSION,
        "prefix",
        &["C-b"],
        "Key that goes before the keys of the prefix table.",
    ),
    key(SESSION, "prefix2", &["None"], "Another prefix key."),
    flag(
        SESSION,
        "renumber-windows",
        &["off"],
        "Whether windows are renumbered when one is closed.",
    ),
    number(
        SESSION,
        "repeat-time",
        (0, 2_000_000),
        "milliseconds",
        &["500"],
        "Time in which a repeatable key needs no prefix.",
    ),
    flag(
        SESSION,
        "set-titles",
        &["off"],
        "Whether the title of the terminal is set.",
    ),
    string(
        SESSION,
        "set-titles-string",
        &[r##"#S:#I:#W - "#T" #{session_alerts}"##],
        "Format of the title of the terminal.",
    ),
    choice(
        SESSION,
        "silence-action",
        ACTION,
        &["other"],
        "Windows in which silence raises an alert.",
    ),
    choice(
        SESSION,
        "status",
        STATUS,
        &["on"],
        "How many lines the status line has.",
    ),
    colour(
        SESSION,
        "status-bg",
        &["default"],
        "Background of the status line; status-style is the newer way.",
    ),
    colour(
        SESSION,
        "status-fg",
        &["default"],
        "Text colour of the status line; status-style is the newer way.",
    ),
    strings(
        SESSION,
        "status-format",
        " ,",
        STATUS_FORMAT,
        "Formats of the lines of the status line.",
    ),
    number(
        SESSION,
        "status-interval",
        (0, INT),
        "seconds",
        &["15"],
        "Time between updates of the status line.",
    ),
    choice(
        SESSION,
        "status-justify",
        JUSTIFY,
        &["left"],
        "Place of the window list in the status line.",
    ),
    choice(
        SESSION,
        "status-keys",
        KEYS,
        &["emacs"],
        "Keys of the command prompt.",
    ),
    string(
        SESSION,
        "status-left",
        &["[#{session_name}] "],
        "Left part of the status line.",
    ),
    number(
        SESSION,
        "status-left-length",
        (0, 32_767),
        "",
        &["10"],
        "Longest left part of the status line, in columns.",
    ),
    style(
        SESSION,
        "status-left-style",
        &["default"],
        "Style of the left part of the status line.",
    ),
    choice(
        SESSION,
        "status-position",
        TOP_BOTTOM,
        &["bottom"],
        "Whether the status line is at the top or the bottom.",
    ),
    string(
        SESSION,
        "status-right",
        &[
            r##"#{?window_bigger,[#{window_offset_x}#,#{window_offset_y}] ,}"#{=21:pane_title}" %H:%M %d-%b-%y"##,
        ],
        "Right part of the status line.",
    ),
    number(
        SESSION,
        "status-right-length",
        (0, 32_767),
        "",
        &["40"],
        "Longest right part of the status line, in columns.",
    ),
    style(
        SESSION,
        "status-right-style",
        &["default"],
        "Style of the right part of the status line.",
    ),
    style(
        SESSION,
        "status-style",
        &["bg=green,fg=black"],
        "Style of the status line.",
    ),
    style(
        WINDOW,
        "pane-status-current-style",
        &["default"],
        "Style of the active pane in a status line of panes.",
    ),
    style(
        WINDOW,
        "pane-status-style",
        &["default"],
        "Style of the other panes in a status line of panes.",
    ),
    colour(
        SESSION,
        "prompt-cursor-colour",
        &["none"],
        "Colour of the cursor in prompts.",
    ),
    choice(
        SESSION,
        "prompt-cursor-style",
        CURSOR,
        &["default"],
        "Shape of the cursor in prompts.",
    ),
    choice(
        SESSION,
        "prompt-command-cursor-style",
        CURSOR,
        &["default"],
        "Shape of the cursor in prompts in vi's command mode.",
    ),
    style(
        WINDOW,
        "session-status-current-style",
        &["default"],
        "Style of the current session in a status line of sessions.",
    ),
    style(
        WINDOW,
        "session-status-style",
        &["default"],
        "Style of the other sessions in a status line of sessions.",
    ),
    strings(
        SESSION,
        "update-environment",
        " ,",
        &[
            "DISPLAY",
            "KRB5CCNAME",
            "MSYSTEM",
            "SSH_ASKPASS",
            "SSH_AUTH_SOCK",
            "SSH_AGENT_PID",
            "SSH_CONNECTION",
            "WAYLAND_DISPLAY",
            "WINDOWID",
            "XAUTHORITY",
            "XDG_CURRENT_DESKTOP",
            "XDG_SESSION_DESKTOP",
            "XDG_SESSION_TYPE",
        ],
        "Variables that a session takes over from a client that attaches.",
    ),
    choice(
        SESSION,
        "visual-activity",
        VISUAL,
        &["off"],
        "Whether activity shows a message, rings the bell, or both.",
    ),
    choice(
        SESSION,
        "visual-bell",
        VISUAL,
        &["off"],
        "Whether a bell shows a message, rings, or both.",
    ),
    choice(
        SESSION,
        "visual-silence",
        VISUAL,
        &["off"],
        "Whether silence shows a message, rings the bell, or both.",
    ),
    string(
        SESSION,
        "word-separators",
        &[r##"!"#$%&'()*+,-./:;<=>?@[\]^`{|}~"##],
        "Characters that are no part of words.",
    ),
    flag(
        WINDOW,
        "aggressive-resize",
        &["off"],
        "Whether only sessions that show a window count for its size.",
    ),
    flag(
        PANES,
        "allow-notifications",
        &["on"],
        "Whether the terminals outside show what programs want people to be told.",
    ),
    choice(
        PANES,
        "allow-passthrough",
        OFF_ON_ALL,
        &["off"],
        "Whether programs may send sequences through to the terminal, and from hidden panes too.",
    ),
    flag(
        PANES,
        "allow-rename",
        &["off"],
        "Whether programs may rename their window.",
    ),
    choice(
        PANES,
        "allow-reports",
        REPORTS,
        &["off"],
        "What programs may ask for of what stands in their pane, where the answer is typed to them: titles, checksums of areas, or both.",
    ),
    flag(
        PANES,
        "allow-set-title",
        &["on"],
        "Whether programs may set the title of their pane.",
    ),
    flag(
        PANES,
        "alternate-screen",
        &["on"],
        "Whether programs may use the alternate screen.",
    ),
    flag(
        WINDOW,
        "automatic-rename",
        &["on"],
        "Whether windows are named after what runs in them.",
    ),
    string(
        WINDOW,
        "automatic-rename-format",
        &["#{?pane_in_mode,[tmux],#{pane_current_command}}#{?pane_dead,[dead],}"],
        "Format of automatic names of windows.",
    ),
    colour(
        WINDOW,
        "clock-mode-colour",
        &["blue"],
        "Colour of the clock.",
    ),
    choice(
        WINDOW,
        "clock-mode-style",
        CLOCK,
        &["24"],
        "Whether the clock counts 12 or 24 hours, and shows seconds.",
    ),
    style(
        WINDOW,
        "copy-mode-match-style",
        &["bg=cyan,fg=black"],
        "Style of what a search found in copy mode.",
    ),
    style(
        WINDOW,
        "copy-mode-current-match-style",
        &["bg=magenta,fg=black"],
        "Style of the match at the cursor in copy mode.",
    ),
    style(
        WINDOW,
        "copy-mode-mark-style",
        &["bg=red,fg=black"],
        "Style of the marked line in copy mode.",
    ),
    choice(
        WINDOW,
        "copy-mode-line-numbers",
        LINE_NUMBERS,
        &["off"],
        "Which line numbers copy mode shows.",
    ),
    style(
        WINDOW,
        "copy-mode-line-number-style",
        &["fg=white,dim"],
        "Style of line numbers in copy mode.",
    ),
    style(
        WINDOW,
        "copy-mode-current-line-number-style",
        &["fg=yellow"],
        "Style of the cursor's line number in copy mode.",
    ),
    string(
        PANES,
        "copy-mode-position-format",
        &[
            "#[align=right]#{t/p:top_line_time}#{?#{e|>:#{top_line_time},0}, ,}[#{copy_position}/#{copy_position_limit}]#{?search_timed_out, (timed out),#{?search_count, (#{search_count}#{?search_count_partial,+,} results),}}",
        ],
        "Format of the position that copy mode shows.",
    ),
    style(
        WINDOW,
        "copy-mode-position-style",
        &["#{E:mode-style}"],
        "Style of the position that copy mode shows.",
    ),
    style(
        WINDOW,
        "copy-mode-selection-style",
        &["#{E:mode-style}"],
        "Style of the selection in copy mode.",
    ),
    string(
        WINDOW,
        "fill-character",
        &[""],
        "Character that fills what no window covers.",
    ),
    string(
        WINDOW,
        "main-pane-height",
        &["24"],
        "Rows, or percent, of the main pane of the main-horizontal layouts.",
    ),
    string(
        WINDOW,
        "main-pane-width",
        &["80"],
        "Columns, or percent, of the main pane of the main-vertical layouts.",
    ),
    choice(WINDOW, "mode-keys", KEYS, &["emacs"], "Keys of copy mode."),
    style(
        WINDOW,
        "mode-style",
        &["noattr,bg=yellow,fg=black"],
        "Style of what is chosen or shown in modes.",
    ),
    flag(
        WINDOW,
        "monitor-activity",
        &["off"],
        "Whether activity in a window raises an alert.",
    ),
    flag(
        WINDOW,
        "monitor-bell",
        &["on"],
        "Whether a bell in a window raises an alert.",
    ),
    number(
        WINDOW,
        "monitor-silence",
        (0, INT),
        "seconds",
        &["0"],
        "Time without activity after which a window raises an alert; 0 never.",
    ),
    string(
        WINDOW,
        "other-pane-height",
        &["0"],
        "Rows, or percent, of the other panes of the main-horizontal layouts.",
    ),
    string(
        WINDOW,
        "other-pane-width",
        &["0"],
        "Columns, or percent, of the other panes of the main-vertical layouts.",
    ),
    style(
        PANES,
        "pane-active-border-style",
        &["#{?pane_in_mode,fg=yellow,#{?synchronize-panes,fg=red,fg=green}}"],
        "Style of the active pane's border.",
    ),
    number(
        WINDOW,
        "pane-base-index",
        (0, 65_535),
        "",
        &["0"],
        "Index of the first pane of a window.",
    ),
    string(
        PANES,
        "pane-border-format",
        &[
            r##"#{?pane_active,#[reverse],}#{pane_index}#[default] "#{pane_title}"#{?#{mouse},#[align=right]#[range=control|8][#{?#{window_zoomed_flag},u,z}]#[norange]#[range=control|9][x]#[norange],}"##,
        ],
        "Format of the lines with the panes' titles.",
    ),
    choice(
        WINDOW,
        "pane-border-indicators",
        INDICATORS,
        &["colour"],
        "Whether the active pane is shown by the border's colour, by arrows, or both.",
    ),
    choice(
        WINDOW,
        "pane-border-lines",
        PANE_LINES,
        &["single"],
        "Lines that the borders of panes are drawn with.",
    ),
    choice(
        WINDOW,
        "pane-border-status",
        OFF_TOP_BOTTOM,
        &["off"],
        "Where the lines with the panes' titles are.",
    ),
    style(
        PANES,
        "pane-border-style",
        &["default"],
        "Style of the panes' borders.",
    ),
    colours(
        PANES,
        "pane-colours",
        "Colours that take the place of the first 256.",
    ),
    choice(
        WINDOW,
        "pane-scrollbars",
        SCROLLBARS,
        &["off"],
        "When panes have a scrollbar.",
    ),
    style(
        PANES,
        "pane-scrollbars-style",
        &["bg=black,fg=white,width=1,pad=0"],
        "Style of scrollbars.",
    ),
    choice(
        WINDOW,
        "pane-scrollbars-position",
        RIGHT_LEFT,
        &["right"],
        "Side on which scrollbars are.",
    ),
    style(WINDOW, "popup-style", &["default"], "Style of popups."),
    style(
        WINDOW,
        "popup-border-style",
        &["default"],
        "Style of the borders of popups.",
    ),
    choice(
        WINDOW,
        "popup-border-lines",
        BORDERS,
        &["single"],
        "Lines that the borders of popups are drawn with.",
    ),
    flag(
        PANES,
        "record",
        &["on"],
        "Whether what the pane shows is saved for the next start; off leaves none of it on disk.",
    ),
    choice(
        PANES,
        "remain-on-exit",
        REMAIN,
        &["off"],
        "Whether a pane stays when its program ends.",
    ),
    string(
        PANES,
        "remain-on-exit-format",
        &[
            "Pane is dead (#{?#{!=:#{pane_dead_status},},status #{pane_dead_status},}#{?#{!=:#{pane_dead_signal},},signal #{pane_dead_signal},}, #{t:pane_dead_time})",
        ],
        "What a pane says whose program has ended.",
    ),
    flag(
        PANES,
        "scroll-on-clear",
        &["on"],
        "Whether clearing the screen moves it into the history.",
    ),
    flag(
        PANES,
        "synchronize-panes",
        &["off"],
        "Whether what is typed goes to all panes of the window.",
    ),
    number(
        WINDOW,
        "tiled-layout-max-columns",
        (0, 65_535),
        "",
        &["0"],
        "How many columns of panes the tiled layout makes at most; 0 is no limit.",
    ),
    string(
        PANES,
        "tree-mode-preview-format",
        &["#{?pane_format,#{pane_index}:#{pane_title},#{window_index}:#{window_name}}"],
        "Format of the labels of previews in choose-tree.",
    ),
    style(
        WINDOW,
        "tree-mode-preview-style",
        &[
            "fg=#{?#{||:#{&&:#{pane_format},#{pane_active}},#{&&:#{window_format},#{window_active}}},#{display-panes-active-colour},#{display-panes-colour}}",
        ],
        "Style of the labels of previews in choose-tree.",
    ),
    style(
        PANES,
        "window-active-style",
        &["default"],
        "Style of the active pane.",
    ),
    string(
        WINDOW,
        "window-pane-current-status-format",
        &["#P:[#T]#{?pane_flags,#{pane_flags}, }"],
        "Format of the active pane in a status line of panes.",
    ),
    string(
        WINDOW,
        "window-pane-status-format",
        &["#P:[#T]#{?pane_flags,#{pane_flags}, }"],
        "Format of the other panes in a status line of panes.",
    ),
    choice(
        WINDOW,
        "window-size",
        WINDOW_SIZE,
        &["latest"],
        "Which client decides the size of a window.",
    ),
    style(
        PANES,
        "window-style",
        &["default"],
        "Style of panes that are not active.",
    ),
    style(
        WINDOW,
        "window-status-activity-style",
        &["reverse"],
        "Style of windows with activity in the status line.",
    ),
    style(
        WINDOW,
        "window-status-bell-style",
        &["reverse"],
        "Style of windows with a bell in the status line.",
    ),
    string(
        WINDOW,
        "window-status-current-format",
        &["#I:#W#{?window_flags,#{window_flags}, }"],
        "Format of the current window in the status line.",
    ),
    style(
        WINDOW,
        "window-status-current-style",
        &["default"],
        "Style of the current window in the status line.",
    ),
    string(
        WINDOW,
        "window-status-format",
        &["#I:#W#{?window_flags,#{window_flags}, }"],
        "Format of the other windows in the status line.",
    ),
    style(
        WINDOW,
        "window-status-last-style",
        &["default"],
        "Style of the last window in the status line.",
    ),
    string(
        WINDOW,
        "window-status-separator",
        &[" "],
        "What stands between windows in the status line.",
    ),
    style(
        WINDOW,
        "window-status-style",
        &["default"],
        "Style of windows in the status line.",
    ),
    flag(
        WINDOW,
        "wrap-search",
        &["on"],
        "Whether searching goes on at the other end.",
    ),
    flag(
        WINDOW,
        "xterm-keys",
        &["on"],
        "Without effect; kept for old configurations.",
    ),
];

const fn of(
    scope: Scope,
    name: &'static str,
    kind: Kind,
    default: Words,
    description: &'static str,
) -> OptionDef {
    OptionDef {
        name,
        scope,
        kind,
        default,
        array: None,
        pattern: None,
        unit: "",
        description,
    }
}

const fn string(
    scope: Scope,
    name: &'static str,
    default: Words,
    about: &'static str,
) -> OptionDef {
    of(scope, name, Kind::String, default, about)
}

const fn style(scope: Scope, name: &'static str, default: Words, about: &'static str) -> OptionDef {
    of(scope, name, Kind::Style, default, about)
}

const fn command(
    scope: Scope,
    name: &'static str,
    default: Words,
    about: &'static str,
) -> OptionDef {
    of(scope, name, Kind::Command, default, about)
}

const fn key(scope: Scope, name: &'static str, default: Words, about: &'static str) -> OptionDef {
    of(scope, name, Kind::Key, default, about)
}

const fn colour(
    scope: Scope,
    name: &'static str,
    default: Words,
    about: &'static str,
) -> OptionDef {
    of(scope, name, Kind::Colour, default, about)
}

const fn flag(scope: Scope, name: &'static str, default: Words, about: &'static str) -> OptionDef {
    of(scope, name, Kind::Flag, default, about)
}

const fn patterned(
    scope: Scope,
    name: &'static str,
    pattern: &'static str,
    default: Words,
    about: &'static str,
) -> OptionDef {
    let mut def = string(scope, name, default, about);
    def.pattern = Some(pattern);
    def
}

const fn choice(
    scope: Scope,
    name: &'static str,
    words: Words,
    default: Words,
    about: &'static str,
) -> OptionDef {
    of(scope, name, Kind::Choice(words), default, about)
}

const fn number(
    scope: Scope,
    name: &'static str,
    (min, max): (i64, i64),
    unit: &'static str,
    default: Words,
    about: &'static str,
) -> OptionDef {
    let mut def = of(scope, name, Kind::Number { min, max }, default, about);
    def.unit = unit;
    def
}

const fn strings(
    scope: Scope,
    name: &'static str,
    separators: &'static str,
    default: Words,
    about: &'static str,
) -> OptionDef {
    let mut def = string(scope, name, default, about);
    def.array = Some(separators);
    def
}

const fn colours(scope: Scope, name: &'static str, about: &'static str) -> OptionDef {
    let mut def = colour(scope, name, &[], about);
    def.array = Some(" ,");
    def
}
