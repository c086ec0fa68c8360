//! Characters of DEC's special graphics set (VT100 User Guide, table 3-9), for terminals without
//! UTF-8.

/// The letter of the special graphics set that shows `text`, a character of Unicode, or one that
/// is close to it.
pub(super) fn letter(text: &[u8]) -> Option<u8> {
    let mut chars = std::str::from_utf8(text).ok()?.chars();
    let (c, None) = (chars.next()?, chars.next()) else {
        return None;
    };
    let all = LETTERS.iter();
    let found = all.into_iter().find(|(_, shown)| shown.contains(c));
    found.map(|(letter, _)| *letter)
}

/// Letters, and what they stand for.
const LETTERS: &[(u8, &str)] = &[
    (b'q', "─━═╌╍┄┅┈┉╼╾"),
    (b'x', "│┃║╎╏┆┇┊┋╽╿"),
    (b'l', "┌┏╔╭┍┎╒╓"),
    (b'k', "┐┓╗╮┑┒╕╖"),
    (b'm', "└┗╚╰┕┖╘╙"),
    (b'j', "┘┛╝╯┙┚╛╜"),
    (b't', "├┣╠┝┞┟┠┡┢╞╟"),
    (b'u', "┤┫╣┥┦┧┨┩┪╡╢"),
    (b'w', "┬┳╦┭┮┯┰┱┲╤╥"),
    (b'v', "┴┻╩┵┶┷┸┹┺╧╨"),
    (b'n', "┼╋╬┽┾┿╀╁╂╃╄╅╆╇╈╉╊╪╫"),
    (b'a', "▒░▓"),
    (b'0', "█"),
    (b'`', "◆"),
    (b'f', "°"),
    (b'g', "±"),
    (b'o', "⎺"),
    (b'p', "⎻"),
    (b'r', "⎼"),
    (b's', "⎽"),
    (b'y', "≤"),
    (b'z', "≥"),
    (b'{', "π"),
    (b'|', "≠"),
    (b'}', "£"),
    (b'~', "·•"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_unicode_has_a_letter() {
        for c in '\u{2500}'..='\u{2573}' {
            let known = letter(c.to_string().as_bytes()).is_some();
            let diagonal = ('\u{2571}'..='\u{2573}').contains(&c);
            assert_ne!(known, diagonal, "{c}");
        }
        for (text, want) in [("a", None), ("ü", None), ("──", None), ("┼", Some(b'n'))] {
            assert_eq!(letter(text.as_bytes()), want, "{text}");
        }
    }
}
