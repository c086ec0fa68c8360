//! Exit statuses between the keeper's form and the world's.

use crate::keeper;
use crate::model::Exit;

/// The world's form of an exit status from the keeper.
pub fn from_keeper(exit: keeper::ProgramExit) -> Exit {
    let small = |n: i32| u8::try_from(n).ok();
    let (status, signal) = match exit {
        keeper::ProgramExit::Status(status) => (small(status), None),
        keeper::ProgramExit::Signal(signal) => (None, small(signal)),
        keeper::ProgramExit::Unknown => (None, None),
    };
    Exit { status, signal }
}

/// The keeper's form of an exit status.
pub fn to_keeper(exit: Exit) -> keeper::ProgramExit {
    match (exit.status, exit.signal) {
        (Some(status), _) => keeper::ProgramExit::Status(i32::from(status)),
        (None, Some(signal)) => keeper::ProgramExit::Signal(i32::from(signal)),
        (None, None) => keeper::ProgramExit::Unknown,
    }
}
