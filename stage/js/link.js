// @ts-check
/** To Python: one request in flight, and of what waits only the newest of its kind. The last one always goes out. */

/** Milliseconds after which a request counts as lost. */
const PATIENCE = 2000;
/** Milliseconds from the picture at rest until the page around the stage is asked to follow. */
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
    this.rested = 0; // the last request of a hand that has let go
  }

  /** Is there anything that Python has not answered yet? */
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
      if (this.rested !== seq) return; // the hand has moved on, or the page was asked already
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
    // An answer may never come (another change can overtake this one): what waits then goes out all the same.
    this.later(() => this.flush(), PATIENCE + 50);
  }
}
