//! `mux web`: the gateway for browsers. It is a process of its own and an ordinary client of the
//! server's socket, one connection per tab. docs/web-protocol.md defines what it says to the page.

mod access;
mod admin;
mod answer;
mod assets;
mod checks;
mod control;
mod cookie;
mod gateway;
mod hints;
mod history;
mod input;
mod link;
mod logins;
pub mod messages;
mod options;
mod query;
mod rate;
mod routes;
mod screen;
mod secrets;
mod serve;
mod tab;
mod tab_state;
mod terminal;
mod upload;

pub use admin::run;
