//! Templates and their expansions.

use super::context::{ClientFact, Context, Loop, Order, SearchFlags, is_true};
use super::expand::{LONGEST, expand, expand_time};
use crate::base::Now;
use crate::base::sorted::SortedMap;

#[derive(Default)]
struct World {
    variables: SortedMap<String, String>,
    windows: Vec<(&'static str, bool)>,
}

impl Context for World {
    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }
    fn each(&self, what: Loop, visit: &mut dyn FnMut(&dyn Context, bool)) {
        let mut windows = self.windows.clone();
        if what.order == Order::Name {
            windows.sort_unstable();
        }
        if what.reversed {
            windows.reverse();
        }
        for (name, current) in windows {
            let mut inner = world();
            inner.variables.insert("window_name".into(), name.into());
            inner
                .variables
                .insert("over".into(), format!("{:?}", what.over));
            visit(&inner, current);
        }
    }
    fn client_fact(&self, what: ClientFact, name: &str) -> Option<String> {
        Some(format!("{what:?} {name}"))
    }
    fn job(&self, command: &str) -> String {
        format!("<{command}>")
    }
    fn now(&self) -> Now {
        Now {
            mono: 0,
            wall: 1_795_240_209_000,
            utc_offset: 0,
        }
    }
    fn search(&self, pattern: &str, flags: SearchFlags) -> Option<u32> {
        Some(u32::from(pattern == "x") * 7 + u32::from(flags.regex))
    }
    fn name_exists(&self, session: bool, name: &str) -> bool {
        name == if session { "sess" } else { "win" }
    }
}

fn world() -> World {
    let pairs = [
        ("session_name", "sess"),
        ("window_name", "win"),
        ("window_index", "0"),
        ("window_flags", "*"),
        ("pane_id", "%0"),
        ("host_short", "vm"),
        ("zero", "0"),
        ("one", "1"),
        ("empty", ""),
        ("path", "/a/b c"),
        ("start", "1795240209"),
        ("styled", "#[fg=red]abc##def##[xy"),
        ("wide", "日本語abc"),
        ("again", "<#{session_name} %H>"),
        ("loop", "#{E:loop}x"),
        ("twice", "#{E:twice}#{E:twice}x"),
        ("hash", "a#b"),
        ("words", "a b"),
        ("@a-b", "user"),
    ];
    World {
        variables: pairs
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        windows: vec![("b", false), ("a", true), ("c", false)],
    }
}

#[track_caller]
fn check(rows: &[(&str, &str)]) {
    let world = world();
    for (template, want) in rows {
        assert_eq!(expand(template, &world), *want, "{template}");
    }
}

#[test]
fn names_and_escapes() {
    check(&[
        ("", ""),
        ("plain é", "plain é"),
        ("#S:#I:#W#F #D #h", "sess:0:win* %0 vm"),
        ("#{session_name}", "sess"),
        ("#{@a-b}", "user"),
        ("[#{nothing}]", "[]"),
        ("##S #S ###S ####S", "#S sess #sess ##S"),
        ("#,#}", ",}"),
        ("#é#1#x#:", "#é#1#x#:"),
        ("abc#", "abc#"),
        ("abc#{foo", "abc"),
        ("abc#(foo", "abc"),
        ("#(echo #{session_name} (x) #(y))z", "<echo sess (x) >z"),
        (
            "#{session_name:foo}|#{;:one}|#{:one}|#{=2;:session_name}|#{zz:one}",
            "|1|1|se|",
        ),
        ("␞#{session_name}␞", "␞sess␞"),
    ]);
}

#[test]
fn styles_are_passed_on() {
    check(&[
        ("#[fg=red]x", "#[fg=red]x"),
        ("##[x] ###[x]", "##[x] ###[x]"),
        ("#[fg=#F00000,bg=#{one}]#S", "#[fg=#F00000,bg=1]sess"),
        ("#[fg=#ffffff]#S#[#S", "#[fg=#ffffff]sess#[sess"),
        ("#{?one,#[fg=red#,bold]a,b}", "#[fg=red,bold]a"),
        ("#{?zero,#[fg=red#,bold]a,b}", "b"),
    ]);
}

#[test]
fn conditions() {
    check(&[
        ("#{?one,yes,no}", "yes"),
        ("#{?zero,yes,no}", "no"),
        ("#{?empty,yes,no}", "no"),
        ("#{?nothing,yes,no}", "no"),
        ("#{?nothing,yes}", ""),
        ("#{?one,yes}", "yes"),
        ("#{?1,yes,no}", "no"),
        ("#{?#{one},yes,no}", "yes"),
        ("#{?#{==:a,a},y,n}", "y"),
        ("#{?zero,a,one,b,c}", "b"),
        ("#{?zero,a,empty,b,c}", "c"),
        ("#{?zero,a,empty,b}", ""),
        ("#{?zero,#{?one,a,b},#{?one,c,d}}", "c"),
        ("#{?one,a#,b#},c}", "a,b}"),
        ("#{?}", ""),
        ("#{?one}", "one"),
        ("#{=1:?one,yes,no}", "y"),
    ]);
}

