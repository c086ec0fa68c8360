//! Chromium without a window, driven by the DevTools protocol over a pipe. One browser serves the
//! whole test program; each test has a context of its own, with its own cookies and storage.

use crate::harness::{DEADLINE, until};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, OnceLock};

/// Names under which Linux distributions install it.
const PROGRAMS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// Messages end with a zero byte (`--remote-debugging-pipe`).
const END: u8 = 0;

type Waiting = Arc<Mutex<HashMap<u64, Sender<Value>>>>;

/// The browser of the test program. It ends when its pipe closes, that is with the test program.
pub struct Browser {
    commands: Mutex<ChildStdin>,
    waiting: Waiting,
    next: AtomicU64,
}

/// The browser, started at the first call; `None` if none is installed.
pub fn browser() -> Option<&'static Browser> {
    static BROWSER: OnceLock<Option<Browser>> = OnceLock::new();
    BROWSER.get_or_init(start).as_ref()
}

fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut places =
        std::env::split_paths(&path).flat_map(|dir| PROGRAMS.map(|name| dir.join(name)));
    places.find(|place| place.is_file())
}

fn start() -> Option<Browser> {
    let program = program()?;
    let profile = std::env::temp_dir().join(format!("mux-chromium-{}", std::process::id()));
    // The browser reads commands from descriptor 3 and writes answers to 4. The shell removes the
    // profile after the end of the browser, which outlives the test program by a moment.
    let script = r#"program=$1 profile=$2; shift 2
        "$program" "$@" --user-data-dir="$profile" 3<&0 4>&1 </dev/null >/dev/null 2>&1
        rm -rf "$profile""#;
    let mut child = Command::new("/bin/sh")
        .args(["-c", script, "sh"])
        .arg(program)
        .arg(profile)
        .args([
            "--headless=new",
            "--remote-debugging-pipe",
            "--no-sandbox",
            "--no-first-run",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-extensions",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--password-store=basic",
            "--hide-scrollbars",
            "about:blank",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let commands = Mutex::new(child.stdin.take()?);
    let waiting = Waiting::default();
    let (answers, to) = (child.stdout.take()?, Arc::clone(&waiting));
    std::thread::spawn(move || read(answers, &to));
    Some(Browser {
        commands,
        waiting,
        next: AtomicU64::new(1),
    })
}

/// Hands answers to the calls that wait for them. Events are dropped: tests wait for conditions of
/// the page instead.
fn read(answers: ChildStdout, waiting: &Waiting) {
    let mut answers = BufReader::new(answers);
    let mut bytes = Vec::new();
    while answers.read_until(END, &mut bytes).is_ok_and(|n| n > 0) {
        let message: Value = serde_json::from_slice(bytes.strip_suffix(&[END]).unwrap_or(&bytes))
            .expect("the browser writes JSON");
        bytes.clear();
        let caller = message["id"]
            .as_u64()
            .and_then(|id| waiting.lock().unwrap().remove(&id));
        if let Some(caller) = caller {
            drop(caller.send(message));
        }
    }
}

impl Browser {
    /// Calls a method of the browser (`session` is `None`) or of a tab.
    fn call(&self, session: Option<&str>, method: &str, params: Value) -> Value {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, answer) = channel();
        self.waiting.lock().unwrap().insert(id, sender);
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        let mut bytes = serde_json::to_vec(&message).unwrap();
        bytes.push(END);
        self.commands.lock().unwrap().write_all(&bytes).unwrap();
        let mut answer = answer
            .recv_timeout(DEADLINE)
            .unwrap_or_else(|e| panic!("{method}: {e}"));
        assert_eq!(answer["error"], Value::Null, "{method}");
        answer["result"].take()
    }

    /// A context with a tab in it, as a second profile would be.
    pub fn profile(&'static self) -> Tab {
        let context = self.call(None, "Target.createBrowserContext", json!({}));
        let context = text(&context["browserContextId"]);
        self.tab(context, true)
    }

    /// The processes that show pages.
    pub fn renderers(&self) -> Vec<u32> {
        let answer = self.call(None, "SystemInfo.getProcessInfo", json!({}));
        let all = answer["processInfo"].as_array().expect("a list").iter();
        let renderers = all.filter(|process| process["type"] == "renderer");
        let pids = renderers.filter_map(|process| process["id"].as_u64());
        pids.filter_map(|pid| pid.try_into().ok()).collect()
    }

    fn tab(&'static self, context: String, owns_context: bool) -> Tab {
        let target = json!({ "url": "about:blank", "browserContextId": context });
        let target = text(&self.call(None, "Target.createTarget", target)["targetId"]);
        let attach = json!({ "targetId": target, "flatten": true });
        let session = text(&self.call(None, "Target.attachToTarget", attach)["sessionId"]);
        let tab = Tab {
            browser: self,
            context,
            owns_context,
            target,
            session,
        };
        tab.call("Page.enable", json!({}));
        tab.size(1280, 800);
        // Without this only one tab of the browser has the focus.
        tab.call(
            "Emulation.setFocusEmulationEnabled",
            json!({ "enabled": true }),
        );
        tab
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// A tab; dropping it closes it, and the first one of a profile closes the profile.
pub struct Tab {
    browser: &'static Browser,
    context: String,
    owns_context: bool,
    target: String,
    session: String,
}

impl Tab {
    /// Calls a method of the DevTools protocol.
    pub fn call(&self, method: &str, params: Value) -> Value {
        self.browser.call(Some(&self.session), method, params)
    }

    /// Another tab of the same profile.
    pub fn another(&self) -> Self {
        self.browser.tab(self.context.clone(), false)
    }

    /// The size of the page in pixels.
    pub fn size(&self, width: u16, height: u16) {
        self.metrics(width, height, false);
    }

    /// Becomes a phone: a touch screen of this size.
    pub fn phone(&self, width: u16, height: u16) {
        self.metrics(width, height, true);
        self.call(
            "Emulation.setTouchEmulationEnabled",
            json!({ "enabled": true }),
        );
    }

    fn metrics(&self, width: u16, height: u16, mobile: bool) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
        self.call("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Prefers a `light` or `dark` page.
    pub fn scheme(&self, name: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": name }]);
        self.call(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        );
    }

    /// Opens an address.
    pub fn goto(&self, url: &str) {
        self.call("Page.navigate", json!({ "url": url }));
        self.wait("document.readyState === 'complete'");
    }

    /// The value of a JavaScript expression; a promise is awaited.
    pub fn eval(&self, expression: &str) -> Value {
        let params = json!({
            "expression": expression, "awaitPromise": true, "returnByValue": true,
            "userGesture": true,
        });
        let mut answer = self.call("Runtime.evaluate", params);
        let fault = &answer["exceptionDetails"];
        assert_eq!(*fault, Value::Null, "{expression}");
        answer["result"]["value"].take()
    }

    /// Waits until an expression is true.
    pub fn wait(&self, expression: &str) {
        let ask =
            format!("(() => {{ try {{ return !!({expression}) }} catch {{ return false }} }})()");
        if !until(|| self.eval(&ask) == true) {
            self.screenshot("failed");
            panic!(
                "timed out waiting for {expression}: {}",
                self.eval("document.body.innerText")
            );
        }
    }

    /// Waits until the value of an expression, or of its promise, is `wanted`.
    pub fn wait_value(&self, expression: &str, wanted: &str) {
        let mut seen = Value::Null;
        let found = until(|| {
            seen = self.eval(expression);
            seen == wanted
        });
        assert!(found, "{expression} is {seen}, not {wanted}");
    }

    /// Gives a page permissions, a list of names of the DevTools protocol.
    pub fn grant(&self, origin: &str, names: &Value) {
        let grant =
            json!({ "origin": origin, "permissions": names, "browserContextId": self.context });
        self.browser.call(None, "Browser.grantPermissions", grant);
    }

    /// Types characters one by one, as a keyboard does; `\n` is Enter.
    pub fn type_text(&self, text: &str) {
        for c in text.chars() {
            if c == '\n' {
                self.press("Enter", &[]);
                continue;
            }
            let mut event =
                json!({ "type": "keyDown", "key": c.to_string(), "text": c.to_string() });
            if c.is_ascii_alphabetic() {
                let upper = c.to_ascii_uppercase();
                event["code"] = format!("Key{upper}").into();
                event["windowsVirtualKeyCode"] = u32::from(upper).into();
            }
            self.call("Input.dispatchKeyEvent", event);
            let up = json!({ "type": "keyUp", "key": c.to_string() });
            self.call("Input.dispatchKeyEvent", up);
        }
    }

    /// Presses a key by its name (`KeyboardEvent.key`) with modifiers (`shift`, `ctrl`, `alt`).
    pub fn press(&self, key: &str, mods: &[&str]) {
        let bits = mods.iter().map(|name| match *name {
            "alt" => 1,
            "ctrl" => 2,
            "meta" => 4,
            "shift" => 8,
            other => panic!("no modifier {other}"),
        });
        let code = match key {
            "Enter" => 13,
            "Escape" => 27,
            "Tab" => 9,
            "Backspace" => 8,
            _ => 0,
        };
        let mut event = json!({
            "type": "rawKeyDown", "key": key, "code": key, "modifiers": bits.sum::<u32>(),
            "windowsVirtualKeyCode": code,
        });
        if let [letter] = key.as_bytes() {
            let upper = letter.to_ascii_uppercase();
            event["code"] = format!("Key{}", char::from(upper)).into();
            event["windowsVirtualKeyCode"] = upper.into();
        }
        self.call("Input.dispatchKeyEvent", event.clone());
        event["type"] = "keyUp".into();
        self.call("Input.dispatchKeyEvent", event);
    }

    /// Clicks the element that a selector names.
    pub fn click(&self, selector: &str) {
        let selector = json!(selector);
        self.wait(&format!("document.querySelector({selector})"));
        self.eval(&format!("document.querySelector({selector}).click()"));
    }

    /// Types into the field that a selector names.
    pub fn fill(&self, selector: &str, value: &str) {
        let selector = json!(selector);
        self.wait(&format!("document.querySelector({selector})"));
        self.eval(&format!("document.querySelector({selector}).focus()"));
        self.call("Input.insertText", json!({ "text": value }));
    }

    /// Moves fingers along straight lines, each from one point to another.
    pub fn touch(&self, fingers: &[[(f64, f64); 2]]) {
        const STEPS: u32 = 8;
        let points = |step: u32| -> Value {
            let part = f64::from(step) / f64::from(STEPS);
            let at = |[from, to]: &[(f64, f64); 2]| {
                json!({ "x": from.0 + (to.0 - from.0) * part,
                        "y": from.1 + (to.1 - from.1) * part })
            };
            fingers.iter().map(at).collect()
        };
        let send = |kind: &str, points: Value| {
            let event = json!({ "type": kind, "touchPoints": points });
            self.call("Input.dispatchTouchEvent", event);
        };
        send("touchStart", points(0));
        for step in 1..=STEPS {
            send("touchMove", points(step));
        }
        send("touchEnd", json!([]));
    }

    /// Saves a picture as `NAME.png` in the directory that `MUX_SCREENSHOTS` names.
    pub fn screenshot(&self, name: &str) {
        let Some(dir) = std::env::var_os("MUX_SCREENSHOTS").map(PathBuf::from) else {
            return;
        };
        let answer = self.call("Page.captureScreenshot", json!({ "format": "png" }));
        let data = answer["data"].as_str().unwrap_or_default();
        let bytes = mux::base::base64::decode(data.as_bytes()).expect("base64");
        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(dir.join(format!("{name}.png")), bytes).unwrap();
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        if self.owns_context {
            let context = json!({ "browserContextId": self.context });
            self.browser
                .call(None, "Target.disposeBrowserContext", context);
        } else {
            let target = json!({ "targetId": self.target });
            self.browser.call(None, "Target.closeTarget", target);
        }
    }
}
