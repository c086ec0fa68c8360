//! Every option, variable and hook of tmux 3.7 has a row in the tables of mux, and what tmux 3.8
//! adds is there or named here with the reason. Commands and their flags are compared in
//! `model::script::unsupported`, default keys in `lang::tables::bindings`.

use crate::lang::tables::format_variables;
use crate::lang::tables::hooks::HOOKS;
use crate::lang::tables::option_def::Scope;
use crate::lang::tables::options::{OPTIONS, OWN_OPTIONS};

/// Server options of tmux 3.7.
const SERVER_OPTIONS: &str = "\
    backspace buffer-limit codepoint-widths command-alias copy-command default-client-command \
    default-terminal editor escape-time exit-empty exit-unattached extended-keys \
    extended-keys-format focus-events get-clipboard history-file input-buffer-size message-limit \
    prefix-timeout prompt-history-limit set-clipboard terminal-features terminal-overrides \
    user-keys variation-selector-always-wide";

/// Session options of tmux 3.7.
const SESSION_OPTIONS: &str = "\
    activity-action assume-paste-time base-index bell-action default-command default-shell \
    default-size destroy-unattached detach-on-destroy display-panes-active-colour \
    display-panes-colour display-panes-time display-time focus-follows-mouse history-limit \
    initial-repeat-time key-table lock-after-time lock-command message-command-style \
    message-format message-line message-style mouse prefix prefix2 prompt-command-cursor-style \
    prompt-cursor-colour prompt-cursor-style renumber-windows repeat-time set-titles \
    set-titles-string silence-action status status-bg status-fg status-format status-interval \
    status-justify status-keys status-left status-left-length status-left-style status-position \
    status-right status-right-length status-right-style status-style update-environment \
    visual-activity visual-bell visual-silence word-separators";

/// Window options of tmux 3.7, but `pane-border-lines`, which panes have from 3.8 on.
const WINDOW_OPTIONS: &str = "\
    aggressive-resize automatic-rename automatic-rename-format clock-mode-colour \
    clock-mode-style copy-mode-current-line-number-style copy-mode-current-match-style \
    copy-mode-line-number-style copy-mode-line-numbers copy-mode-mark-style \
    copy-mode-match-style copy-mode-position-style copy-mode-selection-style fill-character \
    main-pane-height main-pane-width menu-border-lines menu-border-style menu-selected-style \
    menu-style mode-keys mode-style monitor-activity monitor-bell monitor-silence \
    other-pane-height other-pane-width pane-base-index pane-border-indicators \
    pane-border-status pane-scrollbars pane-scrollbars-position pane-status-current-style \
    pane-status-style popup-border-lines popup-border-style popup-style \
    session-status-current-style session-status-style tiled-layout-max-columns \
    tree-mode-preview-style window-pane-current-status-format window-pane-status-format \
    window-size window-status-activity-style window-status-bell-style \
    window-status-current-format window-status-current-style window-status-format \
    window-status-last-style window-status-separator window-status-style wrap-search xterm-keys";

/// Options of windows and panes of tmux 3.7.
const PANE_OPTIONS: &str = "\
    allow-passthrough allow-rename allow-set-title alternate-screen copy-mode-position-format \
    cursor-colour cursor-style pane-active-border-style pane-border-format pane-border-lines \
    pane-border-style \
    pane-colours pane-scrollbars-style remain-on-exit remain-on-exit-format scroll-on-clear \
    synchronize-panes tree-mode-preview-format window-active-style window-style";

