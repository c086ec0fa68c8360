//! Exactly-once delivery of input: the server counts the keys and pastes that it has taken from
//! each client, across connections and across upgrades of the server.
//!
//! A client identifies itself by a random token (`ToServer::Count`) and keeps every key and paste
//! until the server acknowledges it (`ToClient::Taken`). After a lost connection it connects again,
//! is told how many the server took (`ToClient::Counted`), and sends the rest again. So nothing is
//! lost, and nothing is applied twice. Three rules make that true:
//!
//! - The count grows under the lock of the world, together with the input that it counts. An
//!   upgrade reads both under that lock, so the next server has every input that is counted.
//! - The count is written to the memory file of the world before the input is applied, so a server
//!   that follows a crash has it. Only the input that was applied at that instant may be lost.
//! - Of two connections with one token only the newer one counts. A [`SeqGuard`] holds the lock of
//!   the connection while its input is applied, so the older one cannot take input between the
//!   count that the newer one is told and its end.

use crate::server::client::state::{Client, LinePositions};
use crate::server::lock::lock;
use crate::sys::state_file::StateFile;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

/// Clients that are remembered. More than ever reconnect at once.
const REMEMBERED: usize = StateFile::MAX_COUNTERS;

/// The counts of all clients, the one that connected last at the end.
#[derive(Debug, Default)]
pub struct InputAcks(Mutex<VecDeque<ClientSeq>>);

/// The count of one client.
#[derive(Clone, Debug)]
pub struct ClientSeq {
    token: u64,
    /// Where its count is kept for a server that follows a crash.
    place: usize,
    /// Keys and pastes that were taken. It grows only under the lock of the world.
    taken: Arc<AtomicU64>,
    /// The newest connection.
    client: Arc<Mutex<Option<Arc<Client>>>>,
}

/// The right to take one key or paste. While it lives, no other connection takes input of this
/// client.
#[derive(Debug)]
pub struct SeqGuard<'a> {
    seq: &'a ClientSeq,
    _client: MutexGuard<'a, Option<Arc<Client>>>,
}

/// The state of a client at its previous connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviousConnection {
    /// Keys and pastes that were taken.
    pub taken: u64,
    /// The lines that its terminal showed.
    pub lines: LinePositions,
}

impl InputAcks {
    /// The client `token` has connected as `client`; its older connection is ended. Returns the
    /// state at that one, if the client was connected before. The count of a new client begins at
    /// `from`.
    pub fn register(
        &self,
        token: u64,
        from: u64,
        client: &Arc<Client>,
    ) -> (ClientSeq, Option<PreviousConnection>) {
        let mut all = lock(&self.0);
        if let Some(at) = all.iter().position(|seq| seq.token == token)
            && let Some(seq) = all.remove(at)
        {
            all.push_back(seq.clone());
            drop(all);
            let old = lock(&seq.client).replace(Arc::clone(client));
            let taken = seq.taken.load(Ordering::Acquire);
            let lines = old
                .as_ref()
                .map(|old| old.shown_lines())
                .unwrap_or_default();
            if let Some(old) = old
                && !Arc::ptr_eq(&old, client)
            {
                old.disconnect();
            }
            return (seq, Some(PreviousConnection { taken, lines }));
        }
        if all.len() >= REMEMBERED {
            let gone = all.iter().position(ClientSeq::is_idle);
            all.remove(gone.unwrap_or(0));
        }
        let mut places = 0..REMEMBERED;
        let place = places.find(|place| all.iter().all(|seq| seq.place != *place));
        let place = place.unwrap_or(0);
        let seq = ClientSeq::new(token, place, from, Some(Arc::clone(client)));
        all.push_back(seq.clone());
        (seq, None)
    }

    /// Token and count of every client, for the next server. Called with the world locked.
    pub fn export(&self) -> Vec<(u64, u64)> {
        let all = lock(&self.0);
        let each = all.iter();
        each.map(|seq| (seq.token, seq.taken.load(Ordering::Acquire)))
            .collect()
    }

