// @ts-check
/** Sends messages to Python: one request is in flight at a time, and of the waiting ones only the newest of each kind
 * is kept. The last message is always sent. */

/** Milliseconds after which a request counts as lost. */
const PATIENCE = 2000;
/** Milliseconds after the end of a drag before the rest of the page is asked to follow. */
const CALM = 120;

export class Link {
  /**
   * @param {(name: string, value: object) => void} send
   * @param {{ now?: () => number, later?: (f: () => void, ms: number) => void }} [world]
   */
  constructor(send, world = {}) {
    this.send = send;
    this.now = world.now ?? (() => performance.now());
    this.later = world.later ?? ((f, ms) => void setTimeout(f, ms));
    this.waiting = /** @type {Map<string, { rest?: boolean }>} */ (new Map());
    this.seq = 0;
    this.flying = 0;
    this.sent = 0;
    this.rested = 0; // the last request that ended a drag
  }

  /** Whether there is anything that Python has not answered yet. */
  get busy() {
    return this.waiting.size > 0 || (this.flying > 0 && this.now() - this.sent < PATIENCE);
  }

  /** @param {string} name @param {Record<string, unknown> & { rest?: boolean }} value */
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
    const seq = this.rested;
    if (!seq || heard < seq) return;
    this.later(() => {
      if (this.rested !== seq) return; // another drag has begun, or the page was asked already
      this.rested = 0;
      this.send("settled", { seq });
    }, CALM);
  }

  flush() {
    const [first] = this.waiting;
    if (!first || (this.flying && this.now() - this.sent < PATIENCE)) return;
    const [name, value] = first;
    this.waiting.delete(name);
    this.flying = ++this.seq;
    this.sent = this.now();
    this.rested = value.rest ? this.flying : 0;
    this.send(name, { ...value, seq: this.flying });
    // An answer may never come, since another change can overtake this one. Waiting messages are then sent anyway.
    this.later(() => this.flush(), PATIENCE + 50);
  }
}
