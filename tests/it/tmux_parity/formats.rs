//! The same formats and status lines in mux and in the installed tmux (3.3 or newer). Formats that
//! later releases changed are left out.

use mux::base::{Now, Style};
use mux::lang::format::{Context, Loop, Over, SearchFlags, expand_time};
use mux::lang::styled_text::draw;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// A tmux server of this test, killed when dropped.
struct Tmux {
    socket: PathBuf,
}

impl Tmux {
    /// Starts a server; without tmux reports that the test is skipped.
    fn start(name: &str, cols: u16, command: &str) -> Option<Self> {
        super::installed()?;
        let tmux = Self {
            socket: std::env::temp_dir().join(format!("mux-test-{name}-{}", std::process::id())),
        };
        let cols = cols.to_string();
        let session = [
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-s",
            "sess",
            "-n",
            "win",
            "-x",
            &cols,
            "-y",
            "6",
            command,
        ];
        let out = tmux.run(&session);
        assert!(out.status.success(), "{out:?}");
        Some(tmux)
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new("tmux")
            .arg("-S")
            .arg(&self.socket)
            .args(args)
            .env_remove("TMUX")
            .env("SHELL", "/bin/sh")
            .env("TERM", "screen")
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .output()
            .expect("tmux was found before")
    }

    fn say(&self, args: &[&str]) -> String {
        let out = self.run(args);
        assert!(out.status.success(), "{args:?}: {out:?}");
        String::from_utf8(out.stdout).expect("UTF-8")
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.run(&["kill-server"]);
        std::fs::remove_file(&self.socket).ok();
    }
}

/// User options that both sides set.
const OPTIONS: &[(&str, &str)] = &[
    ("@one", "1"),
    ("@zero", "0"),
    ("@empty", ""),
    ("@abc", "abc"),
    ("@path", "/usr/lib//x.y/"),
    ("@styled", "#[fg=red]abc##def##[xy"),
    ("@wide", "日本語abc"),
    ("@odd", "a|b&;<>()$`\\\"'*?[# =%~!{}^,"),
    ("@time", "1795240209"),
    ("@again", "<#{@abc} #{?@one,x,y} #S>"),
    ("@loop", "#{E:@loop}x"),
];

struct World {
    variables: BTreeMap<String, String>,
}

impl World {
    fn new() -> Self {
        let mut world = Self {
            variables: BTreeMap::new(),
        };
        for (name, value) in OPTIONS {
            world.set(name, value);
        }
        for (name, value) in [
            ("session_name", "sess"),
            ("window_name", "win"),
            ("window_index", "0"),
        ] {
            world.set(name, value);
        }
        world
    }

    fn set(&mut self, name: &str, value: &str) {
        self.variables.insert(name.to_owned(), value.to_owned());
    }
}

impl Context for World {
    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    fn each(&self, what: Loop, visit: &mut dyn FnMut(&dyn Context, bool)) {
        let windows: &[_] = match what.over {
            Over::Windows => &[("0", "win"), ("1", "second"), ("2", "third")],
            _ => &[("0", "win")],
        };
        for (index, name) in windows {
            let mut world = Self::new();
            world.set("window_index", index);
            world.set("window_name", name);
            visit(&world, *index == "0");
        }
    }

    fn job(&self, _: &str) -> String {
        String::new()
    }

    fn now(&self) -> Now {
        Now::default()
    }

    fn search(&self, _: &str, _: SearchFlags) -> Option<u32> {
        Some(0)
    }

    fn name_exists(&self, session: bool, name: &str) -> bool {
        name == if session { "sess" } else { "win" }
    }
}

