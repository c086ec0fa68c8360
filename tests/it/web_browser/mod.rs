//! `mux web` in a real browser: Chromium without a window.
//!
//! `MUX_SCREENSHOTS=DIR` keeps a picture of each step in `DIR`.

mod chromium;
mod figures;
mod gateway;

use crate::harness::{Mux, finish, skip};
use chromium::{Tab, browser};
use gateway::{
    Gateway, PASSWORD, Proxy, SCREEN, file_has, fill_login, foreign_page, ready, screen, shows,
};
use mux::base::width::{cluster_width, str_width};
use serde_json::json;

/// A profile of the browser; `None`, and the test is skipped: there is no browser.
fn profile() -> Option<Tab> {
    let tab = browser().map(|browser| browser.profile());
    if tab.is_none() {
        skip("chromium", "no Chromium is installed");
    }
    tab
}

/// A mux with the session `work`, its gateway, and a tab that is logged in.
fn logged_in(program: &str) -> Option<(Mux, Gateway, Tab)> {
    let tab = profile()?;
    let mux = Mux::new();
    mux.detached("work", program);
    let gateway = Gateway::start(&mux);
    gateway.log_in(&tab, "/s/work");
    Some((mux, gateway, tab))
}

#[test]
fn the_first_password_is_set_by_the_one_time_address() {
    let Some(tab) = profile() else { return };
    let mux = Mux::new();
    let gateway = Gateway::first_start(&mux);
    assert!(gateway.url.contains("/#k="), "{}", gateway.url);
    tab.goto(&gateway.url);
    tab.wait("document.querySelector('#login input[name=again]')");
    assert_eq!(
        tab.eval("location.hash"),
        "",
        "the key stays in the address bar"
    );
    tab.screenshot("first-password");
    tab.fill("#login input[name=password]", PASSWORD);
    tab.fill("#login input[name=again]", PASSWORD);
    tab.click("#login button[type=submit]");
    ready(&tab);
    tab.type_text("echo it $((20+22))\n");
    shows(&tab, "it 42");

    // The key is used up; the password opens a second browser.
    let other = browser().unwrap().profile();
    other.goto(&gateway.url);
    other.wait("document.querySelector('#login input[name=password]')");
    other.screenshot("login");
    fill_login(&other, None, "wrong password");
    other.wait("document.querySelector('#login .error').textContent !== ''");
    other.eval("document.querySelector('#login input[name=password]').value = ''");
    fill_login(&other, None, PASSWORD);
    ready(&other);
    shows(&other, "it 42");
}

#[test]
fn a_page_of_another_origin_gets_neither_answers_nor_a_socket() {
    let Some((_mux, gateway, tab)) = logged_in("sh") else {
        return;
    };
    // The cookie of the gateway goes along: both are the same site.
    let evil = tab.another();
    evil.goto(&foreign_page("<!doctype html><title>other</title>"));
    let fetched = evil.eval(&format!(
        "fetch('{}', {{ credentials: 'include' }}).then((r) => r.text(), () => 'refused')",
        gateway.at("/api/sessions")
    ));
    assert_eq!(fetched, "refused");
    evil.eval(&format!(
        "fetch('{}', {{ method: 'POST', mode: 'no-cors', credentials: 'include' }})
            .catch(() => 0).then(() => 0)",
        gateway.at("/api/logout")
    ));
    let opened = evil.eval(&format!(
        "new Promise((done) => {{
            const socket = new WebSocket('ws://{}/ws?tab={}');
            socket.onopen = () => done('open');
            socket.onclose = () => done('refused');
        }})",
        gateway.address,
        "a".repeat(32),
    ));
    assert_eq!(opened, "refused");
    // Nobody was logged out by the other page.
    assert_eq!(
        tab.eval("fetch('/api/sessions').then((r) => r.status)"),
        200
    );
}

#[test]
fn the_page_runs_under_its_strict_policy() {
    let Some((_mux, _gateway, tab)) = logged_in("sh") else {
        return;
    };
    let refused = tab.eval(
        "new Promise((done) => {
            document.addEventListener('securitypolicyviolation', () => done('refused'));
            const script = document.createElement('script');
            script.textContent = 'done = 1';
            document.body.append(script);
        })",
    );
    assert_eq!(refused, "refused");
    let evaluated = tab.eval("import('/assets/keys.js').then(() => 'module')");
    assert_eq!(evaluated, "module");
}

