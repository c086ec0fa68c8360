//! Requests for workspace files.

/// What is wanted of files.
#[derive(Clone, Debug)]
pub(crate) enum WorkspaceAction {
    /// A line for each.
    List {
        /// As JSON.
        json: bool,
    },
    /// The text.
    Show,
    /// A session.
    Load {
        /// Not shown in any terminal.
        detached: bool,
        /// Its commands run without a question.
        yes: bool,
    },
}

/// A wish about workspace files.
#[derive(Clone, Debug)]
pub(crate) struct WorkspaceRequest {
    /// What is wanted.
    pub act: WorkspaceAction,
    /// The file as it was named, or the workspace.
    pub typed: String,
    /// It is none of the user's own, so its commands are shown before they run.
    pub foreign: bool,
}

/// A file whose commands were shown, with a question whether they may run.
#[derive(Debug)]
pub(crate) struct ShownFile {
    pub(in crate::model) wish: WorkspaceRequest,
    pub(in crate::model) text: String,
}
