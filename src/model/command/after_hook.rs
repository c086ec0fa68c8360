//! The hooks of commands: `after-NAME` and `command-error`.

use crate::lang::script::{Arg, CommandLine, print};
use crate::lang::tables::hooks::COMMAND_ERROR;
use crate::model::ops::hooks;
use crate::model::script::getopt::{self, Flags};
use crate::model::script::table::{Dashes, with_definition};
use crate::model::state::command::{
    AfterHook, CommandContext, CommandDef, HookVariables, Origin, ParsedCommand,
};
use crate::model::state::location::Location;
use crate::model::state::world::World;

/// The hook `after-NAME` of a command that is about to run; `None` if it is not set.
pub(crate) fn prepare(
    cx: &CommandContext<'_>,
    line: &CommandLine,
    parsed: &ParsedCommand,
) -> Option<AfterHook> {
    let after = parsed.def.after_hook;
    let name = after.then(|| format!("after-{}", parsed.def.name))?;
    prepare_named(cx, line, parsed, name)
}

/// The hook `command-error` of a command that is about to run; `None` if it is not set.
pub(crate) fn prepare_error(
    cx: &CommandContext<'_>,
    line: &CommandLine,
    parsed: &ParsedCommand,
) -> Option<AfterHook> {
    prepare_named(cx, line, parsed, COMMAND_ERROR.name().to_owned())
}

/// Commands of hooks have no hooks, else a hook could run itself forever.
fn prepare_named(
    cx: &CommandContext<'_>,
    line: &CommandLine,
    parsed: &ParsedCommand,
    name: String,
) -> Option<AfterHook> {
    if cx.origin() == Origin::Hook || !hooks::is_set(cx.world, &name) {
        return None;
    }
    let def = parsed.def;
    let (flags, kind) = with_definition(def, |definition| {
        let mut all = definition.get_arguments();
        let target = all.find(|arg| arg.get_short() == Some('t'));
        let kind = target.and_then(|arg| Some(arg.get_value_names()?.first()?.to_string()));
        (getopt::flags(definition, &line.args), kind)
    });
    let value = flags.valued.iter().rev().find(|(flag, _)| *flag == 't');
    let value = value.map(|(_, value)| value.text.as_str());
    Some(AfterHook {
        name,
        target: target(cx, kind.as_deref(), value),
        arguments: arguments(def, flags),
    })
}

/// The target of a command, from the kind and the value of `-t`.
fn target(cx: &CommandContext<'_>, kind: Option<&str>, value: Option<&str>) -> Option<Location> {
    match kind? {
        "target-session" => cx.session_target(value).ok(),
        "target-window" => cx.window_target(value).ok().or_else(|| {
            let (session, _) = cx.index_target(value).ok()?;
            cx.world.session_location(session)
        }),
        "target-pane" => cx.pane_target(value).ok(),
        "target-client" => {
            let client = cx.client_target(value).ok()?;
            let session = cx.world.clients.get(&client)?.session?;
            cx.world.session_location(session)
        }
        _ => None,
    }
}

/// The variables about the arguments of a command: all of them as text, each argument by its place,
/// and each flag with its value, or 1 for a flag without one.
fn arguments(def: &CommandDef, flags: Flags) -> HookVariables {
    let mut all = HookVariables::new();
    for flag in &flags.simple {
        all.push((format!("hook_flag_{flag}"), "1".to_owned()));
    }
    // A repeated flag has its last value, which comes first here, because look-ups take the first.
    for (flag, value) in flags.valued.iter().rev() {
        all.push((format!("hook_flag_{flag}"), value.text.clone()));
    }
    for (at, (flag, value)) in flags.valued.iter().enumerate() {
        let earlier = flags.valued[..at].iter().filter(|(other, _)| other == flag);
        let number = earlier.count();
        all.push((format!("hook_flag_{flag}_{number}"), value.text.clone()));
    }
    for (number, arg) in flags.rest.iter().enumerate() {
        all.push((format!("hook_argument_{number}"), arg.text.clone()));
    }
    let words: Vec<Arg> = getopt::ordered(def.name, flags, Dashes::WhenNeeded).split_off(1);
    let text = print(&CommandLine {
        args: words,
        ..CommandLine::default()
    });
    all.push(("hook_arguments".to_owned(), text));
    all
}

