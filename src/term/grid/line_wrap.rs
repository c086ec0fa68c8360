//! Breaking text into rows of a width.

/// Counts rows while characters are laid out.
pub(in crate::term) struct Wrap {
    cols: usize,
    x: usize,
    /// Rows so far.
    pub rows: usize,
}

impl Wrap {
    /// An empty row of `cols` columns.
    pub fn new(cols: u16) -> Self {
        Self {
            cols: usize::from(cols),
            x: 0,
            rows: 1,
        }
    }

    /// The next character takes `width` columns. Returns whether it begins another row.
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

    /// Splits `text`, whose characters take `width` columns each, after what goes onto one row.
    /// Returns also whether that is another row.
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

    /// The next characters take `width` columns each.
    pub fn advance_by(&mut self, text: &str, width: u8) {
        for _ in text.chars() {
            self.advance(width);
        }
    }
}
