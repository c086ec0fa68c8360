//! The commands, one file each. A new one is a file and a row here.

use super::command::Entry;

macro_rules! commands {
    ($($file:ident :: $verb:ident),* $(,)?) => {
        $(mod $file;)*

        /// Every command, by name.
        pub const COMMANDS: &[Entry] = &[$(Entry::of::<$file::$verb>()),*];
    };
}

commands! {
    attach_session::AttachSession,
    detach_client::DetachClient,
    has_session::HasSession,
    kill_pane::KillPane,
    kill_server::KillServer,
    kill_session::KillSession,
    kill_window::KillWindow,
    last_window::LastWindow,
    list_clients::ListClients,
    list_sessions::ListSessions,
    list_windows::ListWindows,
    move_window::MoveWindow,
    new_session::NewSession,
    new_window::NewWindow,
    next_window::NextWindow,
    previous_window::PreviousWindow,
    refresh_client::RefreshClient,
    rename_session::RenameSession,
    rename_window::RenameWindow,
    rotate_window::RotateWindow,
    select_window::SelectWindow,
    split_window::SplitWindow,
    start_server::StartServer,
    suspend_client::SuspendClient,
    swap_window::SwapWindow,
    switch_client::SwitchClient,
}
