//! `mux mcp`: conversations over standard input and output, as programs with language models have
//! them.

use crate::harness::{Mux, until};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// A running `mux mcp`.
struct Server {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
    number: u64,
}

impl Server {
    fn start(mux: &Mux, args: &[&str], pane: Option<&str>) -> Self {
        let mut command = mux.command(&[&["mcp"], args].concat());
        if let Some(pane) = pane {
            command.env("TMUX_PANE", pane);
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut server = Self {
            to: child.stdin.take(),
            from: BufReader::new(child.stdout.take().unwrap()),
            child,
            number: 0,
        };
        let answer = server.ask(
            "initialize",
            &json!({
                "protocolVersion": "2025-06-18",
                "capabilities": {},
                "clientInfo": { "name": "test", "version": "1" },
            }),
        );
        assert_eq!(answer["result"]["serverInfo"]["name"], "mux");
        assert_eq!(answer["result"]["protocolVersion"], "2025-06-18");
        let about = answer["result"]["instructions"].as_str().unwrap();
        assert!(about.contains("untrusted"), "{about}");
        server.send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
        server
    }

    fn send(&mut self, message: &Value) {
        writeln!(self.to.as_mut().unwrap(), "{message}").unwrap();
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.number += 1;
        let id = self.number;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let mut line = String::new();
            assert!(
                self.from.read_line(&mut line).unwrap() > 0,
                "no answer to {method}"
            );
            let answer: Value = serde_json::from_str(&line).unwrap();
            if answer["id"] == id {
                return answer;
            }
        }
    }

