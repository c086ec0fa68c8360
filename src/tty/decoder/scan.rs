//! The tokenizer of the input decoder: finds where characters, sequences and strings end.

/// The longest control sequence that is decoded, in bytes; longer ones are skipped.
pub(super) const MAX_CSI: usize = 256;

/// The longest string (OSC, DCS, APC) that is decoded, in bytes; longer ones are skipped.
pub(super) const MAX_STRING: usize = 4 << 20;

/// How long to wait for the rest of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patience {
    /// The bytes may be complete keys: wait for `escape-time`.
    Short,
    /// The bytes are an incomplete sequence or character: wait for a second.
    Long,
}

/// The first token of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A character, control characters included.
    Char(char),
    /// `ESC [ … x`.
    Csi(Csi<'a>),
    /// `ESC O x`, with digits between in some terminals.
    Ss3(&'a [u8], u8),
    /// The three bytes after `ESC [ M`.
    X10([u8; 3]),
    /// `ESC [ [ x`: function keys of the Linux console.
    Console(u8),
    /// A control string: the byte after ESC, and the text.
    Text(u8, &'a [u8]),
    /// Invalid bytes.
    Nothing,
    /// A sequence that is too long and not at its end.
    TooLong(Skip),
}

/// The bytes to skip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Skip {
    /// Up to a byte that ends a control sequence.
    Csi,
    /// Up to BEL or ST.
    Text,
}

/// A token with its length in bytes, or how long to wait for its rest.
pub(super) type Scan<'a> = Result<(Token<'a>, usize), Patience>;

/// The parts of a control sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Csi<'a> {
    /// `<`, `=`, `>`, `?`, or 0.
    pub private: u8,
    /// Digits, colons and semicolons.
    pub params: &'a [u8],
    /// The last intermediate byte, or 0.
    pub intermediate: u8,
    /// The last byte.
    pub last: u8,
    /// The whole sequence.
    pub bytes: &'a [u8],
}

impl<'a> Csi<'a> {
    /// Parameter `n`, `None` when absent or empty or too large.
    pub(super) fn param(&self, n: usize) -> Option<u32> {
        self.sub(n, 0)
    }

    /// Sub-parameter `m` of parameter `n`.
    pub(super) fn sub(&self, n: usize, m: usize) -> Option<u32> {
        self.subs(n).nth(m)?
    }

    /// The sub-parameters of parameter `n`.
    pub(super) fn subs(&self, n: usize) -> impl Iterator<Item = Option<u32>> + use<'a> {
        let param = self.params.split(|b| *b == b';').nth(n);
        let param = param.unwrap_or_default();
        param.split(|b| *b == b':').map(number)
    }

    /// How many parameters there are.
    pub(super) fn count(&self) -> usize {
        match self.params {
            [] => 0,
            params => 1 + params.iter().filter(|b| **b == b';').count(),
        }
    }
}

/// Decimal digits as a number.
pub(super) fn number(digits: &[u8]) -> Option<u32> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// The first token of `bytes` that begin with ESC and one of `[ O ] P _ ^ X`, or with no ESC.
pub(super) fn scan(bytes: &[u8]) -> Scan<'_> {
    match bytes {
        [0x1b, b'[', ..] => csi(bytes),
        [0x1b, b'O', ..] => ss3(bytes),
        [0x1b, kind, ..] => text(bytes, *kind),
        _ => character(bytes),
    }
}

/// Whether ESC and this byte begin something longer.
pub(super) const fn is_introducer(byte: u8) -> bool {
    matches!(byte, b'[' | b'O' | b']' | b'P' | b'_' | b'^' | b'X')
}

