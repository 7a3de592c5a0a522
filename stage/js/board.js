// @ts-check
/** The one stage of a chapter. It shows the picture of each step, without the answer while a question is open, and lights up
 * what a symbol of the text stands for. */
import { make } from "./dom.js";
import { ownPart, STEP, without } from "./links.js";
import { at, fetchSurface, ROOT } from "./surface.js";

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./stage.js").Stage} Stage
 * @typedef {import("./embedded.js").Embedded} Embedded @typedef {import("./scoring.js").Shown} Shown */
/** @typedef {{ asks: string, cross: [number, number] | null, still: boolean }} Manner  the kind of the question that is open
 *   ("" for none), a guess that is marked on the map, and whether the playhead stays at the link's step */

/** Below this width in pixels there is room for a map alone. */
const NARROW = 520;
/** What is around the stage on a page of another site is not needed here. */
const STYLE = `
.frame { padding: 0; }
.frame .footer { display: none; }
.tw-asking :is(.tw-standings, .tw-marklist, .tw-message, .tw-readout, .tw-events, .tw-panel, .tw-bar) { display: none; }
.tw-stage { zoom: var(--tl-zoom, 1); }
:host(:not([dials])) .tw-owner { display: none; }
.tw-line math { font-size: 17px; }
.tw-line .tw-row { font-size: 14px; }
.tw-anatomy { box-sizing: border-box; padding-bottom: 26px; overflow: hidden auto; mask: linear-gradient(#000 calc(100% - 26px), transparent); scrollbar-width: thin; }
@container (max-width: 519px) { .tw-arrows { flex-wrap: nowrap; overflow: auto hidden; } .tw-arrows > * { flex: none; } .frame .tw-bar .tw-buttons:first-child > :is(:first-child, :last-child) { display: none; } }`;

/** The address of a picture, as the stage asks for it. @param {string} pictures @param {Shown} shown */
export const addressOf = (pictures, { page, link }) => `${at(`${pictures}/${page}`)}?${without(ownPart(link), [STEP])}`;

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
    this.manner = /** @type {Manner} */ ({ asks: "", cross: null, still: true });
    this.real = /** @type {Picture | null} */ (null);
    this.guess = /** @type {import("./types.js").Pin | null} */ (null);
    this.moved = /** @type {WeakMap<Stage, Stage["pins"]["moved"]>} */ (new WeakMap());
    this.waits = false; // a new step's picture is to be played
    this.kept = /** @type {Map<string, Promise<Response>>} */ (new Map()); // pictures fetched ahead, by their addresses
    this.height = 0;
    this.zoom = 1;
    this.theme = "light";
    this.generation = 0;
    this.watch = new MutationObserver(() => this.arrived());
  }

  /** The stage that is shown. */
  get stage() {
    return this.hosts.get(this.page)?.embedded.stage ?? null;
  }

  /** Show the picture of a step. @param {Shown} shown @param {Manner} manner */
  async show(shown, manner) {
    const generation = ++this.generation;
    this.manner = manner;
    this.guess = null;
    const { Embedded } = await import("./embedded.js");
    if (generation !== this.generation) return;
    this.stage?.clock.pause();
    this.stage?.ghosts.forget(); // the paths of another step are no "before"
    this.page = shown.page;
    this.waits = true;
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
  }

  /** What is shown of a picture. @param {Stage} stage @param {Picture} picture @returns {Promise<Picture>} */
  veil = async (stage, picture) => {
    const { asks, cross } = this.manner,
      { withoutAnswer, withGuess } = await import("./guess.js"),
      known = calmer(picture, this.page, stage.source.link, asks !== "" || stage.root.clientWidth < NARROW),
      places = asks === "place";
    this.real = picture;
    stage.root.classList.toggle("tw-asking", asks !== "");
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
    if (manner.asks || manner.still) return;
    const { generation } = this,
      play = () => generation === this.generation && this.play();
    stage.morph ? stage.morph.then(play) : play(); // the paths go to their places first
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
    if (!this.manner.still) this.play();
  }

  /** Change words of the link that is shown. @param {[string, string][]} words */
  write(words) {
    this.waits = true;
    this.stage?.source.write(words, true);
  }

  /** The link of what is shown, with everything free. */
  get whole() {
    const page = this.page === "race" ? "" : this.page;
    return `${ROOT}${page}?${without(this.stage?.source.link ?? "", ["hide", "free", STEP])}`;
  }

  /** Light up what a symbol stands for, or nothing. @param {string | null} hue */
  light(hue) {
    void this.stage?.light(hue);
  }

  /** Fetch the picture of a step that comes next, so that it is there at once. @param {Shown} shown */
  ahead(shown) {
    const address = addressOf(this.facts.pictures, shown);
    if (!this.kept.has(address)) {
      const coming = fetch(address).then((reply) => (reply.ok ? reply : Promise.reject(new Error())));
      this.kept.set(address, coming);
      coming.catch(() => this.kept.delete(address)); // the stage will say what is wrong, if it still is
    }
    if (shown.surface) fetchSurface(shown.surface).catch(() => {});
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
    for (const { host, embedded } of this.hosts.values()) {
      embedded.close();
      host.remove();
    }
    this.hosts.clear();
  }
}