#[test]
fn typed_text_and_keys_reach_the_program() {
    let Some((mux, _gateway, tab)) = logged_in("sh") else {
        return;
    };
    tab.type_text("echo Grüße $((6*7))\n");
    shows(&tab, "Grüße 42");
    tab.screenshot("terminal-dark");
    // Control, and a key that terminals send like another one without the kitty protocol.
    tab.type_text("sleep 1000\n");
    mux.wait_for_program("work", "sleep");
    tab.press("c", &["ctrl"]);
    mux.wait_for_program("work", "sh");
    tab.type_text("printf '\\033[>1u'; cat -v\n");
    mux.wait_for_program("work", "cat");
    tab.press("Enter", &["shift"]);
    tab.press("i", &["ctrl"]);
    tab.press("Enter", &[]);
    shows(&tab, "^[[13;2u^[[105;5u");
}

/// A change of the selection draws the whole terminal anew, which takes longer than the echo.
#[test]
fn a_key_without_a_selection_changes_no_selection() {
    let Some((_mux, _gateway, tab)) = logged_in("sh") else {
        return;
    };
    tab.eval("window.changes = 0; muxPage.terminal.onSelectionChange(() => changes++)");
    tab.type_text("echo ty\"\"ped\n");
    shows(&tab, "typed");
    assert_eq!(tab.eval("changes"), 0);
    tab.eval("muxPage.terminal.selectAll()");
    tab.type_text("x");
    tab.wait("!muxPage.terminal.hasSelection()");
}

#[test]
fn wide_characters_and_clusters_have_the_columns_of_the_server() {
    let Some((mux, _gateway, tab)) = logged_in("sh") else {
        return;
    };
    let samples = [
        "a",
        "é",
        "e\u{301}",
        "界",
        "日本語",
        "❤",
        "❤\u{fe0f}",
        "1\u{fe0f}\u{20e3}",
        "🇩🇪",
        "🇩🇪🇫🇷",
        "👩\u{200d}💻",
        "👍🏽",
        "한국어",
        "\u{1112}\u{1161}\u{11ab}",
        "क्षि",
        "ก็",
        "→",
        "½",
        "…",
        "ﷺ",
    ];
    let text: String = samples.iter().map(|s| format!("{s}|\n")).collect();
    mux.write("home/samples", &text);
    tab.type_text("clear; cat samples; echo end\n");
    shows(&tab, "\nend");
    for sample in samples {
        // The column of the bar behind the sample.
        let column = tab.eval(&format!(
            "(() => {{ const b = muxPage.terminal.buffer.active; const wanted = {};
                for (let y = 0; y < muxPage.terminal.rows; y++) {{
                    const line = b.getLine(y);
                    if (!line.translateToString(true).startsWith(wanted + '|')) continue;
                    for (let x = 0; x < 20; x++) if (line.getCell(x).getChars() === '|') return x;
                }}
                return -1; }})()",
            json!(sample)
        ));
        assert_eq!(column, str_width(sample), "{sample:?} in {}", screen(&tab));
    }
    tab.screenshot("wide");
}

#[test]
fn the_widths_of_the_page_are_those_of_the_server() {
    let Some((_mux, _gateway, tab)) = logged_in("sh") else {
        return;
    };
    // Pairs and triples of characters from all classes of UAX #29.
    let parts = [
        "a", "\u{301}", "\u{200d}", "\u{fe0f}", "👩", "❤", "🇩", "👍", "🏽", "\u{1100}", "\u{1161}",
        "\u{11a8}", "가", "각", "क", "\u{94d}", "\u{93f}", "\u{600}", "界", "\u{e01}", "\u{e33}",
    ];
    let mut texts = Vec::new();
    for a in parts {
        for b in parts {
            texts.extend(parts.map(|c| format!("a{a}{b}{c}")));
        }
    }
    let measured = tab.eval(&format!(
        "import('/assets/unicode.js').then(({{ widths }}) => {}.map((text) => {{
            let before = 0, total = 0;
            for (const char of text) {{
                const now = widths.charProperties(char.codePointAt(0), before);
                total += ((now >> 1) & 3) - (now & 1 ? (before >> 1) & 3 : 0);
                before = now;
            }}
            return total;
        }}))",
        json!(texts)
    ));
    for (text, width) in texts.iter().zip(measured.as_array().unwrap()) {
        let expected: usize = mux::base::width::clusters(text)
            .map(|cluster| usize::from(cluster_width(cluster)))
            .sum();
        assert_eq!(
            *width,
            expected,
            "{text:?} {:?}",
            text.escape_unicode().to_string()
        );
    }
}

