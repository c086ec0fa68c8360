//! Applies one input to the world and returns the effects.

use crate::base::{Now, PaneId, TimerId};
use crate::lang::tables::hooks as hook_events;
use crate::lang::tables::{choices, options};
use crate::model::command::{
    client_commands, config_files, control_lines, dispatch, event_answers,
};
use crate::model::input::{key_dispatch, key_hints, mouse};
use crate::model::modes::clock;
use crate::model::modes::copy_mode::{
    history_search, lifecycle as copy_lifecycle, mouse as copy_mouse,
};
use crate::model::modes::tree_mode::lifecycle;
use crate::model::ops::automation::{event_log, requests, typing, waits};
use crate::model::ops::control::{monitor, notify, observe, subscription};
use crate::model::ops::lifecycle::{
    client_lifecycle, close, lock, pane_lifecycle, popup_lifecycle, server_lifecycle, tour,
};
use crate::model::ops::screens::{
    command_log, finished, line_times, pane_colors, pane_states, screen_options, scrollbars,
    shell_marks, terminal_settings, themes,
};
use crate::model::ops::settings::reload;
use crate::model::ops::{
    alert, auto_rename, change_hooks, clipboard, detach_info, hooks, idle, job, messages, overlays,
    pipe, queue, restored_commands, window_size,
};
use crate::model::persist::undo;
use crate::model::replies::{files, job_result, store};
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::input::Input;
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::PaneAccess;
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;
use crate::model::view::status;
use crate::term::{Event, QueriedColor};

