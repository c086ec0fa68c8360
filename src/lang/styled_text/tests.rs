//! Rendered rows: text, styles, ranges.

use super::*;
use crate::base::Attrs;
use crate::lang::style::parse_style;

fn text(source: &str, cols: u16) -> String {
    draw(source, cols, Style::DEFAULT).line.text()
}

fn ranges(source: &str, cols: u16) -> Vec<String> {
    draw(source, cols, Style::DEFAULT)
        .ranges
        .iter()
        .map(|r| format!("{}-{} {}", r.from, r.to, r.kind))
        .collect()
}

#[test]
fn text_is_aligned() {
    for (source, cols, want) in [
        ("abc", 6, "abc   "),
        ("abc", 2, "ab"),
        ("abc", 0, ""),
        ("#[align=right]abc", 6, "   abc"),
        ("#[align=right]abc", 2, "bc"),
        ("#[align=centre]abc", 7, "  abc  "),
        ("#[align=centre]abc", 6, "  abc "),
        (
            "a#[align=right]b#[align=centre]c#[align=left]d",
            9,
            "ad   c  b",
        ),
        (
            "left#[align=right]right#[align=centre]centre",
            12,
            "leftntrright",
        ),
        ("left#[align=right]right", 7, "leftght"),
        ("left#[align=right]right", 3, "lef"),
        ("#[align=absolute-centre]xyz", 9, "   xyz   "),
        ("aaaaaa#[align=absolute-centre]xyz", 9, "aaaxyz   "),
        (
            "aaa#[align=absolute-centre]xyz#[align=right]bbbb",
            9,
            "aaaxyzbbb",
        ),
        ("#[align=absolute-centre]wxyz", 3, "wxy"),
    ] {
        assert_eq!(text(source, cols), want, "{source} {cols}");
    }
}

#[test]
fn hashes_and_strange_text() {
    for (source, want) in [
        ("a#b", "a#b   "),
        ("a##b", "a#b   "),
        ("a#", "a#    "),
        ("##[x", "#[x   "),
        ("###[bold]x", "#x    "),
        ("####[x", "##[x  "),
        ("a#[bold", "      "),
        ("a#[nonsense]b", "ab    "),
        ("a\u{7}b\nc", "abc   "),
        ("日本語x", "日本語"),
        ("a日本語", "a日本 "),
        ("e\u{301}x", "e\u{301}x    "),
        ("#[ignore]a#[fg=red]", "a#[fg="),
        ("#[acs]lqk#[noacs]q", "┌─┐q  "),
    ] {
        assert_eq!(text(source, 6), want, "{source:?}");
    }
}

const LIST: &str = "#[list=on]#[list=left-marker]<#[list=right-marker]>#[list=on]";

#[test]
fn a_list_gives_way_and_keeps_its_focus() {
    for (before, list, after, cols, want) in [
        (
            "#[align=left]L",
            "abcdefgh",
            "#[nolist]A#[align=right]R",
            14,
            "LabcdefghA   R",
        ),
        (
            "#[align=left]L",
            "abcdefgh",
            "#[nolist]A#[align=right]R",
            9,
            "Labcde>AR",
        ),
        (
            "#[align=left]L",
            "abcd#[list=focus]ef#[list=on]gh",
            "#[nolist]#[align=right]R",
            7,
            "L<efghR",
        ),
        (
            "#[align=left]L",
            "abcdef#[list=focus]gh#[list=on]",
            "#[nolist]#[align=right]R",
            7,
            "L<efghR",
        ),
        (
            "#[align=left]L",
            "abcdefgh",
            "#[nolist]A#[align=right]R",
            3,
            "LAR",
        ),
        (
            "#[align=left]L",
            "abcdefgh",
            "#[nolist]A#[align=right]R",
            2,
            "LA",
        ),
        (
            "#[align=centre]C",
            "abc",
            "#[nolist]D#[align=left]L#[align=right]R",
            11,
            "L  CabcD  R",
        ),
        (
            "#[align=centre]C",
            "abcdefgh",
            "#[nolist]D#[align=left]L#[align=right]R",
            8,
            "LC<de>DR",
        ),
        (
            "#[align=right]R",
            "abc",
            "#[nolist]A#[align=left]L",
            9,
            "L   RabcA",
        ),
        (
            "#[align=right]R",
            "abcdefgh",
            "#[nolist]A#[align=left]L",
            7,
            "LRabc>A",
        ),
        (
            "#[align=absolute-centre]",
            "abc",
            "#[nolist]#[align=left]LLLL#[align=right]R",
            9,
            "LLLabc  R",
        ),
    ] {
        let source = format!("{before}{LIST}{list}{after}");
        assert_eq!(text(&source, cols), want, "{source} {cols}");
    }
}

#[test]
fn the_status_line_of_tmux() {
    let source = "#[align=left range=left]#[push-default][s] #[pop-default]#[norange default]\
        #[list=on align=left]#[list=left-marker]<#[list=right-marker]>#[list=on]\
        #[range=window|0]#[push-default]0:a*#[pop-default]#[norange default] \
        #[range=window|1 list=focus]1:b-#[norange list=on default]\
        #[nolist align=right range=right]12:00#[norange default]";
    assert_eq!(text(source, 24), "[s] 0:a* 1:b-      12:00");
    assert_eq!(
        ranges(source, 24),
        ["0-4 left", "19-24 right", "4-8 window|0", "9-13 window|1"]
    );
    assert_eq!(text(source, 15), "[s] < 1:b-12:00");
}

