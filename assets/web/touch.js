// Touch: a phone shows one pane at its real size. One finger pans, two pinch, a fast swipe goes to
// the next pane, and a drag beyond the end of a pane turns the wheel.

import { cell, MAX_FONT, MIN_FONT } from "./terminal.js";

/** A finger that moved less than this many pixels made a tap. */
const SLOP = 8;
/** A swipe is faster than this (pixels per millisecond) and longer than `SWIPE`. */
const FAST = 0.5;
const SWIPE = 60;

/**
 * Moves `terminal` inside `viewport`. `page` has `pane()` (the rectangle in cells of the active
 * pane, or null), `wheel(up, x, y)`, `tap(x, y)`, `swipe(step)` and `fontSize(size)`.
 */
export class Pan {
  constructor(viewport, terminal, page) {
    Object.assign(this, { viewport, terminal, page, x: 0, y: 0, touched: 0 });
    this.fingers = new Map();
    viewport.addEventListener("touchstart", (event) => this.start(event), { passive: false });
    viewport.addEventListener("touchmove", (event) => this.move(event), { passive: false });
    viewport.addEventListener("touchend", (event) => this.end(event), { passive: false });
    viewport.addEventListener("touchcancel", () => (this.gesture = null));
  }

  /** The limits of the position: the active pane fills the viewport. If the cursor is outside of
   * the pane (a prompt in the status line), everything may be reached. */
  limits() {
    const { width, height } = cell(this.terminal);
    let pane = this.page.pane();
    const { cursorX, cursorY } = this.terminal.buffer.active;
    const holds =
      pane &&
      cursorX >= pane.x &&
      cursorX <= pane.x + pane.cols &&
      cursorY >= pane.y &&
      cursorY < pane.y + pane.rows;
    if (!holds) pane = { x: 0, y: 0, cols: this.terminal.cols, rows: this.terminal.rows };
    const axis = (from, count, size, room) => {
      const start = from * size;
      const spare = count * size - room;
      return spare > 0 ? [start, start + spare] : [start, start];
    };
    const view = this.viewport;
    return {
      x: axis(pane.x, pane.cols, width, view.clientWidth),
      y: axis(pane.y, pane.rows, height, view.clientHeight),
      pane,
      width,
      height,
    };
  }

  /** Moves to a position; returns how much of it lies beyond the limits. */
  to(x, y) {
    const limits = this.limits();
    const clamp = (n, [low, high]) => Math.max(low, Math.min(high, n));
    this.x = clamp(x, limits.x);
    this.y = clamp(y, limits.y);
    const { pane, width, height } = limits;
    const style = this.terminal.element.parentElement.style;
    style.transform = `translate(${-this.x}px, ${-this.y}px)`;
    // Neighbours of a pane that is smaller than the screen stay hidden.
    const right = (this.terminal.cols - pane.x - pane.cols) * width;
    const bottom = (this.terminal.rows - pane.y - pane.rows) * height;
    style.clipPath = `inset(${pane.y * height}px ${right}px ${bottom}px ${pane.x * width}px)`;
    return { x: x - this.x, y: y - this.y };
  }

  /** After a frame: keeps the cursor visible, unless a finger moved the view a moment ago. */
  follow() {
    if (this.gesture || Date.now() - this.touched < 3000) return this.to(this.x, this.y);
    const { width, height } = cell(this.terminal);
    const { cursorX, cursorY } = this.terminal.buffer.active;
    const near = (at, size, from, room) => {
      if (at < from) return at;
      return at + size > from + room ? at + size - room : from;
    };
    return this.to(
      near(cursorX * width, width * 4, this.x, this.viewport.clientWidth),
      near(cursorY * height, height, this.y, this.viewport.clientHeight),
    );
  }

  start(event) {
    event.preventDefault();
    const touches = [...event.touches];
    const [first, second] = touches;
    this.gesture = {
      x: first.clientX,
      y: first.clientY,
      at: Date.now(),
      fromX: this.x,
      fromY: this.y,
      moved: (this.gesture?.moved ?? false) || touches.length > 1,
      wheel: 0,
      beyond: { x: 0, y: 0 },
      spread: second ? distance(first, second) : 0,
      font: this.terminal.options.fontSize,
    };
  }

  move(event) {
    event.preventDefault();
    const gesture = this.gesture;
    if (!gesture) return;
    const [first, second] = event.touches;
    this.touched = Date.now();
    if (second && gesture.spread > 0) {
      const size = Math.round(gesture.font * (distance(first, second) / gesture.spread));
      const limited = Math.max(MIN_FONT, Math.min(MAX_FONT, size));
      if (limited !== this.terminal.options.fontSize) this.page.fontSize(limited);
      return;
    }
    const dx = first.clientX - gesture.x;
    const dy = first.clientY - gesture.y;
    if (!gesture.moved && Math.hypot(dx, dy) < SLOP) return;
    gesture.moved = true;
    gesture.beyond = this.to(gesture.fromX - dx, gesture.fromY - dy);
    this.turnWheel(gesture, first);
  }

  /** A vertical drag beyond the pane scrolls its program. */
  turnWheel(gesture, touch) {
    const { height } = cell(this.terminal);
    const notches = Math.trunc(gesture.beyond.y / (height * 2));
    const [x, y] = this.cellAt(touch);
    for (; gesture.wheel < notches; gesture.wheel++) this.page.wheel(false, x, y);
    for (; gesture.wheel > notches; gesture.wheel--) this.page.wheel(true, x, y);
  }

  end(event) {
    event.preventDefault();
    const gesture = this.gesture;
    if (!gesture || event.touches.length > 0) return;
    this.gesture = null;
    const touch = event.changedTouches[0];
    if (!gesture.moved) return this.page.tap(...this.cellAt(touch));
    const dx = touch.clientX - gesture.x;
    const dy = touch.clientY - gesture.y;
    const fast = Math.abs(dx) / Math.max(1, Date.now() - gesture.at) > FAST;
    const sideways = Math.abs(dx) > SWIPE && Math.abs(dx) > 2 * Math.abs(dy);
    if (fast && sideways && Math.abs(gesture.beyond.x) > SWIPE / 2)
      this.page.swipe(dx < 0 ? 1 : -1);
  }

  cellAt(touch) {
    const { width, height, box } = cell(this.terminal);
    return [
      Math.floor((touch.clientX - box.left) / width),
      Math.floor((touch.clientY - box.top) / height),
    ];
  }
}

const distance = (a, b) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
