//! Capabilities of the outer terminal: guessed from its name, refined by its replies, and
//! overridden by the option `terminal-features`. The caller passes the environment in.

use super::overrides;
use super::reply::TerminalReply;

/// The colours of a terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Colors {
    /// Monochrome.
    #[default]
    None,
    /// The eight of SGR 30 to 37.
    Eight,
    /// The eight and their bright variants, SGR 90 to 97.
    Sixteen,
    /// The palette of 256 colours (SGR 38;5).
    Palette,
    /// 24-bit colours (SGR 38;2).
    True,
}

/// The capabilities of a terminal. With all of them `false` it can only print.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caps {
    /// The colours.
    pub colors: Colors,
    /// The cursor can be positioned and the screen cleared.
    pub addressable: bool,
    /// Erasing fills with the current background colour (terminfo `bce`).
    pub back_color_erase: bool,
    /// Double, curly, dotted and dashed underlines.
    pub underline_styles: bool,
    /// Underline colours (SGR 58).
    pub underline_color: bool,
    /// Strikethrough (SGR 9).
    pub strikethrough: bool,
    /// Overline (SGR 53).
    pub overline: bool,
    /// Hyperlinks (OSC 8).
    pub hyperlinks: bool,
    /// Synchronized output (mode 2026).
    pub synchronized: bool,
    /// Cursor shapes (DECSCUSR).
    pub cursor_shape: bool,
    /// Cursor colour (OSC 12 and 112).
    pub cursor_color: bool,
    /// Window title (OSC 0 and 2).
    pub title: bool,
    /// XTWINOPS 22 and 23 save and restore the title.
    pub title_stack: bool,
    /// OSC 52 sets selections.
    pub clipboard: bool,
    /// The terminal itself reports that it takes OSC 52, in its reply to DA1.
    pub reports_clipboard: bool,
    /// Bracketed paste (mode 2004).
    pub bracketed_paste: bool,
    /// Focus reports (mode 1004).
    pub focus: bool,
    /// Mouse reports (modes 1000, 1002, 1003 and 1006).
    pub mouse: bool,
    /// The kitty keyboard protocol.
    pub kitty_keyboard: bool,
    /// modifyOtherKeys (XTMODKEYS 4).
    pub modify_other_keys: bool,
    /// Mode 2031: reports of light and dark.
    pub color_scheme: bool,
    /// A progress bar (OSC 9;4).
    pub progress: bool,
    /// Notifications with a title (OSC 777).
    pub titled_notifications: bool,
    /// Notifications of kitty (OSC 99).
    pub kitty_notifications: bool,
    /// The terminal accepts the working directory (OSC 7).
    pub directory: bool,
    /// The terminal shows UTF-8. Without it the painter writes ASCII and line drawing characters of
    /// DEC's special graphics.
    pub utf8: bool,
    /// DEC's special graphics (`ESC ( 0`).
    pub line_drawing: bool,
    /// Left and right margins (DECSLRM).
    pub margins: bool,
    /// Rectangular areas are filled (DECFRA).
    pub rectangles: bool,
    /// Sixel graphics.
    pub sixel: bool,
    /// The terminal replies to queries or ignores them, but does not print them.
    pub queries: bool,
    /// The alternate screen is not used (`smcup@` in `terminal-overrides`).
    pub keeps_main_screen: bool,
}

/// The features that follow `RGB` in tmux's list.
const AFTER_RGB: [&str; 6] = [
    "sixel",
    "strikethrough",
    "sync",
    "title",
    "usstyle",
    "kittykeys",
];

/// Selects the field for a name of `terminal-features`.
type Field = fn(&mut Caps) -> &mut bool;

/// The names of `terminal-features` that stand for one field, in tmux's order, then mux's own.
const FEATURES: &[(&str, Field)] = &[
    ("bpaste", |c| &mut c.bracketed_paste),
    ("ccolour", |c| &mut c.cursor_color),
    ("clipboard", |c| &mut c.clipboard),
    ("hyperlinks", |c| &mut c.hyperlinks),
    ("cstyle", |c| &mut c.cursor_shape),
    ("extkeys", |c| &mut c.modify_other_keys),
    ("focus", |c| &mut c.focus),
    ("margins", |c| &mut c.margins),
    ("mouse", |c| &mut c.mouse),
    ("osc7", |c| &mut c.directory),
    ("overline", |c| &mut c.overline),
    ("progressbar", |c| &mut c.progress),
    ("rectfill", |c| &mut c.rectangles),
    ("sixel", |c| &mut c.sixel),
    ("strikethrough", |c| &mut c.strikethrough),
    ("sync", |c| &mut c.synchronized),
    ("title", |c| &mut c.title),
    ("usstyle", |c| &mut c.underline_styles),
    ("kittykeys", |c| &mut c.kitty_keyboard),
    ("osc777", |c| &mut c.titled_notifications),
    ("osc99", |c| &mut c.kitty_notifications),
];