const FORMATS: &[&str] = &[
    "#S:#I:#W ##S ###S ####S #é #1 #: #, #}",
    "abc#",
    "abc#{foo",
    "a#{==:x}b",
    "a#{==:x,x}b",
    "#[fg=red]x##[y]###[z] #[bg=#{@one}]#S",
    "#{?@one,yes,no}#{?@zero,yes,no}#{?@empty,yes,no}#{?nothing,yes,no}",
    "#{?#{@one},a#,b,c}#{?#{==:a,b},x,#{?@one,y,z}}",
    "#{==:#{@abc},abc}#{!=:a,b}#{<:a,b}#{>:a,b}#{<=:b,b}#{>=:a,b}#{==:a#,b,a#,b}",
    "#{||:0,1}#{||:0,}#{&&:1,0}#{&&:1,a}",
    "#{m:a*,#{@abc}}#{m:A*,abc}#{m/i:A*,abc}#{m:[[:alpha:]]?c,abc}#{m:[!a]*,abc}#{m:*/b,a/b}",
    "#{m/r:^a.*c$,abc}#{m/ri:^A,abc}#{m/r:(,x}#{m/r:a{2},baab}#{m/r:*a,a}#{m/r:[]],]}",
    "#{e|+:1,2} #{e|-:5,7} #{e|*:3,4} #{e|/:7,2} #{e|m:-5,3} #{e|%%:5,3} #{e|/:1,0}",
    "#{e|/|f|3:1,3} #{e|*|f|4:5.5,3} #{e|/|f:1,0} #{e|/|f:0,0} #{e|+||2:1,2} #{e|+|f|-2:1,2}",
    "#{e|+:,2} #{e|+:0x10,1} #{e|+:1e2,2} #{e|+:a,2}|#{e|x:1,2}|#{e|+:1 ,2}|#{e|+:-0.5,0}",
    "#{e|<:1,2}#{e|==:1,1.5}#{e|==|f:1,1.5}#{e|!=:1,2}#{e|>=:2,2}",
    "#{=2:@abc}|#{=-2:@abc}|#{=/2/...:@abc}|#{=/-2/...:@abc}|#{=/9/x:@abc}|#{=:@abc}|#{=x:@abc}",
    "#{=2:@styled}|#{=4:@styled}|#{=5:@styled}|#{=7:@styled}|#{=-4:@styled}|#{=-5:@styled}",
    "#{=3:@wide}|#{=4:@wide}|#{=-4:@wide}|#{w:@wide}|#{n:@wide}|#{w:@styled}|#{n:@styled}",
    "#{p6:@abc}|#{p-6:@abc}|#{p2:@abc}|#{p12:@wide}|#{p-12:@wide}|#{p10;=2:@abc}|#{=3:#{@abc}#{@abc}}|",
    "#{s/b/X/:@abc} #{s/(a)(b)/\\2\\1/:@abc} #{s/B/X/i:@abc} #{s/x*/-/:@abc} #{s/^a/X/:@abc} #{s/c$/X/:@abc}",
    "#{s/b*/-/:@abc} #{s|a|b#,c|:@abc} #{s/a/#{session_name}/:@abc} #{s/(/X/:@abc} #{s/a/X/;s/b/Y/;=2:@abc}",
    "#{b:@path}|#{d:@path}|#{b:@empty}|#{b:#{@path}}|#{b;q:@path}",
    "#{q:@odd}|#{q/e:@odd}|#{q/h:@abc}",
    "#{t:@time} #{t:@abc}|",
    "#{E:@again} #{l:#{x}} #{a:65}#{a:126}",
    "#{c:red} #{c:colour12} #{c:colour123} #{c:#112233} #{c:default} #{c:brightred} #{c:DarkOrange} #{c:grey50}",
    "#{W:[#I #W]}|#{W:[#W],<#W>}|#{S:#{session_name} }|#{P:x,y}",
    "#{N/w:win}#{N/s:sess}#{N/w:x}#{N/s:x}",
    "%% %%H 50%%",
    "#{session_name:foo}|#{;:@abc}|#{:@abc}|#{zz:@abc}",
];

