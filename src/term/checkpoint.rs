//! The serialized screen: sections with tag and length, so that readers can skip unknown ones.
//! Sealed history stays in the store and is only referenced.

use super::codec::{Reader, damaged, put, put_bytes};
use super::emulator::fields::{
    CursorPos, IconName, Keyboard, Margins, ModeFlags, PageLengths, Pen, PendingNotification,
    PromptRedraw, SavedCursor, ShellCounts, ShellState, TypedText,
};
use super::emulator::state::{DEFAULT_LEVEL, State};
use super::grid::cell_grid::Grid;
use super::grid::chunk_store::ChunkStore;
use super::grid::history::{History, Limits};
use super::grid::interner::{Interner, Interners, PackedStyle};
use super::grid::row::RowInfo;
use super::modes::{Modes, MouseEncoding};
use super::parse::charset::{Charset, Charsets};
use super::parser::Parser;
use super::screen_options::{AllowedReports, InitialKeys};
use crate::base::palette::Rgb;
use crate::base::sorted::SortedMap;
use crate::base::{CursorShape, Link, MouseTracking, Result, Size};

/// The version of the section formats. It changes with every change of one. Version 3 has tabs in
/// its cells and the mark of line drawing in its styles.
pub const VERSION: u64 = 3;
/// The oldest version that is read.
pub const OLDEST: u64 = 2;

const STATE: u64 = 1;
const TABLES: u64 = 2;
const GRID: u64 = 3;
const OTHER: u64 = 4;
const HISTORY: u64 = 5;
const PARSER: u64 = 6;
const CURSORS: u64 = 7;
const MODES: u64 = 8;
const TEXTS: u64 = 9;
const COLORS: u64 = 10;
const SHELL: u64 = 11;
/// The exit status of the last command; absent if unknown.
const STATUS: u64 = 12;
/// The part of the prompt that the shell redraws; absent if all of it.
const REDRAW: u64 = 13;
/// The icon name and its stack; absent if there is none.
const ICON: u64 = 14;
/// The bytes of an incomplete control sequence; absent if there is none.
const SEQUENCE: u64 = 15;
/// The special colours that the program set; absent if there are none.
const SPECIAL_COLORS: u64 = 17;
/// The options `pane-colours`, `extended-keys` and `extended-keys-format`; absent if they are the
/// usual ones.
const OPTIONS: u64 = 18;
/// The number of colour queries; absent if there were none.
const COLOR_QUERIES: u64 = 19;
/// The era, the stamps of changes, the counts of shell marks, and the commands that were typed.
const STAMPS: u64 = 20;
/// The conformance level and the lengths that DECRQSS reports; absent if they are the usual ones.
const LEVEL: u64 = 16;

/// With more styles than this, unused ones are swept before writing.
const MANY_STYLES: usize = 512;

/// Appends a checkpoint to `out`. See [`Screen::checkpoint`](super::Screen::checkpoint).
pub(super) fn write(state: &mut State, parser: &Parser, out: &mut Vec<u8>) {
    if state.interners.styles.has_grown(MANY_STYLES) {
        state.sweep();
    }
    put(out, VERSION);
    section(out, HISTORY, |out| state.history.save(out));
    let state = &*state;
    section(out, TABLES, |out| write_tables(&state.interners, out));
    section(out, GRID, |out| write_grid(&state.grid, out));
    if let Some(other) = &state.other {
        section(out, OTHER, |out| write_grid(other, out));
    }
    section(out, STATE, |out| write_state(state, out));
    section(out, CURSORS, |out| write_cursors(state, out));
    section(out, MODES, |out| write_modes(&state.modes, out));
    section(out, TEXTS, |out| write_texts(state, out));
    section(out, COLORS, |out| write_colors(state, out));
    section(out, SHELL, |out| write_shell(state, out));
    if let Some(status) = state.shell.status {
        section(out, STATUS, |out| put(out, u64::from(status as u32)));
    }
    if state.shell.redraw != PromptRedraw::All {
        section(out, REDRAW, |out| put(out, state.shell.redraw.number()));
    }
    if state.icon != IconName::default() {
        section(out, ICON, |out| write_icon(&state.icon, out));
    }
    if (state.level, state.page) != (DEFAULT_LEVEL, PageLengths::default()) {
        section(out, LEVEL, |out| {
            put(out, u64::from(state.level));
            put(out, u64::from(state.page.lines.unwrap_or(0)));
            put(out, u64::from(state.page.screen_lines.unwrap_or(0)));
        });
    }
    if state.color_queries > 0 {
        section(out, COLOR_QUERIES, |out| put(out, state.color_queries));
    }
    if !state.colors.special.is_empty() {
        section(out, SPECIAL_COLORS, |out| {
            write_palette(&state.colors.special, out);
        });
    }
    let options = &state.options;
    if !options.palette.is_empty() || options.keys != InitialKeys::default() {
        section(out, OPTIONS, |out| {
            put(out, u64::from(options.keys.extended));
            put(out, u64::from(options.keys.csi_u));
            write_palette(&options.palette, out);
        });
    }
    if !parser.sequence().is_empty() {
        section(out, SEQUENCE, |out| put_bytes(out, parser.sequence()));
    }
    section(out, STAMPS, |out| write_stamps(state, out));
    section(out, PARSER, |out| parser.save(out));
}

