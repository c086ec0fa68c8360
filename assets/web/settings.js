// Settings of this browser, kept in its local storage.

const KEY = "mux-settings";

const DEFAULTS = {
  /** `auto` follows the system; `light`; `dark`. */
  theme: "auto",
  /** Pixels. */
  fontSize: 14,
  /** `auto` is WebGL if it works; `dom`. */
  renderer: "auto",
  /** On a Mac: the Option key is Alt instead of a key for characters. */
  optionIsMeta: false,
  screenReader: false,
  /** Desktop notifications while the tab is hidden. */
  notify: false,
  /** The bar above the terminal. */
  bar: true,
  /** A phone types into the terminal instead of the compose field. */
  rawKeys: false,
};

const listeners = new Set();

function load() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return { ...DEFAULTS };
  }
}

/** The current values; read only. */
export const settings = load();

/** Changes one setting and tells the listeners. */
export function set(name, value) {
  settings[name] = value;
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // The setting holds until the page is closed.
  }
  for (const listener of listeners) listener(name);
}

/** Calls `listener(name)` after each change. */
export const onChange = (listener) => listeners.add(listener);
