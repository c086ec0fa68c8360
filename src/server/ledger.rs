//! How much of what was typed has been taken: per client, across its connections and across an upgrade
//! of the server. So it can send again what was lost on the way, and nothing happens twice.

use super::client::{Client, Lines};
use super::gate::lock;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
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
    /// How many keys and pastes were taken. It grows under the world's lock alone.
    taken: Arc<AtomicU64>,
    /// The connection that counts.
    client: Arc<Mutex<Option<Arc<Client>>>>,
}

/// The right to take one key or paste; while it is held, nobody else takes one of this client.
#[derive(Debug)]
pub struct Turn<'a> {
    taken: &'a AtomicU64,
    _client: MutexGuard<'a, Option<Arc<Client>>>,
}

/// What is known of a client that was here before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// How many of its keys and pastes were taken.
    pub taken: u64,
    /// What its terminal shows.
    pub lines: Lines,
}

impl Ledger {
    /// The client that calls itself `token` comes by the connection `client`: any other one of it is
    /// cut. Says what is known, if the client was here before.
    pub fn open(&self, token: u64, client: &Arc<Client>) -> (Account, Option<Before>) {
        let mut all = lock(&self.0);
        if let Some(at) = all.iter().position(|account| account.token == token)
            && let Some(account) = all.remove(at)
        {
            all.push_back(account.clone());
            drop(all);
            let old = lock(&account.client).replace(Arc::clone(client));
            let taken = account.taken.load(Ordering::Acquire);
            let lines = old.as_ref().map(|old| old.shown()).unwrap_or_default();
            if let Some(old) = old
                && !Arc::ptr_eq(&old, client)
            {
                old.cut();
            }
            return (account, Some(Before { taken, lines }));
        }
        let account = Account::new(token, 0, Some(Arc::clone(client)));
        if all.len() >= REMEMBERED {
            let gone = all.iter().position(Account::is_idle);
            all.remove(gone.unwrap_or(0));
        }
        all.push_back(account.clone());
        (account, None)
    }

    /// What the next server has to know: what clients call themselves, and how much was taken of
    /// each. To be called with the world locked.
    pub fn balance(&self) -> Vec<(u64, u64)> {
        let all = lock(&self.0);
        let each = all.iter();
        each.map(|account| (account.token, account.taken.load(Ordering::Acquire)))
            .collect()
    }

    /// Goes on from the balance of the server before.
    pub fn go_on(&self, balance: Vec<(u64, u64)>) {
        let mut all = lock(&self.0);
        let accounts = balance.into_iter();
        all.extend(accounts.map(|(token, taken)| Account::new(token, taken, None)));
    }
}

impl Account {
    fn new(token: u64, taken: u64, client: Option<Arc<Client>>) -> Self {
        Self {
            token,
            taken: Arc::new(AtomicU64::new(taken)),
            client: Arc::new(Mutex::new(client)),
        }
    }

    /// Whether nobody but this knows its connection.
    fn is_idle(&self) -> bool {
        let client = lock(&self.client);
        client.as_ref().is_none_or(|c| Arc::strong_count(c) == 1)
    }

    /// A turn to take something that came by `client`; `None` if another connection counts by now.
    pub fn turn(&self, client: &Arc<Client>) -> Option<Turn<'_>> {
        let ours = lock(&self.client);
        let counts = ours.as_ref().is_some_and(|ours| Arc::ptr_eq(ours, client));
        counts.then(|| Turn {
            taken: &self.taken,
            _client: ours,
        })
    }

    /// How much was taken.
    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Acquire)
    }
}

impl Turn<'_> {
    /// It is taken. To be called with the world locked.
    pub fn take(&self) {
        self.taken.fetch_add(1, Ordering::AcqRel);
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
        account.turn(&first).unwrap().take();
        // A turn that came to nothing.
        drop(account.turn(&first).unwrap());
        account.turn(&first).unwrap().take();
        let (again, before) = ledger.open(7, &second);
        assert_eq!(before.unwrap().taken, 2);
        assert!(account.turn(&first).is_none());
        again.turn(&second).unwrap().take();
        assert_eq!(again.taken(), 3);
        assert_eq!(ledger.open(8, &other).1, None);
    }

    #[test]
    fn the_next_server_knows_what_was_taken() {
        let (ledger, next) = (Ledger::default(), Ledger::default());
        let client = Arc::new(Client::new(ClientId(1)));
        let (account, _) = ledger.open(7, &client);
        account.turn(&client).unwrap().take();
        next.go_on(ledger.balance());
        assert_eq!(next.open(7, &client).1.unwrap().taken, 1);
        assert_eq!(next.open(8, &client).1, None);
    }

    #[test]
    fn only_so_many_are_remembered_and_those_that_are_gone_go_first() {
        let ledger = Ledger::default();
        let client = |id| Arc::new(Client::new(ClientId(id)));
        let stays = client(0);
        for token in 0..=REMEMBERED as u64 {
            let goes = client(1);
            ledger.open(token, if token == 0 { &stays } else { &goes });
        }
        assert!(ledger.open(0, &stays).1.is_some());
        assert_eq!(ledger.open(1, &client(2)).1, None);
        assert!(ledger.open(REMEMBERED as u64, &client(2)).1.is_some());
    }
}
