// Light and dark: the colours of the page (style.css) and of the terminal.

import { onChange, settings } from "./settings.js";

/** The 16 ANSI colours in order, by their names in xterm.js. */
const ANSI =
  "black red green yellow blue magenta cyan white brightBlack brightRed brightGreen brightYellow " +
  "brightBlue brightMagenta brightCyan brightWhite";

/** A theme of xterm.js; `ansi` are its 16 colours. */
const theme = (background, foreground, cursor, selectionBackground, ansi) => ({
  ...{ background, foreground, cursor, cursorAccent: background, selectionBackground },
  ...Object.fromEntries(ANSI.split(" ").map((name, i) => [name, ansi.split(" ")[i]])),
});

const DARK = theme(
  "#14161b",
  "#d8dce4",
  "#8fb4ff",
  "#34405a",
  "#2a2e37 #f07178 #7fd88f #e5c07b #7aa8ff #c99cf5 #62c9d6 #d8dce4 " +
    "#737b8c #ff8f95 #9ff0ac #f5d595 #9dc0ff #dcb8ff #85e3ee #ffffff",
);

// Black on green and on yellow must be readable too: the colours of the status line.
const LIGHT = theme(
  "#fdfdfb",
  "#22262e",
  "#2459c4",
  "#c9dbff",
  "#14171c #b42332 #2a8f47 #9a7000 #2459c4 #8436b3 #0c7385 #d5d8dd " +
    "#666d7a #cf3443 #23903f #a37500 #3a71e0 #9c4ccc #11899d #8b919c",
);

/** The values that the gateway's HTML has for them: those of xterm, as `src/base/palette.rs`. */
const XTERM = (
  "0,0,0 205,0,0 0,205,0 205,205,0 0,0,238 205,0,205 0,205,205 229,229,229 " +
  "127,127,127 255,0,0 0,255,0 255,255,0 92,92,255 255,0,255 0,255,255 255,255,255"
)
  .split(" ")
  .map((rgb) => `rgb(${rgb.replaceAll(",", ", ")})`);

/** A colour of the gateway's HTML as one of the theme, so that it is readable in light and dark. */
export function themed(color) {
  const index = XTERM.indexOf(color);
  return index < 0 ? color : `var(--ansi-${index})`;
}

const system = matchMedia("(prefers-color-scheme: light)");

const isLight = () =>
  settings.theme === "light" || (settings.theme === "auto" && system.matches);

/** The colours of the terminal. */
export const terminalTheme = () => (isLight() ? LIGHT : DARK);

/** The colours that programs learn when they ask the terminal. */
export function reported() {
  const { foreground: fg, background: bg } = terminalTheme();
  return { fg, bg };
}

/** Applies the theme now and after each change; `changed` is called after each. */
export function follow(changed) {
  const apply = () => {
    const root = document.documentElement;
    root.dataset.theme = isLight() ? "light" : "dark";
    ANSI.split(" ").forEach((name, i) => root.style.setProperty(`--ansi-${i}`, terminalTheme()[name]));
    document.querySelector('meta[name="theme-color"]').content = terminalTheme().background;
    changed();
  };
  system.addEventListener("change", apply);
  onChange((name) => name === "theme" && apply());
  apply();
}
