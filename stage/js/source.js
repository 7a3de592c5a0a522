// @ts-check
/** Fetches the stage's pictures: it holds the present link, changes its parameters, requests the new picture, and tells
 * Python what has changed when the visitor pauses. */
import { Connection, LOST } from "./connection.js";
import { landscapeOf, ownPart, pythonNumber, rounded, same, STEP, without, withParams, withStep } from "./links.js";
import { at } from "./surface.js";
import { readPicture } from "./wire.js";
import { browser } from "./world.js";

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./types.js").Given} Given
 * @typedef {import("./types.js").Rules} Rules */
/** @typedef {import("./links.js").Params} Params */
/** @typedef {import("./world.js").World} World */

/** Milliseconds without a change before Python is told, and the least time between two messages. */
const IDLE_BEFORE_SEND = 1000;
const MIN_SEND_INTERVAL = 2000;
/** Milliseconds after which Python is told again if it has not answered, and after which a request is given up. */
const RESEND_AFTER = 5000;
const FETCH_TIMEOUT = 20_000;
/** Milliseconds before a request is repeated: after one failure, two, and more. */
const RETRY_DELAYS = [300, 1000, 3000];
/** Answers below 500 after which the same request may succeed. */
const TRANSIENT = [408, 429];
const UNREADABLE = "The server sent something unreadable. Reload the page to try again.";

/** What a picture is the answer to. @param {Given} given @param {string} link */
const answerOf = (given, link) => `${given.pictures}?${new URLSearchParams(link)}`;

export class Source {
  /**
   * @param {{ show: (picture: Picture) => void, trouble: (sentences: string[]) => void, lost: (sentence: string) => void }} stage
   * @param {Partial<World>} [world]
   * @param {(bytes: Uint8Array) => any} [read] what unpacks an answer
   */
  constructor(stage, world = {}, read = readPicture) {
    this.stage = stage;
    this.read = read;
    this.world = { ...browser, ...world };
    this.send = /** @type {(name: string, value: object) => void} */ (() => {});
    this.given = /** @type {Given | null} */ (null);
    this.seq = 0;
    /** The parameters that Python does not know of yet, in batches; the last batch has no number until it is sent.
     * @type {{ params: Map<string, string>, of: string, seq: number, sent: number }[]} */
    this.batches = [];
    this.shown = /** @type {Picture | null} */ (null);
    this.answers = /** @type {Set<string>} */ (new Set()); // the links whose picture is shown
    this.flying = /** @type {AbortController | null} */ (null);
    this.wanted = /** @type {{ link: string, moving: boolean } | null} */ (null);
    this.lastState = "";
    this.moving = false; // a hand is dragging
    this.opening = /** @type {string | null} */ (null); // the step that an opened link names, until a picture shows it
    this.step = /** @type {number | null} */ (null); // that of a playhead at rest
    this.failures = 0;
    this.timer = this.retry = this.stepTimer = 0;
    this.connection = new Connection(stage.lost, this.world);
    this.lastSent = this.lastHistoryWrite = -Infinity;
    this.unlisten = () => {};
  }

  /** Whether a picture is on its way. */
  get busy() {
    return this.flying !== null || this.wanted !== null;
  }

  /** Whether the stage is on a page of another site, where there is no session. */
  get embedded() {
    return this.given?.page !== undefined;
  }

  /** The link of the picture that is wanted. */
  get link() {
    return withParams(
      this.given?.link ?? "",
      this.batches.flatMap(({ params }) => [...params]),
    );
  }

  /** The link for the address bar: without the parameters in `notInAddress`, with those of the worksheet and the step. */
  get permalink() {
    return withStep([without(this.link, this.given?.notInAddress ?? []), this.given?.worksheet].filter(Boolean).join("&"), this.step);
  }

  /** The address that shows the picture. */
  get address() {
    return `${this.given?.page ?? location.origin + location.pathname}?${this.permalink}`;
  }

  /** The playhead rests, or (null) moves or is where it rests by itself. @param {number | null} step */
  rest(step) {
    if (step === this.step) return;
    this.step = step;
    this.nameStep();
  }

  nameStep = async () => (await import("./playhead.js")).nameStep(this);

  /** A link was opened. @param {string} link @returns {string} the part of it that asks for a picture */
  opened(link) {
    const named = new URLSearchParams(link).getAll(STEP);
    this.opening = named.length ? named.join() : null;
    return without(link, [STEP]);
  }