/// Queues the hook of a command that ended, and makes its queue wait for it. The hook is looked
/// up in the session of what the command made, else of its target, else of the queue.
pub(crate) fn run(world: &mut World, id: u64, hook: AfterHook, made: Option<Location>) {
    let Some(client) = world.queues.all.get(&id).map(|run| run.client) else {
        return;
    };
    let target = made.or(hook.target);
    let target = target.and_then(|place| world.still_there(place));
    let here = target.or_else(|| {
        let no_panes = crate::model::state::pane_access::NoPanes;
        CommandContext::new(world, &no_panes, id).here()
    });
    let Some(last) = hooks::after_hook(world, hook, client, here) else {
        return;
    };
    if let Some(hooked) = world.queues.all.get_mut(&last) {
        hooked.wakes = Some(id);
    }
    if let Some(run) = world.queues.all.get_mut(&id) {
        run.waiting = true;
    }
}

#[cfg(test)]
mod tests {
    use crate::model::testing::TestWorld;

    #[test]
    fn a_hook_after_a_command_is_that_of_the_session_of_its_target() {
        let mut fixture = TestWorld::new();
        fixture.ok("new -d -s q ; set-hook -g after-split-window 'set -ga @h G'");
        fixture.ok("set-hook -t q after-split-window 'set -ga @h \"Q\"'");
        fixture.ok("splitw -t s: ; splitw -t q: ; splitw -d -t s:");
        assert_eq!(fixture.format("#{@h}"), "GQG");
        fixture.ok("set-hook -g after-rename-session 'set -ga @r G'");
        fixture.ok("set-hook -t s: after-rename-session 'set -ga @r S'");
        fixture.ok("rename-session -t s: new ; rename-session -t q: other");
        assert_eq!(fixture.format("#{@r}"), "SG");
        fixture.ok("rename-session -t new: s ; rename-session -t other: q");
        fixture.ok("set-hook -t q after-new-window 'set -gF @w \"#S:#I\"'");
        fixture.ok("neww -d -t q:7 ; neww -d -t s:9");
        assert_eq!(fixture.format("#{@w}"), "q:7");
        fixture.ok("set-hook -g after-new-session 'set -gF @n \"#S\"'");
        fixture.ok("new -d -s fresh");
        assert_eq!(fixture.format("#{@n}"), "fresh");
    }

    #[test]
    fn a_hook_after_a_command_knows_its_arguments() {
        for (line, format, value) in [
            (
                "rename-session -t s r",
                "#{hook_arguments}/#{hook_argument_0}/#{hook_flag_t}/#{hook}",
                "-t s r/r/s/after-rename-session",
            ),
            (
                "neww -d -e A=1 -t s: -e 'B=x y' -n 'n m' 'sleep 9'",
                "#{hook_arguments}",
                "-d -e A=1 -e \"B=x y\" -n \"n m\" -t s: \"sleep 9\"",
            ),
            (
                "neww -d -e A=1 -t s: -e B=2 'sleep 9'",
                "#{hook_flag_d} #{hook_flag_e} #{hook_flag_e_0} #{hook_flag_e_1} #{hook_flag_a}.",
                "1 B=2 A=1 B=2 .",
            ),
            (
                "splitw -dh",
                "#{hook_arguments}|#{hook_flag_h}#{hook_flag_d}#{hook_flag_v}",
                "-dh|11",
            ),
            (
                "bind X send a b",
                "#{hook_argument_0} #{hook_argument_2}",
                "X a",
            ),
            ("lsp", "[#{hook_arguments}]", "[]"),
            ("rename-window -- -x", "#{hook_argument_0}", "-x"),
        ] {
            let mut fixture = TestWorld::new();
            for name in [
                "rename-session",
                "new-window",
                "split-window",
                "bind-key",
                "list-panes",
                "rename-window",
            ] {
                fixture.ok(&format!(
                    "set-hook -g after-{name} {{ set -gF @i '{format}' }}"
                ));
            }
            fixture.ok(line);
            assert_eq!(fixture.format("#{@i}"), value, "{line}");
        }
    }

    #[test]
    fn a_hook_of_a_user_runs_by_its_name() {
        let mut fixture = TestWorld::new();
        fixture.ok("new -d -s q ; set-hook -g @own 'set -gF @ran \"#S #{hook}\" ; set -g @b 1'");
        fixture.ok("set-hook -g -R @own");
        assert_eq!(fixture.format("#{@ran}#{@b}"), "q @own1");
        fixture.ok("set-hook -R -t s: @own");
        assert_eq!(fixture.format("#{@ran}"), "s @own");
        fixture.ok("set-hook -t s: @own 'set -g @ran mine' ; set-hook -R -t s: @own");
        assert_eq!(fixture.format("#{@ran}"), "mine");
        fixture.ok("set-hook -R -t q: @own ; set-hook -R @none");
        assert_eq!(fixture.format("#{@ran}"), "q @own");
    }
}
