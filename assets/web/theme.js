// Light and dark: the colours of the page (style.css) and of the terminal.

import { onChange, settings } from "./settings.js";

const DARK = {
  background: "#14161b",
  foreground: "#d8dce4",
  cursor: "#8fb4ff",
  cursorAccent: "#14161b",
  selectionBackground: "#34405a",
  black: "#2a2e37",
  red: "#f07178",
  green: "#7fd88f",
  yellow: "#e5c07b",
  blue: "#7aa8ff",
  magenta: "#c99cf5",
  cyan: "#62c9d6",
  white: "#d8dce4",
  brightBlack: "#737b8c",
  brightRed: "#ff8f95",
  brightGreen: "#9ff0ac",
  brightYellow: "#f5d595",
  brightBlue: "#9dc0ff",
  brightMagenta: "#dcb8ff",
  brightCyan: "#85e3ee",
  brightWhite: "#ffffff",
};

const LIGHT = {
  background: "#fdfdfb",
  foreground: "#22262e",
  cursor: "#2459c4",
  cursorAccent: "#fdfdfb",
  selectionBackground: "#c9dbff",
  // Black on green and on yellow must be readable too: the colours of the status line.
  black: "#14171c",
  red: "#b42332",
  green: "#2a8f47",
  yellow: "#9a7000",
  blue: "#2459c4",
  magenta: "#8436b3",
  cyan: "#0c7385",
  white: "#d5d8dd",
  brightBlack: "#666d7a",
  brightRed: "#cf3443",
  brightGreen: "#23903f",
  brightYellow: "#a37500",
  brightBlue: "#3a71e0",
  brightMagenta: "#9c4ccc",
  brightCyan: "#11899d",
  brightWhite: "#8b919c",
};

/** The 16 ANSI colours in order. */
const ANSI = [
  "black",
  "red",
  "green",
  "yellow",
  "blue",
  "magenta",
  "cyan",
  "white",
  "brightBlack",
  "brightRed",
  "brightGreen",
  "brightYellow",
  "brightBlue",
  "brightMagenta",
  "brightCyan",
  "brightWhite",
];

/** The values that the gateway's HTML has for them: those of xterm, as `src/base/palette.rs`. */
const XTERM = [
  "0, 0, 0",
  "205, 0, 0",
  "0, 205, 0",
  "205, 205, 0",
  "0, 0, 238",
  "205, 0, 205",
  "0, 205, 205",
  "229, 229, 229",
  "127, 127, 127",
  "255, 0, 0",
  "0, 255, 0",
  "255, 255, 0",
  "92, 92, 255",
  "255, 0, 255",
  "0, 255, 255",
  "255, 255, 255",
].map((rgb) => `rgb(${rgb})`);

/** A colour of the gateway's HTML as one of the theme, so that it is readable in light and dark. */
export function themed(color) {
  const index = XTERM.indexOf(color);
  return index < 0 ? color : `var(--ansi-${index})`;
}

const system = matchMedia("(prefers-color-scheme: light)");

/** Whether the light theme is shown. */
export const isLight = () =>
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
    ANSI.forEach((name, i) => root.style.setProperty(`--ansi-${i}`, terminalTheme()[name]));
    document.querySelector('meta[name="theme-color"]').content = terminalTheme().background;
    changed();
  };
  system.addEventListener("change", apply);
  onChange((name) => name === "theme" && apply());
  apply();
}
