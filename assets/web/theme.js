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
  black: "#22262e",
  red: "#b42332",
  green: "#1c7a37",
  yellow: "#8a6100",
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
    document.documentElement.dataset.theme = isLight() ? "light" : "dark";
    document.querySelector('meta[name="theme-color"]').content = terminalTheme().background;
    changed();
  };
  system.addEventListener("change", apply);
  onChange((name) => name === "theme" && apply());
  apply();
}
