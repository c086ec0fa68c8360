// The reader: the history of a pane as an ordinary scrolling page, by line number. Text can be
// selected, copied, and found with the browser.

import * as api from "./api.js";
import { icon, make, toast } from "./dialogs.js";
import * as links from "./links.js";
import * as theme from "./theme.js";

/** Chunks of 500 lines that stay in the document. */
const MAX_CHUNKS = 12;
/** Pixels from an end at which more lines are fetched. */
const NEAR = 1500;

const place = document.getElementById("reader");
let open_ = null;

/** Opens the reader on `pane` at the end, or at `line`. `panes` lists what it offers:
 * `[{id, label}]`. `closed()` is called at the end. */
export function open(pane, panes, closed, line) {
  open_?.close();
  open_ = new Reader(panes, closed);
  void open_.show(pane, line);
}

class Reader {
  constructor(panes, closed) {
    this.closed = closed;
    /** How many times lines were asked for by pane and number. */
    this.turn = 0;
    this.abort = new AbortController();
    const button = (name, label, act) =>
      make(
        "button",
        { class: "tool", title: label, "aria-label": label, onclick: act },
        icon(name),
      );
    this.choice = make("select", { "aria-label": "Pane" });
    for (const { id, label } of panes) this.choice.append(make("option", { value: id }, label));
    this.choice.addEventListener("change", () => void this.show(this.choice.value));
    this.line = make("input", {
      type: "text",
      inputmode: "numeric",
      class: "goto",
      placeholder: "Line",
      "aria-label": "Go to line",
    });
    this.query = make("input", {
      type: "search",
      placeholder: "Search all history",
      "aria-label": "Search",
      enterkeyhint: "search",
    });
    this.lines = make("div", { class: "lines", tabindex: "0" });
    this.results = make("div", { class: "results", hidden: true });
    this.note = make("p", { class: "note" });
    place.replaceChildren(
      make(
        "header",
        {},
        button("back", "Back to the terminal", () => this.close()),
        this.choice,
        this.line,
        this.query,
        button("down", "To the end", () => void this.show(this.pane)),
      ),
      this.note,
      this.results,
      this.lines,
    );
    place.hidden = false;
    const on = (element, type, act) =>
      element.addEventListener(type, act, { signal: this.abort.signal });
    on(this.lines, "scroll", () => void this.more());
    on(this.lines, "click", (event) => {
      const link = event.target.closest("a");
      if (!link) return;
      event.preventDefault();
      void links.open(link.href, link.textContent);
    });
    on(this.line, "keydown", (event) => {
      const number = parseInt(this.line.value, 10);
      if (event.key === "Enter" && number >= 0) void this.show(this.pane, number);
    });
    on(this.query, "keydown", (event) => event.key === "Enter" && void this.search());
    on(this.query, "search", () => this.query.value === "" && (this.results.hidden = true));
    on(document, "keydown", (event) => {
      if (event.key === "Escape" && !document.querySelector("dialog[open]")) this.close();
    });
    this.lines.focus();
  }

  close() {
    this.abort.abort();
    place.hidden = true;
    place.replaceChildren();
    if (open_ === this) open_ = null;
    this.closed();
  }

  /** Shows the lines around `line`, or the last ones. */
  async show(pane, line) {
    this.pane = pane;
    if (![...this.choice.options].some((option) => option.value === pane)) {
      this.choice.append(make("option", { value: pane }, `${pane} (closed)`));
    }
    this.choice.value = pane;
    this.busy = true;
    const turn = ++this.turn;
    try {
      const page = await api.lines(pane, line === undefined ? {} : { before: line + 250 });
      if (turn !== this.turn) return;
      this.first = page.first;
      this.last = page.last;
      this.lines.replaceChildren(chunk(page.lines));
      this.note.textContent = page.live ? "" : "This pane is closed.";
      if (line !== undefined) this.mark(line);
      else this.lines.scrollTop = this.lines.scrollHeight;
    } catch (error) {
      if (turn !== this.turn) return;
      this.lines.replaceChildren(make("p", { class: "empty" }, error.message));
    }
    this.busy = false;
    await this.more();
  }

  mark(number) {
    const row = this.lines.querySelector(`[data-n="${CSS.escape(number)}"]`);
    if (!row) return toast(`Line ${number} is not in the history (${this.first} to ${this.last}).`);
    row.classList.add("marked");
    row.scrollIntoView({ block: "center" });
  }

