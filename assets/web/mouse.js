// The mouse: events at cells for the server, unless it wants none or a modifier asks for a
// selection by the browser.

import { cell, forcesSelection } from "./terminal.js";

const BUTTONS = ["left", "middle", "right", "8", "9"];

/** Lines that a notch of the wheel moves a program without mouse support. */
const LINES = 3;

/** Reports mouse events on `terminal` to `send`. `wanted()` is `off`, `buttons` or `all`. Without
 * mouse the wheel makes arrow keys, as terminals do on the alternate screen: `press(key)`. */
export function watch(terminal, wanted, send, press) {
  const element = terminal.element;
  let pressed = null;
  let last = "";
  let wheel = 0;

  const report = (event, kind, button) => {
    const { width, height, box } = cell(terminal);
    const clamp = (n, max) => Math.max(0, Math.min(max - 1, Math.floor(n)));
    const x = clamp((event.clientX - box.left) / width, terminal.cols);
    const y = clamp((event.clientY - box.top) / height, terminal.rows);
    // The browser reports moves per pixel.
    const key = `${kind} ${x} ${y}`;
    const moves = kind === "move" || kind === "drag";
    if (moves && key === last) return;
    last = key;
    const mods = [];
    if (event.shiftKey) mods.push("shift");
    if (event.altKey) mods.push("alt");
    if (event.ctrlKey) mods.push("ctrl");
    const message = { t: "m", kind, x, y };
    if (button) message.button = button;
    if (mods.length > 0) message.mods = mods;
    send(message);
  };
  const take = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  element.addEventListener(
    "mousedown",
    (event) => {
      if (wanted() === "off" || forcesSelection(event)) return;
      take(event);
      terminal.focus();
      terminal.clearSelection();
      pressed = BUTTONS[event.button];
      report(event, "press", pressed);
    },
    true,
  );
  // Outside of the terminal too: a drag may end there.
  addEventListener(
    "mouseup",
    (event) => {
      if (!pressed) return;
      take(event);
      report(event, "release", pressed);
      pressed = null;
    },
    true,
  );
  addEventListener(
    "mousemove",
    (event) => {
      if (pressed) {
        take(event);
        report(event, "drag", pressed);
      } else if (wanted() === "all" && element.contains(event.target)) {
        report(event, "move");
      }
    },
    true,
  );
  element.addEventListener(
    "contextmenu",
    (event) => {
      if (wanted() !== "off" && !forcesSelection(event)) take(event);
    },
    true,
  );
  element.addEventListener(
    "wheel",
    (event) => {
      if (event.ctrlKey || forcesSelection(event)) return;
      take(event);
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE;
      // A mouse wheel makes about 100 pixels a notch, a touch pad many small steps.
      wheel += lines ? event.deltaY / 3 : event.deltaY / 100;
      for (; Math.abs(wheel) >= 1; wheel -= Math.sign(wheel)) {
        if (wanted() !== "off") report(event, "press", wheel > 0 ? "wheeldown" : "wheelup");
        else for (let i = 0; i < LINES; i++) press(wheel > 0 ? "ArrowDown" : "ArrowUp");
      }
    },
    { capture: true, passive: false },
  );
}
