//! The parameters of a control sequence (ECMA-48, 5.4.2). It does not know their meaning.

/// The largest number of parameters. Further ones are dropped.
const MAX: usize = 32;

/// Numbers separated by `;`. A number after `:` is a subparameter of the one before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::term) struct Params {
    values: [u16; MAX],
    /// The number of parameters that have begun.
    len: u32,
    /// Bit i: parameter i follows a colon.
    colons: u32,
    /// Bit i: parameter i has digits.
    given: u32,
}

impl Params {
    /// Removes all parameters.
    pub fn clear(&mut self) {
        self.len = 0;
        self.colons = 0;
        self.given = 0;
    }

    /// Appends a digit to the current parameter. The value saturates at `u16::MAX`.
    #[inline]
    pub fn digit(&mut self, byte: u8) {
        if self.len == 0 {
            self.begin(false);
        }
        let i = self.len as usize - 1;
        if i < MAX {
            let digit = u16::from(byte - b'0');
            self.values[i] = self.values[i].saturating_mul(10).saturating_add(digit);
            self.given |= 1 << i;
        }
    }

    /// Begins the next parameter.
    #[inline]
    pub fn separator(&mut self, colon: bool) {
        if self.len == 0 {
            self.begin(false);
        }
        self.begin(colon);
    }

    /// Appends a complete parameter. If not `given`, it has no digits and its value is 0.
    #[inline]
    pub fn push(&mut self, number: u16, given: bool, colon: bool) {
        let i = self.len as usize;
        if i < MAX {
            self.values[i] = number;
            self.colons |= u32::from(colon) << i;
            self.given |= u32::from(given) << i;
            self.len += 1;
        } else {
            self.len = MAX as u32 + 1;
        }
    }

    fn begin(&mut self, colon: bool) {
        let i = self.len as usize;
        if i < MAX {
            self.values[i] = 0;
            if colon {
                self.colons |= 1 << i;
            }
        }
        self.len = (i + 1).min(MAX + 1) as u32;
    }

    /// The number of parameters; 0 for a sequence without any.
    pub fn len(&self) -> usize {
        (self.len as usize).min(MAX)
    }

    /// Parameter `i`, or 0 if it is absent.
    #[inline]
    pub fn get(&self, i: usize) -> u16 {
        if i < self.len() { self.values[i] } else { 0 }
    }

    /// Parameter `i`, or `default` if it is absent or 0.
    #[inline]
    pub fn or(&self, i: usize, default: u16) -> u16 {
        match self.get(i) {
            0 => default,
            n => n,
        }
    }

    /// Parameter `i`, if it has digits.
    pub fn given(&self, i: usize) -> Option<u16> {
        (i < self.len() && self.given & (1 << i) != 0).then(|| self.values[i])
    }

    /// Whether parameter `i` is a subparameter.
    #[inline]
    pub fn is_sub(&self, i: usize) -> bool {
        i < self.len() && self.colons & (1 << i) != 0
    }

    /// All parameters.
    pub fn iter(&self) -> impl Iterator<Item = u16> + '_ {
        self.values[..self.len()].iter().copied()
    }

    /// The fields for a checkpoint: values, `colons`, `given`, `len`.
    pub fn parts(&self) -> (&[u16], u32, u32, u32) {
        (
            &self.values[..self.len()],
            self.colons,
            self.given,
            self.len,
        )
    }

    /// The reverse of [`Params::parts`].
    pub fn from_parts(numbers: &[u16], colons: u32, given: u32, len: u32) -> Self {
        let mut params = Self {
            colons,
            given,
            len: len.min(MAX as u32 + 1),
            ..Self::default()
        };
        for (to, from) in params.values.iter_mut().zip(numbers) {
            *to = *from;
        }
        params
    }
}
