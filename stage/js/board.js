// @ts-check
/** The one stage of a chapter. It shows the picture of each step, without the answer while a question is open, and lights up
 * what a symbol of the text stands for. */
import { make } from "./dom.js";
import { ownPart, STEP, withParams, without } from "./links.js";
import { at, fetchSurface, ROOT } from "./surface.js";

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./stage.js").Stage} Stage
 * @typedef {import("./embedded.js").Embedded} Embedded @typedef {import("./scoring.js").Shown} Shown */
/** @typedef {{ asks: string, cross: [number, number] | null, still: boolean, wide: boolean }} Manner  the kind of the question that is open
 *   ("" for none, BARE where no run belongs to the step), a guess that is marked on the map, and whether the playhead stays at the link's step,
 *   and whether the map is never zoomed, since it was not while the question was open */

/** Below this width in pixels there is room for a map alone. */
const NARROW = 520;
/** What a step asks whose picture is the ground alone. */
export const BARE = "nothing";
/** Milliseconds after which a picture that is still on its way is said to be. */
const SLOW = 400;
/** Milliseconds after which paths are in their places and Plotly has drawn, so that there is time for the next step. */
const MOVED = 700;
/** The modules that the pictures of a page need, so that the first of them does not wait. @type {Record<string, (() => Promise<unknown>)[]>} */
const PARTS = { compare: [() => import("./comparison.js")], clouds: [() => import("./cloud.js"), () => import("./comparison.js")], anatomy: [() => import("./anatomy.js"), () => import("./arrows.js")] };
/** The words of a link that hide, lock and leave controls, and the one that asks for a guess. */
const RULES = ["hide", "lock", "free"];
const ASK = "ask";
const LOADS = "Loading the picture of this step …";
const LATER = "The run appears here when you have answered.";
/** What is around the stage on a page of another site is not needed here. */
const STYLE = `
.frame { padding: 0; }
.frame .footer { display: none; }
.tw-asking :is(.tw-standings, .tw-marklist, .tw-message, .tw-readout, .tw-events) { display: none; }
.tw-asking :is(.tw-panel, .tw-bar) { visibility: hidden; } /* the map has the same place once the question is answered */
.tw-asking.tw-ground .tw-controls { display: none; }
.tw-asking .tw-controls { position: relative; }
.tw-asking .tw-controls::after { content: "${LATER}"; position: absolute; left: 0; right: 0; bottom: 50%; color: var(--tw-faint); font-size: 15px; text-align: center; }
.tw-stage { zoom: var(--tl-zoom, 1); }
:host(:not([dials])) .tw-owner { display: none; }
.tw-line { grid-template-columns: minmax(0, 14.5em) minmax(0, 1fr); align-items: baseline; margin: 3px 0; } /* what a line is, and its formula */
.tw-line > math { grid-column: 2; font-size: 16px; }
.tw-line .tw-row { font-size: 14px; }
.tw-line > .tw-history { display: none; }
.tw-anatomy { box-sizing: border-box; padding-bottom: 26px; overflow: hidden auto; mask: linear-gradient(#000 calc(100% - 26px), transparent); scrollbar-width: thin; }
@container (max-width: 519px) { .tw-line > p { display: none; } .tw-line > math { grid-column: 1 / -1; font-size: 14px; } .tw-line .tw-row { font-size: 13px; } .frame .tw-bar .tw-buttons:first-child > :is(:first-child, :last-child) { display: none; } }`;

/** The address of a picture, as the stage asks for it. @param {string} pictures @param {Shown} shown */
export const addressOf = (pictures, { page, link }) => `${at(`${pictures}/${page}`)}?${without(ownPart(link), [STEP])}`;

/** A picture with what else the address of a chapter hides, locks or leaves. Where it asks for a guess, the picture of a
 * step that asks nothing itself does so. @param {Shown} shown @param {string} search @param {boolean} [asks] whether the
 * step asks something itself */
