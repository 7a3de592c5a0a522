// @ts-check
/** The interface to Plotly: loads it once, gives it everything that stands still, and reads its axes. It uses only
 * public fields and events. */
import { areEqual, equalRanges } from "./axes.js";
import { RELOAD } from "./dom.js";
import { figure, initialRanges, suffix } from "./figure.js";
import { covered } from "./layout.js";

/** @typedef {import("./types.js").Picture} Picture @typedef {import("./types.js").Frame} Frame */
/** @typedef {Record<string, [number, number]>} Ranges  axis name to range */

/** @type {Promise<any> | undefined} */
let loading;
/** Half of the widest range of a map, in widths of its box. */
const WIDEST = 2;

/** Plotly, which is loaded once. @param {string} url @returns {Promise<any>} rejected with a sentence */
export function loadPlotly(url) {
  loading ??= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = url;
    const found = ours(script);
    script.onload = () => done(found());
    script.onerror = () => {
      found();
      loading = undefined; // the next change tries again
      script.remove();
      fail(
        new Error(
          `Axes and labels are missing, because plotly.js${RELOAD}`,
        ),
      );
    };
    document.head.append(script);
  });
  return loading;
}

/** Keep what a script stores as `window.Plotly` from the page, which may have a Plotly of another version there.
 * @param {HTMLScriptElement} script @returns {() => any} what it has stored; from then on all is as before */
function ours(script) {
  const global = /** @type {any} */ (window),
    own = Object.getOwnPropertyDescriptor(window, "Plotly");
  let found = /** @type {any} */ (undefined),
    theirs = global.Plotly,
    given = !!own;
  Object.defineProperty(window, "Plotly", {
    configurable: true,
    get: () => theirs,
    set: (value) => {
      if (document.currentScript === script) found = value;
      else [theirs, given] = [value, true];
    },
  });
  return () => {
    delete global.Plotly;
    if (given) global.Plotly = theirs;
    return found;
  };
}

/** @type {WeakSet<ShadowRoot>} */
const styled = new WeakSet();

/** Plotly writes its rules into the head of the document, from where they do not reach a shadow tree.
 * @param {Node} tree */
function dress(tree) {
  if (!(tree instanceof ShadowRoot) || styled.has(tree)) return;
  styled.add(tree);
  const sheet = new CSSStyleSheet(),
    written = /** @type {HTMLStyleElement | null} */ (document.getElementById("plotly.js-style-global"));
  sheet.replaceSync([...(written?.sheet?.cssRules ?? [])].map((rule) => rule.cssText).join("\n"));
  tree.adoptedStyleSheets.push(sheet);
}

/** Merge the axis ranges in a Plotly event into the known ones.
 * @param {Ranges} ranges @param {Record<string, any>} event @returns {Ranges} */
export function merge(ranges, event) {
  const out = { ...ranges };
  for (const [key, value] of Object.entries(event ?? {})) {
    const [, axis, end] = key.match(/^([xy]axis\d*)\.range(?:\[([01])\])?$/) ?? [];
    if (!axis) continue;
    if (end === undefined) out[axis] = [Number(value[0]), Number(value[1])];
    else {
      const range = /** @type {[number, number]} */ ([...(out[axis] ?? [NaN, NaN])]);
      range[Number(end)] = Number(value);
      out[axis] = range;
    }
  }
  return out;
}

/** What the axes of a picture's panes depend on, as one text per pane. @param {Picture} picture */
const axesOf = ({ panes, against, axes }) =>
  panes.map((p) => JSON.stringify([p.kind, p.kind === "map" ? [p.box, axes] : p.of, p.kind === "chart" && [p.log, against]]));

/** Whether two pictures differ only in their paths and the spans of charts. @param {Picture} a @param {Picture} b */
function alike(a, b) {
  const frame = (/** @type {Picture} */ p) => [p.scene, p.steps, ...axesOf(p)].join();
  return frame(a) === frame(b);
}

/** Whether the first map has equal axes; null if there is no map to be seen, or none that could be otherwise.
 * @param {Picture} picture @param {import("./types.js").Place[]} places */
export function equalAxes({ panes, axes, near }, places) {
  const i = panes.findIndex((p, k) => p.kind === "map" && !covered(panes, k)),
    p = panes[i];
  return p?.kind === "map" && !near ? areEqual(axes, p.box, places[i]) : null;
}

/** The head of the first track, as far as it has one. @param {Picture} picture @param {number} step */
export const headOf = ({ series }, step) => ["x", "y"].map((axis) => series[axis]?.[0]?.[Math.min(step, series[axis][0].length - 1)]);

/** The ranges that a pane shows where these are asked for. @param {Picture} picture @param {number} pane
 * @param {import("./types.js").Place} place @param {{ x: [number, number], y: [number, number] }} asked */
function fitted({ panes, axes }, pane, place, asked) {
  const p = panes[pane];
  return p.kind === "map" && areEqual(axes, p.box, place) ? equalRanges(asked, p.box, place) : asked;
}

export class Plot {
  /** @param {HTMLElement} element @param {() => void} moved the view has changed @param {() => void} rested */
  constructor(element, moved, rested) {
    this.element = element;
    this.moved = moved;
    this.rested = rested;
    this.zoom = /** @type {Ranges} */ ({});
    this.near = 0; // the share of the map to which the view was last zoomed
    this.drawn = /** @type {Picture | null} */ (null);
    this.plotly = /** @type {any} */ (null);
    this.held = false; // a hand is on the figure, and Plotly would lose its drag if it drew
    this.listening = new AbortController();
  }

  /** @param {string} url */
  async load(url) {
    this.plotly = await loadPlotly(url);
    dress(this.element.getRootNode());
  }

