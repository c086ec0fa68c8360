// Widths and grapheme clusters for xterm.js, by the same rules as `src/base/width.rs`: page and
// server must agree about the columns of every text. The table is generated (widths.js).

import { RUNS } from "./widths.js";

// Classes of UAX #29 and its rule GB9c. `src/docgen/tests/widths.rs` has the same numbers.
const CONTROL = 1;
const EXTEND = 2;
const SPACING_MARK = 3;
const PREPEND = 4;
const ZWJ = 5;
const REGIONAL = 6;
const PICTOGRAPH = 7;
const L = 8;
const V = 9;
const T = 10;
const LV = 11;
const LVT = 12;
const CONSONANT = 13;
const LINKER = 14;
const CONJUNCT_EXTEND = 15;

/** Per code point: class * 4 + width. */
const table = new Uint8Array(0x110000);
{
  let at = 0;
  for (const run of RUNS.split(" ")) {
    const [length, value] = run.split(":").map((n) => parseInt(n, 36));
    table.fill(value, at, at + length);
    at += length;
  }
}

// The state of a cluster, above xterm's 3 bits for width and joining: the class of the last
// character (4 bits), an odd number of regional indicators (1), how far an emoji sequence (2) and a
// conjunct (2) have come, and whether the cluster is a single regional indicator (1).
const state = (cls, odd, emoji, conjunct, half) =>
  cls | (odd << 4) | (emoji << 5) | (conjunct << 7) | (half << 9);

/** Whether no boundary lies between the cluster so far and a character of class `cls`. */
function joins(last, odd, emoji, conjunct, cls) {
  if (last === CONTROL || cls === CONTROL) return false;
  switch (cls) {
    case EXTEND:
    case CONJUNCT_EXTEND:
    case LINKER:
    case ZWJ:
    case SPACING_MARK:
      return true;
    case REGIONAL:
      return odd === 1 || last === PREPEND;
    case PICTOGRAPH:
      return emoji === 2 || last === PREPEND;
    case CONSONANT:
      return conjunct === 2 || last === PREPEND;
    case L:
    case LV:
    case LVT:
      return last === L || last === PREPEND;
    case V:
      return last === L || last === LV || last === V || last === PREPEND;
    case T:
      return last === LV || last === V || last === LVT || last === T || last === PREPEND;
    default:
      return last === PREPEND;
  }
}

/** The provider for `terminal.unicode.register`. */
export const widths = {
  version: "mux",

  wcwidth: (codepoint) => table[codepoint] & 3,

  charProperties(codepoint, preceding) {
    const cls = table[codepoint] >> 2;
    let width = table[codepoint] & 3;
    const before = preceding >> 3;
    const last = before & 15;
    let odd = (before >> 4) & 1;
    let emoji = (before >> 5) & 3;
    let conjunct = (before >> 7) & 3;
    let half = (before >> 9) & 1;
    const join = preceding !== 0 && joins(last, odd, emoji, conjunct, cls);
    if (join) {
      const old = (preceding >> 1) & 3;
      const widens = (codepoint === 0xfe0f && old === 1) || (cls === REGIONAL && half === 1);
      width = widens ? 2 : Math.max(old, width);
      if (widens) half = 0;
    } else {
      odd = emoji = conjunct = 0;
      half = cls === REGIONAL ? 1 : 0;
    }
    odd = cls === REGIONAL ? 1 - odd : 0;
    const extends_ = cls === EXTEND || cls === CONJUNCT_EXTEND || cls === LINKER;
    if (cls === PICTOGRAPH) emoji = 1;
    else if (cls === ZWJ) emoji = emoji === 1 ? 2 : 0;
    else if (!(extends_ && emoji === 1)) emoji = 0;
    if (cls === CONSONANT) conjunct = 1;
    else if (cls === LINKER) conjunct = conjunct > 0 ? 2 : 0;
    else if (cls !== CONJUNCT_EXTEND && cls !== ZWJ) conjunct = 0;
    return (state(cls, odd, emoji, conjunct, half) << 3) | (width << 1) | (join ? 1 : 0);
  },
};
