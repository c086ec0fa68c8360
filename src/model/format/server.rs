//! Variables about the server and the host.

use crate::model::format::{FormatContext, flag, seconds};

pub(super) fn variable(c: &FormatContext<'_>, name: &str) -> Option<String> {
    let facts = &c.world.host;
    match name {
        "host" => Some(facts.host.clone()),
        "host_short" => facts.host.split('.').next().map(str::to_owned),
        "pid" => Some(facts.pid.to_string()),
        "uid" => Some(facts.uid.to_string()),
        "user" => Some(facts.user.clone()),
        "version" => Some(facts.version.clone()),
        "socket_path" => Some(facts.socket.clone()),
        "start_time" => seconds(facts.started),
        "server_sessions" => Some(c.world.sessions.len().to_string()),
        "next_session_id" => Some(format!("${}", c.world.next.session)),
        "config_files" => Some(c.world.config_files.join(",")),
        "sixel_support" => flag(false),
        "loop_last_flag" => flag(c.last_turn),
        name if name.starts_with("buffer_") => c.world.buffers.find(None)?.variable(name),
        _ => None,
    }
}
