//! Splits Rust source into tokens: enough to find paths, keywords, impl blocks and test-only items.

/// A word or a punctuation mark of the source, and its line from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub line: usize,
}

/// A path such as `crate::base::Size`, groups and globs resolved, and its line.
#[derive(Debug, PartialEq, Eq)]
pub struct Path {
    pub parts: Vec<String>,
    pub line: usize,
}

/// Splits a source into tokens; comments, strings, characters and lifetimes are left out.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut lexer = Lexer {
        rest: source,
        line: 1,
        found: Vec::new(),
    };
    while !lexer.rest.is_empty() {
        lexer.step();
    }
    lexer.found
}

struct Lexer<'a> {
    rest: &'a str,
    line: usize,
    found: Vec<Token>,
}

impl Lexer<'_> {
    fn skip(&mut self, len: usize) {
        let (gone, rest) = self.rest.split_at(len.min(self.rest.len()));
        self.line += gone.matches('\n').count();
        self.rest = rest;
    }

    fn keep(&mut self, len: usize) {
        self.found.push(Token {
            text: self.rest[..len].to_owned(),
            line: self.line,
        });
        self.skip(len);
    }

    fn step(&mut self) {
        let rest = self.rest;
        let first = rest.chars().next().expect("there is something left");
        if rest.starts_with("//") {
            self.skip(rest.find('\n').unwrap_or(rest.len()));
        } else if rest.starts_with("/*") {
            self.skip(comment(rest));
        } else if let Some(len) = string(rest) {
            self.skip(len);
        } else if first == '\'' {
            self.skip(quoted(rest));
        } else if first.is_alphabetic() || first == '_' {
            self.keep(word(rest));
        } else if first.is_ascii_digit() {
            self.skip(word(rest));
        } else if rest.starts_with("::") {
            self.keep(2);
        } else if first.is_whitespace() {
            self.skip(first.len_utf8());
        } else {
            self.keep(first.len_utf8());
        }
    }
}

fn word(rest: &str) -> usize {
    rest.find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(rest.len())
}

/// The length of a comment in `/* */`, which may hold others.
fn comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// The length of the string that `rest` starts with: plain, byte, C or raw.
fn string(rest: &str) -> Option<usize> {
    let prefix = rest
        .find(|c| !matches!(c, 'b' | 'c' | 'r'))
        .filter(|n| *n <= 2)?;
    let raw = rest[..prefix].contains('r');
    let hashes = rest[prefix..].find(|c| c != '#')?;
    let open = prefix + hashes + 1;
    if !rest[prefix + hashes..].starts_with('"') || hashes > 0 && !raw {
        return None;
    }
    if raw {
        let close = format!("\"{}", "#".repeat(hashes));
        let end = rest[open..].find(&close)?;
        return Some(open + end + close.len());
    }
    let mut escaped = false;
    let end = rest[open..].find(|c| {
        let end = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        end
    });
    Some(end.map_or(rest.len(), |end| open + end + 1))
}

/// The length of a character or a lifetime.
fn quoted(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => {
            let after = rest[3..].find('\'').map_or(rest.len(), |end| end + 4);
            after.min(rest.len())
        }
        Some((at, c)) if rest[at + c.len_utf8()..].starts_with('\'') => at + c.len_utf8() + 1,
        _ => 1 + word(&rest[1..]),
    }
}

/// The tokens without items under `#[cfg(test)]`, and the names of modules in other files that
/// are compiled for tests alone.
pub fn without_tests(tokens: &[Token]) -> (Vec<Token>, Vec<String>) {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let (mut kept, mut modules, mut at) = (Vec::new(), Vec::new(), 0);
    while at < tokens.len() {
        let marked = tokens[at..]
            .iter()
            .map(|t| t.text.as_str())
            .take(7)
            .eq(MARK);
        if !marked {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let item = &tokens[at + MARK.len()..];
        let len = item_len(item);
        if let [.., keyword, name, end] = &item[..len]
            && (keyword.text.as_str(), end.text.as_str()) == ("mod", ";")
        {
            modules.push(name.text.clone());
        }
        at += MARK.len() + len;
    }
    (kept, modules)
}

/// How many tokens the item takes that `tokens` starts with, its attributes included.
fn item_len(tokens: &[Token]) -> usize {
    let import = tokens
        .iter()
        .find(|t| !matches!(t.text.as_str(), "#" | "[" | "]" | "pub"));
    let import = import.is_some_and(|t| t.text == "use");
    let mut depth = 0usize;
    for (i, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => {
                depth = depth.saturating_sub(1);
                if depth == 0 && token.text == "}" && !import {
                    return i + 1;
                }
            }
            ";" if depth == 0 => return i + 1,
            _ => {}
        }
    }
    tokens.len()
}

/// Every path in the tokens: of `use` with its groups, and of expressions and types. The path in
/// `pub(in path)` and the name in `mod name` use nothing and are left out.
pub fn paths(tokens: &[Token]) -> Vec<Path> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at].text == "pub" && tokens.get(at + 1).is_some_and(|t| t.text == "(") {
            let end = tokens[at..].iter().position(|t| t.text == ")");
            at += end.unwrap_or(tokens.len());
        } else if tokens[at].text == "mod" {
            at += 2;
        } else if is_word(&tokens[at]) {
            at = path(tokens, at, &[], &mut found);
        } else {
            at += 1;
        }
    }
    found
}

