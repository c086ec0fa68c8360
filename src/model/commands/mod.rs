//! The command table. A new command is a file in this folder, a `mod` line and a row of the table.

// rustfmt follows only modules that are declared outside of macros.
mod attach_session;
mod await_conditions;
mod backup;
mod bind_key;
mod box_args;
mod break_pane;
mod capture_pane;
mod choose_buffer;
mod choose_client;
mod choose_history;
mod choose_key;
mod choose_tree;
mod chooser_args;
mod clear_history;
mod clear_prompt_history;
mod clock_mode;
mod command_palette;
mod command_prompt;
mod condition_args;
mod confirm_before;
mod copy_mode;
mod customize_mode;
mod delete_buffer;
mod detach_client;
mod display_menu;
mod display_message;
mod display_panes;
mod display_popup;
mod edit_scrollback;
mod events;
mod exec;
pub mod export;
mod find_window;
mod has_session;
pub mod history;
mod if_shell;
mod join_pane;
pub mod json_shapes;
mod kill_pane;
mod kill_server;
mod kill_session;
mod kill_window;
mod last_pane;
mod last_window;
mod link_window;
mod list_args;
mod list_buffers;
mod list_clients;
mod list_commands;
mod list_keys;
mod list_panes;
mod list_sessions;
mod list_windows;
mod load_buffer;
mod lock_client;
mod lock_server;
mod lock_session;
mod move_pane;
mod move_window;
mod new_pane;
mod new_session;
mod new_window;
mod next_layout;
mod next_window;
mod options;
mod paste_buffer;
mod pick;
mod pipe_pane;
mod place_args;
mod previous_layout;
mod previous_window;
mod quick_select;
mod read;
mod refresh_client;
mod rename_session;
mod rename_window;
mod report;
mod resize_pane;
mod resize_window;
mod respawn_pane;
mod respawn_window;
pub mod restore;
mod rotate_window;
mod run_shell;
mod save;
mod save_buffer;
mod saved_query;
pub mod saved_state;
pub mod search;
pub mod search_everywhere;
mod select_layout;
mod select_pane;
mod select_window;
mod send_keys;
mod send_prefix;
mod server_access;
mod sessions;
mod set_buffer;
mod set_environment;
mod set_hook;
mod set_option;
mod set_window_option;
mod show_buffer;
mod show_environment;
mod show_hooks;
mod show_messages;
mod show_options;
mod show_prompt_history;
mod show_window_options;
pub mod snapshots;
mod source_file;
mod spawn;
mod split_window;
mod start_args;
mod start_server;
pub mod status;
mod submit;
mod suspend_client;
mod swap_pane;
mod swap_window;
mod switch_client;
mod switch_mode;
mod theme;
mod toggle_floating;
mod toggle_scratch;
mod tour;
mod unbind_key;
mod undo;
mod unlink_window;
mod upgrade;
pub(crate) mod values;
mod wait_for;
mod workspace;

use crate::model::state::command::CommandDef;

macro_rules! commands {
    ($($file:ident :: $verb:ident),* $(,)?) => {
        /// All commands, sorted by name.
        pub const COMMANDS: &[CommandDef] = &[$(CommandDef::of::<$file::$verb>()),*];
    };
}

commands! {
    attach_session::AttachSession,
    await_conditions::AwaitConditions,
    backup::Backup,
    bind_key::BindKey,
    break_pane::BreakPane,
    capture_pane::CapturePane,
    choose_buffer::ChooseBuffer,
    choose_client::ChooseClient,
    choose_history::ChooseHistory,
    choose_key::ChooseKey,
    choose_tree::ChooseTree,
    clear_history::ClearHistory,
    clear_prompt_history::ClearPromptHistory,
    clock_mode::ClockMode,
    command_palette::CommandPalette,
    command_prompt::CommandPrompt,
    confirm_before::ConfirmBefore,
    copy_mode::CopyMode,
    customize_mode::CustomizeMode,
    delete_buffer::DeleteBuffer,
    detach_client::DetachClient,
    display_menu::DisplayMenu,
    display_message::DisplayMessage,
    display_popup::DisplayPopup,
    display_panes::DisplayPanes,
    edit_scrollback::EditScrollback,
    exec::Exec,
    events::Events,
    export::Export,
    find_window::FindWindow,
    has_session::HasSession,
    history::History,
    if_shell::IfShell,
    join_pane::JoinPane,
    kill_pane::KillPane,
    kill_server::KillServer,
    kill_session::KillSession,
    kill_window::KillWindow,
    last_pane::LastPane,
    last_window::LastWindow,
    link_window::LinkWindow,
    list_buffers::ListBuffers,
    list_clients::ListClients,
    list_commands::ListCommands,
    list_keys::ListKeys,
    list_panes::ListPanes,
    list_sessions::ListSessions,
    list_windows::ListWindows,
    load_buffer::LoadBuffer,
    lock_client::LockClient,
    lock_server::LockServer,
    lock_session::LockSession,
    move_pane::MovePane,
    move_window::MoveWindow,
    new_pane::NewPane,
    new_session::NewSession,
    new_window::NewWindow,
    next_layout::NextLayout,
    next_window::NextWindow,
    options::Options,
    paste_buffer::PasteBuffer,
    pick::Pick,
    pipe_pane::PipePane,
    previous_layout::PreviousLayout,
    previous_window::PreviousWindow,
    quick_select::QuickSelect,
    read::Read,
    refresh_client::RefreshClient,
    rename_session::RenameSession,
    rename_window::RenameWindow,
    report::Report,
    resize_pane::ResizePane,
    resize_window::ResizeWindow,
    respawn_pane::RespawnPane,
    respawn_window::RespawnWindow,
    restore::Restore,
    rotate_window::RotateWindow,
    run_shell::RunShell,
    save::Save,
    save_buffer::SaveBuffer,
    search::Search,
    search_everywhere::SearchEverywhere,
    select_layout::SelectLayout,
    select_pane::SelectPane,
    select_window::SelectWindow,
    send_keys::SendKeys,
    send_prefix::SendPrefix,
    server_access::ServerAccess,
    sessions::Sessions,
    set_buffer::SetBuffer,
    set_environment::SetEnvironment,
    set_hook::SetHook,
    set_option::SetOption,
    set_window_option::SetWindowOption,
    show_buffer::ShowBuffer,
    show_environment::ShowEnvironment,
    show_hooks::ShowHooks,
    show_messages::ShowMessages,
    show_options::ShowOptions,
    show_prompt_history::ShowPromptHistory,
    show_window_options::ShowWindowOptions,
    snapshots::Snapshots,
    source_file::SourceFile,
    spawn::Spawn,
    split_window::SplitWindow,
    start_server::StartServer,
    status::Status,
    submit::Submit,
    suspend_client::SuspendClient,
    swap_pane::SwapPane,
    swap_window::SwapWindow,
    switch_client::SwitchClient,
    switch_mode::SwitchMode,
    theme::Theme,
    toggle_floating::ToggleFloating,
    toggle_scratch::ToggleScratch,
    tour::Tour,
    unbind_key::UnbindKey,
    undo::Undo,
    unlink_window::UnlinkWindow,
    upgrade::Upgrade,
    wait_for::WaitFor,
    workspace::Workspace,
}
