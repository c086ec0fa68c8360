//! What a server that stands still hands to the one that takes its place, besides what lies in the
//! keeper's memory: proofs of what is there, input that its programs have not read, and how much of what
//! clients typed was taken.

use super::frozen::Frozen;
use super::inherit::Adopted;
use super::pane::Pane;
use super::together;
use crate::base::{Error, PaneId, Result};
use crate::model::World;
use crate::term::Screen;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The version of the form, which stands before it.
pub const VERSION: u16 = 1;

/// Rows of history that a proof covers; of all others it covers the number.
const ROWS: i64 = 200;

/// What is handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// How many sessions, windows and panes there are.
    counts: [usize; 3],
    panes: Vec<HandedPane>,
    /// What clients call themselves, and how many of their keys and pastes were taken. It stands behind
    /// all else, where a mux that does not know it does not look.
    #[serde(skip)]
    taken: Vec<(u64, u64)>,
}

/// A pane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct HandedPane {
    pane: u32,
    pid: u32,
    proof: u64,
    input: Vec<u8>,
}

impl Handed {
    /// What `world` and its panes, which stand still, have to hand over, and the `taken` of clients;
    /// without proofs.
    pub fn new(world: &World, panes: &[Frozen<'_>], taken: Vec<(u64, u64)>) -> Self {
        let panes = panes.iter().filter(|pane| pane.has_program());
        let panes = panes.map(|pane| HandedPane {
            pane: pane.id().0,
            pid: pane.pid(),
            proof: 0,
            input: pane.input().to_vec(),
        });
        Self {
            counts: counts(world),
            panes: panes.collect(),
            taken,
        }
    }

    /// Adds the proofs of its panes. Who takes over has none of them: it has to find its own.
    pub fn prove(&mut self, panes: &[Arc<Pane>]) {
        let proofs: BTreeMap<PaneId, u64> = proofs(panes).into_iter().collect();
        for handed in &mut self.panes {
            handed.proof = proofs.get(&PaneId(handed.pane)).copied().unwrap_or(0);
        }
    }

    /// For the keeper.
    pub fn encode(&self) -> Vec<u8> {
        postcard::to_extend(self, VERSION.to_le_bytes().to_vec())
            .and_then(|bytes| postcard::to_extend(&self.taken, bytes))
            .unwrap_or_default()
    }

    /// From the keeper.
    ///
    /// # Errors
    /// If it is of another version.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let bad = || Error::protocol("what was handed over cannot be read");
        let (version, body) = bytes.split_first_chunk::<2>().ok_or_else(bad)?;
        if u16::from_le_bytes(*version) != VERSION {
            return Err(bad());
        }
        let (mut handed, rest) = postcard::take_from_bytes::<Self>(body).map_err(|_| bad())?;
        if !rest.is_empty() {
            handed.taken = postcard::from_bytes(rest).map_err(|_| bad())?;
        }
        Ok(handed)
    }

    /// What a candidate has that adopted these panes: its word against what was handed to it.
    pub fn witness(world: &World, adopted: &[Adopted]) -> Self {
        let panes: Vec<Arc<Pane>> = adopted.iter().map(|a| Arc::clone(&a.pane)).collect();
        let proofs = proofs(&panes).into_iter();
        let panes = panes
            .iter()
            .zip(proofs)
            .map(|(pane, (id, proof))| HandedPane {
                pane: id.0,
                pid: pane.program().map_or(0, |program| program.pid),
                proof,
                input: Vec::new(),
            });
        Self {
            counts: counts(world),
            panes: panes.collect(),
            taken: Vec::new(),
        }
    }

    /// In what `witness` is not what was handed over; nothing if it is all there.
    pub fn difference(&self, witness: &Self) -> Option<String> {
        if witness.counts != self.counts {
            return Some("it has not all sessions, windows and panes".to_owned());
        }
        let differs = self.panes.iter().find(|handed| {
            let mut all = witness.panes.iter();
            let seen = all.find(|seen| seen.pane == handed.pane);
            seen.is_none_or(|seen| (seen.pid, seen.proof) != (handed.pid, handed.proof))
        });
        differs.map(|handed| format!("its pane %{} is not as it was", handed.pane))
    }

    /// What clients call themselves, and how many of their keys and pastes were taken.
    pub fn take_balance(&mut self) -> Vec<(u64, u64)> {
        std::mem::take(&mut self.taken)
    }

    /// The input that programs have not read, by pane.
    pub fn input(self) -> impl Iterator<Item = (PaneId, Vec<u8>)> {
        let panes = self.panes.into_iter();
        let waiting = panes.filter(|handed| !handed.input.is_empty());
        waiting.map(|handed| (PaneId(handed.pane), handed.input))
    }
}

fn counts(world: &World) -> [usize; 3] {
    [world.sessions.len(), world.windows.len(), world.panes.len()]
}

/// The proofs of panes, in their order.
fn proofs(panes: &[Arc<Pane>]) -> Vec<(PaneId, u64)> {
    together::each(panes, |pane| (pane.id, pane.look(proof)))
}