export function ruled(shown, search, asks = true) {
  const words = new URLSearchParams(search),
    link = new URLSearchParams(shown.link),
    [hide, lock, free] = RULES.map((name) => (words.get(name) ?? "").split(",").filter(Boolean)),
    taken = [...hide, ...lock],
    guess = /** @type {[string, string][]} */ (!asks && words.get(ASK) ? [[ASK, words.get(ASK)]] : []),
    left = taken.includes("all") ? [] : (link.get("free") ?? "").split(",").filter((name) => !taken.includes(name));
  if (!taken.length && !free.length) return guess.length ? { ...shown, link: withParams(shown.link, guess) } : shown;
  const lists = [[link.get("hide") ?? "", ...hide], lock.includes("all") ? (link.get("free") ?? "").split(",") : lock, [...left, ...free]];
  return { ...shown, link: withParams(shown.link, [...RULES.map((name, i) => /** @type {[string, string]} */ ([name, lists[i].join(",")])), ...guess]) };
}

/** Whether a link leaves a dial, which then says whose it is. @param {Shown} shown */
const hasDials = ({ link }) => (/(^|,)dial-/).test(new URLSearchParams(link).get("free") ?? "");

/** A picture with some of its panes, in their order, and with what belongs to them. @param {Picture} picture
 * @param {number[]} kept @returns {Picture} */
export function withPanes(picture, kept) {
  const moved = (/** @type {any} */ value) =>
    Array.isArray(value) && value.some((one) => Number.isInteger(one?.pane)) ? value.filter(({ pane }) => kept.includes(pane)).map((one) => ({ ...one, pane: kept.indexOf(one.pane) })) : value;
  const rest = Object.fromEntries(Object.entries(picture).map(([name, value]) => [name, moved(value)])),
    panes = kept.map((i) => picture.panes[i]).map((p) => (p.kind === "space" ? { ...p, of: kept.indexOf(p.of) } : p));
  return /** @type {Picture} */ (/** @type {unknown} */ ({ ...rest, panes }));
}

/** The panes that a step shows. Of many maps, before an answer, and where there is no room, there are the maps alone; of a race also the loss,
 * and of schedules the rate; and the curve that the link names.
 * @param {Picture} picture @param {string} page @param {string} link @param {boolean} narrow @returns {Picture} */
export function calmer(picture, page, link, narrow) {
  const { panes, grid } = picture,
    curves = ["loss", "gap", new URLSearchParams(link).get("curve"), ...(page === "schedules" ? ["rate"] : [])];
  if (panes.every((p) => p.kind === "chart")) return picture;
  const kept = panes.flatMap((p, i) => (p.kind !== "chart" || (!narrow && !grid && curves.includes(p.of)) ? [i] : []));
  return kept.length === panes.length ? picture : withPanes(picture, kept);
}

export class Board {
  /** @param {HTMLElement} box @param {import("./embedded.js").Facts} facts
   * @param {{ placed: (at: [number, number]) => void, lit: (hue: string | null) => void }} told */
  constructor(box, facts, told) {
    this.box = box;
    this.facts = facts;
    this.told = told;
    this.hosts = /** @type {Map<string, { host: HTMLElement, embedded: Embedded }>} */ (new Map());
    this.page = "";
    this.manner = /** @type {Manner} */ ({ asks: "", cross: null, still: true, wide: false });
    this.real = /** @type {Picture | null} */ (null);
    this.guess = /** @type {import("./types.js").Pin | null} */ (null);
    this.moved = /** @type {WeakMap<Stage, Stage["pins"]["moved"]>} */ (new WeakMap());
    this.waits = false; // a new step's picture is to be played
    this.kept = /** @type {Map<string, Promise<Response>>} */ (new Map()); // pictures fetched ahead, by their addresses
    this.next = /** @type {Map<string, import("./types.js").Surface>} */ (new Map()); // grounds that may come next
    this.height = 0;
    this.zoom = 1;
    this.rest = 0; // the step at which a playhead stays
    this.theme = "light";
    this.generation = 0;
    this.waiting = make("p", { class: "tl-waits", role: "status" });
    this.timer = this.painting = 0;
    box.append(this.waiting);
    this.watch = new MutationObserver(() => this.arrived());
  }

  /** The stage that is shown. */
  get stage() {
    return this.hosts.get(this.page)?.embedded.stage ?? null;
  }

  /** A picture as the page's address wants it. @param {Shown} shown @param {boolean} [asks] whether its step asks something */
  ruled = (shown, asks = true) => ruled(shown, location.search, asks);