#[test]
fn fuzzy_matches() {
    check(&[
        (
            "#{m/z:ss,#{session_name}}#{m/z:sx,sess}#{m/z:SS,sess}",
            "100",
        ),
        ("#{m/p:ss,#{session_name}} [#{m/p:x,sess}]", "0,2 []"),
    ]);
}

#[test]
fn ages_colours_and_facts() {
    check(&[
        ("#{t/r:start} #{t/d:start}", "0s ago 0"),
        ("#{c/f:red}#{c/b:brightblue}", "\u{1b}[31m\u{1b}[104m"),
        (
            "#{c/f:colour200}#{c/b:#0a0b0c}",
            "\u{1b}[38;5;200m\u{1b}[48;2;10;11;12m",
        ),
        ("[#{c/f:nonsense}]", "[]"),
        (
            "#{I/f:RGB},#{I/c:Tc},#{I/e:#{session_name}}",
            "Feature RGB,Capability Tc,Environment sess",
        ),
        ("#{q/s:words}", "'a b'"),
        ("#{O:#{over}}", "OptionsOptionsOptions"),
        ("#{V:#{over}}", "EnvironmentEnvironmentEnvironment"),
        // The time is 1,795,240,209 s: odd.
        (
            "#{A:a,b}#{A/2000:a,b}#{A:a}#{A:#{session_name},#{one}}",
            "baa1",
        ),
    ]);
}

#[test]
fn comparisons_and_logic() {
    check(&[
        ("#{==:#{session_name},sess}", "1"),
        ("#{==:a,b,c}", "0"),
        ("#{==:a#,b,a#,b}", "1"),
        ("a#{==:x}b", "a"),
        ("#{!=:a,b}#{<:a,b}#{>:a,b}#{<=:b,b}#{>=:a,b}", "11010"),
        (
            "#{||:0,1}#{||:0,}#{||:0,0,x}#{&&:1,0}#{&&:1,a,2}#{&&:x}",
            "101011",
        ),
        ("#{!:1}#{!:}#{!!:x}#{!!:0}#{!:#{zero}}", "01101"),
        ("#{m:s*,#{session_name}}#{m:S*,sess}#{m/i:S*,sess}", "101"),
        ("#{m/r:^s.*s$,sess}#{m/ri:^S,sess}#{m/r:(,x}", "110"),
        (
            "#{e|+:1,2} #{e|/|f|3:1,3} #{e|x:1,2} #{e|+:a,2} #{e:1,2}",
            "3 0.333   ",
        ),
        ("#{e|%|:5,3} #{e|*|:#{one},4} #{e|+:1}", "2 4 "),
        ("#{C:x}#{C/r:x}#{C:y}", "780"),
        (
            "#{N:win}#{N/w:win}#{N/s:sess}#{N/s:x}#{N:#{window_name}}",
            "11101",
        ),
    ]);
}

#[test]
fn text_is_changed() {
    check(&[
        (
            "#{=3:session_name}|#{=-3:session_name}|#{=0:session_name}",
            "ses|ess|sess",
        ),
        (
            "#{=/3/...:session_name} #{=/-3/...:session_name}",
            "ses... ...ess",
        ),
        ("#{=/9/...:session_name} #{=/2/#::session_name}", "sess se:"),
        (
            "#{=5:styled}|#{=-5:styled}|#{w:styled}|#{n:styled}",
            "#[fg=red]abc##d|#[fg=red]f##[xy|11|22",
        ),
        (
            "#{=3:wide}|#{w:wide}|#{n:wide}|#{p12:wide}|#{p-12:wide}|",
            "日|9|12|日本語abc   |   日本語abc|",
        ),
        (
            "#{=:session_name} #{=x:session_name} #{p:session_name}",
            "sess sess sess",
        ),
        ("#{=99999:session_name}#{p99999:session_name}", "sesssess"),
        (
            "[#{=2;p4:session_name}] [#{p6;n:session_name}]",
            "[se  ] [6]",
        ),
        ("#{=3:#{session_name}#{window_name}}", "ses"),
        (
            "#{s/s/X/:session_name} #{s/(s)(e)/\\2\\1/:session_name}",
            "XeXX esss",
        ),
        (
            "#{s/S/X/i:session_name} #{s|s|#{one}|:session_name} #{s/s/b,c/:window_name}",
            "XeXX 1e11 win",
        ),
        ("#{s/s/X/;s/e/Y/;=3:session_name}", "XYX"),
        ("#{s/s/:session_name}", "sess"),
        (
            "#{b:path}|#{d:path}|#{q:path}|#{b;q:path}",
            "b c|/a|/a/b\\ c|b\\ c",
        ),
        (
            "#{q/e:hash}|#{q/h:hash}|#{q/a:words}|#{q/a:empty}",
            "a##b|a##b|\"a b\"|''",
        ),
        ("#{b:#{path}}", "/a/b c"),
        ("#{a:65}#{a:#{one}}#{a:200}", "A"),
        (
            "#{c:red} #{c:#112233} #{c:default}#{c:nope} #{c:colour231}",
            "800000 112233  ffffff",
        ),
        ("#{l:a#,b##c#}#{one}}", "a,b#c}#{one}"),
        ("#{R:ab,3}|#{R:ab,0}|#{R:ab,x}|#{R:#{one},2}", "ababab|||11"),
        ("a#{R:ab}b", "a"),
    ]);
}

