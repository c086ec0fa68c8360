//! Completions for bash. The script splits the line itself, because bash splits words at `:`, which
//! most targets contain.

use super::command_spec::{CommandSpec, Flag, Value, quoted};
use super::completion_kind::LIVE;
use super::tables::{Reference, WRITTEN, names};
use crate::base::sorted::SortedMap;

/// The part of the script that does not depend on the tables. `NAME` stands for the program's name.
const FRAME: &str = r#"_NAME_ask() {
    command "${_NAME_program[@]}" "$@" 2>/dev/null
}

_NAME_complete() {
    local line=${COMP_LINE:0:COMP_POINT} cur word='' command='' expects='' count=0 kind='' i candidate
    local -a words _NAME_program
    read -ra words <<<"$line"
    cur=${line##*[[:space:]]}
    [[ -n $cur ]] && unset 'words[${#words[@]}-1]'
    _NAME_program=("${COMP_WORDS[0]}")
    for ((i = 1; i < ${#words[@]}; i++)); do
        word=${words[i]}
        if [[ -n $expects ]]; then
            [[ -z $command && $expects == -[LS] ]] && _NAME_program+=("$expects" "$word")
            expects=''
        elif [[ $word == ';' || $word == '\;' ]]; then
            command='' count=0
        elif [[ $word == -?* ]]; then
            [[ $word == --* ]] || word=-${word: -1}
            _NAME_kind "$command $word" && expects=$word
            [[ -z $command && ${words[i]} == -[LS]?* ]] && _NAME_program+=("${words[i]}")
        elif [[ -z $command ]]; then
            _NAME_canonical "$word"
        else
            count=$((count + 1))
        fi
    done
    COMPREPLY=()
    kind=''
    if [[ -n $expects ]]; then
        _NAME_kind "$command $expects"
    elif [[ $cur == -* ]]; then
        _NAME_flags "$command"
        COMPREPLY=($(compgen -W "$flags" -- "$cur"))
        return
    elif [[ -z $command ]]; then
        kind=command
    else
        _NAME_kind "$command $((count + 1))" || _NAME_kind "$command +"
    fi
    case $kind in
    file) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    directory) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
    *)
        while IFS= read -r candidate; do
            [[ -n $candidate && $candidate == "$cur"* ]] || continue
            printf -v candidate %q "$candidate"
            COMPREPLY+=("$candidate")
        done < <(_NAME_names "$kind")
        if [[ $cur == *[:=]* && $COMP_WORDBREAKS == *:* ]]; then
            word=${cur%"${cur##*[:=]}"}
            COMPREPLY=("${COMPREPLY[@]#"$word"}")
        fi
        ;;
    esac
}
"#;

pub(super) fn script(reference: &Reference<'_>) -> String {
    let name = reference.program.get_name();
    let specs = reference.command_specs();
    let parts = [
        format!("# bash completion for {name}; made from its tables of commands.\n"),
        FRAME.replace("NAME", &function_name(name)),
        canonical(&specs),
        flags(&CommandSpec::of(reference.program), &specs),
        kinds(&CommandSpec::of(reference.program), &specs),
        listings(reference),
        format!("complete -F _{0}_complete {name}\n", function_name(name)),
    ];
    parts
        .join("\n")
        .replace("_NAME_", &format!("_{}_", function_name(name)))
}

fn function_name(program: &str) -> String {
    program.replace('-', "_")
}

/// Aliases and unique prefixes of command names.
fn canonical(specs: &[CommandSpec]) -> String {
    let mut text = String::from("_NAME_canonical() {\n    local -a found\n    case $1 in\n");
    for spec in specs.iter().filter(|spec| !spec.aliases.is_empty()) {
        let line = format!("    {}) command={} ;;\n", spec.aliases.join("|"), spec.name);
        text.push_str(&line);
    }
    let names: Vec<&str> = specs.iter().map(|spec| spec.name.as_str()).collect();
    let rest = format!(
        "    *)\n        command=$1\n        found=($(compgen -W {} -- \"$1\"))\n        \
         [[ ${{#found[@]}} -eq 1 ]] && command=${{found[0]}}\n        ;;\n    esac\n}}\n",
        quoted(&names.join(" "))
    );
    text.push_str(&rest);
    text
}

fn flags(program: &CommandSpec, specs: &[CommandSpec]) -> String {
    let mut text = String::from("_NAME_flags() {\n    case $1 in\n");
    let own = std::iter::once(("''", program));
    for (name, spec) in own.chain(specs.iter().map(|spec| (spec.name.as_str(), spec))) {
        let flags: Vec<String> = spec.flags.iter().flat_map(Flag::spellings).collect();
        let line = format!("    {name}) flags={} ;;\n", quoted(&flags.join(" ")));
        text.push_str(&line);
    }
    text.push_str("    *) flags='' ;;\n    esac\n}\n");
    text
}

/// The completion kind of a flag's value (`command -x`) or of the n-th argument (`command n`,
/// `command +`).
fn kinds(program: &CommandSpec, specs: &[CommandSpec]) -> String {
    let mut places: SortedMap<String, Vec<String>> = SortedMap::new();
    let mut note = |command: &str, place: &str, value: &Value| {
        let kind = match value.choices.is_empty() {
            true => value.kind.word().to_owned(),
            false => format!("'={}'", value.choices.join(" ")),
        };
        let place = format!("'{command} {place}'");
        places.entry(kind).or_default().push(place);
    };
    for spec in specs.iter().chain([program]) {
        let command = if std::ptr::eq(spec, program) {
            ""
        } else {
            &spec.name
        };
        for flag in &spec.flags {
            for typed in flag.spellings() {
                if let Some(value) = &flag.value {
                    note(command, &typed, value);
                }
            }
        }
        for (i, word) in spec.positionals.iter().enumerate() {
            note(command, &(i + 1).to_string(), &word.value);
            if word.many {
                note(command, "+", &word.value);
            }
        }
    }
    let mut text = String::from("_NAME_kind() {\n    case $1 in\n");
    for (kind, places) in places {
        let line = format!("    {}) kind={kind} ;;\n", places.join("|"));
        text.push_str(&line);
    }
    text.push_str("    *) return 1 ;;\n    esac\n}\n");
    text
}

/// Prints the names of a kind, one per line.
fn listings(reference: &Reference<'_>) -> String {
    let mut text = String::from("_NAME_names() {\n    case $1 in\n");
    for (kind, command, format) in LIVE {
        let line = format!(
            "    {}) _NAME_ask {command} -F {} ;;\n",
            kind.word(),
            quoted(format)
        );
        text.push_str(&line);
    }
    for kind in WRITTEN {
        let names = names(reference, kind).join(" ");
        let word = kind.word();
        let line = format!("    {word}) printf '%s\\n' {names} ;;\n");
        text.push_str(&line);
    }
    text.push_str("    =*) printf '%s\\n' ${1#=} ;;\n    esac\n}\n");
    text
}
