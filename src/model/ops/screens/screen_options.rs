//! Passes options and terminal colours to the screens of panes, which do not know the world.

use crate::base::palette::Rgb;
use crate::base::sorted::SortedMap;
use crate::base::width::VARIATION_SELECTOR_16;
use crate::base::{ClientId, PaneId};
use crate::lang::color::{color_rgb, parse_color};
use crate::lang::tables::choices::{AllowReports, ExtendedKeys, ExtendedKeysFormat};
use crate::lang::tables::hooks as hook_events;
use crate::lang::tables::opt::List;
use crate::lang::tables::options;
use crate::model::ops::hooks;
use crate::model::state::effect::{Effect, PaneEffect};
use crate::model::state::location::Location;
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;
use crate::term::{AllowedReports, InitialKeys, ScreenOptions};

/// The maximum number of characters in `codepoint-widths`.
const MAX_WIDTHS: usize = 4096;

/// The screen options of a pane.
fn screen_options(world: &World, pane: PaneId) -> ScreenOptions {
    ScreenOptions {
        alternate_screen: world.get(options::ALTERNATE_SCREEN, OptionScope::Pane(pane)),
        scroll_on_clear: world.get(options::SCROLL_ON_CLEAR, OptionScope::Pane(pane)),
        palette: palette(world, pane),
        keys: initial_keys(world),
        widths: widths(world),
        allowed_reports: allowed_reports(world, pane),
        longest_string: world.get(options::INPUT_BUFFER_SIZE, OptionScope::Server),
        version: format!("{} {}", world.host.program(), world.host.version),
    }
}

/// The palette entries of a pane (`pane-colours`).
fn palette(world: &World, pane: PaneId) -> SortedMap<u8, Rgb> {
    let entries = world.get(options::PANE_COLOURS, OptionScope::Pane(pane));
    let entry = |(n, name): (&u32, &String)| {
        let color = parse_color(name).ok()??;
        Some((u8::try_from(*n).ok()?, color_rgb(color)?))
    };
    entries.iter().filter_map(entry).collect()
}

/// The form of keys for programs that start (`extended-keys`, `extended-keys-format`).
fn initial_keys(world: &World) -> InitialKeys {
    let extended = world.get(options::EXTENDED_KEYS, OptionScope::Server);
    let format = world.get(options::EXTENDED_KEYS_FORMAT, OptionScope::Server);
    InitialKeys {
        extended: extended == ExtendedKeys::Always,
        csi_u: format == ExtendedKeysFormat::CsiU,
    }
}

/// The reports that a pane's program may request (`allow-reports`).
fn allowed_reports(world: &World, pane: PaneId) -> AllowedReports {
    let reports = world.get(options::ALLOW_REPORTS, OptionScope::Pane(pane));
    AllowedReports {
        titles: matches!(reports, AllowReports::Titles | AllowReports::All),
        checksums: matches!(reports, AllowReports::Checksums | AllowReports::All),
    }
}

/// Sends a new screen its options and the colours of the most recently used client of the session.
pub(crate) fn send_screen_options(world: &mut World, place: Location) {
    let options = screen_options(world, place.pane);
    if options != ScreenOptions::default() {
        let options = Box::new(options);
        world.effect(Effect::Pane(
            place.pane,
            PaneEffect::SetScreenOptions(options),
        ));
    }
    let viewers = world.attached_to(place.session).into_iter();
    let viewers = viewers.filter_map(|id| world.clients.get(&id));
    let latest = viewers.max_by_key(|client| client.order);
    if let Some([text, back]) = latest.and_then(|client| client.colors) {
        world.effect(Effect::Pane(place.pane, PaneEffect::SetColors(text, back)));
    }
}

/// Sends all screens their options after one of them changed.
pub(crate) fn resend_screen_options(world: &mut World) {
    let panes: Vec<PaneId> = world.panes.keys().copied().collect();
    for pane in panes {
        let options = Box::new(screen_options(world, pane));
        world.effect(Effect::Pane(pane, PaneEffect::SetScreenOptions(options)));
    }
}

/// Stores the default colours of a client's terminal, and runs the theme hooks if it changed
/// between dark and light.
pub(crate) fn client_colors(
    world: &mut World,
    id: ClientId,
    text: Option<(u8, u8, u8)>,
    background: Option<(u8, u8, u8)>,
) {
    let Some(client) = world.clients.get_mut(&id) else {
        return;
    };
    let before = client.theme();
    client.colors = Some([text, background]);
    let theme = client.theme();
    send_colors(world, id);
    let event = match theme {
        Some("dark") => hook_events::CLIENT_DARK_THEME,
        Some("light") => hook_events::CLIENT_LIGHT_THEME,
        _ => return,
    };
    if before != theme {
        hooks::client_hook(world, event, id);
    }
}