  /** Take over the state that Python sends. Changes that it does not know of yet stay.
   * @param {Given} given @param {(name: string, value: object) => void} send
   * @returns {boolean} whether that is new: a page may run for another reason */
  receive(given, send) {
    const state = JSON.stringify(given);
    this.send = send;
    if (given.last >= this.seq) this.connection.end("message");
    if (state === this.lastState) return false;
    this.lastState = state;
    this.seq = Math.max(this.seq, given.last);
    const before = this.given;
    if (!before && given.page) given.link = this.opened(given.link);
    else if (!before) this.opened(this.world.bar.link());
    const of = landscapeOf(given.link),
      changes = this.batches.length;
    this.batches = this.batches.filter((batch) => batch.of === of && (!batch.seq || batch.seq > given.acknowledged));
    this.given = given;
    if (changes) this.rewriteAddress();
    if (this.step !== null) this.nameStep(); // the page may have written its own address
    if (!before || before.link !== given.link || before.pictures !== given.pictures) this.ask(false);
    else if (JSON.stringify(before.rules) !== JSON.stringify(given.rules)) this.again();
    return true;
  }

  /** Write the address once more, if a page that did not know of the latest changes has written its own meanwhile.
   * While a drag goes on, the address stays that of the place where the last one ended. */
  rewriteAddress() {
    const { bar } = this.world;
    if (!this.moving && !same(bar.link(), this.permalink)) bar.replace(this.permalink);
  }

  /** The visitor has moved something. @param {Params} params @param {boolean} final the drag has ended */
  write(params, final) {
    const last = this.batches.at(-1),
      of = landscapeOf(this.given?.link ?? "") || landscapeOf(this.shown?.query ?? ""),
      open = last && !last.seq ? last : { params: new Map(), of, seq: 0, sent: 0 };
    if (open !== last) this.batches.push(open);
    for (const [name, text] of params) open.params.set(name, text);
    this.moving = !final;
    this.ask(!final);
    if (!final) return this.world.clearTimer(this.timer);
    // Several presses of a key are one entry of the history.
    const now = this.world.now();
    this.world.bar[now - this.lastHistoryWrite < IDLE_BEFORE_SEND ? "replace" : "push"](this.permalink);
    this.lastHistoryWrite = now;
    if (!this.embedded) this.wait(Math.max(IDLE_BEFORE_SEND, this.lastSent + MIN_SEND_INTERVAL - now));
  }

  /** @param {import("./types.js").Pin} pin @param {boolean} final */
  movePin({ words, x, y, unit, digits }, final) {
    const [left, top] = [x, y].map((value, i) => pythonNumber(rounded(value / unit[i], digits[i])));
    this.write(words.map(([name, text]) => [name, text.replace("{x}", left).replace("{y}", top)]), final);
  }

  /** @param {import("./types.js").Dial} dial @param {number} value @param {boolean} final */
  setDial({ words }, value, final) {
    this.write(
      words.map((word) => [word, pythonNumber(value)]),
      final,
    );
  }

  /** Another link of the same page was opened: the visitor has gone back or forward. @param {string} link */
  open(link) {
    if (!this.given) return;
    this.batches = [];
    this.moving = false;
    this.world.clearTimer(this.timer);
    this.world.clearTimer(this.stepTimer); // the step of before does not belong into this address
    this.lastHistoryWrite = -Infinity;
    this.given = { ...this.given, link: without(this.opened(ownPart(link)), new URLSearchParams(this.given.worksheet).keys()) };
    this.ask(false);
  }

  /** Tell Python at once what has changed, because it is about to be asked for something else. */
  sendPending() {
    this.world.clearTimer(this.timer);
    const last = this.batches.at(-1);
    if (!last) return;
    last.seq ||= ++this.seq;
    const now = this.world.now(),
      params = new Map(this.batches.flatMap((batch) => [...batch.params]));
    if (last.sent && now - last.sent < RESEND_AFTER) return this.wait(last.sent + RESEND_AFTER - now);
    if (this.batches.some((batch) => !batch.sent)) this.connection.expect("message");
    for (const batch of this.batches) batch.sent = now;
    this.lastSent = now;
    this.rewriteAddress();
    // The time makes a repeated message differ from the first one, which Streamlit would not pass on again.
    this.send("words", { words: Object.fromEntries(params), of: last.of, seq: last.seq, at: Math.round(now) });
    this.wait(RESEND_AFTER);
  }

  /** Tell Python of something that it has to do itself. @param {string} name @param {object} value */
  sendMessage(name, value) {
    if (this.embedded) return this.world.handleMessage(name, value);
    this.sendPending();
    this.send(name, { ...value, seq: ++this.seq });
    this.connection.expect("message");
  }