/// Features by the attributes in the reply to DA1.
const ATTRIBUTES: &[(u16, Field)] = &[
    (4, |c| &mut c.sixel),
    (21, |c| &mut c.margins),
    (28, |c| &mut c.rectangles),
    (52, |c| &mut c.clipboard),
    (52, |c| &mut c.reports_clipboard),
];

/// Features by the beginning of the terminal's name (XTVERSION, `TERM_PROGRAM` or `TERM`) in lower
/// case. The first match counts.
const KNOWN: &[(&str, &str)] = &[
    ("xterm-kitty", KITTY),
    ("kitty", KITTY),
    ("xterm-ghostty", GHOSTTY),
    ("ghostty", GHOSTTY),
    ("foot", MODERN_777),
    ("wezterm", MODERN_777),
    ("alacritty", "RGB usstyle strikethrough hyperlinks sync"),
    ("contour", MODERN),
    ("rio", MODERN),
    ("iterm", MODERN),
    ("vscode", "RGB usstyle strikethrough hyperlinks overline"),
    ("zed", "RGB usstyle strikethrough hyperlinks"),
    ("warpterminal", "RGB strikethrough"),
    ("mintty", MODERN),
    (
        "konsole",
        "RGB usstyle strikethrough hyperlinks overline osc777",
    ),
    ("vte", "RGB usstyle strikethrough hyperlinks overline"),
    (
        "windows terminal",
        "RGB usstyle strikethrough hyperlinks overline sync progressbar",
    ),
    (
        "tmux",
        "RGB usstyle strikethrough hyperlinks overline extkeys ccolour",
    ),
    ("mux", MODERN),
    ("xterm(", "RGB strikethrough extkeys"),
    ("apple_terminal", "strikethrough"),
    ("rxvt-unicode", "strikethrough osc777"),
];
const MODERN: &str = "RGB usstyle strikethrough hyperlinks overline sync extkeys progressbar";
const MODERN_777: &str =
    "RGB usstyle strikethrough hyperlinks overline sync extkeys progressbar osc777";
const KITTY: &str = "RGB usstyle strikethrough hyperlinks sync progressbar osc99";
const GHOSTTY: &str = "RGB usstyle strikethrough hyperlinks sync progressbar osc777";

/// Features of a family of terminals, by the beginning of `TERM`.
const FAMILIES: &[(&str, &str)] = &[
    ("linux", "addressable bce colors16"),
    ("xterm", XTERM),
    ("alacritty", XTERM),
    ("foot", XTERM),
    ("ghostty", XTERM),
    ("wezterm", XTERM),
    ("contour", XTERM),
    ("rio", XTERM),
    ("kitty", XTERM),
    ("konsole", XTERM),
    ("vte", XTERM),
    ("gnome", XTERM),
    ("iterm", XTERM),
    ("mintty", XTERM),
    ("st-", XTERM),
    (
        "rxvt",
        "addressable bce colors16 cstyle title mouse bpaste queries",
    ),
    ("tmux", MULTIPLEXER),
    ("screen", MULTIPLEXER),
    ("mux", MULTIPLEXER),
    ("vt", "addressable"),
    ("ansi", "addressable colors8"),
    ("cygwin", "addressable colors16"),
];
const XTERM: &str = "addressable bce colors16 clipboard ccolour cstyle focus title titlestack \
                     mouse bpaste strikethrough scheme queries";
const MULTIPLEXER: &str =
    "addressable colors16 clipboard cstyle focus title mouse bpaste scheme queries";

