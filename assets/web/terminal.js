// The terminal: xterm.js with mux's widths, WebGL where it works, and no scrollback of its own.

import { Terminal } from "./vendor/xterm.mjs";
import { FitAddon } from "./vendor/addon-fit.mjs";
import { WebglAddon } from "./vendor/addon-webgl.mjs";
import * as links from "./links.js";
import { isMac } from "./keys.js";
import { onChange, settings } from "./settings.js";
import * as theme from "./theme.js";
import { widths } from "./unicode.js";

const FONTS = [
  "ui-monospace",
  '"Cascadia Mono"',
  '"JetBrains Mono"',
  "Menlo",
  '"DejaVu Sans Mono"',
  '"Liberation Mono"',
  "Consolas",
  "monospace",
].join(", ");

export const MIN_FONT = 6;
export const MAX_FONT = 96;

/** Creates the terminal inside `host`. */
export function create(host) {
  const terminal = new Terminal({
    allowProposedApi: true,
    cursorBlink: true,
    // Bold black would be grey, which nobody can read on the green of the status line.
    drawBoldTextInBrightColors: false,
    fontFamily: FONTS,
    fontSize: settings.fontSize,
    linkHandler: links.handler,
    macOptionClickForcesSelection: true,
    macOptionIsMeta: false,
    screenReaderMode: settings.screenReader,
    scrollback: 0,
    theme: theme.terminalTheme(),
  });
  terminal.unicode.register(widths);
  terminal.unicode.activeVersion = widths.version;
  // The gateway asks nothing; an answer of xterm.js would arrive as typed text.
  for (const id of [
    { final: "c" },
    { prefix: ">", final: "c" },
    { final: "n" },
    { prefix: "?", final: "n" },
    { intermediates: "$", final: "p" },
    { prefix: "?", intermediates: "$", final: "p" },
  ]) {
    terminal.parser.registerCsiHandler(id, () => true);
  }
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(host);
  const renderer = new Renderer(terminal);
  renderer.apply();
  onChange((name) => {
    if (name === "renderer") renderer.apply();
    if (name === "screenReader") terminal.options.screenReaderMode = settings.screenReader;
  });
  return { terminal, fit };
}

/** Chooses between WebGL and the DOM renderer of xterm.js. */
class Renderer {
  constructor(terminal) {
    this.terminal = terminal;
    this.webgl = null;
  }

  apply() {
    const asked = new URLSearchParams(location.search).get("renderer");
    const wanted = asked !== "dom" && settings.renderer === "auto";
    if (!wanted) {
      this.webgl?.dispose();
      this.webgl = null;
    } else if (!this.webgl) {
      try {
        const webgl = new WebglAddon();
        // The browser takes the context of a tab away when too many are open.
        webgl.onContextLoss(() => {
          webgl.dispose();
          this.webgl = null;
        });
        this.terminal.loadAddon(webgl);
        this.webgl = webgl;
      } catch {
        // The DOM renderer stays.
      }
    }
    document.documentElement.dataset.renderer = this.webgl ? "webgl" : "dom";
  }
}

/** The size of a cell in CSS pixels; xterm.js has no public interface for it. */
export function cell(terminal) {
  const screen = terminal.element.querySelector(".xterm-screen");
  return {
    width: screen.clientWidth / terminal.cols,
    height: screen.clientHeight / terminal.rows,
    box: screen.getBoundingClientRect(),
  };
}

/** The fields of `hello` and `size` that describe the terminal. */
export function measure(terminal) {
  const { width, height } = cell(terminal);
  const dpr = devicePixelRatio;
  const { cols, rows } = terminal;
  return { cols, rows, cw: Math.round(width * dpr), ch: Math.round(height * dpr), dpr };
}

/** The modifier that keeps a mouse event in the page: it selects text. */
export const forcesSelection = (event) => event.shiftKey || (isMac && event.altKey);
