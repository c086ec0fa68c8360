//! Colours that programs query (OSC 4, 5, 10 to 12) and that their screens do not know: those of
//! styles and options, then those of the outer terminal.

use crate::base::palette::Rgb;
use crate::base::{ClientId, PaneId};
use crate::lang::color::color_rgb;
use crate::lang::tables::options;
use crate::model::state::client::SentColorQuery;
use crate::model::state::effect::{ClientEffect, Effect, PaneEffect};
use crate::model::state::options::OptionScope;
use crate::model::state::world::World;
use crate::term::{ColorQuery, QueriedColor};

/// The time in milliseconds after which the reply of a terminal to a colour query is dropped. The
/// pane waits no longer either (`server/pane/replies.rs`).
const REPLY_TIMEOUT_MS: u64 = 500;

/// The maximum number of open queries per client.
const MAX_QUERIES: usize = 1024;

/// The reply to a query for a special colour that nobody set and that is the text colour then, if
/// the text colour is unknown.
const UNKNOWN_TEXT: Rgb = (229, 229, 229);

/// Answers the query of a pane's program, or passes it on to the terminal of the most recently used
/// client that has the pane. Without one there is no reply, except for special colours.
pub(crate) fn answer_color_query(world: &mut World, pane: PaneId, query: ColorQuery) {
    if let Some(color) = known_color(world, pane, query.color) {
        answer(world, pane, &query, Some(color));
        return;
    }
    let question = match query.color {
        QueriedColor::Text => "10".to_owned(),
        QueriedColor::Background => "11".to_owned(),
        QueriedColor::Cursor => "12".to_owned(),
        QueriedColor::Palette(n) => format!("4;{n}"),
        QueriedColor::Special => return answer(world, pane, &query, Some(UNKNOWN_TEXT)),
    };
    let now = world.now.mono;
    let Some(client) = terminal_of(world, pane).and_then(|id| world.clients.get_mut(&id)) else {
        return answer(world, pane, &query, None);
    };
    client.color_queries.retain(|sent| sent.until > now);
    if client.color_queries.len() >= MAX_QUERIES {
        return answer(world, pane, &query, None);
    }
    client.color_queries.push(SentColorQuery {
        pane,
        query,
        until: now + REPLY_TIMEOUT_MS,
    });
    let id = client.id;
    let question = format!("\x1b]{question};?\x1b\\").into_bytes();
    world.effect(Effect::Client(id, ClientEffect::Passthrough(question)));
}

/// Passes a colour that a client's terminal reported to the programs that asked for it.
pub(crate) fn terminal_color(world: &mut World, id: ClientId, color: QueriedColor, rgb: Rgb) {
    let Some(client) = world.clients.get_mut(&id) else {
        return;
    };
    let now = world.now.mono;
    let sent = std::mem::take(&mut client.color_queries);
    let (answered, open): (Vec<_>, Vec<_>) =
        sent.into_iter().partition(|sent| sent.query.color == color);
    client.color_queries = open;
    for sent in answered.into_iter().filter(|sent| sent.until > now) {
        answer(world, sent.pane, &sent.query, Some(rgb));
    }
}

fn answer(world: &mut World, pane: PaneId, query: &ColorQuery, color: Option<Rgb>) {
    let reply = color.map(|rgb| query.reply(rgb)).unwrap_or_default();
    let effect = PaneEffect::AnswerQuery(query.number, reply);
    world.effect(Effect::Pane(pane, effect));
}

