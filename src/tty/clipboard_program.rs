//! The program that sets the clipboard where the terminal does not take OSC 52.

/// The program that sets a selection (`p` primary, others the clipboard) of the machine with the
/// terminal, with its arguments; it reads the text from its standard input. `variable` says whether
/// a variable of the environment is set, `exists` whether a program is in the search path. `None`
/// if none of the known programs works there.
pub fn clipboard_program(
    selection: &str,
    variable: impl Fn(&str) -> bool,
    exists: impl Fn(&str) -> bool,
) -> Option<&'static [&'static str]> {
    let primary = selection == "p";
    let wayland: &[&str] = if primary {
        &["wl-copy", "--primary"]
    } else {
        &["wl-copy"]
    };
    let xclip: &[&str] = if primary {
        &["xclip", "-in", "-selection", "primary"]
    } else {
        &["xclip", "-in", "-selection", "clipboard"]
    };
    let xsel: &[&str] = if primary {
        &["xsel", "--primary", "--input"]
    } else {
        &["xsel", "--clipboard", "--input"]
    };
    let known: [(&str, &[&str]); 5] = [
        ("WAYLAND_DISPLAY", wayland),
        ("DISPLAY", xclip),
        ("DISPLAY", xsel),
        ("", &["pbcopy"]),
        ("", &["clip.exe"]),
    ];
    let works = |(needs, words): &(&str, &'static [&'static str])| {
        (needs.is_empty() || variable(needs)) && words.first().is_some_and(|name| exists(name))
    };
    let found = known.into_iter().find(works);
    found.map(|(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_chosen_by_environment_and_search_path() {
        for (variables, programs, selection, expected) in [
            (
                &["WAYLAND_DISPLAY", "DISPLAY"][..],
                "wl-copy xclip",
                "c",
                "wl-copy",
            ),
            (&["WAYLAND_DISPLAY"], "wl-copy", "p", "wl-copy --primary"),
            (
                &["WAYLAND_DISPLAY", "DISPLAY"],
                "xclip xsel",
                "",
                "xclip -in -selection clipboard",
            ),
            (
                &["DISPLAY"],
                "wl-copy xclip",
                "p",
                "xclip -in -selection primary",
            ),
            (&["DISPLAY"], "xsel", "c", "xsel --clipboard --input"),
            (&["DISPLAY"], "xsel", "p", "xsel --primary --input"),
            (&[], "wl-copy xclip xsel", "c", ""),
            (&[], "xclip pbcopy", "c", "pbcopy"),
            (&[], "clip.exe", "c", "clip.exe"),
            (&["DISPLAY"], "", "c", ""),
        ] {
            let found = clipboard_program(
                selection,
                |name| variables.contains(&name),
                |name| programs.split(' ').any(|program| program == name),
            );
            let found = found.unwrap_or_default().join(" ");
            assert_eq!(found, expected, "{variables:?} {programs} {selection}");
        }
    }
}
