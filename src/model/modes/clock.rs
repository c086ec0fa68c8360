//! Clock mode (`clock-mode`): the time in large digits.

use crate::base::{Color, Line, Now, PaneId, Size, Style};
use crate::lang::tables::choices::ClockStyle;
use crate::lang::tables::options;
use crate::model::modes::pane_mode;
use crate::model::ops::{timers, window_size};
use crate::model::state::location::Location;
use crate::model::state::mode::Mode;
use crate::model::state::options::OptionScope;
use crate::model::state::pane::Pane;
use crate::model::state::timers::Purpose;
use crate::model::state::world::World;

/// The width and height of a digit in cells.
const DIGIT: u16 = 5;

/// The characters of the clock and their rows: a set bit is a filled cell, the highest of five is
/// the leftmost.
const SHAPES: &[(char, [u8; 5])] = &[
    ('0', [0b11111, 0b10001, 0b10001, 0b10001, 0b11111]),
    ('1', [0b00001, 0b00001, 0b00001, 0b00001, 0b00001]),
    ('2', [0b11111, 0b00001, 0b11111, 0b10000, 0b11111]),
    ('3', [0b11111, 0b00001, 0b11111, 0b00001, 0b11111]),
    ('4', [0b10001, 0b10001, 0b11111, 0b00001, 0b00001]),
    ('5', [0b11111, 0b10000, 0b11111, 0b00001, 0b11111]),
    ('6', [0b11111, 0b10000, 0b11111, 0b10001, 0b11111]),
    ('7', [0b11111, 0b00001, 0b00001, 0b00001, 0b00001]),
    ('8', [0b11111, 0b10001, 0b11111, 0b10001, 0b11111]),
    ('9', [0b11111, 0b10001, 0b11111, 0b00001, 0b11111]),
    (':', [0b00000, 0b00100, 0b00000, 0b00100, 0b00000]),
    ('A', [0b11111, 0b10001, 0b11111, 0b10001, 0b10001]),
    ('P', [0b11111, 0b10001, 0b11111, 0b10000, 0b10000]),
    ('M', [0b10001, 0b11011, 0b10101, 0b10001, 0b10001]),
    (' ', [0; 5]),
];

/// Enters clock mode in a pane.
pub(crate) fn enter(world: &mut World, place: Location) {
    let Some(pane) = world.panes.get(&place.pane) else {
        return;
    };
    if pane.mode != Some(Mode::Clock) {
        pane_mode::enter(world, place.pane, Mode::Clock);
        tick(world, place.pane);
    }
}

/// Redraws the clock of a pane, and starts the timer for the next second.
pub(crate) fn tick(world: &mut World, id: PaneId) {
    let Some(pane) = world.panes.get(&id).filter(|p| p.mode == Some(Mode::Clock)) else {
        return;
    };
    let window = pane.window;
    window_size::redraw_window(world, window);
    let passed = world.now.wall.rem_euclid(1000).unsigned_abs();
    timers::start_timer(world, Purpose::Clock(id), 1000 - passed);
}

/// The rows of a pane in clock mode, and a generation that changes with the time.
pub(crate) fn view(world: &World, pane: &Pane) -> (u64, Vec<Line>) {
    let of = OptionScope::Window(Some(pane.window));
    let style = world.get(options::CLOCK_MODE_STYLE, of);
    let color = world.get(options::CLOCK_MODE_COLOUR, of);
    let color = color.unwrap_or(Color::Default);
    let text = time(world.now, style);
    let generation = world.now.unix().unsigned_abs();
    (generation, rows(&text, pane.size, color))
}

/// The time of day in the format of `clock-mode-style`.
fn time(now: Now, style: ClockStyle) -> String {
    let seconds = (now.unix() + i64::from(now.utc_offset)).rem_euclid(86_400);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let (twelve, shows_seconds) = match style {
        ClockStyle::Hours12 => (true, false),
        ClockStyle::Hours24 => (false, false),
        ClockStyle::Seconds12 => (true, true),
        ClockStyle::Seconds24 => (false, true),
    };
    let shown = match hour % 12 {
        _ if !twelve => hour,
        0 => 12,
        hour => hour,
    };
    let mut text = if twelve {
        format!("{shown}:{minute:02}")
    } else {
        format!("{shown:02}:{minute:02}")
    };
    if shows_seconds {
        text = format!("{text}:{second:02}");
    }
    if twelve {
        text += if hour < 12 { " AM" } else { " PM" };
    }
    text
}

