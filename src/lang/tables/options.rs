//! The table of options, in the order in which `show-options` prints them. Each row is a constant:
//! `world.get(options::ESCAPE_TIME, scope)` returns its value as a Rust type.

use super::choices::{
    AlertAction, AllowPassthrough, AllowReports, BoxLines, ClockStyle, Compatibility, CursorStyle,
    DefaultLook, DestroyUnattached, DetachOnDestroy, ExtendedKeys, ExtendedKeysFormat,
    GetClipboard, KeySet, LineNumbers, MessageLine, NotifyFinished, PaneBorderIndicators,
    PaneBorderLines, PaneBorderStatus, PaneScrollbars, RemainOnExit, Restore, ScrollbarsPosition,
    SetClipboard, Status, StatusJustify, StatusPosition, VisualAlert, WindowSize,
};
use super::opt::{
    Colour, List, Opt, Row, StyleText, choice, colour, colours, command, flag, key, number, style,
    text, texts,
};
use super::option_def::{OnChange, OptionDef, Scope};
use crate::base::Key;

const SERVER: Scope = Scope::SERVER;
const SESSION: Scope = Scope::SESSION;
const WINDOW: Scope = Scope::WINDOW;
/// Options of windows that a pane can override.
const PANES: Scope = Scope::WINDOW.union(Scope::PANE);

const INT: i64 = i32::MAX as i64;
const UINT: i64 = u32::MAX as i64;

type Style = StyleText<'static>;

