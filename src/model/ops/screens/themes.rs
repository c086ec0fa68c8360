//! The theme of each client: its name by the options, and the colours that the client is told.

use crate::base::{Attrs, ClientId, Error, Ink, Palette, Result, Role};
use crate::lang::tables::opt::Opt;
use crate::lang::tables::option_value::Value;
use crate::lang::tables::options;
use crate::lang::tables::themes::BUILT_IN;
use crate::lang::theme;
use crate::model::script::hint;
use crate::model::state::client::Client;
use crate::model::state::effect::{ClientEffect, Effect};
use crate::model::state::options::OptionScope;
use crate::model::state::overlay::list::List;
use crate::model::state::world::World;

/// Sends each client that draws the colours of its theme if they have changed.
pub(crate) fn send_changes(world: &mut World) {
    let drawing = world.clients.values().filter(|client| client.draws());
    let changed: Vec<(ClientId, Palette)> = drawing
        .map(|client| (client, palette(world, client)))
        .filter(|(client, palette)| client.palette.as_ref() != Some(palette))
        .map(|(client, palette)| (client.id, palette))
        .collect();
    for (id, palette) in changed {
        if let Some(client) = world.clients.get_mut(&id) {
            client.palette = Some(palette.clone());
        }
        world.effect(Effect::Client(id, ClientEffect::Palette(Box::new(palette))));
    }
}

/// The name of the theme that a client shows, that of a chosen row of the palette first: a built-in
/// one, one of the option `themes`, or `terminal`.
pub(crate) fn name<'a>(world: &'a World, client: &'a Client) -> &'a str {
    let list = client.overlays.get::<List>();
    let previewed = list.and_then(|list| list.chosen()?.theme());
    if let Some(name) = previewed {
        return name;
    }
    let of = OptionScope::Session(client.session);
    let light = world.get(options::THEME_LIGHT, of);
    let dark = world.get(options::THEME_DARK, of);
    match world.get(options::THEME, of) {
        "light" => light,
        "dark" => dark,
        "auto" | "detect" => match client.theme().or_else(|| background_by_environment(client)) {
            Some("light") => light,
            Some(_) => dark,
            None => "terminal",
        },
        name => name,
    }
}

fn palette(world: &World, client: &Client) -> Palette {
    let refused = client.caller.variable("NO_COLOR");
    if refused.is_some_and(|value| !value.is_empty()) {
        return without_colors();
    }
    find(world, name(world, client)).unwrap_or_default()
}

/// The palette for a user who refuses colours (`NO_COLOR`): attributes alone.
fn without_colors() -> Palette {
    let attrs = |role: Role| match role {
        Role::Accent => Attrs::BOLD,
        Role::Warn | Role::Selection => Attrs::REVERSE,
        Role::Error => Attrs::REVERSE | Attrs::BOLD,
        _ => role.terminal().attrs,
    };
    let inks = Role::ALL.iter().map(|role| Ink {
        attrs: attrs(*role),
        ..Ink::default()
    });
    Palette(inks.collect())
}

/// The palette of a theme; `None` if there is no such theme.
pub(crate) fn find(world: &World, name: &str) -> Option<Palette> {
    if name == "terminal" {
        return Some(Palette::default());
    }
    if let Some(built_in) = theme::built_in(name) {
        return Some(theme::palette(built_in));
    }
    let users = world.get(options::THEMES, OptionScope::Server);
    let element = users.values().find(|text| theme::user_name(text) == name)?;
    theme::parse_user(element).ok()
}

/// The index of a user theme in the option `themes`; for a new one, the next free index.
pub(crate) fn index(world: &World, name: &str) -> u32 {
    let users = world.get(options::THEMES, OptionScope::Server);
    let mut known = users.iter();
    let known = known.find(|(_, text)| theme::user_name(text) == name);
    let next = || users.keys().next_back().map_or(0, |last| last + 1);
    known.map_or_else(next, |(index, _)| *index)
}

/// Checks a new value of an option about themes.
///
/// # Errors
/// `no theme "x"`, or the mistake in a user theme with its place.
pub(crate) fn check(world: &World, option: &str, value: &Value) -> Result<()> {
    let names = [options::THEME, options::THEME_LIGHT, options::THEME_DARK].map(Opt::name);
    if option == options::THEMES.name() {
        let mut elements = value.items().into_iter().flatten();
        return elements.try_for_each(|(_, text)| theme::parse_user(text).map(drop));
    }
    let name = value.as_str();
    let either = option == options::THEME.name() && theme::is_reserved(name);
    if !names.contains(&option) || either || find(world, name).is_some() {
        return Ok(());
    }
    let message = format!("no theme \"{name}\"");
    let known = names_of_all(world);
    let known = known.iter().map(String::as_str);
    Err(Error::user(hint::did_you_mean(&message, name, known)))
}

/// The names of all themes: `terminal`, the built-in ones, and those of the user.
pub(crate) fn names_of_all(world: &World) -> Vec<String> {
    let users = world.get(options::THEMES, OptionScope::Server).values();
    let users = users.map(|text| theme::user_name(text));
    let built_in = BUILT_IN.iter().map(|theme| theme.name);
    let all = std::iter::once("terminal").chain(built_in).chain(users);
    all.map(str::to_owned).collect()
}

