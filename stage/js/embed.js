// @ts-check
/** `<thalweg-stage>` for pages of other sites. They load this file from an address that stays the same, so it is short:
 * it fetches the stage itself when an element comes near the window. The server writes into it what it knows. */

/** @typedef {import("./embedded.js").Embedded} Embedded */
/** @typedef {import("./embedded.js").Facts & { refusal: string, modules: string[] }} Facts */
/** @typedef {import("./embedded.js").Pending} Pending */

const facts = /** @type {Facts} */ (/** @type {unknown} */ ("FACTS"));

/** How far beyond the window an element is drawn. */
const NEAR = "400px";
/** The height in pixels that an element takes until its picture is there, if it asks for none. */
const AWAITED = 600;
/** How the attribute `height` is written, and the least height in pixels. */
const PIXELS = /^\s*\d+(px)?\s*$/;
const LEAST = 240;
const GONE = "The server of this picture does not answer. Reload the page to try again.";
const OLD = "This picture belongs to another version of the app. Reload the page.";

const look = new CSSStyleSheet();
look.replaceSync(`
:host { display: block; }
slot { display: block; }
:host([hidden]) { display: none; }
.sentence { margin: 0; padding: 12px; border: 1px solid; border-radius: 6px; }`);

/** @type {Promise<typeof import("./embedded.js").Embedded> | undefined} */
let coming;

/** Why the stage could not be fetched. This also renews the browser's copy of this file, which may be older than the
 * server. */
const why = () => fetch(import.meta.url, { cache: "reload" }).then(({ ok }) => (ok ? OLD : GONE), () => GONE); // prettier-ignore

/** The stage, fetched once for all elements. */
function stage() {
  coming ??= Promise.all(facts.modules.map((name) => import(new URL(name, import.meta.url).href))).then(
    (found) => found[1].Embedded,
    async () => {
      coming = undefined; // the next element tries again
      throw new Error(await why());
    },
  );
  return coming;
}

const watch = new IntersectionObserver(
  (seen) => {
    for (const { target, isIntersecting } of seen) /** @type {ThalwegStage} */ (target).approach(isIntersecting);
  },
  { rootMargin: NEAR },
);

class ThalwegStage extends HTMLElement {
  static observedAttributes = ["src", "theme", "controls", "height"];
  /** @type {Embedded | null} */
  #embedded = null;
  /** @type {Pending} */
  #pending = {};
  #near = false;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [look];
    shadow.append(document.createElement("slot")); // until the stage is there, what the page's author put inside
  }

  connectedCallback() {
    // Reserve its height at once. Otherwise the text below would jump, and elements far down the page would count as near.
    const slot = this.shadowRoot?.querySelector("slot"),
      height = this.getAttribute("height") ?? "";
    if (slot) slot.style.minHeight = `${PIXELS.test(height) ? Math.max(parseInt(height), LEAST) : AWAITED}px`;
    watch.observe(this);
  }

  disconnectedCallback() {
    // An element that is moved within its page is at another place by then.
    setTimeout(() => {
      if (this.isConnected) return;
      watch.unobserve(this);
      this.#near = false;
      this.#embedded?.close();
      this.#embedded = null;
    });
  }

  /** @param {string} name */
  attributeChangedCallback(name) {
    this.#embedded?.applyAttributes(name);
  }

  /** The element comes near the window, or leaves it. @param {boolean} near */
  async approach(near) {
    this.#near = near;
    if (this.#embedded || !near) return this.#embedded?.sleep(!near);
    try {
      if (facts.refusal) throw new Error(facts.refusal);
      const Embedded = await stage();
      if (!this.isConnected || this.#embedded) return;
      this.#embedded = new Embedded(this, facts, this.#pending);
      this.#pending = {};
      this.#embedded.sleep(!this.#near);
    } catch (error) {
      this.#say(/** @type {Error} */ (error).message);
    }
  }

  /** Show a sentence in place of the picture. @param {string} sentence */
  #say(sentence) {
    const told = document.createElement("p");
    Object.assign(told, { className: "sentence", role: "status", textContent: sentence });
    this.shadowRoot?.replaceChildren(told, document.createElement("slot"));
  }

  get src() {
    return this.getAttribute("src") ?? "";
  }
  set src(link) {
    this.setAttribute("src", link);
  }

  get step() {
    return this.#embedded?.step ?? this.#pending.step ?? 0;
  }
  set step(step) {
    this.seek(step);
  }

  get playing() {
    return this.#embedded?.playing ?? this.#pending.playing ?? false;
  }
  set playing(on) {
    on ? this.play() : this.pause();
  }

  play() {
    this.#embedded ? this.#embedded.play() : (this.#pending.playing = true);
  }

  pause() {
    this.#embedded ? this.#embedded.pause() : (this.#pending.playing = false);
  }

  /** @param {number} step */
  seek(step) {
    if (this.#embedded) this.#embedded.seek(step);
    else if (Number.isFinite(Number(step))) this.#pending.step = Number(step);
  }
}

if (!customElements.get("thalweg-stage")) customElements.define("thalweg-stage", ThalwegStage);