/// The colour by the styles and options of a pane, or as the terminal reported it before.
fn known_color(world: &World, pane: PaneId, color: QueriedColor) -> Option<Rgb> {
    let reported = |which: usize| {
        let clients = world.clients_with_pane(pane).into_iter();
        let colors = clients.filter_map(|id| {
            let client = world.clients.get(&id)?;
            let color = client.colors?[which]?;
            Some((client.control.is_none(), client.order, color))
        });
        let latest = colors.max_by_key(|(draws, order, _)| (*draws, *order));
        latest.map(|(_, _, color)| color)
    };
    match color {
        QueriedColor::Text => {
            color_rgb(world.pane_style(pane, [None; 2]).fg).or_else(|| reported(0))
        }
        QueriedColor::Background => {
            color_rgb(world.pane_style(pane, [None; 2]).bg).or_else(|| reported(1))
        }
        QueriedColor::Special => known_color(world, pane, QueriedColor::Text),
        QueriedColor::Cursor => {
            color_rgb(world.get(options::CURSOR_COLOUR, OptionScope::Pane(pane))?)
        }
        QueriedColor::Palette(_) => None,
    }
}

/// The most recently used client that has a pane.
fn terminal_of(world: &World, pane: PaneId) -> Option<ClientId> {
    let clients = world.clients_with_pane(pane).into_iter();
    let clients = clients.filter_map(|id| world.clients.get(&id));
    clients
        .filter(|client| client.control.is_none())
        .max_by_key(|client| client.order)
        .map(|client| client.id)
}

#[cfg(test)]
mod tests {
    use crate::base::{ClientId, PaneId};
    use crate::model::state::effect::{ClientEffect, Effect, PaneEffect};
    use crate::model::state::input::Input;
    use crate::model::testing::TestWorld;
    use crate::term::{ColorQuery, Event, QueriedColor};

    fn query(color: QueriedColor, name: &str) -> ColorQuery {
        ColorQuery {
            number: 7,
            color,
            name: name.to_owned(),
            bell: true,
        }
    }

    /// The reply and the question to a terminal after an input.
    fn after(fixture: &mut TestWorld, input: Input) -> (Option<String>, Option<String>) {
        fixture.effects.clear();
        fixture.apply(input);
        let (mut reply, mut question) = (None, None);
        for effect in &fixture.effects {
            match effect {
                Effect::Pane(PaneId(0), PaneEffect::AnswerQuery(7, bytes)) => {
                    reply = Some(String::from_utf8_lossy(bytes).replace('\x07', "$"));
                }
                Effect::Client(_, ClientEffect::Passthrough(bytes)) => {
                    question = Some(String::from_utf8_lossy(bytes).replace('\x1b', "^"));
                }
                _ => {}
            }
        }
        (reply, question)
    }

    fn ask(fixture: &mut TestWorld, query: ColorQuery) -> (Option<String>, Option<String>) {
        let events = vec![Event::ColorQuery(query)];
        after(fixture, Input::PaneEvents(PaneId(0), events))
    }

    const TEXT: (QueriedColor, &str) = (QueriedColor::Text, "10");
    const BACKGROUND: (QueriedColor, &str) = (QueriedColor::Background, "11");
    const CURSOR: (QueriedColor, &str) = (QueriedColor::Cursor, "12");
    const RED: (QueriedColor, &str) = (QueriedColor::Palette(1), "4;1");

