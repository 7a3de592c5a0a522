// @ts-check
/** Where the stage's pictures come from: it keeps the link of what is shown, changes words of it, fetches the picture of
 * the new link, and tells Python when the visitor rests. */
import { at } from "./surface.js";
import { readPicture } from "./wire.js";

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./types.js").Given} Given
 * @typedef {import("./types.js").Rules} Rules */
/** @typedef {[name: string, text: string][]} Words */
/** What a source needs of the browser; tests and pages of other sites bring their own. alone: does, where there is no
 * session, what Python would be asked for.
 * @typedef {{ now: () => number, later: (act: () => void, ms: number) => number, never: (timer: number) => void,
 *   fetch: (url: string, options: { signal: AbortSignal }) => Promise<Response>,
 *   bar: { link: () => string, push: (link: string) => void, replace: (link: string) => void },
 *   alone: (name: string, value: object) => void }} World */

/** Milliseconds of rest after which Python is told, and between two times that it is. */
const REST = 1000;
const SPACED = 2000;
/** Milliseconds after which Python is told again if it has not answered, and after which an answer is given up. */
const UNHEARD = 5000;
const PATIENCE = 20_000;
/** Milliseconds before a picture that could not be fetched is asked for again: after one failure, after two, and later. */
const AGAIN = [300, 1000, 3000];
const UNREADABLE = "The server's answer could not be read. Reload the page to try again.";
const LOST = "The server does not answer. The picture follows as soon as it does.";

/** A number as Python writes it into links. @param {number} value */
export function written(value) {
  const [digits, exponent] = value.toExponential().split("e"),
    n = Number(exponent);
  if (n >= -4 && n < 16) return String(value);
  return `${digits}e${n < 0 ? "-" : "+"}${String(Math.abs(n)).padStart(2, "0")}`;
}

/** A number rounded to so many decimals, or with fewer than none to tens, hundreds ... @param {number} value
 * @param {number} decimals */
export const rounded = (value, decimals) =>
  decimals >= 0 ? Number(value.toFixed(decimals)) : Number((value * 10 ** decimals).toFixed(0)) * 10 ** -decimals;

/** A link with some of its words changed. @param {string} link @param {Words} words */
function changed(link, words) {
  const pairs = new URLSearchParams(link);
  for (const [name, text] of words) pairs.set(name, text);
  return pairs.toString();
}

/** What two sets of rules hide and lock, and what the first one says besides. @param {Rules | undefined} one
 * @param {Rules | undefined} other @returns {Rules | undefined} */
export function together(one, other) {
  if (!one || !other) return one ?? other;
  const both = (/** @type {string[]} */ ...selectors) => selectors.filter(Boolean).join(", ");
  return { ...one, hide: both(one.hide, other.hide), lock: both(one.lock, other.lock), off: [...one.off, ...other.off] };
}

/** The landscape that a link names. @param {string} link */
const landscape = (link) => new URLSearchParams(link).get("landscape") ?? "";

/** @type {World} */
const browser = {
  now: () => performance.now(),
  later: (act, ms) => window.setTimeout(act, ms),
  never: (timer) => clearTimeout(timer),
  fetch: (url, options) => fetch(url, options),
  bar: {
    link: () => location.search.slice(1),
    push: (link) => history.pushState(history.state, "", `?${link}`),
    replace: (link) => history.replaceState(history.state, "", `?${link}`),
  },
  alone: () => {},
};

export class Source {
  /**
   * @param {{ show: (picture: Picture) => void, trouble: (sentences: string[]) => void }} stage
   * @param {Partial<World>} [world]
   */
  constructor(stage, world = {}) {
    this.stage = stage;
    this.world = { ...browser, ...world };
    this.send = /** @type {(name: string, value: object) => void} */ (() => {});
    this.given = /** @type {Given | null} */ (null);
    this.seq = 0;
    /** The words that Python has not heard of, in batches; the last batch has no number until it is sent.
     * @type {{ words: Map<string, string>, of: string, seq: number, sent: number }[]} */
    this.batches = [];
    this.shown = /** @type {Picture | null} */ (null);
    this.answers = /** @type {Set<string>} */ (new Set()); // the links whose picture is shown
    this.flying = /** @type {AbortController | null} */ (null);
    this.wanted = /** @type {{ link: string, moving: boolean } | null} */ (null);
    this.said = "";
    this.failures = 0;
    this.timer = this.retry = 0;
    this.told = this.written = -Infinity;
    this.unattend = () => {};
  }

