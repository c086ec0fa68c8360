//! The floating panes of a window in a workspace file.

use crate::base::{BoxRect, PaneId, Size};
use crate::lang::tables::option_value::Value;
use crate::lang::tables::options;
use crate::layout::{Extent, Float, Floats, usual_float_size};
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;
use crate::model::workspace::schema::{Part, Share};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use std::fmt;

/// A floating pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FloatingPane {
    /// Its directory, program and title. It has no size and no parts.
    pub pane: Part,
    /// The column of its first cell. The default is the next free place.
    pub x: Option<Offset>,
    /// The row of its first cell. The default is the next free place.
    pub y: Option<Offset>,
    /// Its columns. The default is half of the window.
    pub width: Option<Share>,
    /// Its rows. The default is a quarter of the window.
    pub height: Option<Share>,
    /// It is shown while floating panes are hidden.
    pub pinned: bool,
    /// It has no border.
    pub borderless: bool,
}

/// A place: cells from the first column or row of the window, or a percentage of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offset {
    /// Cells; negative before the first one.
    Cells(i32),
    /// A percentage from 0 to 100.
    Percent(u16),
}

impl FloatingPane {
    /// A floating pane of a window as it is now, with `part` for its program.
    pub(super) fn of(world: &World, float: &Float, part: Part) -> Self {
        let pane = world.panes.get(&float.pane);
        let set = |name: &str| pane.and_then(|pane| pane.options.get(name));
        let none = Value::Choice("none".to_owned());
        Self {
            pane: part,
            x: Some(Offset::Cells(float.rect.x)),
            y: Some(Offset::Cells(float.rect.y)),
            width: Some(Share(Extent::Cells(float.rect.cols))),
            height: Some(Share(Extent::Cells(float.rect.rows))),
            pinned: world.get(options::PANE_PINNED, OptionScope::Pane(float.pane)),
            borderless: set(options::PANE_BORDER_LINES.name()) == Some(&none),
        }
    }

    /// Puts the pane before the others of a window of `size`.
    pub(super) fn add(&self, world: &mut World, floats: &mut Floats, pane: PaneId, size: Size) {
        if let Some(known) = world.panes.get_mut(&pane) {
            if self.pinned {
                known.options.set_flag(options::PANE_PINNED, true);
            }
            if self.borderless {
                let none = Value::Choice("none".to_owned());
                known.options.set(options::PANE_BORDER_LINES.name(), none);
            }
        }
        let bordered = world.is_bordered(pane);
        let usual = usual_float_size(size);
        let cells = |share: Option<Share>, whole: u16, usual: u16| match share.map(|s| s.0) {
            None => usual,
            Some(Extent::Cells(n)) => n,
            Some(Extent::Percent(n)) => percent(whole, n).max(1),
        };
        let at = |offset: Option<Offset>, whole: u16, next: i32| match offset {
            None => next,
            Some(Offset::Cells(n)) => n,
            Some(Offset::Percent(n)) => i32::from(percent(whole, n)),
        };
        let next = match (self.x, self.y) {
            (Some(_), Some(_)) => (0, 0),
            _ => floats.next_corner(size),
        };
        let cols = cells(self.width, size.cols, usual.cols);
        let rows = cells(self.height, size.rows, usual.rows);
        let (x, y) = (at(self.x, size.cols, next.0), at(self.y, size.rows, next.1));
        floats.add(Float {
            pane,
            rect: BoxRect { x, y, cols, rows },
            of: size,
            bordered,
        });
    }
}

fn percent(whole: u16, share: u16) -> u16 {
    u16::try_from(u32::from(whole) * u32::from(share) / 100).unwrap_or(whole)
}

struct OffsetVisitor;

impl Visitor<'_> for OffsetVisitor {
    type Value = Offset;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of cells or a percentage such as \"40%\"")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Offset, E> {
        let most = i32::from(Size::MAX);
        let cells = i32::try_from(number).ok().filter(|n| n.abs() <= most);
        let wrong = || E::invalid_value(de::Unexpected::Signed(number), &self);
        cells.map(Offset::Cells).ok_or_else(wrong)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Offset, E> {
        let share = text.strip_suffix('%').and_then(|n| n.parse::<u16>().ok());
        let wrong = || E::invalid_value(de::Unexpected::Str(text), &self);
        let share = share.filter(|share| *share <= 100);
        share.map(Offset::Percent).ok_or_else(wrong)
    }
}

impl<'de> Deserialize<'de> for Offset {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(OffsetVisitor)
    }
}