#[test]
fn a_composition_of_an_input_method_arrives_as_its_result() {
    let Some((_mux, _gateway, tab)) = logged_in("cat") else {
        return;
    };
    for step in ["に", "にほ", "日本"] {
        let caret = step.chars().count();
        let step = json!({ "text": step, "selectionStart": caret, "selectionEnd": caret });
        tab.call("Input.imeSetComposition", step);
    }
    tab.call("Input.insertText", json!({ "text": "日本語" }));
    shows(&tab, "日本語");
    tab.press("Enter", &[]);
    shows(&tab, "日本語\n日本語");
    assert!(!screen(&tab).contains('に'), "{}", screen(&tab));
}

#[test]
fn keys_typed_without_a_connection_wait_visibly_and_arrive_once() {
    let Some(tab) = profile() else { return };
    let mux = Mux::new();
    mux.detached("work", "cat");
    let proxy = Proxy::new();
    let origin = format!("http://{}", proxy.address);
    let more = ["--origin", &origin];
    let _gateway = Gateway::launch(&mux, &proxy.target, &more, Some(PASSWORD));
    tab.goto(&format!("{origin}/s/work"));
    fill_login(&tab, None, PASSWORD);
    ready(&tab);
    tab.type_text("before");
    shows(&tab, "before");
    proxy.cut(true);
    tab.wait("muxPage.link.state === 'down'");
    tab.type_text(" meanwhile");
    tab.wait("document.getElementById('status').innerText.includes('10 keys wait')");
    tab.screenshot("no-connection");
    // Output that nobody saw.
    mux.ok(&["send-keys", "-t", "work", "Enter", "unseen", "Enter"]);
    proxy.cut(false);
    tab.wait("muxPage.link.state === 'up'");
    tab.type_text("\n");
    shows(&tab, "unseen");
    shows(&tab, " meanwhile\n meanwhile");
    tab.wait("document.getElementById('status').hidden");
    assert_eq!(
        screen(&tab).matches(" meanwhile").count(),
        2,
        "{}",
        screen(&tab)
    );
}

#[test]
fn a_frozen_tab_comes_back_with_the_present_screen() {
    let Some((mux, _gateway, tab)) = logged_in("cat") else {
        return;
    };
    tab.call("Page.setWebLifecycleState", json!({ "state": "frozen" }));
    mux.ok(&["send-keys", "-t", "work", "meanwhile", "Enter"]);
    mux.wait_for(&["capture-pane", "-p", "-t", "work"], |text| {
        text.contains("meanwhile\nmeanwhile")
    });
    tab.call("Page.setWebLifecycleState", json!({ "state": "active" }));
    shows(&tab, "meanwhile\nmeanwhile");
    tab.type_text("back\n");
    shows(&tab, "back\nback");
    assert_eq!(screen(&tab).matches("back").count(), 2, "{}", screen(&tab));
}

#[test]
fn a_reload_keeps_session_and_keys() {
    let Some((_mux, gateway, tab)) = logged_in("cat") else {
        return;
    };
    tab.type_text("one\n");
    shows(&tab, "one\none");
    tab.goto(&gateway.at("/s/work"));
    ready(&tab);
    shows(&tab, "one\none");
    tab.type_text("two\n");
    shows(&tab, "two\ntwo");
}

#[test]
fn typing_goes_on_after_the_server_is_killed() {
    let Some((mux, _gateway, tab)) = logged_in("cat") else {
        return;
    };
    tab.type_text("one");
    shows(&tab, "one");
    let server = mux.process("server", None);
    server.kill();
    tab.type_text(" two");
    mux.process("server", Some(server.pid));
    tab.type_text(" three\n");
    tab.wait(&format!("{SCREEN}.match(/ three/g)?.length === 2"));
    // A key that was sent to the dead server may be lost, none may be doubled.
    assert!(
        screen(&tab).matches(" two").count() <= 2,
        "{}",
        screen(&tab)
    );
}

#[test]
fn typing_goes_on_after_the_gateway_is_killed() {
    let Some((mux, mut gateway, tab)) = logged_in("cat") else {
        return;
    };
    tab.type_text("one");
    shows(&tab, "one");
    gateway.kill9();
    tab.wait("muxPage.link.state === 'down'");
    tab.type_text(" two");
    let address = gateway.address.clone();
    let _new = Gateway::launch(&mux, &address, &[], None);
    tab.wait("muxPage.link.state === 'up'");
    tab.type_text(" three\n");
    shows(&tab, "one two three\none two three");
}

