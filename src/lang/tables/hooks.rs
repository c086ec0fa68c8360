//! The table of hooks: options whose value is a list of commands that run after an event. The hook
//! `after-NAME` runs after the command NAME.

use super::option_def::{ArrayDef, Kind, OnChange, OptionDef, Scope};

const SESSION: Scope = Scope::SESSION;
const WINDOW: Scope = Scope::WINDOW;
const PANES: Scope = Scope::WINDOW.union(Scope::PANE);

/// Every hook, in the order in which `show-hooks` prints them.
pub const HOOKS: &[OptionDef] = &[
    hook(SESSION, "after-bind-key", "Runs after bind-key."),
    hook(SESSION, "after-capture-pane", "Runs after capture-pane."),
    hook(SESSION, "after-copy-mode", "Runs after copy-mode."),
    hook(
        SESSION,
        "after-display-message",
        "Runs after display-message.",
    ),
    hook(SESSION, "after-display-panes", "Runs after display-panes."),
    hook(SESSION, "after-kill-pane", "Runs after kill-pane."),
    hook(SESSION, "after-list-buffers", "Runs after list-buffers."),
    hook(SESSION, "after-list-clients", "Runs after list-clients."),
    hook(SESSION, "after-list-keys", "Runs after list-keys."),
    hook(SESSION, "after-list-panes", "Runs after list-panes."),
    hook(SESSION, "after-list-sessions", "Runs after list-sessions."),
    hook(SESSION, "after-list-windows", "Runs after list-windows."),
    hook(SESSION, "after-load-buffer", "Runs after load-buffer."),
    hook(SESSION, "after-lock-server", "Runs after lock-server."),
    hook(SESSION, "after-new-session", "Runs after new-session."),
    hook(SESSION, "after-new-window", "Runs after new-window."),
    hook(SESSION, "after-paste-buffer", "Runs after paste-buffer."),
    hook(SESSION, "after-pipe-pane", "Runs after pipe-pane."),
    hook(
        SESSION,
        "after-queue",
        "Runs after the queue of a client is empty.",
    )
    .inert("the end of a queue is not reported"),
    hook(
        SESSION,
        "after-refresh-client",
        "Runs after refresh-client.",
    ),
    hook(
        SESSION,
        "after-rename-session",
        "Runs after rename-session.",
    ),
    hook(SESSION, "after-rename-window", "Runs after rename-window."),
    hook(SESSION, "after-resize-pane", "Runs after resize-pane."),
    hook(SESSION, "after-resize-window", "Runs after resize-window."),
    hook(SESSION, "after-save-buffer", "Runs after save-buffer."),
    hook(SESSION, "after-select-layout", "Runs after select-layout."),
    hook(SESSION, "after-select-pane", "Runs after select-pane."),
    hook(SESSION, "after-select-window", "Runs after select-window."),
    hook(SESSION, "after-send-keys", "Runs after send-keys."),
    hook(SESSION, "after-set-buffer", "Runs after set-buffer."),
    hook(
        SESSION,
        "after-set-environment",
        "Runs after set-environment.",
    ),
    hook(SESSION, "after-set-hook", "Runs after set-hook."),
    hook(SESSION, "after-set-option", "Runs after set-option."),
    hook(
        SESSION,
        "after-show-environment",
        "Runs after show-environment.",
    ),
    hook(SESSION, "after-show-messages", "Runs after show-messages."),
    hook(SESSION, "after-show-options", "Runs after show-options."),
    hook(SESSION, "after-split-window", "Runs after split-window."),
    hook(SESSION, "after-unbind-key", "Runs after unbind-key."),
    hook(
        SESSION,
        "alert-activity",
        "Runs when a window has activity.",
    ),
    hook(SESSION, "alert-bell", "Runs when a bell rings in a window."),
    hook(
        SESSION,
        "alert-silence",
        "Runs when a window has been silent.",
    ),
    hook(
        SESSION,
        "client-active",
        "Runs when a client becomes the latest active one of its session.",
    )
    .inert("it is not tracked"),
    hook(SESSION, "client-attached", "Runs when a client attaches."),
    hook(
        SESSION,
        "client-dark-theme",
        "Runs when a client's terminal changes to a dark theme.",
    ),
    hook(SESSION, "client-detached", "Runs when a client detaches."),
    hook(
        SESSION,
        "client-focus-in",
        "Runs when a client's terminal gains the focus.",
    )
    .inert("panes have hooks for the focus, clients have none"),
    hook(
        SESSION,
        "client-focus-out",
        "Runs when a client's terminal loses the focus.",
    )
    .inert("panes have hooks for the focus, clients have none"),
    hook(
        SESSION,
        "client-light-theme",
        "Runs when a client's terminal changes to a light theme.",
    ),
    hook(
        SESSION,
        "client-resized",
        "Runs when the size of a client changes.",
    ),
    hook(
        SESSION,
        "client-session-changed",
        "Runs when a client shows another session.",
    ),
    hook(SESSION, "command-error", "Runs when a command fails.").inert("errors are only shown"),
    hook(
        PANES,
        "pane-died",
        "Runs when the program of a pane exits and the pane stays.",
    ),
    hook(
        PANES,
        "pane-exited",
        "Runs when the program of a pane exits.",
    ),
    hook(PANES, "pane-focus-in", "Runs when a pane gains the focus."),
    hook(PANES, "pane-focus-out", "Runs when a pane loses the focus."),
    hook(
        PANES,
        "pane-mode-changed",
        "Runs when a pane enters or leaves a mode.",
    ),
    hook(
        PANES,
        "pane-set-clipboard",
        "Runs when a program sets the clipboard.",
    ),
    hook(
        PANES,
        "pane-title-changed",
        "Runs when the title of a pane changes.",
    ),
    hook(
        SESSION,
        "session-closed",
        "Runs when a session is destroyed.",
    ),
    hook(
        SESSION,
        "session-created",
        "Runs when a session is created.",
    ),
    hook(
        SESSION,
        "session-renamed",
        "Runs when a session is renamed.",
    ),
    hook(
        SESSION,
        "session-window-changed",
        "Runs when the current window of a session changes.",
    ),
    hook(
        WINDOW,
        "window-layout-changed",
        "Runs when the layout of a window changes.",
    ),
    hook(
        SESSION,
        "window-linked",
        "Runs when a window is linked into a session.",
    ),
    hook(
        WINDOW,
        "window-pane-changed",
        "Runs when the active pane of a window changes.",
    ),
    hook(WINDOW, "window-renamed", "Runs when a window is renamed."),
    hook(
        WINDOW,
        "window-resized",
        "Runs when the size of a window changes.",
    ),
    hook(
        SESSION,
        "window-unlinked",
        "Runs when a window is unlinked from a session.",
    ),
];

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

/// Whether an option is a hook.
pub fn is_hook(def: &OptionDef) -> bool {
    HOOKS.iter().any(|hook| hook.name == def.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hooks_are_found() {
        assert_eq!(HOOKS.len(), 68);
        let mouse = super::super::option_lookup::get("mouse");
        assert!(!mouse.is_some_and(is_hook) && HOOKS.iter().all(is_hook));
    }
}
