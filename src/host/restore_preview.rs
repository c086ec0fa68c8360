//! `mux restore --dry-run` without a server: it prints what would be restored and starts no server.

use super::invocation::Invocation;
use super::service::Answer;
use crate::store::{self, Health, STATE, snapshots};
use crate::sys::{clock, paths, socket};

/// Answers `restore --dry-run`; `None` if a server has to answer.
pub fn run(invocation: &Invocation, words: &[&str]) -> Option<Answer> {
    let socket =
        paths::socket_place(invocation.label.as_deref(), invocation.socket.as_deref()).ok()?;
    if !words.contains(&"--dry-run") || socket::connect(&socket).is_ok() {
        return None;
    }
    let (mut id, mut session) = (None, None);
    let mut words = words.iter().filter(|word| **word != "--dry-run");
    while let Some(word) = words.next() {
        match (*word, word.parse::<i64>()) {
            ("-t", _) => session = words.next().copied(),
            (_, Ok(number)) => id = Some(number),
            _ => {
                return Some(Err(
                    "usage: mux restore --dry-run [-t session] [snapshot]".into()
                ));
            }
        }
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
    let saved = match id {
        Some(id) => snapshots::load(&db, id).map(|(_, saved)| saved),
        None => Ok(snapshots::latest(&db)
            .map(|(_, saved)| saved)
            .unwrap_or_default()),
    };
    db.close();
    let all = |name: &str| session.is_none_or(|wanted| wanted == name);
    Some(saved.map_err(|error| error.message).and_then(|saved| {
        let plan = saved.plan(|session| all(&session.name).then(|| session.name.clone()));
        if plan.is_empty() {
            return Err("there is nothing to restore".to_owned());
        }
        Ok((plan.join("\n") + "\n", 0))
    }))
}