#[test]
fn an_upgrade_in_a_flood_is_a_pause() {
    let Some((mux, _gateway, tab)) = logged_in("sh") else {
        return;
    };
    mux.write(
        "home/flood",
        "n=1; while [ ! -e stop ]; do seq $n $((n+499)); n=$((n+500)); sleep 0.01; done; echo all; exec cat",
    );
    tab.type_text("sh flood\n");
    tab.wait(&format!(r"/\n\d+\n\d+\n/.test({SCREEN})"));
    mux.ok(&["upgrade"]);
    mux.write("home/stop", "");
    shows(&tab, "\nall");
    tab.type_text("still here\n");
    shows(&tab, "still here\nstill here");
}

#[test]
fn a_phone_shows_one_pane_and_sends_its_compose_field() {
    let Some(tab) = profile() else { return };
    let mux = Mux::new();
    mux.detached("work", "cat");
    mux.ok(&["split-window", "-h", "-t", "work", "cat"]);
    let gateway = Gateway::start(&mux);
    tab.phone(390, 844);
    gateway.log_in(&tab, "/s/work?renderer=dom");
    tab.wait("muxPage.state.panes?.length === 2");
    tab.wait("muxPage.terminal.cols === 80");
    tab.fill(".compose textarea", "sent at once");
    tab.click(".compose .send");
    shows(&tab, "sent at once");
    tab.screenshot("phone");
    // Ctrl latches for one key.
    let ctrl = "[...document.querySelectorAll('#phone .keys button')].find((b) => b.textContent === 'Ctrl')";
    tab.eval(&format!("{ctrl}.click()"));
    assert_eq!(
        tab.eval(&format!("{ctrl}.getAttribute('aria-pressed')")),
        "true"
    );
    tab.fill(".compose textarea", "c");
    tab.click(".compose .send");
    mux.wait_for(&["list-panes", "-t", "work"], |panes| {
        panes.lines().count() == 1
    });
    assert_eq!(
        tab.eval(&format!("{ctrl}.getAttribute('aria-pressed')")),
        "false"
    );
    // Nobody's window took the size of the phone.
    let size = mux.ok(&[
        "display-message",
        "-p",
        "-t",
        "work",
        "#{window_width}x#{window_height}",
    ]);
    assert_eq!(size, "80x24");
}

#[test]
fn key_hints_appear_when_one_hesitates_and_can_be_tapped_on_a_phone() {
    let Some((mux, gateway, tab)) = logged_in("cat") else {
        return;
    };
    // On a desk they are in the terminal.
    tab.press("b", &["ctrl"]);
    shows(&tab, "Ctrl-b and …");
    tab.screenshot("hints");
    tab.type_text("%");
    tab.wait("muxPage.state.panes?.length === 2");
    assert!(!screen(&tab).contains("Ctrl-b and …"), "{}", screen(&tab));
    let phone = tab.another();
    phone.phone(390, 844);
    phone.goto(&gateway.at("/s/work?renderer=dom"));
    ready(&phone);
    phone.eval("muxPage.phone.prefix()");
    phone.wait("document.querySelector('.hints').innerText.includes('Ctrl-b and …')");
    phone.screenshot("hints-phone");
    assert!(
        !screen(&phone).contains("Ctrl-b and …"),
        "{}",
        screen(&phone)
    );
    let tap = "[...document.querySelectorAll('.hints button')].find((b) =>
        b.querySelector('kbd').textContent === 'c').click()";
    phone.eval(tap);
    phone.wait("document.querySelector('.hints').hidden");
    mux.wait_for(&["list-windows", "-t", "work"], |windows| {
        windows.lines().count() == 2
    });
}

#[test]
fn a_phone_shows_the_floating_pane_that_gets_the_keys() {
    let Some(tab) = profile() else { return };
    let mux = Mux::new();
    mux.detached("work", "cat");
    let gateway = Gateway::start(&mux);
    tab.phone(390, 844);
    gateway.log_in(&tab, "/s/work?renderer=dom");
    mux.ok(&["new-pane", "-t", "work", "cat"]);
    tab.wait("muxPage.state.panes.find((pane) => pane.active).kind === 'float'");
    tab.fill(".compose textarea", "into the float");
    tab.click(".compose .send");
    shows(&tab, "into the float");
    // Its first cell is at the left edge of the page.
    tab.wait(
        "(() => { const pane = muxPage.state.panes.find((pane) => pane.active);
            return pane.x > 0 && Math.abs(muxPage.pan.x / pane.x
                - document.querySelector('.xterm-screen').clientWidth / muxPage.terminal.cols) < 1
        })()",
    );
    tab.screenshot("float-phone");
}

