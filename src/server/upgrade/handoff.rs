//! The handoff of a quiesced server to the candidate, besides the memory that the keeper holds:
//! digests of its screens, input that programs have not read, and the counts of input taken from
//! clients.
//!
//! The candidate answers with the same structure as evidence: counts and digests of what it
//! recovered.

use crate::base::sorted::SortedMap;
use crate::base::{Error, PaneId, Result};
use crate::model::World;
use crate::server::pane::state::Pane;
use crate::server::parallel;
use crate::server::upgrade::quiesce::QuiescedPane;
use crate::term::Screen;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The version of the format, which precedes it.
pub const VERSION: u16 = 1;

/// Rows of history that a digest covers. Of the rows above it covers the number only.
const DIGEST_ROWS: i64 = 200;

/// The handoff, or the evidence for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handoff {
    /// Numbers of sessions, windows and panes.
    counts: [usize; 3],
    panes: Vec<HandoffPane>,
    /// Token and input count of each client. It is encoded after everything else, where the first
    /// version of this format ends.
    #[serde(skip)]
    input_counts: Vec<(u64, u64)>,
}

/// A program in a pane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct HandoffPane {
    pane: u32,
    pid: u32,
    digest: u64,
    input: Vec<u8>,
}

impl Handoff {
    /// The handoff of `world` and its quiesced panes, without digests.
    pub fn new(world: &World, panes: &[QuiescedPane<'_>], input_counts: Vec<(u64, u64)>) -> Self {
        let panes = panes.iter().filter(|pane| pane.has_program());
        let panes = panes.map(|pane| HandoffPane {
            pane: pane.id().0,
            pid: pane.pid(),
            digest: 0,
            input: pane.input().to_vec(),
        });
        Self {
            counts: counts(world),
            panes: panes.collect(),
            input_counts,
        }
    }

    /// Adds the digests of the panes. They are not sent: the candidate has to compute its own.
    pub fn add_digests(&mut self, panes: &[Arc<Pane>]) {
        let digests: SortedMap<PaneId, u64> = digests(panes).into_iter().collect();
        for handed in &mut self.panes {
            handed.digest = digests.get(&PaneId(handed.pane)).copied().unwrap_or(0);
        }
    }

    /// The form that the keeper passes on.
    pub fn encode(&self) -> Vec<u8> {
        postcard::to_extend(self, VERSION.to_le_bytes().to_vec())
            .and_then(|bytes| postcard::to_extend(&self.input_counts, bytes))
            .unwrap_or_default()
    }

    /// The inverse of [`Handoff::encode`].
    ///
    /// # Errors
    /// If the version is another one, or the bytes are damaged.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let bad = || Error::protocol("the handoff cannot be read");
        let (version, body) = bytes.split_first_chunk::<2>().ok_or_else(bad)?;
        if u16::from_le_bytes(*version) != VERSION {
            return Err(bad());
        }
        let (mut handed, rest) = postcard::take_from_bytes::<Self>(body).map_err(|_| bad())?;
        if !rest.is_empty() {
            handed.input_counts = postcard::from_bytes(rest).map_err(|_| bad())?;
        }
        Ok(handed)
    }

    /// The evidence of a candidate that has adopted these panes.
    pub fn evidence(world: &World, panes: &[Arc<Pane>]) -> Self {
        let digests = digests(panes).into_iter();
        let panes = panes
            .iter()
            .zip(digests)
            .map(|(pane, (id, digest))| HandoffPane {
                pane: id.0,
                pid: pane.program().map_or(0, |program| program.pid),
                digest,
                input: Vec::new(),
            });
        Self {
            counts: counts(world),
            panes: panes.collect(),
            input_counts: Vec::new(),
        }
    }

    /// How `evidence` differs from this handoff; `None` if it is complete.
    pub fn difference(&self, evidence: &Self) -> Option<String> {
        if evidence.counts != self.counts {
            return Some("it has not all sessions, windows and panes".to_owned());
        }
        let differs = self.panes.iter().find(|handed| {
            let mut all = evidence.panes.iter();
            let seen = all.find(|seen| seen.pane == handed.pane);
            seen.is_none_or(|seen| (seen.pid, seen.digest) != (handed.pid, handed.digest))
        });
        differs.map(|handed| format!("its pane %{} is not as it was", handed.pane))
    }