impl World {
    /// Applies one input and returns the effects in the order in which the server performs them.
    /// The world does no I/O: `access` reads the screens and programs of panes, `now` is the time.
    pub fn apply(&mut self, input: Input, now: Now, access: &dyn PaneAccess) -> Vec<Effect> {
        self.now = now;
        // Pane output, keys, mouse events, redraw timers and commands that print something are
        // frequent and seldom change what the snapshot holds. Code that does change it sets `changed`
        // itself (a command that may, a binding that runs, a rename), so the server does not
        // serialize the world at every key.
        self.changed |= match input {
            Input::PaneOutput(_)
            | Input::Key(..)
            | Input::Mouse(..)
            | Input::StdinPiece { .. }
            | Input::Run { .. }
            | Input::User(..)
            | Input::LayoutSaved => false,
            Input::Gone(client) => {
                let known = self.clients.get(&client);
                known.is_some_and(|client| client.session.is_some() || client.request.is_some())
            }
            Input::Timer(timer) => !only_redraws(self, timer),
            _ => true,
        };
        let mut only_typed = false;
        match input {
            Input::Start { config, explicit } => config_files::load_config(self, config, explicit),
            Input::FoundLayout(found) => self.found_layout = Some(found),
            Input::Message(text) => messages::show_message_to_all(self, text),
            Input::SavingFails(notice) => messages::set_saving_notice(self, notice),
            Input::LayoutSaved => event_log::layout_saved(self),
            Input::StoreReply(run, answer) => store::handle_reply(self, run, answer, access),
            Input::Adopted(panes) => {
                server_lifecycle::adopt_programs(self, &panes);
                history_search::resume(self);
            }
            Input::Run {
                client,
                words,
                caller,
            } => client_commands::run_client_command(self, client, &words, *caller, None),
            Input::RunControl {
                client,
                words,
                caller,
            } => {
                if self.control_observed.is_none() {
                    self.control_observed = Some(observe::observe(self));
                }
                let control = Some(Box::default());
                client_commands::run_client_command(self, client, &words, *caller, control);
            }
            Input::ControlLine(client, line) => control_lines::receive(self, client, line),
            Input::Command(client, line) => key_dispatch::command_line(self, client, &line),
            Input::ControlTooFarBehind(client) => {
                client_lifecycle::detach_control(self, client, "too far behind");
            }
            Input::ControlPaused(client, pane) => control_lines::paused(self, client, pane),
            Input::Key(client, event) => {
                only_typed = key_dispatch::key(self, client, &event, access);
            }
            Input::Mouse(client, event) => mouse::mouse(self, client, event, access),
            Input::Paste(client, text) => key_dispatch::paste(self, client, &text, access),
            Input::Focus(client, focused) => key_dispatch::focus(self, client, focused, access),
            Input::Resize(client, size) => client_lifecycle::client_resized(self, client, size),
            Input::Colors(client, text, background) => {
                screen_options::client_colors(self, client, text, background);
                let reported = [
                    (QueriedColor::Text, text),
                    (QueriedColor::Background, background),
                ];
                for (color, rgb) in reported {
                    if let Some(rgb) = rgb {
                        pane_colors::terminal_color(self, client, color, rgb);
                    }
                }
            }
            Input::TerminalColor(client, color, rgb) => {
                pane_colors::terminal_color(self, client, color, rgb);
            }
            Input::Clipboard(client, data) => clipboard::clipboard_reply(self, client, &data),
            Input::Terminal(client, info) => {
                if let Some(client) = self.clients.get_mut(&client) {
                    client.terminal = info;
                }
            }
            Input::User(client, user) => {
                self.users.insert(client, user);
            }
            Input::Visited(directories) => {
                for directory in directories {
                    if directory != "/" && directory != self.host.home {
                        self.habits.visited(&directory, now.wall);
                    }
                }
            }
            Input::Gone(client) => client_lifecycle::client_gone(self, client),
            Input::Spawned(pane, pid, tty) => {
                finished::program_started(self, pane);
                pane_lifecycle::spawned(self, pane, pid, tty);
                waits::started(self, access, pane);
            }
            Input::SpawnFailed(pane, message) => pane_lifecycle::spawn_failed(self, pane, &message),
            Input::Exited(pane, exit) => {
                command_log::program_ended(self, pane);
                finished::program_ended(self, pane, exit);
                close::exited(self, pane, exit);
            }
            Input::PaneEvents(pane, events) => pane_events(self, pane, events, access),
            Input::PaneOutput(pane) => {
                alert::pane_output(self, pane);
                copy_lifecycle::pane_output(self, pane, access);
                scrollbars::pane_output(self, pane);
                line_times::pane_output(self, pane, access);
                finished::pane_output(self, pane, access);
            }
            Input::Watched(pane, hits) => waits::hits(self, pane, hits, access),
            Input::Timer(id) => timer(self, id, access),
            Input::JobOutput(job, output) => job::job_output(self, job, &output),
            Input::JobUnread(job) => job_result::input_unread(self, job),
            Input::PipeStarted(job, pid) => pipe::pipe_started(self, job, pid),
            Input::JobDone(job, output, exit) => job_result::job_done(self, job, output, exit),
            Input::HistorySearch(report) => history_search::report(self, report, access),
            Input::Files { request, files } => files::files_read(self, request, files),
            Input::StdinPiece { request, piece } => files::stdin_piece(self, request, &piece),
            Input::FileWritten { request, result } => files::file_written(self, request, result),
            Input::Banner(text) => messages::show_banner_to_all(self, text),
            Input::SafeMode => self.safe = true,
            Input::Terminate => close::terminate(self),
        }
        undo::finish_step(self, None, access);
        // Inputs and commands do not report their changes: `fire_change_hooks` compares the world
        // with the last observation and queues the hooks. Hooks of the input itself come first,
        // then the queues run, with these hooks and the commands of the input. Queues change the
        // world in turn, so both steps repeat until a comparison finds no change. The changes of a
        // hook's own commands fire no hooks (see `run_next`), else two hooks could trigger each
        // other forever.
        //
        // The comparison walks all sessions, windows and panes. Most inputs are keys that no
        // binding takes: they only reach a program, change nothing that is compared and queue no
        // command, so they skip it.
        if !only_typed {
            change_hooks::fire_change_hooks(self, access);
            dispatch::run_ready(self, access);
            while change_hooks::fire_change_hooks(self, access)
                || server_lifecycle::end_unused_server(self)
            {
                dispatch::run_ready(self, access);
            }
            notify::notify_changes(self, access);
            if self.changed {
                event_log::record_changes(self);
            }
            if event_answers::answer_waiters(self) {
                dispatch::run_ready(self, access);
            }
        }
        if self.changed {
            tour::advance(self);
        }
        undo::finish_step(self, None, access);
        restored_commands::drop_restored_commands(self);
        finished::note_interrupts(self);
        // Keys and output that change nothing else change no key binding either.
        if self.changed {
            detach_info::send_changes(self);
            terminal_settings::send_changes(self);
            themes::send_changes(self);
        }
        if !only_typed {
            key_hints::update(self);
        }
        // The effects resize the screens, so the text that they are about to change is still there.
        if !only_typed {
            scrollbars::update(self);
        }
        copy_lifecycle::follow_sizes(self, access);
        history_search::stop_left(self);
        copy_lifecycle::hold_sources(self, access);
        auto_rename::update_due_names(self, access);
        finish_input(self);
        std::mem::take(&mut self.effects)
    }
}