fn csi(bytes: &[u8]) -> Scan<'_> {
    let body = &bytes[2..];
    match body {
        [] => return Err(Patience::Short),
        [b'M', a, b, c, ..] => return Ok((Token::X10([*a, *b, *c]), 6)),
        [b'M', ..] => return Err(Patience::Long),
        [b'[', key, ..] => return Ok((Token::Console(*key), 4)),
        [b'['] => return Err(Patience::Long),
        _ => {}
    }
    let private = match body[0] {
        b @ b'<'..=b'?' => b,
        _ => 0,
    };
    let start = usize::from(private != 0);
    let rest = &body[start..];
    let params = rest.iter().take_while(|b| matches!(b, b'0'..=b';')).count();
    let inters = (rest[params..].iter())
        .take_while(|b| matches!(b, b' '..=b'/'))
        .count();
    let end = params + inters;
    let sequence = |last, intermediate, len| {
        let csi = Csi {
            private,
            params: &rest[..params],
            intermediate,
            last,
            bytes: &bytes[..len],
        };
        Ok((Token::Csi(csi), len))
    };
    if is_rxvt_shift(private, &rest[..params], &rest[params..]) {
        return sequence(b'$', 0, 2 + start + params + 1);
    }
    let intermediate = match inters {
        0 => 0,
        _ => rest[end - 1],
    };
    match rest.get(end) {
        Some(last @ b'@'..=b'~') => sequence(*last, intermediate, 2 + start + end + 1),
        Some(_) => Ok((Token::Nothing, 2 + start + end)),
        None if bytes.len() > MAX_CSI => Ok((Token::TooLong(Skip::Csi), bytes.len())),
        None => Err(Patience::Long),
    }
}

/// rxvt ends keys with Shift in `$`, which anywhere else is followed by a letter; mode reports
/// with `$` have two parameters.
fn is_rxvt_shift(private: u8, params: &[u8], rest: &[u8]) -> bool {
    let digits = params.iter().all(u8::is_ascii_digit);
    private == 0 && rest.first() == Some(&b'$') && !params.is_empty() && digits
}

fn ss3(bytes: &[u8]) -> Scan<'_> {
    let digits = bytes[2..].iter().take_while(|b| b.is_ascii_digit()).count();
    match bytes.get(2 + digits) {
        Some(key) => Ok((Token::Ss3(&bytes[2..2 + digits], *key), 3 + digits)),
        None => Err(Patience::Short),
    }
}

fn text(bytes: &[u8], kind: u8) -> Scan<'_> {
    let body = &bytes[2..];
    let Some(end) = body
        .iter()
        .position(|b| matches!(b, 0x07 | 0x18 | 0x1a | 0x1b))
    else {
        if body.len() > MAX_STRING {
            return Ok((Token::TooLong(Skip::Text), bytes.len()));
        }
        return Err(patience_for(kind, body));
    };
    let token = Token::Text(kind, &body[..end]);
    match (body[end], body.get(end + 1)) {
        (0x07, _) => Ok((token, 2 + end + 1)),
        (0x1b, Some(b'\\')) => Ok((token, 2 + end + 2)),
        (0x1b, None) => Err(patience_for(kind, body)),
        (0x1b, Some(_)) => Ok((Token::Nothing, 2 + end)),
        _ => Ok((Token::Nothing, 2 + end + 1)),
    }
}

/// Replies begin in few ways; any other byte after ESC and `]`, `P` or `_` means that the user has
/// typed that character with Alt.
fn patience_for(kind: u8, body: &[u8]) -> Patience {
    let answer = match (kind, body.first()) {
        (b']', Some(b)) => b.is_ascii_digit(),
        (b'P', Some(b)) => b.is_ascii_digit() || matches!(b, b'>' | b'!' | b'?' | b'='),
        (b'_', Some(b)) => *b == b'G',
        _ => false,
    };
    match answer {
        true => Patience::Long,
        false => Patience::Short,
    }
}

fn character(bytes: &[u8]) -> Scan<'_> {
    let len = match bytes.first() {
        None => return Err(Patience::Long),
        Some(0..=0x7f) => 1,
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        Some(_) => return Ok((Token::Nothing, 1)),
    };
    let given = &bytes[..len.min(bytes.len())];
    match std::str::from_utf8(given) {
        Ok(text) => Ok((text.chars().next().map_or(Token::Nothing, Token::Char), len)),
        Err(error) => match error.error_len() {
            Some(bad) => Ok((Token::Nothing, bad)),
            None => Err(Patience::Long),
        },
    }
}