impl Caps {
    /// A terminal that can only print, like `TERM=dumb`.
    pub const NONE: Self = Self {
        colors: Colors::None,
        addressable: false,
        back_color_erase: false,
        underline_styles: false,
        underline_color: false,
        strikethrough: false,
        overline: false,
        hyperlinks: false,
        synchronized: false,
        cursor_shape: false,
        cursor_color: false,
        title: false,
        title_stack: false,
        clipboard: false,
        reports_clipboard: false,
        bracketed_paste: false,
        focus: false,
        mouse: false,
        kitty_keyboard: false,
        modify_other_keys: false,
        color_scheme: false,
        progress: false,
        titled_notifications: false,
        kitty_notifications: false,
        directory: false,
        utf8: false,
        line_drawing: false,
        margins: false,
        rectangles: false,
        sixel: false,
        queries: false,
        keeps_main_screen: false,
    };

    /// A terminal that can do everything.
    pub const ALL: Self = Self {
        colors: Colors::True,
        addressable: true,
        back_color_erase: true,
        underline_styles: true,
        underline_color: true,
        strikethrough: true,
        overline: true,
        hyperlinks: true,
        synchronized: true,
        cursor_shape: true,
        cursor_color: true,
        title: true,
        title_stack: true,
        clipboard: true,
        reports_clipboard: false,
        bracketed_paste: true,
        focus: true,
        mouse: true,
        kitty_keyboard: true,
        modify_other_keys: true,
        color_scheme: true,
        progress: true,
        titled_notifications: true,
        kitty_notifications: true,
        directory: true,
        utf8: true,
        line_drawing: true,
        margins: true,
        rectangles: true,
        sixel: true,
        queries: true,
        keeps_main_screen: false,
    };

    /// Guesses the capabilities from the environment. `get` returns the value of a variable:
    /// `TERM`, `COLORTERM`, `TERM_PROGRAM`, and variables that identify some terminals.
    pub fn from_env(get: impl Fn(&str) -> Option<String>) -> Self {
        let mut caps = Self::NONE;
        let term = get("TERM").unwrap_or_default().to_lowercase();
        let Some((_, family)) = FAMILIES.iter().find(|(start, _)| term.starts_with(start)) else {
            if !term.is_empty() && term != "dumb" && term != "unknown" {
                caps.features("addressable colors8");
            }
            return caps;
        };
        caps.features(family);
        caps.line_drawing = true;
        if term.contains("256color") {
            caps.feature("256", true);
        }
        if term.ends_with("-direct") {
            caps.feature("RGB", true);
        }
        if matches!(get("COLORTERM").as_deref(), Some("truecolor" | "24bit")) {
            caps.feature("RGB", true);
        }
        caps.known_as(&term);
        if !term.starts_with("linux") && !term.starts_with("vt") {
            caps.known_by_marks(&term, get);
        }
        caps
    }

    /// Refines the capabilities by a reply. Returns whether anything changed.
    pub fn refine(&mut self, reply: &TerminalReply) -> bool {
        let before = self.clone();
        match reply {
            TerminalReply::Version(name) => self.known_as(&name.to_lowercase()),
            TerminalReply::Mode { mode, state } => {
                let usable = matches!(state, 1..=3);
                match mode {
                    2026 => self.synchronized = usable,
                    2031 => self.color_scheme = usable,
                    _ => {}
                }
            }
            TerminalReply::KittyFlags(_) => self.kitty_keyboard = true,
            TerminalReply::PrimaryAttributes(list) => {
                for (attribute, field) in ATTRIBUTES {
                    if list.contains(attribute) {
                        *field(self) = true;
                    }
                }
            }
            TerminalReply::Setting { known: true, text } => {
                if text.contains("48:2") || text.contains("48;2") {
                    self.colors = Colors::True;
                }
                if text.contains("58:2") || text.contains("58;2") {
                    self.underline_color = true;
                }
                if text.contains("4:3") {
                    self.underline_styles = true;
                }
            }
            _ => {}
        }
        *self != before
    }

    /// Sets one of tmux's `terminal-features` on or off. Returns whether the name is known.
    pub fn feature(&mut self, name: &str, on: bool) -> bool {
        match name {
            "256" => self.set_colors(Colors::Palette, on),
            "RGB" => self.set_colors(Colors::True, on),
            "usstyle" => {
                self.underline_styles = on;
                self.underline_color = on;
            }
            // mux decodes the function keys of all terminals.
            "ignorefkeys" => {}
            _ => match FEATURES.iter().find(|(known, _)| *known == name) {
                Some((_, field)) => *field(self) = on,
                None => return false,
            },
        }
        true
    }

