//! Requests for workspace files.

/// What is wanted of files.
#[derive(Clone, Debug)]
pub(crate) enum Act {
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
pub(crate) struct Wish {
    /// What is wanted.
    pub act: Act,
    /// The file as it was named, or the workspace.
    pub typed: String,
    /// It is none of the user's own, so its commands are shown before they run.
    pub foreign: bool,
}

/// A file whose commands were shown, with a question whether they may run.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(in crate::model) wish: Wish,
    pub(in crate::model) text: String,
}
