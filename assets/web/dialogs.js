// Small pieces of the page: toasts, a question, a panel with a list.

/** Creates an element: `make("button", {class: "x", onclick: f}, "text", child)`. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean") element.toggleAttribute(name, value);
    else if (value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** An icon of index.html's sprite. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** Shows a text for some seconds; `action` is the label of a button that calls `act` in its click.
 * Returns a function that removes it. */
export function toast(text, action, act) {
  const element = make("div", { class: "toast", role: "status" }, make("span", {}, text));
  const remove = () => element.remove();
  if (action) {
    const click = () => {
      remove();
      act();
    };
    element.append(make("button", { class: "primary", onclick: click }, action));
  }
  element.append(make("button", { class: "close", "aria-label": "Close", onclick: remove }, "×"));
  const toasts = document.getElementById("toasts");
  toasts.append(element);
  while (toasts.children.length > 4) toasts.firstChild.remove();
  setTimeout(remove, action ? 15_000 : 5_000);
  return remove;
}

/** Opens a panel over the page and returns its `<dialog>`. Escape and a click outside close it. */
export function panel(title, className, ...children) {
  const close = make("button", { class: "close", "aria-label": "Close" }, "×");
  const head = make("header", {}, make("h2", {}, title), close);
  const dialog = make("dialog", { class: `panel ${className}`, "aria-label": title }, head);
  dialog.append(...children);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    document.dispatchEvent(new Event("panelclosed"));
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Asks a question; resolves to whether `yes` was clicked. */
export function ask(title, detail, yes) {
  return new Promise((resolve) => {
    let answer = false;
    const accept = () => {
      answer = true;
      dialog.close();
    };
    const no = make("button", { type: "button", onclick: () => dialog.close() }, "Cancel");
    const ok = make("button", { type: "button", class: "primary", onclick: accept }, yes);
    const dialog = panel(title, "ask", make("p", {}, detail), make("footer", {}, no, ok));
    ok.focus();
    dialog.addEventListener("close", () => resolve(answer));
  });
}

/**
 * Opens a list that typing narrows. `rows` have `label`, `detail`, `marked` and `choose`. `create`,
 * if given, is called with the typed text if no row is left.
 */
export function list(title, rows, create) {
  const field = make("input", {
    type: "search",
    placeholder: "Type to narrow",
    "aria-label": "Filter",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
  });
  const box = make("div", { class: "rows", role: "listbox" });
  const dialog = panel(title, "list", field, box);
  let shown = [];
  let at = Math.max(
    0,
    rows.findIndex((row) => row.marked),
  );

  const choose = (row) => {
    dialog.close();
    row.choose();
  };
  const draw = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (row) =>
      words.every((w) => `${row.label} ${row.detail}`.toLowerCase().includes(w));
    shown = rows.filter(fits);
    const name = field.value.trim();
    if (shown.length === 0 && create && name) {
      shown = [{ label: `New: ${name}`, detail: "", choose: () => create(name) }];
    }
    at = Math.max(0, Math.min(at, shown.length - 1));
    box.replaceChildren(
      ...shown.map((row, i) => {
        const element = make(
          "button",
          {
            class: "row",
            role: "option",
            "aria-selected": String(i === at),
            onclick: () => choose(row),
          },
          make("span", { class: "label" }, row.label),
          make("span", { class: "detail" }, row.detail),
        );
        element.classList.toggle("marked", row.marked === true);
        return element;
      }),
    );
    if (shown.length === 0) box.append(make("p", { class: "empty" }, "Nothing matches."));
    box.children[at]?.scrollIntoView({ block: "nearest" });
  };
  field.addEventListener("input", () => {
    at = 0;
    draw();
  });
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) at += step;
    else if (event.key === "Enter" && shown[at]) return choose(shown[at]);
    else return;
    event.preventDefault();
    draw();
  });
  draw();
  // On a phone the keyboard would hide the list.
  if (!matchMedia("(pointer: coarse)").matches) field.focus();
}