#[test]
fn ranges_are_cut_and_moved_with_their_text() {
    for (source, cols, want) in [
        ("a#[range=user|x]bc#[norange]d", 9, vec!["1-3 user|x"]),
        ("a#[range=user|x]bc#[norange]d", 2, vec!["1-2 user|x"]),
        ("a#[range=user|x]bc#[norange]d", 1, vec![]),
        ("#[range=pane|%3]ab", 5, vec!["0-2 pane|%3"]),
        (
            "#[range=session|$3]ab#[bold]c#[range=control|7]d",
            5,
            vec!["0-3 session|$3", "3-4 control|7"],
        ),
        ("#[range=left]#[norange]a", 5, vec![]),
        ("#[align=right]a#[range=right]bcd", 3, vec!["0-3 right"]),
        (
            "#[range=user|x]ab#[align=right]cd",
            9,
            vec!["0-2 user|x", "7-9 user|x"],
        ),
    ] {
        assert_eq!(ranges(source, cols), want, "{source} {cols}");
    }
}

#[test]
fn looks_follow_the_styles() {
    let base = parse_style("fg=black,bg=green", Style::DEFAULT).unwrap();
    let look = |style: &str| parse_style(style, base).unwrap();
    for (source, want) in [
        ("a", vec![("a ", look(""))]),
        ("#[fg=red]a", vec![("a", look("fg=red")), (" ", base)]),
        (
            "#[fg=red,bold]a#[default]b",
            vec![("a", look("fg=red,bold")), ("b", base)],
        ),
        (
            "#[fg=red]a#[fg=default]b",
            vec![("a", look("fg=red")), ("b", base)],
        ),
        (
            "#[fg=red push-default]a#[fg=blue]b",
            vec![("a", look("fg=red")), ("b", look("fg=blue"))],
        ),
        (
            "#[fg=red]#[push-default]#[fg=blue]a#[default]b",
            vec![("a", look("fg=blue")), ("b", look("fg=red"))],
        ),
        (
            "#[fg=red]#[push-default]#[default]a#[pop-default]#[default]b",
            vec![("a", look("fg=red")), ("b", base)],
        ),
        (
            "#[fg=red]#[set-default]#[pop-default]#[fg=blue]a#[default]b",
            vec![("a", look("fg=blue")), ("b", look("fg=red"))],
        ),
    ] {
        let drawn = draw(source, 2, base);
        let spans: Vec<_> = drawn
            .line
            .spans
            .iter()
            .map(|s| (s.text.as_str(), s.style))
            .collect();
        assert_eq!(spans, want, "{source}");
    }
}

#[test]
fn fill_colours_what_is_left() {
    let base = parse_style("bg=green,bold", Style::DEFAULT).unwrap();
    let drawn = draw("#[fill=red]a#[align=right]b", 4, base);
    assert_eq!(drawn.fill, Some(Color::Ansi(1)));
    let blank = &drawn.line.spans[1];
    assert_eq!(
        (blank.text.as_str(), blank.style.bg, blank.style.attrs),
        ("  ", Color::Ansi(1), Attrs::empty())
    );
    assert_eq!(drawn.covered, [(0, 1), (3, 4)]);
}

mod any_text {
    use super::*;
    use proptest::prelude::*;

    fn sources() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec![
            "#",
            "[",
            "]",
            "#[",
            "ab",
            "c",
            "日本",
            "\u{301}",
            "\u{0}",
            "👩\u{200d}💻",
            "#[align=left]",
            "#[align=centre]",
            "#[align=right]",
            "#[align=absolute-centre]",
            "#[noalign]",
            "#[list=on]",
            "#[list=focus]",
            "#[nolist]",
            "#[list=left-marker]",
            "#[list=right-marker]",
            "#[range=left]",
            "#[range=window|1]",
            "#[norange]",
            "#[fill=red]",
            "#[push-default]",
            "#[pop-default]",
            "#[ignore]",
            "#[bold]",
            "#[default]",
        ]);
        prop::collection::vec(pieces, 0..30).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn rows_have_their_width(source in sources(), wild in ".*", cols in 0u16..40) {
            for text in [&source, &wild] {
                let drawn = draw(text, cols, Style::DEFAULT);
                prop_assert_eq!(drawn.line.cols(), usize::from(cols), "{:?}", text);
                for range in &drawn.ranges {
                    prop_assert!(range.from < range.to && range.to <= cols);
                }
            }
        }
    }
}

#[test]
fn segments_are_left_out_by_importance_when_the_row_is_too_short() {
    let source = "#[range=left]left#[norange]#[list=on]list#[nolist align=right]\
                  #[segment=1 range=user|date]date #[segment=2 norange]host #[segment=3]time \
                  #[nosegment range=right]!";
    for (cols, want) in [
        (30, "leftlist      date host time !"),
        (24, "leftlistdate host time !"),
        (23, "leftlist    host time !"),
        (18, "leftlist    time !"),
        (13, "leftlist    !"),
        (8, "leftlis!"),
    ] {
        assert_eq!(text(source, cols), want, "{cols}");
    }
    assert_eq!(
        ranges(source, 24),
        ["0-4 left", "8-13 user|date", "23-24 right"]
    );
    assert_eq!(ranges(source, 18), ["0-4 left", "17-18 right"]);
    // Of equals the last one goes first.
    assert_eq!(text("#[segment=1]ab#[nosegment]-#[segment=1]cd", 4), "ab- ");
}
