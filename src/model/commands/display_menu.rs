//! `display-menu`: show a menu.

use crate::base::{ClientId, Error, Point, Rect, Result, Size, Style};
use crate::lang::keys::parse_key;
use crate::lang::style::{RangeKind, parse_style};
use crate::lang::tables::choices::BoxLines;
use crate::lang::tables::opt::{Choice, Opt, StyleText};
use crate::lang::tables::options;
use crate::model::command::def::Command;
use crate::model::overlays::menu;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;
use crate::model::state::lookup::client_area;
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::{Menu, MenuEntry};
use crate::scene::BorderLines;

/// Show a menu.
#[derive(clap::Args, Debug)]
pub struct DisplayMenu {
    /// Accept the mouse even if a key opened the menu
    #[arg(short = 'M')]
    mouse: bool,
    /// Keep the menu open when the button is released outside it
    #[arg(short = 'O')]
    stays: bool,
    /// Border: single, double, heavy, simple, rounded, padded, none (default: menu-border-lines)
    #[arg(short = 'b', value_name = "border-lines")]
    border: Option<String>,
    /// Client that shows the menu (default: the current client)
    #[arg(short = 'c', value_name = "target-client")]
    client: Option<String>,
    /// Entry to select first, counted from 0, or - for none
    #[arg(short = 'C', value_name = "starting-choice")]
    first: Option<String>,
    /// Style of the selected entry (default: menu-selected-style)
    #[arg(short = 'H', value_name = "selected-style")]
    selected_style: Option<String>,
    /// Style of the menu (default: menu-style)
    #[arg(short = 's', value_name = "style")]
    style: Option<String>,
    /// Style of the border (default: menu-border-style)
    #[arg(short = 'S', value_name = "border-style")]
    border_style: Option<String>,
    /// Target pane of the menu's commands (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Title in the top border
    #[arg(short = 'T', value_name = "title")]
    title: Option<String>,
    /// Column: a number, a format, or C (centre, the default), M (mouse), P or R (left or right
    /// edge of the pane), W (window in the status line)
    #[arg(short = 'x', value_name = "position")]
    x: Option<String>,
    /// Row below the menu: a number, a format, or C (centre, the default), M (mouse), P (bottom of
    /// the pane), S or W (status line)
    #[arg(short = 'y', value_name = "position")]
    y: Option<String>,
    /// Label, key and command of each entry (one empty label: a separator line)
    #[arg(value_name = "name key command", required = true)]
    entries: Vec<String>,
}

impl Command for DisplayMenu {
    const NAME: &'static str = "display-menu";
    const ALIAS: &'static str = "menu";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        let id = cx.client_target(self.client.as_deref())?;
        let entries = entries(cx, place, &self.entries)?;
        let title = self
            .title
            .as_deref()
            .map(|title| cx.expand(title, Some(place)));
        let title = title.unwrap_or_default();
        if entries.iter().all(Option::is_none) {
            return Ok(Flow::Done);
        }
        let (cols, rows) = Menu::room(&title, &entries);
        let size = cx
            .world
            .clients
            .get(&id)
            .map(|c| c.size)
            .unwrap_or_default();
        if cols > size.cols || rows > size.rows {
            return Ok(Flow::Done);
        }
        let hit = cx.queue().mouse.clone();
        let of = OptionScope::Window(Some(place.window));
        let menu = Menu {
            at: self.first_entry(&entries, hit.is_some())?,
            rect: self.rect(cx, id, place, Size::new(cols, rows))?,
            lines: match self.border.as_deref() {
                Some(word) => lines(word)?,
                None => border_lines(cx.world.get(options::MENU_BORDER_LINES, of)),
            },
            border_style: style(
                cx,
                of,
                options::MENU_BORDER_STYLE,
                self.border_style.as_deref(),
            )?,
            style: style(cx, of, options::MENU_STYLE, self.style.as_deref())?,
            selected_style: style(
                cx,
                of,
                options::MENU_SELECTED_STYLE,
                self.selected_style.as_deref(),
            )?,
            mouse: self.mouse || hit.is_some(),
            stays: self.stays,
            opened_at: hit.as_ref().map(|hit| hit.event.at),
            run: Some(cx.run),
            place: Some(place),
            title,
            entries,
            hit,
        };
        menu::open(cx.world, id, menu);
        Ok(Flow::Wait)
    }
}

