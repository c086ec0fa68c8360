//! Pending requests for workspace files.

/// The action for workspace files.
#[derive(Clone, Debug)]
pub(crate) enum WorkspaceAction {
    /// List the workspaces, one line each.
    List {
        /// Print JSON instead of text.
        json: bool,
    },
    /// Print the file.
    Show,
    /// Load the workspace as a session.
    Load {
        /// Do not attach the client to the session (`-d`).
        detached: bool,
        /// Run the commands of the file without confirmation (`-y`).
        yes: bool,
    },
}

/// A request for workspace files.
#[derive(Clone, Debug)]
pub(crate) struct WorkspaceRequest {
    /// The action.
    pub action: WorkspaceAction,
    /// The file or workspace name as the user typed it.
    pub typed: String,
    /// The file is not in the user's workspace directory, so its commands are shown before they
    /// run.
    pub foreign: bool,
}

/// A file whose commands were shown and await confirmation.
#[derive(Debug)]
pub(crate) struct ShownFile {
    pub(in crate::model) request: WorkspaceRequest,
    pub(in crate::model) text: String,
}
