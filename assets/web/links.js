// Links in the terminal and in the reader: only http, https and mailto, in a tab of their own, and
// after a question if the text does not show where the link goes.

import { ask } from "./dialogs.js";

const ALLOWED = new Set(["http:", "https:", "mailto:"]);

/** The address as a URL if the page may open it, else null. */
export function allowed(address) {
  try {
    const url = new URL(address);
    return ALLOWED.has(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/** Opens `address`, which the text `shown` stands for. */
export async function open(address, shown) {
  const url = allowed(address);
  if (!url) return;
  const where = url.protocol === "mailto:" ? url.pathname : url.host;
  if (!shown.includes(where) && !(await ask(`Open ${where}?`, address, "Open"))) return;
  window.open(url.href, "_blank", "noopener,noreferrer");
}

/** For xterm.js: links that a program wrote (OSC 8). */
export const handler = {
  activate(event, address, range) {
    const line = handler.terminal?.buffer.active.getLine(range.start.y - 1);
    const shown = line?.translateToString(true, range.start.x - 1, range.end.x) ?? "";
    void open(address, shown);
  },
  hover: () => {},
  leave: () => {},
  allowNonHttpProtocols: true,
  /** The terminal whose cells `range` means. */
  terminal: null,
};

const URL_TEXT = /\b(?:https?:\/\/|mailto:)[^\s"'<>`{}|\\^\u0000-\u001f]+/g;

/** The addresses in a text with their places; closing brackets and full stops at the end are not
 * part of them. */
export function find(text) {
  const found = [];
  for (const match of text.matchAll(URL_TEXT)) {
    let address = match[0].replace(/[.,;:!?]+$/, "");
    while (/[)\]]$/.test(address) && !balanced(address)) address = address.slice(0, -1);
    if (allowed(address)) found.push({ address, start: match.index });
  }
  return found;
}

function balanced(text) {
  const count = (char) => text.split(char).length;
  return count("(") >= count(")") && count("[") >= count("]");
}

/** Makes addresses on the screen of `terminal` clickable. */
export function provide(terminal) {
  handler.terminal = terminal;
  terminal.registerLinkProvider({
    provideLinks(y, done) {
      const line = terminal.buffer.active.getLine(y - 1);
      if (!line) return done(undefined);
      // Columns and string offsets differ after wide characters.
      const columns = [];
      let text = "";
      for (let x = 0; x < line.length; x++) {
        const cell = line.getCell(x);
        if (cell.getWidth() === 0) continue;
        const chars = cell.getChars() || " ";
        for (let i = 0; i < chars.length; i++) columns.push(x);
        text += chars;
      }
      done(
        find(text).map(({ address, start }) => ({
          text: address,
          range: {
            start: { x: columns[start] + 1, y },
            end: { x: columns[start + address.length - 1] + 1, y },
          },
          activate: () => void open(address, address),
        })),
      );
    },
  });
}
