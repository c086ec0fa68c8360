//! The table of hooks: options whose value is a list of commands that run after an event. The hook
//! `after-NAME` runs after the command NAME.

use super::option_def::{ArrayDef, Kind, OnChange, OptionDef, Scope};

const SESSION: Scope = Scope::SESSION;
const WINDOW: Scope = Scope::WINDOW;
const PANES: Scope = Scope::WINDOW.union(Scope::PANE);

/// An event that has a hook. Only rows of the table have a value of this type, so an event cannot
/// be fired by a name that no row has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HookEvent(&'static str);

impl HookEvent {
    /// The name of the hook.
    pub const fn name(self) -> &'static str {
        self.0
    }
}

/// Defines [`HOOKS`]: a row for each command with an after-hook, then one for each event, which
/// also has a constant. A hook marked `never` is accepted and does not run.
macro_rules! hooks {
    (
        after { $($command:literal $(never $reason:literal)?)+ }
        events { $($(#[doc = $about:literal])+ $event:ident: $scope:ident $name:literal;)+ }
    ) => {
        $(
            $(#[doc = $about])+
            pub const $event: HookEvent = HookEvent($name);
        )+

        /// Every hook, in the order in which `show-hooks` prints them.
        pub const HOOKS: &[OptionDef] = &[
            $(
                hook(
                    SESSION,
                    concat!("after-", $command),
                    concat!("Runs after ", $command, "."),
                )$(.never($reason))?,
            )+
            $(hook($scope, $name, description(concat!($($about),+))),)+
        ];
    };
}

hooks! {
    after {
        "bind-key"
        "capture-pane"
        "copy-mode"
        "display-message"
        "display-panes"
        "kill-pane"
        "list-buffers"
        "list-clients"
        "list-keys"
        "list-panes"
        "list-sessions"
        "list-windows"
        "load-buffer"
        "lock-server"
        "new-session"
        "new-window"
        "paste-buffer"
        "pipe-pane"
        "queue" never "tmux does not run it either"
        "refresh-client"
        "rename-session"
        "rename-window"
        "resize-pane"
        "resize-window"
        "save-buffer"
        "select-layout"
        "select-pane"
        "select-window"
        "send-keys"
        "set-buffer"
        "set-environment"
        "set-hook"
        "set-option"
        "show-environment"
        "show-messages"
        "show-options"
        "split-window"
        "unbind-key"
    }
    events {
        /// Runs when a window has activity.
        ALERT_ACTIVITY: SESSION "alert-activity";
        /// Runs when a bell rings in a window.
        ALERT_BELL: SESSION "alert-bell";
        /// Runs when a window has been silent.
        ALERT_SILENCE: SESSION "alert-silence";
        /// Runs when a client becomes the latest active one of its session.
        CLIENT_ACTIVE: SESSION "client-active";
        /// Runs when a client attaches.
        CLIENT_ATTACHED: SESSION "client-attached";
        /// Runs when a client's terminal changes to a dark theme.
        CLIENT_DARK_THEME: SESSION "client-dark-theme";
        /// Runs when a client detaches.
        CLIENT_DETACHED: SESSION "client-detached";
        /// Runs when a client's terminal gains the focus.
        CLIENT_FOCUS_IN: SESSION "client-focus-in";
        /// Runs when a client's terminal loses the focus.
        CLIENT_FOCUS_OUT: SESSION "client-focus-out";
        /// Runs when a client's terminal changes to a light theme.
        CLIENT_LIGHT_THEME: SESSION "client-light-theme";
        /// Runs when the size of a client changes.
        CLIENT_RESIZED: SESSION "client-resized";
        /// Runs when a client shows another session.
        CLIENT_SESSION_CHANGED: SESSION "client-session-changed";
        /// Runs when a command fails.
        COMMAND_ERROR: SESSION "command-error";
        /// Runs when the program of a pane exits and the pane stays.
        PANE_DIED: PANES "pane-died";
        /// Runs when the program of a pane exits.
        PANE_EXITED: PANES "pane-exited";
        /// Runs when a pane gains the focus.
        PANE_FOCUS_IN: PANES "pane-focus-in";
        /// Runs when a pane loses the focus.
        PANE_FOCUS_OUT: PANES "pane-focus-out";
        /// Runs when a pane enters or leaves a mode.
        PANE_MODE_CHANGED: PANES "pane-mode-changed";
        /// Runs when a program sets the clipboard.
        PANE_SET_CLIPBOARD: PANES "pane-set-clipboard";
        /// Runs when the title of a pane changes.
        PANE_TITLE_CHANGED: PANES "pane-title-changed";
        /// Runs when a session is destroyed.
        SESSION_CLOSED: SESSION "session-closed";
        /// Runs when a session is created.
        SESSION_CREATED: SESSION "session-created";
        /// Runs when a session is renamed.
        SESSION_RENAMED: SESSION "session-renamed";
        /// Runs when the current window of a session changes.
        SESSION_WINDOW_CHANGED: SESSION "session-window-changed";
        /// Runs when the layout of a window changes.
        WINDOW_LAYOUT_CHANGED: WINDOW "window-layout-changed";
        /// Runs when a window is linked into a session.
        WINDOW_LINKED: SESSION "window-linked";
        /// Runs when the active pane of a window changes.
        WINDOW_PANE_CHANGED: WINDOW "window-pane-changed";
        /// Runs when a window is renamed.
        WINDOW_RENAMED: WINDOW "window-renamed";
        /// Runs when the size of a window changes.
        WINDOW_RESIZED: WINDOW "window-resized";
        /// Runs when a window is unlinked from a session.
        WINDOW_UNLINKED: SESSION "window-unlinked";
        /// Runs when an attached client is gone.
        CLIENT_CLOSED: SESSION "client-closed";
        /// Runs when a client shows its first session.
        CLIENT_CREATED: SESSION "client-created";
        /// Runs when a pane is marked or the mark is cleared.
        MARKED_PANE_CHANGED: PANES "marked-pane-changed";
        /// Runs when a pane has output.
        PANE_ACTIVITY: PANES "pane-activity";
        /// Runs when the bell rings in a pane.
        PANE_BELL: PANES "pane-bell";
        /// Runs when the shell of a pane reports the end of a command.
        PANE_COMMAND_FINISHED: PANES "pane-command-finished";
        /// Runs when the shell of a pane reports the start of a command.
        PANE_COMMAND_STARTED: PANES "pane-command-started";
        /// Runs when a pane is created.
        PANE_CREATED: PANES "pane-created";
        /// Runs when a pane enters a mode.
        PANE_MODE_ENTERED: PANES "pane-mode-entered";
        /// Runs when a pane leaves its mode.
        PANE_MODE_EXITED: PANES "pane-mode-exited";
        /// Runs when a pane moves to another window.
        PANE_MOVED: PANES "pane-moved";
        /// Runs when a prompt in a pane closes.
        PANE_PROMPT_CLOSED: PANES "pane-prompt-closed";
        /// Runs when a prompt in a pane opens.
        PANE_PROMPT_OPENED: PANES "pane-prompt-opened";
        /// Runs when the size of a pane changes.
        PANE_RESIZED: PANES "pane-resized";
        /// Runs when the shell of a pane shows its prompt.
        PANE_SHELL_PROMPT: PANES "pane-shell-prompt";
        /// Runs when the state of a pane changes: #{pane_state}.
        PANE_STATE: PANES "pane-state";
        /// Runs when a session joins a session group.
        SESSION_ADDED_TO_GROUP: SESSION "session-added-to-group";
        /// Runs when a session leaves its session group.
        SESSION_REMOVED_FROM_GROUP: SESSION "session-removed-from-group";
        /// Runs when a window is closed.
        WINDOW_CLOSED: WINDOW "window-closed";
        /// Runs when a window is created.
        WINDOW_CREATED: WINDOW "window-created";
        /// Runs when a window is no longer zoomed.
        WINDOW_UNZOOMED: WINDOW "window-unzoomed";
        /// Runs when a window is zoomed.
        WINDOW_ZOOMED: WINDOW "window-zoomed";
    }
}

impl OptionDef {
    /// Marks a hook that nothing runs, and says why.
    const fn never(mut self, reason: &'static str) -> Self {
        self.description = "Accepted for compatibility with tmux.";
        self.inert(reason)
    }
}

/// A doc comment without the space before it.
const fn description(comment: &'static str) -> &'static str {
    comment.trim_ascii()
}

const fn hook(scope: Scope, name: &'static str, description: &'static str) -> OptionDef {
    OptionDef {
        name,
        scope,
        kind: Kind::Command,
        default: "",
        array: Some(ArrayDef {
            separators: "",
            items: &[],
        }),
        pattern: None,
        unit: "",
        on_change: OnChange::Redraw,
        inert: None,
        description,
    }
}

/// The number of hooks of tmux 3.7, the first ones of the table.
const OLDER: usize = 68;

/// Whether tmux has a hook only from version 3.8 on.
pub fn is_newer(def: &OptionDef) -> bool {
    HOOKS[OLDER..].iter().any(|hook| hook.name == def.name)
}

/// Whether an option is a hook.
pub fn is_hook(def: &OptionDef) -> bool {
    HOOKS.iter().any(|hook| hook.name == def.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hooks_are_found() {
        assert_eq!(HOOKS.len(), OLDER + 22);
        let newer = |name| super::super::option_lookup::get(name).is_some_and(is_newer);
        assert!(newer("client-created") && !newer("window-unlinked"));
        let mouse = super::super::option_lookup::get("mouse");
        assert!(!mouse.is_some_and(is_hook) && HOOKS.iter().all(is_hook));
    }
}