#[test]
fn fingers_pan_pinch_swipe_and_scroll() {
    let Some(tab) = profile() else { return };
    let mux = Mux::new();
    mux.detached("work", "cat");
    mux.ok(&["resize-window", "-t", "work", "-x", "200", "-y", "60"]);
    mux.ok(&["split-window", "-h", "-t", "work", "seq 1 500; exec cat"]);
    let gateway = Gateway::start(&mux);
    tab.phone(390, 844);
    gateway.log_in(&tab, "/s/work?renderer=dom");
    tab.wait("muxPage.terminal.cols === 200");
    let edge = "Math.round(muxPage.pan.x - muxPage.state.panes[1].x
        * document.querySelector('.xterm-screen').clientWidth / 200)";
    tab.wait(&format!("muxPage.pan.x > 0 && {edge} === 0"));
    let number = |expression: &str| tab.eval(expression).as_f64().unwrap();
    // One finger moves the pane.
    tab.touch(&[[(300.0, 300.0), (200.0, 300.0)]]);
    let moved = number(edge);
    assert!((60.0..=101.0).contains(&moved), "{moved}");
    // Two fingers change the font.
    let size = number("muxPage.terminal.options.fontSize");
    tab.touch(&[
        [(180.0, 300.0), (100.0, 300.0)],
        [(220.0, 300.0), (300.0, 300.0)],
    ]);
    assert!(number("muxPage.terminal.options.fontSize") > size + 10.0);
    tab.touch(&[
        [(50.0, 300.0), (180.0, 300.0)],
        [(350.0, 300.0), (210.0, 300.0)],
    ]);
    assert!(number("muxPage.terminal.options.fontSize") < size + 10.0);
    // A drag beyond the upper end scrolls the program; without a mouse the history opens.
    tab.eval("muxPage.pan.to(muxPage.pan.x, 0)");
    tab.touch(&[[(200.0, 200.0), (200.0, 600.0)]]);
    let mode = [
        "list-panes",
        "-t",
        "work",
        "-F",
        "#{pane_index}#{pane_mode}",
    ];
    mux.wait_for(&mode, |modes| modes == "0\n1copy-mode");
    mux.ok(&["send-keys", "-t", "work:0.1", "-X", "cancel"]);
    mux.ok(&["set-option", "-g", "mouse", "off"]);
    tab.wait("muxPage.mouseMode === 'off'");
    tab.eval("muxPage.pan.to(muxPage.pan.x, 0)");
    tab.touch(&[[(200.0, 200.0), (200.0, 600.0)]]);
    tab.wait("!document.getElementById('reader').hidden");
    tab.wait("document.querySelector('#reader .lines').innerText.includes('500')");
    tab.click("#reader header button");
    tab.wait("document.getElementById('reader').hidden");
    // A fast swipe at the edge of a pane goes to the next one.
    let active = tab.eval("muxPage.state.panes.find((pane) => pane.active).id");
    tab.eval("muxPage.pan.to(0, 0)");
    tab.touch(&[[(60.0, 300.0), (340.0, 300.0)]]);
    tab.wait(&format!(
        "muxPage.state.panes.find((pane) => pane.active).id !== {active}"
    ));
}

#[test]
fn title_bell_and_notifications_reach_the_page() {
    let Some((mux, _gateway, tab)) = logged_in("sh") else {
        return;
    };
    mux.ok(&["set-option", "-g", "set-titles", "on"]);
    mux.ok(&["set-option", "-g", "set-titles-string", "title of #S"]);
    tab.wait("document.title === 'title of work · mux'");
    tab.eval(
        "(() => { const view = document.getElementById('viewport'), real = view.animate;
            view.animate = (...how) => { window.rang = true; return real.apply(view, how) } })()",
    );
    tab.type_text("printf '\\a\\033]9;the job is done\\007'\n");
    tab.wait("window.rang");
    tab.wait("document.getElementById('toasts').innerText.includes('the job is done')");
    // The mode for screen readers is in the menu.
    tab.click("#open-menu");
    tab.eval(
        "[...document.querySelectorAll('dialog.menu .check')].find((label) =>
            label.textContent === 'Screen reader mode').click()",
    );
    tab.wait("document.querySelector('.xterm-accessibility')");
    // The page can be installed: all that its manifest names is there.
    let icons = tab.eval(
        "fetch('/assets/manifest.webmanifest').then((r) => r.json()).then((manifest) =>
            Promise.all([manifest.start_url, ...manifest.icons.map((icon) => icon.src)]
                .map((url) => fetch(url).then((r) => r.status))))",
    );
    let icons = icons.as_array().unwrap();
    assert!(
        icons.len() > 2 && icons.iter().all(|s| *s == 200),
        "{icons:?}"
    );
}