impl DisplayMenu {
    fn first_entry(&self, entries: &[Option<MenuEntry>], by_mouse: bool) -> Result<Option<usize>> {
        let can = |at: &usize| {
            entries
                .get(*at)
                .is_some_and(|e| e.as_ref().is_some_and(|e| e.enabled))
        };
        match self.first.as_deref() {
            Some("-") => Ok(None),
            None if by_mouse => Ok(None),
            None => Ok((0..entries.len()).find(can)),
            Some(text) => {
                let most = i64::try_from(entries.len()).unwrap_or(i64::MAX);
                let n = crate::model::commands::values::number(text, "starting choice", 0, most)?;
                Ok(usize::try_from(n)
                    .ok()
                    .and_then(|n| (n..entries.len()).find(can)))
            }
        }
    }

    fn rect(
        &self,
        cx: &CommandContext<'_>,
        id: ClientId,
        place: Location,
        size: Size,
    ) -> Result<Rect> {
        let spots = Spots::new(cx, id, place, size);
        let x = self.x.as_deref().unwrap_or("C");
        let y = self.y.as_deref().unwrap_or("C");
        let x = spots.read(cx, place, x, spots.column(x))?;
        let y = spots.read(cx, place, y, spots.row(y))?;
        let y = (y - i32::from(size.rows)).max(0);
        let bound = |at: i32, room: u16, taken: u16| {
            let most = i32::from(room.saturating_sub(taken));
            u16::try_from(at.clamp(0, most)).unwrap_or(0)
        };
        Ok(Rect::new(
            bound(x, spots.screen.cols, size.cols),
            bound(y, spots.screen.rows, size.rows),
            size.cols,
            size.rows,
        ))
    }
}

/// The positions at which a menu can open, in client coordinates. A row is the one below the menu.
struct Spots {
    screen: Size,
    size: Size,
    area: Rect,
    pane: Rect,
    mouse: Option<Point>,
    window: Option<Rect>,
}

impl Spots {
    fn new(cx: &CommandContext<'_>, id: ClientId, place: Location, size: Size) -> Self {
        let world = &cx.world;
        let area = world.window_area(id);
        let hit = world.queues.all.get(&cx.run).and_then(|r| r.mouse.as_ref());
        let client = world.clients.get(&id);
        let hits = client.map(|c| c.hits.as_slice()).unwrap_or_default();
        let index = RangeKind::Window(place.index);
        let screen = client.map(|c| c.size).unwrap_or_default();
        let pane = client_area::client_rect(world, id, place.pane);
        let pane = pane.and_then(|rect| rect.visible(screen));
        Self {
            screen,
            size,
            area,
            pane: pane.unwrap_or(area),
            mouse: hit.map(|hit| hit.event.at),
            window: hits
                .iter()
                .find(|hit| hit.kind == index)
                .map(|hit| hit.rect),
        }
    }

    fn centre(&self) -> (i32, i32) {
        let x = i32::from(self.screen.cols) / 2 - i32::from(self.size.cols) / 2;
        (
            x,
            i32::from(self.screen.rows) / 2 + i32::from(self.size.rows.div_ceil(2)),
        )
    }

    fn column(&self, letter: &str) -> Option<i32> {
        let mouse = self
            .mouse
            .map(|at| i32::from(at.x) - i32::from(self.size.cols) / 2);
        match letter {
            "C" => Some(self.centre().0),
            "R" => Some(i32::from(self.pane.right()) - i32::from(self.size.cols)),
            "P" => Some(i32::from(self.pane.x)),
            "M" => Some(mouse.unwrap_or(self.centre().0).max(0)),
            "W" => Some(self.window.map_or(0, |rect| i32::from(rect.x))),
            _ => None,
        }
    }

    fn row(&self, letter: &str) -> Option<i32> {
        let rows = i32::from(self.size.rows);
        let beside_status = if self.area.y > 0 {
            i32::from(self.area.y) + rows
        } else {
            i32::from(self.area.bottom())
        };
        match letter {
            "C" => Some(self.centre().1),
            "P" => Some(i32::from(self.pane.bottom())),
            "M" => Some(
                self.mouse
                    .map_or(self.centre().1, |at| i32::from(at.y) + rows),
            ),
            "S" | "W" => Some(beside_status),
            _ => None,
        }
    }