  /** Fetches lines if an end of the text is near. */
  async more() {
    if (this.busy) return;
    const { scrollTop, scrollHeight, clientHeight } = this.lines;
    const top = numberOf(this.lines.firstElementChild?.firstElementChild);
    const bottom = numberOf(this.lines.lastElementChild?.lastElementChild);
    if (Number.isNaN(top)) return;
    this.busy = true;
    const turn = this.turn;
    let added = false;
    try {
      if (scrollTop < NEAR && top > this.first) added = await this.fetch({ before: top }, true);
      else if (scrollHeight - scrollTop - clientHeight < NEAR && bottom < this.last) {
        added = await this.fetch({ after: bottom }, false);
      }
    } catch (error) {
      toast(error.message);
    }
    if (turn !== this.turn) return;
    this.busy = false;
    if (added) await this.more();
  }

  /** Adds a chunk at one end, and drops one at the other if there are too many. */
  async fetch(range, above) {
    const turn = this.turn;
    const page = await api.lines(this.pane, range);
    // Other lines were asked for meanwhile: these do not follow them.
    if (turn !== this.turn) return false;
    this.first = page.first;
    this.last = page.last;
    if (page.lines.length === 0) return false;
    const box = this.lines;
    const before = box.scrollHeight;
    const from = box.scrollTop;
    if (above) {
      box.prepend(chunk(page.lines));
      box.scrollTop = from + box.scrollHeight - before;
      if (box.children.length > MAX_CHUNKS) box.lastElementChild.remove();
    } else {
      box.append(chunk(page.lines));
      if (box.children.length > MAX_CHUNKS) {
        const high = box.firstElementChild.offsetHeight;
        box.firstElementChild.remove();
        box.scrollTop = from - high;
      }
    }
    return true;
  }

  async search() {
    const text = this.query.value;
    if (text === "") return;
    this.results.hidden = false;
    this.results.replaceChildren(make("p", { class: "empty" }, "Searching …"));
    try {
      const { results, more } = await api.search(text);
      const rows = results.map((found) => {
        const go = () => {
          this.results.hidden = true;
          void this.show(found.pane, found.line);
        };
        return make(
          "button",
          { class: "row", onclick: go },
          make("span", { class: "label" }, found.text.trim() || " "),
          make("span", { class: "detail" }, `${found.where} · line ${found.line}`),
        );
      });
      if (rows.length === 0) rows.push(make("p", { class: "empty" }, "Nothing found."));
      if (more)
        rows.push(make("p", { class: "empty" }, "There are more: search for a longer text."));
      this.results.replaceChildren(...rows);
    } catch (error) {
      this.results.replaceChildren(make("p", { class: "empty" }, error.message));
    }
  }
}

const numberOf = (row) => Number(row?.dataset.n ?? NaN);

/** The element for some lines. */
function chunk(lines) {
  const box = make("div", { class: "chunk" });
  for (const { n, html } of lines) {
    const row = make("div", { class: "l", "data-n": String(n) });
    row.append(clean(html));
    box.append(row);
  }
  return box;
}

/** The gateway's HTML, reduced to text, `span` with a style and `a` with a harmless address: text
 * of programs must not become anything else, even if the gateway has a fault. */
function clean(html) {
  // Without an element around it the parser drops leading blanks.
  const parsed = new DOMParser().parseFromString(`<div>${html}</div>`, "text/html");
  const out = document.createDocumentFragment();
  copyInto(out, parsed.body.firstChild);
  return out;
}

function copyInto(target, source) {
  for (const node of source.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      addText(target, node.data);
    } else if (node.nodeName === "SPAN") {
      const span = document.createElement("span");
      span.style.cssText = node.style.cssText.replace(/url\([^)]*\)/g, "");
      for (const name of ["color", "backgroundColor"]) {
        span.style[name] = theme.themed(span.style[name]);
      }
      copyInto(span, node);
      target.append(span);
    } else if (node.nodeName === "A" && links.allowed(node.getAttribute("href"))) {
      const link = make("a", { href: node.getAttribute("href"), rel: "noopener noreferrer" });
      link.append(node.textContent);
      target.append(link);
    } else {
      target.append(node.textContent);
    }
  }
}

/** Adds a text with its addresses as links. */
function addText(target, text) {
  let at = 0;
  for (const { address, start } of links.find(text)) {
    target.append(
      text.slice(at, start),
      make("a", { href: address, rel: "noopener noreferrer" }, address),
    );
    at = start + address.length;
  }
  target.append(text.slice(at));
}