#[test]
fn a_pasted_picture_becomes_a_path() {
    let Some((_mux, _gateway, tab)) = logged_in("cat") else {
        return;
    };
    tab.eval(
        "(() => {
            const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
            const data = new DataTransfer();
            data.items.add(new File([png], 'shot.png', { type: 'image/png' }));
            const event = { clipboardData: data, bubbles: true, cancelable: true };
            muxPage.terminal.textarea.dispatchEvent(new ClipboardEvent('paste', event));
        })()",
    );
    tab.wait(&format!(
        r"/pasted\/\w+\.png/.test({SCREEN}.replaceAll('\n', ''))"
    ));
}

#[test]
fn links_open_only_what_they_show() {
    let Some((_mux, _gateway, tab)) = logged_in("cat") else {
        return;
    };
    let allowed = tab.eval(
        "import('/assets/links.js').then((links) => ['http://a.example/', 'https://a.example',
            'mailto:a@b.example', 'javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x',
            'ssh://a', 'vbscript:x', '//a.example', 'x'].map((a) => links.allowed(a) !== null))",
    );
    let only_three = json!([
        true, true, true, false, false, false, false, false, false, false
    ]);
    assert_eq!(allowed, only_three);
    tab.eval("window.open = (...how) => { window.opened = how; return null }");
    let open = |address: &str, shown: &str| {
        tab.eval(&format!(
            "import('/assets/links.js').then((links) => void links.open({}, {}))",
            json!(address),
            json!(shown)
        ));
    };
    open("https://a.example/x", "see https://a.example/x");
    tab.wait("window.opened?.[0] === 'https://a.example/x'");
    assert_eq!(
        tab.eval("opened.slice(1).join()"),
        "_blank,noopener,noreferrer"
    );
    // The text names another host.
    tab.eval("delete window.opened");
    open("https://evil.example/", "https://bank.example/");
    tab.wait("document.querySelector('dialog.ask h2')?.textContent === 'Open evil.example?'");
    assert_eq!(tab.eval("typeof window.opened"), "undefined");
    tab.click("dialog.ask footer button:not(.primary)");
    tab.wait("!document.querySelector('dialog')");
    assert_eq!(tab.eval("typeof window.opened"), "undefined");
    open("javascript:alert(1)", "x");
    assert_eq!(tab.eval("typeof window.opened"), "undefined");
}

#[test]
fn the_reader_shows_line_40000() {
    let Some((mux, _gateway, tab)) = logged_in("sh") else {
        return;
    };
    mux.ok(&["set-option", "-g", "history-limit", "100000"]);
    mux.ok(&["new-window", "-t", "work", "seq 0 45000; exec cat"]);
    shows(&tab, "\n45000");
    tab.click("#open-reader");
    tab.wait("document.querySelector('#reader .l')");
    tab.wait("document.querySelector('#reader .lines').innerText.includes('45000')");
    // Lines that were asked for before, and arrive after those around line 40,000.
    tab.eval(
        "(() => { const real = fetch; window.late = new Promise((done) => window.release = done);
            window.fetch = async (...request) => { window.fetch = real;
                window.waits = true; const answer = await real(...request); await late;
                return answer };
            document.querySelector('#reader .lines').scrollTop = 0 })()",
    );
    tab.wait("window.waits");
    tab.fill("#reader .goto", "40000");
    tab.press("Enter", &[]);
    tab.wait("document.querySelector('#reader .l.marked')?.textContent === '40000'");
    tab.eval("release()");
    tab.wait("document.querySelector('#reader .l.marked')?.textContent === '40000'");
    tab.screenshot("reader");
    let seen = tab.eval(
        "(() => { const row = document.querySelector('.l.marked').getBoundingClientRect();
            return row.top > 0 && row.bottom < innerHeight })()",
    );
    assert_eq!(seen, true);
    let chunks = "[...document.querySelectorAll('#reader .l')].every((l, i, all) =>
        i === 0 || Number(l.dataset.n) === Number(all[i - 1].dataset.n) + 1)";
    assert_eq!(tab.eval(chunks), true, "the lines are in order");
    // More lines arrive above while one scrolls.
    tab.eval("document.querySelector('#reader .lines').scrollTop = 0");
    tab.wait("Number(document.querySelector('#reader .l').dataset.n) < 39500");
    tab.press("Escape", &[]);
    tab.wait("document.getElementById('reader').hidden");
    tab.type_text("back\n");
    shows(&tab, "back\nback");
}