/// `dark` or `light` by the variable COLORFGBG, which some terminals set to the numbers of their
/// text and background colours.
fn background_by_environment(client: &Client) -> Option<&'static str> {
    let value = client.caller.variable("COLORFGBG")?;
    let back: u8 = value.rsplit(';').next()?.parse().ok()?;
    match back {
        7 | 9..=15 => Some("light"),
        0..=6 | 8 => Some("dark"),
        16.. => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Color;
    use crate::model::state::input::Input;
    use crate::model::testing::TestWorld;

    fn told(fixture: &TestWorld, client: ClientId) -> Option<Palette> {
        let mut told = fixture.effects.iter().rev();
        told.find_map(|effect| match effect {
            Effect::Client(id, ClientEffect::Palette(palette)) if *id == client => {
                Some((**palette).clone())
            }
            _ => None,
        })
    }

    #[test]
    fn each_client_gets_the_theme_for_its_own_background() {
        let mut fixture = TestWorld::new();
        let [light, dark] = [fixture.attach(), fixture.attach()];
        assert_eq!(told(&fixture, light), Some(Palette::default()));
        let named = |name| theme::palette(theme::built_in(name).unwrap());
        fixture.apply(Input::Colors(light, Some((0, 0, 0)), Some((255, 255, 255))));
        fixture.apply(Input::Colors(dark, Some((255, 255, 255)), Some((0, 0, 0))));
        fixture.forget_effects();
        fixture.ok("set -g theme auto ; set -g theme-dark gruvbox-dark");
        assert_eq!(told(&fixture, light), Some(named("green-light")));
        assert_eq!(told(&fixture, dark), Some(named("gruvbox-dark")));
        // The terminal changes to a dark background (mode 2031, then OSC 11).
        fixture.forget_effects();
        fixture.apply(Input::Colors(
            light,
            Some((255, 255, 255)),
            Some((20, 20, 20)),
        ));
        assert_eq!(told(&fixture, light), Some(named("gruvbox-dark")));
        assert_eq!(told(&fixture, dark), None);
        fixture.ok("set -g theme light");
        assert_eq!(told(&fixture, dark), Some(named("green-light")));
        fixture.ok("set -g theme terminal");
        assert_eq!(told(&fixture, dark), Some(Palette::default()));
    }

    #[test]
    fn the_environment_says_the_background_where_the_terminal_does_not() {
        let mut fixture = TestWorld::new();
        let id = fixture.attach();
        for (value, name) in [
            (None, "terminal"),
            (Some("15;0"), "green-dark"),
            (Some("0;default;15"), "green-light"),
            (Some("0;7"), "green-light"),
            (Some("x"), "terminal"),
        ] {
            let client = fixture.world.clients.get_mut(&id).unwrap();
            let set = value.map(|value| ("COLORFGBG".to_owned(), value.to_owned()));
            client.caller.env = set.into_iter().collect();
            fixture.ok("set -g theme auto");
            let client = &fixture.world.clients[&id];
            assert_eq!(super::name(&fixture.world, client), name, "{value:?}");
        }
    }

    #[test]
    fn a_user_who_refuses_colours_gets_attributes() {
        let mut fixture = TestWorld::new();
        let id = fixture.attach();
        let client = fixture.world.clients.get_mut(&id).unwrap();
        client.caller.env = vec![("NO_COLOR".to_owned(), "1".to_owned())];
        fixture.ok("set -g theme gruvbox-dark");
        let palette = told(&fixture, id).unwrap();
        assert!(palette.0.iter().all(|ink| ink.color == Color::Default));
        assert_eq!(palette.ink(Role::Selection).attrs, Attrs::REVERSE);
    }

    #[test]
    fn user_themes_have_a_name_as_index_and_mistakes_change_nothing() {
        let mut fixture = TestWorld::new();
        let id = fixture.attach();
        fixture.ok("set -s themes[mine] 'base=gruvbox-dark,accent=#010203'");
        fixture.ok("set -g theme mine");
        let mine = told(&fixture, id).unwrap();
        assert_eq!(mine.ink(Role::Accent), Ink::from(Color::Rgb(1, 2, 3)));
        for (line, message) in [
            ("set -g theme min", "no theme \"min\" (did you mean mine?)"),
            (
                "set -s themes[mine] accent=rd",
                "themes[mine]: bad colour: rd in \"accent=rd\"",
            ),
            (
                "set -sa themes 'other=txt=red'",
                "themes[other]: no role \"txt\" in \"txt=red\"",
            ),
        ] {
            assert_eq!(fixture.run(line).err.trim_end(), message, "{line}");
        }
        assert_eq!(fixture.run("show -gv theme").out.trim_end(), "mine");
        fixture.ok("set -s themes[mine] accent=blue");
        let changed = told(&fixture, id).unwrap();
        assert_eq!(changed.ink(Role::Accent), Ink::from(Color::Ansi(4)));
        let listed = fixture.run("show -s themes").out;
        assert_eq!(listed.trim_end(), "themes[mine] accent=blue");
        fixture.ok(&format!("set -s {listed}"));
        assert_eq!(fixture.run("show -s themes").out, listed);
        fixture.ok("set -su themes[mine]");
        assert_eq!(told(&fixture, id), Some(Palette::default()));
    }
}
