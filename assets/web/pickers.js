// Pickers of sessions and windows, and the tabs of the bar.

import * as api from "./api.js";
import { list, make, toast } from "./dialogs.js";

const tabs = document.getElementById("windows");

/** How long ago a time (seconds since 1970) was. */
function ago(seconds) {
  const age = Date.now() / 1000 - seconds;
  if (age < 90) return "active now";
  if (age < 5400) return `active ${Math.round(age / 60)} min ago`;
  if (age < 129_600) return `active ${Math.round(age / 3600)} h ago`;
  return `active ${Math.round(age / 86_400)} days ago`;
}

const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

/** A name as an argument of a command line. */
export const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** Lists sessions, last active first; `show(name)` shows the chosen one in this tab, and
 * `command(line)` makes a new one. */
export async function sessions(state, show, command) {
  let all = state.sessions;
  try {
    // Without a link there is no current list.
    all ??= (await api.sessions()).sessions.map((s) => ({ ...s, windows: s.windows.length }));
  } catch (error) {
    return toast(error.message);
  }
  const rows = [...all]
    .sort((a, b) => b.activity - a.activity)
    .map((session) => ({
      label: session.name,
      detail: [
        plural(session.windows, "window"),
        session.attached > 0 && `${session.attached} attached`,
        ago(session.activity),
      ]
        .filter(Boolean)
        .join(" · "),
      marked: session.id === state.session?.id,
      choose: () => show(session.name),
    }));
  const create = (name) => command(`new-session -s ${quote(name)}`);
  list("Sessions", rows, state.mode === "full" ? create : undefined);
}

/** Lists the windows of all sessions. */
export async function windows(state, command) {
  let all;
  try {
    ({ sessions: all } = await api.sessions());
  } catch (error) {
    return toast(error.message);
  }
  const rows = all.flatMap((session) =>
    session.windows.map((window) => ({
      label: `${session.name}:${window.index} ${window.name}`,
      detail: window.panes.map((pane) => pane.command || pane.title).join(" · "),
      marked: session.id === state.session?.id && window.active,
      choose: () => command(`switch-client -t ${quote(`${session.id}:${window.id}`)}`),
    })),
  );
  list("Windows", rows);
}

/** The panes for the reader: `[{id, label}]`. */
export async function panes() {
  const { sessions: all } = await api.sessions();
  return all.flatMap((session) =>
    session.windows.flatMap((window) =>
      window.panes.map((pane) => ({
        id: pane.id,
        label: `${session.name}:${window.index}.${pane.index} ${pane.command || pane.title}`,
      })),
    ),
  );
}

/** Draws a tab per window. */
export function drawTabs(state, command) {
  tabs.replaceChildren(
    ...(state.windows ?? []).map((window) => {
      const select = () => command(`select-window -t ${quote(window.id)}`);
      const tab = make(
        "button",
        { class: "tab", role: "tab", "aria-selected": String(window.active), onclick: select },
        make("span", { class: "index" }, String(window.index)),
        window.name,
      );
      tab.classList.toggle("alert", window.bell || window.activity);
      return tab;
    }),
  );
  tabs
    .querySelector('[aria-selected="true"]')
    ?.scrollIntoView({ block: "nearest", inline: "nearest" });
}
