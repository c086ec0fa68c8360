//! Completions for fish, which finds flags and their values itself.

use super::command_spec::{CommandSpec, Flag, Value};
use super::completion_kind::{CompletionKind, LIVE};
use super::tables::{Reference, WRITTEN, names};

/// The part of the script that does not depend on the tables.
const FRAME: &str = r#"# The command on the line, if there is one already.
function __NAME_command
    set -l words (commandline -opc)
    set -e words[1]
    while set -q words[1]
        switch $words[1]
            case 'VALUED'
                set -e words[1]
            case '-*'
            case '*'
                __NAME_canonical $words[1]
                return 0
        end
        set -e words[1]
    end
    return 1
end

function __NAME_is
    set -l command (__NAME_command); and contains -- $command $argv
end

# Asks the server that the line is about.
function __NAME_ask
    set -l words (commandline -opc)
    set -l program $words[1]
    set -l socket
    set -e words[1]
    while set -q words[1]; and string match -q -- '-*' $words[1]
        switch $words[1]
            case '-L' '-S'
                set -a socket $words[1..2]
                set -e words[1]
            case '-L*' '-S*'
                set -a socket $words[1]
            case 'VALUED'
                set -e words[1]
        end
        set -e words[1]
    end
    command $program $socket $argv 2>/dev/null
end
"#;

/// Aliases and unique prefixes of command names.
const CANONICAL: &str = r"
function __NAME_canonical
    switch $argv[1]
        ALIASES
        case '*'
            set -l found (string match -- $argv[1]'*' COMMANDS)
            if test (count $found) -eq 1
                echo $found
            else
                echo $argv[1]
            end
    end
end
";

pub(super) fn script(reference: &Reference<'_>) -> String {
    let name = reference.program.get_name();
    let program = CommandSpec::of(reference.program);
    let specs = reference.command_specs();
    let valued = program.flags.iter().filter(|flag| flag.value.is_some());
    let valued: Vec<String> = valued
        .flat_map(Flag::spellings)
        .map(|f| quoted(&f))
        .collect();
    let valued = if valued.is_empty() {
        "''".to_owned()
    } else {
        valued.join(" ")
    };
    let mut text = format!("# fish completion for {name}; made from its tables of commands.\n\n");
    text.push_str(&FRAME.replace("'VALUED'", &valued));
    text.push_str(&canonical(&specs));
    text.push_str(&listings(reference));
    text.push_str("\ncomplete -c NAME -f\n");
    for flag in &program.flags {
        text.push_str(&complete("not __NAME_command >/dev/null", flag));
    }
    text.extend(specs.iter().map(|spec| {
        let (name, about) = (&spec.name, quoted(&spec.about));
        format!("complete -c NAME -n 'not __NAME_command >/dev/null' -a {name} -d {about}\n")
    }));
    for spec in &specs {
        let here = format!("__NAME_is {}", spec.name);
        for flag in &spec.flags {
            text.push_str(&complete(&here, flag));
        }
        for word in &spec.positionals {
            text.push_str(&offer(&here, &word.value));
        }
    }
    text.replace("NAME", name)
}

/// The text in single quotes, for fish.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn canonical(specs: &[CommandSpec]) -> String {
    let aliased = specs.iter().filter(|spec| !spec.aliases.is_empty());
    let cases = aliased.map(|spec| {
        let aliases = spec.aliases.join(" ");
        format!("        case {aliases}\n            echo {}\n", spec.name)
    });
    let names: Vec<&str> = specs.iter().map(|spec| spec.name.as_str()).collect();
    CANONICAL
        .replace("        ALIASES\n", &cases.collect::<String>())
        .replace("COMMANDS", &names.join(" "))
}

/// One function per kind.
fn listings(reference: &Reference<'_>) -> String {
    let function =
        |name: &str, body: String| format!("\nfunction __NAME_{name}\n    {body}\nend\n");
    let live = LIVE.into_iter().map(|(kind, command, format)| {
        let body = format!("__NAME_ask {command} -F {}", quoted(format));
        function(kind.word(), body)
    });
    let written = WRITTEN.into_iter().map(|kind| {
        let body = format!("printf '%s\\n' {}", names(reference, kind).join(" "));
        match kind {
            CompletionKind::Command => function("names", body),
            _ => function(kind.word(), body),
        }
    });
    live.chain(written).collect()
}

/// A flag, offered where the condition `here` holds.
fn complete(here: &str, flag: &Flag) -> String {
    let short = flag.short.map(|c| format!(" -s {c}")).unwrap_or_default();
    let long = flag
        .long
        .as_ref()
        .map(|l| format!(" -l {l}"))
        .unwrap_or_default();
    let value = match &flag.value {
        None => String::new(),
        Some(value) => match source(value) {
            Some(source) => format!(" -r{source}"),
            None => " -x".to_owned(),
        },
    };
    format!(
        "complete -c NAME -n {}{short}{long}{value} -d {}\n",
        quoted(here),
        quoted(&flag.help)
    )
}

/// Names for an argument, offered where the condition `here` holds.
fn offer(here: &str, value: &Value) -> String {
    source(value).map_or_else(String::new, |source| {
        format!("complete -c NAME -n {}{source}\n", quoted(here))
    })
}

/// The source of a value's names.
fn source(value: &Value) -> Option<String> {
    if !value.choices.is_empty() {
        return Some(format!(" -f -a {}", quoted(&value.choices.join(" "))));
    }
    Some(match value.kind {
        CompletionKind::Any => return None,
        CompletionKind::File => " -F".to_owned(),
        CompletionKind::Directory => " -f -a '(__fish_complete_directories)'".to_owned(),
        CompletionKind::Command => " -f -a '(__NAME_names)'".to_owned(),
        kind => format!(" -f -a '(__NAME_{})'", kind.word()),
    })
}
