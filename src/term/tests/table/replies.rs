//! Queries and replies.

use super::ask;

#[test]
fn identity() {
    ask(&[
        ("DA1", "\x1b[c", "^[?64;6;21;22;28;52c"),
        ("DA1 0", "\x1b[0c", "^[?64;6;21;22;28;52c"),
        ("DA1 of something else", "\x1b[5c", ""),
        (
            "XTVERSION",
            "\x1b[>q",
            concat!("^P>|mux ", env!("CARGO_PKG_VERSION"), "^\\"),
        ),
        ("DECID", "\x1bZ", "^[?64;6;21;22;28;52c"),
        ("DA2", "\x1b[>c", "^[>84;0;0c"),
        ("DA3", "\x1b[=c", "^P!|00000000^\\"),
        ("DSR 5", "\x1b[5n", "^[0n"),
        ("CPR", "ab\x1b[6n", "^[1;3R"),
        ("CPR in the last column", "0123456789\x1b[6n", "^[1;10R"),
        ("DECXCPR", "ab\x1b[?6n", "^[?1;3;1R"),
        ("DSR printer", "\x1b[?15n", "^[?13n"),
        ("DSR user keys", "\x1b[?25n", "^[?20n"),
        ("DSR keyboard", "\x1b[?26n", "^[?27;1;0;0n"),
        ("DSR locator", "\x1b[?55n", "^[?53n"),
        ("DSR macros", "\x1b[?62n", "^[0*{"),
        ("DECCKSR", "\x1b[?63n", "^P0!~0000^\\"),
        ("DECCKSR with a number", "\x1b[?63;123n", "^P123!~0000^\\"),
        ("DSR data integrity", "\x1b[?75n", "^[?70n"),
        ("DSR sessions", "\x1b[?85n", "^[?83n"),
        ("DSR of something else", "\x1b[99n", ""),
    ]);
}

#[test]
fn windows() {
    ask(&[
        ("XTWINOPS 11", "\x1b[11t", "^[1t"),
        ("XTWINOPS 13", "\x1b[13t", "^[3;0;0t"),
        ("XTWINOPS 14", "\x1b[14t", "^[4;128;160t"),
        ("XTWINOPS 15", "\x1b[15t", "^[5;128;160t"),
        ("XTWINOPS 16", "\x1b[16t", "^[6;32;16t"),
        ("XTWINOPS 18", "\x1b[18t", "^[8;4;10t"),
        ("XTWINOPS 19", "\x1b[19t", "^[9;4;10t"),
        ("a title is not reported", "\x1b]2;hi\x07\x1b[21t", "^]l^\\"),
        ("nor an icon's", "\x1b]2;hi\x07\x1b[20t", "^]L^\\"),
    ]);
}

#[test]
fn titles() {
    for (name, input, title) in [
        ("OSC 0", "\x1b]0;one\x07", "one"),
        ("OSC 2", "\x1b]2;two\x1b\\", "two"),
        ("OSC 1 is an icon's", "\x1b]2;a\x07\x1b]1;b\x07", "a"),
        ("an empty one", "\x1b]2;a\x07\x1b]2;\x07", ""),
        ("semicolons", "\x1b]2;a;b\x07", "a;b"),
        ("UTF-8", "\x1b]2;界é\x07", "界é"),
        ("controls are left out", "\x1b]2;a\tb\x07", "ab"),
        ("the stack", "\x1b]2;a\x07\x1b[22t\x1b]2;b\x07\x1b[23t", "a"),
        (
            "two on the stack",
            "\x1b]2;a\x07\x1b[22;2t\x1b]2;b\x07\x1b[22;0t\x1b]2;c\x07\x1b[23;2t\x1b[23;0t",
            "a",
        ),
        (
            "an icon's on the stack",
            "\x1b]2;a\x07\x1b[22;1t\x1b]2;b\x07\x1b[23;1t",
            "b",
        ),
        ("an empty stack", "\x1b]2;a\x07\x1b[23t", "a"),
        ("RIS leaves the title", "\x1b]2;a\x07\x1bc", "a"),
    ] {
        let (mut screen, mut events) = super::screen(10, 4, input);
        assert_eq!(screen.title(), title, "{name}");
        super::allow_reports(&mut screen);
        events.clear();
        screen.feed(b"\x1b[21t", &mut events);
        assert_eq!(super::replies(&events), format!("^]l{title}^\\"), "{name}");
    }
}