/// The reverse of [`fn@write`]. See [`Screen::restore`](super::Screen::restore).
pub(super) fn read(
    bytes: &[u8],
    limits: Limits,
    store: Box<dyn ChunkStore>,
) -> Result<(State, Parser)> {
    let mut from = Reader(bytes);
    if !(OLDEST..=VERSION).contains(&from.number()?) {
        return Err(damaged());
    }
    let mut sections = Vec::new();
    while !from.0.is_empty() {
        sections.push((from.number()?, from.bytes()?));
    }
    let find = |tag| {
        let found = sections.iter().find(|(t, _)| *t == tag);
        found.map(|(_, bytes)| Reader(bytes))
    };
    let need = |tag| find(tag).ok_or_else(damaged);
    let history = History::load_checkpoint(&mut need(HISTORY)?, limits, store)?;
    let grid = read_grid(&mut need(GRID)?)?;
    let mut state = State::new(grid.size(), history);
    state.grid = grid;
    if let Some(mut from) = find(OTHER) {
        let other = read_grid(&mut from)?;
        state.other = (other.size() == state.grid.size()).then_some(other);
    }
    state.interners = read_tables(&mut need(TABLES)?)?;
    read_state(&mut need(STATE)?, &mut state)?;
    read_cursors(&mut need(CURSORS)?, &mut state)?;
    state.modes = read_modes(&mut need(MODES)?)?;
    read_texts(&mut need(TEXTS)?, &mut state)?;
    read_colors(&mut need(COLORS)?, &mut state)?;
    read_shell(&mut need(SHELL)?, &mut state)?;
    if let Some(mut from) = find(STATUS) {
        state.shell.status = Some(from.small::<u32>()? as i32);
    }
    if let Some(mut from) = find(REDRAW) {
        state.shell.redraw = PromptRedraw::from_number(from.number()?);
    }
    state.pen_style_id = None;
    state.alternate &= state.other.is_some();
    state.history.set_limits(limits);
    if let Some(mut from) = find(ICON) {
        state.icon = read_icon(&mut from)?;
    }
    if let Some(mut from) = find(LEVEL) {
        state.level = from.small()?;
        let length = |n: u16| (n > 0).then_some(n);
        state.page.lines = length(from.small()?);
        state.page.screen_lines = length(from.small()?);
    }
    if let Some(mut from) = find(COLOR_QUERIES) {
        state.color_queries = from.number()?;
    }
    if let Some(mut from) = find(SPECIAL_COLORS) {
        state.colors.special = read_palette(&mut from)?;
    }
    if let Some(mut from) = find(OPTIONS) {
        state.options.keys = InitialKeys {
            extended: from.flag()?,
            csi_u: from.flag()?,
        };
        state.options.palette = read_palette(&mut from)?;
    }
    if let Some(mut from) = find(STAMPS) {
        read_stamps(&mut from, &mut state)?;
    }
    let mut parser = Parser::load(&mut need(PARSER)?)?;
    if let Some(mut from) = find(SEQUENCE) {
        parser.set_sequence(from.bytes()?);
    }
    Ok((state, parser))
}

