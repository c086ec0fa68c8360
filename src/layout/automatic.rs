//! Automatic layouts: the value of the option `auto-layout`.

use super::preset::Preset;
use crate::base::{Error, Result};

/// The name of the stacked layout.
pub const STACKED: &str = "stacked";

/// A layout that needs nothing but the panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Automatic {
    /// A preset layout.
    Preset(Preset),
    /// One pane is open, and each pane has a line.
    Stacked,
}

impl Automatic {
    /// The layout with this name, or the only one whose name starts with it.
    pub fn parse(name: &str) -> Option<Self> {
        let stacked = !name.is_empty() && STACKED.starts_with(name);
        let preset = Preset::parse(name).map(Self::Preset);
        preset.or_else(|| stacked.then_some(Self::Stacked))
    }
}

/// Layouts by the number of panes: `off`, or words `[COUNT:]LAYOUT`, each of which applies from so
/// many panes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AutoLayout(Vec<(usize, Automatic)>);

impl AutoLayout {
    /// Parses the value of the option.
    ///
    /// # Errors
    /// A message that names the word.
    pub fn parse(text: &str) -> Result<Self> {
        if text == "off" {
            return Ok(Self::default());
        }
        let mut all = Vec::new();
        for word in text.split_whitespace() {
            let wrong = |what: &str| {
                Error::user(format!(
                    "auto-layout: {what} in \"{word}\" (use off, stacked, a layout of \
                     select-layout, or COUNT:LAYOUT)"
                ))
            };
            let (from, name) = match word.split_once(':') {
                None => (1, word),
                Some((count, name)) => match count.parse() {
                    Ok(count @ 1..=999) => (count, name),
                    _ => return Err(wrong("no number of panes")),
                },
            };
            let layout = Automatic::parse(name).ok_or_else(|| wrong("no layout"))?;
            all.push((from, layout));
        }
        if all.is_empty() {
            return Err(Error::user("auto-layout: no layout (use off for none)"));
        }
        Ok(Self(all))
    }

    /// The layout for a number of panes; `None` leaves them as they are.
    pub fn of(&self, count: usize) -> Option<Automatic> {
        let matching = self.0.iter().filter(|(from, _)| *from <= count);
        let best = matching.max_by_key(|(from, _)| *from);
        best.map(|(_, layout)| *layout)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_depends_on_the_number_of_panes() {
        let auto = AutoLayout::parse("main-vertical 4:tiled 9:stacked").unwrap();
        let presets = [
            (1, Preset::MainVertical),
            (3, Preset::MainVertical),
            (4, Preset::Tiled),
        ];
        for (count, preset) in presets {
            assert_eq!(auto.of(count), Some(Automatic::Preset(preset)));
        }
        assert_eq!(auto.of(12), Some(Automatic::Stacked));
        assert_eq!(AutoLayout::parse("3:tiled").unwrap().of(2), None);
        assert_eq!(AutoLayout::parse("off").unwrap().of(2), None);
        for (text, part) in [
            ("tilde", "no layout in \"tilde\""),
            ("tiled x:stacked", "no number of panes in \"x:stacked\""),
            ("0:tiled", "no number of panes in \"0:tiled\""),
            ("", "no layout"),
        ] {
            let message = AutoLayout::parse(text).unwrap_err().message;
            assert!(message.contains(part), "{message}");
        }
    }
}
