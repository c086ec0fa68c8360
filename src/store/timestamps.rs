//! First-seen times of lines. A line gets the time of the save that first contains it and keeps
//! this time when rows are merged.

use crate::base::varint;

/// First-seen times of the lines of one pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timestamps {
    /// Line number and first-seen time (milliseconds since 1970) of each group of lines, in
    /// ascending order.
    groups: Vec<(u64, i64)>,
    /// The number after the last line.
    end: u64,
}

impl Timestamps {
    /// Records that the lines before number `end` exist at `now`, and no others.
    pub fn seen(&mut self, end: u64, now: i64) {
        while self.groups.pop_if(|(from, _)| *from >= end).is_some() {}
        let from = self.end.min(end);
        if end > from && self.groups.last().is_none_or(|(_, at)| *at != now) {
            self.groups.push((from, now));
        }
        self.end = end;
    }

    /// Drops the times of lines before this one.
    pub fn forget(&mut self, before: u64) {
        let later = self.groups.partition_point(|(from, _)| *from <= before);
        self.groups.drain(..later.saturating_sub(1));
    }

    /// The first-seen time of a line, if known.
    pub fn of(&self, line: u64) -> Option<i64> {
        let next = self.groups.partition_point(|(from, _)| *from <= line);
        let (_, at) = self.groups[..next].last()?;
        (line < self.end).then_some(*at)
    }

    /// Encodes the times of `lines` lines from number `first` on, saved at `at`, as varints: for
    /// each group the number of lines and the age in milliseconds. `None` if all lines are new.
    pub fn pack(&self, first: u64, lines: u32, at: i64) -> Option<Vec<u8>> {
        let end = first + u64::from(lines);
        let mut bytes = Vec::new();
        let (mut from, mut early) = (first, false);
        while from < end {
            let next = self.groups.partition_point(|(start, _)| *start <= from);
            let until = self
                .groups
                .get(next)
                .map_or(end, |(start, _)| end.min(*start));
            let age = self
                .of(from)
                .map_or(0, |seen| at.saturating_sub(seen))
                .max(0);
            early |= age > 0;
            varint::put(&mut bytes, until - from);
            varint::put(&mut bytes, age.cast_unsigned());
            from = until;
        }
        early.then_some(bytes)
    }

    /// Decodes what [`Timestamps::pack`] encoded. At damaged bytes decoding stops, and later lines
    /// count as seen at `at`.
    pub fn unpack(first: u64, lines: u32, at: i64, mut bytes: &[u8]) -> Self {
        let end = first + u64::from(lines);
        let mut from = first;
        let mut all = Self::default();
        while from < end {
            let group = varint::take(&mut bytes).zip(varint::take(&mut bytes));
            let (count, age) = group.unwrap_or((end - from, 0));
            all.groups.push((from, at.saturating_sub_unsigned(age)));
            from = from.saturating_add(count.max(1));
        }
        all.end = end;
        all
    }

    /// Appends the times of later lines.
    pub fn extend(&mut self, later: Self) {
        let first = later.groups.first().map_or(later.end, |(from, _)| *from);
        while self.groups.pop_if(|(from, _)| *from >= first).is_some() {}
        self.groups.extend(later.groups);
        self.end = later.end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The times of lines 0 to 9.
    fn times(timestamps: &Timestamps) -> Vec<Option<i64>> {
        (0..10).map(|line| timestamps.of(line)).collect()
    }

    #[test]
    fn a_line_has_the_time_at_which_it_was_seen_first() {
        let mut timestamps = Timestamps::default();
        for (end, now) in [(2, 100), (2, 200), (5, 300), (5, 300), (6, 400)] {
            timestamps.seen(end, now);
        }
        let wanted = [100, 100, 300, 300, 300, 400].map(Some);
        assert_eq!(times(&timestamps), [&wanted[..], &[None; 4]].concat());
        // Lines that were removed and written again are new.
        timestamps.seen(3, 500);
        timestamps.seen(5, 600);
        let wanted = [100, 100, 300, 600, 600].map(Some);
        assert_eq!(times(&timestamps), [&wanted[..], &[None; 5]].concat());
        timestamps.forget(3);
        assert_eq!(timestamps.of(3), Some(600));
        timestamps.forget(9);
        assert_eq!(timestamps.groups.len(), 1);
    }

    #[test]
    fn times_survive_being_packed() {
        let mut timestamps = Timestamps::default();
        for (end, now) in [(3, 1_000), (4, 61_000), (9, 1_000_000)] {
            timestamps.seen(end, now);
        }
        for (first, lines) in [(0, 9), (2, 3), (4, 5), (3, 1)] {
            let packed = timestamps.pack(first, lines, 2_000_000).unwrap();
            let read = Timestamps::unpack(first, lines, 2_000_000, &packed);
            let end = first + u64::from(lines);
            for line in first..end {
                assert_eq!(read.of(line), timestamps.of(line), "{line}");
            }
            assert_eq!(read.of(end), None);
        }
        assert_eq!(timestamps.pack(4, 5, 1_000_000), None);
        assert_eq!(Timestamps::default().pack(0, 5, 1), None);
    }

    #[test]
    fn bytes_that_are_no_times_do_no_harm() {
        for bytes in [
            &[][..],
            &[0x80],
            &[1],
            &[0, 0, 0],
            &[0xff; 40],
            &[1, 5, 0x80],
        ] {
            let read = Timestamps::unpack(7, 3, 50, bytes);
            assert_eq!(read.of(6), None);
            assert!((7..10).all(|line| read.of(line).is_some()), "{bytes:?}");
            assert_eq!(read.of(10), None);
        }
    }

    #[test]
    fn what_is_known_of_rows_is_put_together() {
        let mut timestamps = Timestamps::unpack(0, 3, 100, &[]);
        timestamps.extend(Timestamps::unpack(3, 2, 200, &[1, 50, 1, 0]));
        timestamps.extend(Timestamps::unpack(4, 3, 300, &[]));
        let wanted = [100, 100, 100, 150, 300, 300, 300].map(Some);
        assert_eq!(times(&timestamps), [&wanted[..], &[None; 3]].concat());
    }
}
