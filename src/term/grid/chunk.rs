//! The serialized form of a history block: a header with a checksum, then the compressed block.
//! Each chunk is complete in itself, so damage to one loses only its own lines.

use super::history_block::{Block, BlockSlice, LineInfo, Run};
use super::interner::PackedStyle;
use crate::base::{Cells, Link, Result};
use crate::term::codec::{Reader, checksum, damaged, put, put_bytes};

/// The first byte of a chunk: the version of its format. Version 2 has tabs in its text and the
/// mark of line drawing in its styles.
const VERSION: u8 = 2;
/// The oldest version that is read.
const OLDEST: u8 = 1;
/// Length of the header in bytes: version, checksum, uncompressed length.
const HEADER: usize = 1 + 8 + 4;
/// The largest uncompressed length in bytes. It bounds what a damaged header can make us allocate.
const MAX_RAW: usize = 64 << 20;

/// Serializes and compresses a block.
pub(in crate::term) fn encode(block: &Block) -> Vec<u8> {
    let mut raw = Vec::with_capacity(block.weight() + 64);
    write_block(block.as_slice(), &mut raw);
    let packed = lz4_flex::block::compress(&raw);
    let mut out = Vec::with_capacity(HEADER + packed.len());
    out.push(VERSION);
    out.extend_from_slice(&[0; 8]);
    out.extend_from_slice(&(raw.len() as u32).to_le_bytes());
    out.extend_from_slice(&packed);
    let sum = checksum(&out[1 + 8..]);
    out[1..9].copy_from_slice(&sum.to_le_bytes());
    out
}

/// The reverse of [`encode`].
pub(in crate::term) fn decode(bytes: &[u8]) -> Result<Block> {
    read_block(&mut Reader(&unpack(bytes)?))
}

/// The uncompressed bytes of the block in a chunk.
pub(in crate::term) fn unpack(bytes: &[u8]) -> Result<Vec<u8>> {
    let (head, packed) = bytes.split_at_checked(HEADER).ok_or_else(damaged)?;
    let sum = head[1..9].try_into().map_or(0, u64::from_le_bytes);
    if !(OLDEST..=VERSION).contains(&head[0]) || sum != checksum(&bytes[9..]) {
        return Err(damaged());
    }
    let raw_len = head[9..13].try_into().map_or(0, u32::from_le_bytes) as usize;
    if raw_len > MAX_RAW {
        return Err(damaged());
    }
    lz4_flex::block::decompress(packed, raw_len).map_err(|_| damaged())
}

/// Appends a block, uncompressed.
pub(in crate::term) fn write_block(block: BlockSlice<'_>, out: &mut Vec<u8>) {
    put(out, block.first);
    put(out, block.lines.len() as u64);
    for line in block.lines {
        put(out, u64::from(line.text));
        let plain = line.runs == 0 && line.fill == 0 && line.flags == 0;
        put(out, u64::from(line.flags) << 1 | u64::from(!plain));
        if !plain {
            put(out, u64::from(line.cols));
            put(out, u64::from(line.runs));
            put(out, u64::from(line.fill));
        }
    }
    put(out, block.styles.len() as u64);
    for style in block.styles {
        let (low, high) = style.words();
        put(out, low);
        put(out, high);
    }
    put(out, block.links.len() as u64);
    for link in block.links {
        put_bytes(out, link.id.as_bytes());
        put_bytes(out, link.uri.as_bytes());
    }
    put(out, block.runs.len() as u64);
    for run in block.runs {
        let kind = match run.cells {
            Cells::Narrow => 0,
            Cells::Wide => 1,
            Cells::Cluster(1) => 2,
            Cells::Cluster(_) => 3,
        };
        put(out, u64::from(run.style) << 2 | kind);
        put(out, u64::from(run.text));
    }
    put_bytes(out, block.text);
}

/// Reads a block that [`write_block`] wrote.
pub(in crate::term) fn read_block(from: &mut Reader<'_>) -> Result<Block> {
    let mut block = Block::new(from.number()?);
    let lines = from.count()?;
    block.lines = (0..lines).map(|_| read_line(from)).collect::<Result<_>>()?;
    let styles = from.count()?;
    block.styles = (0..styles)
        .map(|_| Ok(PackedStyle::from_words(from.number()?, from.number()?)))
        .collect::<Result<_>>()?;
    let links = from.count()?;
    block.links = (0..links)
        .map(|_| {
            Ok(Link {
                id: from.text()?,
                uri: from.text()?,
            })
        })
        .collect::<Result<_>>()?;
    let runs = from.count()?;
    block.runs = (0..runs).map(|_| read_run(from)).collect::<Result<_>>()?;
    block.text = from.bytes()?.to_vec();
    check(&block)?;
    Ok(block)
}

fn read_line(from: &mut Reader<'_>) -> Result<LineInfo> {
    let text = from.small()?;
    let flags = from.number()?;
    let mut line = LineInfo {
        text,
        cols: text,
        flags: (flags >> 1) as u8,
        ..LineInfo::default()
    };
    if flags & 1 != 0 {
        line.cols = from.small()?;
        line.runs = from.small()?;
        line.fill = from.small()?;
    }
    Ok(line)
}

fn read_run(from: &mut Reader<'_>) -> Result<Run> {
    let head = from.number()?;
    let cells = match head & 3 {
        0 => Cells::Narrow,
        1 => Cells::Wide,
        2 => Cells::Cluster(1),
        _ => Cells::Cluster(2),
    };
    Ok(Run {
        style: u16::try_from(head >> 2).map_err(|_| damaged())?,
        cells,
        text: from.small()?,
    })
}

/// Checks that the lengths agree with each other and that the text is UTF-8.
fn check(block: &Block) -> Result<()> {
    let text: u64 = block.lines.iter().map(|l| u64::from(l.text)).sum();
    let runs: u64 = block.lines.iter().map(|l| u64::from(l.runs)).sum();
    let good = text == block.text.len() as u64
        && runs == block.runs.len() as u64
        && !block.styles.is_empty()
        && std::str::from_utf8(&block.text).is_ok();
    if good { Ok(()) } else { Err(damaged()) }
}
