// The connection to the gateway: dials, notices a dead link, redials, and delivers counted input.

import { Ledger } from "./ledger.js";
import * as tab from "./tab.js";

/** Without a message for this long (milliseconds) the page asks whether the link is alive. */
const SILENCE = 25_000;
/** How long an answer may take. */
const PATIENCE = 10_000;
/** The same after a sleep, when somebody waits. */
const HURRY = 3_000;
const FIRST_DELAY = 250;
const LAST_DELAY = 8_000;

/** Close codes of the gateway, see docs/web-protocol.md. */
const Code = { GARBLED: 4000, ENDED: 4001, REPLACED: 4002, LOGIN_GONE: 4003, VERSION: 4010 };

/**
 * The link to one client of the server. `handlers`:
 * - `hello()` returns fields of the first message;
 * - `message(object)` takes a message;
 * - `paint(bytes, done)` takes a frame and calls `done` when it is painted;
 * - `changed()`: `state`, `since`, `reason` or the number of waiting keys changed;
 * - `loginDue()`: the login is gone; the link stays down until `dial`;
 * - `refused()` resolves to true if the gateway answers and wants a login.
 *
 * `state` is `up`; `checking`: the connection may be dead; `down`: the link redials; or `ended`:
 * it waits for `reopen`.
 */
export class Link {
  constructor(handlers) {
    this.handlers = handlers;
    const saved = tab.take();
    this.token = saved?.token ?? tab.newToken();
    this.ledger = new Ledger(saved?.ledger);
    this.state = "down";
    /** When the link was lost; null before the first connection and while it is up. */
    this.since = null;
    this.reason = "";
    this.socket = null;
    this.delay = FIRST_DELAY;
    this.dialled = 0;
    this.heard = 0;
    this.dialTimer = null;
    this.answerTimer = null;
    this.watch();
  }

  /** Connects now, if there is no connection. */
  dial() {
    clearTimeout(this.dialTimer);
    if (this.socket || this.state === "ended") return;
    this.dialled = Date.now();
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/ws?tab=${this.token}`);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    let opened = false;
    socket.onopen = () => {
      opened = true;
      const { everSent: sent, acknowledged: took } = this.ledger;
      const hello = { t: "hello", v: 1, ...this.handlers.hello(), sent, took };
      socket.send(JSON.stringify(hello));
    };
    socket.onmessage = (event) => this.socket === socket && this.receive(event.data);
    socket.onclose = (event) => this.socket === socket && this.lost(event, opened);
    this.expect(PATIENCE);
  }

  /** Connects after the gateway ended the link. */
  reopen() {
    if (this.state === "ended") this.state = "down";
    this.dial();
  }

  /** Sends a message about this moment; without a link it is dropped. */
  now(message) {
    if (this.state === "up" || this.state === "checking") this.socket.send(JSON.stringify(message));
  }

  /** Delivers a key or a piece of a paste exactly once. Returns false if there is no room. */
  deliver(message) {
    if (this.state === "ended") return false;
    const kept = this.ledger.add(message, this.state !== "up");
    // Timers did not run if the computer slept: the connection may be long dead.
    if (this.state === "up" && Date.now() - this.heard > SILENCE + PATIENCE) this.check();
    if (this.state === "down" && Date.now() - this.dialled > FIRST_DELAY) this.dial();
    this.pump();
    this.handlers.changed();
    return kept;
  }

  /** Asks whether the link is alive; input waits for the answer. */
  check() {
    if (this.state === "down") this.dial();
    if (this.state !== "up") return;
    this.state = "checking";
    this.ping(HURRY);
  }

  receive(data) {
    this.heard = Date.now();
    clearTimeout(this.answerTimer);
    this.answerTimer = null;
    if (this.state === "checking") {
      this.set("up");
      this.pump();
    }
    if (data instanceof ArrayBuffer) return this.paint(data);
    const message = JSON.parse(data);
    switch (message.t) {
      case "hello":
        this.delay = FIRST_DELAY;
        this.ledger.resume(message.took);
        this.set("up");
        this.pump();
        break;
      case "took":
        this.ledger.took(message.n);
        this.pump();
        this.handlers.changed();
        return;
      case "pong":
        return;
      case "bye":
        this.why = message.why;
        return;
    }
    this.handlers.message(message);
  }

  paint(data) {
    const frame = Number(new DataView(data).getBigUint64(0));
    const socket = this.socket;
    this.handlers.paint(new Uint8Array(data, 8), () => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ t: "ack", f: frame }));
    });
  }

  pump() {
    if (this.state !== "up") return;
    for (let m = this.ledger.next(); m; m = this.ledger.next()) this.socket.send(JSON.stringify(m));
  }

  async lost(event, opened) {
    clearTimeout(this.answerTimer);
    this.answerTimer = null;
    const socket = this.socket;
    this.socket = null;
    socket.close();
    const why = this.why || event.reason || "";
    this.why = "";
    switch (event.code) {
      case Code.ENDED:
        return this.set("ended", why || "The session has ended.");
      case Code.REPLACED:
        // The other document goes on with the numbers of this token.
        this.token = tab.newToken();
        this.ledger = new Ledger();
        return this.set("ended", "This tab was opened elsewhere.");
      case Code.GARBLED:
        return this.set("ended", why || "The gateway did not understand this page.");
      case Code.VERSION:
        return this.set("ended", "The gateway has another version: reload the page.");
      case Code.LOGIN_GONE:
        this.set("down", "logged out");
        return this.handlers.loginDue();
    }
    this.set("down", why);
    // To a script a refused upgrade looks like a dead network.
    if (!opened && (await this.handlers.refused())) return this.handlers.loginDue();
    if (this.state !== "down" || this.socket) return;
    clearTimeout(this.dialTimer);
    this.dialTimer = setTimeout(() => this.dial(), this.delay * (0.75 + Math.random() / 2));
    this.delay = Math.min(this.delay * 2, LAST_DELAY);
  }

  set(state, reason = "") {
    if (state === "up") this.since = null;
    else if (this.state === "up" || this.state === "checking") this.since = new Date();
    this.state = state;
    this.reason = reason;
    this.handlers.changed();
  }

  ping(patience) {
    this.socket.send(JSON.stringify({ t: "ping" }));
    this.expect(patience);
  }

  /** Gives the connection up if nothing arrives in time. */
  expect(patience) {
    clearTimeout(this.answerTimer);
    this.answerTimer = setTimeout(() => this.socket && this.lost({ code: 0 }, true), patience);
  }

  /** Notices sleep, a frozen tab, the back/forward cache and a network that returns. */
  watch() {
    setInterval(() => {
      const silent = Date.now() - this.heard > SILENCE;
      if (this.state === "up" && silent && !this.answerTimer) this.ping(PATIENCE);
    }, 5_000);
    const back = () => {
      this.delay = FIRST_DELAY;
      this.check();
    };
    const save = () => tab.keep(this.token, this.ledger.save());
    addEventListener("online", back);
    addEventListener("offline", () => this.check());
    addEventListener("pagehide", save);
    addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      tab.take();
      back();
    });
    document.addEventListener("resume", back);
    document.addEventListener("visibilitychange", () => {
      // A browser discards hidden tabs without an event.
      if (document.visibilityState === "hidden") return save();
      tab.take();
      back();
    });
  }
}
