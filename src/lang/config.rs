//! Parser of config files and command strings: from text to [`Script`]. It queries its [`ParseEnv`]
//! for variables, home directories and conditions, and knows no command by name.

use super::lexer::{Lexer, Token};
use super::parse_env::{ParseEnv, ParseError};
use super::script::{Arg, CommandLine, Script, Sequence};
use std::sync::Arc;

/// Maximum nesting of blocks and conditions.
const MAX_DEPTH: usize = 100;

/// tmux's message for text outside its grammar.
const SYNTAX: &str = "syntax error";

/// Whether a config file is one of tmux or of a plugin for it: `.tmux.conf`, `tmux/tmux.conf`,
/// `.tmux/plugins/x/y.conf`.
pub fn is_for_tmux(file: &str) -> bool {
    let mut parts = file.split('/');
    parts.any(|part| part.starts_with("tmux") || part.starts_with(".tmux"))
}

/// Parses a text. Lines with errors are skipped and reported; all others are kept. Assignments take
/// effect while parsing.
pub fn parse(text: &str, file: Option<&str>, env: &mut dyn ParseEnv) -> (Script, Vec<ParseError>) {
    let mut parser = Parser {
        lexer: Lexer::new(text, env),
        ahead: None,
        file: file.map(Arc::from),
        depth: 0,
        blocks: 0,
        active: true,
    };
    let mut lines = Lines::default();
    parser.statements(&mut lines, Inside::Text);
    (lines.script, parser.lexer.errors)
}

/// The context of statements, which decides what ends them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Text,
    Block,
    Condition,
}

/// The script being built, line by line.
#[derive(Default)]
struct Lines {
    script: Script,
    /// The last sequence is open for commands.
    open: bool,
    /// The number of sequences at the start of the line.
    kept: usize,
    /// The number of errors at the start of the line.
    errors: usize,
}

impl Lines {
    fn push(&mut self, command: CommandLine) {
        if !self.open {
            self.script.sequences.push(Sequence::default());
        }
        self.open = true;
        if let Some(last) = self.script.sequences.last_mut() {
            last.commands.push(command);
        }
    }

    /// Ends a line, and drops its commands if it had an error.
    fn end(&mut self, errors: usize) {
        if errors > self.errors {
            self.script.sequences.truncate(self.kept);
        }
        self.errors = errors;
        self.kept = self.script.sequences.len();
        self.open = false;
    }
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    ahead: Option<(Token, u32)>,
    file: Option<Arc<str>>,
    depth: usize,
    /// The number of open `{`.
    blocks: usize,
    /// All enclosing conditions are true.
    active: bool,
}

