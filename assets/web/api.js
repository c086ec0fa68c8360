// Requests to the gateway over HTTP (docs/web-protocol.md). The cookie of the login goes along by
// itself.

/** A request that the gateway refused, or that did not reach it (`status` 0). */
class ApiError extends Error {
  constructor(status, message, retry) {
    super(message);
    this.status = status;
    /** Seconds to wait before the next attempt; 0: not said. */
    this.retry = retry;
  }
}

async function request(method, path, body, type = "application/json") {
  let response;
  try {
    response = await fetch(path, {
      method,
      cache: "no-store",
      credentials: "same-origin",
      headers: body === undefined ? {} : { "Content-Type": type },
      body,
    });
  } catch {
    throw new ApiError(0, "The gateway does not answer.", 0);
  }
  const json = await response.json().catch(() => ({}));
  if (response.ok) return json;
  const text = json.error ?? `The gateway answered with status ${response.status}.`;
  throw new ApiError(response.status, text, json.retry ?? 0);
}

const get = (path) => request("GET", path);
const post = (path, object) => request("POST", path, JSON.stringify(object));
const pane = (id) => `/api/panes/${encodeURIComponent(id)}`;

export const hello = () => get("/api/hello");
export const setup = (key, password, remember) => post("/api/setup", { key, password, remember });
export const token = (secret) => post("/api/token", { token: secret });
export const logout = () => post("/api/logout", {});
export const logins = () => get("/api/logins");
export const revoke = (what) => post("/api/logins/revoke", what);
export const password = (old, fresh) => post("/api/password", { old, new: fresh });
export const share = (session, view, minutes) => post("/api/share", { session, view, minutes });
export const sessions = () => get("/api/sessions");

/** `name` is empty for the first account. */
export const login = (name, secret, remember) =>
  post("/api/login", { ...(name && { name }), password: secret, remember });

/** Lines of a pane's history; `range` is `{before}`, `{after}`, or empty for the newest lines. */
export const lines = (id, range) =>
  get(`${pane(id)}/lines?${new URLSearchParams({ limit: 500, ...range })}`);

/** Lines with `text`, in all panes, closed ones too. */
export const search = (text) => get(`/api/search?${new URLSearchParams({ q: text, limit: 200 })}`);

/** Stores a picture on the machine of the server; returns its path there. */
export const upload = async (blob) => (await request("POST", "/api/upload", blob, blob.type)).path;
