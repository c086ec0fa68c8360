//! Completions for zsh, based on `_arguments`.

use super::command_spec::{CommandSpec, Flag, Value, quoted};
use super::completion_kind::{CompletionKind, LIVE};
use super::tables::{Reference, WRITTEN, names};

/// The part of the script that does not depend on the tables.
const FRAME: &str = r#"_NAME_ask() {
    command ${_NAME_program:-NAME} $_NAME_socket "$@" 2>/dev/null
}

_NAME_offer() {
    local what=$1
    shift
    local -a found=("$@") expl
    _wanted ${what}s expl $what compadd -a found
}
"#;

pub(super) fn script(reference: &Reference<'_>) -> String {
    let name = reference.program.get_name();
    let specs = reference.command_specs();
    let parts = [
        format!("#compdef {name}\n# Made from the tables of commands of {name}.\n"),
        FRAME.to_owned(),
        listings(reference),
        commands(&specs),
        arguments(&specs),
        own(&CommandSpec::of(reference.program)),
        // Autoloaded by the completion system, or sourced.
        "if [[ $funcstack[1] == _NAME ]]; then\n    _NAME \"$@\"\nelse\n    compdef _NAME NAME\nfi\n".to_owned(),
    ];
    parts.join("\n").replace("NAME", name)
}

/// One function per kind.
fn listings(reference: &Reference<'_>) -> String {
    let mut text = String::new();
    for (kind, command, format) in LIVE {
        let function = format!(
            "_NAME_{0}() {{ _NAME_offer {0} ${{(f)\"$(_NAME_ask {command} -F {1})\"}} }}\n",
            kind.word(),
            quoted(format)
        );
        text.push_str(&function);
    }
    for kind in WRITTEN
        .into_iter()
        .filter(|kind| *kind != CompletionKind::Command)
    {
        let names = names(reference, kind).join(" ");
        let function = format!("_NAME_{0}() {{ _NAME_offer {0} {names} }}\n", kind.word());
        text.push_str(&function);
    }
    text
}

/// The command names with their descriptions.
fn commands(specs: &[CommandSpec]) -> String {
    let mut text = String::from("_NAME_command() {\n    local -a commands=(\n");
    for spec in specs {
        let entry = format!("{}:{}", spec.name, spec.about.replace(':', "\\:"));
        let line = format!("        {}\n", quoted(&entry));
        text.push_str(&line);
    }
    text.push_str("    )\n    _describe -t commands command commands\n}\n");
    text
}

/// The arguments of each command. Unique prefixes of names are accepted.
fn arguments(specs: &[CommandSpec]) -> String {
    let mut text = String::from("_NAME_arguments() {\n    local -a found=(");
    let names: Vec<&str> = specs.iter().map(|spec| spec.name.as_str()).collect();
    text.push_str(&names.join(" "));
    text.push_str(
        ")\n    local verb=$1\n    found=(${(M)found:#$verb*})\n    \
         (( $#found == 1 )) && verb=$found[1]\n    case $verb in\n",
    );
    for spec in specs {
        let patterns: Vec<&str> = std::iter::once(spec.name.as_str())
            .chain(spec.aliases.iter().map(String::as_str))
            .collect();
        let specs: Vec<String> = spec
            .flags
            .iter()
            .flat_map(flag)
            .chain(words(spec))
            .collect();
        let branch = format!(
            "    {}) _arguments -s : {} ;;\n",
            patterns.join("|"),
            specs.join(" ")
        );
        text.push_str(&branch);
    }
    text.push_str("    esac\n}\n");
    text
}

fn own(program: &CommandSpec) -> String {
    let specs: Vec<String> = program.flags.iter().flat_map(flag).collect();
    format!(
        "_NAME() {{\n    local curcontext=$curcontext state line _NAME_program=$words[1]\n    \
         local -a _NAME_socket\n    local -A opt_args\n    \
         _arguments -C -s -S : {} '*:: :->command' && return\n    \
         [[ -n $opt_args[-L] ]] && _NAME_socket+=(-L ${{(Q)opt_args[-L]}})\n    \
         [[ -n $opt_args[-S] ]] && _NAME_socket+=(-S ${{(Q)opt_args[-S]}})\n    \
         if (( CURRENT == 1 )); then\n        _NAME_command\n    else\n        \
         _NAME_arguments $words[1]\n    fi\n}}\n",
        specs.join(" ")
    )
}

/// A flag as an `_arguments` spec; flags may be repeated.
fn flag(flag: &Flag) -> Vec<String> {
    let help = flag.help.replace('\\', "\\\\").replace(']', "\\]");
    let tail = match &flag.value {
        None => format!("[{help}]"),
        Some(value) => format!("[{help}]{}", action(value)),
    };
    let taken = if flag.value.is_some() { "+" } else { "" };
    let spellings = flag.spellings().into_iter();
    spellings
        .map(|typed| match typed.starts_with("--") && !taken.is_empty() {
            true => quoted(&format!("*{typed}={tail}")),
            false => quoted(&format!("*{typed}{taken}{tail}")),
        })
        .collect()
}

fn words(spec: &CommandSpec) -> Vec<String> {
    let one = |(i, word): (usize, &super::command_spec::Positional)| {
        let place = match word.many {
            true => "*".to_owned(),
            false => (i + 1).to_string(),
        };
        quoted(&format!("{place}{}", action(&word.value)))
    };
    spec.positionals.iter().enumerate().map(one).collect()
}

/// The end of a spec: `:description:action`.
fn action(value: &Value) -> String {
    let what = value.name.replace(':', "\\:");
    let how = match value.kind {
        _ if !value.choices.is_empty() => format!("({})", value.choices.join(" ")),
        CompletionKind::File => "_files".to_owned(),
        CompletionKind::Directory => "_files -/".to_owned(),
        CompletionKind::Any => " ".to_owned(),
        kind => format!("_NAME_{}", kind.word()),
    };
    format!(":{what}:{how}")
}