fn section(out: &mut Vec<u8>, tag: u64, write: impl FnOnce(&mut Vec<u8>)) {
    put(out, tag);
    // The length is written last, so it has a fixed size: a varint padded to five bytes.
    let at = out.len();
    out.extend_from_slice(&[0x80, 0x80, 0x80, 0x80, 0]);
    write(out);
    let len = out.len() - at - 5;
    for (n, byte) in out[at..at + 5].iter_mut().enumerate() {
        *byte |= (len >> (7 * n)) as u8 & 0x7f;
    }
}

fn write_grid(grid: &Grid, out: &mut Vec<u8>) {
    let size = grid.size();
    put(out, u64::from(size.cols));
    put(out, u64::from(size.rows));
    for y in 0..size.rows {
        let info = grid.info(y);
        let flags = u8::from(info.wrapped)
            | u8::from(info.mixed) << 1
            | u8::from(info.styled) << 2
            | info.marks << 3;
        out.push(flags);
        let row = grid.row(y);
        put(out, row.len() as u64);
        write_cells(row, out);
    }
}

/// Writes runs of cells with the same style: count and width of the contents, style id, contents.
fn write_cells(row: &[u64], out: &mut Vec<u8>) {
    let mut rest = row;
    while let Some(&first) = rest.first() {
        let look = first >> 32;
        let same = rest.iter().take_while(|&&c| c >> 32 == look).count();
        let (run, later) = rest.split_at(same);
        let narrow = run.iter().all(|&c| c as u32 <= 0xff);
        put(out, (same as u64) << 1 | u64::from(narrow));
        put(out, look);
        if narrow {
            out.extend(run.iter().map(|&c| c as u8));
        } else {
            out.extend(run.iter().flat_map(|&c| (c as u32).to_le_bytes()));
        }
        rest = later;
    }
}

fn read_grid(from: &mut Reader<'_>) -> Result<Grid> {
    let size = Size::new(from.small()?, from.small()?);
    if size != size.clamped() {
        return Err(damaged());
    }
    let mut grid = Grid::new(size, 1);
    for y in 0..size.rows {
        let flags: u8 = from.small()?;
        let used: usize = from.small()?;
        if used > usize::from(size.cols) {
            return Err(damaged());
        }
        let mut cells = Vec::with_capacity(used);
        while cells.len() < used {
            read_run(from, used, &mut cells)?;
        }
        let info = RowInfo {
            wrapped: flags & 1 != 0,
            marks: flags >> 3 & 3,
            ..RowInfo::default()
        };
        grid.put_row(y, &cells, info);
        grid.set_kinds(y, flags & 2 != 0, flags & 4 != 0);
    }
    Ok(grid)
}

fn read_run(from: &mut Reader<'_>, used: usize, cells: &mut Vec<u64>) -> Result<()> {
    let head: usize = from.small()?;
    let (count, narrow) = (head >> 1, head & 1 != 0);
    let look = u64::from(from.small::<u32>()?) << 32;
    if count == 0 || count > used - cells.len() {
        return Err(damaged());
    }
    if narrow {
        cells.extend(from.take(count)?.iter().map(|&c| look | u64::from(c)));
    } else {
        let (words, _) = from.take(count * 4)?.as_chunks::<4>();
        cells.extend(
            words
                .iter()
                .map(|w| look | u64::from(u32::from_le_bytes(*w))),
        );
    }
    Ok(())
}

fn write_tables(interners: &Interners, out: &mut Vec<u8>) {
    put(out, interners.styles.len() as u64);
    for (n, look) in interners.styles.entries() {
        let (low, high) = look.words();
        put(out, u64::from(n));
        put(out, low);
        put(out, high);
    }
    put(out, interners.links.len() as u64);
    for (n, link) in interners.links.entries() {
        put(out, u64::from(n));
        put_bytes(out, link.id.as_bytes());
        put_bytes(out, link.uri.as_bytes());
    }
    put(out, interners.clusters.len() as u64);
    for (n, text) in interners.clusters.entries() {
        put(out, u64::from(n));
        put_bytes(out, text.as_bytes());
    }
}

