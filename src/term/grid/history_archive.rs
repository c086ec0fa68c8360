//! Export of history to saved scrollback, and import.

use super::archive::{Piece, PieceBytes, RawLines, read_blocks};
use super::history::{Body, Chunk, History, gap_of};
use super::history_block::Block;

impl History {
    /// The number after the last complete line.
    pub fn complete_end(&self) -> u64 {
        self.tail.end() - u64::from(self.open)
    }

    /// Whether history was cleared since the last call.
    pub fn take_cleared(&mut self) -> bool {
        std::mem::take(&mut self.cleared)
    }

    /// Lines from number `from` on, oldest first, up to about `budget` bytes. Lines that were on
    /// the screen again since the last call are exported again, because they may have changed.
    pub fn archive(&mut self, from: u64, budget: usize) -> Vec<Piece> {
        let from = from.min(std::mem::replace(&mut self.lowest_popped, u64::MAX));
        let mut left = budget;
        let mut pieces = Vec::new();
        for chunk in &self.chunks {
            if chunk.first + chunk.lines as u64 <= from {
                continue;
            }
            if left == 0 {
                return pieces;
            }
            left = left.saturating_sub(chunk.bytes());
            pieces.extend(self.piece(chunk));
        }
        let start = from.max(self.tail.first);
        let end = self.complete_end();
        if start < end && left > 0 {
            pieces.push(Piece::of(self.tail.slice(start, end)));
        }
        pieces
    }

    fn piece(&self, chunk: &Chunk) -> Option<Piece> {
        let bytes = match &chunk.body {
            Body::Pending(block) => {
                return Some(Piece {
                    sealed: true,
                    ..Piece::of(block.as_slice())
                });
            }
            Body::Stored { at, len } => PieceBytes::Packed(self.store.read(*at, *len).ok()?),
        };
        Some(Piece {
            first: chunk.first,
            lines: chunk.lines as u32,
            sealed: true,
            bytes,
        })
    }

    /// The piece that has line `number`, or the first one after it. `None` if there is none.
    pub fn piece_at(&self, number: u64) -> Option<Piece> {
        let after = self
            .chunks
            .partition_point(|chunk| chunk.first + chunk.lines as u64 <= number);
        match self.chunks.get(after) {
            Some(chunk) => self.piece(chunk),
            None => (number < self.tail.end()).then(|| Piece::of(self.tail.as_slice())),
        }
    }

    /// A block that begins with the last line if that continues on the screen, or an empty one.
    pub fn unfinished(&self) -> Block {
        let end = self.complete_end();
        let mut block = match self.open {
            true => self.tail.slice(end, self.tail.end()).to_block(),
            false => Block::new(end),
        };
        block.use_small_cache();
        block
    }

    /// Imports lines into an empty history, oldest first. Messages replace lines that cannot be
    /// read and gaps between pieces. Line numbers continue after `end`.
    pub fn prepend(&mut self, pieces: &[RawLines], end: u64) {
        let mut blocks: Vec<Block> = Vec::new();
        let mut next = None;
        for RawLines { first, lines, raw } in pieces {
            let Ok(read) = read_blocks(raw) else { continue };
            if let Some(lost) = next
                .and_then(|next| first.checked_sub(next))
                .filter(|n| *n > 0)
            {
                blocks.push(gap_of(lost));
            }
            let (mut at, end) = (*first, *first + u64::from(*lines));
            for mut block in read {
                block.first = at;
                if block.end() > end {
                    block = block.slice(at, end).to_block();
                }
                at = block.end();
                blocks.push(block);
            }
            next = Some(at);
        }
        let end = next.map_or(end, |next| next.max(end));
        if let Some(lost) = next
            .and_then(|next| end.checked_sub(next))
            .filter(|n| *n > 0)
        {
            blocks.push(gap_of(lost));
        }
        let lines: usize = blocks.iter().map(|b| b.lines.len()).sum();
        let mut first = end.saturating_sub(lines as u64);
        for mut block in blocks {
            block.first = first;
            first = block.end();
            self.sealed_bytes += block.weight();
            let (first, lines) = (block.first, block.lines.len());
            let body = Body::Pending(Box::new(block));
            self.chunks.push_back(Chunk::new(first, lines, body));
        }
        self.tail = Block::new(first.max(end));
        self.pinned_end = self.tail.first;
        self.enforce_limits();
        self.compress_pending();
    }
}
