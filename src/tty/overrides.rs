//! The entries of the options `terminal-features` and `terminal-overrides`: a pattern for `TERM`,
//! then names of features, or capabilities as terminfo and tmux name them.

use super::caps::{Caps, Colors};

/// The names in an entry, `pattern:name:name`, if its pattern matches `term`. `::` is a colon in a
/// name.
pub(super) fn of_term(entry: &str, term: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = entry.chars().peekable();
    while let Some(c) = chars.next() {
        if c == ':' && chars.next_if_eq(&':').is_none() {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    let pattern = parts.remove(0);
    if fits(&pattern, term) { parts } else { vec![] }
}

/// Selects the field for a capability.
type Field = fn(&mut Caps) -> &mut bool;

/// The capabilities that stand for one field: the name, then the field. The others say how a thing
/// is written, which mux knows from ECMA-48 and xterm.
const CAPABILITIES: &[(&str, Field)] = &[
    ("Cr", |c| &mut c.cursor_color),
    ("Cs", |c| &mut c.cursor_color),
    ("Dsbp", |c| &mut c.bracketed_paste),
    ("Dseks", |c| &mut c.modify_other_keys),
    ("Dsfcs", |c| &mut c.focus),
    ("Enbp", |c| &mut c.bracketed_paste),
    ("Eneks", |c| &mut c.modify_other_keys),
    ("Enfcs", |c| &mut c.focus),
    ("Enmg", |c| &mut c.margins),
    ("Hls", |c| &mut c.hyperlinks),
    ("Ms", |c| &mut c.clipboard),
    ("Rect", |c| &mut c.rectangles),
    ("Se", |c| &mut c.cursor_shape),
    ("Setulc", |c| &mut c.underline_color),
    ("Setulc1", |c| &mut c.underline_color),
    ("Smol", |c| &mut c.overline),
    ("Smulx", |c| &mut c.underline_styles),
    ("Spb", |c| &mut c.progress),
    ("Ss", |c| &mut c.cursor_shape),
    ("Swd", |c| &mut c.directory),
    ("Sxl", |c| &mut c.sixel),
    ("Sync", |c| &mut c.synchronized),
    ("XT", |c| &mut c.title),
    ("acsc", |c| &mut c.line_drawing),
    ("bce", |c| &mut c.back_color_erase),
    ("kmous", |c| &mut c.mouse),
    ("smxx", |c| &mut c.strikethrough),
    ("tsl", |c| &mut c.title),
];

/// Applies one capability: `name` or `name=string` sets it, `name#number` too, `name@` removes it.
pub(super) fn apply(caps: &mut Caps, capability: &str) {
    let end = capability.find(['@', '=', '#']);
    let (name, value) = capability.split_at(end.unwrap_or(capability.len()));
    let on = !value.starts_with('@');
    match name {
        "RGB" | "Tc" | "setrgbf" | "setrgbb" => {
            caps.feature("RGB", on);
        }
        "colors" => caps.colors = colors(value),
        "smcup" | "rmcup" => caps.keeps_main_screen = !on,
        _ => {
            if let Some((_, field)) = CAPABILITIES.iter().find(|(known, _)| *known == name) {
                *field(caps) = on;
            }
        }
    }
}

/// The colours of `colors#256`.
fn colors(value: &str) -> Colors {
    let number = value
        .trim_start_matches(['#', '='])
        .parse::<u32>()
        .unwrap_or(0);
    match number {
        0..8 => Colors::None,
        8..16 => Colors::Eight,
        16..256 => Colors::Sixteen,
        256..=0xffff => Colors::Palette,
        0x1_0000.. => Colors::True,
    }
}

/// Whether `text` fits `pattern`, where `*` is any text and `?` any character.
fn fits(pattern: &str, text: &str) -> bool {
    let mut chars = pattern.chars();
    match chars.next() {
        None => text.is_empty(),
        Some('*') => {
            let rest = chars.as_str();
            let mut tails = text.char_indices().map(|(at, _)| &text[at..]);
            fits(rest, "") || tails.any(|tail| fits(rest, tail))
        }
        Some(c) => {
            let mut text = text.chars();
            let next = text.next();
            next.is_some_and(|t| c == '?' || c == t) && fits(chars.as_str(), text.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overridden(caps: &Caps, entries: &str) -> Caps {
        let mut caps = caps.clone();
        caps.apply_overrides("xterm-256color", entries.split(','));
        caps
    }

    #[test]
    fn overrides_set_and_remove_capabilities() {
        for (capability, field) in CAPABILITIES {
            let mut on = Caps::NONE;
            *field(&mut on) = true;
            for value in [capability.to_string(), format!("{capability}=\\E[1m")] {
                let entry = format!("xterm*:{value}");
                assert_eq!(overridden(&Caps::NONE, &entry), on, "{entry}");
                assert_eq!(overridden(&on, &format!("*:{capability}@")), Caps::NONE);
                assert_eq!(
                    overridden(&Caps::NONE, &format!("foot*:{value}")),
                    Caps::NONE
                );
            }
        }
    }

    #[test]
    fn overrides_say_how_many_colours_there_are() {
        for (entry, colors) in [
            ("xterm*:RGB", Colors::True),
            ("xterm*:Tc", Colors::True),
            ("xterm*:Tc:Tc@", Colors::Sixteen),
            ("xterm*:colors#8", Colors::Eight),
            ("xterm*:colors#16", Colors::Sixteen),
            ("xterm*:colors#256", Colors::Palette),
            ("xterm*:colors#16777216", Colors::True),
            ("xterm*:colors@", Colors::None),
            ("xterm*:RGB,xterm-2*:colors#256", Colors::Palette),
            ("linux*:RGB", Colors::None),
        ] {
            assert_eq!(overridden(&Caps::NONE, entry).colors, colors, "{entry}");
        }
    }

    #[test]
    fn colons_of_a_value_are_doubled() {
        let names = of_term("x*:Ms=a::b:Tc", "xterm");
        assert_eq!(names, ["Ms=a:b", "Tc"]);
        assert!(of_term("", "xterm").is_empty());
    }
}
