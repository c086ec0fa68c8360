//! Lines as a store keeps them: blocks with a number for the first line, complete in themselves. It
//! does not know where they go.

use super::chunk;
use super::history_block::{Block, Part};
use crate::base::{Line, Result};
use crate::term::codec::Reader;

/// Lines that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The number of the first one; numbers never start again.
    pub first: u64,
    /// How many there are.
    pub lines: u32,
    /// Nothing will be added to it: it replaces whatever was handed out of these lines before.
    pub sealed: bool,
    pub(in crate::term) form: Form,
}

/// How the bytes of a piece are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::term) enum Form {
    /// Plain.
    Raw(Vec<u8>),
    /// As sealed history lies in memory.
    Packed(Vec<u8>),
}

impl Piece {
    pub(in crate::term) fn of(block: Part<'_>) -> Self {
        let mut raw = Vec::with_capacity(block.weight() + 64);
        chunk::write_block(block, &mut raw);
        Self {
            first: block.first,
            lines: block.lines.len() as u32,
            sealed: false,
            form: Form::Raw(raw),
        }
    }

    /// The number after the last line.
    pub fn end(&self) -> u64 {
        self.first + u64::from(self.lines)
    }

    /// Its bytes, uncompressed. Takes some time; to be called when nobody waits.
    ///
    /// # Errors
    /// If they are damaged.
    pub fn into_raw(self) -> Result<Vec<u8>> {
        match self.form {
            Form::Raw(raw) => Ok(raw),
            Form::Packed(packed) => chunk::unpack(&packed),
        }
    }
}

/// Where an archive of a screen goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Archive {
    /// Lines that left the screen.
    pub pieces: Vec<Piece>,
    /// What shows on the main screen; its first line continues the archive.
    pub shown: Option<Piece>,
    /// History was cleared since the last archive.
    pub cleared: bool,
    /// The number after the last whole line in history.
    pub end: u64,
}

/// The lines of archived pieces, of which the bytes follow each other, unwrapped.
///
/// # Errors
/// If the bytes are no pieces.
pub fn archived_lines(raw: &[u8]) -> Result<Vec<Line>> {
    let blocks = read_blocks(raw)?;
    let lines_of = |block: &Block| {
        let places = block.places().into_iter().enumerate();
        places
            .map(|(n, place)| {
                let mut rows = block.wrap(n, place, u16::MAX, false).into_iter();
                let mut line = rows.next().unwrap_or_default();
                rows.for_each(|row| line.spans.extend(row.spans));
                line.wrapped = false;
                line
            })
            .collect::<Vec<_>>()
    };
    Ok(blocks.iter().flat_map(lines_of).collect())
}

/// The plain text of archived pieces, of which the bytes follow each other, and how many bytes of it
/// each line has.
///
/// # Errors
/// If the bytes are no pieces.
pub fn archived_text(raw: &[u8]) -> Result<(Vec<u8>, Vec<u32>)> {
    let (mut text, mut lengths) = (Vec::new(), Vec::new());
    for block in read_blocks(raw)? {
        text.extend(block.text);
        lengths.extend(block.lines.iter().map(|line| line.text));
    }
    Ok((text, lengths))
}

/// The blocks in these bytes, one after the other.
///
/// # Errors
/// If the bytes are no blocks.
pub(in crate::term) fn read_blocks(raw: &[u8]) -> Result<Vec<Block>> {
    let mut rest = Reader(raw);
    let mut blocks = vec![chunk::read_block(&mut rest)?];
    while !rest.0.is_empty() {
        blocks.push(chunk::read_block(&mut rest)?);
    }
    Ok(blocks)
}
