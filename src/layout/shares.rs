//! The place of a floating pane in percentages of its window (`pane-place`).

use crate::base::{BoxRect, Size};

/// A percentage of the window, and cells that are added to it.
type Share = (u16, i16);

/// Column, row, width and height of a floating pane as percentages of the window. A part without a
/// percentage stays as it is when the window changes its size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shares(pub [Option<Share>; 4]);

impl Shares {
    /// Parses four words, each `-`, or a percentage with an optional number of cells such as `50%`
    /// or `50%-2`. An empty text has no percentage. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let mut parts = [None; 4];
        if text.is_empty() {
            return Some(Self::default());
        }
        for part in &mut parts {
            *part = match words.next()? {
                "-" => None,
                word => Some(share(word)?),
            };
        }
        words.next().is_none().then_some(Self(parts))
    }

    /// Whether no part has a percentage.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    /// The four words.
    pub fn print(&self) -> String {
        let words = self.0.iter().map(|part| match part {
            None => "-".to_owned(),
            Some((percent, 0)) => format!("{percent}%"),
            Some((percent, cells)) => format!("{percent}%{cells:+}"),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    /// The cells of the pane in a window of this size.
    pub fn applied(&self, rect: BoxRect, window: Size) -> BoxRect {
        let [x, y, cols, rows] = self.0;
        let of = |share: Share, whole: u16| {
            i32::from(whole) * i32::from(share.0) / 100 + i32::from(share.1)
        };
        let at = |part: Option<Share>, whole, now| part.map_or(now, |share| of(share, whole));
        let size = |part: Option<Share>, whole, now: u16| match part {
            None => now,
            Some(share) => of(share, whole).clamp(1, i32::from(Size::MAX)) as u16,
        };
        BoxRect {
            x: at(x, window.cols, rect.x),
            y: at(y, window.rows, rect.y),
            cols: size(cols, window.cols, rect.cols),
            rows: size(rows, window.rows, rect.rows),
        }
    }
}

fn share(word: &str) -> Option<Share> {
    let (percent, cells) = word.split_once('%')?;
    let plain = !percent.is_empty() && percent.bytes().all(|b| b.is_ascii_digit());
    let percent = percent.parse().ok().filter(|n: &u16| plain && *n <= 100)?;
    let cells = match cells {
        "" => 0,
        cells if cells.starts_with(['+', '-']) => cells.parse().ok()?,
        _ => return None,
    };
    Some((percent, cells))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_follow_the_window_and_other_parts_stay() {
        let shares = Shares::parse("10%+1 - 50%-2 100%").unwrap();
        assert_eq!(shares.print(), "10%+1 - 50%-2 100%");
        let rect = BoxRect::new(7, 3, Size::new(9, 9));
        let got = shares.applied(rect, Size::new(100, 40));
        assert_eq!(got, BoxRect::new(11, 3, Size::new(48, 40)));
        assert_eq!(shares.applied(rect, Size::new(2, 1)).cols, 1);
        for text in [
            "1",
            "- - -",
            "- - - - -",
            "x - - -",
            "101% - - -",
            "5%3 - - -",
            "+5% - - -",
        ] {
            assert_eq!(Shares::parse(text), None, "{text}");
        }
        assert!(Shares::parse("").is_some_and(|shares| shares.is_empty()));
    }
}
