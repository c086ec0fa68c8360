// The line at the top about the link: since when it is gone and how many keys wait. It asks nothing
// and needs no click.

/** How long (milliseconds) the link may be away before the line appears. */
const GRACE = 300;

const line = document.getElementById("status");
let shown = "";
let timer = null;

/** Shows the state of `link`; `server` is the last message of the kind `link`, about the server
 * behind the gateway. */
export function show(link, server) {
  const text = describe(link, server);
  if (text === shown) return;
  const before = shown;
  shown = text;
  line.querySelector("span").textContent = text;
  line.className = link.state === "ended" ? "ended" : "waiting";
  line.querySelector("button").hidden = link.state !== "ended";
  if (text === "" || link.state === "ended") {
    clearTimeout(timer);
    line.hidden = text === "";
  } else if (before === "") {
    // A link that returns at once is not worth a flash.
    timer = setTimeout(() => (line.hidden = false), GRACE);
  }
}

function describe(link, server) {
  if (link.state === "ended") return link.reason;
  if (link.state === "up" && server.up) return "";
  const waiting = link.ledger.waiting;
  const keys = waiting === 0 ? "" : ` · ${waiting} ${waiting === 1 ? "key waits" : "keys wait"}`;
  if (link.state === "checking") return waiting === 0 ? "" : `checking the connection …${keys}`;
  if (link.state === "up") return `${server.text || "the server is away"}${keys}`;
  if (!link.since) return `connecting …${keys}`;
  const since = link.since.toLocaleTimeString([], {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const why = link.reason ? ` (${link.reason})` : "";
  return `no connection since ${since}${why}${keys} · reconnecting …`;
}
