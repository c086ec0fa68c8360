// The clipboard in both directions, and pasted pictures.

import * as api from "./api.js";
import { toast } from "./dialogs.js";
import { wellFormed } from "./keys.js";

/** The largest piece of a paste in characters. JSON needs up to 6 bytes for a control character
 * and UTF-8 up to 3 for another; a message may have 64 KiB. */
const PIECE = 10 << 10;
/** Above this many characters the page says that a paste goes on. */
const LONG = 1 << 20;

const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/** Cuts a text into the messages of one paste. */
export function pieces(pasted) {
  const text = wellFormed(pasted);
  const out = [];
  let at = 0;
  do {
    let end = Math.min(text.length, at + PIECE);
    // A piece must not end between the halves of a surrogate pair.
    const code = text.charCodeAt(end - 1);
    if (end < text.length && code >= 0xd800 && code <= 0xdbff) end++;
    out.push({ t: "p", text: text.slice(at, end) });
    at = end;
  } while (at < text.length);
  for (const piece of out.slice(0, -1)) piece.more = true;
  return out;
}

/** Puts a text on the clipboard. A browser that refuses needs a click: a toast offers it once. */
export async function copy(text, clicked = false) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (copyBySelection(text)) return;
    if (clicked) toast("The browser does not allow access to the clipboard.");
    else toast(`Copy ${describe(text)}?`, "Copy", () => void copy(text, true));
  }
}

/** Works without a secure context, but only inside a user's gesture. */
function copyBySelection(text) {
  const focused = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "offscreen";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  focused?.focus();
  return done;
}

function describe(text) {
  const short = text.trim().split("\n")[0];
  return short.length > 30 || short !== text.trim() ? `${text.length} characters` : `“${short}”`;
}

/** Sends pastes and copies. `paste(text)` delivers a text; `full()`: this login may write. */
export function watch(element, paste, full) {
  const take = async (data) => {
    const picture = [...(data?.files ?? [])].find((file) => PICTURES.has(file.type));
    if (picture) return sendPicture(picture, paste);
    const text = data?.getData("text/plain");
    if (!text) return;
    if (text.length > LONG) toast(`Pasting ${(text.length / 1e6).toFixed(1)} MB …`);
    paste(text);
  };
  element.addEventListener(
    "paste",
    (event) => {
      // xterm.js would paste too.
      event.preventDefault();
      event.stopImmediatePropagation();
      if (full()) void take(event.clipboardData);
    },
    true,
  );
  element.addEventListener("dragover", (event) => event.preventDefault());
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    if (full()) void take(event.dataTransfer);
  });
}

async function sendPicture(file, paste) {
  const done = toast(`Uploading ${file.name || "picture"} …`);
  try {
    paste(await api.upload(file));
  } catch (error) {
    toast(`Upload failed: ${error.message}`);
  } finally {
    done();
  }
}

/** Reads the clipboard; only inside a click. Pictures are uploaded. */
export async function pasteFromClipboard(paste) {
  try {
    for (const item of (await navigator.clipboard.read?.()) ?? []) {
      const type = item.types.find((t) => PICTURES.has(t));
      if (type) return sendPicture(await item.getType(type), paste);
    }
    paste(await navigator.clipboard.readText());
  } catch {
    toast("The browser does not allow reading the clipboard here: paste with the keyboard.");
  }
}
