//! Typed options: a constant names a row of the table and knows the Rust type of its value.

use super::option_def::{ArrayDef, Kind, OnChange, OptionDef, Scope};
use super::option_value::Value;
use crate::base::sorted::SortedMap;
use crate::base::{Color, Key, KeyCode, Style};
use crate::lang::color::parse_color;
use crate::lang::style::parse_style;
use std::marker::PhantomData;

/// An option whose value reads as a `T`.
#[derive(Debug)]
pub struct Opt<T: ?Sized> {
    def: &'static OptionDef,
    index: usize,
    value: PhantomData<fn() -> Box<T>>,
}

impl<T: ?Sized> Clone for Opt<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Opt<T> {}

impl<T: ?Sized> Opt<T> {
    /// The option of the row with this index. The table's macro calls it with a row of the same
    /// type.
    pub(super) const fn new(row: &'static Row<T>, index: usize) -> Self {
        Self {
            def: &row.def,
            index,
            value: PhantomData,
        }
    }

    /// The row.
    pub const fn def(self) -> &'static OptionDef {
        self.def
    }

    /// The index of the row in [`OPTIONS`](super::options::OPTIONS).
    pub const fn index(self) -> usize {
        self.index
    }

    /// The name, as `set-option` takes it.
    pub const fn name(self) -> &'static str {
        self.def.name
    }
}

/// The Rust type of an option's value. A value of another kind, which only a damaged snapshot can
/// hold, reads as zero, empty, off or the first choice.
pub trait OptionType {
    /// The type that a read returns.
    type Read<'a>;

    /// Reads a value.
    fn read(value: &Value) -> Self::Read<'_>;
}

/// The words of a choice option, as an enum.
pub trait Choice: Copy + Eq + 'static {
    /// The words, in the order of the variants.
    const WORDS: &'static [&'static str];
    /// The variants.
    const ALL: &'static [Self];

    /// The variant of a word.
    fn from_word(word: &str) -> Option<Self> {
        let at = Self::WORDS.iter().position(|known| *known == word)?;
        Self::ALL.get(at).copied()
    }
}

impl<C: Choice> OptionType for C {
    type Read<'a> = C;

    fn read(value: &Value) -> C {
        C::from_word(value.as_str()).unwrap_or(C::ALL[0])
    }
}

impl OptionType for bool {
    type Read<'a> = Self;

    fn read(value: &Value) -> Self {
        value.is_on()
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl OptionType for $number {
            type Read<'a> = Self;

            fn read(value: &Value) -> Self {
                Self::try_from(value.as_num()).unwrap_or_default()
            }
        }
    )*};
}

numbers!(u16, u32, u64, usize);

impl OptionType for Key {
    type Read<'a> = Self;

    fn read(value: &Value) -> Self {
        value.as_key().unwrap_or(Self::plain(KeyCode::None))
    }
}

impl OptionType for str {
    type Read<'a> = &'a Self;

    fn read(value: &Value) -> &Self {
        value.as_str()
    }
}

/// A colour option. It reads as `None` for `default` and `none`.
#[derive(Debug)]
pub enum Colour {}

impl OptionType for Colour {
    type Read<'a> = Option<Color>;

    fn read(value: &Value) -> Option<Color> {
        parse_color(value.as_str()).ok().flatten()
    }
}

/// The text of a style option: a style, or a format that expands to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StyleText<'a>(&'a str);

impl<'a> StyleText<'a> {
    /// The text, for expanding it as a format.
    pub const fn as_str(self) -> &'a str {
        self.0
    }

    /// The style over `base`; `base` alone if the text is not a style.
    pub fn over(self, base: Style) -> Style {
        parse_style(self.0, base).unwrap_or(base)
    }

    /// The style over the terminal's default.
    pub fn style(self) -> Style {
        self.over(Style::DEFAULT)
    }
}

impl OptionType for StyleText<'static> {
    type Read<'a> = StyleText<'a>;

    fn read(value: &Value) -> StyleText<'_> {
        StyleText(value.as_str())
    }
}