#[test]
fn a_view_link_shows_and_cannot_type() {
    let Some((mux, gateway, tab)) = logged_in("cat") else {
        return;
    };
    tab.type_text("for all\n");
    shows(&tab, "for all\nfor all");
    let link = mux.ok(&["web", "share", "-t", "work", "--view"]);
    let secret = &link[link.find("/#t=").unwrap()..];
    let secret = secret.split_whitespace().next().unwrap();
    let viewer = browser().unwrap().profile();
    viewer.goto(&gateway.at(secret));
    ready(&viewer);
    shows(&viewer, "for all\nfor all");
    viewer.type_text("no\n");
    viewer.wait("document.getElementById('note').innerText.includes('view only')");
    // Past the page, straight to the gateway.
    viewer.eval("muxPage.link.socket.send(JSON.stringify({ t: 'k', key: 'x', n: 1 }))");
    tab.type_text("after\n");
    shows(&viewer, "after\nafter");
    assert!(!screen(&viewer).contains("no"), "{}", screen(&viewer));
    assert!(!screen(&viewer).contains('x'), "{}", screen(&viewer));
}

#[test]
fn a_viewer_sees_the_whole_window_on_a_smaller_page() {
    let Some((mux, gateway, tab)) = logged_in("cat") else {
        return;
    };
    mux.ok(&["split-window", "-h", "-t", "work", "printf '%60s' end; cat"]);
    tab.wait("muxPage.state.panes?.length === 2");
    let link = mux.ok(&["web", "share", "-t", "work", "--view"]);
    let viewer = browser().unwrap().profile();
    viewer.size(700, 420);
    viewer.goto(&gateway.at(&link[link.find("/#t=").unwrap()..]));
    ready(&viewer);
    let cols = tab.eval("muxPage.terminal.cols");
    viewer.wait(&format!("muxPage.terminal.cols === {cols}"));
    shows(&viewer, "end");
    let inside =
        "(() => { const r = document.querySelector('.xterm-screen').getBoundingClientRect();
        return r.right <= innerWidth && r.bottom <= innerHeight && r.right > innerWidth / 2 })()";
    viewer.wait(inside);
    viewer.screenshot("viewer-small");
    // The page of the owner is as it was, and a larger page has the usual font again.
    assert_eq!(tab.eval("muxPage.terminal.cols"), cols);
    viewer.size(1400, 900);
    viewer.wait("muxPage.terminal.options.fontSize === 14");
    viewer.wait(&format!("muxPage.terminal.cols === {cols}"));
}

#[test]
fn accounts_see_nothing_of_each_other() {
    let Some((mux, gateway, tab)) = logged_in("cat") else {
        return;
    };
    tab.type_text("secret of the first\n");
    shows(&tab, "secret of the first");
    let add = mux.command(&["web", "user", "add", "anna"]);
    let added = finish(add, "another password\n");
    assert_eq!(added.status, 0, "{added:?}");
    let other = browser().unwrap().profile();
    other.goto(&gateway.at("/"));
    fill_login(&other, Some("anna"), "another password");
    ready(&other);
    other.type_text("echo mine > mine.txt; echo of $((1+1))\n");
    shows(&other, "of 2");
    file_has(&mux, "mine.txt", "mine");
    let seen = other.eval("fetch('/api/sessions').then((r) => r.text())");
    assert!(!seen.as_str().unwrap().contains("work"), "{seen}");
    assert!(!screen(&other).contains("secret"), "{}", screen(&other));
    other.goto(&gateway.at("/s/work"));
    ready(&other);
    assert!(!screen(&other).contains("secret"), "{}", screen(&other));
    drop(gateway);
    mux.ok(&["-L", "web-anna", "kill-server"]);
}

#[test]
fn a_paste_of_a_megabyte_arrives_whole() {
    let Some((mux, _gateway, tab)) = logged_in("stty raw -echo; head -c 1000000 | md5sum > sum")
    else {
        return;
    };
    tab.eval(
        "(() => {
            const text = 'paste of a megabyte '.repeat(50000);
            const data = new DataTransfer();
            data.setData('text/plain', text);
            const event = { clipboardData: data, bubbles: true, cancelable: true };
            muxPage.terminal.textarea.dispatchEvent(new ClipboardEvent('paste', event));
        })()",
    );
    mux.write("home/expected", &"paste of a megabyte ".repeat(50000));
    let expected = finish(mux.program("md5sum", &["expected"]), "");
    file_has(
        &mux,
        "sum",
        expected.stdout.split_whitespace().next().unwrap(),
    );
}

