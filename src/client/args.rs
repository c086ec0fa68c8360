//! Parses the command line up to the command: the global flags of tmux.

use crate::base::raw_bytes;
use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;

/// The result of parsing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Run a command, or the default one.
    Run(Box<Args>),
    /// `-V`.
    Version,
    /// `-h`.
    Help,
    /// An unknown flag or a flag without its value; the message.
    Usage(String),
}

/// The global flags, and the command with its own flags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Args {
    /// Control mode: `-C` once, or twice without echo.
    pub control: u8,
    /// `-2`: the terminal has 256 colours.
    pub colors256: bool,
    /// `-D`: the server stays in the foreground.
    pub foreground: bool,
    /// `-N`: never start a server.
    pub no_start: bool,
    /// `-l`: run the command of `-c` in a login shell.
    pub login: bool,
    /// `-u`: the terminal shows UTF-8, whatever the locale says.
    pub utf8: bool,
    /// `-v`: how often it was given.
    pub verbose: u8,
    /// `-c`: a command to run in the user's shell instead of mux.
    pub shell_command: Option<String>,
    /// `-f`: config files instead of the default ones.
    pub config: Vec<PathBuf>,
    /// `-L`: the name of the socket.
    pub label: Option<OsString>,
    /// `-S`: the path of the socket.
    pub socket: Option<PathBuf>,
    /// `--host`: the other machine whose server runs the command; not in tmux.
    pub host: Option<String>,
    /// `-T`: features of the terminal, named as in `terminal-features`.
    pub features: Vec<String>,
    /// The command with its flags and arguments.
    pub words: Vec<String>,
}

/// The usage of the program, in two lines as tmux prints it. Under its own name it has only the
/// flags that do something.
pub fn usage(as_tmux: bool) -> String {
    let (name, flags, host) = match as_tmux {
        true => ("tmux", "-2CDhlNuVv", ""),
        false => ("mux", "-2ChlNuVv", "[--host host] "),
    };
    let indent = " ".repeat(format!("usage: {name} ").len());
    format!(
        "usage: {name} [{flags}] [-c shell-command] [-f file] [-L socket-name]\n\
         {indent}[-S socket-path] [-T features] {host}[command [flags]]"
    )
}

/// Parses the command line, which does not include the name of the program.
pub fn parse(args: impl IntoIterator<Item = OsString>, as_tmux: bool) -> Request {
    let mut parsed = Args::default();
    let mut args = args.into_iter();
    while let Some(arg) = args.next() {
        let text = arg.to_string_lossy();
        match text.strip_prefix('-') {
            Some("-") => break,
            Some(flag) if !as_tmux && (flag == "-host" || flag.starts_with("-host=")) => {
                let attached = flag.split_once('=').map(|(_, host)| host.to_owned());
                match attached.or_else(|| args.next().map(lossy)) {
                    Some(host) => parsed.host = Some(host),
                    None => return Request::Usage("--host needs a host".to_owned()),
                }
            }
            Some(flags) if !flags.is_empty() => {
                let flags = flags.to_owned();
                match read_flags(&flags, &mut args, &mut parsed) {
                    None => {}
                    Some(other) => return other,
                }
            }
            _ => {
                parsed.words.push(word(arg));
                break;
            }
        }
    }
    parsed.words.extend(args.map(word));
    Request::Run(Box::new(parsed))
}

/// Parses a group of flags (`-2uL name`). Returns a result that ends parsing, if a flag gives one.
fn read_flags(
    flags: &str,
    rest: &mut impl Iterator<Item = OsString>,
    parsed: &mut Args,
) -> Option<Request> {
    for (at, flag) in flags.char_indices() {
        match flag {
            '2' => parsed.colors256 = true,
            'C' => parsed.control = parsed.control.saturating_add(1),
            'D' => parsed.foreground = true,
            'N' => parsed.no_start = true,
            'l' => parsed.login = true,
            'v' => parsed.verbose = parsed.verbose.saturating_add(1),
            // Terminals are queried for their capabilities.
            'q' => {}
            'u' => parsed.utf8 = true,
            'V' => return Some(Request::Version),
            'h' => return Some(Request::Help),
            'c' | 'f' | 'L' | 'S' | 'T' => {
                let attached = &flags[at + flag.len_utf8()..];
                let value = match attached {
                    "" => rest.next(),
                    value => Some(value.into()),
                };
                return match value {
                    Some(value) => {
                        set(parsed, flag, value);
                        None
                    }
                    None => Some(Request::Usage(format!(
                        "option requires an argument -- {flag}"
                    ))),
                };
            }
            _ => return Some(Request::Usage(format!("unknown option -- {flag}"))),
        }
    }
    None
}

fn set(parsed: &mut Args, flag: char, value: OsString) {
    match flag {
        'c' => parsed.shell_command = Some(lossy(value)),
        'f' => parsed.config.push(value.into()),
        'L' => parsed.label = Some(value),
        'S' => parsed.socket = Some(value.into()),
        _ => parsed
            .features
            .extend(lossy(value).split(',').map(str::to_owned)),
    }
}

/// A word of the command. It may have any bytes.
fn word(text: OsString) -> String {
    raw_bytes::to_text(text.as_bytes())
}

fn lossy(text: OsString) -> String {
    text.into_string()
        .unwrap_or_else(|text| text.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    fn read(text: &str) -> Request {
        parse(text.split_whitespace().map(OsString::from), false)
    }

    fn args(text: &str) -> Args {
        match read(text) {
            Request::Run(args) => *args,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn flags_end_at_the_command() {
        let got = args("-2uLname -S /tmp/s -f a -fb -T RGB,sync -vv -N new -d -s x");
        let want = Args {
            colors256: true,
            utf8: true,
            label: Some("name".into()),
            socket: Some("/tmp/s".into()),
            config: vec!["a".into(), "b".into()],
            features: words("RGB sync"),
            verbose: 2,
            no_start: true,
            words: words("new -d -s x"),
            ..Args::default()
        };
        assert_eq!(got, want);
        assert_eq!(args("-CC").control, 2);
        assert_eq!(args("-l -- -x").words, words("-x"));
        for text in ["--host box ls", "--host=box ls"] {
            assert_eq!(args(text).host.as_deref(), Some("box"));
            assert_eq!(args(text).words, words("ls"));
        }
        let as_tmux = parse(["--host".into(), "box".into()], true);
        assert_eq!(as_tmux, Request::Usage("unknown option -- -".into()));
        assert_eq!(args("").words, words(""));
    }

    #[test]
    fn version_help_and_errors_end_parsing() {
        for (text, want) in [
            ("-V", Request::Version),
            ("-2h", Request::Help),
            ("-u -Z", Request::Usage("unknown option -- Z".into())),
            (
                "-L",
                Request::Usage("option requires an argument -- L".into()),
            ),
        ] {
            assert_eq!(read(text), want, "{text}");
        }
    }
}