    /// Takes token and input count of each client.
    pub fn take_input_counts(&mut self) -> Vec<(u64, u64)> {
        std::mem::take(&mut self.input_counts)
    }

    /// The input that programs have not read, by pane.
    pub fn unread_input(self) -> impl Iterator<Item = (PaneId, Vec<u8>)> {
        let panes = self.panes.into_iter();
        let waiting = panes.filter(|handed| !handed.input.is_empty());
        waiting.map(|handed| (PaneId(handed.pane), handed.input))
    }
}

fn counts(world: &World) -> [usize; 3] {
    [world.sessions.len(), world.windows.len(), world.panes.len()]
}

/// The digests of panes, in order.
fn digests(panes: &[Arc<Pane>]) -> Vec<(PaneId, u64)> {
    parallel::map(panes, |pane| (pane.id, pane.with_screen(digest)))
}

/// A checksum of everything that a user or a program can see of a screen. Two versions can be
/// upgraded to each other only if they compute it alike, so it must not change.
pub fn digest(screen: &Screen) -> u64 {
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
    let rows = screen.rows(-DIGEST_ROWS..i64::from(size.rows));
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
    use crate::server::pane::history_store::HistoryStore;
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
    fn everything_visible_is_part_of_the_digest() {
        let same = b"hello\r\n\x1b[1mworld";
        assert_eq!(digest(&screen(same)), digest(&screen(same)));
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
                digest(&screen(same)),
                digest(&screen(other)),
                "{}",
                String::from_utf8_lossy(other)
            );
        }
    }

    /// History in memory that outlives a screen, which counts how often it is read.
    struct Counting(HistoryStore, Arc<AtomicUsize>);

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
    fn a_digest_of_long_history_reads_only_its_end() {
        let limits = Limits {
            history_lines: 100_000,
            history_bytes: 1 << 30,
        };
        let (file, reads) = (RecordFile::create("t").unwrap(), Arc::default());
        let store = |reads: &Arc<AtomicUsize>| {
            let file = RecordFile::open(file.try_clone().unwrap()).unwrap();
            Box::new(Counting(HistoryStore(file), Arc::clone(reads)))
        };
        let mut screen = Screen::with_store(Size::new(20, 5), limits, store(&reads));
        for line in 0..50_000 {
            screen.feed(format!("{line}\r\n").as_bytes(), &mut Vec::new());
        }
        let mut checkpoint = Vec::new();
        screen.checkpoint(&mut checkpoint);
        let again = Screen::restore(&checkpoint, limits, store(&reads)).unwrap();
        assert_eq!(digest(&again), digest(&screen));
        assert_eq!(again.history_lines(), screen.history_lines());
        let reads = reads.load(Ordering::Relaxed);
        assert!(reads < 5, "{reads} pieces were read");
    }

    fn handed() -> Handoff {
        Handoff {
            counts: [1, 2, 3],
            panes: vec![HandoffPane {
                pane: 1,
                pid: 2,
                digest: 3,
                input: b"typed".to_vec(),
            }],
            input_counts: vec![(7, 300)],
        }
    }

    #[test]
    fn evidence_has_to_be_complete() {
        let told = handed();
        assert_eq!(told.difference(&told), None);
        let mut other = handed();
        other.panes[0].digest += 1;
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
        assert_eq!(Handoff::decode(&bytes), Ok(handed.clone()));
        // The input counts were added later. Either side may be without them.
        let before = postcard::to_extend(&handed, VERSION.to_le_bytes().to_vec()).unwrap();
        assert!(bytes.starts_with(&before) && before.len() < bytes.len());
        assert_eq!(Handoff::decode(&before).unwrap().panes, handed.panes);
        bytes[0] += 1;
        assert!(Handoff::decode(&bytes).is_err());
        assert!(Handoff::decode(&[]).is_err());
    }
}