impl Parser<'_> {
    fn next(&mut self) -> (Token, u32) {
        self.ahead.take().unwrap_or_else(|| self.lexer.next())
    }

    fn peek(&mut self) -> &Token {
        let Self { lexer, ahead, .. } = self;
        &ahead.get_or_insert_with(|| lexer.next()).0
    }

    /// Parses statements up to the token that ends them, and returns that token.
    fn statements(&mut self, lines: &mut Lines, inside: Inside) -> Token {
        let mut begun = false;
        loop {
            let (token, line) = self.next();
            match token {
                Token::Newline => {
                    lines.end(self.lexer.errors.len());
                    begun = false;
                    continue;
                }
                Token::Semicolon if begun => {
                    if *self.peek() == Token::Semicolon {
                        lines.open = false;
                    }
                    continue;
                }
                Token::Word(name) => self.command(lines, name, line),
                Token::Assign(text) => self.assign(&text, false),
                Token::Hidden => self.hidden(line),
                Token::If => self.condition(lines, line),
                Token::Elif | Token::Else | Token::Endif if inside == Inside::Condition => {
                    return token;
                }
                Token::Close if inside == Inside::Block => {
                    lines.end(self.lexer.errors.len());
                    return token;
                }
                Token::End => {
                    if inside != Inside::Text {
                        self.lexer.fail(line, SYNTAX);
                    }
                    lines.end(self.lexer.errors.len());
                    return token;
                }
                Token::Close if self.blocks > 0 => {
                    self.lexer.fail(line, SYNTAX);
                    self.ahead = Some((token, line));
                    return Token::Bad;
                }
                _ => self.reject(line),
            }
            begun = true;
        }
    }

    /// Parses a command after its name.
    fn command(&mut self, lines: &mut Lines, name: String, line: u32) {
        let mut args = vec![Arg::word(name)];
        let errors = self.lexer.errors.len();
        loop {
            match self.peek() {
                Token::Word(_) | Token::Assign(_) => {
                    if let (Token::Word(text) | Token::Assign(text), _) = self.next() {
                        args.push(Arg::word(text));
                    }
                }
                Token::Open => {
                    let (_, line) = self.next();
                    args.push(Arg::block(self.block(line)));
                }
                Token::Semicolon | Token::Newline | Token::Close | Token::End => break,
                Token::Elif | Token::Else | Token::Endif => break,
                Token::Format(_) | Token::If | Token::Hidden | Token::Bad => {
                    let (_, line) = self.next();
                    self.reject(line);
                    break;
                }
            }
        }
        if self.active && self.lexer.errors.len() == errors {
            let file = self.file.clone();
            lines.push(CommandLine { args, line, file });
        }
    }

    /// Parses a block after its `{`.
    fn block(&mut self, line: u32) -> Script {
        if !self.enter(line) {
            return Script::default();
        }
        self.blocks += 1;
        let mut lines = Lines {
            errors: self.lexer.errors.len(),
            ..Lines::default()
        };
        self.statements(&mut lines, Inside::Block);
        self.blocks -= 1;
        self.depth -= 1;
        lines.script
    }

    /// Enters a nesting level, up to the maximum.
    fn enter(&mut self, line: u32) -> bool {
        if self.depth == MAX_DEPTH {
            self.lexer.fail(line, "too many nested blocks");
            self.lexer.stop();
            return false;
        }
        self.depth += 1;
        true
    }

    /// Parses a condition after its `%if`, up to its `%endif`.
    fn condition(&mut self, lines: &mut Lines, line: u32) {
        if !self.enter(line) {
            return;
        }
        let outer = self.active;
        let mut taken = !outer;
        let mut seen_else = false;
        self.active = self.test(!taken, line);
        loop {
            let ended = self.statements(lines, Inside::Condition);
            taken |= self.active;
            match ended {
                Token::Elif if !seen_else => self.active = self.test(!taken, line),
                Token::Else if !seen_else => {
                    seen_else = true;
                    self.active = !taken;
                }
                Token::Elif | Token::Else => self.lexer.fail(line, SYNTAX),
                _ => break,
            }
        }
        self.active = outer;
        self.depth -= 1;
    }

    /// Parses the format after `%if` or `%elif` and evaluates it where the result matters.
    fn test(&mut self, matters: bool, line: u32) -> bool {
        if !matches!(
            self.peek(),
            Token::Word(_) | Token::Format(_) | Token::Assign(_)
        ) {
            self.lexer.fail(line, SYNTAX);
            return false;
        }
        match self.next().0 {
            Token::Word(format) | Token::Format(format) | Token::Assign(format) => {
                matters && self.lexer.env.condition(&format)
            }
            _ => false,
        }
    }

    /// Parses the assignment that must follow `%hidden`.
    fn hidden(&mut self, line: u32) {
        match self.next() {
            (Token::Assign(text), _) => self.assign(&text, true),
            other => {
                self.ahead = Some(other);
                self.reject(line);
            }
        }
    }

    fn assign(&mut self, text: &str, hidden: bool) {
        if let Some((name, value)) = text.split_once('=')
            && self.active
        {
            self.lexer.env.assign(name, value, hidden);
        }
    }

    /// Records an error and skips the rest of the line, including blocks in it.
    fn reject(&mut self, line: u32) {
        self.lexer.fail(line, SYNTAX);
        let in_block = self.blocks > 0;
        let mut open = 0usize;
        loop {
            match self.peek() {
                Token::Open => open += 1,
                Token::Close if open > 0 => open -= 1,
                Token::Close if in_block => return,
                Token::Newline if open == 0 => return,
                Token::End => return,
                _ => {}
            }
            self.next();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse_env::EmptyEnv;
    use super::super::script::{print, print_script};
    use super::*;
    use crate::base::sorted::SortedMap;
    use proptest::prelude::*;

    /// An environment with HOME set, in which only `1` is true.
    #[derive(Default)]
    struct TestEnv {
        variables: SortedMap<String, String>,
        hidden: Vec<String>,
    }

    impl ParseEnv for TestEnv {
        fn variable(&self, name: &str) -> Option<String> {
            self.variables.get(name).cloned()
        }
        fn assign(&mut self, name: &str, value: &str, hidden: bool) {
            self.variables.insert(name.into(), value.into());
            if hidden {
                self.hidden.push(name.into());
            }
        }
        fn condition(&mut self, format: &str) -> bool {
            format == "1" || format == "#{==:#{a},#{a}}"
        }
        fn home(&self, user: Option<&str>) -> Option<String> {
            match user {
                None => Some("/home/me".into()),
                Some("root") => Some("/root".into()),
                Some(_) => None,
            }
        }
    }

    fn env() -> TestEnv {
        let variables = [("V", "val"), ("TWO", "a b")];
        TestEnv {
            variables: variables.map(|(k, v)| (k.into(), v.into())).into(),
            hidden: Vec::new(),
        }
    }

    /// The printed script, then each error as `!line: message`.
    fn run(text: &str) -> String {
        let (script, errors) = parse(text, None, &mut env());
        let errors = errors.iter().map(|e| format!("!{}: {}", e.line, e.message));
        print_script(&script) + &errors.collect::<String>()
    }

    #[test]
    fn words_and_quotes() {
        for (text, expected) in [
            (r#"a "b c" d\ e 'f g'"h"i"#, r#"a "b c" "d e" "f ghi""#),
            (r#"a "x\ty\n\e\101\u00e9\U0001f600""#, "a x\\ty\\n\\033Aé😀"),
            (r"a \303\251", "a é"),
            (
                r#"a '\n$V~' "~" ~/x ~root"#,
                r#"a "\\n\$V~" /home/me /home/me/x /root"#,
            ),
            (
                "a $V ${V}x \"$TWO\" $NONE. $ $1 a$",
                r#"a val valx "a b" . \$ "$1" "a$""#,
            ),
            ("a b~ \"\"~", "a b~ /home/me"),
            ("a \\\n b # comment \\\n c\nd", "a b ;; d"),
            ("a \"b\n   c\n # d\n #{e}\"", "a \"b\\nc\\n\\n#{e}\""),
            ("a x\\\\\nb", "a x\\\\ ;; b"),
            ("a b#c #{d} e", "a \"b#c\""),
            ("a %1 %% %", "a \"%1\" \"%%\" \\%"),
            ("a x=1 \"b;\" \\; c\\;", "a x=1 \"b;\" \\; \"c;\""),
            ("a b\r\nc\r\n", "a b ;; c"),
            ("a \"unfinished", "a unfinished"),
        ] {
            assert_eq!(run(text), expected, "{text:?}");
        }
    }

    #[test]
    fn lines_sequences_and_blocks() {
        for (text, expected) in [
            ("", ""),
            ("\n\n# x\n", ""),
            ("a;b ;c\nd;", "a ; b ; c ;; d"),
            ("a ;; b", "a ;; b"),
            ("if x {a;b} { c\n\n# no\nd }", "if x { a ; b } { c ;; d }"),
            ("bind x {}", "bind x { }"),
            ("bind x { if y { a { b } } }", "bind x { if y { a { b } } }"),
            ("bind x {\n a\n} ; b", "bind x { a } ; b"),
        ] {
            assert_eq!(run(text), expected, "{text:?}");
        }
    }

    #[test]
    fn conditions_choose_lines() {
        for (text, expected) in [
            ("%if 1\na\n%else\nb\n%endif\nc", "a ;; c"),
            ("%if 0\na\n%elif 1\nb\n%elif 1\nc\n%else\nd\n%endif", "b"),
            ("%if 0 a %elif 0 b %else c %endif", "c"),
            ("x ; %if 1 a ; b %endif ; y", "x ; a ; b ; y"),
            ("%if #{==:#{a},#{a}}\na\n%endif", "a"),
            ("%if 0\n%if 1\na\nQ=1\n%endif\n%else\nb $Q\n%endif", "b ''"),
            ("bind x {\n%if 1\na\n%endif\n}", "bind x { a }"),
        ] {
            let expected = expected.replace(" ''", "");
            assert_eq!(run(text).replace(" ''", ""), expected, "{text:?}");
        }
    }

    #[test]
    fn assignments_are_carried_out() {
        let mut env = env();
        let text = "A=x B=y\nC=\"$A z\" cmd $C\n%hidden H=h\nD=$H\nset -g @a b=c";
        let (script, errors) = parse(text, Some("f.conf"), &mut env);
        assert_eq!(errors, []);
        assert_eq!(print_script(&script), "cmd \"x z\" ;; set -g @a b=c");
        assert_eq!(env.variables["D"], "h");
        assert_eq!(env.hidden, ["H"]);
        let command = &script.sequences[1].commands[0];
        assert_eq!((command.line, command.file.as_deref()), (5, Some("f.conf")));
    }

    #[test]
    fn bad_lines_are_left_out_and_told_of() {
        for (text, expected) in [
            ("a }\nb", "b!1: syntax error"),
            ("a ; b }\nc", "c!1: syntax error"),
            ("; a\nb", "b!1: syntax error"),
            ("a\nbind x { b\nc", "a!4: syntax error"),
            ("%endif\na", "a!1: syntax error"),
            ("%foo\na", "a!1: syntax error"),
            ("%if\na\n%endif\nb", "b!1: syntax error"),
            ("%hidden X\na", "a!1: syntax error"),
            ("a \"\\400\" b\nc", "c!1: invalid octal escape"),
            ("a \\u12\nb", "b!1: invalid \\u argument"),
            ("a ${V\nb", "b!1: invalid environment variable"),
            ("a ~nobody\nb", "b!1: syntax error"),
            ("bind x {\n a ;;; %no\n b\n}\nc", "c!2: syntax error"),
            ("a b{c} d\ne", "e!1: syntax error"),
            ("%if 1\na\n", "a!3: syntax error"),
        ] {
            let text_lines = text.replace("b\nc", "b\nc\n");
            let text = if expected.contains("!4") {
                text_lines.as_str()
            } else {
                text
            };
            assert_eq!(run(text), expected, "{text:?}");
        }
    }

    #[test]
    fn nesting_has_a_limit() {
        let text = "a {".repeat(5000);
        let (script, errors) = parse(&text, None, &mut EmptyEnv);
        assert!(script.is_empty());
        assert!(errors[0].message.contains("nested"));
        let text = "%if 1 ".repeat(5000);
        assert!(!parse(&text, None, &mut env()).1.is_empty());
    }

    #[test]
    fn errors_are_described_with_their_place() {
        let error = &parse("a }", None, &mut EmptyEnv).1[0];
        assert_eq!(error.describe(Some("x")), "x:1: syntax error");
        assert_eq!(error.describe(None), "syntax error");
    }

    fn word() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-z0-9 #;%${}'\"~\\\\=\n\t-]{0,8}",
            "\\PC{0,6}",
            any::<String>(),
        ]
    }

    fn script(depth: u32) -> BoxedStrategy<Script> {
        let arg = match depth {
            0 => word().prop_map(Arg::word).boxed(),
            _ => prop_oneof![
                4 => word().prop_map(Arg::word),
                1 => script(depth - 1).prop_map(Arg::block),
            ]
            .boxed(),
        };
        let command = ("[a-z-]{1,6}", prop::collection::vec(arg, 0..4)).prop_map(|(name, args)| {
            let mut command = CommandLine::of([name]);
            command.args.extend(args);
            command
        });
        let commands = prop::collection::vec(command, 1..3);
        let sequence = commands.prop_map(|commands| Sequence { commands });
        prop::collection::vec(sequence, 0..3)
            .prop_map(|sequences| Script { sequences })
            .boxed()
    }

    /// The script without the positions of its commands.
    fn placeless(mut script: Script) -> Script {
        for command in script.sequences.iter_mut().flat_map(|s| &mut s.commands) {
            command.line = 0;
            for arg in &mut command.args {
                arg.block = arg.block.take().map(placeless);
            }
        }
        script
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in any::<String>()) {
            parse(&text, None, &mut env());
        }

        #[test]
        fn any_config_like_text_is_read_without_panic(
            text in "([ab{};#$~'\"\\\\\n =%]|%if|%elif|%else|%endif|%hidden|\\$\\{|\\\\u|#\\{){0,40}"
        ) {
            let (script, _) = parse(&text, None, &mut env());
            for sequence in &script.sequences {
                prop_assert!(!sequence.commands.is_empty());
            }
        }

        #[test]
        fn what_is_printed_reads_back(script in script(2)) {
            let text = print_script(&script);
            let (read, errors) = parse(&text, None, &mut env());
            prop_assert_eq!(errors, []);
            prop_assert_eq!(placeless(read), script, "{}", text);
        }

        #[test]
        fn a_command_reads_back(words in prop::collection::vec(word(), 0..5)) {
            let command = CommandLine::of(std::iter::once("cmd".to_owned()).chain(words));
            let (read, errors) = parse(&print(&command), None, &mut env());
            prop_assert_eq!(errors, []);
            prop_assert_eq!(placeless(read), Script::from(Sequence { commands: vec![command] }));
        }
    }
}