/// Variables of tmux 3.7.
const VARIABLES_3_7: &str = "\
    active_window_index alternate_on alternate_saved_x alternate_saved_y bracket_paste_flag \
    buffer_created buffer_full buffer_mode_format buffer_name buffer_sample buffer_size \
    client_activity client_cell_height client_cell_width client_control_mode client_created \
    client_discarded client_flags client_height client_key_table client_last_session \
    client_mode_format client_name client_pid client_prefix client_readonly client_session \
    client_termfeatures client_termname client_termtype client_theme client_tty client_uid \
    client_user client_utf8 client_width client_written \
    command command_list_alias command_list_name \
    command_list_usage command_prompt config_files copy_cursor_hyperlink copy_cursor_line \
    copy_cursor_word copy_cursor_x copy_cursor_y copy_position copy_position_limit current_file \
    cursor_blinking cursor_character cursor_colour cursor_flag cursor_shape cursor_very_visible \
    cursor_x cursor_y history_all_bytes history_bytes history_limit history_size hook \
    hook_client hook_pane hook_session hook_session_name hook_window hook_window_name host \
    host_short insert_flag is_key is_option key key_command key_has_repeat key_note key_prefix \
    key_repeat key_string key_string_width key_table key_table_width keypad_cursor_flag \
    keypad_flag last_window_index line loop_last_flag message message_number message_text \
    message_time mouse_all_flag mouse_any_flag mouse_button_flag mouse_hyperlink mouse_line \
    mouse_pane mouse_sgr_flag mouse_standard_flag mouse_status_line mouse_status_range \
    mouse_utf8_flag mouse_word mouse_x mouse_y \
    next_session_id next_window_active next_window_index notes_only \
    option_is_array option_is_global option_name option_scope option_unit option_value \
    origin_flag pane_active pane_at_bottom pane_at_left pane_at_right pane_at_top pane_bg \
    pane_bottom pane_current_command pane_current_path pane_dead pane_dead_signal \
    pane_dead_status pane_dead_time pane_fg pane_flags pane_floating_flag pane_format \
    pane_height pane_id pane_in_mode pane_index pane_input_off pane_key_mode pane_last pane_left \
    pane_marked pane_marked_set pane_mode pane_path pane_pb_progress pane_pb_state pane_pid \
    pane_pipe pane_pipe_pid pane_right pane_search_string pane_start_command pane_start_path \
    pane_synchronized pane_tabs pane_title pane_top pane_tty pane_unseen_changes pane_width \
    pane_x pane_y pane_z pane_zoomed_flag pid popup_centre_x popup_centre_y popup_height \
    popup_mouse_bottom popup_mouse_centre_x popup_mouse_centre_y popup_mouse_top popup_mouse_x \
    popup_mouse_y popup_pane_bottom popup_pane_left popup_pane_right popup_pane_top \
    popup_status_line_y popup_width popup_window_status_line_x popup_window_status_line_y \
    prev_window_active prev_window_index rectangle_toggle scroll_position scroll_region_lower \
    scroll_region_upper search_count search_count_partial search_match search_present \
    search_timed_out selection_active selection_end_x selection_end_y selection_mode \
    selection_present selection_start_x selection_start_y server_sessions session_active \
    session_activity session_activity_flag session_alert session_alerts session_attached \
    session_attached_list session_bell_flag session_created session_format session_group \
    session_group_attached session_group_attached_list session_group_list \
    session_group_many_attached session_group_size session_grouped session_id \
    session_last_attached session_many_attached session_marked session_name session_path \
    session_silence_flag session_stack session_windows sixel_support socket_path start_time \
    synchronized_output_flag top_line_time tree_mode_format uid user version window_active \
    window_active_clients window_active_clients_list window_active_sessions \
    window_active_sessions_list window_activity window_activity_flag window_after_active \
    window_before_active window_bell_flag window_bigger window_cell_height window_cell_width \
    window_end_flag window_flags window_format window_height window_id window_index \
    window_last_flag window_layout window_linked window_linked_sessions \
    window_linked_sessions_list window_marked_flag window_name window_offset_x window_offset_y \
    window_panes window_raw_flags window_silence_flag window_stack_index window_start_flag \
    window_visible_layout window_width window_zoomed_flag wrap_flag";

/// Variables that tmux 3.8 adds.
const VARIABLES_3_8: &str = "\
    client_colours copy_line_numbers is_inside is_outside loop_index pane_command_duration \
    pane_command_end_time pane_command_running pane_command_start_time pane_command_status \
    pane_last_output_time pane_last_prompt_time pane_modal_flag pane_private_modes \
    pane_start_command_list pane_unzoomed_height pane_unzoomed_width popup_last_x popup_last_y \
    refresh_active window_manual_height window_manual_width window_modal_pane";