/// A number that two screens share only if they are the same in all that a person or a program can see
/// of them. Its form must be the same in all versions that are to be upgraded to each other.
pub fn proof(screen: &Screen) -> u64 {
    let (size, cursor, modes) = (screen.size(), screen.cursor(), screen.modes());
    let mut sum = Sum::new();
    for number in [
        u64::from(size.cols),
        u64::from(size.rows),
        u64::from(cursor.at.x),
        u64::from(cursor.at.y),
        u64::from(cursor.visible),
        u64::from(screen.on_alternate()),
        screen.history_lines() as u64,
        u64::from(modes.cursor_keys),
        u64::from(modes.keypad),
        u64::from(modes.bracketed_paste),
        u64::from(modes.focus),
        modes.mouse as u64,
        modes.mouse_encoding as u64,
        u64::from(modes.kitty),
        u64::from(screen.insert()),
        u64::from(screen.origin()),
        u64::from(screen.wrap()),
        u64::from(screen.scroll_region().0),
        u64::from(screen.scroll_region().1),
    ] {
        sum.add(&number.to_le_bytes());
    }
    sum.add(screen.title().as_bytes());
    let rows = screen.rows(-ROWS..i64::from(size.rows));
    let other = screen.other_rows().unwrap_or_default();
    for line in rows.iter().chain(&other) {
        for span in &line.spans {
            sum.add(span.text.as_bytes());
        }
        sum.add(&[0, u8::from(line.wrapped)]);
    }
    sum.0
}

/// A checksum (FNV-1a).
struct Sum(u64);

impl Sum {
    const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Size;
    use crate::server::history::History;
    use crate::sys::record_file::RecordFile;
    use crate::term::{ChunkStore, Limits, MemoryStore};
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn screen(bytes: &[u8]) -> Screen {
        let limits = Limits {
            history_lines: 1000,
            history_bytes: 1 << 20,
        };
        let store = Box::new(MemoryStore::default());
        let mut screen = Screen::with_store(Size::new(20, 5), limits, store);
        screen.feed(bytes, &mut Vec::new());
        screen
    }

    #[test]
    fn whatever_shows_is_part_of_the_proof() {
        let same = b"hello\r\n\x1b[1mworld";
        assert_eq!(proof(&screen(same)), proof(&screen(same)));
        for other in [
            &b"hello\r\n\x1b[1mworle"[..],
            b"hello\r\n\x1b[1mworld ",
            b"hello\r\n\x1b[1mworld\x1b[?1h",
            b"hello\r\n\x1b[1mworld\x1b[?1000h",
            b"hello\r\n\x1b[1mworld\x1b]2;title\x07",
            b"hello\r\n\x1b[1mworld\x1b[?25l",
            b"x\r\n\n\n\n\n\n\nhello\r\n\x1b[1mworld",
        ] {
            assert_ne!(
                proof(&screen(same)),
                proof(&screen(other)),
                "{}",
                String::from_utf8_lossy(other)
            );
        }
    }

    /// History in memory that outlives a screen, which counts how often it is read.
    struct Counting(History, Arc<AtomicUsize>);

    impl ChunkStore for Counting {
        fn append(&mut self, bytes: &[u8]) -> Result<u64> {
            self.0.append(bytes)
        }
        fn read(&self, at: u64, len: usize) -> Result<Vec<u8>> {
            self.1.fetch_add(1, Ordering::Relaxed);
            self.0.read(at, len)
        }
        fn len(&self) -> u64 {
            self.0.len()
        }
        fn discard_before(&mut self, at: u64) {
            self.0.discard_before(at);
        }
        fn truncate(&mut self, at: u64) {
            self.0.truncate(at);
        }
        fn clear(&mut self) {
            self.0.clear();
        }
    }

    #[test]
    fn a_proof_of_much_history_reads_its_end_alone() {
        let limits = Limits {
            history_lines: 100_000,
            history_bytes: 1 << 30,
        };
        let (file, reads) = (RecordFile::create("t").unwrap(), Arc::default());
        let store = |reads: &Arc<AtomicUsize>| {
            let file = RecordFile::open(file.try_clone().unwrap()).unwrap();
            Box::new(Counting(History(file), Arc::clone(reads)))
        };
        let mut screen = Screen::with_store(Size::new(20, 5), limits, store(&reads));
        for line in 0..50_000 {
            screen.feed(format!("{line}\r\n").as_bytes(), &mut Vec::new());
        }
        let mut checkpoint = Vec::new();
        screen.checkpoint(&mut checkpoint);
        let again = Screen::restore(&checkpoint, limits, store(&reads)).unwrap();
        assert_eq!(proof(&again), proof(&screen));
        assert_eq!(again.history_lines(), screen.history_lines());
        let reads = reads.load(Ordering::Relaxed);
        assert!(reads < 5, "{reads} pieces were read");
    }

    fn handed() -> Handed {
        Handed {
            counts: [1, 2, 3],
            panes: vec![HandedPane {
                pane: 1,
                pid: 2,
                proof: 3,
                input: b"typed".to_vec(),
            }],
            taken: vec![(7, 300)],
        }
    }

    #[test]
    fn a_witness_has_to_have_it_all() {
        let told = handed();
        assert_eq!(told.difference(&told), None);
        let mut other = handed();
        other.panes[0].proof += 1;
        assert_eq!(
            told.difference(&other).unwrap(),
            "its pane %1 is not as it was"
        );
        other.panes.clear();
        assert!(told.difference(&other).is_some());
        other = handed();
        other.counts[2] = 0;
        assert!(told.difference(&other).unwrap().contains("panes"));
    }

    #[test]
    fn another_version_is_refused() {
        let handed = handed();
        let mut bytes = handed.encode();
        assert_eq!(Handed::decode(&bytes), Ok(handed.clone()));
        // The balance of clients came later; either side may not know of it.
        let before = postcard::to_extend(&handed, VERSION.to_le_bytes().to_vec()).unwrap();
        assert!(bytes.starts_with(&before) && before.len() < bytes.len());
        assert_eq!(Handed::decode(&before).unwrap().panes, handed.panes);
        bytes[0] += 1;
        assert!(Handed::decode(&bytes).is_err());
        assert!(Handed::decode(&[]).is_err());
    }
}
