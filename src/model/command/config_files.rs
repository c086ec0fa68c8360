//! Loads the config files of a new server.

use crate::model::command::client_commands;
use crate::model::ops::lifecycle::first_steps;
use crate::model::ops::{files, messages, queue};
use crate::model::persist::{restore, saved_settings};
use crate::model::state::command::FileRequest;
use crate::model::state::world::World;

/// Requests the config files of a new server. Without files the saved sessions are restored at
/// once.
pub(crate) fn load_config(world: &mut World, paths: Vec<String>, explicit: bool) {
    world.presence.attached = true;
    if paths.is_empty() {
        config_done(world);
        first_steps::start(world, true);
        return;
    }
    let request = FileRequest::Config { quiet: !explicit };
    let number = files::request_files(world, paths, request);
    world.queues.config = Some(number);
}

/// Ends the config: applies the changes by hand of the previous server, restores the saved
/// sessions, then wakes the waiting clients. The order matters: `restore` is an option that the
/// config or a user sets, and the first client attaches to a restored session instead of creating
/// one.
pub(crate) fn config_done(world: &mut World) {
    // The queue of the changes ends here too, and finds none left.
    world.queues.config = saved_settings::apply(world);
    if world.queues.config.is_some() {
        return;
    }
    messages::count_unsupported(world);
    restore::restore_at_start(world);
    for (run, by_default) in std::mem::take(&mut world.queues.after_config) {
        if by_default && !world.sessions.is_empty() {
            client_commands::update_default_script(world, run);
        }
        queue::wake(world, run);
    }
}
