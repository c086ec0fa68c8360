//! `command-prompt`: prompt in the status line, and run a command with the input.

use crate::base::{Error, Result};
use crate::model::command::def::Command;
use crate::model::ops::settings::prompt_history::TYPES;
use crate::model::overlays::prompt;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::overlay::{Prompt, PromptKind};

/// Prompt for input, and run a command with it.
#[derive(clap::Args, Debug)]
pub struct CommandPrompt {
    /// Accept one key press as the input
    #[arg(short = '1')]
    one: bool,
    /// Do not wait for the input before running the next command
    #[arg(short = 'b')]
    background: bool,
    /// Keep updating panes while the prompt is open (always done)
    #[arg(short = 'C')]
    update: bool,
    /// Close the prompt on Backspace when the input is empty
    #[arg(short = 'e')]
    close_on_backspace: bool,
    /// Expand formats in the command first
    #[arg(short = 'F')]
    expand: bool,
    /// Run the command at each change of the input
    #[arg(short = 'i')]
    incremental: bool,
    /// Accept one key press and use the key's name as the input
    #[arg(short = 'k')]
    key: bool,
    /// Do not split prompts and inputs at commas
    #[arg(short = 'l')]
    literal: bool,
    /// Accept only a number
    #[arg(short = 'N')]
    number: bool,
    /// Show the prompt in the last row of the active pane instead of the status line
    #[arg(short = 'P')]
    in_pane: bool,
    /// Initial input of each prompt, comma-separated
    #[arg(short = 'I', value_name = "inputs")]
    inputs: Option<String>,
    /// Text of each prompt, comma-separated (default: the command's name)
    #[arg(short = 'p', value_name = "prompts")]
    prompts: Option<String>,
    /// Prompt type, which selects the history: command (default), search, target, window-target
    #[arg(short = 'T', value_name = "prompt-type")]
    list: Option<String>,
    /// Client that shows the prompt (default: the current client)
    #[arg(short = 't', value_name = "target-client")]
    target: Option<String>,
    /// Command to run, with %1 to %9 and %% replaced by the inputs (default: run the input)
    #[arg(value_name = "template")]
    template: Option<String>,
}

impl Command for CommandPrompt {
    const NAME: &'static str = "command-prompt";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let client = cx.client_target(self.target.as_deref())?;
        let list = self.list.as_deref().unwrap_or("command");
        if !TYPES.contains(&list) {
            return Err(Error::user(format!("unknown type: {list}")));
        }
        if cx
            .world
            .clients
            .get(&client)
            .is_some_and(|c| c.overlays.has::<Prompt>())
        {
            return Ok(Flow::Done);
        }
        let place = cx.here();
        let mut questions = self.questions(cx);
        let (question, initial) = questions.remove(0);
        let template = self.template.as_deref().unwrap_or("%1");
        let prompt = Prompt {
            rest: questions,
            template: if self.expand {
                cx.expand(template, place)
            } else {
                template.to_owned()
            },
            run: (!self.background).then_some(cx.run),
            place,
            incremental: self.incremental,
            close_on_backspace: self.close_on_backspace,
            list: list.to_owned(),
            pane: place.filter(|_| self.in_pane).map(|place| place.pane),
            completes: list == "command" && self.template.is_none(),
            ..Prompt::new(self.kind(), question, &initial)
        };
        prompt::open(cx.world, client, prompt);
        prompt::run_incremental(cx.world, client);
        Ok(if self.background {
            Flow::Done
        } else {
            Flow::Wait
        })
    }
}

impl CommandPrompt {
    const fn kind(&self) -> PromptKind {
        if self.one {
            PromptKind::One
        } else if self.key {
            PromptKind::KeyName
        } else if self.number {
            PromptKind::Number
        } else {
            PromptKind::Line
        }
    }

    /// Returns the text and the initial input of each prompt. Never empty.
    fn questions(&self, cx: &CommandContext<'_>) -> Vec<(String, String)> {
        let separate = |text: &str| -> Vec<String> {
            if self.literal {
                vec![text.to_owned()]
            } else {
                text.split(',').map(str::to_owned).collect()
            }
        };
        let prompts = match (&self.prompts, &self.template) {
            (Some(prompts), _) => separate(prompts).iter().map(|p| format!("{p} ")).collect(),
            (None, Some(template)) => vec![format!("({}) ", first_word(template))],
            (None, None) => vec![":".to_owned()],
        };
        let inputs = self.inputs.as_deref().map(separate).unwrap_or_default();
        let mut inputs = inputs.into_iter();
        let place = cx.here();
        let context = cx.context(place, &[]);
        let expand = |text: String| context.expand_time(&text);
        let questions = prompts.into_iter().map(|prompt| {
            let input = inputs.next().unwrap_or_default();
            (expand(prompt), expand(input))
        });
        questions.collect()
    }
}