/// Handles the events that a pane's screen reported: titles, bells, clipboard, notifications.
pub(crate) fn pane_events(
    world: &mut World,
    id: PaneId,
    events: Vec<Event>,
    access: &dyn PaneAccess,
) {
    for event in events {
        pane_event(world, id, event, access);
    }
}

fn pane_event(world: &mut World, id: PaneId, event: Event, access: &dyn PaneAccess) {
    let Some(window) = world.panes.get(&id).map(|p| p.window) else {
        return;
    };
    let popup = world.popup_client(id);
    if let Some(client) = popup.and_then(|client| world.clients.get_mut(&client)) {
        client.stale = true;
    }
    match event {
        Event::Title(title) if world.get(options::ALLOW_SET_TITLE, OptionScope::Pane(id)) => {
            if let Some(pane) = world.panes.get_mut(&id) {
                pane.title = title;
            }
            window_size::redraw_window(world, window);
        }
        Event::Rename(name) if world.get(options::ALLOW_RENAME, OptionScope::Pane(id)) => {
            if let Some(place) = world.pane_location(id)
                && auto_rename::rename_window(world, place, &name).is_err()
                && let Some(window) = world.windows.get_mut(&window)
            {
                window.options.unset(options::AUTOMATIC_RENAME.name());
            }
        }
        Event::Bell => {
            event_log::bell(world, id);
            hooks::pane_hook(world, hook_events::PANE_BELL, id);
            alert::bell(world, id);
        }
        Event::Prompt(mark, line) => {
            finished::marked(world, id, mark, access);
            shell_marks::marked(world, id, mark);
            line_times::prompt_mark(world, id, mark, line);
            command_log::marked(world, id, mark, line, access);
        }
        Event::Command(text) => command_log::starts(world, id, text, access),
        Event::Clipboard { selection, data } => {
            clipboard::set_clipboard(world, id, &selection, &data);
        }
        Event::Notify { title, body } => {
            event_log::notification(world, id, &title, &body);
            clipboard::pass_notification(world, id, &title, &body);
        }
        Event::Cwd(path) => event_log::directory(world, id, &path),
        Event::Passthrough(bytes) => {
            let clients = match world.get(options::ALLOW_PASSTHROUGH, OptionScope::Pane(id)) {
                choices::AllowPassthrough::Off => return,
                choices::AllowPassthrough::On => world.clients_showing_pane(id),
                choices::AllowPassthrough::All => world.clients_with_pane(id),
            };
            for client in clients {
                world.effect(Effect::Client(
                    client,
                    ClientEffect::Passthrough(bytes.clone()),
                ));
            }
        }
        Event::ClipboardQuery { selection, bell } => {
            clipboard::answer_clipboard_query(world, id, selection, bell);
        }
        Event::Progress { state, value } => {
            if let Some(pane) = world.panes.get_mut(&id) {
                pane.progress = (state != 0).then_some((state, value));
            }
            pane_states::progress(world, id);
            window_size::redraw_window(world, window);
        }
        Event::ColorQuery(query) => pane_colors::answer_color_query(world, id, query),
        Event::Modes | Event::Alternate(_) | Event::Palette => {
            window_size::redraw_window(world, window);
        }
        // A title or a name that the options refuse, and events that the server handles itself or
        // that formats read from the screen.
        Event::Title(_) | Event::Rename(_) | Event::Reply(_) => {}
    }
}

