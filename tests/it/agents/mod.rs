//! Programs that drive mux: events, recorded calls of coding agents, the page for agents, MCP.

mod events;
mod tmux_calls;