    /// Returns `known`, the coordinate of a position letter, or else what `text` expands to.
    fn read(
        &self,
        cx: &CommandContext<'_>,
        place: Location,
        text: &str,
        known: Option<i32>,
    ) -> Result<i32> {
        if let Some(at) = known {
            return Ok(at);
        }
        let number = |at: Option<i32>| at.unwrap_or(0).to_string();
        let extra = [
            ("popup_width", self.size.cols.to_string()),
            ("popup_height", self.size.rows.to_string()),
            ("popup_centre_x", number(self.column("C"))),
            ("popup_centre_y", number(self.row("C"))),
            (
                "popup_mouse_x",
                number(self.mouse.map(|at| i32::from(at.x))),
            ),
            (
                "popup_mouse_y",
                number(self.mouse.map(|at| i32::from(at.y))),
            ),
            ("popup_mouse_centre_x", number(self.column("M"))),
            ("popup_mouse_top", number(self.row("M"))),
            (
                "popup_mouse_bottom",
                number(self.mouse.map(|at| i32::from(at.y))),
            ),
            ("popup_pane_left", number(self.column("P"))),
            ("popup_pane_right", number(self.column("R"))),
            (
                "popup_pane_top",
                (i32::from(self.pane.y) + i32::from(self.size.rows)).to_string(),
            ),
            ("popup_pane_bottom", number(self.row("P"))),
            ("popup_status_line_y", number(self.row("S"))),
            ("popup_window_status_line_x", number(self.column("W"))),
            ("popup_window_status_line_y", number(self.row("W"))),
        ];
        let text = cx.expand_with(text, Some(place), &extra);
        text.trim()
            .parse()
            .map_err(|_| Error::user(format!("invalid position: {text}")))
    }
}

/// Builds the entries from the words. `None` is a separator, an empty label leaves an entry out.
fn entries(
    cx: &CommandContext<'_>,
    place: Location,
    words: &[String],
) -> Result<Vec<Option<MenuEntry>>> {
    let mut entries: Vec<Option<MenuEntry>> = Vec::new();
    let mut words = words.iter();
    while let Some(label) = words.next() {
        if label.is_empty() {
            if entries.last().is_some_and(Option::is_some) {
                entries.push(None);
            }
            continue;
        }
        let (Some(key), Some(command)) = (words.next(), words.next()) else {
            return Err(Error::user("not enough arguments"));
        };
        let label = cx.expand(label, Some(place));
        if label.is_empty() {
            continue;
        }
        let disabled = label.strip_prefix('-');
        entries.push(Some(MenuEntry {
            label: disabled.unwrap_or(&label).to_owned(),
            key: parse_key(key).filter(|key| key.code != crate::base::KeyCode::None),
            command: cx.expand(command, Some(place)),
            enabled: disabled.is_none(),
        }));
    }
    if entries.last().is_some_and(Option::is_none) {
        entries.pop();
    }
    Ok(entries)
}

fn lines(name: &str) -> Result<BorderLines> {
    let lines = BoxLines::from_word(name);
    let lines = lines.ok_or_else(|| Error::user(format!("unknown value: {name}")))?;
    Ok(border_lines(lines))
}

const fn border_lines(lines: BoxLines) -> BorderLines {
    match lines {
        BoxLines::Single => BorderLines::Single,
        BoxLines::Double => BorderLines::Double,
        BoxLines::Heavy => BorderLines::Heavy,
        BoxLines::Simple => BorderLines::Simple,
        BoxLines::Rounded => BorderLines::Rounded,
        BoxLines::Padded => BorderLines::Spaces,
        BoxLines::None => BorderLines::None,
    }
}