/// The types that inherent `impl` blocks are for: name and line.
pub fn inherent_impls(tokens: &[Token]) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let starts_item = match at.checked_sub(1).map(|before| tokens[before].text.as_str()) {
            None | Some("}" | ";" | "]" | "{" | "unsafe") => true,
            Some(_) => false,
        };
        if token.text != "impl" || !starts_item {
            continue;
        }
        let (mut depth, mut name) = (0usize, None);
        for next in &tokens[at + 1..] {
            match next.text.as_str() {
                "<" => depth += 1,
                ">" => depth = depth.saturating_sub(1),
                "for" | "{" | "where" if depth == 0 => {
                    if next.text != "for" {
                        found.extend(name.map(|name| (name, token.line)));
                    }
                    break;
                }
                _ if depth == 0 && is_word(next) => name = Some(next.text.clone()),
                _ => {}
            }
        }
    }
    found
}

fn is_word(token: &Token) -> bool {
    token
        .text
        .starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Reads the path that starts at `at`; where it ends.
fn path(tokens: &[Token], mut at: usize, before: &[String], found: &mut Vec<Path>) -> usize {
    let mut parts = before.to_vec();
    let line = tokens[at].line;
    let text = |at: usize| tokens.get(at).map_or("", |t| t.text.as_str());
    loop {
        parts.push(tokens[at].text.clone());
        at += 1;
        if text(at) != "::" {
            break;
        }
        match tokens.get(at + 1) {
            Some(next) if is_word(next) => at += 1,
            Some(next) if next.text == "{" => return group(tokens, at + 2, &parts, found),
            Some(next) if next.text == "*" => {
                parts.push(next.text.clone());
                at += 2;
                break;
            }
            _ => break,
        }
    }
    found.push(Path { parts, line });
    at
}

fn group(tokens: &[Token], mut at: usize, before: &[String], found: &mut Vec<Path>) -> usize {
    while let Some(token) = tokens.get(at) {
        if token.text == "}" {
            return at + 1;
        }
        if is_word(token) && token.text != "as" {
            at = path(tokens, at, before, found);
            if tokens.get(at).is_some_and(|t| t.text == "as") {
                at += 2;
            }
        } else {
            at += 1;
        }
    }
    at
}

#[test]
fn comments_and_strings_are_left_out() {
    let source = "// a::b\nfn f<'a>(x: &'a str) { /* c /* d */ e */ g(\"h \\\" i\", r#\"j\"k\"#, 'l', '\\'', b\"m\", '\"') } // n";
    let words: Vec<_> = tokens(source)
        .into_iter()
        .filter(is_word)
        .map(|t| t.text)
        .collect();
    assert_eq!(words, ["fn", "f", "x", "str", "g"]);
}

#[test]
fn lines_are_counted() {
    let tokens = tokens("/* \n */ \"\n\" a\n'b' c");
    let lines: Vec<_> = tokens.iter().map(|t| (t.text.as_str(), t.line)).collect();
    assert_eq!(lines, [("a", 3), ("c", 4)]);
}

#[test]
fn inherent_impls_are_found() {
    let source = "impl A { fn f() -> impl B { x } } impl<T: C<D>> crate::e::F<T> where T: G {} \
                  impl H for I {} #[x] impl<'a> J<'a> {}";
    let found: Vec<_> = inherent_impls(&tokens(source))
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(found, ["A", "F", "J"]);
}

#[test]
fn visibility_and_declarations_are_no_paths() {
    let source =
        "pub(in crate::a) fn f(x: super::B) {} pub(super) struct C; pub use d::e; mod super;";
    let found: Vec<_> = paths(&tokens(source))
        .into_iter()
        .map(|p| p.parts.join("::"))
        .filter(|p| p.contains("::") || p == "super")
        .collect();
    assert_eq!(found, ["super::B", "d::e"]);
}

#[test]
fn groups_are_resolved() {
    let source = "use a::{b, c::{d as e, *}, self}; let x = y::<z>::w(f::g);";
    let found: Vec<_> = paths(&tokens(source))
        .into_iter()
        .map(|p| p.parts.join("::"))
        .collect();
    for wanted in ["a::b", "a::c::d", "a::self", "y", "f::g"] {
        assert!(found.iter().any(|p| p == wanted), "{wanted} in {found:?}");
    }
}

#[test]
fn tests_are_cut_out() {
    let source = "a; #[cfg(test)] mod tests { b { c } } d; #[cfg(test)] #[allow(x)] mod e; \
                  #[cfg(test)] use f::{g}; h; #[cfg(test)] fn i() -> [u8; 3] { j } k";
    let (kept, modules) = without_tests(&tokens(source));
    let words: String = kept.iter().map(|t| t.text.as_str()).collect();
    assert_eq!(words, "a;d;h;k");
    assert_eq!(modules, ["e"]);
}
