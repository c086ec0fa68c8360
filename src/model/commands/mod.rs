//! The commands, one file each. A new one is a file and a row here.

use super::command::Entry;

mod values;

macro_rules! commands {
    ($($file:ident :: $verb:ident),* $(,)?) => {
        $(mod $file;)*

        /// Every command, by name.
        pub const COMMANDS: &[Entry] = &[$(Entry::of::<$file::$verb>()),*];
    };
}

commands! {
    attach_session::AttachSession,
    bind_key::BindKey,
    break_pane::BreakPane,
    capture_pane::CapturePane,
    clear_history::ClearHistory,
    command_prompt::CommandPrompt,
    confirm_before::ConfirmBefore,
    copy_mode::CopyMode,
    detach_client::DetachClient,
    display_message::DisplayMessage,
    display_panes::DisplayPanes,
    has_session::HasSession,
    if_shell::IfShell,
    join_pane::JoinPane,
    kill_pane::KillPane,
    kill_server::KillServer,
    kill_session::KillSession,
    kill_window::KillWindow,
    last_pane::LastPane,
    last_window::LastWindow,
    link_window::LinkWindow,
    list_clients::ListClients,
    list_commands::ListCommands,
    list_keys::ListKeys,
    list_panes::ListPanes,
    list_sessions::ListSessions,
    list_windows::ListWindows,
    move_pane::MovePane,
    move_window::MoveWindow,
    new_session::NewSession,
    new_window::NewWindow,
    next_layout::NextLayout,
    next_window::NextWindow,
    previous_layout::PreviousLayout,
    previous_window::PreviousWindow,
    refresh_client::RefreshClient,
    rename_session::RenameSession,
    rename_window::RenameWindow,
    resize_pane::ResizePane,
    resize_window::ResizeWindow,
    respawn_pane::RespawnPane,
    respawn_window::RespawnWindow,
    rotate_window::RotateWindow,
    run_shell::RunShell,
    select_layout::SelectLayout,
    select_pane::SelectPane,
    select_window::SelectWindow,
    send_keys::SendKeys,
    send_prefix::SendPrefix,
    set_environment::SetEnvironment,
    set_hook::SetHook,
    set_option::SetOption,
    set_window_option::SetWindowOption,
    show_environment::ShowEnvironment,
    show_hooks::ShowHooks,
    show_messages::ShowMessages,
    show_options::ShowOptions,
    show_window_options::ShowWindowOptions,
    source_file::SourceFile,
    split_window::SplitWindow,
    start_server::StartServer,
    suspend_client::SuspendClient,
    swap_pane::SwapPane,
    swap_window::SwapWindow,
    switch_client::SwitchClient,
    unbind_key::UnbindKey,
    unlink_window::UnlinkWindow,
    wait_for::WaitFor,
}