/// The upper limit for ids in the tables.
const MAX_NUMBER: u32 = 1 << 28;

fn entries<T>(
    from: &mut Reader<'_>,
    read: impl Fn(&mut Reader<'_>) -> Result<T>,
) -> Result<Vec<(u32, T)>> {
    let count = from.count()?;
    let mut out = Vec::with_capacity(count);
    for _ in 0..count {
        let n: u32 = from.small()?;
        if n >= MAX_NUMBER.min(64 + 64 * count as u32 + (1 << 20)) {
            return Err(damaged());
        }
        out.push((n, read(from)?));
    }
    Ok(out)
}

fn read_tables(from: &mut Reader<'_>) -> Result<Interners> {
    let fresh = Interners::new();
    let first_link = fresh.links.get(0).cloned().ok_or_else(damaged)?;
    let styles = entries(from, |from| {
        Ok(PackedStyle::from_words(from.number()?, from.number()?))
    })?;
    let links = entries(from, |from| {
        Ok(Link {
            id: from.text()?,
            uri: from.text()?,
        })
    })?;
    let clusters = entries(from, |from| from.text())?;
    Ok(Interners {
        styles: Interner::from_entries(PackedStyle::default(), styles),
        links: Interner::from_entries(first_link, links),
        clusters: Interner::from_entries(String::new(), clusters),
    })
}

fn write_state(state: &State, out: &mut Vec<u8>) {
    put(out, state.generation);
    put(out, u64::from(state.alternate));
    put(out, u64::from(state.flags.bits()));
    for edge in [
        state.margins.top,
        state.margins.bottom,
        state.margins.left,
        state.margins.right,
    ] {
        put(out, u64::from(edge));
    }
    put(out, state.last_char.map_or(0, |c| u64::from(u32::from(c))));
    put(out, u64::from(state.options.scroll_on_clear));
    put(out, u64::from(state.options.alternate_screen));
    let stops = state.tabs.iter().enumerate().filter(|(_, on)| **on);
    put(out, stops.clone().count() as u64);
    stops.for_each(|(x, _)| put(out, x as u64));
    for keyboard in &state.keyboards {
        put(out, u64::from(keyboard.flags));
        put_bytes(out, &keyboard.stack);
    }
    put(out, state.saved_modes.len() as u64);
    for (&mode, &on) in &state.saved_modes {
        put(out, u64::from(mode) << 1 | u64::from(on));
    }
}

fn read_state(from: &mut Reader<'_>, state: &mut State) -> Result<()> {
    let size = state.size();
    state.generation = from.number()?;
    state.grid.set_tick(state.generation);
    state.grid.touch_all();
    state.alternate = from.flag()?;
    state.flags = ModeFlags::from_bits_truncate(from.small()?);
    let margins = Margins {
        top: from.small()?,
        bottom: from.small()?,
        left: from.small()?,
        right: from.small()?,
    };
    let inside = margins.bottom <= size.rows && margins.right <= size.cols;
    if !inside || margins.top >= margins.bottom || margins.left >= margins.right {
        return Err(damaged());
    }
    state.margins = margins;
    state.last_char = char::from_u32(from.small()?).filter(|&c| c != '\0');
    state.options.scroll_on_clear = from.flag()?;
    state.options.alternate_screen = from.flag()?;
    state.tabs.fill(false);
    for _ in 0..from.count()? {
        let x: usize = from.small()?;
        *state.tabs.get_mut(x).ok_or_else(damaged)? = true;
    }
    for keyboard in &mut state.keyboards {
        *keyboard = Keyboard {
            flags: from.small()?,
            stack: from.bytes()?.to_vec(),
        };
    }
    for _ in 0..from.count()? {
        let mode: u32 = from.small()?;
        state.saved_modes.insert((mode >> 1) as u16, mode & 1 != 0);
    }
    Ok(())
}

fn write_cursors(state: &State, out: &mut Vec<u8>) {
    write_saved(&state.save(), out);
    for saved in [&state.saved[0], &state.saved[1], &state.saved_main] {
        put(out, u64::from(saved.is_some()));
        if let Some(saved) = saved {
            write_saved(saved, out);
        }
    }
}

fn read_cursors(from: &mut Reader<'_>, state: &mut State) -> Result<()> {
    let size = state.size();
    let now = read_saved(from)?;
    if now.cursor.x >= size.cols || now.cursor.y >= size.rows {
        return Err(damaged());
    }
    state.cursor = now.cursor;
    state.pen = now.pen;
    state.charsets = now.charsets;
    let mut saved = [None; 3];
    for slot in &mut saved {
        if from.flag()? {
            *slot = Some(read_saved(from)?);
        }
    }
    state.saved = [saved[0], saved[1]];
    state.saved_main = saved[2];
    Ok(())
}

fn write_saved(saved: &SavedCursor, out: &mut Vec<u8>) {
    put(out, u64::from(saved.cursor.x));
    put(out, u64::from(saved.cursor.y));
    put(out, u64::from(saved.cursor.wrap_pending));
    write_pen(saved.pen, out);
    saved
        .charsets
        .sets
        .iter()
        .for_each(|set| put(out, set.number()));
    put(out, u64::from(saved.charsets.gl));
    put(
        out,
        saved.charsets.single_shift.map_or(0, |n| u64::from(n) + 1),
    );
    put(out, u64::from(saved.origin));
}

fn read_saved(from: &mut Reader<'_>) -> Result<SavedCursor> {
    let cursor = CursorPos {
        x: from.small()?,
        y: from.small()?,
        wrap_pending: from.flag()?,
    };
    let pen = read_pen(from)?;
    let mut charsets = Charsets::default();
    for set in &mut charsets.sets {
        *set = Charset::from_number(from.number()?);
    }
    charsets.gl = from.small()?;
    charsets.single_shift = from.small::<u8>()?.checked_sub(1);
    Ok(SavedCursor {
        cursor,
        pen,
        charsets,
        origin: from.flag()?,
    })
}

fn write_modes(modes: &Modes, out: &mut Vec<u8>) {
    let flags = [
        modes.cursor_keys,
        modes.keypad,
        modes.newline,
        modes.backarrow,
        modes.bracketed_paste,
        modes.focus,
        modes.alternate_scroll,
        modes.synchronized,
        modes.color_scheme,
        modes.csi_u,
        modes.size_reports,
    ];
    let bits = flags
        .iter()
        .rev()
        .fold(0, |bits, &on| bits << 1 | u64::from(on));
    put(out, bits);
    put(out, modes.mouse as u64);
    put(out, modes.mouse_encoding as u64);
    put(out, u64::from(modes.modify_other_keys));
    put(out, u64::from(modes.kitty));
    put(out, u64::from(modes.cell_pixels.cols));
    put(out, u64::from(modes.cell_pixels.rows));
}

fn read_modes(from: &mut Reader<'_>) -> Result<Modes> {
    let bits = from.number()?;
    let flag = |n: u32| bits >> n & 1 != 0;
    Ok(Modes {
        cursor_keys: flag(0),
        keypad: flag(1),
        newline: flag(2),
        backarrow: flag(3),
        bracketed_paste: flag(4),
        focus: flag(5),
        alternate_scroll: flag(6),
        synchronized: flag(7),
        color_scheme: flag(8),
        csi_u: flag(9),
        size_reports: flag(10),
        mouse: match from.number()? {
            1 => MouseTracking::X10,
            2 => MouseTracking::Normal,
            3 => MouseTracking::Button,
            4 => MouseTracking::Any,
            _ => MouseTracking::Off,
        },
        mouse_encoding: match from.number()? {
            1 => MouseEncoding::Utf8,
            2 => MouseEncoding::Sgr,
            3 => MouseEncoding::Urxvt,
            4 => MouseEncoding::SgrPixels,
            _ => MouseEncoding::X10,
        },
        modify_other_keys: from.small()?,
        kitty: from.small()?,
        cell_pixels: Size::new(from.small()?, from.small()?),
    })
}

fn write_texts(state: &State, out: &mut Vec<u8>) {
    put_bytes(out, state.title.as_bytes());
    put_bytes(out, state.options.version.as_bytes());
    put_text(state.cwd.as_deref(), out);
    put(out, state.titles.len() as u64);
    state
        .titles
        .iter()
        .for_each(|t| put_bytes(out, t.as_bytes()));
}

fn read_texts(from: &mut Reader<'_>, state: &mut State) -> Result<()> {
    state.title = from.text()?;
    state.options.version = from.text()?;
    state.cwd = maybe_text(from)?;
    let count = from.count()?;
    state.titles = (0..count).map(|_| from.text()).collect::<Result<_>>()?;
    Ok(())
}

fn write_icon(icon: &IconName, out: &mut Vec<u8>) {
    put_bytes(out, icon.name.as_bytes());
    put(out, icon.stack.len() as u64);
    let stack = icon.stack.iter();
    stack.for_each(|name| put_bytes(out, name.as_bytes()));
}

fn read_icon(from: &mut Reader<'_>) -> Result<IconName> {
    let name = from.text()?;
    let count = from.count()?;
    let stack = (0..count).map(|_| from.text()).collect::<Result<_>>()?;
    Ok(IconName { name, stack })
}

fn put_text(text: Option<&str>, out: &mut Vec<u8>) {
    put(out, u64::from(text.is_some()));
    put_bytes(out, text.unwrap_or_default().as_bytes());
}

fn maybe_text(from: &mut Reader<'_>) -> Result<Option<String>> {
    let known = from.flag()?;
    let text = from.text()?;
    Ok(known.then_some(text))
}

fn write_stamps(state: &State, out: &mut Vec<u8>) {
    put(out, u64::from(state.era));
    put(out, state.fed);
    let counts = state.shell.counts;
    for count in [counts.prompts, counts.outputs, counts.ends] {
        put(out, count);
    }
    put(out, u64::from(state.shell.at_prompt));
    put(out, state.shell.typed.len() as u64);
    for text in &state.shell.typed {
        put(out, text.line);
        put(out, text.bytes.start as u64);
        put(out, text.bytes.end as u64);
        put(out, text.stamp);
    }
    for grid in [Some(&state.grid), state.other.as_ref()]
        .into_iter()
        .flatten()
    {
        for y in 0..grid.size().rows {
            put(out, state.fed.saturating_sub(grid.info(y).written));
        }
    }
    if let Some((line, column, stamp)) = state.shell.output {
        put(out, line);
        put(out, column as u64);
        put(out, stamp);
        if let Some((line, column)) = state.shell.output_end {
            put(out, line);
            put(out, column as u64);
        }
    }
}

fn read_stamps(from: &mut Reader<'_>, state: &mut State) -> Result<()> {
    state.era = from.small()?;
    state.fed = from.number()?;
    state.shell.counts = ShellCounts {
        prompts: from.number()?,
        outputs: from.number()?,
        ends: from.number()?,
    };
    state.shell.at_prompt = from.flag()?;
    for _ in 0..from.count()? {
        let text = TypedText {
            line: from.number()?,
            bytes: from.small()?..from.small()?,
            stamp: from.number()?,
        };
        state.shell.typed.push_back(text);
    }
    let fed = state.fed;
    for grid in [Some(&mut state.grid), state.other.as_mut()]
        .into_iter()
        .flatten()
    {
        for y in 0..grid.size().rows {
            grid.set_written(y, fed.saturating_sub(from.number()?));
        }
    }
    if !from.0.is_empty() {
        state.shell.output = Some((from.number()?, from.small()?, from.number()?));
    }
    if !from.0.is_empty() {
        state.shell.output_end = Some((from.number()?, from.small()?));
    }
    Ok(())
}

fn write_shell(state: &State, out: &mut Vec<u8>) {
    let ShellState {
        input,
        sends_all_marks,
        command,
        status: _,
        redraw: _,
        at_prompt: _,
        counts: _,
        output: _,
        output_end: _,
        typed: _,
    } = &state.shell;
    put(out, u64::from(input.is_some()));
    let (x, y) = input.unwrap_or_default();
    put(out, u64::from(x));
    put(out, u64::from(y));
    put(out, u64::from(*sends_all_marks));
    put_text(command.as_deref(), out);
    let note = state.notification.as_ref();
    put(out, u64::from(note.is_some()));
    let note = note.cloned().unwrap_or_default();
    for text in [&note.id, &note.title, &note.body] {
        put_bytes(out, text.as_bytes());
    }
    put(out, u64::from(state.options.allowed_reports.titles));
    put(out, u64::from(state.options.allowed_reports.checksums));
    put(out, state.pens.len() as u64);
    for pen in &state.pens {
        write_pen(*pen, out);
    }
    put(out, state.options.widths.len() as u64);
    for (&c, &width) in &state.options.widths {
        put(out, u64::from(u32::from(c)));
        put(out, u64::from(width));
    }
}

fn read_shell(from: &mut Reader<'_>, state: &mut State) -> Result<()> {
    let size = state.size();
    let known = from.flag()?;
    let input = (from.small()?, from.small()?);
    let inside = input.0 < size.cols && input.1 < size.rows;
    state.shell = ShellState {
        input: (known && inside).then_some(input),
        sends_all_marks: from.flag()?,
        command: maybe_text(from)?,
        ..ShellState::default()
    };
    let known = from.flag()?;
    let note = PendingNotification {
        id: from.text()?,
        title: from.text()?,
        body: from.text()?,
    };
    state.notification = known.then_some(note);
    state.options.allowed_reports = AllowedReports {
        titles: from.flag()?,
        checksums: from.flag()?,
    };
    let pens = from.count()?;
    state.pens = (0..pens).map(|_| read_pen(from)).collect::<Result<_>>()?;
    for _ in 0..from.count()? {
        let c = char::from_u32(from.small()?).ok_or_else(damaged)?;
        state.options.widths.insert(c, from.small::<u8>()?.min(2));
    }
    Ok(())
}

fn write_pen(pen: Pen, out: &mut Vec<u8>) {
    let (low, high) = PackedStyle::new(pen.style, pen.link).words();
    put(out, low);
    put(out, high);
}

fn read_pen(from: &mut Reader<'_>) -> Result<Pen> {
    let look = PackedStyle::from_words(from.number()?, from.number()?);
    Ok(Pen {
        style: look.style(),
        link: look.link(),
    })
}

fn write_colors(state: &State, out: &mut Vec<u8>) {
    put(out, state.shape as u64);
    let colors = &state.colors;
    for color in colors.outer.iter().chain(&colors.own) {
        put(
            out,
            color.map_or(0, |(r, g, b)| {
                1 << 24 | u64::from(r) << 16 | u64::from(g) << 8 | u64::from(b)
            }),
        );
    }
    write_palette(&colors.palette, out);
}

fn write_palette(palette: &SortedMap<u8, Rgb>, out: &mut Vec<u8>) {
    put(out, palette.len() as u64);
    for (&n, &(r, g, b)) in palette {
        out.extend_from_slice(&[n, r, g, b]);
    }
}

fn read_palette(from: &mut Reader<'_>) -> Result<SortedMap<u8, Rgb>> {
    let mut palette = SortedMap::new();
    for _ in 0..from.count()? {
        let entry = from.take(4)?;
        palette.insert(entry[0], (entry[1], entry[2], entry[3]));
    }
    Ok(palette)
}

fn read_colors(from: &mut Reader<'_>, state: &mut State) -> Result<()> {
    state.shape = match from.number()? {
        1 => CursorShape::Block,
        2 => CursorShape::Underline,
        3 => CursorShape::Bar,
        _ => CursorShape::Default,
    };
    let mut colors: [Option<Rgb>; 5] = [None; 5];
    for color in &mut colors {
        let [b, g, r, known, ..] = from.number()?.to_le_bytes();
        *color = (known != 0).then_some((r, g, b));
    }
    state.colors.outer = [colors[0], colors[1]];
    state.colors.own = [colors[2], colors[3], colors[4]];
    state.colors.palette = read_palette(from)?;
    Ok(())
}
