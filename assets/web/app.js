// The page: logs in, creates terminal and link, and connects the parts.

import * as api from "./api.js";
import * as clipboard from "./clipboard.js";
import { Phone } from "./compose.js";
import { toast } from "./dialogs.js";
import { Input } from "./input.js";
import { wellFormed } from "./keys.js";
import { Link } from "./link.js";
import * as links from "./links.js";
import * as login from "./login.js";
import * as menu from "./menu.js";
import * as mouse from "./mouse.js";
import * as pickers from "./pickers.js";
import * as reader from "./reader.js";
import { onChange, set, settings } from "./settings.js";
import * as status from "./status.js";
import { MAX_FONT, MIN_FONT, cell, create, measure } from "./terminal.js";
import * as theme from "./theme.js";
import { Pan } from "./touch.js";

/** The largest answer to a program that asks for the clipboard, in characters. */
const MAX_ANSWER = 10 << 10;

/** The largest terminal that the gateway takes. */
const MAX_COLS = 1000;
const MAX_ROWS = 500;

const byId = (id) => document.getElementById(id);
const isTouch = matchMedia("(pointer: coarse)").matches;

/** Resolves when somebody is logged in. */
async function authenticate(secret) {
  for (;;) {
    try {
      if (secret.t) {
        await api.token(secret.t);
        secret.t = null;
      }
      const hello = await api.hello();
      if (hello.login) return hello.login;
      if (hello.setup && secret.k) return await login.setup(secret.k);
      if (!hello.setup) return await login.login(hello);
      await login.noPassword(api.hello);
    } catch (error) {
      toast(error.message);
      secret.t = null;
      if (error.status === 0) await new Promise((done) => setTimeout(done, 2000));
    }
  }
}

class Page {
  constructor(account) {
    this.account = account;
    this.state = { mode: account.role, account: account.account };
    this.server = { up: true };
    this.mouseMode = "off";
    /** This tab takes part in the size of the window. */
    this.fits = !isTouch;
    byId("app").hidden = false;
    const { terminal, fit } = create(byId("terminal"));
    this.terminal = terminal;
    this.fit = fit;
    /** Runs a command line as this client. */
    this.command = (line) => this.deliver({ t: "cmd", line });
    links.provide(terminal);
    this.link = new Link({
      hello: () => this.hello(),
      message: (message) => this.receive(message),
      paint: (bytes, done) =>
        terminal.write(bytes, () => {
          this.pan?.follow();
          done();
        }),
      changed: () => this.linkChanged(),
      loginDue: () => void this.logIn(),
      refused: () =>
        api.hello().then(
          (hello) => hello.login === null,
          () => false,
        ),
    });
    this.input = new Input(terminal, {
      deliver: (message) => this.deliver(message),
      paste: (text) => this.paste(text),
      mods: () => this.phone?.takeMods() ?? [],
    });
    this.connectPointer();
    this.connectPage();
    this.resize();
    this.link.dial();
    const path = /^\/read\/(\d+)$/.exec(location.pathname);
    if (path) void this.read(`%${path[1]}`);
  }

  hello() {
    /** A state has arrived since. */
    this.arrived = false;
    const session = this.wanted();
    /** A session was asked for by its name. */
    this.asked = session !== null && this.account.session === null;
    const shape = { ...measure(this.terminal), ...theme.reported() };
    return { ...shape, touch: !this.fits, hints: isTouch, session };
  }

  /** The session to show: the one of before, or that of the address bar; null: the last one. */
  wanted() {
    const path = /^\/s\/(.+)$/.exec(location.pathname);
    return this.state.session?.name ?? (path ? decodeURIComponent(path[1]) : this.account.session);
  }

  linkChanged() {
    status.show(this.link, this.server);
    if (this.link.state !== "ended" || this.arrived || !this.asked) return;
    // The session does not exist: any other one is better than none.
    toast(this.link.reason);
    this.state.session = null;
    if (location.pathname.startsWith("/s/")) history.replaceState(null, "", `/${location.search}`);
    this.link.reopen();
  }