  /** Show the picture of a step. @param {Shown} given @param {Manner} manner */
  async show(given, manner) {
    const shown = this.ruled(given, manner.wide);
    const generation = ++this.generation;
    this.manner = manner;
    this.guess = null;
    this.expect();
    const { Embedded } = await import("./embedded.js");
    if (generation !== this.generation) return;
    this.stage?.clock.pause();
    this.stage?.ghosts.forget(); // the paths of another step are no "before"
    this.page = shown.page;
    this.rest = Number(new URLSearchParams(shown.link).get(STEP));
    const src = `${ROOT}${shown.page === "race" ? "" : shown.page}?${shown.link}`,
      known = this.hosts.get(shown.page);
    for (const [page, { host, embedded }] of this.hosts) {
      host.hidden = page !== shown.page;
      embedded.sleep(host.hidden);
    }
    if (known) {
      known.host.toggleAttribute("dials", hasDials(shown));
      known.host.setAttribute("src", src);
      known.host.setAttribute("height", String(this.height));
      known.embedded.applyAttributes("src");
    } else this.begin(Embedded, shown, src);
  }

  /** @param {typeof import("./embedded.js").Embedded} Made @param {Shown} shown @param {string} src */
  begin(Made, shown, src) {
    const host = make("div", { class: "tl-stage", src, theme: this.theme, height: String(this.height) }),
      sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    host.toggleAttribute("dials", hasDials(shown));
    host.attachShadow({ mode: "open" });
    this.box.append(host);
    const embedded = new Made(host, this.facts, {});
    host.shadowRoot?.adoptedStyleSheets.push(sheet);
    Object.assign(embedded.away, { tower: true, veil: this.veil });
    this.hosts.set(shown.page, { host, embedded });
    if (embedded.stage) {
      this.watch.observe(embedded.stage.root, { attributeFilter: ["data-rev"] });
      embedded.stage.source.world.fetch = (url, options) => this.kept.get(url)?.then((reply) => reply.clone()) ?? fetch(url, options);
    }
    host.addEventListener("tw-symbol", (event) => this.told.lit(/** @type {CustomEvent<string | null>} */ (event).detail));
    void embedded.stage?.light(null); // from now on it tells whose dial is in hand
    void embedded.stage?.morphs();
    if (embedded.stage) embedded.stage.ground.quick = true;
  }

  /** Another picture is to come. */
  expect() {
    this.waits = true;
    clearInterval(this.timer);
    this.timer = setInterval(() => this.tell(), SLOW);
  }

  /** Say that a picture is still on its way. If it failed, or the server is away, the stage says so. */
  tell() {
    const parts = this.stage?.parts,
      loads = this.waits && parts?.error.hidden !== false && !parts?.lost.textContent;
    this.waiting.textContent = loads ? LOADS : "";
    if (!loads) clearInterval(this.timer);
  }

  /** What is shown of a picture. @param {Stage} stage @param {Picture} picture @returns {Promise<Picture>} */
  veil = async (stage, picture) => {
    const { asks, cross, wide } = this.manner,
      { withoutAnswer, withGuess } = await import("./guess.js"),
      seen = wide ? { ...picture, near: 0 } : picture,
      whole = calmer(seen, this.page, stage.source.link, stage.root.clientWidth < NARROW),
      known = asks ? calmer(seen, this.page, stage.source.link, true) : whole,
      places = asks === "place";
    if (stage.away) stage.away.awaits = !asks || asks === BARE ? "" : picture.formulas.length && !picture.rules?.off.includes("numbers") ? "numbers" : whole.panes.some((p) => p.kind === "chart") ? "charts" : "";
    this.real = picture;
    stage.root.classList.toggle("tw-asking", asks !== "");
    stage.root.classList.toggle("tw-ground", asks === BARE);
    stage.root.classList.toggle("tw-pointing", places);
    stage.parts.bar.inert = stage.parts.live.hidden = asks !== "";
    const moved = this.moved.get(stage) ?? stage.pins.moved;
    this.moved.set(stage, moved);
    if (places !== (stage.pins.moved !== moved)) stage.parts.pins.replaceChildren(); // the pin of a guess is another one
    stage.pins.moved = places ? (pin) => this.place(pin) : moved;
    if (!asks) return cross ? withGuess(known, { run: 0, x: cross[0], y: cross[1] }) : known;
    const rules = known.rules && { ...known.rules, ask: /** @type {"" | "end"} */ (places ? "end" : "") },
      hidden = withoutAnswer({ ...known, rules }, false);
    if (places && this.guess) hidden.pins = [this.guess];
    if (asks === "rate") hidden.tracks = hidden.tracks.slice(0, 1).map((track) => ({ ...track, note: "" }));
    return hidden;
  };

