//! The command lines of editors.

/// A shell command that opens a file at a line, by the way of the editor.
pub(crate) fn open_at(editor: &str, path: &str, line: usize) -> String {
    let program = editor.split_whitespace().next().unwrap_or("vi");
    let name = program.rsplit('/').next().unwrap_or(program);
    let file = quoted(path);
    match name {
        "hx" | "helix" | "zed" | "subl" => {
            format!("{editor} {}", quoted(&format!("{path}:{line}")))
        }
        "code" | "codium" => format!(
            "{editor} --wait --goto {}",
            quoted(&format!("{path}:{line}"))
        ),
        "less" | "more" => format!("{editor} +{line}g {file}"),
        _ => format!("{editor} +{line} {file}"),
    }
}

/// A word in single quotes for sh(1).
pub(crate) fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}
