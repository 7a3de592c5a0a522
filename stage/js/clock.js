// @ts-check
/** The playhead. It runs in seconds, not in frames, so it plays at the same speed on every screen. */

/** Steps a second at speed 1. */
export const PACE = 30;
export const SPEEDS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];
/** Where single steps are studied, a run takes this many seconds, and begins at a step that has a history. */
export const CLOSELY = 60;
export const OPENING = 10;
/** Seconds for which the end is shown before a loop restarts. */
const REST = 0.8;

/** The speed whose playing time is nearest to `seconds`, by ratio. @param {number} steps @param {number} seconds */
export function speedFor(steps, seconds = 6) {
  const wanted = Math.log(Math.max(steps, 1) / seconds / PACE);
  const off = (/** @type {number} */ speed) => Math.abs(Math.log(speed) - wanted);
  return SPEEDS.reduce((best, speed) => (off(speed) < off(best) ? speed : best));
}

export class Clock {
  /**
   * @param {(t: number) => void} show
   * @param {{ now?: () => number, ask?: (f: () => void) => number, cancel?: (n: number) => void }} [env]
   */
  constructor(show, env = {}) {
    this.show = show;
    this.now = env.now ?? (() => performance.now());
    this.ask = env.ask ?? ((f) => requestAnimationFrame(f));
    this.cancel = env.cancel ?? ((n) => cancelAnimationFrame(n));
    this.t = 0;
    this.last = this.home = 0;
    this.speed = 1;
    this.loop = false;
    this.handle = 0;
    this.rested = 0;
  }

  get playing() {
    return this.handle !== 0;
  }

  /** The whole step that is shown. */
  get step() {
    return Math.floor(this.t);
  }

  /** Set a new last step. A playhead at the end stays at the end; any other keeps its step. @param {number} last
   * @param {number} [home] the step at which the playhead comes to rest by itself, the last one if there is none later */
  limit(last, home = last) {
    const ended = this.last > 0 && this.t >= this.last && !this.playing;
    this.last = last;
    this.home = Math.min(home, last);
    this.t = ended ? last : Math.min(this.t, last);
  }

  /** @param {number} t */
  seek(t) {
    this.t = Math.min(Math.max(t, 0), this.last);
    this.rested = 0;
    this.show(this.t);
  }

  /** Stop at a step, without showing it. @param {number} step */
  rest(step) {
    if (this.handle) this.cancel(this.handle);
    this.handle = this.rested = 0;
    this.t = step;
  }

  play() {
    if (this.handle) return;
    if (this.t >= this.last) this.t = 0;
    this.rested = 0;
    let before = this.now();
    const tick = () => {
      const now = this.now();
      this.advance((now - before) / 1000);
      before = now;
      this.handle = this.t < this.last || this.loop ? this.ask(tick) : 0;
      this.show(this.t);
    };
    this.handle = this.ask(tick);
    this.show(this.t);
  }

  /** @param {number} seconds */
  advance(seconds) {
    if (this.t < this.last) {
      this.t = Math.min(this.t + seconds * PACE * this.speed, this.last);
    } else if (this.loop && (this.rested += seconds) >= REST) {
      this.t = this.rested = 0;
    }
  }

  pause() {
    // A pause moves to a whole step, since a method has no state between two steps.
    this.rest(this.step);
    this.show(this.t);
  }
}
