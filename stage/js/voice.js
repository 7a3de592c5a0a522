// @ts-check
/** Sentences for screen readers: only the newest one is read, at most one per second. */

const PAUSE = 1000;

export class Voice {
  /**
   * @param {(text: string) => void} say
   * @param {{ now?: () => number, later?: (f: () => void, ms: number) => void }} [world]
   */
  constructor(say, world = {}) {
    this.say = say;
    this.now = world.now ?? (() => performance.now());
    this.later = world.later ?? ((f, ms) => void setTimeout(f, ms));
    this.last = -Infinity;
    this.next = /** @type {(() => string) | null} */ (null);
    this.said = "";
  }

  /** @param {() => string} sentence made only when it is its turn */
  tell(sentence) {
    const waits = this.next !== null;
    this.next = sentence;
    // Even the first sentence waits a moment, since after a burst of keys only the last position matters.
    if (!waits) this.later(() => this.speak(), Math.max(250, PAUSE - (this.now() - this.last)));
  }

  speak() {
    const text = this.next?.() ?? "";
    this.next = null;
    if (!text || text === this.said) return;
    this.said = text;
    this.last = this.now();
    this.say(text);
  }
}