#[test]
fn copies_of_programs_reach_the_clipboard_of_the_browser() {
    let Some((mux, gateway, tab)) = logged_in("sh") else {
        return;
    };
    mux.ok(&["set-option", "-g", "set-clipboard", "on"]);
    let names = json!(["clipboardReadWrite", "clipboardSanitizedWrite"]);
    tab.grant(&gateway.at(""), &names);
    tab.type_text("printf '\\033]52;c;Y29waWVk\\007'\n");
    tab.wait_value("navigator.clipboard.readText()", "copied");
}

#[test]
fn the_page_looks_right_at_once_in_light_and_dark_and_on_a_phone() {
    let Some(tab) = profile() else { return };
    let mux = Mux::new();
    mux.write("home/left", LEFT);
    mux.write("home/right", RIGHT);
    mux.detached("work", "cat left; exec cat");
    mux.ok(&["resize-window", "-t", "work", "-x", "140", "-y", "42"]);
    mux.ok(&[
        "split-window",
        "-h",
        "-d",
        "-l",
        "56",
        "-t",
        "work",
        "cat right; exec cat",
    ]);
    mux.ok(&["new-window", "-d", "-t", "work", "-n", "logs", "cat"]);
    mux.ok(&["set-option", "-wu", "-t", "work", "window-size"]);
    let gateway = Gateway::start(&mux);
    tab.scheme("dark");
    gateway.log_in(&tab, "/s/work");
    shows(&tab, "right side");
    // Nothing of the page is cut off, and the terminal fills it.
    let fits = "(() => { const r = document.querySelector('.xterm-screen').getBoundingClientRect();
        return document.documentElement.scrollWidth <= innerWidth && r.right <= innerWidth
            && r.bottom <= innerHeight && r.right > innerWidth - 20 && r.bottom > innerHeight - 24
    })()";
    tab.wait(fits);
    tab.screenshot("web-dark");
    tab.click("#session");
    tab.wait("document.querySelector('dialog .row')");
    tab.screenshot("web-sessions");
    tab.press("Escape", &[]);
    tab.scheme("light");
    tab.wait("document.documentElement.dataset.theme === 'light'");
    tab.wait("muxPage.terminal.options.theme.background === '#fdfdfb'");
    assert_eq!(
        tab.eval("muxPage.terminal.options.drawBoldTextInBrightColors"),
        false
    );
    tab.screenshot("web-light");
    tab.click("#open-menu");
    tab.wait("document.querySelector('dialog.menu')");
    tab.screenshot("web-menu");

    let phone = tab.another();
    phone.phone(390, 844);
    phone.scheme("dark");
    phone.goto(&gateway.at("/s/work?renderer=dom"));
    ready(&phone);
    phone.wait("document.querySelectorAll('#phone .keys button').length > 20");
    phone.wait("document.documentElement.scrollWidth <= innerWidth");
    // Underscores lie below their row.
    let overflow = "getComputedStyle(document.querySelector('.xterm-rows > div')).overflow";
    assert_eq!(phone.eval(overflow), "visible");
    phone.wait("document.querySelector('#session span').textContent === 'work'");
    phone.screenshot("web-phone");
}

/// Two panes worth a picture.
const LEFT: &str = "\x1b[1;32mme@host\x1b[0m:\x1b[1;34m~/src/mux\x1b[0m$ cargo test\n\
    \x1b[1;32m   Compiling\x1b[0m mux v0.1.0 (/home/me/src/mux)\n\
    \x1b[1;32m    Finished\x1b[0m `test` profile in 21.40s\n\
    \x1b[1;32m     Running\x1b[0m tests/it/main.rs\n\n\
    running 4 tests\n\
    test session::attach_and_detach ... \x1b[32mok\x1b[0m\n\
    test survival::server_dies ... \x1b[32mok\x1b[0m\n\
    test keys::every_prefix_key ... \x1b[32mok\x1b[0m\n\
    test mouse::drag_a_border ... \x1b[32mok\x1b[0m\n\n\
    test result: \x1b[32mok\x1b[0m. 4 passed; 0 failed\n\n\
    \x1b[1;32mme@host\x1b[0m:\x1b[1;34m~/src/mux\x1b[0m$ ";
const RIGHT: &str = "\x1b[33m2026-11-30 14:02\x1b[0m start, port \x1b[36m8080\x1b[0m\n\
    \x1b[33m2026-11-30 14:03\x1b[0m GET \x1b[34m/index.html\x1b[0m \x1b[32m200\x1b[0m\n\
    \x1b[33m2026-11-30 14:03\x1b[0m GET \x1b[34m/missing\x1b[0m \x1b[31m404\x1b[0m\n\
    \x1b[33m2026-11-30 14:05\x1b[0m \u{65e5}\u{672c}\u{8a9e}, Gr\u{fc}\u{df}e, \u{25b2}\n\
    right side\n";
