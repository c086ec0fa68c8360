//! Files that commands read and write.

use crate::base::Error;
use crate::lang::config;
use crate::lang::script::{Script, print};
use crate::model::command::config_files::position;
use crate::model::script::parse::WorldEnv;
use crate::model::state::client::Client;
use crate::model::state::command::CommandContext;
use crate::model::state::effect::{ClientEffect, Effect, FileEffect};
use crate::model::state::pane_access::NoPanes;
use crate::model::state::queue::{FileRequest, IntoBuffer, Origin, Queue};
use crate::model::state::world::World;

impl World {
    /// Asks for files; [`World::files_read`] goes on.
    pub(crate) fn request_files(&mut self, patterns: Vec<String>, request: FileRequest) -> u64 {
        self.queues.next += 1;
        let number = self.queues.next;
        // `-` is the standard input of the client that asks.
        let asking = request
            .run
            .and_then(|run| self.queues.all.get(&run)?.client);
        self.queues.files.insert(number, request);
        if let ([stdin], Some(client)) = (patterns.as_slice(), asking)
            && stdin == "-"
        {
            self.effect(Effect::Client(client, ClientEffect::ReadStdin(number)));
            return number;
        }
        self.effect(Effect::File {
            request: number,
            op: FileEffect::Read { patterns },
        });
        number
    }

    /// Files that were asked for are there.
    pub(crate) fn files_read(&mut self, number: u64, files: Vec<(String, Result<String, String>)>) {
        let Some(request) = self.queues.files.remove(&number) else {
            return;
        };
        if let Some(into) = &request.buffer {
            self.buffer_read(request.run, into, files);
            return;
        }
        if let (Some(run), Some(wish)) = (request.run, &request.workspace) {
            self.workspaces_read(run, wish, files);
            return;
        }
        let mut all = Script::default();
        let mut errors = Vec::new();
        let mut loaded = Vec::new();
        for (path, text) in files {
            match text {
                Ok(text) => {
                    let (script, wrong) = config::parse(
                        &text,
                        Some(&path),
                        &mut WorldEnv {
                            world: self,
                            file: Some(&path),
                        },
                    );
                    errors.extend(wrong.iter().map(|e| e.describe(Some(&path))));
                    loaded.push(path);
                    all.sequences.extend(script.sequences);
                }
                Err(why) if !request.quiet => {
                    let typed = request.typed.get(&path).unwrap_or(&path);
                    errors.push(format!("{typed}: {why}"));
                }
                Err(_) => {}
            }
        }
        let at_start = self.queues.config == Some(number);
        let all = self.with_aliases(all);
        if let Some(waiting) = request.run.filter(|_| request.verbose) {
            let mut call = CommandContext::new(self, &NoPanes, waiting);
            for command in all.sequences.iter().flat_map(|s| &s.commands) {
                call.print(&format!("{}: {}", position(command), print(command)));
            }
        }
        if at_start {
            self.show_first_run_hint = loaded.is_empty();
            self.config_files = loaded;
        }
        if request.check {
            let commands = all.sequences.iter().flat_map(|s| &s.commands);
            for command in commands {
                if let Err(error) = crate::model::script::table::check(self.commands, command) {
                    errors.push(format!("{}: {}", position(command), error.message));
                }
            }
        }
        let script = if request.check {
            Script::default()
        } else {
            all
        };
        match request.run {
            None => {
                self.config_errors.extend(errors);
                let run = Queue {
                    origin: Origin::Config,
                    ..Queue::default()
                };
                let run = self.enqueue(run, &script);
                if at_start {
                    self.queues.config = Some(run);
                }
            }
            Some(waiting) => {
                self.insert_deeper(waiting, &script, 1);
                self.report_file_errors(waiting, errors);
                self.wake(waiting);
            }
        }
    }

    /// A file for a paste buffer is there.
    fn buffer_read(
        &mut self,
        run: Option<u64>,
        into: &IntoBuffer,
        files: Vec<(String, Result<String, String>)>,
    ) {
        let Some(run) = run else { return };
        for (path, text) in files {
            match text {
                Ok(text) => {
                    if into.clipboard.is_some() {
                        self.fill_clipboard(into.clipboard, text.as_bytes());
                    }
                    self.add_buffer(into.name.as_deref(), text.into_bytes());
                }
                Err(why) => self.report_error(run, None, &Error::user(format!("{path}: {why}"))),
            }
        }
        self.wake(run);
    }

    /// Has a queue wait until a file is written.
    pub(crate) fn write_file(&mut self, run: u64, path: String, append: bool, bytes: Vec<u8>) {
        let request = self.request_write(run, &path);
        self.effect(Effect::File {
            request,
            op: FileEffect::Write {
                path,
                append,
                bytes,
            },
        });
    }

    /// The number of a request to change a file, for which a queue waits.
    pub(crate) fn request_write(&mut self, run: u64, path: &str) -> u64 {
        self.queues.next += 1;
        let request = self.queues.next;
        self.queues.writes.insert(request, (run, path.to_owned()));
        request
    }

    pub(crate) fn file_written(&mut self, request: u64, result: Result<(), String>) {
        let Some((run, path)) = self.queues.writes.remove(&request) else {
            return;
        };
        if let Err(why) = result {
            self.report_error(run, None, &Error::user(format!("{path}: {why}")));
        }
        self.wake(run);
    }

    /// Tells a queue what was wrong in files: all of it, and at once.
    fn report_file_errors(&mut self, id: u64, errors: Vec<String>) {
        let Some(run) = self.queues.all.get_mut(&id) else {
            return;
        };
        let (client, origin) = (run.client, run.origin);
        let shown = client.is_some_and(|c| self.clients.get(&c).is_some_and(Client::attached));
        if shown && matches!(origin, Origin::Line | Origin::Key) {
            run.status = if errors.is_empty() { run.status } else { 1 };
            run.output.extend(errors);
            return;
        }
        for error in errors {
            self.report_error(id, None, &Error::user(error));
        }
    }
}
