// The menu: settings, clipboard, sharing, logins.

import * as api from "./api.js";
import * as clipboard from "./clipboard.js";
import { make, panel, toast } from "./dialogs.js";
import { isMac } from "./keys.js";
import { set, settings } from "./settings.js";
import { MAX_FONT, MIN_FONT } from "./terminal.js";

function check(name, label, act) {
  const input = make("input", { type: "checkbox", checked: settings[name] });
  input.addEventListener("change", async () => {
    input.checked = (await act?.(input.checked)) ?? input.checked;
    set(name, input.checked);
  });
  return make("label", { class: "check" }, input, label);
}

function choice(name, label, values) {
  const select = make("select");
  for (const [value, text] of Object.entries(values)) {
    select.append(make("option", { value, selected: settings[name] === value }, text));
  }
  select.addEventListener("change", () => set(name, select.value));
  return make("label", { class: "field" }, make("span", {}, label), select);
}

function fontSize() {
  const output = make("output", {}, String(settings.fontSize));
  const step = (by) => () => {
    set("fontSize", Math.max(MIN_FONT, Math.min(MAX_FONT, settings.fontSize + by)));
    output.textContent = String(settings.fontSize);
  };
  const button = (text, label, by) =>
    make("button", { type: "button", "aria-label": label, onclick: step(by) }, text);
  const box = make(
    "span",
    { class: "stepper" },
    button("−", "Smaller", -1),
    output,
    button("+", "Larger", 1),
  );
  return make("div", { class: "field" }, make("span", {}, "Font size"), box);
}

async function allowNotifications(on) {
  if (!on) return false;
  const answer = await globalThis.Notification?.requestPermission();
  if (answer !== "granted") toast("The browser does not allow notifications of this page.");
  return answer === "granted";
}

/** Opens the menu. `page` has `state()`, `paste(text)`, `command(line)`, `loggedOut()`. */
export function open(page) {
  const state = page.state();
  const full = state.mode === "full";
  const action = (label, act, wanted = true) =>
    wanted &&
    make(
      "button",
      {
        class: "row",
        type: "button",
        onclick: () => {
          dialog.close();
          void act();
        },
      },
      label,
    );
  const mayLock = navigator.keyboard?.lock !== undefined;
  const parts = [
    make(
      "div",
      { class: "group" },
      ...[
        action("Paste from the clipboard", () => clipboard.pasteFromClipboard(page.paste), full),
        action("Key bindings", () => page.command("choose-key"), full),
        action("Share this session …", () => share(state), full),
        action(mayLock ? "Full screen, with all keys" : "Full screen", fullScreen),
      ].filter(Boolean),
    ),
    make(
      "div",
      { class: "group" },
      choice("theme", "Theme", { auto: "As the system", light: "Light", dark: "Dark" }),
      fontSize(),
      choice("renderer", "Renderer", { auto: "WebGL", dom: "Without WebGL" }),
      check("bar", "Bar above the terminal"),
      check("screenReader", "Screen reader mode"),
      check("notify", "Desktop notifications", allowNotifications),
      ...(isMac ? [check("optionIsMeta", "Option key is Alt")] : []),
    ),
    make(
      "div",
      { class: "group" },
      ...[
        action("Logins of this account …", logins),
        action("Change password …", changePassword, full),
        action(`Log out ${state.account ?? ""}`, async () => {
          await api.logout().catch((error) => toast(error.message));
          page.loggedOut();
        }),
      ].filter(Boolean),
    ),
  ];
  const dialog = panel("Menu", "menu", ...parts);
}

/** Ctrl-W, Ctrl-N and Ctrl-T reach the page only in full screen, and only in Chromium. */
async function fullScreen() {
  if (document.fullscreenElement) return document.exitFullscreen();
  await document.documentElement.requestFullscreen?.();
  await navigator.keyboard?.lock?.().catch(() => {});
}

function share(state) {
  const view = make("input", { type: "checkbox", checked: true });
  const hours = make(
    "select",
    {},
    ...[
      ["60", "1 hour"],
      ["120", "2 hours"],
      ["480", "8 hours"],
      ["1440", "1 day"],
    ].map(([value, text]) => make("option", { value }, text)),
  );
  hours.value = "120";
  const out = make("input", { type: "text", readonly: true, hidden: true, "aria-label": "Link" });
  const make_ = make("button", { class: "primary", type: "button" }, "Make a link");
  make_.addEventListener("click", async () => {
    try {
      if (out.value === "") {
        const made = await api.share(state.session.name, view.checked, Number(hours.value));
        out.value = made.url;
        out.hidden = false;
        make_.textContent = "Copy the link";
      }
      out.select();
      await clipboard.copy(out.value);
    } catch (error) {
      toast(error.message);
    }
  });
  panel(
    `Share “${state.session.name}”`,
    "share",
    make("label", { class: "check" }, view, "Viewers cannot type"),
    make("label", { class: "field" }, make("span", {}, "The link ends after"), hours),
    out,
    make("footer", {}, make_),
  );
}

async function logins() {
  const box = make("div", { class: "rows" });
  const fill = async () => {
    const { logins: all } = await api.logins();
    box.replaceChildren(
      ...all.map((login) => {
        const end = async () => {
          await api.revoke({ id: login.id }).catch((error) => toast(error.message));
          await fill();
        };
        const seen = new Date(login.seen * 1000).toLocaleString();
        return make(
          "div",
          { class: "row" },
          make("span", { class: "label" }, login.token ?? login.agent),
          make(
            "span",
            { class: "detail" },
            `${login.address} · ${login.current ? "this one" : seen}`,
          ),
          login.current ? "" : make("button", { type: "button", onclick: () => void end() }, "End"),
        );
      }),
    );
  };
  try {
    await fill();
    panel("Logins", "logins", box);
  } catch (error) {
    toast(error.message);
  }
}

function changePassword() {
  const input = (autocomplete) => make("input", { type: "password", autocomplete, required: true });
  const old = input("current-password");
  const fresh = input("new-password");
  const error = make("p", { class: "error", role: "alert" });
  const form = make(
    "form",
    {},
    make("label", {}, make("span", {}, "Old password"), old),
    make("label", {}, make("span", {}, "New password"), fresh),
    error,
    make("footer", {}, make("button", { class: "primary", type: "submit" }, "Change")),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await api.password(old.value, fresh.value);
      dialog.close();
      toast("The password is changed; all other logins have ended.");
    } catch (e) {
      error.textContent = e.message;
    }
  });
  const dialog = panel("Change password", "password", form);
}