fn style(
    cx: &CommandContext<'_>,
    of: OptionScope,
    option: Opt<StyleText<'static>>,
    given: Option<&str>,
) -> Result<Style> {
    match given {
        None => Ok(cx.world.get(option, of).style()),
        Some(text) => parse_style(text, Style::DEFAULT)
            .map_err(|_| Error::user(format!("invalid style: {text}"))),
    }
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientId, Mods, MouseButton, MouseEvent, MouseEventKind, Point, Rect, Size};
    use crate::model::state::input::Input;
    use crate::model::testing::TestWorld;
    use crate::model::view::scene;
    use crate::scene::Overlay;

    const MENU: &str = "menu -T Title One o { set -g @x 1 } '' -Two t { set -g @x 2 } '#{?0,No,}' n { } Three Space { set -g @x '#S' }";

    fn fixture(flags: &str) -> (TestWorld, ClientId) {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok(&format!(
            "bind T {{ {MENU} }} ; bind U {{ {} }}",
            MENU.replacen("menu", &format!("menu {flags}"), 1)
        ));
        fixture.keys(client, &["C-b", if flags.is_empty() { "T" } else { "U" }]);
        (fixture, client)
    }

    fn shown(fixture: &mut TestWorld, client: ClientId) -> Option<(Rect, Vec<String>)> {
        let scene = scene::scene(&mut fixture.world, client, fixture.now, &fixture.panes)?;
        match scene.overlays.last()? {
            Overlay::Box { rect, lines, .. } => {
                Some((*rect, lines.iter().map(|l| l.text()).collect()))
            }
            _ => None,
        }
    }

    #[test]
    fn it_stands_where_it_is_told() {
        let (mut fixture, client) = fixture("");
        let (rect, lines) = shown(&mut fixture, client).unwrap();
        assert_eq!(
            lines,
            [
                " One        (o) ",
                "├────────────────┤",
                " Two        (t) ",
                " Three  (Space) "
            ]
        );
        assert_eq!(rect, Rect::new(31, 9, 18, 6));
        for (flags, x, y) in [
            ("-x 5 -y 20", 5, 14),
            ("-x P -y S", 0, 17),
            ("-x R -y P", 62, 17),
            ("-x 999 -y 0", 62, 0),
            ("-x '#{popup_width}' -y '#{popup_height}'", 18, 0),
        ] {
            let (mut fixture, client) = super::tests::fixture(flags);
            let (rect, _) = shown(&mut fixture, client).unwrap();
            assert_eq!((rect.x, rect.y), (x, y), "{flags}");
        }
    }

    #[test]
    fn keys_choose() {
        for (keys, set, open) in [
            (&["o"][..], "1", false),
            (&["t"], "", true),
            (&["Space"], "s", false),
            (&["Enter"], "1", false),
            (&["Down", "Enter"], "s", false),
            (&["Down", "Down", "Enter"], "1", false),
            (&["k", "Enter"], "s", false),
            (&["G", "Enter"], "s", false),
            (&["q"], "", false),
            (&["Escape"], "", false),
            (&["z"], "", true),
        ] {
            let (mut fixture, client) = fixture("");
            fixture.keys(client, keys);
            assert_eq!(fixture.format("#{@x}"), set, "{keys:?}");
            assert_eq!(shown(&mut fixture, client).is_some(), open, "{keys:?}");
            assert_eq!(fixture.typed(0), "");
        }
    }

    fn mouse(fixture: &mut TestWorld, client: ClientId, kind: MouseEventKind, x: u16, y: u16) {
        let event = MouseEvent {
            kind,
            at: Point::new(x, y),
            mods: Mods::empty(),
        };
        fixture.apply(Input::Mouse(client, event));
    }

    #[test]
    fn a_right_click_shows_the_menu_of_the_pane() {
        use MouseEventKind::{Drag, Press, Release};
        let right = MouseButton::Right;
        for (then, panes, open) in [
            (&[(Release(Some(right)), 40, 5)][..], "1", true),
            (
                &[(Drag(right), 40, 6), (Release(Some(right)), 40, 6)],
                "2",
                false,
            ),
            (
                &[
                    (Release(Some(right)), 40, 5),
                    (Press(MouseButton::Left), 1, 1),
                ],
                "1",
                false,
            ),
            (
                &[(Drag(right), 1, 1), (Release(Some(right)), 1, 1)],
                "1",
                false,
            ),
        ] {
            let mut fixture = TestWorld::new();
            let client = fixture.attach();
            mouse(&mut fixture, client, Press(right), 40, 5);
            assert!(
                shown(&mut fixture, client)
                    .is_some_and(|(_, lines)| lines[0].contains("Split Right"))
            );
            for (kind, x, y) in then {
                mouse(&mut fixture, client, *kind, *x, *y);
            }
            assert_eq!(fixture.format("#{window_panes}"), panes, "{then:?}");
            assert_eq!(shown(&mut fixture, client).is_some(), open, "{then:?}");
        }
    }

    #[test]
    fn a_script_waits_and_a_small_terminal_shows_none() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        let asking = fixture.start("menu One o 'set -g @x 1'", Default::default());
        assert_eq!(fixture.answer(asking).status, None);
        fixture.keys(client, &["o"]);
        assert_eq!(fixture.answer(asking).status, Some(0));
        assert_eq!(fixture.fails("menu One o"), "not enough arguments");
        assert_eq!(fixture.fails("menu -b x One o {}"), "unknown value: x");
        fixture.apply(Input::Resize(client, Size::new(80, 2)));
        fixture.ok("menu One o 'set -g @x 2'");
        assert!(shown(&mut fixture, client).is_none());
    }
}
