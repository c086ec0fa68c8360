// The form of the login, and of the first password.

import * as api from "./api.js";
import { make } from "./dialogs.js";

const MIN_PASSWORD = 8;
const place = document.getElementById("login");

/** The secret in the fragment, `{k}` or `{t}`; it is taken out of the address at once. */
export function secret() {
  const values = new URLSearchParams(location.hash.slice(1));
  if (!values.has("k") && !values.has("t")) return {};
  history.replaceState(null, "", location.pathname + location.search);
  return { k: values.get("k"), t: values.get("t") };
}

function field(label, attributes) {
  const input = make("input", { ...attributes, required: true });
  return [make("label", {}, make("span", {}, label), input), input];
}

/** Shows a form until `attempt` succeeds; resolves to its result. */
function form(title, lead, parts, button, attempt) {
  const error = make("p", { class: "error", role: "alert" });
  const submit = make("button", { class: "primary", type: "submit" }, button);
  const logo = make("img", { src: "/assets/icon.svg", alt: "", width: "56", height: "56" });
  const body = make(
    "form",
    { class: "card", autocomplete: "on" },
    logo,
    make("h1", {}, title),
    make("p", { class: "lead" }, lead),
    ...parts,
    error,
    submit,
  );
  place.replaceChildren(body);
  place.hidden = false;
  body.querySelector("input")?.focus();
  return new Promise((resolve) => {
    body.addEventListener("submit", async (event) => {
      event.preventDefault();
      submit.disabled = true;
      error.textContent = "";
      try {
        const result = await attempt();
        place.hidden = true;
        place.replaceChildren();
        resolve(result);
      } catch (e) {
        error.textContent = e.message;
        if (e.retry) await countDown(e.retry, submit, button);
      }
      submit.disabled = false;
    });
  });
}

/** Shows the seconds until the gateway takes another attempt. */
async function countDown(seconds, submit, label) {
  for (let left = seconds; left > 0; left--) {
    submit.textContent = `Wait ${left} s`;
    await new Promise((done) => setTimeout(done, 1000));
  }
  submit.textContent = label;
}

function remember() {
  const input = make("input", { type: "checkbox" });
  const label = make(
    "label",
    { class: "check" },
    input,
    "Stay logged in on this device for 30 days",
  );
  return [label, input];
}

/** Asks for name and password; `hello` is the answer of the gateway. */
export function login(hello) {
  const parts = [];
  let name = null;
  if (hello.accounts > 1) {
    const [label, input] = field("Name", {
      name: "username",
      autocomplete: "username",
      autocapitalize: "off",
    });
    input.required = false;
    parts.push(label);
    name = input;
  }
  const [label, password] = field("Password", {
    type: "password",
    name: "password",
    autocomplete: "current-password",
  });
  const [check, keep] = remember();
  parts.push(label, check);
  const attempt = () => api.login(name?.value.trim() ?? "", password.value, keep.checked);
  return form("mux", "Your sessions, in this browser.", parts, "Log in", attempt);
}

/** Asks for the first password. */
export function setup(key) {
  const attributes = {
    type: "password",
    autocomplete: "new-password",
    minlength: String(MIN_PASSWORD),
  };
  const [label, password] = field("New password", { ...attributes, name: "password" });
  const [againLabel, again] = field("Again", { ...attributes, name: "again" });
  const [check, keep] = remember();
  const attempt = async () => {
    if (password.value !== again.value) throw new Error("The passwords differ.");
    return api.setup(key, password.value, keep.checked);
  };
  const lead =
    `Choose a password of at least ${MIN_PASSWORD} characters. ` +
    "It opens a shell on this machine.";
  return form("Welcome to mux", lead, [label, againLabel, check], "Set password", attempt);
}

/** Says how to get a one-time address; `retry` asks the gateway again. */
export function noPassword(retry) {
  const lead = make("p", { class: "lead" });
  lead.append(
    "No password is set yet. Open the one-time address that ",
    make("code", {}, "mux web"),
    " printed in the terminal, or set a password there: ",
    make("code", {}, "mux web user passwd"),
    ".",
  );
  return form("mux", lead, [], "Try again", retry);
}