  /** Keep the zoom as far as it fits the next picture: none of another landscape, and no axis of a pane that changes.
   * A map that shows only the surroundings of a head gets those of the next picture, as its link would show them, unless
   * the visitor looks at the whole map, or drags something.
   * @param {Picture | null} old @param {Picture} next @param {boolean} held */
  keepZoom(old, next, held) {
    const whole = old?.scene === next.scene && !this.zoom.xaxis;
    const before = old?.scene === next.scene ? axesOf(/** @type {Picture} */ (old)) : [];
    const kept = new Set(
      axesOf(next).flatMap((a, i) => (a === before[i] ? ["xaxis" + suffix(i), "yaxis" + suffix(i)] : [])),
    );
    this.zoom = Object.fromEntries(Object.entries(this.zoom).filter(([axis]) => kept.has(axis)));
    if (next.near && !whole && !(held && this.zoom.xaxis) && (!this.zoom.xaxis || next.near !== this.near)) this.zoomNear(next);
  }

  /** Zoom to the share of the map around the first track that the picture asks for. @param {Picture} picture */
  zoomNear(picture) {
    const { x, y } = initialRanges(picture, 0),
      shrunk = (/** @type {[number, number]} */ [a, b]) =>
        /** @type {[number, number]} */ ([0, picture.near * (b - a)]);
    Object.assign(this.zoom, { xaxis: shrunk(x), yaxis: shrunk(y) });
    this.near = picture.near;
  }

  /** Move the view to the head of the first track. @param {Picture} picture @param {number} step */
  centre(picture, step) {
    const head = headOf(picture, step);
    ["xaxis", "yaxis"].forEach((axis, i) => {
      const [a, b] = this.zoom[axis],
        middle = head[i] ?? (a + b) / 2;
      this.zoom[axis] = [middle - (b - a) / 2, middle + (b - a) / 2];
    });
  }

  /** The frame of every pane with the visitor's zoom. Until Plotly has caught up, charts keep the axes it has drawn.
   * @param {Picture} picture @param {import("./types.js").Place[]} places @param {boolean} stale @returns {Frame[]} */
  frames(picture, places, stale) {
    const axes = stale && this.drawn && alike(this.drawn, picture) ? this.drawn : picture;
    return places.map((place, i) => {
      const pane = picture.panes[i],
        first = initialRanges(axes, i),
        n = suffix(i);
      const chart = pane.kind === "chart";
      const asked = { x: this.zoom["xaxis" + n] ?? first.x, y: this.zoom["yaxis" + n] ?? first.y };
      return { ...place, ...fitted(picture, i, place, asked), log: chart && pane.log, chart };
    });
  }

  /** @param {Picture} picture @param {Parameters<typeof figure>[1]} setting */
  async draw(picture, setting) {
    const { traces, layout, config } = figure(picture, setting),
      bound = this.element.classList.contains("js-plotly-plot");
    await this.plotly.react(this.element, traces, layout, config);
    this.drawn = picture;
    if (bound) return;
    const { signal } = this.listening,
      hold = (/** @type {boolean} */ held) => () => void (this.held = held);
    this.element.addEventListener("pointerdown", hold(true), { signal, capture: true });
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, hold(false), { signal, capture: true });
    const gd = /** @type {any} */ (this.element);
    // During a pan gd.layout does not change; the ranges are in the event.
    gd.on("plotly_relayouting", (/** @type {any} */ event) => {
      this.zoom = merge(this.zoom, event);
      this.moved();
    });
    gd.on("plotly_relayout", (/** @type {any} */ event) => {
      this.zoom = merge(this.zoom, event);
      this.moved();
      this.rested();
    });
  }

  /** Zoom all maps about their centre, move them, or go back to the whole. @param {Picture} picture @param {Frame[]} frames
   * @param {number} factor below 1 goes nearer; 0 resets every axis @param {number[]} way  to go on the map, too */
  async zoomBy(picture, frames, factor, [right, up] = [0, 0]) {
    const change = /** @type {Ranges} */ ({});
    picture.panes.forEach((pane, i) => {
      const first = initialRanges(picture, i),
        f = frames[i],
        n = suffix(i);
      if (factor && pane.kind !== "map") return;
      const about = (/** @type {[number, number]} */ [a, b], /** @type {[number, number]} */ whole, /** @type {number} */ way) => {
        const half = Math.min((factor * (b - a)) / 2, WIDEST * (whole[1] - whole[0])),
          middle = (a + b) / 2 + (way * (b - a)) / 5;
        const reach = WIDEST * (whole[1] - whole[0]) - half,
          centre = (whole[0] + whole[1]) / 2;
        const at = Math.min(Math.max(middle, centre - reach), centre + reach);
        return /** @type {[number, number]} */ ([at - half, at + half]);
      };
      const asked = factor ? { x: about(f.x, first.x, right), y: about(f.y, first.y, up) } : first,
        { x, y } = fitted(picture, i, f, asked);
      Object.assign(change, { [`xaxis${n}`]: [...x], [`yaxis${n}`]: [...y] });
    });
    this.zoom = factor ? { ...this.zoom, ...change } : {};
    const ranges = Object.fromEntries(Object.entries(change).map(([axis, range]) => [axis + ".range", range]));
    if (this.element.classList.contains("js-plotly-plot")) await this.plotly.relayout(this.element, ranges);
    if (!factor) this.zoom = {};
    this.moved();
  }

  /** Whether no map can show more. @param {Picture} picture @param {Frame[]} frames */
  isWidest = ({ panes }, frames) =>
    panes.every((p, i) => p.kind !== "map" || frames[i].x[1] - frames[i].x[0] > 1.999 * WIDEST * (p.box[1] - p.box[0]));

  close() {
    this.listening.abort();
    this.plotly?.purge(this.element);
  }
}
