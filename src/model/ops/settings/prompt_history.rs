//! The history of prompts and its file (`history-file`), whose lines are `type:text`.

use crate::lang::tables::options;
use crate::model::ops::files;
use crate::model::state::command::FileRequest;
use crate::model::state::effect::{Effect, FileEffect};
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;

/// The prompt types. Each has a history of its own.
pub(crate) const TYPES: &[&str] = &["command", "search", "target", "window-target"];

/// Appends an answer to the history of its prompt type, or moves it to the end, and writes the
/// file.
pub(crate) fn remember(world: &mut World, list: &str, text: &str) {
    let answers = world.answers.entry(list.to_owned()).or_default();
    answers.retain(|a| a != text);
    answers.push(text.to_owned());
    cut(world);
    write_file(world);
}

/// Deletes the history of a prompt type, also in the file.
pub(crate) fn forget(world: &mut World, list: &str) {
    world.answers.remove(list);
    write_file(world);
}

/// Deletes what is over `prompt-history-limit`.
fn cut(world: &mut World) {
    let limit = world.get(options::PROMPT_HISTORY_LIMIT, OptionScope::Server);
    for answers in world.answers.values_mut() {
        let over = answers.len().saturating_sub(limit);
        answers.drain(..over);
    }
}

/// The path of the file; `None` if the option is empty or no absolute path.
fn path(world: &World) -> Option<String> {
    let option = world.get(options::HISTORY_FILE, OptionScope::Server);
    match option.strip_prefix("~/") {
        Some(rest) => Some(format!("{}/{rest}", world.host.home)),
        None => option.starts_with('/').then(|| option.to_owned()),
    }
}

fn write_file(world: &mut World) {
    let Some(path) = path(world) else {
        return;
    };
    let mut text = String::new();
    for list in TYPES {
        let answers = world.answers.get(*list).into_iter().flatten();
        for answer in answers.filter(|answer| !answer.contains('\n')) {
            text.extend([list, ":", answer, "\n"]);
        }
    }
    // Nobody waits for the answer. As in tmux, a history that cannot be written is no error.
    world.queues.next += 1;
    world.effect(Effect::File {
        request: world.queues.next,
        op: FileEffect::Write {
            path,
            append: false,
            bytes: text.into_bytes(),
        },
    });
}

/// Requests the file after the option changed. [`file_read`] gets its text.
pub(crate) fn load_file(world: &mut World) {
    if let Some(path) = path(world) {
        files::request_files(world, vec![path], FileRequest::PromptHistory);
    }
}

/// Adds the lines of the file before the answers of this server. A line of an unknown type counts
/// as a command, as in tmux.
pub(crate) fn file_read(world: &mut World, text: &str) {
    let mut own = std::mem::take(&mut world.answers);
    for line in text.lines().filter(|line| !line.is_empty()) {
        let typed = line
            .split_once(':')
            .filter(|(list, _)| TYPES.contains(list));
        let (list, answer) = typed.unwrap_or(("command", line));
        let answers = world.answers.entry(list.to_owned()).or_default();
        answers.retain(|known| known != answer);
        answers.push(answer.to_owned());
    }
    for (list, answers) in &mut own {
        let all = world.answers.entry(list.clone()).or_default();
        all.retain(|known| !answers.contains(known));
        all.append(answers);
    }
    cut(world);
}

#[cfg(test)]
mod tests {
    use crate::model::testing::TestWorld;

    #[test]
    fn the_history_of_prompts_is_kept_in_a_file() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        let before = "search:needle\ncommand:set @a 1\nset @old 1\n";
        fixture.files.insert("/history".into(), before.into());
        fixture.ok("bind T command-prompt");
        fixture.keys(
            client,
            &["C-b", "T", "s", "e", "t", "Space", "@", "b", "Enter"],
        );
        fixture.ok("set -s history-file /history");
        let commands = "History for command:\n\n1: set @a 1\n2: set @old 1\n3: set @b\n\n";
        assert_eq!(fixture.ok("show-prompt-history -T command"), commands);
        assert_eq!(fixture.files["/history"], before);
        fixture.keys(client, &["C-b", "T", "Up", "Up", "Enter"]);
        let after = "command:set @a 1\ncommand:set @b\ncommand:set @old 1\nsearch:needle\n";
        assert_eq!(fixture.files["/history"], after);
        fixture.ok("clear-prompt-history -T command");
        assert_eq!(fixture.files["/history"], "search:needle\n");
        fixture.ok("set -s history-file relative");
        fixture.keys(client, &["C-b", "T", "x", "Enter"]);
        assert_eq!(fixture.files["/history"], "search:needle\n");
    }
}
