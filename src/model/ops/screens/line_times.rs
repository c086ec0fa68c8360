//! Records when the lines of panes are written, and when marked commands start and end.

use crate::base::PaneId;
use crate::model::state::pane_access::{PaneAccess, of_screen};
use crate::model::state::world::World;
use crate::term::PromptMark;

/// Records the time of the lines that a pane's program wrote since the last call.
pub(crate) fn pane_output(world: &mut World, id: PaneId, access: &dyn PaneAccess) {
    let found = of_screen(access, id, |s| {
        Some((s.line_numbers()?, s.cursor().at.x > 0))
    });
    let Some((numbers, begun)) = found else {
        return;
    };
    let now = world.now.wall;
    let panes = &world.panes;
    world.line_times.retain(|pane, _| panes.contains_key(pane));
    let times = world.line_times.entry(id).or_default();
    // A program that goes to a new line has not written it yet.
    times.seen(numbers.last + u64::from(begun), now);
    times.forget(numbers.oldest);
}

/// Records a mark of a shell.
pub(crate) fn prompt_mark(world: &mut World, id: PaneId, mark: PromptMark, line: Option<u64>) {
    let now = world.now.wall;
    let times = world.line_times.entry(id).or_default();
    match (mark, line) {
        (PromptMark::Prompt, Some(line)) => times.prompt(line),
        (PromptMark::Output, Some(line)) => times.command_starts(line, now),
        (PromptMark::End(status), _) => times.command_ends(status, now),
        (PromptMark::Prompt | PromptMark::Output, None) | (PromptMark::Input, _) => {}
    }
}