    fn tools(&mut self) -> Vec<String> {
        let answer = self.ask("tools/list", &json!({}));
        let tools = answer["result"]["tools"].as_array().unwrap();
        tools
            .iter()
            .map(|tool| tool["name"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Calls a tool: whether it succeeded, its JSON, and whether its text is marked as untrusted.
    fn call(&mut self, name: &str, arguments: &Value) -> (bool, Value, bool) {
        let params = json!({ "name": name, "arguments": arguments });
        let answer = self.ask("tools/call", &params);
        let result = &answer["result"];
        let content = result["content"]
            .as_array()
            .unwrap_or_else(|| panic!("{answer}"));
        let text = content.last().unwrap()["text"].as_str().unwrap();
        let value = serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"));
        let marked = content[0]["text"].as_str().unwrap().contains("untrusted");
        (result["isError"] != true, value, marked)
    }

    /// The message of a call that must fail.
    fn refused(&mut self, name: &str, arguments: &Value) -> String {
        let (succeeded, value, _) = self.call(name, arguments);
        assert!(!succeeded, "{name} {arguments}: {value}");
        let error = &value["error"];
        let text = error.as_str().or_else(|| error["message"].as_str());
        text.unwrap().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The end of standard input ends the server.
        drop(self.to.take());
        let ended = until(|| self.child.try_wait().unwrap().is_some());
        drop(self.child.kill());
        if !std::thread::panicking() {
            assert!(ended, "mux mcp still runs");
        }
    }
}

#[test]
fn tools_only_read_unless_more_is_allowed() {
    let mux = Mux::new();
    mux.detached("s", "cat");
    let reading = ["list", "read", "await", "search", "events_since"];
    let mut server = Server::start(&mux, &[], None);
    assert_eq!(server.tools(), reading);
    for (tool, arguments, level) in [
        ("submit", json!({ "pane": "%0", "input": "x" }), "change"),
        ("spawn", json!({ "argv": ["true"] }), "change"),
        ("close", json!({ "pane": "%0" }), "destroy"),
    ] {
        let why = server.refused(tool, &arguments);
        let wanted = format!("{tool} is not allowed: mux mcp needs --allow {level}");
        assert_eq!(why, wanted);
    }
    let (_, panes, marked) = server.call("list", &json!({}));
    assert_eq!(panes["rows"][0]["pane_id"], "%0");
    assert!(marked, "titles and commands are text of programs");
    drop(server);
    let mut server = Server::start(&mux, &["--allow", "destroy"], None);
    assert_eq!(server.tools().len(), 10);
    let answer = server.ask("tools/call", &json!({ "name": "rm", "arguments": {} }));
    assert_eq!(answer["error"]["message"], "unknown tool: rm");
    for (tool, arguments, wanted) in [
        ("read", json!({}), "read needs pane"),
        ("read", json!({ "pane": "%9" }), "can't find pane: %9"),
        (
            "read",
            json!({ "pane": "%0", "x": 1 }),
            "read has no argument x",
        ),
        (
            "read",
            json!({ "pane": "%0", "lines": -1 }),
            "read: lines cannot be -1",
        ),
        (
            "await",
            json!({ "pane": "%0" }),
            "await needs a condition, such as text or prompt",
        ),
        ("spawn", json!({ "argv": [] }), "spawn: argv cannot be []"),
    ] {
        assert_eq!(server.refused(tool, &arguments), wanted);
    }
    let why = server.refused("close", &json!({ "pane": "s" }));
    assert!(why.starts_with("s is no id of a pane"), "{why}");
    assert_eq!(mux.ok(&["list-panes", "-a", "-F", "#{pane_id}"]), "%0");
}

#[test]
fn the_pane_of_the_caller_is_never_changed() {
    let mux = Mux::new();
    mux.detached("s", "cat");
    mux.ok(&["split-window", "-d", "-t", "s", "cat"]);
    let mut server = Server::start(&mux, &["--allow", "destroy"], Some("%0"));
    for (tool, arguments) in [
        ("close", json!({ "pane": "%0" })),
        ("submit", json!({ "pane": "%0", "input": "x" })),
        ("exec", json!({ "pane": "%0", "command": "x" })),
    ] {
        assert_eq!(
            server.refused(tool, &arguments),
            "%0 is the pane of the caller"
        );
    }
    let (closed, ..) = server.call("close", &json!({ "pane": "%1" }));
    assert!(closed);
    assert_eq!(mux.ok(&["list-panes", "-a", "-F", "#{pane_id}"]), "%0");
}

#[test]
fn a_target_hides_all_other_panes() {
    let mux = Mux::new();
    mux.detached("s", "cat");
    mux.detached("t", "cat");
    let mut command = mux.command(&["mcp", "-t", "nobody"]);
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let why = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        why.starts_with("mux mcp: can't find nobody: use a session name"),
        "{why}"
    );
    let mut server = Server::start(&mux, &["--allow", "destroy", "-t", "t"], None);
    for what in ["panes", "windows", "sessions"] {
        let (_, list, _) = server.call("list", &json!({ "what": what }));
        let rows = list["rows"].as_array().unwrap();
        assert!(
            rows.iter().all(|row| row["session_name"] == "t"),
            "{what}: {list}"
        );
        assert_eq!(rows.len(), 1, "{what}");
    }
    assert_eq!(
        server.refused("close", &json!({ "pane": "%0" })),
        "can't find pane: %0"
    );
    let (_, events, _) = server.call("events_since", &json!({}));
    let sessions = events["events"][0]["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 1);
    let seq = events["events"][0]["seq"].clone();
    mux.ok(&["rename-window", "-t", "s:", "hidden"]);
    mux.ok(&["rename-window", "-t", "t:", "seen"]);
    let since = json!({ "seq": seq, "kinds": "window-renamed" });
    let (_, events, _) = server.call("events_since", &since);
    assert_eq!(events["events"][0]["name"], "seen");
    assert_eq!(events["events"].as_array().unwrap().len(), 1);
}

#[test]
fn a_model_starts_a_program_waits_and_reads() {
    let mux = Mux::new();
    mux.detached("s", "cat");
    let mut server = Server::start(&mux, &["--allow", "destroy"], None);
    let spawn = json!({ "argv": ["sh"], "in": "window", "name": "work" });
    let (spawned, made, _) = server.call("spawn", &spawn);
    assert!(spawned, "{made}");
    let pane = made["pane"].as_str().unwrap().to_owned();
    mux.ok(&["send-keys", "-t", &pane, "echo sum is $((40 + 2))", "Enter"]);
    let wait = json!({ "pane": pane, "text": "sum is 42", "from": made["pos"] });
    let (_, done, marked) = server.call("await", &wait);
    assert_eq!(done["outcome"], "matched", "{done}");
    assert!(marked);
    let (_, text, marked) = server.call("read", &json!({ "pane": pane }));
    assert!(marked && text.to_string().contains("sum is 42"), "{text}");
    let wait = json!({ "pane": pane, "text": "never", "timeout": "100ms" });
    let (_, late, _) = server.call("await", &wait);
    assert_eq!(late["outcome"], "timeout");
    assert!(late["pos"].is_string(), "a position to go on from: {late}");
    let report = json!({ "state": "blocked", "message": "may I?", "pane": pane });
    server.call("report", &report);
    let wait = json!({ "pane": pane, "state": "blocked", "seen": true });
    let (_, told, _) = server.call("await", &wait);
    assert_eq!(told["outcome"], "matched", "{told}");
    let (closed, ..) = server.call("close", &json!({ "pane": pane }));
    assert!(closed);
}

/// A shell that marks its prompts.
fn marked_shell(mux: &Mux) -> String {
    let integration = mux.ok(&["shell-integration", "bash"]);
    let file = mux.write("home/marks", &format!("PS1='ready> '\n{integration}\n"));
    let file = file.to_str().unwrap();
    let argv = ["spawn", "--in", "window", "--", "/bin/bash", "--noprofile"];
    let pane = mux.ok(&[&argv[..], &["--rcfile", file, "-i"]].concat());
    mux.ok(&["await", "-t", &pane, "--seen", "--prompt"]);
    pane
}

#[test]
fn a_model_types_lines_and_runs_commands() {
    let mux = Mux::new();
    mux.detached("s", "cat");
    let pane = marked_shell(&mux);
    let mut server = Server::start(&mux, &["--allow", "change"], Some("%0"));
    let line = json!({ "pane": pane, "input": "echo sum is $((40 + 2))", "text": "sum is 42" });
    let (typed, done, marked) = server.call("submit", &line);
    assert!(typed && marked, "{done}");
    assert_eq!(done["outcome"], "matched");
    assert_eq!(done["match"], "sum is 42");
    // The text of a wait may begin with a dash.
    let line = json!({ "pane": pane, "input": "-v", "prompt": true });
    let (typed, done, _) = server.call("submit", &line);
    assert!(typed && done["by"] == "marks", "{done}");
    let command = json!({ "pane": pane, "command": "echo one; echo two; (exit 3)" });
    let (_, ran, marked) = server.call("exec", &command);
    assert_eq!(
        (&ran["status"], &ran["output"]),
        (&3.into(), &"one\ntwo".into())
    );
    assert!(marked, "the output of programs");
    let slow = json!({ "pane": pane, "command": "read line", "timeout": "100ms" });
    let (_, late, _) = server.call("exec", &slow);
    assert_eq!(late["outcome"], "timeout", "{late}");
    let busy = server.refused("exec", &json!({ "pane": pane, "command": "true" }));
    assert_eq!(busy, format!("a command runs in pane {pane}"));
    // The wait of a call goes on from the position of the last one.
    server.call("submit", &json!({ "pane": pane, "input": "an answer" }));
    let wait = json!({ "pane": pane, "prompt": true, "from": late["pos"] });
    let (_, back, _) = server.call("await", &wait);
    assert_eq!(back["outcome"], "matched", "{back}");
    let plain = mux.ok(&["spawn", "--in", "window", "--", "cat"]);
    let why = server.refused("exec", &json!({ "pane": plain, "command": "true" }));
    assert!(why.contains("does not mark"), "{why}");
    mux.ok(&["report", "blocked", "-t", &plain]);
    let why = server.refused("submit", &json!({ "pane": plain, "input": "x" }));
    assert_eq!(why, format!("pane {plain} waits for a person"));
}