  /** Whether a picture is on its way. */
  get busy() {
    return this.flying !== null || this.wanted !== null;
  }

  /** Whether there is no session to tell of anything: the picture is on a page of another site. */
  get alone() {
    return this.given?.page !== undefined;
  }

  /** The link of the picture that is wanted. */
  get link() {
    return changed(
      this.given?.link ?? "",
      this.batches.flatMap(({ words }) => [...words]),
    );
  }

  /** The same as the address bar has it, with the words of a worksheet. */
  get permalink() {
    const pairs = new URLSearchParams(this.link);
    for (const name of this.given?.unwritten ?? []) pairs.delete(name);
    return [pairs.toString(), this.given?.worksheet].filter(Boolean).join("&");
  }

  /** The address that shows the picture. */
  get address() {
    return `${this.given?.page ?? location.origin + location.pathname}?${this.permalink}`;
  }

  /** Python says what its page shows. What it has not heard of yet stays as the visitor has left it.
   * @param {Given} given @param {(name: string, value: object) => void} send
   * @returns {boolean} whether that is new: a page may run for another reason */
  hear(given, send) {
    const said = JSON.stringify(given);
    this.send = send;
    if (said === this.said) return false;
    this.said = said;
    this.seq = Math.max(this.seq, given.last);
    const before = this.given,
      of = landscape(given.link),
      changes = this.batches.length;
    this.batches = this.batches.filter((batch) => batch.of === of && (!batch.seq || batch.seq > given.acknowledged));
    this.given = given;
    if (changes) this.keepAddress();
    if (!before || before.link !== given.link || before.pictures !== given.pictures) this.ask(false);
    else if (JSON.stringify(before.rules) !== JSON.stringify(given.rules)) this.again();
    return true;
  }

  /** Write the address once more, if a page that had not heard of the latest changes has written its own meanwhile. */
  keepAddress() {
    const { bar } = this.world;
    if (String(new URLSearchParams(bar.link())) !== String(new URLSearchParams(this.permalink))) bar.replace(this.permalink);
  }

  /** The visitor has moved something. @param {Words} words @param {boolean} final the hand has let go */
  write(words, final) {
    const last = this.batches.at(-1),
      open = last && !last.seq ? last : { words: new Map(), of: landscape(this.given?.link ?? ""), seq: 0, sent: 0 };
    if (open !== last) this.batches.push(open);
    for (const [name, text] of words) open.words.set(name, text);
    this.ask(!final);
    if (!final) return;
    // Several presses of a key are one entry of the history.
    const now = this.world.now();
    this.world.bar[now - this.written < REST ? "replace" : "push"](this.permalink);
    this.written = now;
    if (!this.alone) this.wait(Math.max(REST, this.told + SPACED - now));
  }

  /** @param {import("./types.js").Pin} pin @param {boolean} final */
  movePin({ words, x, y, unit, digits }, final) {
    const [left, top] = [x, y].map((value, i) => written(rounded(value / unit[i], digits[i])));
    this.write(words.map(([name, text]) => [name, text.replace("{x}", left).replace("{y}", top)]), final);
  }

  /** @param {import("./types.js").Dial} dial @param {number} value @param {boolean} final */
  setDial({ words }, value, final) {
    this.write(
      words.map((word) => [word, written(value)]),
      final,
    );
  }

  /** Another link of the same page was opened: the visitor has gone back or forward. @param {string} link */
  open(link) {
    if (!this.given) return;
    this.batches = [];
    this.world.never(this.timer);
    this.written = -Infinity;
    this.given = { ...this.given, link };
    this.ask(false);
  }

  /** Tell Python at once what has changed, because it is about to be asked for something else. */
  flush() {
    this.world.never(this.timer);
    const last = this.batches.at(-1);
    if (last && !last.seq) last.seq = ++this.seq;
    const now = this.world.now(),
      words = new Map(this.batches.flatMap((batch) => [...batch.words]));
    if (!last || (last.sent && now - last.sent < UNHEARD)) return;
    for (const batch of this.batches) batch.sent = now;
    this.told = now;
    this.keepAddress();
    this.send("words", { words: Object.fromEntries(words), of: last.of, seq: last.seq, at: Math.round(now) });
    this.wait(UNHEARD);
  }