/// Sends the colours of a client's terminal to all panes of the session that it shows, for replies
/// to OSC 10 and 11.
pub(crate) fn send_colors(world: &mut World, id: ClientId) {
    let Some(client) = world.clients.get(&id) else {
        return;
    };
    let session = client.session.and_then(|s| world.sessions.get(&s));
    let (Some(session), Some([text, background])) = (session, client.colors) else {
        return;
    };
    let windows = session
        .windows
        .values()
        .filter_map(|l| world.windows.get(&l.window));
    let panes: Vec<PaneId> = windows
        .flat_map(crate::model::state::window::Window::panes)
        .collect();
    for pane in panes {
        world.effect(Effect::Pane(pane, PaneEffect::SetColors(text, background)));
    }
}

/// The widths of single characters. Variation selector 16 has one, 0, if it must not make the
/// character before it wide.
fn widths(world: &World) -> SortedMap<char, u8> {
    let mut all = codepoint_widths(world.get(options::CODEPOINT_WIDTHS, OptionScope::Server));
    if !world.get(options::VARIATION_SELECTOR_ALWAYS_WIDE, OptionScope::Server) {
        all.insert(VARIATION_SELECTOR_16, 0);
    }
    all
}

/// The items of `codepoint-widths`: `c=2`, `U+2192=2` or `U+2190-U+21FF=2`. Invalid items are
/// ignored.
fn codepoint_widths(items: &List) -> SortedMap<char, u8> {
    let mut all = SortedMap::new();
    for (from, to, width) in items.values().filter_map(|item| width(item)) {
        for c in from..=to {
            if all.len() >= MAX_WIDTHS {
                return all;
            }
            all.insert(c, width);
        }
    }
    all
}

fn width(item: &str) -> Option<(char, char, u8)> {
    let (what, width) = item.rsplit_once('=')?;
    let width = width.parse().ok().filter(|n| *n <= 2)?;
    let mut chars = what.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return Some((c, c, width));
    }
    let (from, to) = what.split_once('-').unwrap_or((what, what));
    Some((codepoint(from)?, codepoint(to)?, width))
}

fn codepoint(text: &str) -> Option<char> {
    let digits = text
        .strip_prefix("U+")
        .or_else(|| text.strip_prefix("u+"))?;
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::TestWorld;

    #[test]
    fn widths_are_read() {
        for (item, want) in [
            ("→=2", Some(('→', '→', 2))),
            ("==1", Some(('=', '=', 1))),
            ("U+2192=2", Some(('→', '→', 2))),
            ("U+41-U+43=0", Some(('A', 'C', 0))),
            ("U+D800=1", None),
            ("→=3", None),
            ("ab=1", None),
            ("U+=1", None),
            ("", None),
        ] {
            assert_eq!(width(item), want, "{item}");
        }
        let many = codepoint_widths(&List::from([(0, "U+0-U+10FFFF=1".to_owned())]));
        assert_eq!(many.len(), MAX_WIDTHS);
    }

    #[test]
    fn screens_hear_of_options() {
        let mut fixture = TestWorld::new();
        fixture.effects.clear();
        fixture.run("set -g alternate-screen off");
        let told = fixture.effects.iter().any(
            |effect| matches!(effect, Effect::Pane(_, PaneEffect::SetScreenOptions(w)) if !w.alternate_screen && w.scroll_on_clear),
        );
        assert!(told, "{:?}", fixture.effects);
        fixture.effects.clear();
        fixture.run("set -s variation-selector-always-wide off");
        let told = fixture.effects.iter().any(|effect| {
            matches!(effect, Effect::Pane(_, PaneEffect::SetScreenOptions(w))
                if w.widths.get(&VARIATION_SELECTOR_16) == Some(&0))
        });
        assert!(told, "{:?}", fixture.effects);
        fixture.effects.clear();
        fixture.run("set -s input-buffer-size 2000000");
        let told = fixture.effects.iter().any(|effect| {
            matches!(effect, Effect::Pane(_, PaneEffect::SetScreenOptions(w)) if w.longest_string == 2_000_000)
        });
        assert!(told, "{:?}", fixture.effects);
        for (value, titles, checksums) in [
            ("titles", true, false),
            ("checksums", false, true),
            ("all", true, true),
        ] {
            fixture.effects.clear();
            fixture.run(&format!("set -g allow-reports {value}"));
            let allowed = AllowedReports { titles, checksums };
            let told = fixture
                .effects
                .iter()
                .any(|effect| matches!(effect, Effect::Pane(_, PaneEffect::SetScreenOptions(w)) if w.allowed_reports == allowed));
            assert!(told, "{value}: {:?}", fixture.effects);
        }
    }
}
