//! The variables of a client and of the mouse event, and the loop over clients.

use crate::lang::format::Order;
use crate::lang::tables::format_variables::{ClientVariable as V, MouseVariable};
use crate::lang::tables::options;
use crate::model::copy::cursor::word_at;
use crate::model::copy::text::{Text, signed};
use crate::model::format::context::{FormatContext, Turn, flag, seconds, sort_turns};
use crate::model::state::mode::Mode;
use crate::model::state::mode::copy_mode::{FrozenText, Place};
use crate::model::state::options::OptionScope;
use crate::model::state::pane_access::of_screen;

pub(crate) fn value(c: &FormatContext<'_>, variable: V) -> Option<String> {
    let client = c.world.clients.get(&c.client?)?;
    match variable {
        V::Name => Some(client.name.clone()),
        V::Tty => Some(client.caller.tty.clone().unwrap_or_default()),
        V::Pid => Some(client.caller.pid.to_string()),
        V::Uid => {
            let user = client.user.as_ref();
            Some(user.map_or(c.world.host.uid, |user| user.uid).to_string())
        }
        V::User => {
            let user = client.user.as_ref().map(|user| user.name.clone());
            Some(user.unwrap_or_else(|| c.world.host.user.clone()))
        }
        V::Theme => Some(client.theme().unwrap_or_default().to_owned()),
        V::Colours => {
            let mut features = client.terminal.features.split(',');
            let has = |name: &str| features.clone().any(|feature| feature == name);
            let colours = match (has("RGB"), features.any(|feature| feature == "256")) {
                (true, _) => "16777216",
                (false, true) => "256",
                (false, false) => "8",
            };
            Some(colours.to_owned())
        }
        V::Termname => Some(client.caller.term.clone()),
        V::Termtype => Some(client.terminal.version.clone()),
        V::Termfeatures => Some(client.terminal.features.clone()),
        V::Width => Some(client.size.cols.to_string()),
        V::Height => Some(client.size.rows.to_string()),
        V::CellWidth | V::CellHeight => Some("0".to_owned()),
        V::Created => seconds(client.created),
        V::Activity => seconds(client.activity),
        V::Prefix => flag(client.table.as_deref() == Some("prefix")),
        V::KeyTable => Some(client.table.clone().unwrap_or_else(|| "root".to_owned())),
        V::Readonly => flag(client.read_only),
        V::ControlMode => flag(client.control.is_some()),
        V::Utf8 => flag(client.caller.is_utf8()),
        V::Session => {
            let session = client.session.and_then(|s| c.world.sessions.get(&s));
            Some(session.map(|s| s.name.clone()).unwrap_or_default())
        }
        V::LastSession => {
            let session = client.last_session.and_then(|s| c.world.sessions.get(&s));
            Some(session.map(|s| s.name.clone()).unwrap_or_default())
        }
        V::Flags => Some(flags(c)),
        V::Discarded | V::Written => Some("0".to_owned()),
    }
}

fn flags(c: &FormatContext<'_>) -> String {
    let Some(client) = c.client.and_then(|id| c.world.clients.get(&id)) else {
        return String::new();
    };
    let mut flags = Vec::new();
    for (on, word) in [
        (client.attached(), "attached"),
        (client.focused && client.attached(), "focused"),
        (client.control.is_some(), "control-mode"),
        (client.ignore_size, "ignore-size"),
    ] {
        if on {
            flags.push(word.to_owned());
        }
    }
    flags.extend(client.control.iter().flat_map(|control| control.flags()));
    for (on, word) in [
        (client.read_only, "read-only"),
        (client.caller.is_utf8(), "UTF-8"),
    ] {
        if on {
            flags.push(word.to_owned());
        }
    }
    flags.join(",")
}

