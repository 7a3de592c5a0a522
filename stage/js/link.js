// @ts-check
/** To Python: one request in flight, and of what waits only the newest of its kind. The last one always goes out. */

/** Milliseconds after which a request counts as lost. */
const PATIENCE = 2000;

export class Link {
  /**
   * @param {(name: string, value: object) => void} send
   * @param {{ now?: () => number, later?: (f: () => void, ms: number) => void }} [world]
   */
  constructor(send, world = {}) {
    this.send = send;
    this.now = world.now ?? (() => performance.now());
    this.later = world.later ?? ((f, ms) => void setTimeout(f, ms));
    this.waiting = /** @type {Map<string, object>} */ (new Map());
    this.seq = 0;
    this.flying = 0;
    this.sent = 0;
  }

  /** Is there anything that Python has not answered yet? */
  get busy() {
    return this.waiting.size > 0 || (this.flying > 0 && this.now() - this.sent < PATIENCE);
  }

  /** @param {string} name @param {object} value */
  push(name, value) {
    this.waiting.delete(name);
    this.waiting.set(name, value);
    this.flush();
  }

  /** @param {number} heard the highest sequence number that has arrived there */
  arrived(heard) {
    this.seq = Math.max(this.seq, heard);
    if (heard >= this.flying) this.flying = 0;
    this.flush();
  }

  flush() {
    const [first] = this.waiting;
    if (!first || (this.flying && this.now() - this.sent < PATIENCE)) return;
    const [name, value] = first;
    this.waiting.delete(name);
    this.flying = ++this.seq;
    this.sent = this.now();
    this.send(name, { ...value, seq: this.flying });
    // An answer may never come (another change can overtake this one): what waits then goes out all the same.
    this.later(() => this.flush(), PATIENCE + 50);
  }
}