#[test]
fn icon_names_have_a_stack_of_their_own() {
    for (input, icon, title) in [
        ("\x1b]0;both\x07", "both", "both"),
        ("\x1b]1;icon\x07", "icon", ""),
        ("\x1b]2;title\x07", "", "title"),
        ("\x1b]0;a\x07\x1b[22;0t\x1b]0;b\x07\x1b[23;1t", "a", "b"),
        ("\x1b]0;a\x07\x1b[22;0t\x1b]0;b\x07\x1b[23;2t", "b", "a"),
        (
            "\x1b]0;a\x07\x1b[22;1t\x1b[22;2t\x1b]0;b\x07\x1b[23t",
            "a",
            "a",
        ),
        ("\x1b]0;a\x07\x1b[22;1t\x1b]0;b\x07\x1b[23t", "a", "b"),
    ] {
        let (mut screen, mut events) = super::screen(10, 4, input);
        let mut checkpoint = Vec::new();
        screen.checkpoint(&mut checkpoint);
        let store = Box::new(crate::term::MemoryStore::default());
        let mut screen = crate::term::Screen::restore(&checkpoint, screen.limits(), store).unwrap();
        super::allow_reports(&mut screen);
        events.clear();
        screen.feed(b"\x1b[20t\x1b[21t", &mut events);
        let want = format!("^]L{icon}^\\^]l{title}^\\");
        assert_eq!(super::replies(&events), want, "{input:?}");
    }
}

#[test]
fn settings() {
    ask(&[
        ("DECRQSS SGR", "\x1bP$qm\x1b\\", "^P1$r0m^\\"),
        (
            "DECRQSS SGR, all of it",
            "\x1b[1;2;3;5;7;8;9;53m\x1bP$qm\x1b\\",
            "^P1$r0;1;2;3;5;7;8;9;53m^\\",
        ),
        (
            "DECRQSS SGR, underline and RGB",
            "\x1b[1;4:3;38;2;1;2;3m\x1bP$qm\x1b\\",
            "^P1$r0;1;4:3;38:2::1:2:3m^\\",
        ),
        (
            "DECRQSS SGR, 16 colours",
            "\x1b[31;102m\x1bP$qm\x1b\\",
            "^P1$r0;31;102m^\\",
        ),
        (
            "DECRQSS SGR, 256 colours",
            "\x1b[38;5;99;48;5;3m\x1bP$qm\x1b\\",
            "^P1$r0;38:5:99;48:5:3m^\\",
        ),
        (
            "DECRQSS SGR, colour of the underline",
            "\x1b[4;58;5;9m\x1bP$qm\x1b\\",
            "^P1$r0;4;58:5:9m^\\",
        ),
        ("DECRQSS DECSTBM", "\x1b[2;3r\x1bP$qr\x1b\\", "^P1$r2;3r^\\"),
        (
            "DECRQSS DECSLRM",
            "\x1b[?69h\x1b[2;5s\x1bP$qs\x1b\\",
            "^P1$r2;5s^\\",
        ),
        ("DECRQSS DECSCUSR", "\x1b[5 q\x1bP$q q\x1b\\", "^P1$r5 q^\\"),
        (
            "DECRQSS DECSCUSR, default",
            "\x1bP$q q\x1b\\",
            "^P1$r0 q^\\",
        ),
        (
            "DECRQSS DECSCUSR, steady",
            "\x1b[4 q\x1bP$q q\x1b\\",
            "^P1$r4 q^\\",
        ),
        (
            "DECRQSS DECSCA",
            "\x1b[1\"q\x1bP$q\"q\x1b\\",
            "^P1$r1\"q^\\",
        ),
        ("DECRQSS DECSCL", "\x1bP$q\"p\x1b\\", "^P1$r64;1\"p^\\"),
        (
            "DECRQSS DECSCL, set",
            "\x1b[62;1\"p\x1bP$q\"p\x1b\\",
            "^P1$r62;1\"p^\\",
        ),
        ("DECRQSS DECSLPP", "\x1bP$qt\x1b\\", "^P1$r24t^\\"),
        (
            "DECRQSS DECSLPP, set",
            "\x1b[36t\x1bP$qt\x1b\\",
            "^P1$r36t^\\",
        ),
        (
            "DECRQSS DECSNLS, set",
            "\x1b[36*|\x1bP$q*|\x1b\\",
            "^P1$r36*|^\\",
        ),
        ("DECRQSS DECSASD", "\x1bP$q$}\x1b\\", "^P1$r0$}^\\"),
        ("DECRQSS DECSSDT", "\x1bP$q$~\x1b\\", "^P1$r0$~^\\"),
        ("DECRQSS DECSACE, default", "\x1bP$q*x\x1b\\", "^P1$r0*x^\\"),
        (
            "DECRQSS DECSACE 1",
            "\x1b[1*x\x1bP$q*x\x1b\\",
            "^P1$r1*x^\\",
        ),
        ("DECRQSS DECSCPP", "\x1bP$q$|\x1b\\", "^P1$r10$|^\\"),
        ("DECRQSS DECSNLS", "\x1bP$q*|\x1b\\", "^P1$r4*|^\\"),
        ("DECRQSS DECSACE", "\x1b[2*x\x1bP$q*x\x1b\\", "^P1$r2*x^\\"),
        ("DECRQSS of something else", "\x1bP$qzz\x1b\\", "^P0$r^\\"),
        ("XTGETTCAP", "\x1bP+q436f\x1b\\", "^P1+r436f=323536^\\"),
        (
            "XTGETTCAP in capitals",
            "\x1bP+q436F\x1b\\",
            "^P1+r436F=323536^\\",
        ),
        (
            "XTGETTCAP TN",
            "\x1bP+q544e\x1b\\",
            "^P1+r544e=746D75782D323536636F6C6F72^\\",
        ),
        ("XTGETTCAP of a flag", "\x1bP+q5463\x1b\\", "^P1+r5463=^\\"),
        (
            "XTGETTCAP of two",
            "\x1bP+q436f;5463\x1b\\",
            "^P1+r436f=323536^\\^P1+r5463=^\\",
        ),
        (
            "XTGETTCAP of something else",
            "\x1bP+q7a7a\x1b\\",
            "^P0+r7a7a^\\",
        ),
        (
            "XTGETTCAP that is no hex",
            "\x1bP+qxyz\x1b\\",
            "^P0+rxyz^\\",
        ),
    ]);
}