/// The value of a variable of the mouse event.
pub(crate) fn mouse(c: &FormatContext<'_>, variable: MouseVariable) -> Option<String> {
    use MouseVariable as M;
    let hit = c.mouse?;
    match variable {
        M::X => Some(hit.cell.x.to_string()),
        M::Y => Some(hit.cell.y.to_string()),
        M::Pane => hit.place.map(|p| p.pane.to_string()),
        M::StatusLine => hit.range.as_ref().map(|_| "0".to_owned()),
        M::StatusRange => hit.range.as_ref().map(|range| {
            use crate::lang::style::RangeKind as R;
            match range {
                R::Left => "left".to_owned(),
                R::Right => "right".to_owned(),
                R::Session(_) => "session".to_owned(),
                R::Window(_) => "window".to_owned(),
                R::Pane(_) => "pane".to_owned(),
                R::User(name) => name.clone(),
                R::Control(_) => "control".to_owned(),
            }
        }),
        M::Word => {
            let of = OptionScope::Session(hit.place.map(|place| place.session));
            let separators = c.world.get(options::WORD_SEPARATORS, of);
            under_mouse(c, |text, at| word_at(text, at, separators))
        }
        M::Line => under_mouse(c, |text, at| {
            let row = text.row(at.y);
            row.slice(0, row.length())
        }),
        M::Hyperlink => under_mouse(c, |text, at| {
            let row = text.row(at.y);
            row.link(at.x)
                .map_or_else(String::new, |link| link.uri.clone())
        }),
    }
}

/// Calls `look` with the text under the mouse, that of copy mode if the pane is in it, and the
/// cell.
fn under_mouse<R>(c: &FormatContext<'_>, look: impl FnOnce(&Text<'_>, Place) -> R) -> Option<R> {
    let hit = c.mouse?;
    let pane = hit.place?.pane;
    let mode = c.world.panes.get(&pane).and_then(|pane| pane.mode.as_ref());
    let (x, y) = (usize::from(hit.cell.x), i64::from(hit.cell.y));
    if let Some(copy) = mode.and_then(Mode::copy) {
        let place = Place::new(x, y - signed(copy.state.up));
        return Some(look(&Text::new(&copy.text, c.access), place));
    }
    let (frozen, size) = of_screen(c.access, pane, |s| (s.freeze(), s.size()));
    let frozen = FrozenText::of_screen(pane, frozen, size);
    Some(look(&Text::new(&frozen, c.access), Place::new(x, y)))
}

pub(crate) fn turns(c: &FormatContext<'_>, order: Order) -> Vec<Turn> {
    let attached = c.world.clients.values().filter(|k| k.attached());
    let mut turns: Vec<Turn> = attached
        .map(|k| {
            let place = k.session.and_then(|s| c.world.session_location(s));
            (place, Some(k.id), Some(k.id) == c.client)
        })
        .collect();
    let of = |t: &Turn| t.1.and_then(|id| c.world.clients.get(&id));
    sort_turns(
        &mut turns,
        order,
        |t| of(t).map(|k| k.name.clone()),
        |t| of(t).map_or(0, |k| k.activity),
    );
    turns
}

/// The feature that stands for a capability of `terminal-overrides`.
pub(crate) fn feature_of(capability: &str) -> Option<&'static str> {
    Some(match capability {
        "RGB" | "Tc" | "setrgbf" | "setrgbb" => "RGB",
        "Cr" | "Cs" => "ccolour",
        "Dsbp" | "Enbp" => "bpaste",
        "Dseks" | "Eneks" => "extkeys",
        "Dsfcs" | "Enfcs" => "focus",
        "Enmg" | "Dsmg" | "Clmg" | "Cmg" => "margins",
        "Hls" => "hyperlinks",
        "Ms" => "clipboard",
        "Rect" => "rectfill",
        "Se" | "Ss" => "cstyle",
        "Setulc" | "Setulc1" | "Smulx" => "usstyle",
        "Smol" => "overline",
        "Spb" => "progressbar",
        "Swd" => "osc7",
        "Sxl" => "sixel",
        "Sync" => "sync",
        "kmous" => "mouse",
        "smxx" => "strikethrough",
        "XT" | "tsl" => "title",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::base::TerminalInfo;
    use crate::model::state::input::Input;
    use crate::model::testing::TestWorld;

    #[test]
    fn type_and_features_are_what_the_terminal_reported() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        let format = "list-clients -F '#{client_termtype}|#{client_termfeatures}'";
        assert_eq!(fixture.ok(format), "|\n");
        let info = TerminalInfo {
            version: "foot(1.16.2)".to_owned(),
            features: "256,RGB,sync".to_owned(),
        };
        fixture.apply(Input::Terminal(client, info));
        assert_eq!(fixture.ok(format), "foot(1.16.2)|256,RGB,sync\n");
    }
}