/// The elements of an array option, by index.
pub type List = SortedMap<u32, String>;

impl OptionType for List {
    type Read<'a> = &'a Self;

    fn read(value: &Value) -> &Self {
        static EMPTY: List = List::new();
        value.items().unwrap_or(&EMPTY)
    }
}

/// A row of the table whose value reads as a `T`.
#[derive(Debug)]
pub(super) struct Row<T: ?Sized> {
    def: OptionDef,
    value: PhantomData<fn() -> Box<T>>,
}

impl<T: ?Sized> Row<T> {
    const fn new(scope: Scope, name: &'static str, kind: Kind, default: &'static str) -> Self {
        let def = OptionDef {
            name,
            scope,
            kind,
            default,
            array: None,
            pattern: None,
            unit: "",
            on_change: OnChange::Redraw,
            inert: None,
            description: "",
        };
        Self {
            def,
            value: PhantomData,
        }
    }

    /// Sets the unit of a number.
    pub(super) const fn unit(mut self, unit: &'static str) -> Self {
        self.def.unit = unit;
        self
    }

    /// Sets the glob patterns of a text, separated by `|`.
    pub(super) const fn pattern(mut self, pattern: &'static str) -> Self {
        self.def.pattern = Some(pattern);
        self
    }

    /// Sets the effect of a change.
    pub(super) const fn on_change(mut self, on_change: OnChange) -> Self {
        self.def.on_change = on_change;
        self
    }

    /// Marks an option that has no effect yet, and says why.
    pub(super) const fn inert(mut self, reason: &'static str) -> Self {
        self.def = self.def.inert(reason);
        self
    }

    /// Sets the sentence for the reference.
    pub(super) const fn described(mut self, description: &'static str) -> Self {
        self.def.description = description.trim_ascii();
        self
    }

    const fn array(mut self, separators: &'static str, items: &'static [&'static str]) -> Self {
        self.def.array = Some(ArrayDef { separators, items });
        self
    }
}

pub(super) const fn text(scope: Scope, name: &'static str, default: &'static str) -> Row<str> {
    Row::new(scope, name, Kind::String, default)
}

pub(super) const fn command(scope: Scope, name: &'static str, default: &'static str) -> Row<str> {
    Row::new(scope, name, Kind::Command, default)
}

pub(super) const fn style(
    scope: Scope,
    name: &'static str,
    default: &'static str,
) -> Row<StyleText<'static>> {
    Row::new(scope, name, Kind::Style, default)
}

pub(super) const fn key(scope: Scope, name: &'static str, default: &'static str) -> Row<Key> {
    Row::new(scope, name, Kind::Key, default)
}

pub(super) const fn colour(scope: Scope, name: &'static str, default: &'static str) -> Row<Colour> {
    Row::new(scope, name, Kind::Colour, default)
}

pub(super) const fn flag(scope: Scope, name: &'static str, default: &'static str) -> Row<bool> {
    Row::new(scope, name, Kind::Flag, default)
}

pub(super) const fn choice<C: Choice>(
    scope: Scope,
    name: &'static str,
    default: &'static str,
) -> Row<C> {
    Row::new(scope, name, Kind::Choice(C::WORDS), default)
}

pub(super) const fn number<N: OptionType>(
    scope: Scope,
    name: &'static str,
    (min, max): (i64, i64),
    default: &'static str,
) -> Row<N> {
    Row::new(scope, name, Kind::Number { min, max }, default)
}

pub(super) const fn texts(
    scope: Scope,
    name: &'static str,
    separators: &'static str,
    items: &'static [&'static str],
) -> Row<List> {
    Row::new(scope, name, Kind::String, "").array(separators, items)
}

pub(super) const fn colours(scope: Scope, name: &'static str) -> Row<List> {
    Row::new(scope, name, Kind::Colour, "").array(" ,", &[])
}
