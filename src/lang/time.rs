//! Times as text: strftime(3), ctime(3) and tmux's short form, with the UTC offset of [`Now`]. No
//! locale, no time zone database, no clock.

use crate::base::Now;
use chrono::{DateTime, FixedOffset, TimeDelta};
use std::fmt::Write as _;

/// Parses a span of time such as `30s`, `20m`, `2h` or `7d`: the number, and the seconds of its
/// unit.
pub fn span(text: &str) -> Option<(u32, i64)> {
    let seconds = match text.chars().last()? {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        _ => return None,
    };
    Some((text[..text.len() - 1].parse().ok()?, seconds))
}

/// The time of a wait that names none, in milliseconds. The client of another host needs it too.
pub const USUAL_WAIT_MS: u64 = 30_000;

/// Parses a duration such as `500ms`, `30s`, `5m`, `2h` or `1d`, and returns milliseconds. A number
/// alone counts seconds; `1.5` and `0.2s` are allowed. `None` if the text has another form.
pub fn duration_ms(text: &str) -> Option<u64> {
    const UNITS: [(&str, f64); 6] = [
        ("ms", 1.0),
        ("s", 1000.0),
        ("m", 60_000.0),
        ("h", 3_600_000.0),
        ("d", 86_400_000.0),
        ("", 1000.0),
    ];
    let (number, unit) = UNITS
        .iter()
        .find_map(|(name, unit)| Some((text.strip_suffix(name)?, unit)))?;
    let plain = |c: char| c.is_ascii_digit() || c == '.';
    let number: f64 = number.parse().ok().filter(|_| number.chars().all(plain))?;
    let ms = (number * unit).round();
    // Durations of more than a hundred years are mistakes.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is checked"
    )]
    (ms <= 3.2e12).then_some(ms as u64)
}