#[test]
fn presentation() {
    ask(&[
        (
            "DECCIR",
            "\x1b[2;3H\x1b[1$w",
            "^P1$u2;3;1;@;@;@;0;2;@;BBBB^\\",
        ),
        (
            "DECCIR, looks",
            "\x1b[1;4;5;7m\x1b[1$w",
            "^P1$u1;1;1;O;@;@;0;2;@;BBBB^\\",
        ),
        (
            "DECCIR, protection and DECOM",
            "\x1b[1\"q\x1b[?6h\x1b[1$w",
            "^P1$u1;1;1;@;A;A;0;2;@;BBBB^\\",
        ),
        (
            "DECCIR, pending wrap",
            "0123456789\x1b[1$w",
            "^P1$u1;10;1;@;@;H;0;2;@;BBBB^\\",
        ),
        (
            "DECCIR, charsets",
            "\x1b)0\x1b*A\x0e\x1b[1$w",
            "^P1$u1;1;1;@;@;@;1;2;@;B0AB^\\",
        ),
        ("DECTABSR", "\x1b[3G\x1bH\x1b[2$w", "^P2$u3/9^\\"),
        (
            "DECRSPS of the cursor",
            "\x1bP1$t2;3;1;A;@;@;1;2;@;B0BB\x1b\\\x1b[1$w",
            "^P1$u2;3;1;A;@;@;1;2;@;B0BB^\\",
        ),
        (
            "DECRSPS of tab stops",
            "\x1bP2$t2/7\x1b\\\x1b[2$w",
            "^P2$u2/7^\\",
        ),
        (
            "DECRSPS beyond the screen",
            "\x1bP1$t99;99;1;@;@;@;0;2;@;BBBB\x1b\\\x1b[6n",
            "^[4;10R",
        ),
        ("DECRQPSR of something else", "\x1b[3$w", ""),
        (
            "XTPUSHSGR and XTPOPSGR",
            "\x1b[1m\x1b[#{\x1b[0;3m\x1b[#}\x1bP$qm\x1b\\",
            "^P1$r0;1m^\\",
        ),
        (
            "XTPOPSGR of nothing",
            "\x1b[1m\x1b[#}\x1bP$qm\x1b\\",
            "^P1$r0;1m^\\",
        ),
    ]);
}

#[test]
fn keyboards() {
    ask(&[
        ("kitty, nothing set", "\x1b[?u", "^[?0u"),
        ("kitty, push", "\x1b[>5u\x1b[?u", "^[?5u"),
        ("kitty, pop", "\x1b[>5u\x1b[>1u\x1b[<u\x1b[?u", "^[?5u"),
        ("kitty, pop two", "\x1b[>5u\x1b[>1u\x1b[<2u\x1b[?u", "^[?0u"),
        ("kitty, pop too many", "\x1b[>5u\x1b[<99u\x1b[?u", "^[?0u"),
        ("kitty, set", "\x1b[=5u\x1b[?u", "^[?5u"),
        ("kitty, add", "\x1b[=5u\x1b[=2;2u\x1b[?u", "^[?7u"),
        ("kitty, remove", "\x1b[=7u\x1b[=1;3u\x1b[?u", "^[?6u"),
        ("kitty, unknown flags", "\x1b[=255u\x1b[?u", "^[?31u"),
        (
            "kitty, a stack for each screen",
            "\x1b[>5u\x1b[?1049h\x1b[?u\x1b[?1049l\x1b[?u",
            "^[?0u^[?5u",
        ),
        ("kitty, RIS", "\x1b[>5u\x1bc\x1b[?u", "^[?0u"),
        ("modifyOtherKeys", "\x1b[>4;2m\x1b[?4m", "^[>4;2m"),
        (
            "modifyOtherKeys reset",
            "\x1b[>4;2m\x1b[>4m\x1b[?4m",
            "^[>4;0m",
        ),
        (
            "modifyOtherKeys off",
            "\x1b[>4;1m\x1b[>4n\x1b[?4m",
            "^[>4;0m",
        ),
    ]);
}
