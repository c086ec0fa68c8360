//! How much of what was typed on other machines has been taken: per client, across its connections.
//! So it can send again what was lost on the way, and nothing happens twice.

use super::client::Client;
use super::gate::lock;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

/// How many clients are remembered.
const REMEMBERED: usize = 256;

/// All accounts, those opened last at the end.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<VecDeque<Account>>);

/// What is known of one client.
#[derive(Clone, Debug)]
pub struct Account {
    token: u64,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    /// How many keys and pastes were taken.
    taken: u64,
    /// The connection that counts.
    client: Arc<Client>,
}

/// The right to take one key or paste; while it is held, nobody else takes one of this client.
#[derive(Debug)]
pub struct Turn<'a>(MutexGuard<'a, State>);

impl Ledger {
    /// The client that calls itself `token` comes by the connection `client`: any other one of it is
    /// cut. Says how much was taken, if the client was here before.
    pub fn open(&self, token: u64, client: &Arc<Client>) -> (Account, Option<u64>) {
        let mut all = lock(&self.0);
        if let Some(at) = all.iter().position(|account| account.token == token)
            && let Some(account) = all.remove(at)
        {
            all.push_back(account.clone());
            drop(all);
            let mut state = lock(&account.state);
            let taken = state.taken;
            let old = std::mem::replace(&mut state.client, Arc::clone(client));
            drop(state);
            if !Arc::ptr_eq(&old, client) {
                old.cut();
            }
            return (account, Some(taken));
        }
        let account = Account {
            token,
            state: Arc::new(Mutex::new(State {
                taken: 0,
                client: Arc::clone(client),
            })),
        };
        if all.len() >= REMEMBERED {
            all.pop_front();
        }
        all.push_back(account.clone());
        (account, None)
    }
}

impl Account {
    /// A turn to take something that came by `client`; `None` if another connection counts by now.
    pub fn turn(&self, client: &Arc<Client>) -> Option<Turn<'_>> {
        let mut state = lock(&self.state);
        Arc::ptr_eq(&state.client, client).then(|| {
            state.taken += 1;
            Turn(state)
        })
    }
}

impl Turn<'_> {
    /// How much was taken, with this.
    pub fn taken(&self) -> u64 {
        self.0.taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ClientId;

    #[test]
    fn what_was_taken_is_known_to_the_next_connection_alone() {
        let ledger = Ledger::default();
        let [first, second, other] = [1, 2, 3].map(|id| Arc::new(Client::new(ClientId(id))));
        let (account, before) = ledger.open(7, &first);
        assert_eq!(before, None);
        assert_eq!(account.turn(&first).unwrap().taken(), 1);
        assert_eq!(account.turn(&first).unwrap().taken(), 2);
        let (again, before) = ledger.open(7, &second);
        assert_eq!(before, Some(2));
        assert!(account.turn(&first).is_none());
        assert_eq!(again.turn(&second).unwrap().taken(), 3);
        assert_eq!(ledger.open(8, &other).1, None);
    }

    #[test]
    fn only_so_many_are_remembered() {
        let ledger = Ledger::default();
        let client = Arc::new(Client::new(ClientId(1)));
        for token in 0..=REMEMBERED as u64 {
            ledger.open(token, &client);
        }
        assert_eq!(ledger.open(0, &client).1, None);
        assert_eq!(ledger.open(REMEMBERED as u64, &client).1, Some(0));
    }
}
