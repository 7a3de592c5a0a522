// @ts-check
/** Asks for an answer that grows: again and again, until it is whole or nobody wants it. The server goes on as long as
 * somebody asks, so stopping means to ask no more. */
import { at } from "./surface.js";

/** Milliseconds from one answer to the next question, and after a failure. */
const PAUSE = 150;
const AFTER_FAILURE = 1500;
const SILENT = "The server is not responding. The page will go on as soon as it does.";

/** What a feed uses of the browser.
 * @typedef {{ setTimer: (act: () => void, ms: number) => number, clearTimer: (timer: number) => void,
 *   fetch: (url: string, options: RequestInit) => Promise<Response> }} World */

/** @type {World} */
const browser = {
  setTimer: (act, ms) => window.setTimeout(act, ms),
  clearTimer: (timer) => clearTimeout(timer),
  fetch: (url, options) => fetch(url, options),
};

/** @template {{ done: boolean }} T */
export class Feed {
  /** @param {(bytes: Uint8Array) => T} read @param {(found: T) => void} show
   * @param {(sentence: string) => void} trouble "" for none @param {Partial<World>} [world] */
  constructor(read, show, trouble, world = {}) {
    this.read = read;
    this.show = show;
    this.trouble = trouble;
    this.world = { ...browser, ...world };
    this.path = "";
    this.tag = ""; // of the latest answer
    this.flying = /** @type {AbortController | null} */ (null);
    this.timer = 0;
  }

  /** Whether it asks. */
  get asking() {
    return this.flying !== null || this.timer !== 0;
  }

  /** Ask for what is at this path below the app's root. @param {string} path */
  want(path) {
    this.stop();
    this.path = path;
    this.tag = "";
    this.ask();
  }

  stop() {
    this.world.clearTimer(this.timer);
    this.timer = 0;
    this.flying?.abort();
    this.flying = null;
  }

  /** Go on asking after a stop. */
  resume() {
    if (this.path && !this.asking) this.ask();
  }

  /** @param {number} ms */
  later(ms) {
    this.timer = this.world.setTimer(() => {
      this.timer = 0;
      this.ask();
    }, ms);
  }

  async ask() {
    const flying = (this.flying = new AbortController()),
      headers = /** @type {Record<string, string>} */ (this.tag ? { "If-None-Match": this.tag } : {});
    let found = /** @type {T | null} */ (null),
      after = PAUSE,
      trouble = "";
    try {
      const reply = await this.world.fetch(at(this.path), { signal: flying.signal, headers });
      if (reply.status !== 304 && reply.status !== 202) {
        if (!reply.ok) {
          trouble = (reply.headers.get("Content-Type")?.startsWith("text/plain") && (await reply.text())) || SILENT;
          const lasting = reply.status < 500 && reply.status !== 429;
          after = 1000 * Number(reply.headers.get("Retry-After")) || (lasting ? Infinity : AFTER_FAILURE);
        } else {
          found = this.read(new Uint8Array(await reply.arrayBuffer()));
          this.tag = reply.headers.get("ETag") ?? "";
        }
      }
    } catch {
      [trouble, after] = [SILENT, AFTER_FAILURE];
    }
    if (this.flying !== flying) return; // stopped, or something else is wanted
    this.flying = null;
    this.trouble(trouble);
    if (!found?.done && after < Infinity) this.later(after);
    if (found) this.show(found);
  }
}