/// Ends an input: starts the timers and jobs that views need, and requests one redraw for each
/// client that is out of date. It runs once per input, so several changes cost one frame.
pub(crate) fn finish_input(world: &mut World) {
    lifecycle::refresh(world);
    status::start_status_timers(world);
    job::start_format_jobs(world);
    let mut draws = Vec::new();
    for client in world.clients.values_mut() {
        if client.draws() && std::mem::take(&mut client.stale) {
            draws.push(Effect::Client(
                client.id,
                ClientEffect::Draw(std::mem::take(&mut client.redraw)),
            ));
        }
    }
    world.effects.extend(draws);
}

/// Whether a timer only redraws a client and leaves the snapshot unchanged.
pub(crate) fn only_redraws(world: &World, id: TimerId) -> bool {
    match world.timers.get(&id) {
        Some(
            Purpose::Status(_)
            | Purpose::Clock(_)
            | Purpose::Subscriptions(_)
            | Purpose::KeyHints(_)
            | Purpose::Monitors
            | Purpose::ReloadConfig
            | Purpose::Quiet(_)
            | Purpose::Lock(_),
        )
        | None => true,
        Some(_) => false,
    }
}

pub(crate) fn timer(world: &mut World, id: TimerId, access: &dyn PaneAccess) {
    match world.timers.remove(&id) {
        None => {}
        Some(Purpose::Overlay(client, kind)) => overlays::close(world, client, kind),
        Some(Purpose::KeyTable(client)) => key_dispatch::leave_key_table(world, client),
        Some(Purpose::KeyHints(client)) => key_hints::show(world, client),
        Some(Purpose::Subscriptions(client)) => subscription::check(world, client, access),
        Some(Purpose::Monitors) => monitor::check(world, access),
        Some(Purpose::Lock(session)) => lock::check(world, session),
        Some(Purpose::Status(client)) => status::redraw_status(world, client),
        Some(Purpose::Silence(window)) => alert::check_silence(world, window),
        Some(Purpose::Clock(pane)) => clock::tick(world, pane),
        Some(Purpose::DoubleClick(client)) => mouse::double_click(world, client, access),
        Some(Purpose::CopyScroll(client)) => copy_mouse::scroll(world, client, access),
        Some(Purpose::Run(run)) => queue::wake(world, run),
        Some(Purpose::Kill(pane)) => pane_lifecycle::kill_program(world, pane),
        Some(Purpose::RestoredCommand(pane)) => {
            restored_commands::type_restored_command(world, pane);
        }
        Some(Purpose::EndJob(id)) => job::end_job(world, id),
        Some(Purpose::PopupsLeft) => popup_lifecycle::end_left(world),
        Some(Purpose::ReportEnd(pane)) => pane_states::report_ended(world, pane),
        Some(Purpose::Quiet(pane)) => event_log::check_quiet(world, pane),
        Some(Purpose::Wait(wait, kind)) => waits::timer(world, wait, kind, access),
        Some(Purpose::Submit(submission)) => typing::timer(world, submission, access),
        Some(Purpose::ReloadConfig) => reload::check(world, access),
        Some(Purpose::RequestsLeft) => requests::end_left(world),
        Some(Purpose::RequestLeft(request)) => waits::end_lost(world, request),
        Some(Purpose::Idle) => idle::close_idle_sessions(world, access),
        Some(Purpose::Name(window)) => auto_rename::update_automatic_name(world, window, access),
    }
}

#[cfg(test)]
mod tests {
    use crate::model::ops::timers;
    use crate::model::state::overlay::OverlayKind;
    use crate::model::state::timers::Purpose;

    use crate::base::Now;
    use crate::model::state::input::Input;
    use crate::model::testing::TestWorld;

    #[test]
    fn a_status_line_that_is_drawn_again_changes_nothing_that_is_kept() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.world.take_changed();
        for (purpose, changes) in [
            (Purpose::Status(client), false),
            (Purpose::Overlay(client, OverlayKind::Message), true),
        ] {
            let id = timers::start_timer(&mut fixture.world, purpose, 0);
            fixture
                .world
                .apply(Input::Timer(id), Now::default(), &fixture.panes);
            assert_eq!(fixture.world.take_changed(), changes, "{purpose:?}");
        }
    }
}
