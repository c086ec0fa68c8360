//! The format in which saved scrollback leaves and enters the screen: blocks of lines that are
//! complete in themselves.

use super::chunk;
use super::history_block::{Block, BlockSlice};
use super::row::Reading;
use crate::base::{Line, Result};
use crate::term::codec::Reader;
use std::ops::Range;

/// Consecutive lines, uncompressed: the form that the store writes and reads, and that a new screen
/// imports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawLines {
    /// The number of the first line. Line numbers never restart.
    pub first: u64,
    /// The number of valid lines; `raw` may hold more.
    pub lines: u32,
    /// The blocks of the lines, concatenated.
    pub raw: Vec<u8>,
}

/// Consecutive lines as they leave the screen. Sealed history stays compressed until
/// [`Piece::into_lines`], so that the copy under the lock of the screen is short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The number of the first line. Line numbers never restart.
    pub first: u64,
    /// The number of lines.
    pub lines: u32,
    /// The piece is final: it replaces every earlier piece with the same lines.
    pub sealed: bool,
    pub(in crate::term) bytes: PieceBytes,
}

/// The encoded bytes of a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::term) enum PieceBytes {
    /// Uncompressed blocks.
    Raw(Vec<u8>),
    /// A chunk, as sealed history is stored in memory.
    Packed(Vec<u8>),
}

impl Piece {
    pub(in crate::term) fn of(block: BlockSlice<'_>) -> Self {
        let mut raw = Vec::with_capacity(block.weight() + 64);
        chunk::write_block(block, &mut raw);
        Self {
            first: block.first,
            lines: block.lines.len() as u32,
            sealed: false,
            bytes: PieceBytes::Raw(raw),
        }
    }

    /// The number after the last line.
    pub fn end(&self) -> u64 {
        self.first + u64::from(self.lines)
    }

    /// The uncompressed lines. This decompresses the chunk, so call it without a lock on the
    /// screen.
    ///
    /// # Errors
    /// If the bytes are damaged.
    pub fn into_lines(self) -> Result<RawLines> {
        let raw = match self.bytes {
            PieceBytes::Raw(raw) => raw,
            PieceBytes::Packed(packed) => chunk::unpack(&packed)?,
        };
        let (first, lines) = (self.first, self.lines);
        Ok(RawLines { first, lines, raw })
    }
}

/// The text of consecutive lines, with tabs as the characters of [`tabs`](crate::base::tabs).
#[derive(Clone, Debug, Default)]
pub struct LineTexts(Vec<Block>);

impl Piece {
    /// The text of the lines. As [`Piece::into_lines`], call it without a lock on the screen.
    ///
    /// # Errors
    /// If the bytes are damaged.
    pub fn into_texts(self) -> Result<LineTexts> {
        read_blocks(&self.into_lines()?.raw).map(LineTexts)
    }
}

impl LineTexts {
    /// Visits the text of the lines with the numbers `lines`, the oldest first or (`back`) the
    /// newest first, until `visit` returns false. Returns false if it did.
    pub fn scan(
        &self,
        lines: &Range<u64>,
        back: bool,
        mut visit: impl FnMut(u64, &str) -> bool,
    ) -> bool {
        let mut visit = |n: u64, text: &str, _: bool| visit(n, text);
        let mut one = |block: &Block| block.scan(lines, back, &mut visit);
        if back {
            self.0.iter().rev().all(&mut one)
        } else {
            self.0.iter().all(&mut one)
        }
    }
}

/// The lines of a screen that are to be saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Archive {
    /// Lines that left the screen, oldest first.
    pub pieces: Vec<Piece>,
    /// The used rows of the main screen. The first line may continue the last line in history.
    pub shown: Option<Piece>,
    /// History was cleared since the last archive.
    pub cleared: bool,
    /// The number after the last complete line in history.
    pub end: u64,
}

/// The unwrapped lines of concatenated pieces.
///
/// # Errors
/// If the bytes are not pieces.
pub fn archived_lines(raw: &[u8]) -> Result<Vec<Line>> {
    let blocks = read_blocks(raw)?;
    let lines_of = |block: &Block| {
        let offsets = block.offsets().into_iter().enumerate();
        offsets
            .map(|(n, offset)| {
                let mut rows = block
                    .wrap(n, offset, u16::MAX, false, Reading::Shown)
                    .into_iter();
                let mut line = rows.next().unwrap_or_default();
                rows.for_each(|row| line.spans.extend(row.spans));
                line.wrapped = false;
                line
            })
            .collect::<Vec<_>>()
    };
    Ok(blocks.iter().flat_map(lines_of).collect())
}

/// The plain text of concatenated pieces, with blanks in place of tabs, and the length of each line
/// in bytes.
///
/// # Errors
/// If the bytes are not pieces.
pub fn archived_text(raw: &[u8]) -> Result<(Vec<u8>, Vec<u32>)> {
    let (mut text, mut lengths) = (Vec::new(), Vec::new());
    for block in read_blocks(raw)? {
        text.extend(block.text.iter().map(|&byte| byte.max(b' ')));
        lengths.extend(block.lines.iter().map(|line| line.text));
    }
    Ok((text, lengths))
}

/// The blocks of concatenated pieces.
///
/// # Errors
/// If the bytes are not blocks.
pub(in crate::term) fn read_blocks(raw: &[u8]) -> Result<Vec<Block>> {
    let mut rest = Reader(raw);
    let mut blocks = vec![chunk::read_block(&mut rest)?];
    while !rest.0.is_empty() {
        blocks.push(chunk::read_block(&mut rest)?);
    }
    Ok(blocks)
}