/// Returns the first word of a template: the name of its command.
fn first_word(template: &str) -> &str {
    template.split_whitespace().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::model::state::overlay::Prompt;
    use crate::model::testing::TestWorld;

    #[test]
    fn answers_take_their_places() {
        for (bind, keys, set) in [
            (
                "command-prompt 'set -g @x \"%%\"'",
                &["a", "b", "Enter"][..],
                "ab",
            ),
            (
                "command-prompt",
                &["s", "e", "t", "Space", "@", "x", "Space", "1", "Enter"],
                "1",
            ),
            (
                "command-prompt -p a,b { set -g @x '%2-%1' }",
                &["a", "Enter", "b", "Enter"],
                "b-a",
            ),
            (
                "command-prompt -I '#S,y' -p a,b \"set -g @x '%%-%%'\"",
                &["Enter", "Enter"],
                "s-y",
            ),
            (
                "command-prompt -lp a,b -I 1,2 'set -g @x %1'",
                &["Enter"],
                "1,2",
            ),
            ("command-prompt -1 'set -g @x %1'", &["q"], "q"),
            ("command-prompt -k 'set -g @x %1'", &["C-Up"], "C-Up"),
            (
                "command-prompt -N 'set -g @x %1'",
                &["4", "2", "Enter"],
                "42",
            ),
            (
                "command-prompt -F 'set -g @x #{session_name}%1'",
                &["a", "Enter"],
                "sa",
            ),
            (
                "command-prompt -i 'set -ga @x %1'",
                &["a", "b", "Enter"],
                "==a=ab",
            ),
            ("command-prompt 'set -g @x %1'", &["a", "Escape"], ""),
            ("command-prompt -e 'set -g @x %1'", &["BSpace"], ""),
            (
                "command-prompt -b 'set -ga @x %1' ; set -ga @x 0",
                &["a", "Enter"],
                "0a",
            ),
            (
                "command-prompt 'set -ga @x %1' ; set -ga @x 0",
                &["a", "Enter"],
                "a0",
            ),
        ] {
            let mut fixture = TestWorld::new();
            let client = fixture.attach();
            fixture.ok(&format!("bind T {{ {bind} }}"));
            fixture.keys(client, &["C-b", "T"]);
            fixture.keys(client, keys);
            assert_eq!(fixture.format("#{@x}"), set, "{bind}");
            assert!(
                fixture.world.clients[&client]
                    .overlays
                    .get::<Prompt>()
                    .is_none(),
                "{bind}"
            );
        }
    }

    #[test]
    fn a_prompt_can_be_in_its_pane() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok("split-window -h ; set -g @log ''");
        fixture.ok("set-hook -g pane-prompt-opened 'set -agF @log \"o#{hook_pane}\"'");
        fixture.ok("set-hook -g pane-prompt-closed 'set -agF @log c'");
        fixture.ok("bind T command-prompt -P -p name { set -g @x '%1' }");
        fixture.keys(client, &["C-b", "T", "a", "b"]);
        let scene = fixture.scene(client).unwrap();
        let line = scene
            .status_lines
            .iter()
            .find(|line| line.line.text().contains("name ab"));
        let line = line.unwrap();
        assert_eq!((line.at.x, line.at.y, line.cols), (41, 22, 39));
        let cursor = fixture.cursor(client).unwrap();
        assert_eq!((cursor.at.x, cursor.at.y), (41 + 7, 22));
        assert!(
            scene.status_lines.iter().any(|line| line.at.y == 23),
            "the status line"
        );
        fixture.keys(client, &["Enter"]);
        assert_eq!(fixture.format("#{@x} #{@log}"), "ab o%1c");
    }

    #[test]
    fn the_question_says_what_is_asked() {
        for (line, question) in [
            ("command-prompt", ":"),
            ("command-prompt 'rename-window %1'", "(rename-window) "),
            ("command-prompt -p 'in #S'", "in s "),
        ] {
            let mut fixture = TestWorld::new();
            let client = fixture.attach();
            fixture.ok(&format!("bind T {{ {line} }}"));
            fixture.keys(client, &["C-b", "T"]);
            let prompt = fixture.world.clients[&client].overlays.get::<Prompt>();
            assert_eq!(prompt.map(|p| p.question.as_str()), Some(question));
        }
    }

    #[test]
    fn earlier_answers_come_back() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.keys(
            client,
            &[
                "C-b", ":", "s", "e", "t", "Space", "@", "x", "Space", "1", "Enter",
            ],
        );
        fixture.ok("set @x 2");
        fixture.keys(client, &["C-b", ":", "Up", "Enter"]);
        assert_eq!(fixture.format("#{@x}"), "1");
    }

    #[test]
    fn mistakes_are_told() {
        let mut fixture = TestWorld::new();
        assert_eq!(fixture.fails("command-prompt"), "no current client");
        let client = fixture.attach();
        assert_eq!(fixture.fails("command-prompt -T x"), "unknown type: x");
        fixture.keys(client, &["C-b", ":", "n", "o", "p", "e", "Enter"]);
        assert_eq!(fixture.message(client), Some("Unknown command: nope"));
    }
}
