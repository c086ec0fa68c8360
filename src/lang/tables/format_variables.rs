//! The table of format variables. Times are in seconds since 1970; unknown times are 0 or empty.
//!
//! Besides these, a format knows options by their names, `next_@option` and `prev_@option` in loops
//! over windows, `hook_argument…` and `hook_flag…` in hooks, and the environment.

use crate::base::sorted::sort_by_key;
use std::sync::LazyLock;

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VariableDef {
    /// The name.
    pub name: &'static str,
    /// The meaning, for the reference.
    pub description: &'static str,
    /// Why the variable has no value yet, or always the same one; `None` for the others.
    pub inert: Option<&'static str>,
    /// The source of its value.
    pub source: Source,
}

/// Defines an enum for each group, and [`Source`] and `GROUPS` over all of them.
macro_rules! groups {
    ($($(#[$doc:meta])+ $group:ident($list:ident: $enum:ident) {
        $($variant:ident $name:literal, $about:literal $(, inert $reason:expr)?;)+
    })+) => {
        $(
            $(#[$doc])+
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub enum $enum {
                $(#[doc = concat!("`", $name, "`: ", $about, ".")] $variant),+
            }

            /// The rows of the group, sorted by name.
            const $list: &[VariableDef] = &[$(VariableDef {
                name: $name,
                description: $about,
                inert: reason!($($reason)?),
                source: Source::$group($enum::$variant),
            }),+];
        )+

        /// The source of the value of a variable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Source {
            $($(#[$doc])+ $group($enum),)+
            /// The command or hook that expands the format sets it.
            Command,
            /// It has no value yet.
            Nowhere,
        }

        const GROUPS: &[&[VariableDef]] = &[$($list),+];
    };
}

macro_rules! reason {
    () => {
        None
    };
    ($reason:expr) => {
        Some($reason)
    };
}

groups! {
    /// Variables about the server and the host.
    Server(SERVER: ServerVariable) {
        ConfigFiles "config_files", "Configuration files that were read, joined by commas";
        CurrentFile "current_file", "Configuration file that is being read";
        Host "host", "Name of the host";
        HostShort "host_short", "Name of the host up to its first dot";
        LoopIndex "loop_index", "Index of the iteration of a loop, from 0";
        LoopLastFlag "loop_last_flag", "1 in the last iteration of a loop";
        NextSessionId "next_session_id", "ID that the next session gets";
        Pid "pid", "Process ID of the server";
        ServerSessions "server_sessions", "Number of sessions";
        SixelSupport "sixel_support", "1 if SIXEL pictures are supported",
            inert "always 0: SIXEL pictures are missing";
        SocketPath "socket_path", "Path of the server's socket";
        StartTime "start_time", "Time at which the server started";
        Uid "uid", "User ID of the server's process";
        User "user", "User name of the server's process";
        Version "version", "Version of the server";
    }

    /// Variables about a client.
    Client(CLIENT: ClientVariable) {
        Activity "client_activity", "Time of the last activity of the client";
        CellHeight "client_cell_height", "Height of one of the client's cells in pixels",
            inert "always 0: the size of a cell is not known";
        CellWidth "client_cell_width", "Width of one of the client's cells in pixels",
            inert "always 0: the size of a cell is not known";
        ControlMode "client_control_mode", "1 if the client is in control mode",
            inert "always 0: control mode is missing";
        Created "client_created", "Time at which the client attached";
        Discarded "client_discarded", "Bytes that were dropped because the client was slow",
            inert "always 0: bytes are not counted";
        Flags "client_flags", "Flags of the client, joined by commas";
        Height "client_height", "Rows of the client";
        KeyTable "client_key_table", "Key table in which the next key is looked up";
        LastSession "client_last_session", "Name of the session that the client showed before";
        Name "client_name", "Name of the client";
        Pid "client_pid", "Process of the client";
        Prefix "client_prefix", "1 if the prefix key was pressed";
        Readonly "client_readonly", "1 if the client is read-only";
        Session "client_session", "Name of the client's session";
        Termfeatures "client_termfeatures", "Features of the client's terminal",
            inert "the same for every terminal";
        Colours "client_colours", "Number of colours of the client's terminal";
        Termname "client_termname", "TERM of the client";
        Termtype "client_termtype", "Type of the client's terminal, if the terminal reports it";
        Theme "client_theme", "dark or light, if the client's terminal reports it";
        Tty "client_tty", "Terminal device of the client";
        Uid "client_uid", "User ID of the client's process";
        User "client_user", "User name of the client's process";
        Utf8 "client_utf8", "1 if the client supports UTF-8";
        Width "client_width", "Columns of the client";
        Written "client_written", "Bytes sent to the client",
            inert "always 0: bytes are not counted";
    }

    /// Variables about the mouse event that ran the command.
    Mouse(MOUSE: MouseVariable) {
        Hyperlink "mouse_hyperlink", "Hyperlink under the mouse";
        Line "mouse_line", "Line under the mouse";
        Pane "mouse_pane", "ID of the pane under the mouse";
        StatusLine "mouse_status_line", "Status line under the mouse, from 0",
            inert "always 0";
        StatusRange "mouse_status_range", "Range of the status line under the mouse";
        Word "mouse_word", "Word under the mouse";
        X "mouse_x", "Column of the mouse in the pane";
        Y "mouse_y", "Row of the mouse in the pane";
    }

    /// Variables about a session.
    Session(SESSION: SessionVariable) {
        ActiveWindowIndex "active_window_index", "Index of the session's current window";
        LastWindowIndex "last_window_index", "Index of the session's last window";
        Active "session_active", "1 if the client shows the session";
        Activity "session_activity", "Time of the last activity in the session";
        ActivityFlag "session_activity_flag", "1 if a window of the session has activity";
        Alert "session_alert", "Flags of the session's alerts, each once";
        Alerts "session_alerts", "Indexes of the windows with alerts, and their flags";
        Attached "session_attached", "Number of clients that show the session";
        AttachedList "session_attached_list", "Clients that show the session, joined by commas";
        BellFlag "session_bell_flag", "1 if a window of the session has a bell";
        BlockedPanes "session_blocked_panes",
            "Number of panes of the session whose programs wait for a person";
        Created "session_created", "Time at which the session was created";
        Format "session_format", "1 if the format is about a session";
        Grouped "session_grouped", "1 if the session is in a group";
        Id "session_id", "ID of the session, such as $3";
        LastAttached "session_last_attached", "Time at which the session was last attached";
        ManyAttached "session_many_attached", "1 if several clients show the session";
        Marked "session_marked", "1 if the marked pane is in the session";
        Name "session_name", "Name of the session";
        Path "session_path", "Directory of the session";
        SilenceFlag "session_silence_flag", "1 if a window of the session has a silence alert";
        Stack "session_stack", "Indexes of the session's windows, most recent first";
        WebViewers "session_web_viewers", "Number of shared tabs of mux web that show the session";
        Windows "session_windows", "Number of windows in the session";
    }

    /// Variables about the group of a session; empty without a group.
    SessionGroup(SESSION_GROUP: SessionGroupVariable) {
        Name "session_group", "Name of the session's group";
        Attached "session_group_attached", "Number of clients that show sessions of the group";
        AttachedList "session_group_attached_list",
            "Clients that show sessions of the group, joined by commas";
        List "session_group_list", "Sessions of the group, joined by commas";
        ManyAttached "session_group_many_attached",
            "1 if several clients show sessions of the group";
        Size "session_group_size", "Number of sessions in the group";
    }

    /// Variables about a window.
    Window(WINDOW: WindowVariable) {
        NextWindowActive "next_window_active",
            "1 if the next window of the loop is the current one";
        NextWindowIndex "next_window_index", "Index of the next window of the loop";
        PrevWindowActive "prev_window_active",
            "1 if the previous window of the loop is the current one";
        PrevWindowIndex "prev_window_index", "Index of the previous window of the loop";
        Active "window_active", "1 if the window is the session's current one";
        ActiveClients "window_active_clients", "Number of clients that show the window";
        ActiveClientsList "window_active_clients_list",
            "Clients that show the window, joined by commas";
        ActiveSessions "window_active_sessions",
            "Number of sessions in which the window is the current one";
        ActiveSessionsList "window_active_sessions_list",
            "Sessions in which the window is the current one, joined by commas";
        Activity "window_activity", "Time of the last activity in the window";
        ActivityFlag "window_activity_flag", "1 if the window has activity";
        AfterActive "window_after_active", "1 if the window follows the current one in the loop";
        BeforeActive "window_before_active", "1 if the current window follows this one in the loop";
        BellFlag "window_bell_flag", "1 if the window has a bell";
        Bigger "window_bigger", "1 if the window is larger than the client";
        BlockedPanes "window_blocked_panes",
            "Number of panes of the window whose programs wait for a person";
        CellHeight "window_cell_height", "Height of one of the window's cells in pixels",
            inert "always 0: the size of a cell is not known";
        CellWidth "window_cell_width", "Width of one of the window's cells in pixels",
            inert "always 0: the size of a cell is not known";
        EndFlag "window_end_flag", "1 if the window has the highest index";
        Flags "window_flags", "Flags of the window, # doubled";
        Format "window_format", "1 if the format is about a window";
        Height "window_height", "Rows of the window";
        Id "window_id", "ID of the window, such as @3";
        Index "window_index", "Index of the window in its session";
        LastFlag "window_last_flag", "1 if the window was current before the current one";
        Layout "window_layout", "Layout of the window, ignoring zoom";
        Linked "window_linked", "1 if the window is linked into several sessions";
        LinkedSessions "window_linked_sessions",
            "Number of sessions into which the window is linked";
        LinkedSessionsList "window_linked_sessions_list",
            "Sessions into which the window is linked, joined by commas";
        ManualHeight "window_manual_height", "Rows that resize-window set";
        ManualWidth "window_manual_width", "Columns that resize-window set";
        MarkedFlag "window_marked_flag", "1 if the window contains the marked pane";
        ModalPane "window_modal_pane", "ID of the modal pane of the window";
        Name "window_name", "Name of the window";
        OffsetX "window_offset_x", "First visible column of the window on the client";
        OffsetY "window_offset_y", "First visible row of the window on the client";
        Panes "window_panes", "Number of panes in the window";
        RawFlags "window_raw_flags", "Flags of the window, # not doubled";
        SilenceFlag "window_silence_flag", "1 if the window has a silence alert";
        StackIndex "window_stack_index",
            "Position of the window in the session's order of use, 0 for the current one";
        StartFlag "window_start_flag", "1 if the window has the lowest index";
        FinishedFlag "window_finished_flag",
            "1 if a command of the window ended, and nobody looked since";
        StateFlag "window_state_flag",
            "1 if a program of the window waits for a person or is done, and nobody looked since";
        VisibleLayout "window_visible_layout", "Layout of the window as shown, with zoom";
        Width "window_width", "Columns of the window";
        ZoomedFlag "window_zoomed_flag", "1 if the window is zoomed";
    }

    /// Variables about a pane.
    Pane(PANE: PaneVariable) {
        HistoryLimit "history_limit", "Maximum number of lines in the pane's history";
        Active "pane_active", "1 if the pane is the window's active one";
        Bg "pane_bg", "Background colour of the pane",
            inert "always default";
        CommandDuration "pane_command_duration",
            "Seconds that the last command of the shell has run, as it marks them";
        CommandEndTime "pane_command_end_time", "Time at which the last command of the shell ended";
        CommandRunning "pane_command_running", "1 if the shell runs a command";
        CommandStartTime "pane_command_start_time",
            "Time at which the last command of the shell started";
        CommandState "pane_command_state",
            "State of the last command of the shell: running 12s, exit 1 3s, took 2m14s";
        CommandStatus "pane_command_status", "Exit status of the last command of the shell";
        CurrentCommand "pane_current_command", "Program that runs in the pane";
        CurrentPath "pane_current_path", "Working directory of the program in the pane";
        Dead "pane_dead", "1 if the pane's program has exited";
        DeadSignal "pane_dead_signal", "Signal that killed the pane's program";
        DeadStatus "pane_dead_status", "Exit status of the pane's program";
        DeadTime "pane_dead_time", "Time at which the pane's program exited";
        Fg "pane_fg", "Text colour of the pane",
            inert "always default";
        Flags "pane_flags",
            "Flags of the pane: * active, - last, Z zoomed, F floating, O modal";
        FloatingFlag "pane_floating_flag", "1 if the pane is floating";
        Format "pane_format", "1 if the format is about a pane";
        Id "pane_id", "ID of the pane, such as %3";
        InMode "pane_in_mode", "Number of modes that the pane is in";
        Index "pane_index", "Index of the pane in its window";
        InputOff "pane_input_off", "1 if input to the pane is disabled";
        KeyMode "pane_key_mode", "Key encoding that the program requested";
        Last "pane_last", "1 if the pane was active before the current one";
        LastCommand "pane_last_command", "Last command, as reported by the shell";
        LastCommandStatus "pane_last_command_status",
            "Exit status of the last command, as reported by the shell";
        LastOutputTime "pane_last_output_time", "Time of the last output of the pane";
        LastPromptTime "pane_last_prompt_time", "Time of the last prompt of the shell";
        Marked "pane_marked", "1 if the pane is the marked one";
        MarkedSet "pane_marked_set", "1 if any pane is marked";
        ModalFlag "pane_modal_flag", "1 if the pane is modal";
        Mode "pane_mode", "Name of the pane's mode";
        Path "pane_path", "Working directory as the program reported it";
        PbProgress "pane_pb_progress", "Progress that the program reported, in percent";
        PbState "pane_pb_state", "State of the progress that the program reported";
        Pid "pane_pid", "Process ID of the pane's program";
        Pipe "pane_pipe", "1 if the output of the pane is piped";
        PipePid "pane_pipe_pid", "Process ID of the command that the pane is piped to";
        PrivateModes "pane_private_modes", "Private modes that the program set, joined by commas";
        Progress "pane_progress",
            "Progress of the program in percent; empty without a progress bar";
        SearchString "pane_search_string", "Last search string in copy mode";
        StartCommand "pane_start_command", "Command with which the pane was started";
        StartCommandList "pane_start_command_list",
            "Words of the command with which the pane was started, each quoted";
        StartPath "pane_start_path", "Directory in which the pane was started";
        State "pane_state",
            "State of the program: working, blocked, done, idle or error; empty if unknown";
        StateMessage "pane_state_message", "Message of the report about the pane's state";
        StateSource "pane_state_source", "Name of the program that reported the pane's state";
        Synchronized "pane_synchronized", "1 if input goes to all panes of the window";
        Tabs "pane_tabs", "Columns of the pane's tab stops";
        Title "pane_title", "Title of the pane";
        Tty "pane_tty", "Terminal device of the pane";
        UnseenChanges "pane_unseen_changes",
            "1 if the content changed while the pane was in a mode";
        UnzoomedHeight "pane_unzoomed_height", "Rows of the pane when its window is not zoomed";
        UnzoomedWidth "pane_unzoomed_width", "Columns of the pane when its window is not zoomed";
        Z "pane_z", "Number of floating panes before the pane, 0 on top";
        ZoomedFlag "pane_zoomed_flag", "1 if the pane is zoomed";
    }

    /// Variables about copy mode and view mode; empty outside of them.
    Copy(COPY: CopyVariable) {
        CommandDuration "copy_command_duration",
            "Time that the command at the cursor in copy mode took, such as 2.3s";
        CommandState "copy_command_state",
            "Exit status and duration of the command at the cursor in copy mode";
        CommandStatus "copy_command_status",
            "Exit status of the command at the cursor in copy mode";
        CursorHyperlink "copy_cursor_hyperlink", "Hyperlink at the cursor in copy mode";
        CursorLine "copy_cursor_line", "Line of the cursor in copy mode";
        CursorWord "copy_cursor_word", "Word at the cursor in copy mode";
        CursorX "copy_cursor_x", "Column of the cursor in copy mode";
        CursorY "copy_cursor_y", "Row of the cursor in copy mode";
        LineNumbers "copy_line_numbers", "1 if copy mode shows line numbers";
        LineTime "copy_line_time",
            "Time at which the line at the cursor in copy mode was written";
        Position "copy_position", "Lines scrolled back in copy mode, or the line at the top";
        PositionLimit "copy_position_limit",
            "Largest value of copy_position";
        RectangleToggle "rectangle_toggle", "1 if the selection is a rectangle in copy mode";
        RefreshActive "refresh_active", "1 if copy mode follows the pane";
        ScrollPosition "scroll_position", "Lines scrolled back in copy mode";
        SearchCount "search_count", "Number of search matches in copy mode";
        SearchCountPartial "search_count_partial",
            "1 if there are more search matches than were counted";
        SearchMatch "search_match", "Search match at the cursor in copy mode";
        SearchPresent "search_present", "1 if search matches are highlighted in copy mode";
        SearchRunning "search_running", "1 while a search of copy mode reads a long history";
        SearchTimedOut "search_timed_out", "1 if the search timed out",
            inert "always 0: searches have no time limit";
        SelectionActive "selection_active", "1 if the selection follows the cursor";
        SelectionEndX "selection_end_x", "Column at which the selection ends";
        SelectionEndY "selection_end_y", "Line at which the selection ends";
        SelectionMode "selection_mode", "Unit of the selection: char, word or line";
        SelectionPresent "selection_present", "1 if there is a selection";
        SelectionStartX "selection_start_x", "Column at which the selection starts";
        SelectionStartY "selection_start_y", "Line at which the selection starts";
        TopLineTime "top_line_time", "Time at which the top line in copy mode was written";
    }

    /// Variables about the position of a pane in its window.
    PaneGeometry(PANE_GEOMETRY: PaneGeometryVariable) {
        AtBottom "pane_at_bottom", "1 if the pane is at the bottom of the window";
        AtLeft "pane_at_left", "1 if the pane is at the left of the window";
        AtRight "pane_at_right", "1 if the pane is at the right of the window";
        AtTop "pane_at_top", "1 if the pane is at the top of the window";
        Bottom "pane_bottom", "Last row of the pane in the window";
        Height "pane_height", "Rows of the pane";
        Left "pane_left", "First column of the pane in the window";
        Right "pane_right", "Last column of the pane in the window";
        Top "pane_top", "First row of the pane in the window";
        Width "pane_width", "Columns of the pane";
        X "pane_x", "Column of the pane, for menus and floating panes";
        Y "pane_y", "Row of the pane, for menus and floating panes";
    }

    /// Variables about the screen of a pane.
    Screen(SCREEN: ScreenVariable) {
        AlternateOn "alternate_on", "1 while the pane shows its alternate screen";
        AlternateSavedX "alternate_saved_x",
            "Cursor column saved when the alternate screen was entered";
        AlternateSavedY "alternate_saved_y",
            "Cursor row saved when the alternate screen was entered";
        BracketPasteFlag "bracket_paste_flag", "1 if the program asked for pastes to be bracketed";
        CursorBlinking "cursor_blinking", "1 if the pane's cursor blinks";
        CursorCharacter "cursor_character", "Character at the pane's cursor";
        CursorColour "cursor_colour", "Colour of the pane's cursor";
        CursorFlag "cursor_flag", "1 if the pane's cursor is visible";
        CursorShape "cursor_shape", "Shape of the pane's cursor: block, underline or bar";
        CursorVeryVisible "cursor_very_visible", "1 if the pane's cursor is very visible",
            inert "always 0: terminals draw one visible cursor";
        CursorX "cursor_x", "Column of the pane's cursor";
        CursorY "cursor_y", "Row of the pane's cursor";
        HistoryAllBytes "history_all_bytes", "Memory that the pane's history uses, in bytes";
        HistoryBytes "history_bytes", "Memory that the pane's history uses, in bytes";
        HistorySize "history_size", "Number of lines in the pane's history";
        InsertFlag "insert_flag", "1 if the pane is in insert mode";
        KeypadCursorFlag "keypad_cursor_flag", "1 if the cursor keys are in application mode";
        KeypadFlag "keypad_flag", "1 if the keypad is in application mode";
        MouseAllFlag "mouse_all_flag", "1 if the program requested all mouse events";
        MouseAnyFlag "mouse_any_flag", "1 if the program requested any mouse events";
        MouseButtonFlag "mouse_button_flag", "1 if the program requested clicks and drags";
        MouseSgrFlag "mouse_sgr_flag", "1 if the program requested mouse events in SGR encoding";
        MouseStandardFlag "mouse_standard_flag", "1 if the program requested clicks only";
        MouseUtf8Flag "mouse_utf8_flag",
            "1 if the program requested mouse events in UTF-8 encoding";
        OriginFlag "origin_flag", "1 if the pane is in origin mode";
        ScrollRegionLower "scroll_region_lower", "Last row of the scroll region";
        ScrollRegionUpper "scroll_region_upper", "First row of the scroll region";
        SynchronizedOutputFlag "synchronized_output_flag",
            "1 while the program updates the screen in one piece";
        WrapFlag "wrap_flag", "1 if text wraps at the edge of the pane";
    }

    /// Variables about a paste buffer.
    Buffer(BUFFER: BufferVariable) {
        Created "buffer_created", "Time at which the buffer was created";
        Full "buffer_full", "Whole content of the buffer";
        Name "buffer_name", "Name of the buffer";
        Sample "buffer_sample", "Start of the buffer's content";
        Size "buffer_size", "Bytes in the buffer";
    }
}

/// Variables that the command or hook that expands the format sets.
const COMMAND: &[VariableDef] = &[
    command("command", "Name of the command of a hook"),
    command("command_list_alias", "Alias of a command, in list-commands"),
    command("command_list_name", "Name of a command, in list-commands"),
    command("command_list_usage", "Usage of a command, in list-commands"),
    command("command_prompt", "1 if the prompt is in vi's command mode"),
    command(
        "environ_name",
        "Name of the variable, in a loop over the environment",
    ),
    command(
        "environ_value",
        "Value of the variable, in a loop over the environment",
    ),
    command("hook", "Name of the hook that runs"),
    command("hook_client", "Client for which the hook runs"),
    command(
        "hook_monitor_last_value",
        "Value before the change, in the event of a monitor",
    ),
    command("hook_monitor_name", "Event of a monitor, in that event"),
    command(
        "hook_monitor_value",
        "Value of the format, in the event of a monitor",
    ),
    command("hook_pane", "ID of the pane for which the hook runs"),
    command("hook_session", "ID of the session for which the hook runs"),
    command(
        "hook_session_name",
        "Name of the session for which the hook runs",
    ),
    command("hook_window", "ID of the window for which the hook runs"),
    command(
        "hook_window_name",
        "Name of the window for which the hook runs",
    ),
    command("is_key", "1 if a line of customize mode is a key"),
    command("is_option", "1 if a line of customize mode is an option"),
    command("key", "Key, in customize mode"),
    command("key_command", "Command of a key, in list-keys"),
    command(
        "key_has_repeat",
        "1 if any listed key can repeat, in list-keys",
    ),
    command("key_note", "Note of a key"),
    command("key_prefix", "Prefix key before the key, in list-keys"),
    command("key_repeat", "1 if the key can repeat, in list-keys"),
    command("key_string", "Name of a key, in list-keys"),
    command(
        "key_string_width",
        "Columns of the longest key name, in list-keys",
    ),
    command("key_table", "Table of a key, in list-keys"),
    command(
        "key_table_width",
        "Columns of the longest table name, in list-keys",
    ),
    command("line", "Number of the line in a list"),
    command("message", "Text of the message or prompt"),
    command("message_text", "Text of a message, in show-messages"),
    command("message_time", "Time of a message, in show-messages"),
    command(
        "option_is_array",
        "1 if the option is an array, in a loop over options",
    ),
    command(
        "option_is_global",
        "1 if no object sets the option, in a loop over options",
    ),
    command(
        "option_scope",
        "Scope of the option, in a loop over options",
    ),
    command("option_name", "Name of the option"),
    command("option_unit", "Unit of the option's value"),
    command("option_value", "Value of the option"),
    command("popup_centre_x", "Column that centres the menu or popup"),
    command("popup_centre_y", "Row that centres the menu or popup"),
    command("popup_height", "Rows of the menu or popup"),
    command(
        "popup_mouse_bottom",
        "Row that puts the bottom at the mouse",
    ),
    command(
        "popup_mouse_centre_x",
        "Column that centres the menu or popup at the mouse",
    ),
    command("popup_mouse_top", "Row that puts the top at the mouse"),
    command("popup_mouse_x", "Column of the mouse"),
    command("popup_mouse_y", "Row of the mouse"),
    command("popup_pane_bottom", "Row below the pane"),
    command(
        "popup_last_x",
        "First column of the last menu of the client",
    ),
    command(
        "popup_last_y",
        "Row below a menu that begins at the row of the last menu",
    ),
    command("popup_pane_left", "First column of the pane"),
    command("popup_pane_right", "Column to the right of the pane"),
    command("popup_pane_top", "First row of the pane"),
    command("popup_status_line_y", "Row next to the status line"),
    command("popup_width", "Columns of the menu or popup"),
    command(
        "popup_window_status_line_x",
        "Column of the window in the status line",
    ),
    command(
        "popup_window_status_line_y",
        "Row next to the status line that shows the window",
    ),
];

/// Variables of tmux without a value.
const NOWHERE: &[VariableDef] = &[
    nowhere(
        "buffer_mode_format",
        "Default format of a line in choose-buffer",
        "choose-buffer has its format in the command",
    ),
    nowhere(
        "client_mode_format",
        "Default format of a line in choose-client",
        "choose-client has its format in the command",
    ),
    nowhere(
        "message_number",
        "Number of a message, in show-messages",
        "messages have no numbers",
    ),
    nowhere(
        "notes_only",
        "1 if only keys with notes are listed",
        "list-keys -N does not use a format",
    ),
    nowhere(
        "popup_mouse_centre_y",
        "Row that centres the menu or popup at the mouse",
        "display-menu does not set it",
    ),
    nowhere(
        "prompt-input",
        "Text that was typed into the prompt",
        "the prompt does not run while it is typed",
    ),
    nowhere(
        "tree_mode_format",
        "Default format of a line in choose-tree",
        "choose-tree has its format in the command",
    ),
];

const fn command(name: &'static str, description: &'static str) -> VariableDef {
    VariableDef {
        name,
        description,
        inert: None,
        source: Source::Command,
    }
}

const fn nowhere(
    name: &'static str,
    description: &'static str,
    reason: &'static str,
) -> VariableDef {
    VariableDef {
        name,
        description,
        inert: Some(reason),
        source: Source::Nowhere,
    }
}

/// Every variable, sorted by name.
pub static VARIABLES: LazyLock<Vec<VariableDef>> = LazyLock::new(|| {
    let rows = GROUPS.iter().copied().chain([COMMAND, NOWHERE]).flatten();
    let mut rows: Vec<VariableDef> = rows.copied().collect();
    sort_by_key(&mut rows, |row| row.name);
    rows
});

/// The row of a name.
pub fn find(name: &str) -> Option<&'static VariableDef> {
    let rows = &*VARIABLES;
    let at = rows.binary_search_by_key(&name, |row| row.name).ok()?;
    rows.get(at)
}

impl BufferVariable {
    /// The names and variables of buffers.
    pub fn all() -> impl Iterator<Item = (&'static str, Self)> {
        BUFFER.iter().filter_map(|row| match row.source {
            Source::Buffer(variable) => Some((row.name, variable)),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::tables::option_lookup;

    #[test]
    fn names_are_unique_and_described() {
        assert_eq!(VARIABLES.len(), 321);
        assert!(VARIABLES.windows(2).all(|pair| pair[0].name < pair[1].name));
        for row in &*VARIABLES {
            let text = row.description;
            assert!(!text.is_empty() && !text.ends_with('.'), "{}", row.name);
            assert_eq!(find(row.name), Some(row));
        }
    }

    /// A format looks a name up here first, then among the options.
    #[test]
    fn no_option_has_the_name_of_a_variable() {
        let both = VARIABLES
            .iter()
            .filter(|row| option_lookup::get(row.name).is_some());
        assert_eq!(both.count(), 0);
    }
}