    /// Applies the entries of the option `terminal-features` (`xterm*:RGB:usstyle`) whose pattern
    /// matches `term`.
    pub fn apply_features<'a>(&mut self, term: &str, entries: impl Iterator<Item = &'a str>) {
        for name in entries.flat_map(|entry| overrides::of_term(entry, term)) {
            self.feature(&name, true);
        }
    }

    /// Applies the entries of the option `terminal-overrides` (`xterm*:Tc:smcup@`) whose pattern
    /// matches `term`.
    pub fn apply_overrides<'a>(&mut self, term: &str, entries: impl Iterator<Item = &'a str>) {
        for capability in entries.flat_map(|entry| overrides::of_term(entry, term)) {
            overrides::apply(self, &capability);
        }
    }

    /// The names of the features that are on, separated by commas (`client_termfeatures`).
    pub fn feature_names(&self) -> String {
        let mut caps = self.clone();
        let colors = match self.colors {
            Colors::True => &["256", "RGB"][..],
            Colors::Palette => &["256"],
            _ => &[],
        };
        let fields = FEATURES
            .iter()
            .filter(|(_, field)| *field(&mut caps))
            .map(|(name, _)| *name);
        let (first, rgb) = colors.split_at(colors.len().min(1));
        let mut names: Vec<_> = first.iter().copied().chain(fields).collect();
        // tmux lists RGB behind the features whose names start with letters before it.
        let at = names.iter().position(|name| AFTER_RGB.contains(name));
        names.splice(
            at.unwrap_or(names.len())..at.unwrap_or(names.len()),
            rgb.iter().copied(),
        );
        names.join(",")
    }

    /// The queries that refine the capabilities. Replies arrive as [`TerminalReply`], that to DA1
    /// last: a terminal that replied to DA1 but not to an earlier query does not support it.
    pub fn queries(&self) -> &'static [u8] {
        if self.queries {
            b"\x1b[>q\x1b[?2026$p\x1b[?2031$p\x1b[?u\x1b]10;?\x1b\\\x1b]11;?\x1b\\\x1b[c"
        } else {
            b""
        }
    }

    fn features(&mut self, names: &str) {
        for name in names.split_whitespace() {
            match name {
                "addressable" => self.addressable = true,
                "bce" => self.back_color_erase = true,
                "colors8" => self.set_colors(Colors::Eight, true),
                "colors16" => self.set_colors(Colors::Sixteen, true),
                "titlestack" => self.title_stack = true,
                "scheme" => self.color_scheme = true,
                "queries" => self.queries = true,
                _ => {
                    self.feature(name, true);
                }
            }
        }
    }

    fn set_colors(&mut self, colors: Colors, on: bool) {
        self.colors = match on {
            true => self.colors.max(colors),
            false if self.colors >= colors => Colors::Sixteen,
            false => self.colors,
        };
    }

    fn known_as(&mut self, name: &str) {
        if let Some((_, features)) = KNOWN.iter().find(|(start, _)| name.starts_with(start)) {
            self.features(features);
        }
    }

    /// Sets the features of terminals that are known by their environment variables. Inside another
    /// multiplexer these are inherited from the terminal around it, so they are ignored there.
    fn known_by_marks(&mut self, term: &str, get: impl Fn(&str) -> Option<String>) {
        let program = get("TERM_PROGRAM").unwrap_or_default().to_lowercase();
        let nested = term.starts_with("tmux") || term.starts_with("screen");
        if nested {
            if program == "tmux" || program == "mux" {
                self.known_as(&program);
            }
            return;
        }
        self.known_as(&program);
        for (variable, name) in [
            ("KITTY_WINDOW_ID", "kitty"),
            ("ALACRITTY_WINDOW_ID", "alacritty"),
            ("KONSOLE_VERSION", "konsole"),
            ("WT_SESSION", "windows terminal"),
        ] {
            if get(variable).is_some() {
                self.known_as(name);
            }
        }
        let vte = get("VTE_VERSION").and_then(|v| v.parse::<u32>().ok());
        if vte.is_some_and(|version| version >= 5200) {
            self.known_as("vte");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caps(vars: &[(&str, &str)]) -> Caps {
        Caps::from_env(|name| {
            let found = vars.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn names_tell_colours() {
        for (vars, colors) in [
            (&[("TERM", "dumb")][..], Colors::None),
            (&[], Colors::None),
            (
                &[("TERM", "dumb"), ("COLORTERM", "truecolor")],
                Colors::None,
            ),
            (&[("TERM", "vt100")], Colors::None),
            (&[("TERM", "linux")], Colors::Sixteen),
            (&[("TERM", "xterm")], Colors::Sixteen),
            (&[("TERM", "xterm-256color")], Colors::Palette),
            (&[("TERM", "tmux-256color")], Colors::True),
            (&[("TERM", "screen-256color")], Colors::Palette),
            (&[("TERM", "xterm-kitty")], Colors::True),
            (&[("TERM", "xterm-direct")], Colors::True),
            (&[("TERM", "foot")], Colors::True),
            (&[("TERM", "wyse60")], Colors::Eight),
            (
                &[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")],
                Colors::True,
            ),
            (
                &[("TERM", "xterm-256color"), ("TERM_PROGRAM", "iTerm.app")],
                Colors::True,
            ),
            (
                &[("TERM", "xterm-256color"), ("VTE_VERSION", "7402")],
                Colors::True,
            ),
            (
                &[("TERM", "screen-256color"), ("TERM_PROGRAM", "WezTerm")],
                Colors::Palette,
            ),
        ] {
            assert_eq!(caps(vars).colors, colors, "{vars:?}");
        }
    }

    #[test]
    fn a_dumb_terminal_can_do_nothing() {
        assert_eq!(caps(&[("TERM", "dumb")]), Caps::NONE);
        assert_eq!(caps(&[]), Caps::NONE);
        assert_eq!(Caps::NONE.queries(), b"");
        assert!(!caps(&[("TERM", "linux")]).mouse);
    }

    #[test]
    fn answers_make_it_better() {
        let plain = caps(&[("TERM", "xterm-256color")]);
        let mode = |mode, state| TerminalReply::Mode { mode, state };
        for (reply, field) in [
            (mode(2026, 2), "sync"),
            (TerminalReply::KittyFlags(0), "kittykeys"),
            (TerminalReply::Version("foot(1.16.2)".into()), "usstyle"),
            (TerminalReply::Version("XTerm(390)".into()), "extkeys"),
            (TerminalReply::Version("tmux 3.7".into()), "hyperlinks"),
            (
                TerminalReply::Setting {
                    known: true,
                    text: "0;48:2:1:2:3m".into(),
                },
                "RGB",
            ),
        ] {
            let mut caps = plain.clone();
            assert!(!names(&caps).contains(&field.to_owned()), "{field}");
            assert!(caps.refine(&reply), "{reply:?}");
            assert!(names(&caps).contains(&field.to_owned()), "{field}");
            assert!(!caps.refine(&reply), "{reply:?} twice");
        }
        let mut caps = plain;
        assert!(!caps.refine(&mode(2026, 0)));
        assert!(!caps.refine(&mode(2026, 4)));
    }

    fn names(caps: &Caps) -> Vec<String> {
        caps.feature_names().split(',').map(str::to_owned).collect()
    }

    #[test]
    fn every_feature_name_has_its_effect() {
        for name in Caps::ALL.feature_names().split(',') {
            let mut caps = Caps::NONE;
            assert!(caps.feature(name, true), "{name}");
            assert!(names(&caps).contains(&name.to_owned()), "{name}");
            assert!(caps.feature(name, false), "{name}");
            assert_eq!(caps.feature_names(), "", "{name}");
        }
        assert!(!Caps::NONE.clone().feature("nonsense", true));
    }

    #[test]
    fn options_overrule() {
        for (entry, applies) in [
            ("xterm*:RGB", true),
            ("*:RGB", true),
            ("xterm-256color:RGB", true),
            ("xterm?256*:clipboard:RGB", true),
            ("*-256color:RGB", true),
            ("screen*:RGB", false),
            ("xterm:RGB", false),
            ("", false),
        ] {
            let mut caps = Caps::NONE;
            caps.apply_features("xterm-256color", [entry].into_iter());
            assert_eq!(caps.colors == Colors::True, applies, "{entry}");
        }
    }
}