/// A time in milliseconds since 1970 in the form of RFC 3339, in UTC: `2026-11-21T05:50:09.120Z`.
pub fn rfc3339(ms: i64) -> String {
    let at = DateTime::from_timestamp_millis(ms).unwrap_or_default();
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// Formats the current time as strftime(3) in the C locale; unknown conversions are copied.
pub fn strftime(template: &str, now: Now) -> String {
    strftime_at(template, now.unix(), now)
}

/// Formats `unix` (seconds since 1970) as strftime(3), with the UTC offset of `now`.
pub fn strftime_at(template: &str, unix: i64, now: Now) -> String {
    let Some(at) = local(unix, now) else {
        return String::new();
    };
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(percent) = rest.find('%') {
        out.push_str(&rest[..percent]);
        let used = conversion(&rest[percent..], at, &mut out);
        rest = &rest[percent + used..];
    }
    out.push_str(rest);
    out
}

/// `unix` as ctime(3) prints it: `Sat Nov 21 05:50:09 2026`.
pub fn ctime(unix: i64, now: Now) -> String {
    strftime_at("%a %b %e %H:%M:%S %Y", unix, now)
}

/// `unix` in the shortest form for its age: time of day within a day, day of the week within a
/// month, day and month within a year, otherwise month and year.
pub fn pretty(unix: i64, now: Now) -> String {
    let today = now.unix().max(unix);
    let (Some(then), Some(present)) = (local(unix, now), local(today, now)) else {
        return String::new();
    };
    let age = today.saturating_sub(unix);
    let months = |at: DateTime<FixedOffset>| {
        use chrono::Datelike as _;
        i64::from(at.year()) * 12 + i64::from(at.month())
    };
    let months_ago = months(present) - months(then);
    let template = if age < 24 * 3600 {
        "%H:%M"
    } else if months_ago == 0 || age < 28 * 24 * 3600 {
        "%a%d"
    } else if months_ago < 12 {
        "%d%b"
    } else {
        "%h%y"
    };
    strftime_at(template, unix, now)
}

/// The age of `unix` in its largest unit: `30s ago`, `5m ago`, `2h ago`, `3d ago`, `2w ago`,
/// `1y ago`; `in 5m` if it is in the future.
pub fn relative(unix: i64, now: Now) -> String {
    const UNITS: [(i64, &str); 6] = [
        (365 * 86_400, "y"),
        (7 * 86_400, "w"),
        (86_400, "d"),
        (3600, "h"),
        (60, "m"),
        (1, "s"),
    ];
    let age = now.unix().saturating_sub(unix);
    let long = age.saturating_abs();
    let fits = UNITS.iter().find(|(seconds, _)| long >= *seconds);
    let (seconds, unit) = fits.copied().unwrap_or((1, "s"));
    let count = long / seconds;
    match age < 0 {
        true => format!("in {count}{unit}"),
        false => format!("{count}{unit} ago"),
    }
}

/// A duration in its two largest units: `0.4 s`, `12 s`, `2 m 14 s`, `1 h 3 m`, `2 d 4 h`.
pub fn time_span(milliseconds: i64) -> String {
    let seconds = milliseconds.max(0) / 1000;
    let (minutes, hours) = (seconds / 60, seconds / 3600);
    match seconds {
        0..10 => format!("{seconds}.{} s", milliseconds.max(0) % 1000 / 100),
        10..60 => format!("{seconds} s"),
        60..3600 => format!("{minutes} m {} s", seconds % 60),
        3600..86_400 => format!("{hours} h {} m", minutes % 60),
        _ => format!("{} d {} h", hours / 24, hours % 24),
    }
}

fn local(unix: i64, now: Now) -> Option<DateTime<FixedOffset>> {
    let offset = FixedOffset::east_opt(now.utc_offset)?;
    // Excludes one day at either end of the calendar, so that the offset always fits.
    let utc = DateTime::from_timestamp(unix, 0)?;
    utc.checked_add_signed(TimeDelta::days(1))?;
    utc.checked_sub_signed(TimeDelta::days(1))?;
    Some(utc.with_timezone(&offset))
}

/// Formats one conversion; returns the length of the conversion in `text`, which starts with `%`.
fn conversion(text: &str, at: DateTime<FixedOffset>, out: &mut String) -> usize {
    let mut chars = text.char_indices().skip(1).peekable();
    let flag = chars.next_if(|(_, c)| "-_0^#".contains(*c)).map(|f| f.1);
    chars.next_if(|(_, c)| "EO".contains(*c));
    let Some((at_byte, letter)) = chars.next() else {
        out.push_str(text);
        return text.len();
    };
    let used = at_byte + letter.len_utf8();
    match convert(letter, flag, at) {
        Some(value) => out.push_str(&value),
        None => out.push_str(&text[..used]),
    }
    used
}

fn convert(letter: char, flag: Option<char>, at: DateTime<FixedOffset>) -> Option<String> {
    let name = match letter {
        '%' => return Some("%".into()),
        'n' => return Some("\n".into()),
        't' => return Some("\t".into()),
        'Z' => return Some(zone(at)),
        'h' => 'b',
        'a'..='e' | 'g' | 'j'..='m' | 'p' | 'r' | 's' | 'u' | 'w'..='z' => letter,
        'A'..='D' | 'F'..='I' | 'M' | 'P' | 'R'..='Y' => letter,
        _ => return None,
    };
    let pad = flag.filter(|f| "-_0".contains(*f));
    let pattern: String = ['%'].into_iter().chain(pad).chain([name]).collect();
    let mut value = String::new();
    // Ignores a padding flag that this conversion does not take.
    if write!(value, "{}", at.format(&pattern)).is_err() {
        value.clear();
        write!(value, "{}", at.format(&format!("%{name}"))).ok()?;
    }
    Some(match flag {
        Some('^') => value.to_uppercase(),
        Some('#') if letter == 'p' => value.to_lowercase(),
        Some('#') => value.to_uppercase(),
        _ => value,
    })
}

/// The name of the zone if the offset determines it, else the offset: `UTC`, `+0200`.
fn zone(at: DateTime<FixedOffset>) -> String {
    if at.offset().local_minus_utc() == 0 {
        return "UTC".into();
    }
    at.format("%z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Saturday 21 November 2026, 05:50:09 UTC.
    const NOW: Now = Now {
        mono: 0,
        wall: 1_795_240_209_000,
        utc_offset: 0,
    };

    #[test]
    fn durations_have_two_units() {
        for (milliseconds, text) in [
            (-5, "0.0 s"),
            (449, "0.4 s"),
            (9999, "9.9 s"),
            (10_000, "10 s"),
            (134_000, "2 m 14 s"),
            (3_780_000, "1 h 3 m"),
            (187_200_000, "2 d 4 h"),
        ] {
            assert_eq!(time_span(milliseconds), text);
        }
    }

    #[test]
    fn conversions_are_those_of_c() {
        for (template, want) in [
            ("%H:%M %d-%b-%y", "05:50 21-Nov-26"),
            ("%a %A %b %B %h", "Sat Saturday Nov November Nov"),
            ("%c|%x|%X", "Sat Nov 21 05:50:09 2026|11/21/26|05:50:09"),
            (
                "%C %e %g %G %j %u %w %U %V %W",
                "20 21 26 2026 325 6 6 46 47 46",
            ),
            (
                "%D %F %T %R %r",
                "11/21/26 2026-11-21 05:50:09 05:50 05:50:09 AM",
            ),
            ("%I %l %k %p %P %s", "05  5  5 AM am 1795240209"),
            ("%y %Y %z %Z", "26 2026 +0000 UTC"),
            ("%-H|%_H|%^a|%#p|%Ey|%Od", "5| 5|SAT|am|26|21"),
            ("a%%b%nc%td", "a%b\nc\td"),
            ("%Q %f %3 %é %:z %", "%Q %f %3 %é %:z %"),
            ("%-", "%-"),
            ("", ""),
        ] {
            assert_eq!(strftime(template, NOW), want, "{template}");
        }
    }

    #[test]
    fn the_offset_moves_the_day() {
        let there = Now {
            utc_offset: -6 * 3600,
            ..NOW
        };
        assert_eq!(
            strftime("%F %R %z %Z", there),
            "2026-11-20 23:50 -0600 -0600"
        );
        assert_eq!(ctime(0, there), "Wed Dec 31 18:00:00 1969");
    }

    #[test]
    fn short_times_depend_on_the_age() {
        const DAY: i64 = 24 * 3600;
        let now = NOW.unix();
        for (unix, want) in [
            (now, "05:50"),
            (now + 3600, "06:50"),
            (now - DAY + 1, "05:50"),
            (now - DAY, "Fri20"),
            (now - 20 * DAY, "Sun01"),
            (now - 27 * DAY, "Sun25"),
            (now - 40 * DAY, "12Oct"),
            (now - 340 * DAY, "16Dec"),
            (now - 365 * DAY, "Nov25"),
            (0, "Jan70"),
        ] {
            assert_eq!(pretty(unix, NOW), want, "{unix}");
        }
    }

    #[test]
    fn durations_have_a_unit_or_are_seconds() {
        for (text, ms) in [
            ("500ms", Some(500)),
            ("30s", Some(30_000)),
            ("5", Some(5000)),
            ("0.5s", Some(500)),
            ("2m", Some(120_000)),
            ("1h", Some(3_600_000)),
            ("1d", Some(86_400_000)),
            ("0", Some(0)),
            ("", None),
            ("s", None),
            ("-1s", None),
            ("1e3", None),
            ("inf", None),
            ("1 s", None),
            ("9999999999d", None),
        ] {
            assert_eq!(duration_ms(text), ms, "{text:?}");
        }
    }

    #[test]
    fn no_moment_makes_it_panic() {
        let strange = Now {
            mono: 0,
            wall: i64::MAX,
            utc_offset: i32::MAX,
        };
        for unix in [
            i64::MIN,
            -1,
            0,
            i64::MAX,
            8_210_266_876_799,
            -8_334_601_228_800,
        ] {
            for now in [
                NOW,
                strange,
                Now {
                    utc_offset: 86_399,
                    ..NOW
                },
            ] {
                ctime(unix, now);
                pretty(unix, now);
            }
        }
    }
}
