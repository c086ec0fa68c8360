// The identity of this tab: a random token, by which the server recognizes it after a lost
// connection or a reload, and the input that it had not acknowledged.

const KEY = "mux-tab";

/** A new token: 128 random bits in hex. */
export function newToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

/** Takes the saved token and ledger out of the storage. Duplicating a tab copies its storage, so
 * the entry exists only while the tab is hidden or loads. */
export function take() {
  let saved = null;
  try {
    saved = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
  } catch {
    // Without storage each document is a new tab.
  }
  return saved;
}

/** Keeps token and ledger for the next document of this tab. */
export function keep(token, ledger) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ token, ledger }));
  } catch {
    // The next document starts as a new tab.
  }
}
