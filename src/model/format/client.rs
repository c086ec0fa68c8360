//! Variables about a client, and the loop over clients.

use crate::lang::format::Order;
use crate::model::format::{FormatContext, Turn, flag, seconds, sort_turns};

pub(super) fn variable(c: &FormatContext<'_>, name: &str) -> Option<String> {
    if let Some(rest) = name.strip_prefix("mouse_") {
        return mouse(c, rest);
    }
    let client = c.world.clients.get(&c.client?)?;
    match name {
        "client_name" => Some(client.name.clone()),
        "client_tty" => Some(client.caller.tty.clone().unwrap_or_default()),
        "client_pid" => Some(client.caller.pid.to_string()),
        "client_uid" => Some(c.world.host.uid.to_string()),
        "client_user" => Some(c.world.host.user.clone()),
        "client_theme" => Some(client.theme().unwrap_or_default().to_owned()),
        "client_termname" | "client_termtype" => Some(client.caller.term.clone()),
        "client_termfeatures" => Some("256,RGB,bpaste,clipboard,title".to_owned()),
        "client_width" => Some(client.size.cols.to_string()),
        "client_height" => Some(client.size.rows.to_string()),
        "client_cell_width" | "client_cell_height" => Some("0".to_owned()),
        "client_created" => seconds(client.created),
        "client_activity" => seconds(client.activity),
        "client_prefix" => flag(client.table.as_deref() == Some("prefix")),
        "client_key_table" => Some(client.table.clone().unwrap_or_else(|| "root".to_owned())),
        "client_readonly" => flag(client.read_only),
        "client_control_mode" => flag(false),
        "client_utf8" => flag(true),
        "client_session" => {
            let session = client.session.and_then(|s| c.world.sessions.get(&s));
            Some(session.map(|s| s.name.clone()).unwrap_or_default())
        }
        "client_last_session" => {
            let session = client.last_session.and_then(|s| c.world.sessions.get(&s));
            Some(session.map(|s| s.name.clone()).unwrap_or_default())
        }
        "client_flags" => Some(flags(c)),
        "client_discarded" | "client_written" => Some("0".to_owned()),
        _ => None,
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
        (client.ignore_size, "ignore-size"),
        (client.read_only, "read-only"),
        (true, "UTF-8"),
    ] {
        if on {
            flags.push(word);
        }
    }
    flags.join(",")
}

fn mouse(c: &FormatContext<'_>, name: &str) -> Option<String> {
    if name.ends_with("_flag") {
        return crate::model::format::pane::mouse_flag(c, name);
    }
    let hit = c.mouse?;
    match name {
        "x" => Some(hit.cell.x.to_string()),
        "y" => Some(hit.cell.y.to_string()),
        "pane" => hit.place.map(|p| p.pane.to_string()),
        "status_line" => hit.range.as_ref().map(|_| "0".to_owned()),
        "status_range" => hit.range.as_ref().map(|range| {
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
        "word" | "line" | "hyperlink" => {
            let row = crate::model::state::pane_access::of_screen(c.sight, hit.place?.pane, |s| {
                s.line(hit.cell.y).text()
            });
            Some(match name {
                "line" => row.trim_end().to_owned(),
                "word" => word_at(&row, usize::from(hit.cell.x)),
                _ => String::new(),
            })
        }
        _ => None,
    }
}

fn word_at(row: &str, x: usize) -> String {
    let chars: Vec<char> = row.chars().collect();
    let inside = |c: &char| !c.is_whitespace();
    if !chars.get(x).is_some_and(inside) {
        return String::new();
    }
    let start = chars[..x]
        .iter()
        .rposition(|c| !inside(c))
        .map_or(0, |i| i + 1);
    let len = chars[x..]
        .iter()
        .position(|c| !inside(c))
        .unwrap_or(chars.len() - x);
    chars[start..x + len].iter().collect()
}

pub(super) fn turns(c: &FormatContext<'_>, order: Order) -> Vec<Turn> {
    let attached = c.world.clients.values().filter(|k| k.attached());
    let mut turns: Vec<Turn> = attached
        .map(|k| {
            let place = k.session.and_then(|s| c.world.place_in(s));
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
