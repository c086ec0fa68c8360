// The compose field of phones, and the key rows with latching modifiers above it. Phone keyboards
// edit words as a whole, so they need a real text field; raw keys are a choice.

import { icon, make } from "./dialogs.js";
import { typed } from "./keys.js";
import { set, settings } from "./settings.js";

const bar = document.getElementById("phone");

/** The keys of the row: label, key, and the name where the label is a sign. */
const KEYS = [
  ["Esc", "Escape"],
  ["Tab", "Tab"],
  ["Ctrl", "ctrl"],
  ["Alt", "alt"],
  ["←", "ArrowLeft", "Left"],
  ["↓", "ArrowDown", "Down"],
  ["↑", "ArrowUp", "Up"],
  ["→", "ArrowRight", "Right"],
  ...[..."|/-~"].map((char) => [char, char]),
  ["⏎", "Enter", "Enter"],
  ["⌫", "Backspace", "Backspace"],
  ["Home", "Home"],
  ["End", "End"],
  ["PgUp", "PageUp"],
  ["PgDn", "PageDown"],
];

/**
 * The bars of a phone. `page` has `deliver(message)`, `paste(text)`, `command(line)`, `prefix()`
 * (`C-b`), `focus()` of the terminal, and `actions`: `[[icon, label, act], …]`.
 */
export class Phone {
  constructor(page) {
    this.page = page;
    /** `ctrl` and `alt`: `off`, `once` or `locked`. */
    this.latched = { ctrl: "off", alt: "off" };
    this.latches = {};
    this.hints = make("div", { class: "hints", hidden: true });
    const row = make("div", { class: "keys" });
    row.append(this.button("prefix", "Prefix key", () => this.prefix()));
    for (const key of KEYS) row.append(this.key(...key));
    const commands = make("div", { class: "keys commands" });
    for (const [name, label, act] of page.actions) {
      commands.append(
        make("button", { title: label, "aria-label": label, onclick: act }, icon(name)),
      );
    }
    this.field = make("textarea", {
      rows: "1",
      placeholder: "Type here, then send",
      "aria-label": "Compose",
      autocapitalize: "off",
      autocomplete: "off",
      spellcheck: "false",
      enterkeyhint: "send",
    });
    const send = make("button", { class: "primary send", "aria-label": "Send" }, icon("send"));
    this.raw = make("button", { class: "raw", title: "Type into the terminal" }, icon("keyboard"));
    const field = make("div", { class: "compose" }, this.raw, this.field, send);
    bar.replaceChildren(this.hints, commands, row, field);
    bar.hidden = false;
    // A press must not take the focus, or the phone's keyboard closes.
    bar.addEventListener(
      "pointerdown",
      (event) => event.target.closest("button") && event.preventDefault(),
    );
    send.addEventListener("click", () => this.send());
    this.raw.addEventListener("click", () => this.toggleRaw());
    this.field.addEventListener("input", () => this.grow());
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.send();
    });
    this.showRaw();
  }

  /** Shows the keys that can be pressed next, to be tapped: a message of the kind `hints`. */
  showHints({ title, groups }) {
    const hint = ({ name, label, press }) => {
      const act = () => this.page.deliver({ t: "k", ...press });
      const parts = [make("kbd", {}, name), label];
      return press ? make("button", { onclick: act }, ...parts) : make("span", {}, ...parts);
    };
    const group = (of) => [make("h3", {}, of.title), ...of.keys.map(hint)];
    this.hints.replaceChildren(make("p", {}, title), ...groups.flatMap(group));
    this.hints.hidden = groups.length === 0;
    this.hints.scrollTop = 0;
  }

  button(label, title, act) {
    return make("button", { title, onclick: act }, label);
  }

  key(label, key, name = label) {
    if (key in this.latched) {
      const button = this.button(label, `${name}: for one key, twice to lock`, () =>
        this.latch(key),
      );
      this.latches[key] = button;
      return button;
    }
    const button = this.button(label, name, () => this.press(key));
    button.setAttribute("aria-label", name);
    repeat(button, () => this.press(key));
    return button;
  }

  /** Off, for one key, locked, off. */
  latch(name) {
    this.setLatch(name, { off: "once", once: "locked", locked: "off" }[this.latched[name]]);
  }

  setLatch(name, value) {
    this.latched[name] = value;
    this.latches[name].dataset.latch = value;
    this.latches[name].setAttribute("aria-pressed", String(value !== "off"));
  }

  /** The latched modifiers; those for one key are released. */
  takeMods() {
    const mods = [];
    for (const [name, value] of Object.entries(this.latched)) {
      if (value !== "off") mods.push(name);
      if (value === "once") this.setLatch(name, "off");
    }
    return mods;
  }

  press(key) {
    const mods = this.takeMods();
    this.page.deliver(mods.length > 0 ? { t: "k", key, mods } : { t: "k", key });
  }

  prefix() {
    const [, mods, key] = /^((?:[CMS]-)*)(.+)$/.exec(this.page.prefix());
    const names = { C: "ctrl", M: "alt", S: "shift" };
    const list = [...mods.replaceAll("-", "")].map((m) => names[m]);
    this.page.deliver({ t: "k", key, mods: list });
  }

  /** Sends the field: as keys with a latched modifier, else as one paste and Enter. */
  send() {
    const text = this.field.value;
    this.field.value = "";
    this.grow();
    const mods = this.takeMods();
    if (mods.length > 0 && text !== "") {
      typed(text, mods).forEach((key) => this.page.deliver(key));
      return;
    }
    if (text !== "") this.page.paste(text);
    this.page.deliver({ t: "k", key: "Enter" });
  }

  /** As high as its text, up to six lines. */
  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 144)}px`;
  }

  toggleRaw() {
    set("rawKeys", !settings.rawKeys);
    this.showRaw();
    // Only inside the gesture: otherwise iOS shows no keyboard.
    if (settings.rawKeys) this.page.focus();
    else this.field.focus();
  }

  showRaw() {
    bar.classList.toggle("raw-keys", settings.rawKeys);
    this.raw.setAttribute("aria-pressed", String(settings.rawKeys));
  }
}

/** Repeats `act` while a button is held. */
function repeat(button, act) {
  let timer = null;
  const stop = () => clearTimeout(timer);
  const again = () => {
    act();
    timer = setTimeout(again, 80);
  };
  button.addEventListener("pointerdown", () => {
    stop();
    timer = setTimeout(again, 450);
  });
  for (const type of ["pointerup", "pointercancel", "pointerleave"])
    button.addEventListener(type, stop);
}
