//! Programs that drive mux: events, recorded calls of coding agents, the page for agents, MCP.

mod events;
#[cfg(feature = "mcp")]
mod mcp;
mod pages;
mod tmux_calls;
