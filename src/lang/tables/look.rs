//! The look of mux: options whose defaults differ from tmux's. A server that was started as `tmux`
//! has tmux's, and so has one that scripts or files for tmux give a look of their own.

/// The text of a window in the status line: index, name, flags, progress, state of its program.
const WINDOW: &str = concat!(
    " #I:#{=/24/…:window_name}#{?window_flags,#{window_flags},}",
    "#{?#{==:#{pane_pb_state},hidden},",
    "#{?#{||:#{==:#{pane_state},},#{==:#{pane_state},idle}},, #{pane_state}},",
    "#{?#{==:#{pane_pb_state},indeterminate}, busy, #{pane_pb_progress}%}",
    "#{?#{==:#{pane_pb_state},error},!,}} ",
);

/// The option that selects the look.
pub const OPTION: &str = "default-look";

/// The options and their defaults.
pub const LOOK: &[(&str, &str)] = &[
    ("status-style", "bg=theme-surface,fg=theme-text"),
    (
        "status-left",
        "[#{=/24/…:session_name}#{?client_prefix, #{prefix},}]",
    ),
    ("status-left-length", "40"),
    (
        "status-left-style",
        "bg=theme-accent,fg=theme-contrast,bold",
    ),
    (
        "status-right",
        concat!(
            "#{?window_bigger,#[segment=6][#{window_offset_x}#,#{window_offset_y}] ,}",
            "#{?pane_synchronized,#[nosegment bg=theme-warn fg=theme-contrast bold] SYNC #[default] ,}",
            "#{?window_zoomed_flag,#[nosegment bg=theme-accent fg=theme-contrast bold] ZOOM #[default] ,}",
            "#[default]",
            // The last command, unless it was short and successful.
            "#{?#{&&:#{pane_command_running},#{e|>=:#{pane_command_duration},2}},",
            "#[segment=4 fg=theme-text]#{pane_command_state}#[default]  ,",
            "#{?#{&&:#{pane_command_status},#{!=:#{pane_command_status},0}},",
            "#[segment=5 fg=theme-error bold]#{pane_command_state}#[default]  ,",
            "#{?#{e|>=:#{pane_command_duration},2},",
            "#[segment=4 fg=theme-ok]#{pane_command_state}#[default]  ,}}}",
            "#[segment=2]#{?#{&&:#{pane_title},#{!=:#{pane_title},#{host}}},#{=/30/…:pane_title}  ,}",
            "#[segment=3]#{host_short}  ",
            "#[segment=1]%a %d %b  ",
            "#[segment=6 fg=theme-text]%H:%M ",
        ),
    ),
    ("status-right-length", "200"),
    ("status-right-style", "fg=theme-dim"),
    (
        "message-format",
        concat!(
            "#[#{?#{command_prompt},#{E:message-command-style},",
            "#{?#{==:#{message_kind},error},#{E:message-error-style},",
            "#{?#{==:#{message_kind},warning},#{E:message-warning-style},#{E:message-style}}}}]#{message}",
        ),
    ),
    (
        "message-style",
        "bg=theme-accent,fg=theme-contrast,fill=theme-accent",
    ),
    (
        "message-command-style",
        "bg=theme-surface,fg=theme-text,fill=theme-surface",
    ),
    (
        "mode-style",
        "noattr,bg=theme-selection,fg=theme-selection-text",
    ),
    ("copy-mode-match-style", "bg=theme-ok,fg=theme-contrast"),
    (
        "copy-mode-current-match-style",
        "bg=theme-warn,fg=theme-contrast",
    ),
    ("copy-mode-mark-style", "bg=theme-error,fg=theme-contrast"),
    ("clock-mode-colour", "theme-accent"),
    ("display-panes-active-colour", "theme-accent"),
    ("display-panes-colour", "theme-dim"),
    ("menu-border-lines", "rounded"),
    ("menu-border-style", "fg=theme-border"),
    (
        "menu-selected-style",
        "bg=theme-selection,fg=theme-selection-text",
    ),
    ("popup-border-lines", "rounded"),
    ("popup-border-style", "fg=theme-accent"),
    ("pane-border-lines", "rounded"),
    ("pane-border-style", "fg=theme-border"),
    (
        "pane-active-border-style",
        "#{?pane_in_mode,fg=theme-warn,#{?synchronize-panes,fg=theme-error,fg=theme-accent}}",
    ),
    ("window-status-format", WINDOW),
    ("window-status-current-format", WINDOW),
    ("window-status-separator", ""),
    ("window-status-style", "fg=theme-dim"),
    (
        "window-status-current-style",
        "fg=theme-selection-text,bg=theme-selection,bold",
    ),
    ("window-status-activity-style", "fg=theme-text,bold"),
    (
        "window-status-bell-style",
        "fg=theme-contrast,bg=theme-warn,bold",
    ),
];