  /** @param {number} ms */
  wait(ms) {
    this.world.clearTimer(this.timer);
    this.timer = this.world.setTimer(() => this.sendPending(), ms);
  }

  /** Request the picture of the present link, as soon as the one that is on its way has come. @param {boolean} moving */
  ask(moving) {
    this.wanted = { link: this.link, moving };
    this.world.clearTimer(this.retry);
    if (!this.flying) this.fetch();
  }

  async fetch() {
    const { wanted, given } = this;
    if (!wanted || !given) return;
    this.wanted = null;
    const { link, moving } = wanted;
    if (!moving && this.shown && !this.shown.moving && this.answers.has(answerOf(given, link))) return this.show(this.shown);
    const flying = (this.flying = new AbortController()),
      end = this.world.setTimer(() => flying.abort(), FETCH_TIMEOUT);
    this.connection.expect("picture");
    let trouble = LOST,
      after = RETRY_DELAYS[Math.min(this.failures, RETRY_DELAYS.length - 1)],
      picture = /** @type {Picture | null} */ (null);
    try {
      const url = `${at(given.pictures)}?${link}${moving ? "&moving=on" : ""}`,
        reply = await this.world.fetch(url, { signal: flying.signal });
      if (!reply.ok) {
        const lasting = reply.status < 500 && !TRANSIENT.includes(reply.status),
          ours = reply.headers.get("Content-Type")?.startsWith("text/plain"); // the text of a proxy is a page
        trouble = (ours && (await reply.text())) || LOST;
        // A busy server says after how many seconds it may be asked again.
        after = 1000 * Number(reply.headers.get("Retry-After")) || (lasting ? Infinity : after);
        throw new Error(trouble);
      }
      const bytes = new Uint8Array(await reply.arrayBuffer());
      [trouble, after] = [UNREADABLE, Infinity];
      picture = this.read(bytes);
    } catch {
      this.failures++;
    }
    this.world.clearTimer(end);
    this.flying = null;
    if (!this.given) return; // the stage was closed meanwhile
    if (!picture) return this.fetchFailed(wanted, trouble, after);
    this.failures = 0;
    this.connection.end("picture");
    this.pictureArrived(picture, given, link);
    this.fetch(); // the server works on the next picture while this one is drawn
  }

  /** @param {Picture} picture @param {Given} given @param {string} link */
  pictureArrived(picture, given, link) {
    // What was asked for before Python or the history brought another link is not shown any more, unless that link asks
    // for the same picture: Python has then taken over what the visitor changed.
    if (given.pictures !== this.given?.pictures || (given.link !== this.given.link && link !== this.link)) return;
    this.answers = new Set([answerOf(given, link), answerOf(given, picture.query)]);
    this.show(picture);
  }

  /** @param {{ link: string, moving: boolean }} wanted @param {string} trouble @param {number} after */
  fetchFailed(wanted, trouble, after) {
    this.connection.end("picture", after === Infinity ? "" : trouble);
    if (after === Infinity) {
      this.stage.trouble([trouble]);
      return void this.fetch(); // what was asked for meanwhile may fare better
    }
    this.wanted ??= wanted;
    this.retry = this.world.setTimer(() => this.fetch(), after);
  }

  /** Show the same picture once more. */
  again() {
    if (this.shown) this.show(this.shown);
  }

  /** @param {Picture} picture */
  show(picture) {
    this.shown = picture;
    const rules = this.world.rulesOf(picture, this.given?.rules);
    // A page of the app says itself what could not be used of the link.
    this.stage.show({ ...picture, rules, remarks: this.embedded ? picture.remarks : [] });
  }

  /** Listen for back and forward, and for input outside the stage, before which pending changes are sent.
   * @param {HTMLElement} root that of the stage */
  listen(root) {
    const back = () => location.pathname.replace(/\/$/, "") === this.given?.path && this.open(location.search.slice(1)),
      leave = (/** @type {Event} */ { target }) => target instanceof Node && !root.contains(target) && this.sendPending(),
      hide = () => this.sendPending();
    this.connection.listen(root, () => this.flying?.abort());
    addEventListener("popstate", back);
    addEventListener("pagehide", hide);
    const before = ["pointerdown", "keydown"];
    for (const event of before) addEventListener(event, leave, true);
    this.unlisten = () => {
      removeEventListener("popstate", back);
      removeEventListener("pagehide", hide);
      for (const event of before) removeEventListener(event, leave, true);
    };
  }

  close() {
    this.given = null;
    this.unlisten();
    this.connection.close();
    this.flying?.abort();
    for (const timer of [this.timer, this.retry, this.stepTimer]) this.world.clearTimer(timer);
  }
}