/// Defines a constant for each row, and [`OPTIONS`]. The doc comment of a row is its description in
/// the reference.
macro_rules! options {
    ($($(#[doc = $about:literal])+ $name:ident: $type:ty = $row:expr;)+) => {
        $(
            $(#[doc = $about])+
            pub const $name: Opt<$type> = {
                const ROW: &Row<$type> = &$row.described(concat!($($about),+));
                Opt::new(ROW, position(stringify!($name)))
            };
        )+

        /// Every option except hooks and user options.
        pub const OPTIONS: &[OptionDef] = &[$(*$name.def()),+];

        /// The names of the constants, in the order of [`OPTIONS`].
        pub(super) const CONSTANTS: &[&str] = &[$(stringify!($name)),+];
    };
}

/// The index of the constant `name`, which is one of them.
const fn position(name: &str) -> usize {
    let mut index = 0;
    while !is_same(CONSTANTS[index].as_bytes(), name.as_bytes()) {
        index += 1;
    }
    index
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The default of `status-format`: a line of windows, one of panes, one of sessions.
const STATUS_LINES: &[&str] = &[
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

/// The default of `notify-finished-ignore`: editors, pagers, monitors, remote shells, multiplexers,
/// file managers and agents.
const NOT_FINISHED: &[&str] = &[
    "vi",
    "vim",
    "nvim",
    "view",
    "vimdiff",
    "nano",
    "micro",
    "emacs*",
    "hx",
    "helix",
    "kak",
    "joe",
    "ed",
    "less",
    "more",
    "most",
    "man",
    "info",
    "top",
    "htop",
    "btop",
    "atop",
    "watch",
    "tig",
    "lazygit",
    "gitui",
    "fzf",
    "mc",
    "ranger",
    "nnn",
    "lf",
    "yazi",
    "ssh",
    "mosh",
    "telnet",
    "et",
    "screen",
    "tmux",
    "mux",
    "zellij",
    "su",
    "claude",
    "codex",
    "gemini",
    "opencode",
    "aider",
    "goose",
    "amp",
    "cursor-agent",
    "qwen",
    "copilot",
];

/// The options that tmux 3.7 does not have. Lists of a client called `tmux` leave them out where they
/// have their defaults.
pub const OWN_OPTIONS: &[&str] = &[
    "allow-notifications",
    "allow-reports",
    "auto-layout",
    "auto-layout-paused",
    "compatibility",
    "default-look",
    "key-hints",
    "message-error-style",
    "message-warning-style",
    "notify-finished",
    "notify-finished-after",
    "notify-finished-ignore",
    "open-command",
    "pane-gaps",
    "pane-padding",
    "pane-pinned",
    "pane-place",
    "pane-scratch",
    "pick-zoxide",
    "quick-select-patterns",
    "record",
    "reload-config",
    "restore",
    "restore-programs",
    "scratch-command",
    "session-idle-timeout",
    "theme",
    "theme-dark",
    "theme-light",
    "themes",
    "tmux-command",
];

options! {
    /// Key that is sent to programs for Backspace.
    BACKSPACE: Key =
        key(SERVER, "backspace", "C-?");

    /// How many automatic paste buffers are kept before the oldest is deleted. A selection is copied
    /// into a buffer up to 64 MiB.
    BUFFER_LIMIT: usize = number(SERVER, "buffer-limit", (1, INT), "50");

    /// Other names for commands, each `alias=command`.
    COMMAND_ALIAS: List = texts(
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
    );

    /// Widths of characters that differ from Unicode's, each `character=width`.
    CODEPOINT_WIDTHS: List =
        texts(SERVER, "codepoint-widths", ",", &[]).on_change(OnChange::SetScreenOptions);

    /// Version of tmux that decides where versions contradict each other: the version that scripts
    /// and files for tmux see, and default keys that only the newer one has.
    COMPATIBILITY: Compatibility =
        choice(SERVER, "compatibility", "3.7").on_change(OnChange::SetCompatibility);

    /// Shell command that receives copied text on its standard input; none when empty.
    COPY_COMMAND: str = text(SERVER, "copy-command", "");

    /// Colour of the cursor.
    CURSOR_COLOUR: Colour = colour(PANES, "cursor-colour", "none");

    /// Shape of the cursor.
    CURSOR_STYLE: CursorStyle = choice(PANES, "cursor-style", "default");

    /// Command that runs when none is given.
    DEFAULT_CLIENT_COMMAND: str = command(SERVER, "default-client-command", "new-session");

    /// Whether options of the look, such as `status-style`, have the defaults of mux or of tmux. With
    /// auto they are mux's until a script or a file for tmux sets one of them. A server that was
    /// started as tmux has tmux's.
    DEFAULT_LOOK: DefaultLook =
        choice(SERVER, "default-look", "auto").on_change(OnChange::SetLook);

    /// TERM of the programs in panes.
    DEFAULT_TERMINAL: str = text(SERVER, "default-terminal", "tmux-256color");

    /// Own themes, each `NAME=role=colour,role=colour`; `base=THEME` takes the other roles from a
    /// built-in theme. The index may be the name: `set -s themes[mine] base=gruvbox-dark,accent=red`.
    THEMES: List = texts(SERVER, "themes", "", &[]);

    /// Whether panes and shell commands find the running program as `mux` and `tmux` first in their
    /// PATH.
    TMUX_COMMAND: bool = flag(SERVER, "tmux-command", "on");

    /// Whether the configuration is read again when one of its files changes. A setting whose line
    /// was removed keeps its value until the server ends.
    RELOAD_CONFIG: bool = flag(SERVER, "reload-config", "off").on_change(OnChange::WatchConfig);

    /// Whether a server that starts without sessions restores the last snapshot; ask only shows a
    /// message.
    RESTORE: Restore = choice(SERVER, "restore", "on");

    /// Programs that are started again in restored panes; the commands of all others are typed at
    /// the prompt and wait for Enter.
    RESTORE_PROGRAMS: List = texts(SERVER, "restore-programs", " ,", &[]);

    /// Editor for files and buffers.
    EDITOR: str = text(SERVER, "editor", "vi");

    /// Time after Escape in which further bytes belong to the same key.
    ESCAPE_TIME: u64 = number(SERVER, "escape-time", (0, INT), "10").unit("milliseconds");

    /// Whether the server exits when it has no sessions.
    EXIT_EMPTY: bool = flag(SERVER, "exit-empty", "on");

    /// Whether the server exits when no client is attached (with `exit-empty` on).
    EXIT_UNATTACHED: bool = flag(SERVER, "exit-unattached", "off");

    /// Whether programs receive keys with modifiers in the extended form: `always` from their
    /// start, otherwise those that request it.
    EXTENDED_KEYS: ExtendedKeys =
        choice(SERVER, "extended-keys", "off").on_change(OnChange::SetScreenOptions);

    /// Form in which programs receive extended keys.
    EXTENDED_KEYS_FORMAT: ExtendedKeysFormat =
        choice(SERVER, "extended-keys-format", "xterm").on_change(OnChange::SetScreenOptions);

    /// Whether programs are told when their pane gains or loses the focus.
    FOCUS_EVENTS: bool = flag(SERVER, "focus-events", "off");

    /// Source of the answer to a program that requests the clipboard: none, the newest buffer, the
    /// terminal, or the terminal with its answer also stored in a buffer.
    GET_CLIPBOARD: GetClipboard = choice(SERVER, "get-clipboard", "buffer");

    /// File that keeps the history of prompts; none when empty.
    HISTORY_FILE: str =
        text(SERVER, "history-file", "").on_change(OnChange::LoadPromptHistory);

    /// Longest control sequence that is accepted from a program.
    INPUT_BUFFER_SIZE: usize = number(SERVER, "input-buffer-size", (1_048_576, UINT), "1048576")
        .unit("bytes")
        .on_change(OnChange::SetScreenOptions);

    /// Style of menus.
    MENU_STYLE: Style = style(WINDOW, "menu-style", "default");

    /// Style of the selected item of a menu.
    MENU_SELECTED_STYLE: Style = style(WINDOW, "menu-selected-style", "bg=yellow,fg=black");

    /// Style of the borders of menus.
    MENU_BORDER_STYLE: Style = style(WINDOW, "menu-border-style", "default");

    /// Lines of the borders of menus.
    MENU_BORDER_LINES: BoxLines = choice(WINDOW, "menu-border-lines", "single");

    /// How many messages the server keeps for show-messages.
    MESSAGE_LIMIT: usize = number(SERVER, "message-limit", (0, INT), "1000");

    /// Time in which a key must follow the prefix key; 0 is no limit.
    PREFIX_TIMEOUT: u64 = number(SERVER, "prefix-timeout", (0, INT), "0").unit("milliseconds");

    /// How many entries the history of a prompt keeps.
    PROMPT_HISTORY_LIMIT: usize = number(SERVER, "prompt-history-limit", (0, INT), "100");

    /// Programs whose end is not told by notify-finished, as glob patterns of their names.
    NOTIFY_FINISHED_IGNORE: List = texts(
        SERVER,
        "notify-finished-ignore",
        " ,",
        NOT_FINISHED,
    );

    /// Whether pick lists the directories that zoxide knows.
    PICK_ZOXIDE: bool = flag(SERVER, "pick-zoxide", "on");

    /// Command with which quick-select opens a URL; xdg-open or open when empty.
    OPEN_COMMAND: str = text(SERVER, "open-command", "");

    /// Regular expressions of more texts that quick-select labels.
    QUICK_SELECT_PATTERNS: List = texts(SERVER, "quick-select-patterns", "", &[]);

    /// Whether copying sets the clipboard of the terminal, and with `on` whether programs may set
    /// it and create buffers too.
    SET_CLIPBOARD: SetClipboard = choice(SERVER, "set-clipboard", "external");

    /// Capabilities of terminals that differ from terminfo.
    TERMINAL_OVERRIDES: List =
        texts(SERVER, "terminal-overrides", ",", &["linux*:AX@"]);

    /// Features of terminals, by their TERM.
    TERMINAL_FEATURES: List = texts(
        SERVER,
        "terminal-features",
        ",",
        &[
            "xterm*:clipboard:ccolour:cstyle:focus:title",
            "screen*:title",
            "rxvt*:ignorefkeys",
        ],
    );

    /// Input sequences that become the keys User0, User1 and so on.
    USER_KEYS: List = texts(SERVER, "user-keys", ",", &[]);

    /// Whether variation selector 16 makes a character two columns wide.
    VARIATION_SELECTOR_ALWAYS_WIDE: bool =
        flag(SERVER, "variation-selector-always-wide", "on").on_change(OnChange::SetScreenOptions);

    /// Windows in which activity raises an alert.
    ACTIVITY_ACTION: AlertAction = choice(SESSION, "activity-action", "other");

    /// Keys that follow each other faster than this count as pasted: bindings do not take them. It
    /// is used with terminals that do not mark pastes; 0 is never.
    ASSUME_PASTE_TIME: u64 = number(SESSION, "assume-paste-time", (0, INT), "1")
        .unit("milliseconds");

    /// Index of the first window of a session.
    BASE_INDEX: u32 = number(SESSION, "base-index", (0, INT), "0");

    /// Windows in which a bell raises an alert.
    BELL_ACTION: AlertAction = choice(SESSION, "bell-action", "any");

    /// Command of new panes; a login shell when empty.
    DEFAULT_COMMAND: str = text(SESSION, "default-command", "");

    /// Shell of new panes.
    DEFAULT_SHELL: str = text(SESSION, "default-shell", "/bin/sh");

    /// Size of sessions that no client shows.
    DEFAULT_SIZE: str = text(SESSION, "default-size", "80x24").pattern("[0-9]*x[0-9]*");

    /// Whether a session is destroyed when its last client detaches.
    DESTROY_UNATTACHED: DestroyUnattached = choice(SESSION, "destroy-unattached", "off").on_change(OnChange::CloseUnattached);

    /// Whether a client detaches when its session is destroyed, or shows another session.
    DETACH_ON_DESTROY: DetachOnDestroy = choice(SESSION, "detach-on-destroy", "on");

    /// Colour of the active pane's number in display-panes.
    DISPLAY_PANES_ACTIVE_COLOUR: Colour = colour(SESSION, "display-panes-active-colour", "red");

    /// Colour of the other panes' numbers in display-panes.
    DISPLAY_PANES_COLOUR: Colour = colour(SESSION, "display-panes-colour", "blue");

    /// How long display-panes shows the numbers.
    DISPLAY_PANES_TIME: u64 =
        number(SESSION, "display-panes-time", (1, INT), "1000").unit("milliseconds");

    /// How long messages are shown; 0 waits for a key.
    DISPLAY_TIME: u64 = number(SESSION, "display-time", (0, INT), "750").unit("milliseconds");

    /// Whether the pane under the mouse becomes the active one.
    FOCUS_FOLLOWS_MOUSE: bool =
        flag(SESSION, "focus-follows-mouse", "off");

    /// How many lines of history a pane keeps.
    HISTORY_LIMIT: usize = number(SESSION, "history-limit", (0, INT), "50000")
        .unit("lines")
        .on_change(OnChange::SetHistoryLimits);

    /// Time in which a repeatable key may be repeated after its first use; 0 is repeat-time.
    INITIAL_REPEAT_TIME: u64 =
        number(SESSION, "initial-repeat-time", (0, 2_000_000), "0").unit("milliseconds");

    /// Key table in which keys are looked up first.
    KEY_TABLE: str = text(SESSION, "key-table", "root");

    /// Seconds after which the keys that can follow are shown, when none follows the prefix key or
    /// `switch-client -T`; twice as long in modes and prompts. `off` is never.
    KEY_HINTS: str = text(SESSION, "key-hints", "0.6")
        .pattern("off|[0-9]|[0-9][0-9]|[0-9].[0-9]|[0-9].[0-9][0-9]");

    /// Time without a key after which a client is locked; 0 is never.
    LOCK_AFTER_TIME: u64 = number(SESSION, "lock-after-time", (0, INT), "0")
        .unit("seconds")
        .on_change(OnChange::StartLockTimers);

    /// How long a session may be unused before it is destroyed, such as 12h or 7d, or off. A
    /// session that a terminal shows or that runs a program is never unused.
    SESSION_IDLE_TIMEOUT: str =
        text(SESSION, "session-idle-timeout", "off").on_change(OnChange::StartIdleTimer);

    /// Shell command that locks a client.
    LOCK_COMMAND: str = text(SESSION, "lock-command", "lock -np");

    /// Style of the command prompt in vi's command mode.
    MESSAGE_COMMAND_STYLE: Style =
        style(SESSION, "message-command-style", "bg=black,fg=yellow,fill=black");

    /// Style of messages about errors.
    MESSAGE_ERROR_STYLE: Style = style(
        SESSION,
        "message-error-style",
        "bg=theme-error,fg=theme-contrast,fill=theme-error,bold",
    );

    /// Format of messages and prompts; `message_kind` is info, warning or error.
    MESSAGE_FORMAT: str = text(
        SESSION,
        "message-format",
        "#[#{?#{command_prompt},#{E:message-command-style},#{E:message-style}}]#{message}",
    );

    /// Status line on which messages and prompts are shown.
    MESSAGE_LINE: MessageLine =
        choice(SESSION, "message-line", "0");

    /// Style of messages and prompts.
    MESSAGE_STYLE: Style = style(SESSION, "message-style", "bg=yellow,fg=black,fill=yellow");

    /// Style of messages that warn.
    MESSAGE_WARNING_STYLE: Style = style(
        SESSION,
        "message-warning-style",
        "bg=theme-warn,fg=theme-contrast,fill=theme-warn",
    );

    /// Whether mux handles the mouse and looks up mouse keys.
    MOUSE: bool = flag(SESSION, "mouse", "on");

    /// Key that precedes the keys of the prefix table.
    PREFIX: Key = key(SESSION, "prefix", "C-b");

    /// Second prefix key.
    PREFIX2: Key = key(SESSION, "prefix2", "None");

    /// Whether windows are renumbered when one is closed.
    RENUMBER_WINDOWS: bool = flag(SESSION, "renumber-windows", "off");

    /// Time in which a repeatable key needs no prefix.
    REPEAT_TIME: u64 = number(SESSION, "repeat-time", (0, 2_000_000), "500").unit("milliseconds");

    /// Shell command of the scratch pane; a shell when empty.
    SCRATCH_COMMAND: str = text(SESSION, "scratch-command", "");

    /// Whether the title of the terminal is set.
    SET_TITLES: bool = flag(SESSION, "set-titles", "off");

    /// Format of the title of the terminal.
    SET_TITLES_STRING: str =
        text(SESSION, "set-titles-string", r##"#S:#I:#W - "#T" #{session_alerts}"##);

    /// Windows in which silence raises an alert.
    SILENCE_ACTION: AlertAction = choice(SESSION, "silence-action", "other");

    /// How many status lines are shown.
    STATUS: Status = choice(SESSION, "status", "on").on_change(OnChange::ResizeWindows);

    /// Background colour of the status line; status-style is the newer option.
    STATUS_BG: Colour = colour(SESSION, "status-bg", "default");

    /// Text colour of the status line; status-style is the newer option.
    STATUS_FG: Colour = colour(SESSION, "status-fg", "default");

    /// Formats of the status lines.
    STATUS_FORMAT: List = texts(SESSION, "status-format", " ,", STATUS_LINES);

    /// Time between updates of the status line.
    STATUS_INTERVAL: u64 = number(SESSION, "status-interval", (0, INT), "15").unit("seconds").on_change(OnChange::RestartStatusTimers);

    /// Alignment of the window list in the status line.
    STATUS_JUSTIFY: StatusJustify = choice(SESSION, "status-justify", "left");

    /// Keys of the command prompt.
    STATUS_KEYS: KeySet = choice(SESSION, "status-keys", "emacs");

    /// Left part of the status line.
    STATUS_LEFT: str = text(SESSION, "status-left", "[#{session_name}] ");

    /// Maximum width of the left part of the status line, in columns.
    STATUS_LEFT_LENGTH: u16 = number(SESSION, "status-left-length", (0, 32_767), "10");

    /// Style of the left part of the status line.
    STATUS_LEFT_STYLE: Style = style(SESSION, "status-left-style", "default");

    /// Whether the status line is at the top or the bottom.
    STATUS_POSITION: StatusPosition = choice(SESSION, "status-position", "bottom");

    /// Right part of the status line.
    STATUS_RIGHT: str = text(
        SESSION,
        "status-right",
        concat!(
            "#{?window_bigger,[#{window_offset_x}#,#{window_offset_y}] ,}",
            r##""#{=21:pane_title}" %H:%M %d-%b-%y"##,
        ),
    );

    /// Maximum width of the right part of the status line, in columns.
    STATUS_RIGHT_LENGTH: u16 = number(SESSION, "status-right-length", (0, 32_767), "40");

    /// Style of the right part of the status line.
    STATUS_RIGHT_STYLE: Style = style(SESSION, "status-right-style", "default");

    /// Style of the status line.
    STATUS_STYLE: Style = style(SESSION, "status-style", "bg=green,fg=black");

    /// Colours of roles such as `theme-accent` in styles: `terminal` has those of the terminal alone,
    /// `auto` chooses `theme-light` or `theme-dark` by the background of each client's terminal,
    /// `light` and `dark` choose one of them, and any other word is the name of a theme.
    THEME: str = text(SESSION, "theme", "terminal");

    /// Theme for terminals with a dark background.
    THEME_DARK: str = text(SESSION, "theme-dark", "green-dark");

    /// Theme for terminals with a light background.
    THEME_LIGHT: str = text(SESSION, "theme-light", "green-light");

    /// Style of the active pane in a status line of panes.
    PANE_STATUS_CURRENT_STYLE: Style = style(WINDOW, "pane-status-current-style", "default");

    /// Style of the other panes in a status line of panes.
    PANE_STATUS_STYLE: Style = style(WINDOW, "pane-status-style", "default");

    /// Colour of the cursor in prompts.
    PROMPT_CURSOR_COLOUR: Colour = colour(SESSION, "prompt-cursor-colour", "none");

    /// Shape of the cursor in prompts.
    PROMPT_CURSOR_STYLE: CursorStyle = choice(SESSION, "prompt-cursor-style", "default");

    /// Shape of the cursor in prompts in vi's command mode.
    PROMPT_COMMAND_CURSOR_STYLE: CursorStyle =
        choice(SESSION, "prompt-command-cursor-style", "default");

    /// Style of the current session in a status line of sessions.
    SESSION_STATUS_CURRENT_STYLE: Style = style(WINDOW, "session-status-current-style", "default");

    /// Style of the other sessions in a status line of sessions.
    SESSION_STATUS_STYLE: Style = style(WINDOW, "session-status-style", "default");

    /// Environment variables that a session copies from a client that attaches.
    UPDATE_ENVIRONMENT: List = texts(
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
    );

    /// Whether activity shows a message, rings the bell, or both.
    VISUAL_ACTIVITY: VisualAlert = choice(SESSION, "visual-activity", "off");

    /// Whether a bell shows a message, rings, or both.
    VISUAL_BELL: VisualAlert = choice(SESSION, "visual-bell", "off");

    /// Whether silence shows a message, rings the bell, or both.
    VISUAL_SILENCE: VisualAlert = choice(SESSION, "visual-silence", "off");

    /// Characters that separate words.
    WORD_SEPARATORS: str =
        text(SESSION, "word-separators", r##"!"#$%&'()*+,-./:;<=>?@[\]^`{|}~"##);

    /// Whether the size of a window depends only on sessions in which it is the current window.
    AGGRESSIVE_RESIZE: bool =
        flag(WINDOW, "aggressive-resize", "off").on_change(OnChange::ResizeWindows);

    /// Whether notifications of programs are passed to the terminals of the clients.
    ALLOW_NOTIFICATIONS: bool = flag(PANES, "allow-notifications", "on");

    /// Whether programs may pass sequences through to the terminal; with all, programs in hidden
    /// panes too.
    ALLOW_PASSTHROUGH: AllowPassthrough = choice(PANES, "allow-passthrough", "off");

    /// Whether programs may rename their window.
    ALLOW_RENAME: bool = flag(PANES, "allow-rename", "off");

    /// Reports of the content of a pane that its program may request, which arrive as input:
    /// titles, checksums of areas, or both.
    ALLOW_REPORTS: AllowReports =
        choice(PANES, "allow-reports", "off").on_change(OnChange::SetScreenOptions);

    /// Whether programs may set the title of their pane.
    ALLOW_SET_TITLE: bool = flag(PANES, "allow-set-title", "on");

    /// Whether programs may use the alternate screen.
    ALTERNATE_SCREEN: bool =
        flag(PANES, "alternate-screen", "on").on_change(OnChange::SetScreenOptions);

    /// Whether windows are named after the program that runs in them.
    AUTOMATIC_RENAME: bool =
        flag(WINDOW, "automatic-rename", "on").on_change(OnChange::RenameWindows);

    /// Format of automatic window names.
    AUTOMATIC_RENAME_FORMAT: str = text(
        WINDOW,
        "automatic-rename-format",
        "#{?pane_in_mode,[#{pane_mode}],#{pane_current_command}}#{?pane_dead,[dead],}",
    )
    .on_change(OnChange::RenameWindows);

    /// Colour of the clock.
    CLOCK_MODE_COLOUR: Colour = colour(WINDOW, "clock-mode-colour", "blue");

    /// Whether the clock counts 12 or 24 hours, and whether it shows seconds.
    CLOCK_MODE_STYLE: ClockStyle = choice(WINDOW, "clock-mode-style", "24");

    /// Style of search matches in copy mode.
    COPY_MODE_MATCH_STYLE: Style =
        style(WINDOW, "copy-mode-match-style", "bg=cyan,fg=black");

    /// Style of the match at the cursor in copy mode.
    COPY_MODE_CURRENT_MATCH_STYLE: Style =
        style(WINDOW, "copy-mode-current-match-style", "bg=magenta,fg=black");

    /// Style of the marked line in copy mode.
    COPY_MODE_MARK_STYLE: Style =
        style(WINDOW, "copy-mode-mark-style", "bg=red,fg=black");

    /// Kind of line numbers in copy mode.
    COPY_MODE_LINE_NUMBERS: LineNumbers =
        choice(WINDOW, "copy-mode-line-numbers", "off");

    /// Style of line numbers in copy mode.
    COPY_MODE_LINE_NUMBER_STYLE: Style =
        style(WINDOW, "copy-mode-line-number-style", "fg=white,dim");

    /// Style of the cursor's line number in copy mode.
    COPY_MODE_CURRENT_LINE_NUMBER_STYLE: Style =
        style(WINDOW, "copy-mode-current-line-number-style", "fg=yellow");

    /// Format of the position in copy mode.
    COPY_MODE_POSITION_FORMAT: str = text(
        PANES,
        "copy-mode-position-format",
        concat!(
            "#[align=right]#{t/p:top_line_time}#{?#{e|>:#{top_line_time},0}, ,}",
            "[#{copy_position}/#{copy_position_limit}]#{?search_timed_out, (timed out),",
            "#{?search_count, (#{search_count}#{?search_count_partial,+,} results),}}",
            "#{?copy_command_state, (#{copy_command_state}),}",
        ),
    );

    /// Style of the position in copy mode.
    COPY_MODE_POSITION_STYLE: Style =
        style(WINDOW, "copy-mode-position-style", "#{E:mode-style}");

    /// Style of the selection in copy mode.
    COPY_MODE_SELECTION_STYLE: Style =
        style(WINDOW, "copy-mode-selection-style", "#{E:mode-style}");

    /// Character that fills the area outside a window.
    FILL_CHARACTER: str = text(WINDOW, "fill-character", "");

    /// Layout that follows the number of panes: off, stacked, the name of a layout, or words
    /// COUNT:LAYOUT of which each applies from so many panes on, such as main-vertical 5:tiled
    /// 9:stacked. A resize by hand pauses it, and select-layout -A resumes it.
    AUTO_LAYOUT: str = text(WINDOW, "auto-layout", "off").on_change(OnChange::ArrangePanes);

    /// Whether the automatic layout of the window is paused.
    AUTO_LAYOUT_PAUSED: bool =
        flag(WINDOW, "auto-layout-paused", "off").on_change(OnChange::ArrangePanes);

    /// Rows, or percentage, of the main pane of the main-horizontal layouts.
    MAIN_PANE_HEIGHT: str = text(WINDOW, "main-pane-height", "24");

    /// Columns, or percentage, of the main pane of the main-vertical layouts.
    MAIN_PANE_WIDTH: str = text(WINDOW, "main-pane-width", "80");

    /// Keys of copy mode.
    MODE_KEYS: KeySet = choice(WINDOW, "mode-keys", "emacs");

    /// Style of selections and indicators in modes.
    MODE_STYLE: Style = style(WINDOW, "mode-style", "noattr,bg=yellow,fg=black");

    /// Whether activity in a window raises an alert.
    MONITOR_ACTIVITY: bool = flag(WINDOW, "monitor-activity", "off");

    /// Whether a bell in a window raises an alert.
    MONITOR_BELL: bool = flag(WINDOW, "monitor-bell", "on");

    /// Time without activity after which a window raises an alert; 0 is never.
    MONITOR_SILENCE: u64 = number(WINDOW, "monitor-silence", (0, INT), "0")
        .unit("seconds")
        .on_change(OnChange::StartSilenceTimers);

    /// Whether the end of a long command is told: if no terminal with the focus shows the pane, if
    /// the pane has not the focus, or always.
    NOTIFY_FINISHED: NotifyFinished = choice(PANES, "notify-finished", "hidden");

    /// How long a command has to run for notify-finished.
    NOTIFY_FINISHED_AFTER: u64 = number(PANES, "notify-finished-after", (0, INT), "10")
        .unit("seconds");

    /// Rows, or percentage, of the other panes of the main-horizontal layouts.
    OTHER_PANE_HEIGHT: str = text(WINDOW, "other-pane-height", "0");

    /// Columns, or percentage, of the other panes of the main-vertical layouts.
    OTHER_PANE_WIDTH: str = text(WINDOW, "other-pane-width", "0");

    /// Style of the active pane's border.
    PANE_ACTIVE_BORDER_STYLE: Style = style(
        PANES,
        "pane-active-border-style",
        "#{?pane_in_mode,fg=yellow,#{?synchronize-panes,fg=red,fg=green}}",
    );

    /// Index of the first pane of a window.
    PANE_BASE_INDEX: u16 = number(WINDOW, "pane-base-index", (0, 65_535), "0");

    /// Format of the lines with pane titles.
    PANE_BORDER_FORMAT: str = text(
        PANES,
        "pane-border-format",
        concat!(
            r##"#{?pane_active,#[reverse],}#{pane_index}#[default] "#{pane_title}""##,
            "#{?#{mouse},#[align=right]#[range=control|8][#{?#{window_zoomed_flag},u,z}]",
            "#[norange]#[range=control|9][x]#[norange],}",
        ),
    );

    /// Whether the active pane is indicated by the border's colour, by arrows, or by both.
    PANE_BORDER_INDICATORS: PaneBorderIndicators =
        choice(WINDOW, "pane-border-indicators", "colour");

    /// Lines of the borders of panes.
    PANE_BORDER_LINES: PaneBorderLines =
        choice(PANES, "pane-border-lines", "single").on_change(OnChange::PlaceBorderLines);

    /// Position of the lines with pane titles.
    PANE_BORDER_STATUS: PaneBorderStatus =
        choice(WINDOW, "pane-border-status", "off").on_change(OnChange::PlaceBorderLines);

    /// Style of the borders of panes.
    PANE_BORDER_STYLE: Style = style(PANES, "pane-border-style", "default");

    /// Colours that replace the first 256 of the palette.
    PANE_COLOURS: List =
        colours(PANES, "pane-colours").on_change(OnChange::SetScreenOptions);

    /// Further blank columns between panes, and half as many rows; the borders are blank then.
    PANE_GAPS: u16 =
        number(WINDOW, "pane-gaps", (0, 20), "0").on_change(OnChange::ArrangePanes);

    /// Blank columns at both sides of the text of a pane, and half as many rows above and below it.
    PANE_PADDING: u16 =
        number(WINDOW, "pane-padding", (0, 20), "0").on_change(OnChange::ArrangePanes);

    /// Place of a floating pane by the size of its window: column, row, width and height without the
    /// border, each a percentage such as 50%, one with cells such as 50%-2, or - for none. A pane
    /// that is made, moved or resized by percentages gets it, and loses it when it is moved or
    /// resized by cells or the mouse.
    PANE_PLACE: str = text(PANES, "pane-place", "").on_change(OnChange::ArrangePanes);

    /// Whether a floating pane stays when the others are hidden.
    PANE_PINNED: bool = flag(PANES, "pane-pinned", "off");

    /// Whether a floating pane is the scratch pane of its session: it is shown while it is active.
    PANE_SCRATCH: bool = flag(PANES, "pane-scratch", "off");

    /// When panes have a scrollbar.
    PANE_SCROLLBARS: PaneScrollbars = choice(WINDOW, "pane-scrollbars", "off");

    /// Style of scrollbars.
    PANE_SCROLLBARS_STYLE: Style =
        style(PANES, "pane-scrollbars-style", "bg=black,fg=white,width=1,pad=0");

    /// Side of the pane on which its scrollbar is.
    PANE_SCROLLBARS_POSITION: ScrollbarsPosition =
        choice(WINDOW, "pane-scrollbars-position", "right");

    /// Style of popups.
    POPUP_STYLE: Style = style(WINDOW, "popup-style", "default");

    /// Style of the borders of popups.
    POPUP_BORDER_STYLE: Style = style(WINDOW, "popup-border-style", "default");

    /// Lines of the borders of popups.
    POPUP_BORDER_LINES: BoxLines = choice(WINDOW, "popup-border-lines", "single");

    /// Whether the scrollback of the pane is saved for the next start; off leaves none of it on
    /// disk.
    RECORD: bool = flag(PANES, "record", "on");

    /// Whether a pane stays when its program exits.
    REMAIN_ON_EXIT: RemainOnExit = choice(PANES, "remain-on-exit", "off");

    /// Text in a pane whose program has exited.
    REMAIN_ON_EXIT_FORMAT: str = text(
        PANES,
        "remain-on-exit-format",
        concat!(
            "Pane is dead (#{?#{!=:#{pane_dead_status},},status #{pane_dead_status},}",
            "#{?#{!=:#{pane_dead_signal},},signal #{pane_dead_signal},}, #{t:pane_dead_time})",
        ),
    );

    /// Whether clearing the screen moves its content into the history.
    SCROLL_ON_CLEAR: bool =
        flag(PANES, "scroll-on-clear", "on").on_change(OnChange::SetScreenOptions);

    /// Whether input goes to all panes of the window.
    SYNCHRONIZE_PANES: bool = flag(PANES, "synchronize-panes", "off");

    /// Maximum number of columns of panes in the tiled layout; 0 is no limit.
    TILED_LAYOUT_MAX_COLUMNS: u16 = number(WINDOW, "tiled-layout-max-columns", (0, 65_535), "0");

    /// Format of the labels of previews in choose-tree.
    TREE_MODE_PREVIEW_FORMAT: str = text(
        PANES,
        "tree-mode-preview-format",
        "#{?pane_format,#{pane_index}:#{pane_title},#{window_index}:#{window_name}}",
    );

    /// Style of the labels of previews in choose-tree.
    TREE_MODE_PREVIEW_STYLE: Style = style(
        WINDOW,
        "tree-mode-preview-style",
        concat!(
            "fg=#{?#{||:#{&&:#{pane_format},#{pane_active}},",
            "#{&&:#{window_format},#{window_active}}},",
            "#{display-panes-active-colour},#{display-panes-colour}}",
        ),
    );

    /// Style of the active pane.
    WINDOW_ACTIVE_STYLE: Style = style(PANES, "window-active-style", "default");

    /// Format of the active pane in a status line of panes.
    WINDOW_PANE_CURRENT_STATUS_FORMAT: str =
        text(WINDOW, "window-pane-current-status-format", "#P:[#T]#{?pane_flags,#{pane_flags}, }");

    /// Format of the other panes in a status line of panes.
    WINDOW_PANE_STATUS_FORMAT: str =
        text(WINDOW, "window-pane-status-format", "#P:[#T]#{?pane_flags,#{pane_flags}, }");

    /// Which client determines the size of a window.
    WINDOW_SIZE: WindowSize =
        choice(WINDOW, "window-size", "latest").on_change(OnChange::ResizeWindows);

    /// Style of panes that are not active.
    WINDOW_STYLE: Style = style(PANES, "window-style", "default");

    /// Style of windows with activity in the status line.
    WINDOW_STATUS_ACTIVITY_STYLE: Style = style(WINDOW, "window-status-activity-style", "reverse");

    /// Style of windows with a bell in the status line.
    WINDOW_STATUS_BELL_STYLE: Style = style(WINDOW, "window-status-bell-style", "reverse");

    /// Format of the current window in the status line.
    WINDOW_STATUS_CURRENT_FORMAT: str =
        text(WINDOW, "window-status-current-format", "#I:#W#{?window_flags,#{window_flags}, }");

    /// Style of the current window in the status line.
    WINDOW_STATUS_CURRENT_STYLE: Style = style(WINDOW, "window-status-current-style", "default");

    /// Format of the other windows in the status line.
    WINDOW_STATUS_FORMAT: str =
        text(WINDOW, "window-status-format", "#I:#W#{?window_flags,#{window_flags}, }");

    /// Style of the last window in the status line.
    WINDOW_STATUS_LAST_STYLE: Style = style(WINDOW, "window-status-last-style", "default");

    /// Text between windows in the status line.
    WINDOW_STATUS_SEPARATOR: str = text(WINDOW, "window-status-separator", " ");

    /// Style of windows in the status line.
    WINDOW_STATUS_STYLE: Style = style(WINDOW, "window-status-style", "default");

    /// Whether a search continues at the other end of the history.
    WRAP_SEARCH: bool = flag(WINDOW, "wrap-search", "on");

    /// Accepted for old configurations.
    XTERM_KEYS: bool = flag(WINDOW, "xterm-keys", "on").inert("tmux ignores it as well");
}