  /** The pin of a guess was moved. @param {import("./types.js").Pin} pin */
  place(pin) {
    this.guess = pin;
    this.told.placed([pin.x, pin.y]);
  }

  /** The stage shows a new picture: play it, or show its end where motion is not wanted. */
  arrived() {
    const { stage, manner } = this;
    if (!stage?.picture || !this.waits || stage.source.busy) return;
    this.waits = false;
    this.tell();
    clearTimeout(this.painting);
    this.painting = setTimeout(() => this.paintAhead(stage), MOVED);
    if (manner.asks) return;
    if (manner.still) return manner.wide ? stage.clock.seek(this.rest) : undefined;
    const { generation } = this,
      play = () => generation === this.generation && this.play();
    stage.morph ? stage.morph.then(play) : play(); // the paths go to their places first
  }

  /** Paint the grounds of the steps beside this one. @param {Stage} stage */
  paintAhead({ ground }) {
    for (const [url, surface] of this.next) ground.prepare(url, surface);
    this.next.clear();
  }

  play() {
    const { stage } = this;
    if (!stage) return;
    stage.clock.seek(0);
    stage.autoplay();
    stage.show();
  }

  /** The question was answered: show the whole picture, and play it. @param {[number, number] | null} cross */
  async reveal(cross) {
    const { stage, real } = this;
    this.manner = { ...this.manner, asks: "", cross };
    if (!stage || !real) return;
    stage.clock.seek(0);
    await stage.update(real);
    this.manner.still ? stage.clock.seek(this.rest) : this.play();
  }

  /** Change words of the link that is shown. @param {[string, string][]} words */
  write(words) {
    this.expect();
    this.stage?.source.write(words, true);
  }

  /** The link of what is shown, with everything free but for what the page's address hides or locks. */
  get whole() {
    const page = this.page === "race" ? "" : this.page,
      words = new URLSearchParams(location.search),
      kept = [...RULES, ASK].flatMap((name) => words.getAll(name).map((text) => `&${new URLSearchParams([[name, text]])}`));
    return `${ROOT}${page}?${without(this.stage?.source.link ?? "", [...RULES, ASK, STEP])}${kept.join("")}`;
  }

  /** Light up what a symbol stands for, or nothing. @param {string | null} hue */
  light(hue) {
    void this.stage?.light(hue);
  }

  /** Fetch the picture of a step that comes next, so that it is there at once. @param {Shown} shown
   * @param {boolean} asks whether that step asks something */
  ahead(shown, asks) {
    const address = addressOf(this.facts.pictures, this.ruled(shown, asks));
    if (!this.kept.has(address)) {
      const coming = fetch(address).then((reply) => (reply.ok ? reply : Promise.reject(new Error())));
      this.kept.set(address, coming);
      coming.catch(() => this.kept.delete(address)); // the stage will say what is wrong, if it still is
    }
    for (const url of shown.surfaces) fetchSurface(url).then((surface) => void (shown.surfaces.length === 1 && this.next.set(url, surface)), () => {}); // prettier-ignore
    for (const part of PARTS[shown.page] ?? []) part().catch(() => {}); // the stage will say what is missing
  }

  /** @param {number} height of the stage in pixels @param {string} theme @param {number} [zoom] how much larger all of it is */
  fit(height, theme, zoom = 1) {
    const own = Math.floor(height / zoom); // in its own pixels
    if (own === this.height && theme === this.theme && zoom === this.zoom) return;
    this.box.style.setProperty("--tl-high", `${height}px`);
    this.box.style.setProperty("--tl-zoom", String(zoom));
    Object.assign(this, { height: own, theme, zoom });
    for (const { host, embedded } of this.hosts.values()) {
      host.setAttribute("height", String(own));
      host.setAttribute("theme", theme);
      if (!host.hidden) embedded.applyAttributes("height");
    }
  }

  close() {
    this.watch.disconnect();
    clearInterval(this.timer);
    clearTimeout(this.painting);
    for (const { host, embedded } of this.hosts.values()) {
      embedded.close();
      host.remove();
    }
    this.hosts.clear();
  }
}
