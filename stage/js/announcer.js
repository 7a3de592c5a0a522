// @ts-check
/** Announces sentences to screen readers through the live region: only the newest, at most one per second. */

const PAUSE = 1000;

export class Announcer {
  /**
   * @param {(text: string) => void} say
   * @param {{ now?: () => number, later?: (f: () => void, ms: number) => void }} [env]
   */
  constructor(say, env = {}) {
    this.say = say;
    this.now = env.now ?? (() => performance.now());
    this.later = env.later ?? ((f, ms) => void setTimeout(f, ms));
    this.last = -Infinity;
    this.next = /** @type {(() => string) | null} */ (null);
    this.lastText = "";
  }

  /** @param {() => string} sentence made only when it is its turn */
  announce(sentence) {
    const waits = this.next !== null;
    this.next = sentence;
    // Even the first sentence waits a moment, since after a burst of keys only the last position matters.
    if (!waits) this.later(() => this.speak(), Math.max(250, PAUSE - (this.now() - this.last)));
  }

  speak() {
    const text = this.next?.() ?? "";
    this.next = null;
    if (!text || text === this.lastText) return;
    this.lastText = text;
    this.last = this.now();
    this.say(text);
  }
}