/// A text centred in a pane, in large characters if they fit.
fn rows(text: &str, size: Size, color: Color) -> Vec<Line> {
    let count = u16::try_from(text.chars().count()).unwrap_or(u16::MAX);
    let wide = count.saturating_mul(DIGIT + 1);
    let large = wide <= size.cols && size.rows > DIGIT;
    let (cols, height) = if large { (wide, DIGIT) } else { (count, 1) };
    let top = size.rows.saturating_sub(height) / 2;
    let left = usize::from(size.cols.saturating_sub(cols) / 2);
    let mut rows = vec![Line::default(); usize::from(top)];
    for row in 0..height {
        let mut line = Line::default();
        line.push_str(&" ".repeat(left), Style::DEFAULT);
        if large {
            draw_row(&mut line, text, usize::from(row), color);
        } else {
            let style = Style {
                fg: color,
                ..Style::DEFAULT
            };
            line.push_str(text, style);
        }
        rows.push(line);
    }
    rows.truncate(usize::from(size.rows));
    rows
}

/// One row of large characters, with a blank column after each.
fn draw_row(line: &mut Line, text: &str, row: usize, color: Color) {
    let filled = Style {
        bg: color,
        ..Style::DEFAULT
    };
    for c in text.chars() {
        let shape = SHAPES.iter().find(|(known, _)| *known == c);
        let bits = shape.map_or(0, |(_, rows)| rows[row]);
        for bit in (0..DIGIT).rev() {
            let style = if bits >> bit & 1 == 1 {
                filled
            } else {
                Style::DEFAULT
            };
            line.push_str(" ", style);
        }
        line.push_str(" ", Style::DEFAULT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::tables::opt::Choice;
    use crate::model::modes::mode_dispatch;
    use crate::model::state::effect::{Effect, TimerEffect};
    use crate::model::state::input::Input;
    use crate::model::testing::TestWorld;

    #[test]
    fn the_time_is_written_as_the_option_says() {
        let now = |hour: i64, utc_offset| Now {
            wall: (hour * 3600 + 5 * 60 + 9) * 1000,
            utc_offset,
            ..Now::default()
        };
        for (hour, offset, style, text) in [
            (14, 0, "24", "14:05"),
            (14, 3600, "24-with-seconds", "15:05:09"),
            (14, 0, "12", "2:05 PM"),
            (0, 0, "12-with-seconds", "12:05:09 AM"),
            (12, 0, "12", "12:05 PM"),
        ] {
            let style: ClockStyle = Choice::from_word(style).unwrap();
            assert_eq!(time(now(hour, offset), style), text);
        }
    }

    #[test]
    fn it_fits_every_pane() {
        for (cols, rows_there, height) in [(80, 24, 5), (29, 24, 1), (30, 5, 1), (1, 1, 1)] {
            let lines = rows("14:05", Size::new(cols, rows_there), Color::Default);
            let drawn = lines.iter().filter(|l| l.cols() > 0).count();
            assert_eq!(drawn, height, "{cols}x{rows_there}");
            assert!(lines.len() <= usize::from(rows_there));
        }
    }

    #[test]
    fn a_key_ends_it_and_until_then_it_ticks() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.keys(client, &["C-b", "t"]);
        assert_eq!(fixture.format("#{pane_mode}"), "clock-mode");
        let before = mode_dispatch::rows(&fixture.world, PaneId(0), &fixture.panes)
            .unwrap()
            .0;
        let timer = fixture.effects.iter().rev().find_map(|e| match e {
            Effect::Timer(id, TimerEffect::Start(1..=1000))
                if fixture.world.timers[id] == Purpose::Clock(PaneId(0)) =>
            {
                Some(*id)
            }
            _ => None,
        });
        fixture.now.wall += 1000;
        fixture.apply(Input::Timer(timer.unwrap()));
        assert!(
            mode_dispatch::rows(&fixture.world, PaneId(0), &fixture.panes)
                .unwrap()
                .0
                > before
        );
        fixture.keys(client, &["x"]);
        assert_eq!(fixture.format("#{pane_mode}"), "");
        assert_eq!(fixture.typed(0), "");
    }
}
