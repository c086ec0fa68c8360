//! `mux restore --dry-run` without a server: lists the sessions to restore and starts no server.

use super::invocation::{Invocation, RestoreSelection};
use super::service::Answer;
use crate::store::{self, Health, STATE, snapshots};
use crate::sys::{clock, paths, socket};

/// Lists the sessions that the selection would restore; `None` if a running server has to answer.
pub fn run(invocation: &Invocation, selection: &RestoreSelection) -> Option<Answer> {
    let socket =
        paths::socket_place(invocation.label.as_deref(), invocation.socket.as_deref()).ok()?;
    if socket::connect(&socket).is_ok() {
        return None;
    }
    let directory = paths::store_dir(&paths::state_dir().ok()?, &socket);
    let file = STATE.file(&directory);
    let db = match store::examine(&file, &STATE) {
        Health::Whole => store::open(&directory, &STATE, clock::now().wall).db?,
        Health::Missing => return Some(Err("there is nothing to restore".to_owned())),
        _ => {
            return Some(Err(format!(
                "cannot read {}; mux doctor says why",
                file.display()
            )));
        }
    };
    let saved = match selection.id {
        Some(id) => snapshots::load(&db, id).map(|(_, saved)| saved),
        None => Ok(snapshots::latest(&db)
            .map(|(_, saved)| saved)
            .unwrap_or_default()),
    };
    db.close();
    let session = selection.session.as_deref();
    let all = |name: &str| session.is_none_or(|wanted| wanted == name);
    Some(saved.map_err(|error| error.message).and_then(|saved| {
        let plan = saved.plan(|session| all(&session.name).then(|| session.name.clone()));
        if plan.is_empty() {
            return Err("there is nothing to restore".to_owned());
        }
        Ok((plan.join("\n") + "\n", 0))
    }))
}
