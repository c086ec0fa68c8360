//! Breaking text into rows of a width.

/// Counts rows while characters are placed.
pub(in crate::term) struct LineWrap {
    cols: usize,
    x: usize,
    /// The number of rows so far.
    pub rows: usize,
}

impl LineWrap {
    /// An empty row of `cols` columns.
    pub fn new(cols: u16) -> Self {
        Self {
            cols: usize::from(cols),
            x: 0,
            rows: 1,
        }
    }

    /// Places a character of `width` columns. Returns whether it begins a new row.
    #[inline]
    pub fn advance(&mut self, width: u8) -> bool {
        let width = usize::from(width);
        let begins = self.x > 0 && self.x + width > self.cols;
        if begins {
            self.rows += 1;
            self.x = 0;
        }
        self.x += width;
        begins
    }

    /// Splits `text`, whose characters are `width` columns wide, after the part that fits into one
    /// row. The last value tells whether that part begins a new row.
    #[inline]
    pub fn fit<'t>(&mut self, text: &'t str, width: usize) -> (&'t str, &'t str, bool) {
        let begins = self.x > 0 && self.x + width > self.cols;
        if begins {
            self.rows += 1;
            self.x = 0;
        }
        let most = ((self.cols.saturating_sub(self.x)) / width).max(1);
        let (count, end) = if text.is_ascii() {
            (most.min(text.len()), most.min(text.len()))
        } else {
            let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
            ends.take(most)
                .fold((0, 0), |(count, _), end| (count + 1, end))
        };
        self.x += count * width;
        let (part, rest) = text.split_at(end);
        (part, rest, begins)
    }

    /// Places characters of `width` columns each.
    #[inline]
    pub fn advance_by(&mut self, text: &str, width: u8) {
        for _ in text.chars() {
            self.advance(width);
        }
    }
}
