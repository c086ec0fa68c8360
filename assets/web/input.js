// Typing into the terminal: keys with modifiers from `keydown`, text from the text field of
// xterm.js, so that dead keys, input methods and AltGr work.

import * as clipboard from "./clipboard.js";
import { decode, typed } from "./keys.js";
import { settings } from "./settings.js";

/** A longer text in one event was not typed: dictation, an emoji picker, a password manager. */
const MANY = 64;

const place = document.getElementById("note");

export class Input {
  /** `page` has `deliver(message)`, `paste(text)`, and `mods()`: the latched modifiers, which it
   * releases. */
  constructor(terminal, page) {
    this.terminal = terminal;
    this.page = page;
    /** A composition has ended, and xterm.js sends its text in the next task. */
    this.settling = false;
    terminal.attachCustomKeyEventHandler((event) => this.key(event));
    terminal.onData((text) => this.text(text));
    terminal.textarea.setAttribute("autocomplete", "off");
    terminal.textarea.addEventListener("compositionend", () => {
      this.settling = true;
      setTimeout(() => (this.settling = false), 0);
    });
  }

  /** Returns whether xterm.js shall handle the event. */
  key(event) {
    if (event.type !== "keydown") return true;
    const result = decode(event, settings.optionIsMeta);
    if (result === "text") return true;
    if (result === "browser") {
      if (event.ctrlKey && event.shiftKey && event.code === "KeyC") {
        event.preventDefault();
        if (this.terminal.hasSelection()) void clipboard.copy(this.terminal.getSelection());
      }
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    this.latch(result);
    // The text field would grow for ever.
    if (result.key === "Enter") this.terminal.textarea.value = "";
    if (this.settling) setTimeout(() => this.send(result), 0);
    else this.send(result);
    return false;
  }

  text(text) {
    // An answer or a report of xterm.js; the Escape key never comes this way.
    if (text.startsWith("\x1b")) return;
    if (text.length > MANY) return this.page.paste(text);
    for (const key of typed(text, this.page.mods())) this.send(key);
  }

  send(message) {
    if (!place.hidden) this.note("");
    // Without a selection this would still draw the whole terminal anew for each key.
    if (this.terminal.hasSelection()) this.terminal.clearSelection();
    this.page.deliver(message);
  }

  /** Adds the latched modifiers of the key rows. */
  latch(message) {
    const mods = new Set([...(message.mods ?? []), ...this.page.mods()]);
    if (mods.size > 0) message.mods = [...mods];
  }

  /** Shows a text until the next key. */
  note(text) {
    place.textContent = text;
    place.hidden = text === "";
  }
}
