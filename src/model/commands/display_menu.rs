//! `display-menu`: show a menu.

use crate::base::{Error, Result, Size};
use crate::lang::keys::parse_key;
use crate::lang::tables::options;
use crate::model::command::def::Command;
use crate::model::commands::box_args::{lines, rect, style};
use crate::model::overlays::menu;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::{Menu, MenuAction, MenuEntry};

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
    /// Column: a number, a format, or C (centre, the default), L (last menu), M (mouse), P or R
    /// (left or right edge of the pane), W (window in the status line)
    #[arg(short = 'x', value_name = "position")]
    x: Option<String>,
    /// Row below the menu: a number, a format, or C (centre, the default), L (last menu), M
    /// (mouse), P (bottom of the pane), S or W (status line)
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
            rect: rect(
                cx,
                id,
                place,
                Size::new(cols, rows),
                (self.x.as_deref(), self.y.as_deref()),
            ),
            lines: match self.border.as_deref() {
                Some(word) => lines(options::MENU_BORDER_LINES, word)?,
                None => menu::border_lines(cx.world.get(options::MENU_BORDER_LINES, of)),
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
            action: MenuAction::Run(cx.expand(command, Some(place))),
            enabled: disabled.is_none(),
        }));
    }
    if entries.last().is_some_and(Option::is_none) {
        entries.pop();
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientId, MouseButton, MouseEventKind, Rect, Size};
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
    fn a_menu_can_open_in_the_place_of_the_last_one() {
        let (mut fixture, client) = fixture("-x 5 -y 20");
        fixture.keys(client, &["Escape"]);
        fixture.ok(&format!(
            "bind L {{ {} }}",
            MENU.replacen("menu", "menu -x L -y L", 1)
        ));
        fixture.keys(client, &["C-b", "L"]);
        let (rect, _) = shown(&mut fixture, client).unwrap();
        assert_eq!((rect.x, rect.y), (5, 14));
        fixture.keys(client, &["Escape"]);
        let flags = "menu -x '#{popup_last_x}' -y '#{popup_last_y}'";
        fixture.ok(&format!("bind L {{ {} }}", MENU.replacen("menu", flags, 1)));
        fixture.keys(client, &["C-b", "L"]);
        let (rect, _) = shown(&mut fixture, client).unwrap();
        assert_eq!((rect.x, rect.y), (5, 14));
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

    #[test]
    fn page_keys_move_by_five_rows_to_an_entry_that_can_be_chosen() {
        let entries = "a 1 'set -g @x a' b 2 'set -g @x b' -c 3 {} d 4 'set -g @x d' '' \
            e 5 'set -g @x e' f 6 'set -g @x f' g 7 'set -g @x g' h 8 'set -g @x h' \
            i 9 'set -g @x i' x x 'set -g @x x'";
        for (keys, chosen) in [
            (&["NPage"][..], "e"),
            (&["NPage", "NPage"], "x"),
            (&["Down", "Down", "Down", "Down", "NPage"], "x"),
            (&["Down", "Down", "Down", "PPage"], "a"),
            (&["End", "C-b"], "e"),
            (&["G", "PPage", "PPage", "PPage"], "a"),
            (&["Down", "C-f"], "f"),
        ] {
            let mut fixture = TestWorld::new();
            let client = fixture.attach();
            fixture.ok(&format!("bind T menu {entries}"));
            fixture.keys(client, &["C-b", "T"]);
            fixture.keys(client, keys);
            fixture.keys(client, &["Enter"]);
            assert_eq!(fixture.format("#{@x}"), chosen, "{keys:?}");
        }
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
            fixture.mouse(client, Press(right), 40, 5);
            assert!(
                shown(&mut fixture, client)
                    .is_some_and(|(_, lines)| lines[0].contains("Split Right"))
            );
            for (kind, x, y) in then {
                fixture.mouse(client, *kind, *x, *y);
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
        assert_eq!(
            fixture.fails("menu -b x One o {}"),
            "menu-border-lines unknown value: x"
        );
        fixture.apply(Input::Resize(client, Size::new(80, 2)));
        fixture.ok("menu One o 'set -g @x 2'");
        assert!(shown(&mut fixture, client).is_none());
    }
}