  /** Shows another session. */
  switchTo(name) {
    if (this.link.state !== "ended") return this.link.now({ t: "switch", session: name });
    this.state.session = { name };
    this.link.reopen();
  }

  connectPointer() {
    const send = (message) => this.full() && this.link.now(message);
    const press = (key) => this.deliver({ t: "k", key });
    mouse.watch(this.terminal, () => this.mouseMode, send, press);
    clipboard.watch(
      byId("terminal"),
      (text) => this.paste(text),
      () => this.full(),
    );
    byId("terminal").addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        this.fontSize(settings.fontSize + (event.deltaY < 0 ? 1 : -1));
      },
      { passive: false },
    );
    if (!isTouch) return;
    const at = (x, y, kind, button) => send({ t: "m", kind, button, x, y });
    const clicked = (x, y) => {
      if (this.mouseMode !== "off") {
        at(x, y, "press", "left");
        at(x, y, "release", "left");
      }
      if (settings.rawKeys) this.terminal.focus();
    };
    this.pan = new Pan(byId("viewport"), this.terminal, {
      pane: () => (this.fits ? null : this.state.panes?.find((pane) => pane.active)),
      wheel: (up, x, y) => {
        if (this.mouseMode !== "off") at(x, y, "press", up ? "wheelup" : "wheeldown");
        else if (up) void this.read();
      },
      tap: clicked,
      swipe: (step) => this.command(`select-pane -t ${step > 0 ? ":.+" : ":.-"}`),
      fontSize: (size) => this.fontSize(size),
    });
    this.phone = new Phone({
      deliver: (message) => this.deliver(message),
      paste: (text) => this.paste(text),
      prefix: () => this.state.prefix ?? "C-b",
      focus: () => this.terminal.focus(),
      actions: [
        ["plus", "New window", () => this.command("new-window")],
        ["split", "Split the pane", () => this.command("split-window -h")],
        ["zoom", "Zoom the pane", () => this.command("resize-pane -Z")],
        ["windows", "Windows", () => void pickers.windows(this.state, this.command)],
        ["fit", "Fit the window to this screen, or not", () => this.toggleFit()],
        ["paste", "Paste", () => void clipboard.pasteFromClipboard((text) => this.paste(text))],
        ["history", "History", () => void this.read()],
      ],
    });
  }

  connectPage() {
    theme.follow(() => {
      this.terminal.options.theme = theme.terminalTheme();
      this.link.now({ t: "colors", ...theme.reported() });
    });
    onChange((name) => {
      if (name === "fontSize") this.terminal.options.fontSize = settings.fontSize;
      if (name === "bar") document.body.classList.toggle("no-bar", !settings.bar);
      if (name === "fontSize" || name === "bar") this.resize();
    });
    document.body.classList.toggle("no-bar", !settings.bar);
    const show = (name) => this.switchTo(name);
    byId("session").addEventListener(
      "click",
      () => void pickers.sessions(this.state, show, this.command),
    );
    byId("all-windows").addEventListener(
      "click",
      () => void pickers.windows(this.state, this.command),
    );
    byId("open-reader").addEventListener("click", () => void this.read());
    byId("open-menu").addEventListener("click", () => this.menu());
    byId("show-menu").addEventListener("click", () => this.menu());
    byId("status")
      .querySelector("button")
      .addEventListener("click", () => this.link.reopen());
    // The bar must not take the focus from the terminal.
    byId("bar").addEventListener("mousedown", (event) => event.preventDefault());
    document.addEventListener("panelclosed", () => {
      if (!isTouch && byId("reader").hidden) this.terminal.focus();
    });
    this.terminal.onResize(() => {
      this.link.now({ t: "size", ...measure(this.terminal) });
      this.pan?.follow();
    });
    new ResizeObserver(() => this.resize()).observe(byId("viewport"));
    // The keyboard of a phone covers the layout viewport in some browsers.
    visualViewport?.addEventListener("resize", () => {
      document.documentElement.style.setProperty("--height", `${visualViewport.height}px`);
      scrollTo(0, 0);
    });
    document.fonts?.ready.then(() => this.resize());
    const focus = (on) => () => this.link.now({ t: "focus", on });
    addEventListener("focus", focus(true));
    addEventListener("blur", focus(false));
    if (!isTouch) this.terminal.focus();
  }

  menu() {
    menu.open({
      state: () => this.state,
      paste: (text) => this.paste(text),
      command: (line) => this.command(line),
      loggedOut: () => location.assign("/"),
    });
  }

  receive(message) {
    switch (message.t) {
      case "hello":
        this.state.mode = message.mode;
        this.link.now({ t: "focus", on: document.hasFocus() });
        byId("app").dataset.ready = "yes";
        break;
      case "state":
        this.show(message);
        break;
      case "mode":
        this.mouseMode = message.mouse;
        // With a mouse mode of its own xterm.js selects only with the modifier. Its reports never
        // happen: mouse.js takes the events before.
        this.terminal.write(message.mouse === "off" ? "\x1b[?1000l" : "\x1b[?1000h");
        byId("terminal").classList.toggle("mouse", message.mouse !== "off");
        break;
      case "link":
        this.server = message;
        status.show(this.link, this.server);
        break;
      case "clip":
        void clipboard.copy(message.text);
        break;
      case "askclip":
        toast("A program asks for the clipboard.", "Allow", () => void this.answerClipboard());
        break;
      case "title":
        this.title = message.text;
        this.showTitle();
        break;
      case "notify":
        this.notify(message);
        break;
      case "bell":
        this.bell();
        break;
      case "note":
        this.input.note(message.text);
        break;
      case "hints":
        this.phone?.showHints(message);
        break;
    }
  }

  /** Draws the bar, and on a phone takes the size of the window over. */
  show(state) {
    this.arrived = true;
    const { session } = state;
    const other = session && session.id !== this.state.session?.id;
    this.state = state;
    if (other) this.title = null;
    if (session && !location.pathname.startsWith("/read/")) {
      const path = `/s/${encodeURIComponent(session.name)}`;
      if (location.pathname !== path) history.replaceState(null, "", path + location.search);
    }
    byId("session").querySelector("span").textContent = session?.name ?? "no session";
    const badge = byId("badge");
    badge.textContent =
      state.mode === "view" ? "view only" : state.viewers > 0 ? `${state.viewers} viewing` : "";
    badge.hidden = badge.textContent === "";
    document.body.classList.toggle("view-only", state.mode === "view");
    pickers.drawTabs(state, this.command);
    this.showTitle();
    this.resize();
  }

  showTitle() {
    const name = this.title || this.state.session?.name;
    document.title = `${this.rang ? "● " : ""}${name ? `${name} · mux` : "mux"}`;
  }

  bell() {
    byId("viewport").animate([{ opacity: 0.6 }, { opacity: 1 }], { duration: 180 });
    if (document.visibilityState === "visible") return;
    this.rang = true;
    this.showTitle();
    const seen = () => {
      this.rang = false;
      this.showTitle();
    };
    document.addEventListener("visibilitychange", seen, { once: true });
  }

  notify({ title, body, pane }) {
    const select = () => {
      window.focus();
      if (pane) this.command(`switch-client -t ${pickers.quote(pane)}`);
    };
    const hidden = document.visibilityState === "hidden";
    if (!hidden || !settings.notify || globalThis.Notification?.permission !== "granted") {
      return toast([title, body].filter(Boolean).join(": "), pane && "Show", select);
    }
    new Notification(title || "mux", { body, tag: pane, icon: "/assets/icon-192.png" }).onclick =
      select;
  }

  async answerClipboard() {
    try {
      const text = await navigator.clipboard.readText();
      // A message to the gateway has at most 64 KiB.
      if (text.length > MAX_ANSWER) toast("The clipboard is too large for the program.");
      else this.link.now({ t: "clip", text: wellFormed(text) });
    } catch {
      toast("The browser does not allow reading the clipboard here.");
    }
  }

  full() {
    return this.state.mode === "full";
  }

  deliver(message) {
    if (!this.full()) {
      return this.input.note("This login may view only: keys are not sent.");
    }
    if (this.link.state === "ended") {
      if (message.key === "Enter") this.link.reopen();
    } else if (!this.link.deliver(message)) {
      this.input.note("There is no room for more input until the connection is back.");
    }
  }

  paste(text) {
    clipboard.pieces(text).forEach((piece) => this.deliver(piece));
  }

  fontSize(size) {
    set("fontSize", Math.max(MIN_FONT, Math.min(MAX_FONT, size)));
  }

  toggleFit() {
    this.fits = !this.fits;
    this.link.now({ t: "fit", on: this.fits });
    toast(this.fits ? "The window has the size of this screen." : "The window keeps its own size.");
    this.resize();
  }

  /** Gives the terminal the size of the page. Without a say in the size of the window it has that of
   * the window and its status lines: a phone pans in it, elsewhere a smaller font shows all of it. */
  resize() {
    const { window: size, area, client } = this.state;
    const follows = !this.fits || !this.full();
    const whole = follows &&
      size &&
      area &&
      client && {
        cols: size.cols + client.cols - area.cols,
        rows: size.rows + client.rows - area.rows,
      };
    if (!isTouch) this.scale(whole);
    const { cols, rows } = whole || this.room() || {};
    if (!cols) return;
    this.terminal.resize(Math.min(cols, MAX_COLS), Math.min(rows, MAX_ROWS));
    this.pan?.follow();
  }

  /** Takes the largest font, up to that of the settings, with which `whole` has room. */
  scale(whole) {
    const { clientWidth, clientHeight } = byId("viewport");
    const now = [settings.fontSize, clientWidth, clientHeight, whole?.cols, whole?.rows].join();
    if (now === this.scaled) return;
    this.scaled = now;
    for (let size = settings.fontSize; ; size--) {
      this.terminal.options.fontSize = size;
      const room = this.room();
      const fits = room && room.cols >= whole?.cols && room.rows >= whole?.rows;
      if (!whole || fits || size <= MIN_FONT) return;
    }
  }

  /** How many cells the page has room for, or null while it is not laid out. */
  room() {
    if (!isTouch) {
      const room = this.fit.proposeDimensions();
      return room && room.cols > 0 ? room : null;
    }
    // On a phone the terminal is larger than the element that shows it.
    const { width, height } = cell(this.terminal);
    const { clientWidth, clientHeight } = byId("viewport");
    const count = (room, size) => Math.max(2, Math.floor(room / size));
    return width > 0
      ? { cols: count(clientWidth, width), rows: count(clientHeight, height) }
      : null;
  }

  async read(pane) {
    const active = this.state.panes?.find((p) => p.active)?.id;
    let panes = [];
    try {
      panes = await pickers.panes();
    } catch (error) {
      toast(error.message);
    }
    const id = pane ?? active ?? panes[0]?.id;
    if (!id) return;
    reader.open(id, panes, () => {
      if (location.pathname.startsWith("/read/")) history.replaceState(null, "", "/");
      if (!isTouch) this.terminal.focus();
    });
  }

  async logIn() {
    if (this.loggingIn) return;
    this.loggingIn = true;
    const account = await authenticate({});
    this.loggingIn = false;
    if (account.account !== this.account.account) return location.reload();
    this.link.dial();
    this.terminal.focus();
  }
}

async function main() {
  theme.follow(() => {});
  document.documentElement.classList.toggle("touch", isTouch);
  const account = await authenticate(login.secret());
  // For the browser's console and the tests.
  globalThis.muxPage = new Page(account);
}

void main();
