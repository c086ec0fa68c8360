// Keys: from KeyboardEvent to the messages of docs/web-protocol.md.

const NAMED = new Set(
  (
    "Enter Tab Backspace Escape ArrowUp ArrowDown ArrowLeft ArrowRight " +
    "Home End PageUp PageDown Insert Delete"
  ).split(" "),
);
const FUNCTION_KEY = /^F([1-9]|[12][0-9]|3[0-5])$/;
const MODIFIERS = new Set(["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock", "Fn"]);

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** The character of a key on a US keyboard, or undefined. */
function base(event) {
  const letter = /^Key([A-Z])$/.exec(event.code);
  if (letter) return letter[1].toLowerCase();
  const digit = /^Digit([0-9])$/.exec(event.code);
  if (digit) return digit[1];
  return {
    Minus: "-",
    Equal: "=",
    BracketLeft: "[",
    BracketRight: "]",
    Backslash: "\\",
    Semicolon: ";",
    Quote: "'",
    Backquote: "`",
    Comma: ",",
    Period: ".",
    Slash: "/",
    Space: " ",
  }[event.code];
}

/** Combinations that stay with the browser: copy, paste, full screen; on a Mac all with Command. */
function belongsToBrowser(event) {
  if (isMac) return event.metaKey;
  const { key, code } = event;
  if (event.ctrlKey && event.shiftKey && !event.altKey) return code === "KeyC" || code === "KeyV";
  if (event.shiftKey && !event.ctrlKey && key === "Insert") return true;
  return key === "F11";
}

/**
 * Decodes a `keydown`. Returns a message of the kind `k` without its number; `"text"` if the key
 * makes text, which arrives through the text field of the terminal; or `"browser"` if the page
 * must leave it alone. `optionIsMeta`: the Option key of a Mac is Alt instead of a key for
 * characters.
 */
export function decode(event, optionIsMeta) {
  const { key } = event;
  if (event.isComposing || event.keyCode === 229 || key === "Process" || key === "Dead") {
    return "text";
  }
  if (MODIFIERS.has(key) || belongsToBrowser(event)) return "browser";
  const mods = [];
  if (event.altKey) mods.push("alt");
  if (event.ctrlKey) mods.push("ctrl");
  if (event.metaKey) mods.push("super");
  if (NAMED.has(key) || FUNCTION_KEY.test(key)) {
    if (event.shiftKey) mods.push("shift");
    return message(key, mods, event);
  }
  if ([...key].length !== 1) return "browser";
  if (event.location === KeyboardEvent.DOM_KEY_LOCATION_NUMPAD && mods.length === 0) {
    return message(key, mods, event);
  }
  const option = isMac && event.altKey && !event.ctrlKey;
  // AltGr makes characters; Windows reports it as Ctrl with Alt.
  if (event.getModifierState("AltGraph") || (option && !optionIsMeta) || mods.length === 0) {
    return "text";
  }
  const us = base(event);
  let char = key;
  if (option) char = (event.shiftKey ? us?.toUpperCase() : us) ?? key;
  if (event.ctrlKey || event.metaKey) {
    if (event.shiftKey) mods.push("shift");
    char = char.toLowerCase();
    // Control with a letter of another alphabet means the letter at that place.
    if (char > "~" && us) char = us;
  }
  return message(char, mods, event, us);
}

function message(key, mods, event, us) {
  const out = { t: "k", key };
  if (mods.length > 0) out.mods = mods;
  if (us && us !== key) out.base = us;
  if (event.location === KeyboardEvent.DOM_KEY_LOCATION_NUMPAD) out.code = event.code;
  return out;
}

/** The key that makes a control character together with Control. */
const controlled = (char) => String.fromCharCode(char.charCodeAt(0) + 64).toLowerCase();

/** A text without half surrogate pairs, which JSON parsers refuse. */
export const wellFormed = (text) => text.replace(/\p{Surrogate}/gu, "\ufffd");

/** The messages for text: one key per character. */
export function typed(text, mods = []) {
  return [...wellFormed(text)].map((char) => {
    if (char === "\r" || char === "\n") return { t: "k", key: "Enter", ...some(mods) };
    if (char === "\t") return { t: "k", key: "Tab", ...some(mods) };
    if (char === "\x7f" || char === "\b") return { t: "k", key: "Backspace", ...some(mods) };
    if (char === "\x1b") return { t: "k", key: "Escape", ...some(mods) };
    if (char < " ") return { t: "k", key: controlled(char), mods: ["ctrl"] };
    const key = mods.includes("ctrl") ? char.toLowerCase() : char;
    return { t: "k", key, ...some(mods) };
  });
}

const some = (mods) => (mods.length > 0 ? { mods } : {});