  /** Tell Python of something that it has to do itself. @param {string} name @param {object} value */
  tell(name, value) {
    if (this.alone) return this.world.alone(name, value);
    this.flush();
    this.send(name, { ...value, seq: ++this.seq });
  }

  /** @param {number} ms */
  wait(ms) {
    this.world.never(this.timer);
    this.timer = this.world.later(() => this.flush(), ms);
  }

  /** Ask for the picture of the present link, as soon as the one that is on its way has come. @param {boolean} moving */
  ask(moving) {
    this.wanted = { link: this.link, moving };
    this.world.never(this.retry);
    if (!this.flying) this.fetch();
  }

  async fetch() {
    const { wanted, given } = this;
    if (!wanted || !given) return;
    this.wanted = null;
    const { link, moving } = wanted;
    if (!moving && this.shown && !this.shown.moving && this.answers.has(`${given.pictures}?${link}`)) return this.show(this.shown);
    const flying = (this.flying = new AbortController()),
      end = this.world.later(() => flying.abort(), PATIENCE);
    let trouble = LOST,
      after = AGAIN[Math.min(this.failures, AGAIN.length - 1)],
      picture = /** @type {Picture | null} */ (null);
    try {
      const url = `${at(given.pictures)}?${link}${moving ? "&moving=on" : ""}`,
        reply = await this.world.fetch(url, { signal: flying.signal });
      if (!reply.ok) {
        trouble = await reply.text();
        // A busy server says after how many seconds it may be asked again. What is wrong for good is not asked again.
        after = 1000 * Number(reply.headers.get("Retry-After")) || Infinity;
        throw new Error(trouble);
      }
      const bytes = new Uint8Array(await reply.arrayBuffer());
      [trouble, after] = [UNREADABLE, Infinity];
      picture = readPicture(bytes);
    } catch {
      this.failures++;
    }
    this.world.never(end);
    this.flying = null;
    if (!this.given) return; // the stage was closed meanwhile
    if (!picture) return this.missed(wanted, trouble, after);
    this.failures = 0;
    this.fetch(); // the server works on the next picture while this one is drawn
    this.arrived(picture, given, link);
  }

  /** @param {Picture} picture @param {Given} given @param {string} link */
  arrived(picture, given, link) {
    // What was asked for before Python or the history brought another link is not shown any more.
    if (given.link !== this.given?.link || given.pictures !== this.given.pictures) return;
    this.answers = new Set([`${given.pictures}?${link}`, `${given.pictures}?${new URLSearchParams(picture.query)}`]);
    this.show(picture);
  }

  /** @param {{ link: string, moving: boolean }} wanted @param {string} trouble @param {number} after */
  missed(wanted, trouble, after) {
    this.stage.trouble([trouble]);
    if (after === Infinity) return void this.fetch(); // what was asked for meanwhile may fare better
    this.wanted ??= wanted;
    this.retry = this.world.later(() => this.fetch(), after);
  }

  /** Show the same picture once more. */
  again() {
    if (this.shown) this.show(this.shown);
  }

  /** @param {Picture} picture */
  show(picture) {
    this.shown = picture;
    const { rules } = this.given ?? {};
    // A page of the app says itself what could not be used of the link, and which rules there are.
    this.stage.show(this.alone ? { ...picture, rules: together(picture.rules, rules) } : { ...picture, rules, remarks: [] });
  }

  /** Listen to what concerns the source and not the stage: the history, and all that Python is about to hear.
   * @param {HTMLElement} root that of the stage */
  attend(root) {
    const path = location.pathname,
      back = () => location.pathname === path && this.open(location.search.slice(1)),
      leave = (/** @type {Event} */ { target }) => target instanceof Node && !root.contains(target) && this.flush(),
      hide = () => this.flush();
    addEventListener("popstate", back);
    addEventListener("pagehide", hide);
    const before = ["pointerdown", "keydown"];
    for (const event of before) addEventListener(event, leave, true);
    this.unattend = () => {
      removeEventListener("popstate", back);
      removeEventListener("pagehide", hide);
      for (const event of before) removeEventListener(event, leave, true);
    };
  }

  close() {
    this.given = null;
    this.unattend();
    this.flying?.abort();
    for (const timer of [this.timer, this.retry]) this.world.never(timer);
  }
}