    /// Continues with the counts of the previous server.
    pub fn import(&self, counts: Vec<(u64, u64)>) {
        let mut all = lock(&self.0);
        let counts = counts.into_iter().enumerate();
        all.extend(counts.map(|(place, (token, taken))| ClientSeq::new(token, place, taken, None)));
    }
}

impl ClientSeq {
    fn new(token: u64, place: usize, taken: u64, client: Option<Arc<Client>>) -> Self {
        Self {
            token,
            place,
            taken: Arc::new(AtomicU64::new(taken)),
            client: Arc::new(Mutex::new(client)),
        }
    }

    /// Whether the connection has ended: only this refers to it.
    fn is_idle(&self) -> bool {
        let client = lock(&self.client);
        client.as_ref().is_none_or(|c| Arc::strong_count(c) == 1)
    }

    /// The right to take input of the connection `client`; `None` if there is a newer one.
    pub fn guard(&self, client: &Arc<Client>) -> Option<SeqGuard<'_>> {
        let ours = lock(&self.client);
        let counts = ours.as_ref().is_some_and(|ours| Arc::ptr_eq(ours, client));
        counts.then(|| SeqGuard {
            seq: self,
            _client: ours,
        })
    }

    /// Keys and pastes that were taken.
    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Acquire)
    }
}

impl SeqGuard<'_> {
    /// Counts one key or paste as taken. Called with the world locked. Returns what is kept for a
    /// server that follows a crash: place, token, count.
    pub fn count(&self) -> (usize, u64, u64) {
        let taken = self.seq.taken.fetch_add(1, Ordering::AcqRel) + 1;
        (self.seq.place, self.seq.token, taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ClientId;

    #[test]
    fn what_was_taken_is_known_to_the_next_connection_alone() {
        let acks = InputAcks::default();
        let [first, second, other] = [1, 2, 3].map(|id| Arc::new(Client::new(ClientId(id))));
        let (seq, before) = acks.register(7, 0, &first);
        assert_eq!(before, None);
        seq.guard(&first).unwrap().count();
        // A guard that is dropped without counting.
        drop(seq.guard(&first).unwrap());
        seq.guard(&first).unwrap().count();
        let (again, before) = acks.register(7, 0, &second);
        assert_eq!(before.unwrap().taken, 2);
        assert!(seq.guard(&first).is_none());
        again.guard(&second).unwrap().count();
        assert_eq!(again.taken(), 3);
        assert_eq!(acks.register(8, 0, &other).1, None);
    }

    #[test]
    fn the_next_server_knows_what_was_taken() {
        let (acks, next) = (InputAcks::default(), InputAcks::default());
        let client = Arc::new(Client::new(ClientId(1)));
        let (seq, _) = acks.register(7, 0, &client);
        seq.guard(&client).unwrap().count();
        next.import(acks.export());
        assert_eq!(next.register(7, 0, &client).1.unwrap().taken, 1);
        assert_eq!(next.register(8, 0, &client).1, None);
    }

    #[test]
    fn a_new_client_may_count_on_from_a_number() {
        let acks = InputAcks::default();
        let [first, second] = [1, 2].map(|id| Arc::new(Client::new(ClientId(id))));
        let (seq, before) = acks.register(7, 40, &first);
        assert_eq!((before, seq.taken()), (None, 40));
        seq.guard(&first).unwrap().count();
        let (_, before) = acks.register(7, 99, &second);
        assert_eq!(before.unwrap().taken, 41, "the server's own count is exact");
    }

    #[test]
    fn only_so_many_are_remembered_and_those_that_are_gone_go_first() {
        let acks = InputAcks::default();
        let client = |id| Arc::new(Client::new(ClientId(id)));
        let stays = client(0);
        for token in 0..=REMEMBERED as u64 {
            let goes = client(1);
            acks.register(token, 0, if token == 0 { &stays } else { &goes });
        }
        assert!(acks.register(0, 0, &stays).1.is_some());
        assert_eq!(acks.register(1, 0, &client(2)).1, None);
        assert!(acks.register(REMEMBERED as u64, 0, &client(2)).1.is_some());
    }
}
