//! Themes: the built-in ones by name, and those of the option `themes`.

use super::color::parse_color;
use super::tables::themes::{BUILT_IN, BuiltIn};
use crate::base::{Color, Error, Ink, Palette, Result, Role};

/// The built-in theme with this name.
pub fn built_in(name: &str) -> Option<&'static BuiltIn> {
    BUILT_IN.iter().find(|theme| theme.name == name)
}

/// The palette of a built-in theme.
pub fn palette(theme: &BuiltIn) -> Palette {
    let inks = theme.colors.iter().map(|color| {
        let [_, red, green, blue] = color.to_be_bytes();
        Ink::from(Color::Rgb(red, green, blue))
    });
    Palette(inks.collect())
}

/// The name of a user theme in an element of the option `themes`: the text before the first `=`.
pub fn user_name(element: &str) -> &str {
    element.split('=').next().unwrap_or_default()
}

/// Parses an element of the option `themes`: `NAME=role=colour,role=colour,…`. With `base=THEME`
/// the other roles are those of a built-in theme, else those of the theme `terminal`.
///
/// # Errors
/// A message that names the theme and the part: `themes[x]: no role "txt" in "txt=red"`.
pub fn parse_user(element: &str) -> Result<Palette> {
    let (name, text) = element.split_once('=').unwrap_or((element, ""));
    let wrong = |about: String| Error::user(format!("themes[{name}]: {about}"));
    let usable = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || !name.chars().all(usable) {
        return Err(wrong("a name has letters, digits, '-', '_' and '.'".into()));
    }
    if built_in(name).is_some() || is_reserved(name) {
        return Err(wrong("the name is that of a built-in theme".into()));
    }
    let mut inks: Vec<Ink> = Role::ALL.iter().map(|role| role.terminal()).collect();
    let parts = text.split([',', ' ', '\n']).filter(|part| !part.is_empty());
    for part in parts {
        let (role, color) = part
            .split_once('=')
            .ok_or_else(|| wrong(format!("\"{part}\" is not role=colour")))?;
        if role == "base" {
            let base = built_in(color)
                .ok_or_else(|| wrong(format!("no built-in theme \"{color}\" in \"{part}\"")))?;
            inks = palette(base).0;
            continue;
        }
        let name = Role::parse(role).or_else(|| Role::named(role));
        let known = name.ok_or_else(|| wrong(format!("no role \"{role}\" in \"{part}\"")))?;
        let parsed = parse_color(color)
            .map_err(|error| wrong(format!("{} in \"{part}\"", error.message)))?;
        let color = parsed.unwrap_or_default();
        if let Color::Role(_) = color {
            return Err(wrong(format!("the colour in \"{part}\" is a role itself")));
        }
        inks[known as usize] = Ink::from(color);
    }
    Ok(Palette(inks))
}

/// Whether a name has a meaning of its own for the option `theme`.
pub fn is_reserved(name: &str) -> bool {
    ["terminal", "auto", "detect", "light", "dark"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_theme_changes_roles_of_its_base() {
        let mine = parse_user("mine=base=gruvbox-dark,accent=#010203,theme-red=terminal").unwrap();
        let base = palette(built_in("gruvbox-dark").unwrap());
        assert_eq!(mine.ink(Role::Accent), Ink::from(Color::Rgb(1, 2, 3)));
        assert_eq!(mine.ink(Role::Red), Ink::from(Color::Default));
        assert_eq!(mine.ink(Role::Text), base.ink(Role::Text));
        let plain = parse_user("mine=accent=blue").unwrap();
        assert_eq!(plain.ink(Role::Accent), Ink::from(Color::Ansi(4)));
        assert_eq!(plain.ink(Role::Dim), Role::Dim.terminal());
    }

    #[test]
    fn a_mistake_in_a_theme_is_named_with_its_place() {
        for (text, message) in [
            ("x=txt=red", "themes[x]: no role \"txt\" in \"txt=red\""),
            (
                "x=text=white,accent=rd",
                "themes[x]: bad colour: rd in \"accent=rd\"",
            ),
            ("x=text", "themes[x]: \"text\" is not role=colour"),
            (
                "x=base=gruv",
                "themes[x]: no built-in theme \"gruv\" in \"base=gruv\"",
            ),
            (
                "x=text=themered",
                "themes[x]: the colour in \"text=themered\" is a role itself",
            ),
            (
                "nord dark=text=red",
                "themes[nord dark]: a name has letters, digits, '-', '_' and '.'",
            ),
            (
                "auto=text=red",
                "themes[auto]: the name is that of a built-in theme",
            ),
            (
                "gruvbox-dark=text=red",
                "themes[gruvbox-dark]: the name is that of a built-in theme",
            ),
        ] {
            assert_eq!(parse_user(text).unwrap_err().message, message, "{text}");
        }
    }
}
