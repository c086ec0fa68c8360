//! `#{e|…:…}`: arithmetic and numeric comparisons. Parsing and printing follow C's strtod and
//! printf.

/// Maximum number of decimals.
const PRECISE: i64 = 100;

/// The number of decimals for a negative precision, as in printf(3).
const USUAL: usize = 6;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Equal,
    Different,
    Greater,
    AtLeast,
    Less,
    AtMost,
}

/// An operator and the format of its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Arithmetic {
    operator: Operator,
    fractions: bool,
    decimals: usize,
}

impl Arithmetic {
    /// Parses the modifier's arguments: operator, flags, decimals. `None` if one is invalid.
    pub(super) fn parse(args: &[String]) -> Option<Self> {
        let operator = match args.first()?.as_str() {
            "+" => Operator::Add,
            "-" => Operator::Subtract,
            "*" => Operator::Multiply,
            "/" => Operator::Divide,
            "%" | "m" => Operator::Remainder,
            "==" => Operator::Equal,
            "!=" => Operator::Different,
            ">" => Operator::Greater,
            ">=" => Operator::AtLeast,
            "<" => Operator::Less,
            "<=" => Operator::AtMost,
            _ => return None,
        };
        let fractions = args.get(1).is_some_and(|flags| flags.contains('f'));
        let decimals = match args.get(2) {
            Some(text) => usize::try_from(whole(text, -PRECISE, PRECISE)?).unwrap_or(USUAL),
            None => usize::from(fractions) * 2,
        };
        Some(Self {
            operator,
            fractions,
            decimals,
        })
    }

    /// The operand in a text; `None` if it is not a number.
    pub(super) fn operand(self, text: &str) -> Option<f64> {
        let number = number(text)?;
        Some(if self.fractions {
            number
        } else {
            truncate(number)
        })
    }

    /// The result as text.
    pub(super) fn apply(self, left: f64, right: f64) -> String {
        let mut result = self.operator.apply(left, right);
        if !self.fractions {
            result = truncate(result);
        }
        if result.is_nan() && !left.is_nan() && !right.is_nan() {
            return "-nan".to_owned();
        }
        self.printed(result)
    }

    /// A number as a result is printed.
    pub(super) fn printed(self, number: f64) -> String {
        match number.is_nan() {
            true => "nan".to_owned(),
            false => format!("{number:.*}", self.decimals),
        }
    }
}

impl Operator {
    fn apply(self, left: f64, right: f64) -> f64 {
        const CLOSE: f64 = 1e-9;
        let truth = |yes: bool| f64::from(u8::from(yes));
        match self {
            Self::Add => left + right,
            Self::Subtract => left - right,
            Self::Multiply => left * right,
            Self::Divide => left / right,
            Self::Remainder => left % right,
            Self::Equal => truth((left - right).abs() < CLOSE),
            Self::Different => truth((left - right).abs() > CLOSE),
            Self::Greater => truth(left > right),
            Self::AtLeast => truth(left >= right),
            Self::Less => truth(left < right),
            Self::AtMost => truth(left <= right),
        }
    }
}

/// An integer within limits; `None` otherwise.
pub(super) fn whole(text: &str, low: i64, high: i64) -> Option<i64> {
    let number: i64 = text.trim_start().parse().ok()?;
    (low..=high).contains(&number).then_some(number)
}

/// The integral part; out of the range of i64 the smallest i64, as on x86-64 under tmux.
fn truncate(number: f64) -> f64 {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if !(-LIMIT..LIMIT).contains(&number) {
        return -LIMIT;
    }
    number.trunc() + 0.0
}

/// Parses the whole text as C's strtod does. Empty text is 0.
fn number(text: &str) -> Option<f64> {
    if text.is_empty() {
        return Some(0.0);
    }
    let text = text.trim_start();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let hex = digits.strip_prefix("0x").or(digits.strip_prefix("0X"));
    let value = match hex {
        Some(hex) => hexadecimal(hex)?,
        None => digits.parse().ok()?,
    };
    Some(if negative { -value } else { value })
}

fn hexadecimal(digits: &str) -> Option<f64> {
    if digits.is_empty() {
        return None;
    }
    digits.chars().try_fold(0.0, |value, c| {
        c.to_digit(16).map(|digit| value * 16.0 + f64::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calculated(args: &[String], left: &str, right: &str) -> Option<String> {
        let arithmetic = Arithmetic::parse(args)?;
        let (left, right) = (arithmetic.operand(left)?, arithmetic.operand(right)?);
        Some(arithmetic.apply(left, right))
    }

    #[test]
    fn results_are_those_of_c() {
        for (operator, left, right, want) in [
            ("+", "1", "2", Some("3")),
            ("-", "5", "3", Some("2")),
            ("+", "", "2", Some("2")),
            ("+", "0x10", "1", Some("17")),
            ("+", " 1", "2", Some("3")),
            ("+", "1 ", "2", None),
            ("+", "1e2", "2", Some("102")),
            ("+", "-0.5", "0", Some("0")),
            ("+", "+-1", "0", None),
            ("+", "x", "0", None),
            ("/", "7", "2", Some("3")),
            ("/", "-7", "2", Some("-3")),
            ("/", "1", "0", Some("-9223372036854775808")),
            ("m", "-5", "3", Some("-2")),
            ("%", "5", "3", Some("2")),
            ("%", "5", "0", Some("-9223372036854775808")),
            ("==", "1", "1.5", Some("1")),
            ("!=", "1", "2", Some("1")),
            (">", "1", "2", Some("0")),
            (">=", "2", "2", Some("1")),
            ("<", "1", "2", Some("1")),
            ("<=", "3", "2", Some("0")),
            ("^", "3", "2", None),
        ] {
            let got = calculated(&[operator.to_owned()], left, right);
            assert_eq!(got.as_deref(), want, "{left} {operator} {right}");
        }
    }

    #[test]
    fn fractions_are_printed_with_decimals() {
        for (args, left, right, want) in [
            (["/", "f", "3"], "1", "3", Some("0.333")),
            (["*", "f", "4"], "5.5", "3", Some("16.5000")),
            (["+", "", "2"], "1", "2", Some("3.00")),
            (["+", "f", "-2"], "1", "2", Some("3.000000")),
            (["+", "f", " 3"], "1", "2", Some("3.000")),
            (["+", "f", "101"], "1", "2", None),
            (["+", "f", "x"], "1", "2", None),
            (["/", "f", "0"], "-1", "0", Some("-inf")),
            (["/", "f", "0"], "0", "0", Some("-nan")),
            (["+", "f", "0"], "nan", "1", Some("nan")),
            (["==", "f", "0"], "1", "1.5", Some("0")),
        ] {
            let got = calculated(&args.map(str::to_owned), left, right);
            assert_eq!(got.as_deref(), want, "{args:?} {left} {right}");
        }
        let two = calculated(&["+".to_owned(), "f".to_owned()], "-0.001", "0");
        assert_eq!(two.as_deref(), Some("-0.00"));
    }
}
