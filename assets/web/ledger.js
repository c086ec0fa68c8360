// Keys, pastes and commands that the server has not acknowledged. Each has a number; the server
// counts them, so that each is delivered exactly once, whatever happens to the connection.

/** How many bytes may be under way without an acknowledgement. */
const WINDOW = 128 << 10;
/** How many bytes are kept while there is no link. */
const MAX_KEPT = 1 << 20;

export class Ledger {
  /** Continues with the numbers that an earlier document of this tab saved. */
  constructor(saved) {
    /** The last number that was given. */
    this.last = saved?.last ?? 0;
    /** The highest number that was ever sent, on any connection. */
    this.everSent = saved?.everSent ?? 0;
    /** Messages without acknowledgement, oldest first. */
    this.queue = saved?.queue ?? [];
    /** How many messages of the queue were sent on this connection. */
    this.sent = 0;
    this.bytes = this.queue.reduce((sum, m) => sum + size(m), 0);
    /** The bytes of the messages that were sent on this connection. */
    this.underWay = 0;
  }

  /** Adds a message and gives it a number. `limited`: there is no link, and input must not pile
   * up: returns false if there is no room, and keeps nothing. */
  add(message, limited) {
    const bytes = size(message);
    if (limited && this.bytes + bytes > MAX_KEPT) return false;
    this.queue.push({ ...message, n: ++this.last });
    this.bytes += bytes;
    return true;
  }

  /** The next message to send, or null: all are sent, or too much is under way. */
  next() {
    if (this.sent >= this.queue.length || this.underWay > WINDOW) return null;
    const message = this.queue[this.sent++];
    this.underWay += size(message);
    this.everSent = Math.max(this.everSent, message.n);
    return message;
  }

  /** The server has taken everything up to `n`. */
  took(n) {
    while (this.queue.length > 0 && this.queue[0].n <= n) {
      const bytes = size(this.queue.shift());
      this.bytes -= bytes;
      if (this.sent > 0) {
        this.sent--;
        this.underWay -= bytes;
      }
    }
  }

  /** A new connection; the server has taken everything up to `n`. */
  resume(n) {
    this.took(n);
    this.sent = 0;
    this.underWay = 0;
    // The ledger of a discarded document may be behind.
    this.last = Math.max(this.last, n);
    this.everSent = Math.max(this.everSent, n);
  }

  /** The highest number that the server acknowledged. */
  get acknowledged() {
    return this.last - this.queue.length;
  }

  /** How many keys and pastes wait. */
  get waiting() {
    return this.queue.length;
  }

  /** What the constructor needs in the next document of this tab. */
  save() {
    const { last, everSent, queue } = this;
    return { last, everSent, queue };
  }
}

const size = ({ text, line }) => (text ?? line ?? "").length + 64;
