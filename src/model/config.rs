//! Config files: read in order, every line that is right applies, what is wrong is told.

use crate::base::{ClientId, Error};
use crate::lang::config;
use crate::lang::parse_env::ParseEnv;
use crate::lang::script::{CommandLine, Script, Sequence, print};
use crate::model::call::Call;
use crate::model::format::FormatContext;
use crate::model::state::client::Client;
use crate::model::state::effect::{ClientEffect, Effect, FileEffect};
use crate::model::state::options::Of;
use crate::model::state::pane_access::Blind;
use crate::model::state::queue::{IntoBuffer, Origin, Request, Run};
use crate::model::state::world::World;

/// What a text that is being parsed can see of the world.
pub(crate) struct WorldEnv<'a> {
    pub world: &'a mut World,
    /// The file that the text is in.
    pub file: Option<&'a str>,
}

impl ParseEnv for WorldEnv<'_> {
    fn variable(&self, name: &str) -> Option<String> {
        self.world.environment.get(name).map(str::to_owned)
    }

    fn assign(&mut self, name: &str, value: &str, hidden: bool) {
        if hidden {
            self.world.environment.set_hidden(name, value);
        } else {
            self.world.environment.set(name, value);
        }
    }

    fn condition(&mut self, format: &str) -> bool {
        let place = self
            .world
            .latest_session(false)
            .and_then(|s| self.world.place_in(s));
        let mut context = FormatContext::new(self.world, &Blind).about(place);
        context.file = self.file;
        context.is_true(format)
    }

    fn home(&self, user: Option<&str>) -> Option<String> {
        let mine = user.is_none_or(|user| user == self.world.facts.user);
        mine.then(|| self.world.facts.home.clone())
    }
}

impl World {
    /// Asks for the config files of a new server.
    pub(crate) fn load_config(&mut self, paths: Vec<String>, explicit: bool) {
        if paths.is_empty() {
            self.restore_at_start();
            self.greets = true;
            return;
        }
        let request = Request {
            run: None,
            quiet: !explicit,
            ..Request::default()
        };
        let number = self.request_files(paths, request);
        self.runs.config = Some(number);
    }

    /// Asks for files; [`World::files_read`] goes on.
    pub(crate) fn request_files(&mut self, patterns: Vec<String>, request: Request) -> u64 {
        self.runs.next += 1;
        let number = self.runs.next;
        // `-` is the standard input of the client that asks.
        let asking = request.run.and_then(|run| self.runs.all.get(&run)?.client);
        self.runs.files.insert(number, request);
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
        let Some(request) = self.runs.files.remove(&number) else {
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
        let at_start = self.runs.config == Some(number);
        let all = self.with_aliases(all);
        if let Some(waiting) = request.run.filter(|_| request.verbose) {
            let mut call = Call::new(self, &Blind, waiting);
            for command in all.sequences.iter().flat_map(|s| &s.commands) {
                call.print(&format!("{}: {}", position(command), print(command)));
            }
        }
        if at_start {
            self.greets = loaded.is_empty();
            self.config_files = loaded;
        }
        if request.check {
            let commands = all.sequences.iter().flat_map(|s| &s.commands);
            for command in commands {
                if let Err(error) = crate::model::command::check(command) {
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
                let run = Run {
                    origin: Origin::Config,
                    ..Run::default()
                };
                let run = self.enqueue(run, &script);
                if at_start {
                    self.runs.config = Some(run);
                }
            }
            Some(waiting) => {
                self.insert_deeper(waiting, &script, 1);
                self.complain_of_files(waiting, errors);
                self.wake(waiting);
            }
        }
    }

    /// The commands of the config are done: what was there before comes back, then clients go on.
    pub(crate) fn config_done(&mut self) {
        self.runs.config = None;
        self.restore_at_start();
        for (run, by_default) in std::mem::take(&mut self.runs.after_config) {
            if by_default && !self.sessions.is_empty() {
                self.redo_default(run);
            }
            self.wake(run);
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
                Err(why) => self.complain(run, None, &Error::user(format!("{path}: {why}"))),
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
        self.runs.next += 1;
        let request = self.runs.next;
        self.runs.writes.insert(request, (run, path.to_owned()));
        request
    }

    pub(crate) fn file_written(&mut self, request: u64, result: Result<(), String>) {
        let Some((run, path)) = self.runs.writes.remove(&request) else {
            return;
        };
        if let Err(why) = result {
            self.complain(run, None, &Error::user(format!("{path}: {why}")));
        }
        self.wake(run);
    }

    /// Puts data into a paste buffer.
    pub(crate) fn add_buffer(&mut self, name: Option<&str>, data: Vec<u8>) {
        let limit = usize::try_from(self.number("buffer-limit", Of::Server)).unwrap_or(0);
        let now = self.now.wall;
        self.buffers.put(name, data, now, limit);
    }

    /// Puts data into the clipboard of a client's terminal.
    pub(crate) fn fill_clipboard(&mut self, client: Option<ClientId>, data: &[u8]) {
        if let Some(client) = client {
            self.effect(Effect::Client(
                client,
                ClientEffect::Clipboard("c".to_owned(), data.to_vec()),
            ));
        }
    }

    /// Tells a queue what was wrong in files: all of it, and at once.
    fn complain_of_files(&mut self, id: u64, errors: Vec<String>) {
        let Some(run) = self.runs.all.get_mut(&id) else {
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
            self.complain(id, None, &Error::user(error));
        }
    }

    /// Replaces words that `command-alias` gives a meaning.
    pub(crate) fn with_aliases(&mut self, script: Script) -> Script {
        let aliases = self.list("command-alias", Of::Server);
        let sequences = script.sequences.into_iter().map(|sequence| Sequence {
            commands: sequence
                .commands
                .into_iter()
                .flat_map(|line| self.unalias(line, &aliases))
                .collect(),
        });
        Script {
            sequences: sequences.collect(),
        }
    }

    fn unalias(&mut self, line: CommandLine, aliases: &[String]) -> Vec<CommandLine> {
        let name = line.name();
        let found = aliases
            .iter()
            .find_map(|a| a.split_once('=').filter(|(n, _)| *n == name));
        let Some((_, meaning)) = found else {
            return vec![line];
        };
        let (script, _) = config::parse(
            meaning,
            None,
            &mut WorldEnv {
                world: self,
                file: None,
            },
        );
        let mut commands: Vec<CommandLine> = script
            .sequences
            .into_iter()
            .flat_map(|s| s.commands)
            .collect();
        if let Some(last) = commands.last_mut() {
            last.args.extend(line.args.iter().skip(1).cloned());
        }
        for command in &mut commands {
            command.line = line.line;
            command.file.clone_from(&line.file);
        }
        commands
    }
}

/// Where a command of a file stands: `file:line`.
fn position(command: &CommandLine) -> String {
    let file = command.file.as_deref().unwrap_or_default();
    format!("{file}:{}", command.line)
}