    #[test]
    fn styles_and_options_answer_before_the_terminal() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.apply(Input::Colors(client, Some((1, 2, 3)), None));
        let says = |fixture: &mut TestWorld, (color, name): (QueriedColor, &str)| {
            let (reply, question) = ask(fixture, query(color, name));
            assert_eq!(question, None, "{name}");
            reply.unwrap()
        };
        assert_eq!(says(&mut fixture, TEXT), "\x1b]10;rgb:0101/0202/0303$");
        fixture.run("set -g window-style 'fg=#203040,bg=#50607f'");
        assert_eq!(says(&mut fixture, TEXT), "\x1b]10;rgb:2020/3030/4040$");
        assert_eq!(
            says(&mut fixture, BACKGROUND),
            "\x1b]11;rgb:5050/6060/7f7f$"
        );
        fixture.run("set -g window-active-style 'bg=#010101'");
        assert_eq!(says(&mut fixture, TEXT), "\x1b]10;rgb:2020/3030/4040$");
        assert_eq!(
            says(&mut fixture, BACKGROUND),
            "\x1b]11;rgb:0101/0101/0101$"
        );
        fixture.run("set -p cursor-colour '#a0b0c0'");
        assert_eq!(says(&mut fixture, CURSOR), "\x1b]12;rgb:a0a0/b0b0/c0c0$");
        let special = (QueriedColor::Special, "5;0");
        assert_eq!(says(&mut fixture, special), "\x1b]5;0;rgb:2020/3030/4040$");
    }

    #[test]
    fn other_colours_are_asked_of_the_terminal() {
        for ((color, name), question) in [
            (RED, "^]4;1;?^\\"),
            (CURSOR, "^]12;?^\\"),
            (TEXT, "^]10;?^\\"),
        ] {
            let mut fixture = TestWorld::new();
            let nobody = ask(&mut fixture, query(color, name));
            assert_eq!(nobody, (Some(String::new()), None), "{name}: no terminal");
            let client = fixture.attach();
            let asked = ask(&mut fixture, query(color, name));
            assert_eq!(asked, (None, Some(question.to_owned())));
            let reports = |client: ClientId, color, rgb| match color {
                QueriedColor::Text => Input::Colors(client, Some(rgb), None),
                color => Input::TerminalColor(client, color, rgb),
            };
            let other = Input::TerminalColor(client, QueriedColor::Palette(9), (1, 1, 1));
            assert_eq!(after(&mut fixture, other).0, None, "{name}: another colour");
            let reply = after(&mut fixture, reports(client, color, (10, 11, 12))).0;
            let want = format!("\x1b]{name};rgb:0a0a/0b0b/0c0c$");
            assert_eq!(reply, Some(want));
            let again = after(&mut fixture, reports(client, color, (10, 11, 12))).0;
            assert_eq!(again, None, "{name}: asked once");
        }
    }

    #[test]
    fn a_late_reply_of_the_terminal_is_dropped() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        ask(&mut fixture, query(RED.0, RED.1));
        fixture.now.mono += super::REPLY_TIMEOUT_MS;
        let late = Input::TerminalColor(client, RED.0, (1, 1, 1));
        assert_eq!(after(&mut fixture, late).0, None);
    }

    #[test]
    fn formats_give_the_colours_of_a_pane() {
        let mut fixture = TestWorld::new();
        let colors =
            |fixture: &mut TestWorld| fixture.format("#{pane_fg} #{pane_bg} #{cursor_colour}");
        assert_eq!(colors(&mut fixture), "default default none");
        fixture.run("set -p window-style 'fg=red,bg=colour5'");
        fixture.run("set -p cursor-colour green");
        assert_eq!(colors(&mut fixture), "red colour5 green");
        let own = b"\x1b]11;PaleTurquoise3\x07\x1b]10;20,40,60\x07\x1b]12;#010203\x07";
        fixture.print(PaneId(0), own);
        assert_eq!(colors(&mut fixture), "#14283c #96cdcd #010203");
        let client = fixture.attach();
        let look = fixture.scene(client).unwrap().panes[0].look;
        assert_eq!(look.fg, crate::base::Color::Rgb(20, 40, 60));
    }

    #[test]
    fn screens_get_palette_and_key_form() {
        let mut fixture = TestWorld::new();
        for line in [
            "set -p pane-colours[1] '#0a0b0c'",
            "set -s extended-keys always",
            "set -s extended-keys-format csi-u",
        ] {
            fixture.run(line);
        }
        let sent = fixture
            .effects
            .iter()
            .rev()
            .find_map(|effect| match effect {
                Effect::Pane(PaneId(0), PaneEffect::SetScreenOptions(options)) => Some(options),
                _ => None,
            });
        let sent = sent.unwrap();
        assert_eq!(sent.palette.get(&1), Some(&(10, 11, 12)));
        assert!(sent.keys.extended && sent.keys.csi_u);
    }
}