/// Hooks of tmux 3.7.
const HOOKS_3_7: &str = "\
    after-bind-key after-capture-pane after-copy-mode after-display-message after-display-panes \
    after-kill-pane after-list-buffers after-list-clients after-list-keys after-list-panes \
    after-list-sessions after-list-windows after-load-buffer after-lock-server after-new-session \
    after-new-window after-paste-buffer after-pipe-pane after-queue after-refresh-client \
    after-rename-session after-rename-window after-resize-pane after-resize-window \
    after-save-buffer after-select-layout after-select-pane after-select-window after-send-keys \
    after-set-buffer after-set-environment after-set-hook after-set-option \
    after-show-environment after-show-messages after-show-options after-split-window \
    after-unbind-key alert-activity alert-bell alert-silence client-active client-attached \
    client-detached client-focus-in client-focus-out client-resized client-session-changed \
    client-light-theme client-dark-theme command-error session-closed session-created \
    session-renamed session-window-changed window-linked window-unlinked window-layout-changed \
    window-pane-changed window-renamed window-resized pane-died pane-exited pane-focus-in \
    pane-focus-out pane-mode-changed pane-set-clipboard pane-title-changed";

/// Hooks that tmux 3.8 adds.
const HOOKS_3_8: &str = "\
    client-created client-closed marked-pane-changed pane-activity pane-bell \
    pane-command-started pane-command-finished pane-created pane-mode-entered pane-mode-exited \
    pane-moved pane-prompt-opened pane-prompt-closed pane-resized pane-shell-prompt \
    session-added-to-group session-removed-from-group window-created window-closed window-zoomed \
    window-unzoomed";

/// Names of tmux 3.8 that mux does not have, and why.
const MISSING: &[(&str, &str)] = &[
    ("is_inside", "its meaning is not documented"),
    ("is_outside", "its meaning is not documented"),
];

fn missing_of(names: &str, known: impl Fn(&str) -> bool) -> Vec<&str> {
    let unknown = names.split_whitespace().filter(|name| !known(name));
    unknown
        .filter(|name| !MISSING.iter().any(|(missing, _)| missing == name))
        .collect()
}

#[test]
fn every_option_of_tmux_is_there_in_its_scope() {
    for (names, scope) in [
        (SERVER_OPTIONS, Scope::SERVER),
        (SESSION_OPTIONS, Scope::SESSION),
        (WINDOW_OPTIONS, Scope::WINDOW),
        (PANE_OPTIONS, Scope::WINDOW.union(Scope::PANE)),
    ] {
        let known = |name: &str| {
            OPTIONS
                .iter()
                .any(|def| def.name == name && def.scope == scope)
        };
        assert_eq!(missing_of(names, known), [""; 0], "{scope:?}");
    }
}

#[test]
fn options_that_tmux_does_not_have_are_named() {
    let all = [
        SERVER_OPTIONS,
        SESSION_OPTIONS,
        WINDOW_OPTIONS,
        PANE_OPTIONS,
    ];
    let known: Vec<&str> = all
        .iter()
        .flat_map(|names| names.split_whitespace())
        .collect();
    let mut own: Vec<&str> = OPTIONS.iter().map(|def| def.name).collect();
    own.retain(|name| !known.contains(name));
    own.sort_unstable();
    assert_eq!(own, OWN_OPTIONS);
}

#[test]
fn every_variable_and_hook_of_tmux_is_there() {
    let variable = |name: &str| format_variables::find(name).is_some();
    assert_eq!(missing_of(VARIABLES_3_7, variable), [""; 0]);
    assert_eq!(missing_of(VARIABLES_3_8, variable), [""; 0]);
    let hook = |name: &str| HOOKS.iter().any(|hook| hook.name == name);
    assert_eq!(missing_of(HOOKS_3_7, hook), [""; 0]);
    assert_eq!(missing_of(HOOKS_3_8, hook), [""; 0]);
    // A name that is there is not missing.
    for (name, _) in MISSING {
        assert!(!variable(name) && !hook(name), "{name}");
    }
}
