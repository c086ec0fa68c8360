//! The enums of choice options.

use super::opt::Choice;

macro_rules! choices {
    ($($(#[$doc:meta])+ $name:ident { $($variant:ident = $word:literal),+ $(,)? })+) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $(#[doc = concat!("`", $word, "`.")] $variant),+
        }

        impl Choice for $name {
            const WORDS: &'static [&'static str] = &[$($word),+];
            const ALL: &'static [Self] = &[$(Self::$variant),+];
        }
    )+};
}

choices! {
    /// Windows in which an alert is acted on: `bell-action` and its kind.
    AlertAction { None = "none", Any = "any", Current = "current", Other = "other" }

    /// How an alert is announced: `visual-bell` and its kind.
    VisualAlert { Off = "off", On = "on", Both = "both" }

    /// Lines of the borders of menus and popups.
    BoxLines {
        Single = "single", Double = "double", Heavy = "heavy", Simple = "simple",
        Rounded = "rounded", Padded = "padded", None = "none",
    }

    /// `restore`.
    Restore { Off = "off", On = "on", Ask = "ask" }

    /// `compatibility`: the version of tmux.
    Compatibility { V3_7 = "3.7", V3_8 = "3.8" }

    /// `clock-mode-style`.
    ClockStyle {
        Hours12 = "12", Hours24 = "24",
        Seconds12 = "12-with-seconds", Seconds24 = "24-with-seconds",
    }

    /// `cursor-style` and its kind.
    CursorStyle {
        Default = "default", BlinkingBlock = "blinking-block", Block = "block",
        BlinkingUnderline = "blinking-underline", Underline = "underline",
        BlinkingBar = "blinking-bar", Bar = "bar",
    }

    /// `destroy-unattached`.
    DestroyUnattached { Off = "off", On = "on", KeepLast = "keep-last", KeepGroup = "keep-group" }

    /// `detach-on-destroy`.
    DetachOnDestroy {
        Off = "off", On = "on", NoDetached = "no-detached", Previous = "previous", Next = "next",
    }

    /// `extended-keys`.
    ExtendedKeys { Off = "off", On = "on", Always = "always" }

    /// `extended-keys-format`.
    ExtendedKeysFormat { CsiU = "csi-u", Xterm = "xterm" }

    /// `get-clipboard`.
    GetClipboard { Off = "off", Buffer = "buffer", Request = "request", Both = "both" }

    /// `set-clipboard`.
    SetClipboard { Off = "off", External = "external", On = "on" }

    /// `notify-finished`.
    NotifyFinished {
        Off = "off", Hidden = "hidden", Unfocused = "unfocused", Always = "always",
    }

    /// `pane-border-indicators`.
    PaneBorderIndicators { Off = "off", Colour = "colour", Arrows = "arrows", Both = "both" }

    /// `pane-border-lines`.
    PaneBorderLines {
        Single = "single", Double = "double", Heavy = "heavy", Simple = "simple",
        Number = "number", Spaces = "spaces", None = "none", Rounded = "rounded",
    }

    /// `default-look`.
    DefaultLook { Auto = "auto", Mux = "mux", Tmux = "tmux" }

    /// `pane-border-status`.
    PaneBorderStatus { Off = "off", Top = "top", Bottom = "bottom" }

    /// `status-justify`.
    StatusJustify {
        Left = "left", Centre = "centre", Right = "right", AbsoluteCentre = "absolute-centre",
    }

    /// `mode-keys` and `status-keys`.
    KeySet { Emacs = "emacs", Vi = "vi" }

    /// `message-line`.
    MessageLine { First = "0", Second = "1", Third = "2", Fourth = "3", Fifth = "4" }

    /// `copy-mode-line-numbers`.
    LineNumbers {
        Off = "off", Default = "default", Absolute = "absolute", Relative = "relative",
        Hybrid = "hybrid",
    }

    /// `allow-passthrough`.
    AllowPassthrough { Off = "off", On = "on", All = "all" }

    /// `allow-reports`.
    AllowReports { Off = "off", Titles = "titles", Checksums = "checksums", All = "all" }

    /// `remain-on-exit`.
    RemainOnExit { Off = "off", On = "on", Failed = "failed", Key = "key" }

    /// `pane-scrollbars`.
    PaneScrollbars { Off = "off", Modal = "modal", On = "on" }

    /// `pane-scrollbars-position`.
    ScrollbarsPosition { Right = "right", Left = "left" }

    /// `status`: the number of status lines.
    Status { Off = "off", On = "on", Two = "2", Three = "3", Four = "4", Five = "5" }

    /// `status-position`.
    StatusPosition { Top = "top", Bottom = "bottom" }

    /// `window-size`.
    WindowSize { Largest = "largest", Smallest = "smallest", Manual = "manual", Latest = "latest" }
}

impl MessageLine {
    /// The number of the status line, 0 to 4.
    pub const fn line(self) -> u16 {
        match self {
            Self::First => 0,
            Self::Second => 1,
            Self::Third => 2,
            Self::Fourth => 3,
            Self::Fifth => 4,
        }
    }
}

impl Status {
    /// The number of lines, 0 to 5.
    pub const fn lines(self) -> u16 {
        match self {
            Self::Off => 0,
            Self::On => 1,
            Self::Two => 2,
            Self::Three => 3,
            Self::Four => 4,
            Self::Five => 5,
        }
    }
}