#[test]
fn times() {
    check(&[
        ("#{t:start}", "Sat Nov 21 05:50:09 2026"),
        ("#{t/p:start}", "05:50"),
        ("#{t/f/%H#:%M:start}", "05:50"),
        ("#{t/f/%Y#,%m/:start}", "2026,11"),
        ("#{t:session_name}#{t:nothing}#{t:zero}", ""),
        ("%H", "%H"),
        ("#{E:again} #{T:again}", "<sess %H> <sess 05>"),
    ]);
    assert_eq!(expand_time("%H:%M #S %%", &world()), "05:50 sess %");
    assert_eq!(expand_time("#{t/f/%%Y:start}", &world()), "2026");
}

#[test]
fn loops() {
    check(&[
        ("#{W:[#W]}", "[b][a][c]"),
        ("#{W:[#W],<#W>}", "[b]<a>[c]"),
        ("#{W/n:#W,(#W)}", "(a)bc"),
        ("#{W/nr:#W}", "cba"),
        ("#{W/r:#W}", "cab"),
        (
            "#{S:#{over} }#{P:#{over} }",
            "Sessions Sessions Sessions Panes Panes Panes ",
        ),
        ("#{L:#{over},x }", "Clients,x Clients,x Clients,x "),
        ("#{W:#{W:#W}}", "bacbacbac"),
        ("#{=2:#{W:#W}}", "ba"),
    ]);
}

#[test]
fn loops_without_end_come_to_one() {
    let world = world();
    assert!(expand("#{E:loop}", &world).len() <= 100);
    assert!(expand("#{E:twice}", &world).len() <= LONGEST);
    let nested = "#{R:#{R:#{R:aaaaaaaaaa,10000},10000},10000}";
    assert!(expand(nested, &world).len() <= LONGEST);
    let deep = format!("{}x{}", "#{?one,".repeat(300), "}".repeat(300));
    assert_eq!(expand(&deep, &world), "");
    let open = "#[".repeat(200_000);
    assert!(expand(&open, &world).len() <= open.len());
    let open = "#{".repeat(200_000);
    assert_eq!(expand(&open, &world), "");
    let wild = format!("#{{m:{},{}}}", "*a".repeat(40_000), "a".repeat(40_000));
    assert_eq!(expand(&wild, &world), "");
}

#[test]
fn truth_of_values() {
    for (value, want) in [
        ("", false),
        ("0", false),
        ("00", true),
        ("1", true),
        (" ", true),
    ] {
        assert_eq!(is_true(value), want, "{value:?}");
    }
}

mod any_text {
    use super::*;
    use proptest::prelude::*;

    /// Pieces of the language in any order.
    fn templates() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec![
            "#",
            "{",
            "}",
            "#{",
            "#(",
            ")",
            "[",
            "]",
            "#[",
            ",",
            ":",
            ";",
            "/",
            "|",
            "?",
            "=",
            "-",
            "!",
            "&&",
            "||",
            "==",
            "m",
            "e",
            "s",
            "t",
            "q",
            "p",
            "n",
            "w",
            "l",
            "a",
            "b",
            "c",
            "d",
            "E",
            "T",
            "S",
            "W",
            "P",
            "L",
            "N",
            "R",
            "C",
            "1",
            "0",
            "3",
            "%",
            "%H",
            "one",
            "zero",
            "styled",
            "twice",
            "wide",
            "*",
            "(",
            "\\",
            "^",
            "é",
            "日",
            "\u{301}",
            "\u{0}",
            "f",
            "i",
            "r",
            "#{session_name}",
        ]);
        prop::collection::vec(pieces, 0..40).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn never_panics(template in templates(), wild in ".*") {
            let mut world = world();
            world.variables.insert("one".into(), wild.clone());
            for text in [&template, &wild] {
                expand(text, &world);
                expand_time(text, &world);
            }
        }

        #[test]
        fn plain_text_stays(text in "[^#]*") {
            prop_assert_eq!(expand(&text, &world()), text);
        }

        #[test]
        fn escaped_text_comes_back(text in "[^\\[]*") {
            let mut world = world();
            world.variables.insert("any".into(), text.clone());
            prop_assert_eq!(expand(&expand("#{q/h:any}", &world), &world), text);
        }
    }
}