#[test]
fn formats_expand_alike() {
    let Some(tmux) = Tmux::start("formats", 80, "sleep 1000") else {
        return;
    };
    for (name, value) in OPTIONS {
        tmux.say(&["set-option", "-g", name, value]);
    }
    for name in ["second", "third"] {
        tmux.say(&["new-window", "-d", "-n", name, "sleep 1000"]);
    }
    let world = World::new();
    let mut different = Vec::new();
    for template in FORMATS {
        let theirs = tmux.say(&["display-message", "-p", "-t", "sess:0", template]);
        let theirs = theirs.strip_suffix('\n').unwrap_or(&theirs);
        let ours = expand_time(template, &world);
        if ours != theirs {
            different.push(format!("{template}\n  tmux {theirs}\n  mux  {ours}"));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

/// Status lines; each differs from the previous one, so that a change is visible.
const LINES: &[&str] = &[
    "plain",
    "a#b ##c #[bold]d##[e",
    "left#[align=right]right#[align=centre]centre",
    "#[align=centre]abc",
    "#[align=right]the end of this line is all that there is room for",
    "left one that is long#[align=right]right one that is long too",
    "left#[align=right]right#[align=centre]a centre that is too long for this line",
    "aaaaaaaaaaaaaaaaaaaaaaaa#[align=absolute-centre]xyz#[align=right]bbb",
    "L#[align=left list=on]abcdefghijklmnopqrstuvwxyz#[nolist]After#[align=right]R",
    "L#[align=left]#[list=on]#[list=left-marker]<#[list=right-marker]>#[list=on]\
     0123456789abcdefghijklmnopqrst#[list=focus]UV#[list=on]wxyz0123456789#[nolist]#[align=right]R",
    "L#[align=left]#[list=on]#[list=left-marker]<#[list=right-marker]>#[list=on]\
     #[list=focus]AB#[list=on]0123456789abcdefghijklmnopqrstuvwxyz0123456789#[nolist]#[align=right]R",
    "L#[align=left]#[list=on]#[list=left-marker]<#[list=right-marker]>#[list=on]\
     0123456789abcdefghijklmnopqrstuvwxyz0123456789#[list=focus]YZ#[list=on]#[nolist]#[align=right]R",
    "#[align=left]Left#[align=centre]C#[list=on]list#[nolist]D#[align=right]R",
    "#[align=left]L#[align=centre]C#[list=on]#[list=left-marker]<#[list=right-marker]>#[list=on]\
     0123456789abcdefghijklmnopqrstuvwxyz0123456789#[nolist]D#[align=right]R",
    "#[align=left]Left#[align=right]C#[list=on]list#[nolist]D",
    "#[align=left]L#[align=right]C#[list=on]#[list=left-marker]<#[list=right-marker]>#[list=on]\
     0123456789abcdefghijklmnopqrstuvwxyz0123456789#[nolist]D",
    "LLLLLLLLLLLLLLLLL#[align=absolute-centre]pre#[list=on]list#[nolist]post#[align=right]R#[align=centre]C",
    "日本語日本語日本語#[align=right]日本語日本語日本語",
    "e\u{301}x 日本#[range=user|x]y#[norange]#[fill=red]z",
    "ok#[nonsense]go on",
];

/// The columns of the terminal in which status lines are compared.
const COLS: u16 = 30;

#[test]
fn status_lines_come_out_alike() {
    let Some(inner) = Tmux::start("inner", COLS, "sleep 1000") else {
        return;
    };
    inner.say(&["set-option", "-g", "status-interval", "0"]);
    let attach = format!("tmux -S '{}' attach-session", inner.socket.display());
    let attach = format!("env -u TMUX TERM=screen LC_ALL=C.UTF-8 {attach}");
    let Some(outer) = Tmux::start("outer", COLS, &attach) else {
        return;
    };
    outer.say(&["set-option", "-g", "status", "off"]);
    let mut different = Vec::new();
    for source in LINES {
        let ours = draw(source, COLS, Style::DEFAULT).line.text();
        let ours = ours.trim_end();
        inner.say(&["set-option", "-g", "status-format[0]", source]);
        let theirs = last_line_until(&outer, ours);
        if ours != theirs {
            different.push(format!("{source}\n  tmux {theirs:?}\n  mux  {ours:?}"));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

/// Waits until the last line of the screen is `wanted`; returns the last line seen.
fn last_line_until(tmux: &Tmux, wanted: &str) -> String {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let screen = tmux.say(&["capture-pane", "-p"]);
        let line = screen.lines().nth(5).unwrap_or_default().trim_end();
        if line == wanted || Instant::now() > deadline {
            return line.to_owned();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
