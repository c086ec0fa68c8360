//! The variables of the server and the host.

use crate::base::client_info::{NEWER_TMUX_VERSION, TMUX_VERSION};
use crate::lang::config::is_for_tmux;
use crate::lang::tables::choices::Compatibility;
use crate::lang::tables::format_variables::ServerVariable as V;
use crate::lang::tables::options;
use crate::model::format::context::{FormatContext, flag, seconds};
use crate::model::state::options::OptionScope;

pub(crate) fn value(c: &FormatContext<'_>, variable: V) -> Option<String> {
    let facts = &c.world.host;
    match variable {
        V::Host => Some(facts.host.clone()),
        V::HostShort => facts.host.split('.').next().map(str::to_owned),
        V::Pid => Some(facts.pid.to_string()),
        V::Uid => Some(facts.uid.to_string()),
        V::User => Some(facts.user.clone()),
        // Files for tmux branch by its version.
        V::Version if facts.as_tmux || c.file.is_some_and(is_for_tmux) => {
            let newer = c.world.get(options::COMPATIBILITY, OptionScope::Server);
            let newer = (newer == Compatibility::V3_8).then_some(NEWER_TMUX_VERSION);
            Some(newer.unwrap_or(TMUX_VERSION).to_owned())
        }
        V::Version => Some(facts.version.clone()),
        V::SocketPath => Some(facts.socket.clone()),
        V::StartTime => seconds(facts.started),
        V::ServerSessions => Some(c.world.sessions.len().to_string()),
        V::NextSessionId => Some(format!("${}", c.world.next.session)),
        V::ConfigFiles => Some(c.world.config_files.join(",")),
        V::SixelSupport => flag(false),
        V::LoopIndex => Some(c.turn?.to_string()),
        V::LoopLastFlag => flag(c.last_turn),
        V::CurrentFile => c.file.map(str::to_owned),
    }
}
