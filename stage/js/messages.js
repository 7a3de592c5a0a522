// @ts-check
/** Sends messages to Python: one request is in flight at a time, and of the waiting ones only the newest of each kind
 * is kept. The last message is always sent. */

/** Milliseconds after which a request counts as lost. */
const TIMEOUT = 2000;
/** Milliseconds after the end of a drag before the rest of the page is asked to follow. */
const CALM = 120;

export class MessageQueue {
  /**
   * @param {(name: string, value: object) => void} send
   * @param {{ now?: () => number, later?: (f: () => void, ms: number) => void }} [env]
   */
  constructor(send, env = {}) {
    this.send = send;
    this.now = env.now ?? (() => performance.now());
    this.later = env.later ?? ((f, ms) => void setTimeout(f, ms));
    this.waiting = /** @type {Map<string, { final?: boolean }>} */ (new Map());
    this.seq = 0;
    this.inFlight = 0;
    this.sentAt = 0;
    this.finalSeq = 0; // the last request that ended a drag
  }

  /** Whether there is anything that Python has not answered yet. */
  get busy() {
    return this.waiting.size > 0 || (this.inFlight > 0 && this.now() - this.sentAt < TIMEOUT);
  }

  /** @param {string} name @param {Record<string, unknown> & { final?: boolean }} value */
  push(name, value) {
    this.waiting.delete(name);
    this.waiting.set(name, value);
    this.flush();
  }

  /** @param {number} acknowledged the highest sequence number that has arrived there */
  acknowledge(acknowledged) {
    this.seq = Math.max(this.seq, acknowledged);
    if (acknowledged >= this.inFlight) this.inFlight = 0;
    this.flush();
    const seq = this.finalSeq;
    if (!seq || acknowledged < seq) return;
    this.later(() => {
      if (this.finalSeq !== seq) return; // another drag has begun, or the page was asked already
      this.finalSeq = 0;
      this.send("settled", { seq });
    }, CALM);
  }

  flush() {
    const [first] = this.waiting;
    if (!first || (this.inFlight && this.now() - this.sentAt < TIMEOUT)) return;
    const [name, value] = first;
    this.waiting.delete(name);
    this.inFlight = ++this.seq;
    this.sentAt = this.now();
    this.finalSeq = value.final ? this.inFlight : 0;
    this.send(name, { ...value, seq: this.inFlight });
    // An answer may never come, since another change can overtake this one. Waiting messages are then sent anyway.
    this.later(() => this.flush(), TIMEOUT + 50);
  }
}
