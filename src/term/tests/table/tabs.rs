//! Tab stops and character sets.

use super::run;

#[test]
fn the_more_fix() {
    super::run(&[
        (
            "a tab leaves a pending wrap",
            "0123456789\tx",
            "0123456789/x",
            (1, 1),
            "",
        ),
        (
            "mode 41: it wraps first",
            "\x1b[?41h0123456789\tx",
            "0123456789/        x",
            (9, 1),
            "",
        ),
    ]);
}

#[test]
fn tabs() {
    run(&[
        ("HT", "\tx", "        x", (9, 0), ""),
        ("HT at the edge", "\t\tx", "         x", (9, 0), ""),
        (
            "HT keeps the text it crosses",
            "abc\r\tx",
            "abc     x",
            (9, 0),
            "",
        ),
        ("TBC 3", "\x1b[3g\tx", "         x", (9, 0), ""),
        ("HTS", "\x1b[3G\x1bH\r\tx", "  x", (3, 0), ""),
        ("HTS as C1", "\x1b[3G\u{88}\r\tx", "  x", (3, 0), ""),
        ("TBC 0", "\x1b[3G\x1bH\x1b[0g\r\tx", "        x", (9, 0), ""),
        (
            "TBC of something else",
            "\x1b[7g\tx",
            "        x",
            (9, 0),
            "",
        ),
        ("CHT", "\x1b[3G\x1bH\r\x1b[2Ix", "        x", (9, 0), ""),
        ("CHT 99", "\x1b[99Ix", "         x", (9, 0), ""),
        ("CBT", "\x1b[10G\x1b[Zx", "        x", (9, 0), ""),
        (
            "CBT at a stop",
            "\x1b[3G\x1bH\x1b[9G\x1b[Zx",
            "  x",
            (3, 0),
            "",
        ),
        ("CBT to the edge", "\x1b[10G\x1b[9Zx", "x", (1, 0), ""),
        ("DECST8C", "\x1b[3g\x1b[?5W\tx", "        x", (9, 0), ""),
        ("CTC 0", "\x1b[3G\x1b[0W\r\tx", "  x", (3, 0), ""),
        ("CTC 2", "\x1b[9G\x1b[2W\r\tx", "         x", (9, 0), ""),
        ("CTC 5", "\x1b[5W\tx", "         x", (9, 0), ""),
        (
            "RIS resets them",
            "\x1b[3g\x1bc\tx",
            "        x",
            (9, 0),
            "",
        ),
        (
            "DECSTR leaves them",
            "\x1b[3g\x1b[!p\tx",
            "         x",
            (9, 0),
            "",
        ),
    ]);
}

#[test]
fn charsets() {
    run(&[
        ("SCS G0", "\x1b(0lqk\x1b(Bq", "┌─┐q", (4, 0), ""),
        (
            "the whole drawing set",
            "\x1b(0`afgjklmn",
            "◆▒°±┘┐┌└┼",
            (9, 0),
            "",
        ),
        (
            "and the rest of it",
            "\x1b(0opqrstuvw",
            "⎺⎻─⎼⎽├┤┴┬",
            (9, 0),
            "",
        ),
        ("up to its end", "\x1b(0xyz{|}~", "│≤≥π≠£·", (7, 0), ""),
        ("capitals stay", "\x1b(0AZ", "AZ", (2, 0), ""),
        ("SO and SI", "\x1b)0\x0eq\x0fq", "─q", (2, 0), ""),
        ("SS2", "\x1b*0\x1bNqq", "─q", (2, 0), ""),
        ("SS3", "\x1b+0\x1bOqq", "─q", (2, 0), ""),
        ("SS2 as C1", "\x1b*0\u{8e}qq", "─q", (2, 0), ""),
        ("LS2", "\x1b*0\x1bnq", "─", (1, 0), ""),
        ("LS3", "\x1b+0\x1boq", "─", (1, 0), ""),
        ("SI after LS2", "\x1b*0\x1bn\x0fq", "q", (1, 0), ""),
        (
            "DECNRCM, the German set",
            "\x1b(K[\x1b[?42h\x1b(K[\\]{|}~@\x1b(B[",
            "[ÄÖÜäöüß§[",
            (9, 0),
            "",
        ),
        (
            "DECNRCM, the Swiss set",
            "\x1b[?42h\x1b(=#_~",
            "ùèû",
            (3, 0),
            "",
        ),
        (
            "DECNRCM, French by either name",
            "\x1b[?42h\x1b(R{\x1b(f}",
            "éè",
            (2, 0),
            "",
        ),
        ("the British set", "\x1b(A#\x1b(B#", "£#", (2, 0), ""),
        ("an unknown set is ASCII", "\x1b(0\x1b(Kq", "q", (1, 0), ""),
        ("a set of 96 is ASCII", "\x1b)0\x1b-A\x0eq", "q", (1, 0), ""),
        ("UTF-8 stays on", "\x1b%@é\x1b%Gé", "éé", (2, 0), ""),
        (
            "characters beyond ASCII stay",
            "\x1b(0é界",
            "é界",
            (3, 0),
            "",
        ),
        ("RIS", "\x1b(0\x1bcq", "q", (1, 0), ""),
        ("DECSTR", "\x1b(0\x1b[!pq", "q", (1, 0), ""),
    ]);
}
