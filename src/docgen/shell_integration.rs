//! The lines with which shells mark their prompts and the output of commands (OSC 133).

use super::completion::Shell;

const BASH: &str = r#"# Marks prompts and output for mux. In ~/.bashrc: eval "$(mux shell-integration bash)"
if [ -n "${TMUX-}" ] && [ -n "${PS1-}" ] && [ -z "${__mux_marks-}" ]; then
  __mux_marks=1
  __mux_before_prompt() {
    local status=$?
    printf '\033]133;D;%s\007' "$status"
    return "$status"
  }
  __mux_after_prompt() {
    local status=$?
    case $PS1 in
      *'133;A'*) ;;
      *) PS1='\[\e]133;A\a\]'"$PS1"'\[\e]133;B\a\]' ;;
    esac
    return "$status"
  }
  case $(declare -p PROMPT_COMMAND 2>/dev/null) in
    'declare -a'*)
      PROMPT_COMMAND=(__mux_before_prompt "${PROMPT_COMMAND[@]}" __mux_after_prompt) ;;
    *)
      PROMPT_COMMAND="__mux_before_prompt${PROMPT_COMMAND:+;$PROMPT_COMMAND};__mux_after_prompt" ;;
  esac
  PS0="${PS0-}"'\e]133;C\a'
fi
"#;

const ZSH: &str = r#"# Marks prompts and output for mux. In ~/.zshrc: eval "$(mux shell-integration zsh)"
if [[ -o interactive && -n ${TMUX-} && -z ${__mux_marks-} ]]; then
  __mux_marks=1
  __mux_precmd() {
    local code=$?
    print -n "\e]133;D;$code\a"
    [[ $PS1 == *'133;A'* ]] || PS1=$'%{\e]133;A\a%}'$PS1$'%{\e]133;B\a%}'
  }
  __mux_preexec() {
    local text=${${1[1,4000]}//\%/%25}
    print -rn $'\e]133;C;cmdline_url='${${text//;/%3B}//$'\n'/%0A}$'\a'
  }
  autoload -Uz add-zsh-hook
  add-zsh-hook precmd __mux_precmd
  add-zsh-hook preexec __mux_preexec
fi
"#;

const FISH: &str = r#"# Marks prompts and output for mux. In config.fish: mux shell-integration fish | source
if status is-interactive; and set -q TMUX; and not set -q __mux_marks
  set -g __mux_marks 1
  function __mux_prompt --on-event fish_prompt
    printf '\e]133;A\a'
  end
  function __mux_preexec --on-event fish_preexec
    printf '\e]133;C;cmdline_url=%s\a' (string escape --style=url -- $argv[1])
  end
  function __mux_postexec --on-event fish_postexec
    printf '\e]133;D;%s\a' $status
  end
end
"#;

/// The lines for the startup file of a shell; they also work at once with `eval`.
pub fn shell_integration(shell: Shell) -> &'static str {
    match shell {
        Shell::Bash => BASH,
        Shell::Zsh => ZSH,
        Shell::Fish => FISH,
    }
}
